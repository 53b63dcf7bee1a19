package annexa

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Write prints a summary as text, json or csv.
func (s Summary) Write(w io.Writer, format string) error {
	switch format {
	case "", "text":
		return s.text(w)
	case "json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(s)
	case "csv":
		out := csv.NewWriter(w)
		rows := [][]string{{"list", "name", "rows", "newest"}}
		for _, l := range s.Lists {
			newest := ""
			if !l.Newest.IsZero() {
				newest = l.Newest.UTC().Format(time.RFC3339)
			}
			rows = append(rows, []string{strconv.Itoa(l.List), l.Name, strconv.Itoa(l.Rows), newest})
		}
		return out.WriteAll(rows)
	}
	return errs.New(errs.Usage, "%q is not a format; use text, json or csv", format)
}

func (s Summary) text(w io.Writer) error {
	_, err := fmt.Fprintf(w, "Annex A on %s: %d children\n", s.On, s.Children)
	for _, l := range s.Lists {
		newest := ""
		if !l.Newest.IsZero() {
			newest = ", newest record of " + day.Moment(l.Newest)
		}
		if err == nil {
			_, err = fmt.Fprintf(w, "  %2d %-32s %6d%s\n", l.List, l.Name, l.Rows, newest)
		}
	}
	if s.Destroyed > 0 && err == nil {
		_, err = fmt.Fprintf(w, "%d entries could not be read any more: a retention rule destroyed their key\n", s.Destroyed)
	}
	return err
}
