package ssd_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/returns/intake"
	"throughline/internal/returns/ssd"
)

func (h house) in(d folder, o intake.Options) intake.Report {
	h.t.Helper()
	rep, err := ssd.Import(h.t.Context(), h.Desk.Desk, analyst, "extract", d.inputs(), ssd.ImportOptions{Options: o})
	h.ok(err)
	return rep
}

// notRead are the entities of which an import takes no rows, and why is in the report.
var notRead = []string{"ssd_professionals", "ssd_department", "ssd_voice_of_child"}

// read is what of an export an import can bring back: without the fields that docs/ssd.md says are not read back, and without what is not
// written whole (a confidential address).
func read(t testing.TB, d folder) map[string][]string {
	t.Helper()
	partly := map[string]bool{}
	for _, f := range ssd.Fields() {
		partly[f.Entity+"."+f.Field] = f.Partly
	}
	out := map[string][]string{}
	for _, e := range ssd.Schema().Entities {
		if slices.Contains(notRead, e.Name) {
			continue
		}
		for _, row := range rowsOf(t, d, e.Name) {
			if e.Name == "ssd_address" && row["addr_address_postcode"] == "" {
				continue
			}
			line := ""
			for _, f := range e.Fields {
				if !partly[e.Name+"."+f.Name] {
					line += f.Name + "=" + row[f.Name] + " "
				}
			}
			out[e.Name] = append(out[e.Name], line)
		}
		slices.Sort(out[e.Name])
	}
	return out
}

// TestThereAndBack: what is exported, imported elsewhere and exported there says the same in every field that is read back, ids too; and from then on
// byte for byte.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			first := newHouse(t, "first")
			first.borough(seed+20, 40)
			one, _ := first.export(ssd.Options{})

			second := newHouse(t, "second")
			second.Clock.Add(24 * time.Hour) // ids begin with the time, and tests draw the rest from one seed
			second.staff()
			rep := second.in(one, intake.Options{Batch: 7})
			if !rep.Complete || len(rep.Conflicts) > 0 {
				t.Fatalf("complete %t, conflicts %v", rep.Complete, rep.Conflicts)
			}
			two, _ := second.export(ssd.Options{})
			if diff := cmp.Diff(read(t, one), read(t, two)); diff != "" {
				t.Fatalf("(-first +second)\n%s", diff)
			}
			for _, f := range faults(t, two) {
				t.Error(f)
			}

			third := newHouse(t, "third")
			third.Clock.Add(48 * time.Hour)
			third.staff()
			third.in(two, intake.Options{})
			three, _ := third.export(ssd.Options{})
			if diff := cmp.Diff(texts(two), texts(three)); diff != "" {
				t.Errorf("(-second +third)\n%s", diff)
			}

			// The same content again, and the export into the house that it came from, change nothing.
			if again := second.in(one, intake.Options{}); !again.Already {
				t.Errorf("again: %+v", again)
			}
			home := first.in(one, intake.Options{})
			if home.Added != (intake.Tally{}) || home.Updated != (intake.Tally{}) || len(home.Conflicts) > 0 {
				t.Errorf("at home: added %v, updated %v, conflicts %v", home.Added, home.Updated, home.Conflicts)
			}
			if after, _ := first.export(ssd.Options{}); !cmp.Equal(texts(one), texts(after)) {
				t.Errorf("at home:\n%s", cmp.Diff(texts(one), texts(after)))
			}

			// One action takes it all back.
			_, err := intake.Undo(t.Context(), second.Desk.Desk, analyst, rep.Subject)
			second.ok(err)
			if _, rep := second.export(ssd.Options{}); rep.Children != 0 {
				t.Errorf("%d children after the undo", rep.Children)
			}
		})
	}
}

func says(t testing.TB, rep intake.Report, text string) {
	t.Helper()
	for _, h := range slices.Concat(rep.Held, rep.Notes) {
		if strings.Contains(h.Place+": "+h.Why, text) {
			return
		}
	}
	t.Errorf("nothing held says %q: %v %v", text, rep.Held, rep.Notes)
}
