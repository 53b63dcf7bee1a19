package episode

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

var update = flag.Bool("update", false, "write testdata/unread.golden")

const subject = "child:0199aaaa-0000-7000-8000-000000000001"

// told writes periods as records, reads them back as a story and cuts that: what an import and an export do.
func told(t testing.TB, periods []Period) []Episode {
	t.Helper()
	var recs []record.Record
	n := 0
	newID := func() string { n++; return fmt.Sprintf("r%06d", n) }
	for _, p := range periods {
		for _, c := range p.Records(subject, newID) {
			if v, ok := c.Body.(record.Validator); ok {
				if err := v.Valid(today); err != nil {
					t.Fatalf("Read makes a record that is refused: %v\n%+v", err, c.Body)
				}
			}
			b, err := record.Encode(c.Body)
			if err != nil {
				t.Fatal(err)
			}
			body, err := record.Decode(c.Body.KindName(), 1, b)
			if err != nil {
				t.Fatal(err)
			}
			recs = append(recs, record.Record{Meta: record.Meta{ID: c.ID, Kind: c.Body.KindName(), Subject: subject}, Body: body})
		}
	}
	out, gaps := Of(story.New(subject, nil, recs))
	if len(gaps) > 0 {
		t.Fatalf("gaps in what rows gave: %+v", gaps)
	}
	for _, e := range out {
		if e.Period == "" || e.Status == "" || e.Placement == "" {
			t.Fatalf("an episode without the records it was cut from: %+v", e)
		}
	}
	return out
}

func lines(rows []Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, strings.Join(r.Cells(), ","))
	}
	slices.Sort(out)
	return out
}

func rowsOf(all []Episode) []Row {
	var out []Row
	for _, e := range all {
		out = append(out, e.Row)
	}
	return out
}

func what(u Unread) string {
	if u.Row {
		return "row"
	}
	return "cell"
}

var today = day.Must("2027-04-20")

type set struct {
	children []string
	rows     map[string][]Row // by child
	number   map[string][]int // place of each row in the file, from 0
	respelt  int              // rows with a date like 3/12/2026, which comes back as 03/12/2026
	unread   []string         // rows with a cell that is no date
}

func load(t *testing.T, name string) set {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append([]string{"CHILD"}, Columns()...), all[0]); diff != "" {
		t.Fatal(diff)
	}
	s := set{rows: map[string][]Row{}, number: map[string][]int{}}
	for i, cells := range all[1:] {
		child := cells[0]
		r, err := Parse(cells[1:])
		if err != nil {
			s.unread = append(s.unread, fmt.Sprintf("%s %d: %v", name, i, err))
			continue
		}
		if diff := cmp.Diff(cells[1:], r.Cells()); diff != "" {
			s.respelt++
		}
		if s.rows[child] == nil {
			s.children = append(s.children, child)
		}
		s.rows[child] = append(s.rows[child], r)
		s.number[child] = append(s.number[child], i)
	}
	return s
}

// TestSets: the episodes of every development set, through records and back, are the same rows; those that no records can say are in the golden,
// each with its reason. The clean sets have none (the year before of clean02 has a code that is younger than its placement).
func TestSets(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(paths) < 30 {
		t.Fatalf("%d sets, %v", len(paths), err)
	}
	var report strings.Builder
	total, refused, cells, respelt := 0, 0, 0, 0
	for _, p := range paths {
		name := strings.TrimSuffix(filepath.Base(p), ".csv")
		s := load(t, name)
		var said []string
		said = append(said, s.unread...)
		total, respelt = total+len(s.unread), respelt+s.respelt
		for _, child := range s.children {
			rows := s.rows[child]
			total += len(rows)
			periods, unread := Read(rows, today)
			back := rowsOf(told(t, periods))
			for _, u := range unread {
				if !u.Row {
					cells++
				} else {
					refused++
					back = append(back, rows[u.Index])
				}
				said = append(said, fmt.Sprintf("%s %d: %s %s: %s", name, s.number[child][u.Index], what(u), u.Column, u.Why))
			}
			if diff := cmp.Diff(lines(rows), lines(back)); diff != "" {
				t.Errorf("%s, child %s (-rows +what came back):\n%s", name, child, diff)
			}
			if strings.HasPrefix(name, "clean") {
				for _, p := range periods {
					if p.Care.Body.BreaksOff {
						t.Errorf("%s, child %s: a clean return breaks off on %s", name, child, p.Care.Body.Ended)
					}
				}
			}
		}
		if strings.HasPrefix(name, "clean") && !strings.HasSuffix(name, "-prev") && len(said) > 0 {
			t.Errorf("a clean set has rows that cannot be told: %q", said)
		}
		refused += len(s.unread)
		for _, line := range said {
			fmt.Fprintln(&report, line)
		}
	}
	fmt.Fprintf(&report, "of %d rows %d whole and %d cells are unread; %d have a date that is spelt another way\n", total, refused, cells, respelt)
	if *update {
		if err := os.WriteFile("testdata/unread.golden", []byte(report.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/unread.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), report.String()); diff != "" {
		t.Error(diff)
	}
}

// TestTwoYears: two clean years, joined, told and cut, give this year's return again, and last year's but for what it could not know.
func TestTwoYears(t *testing.T) {
	t.Parallel()
	for name, year := range map[string]int{"clean01": 2027, "clean02": 2026} {
		now, last := load(t, name), load(t, name+"-prev")
		for _, child := range now.children {
			all := Together(last.rows[child], now.rows[child])
			periods, unread := Read(all, today)
			if slices.ContainsFunc(unread, func(u Unread) bool { return u.Row }) {
				t.Fatalf("%s, child %s: %+v", name, child, unread)
			}
			if diff := cmp.Diff(lines(now.rows[child]), lines(ForYear(told(t, periods), year))); diff != "" {
				t.Errorf("%s, child %s: this year is another (-was +is):\n%s", name, child, diff)
			}
			if diff := cmp.Diff(lines(last.rows[child]), lines(ForYear(told(t, periods), year-1))); diff != "" {
				t.Errorf("%s, child %s: last year is another (-was +is):\n%s", name, child, diff)
			}
		}
	}
}
