package measure_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db/dbtest"
	"throughline/internal/measure"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// history makes random changes to a town: children, referrals, assessments, corrections, withdrawals, merges, restrictions, teams, bars.
type history struct {
	town
	children, referrals, assessments []string // of this run; the database keeps those of earlier ones too
}

var dates = rapid.Map(rapid.IntRange(0, 500), func(n int) day.Day { return day.Must("2022-01-01").Add(n) })

func (h *history) step(rt *rapid.T) {
	pick := func(from []string, what string) string { return rapid.SampledFrom(from).Draw(rt, what) }
	action := rapid.IntRange(0, 9).Draw(rt, "action")
	if len(h.assessments) == 0 {
		action = min(action, 1)
	}
	switch action {
	case 0, 1:
		c, r := h.child(len(h.children), dates.Draw(rt, "referred").String())
		h.children, h.referrals = append(h.children, c), append(h.referrals, r)
		h.assess(c, r, rt)
	case 2:
		i := rapid.IntRange(0, len(h.referrals)-1).Draw(rt, "referral")
		h.assess(h.children[i], h.referrals[i], rt)
	case 3:
		edit(h.town, pick(h.assessments, "assessment"), func(a *record.Assessment) { a.Authorised = dates.Draw(rt, "authorised") })
	case 4:
		edit(h.town, pick(h.referrals, "referral"), func(r *record.Referral) { r.Date = dates.Draw(rt, "date") })
	case 5:
		id := pick(h.assessments, "assessment")
		h.do(func(tx *command.Tx) ([]record.Change, error) {
			a, err := story.One[record.Assessment](tx.Tx, id)
			return []record.Change{record.Remove(a)}, err
		})
		h.assessments = slices.DeleteFunc(h.assessments, func(s string) bool { return s == id })
	case 6:
		a, b := pick(h.children, "from"), pick(h.children, "into")
		h.do(func(tx *command.Tx) ([]record.Change, error) {
			from, err := story.Canonical(tx.Tx, a)
			if err != nil {
				return nil, err
			}
			into, err := story.Canonical(tx.Tx, b)
			if err != nil || from == into {
				return nil, err
			}
			return []record.Change{record.New(tx.NewID(), from, record.Merge{Into: into, Reason: "same address and school"})}, nil
		})
	case 7:
		h.put(pick(h.children, "child"), record.Restriction{Reason: "r", From: day.Must("2022-01-01"), Cleared: []string{pick([]string{"worker:a", "worker:m"}, "cleared")}})
	case 8:
		h.put(pick(h.children, "child"), record.Allocation{Team: "team:1", Worker: "worker:s", Role: "allocated", From: day.Must("2022-01-01")})
	case 9:
		h.put(pick(h.children, "child"), record.ConflictBar{Worker: "worker:m", Reason: "r", From: day.Must("2022-01-01")})
	}
}

func (h *history) assess(subject, referral string, rt *rapid.T) {
	h.assessments = append(h.assessments, h.town.assess(subject, referral, dates.Draw(rt, "authorised").String()))
}

var readers = []access.Actor{
	{ID: "worker:a", Roles: []access.Role{access.Analyst}},
	{ID: "worker:m", Roles: []access.Role{access.Manager}, Teams: []string{"team:1"}, Manages: []string{"team:1"}},
	{ID: "worker:n", Roles: []access.Role{access.Manager}, Manages: []string{"team:2"}},
	{ID: "worker:d", Roles: []access.Role{access.Director}, Manages: []string{"team:1", "team:2"}},
}

// For any history: the list behind a figure has as many rows, shown and not shown, in the numerator and in all, as the figure says,
// to each reader only what access allows them; every figure that was cited on the way comes out equal at the end; and what is known
// now is the same whether it is read from the records or from the journal.
func TestFiguresHold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		var d town
		runs := 0
		rapid.Check(t, func(rt *rapid.T) {
			if runs%20 == 0 { // each run adds to the database: a fresh one now and then keeps the test quick
				d = town{commandtest.New(t, e.URL(t), append(person.Lists(), measure.Lists()...)), t}
			}
			runs++
			h := &history{town: d}
			var cited []record.Figure
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				h.step(rt)
				if rapid.IntRange(0, 7).Draw(rt, "cite") == 0 {
					cited = append(cited, cite(d, year).Body)
				}
				if rapid.Bool().Draw(rt, "time passes") {
					d.Clock.Add(time.Minute)
				}
			}
			now := d.compute(year)
			for _, a := range readers {
				rows, err := measure.List(t.Context(), d.Desk.Desk, a, now)
				if err != nil {
					rt.Fatal(err)
				}
				if len(rows.Shown)+rows.Hidden != now.Denominator || now.Denominator != len(now.Records) {
					rt.Fatalf("%s: %d shown and %d not, of %d", a.ID, len(rows.Shown), rows.Hidden, now.Denominator)
				}
				h.check(rt, a, rows)
			}
			in := 0
			for _, r := range now.Records {
				if r.In {
					in++
				}
			}
			if in != now.Numerator {
				rt.Fatalf("%d records in the numerator %d", in, now.Numerator)
			}
			for _, f := range cited {
				if got := d.recompute(f); !got.Equal {
					rt.Fatalf("cited as %d/%d %s as known at %s: %s", f.Numerator, f.Denominator, f.Value, f.AsKnown, got.Why)
				}
			}
			known := year
			known.AsKnown = d.Clock.Now().Add(time.Hour)
			if got := d.compute(known); got.RecordsHash != now.RecordsHash || got.Numerator != now.Numerator || len(got.Held) != len(now.Held) {
				rt.Fatalf("from the records %s, from the journal %s", numbers(now), numbers(got))
			}
		})
	})
}

// check holds each row against the single decision about its subject.
func (h *history) check(rt *rapid.T, a access.Actor, rows measure.Rows) {
	for _, r := range rows.Shown {
		if !slices.Contains(h.assessments, r.Record) {
			continue // was checked in its own run
		}
		s, err := h.Story(h.t.Context(), r.Subject)
		if err != nil {
			rt.Fatal(err)
		}
		if s.Subject != r.Subject || r.Name == "" {
			rt.Fatalf("row %+v is not told under its survivor", r)
		}
		for _, restricted := range story.All[record.Restriction](s) {
			if !slices.ContainsFunc(story.All[record.Restriction](s), func(o record.Of[record.Restriction]) bool { return slices.Contains(o.Body.Cleared, a.ID) }) {
				rt.Fatalf("%s sees a restricted child (%s)", a.ID, restricted.ID)
			}
		}
		for _, b := range story.All[record.ConflictBar](s) {
			if b.Body.Worker == a.ID {
				rt.Fatalf("%s sees a child that a conflict bars", a.ID)
			}
		}
		if a.Has(access.Manager) && len(story.All[record.Allocation](s)) == 0 {
			rt.Fatalf("%s sees a child of no team", a.ID)
		}
	}
}
