package lado_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/lado"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// limits are the limits of an allegation as the rule makes them: "due" or "due met".
func limits(l record.LADOReferral, meetings ...record.AllegationMeeting) map[string]string {
	recs := []record.Record{{Meta: record.Meta{ID: "1", Kind: l.KindName(), Subject: "lado:1"}, Body: l}}
	for i, m := range meetings {
		recs = append(recs, record.Record{Meta: record.Meta{ID: string(rune('a' + i)), Kind: m.KindName(), Subject: "lado:1"}, Body: m})
	}
	out := map[string]string{}
	for _, t := range lado.Tasks(clock.Standard())(story.New("lado:1", nil, recs)) {
		if t.Clock == "" {
			continue
		}
		text := t.Due.String()
		if !t.Met.IsZero() {
			text += " met " + t.Met.String()
		}
		out[t.Clock] = text
	}
	return out
}

// Every limit of the area LADO at its edges: weekend, bank holiday, end of a month, typed in later, several children.
func TestLimits(t *testing.T) {
	t.Parallel()
	d := day.Must
	on := func(s string) record.AllegationMeeting {
		return record.AllegationMeeting{At: lado.Noon(d(s)), Type: "strategy"}
	}
	review := func(s string) record.AllegationMeeting {
		return record.AllegationMeeting{At: lado.Noon(d(s)), Type: lado.Review}
	}
	open := record.LADOReferral{Reference: "L-2026-1", Received: d("2026-04-02"), Triage: lado.MeetsThreshold, Triaged: d("2026-04-02")}
	with := func(do func(*record.LADOReferral)) record.LADOReferral { l := open; do(&l); return l }
	for name, tt := range map[string]struct {
		l        record.LADOReferral
		meetings []record.AllegationMeeting
		want     map[string]string
	}{
		"a question has none": {record.LADOReferral{Reference: "L-1", Received: d("2026-04-02"), Consultation: true, Closed: d("2026-04-02")}, nil, map[string]string{}},
		"over Easter: the Thursday before is followed by the Tuesday after": {
			record.LADOReferral{Reference: "L-1", Known: d("2026-04-02"), Received: d("2026-04-07")}, nil,
			map[string]string{"LADO-01": "2026-04-07 met 2026-04-07", "LADO-02": "2026-04-08"}},
		"known on a Friday, sent on the Monday": {record.LADOReferral{Reference: "L-1", Known: d("2026-11-20"), Received: d("2026-11-23"), Triaged: d("2026-11-24"), Triage: "advice", Closed: d("2026-11-24")}, nil,
			map[string]string{"LADO-01": "2026-11-23 met 2026-11-23", "LADO-02": "2026-11-24 met 2026-11-24", "LADO-10": "2032-11-24"}},
		"known on a Saturday, sent on the Tuesday: a day late": {record.LADOReferral{Reference: "L-1", Known: d("2026-11-21"), Received: d("2026-11-24")}, nil,
			map[string]string{"LADO-01": "2026-11-23 met 2026-11-24", "LADO-02": "2026-11-25"}},
		"a meeting within five days, weekends counted; reviews monthly": {open, nil,
			map[string]string{"LADO-02": "2026-04-07 met 2026-04-02", "LADO-03": "2026-04-07", "LADO-04": "2026-05-02", "LADO-05": "2026-05-02", "LADO-06": "2026-07-02", "LADO-07": "2027-04-02"}},
		"the first meeting meets it, however it was typed; the last review counts": {with(func(l *record.LADOReferral) {
			l.Meetings, l.Reviews = []day.Day{d("2026-04-09")}, []day.Day{d("2026-04-20")}
		}),
			[]record.AllegationMeeting{on("2026-04-08"), review("2026-05-31"), review("2026-05-01")},
			map[string]string{"LADO-02": "2026-04-07 met 2026-04-02", "LADO-03": "2026-04-07 met 2026-04-08", "LADO-04": "2026-06-30", "LADO-05": "2026-05-02", "LADO-06": "2026-07-02", "LADO-07": "2027-04-02"}},
		"the police's enquiry stops nothing": {with(func(l *record.LADOReferral) { l.Police = d("2026-04-03") }), nil,
			map[string]string{"LADO-02": "2026-04-07 met 2026-04-02", "LADO-03": "2026-04-07", "LADO-04": "2026-05-02", "LADO-05": "2026-05-02", "LADO-06": "2026-07-02", "LADO-07": "2027-04-02"}},
		"suspended before Easter, dismissed on the last of a month": {with(func(l *record.LADOReferral) {
			l.Suspended, l.Dismissed, l.Closed, l.Outcome, l.Born = d("2026-04-02"), d("2026-05-31"), d("2026-05-31"), "substantiated", d("1980-02-03")
		}), []record.AllegationMeeting{on("2026-04-07")},
			map[string]string{"LADO-02": "2026-04-07 met 2026-04-02", "LADO-03": "2026-04-07 met 2026-04-07", "LADO-05": "2026-05-02 met 2026-05-31", "LADO-06": "2026-07-02 met 2026-05-31",
				"LADO-07": "2027-04-02 met 2026-05-31", "LADO-08": "2026-04-07", "LADO-09": "2026-06-30", "LADO-10": "2048-02-03"}},
		"closed without a meeting: none was needed; the birth is not known": {with(func(l *record.LADOReferral) { l.Closed, l.Outcome = d("2026-05-02"), "unsubstantiated" }), nil,
			map[string]string{"LADO-02": "2026-04-07 met 2026-04-02", "LADO-05": "2026-05-02 met 2026-05-02", "LADO-06": "2026-07-02 met 2026-05-02", "LADO-07": "2027-04-02 met 2026-05-02", "LADO-10": ""}},
		"three children: each limit runs once": {with(func(l *record.LADOReferral) { l.Children = []string{"child:1", "child:2", "child:3"} }), nil,
			map[string]string{"LADO-02": "2026-04-07 met 2026-04-02", "LADO-03": "2026-04-07", "LADO-04": "2026-05-02", "LADO-05": "2026-05-02", "LADO-06": "2026-07-02", "LADO-07": "2027-04-02"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, limits(tt.l, tt.meetings...)); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, id := range lado.Clocks {
		if _, err := clock.Lookup(id); err != nil {
			t.Error(err)
		}
	}
	for _, def := range clock.All() {
		if def.Area == "LADO" {
			found := false
			for _, id := range lado.Clocks {
				found = found || id == def.ID
			}
			if !found {
				t.Errorf("%s is of the area and not live", def.ID)
			}
		}
	}
}

// What is typed in later counts from the day it happened (backdated), and the list shows the limit's source.
func TestTypedInLater(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		m := form()
		m.Referrer = record.Referrer{Name: "Jo Ray", Agency: "Dale School"}
		m.Known, m.Happened = day.Must("2026-11-17"), day.Must("2026-11-16")
		rc, err := w.room.Take(t.Context(), officer, m, day.Must("2026-11-18"))
		w.OK(err)
		got := w.clocks(rc.Subject)
		want := map[string]string{"LADO-01": "2026-11-18, met on 18 Nov 2026, in time", "LADO-02": "2026-11-19, overdue by 2 working days"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		_, err = w.room.Take(t.Context(), officer, m, day.Must("2026-11-24"))
		if err == nil {
			t.Error("it came tomorrow")
		}
		items, err := w.work.On(t.Context(), rc.Subject)
		w.OK(err)
		for _, i := range items {
			if i.Source() == "" {
				t.Errorf("%s has no source", i.Title)
			}
		}
	})
}

// LADO-10 is no count: its day comes from the adult's birth, and the list shows it.
func TestTheDayOfRetentionIsShown(t *testing.T) {
	t.Parallel()
	l := record.LADOReferral{Reference: "L-1", Received: day.Must("2026-04-02"), Triage: lado.MeetsThreshold, Triaged: day.Must("2026-04-02"), Closed: day.Must("2026-05-02"), Outcome: "substantiated", Born: day.Must("1955-01-01")}
	for _, k := range lado.Tasks(clock.Standard())(story.New("lado:1", nil, []record.Record{{Meta: record.Meta{ID: "1", Kind: l.KindName(), Subject: "lado:1"}, Body: l}})) {
		if k.Clock == "LADO-10" {
			i := k.At(clock.Standard(), day.Must("2036-04-03").Start())
			if !i.Overdue() || i.Colour != "red" || i.Due.String() != "2036-04-02" {
				t.Errorf("%+v", i)
			}
			var list []task.Item = []task.Item{i}
			task.Order(list)
			return
		}
	}
	t.Error("there is no LADO-10")
}
