package rows

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/finding/show"
	"throughline/internal/returns/ssda903"
)

const (
	sets903 = "../../ssda903/testdata"
	setsCIN = "../../cin/testdata"
)

// taken is the rows of one table.
type taken struct {
	columns []string
	rows    []show.Row
}

func take(t *testing.T, tables show.Tables) map[string]taken {
	t.Helper()
	out := map[string]taken{}
	err := tables.Each(t.Context(), func(tab show.Table) error {
		got := taken{columns: tab.Columns}
		if err := tab.Rows(func(r show.Row) error {
			if len(r.Cells) != len(tab.Columns) {
				t.Errorf("%s: %d cells for %d columns", tab.Name, len(r.Cells), len(tab.Columns))
			}
			r.Cells = slices.Clone(r.Cells)
			got.rows = append(got.rows, r)
			return nil
		}); err != nil {
			return err
		}
		out[tab.Name] = got
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSSDA903 compares the rows with the files, read by the standard library.
func TestSSDA903(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(sets903, "clean01")
	r, err := ssda903.ReadPath([]string{dir}, nil, ssda903.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := take(t, SSDA903(r))
	f, err := os.Open(filepath.Join(dir, "episodes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	episodes := got["Episodes"]
	if len(episodes.rows) != len(lines)-1 || len(lines) < 10 {
		t.Fatalf("%d rows of %d lines", len(episodes.rows), len(lines))
	}
	for i, l := range lines[1:] {
		row := episodes.rows[i]
		if row.Number != i || row.Pos != 0 {
			t.Errorf("row %d is numbered %d", i, row.Number)
		}
		for c, heading := range lines[0] {
			at := slices.Index(episodes.columns, strings.TrimPrefix(heading, "\ufeff"))
			if at < 0 || row.Cells[at] != strings.ToUpper(l[c]) {
				t.Fatalf("row %d, %s: %v, want %s", i, heading, row.Cells, l[c])
			}
		}
	}
}

// TestLines checks that the line of a finding is where its row stands.
func TestLines(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(sets903, "dev01")
	r, err := ssda903.ReadPath([]string{dir}, nil, ssda903.Options{})
	if err != nil {
		t.Fatal(err)
	}
	run, err := ssda903.Check(t.Context(), r, ssda903.CheckOptions{Year: "2025-26"})
	if err != nil {
		t.Fatal(err)
	}
	run.Findings = append(run.Findings, finding.Finding{Table: "Episodes", Row: 1 << 20}, finding.Finding{Table: "Nowhere"})
	Lines(&run, r)
	b, err := os.ReadFile(filepath.Join(dir, "episodes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	file := strings.Split(string(b), "\n")
	seen := 0
	for _, f := range run.Findings[:len(run.Findings)-2] {
		if f.Table == "Episodes" && f.Child != "" {
			seen++
			if f.Line < 2 || !strings.Contains(strings.ToUpper(file[f.Line-1]), f.Child) {
				t.Fatalf("%+v is not on line %d: %s", f, f.Line, file[f.Line-1])
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d findings looked at", seen)
	}
	for _, f := range run.Findings[len(run.Findings)-2:] {
		if f.Line != 0 {
			t.Errorf("%+v has a line", f)
		}
	}
}

// TestCIN holds rows of all sets against how many the sets say that there are, and every finding against the row that it names.
func TestCIN(t *testing.T) {
	t.Parallel()
	var counts map[string]struct{ Rows map[string]int }
	files, err := filepath.Glob(filepath.Join("../../cin/check/testdata", "*.expected.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sets: %v", err)
	}
	counts = map[string]struct{ Rows map[string]int }{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var x struct{ Rows map[string]int }
		if err := json.Unmarshal(b, &x); err != nil {
			t.Fatal(err)
		}
		counts[strings.TrimSuffix(filepath.Base(f), ".expected.json")] = x
	}
	for name, want := range counts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(filepath.Join(setsCIN, name+".xml"))
			if err != nil {
				t.Fatal(err)
			}
			got := take(t, CIN(bytes.NewReader(b), name))
			have := map[string]int{}
			for table, x := range got {
				if want.Rows[table] > 0 || len(x.rows) > 0 {
					have[table] = len(x.rows)
				}
			}
			for table, n := range want.Rows {
				if n == 0 {
					delete(want.Rows, table)
				}
			}
			if have["Header"] != 1 { // the sets do not count it
				t.Errorf("%d headers", have["Header"])
			}
			delete(have, "Header")
			if diff := cmp.Diff(want.Rows, have); diff != "" {
				t.Error(diff)
			}
			run, err := check.Check(t.Context(), check.Source{Name: name, File: bytes.NewReader(b)}, check.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range run.Findings {
				at := slices.IndexFunc(got[f.Table].rows, func(r show.Row) bool { return r.Pos == f.Pos && r.Number == f.Row })
				if at < 0 {
					t.Fatalf("rule %s names %s row %d of child %d, which is not there", f.Rule, f.Table, f.Row, f.Pos)
				}
				for _, v := range f.Values {
					c := slices.Index(got[f.Table].columns, v.Field)
					if c < 0 || !slices.Contains(f.Fields, v.Field) || v.Field == "AssessmentFactors" { // a list, of which a finding names some
						continue
					}
					cell := got[f.Table].rows[at].Cells[c]
					if cell != v.Text && !(f.Table == "Reviews" && strings.Contains(cell, v.Text)) { // one of several dates
						t.Errorf("rule %s, %s row %d of child %d: %s is %q, the finding says %q", f.Rule, f.Table, f.Row, f.Pos, v.Field, cell, v.Text)
					}
				}
			}
		})
	}
}

// TestRowsStop: an error of who takes the rows ends the giving, and a file that is no census gives none.
func TestRowsStop(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join(setsCIN, "sample.xml"))
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	rows := 0
	err = CIN(bytes.NewReader(b), "census.xml").Each(t.Context(), func(tab show.Table) error {
		return tab.Rows(func(show.Row) error {
			if rows++; rows == 3 {
				return full
			}
			return nil
		})
	})
	if !errors.Is(err, full) || rows != 3 {
		t.Errorf("%d rows: %v", rows, err)
	}
	err = CIN(bytes.NewReader(b[:len(b)/2]), "census.xml").Each(t.Context(), func(show.Table) error {
		t.Error("a table of half a file")
		return nil
	})
	if errs.Of(err) != errs.Invalid {
		t.Errorf("half a file: %v", err)
	}
}
