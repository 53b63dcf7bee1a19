package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/report"
	"throughline/internal/returns/sheet"
)

// placed adds children who are placed from a day on, at a price a week.
func (d town) placed(n int, kind, from, to string, week int64) {
	d.t.Helper()
	_, err := d.Desk.Do(d.t.Context(), analyst, "Place children", func(tx *command.Tx) (out []record.Change, _ error) {
		for i := range n {
			s, pl := tx.NewSubject(record.ChildSubject), tx.NewID()
			body := record.CLAPlacement{Type: kind, Provider: "PR1", From: day.Must(from)}
			if to != "" {
				body.To = day.Must(to)
			}
			out = append(out, record.New(tx.NewID(), s, record.Child{Names: []record.Name{{Given: "Ada", Family: fmt.Sprint("Alder", i), Use: "current"}}, Birth: day.Must("2015-05-05"), Sex: "F"}),
				record.New(pl, s, body), record.New(tx.NewID(), s, record.PlacementPrice{Placement: pl, For: "placement", Week: week, From: day.Must(from)}))
		}
		return out, nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// What placements cost is told by kind beside the year before, kinds of few children are told together, and what is not recorded is named (SR-195, specs/finance.md 5).
func TestBudget(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		d.placed(6, "U4", "2023-04-01", "", 70_000)
		d.placed(7, "K2", "2024-04-01", "2024-04-11", 700_000) // 10 nights each
		d.placed(4, "K1", "2024-04-01", "", 1_400_000)
		d.placed(5, "U1", "2024-04-01", "", 7_000)
		b, err := report.BudgetOf(t.Context(), d.Desk.Desk, 2025, day.Must("2024-09-30"))
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if err := b.WriteCSV(&text); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&text).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := [][]string{
			{"Fostering by the council's own carers", "6", "1098", "109800.00", "700.00", "109200.00", "219000.00", "1098", "109800.00", "0.00", "0.00", "0.00", "0"},
			// Seven in homes left before the last day, so their line may be shown; four in secure homes and five with relatives may not but together.
			{"Children's homes", "0", "70", "70000.00", "7000.00", "0.00", "70000.00", "0", "0.00", "70000.00", "", "", "0"},
		}
		if diff := cmp.Diff(want, rows[1:3]); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		for _, r := range rows[1:] {
			if r[1] >= "1" && r[1] <= "5" && len(r[1]) == 1 {
				t.Errorf("%s children are told of: %v", r[1], r)
			}
		}
		sum := 0
		for _, l := range b.Lines {
			sum += l.Now.Nights
		}
		if sum != b.Total.Now.Nights || b.Total.Now.Children != 15 || b.Total.Now.Nights != 1098+70+9*183 {
			t.Errorf("%d nights in the lines, %+v in all", sum, b.Total.Now)
		}
		var page bytes.Buffer
		if err := b.WriteHTML(&page); err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{"What is not in this report", "virements", "£109,800", "the same", "More or fewer nights"} {
			if !strings.Contains(page.String(), s) {
				t.Errorf("the page does not say %q", s)
			}
		}
		if strings.Contains(page.String(), "Secure children") {
			t.Error("the page tells of four children in secure homes")
		}
		for f, part := range map[sheet.Format]string{sheet.ODS: "content.xml", sheet.XLSX: "xl/worksheets/sheet2.xml"} {
			var book bytes.Buffer
			if err := b.WriteBook(&book, f); err != nil {
				t.Fatal(err)
			}
			z, err := zip.NewReader(bytes.NewReader(book.Bytes()), int64(book.Len()))
			if err != nil {
				t.Fatal(err)
			}
			in, err := z.Open(part)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(in)
			if err != nil || !strings.Contains(string(text), `109800`) {
				t.Errorf("%s has no 109800: %v", f, err)
			}
		}
	})
}

// Nothing is told where nothing is recorded, or of too few; and a year that has not begun has no report.
func TestBudgetOfFew(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		page := func() string {
			b, err := report.BudgetOf(t.Context(), d.Desk.Desk, 2025, day.Day{})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := b.WriteHTML(&out); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
		if p := page(); !strings.Contains(p, "No placement is recorded in this year") {
			t.Error(p)
		}
		d.placed(3, "K2", "2024-04-01", "", 70_000)
		if p := page(); !strings.Contains(p, "too few children") || strings.Contains(p, "£") {
			t.Error(p)
		}
		for ending, until := range map[int]string{2030: "", 2025: "2025-04-01", 2024: "2023-03-31"} {
			to := day.Day{}
			if until != "" {
				to = day.Must(until)
			}
			if _, err := report.BudgetOf(t.Context(), d.Desk.Desk, ending, to); errs.Of(err) != errs.Invalid {
				t.Errorf("%d until %s: %v", ending, until, err)
			}
		}
	})
}
