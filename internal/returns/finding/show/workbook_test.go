package show

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"throughline/internal/returns/finding"
	"throughline/internal/returns/sheet"
)

func openBook(t *testing.T, run finding.Run, o Options) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := Workbook(t.Context(), &out, sheet.XLSX, run, o); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func cells(t *testing.T, f *excelize.File, name string) [][]string {
	t.Helper()
	rows, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestWorkbookOfSSDA903(t *testing.T) {
	t.Parallel()
	f := openBook(t, ssdaRun(), Options{Name: "returns/2026", Tables: ssdaTables()})
	if diff := cmp.Diff([]string{"Summary", "Findings", "Header", "Episodes", "UASC"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	header := cells(t, f, "Header")
	want := [][]string{
		{"Row", "Problems", "CHILD", "SEX"},
		{"0", "Rule 101 in SEX: =CMD() is not a code for sex.", "C1", "=CMD()"},
		{"1", "", "C2", "1"},
		{"2", "Rule 101 in SEX: (blank) is not a code for sex.", "<b>C3"},
	}
	if diff := cmp.Diff(want, header); diff != "" {
		t.Error(diff)
	}
	if got := cells(t, f, "Episodes"); len(got) != 11 || !strings.HasPrefix(got[9][1], "Rule 612 in DECOM, DEC: ") || !strings.Contains(got[9][1], "\nRule 999 in LS: ") {
		t.Errorf("episodes: %q", got)
	}
	if got := cells(t, f, "UASC"); len(got) != 1 {
		t.Errorf("a table without rows has only its heading: %q", got)
	}
	if got := cells(t, f, "Findings"); len(got) != 1+len(ssdaRun().Findings) {
		t.Errorf("%d findings", len(got)-1)
	}
	// The marked cells and no others look different.
	plain, err := f.GetCellStyle("Header", "D3")
	if err != nil {
		t.Fatal(err)
	}
	for cell, marked := range map[string]bool{"D2": true, "C2": false, "D4": true, "C4": false} {
		style, err := f.GetCellStyle("Header", cell)
		if err != nil {
			t.Fatal(err)
		}
		if (style != plain) != marked {
			t.Errorf("%s: marked is not %v", cell, marked)
		}
	}
	var all strings.Builder
	for _, r := range cells(t, f, "Summary") {
		all.WriteString(strings.Join(r, "|") + "\n")
	}
	for _, want := range []string{"6 errors and 1 query", "612|Episode ends before it begins|error|3|Correct DECOM or DEC.", "2 rules|needs postcodes", "About the files|episodes.csv line 12", "205A|The checker compares"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("the summary has no %q:\n%s", want, all.String())
		}
	}
}

// TestWorkbookOfCIN checks that rows of children who share an id are told apart by their place in the file.
func TestWorkbookOfCIN(t *testing.T) {
	t.Parallel()
	f := openBook(t, cinRun(), Options{Tables: cinTables()})
	want := [][]string{
		{"Child in file", "Row", "Problems", "LAchildID", "S47ActualStartDate"},
		{"12", "1", "", "X1", "2025-04-30"},
		{"12", "2", "Rule 8840 in S47ActualStartDate: The enquiry began on 2025-05-01, before birth on 2025-06-01.", "X1", "2025-05-01"},
		{"13", "2", "", "X1", "2025-07-01"},
	}
	if diff := cmp.Diff(want, cells(t, f, "Section47")); diff != "" {
		t.Error(diff)
	}
}

// TestAFullSheetGoesOn: a table with more rows than a sheet holds goes on in another, under the same headings.
func TestAFullSheetGoesOn(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	book, err := sheet.New(&out, sheet.XLSX)
	if err != nil {
		t.Fatal(err)
	}
	b := &workbook{Book: book, digest: count(cinRun()), fullAt: 3}
	if err := cinTables().Each(t.Context(), func(tab Table) error { return b.table(t.Context(), tab, Options{}) }); err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Section47", "Section47 2"}, f.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	if a, b := cells(t, f, "Section47"), cells(t, f, "Section47 2"); len(a) != 3 || len(b) != 2 || !cmp.Equal(a[0], b[0]) {
		t.Errorf("%q\n%q", a, b)
	}
}

func TestWorkbookStops(t *testing.T) {
	t.Parallel()
	broken := errors.New("the file was changed")
	for name, each := range map[string]func(func(Row) error) error{
		"the reader fails": func(func(Row) error) error { return broken },
		"a reader that goes on": func(each func(Row) error) error {
			for i := range 10_000 {
				if err := each(Row{Number: i, Cells: []string{"x"}}); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		o := Options{Tables: madeTables{{Name: "Header", Columns: []string{"CHILD"}, Rows: each}}, Progress: func(string, int64, int64) { cancel() }}
		if err := Workbook(ctx, new(bytes.Buffer), sheet.ODS, ssdaRun(), o); !errors.Is(err, broken) && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}
