package measure_test

import (
	"testing"
	"time"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/measure"
	"throughline/internal/record"
)

// A figure over several stories comes from the database as from stories: what is kept ready follows each change in any of them, it is the same as known, and its
// list shows of each person only what access allows.
func TestFiguresOverSeveralStories(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		on := day.Must("2022-09-30")
		figure := func(id string) measure.Result {
			t.Helper()
			q := measure.Query{Period: measure.Year(2023), AsAt: on}
			now, err := measure.Compute(t.Context(), d.Desk.Desk, id, q)
			if err != nil {
				t.Fatal(err)
			}
			q.AsKnown = d.Clock.Now().Add(time.Hour)
			known, err := measure.Compute(t.Context(), d.Desk.Desk, id, q)
			if err != nil || known.RecordsHash != now.RecordsHash || known.Value != now.Value {
				t.Fatalf("%s: %s from what is kept, %s as known: %v", id, now.Value, known.Value, err)
			}
			return now
		}
		worker := "worker:" + d.NewID()
		terms := d.put(worker, record.Employment{From: day.Must("2020-01-01"), Contract: "permanent", Job: "case_holder", FTE: 50})[0]
		a, _ := d.child(1, "2022-05-01")
		b, _ := d.child(2, "2022-05-01")
		for _, c := range []string{a, b} {
			d.put(c, record.Allocation{Worker: worker, Team: "team:1", Role: "allocated", From: day.Must("2022-05-01")})
		}
		if r := figure("WF-07"); r.Value != "4.0" || r.Numerator != 2 || r.Denominator != 1 || len(r.Records) != 2 {
			t.Errorf("two cases of a half-time worker: %s, %d to %d", r.Value, r.Numerator, r.Denominator)
		}
		edit(d, terms, func(e *record.Employment) { e.FTE = 100 })
		if r := figure("WF-07"); r.Value != "2.0" {
			t.Errorf("the same of a full-time worker: %s", r.Value)
		}

		call := "consultation:" + d.NewID()
		d.put(call, record.Consultation{At: day.Must("2022-04-20").Start().Add(9 * time.Hour), AgencyType: "school", Child: b})
		if r := figure("FD-11"); r.Numerator != 1 || r.Denominator != 1 {
			t.Errorf("a call and a referral 11 days later: %d of %d", r.Numerator, r.Denominator)
		}
		d.do(func(tx *command.Tx) ([]record.Change, error) {
			return []record.Change{record.New(tx.NewID(), b, record.Merge{Into: a, Reason: "same address and school"})}, nil
		})
		if r := figure("FD-11"); r.Numerator != 1 {
			t.Errorf("after the child was found to be another: %d", r.Numerator)
		}

		c, ref := d.child(3, "2022-06-01")
		edit(d, ref, func(r *record.Referral) { r.Source = "2A" })
		shown := func() int {
			t.Helper()
			r := figure("FD-13")
			rows, err := measure.List(t.Context(), d.Desk.Desk, analyst, r)
			if err != nil || len(rows.Shown)+rows.Hidden != len(r.Records) || len(r.Records) != 2 {
				t.Fatalf("a call and a referral: %d shown, %d not: %v", len(rows.Shown), rows.Hidden, err)
			}
			return len(rows.Shown)
		}
		before := shown()
		d.put(c, record.Restriction{Reason: "r", From: day.Must("2022-01-01"), Cleared: []string{"worker:x"}})
		if after := shown(); before != 2 || after != 1 {
			t.Errorf("%d rows are shown, %d once the child is restricted", before, after)
		}
	})
}
