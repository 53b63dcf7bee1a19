package duties_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/draw"
	"throughline/internal/task/duties"
)

// TestListsOfTheHamlet (complaint 8; must-show 5 of issue 5): in a generated authority (three of them, for their numbers) every list is what somebody reads from the bodies of the records: who
// is on it, under which limit, and from which day that counts. The reader below knows none of the rules; it goes through a child's records with the day of today.
func TestListsOfTheHamlet(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, 3, 25, 17, 0, 0, 0, time.UTC)
	read := map[string]bool{}
	for _, l := range duties.Lists() {
		for _, id := range l.Clocks {
			read[id] = true
		}
	}
	for _, id := range []string{"S47-01", "AS-01", "AS-02", "AS-03", "AS-05", "AS-06", "AS-07"} { // TestListsOfTheRoomsAreTheRecords and the room's own tests
		delete(read, id)
	}
	work := rule(clock.Standard())
	rows := map[string]int{}
	compare := func(s story.Story) error {
		var got []string
		for _, x := range work(s) {
			if read[x.Clock] && x.Met.IsZero() {
				got = append(got, x.Clock+" "+x.Started.Day().String())
			}
		}
		slices.Sort(got)
		got = slices.Compact(got) // a chair has the worker's limit too
		want := onPaper{day.In(until), s.Records}.due()
		for _, w := range want {
			id, _, _ := strings.Cut(w, " ")
			rows[id]++
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			return fmt.Errorf("%s: the lists are not what the records say (-records +list):\n%s", s.Subject, diff)
		}
		return nil
	}
	for seed := range draw.Seed(3) {
		a, err := borough.New(borough.Options{Size: borough.Hamlet, Seed: 8 + seed, Until: until}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Stories(compare); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"CIN-04", "CP-07", "CP-08", "CP-11", "CP-12", "CLA-11", "CLA-12", "CLA-13", "CLA-20", "CLA-22", "H-04", "H-05", "ED-01", "QA-03", "LADO-05", "LADO-06", "LADO-07", "MIS-01"} { // of LADO-02 see TestListsOfTheRoomsAreTheRecords
		if rows[id] == 0 {
			t.Errorf("nobody of the hamlet is on the list of %s: nothing was compared (%v)", id, rows)
		}
	}
}

// onPaper is one subject's records and the day of today.
type onPaper struct {
	today day.Day
	rs    []record.Record
}

// each reads the bodies of one kind.
func each[T record.Body](p onPaper, fn func(id string, b T)) {
	for _, r := range p.rs {
		if b, ok := r.Body.(T); ok {
			fn(r.ID, b)
		}
	}
}

// newest is the later of two days, of which the first may be missing.
func newest(a, b day.Day) day.Day {
	if a.Compare(b) > 0 {
		return a
	}
	return b
}

func (p onPaper) due() []string {
	var out []string
	put := func(id string, from day.Day) { out = append(out, id+" "+from.String()) }
	p.protected(put)
	p.needy(put)
	p.inCare(put)
	p.lost(put)
	p.gateway(put)
	p.supervised(put)
	p.alleged(put)
	slices.Sort(out)
	return slices.Compact(out)
}

func (p onPaper) protected(put func(string, day.Day)) {
	each(p, func(plan string, b record.CPPlan) {
		if b.Started.IsZero() || !b.Ended.IsZero() {
			return
		}
		groups, reviews := 0, 0
		group, review := b.Started, b.Started
		each(p, func(_ string, m record.PlanMeeting) {
			if m.Plan == plan && m.Type == "core_group" {
				groups, group = groups+1, newest(group, m.Date)
			}
		})
		each(p, func(_ string, v record.CPReview) {
			if v.Plan == plan {
				reviews, review = reviews+1, newest(review, v.Date)
			}
		})
		put(map[bool]string{true: "CP-06", false: "CP-07"}[groups == 0], group)
		put(map[bool]string{true: "CP-08", false: "CP-09"}[reviews == 0], review)
		lead, us := b.Started, b.Started
		each(p, func(_ string, v record.Visit) {
			if v.Seen != record.Yes || v.Agency != "" || v.Type != "cp" && v.Type != "cin" && v.Type != "cla" {
				return
			}
			us = newest(us, v.Date)
			led, by := false, false
			each(p, func(_ string, a record.Allocation) {
				if a.Worker != "" && a.Role != "chair" && a.From.Compare(v.Date) <= 0 && (a.To.IsZero() || a.To.Compare(v.Date) >= 0) {
					led, by = true, by || a.Worker == v.Worker
				}
			})
			if v.Type == "cp" && (by || !led || v.Worker == "") {
				lead = newest(lead, v.Date)
			}
		})
		put("CP-11", lead)
		put("CP-12", us)
	})
}

func (p onPaper) needy(put func(string, day.Day)) {
	protected := false
	each(p, func(_ string, b record.CPPlan) { protected = protected || !b.Started.IsZero() && b.Ended.IsZero() })
	each(p, func(plan string, b record.CINPlan) {
		open := false
		each(p, func(id string, r record.Referral) { open = open || id == b.Referral && r.Closed.IsZero() })
		if b.Started.IsZero() || !b.Ended.IsZero() || !open || protected {
			return
		}
		last := b.Started
		each(p, func(_ string, v record.Visit) {
			if v.Seen == record.Yes && v.Agency == "" && (v.Type == "cp" || v.Type == "cin" || v.Type == "cla") {
				last = newest(last, v.Date)
			}
		})
		put("CIN-04", last)
	})
}

func (p onPaper) inCare(put func(string, day.Day)) {
	var child record.Child
	each(p, func(_ string, c record.Child) { child = c })
	each(p, func(period string, b record.CarePeriod) {
		if b.Started.IsZero() || !b.Ended.IsZero() {
			return
		}
		under := func(code string) (from day.Day) {
			each(p, func(_ string, l record.LegalStatus) {
				if l.Period == period && l.Status == code && l.From.Compare(p.today) <= 0 && (l.To.IsZero() || l.To.Compare(p.today) > 0) {
					from = l.From
				}
			})
			return from
		}
		n, at := 0, b.Started
		each(p, func(_ string, r record.CLAReview) {
			if r.Date.Compare(b.Started) >= 0 {
				n, at = n+1, newest(at, r.Date)
			}
		})
		short := !under("V4").IsZero()
		if short {
			put("CLA-33", at)
		} else {
			put([]string{"CLA-20", "CLA-21", "CLA-22"}[min(n, 2)], at)
		}
		for kind, ids := range map[string][]string{"health_assessment": {"H-01", "H-03", "H-04"}, "dental_check": {"H-05", "H-05", "H-05"}} {
			n, at := 0, b.Started
			each(p, func(_ string, h record.CLAHealth) {
				if h.Type == kind && h.Done != record.No && h.Date.Compare(b.Started) >= 0 {
					n, at = n+1, newest(at, h.Date)
				}
			})
			switch young := !child.Birth.IsZero() && at.Age(child.Birth) < 5; {
			case n == 0:
				put(ids[0], at)
			case young:
				put(ids[1], at)
			default:
				put(ids[2], at)
			}
		}
		if !child.Birth.IsZero() && b.Started.Compare(child.Birth.AddMonths(36)) >= 0 {
			n, at := 0, b.Started
			each(p, func(_ string, m record.PlanMeeting) {
				if m.Type == "pep" && m.Date.Compare(b.Started) >= 0 {
					n, at = n+1, newest(at, m.Date)
				}
			})
			put(map[bool]string{true: "ED-01", false: "ED-03"}[n == 0], at)
		}
		visited := func(from day.Day) (at day.Day, any bool) {
			at = from
			each(p, func(_ string, v record.Visit) {
				if v.Type == "cla" && v.Seen != record.No && v.Date.Compare(from) >= 0 {
					at, any = newest(at, v.Date), true
				}
			})
			return at, any
		}
		if short {
			at, _ := visited(b.Started)
			put("CLA-19", at)
			return
		}
		home := record.CLAPlacement{From: b.Started}
		each(p, func(_ string, pl record.CLAPlacement) {
			if pl.Period == period && !strings.HasPrefix(pl.Type, "T") && pl.From.Compare(p.today) <= 0 && (pl.To.IsZero() || pl.To.Compare(p.today) > 0) && pl.From.Compare(home.From) >= 0 {
				home = pl
			}
		})
		at, any := visited(home.From)
		order, interim := under("C2"), under("C1")
		sinceOrder, seen := visited(order)
		reviewedSince := false
		weekly := newest(interim, home.From)
		each(p, func(_ string, r record.CLAReview) { reviewedSince = reviewedSince || r.Date.Compare(weekly) >= 0 })
		switch long := home.Type == "U1" || home.Type == "U4"; {
		case home.Type == "P1" && !order.IsZero() && order.Compare(home.From) >= 0 && !seen:
			put("CLA-16", sinceOrder)
		case home.Type == "P1" && !interim.IsZero():
			at, _ := visited(weekly)
			put("CLA-15", at)
		case !any:
			put("CLA-10", home.From)
		case at.Compare(home.From.AddMonths(12)) < 0:
			put("CLA-11", at)
		case long:
			put("CLA-12", at)
		default:
			put("CLA-13", at)
		}
	})
}

func (p onPaper) lost(put func(string, day.Day)) {
	var id string
	var back day.Day
	each(p, func(missing string, m record.Missing) {
		if m.Type == "M" && !m.To.IsZero() && (id == "" || cmp.Compare(m.To.String(), back.String()) > 0) {
			id, back = missing, m.To
		}
	})
	talked := id == ""
	each(p, func(_ string, i record.ReturnInterview) {
		talked = talked || i.Missing == id && (!i.Held.IsZero() || i.Accepted == record.No)
	})
	if !talked {
		put("MIS-01", back)
	}
}

func (p onPaper) gateway(put func(string, day.Day)) {
	each(p, func(_ string, b record.PreProceedings) {
		if !b.StepDecision.IsZero() || b.Outcome != "" || !b.CourtApplication.IsZero() {
			return
		}
		if !b.Decided.IsZero() && b.InitialMeeting.IsZero() {
			put("PRE-01", b.Decided)
		}
		if !b.LetterSent.IsZero() {
			put("PRE-03", b.LetterSent)
		}
	})
}

// supervised reads a case's supervision: from the first allocation of those that follow each other without a day between them.
func (p onPaper) supervised(put func(string, day.Day)) {
	var held []record.Allocation
	each(p, func(_ string, a record.Allocation) {
		if a.Worker != "" && a.Role != "chair" && !a.From.IsZero() {
			held = append(held, a)
		}
	})
	from, open := day.Day{}, false
	for _, a := range held {
		open = open || a.To.IsZero()
		from = newest(from, a.From)
	}
	if !open {
		return
	}
	for again := true; again; {
		again = false
		for _, a := range held {
			if a.From.Compare(from) < 0 && (a.To.IsZero() || a.To.Compare(from.Add(-1)) >= 0) {
				from, again = a.From, true
			}
		}
	}
	each(p, func(_ string, s record.Supervision) {
		if s.Date.Compare(from) >= 0 {
			from = newest(from, s.Date)
		}
	})
	put("QA-03", from)
}

func (p onPaper) alleged(put func(string, day.Day)) {
	each(p, func(_ string, l record.LADOReferral) {
		met, reviewed, meetings := l.Triage == "threshold_met", l.Received, len(l.Meetings)
		each(p, func(_ string, m record.AllegationMeeting) {
			if m.Type == "review" {
				reviewed = newest(reviewed, day.In(m.At))
			} else {
				meetings++
			}
		})
		for _, d := range l.Reviews {
			reviewed = newest(reviewed, d)
		}
		for id, open := range map[string]bool{
			"LADO-02": l.Triaged.IsZero(), "LADO-03": met && l.Closed.IsZero() && meetings == 0, "LADO-05": met && l.Closed.IsZero(), "LADO-06": met && l.Closed.IsZero(), "LADO-07": met && l.Closed.IsZero(),
		} {
			if open && !l.Consultation {
				put(id, l.Received)
			}
		}
		if met && l.Closed.IsZero() && !l.Consultation {
			put("LADO-04", reviewed)
		}
	})
}
