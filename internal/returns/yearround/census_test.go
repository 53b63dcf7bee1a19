package yearround

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/intake"
	"throughline/internal/returns/outgoing"
	"throughline/internal/story"
)

var analyst = access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}}

// imported is a house with one development set in it.
func imported(t testing.TB, name string) *commandtest.Desk {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("../cin/testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	d := commandtest.New(t, filepath.Join(t.TempDir(), "house.db"), person.Lists())
	d.Clock.Set(time.Date(2027, time.July, 1, 9, 0, 0, 0, time.UTC))
	if _, err := intake.CIN(t.Context(), d.Desk, analyst, name, bytes.NewReader(src), intake.Options{}); err != nil {
		t.Fatal(err)
	}
	return d
}

func stories(t testing.TB, d *commandtest.Desk) (out []story.Story) {
	t.Helper()
	err := d.DB.Read(t.Context(), func(x *db.Tx) error {
		out = nil
		return story.Each(x, record.ChildSubject, func(s story.Story) error { out = append(out, s); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func exported(t testing.TB, d *commandtest.Desk, year int) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := outgoing.CIN(t.Context(), d.Desk, analyst, &b, outgoing.CINOptions{Year: year, LA: "202", Made: d.Now()}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAsTheReturnWritesIt: in each year, what is found child by child is what is found in the whole export; only children without a number, whom
// the export leaves out, are here too. That a child alone is written as in the export is held by outgoing.TestCINChild.
func TestAsTheReturnWritesIt(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../cin/testdata/cin-dev-*.xml")
	if err != nil || len(names) != 12 {
		t.Fatalf("%d development sets, want 12: %v", len(names), err)
	}
	for _, path := range names {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := imported(t, name)
			all := stories(t, d)
			for _, year := range []int{2025, 2026, 2027} {
				sameFindings(t, d, all, year)
			}
		})
	}
}

// sameFindings: what is found child by child is what the rules find in the whole export, but for those that LeftOut names, and every finding points
// to a record of its own child. Children who share a number of the council are left out: the return holds their rows against each other, which is rule
// 8510's to say.
func sameFindings(t *testing.T, d *commandtest.Desk, all []story.Story, year int) {
	t.Helper()
	_, to := day.FinancialYear(year)
	run, err := check.Check(t.Context(), check.Source{Name: "export", File: bytes.NewReader(exported(t, d, year))}, check.Options{Year: RuleSet(record.ReturnCIN, year), Reading: finding.Intended})
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, s := range leftOut(t, record.ReturnCIN, year) {
		left[s.Rule] = true
	}
	shared := map[string]bool{}
	for _, f := range run.Findings {
		if f.Rule == "8510" {
			shared[f.Child] = true
		}
	}
	want, got := map[string]int{}, map[string]int{}
	for _, f := range run.Findings {
		if !left[f.Rule] && !shared[f.Child] {
			want[fmt.Sprint(f.Child, " ", f.Rule, " ", f.Table, " ", f.Row)]++
		}
	}
	for _, s := range all {
		ps, err := Of(t.Context(), s, year, to.Add(60))
		if err != nil {
			t.Fatal(err)
		}
		own := map[string]bool{}
		for _, r := range s.Records {
			own[r.ID] = true
		}
		for _, p := range ps {
			if p.Record != "" && !own[p.Record] || p.Record == "" && p.Kind != kindOf(p.Field) || p.Kind == "" {
				t.Errorf("%s of %s names the record %q", p.Rule.Code, p.Child, p.Record)
			}
			if !p.Now() {
				t.Errorf("%s of %s waits for a day that is past", p.Rule.Code, p.Child)
			}
			if p.Child != "" && !shared[p.Child] { // the export leaves out children without a number
				got[fmt.Sprint(p.Child, " ", p.Rule.Code, " ", p.Table, " ", p.Row)]++
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%d: %s", year, diff)
	}
}

func BenchmarkOf(b *testing.B) {
	all := stories(b, imported(b, "cin-dev-04-mixed2627.xml"))
	today := day.Must("2026-11-26")
	n := 0
	for b.Loop() {
		if _, err := Of(b.Context(), all[n%len(all)], 2027, today); err != nil {
			b.Fatal(err)
		}
		n++
	}
}
