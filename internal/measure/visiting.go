package measure

import (
	"slices"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
)

var visitKind, meetingKind = kind[record.Visit](), kind[record.PlanMeeting]()

// visiting are the measures of visits and meetings that fall due again and again. Source: clocks CIN-02 to CIN-04, CP-06, CP-07, CP-11, CLA-01,
// CLA-10 to CLA-13, CLA-24; specs/measures.md.
var visiting = map[string]counter{
	"CIN-05": {
		plain: "Of the visits to children with a child in need plan that fell due in the period, how many were made on time with the child seen: by the shipped settings every 20 working days.",
		kinds: []string{visitKind, kind[record.CINPlan]()}, class: access.Assessment, count: needVisits, earlier: withOthersVisits(needVisits),
	},
	"CIN-06": {
		plain: "Of the reviews of child in need plans that fell due in the period, how many were held on time: by the shipped settings the first within 3 months, later ones within 6.",
		kinds: []string{meetingKind, kind[record.CINPlan]()}, class: access.Assessment, count: needReviews,
	},
	"CP-13": {
		plain: "Of the visits to children with a child protection plan that fell due in the period, how many were made on time with the child seen: by the shipped settings every 10 working days. " +
			"On how many of them the child was seen alone is shown beside it.",
		bands: []string{"seen alone"}, kinds: []string{visitKind, planKind}, class: access.Assessment, count: protectionVisits, earlier: withOthersVisits(protectionVisits),
	},
	"CP-14": {
		plain: "Of the core groups that fell due in the period, how many were held on time: by the shipped settings the first within 10 working days of the start of the plan, later ones every 6 weeks.",
		kinds: []string{meetingKind, planKind}, class: access.Assessment, count: coreGroups,
	},
	"CLA-28": {
		plain: "Of the visits to looked-after children that fell due in the period, how many were made on time with the child seen: within a week of the start of a placement, then every 6 weeks; " +
			"after a year every 3 months in a long-term placement.",
		note:  "Children placed with parents and relatives are visited more often in the first weeks; that is not counted here.",
		kinds: append([]string{visitKind}, placedKinds...), class: access.Assessment, count: careVisits, earlier: withOthersVisits(careVisits),
	},
	"CLA-29": {
		plain: "Of the second reviews of looked-after children held in the period, at how many a plan for a permanent home had been made within 4 months of the start of care and by the review.",
		kinds: append([]string{reviewKind, kind[record.CLACarePlan]()}, careKinds...), class: access.Assessment, count: permanencePlans,
	},
	"CLA-30": {
		plain: "Of the children who began to be looked after in the period, for how many a care plan was made within 10 working days, or before.",
		kinds: append([]string{kind[record.CLACarePlan]()}, careKinds...), class: access.Assessment, count: carePlansInTime,
	},
	"WF-13": {
		plain: "Of the supervisions of allocated cases that fell due in the period, how many were held on time: by the shipped settings within 4 weeks of the allocation, then every 4 weeks.",
		note:  "A supervision is recorded only with reflection. A case that passes from one worker to the next without a day between them keeps its limit.",
		kinds: []string{kind[record.Supervision](), kind[record.Allocation]()}, class: access.Assessment, count: supervisionsInTime,
	},
	"CL-08": {
		plain:    "Of the care leavers who were receiving a service at the end of the day, with how many the personal adviser had been in touch in the 8 weeks before.",
		snapshot: true, kinds: append([]string{visitKind}, leaverKinds...), class: access.Assessment, count: adviserInTouch,
	},
}

// done is something that was due again and again and was done.
type done struct {
	id    string
	on    day.Day
	alone bool
}

// stint is a time in which something falls due again and again.
type stint struct {
	record     string // what stands for the one that was not done
	referral   string
	start, end day.Day // end is empty while it goes on
}

// eachDue gives a contribution for each that fell due in the period: done in time it counts on its day, else on the day that it was due. After the
// end nothing falls due. What is due on the as-at day and not done is late.
func eachDue(f *Facts, s stint, all []done, p span, due func(n int, last day.Day) day.Day) (out []Contribution) {
	if s.start.After(p.To) || s.end.Before(p.From) {
		return nil
	}
	if byDay := func(a, b done) int { return a.on.Compare(b.on) }; !slices.IsSortedFunc(all, byDay) {
		slices.SortStableFunc(all, byDay)
	}
	last, n := s.start, 0
	// What was done before the period is over: only the last of it matters.
	for len(all) > 1 && all[1].on.Before(p.From) {
		if d := all[0]; !d.on.IsZero() && !d.on.Before(s.start) && (s.end.IsZero() || !d.on.After(s.end)) {
			last, n = d.on, n+1
		}
		all = all[1:]
	}
	for _, d := range all {
		if d.on.IsZero() || d.on.Before(s.start) || !s.end.IsZero() && d.on.After(s.end) || d.on.After(p.asAt) {
			continue
		}
		by := due(n, last)
		on := earlier(d.on, by)
		if p.has(on) {
			c := Contribution{Record: d.id, Subject: f.Subject, In: !d.on.After(by), Started: last, Due: by, Ended: d.on, On: on, Referral: s.referral}
			if c.In && d.alone {
				c.Bands = []string{"seen alone"}
			}
			out = append(out, c)
		}
		last, n = d.on, n+1
	}
	if by := due(n, last); p.has(by) && (s.end.IsZero() || by.Before(s.end)) {
		out = append(out, Contribution{Record: s.record, Subject: f.Subject, Started: last, Due: by, On: by, Referral: s.referral})
	}
	return out
}

// seenOn are the council's own visits of a type at which the child was seen: what another agency saw and told is not one.
func seenOn(f *Facts, of string) (out []done) {
	for _, v := range f.visits.All {
		if v.Body.Type == of && v.Body.Seen == record.Yes && v.Body.Agency == "" {
			out = append(out, done{v.ID, v.Body.Date, v.Body.Alone == record.Yes})
		}
	}
	return out
}

// limited is the limit of a clock from a day.
func limited(p span, id string) func(day.Day) day.Day {
	if limit := p.limits[id]; limit != nil {
		return limit
	}
	def, err := p.book.Lookup(id)
	limit := func(from day.Day) day.Day {
		if err != nil {
			return day.Day{}
		}
		return p.book.Due(def, clock.On(from)).By.Day()
	}
	if p.limits != nil {
		p.limits[id] = limit
	}
	return limit
}

func every(p span, id string) func(int, day.Day) day.Day {
	limit := limited(p, id)
	return func(_ int, last day.Day) day.Day { return limit(last) }
}

func firstThen(p span, first, then string) func(int, day.Day) day.Day {
	a, b := limited(p, first), limited(p, then)
	return func(n int, last day.Day) day.Day {
		if n == 0 {
			return a(last)
		}
		return b(last)
	}
}

func needStints(f *Facts) (out []stint) {
	for _, pl := range f.needPlans.All {
		if !pl.Body.Started.IsZero() {
			out = append(out, stint{pl.ID, pl.Body.Referral, pl.Body.Started, pl.Body.Ended})
		}
	}
	return out
}

func protectionStints(f *Facts) (out []stint) {
	for _, pl := range f.plans.All {
		if !pl.Body.Started.IsZero() {
			out = append(out, stint{pl.ID, pl.Body.Referral, pl.Body.Started, pl.Body.Ended})
		}
	}
	return out
}

func needVisits(f *Facts, p span) (out []Contribution) {
	for _, s := range needStints(f) {
		out = append(out, eachDue(f, s, seenOn(f, record.VisitCIN), p, every(p, "CIN-04"))...)
	}
	return out
}

func protectionVisits(f *Facts, p span) (out []Contribution) {
	for _, s := range protectionStints(f) {
		out = append(out, eachDue(f, s, seenOn(f, record.VisitCP), p, every(p, "CP-11"))...)
	}
	return out
}

// met are the meetings on a plan.
func met(f *Facts, of, plan string) (out []done) {
	for _, m := range f.meetings.All {
		if m.Body.Type == of && m.Body.Plan == plan {
			out = append(out, done{id: m.ID, on: m.Body.Date})
		}
	}
	return out
}

func needReviews(f *Facts, p span) (out []Contribution) {
	for _, s := range needStints(f) {
		out = append(out, eachDue(f, s, met(f, "cin_review", s.record), p, firstThen(p, "CIN-02", "CIN-03"))...)
	}
	return out
}

func coreGroups(f *Facts, p span) (out []Contribution) {
	for _, s := range protectionStints(f) {
		out = append(out, eachDue(f, s, met(f, "core_group", s.record), p, firstThen(p, "CP-06", "CP-07"))...)
	}
	return out
}

// careVisits is CLA-28, placement by placement: reg 28(2). A stay away is no new placement.
func careVisits(f *Facts, p span) (out []Contribution) {
	visits := seenOn(f, record.VisitCLA)
	first, later, long := limited(p, "CLA-10"), limited(p, "CLA-11"), limited(p, "CLA-12")
	for _, pd := range carePeriods(f) {
		for i := range f.placements.All {
			pl := &f.placements.All[i]
			b := &pl.Body
			if !belongs(b.Period, b.From, pd) || temporary(b.Type) || b.From.IsZero() {
				continue
			}
			s := stint{record: pl.ID, start: b.From, end: b.To}
			if s.end.IsZero() {
				s.end = pd.Body.Ended
			}
			out = append(out, eachDue(f, s, visits, p, func(n int, last day.Day) day.Day {
				switch {
				case n == 0:
					return first(last)
				case (b.Type == "U1" || b.Type == "U4") && !last.Before(b.From.AddMonths(12)):
					return long(last)
				}
				return later(last)
			})...)
		}
	}
	return out
}

// permanencePlans is CLA-29 (clock CLA-24).
func permanencePlans(f *Facts, p span) (out []Contribution) {
	for _, pd := range carePeriods(f) {
		var held []*fact[record.CLAReview]
		for i := range f.reviews.All {
			if r := &f.reviews.All[i]; !r.Body.Date.IsZero() && !r.Body.Date.Before(pd.Body.Started) && !r.Body.Date.After(laterOf(pd.Body.Ended, p.asAt)) {
				held = append(held, r)
			}
		}
		slices.SortStableFunc(held, func(a, b *fact[record.CLAReview]) int { return a.Body.Date.Compare(b.Body.Date) })
		if len(held) < 2 || !p.has(held[1].Body.Date) || pd.Body.Started.IsZero() {
			continue
		}
		c := one(f, held[1].ID, false, held[1].Body.Date)
		due(&c, "CLA-24", pd.Body.Started, p)
		c.Ended = held[1].Body.Date
		for _, cp := range f.carePlans.All {
			b := cp.Body
			c.In = c.In || b.Permanence != "" && belongs(b.Period, b.Started, pd) && !b.Started.After(c.Due) && !b.Started.After(c.Ended)
		}
		out = append(out, c)
	}
	return out
}

// laterOf is the end of a time that goes on to a day when it has none.
func laterOf(end, on day.Day) day.Day {
	if end.IsZero() {
		return on
	}
	return end
}

// carePlansInTime is CLA-30 (clock CLA-01). One whose days are not over and that is not made is not counted.
func carePlansInTime(f *Facts, p span) []Contribution {
	out := startedCare(f, p)
	if len(out) == 0 {
		return nil
	}
	c := &out[0]
	c.In = false
	due(c, "CLA-01", c.Started, p)
	for _, cp := range f.carePlans.All {
		b := cp.Body
		named := b.Period == c.Record || b.Period == "" && !b.Started.Before(c.Started.AddMonths(-1))
		c.In = c.In || named && !b.Started.IsZero() && !b.Started.After(c.Due) && !b.Started.After(p.asAt)
	}
	if !c.In && !p.asAt.After(c.Due) {
		return nil
	}
	return out
}

// receiving is the newest statement by a day of how a young person was, when it says that the council owes a service.
func receiving(f *Facts, on day.Day) (fact[record.CareLeaver], bool) {
	var last fact[record.CareLeaver]
	for _, l := range f.leavers.All {
		if !l.Body.Date.IsZero() && !l.Body.Date.After(on) && !l.Body.Date.Before(last.Body.Date) {
			last = l
		}
	}
	switch last.Body.Eligibility {
	case "relevant", "former_relevant", "qualifying":
		return last, last.Body.InTouch != "DIED" && last.Body.InTouch != "NREQ"
	}
	return last, false
}

func adviserInTouch(f *Facts, p span) []Contribution {
	l, ok := receiving(f, p.asAt)
	if !ok {
		return nil
	}
	in := false
	for _, v := range f.visits.All {
		in = in || v.Body.Type == record.VisitLeavingCare && v.Body.Seen != record.No && v.Body.Date.Within(p.asAt.Add(-56), p.asAt)
	}
	return []Contribution{one(f, l.ID, in, p.asAt)}
}

// supervisionsInTime is WF-13 (clock QA-03).
func supervisionsInTime(f *Facts, p span) (out []Contribution) {
	var held []done
	for _, s := range f.supervisions.All {
		held = append(held, done{id: s.ID, on: s.Body.Date})
	}
	for _, s := range allocatedStints(f) {
		out = append(out, eachDue(f, s, slices.Clone(held), p, every(p, "QA-03"))...)
	}
	return out
}

// allocatedStints are the times in which a child was allocated to workers without a day between them; a chair is nobody's worker.
func allocatedStints(f *Facts) (out []stint) {
	all := slices.DeleteFunc(slices.Clone(f.allocations.All), func(a fact[record.Allocation]) bool {
		return a.Body.Worker == "" || a.Body.Role == "chair" || a.Body.From.IsZero()
	})
	slices.SortStableFunc(all, func(a, b fact[record.Allocation]) int { return a.Body.From.Compare(b.Body.From) })
	for _, a := range all {
		if n := len(out); n > 0 && (out[n-1].end.IsZero() || !a.Body.From.After(out[n-1].end.Add(1))) {
			if last := &out[n-1]; !last.end.IsZero() && (a.Body.To.IsZero() || a.Body.To.After(last.end)) {
				last.end = a.Body.To
			}
			continue
		}
		out = append(out, stint{record: a.ID, start: a.Body.From, end: a.Body.To})
	}
	return out
}
