package cli

import (
	"encoding/csv"
	"fmt"
	"strings"
	"text/tabwriter"
)

// table prints rows as text or CSV. A cell that a spreadsheet would run as a formula gets a leading apostrophe (web-conventions 5).
func (a *app) table(header []string, rows [][]string) error {
	if a.Format == "csv" {
		w := csv.NewWriter(a.Out)
		w.UseCRLF = true
		if err := w.Write(header); err != nil {
			return err
		}
		for _, r := range rows {
			safe := make([]string, len(r))
			for i, c := range r {
				safe[i] = Harmless(c)
			}
			if err := w.Write(safe); err != nil {
				return err
			}
		}
		w.Flush()
		return w.Error()
	}
	w := tabwriter.NewWriter(a.Out, 0, 4, 2, ' ', 0)
	heads := make([]string, len(header))
	for i, h := range header {
		heads[i] = strings.ToUpper(strings.ReplaceAll(h, "_", " "))
	}
	fmt.Fprintln(w, strings.Join(heads, "\t"))
	for _, r := range rows {
		fmt.Fprintln(w, strings.ReplaceAll(strings.Join(r, "\t"), "\n", " "))
	}
	return w.Flush()
}

// Harmless makes a cell safe to open in a spreadsheet. Plain numbers are left alone.
func Harmless(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) || numeric(cell) {
		return cell
	}
	return "'" + cell
}

func numeric(s string) bool {
	digits := false
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits = true
		case c == '.' || c == '-' && i == 0:
		default:
			return false
		}
	}
	return digits
}
