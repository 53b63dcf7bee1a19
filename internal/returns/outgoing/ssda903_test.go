package outgoing_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/returns/intake"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
)

const sets903 = "../ssda903/testdata"

// files is a return on its way: names and contents.
type files map[string][]byte

func (f files) inputs() (out []ssda903.Input) {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		out = append(out, ssda903.Input{Name: name, Body: bytes.NewReader(f[name])})
	}
	return out
}

func (f files) read(t testing.TB) *ssda903.Return {
	t.Helper()
	r, err := ssda903.Read(f.inputs(), nil, ssda903.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// set is a development set: this year's files and the year.
func set903(t testing.TB, name string) (files, int) {
	t.Helper()
	dir := filepath.Join(sets903, name)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	f := files{}
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); e.Name() == "providers.csv" || ext != ".csv" && ext != ".xml" {
			continue
		}
		if f[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "dataset.json"))
	if err != nil {
		t.Fatal(err)
	}
	var about struct{ CollectionYear string }
	if err := json.Unmarshal(b, &about); err != nil {
		t.Fatal(err)
	}
	year, err := strconv.Atoi(about.CollectionYear)
	if err != nil {
		t.Fatal(err)
	}
	return f, year
}

func (h house) ssda903(name string, f files, year int) intake.Report {
	h.t.Helper()
	h.Clock.Add(time.Minute)
	r, err := intake.SSDA903(h.t.Context(), h.Desk.Desk, analyst, name, f.inputs(), intake.Return903{Year: year}, intake.Options{})
	h.ok(err)
	return r
}

// closing is a file of files that is being written.
type closing struct {
	bytes.Buffer
	name string
	to   files
}

// Close keeps what was written.
func (c *closing) Close() error {
	c.to[c.name] = c.Bytes()
	return nil
}

func (h house) export903(year int, form ssda903.Form) (files, outgoing.Report) {
	h.t.Helper()
	f := files{}
	r, err := outgoing.SSDA903(h.t.Context(), h.Desk.Desk, analyst, func(name string) (io.WriteCloser, error) {
		return &closing{name: name, to: f}, nil
	}, outgoing.SSDA903Options{Year: year, Form: form})
	h.ok(err)
	return f, r
}

// rows903 are the rows of a return as texts, by table.
func rows903(r *ssda903.Return) map[string][]string {
	out := map[string][]string{}
	for i, d := range r.This {
		if d == nil {
			continue
		}
		t := ssda903.Table(i)
		for row := range d.Rows() {
			var cells []string
			for col := range t.Columns() {
				cells = append(cells, d.Cell(row, col))
			}
			out[t.String()] = append(out[t.String()], strings.Join(cells, "|"))
		}
	}
	return out
}

// TestSSDA903RoundTrip: what a return says comes out again, or the export's report names each row that does not and nothing else; importing the
// export changes nothing; and in another house the export makes the same export, byte for byte.
func TestSSDA903RoundTrip(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(sets903)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(sets903, e.Name(), "dataset.json")); err != nil {
			continue
		}
		n++
		t.Run(e.Name(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			src, year := set903(t, e.Name())
			h := newHouse(t, dir, "one")
			first := h.ssda903(e.Name(), src, year)
			if !first.Complete || len(first.Conflicts) > 0 {
				t.Errorf("first: %+v", first.Conflicts)
			}
			out, rep := h.export903(year, ssda903.CSV)
			was, is := rows903(src.read(t)), rows903(out.read(t))
			if strings.HasPrefix(e.Name(), "clean") {
				for table := range is {
					slices.Sort(was[table])
					slices.Sort(is[table])
				}
				if diff := cmp.Diff(was, is); diff != "" {
					t.Error(diff)
				}
				if len(rep.Differences) > 0 {
					t.Errorf("of a clean set: %+v", rep.Differences)
				}
			}
			sameRows(t, was, is, rep)

			before := h.records()
			again := h.ssda903("export", out, year)
			if diff := cmp.Diff(before, h.records()); diff != "" || len(again.Conflicts) > 0 {
				t.Errorf("importing the export: added %s, updated %s, %+v\n%s", again.Added, again.Updated, again.Conflicts, diff)
			}
			other := newHouse(t, dir, "two")
			other.ssda903("export", out, year)
			second, _ := other.export903(year, ssda903.CSV)
			if diff := cmp.Diff(out, second); diff != "" {
				t.Errorf("from another house: %s", diff)
			}
		})
	}
	if n < 14 {
		t.Errorf("only %d development sets", n)
	}
}

var (
	rowPlace  = regexp.MustCompile(`^([A-Za-z0-9]+) (\d+)(?:, ([A-Z_0-9]+))?$`)
	cellPlace = regexp.MustCompile(`^([A-Za-z0-9]+), ([A-Z_]+)$`)
)

// sameRows compares the rows that differ with those that the report names.
func sameRows(t *testing.T, was, is map[string][]string, rep outgoing.Report) {
	t.Helper()
	differ, extra := map[string]string{}, map[string]int{}
	respelt := map[string]int{}
	for table, rows := range was {
		bag := map[string]int{}
		for _, r := range is[table] {
			bag[r]++
		}
		for i, r := range rows {
			canonical := r
			if table == "Episodes" {
				canonical = padded(r)
			}
			switch {
			case bag[r] > 0:
				bag[r]--
			case bag[canonical] > 0:
				bag[canonical]--
				respelt["Episodes"]++
			default:
				differ[fmt.Sprintf("%s %d", table, i+1)] = r
			}
		}
		for r, n := range bag {
			if n > 0 {
				child, _, _ := strings.Cut(r, "|")
				extra[table+" "+child+" "+r] += n
			}
		}
	}
	named := map[string]bool{}
	for _, d := range rep.Differences {
		if m := rowPlace.FindStringSubmatch(d.Place); m != nil {
			at := m[1] + " " + m[2]
			if m[1] == "child" {
				continue // checked by hand below: doubts name no row
			}
			named[at] = true
			if differ[at] == "" && !strings.Contains(d.Why, "no row of the child") {
				t.Errorf("named, and not different: %+v", d)
			}
		} else if m := cellPlace.FindStringSubmatch(d.Place); m == nil && !strings.Contains(d.Place, "(line ") {
			t.Errorf("a place of no file: %+v", d)
		}
	}
	for at, r := range differ {
		if !named[at] {
			t.Errorf("different, and not named: %s: %s", at, r)
		}
	}
	for k := range extra {
		table, rest, _ := strings.Cut(k, " ")
		child, _, _ := strings.Cut(rest, " ")
		found := false
		for at, r := range differ {
			found = found || strings.HasPrefix(at, table+" ") && strings.HasPrefix(r, child+"|")
		}
		if !found {
			t.Errorf("the export has a row that the files do not have: %s", k)
		}
	}
}

var shortDate = regexp.MustCompile(`(^|\|) ?(\d{1,2})/(\d{1,2})/(\d{4})(\||$)`)

// padded is a row with its dates as DD/MM/YYYY.
func padded(r string) string {
	for range 2 {
		r = shortDate.ReplaceAllStringFunc(r, func(s string) string {
			m := shortDate.FindStringSubmatch(s)
			return fmt.Sprintf("%s%02s/%02s/%s%s", m[1], m[2], m[3], m[4], m[5])
		})
	}
	return r
}
