package duties

import (
	"slices"
	"strings"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The visits to a looked-after child (Care Planning Regulations 2010, reg 28 and 48).
const (
	FirstVisit      = "CLA-10"
	YearVisit       = "CLA-11" // in the first year of a placement
	LongVisit       = "CLA-12" // afterwards, in a placement that is meant to last to 18: one of long-term fostering
	LaterVisit      = "CLA-13" // afterwards, in another
	ParentsAssessed = "CLA-14"
	WeeklyThenFour  = "CLA-15" // with a relative or friend approved for the time being, or with a parent under an interim care order
	OrderWithParent = "CLA-16"
	ChildAsked      = "CLA-17"
	AgreedFewer     = "CLA-18"
	BreakVisit      = "CLA-19"
)

// fourWeeks is what CLA-15 becomes with the first review.
const fourWeeks = 4

// stay is a placement with what bears on its visits.
type stay struct {
	id, kind string
	from     day.Day
	until    day.Day // a placement that is dated ahead begins then, and takes its place
}

// visiting is what is known of a time of care as far as its visits go.
type visiting struct {
	period   record.Of[record.CarePeriod]
	known    day.Day   // the last day on which anything was recorded about the child: what is dated after it had not come yet
	made     []day.Day // visits on which the child was seen, in order
	reviews  []day.Day
	statuses []record.Of[record.LegalStatus]
	agreed   []record.Of[record.VisitArrangement]
}

// visits are the next visits to the placement that the child lives in and to one that is dated ahead, and what the child asked for.
func visits(s story.Story, p record.Of[record.CarePeriod]) []Duty {
	v := visiting{
		period: p, known: lastRecorded(s), statuses: story.All[record.LegalStatus](s), agreed: story.All[record.VisitArrangement](s),
		reviews: days(s, p.Body.Started, func(r record.CLAReview) day.Day { return r.Date }),
	}
	seen := func(visit record.Visit) day.Day {
		if visit.Type != record.VisitCLA || visit.Seen == record.No {
			return day.Day{}
		}
		return visit.Date
	}
	v.made = days(s, p.Body.Started, seen)
	if first, ok := v.shortBreaks(s); ok {
		v.made = days(s, first, seen)
		return append([]Duty{{Clock: BreakVisit, Record: p.ID, Title: "Visit the child on a day of a short break", From: clock.On(last(v.made, first)), Within: laterBreak(len(v.made))}}, v.asked()...)
	}
	var out []Duty
	for _, st := range v.stays(s) {
		d := v.next(st)
		if d.Until = st.until; d.Until.IsZero() || len(since(v.made, st.until)) == 0 {
			out = append(out, d)
		}
	}
	return append(out, v.asked()...)
}

// laterBreak is the months between visits and reviews of short breaks after the first: 0 is the limit's own.
func laterBreak(held int) int {
	if held > 0 {
		return 6
	}
	return 0
}

// lastRecorded is the day of the newest version of any record about the child.
func lastRecorded(s story.Story) (out day.Day) {
	for _, r := range s.Records {
		if !r.At.IsZero() {
			if d := day.In(r.At); d.Compare(out) > 0 {
				out = d
			}
		}
	}
	return out
}

// ahead says whether a day had not come when anything was last recorded.
func (v visiting) ahead(d day.Day) bool { return !v.known.IsZero() && d.After(v.known) }

// runs says whether something had begun and not ended then.
func (v visiting) runs(from, to day.Day) bool {
	return !v.ahead(from) && (to.IsZero() || v.ahead(to))
}

// since are the days from one on.
func since(all []day.Day, from day.Day) []day.Day {
	i, _ := slices.BinarySearchFunc(all, from, day.Day.Compare)
	return all[i:]
}

// stays are the placement that the child lives in now and those that are dated ahead, in order; the time of care itself where none is recorded. A stay
// away from a placement, such as in hospital, is no placement to be visited anew.
func (v visiting) stays(s story.Story) []stay {
	var all []record.Of[record.CLAPlacement]
	for _, pl := range story.All[record.CLAPlacement](s) {
		if !strings.HasPrefix(pl.Body.Type, "T") && !pl.Body.From.Before(v.period.Body.Started) {
			all = append(all, pl)
		}
	}
	slices.SortStableFunc(all, func(a, b record.Of[record.CLAPlacement]) int { return a.Body.From.Compare(b.Body.From) })
	i := len(all) - 1
	for i >= 0 && !all[i].Body.To.IsZero() && !v.ahead(all[i].Body.To) {
		i--
	}
	if i < 0 {
		return []stay{{id: v.period.ID, from: v.period.Body.Started}}
	}
	out := []stay{{id: all[i].ID, kind: all[i].Body.Type, from: all[i].Body.From}}
	for ; v.ahead(all[i].Body.From); i-- {
		if i == 0 {
			return append([]stay{{id: v.period.ID, from: v.period.Body.Started, until: all[0].Body.From}}, out...)
		}
		before := all[i-1]
		out = append([]stay{{id: before.ID, kind: before.Body.Type, from: before.Body.From, until: all[i].Body.From}}, out...)
	}
	return out
}

// next is the next visit to a placement.
func (v visiting) next(st stay) Duty {
	made := since(v.made, st.from)
	d := Duty{Clock: LaterVisit, Record: st.id, Title: "Visit the child in the placement", From: clock.On(last(made, st.from))}
	parents := st.kind == "P1"
	if order, ok := v.status("C2"); ok && parents && !order.Before(st.from) && len(since(v.made, order)) == 0 {
		d.Clock, d.From = OrderWithParent, clock.On(order)
		return d
	}
	if id, from := v.weekly(st, parents); id != "" {
		reviewed := len(since(v.reviews, from)) > 0
		d.Clock, d.From = id, clock.On(last(since(v.made, from), from))
		switch {
		case !reviewed:
			return d
		case id == WeeklyThenFour:
			d.Within = fourWeeks
			return d
		}
		d.Clock = YearVisit
		return d
	}
	long := st.kind == "U1" || st.kind == "U4"
	switch {
	case len(made) == 0:
		d.Clock = FirstVisit
	case last(made, st.from).Before(st.from.AddMonths(12)):
		d.Clock = YearVisit
	case long && v.arranged(st, record.LongTermAgreed):
		d.Clock = AgreedFewer
	case long:
		d.Clock = LongVisit
	}
	return d
}

// weekly is the limit of weekly visits that a placement stands under, and from when: empty for none.
func (v visiting) weekly(st stay, parents bool) (id string, from day.Day) {
	if order, ok := v.status("C1"); ok && parents {
		return WeeklyThenFour, later(order, st.from)
	}
	if v.arranged(st, record.ConnectedPerson) {
		return WeeklyThenFour, st.from
	}
	if parents && v.arranged(st, record.ParentsAssessed) {
		return ParentsAssessed, st.from
	}
	return "", day.Day{}
}

func later(a, b day.Day) day.Day {
	if a.After(b) {
		return a
	}
	return b
}

// status is since when a legal status of this time of care is in force.
func (v visiting) status(code string) (from day.Day, ok bool) {
	for _, l := range v.statuses {
		if l.Body.Status == code && !l.Body.From.Before(v.period.Body.Started) && v.runs(l.Body.From, l.Body.To) {
			from, ok = later(from, l.Body.From), true
		}
	}
	return from, ok
}

// arranged says whether something of a kind holds in a placement.
func (v visiting) arranged(st stay, kind string) bool {
	return slices.ContainsFunc(v.agreed, func(a record.Of[record.VisitArrangement]) bool {
		b := a.Body
		return b.Kind == kind && b.Ended.IsZero() && !b.From.Before(st.from) && (st.until.IsZero() || b.From.Before(st.until))
	})
}

// asked are the visits that the child asked for and did not have yet.
func (v visiting) asked() []Duty {
	var out []Duty
	for _, a := range v.agreed {
		b := a.Body
		if b.Kind == record.ChildAskedToMeet && b.Ended.IsZero() && !b.From.Before(v.period.Body.Started) && len(since(v.made, b.From)) == 0 {
			out = append(out, Duty{Clock: ChildAsked, Record: a.ID, Title: "Visit the child, who asked for it", From: clock.On(b.From)})
		}
	}
	return out
}

// The most of short breaks for which the lighter regime of reg 48 holds.
const (
	longestBreak = 17 // days in one stay
	mostBreaks   = 75 // days in 12 months
)

// shortBreaks is the first day of a series of short breaks that goes on; false where the child is looked after otherwise, or for longer than short
// breaks may last. What is returned as one series (V4) is one time of care; of breaks that are returned one by one (V3) each is.
func (v visiting) shortBreaks(s story.Story) (first day.Day, ok bool) {
	if _, ok := v.status("V4"); ok {
		return v.period.Body.Started, true
	}
	if _, ok := v.status("V3"); !ok {
		return first, false
	}
	first = v.period.Body.Started
	var breaks []record.CarePeriod
	for _, p := range story.All[record.CarePeriod](s) {
		b := p.Body
		in := slices.ContainsFunc(v.statuses, func(l record.Of[record.LegalStatus]) bool {
			return l.Body.Status == "V3" && (l.Body.Period == p.ID || l.Body.Period == "" && l.Body.From == b.Started)
		})
		if !in || b.Started.IsZero() {
			continue
		}
		if b.Started.Before(first) {
			first = b.Started
		}
		if !b.Ended.IsZero() {
			breaks = append(breaks, b)
		}
	}
	for _, end := range breaks {
		total := 0
		for _, b := range breaks {
			if !b.Ended.After(end.Ended) && b.Ended.After(end.Ended.AddMonths(-12)) {
				total += b.Ended.Sub(b.Started)
			}
		}
		if end.Ended.Sub(end.Started) > longestBreak || total > mostBreaks {
			return first, false
		}
	}
	return first, true
}
