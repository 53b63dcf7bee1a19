package intake_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/measure"
	"throughline/internal/returns/cin/cincount"
	"throughline/internal/returns/intake"
	"throughline/internal/workday"
)

// TestDevelopmentSets brings every development set in: AS-02 equals the count made straight from the XML, the same content and the same facts
// in another file change nothing, verify is clean, and an undo leaves every derived row as before.
func TestDevelopmentSets(t *testing.T) {
	t.Parallel()
	all := sets(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		src := all[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each := oneHouse // every set on SQLite, one on PostgreSQL as well, which is slower
			if name == "cin-dev-04-mixed2627.xml" {
				each = eachHouse
			}
			each(t, func(h house) {
				first := h.with(name, src, intake.Options{Batch: 40})
				if !first.Complete || first.Done != first.Of || first.Of == 0 || first.Matched.Referrals > 0 || len(first.Conflicts) > 0 {
					h.t.Errorf("first: %+v", first)
				}
				h.sameCount(src)
				h.verify()

				size := h.size()
				if again := h.with(name, src, intake.Options{}); !again.Already || len(again.Commands) > 0 || h.size() != size {
					h.t.Errorf("again: %+v, journal %d to %d", again, size, h.size())
				}

				before := h.rows()
				other := append(slices.Clone(src), []byte("<!-- the same facts in another file -->")...)
				second := h.with(name, other, intake.Options{})
				if second.Already || second.Added != (intake.Tally{}) || second.Updated != (intake.Tally{}) {
					h.t.Errorf("same facts: added %s, updated %s", second.Added, second.Updated)
				}
				if diff := cmp.Diff(first.Added, intake.Tally{
					Children: second.Matched.Children - first.Matched.Children, Referrals: second.Matched.Referrals, Assessments: second.Matched.Assessments, Rows: second.Matched.Rows,
				}); diff != "" {
					h.t.Errorf("added first, matched second: %s", diff)
				}
				if diff := cmp.Diff(first.Held, second.Held); diff != "" {
					h.t.Errorf("held back: %s", diff)
				}
				if len(second.Conflicts) > 0 {
					h.t.Errorf("conflicts of a file with itself: %+v", second.Conflicts)
				}
				if got := h.size() - size; got != 2 {
					h.t.Errorf("the same facts wrote %d entries, want the two of the import's own record", got)
				}
				if diff := cmp.Diff(before, h.rows()); diff != "" {
					h.t.Errorf("derived rows: %s", diff)
				}

				for _, r := range []intake.Report{second, first} {
					if _, err := intake.Undo(h.t.Context(), h.Desk.Desk, analyst, r.Subject); err != nil {
						h.t.Fatal(err)
					}
				}
				for table, rows := range h.rows() {
					if len(rows) > 0 {
						h.t.Errorf("after the undo %s has %d rows", table, len(rows))
					}
				}
			})
		})
	}
}

// sameCount compares AS-02 of the census year with the independent count.
func (h house) sameCount(src []byte) {
	h.t.Helper()
	from, to, err := cincount.Period(src)
	h.ok(err)
	want, err := cincount.Count(src, from, to, workday.Standard().Working(workday.EW).IsWorkingDay)
	h.ok(err)
	got, err := measure.Compute(h.t.Context(), h.Desk.Desk, "AS-02", measure.Query{Period: measure.Year(day.FinancialYearEnding(to))})
	h.ok(err)
	if got.Numerator != want.InTime || got.Denominator != want.Completed || want.Completed == 0 {
		h.t.Errorf("AS-02 is %d of %d, the XML has %d of %d", got.Numerator, got.Denominator, want.InTime, want.Completed)
	}
	h.t.Logf("AS-02 %d of %d, %d held back by the count", want.InTime, want.Completed, len(want.HeldBack))
}

// TestDryRun says what the import then does, and writes nothing.
func TestDryRun(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"cin-dev-05-blanks.xml", "cin-dev-09-chaos.xml"} {
		src := sets(t)[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			oneHouse(t, func(h house) {
				dry := h.with(name, src, intake.Options{DryRun: true, Batch: 7})
				if h.size() != 0 || len(h.children()) != 0 || !dry.DryRun || dry.Complete {
					h.t.Errorf("%d entries after a dry run: %+v", h.size(), dry)
				}
				real := h.with(name, src, intake.Options{Batch: 50})
				dry.DryRun, dry.Complete, dry.Commands = false, true, real.Commands
				if diff := cmp.Diff(real, dry); diff != "" {
					h.t.Error(diff)
				}
				var a, b bytes.Buffer
				h.ok(real.Write(&a, "text"))
				h.ok(dry.Write(&b, "text"))
				if a.String() != b.String() || a.Len() == 0 {
					h.t.Error("the reports differ in writing")
				}
			})
		})
	}
}
