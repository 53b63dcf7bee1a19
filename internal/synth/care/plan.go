package care

import (
	"fmt"
	"math"

	"throughline/internal/day"
	"throughline/internal/synth/draw"
)

// period is one period of care, drawn to its end.
type period struct {
	n        int
	from, to day.Day
	ceased   string
	breaks   bool // a series of short breaks
	route    Route
	fate     fate
	statuses []status
	stays    []stay
	adoption *adoption
	id       string
}

// status is a legal status from a day to a day.
type status struct {
	code     string // code set LS
	from, to day.Day
}

// fate is the sort of life.
type fate int

const (
	short       fate = iota // home again, or to relatives, before any court decides
	proceedings             // the court's final hearing ends it
	long                    // to 18, or to another permanent home
)

// adoption is the way to an adoption, or to giving it up.
type adoption struct {
	decided, order           day.Day // the decision, and the placement order
	matched, placed, adopted day.Day // zero when it was given up
	reversed                 day.Day
	reason                   string // code set REASON_PLACED_CEASED
	byCarer                  bool
}

// plan draws how long care lasts and under which legal statuses. Days of a period are apart: nothing begins and ends on one day.
func (l *life) plan() {
	from, route := l.start.On, l.start.Route
	for n := 0; n < 2; n++ {
		p := &period{n: n, from: from, route: route, breaks: route == ShortBreaks}
		l.periods = append(l.periods, p)
		s := l.stream(fmt.Sprintf("plan/%d", n))
		l.planOne(p, s)
		if n > 0 {
			l.lengthen(p)
		}
		again := l.stream(fmt.Sprintf("again/%d", n))
		gap := 21 + int(again.LogNormal(200, 0.8))
		from = p.to.Add(gap)
		if route != Section20 && route != InterimOrder && route != PoliceProtection && route != EmergencyOrder ||
			p.fate == long || !again.Chance(againShare) || !from.Before(l.child.birthday(17)) {
			return
		}
		p.ceased = []string{"E4A", "E4B"}[again.Weighted(0.6, 0.4)] // who goes home can come back
		route = Section20
		if again.Chance(0.3) && from.Before(l.child.birthday(15)) {
			route = InterimOrder
		}
	}
}

// lengthen makes a second period that lasts beyond the 16th birthday last 13 weeks: of one that is shorter the return could not tell that the young
// person is a care leaver, for it sees two years (rule 1001).
func (l *life) lengthen(p *period) {
	least := later(p.from, l.child.birthday(14)).Add(91)
	if p.to.After(l.child.birthday(16)) && p.to.Before(least) {
		p.to, p.statuses[len(p.statuses)-1].to = least, least
	}
}

// planOne draws one period.
func (l *life) planOne(p *period, s *draw.Stream) {
	adult := l.child.birthday(18)
	capped := func(to day.Day) day.Day { // no later than the 18th birthday
		if to.Before(adult) {
			return to
		}
		return adult
	}
	switch p.route {
	case Asylum:
		p.fate, p.to = long, adult
		p.statuses = []status{{"V2", p.from, p.to}}
		return
	case Remand:
		p.to = capped(p.from.Add(7 + int(s.LogNormal(45, 0.8))))
		p.statuses = []status{{"J1", p.from, p.to}}
		return
	case ShortBreaks:
		p.to = p.from.Add(200 + int(s.LogNormal(700, 0.5)))
		if late := l.child.birthday(17); p.to.After(late) {
			p.to = late
		}
		p.statuses = []status{{"V4", p.from, p.to}}
		return
	}

	p.fate = fate(s.Weighted(fates[l.child.group(p.from)]...))
	if p.fate == proceedings && !p.from.Before(l.child.birthday(15)) {
		p.fate = short
	}
	on, base := p.from, "V2"
	then := func(code string, until day.Day) { // the status up to a day
		p.statuses = append(p.statuses, status{code, on, until})
		on = until
	}
	switch p.route {
	case PoliceProtection:
		if p.fate == short && s.Chance(0.4) { // home when the three days are over
			p.to = p.from.Add(1 + s.IntN(3))
			then("L1", p.to)
			return
		}
		then("L1", on.Add(1+s.IntN(3)))
		if s.Chance(0.25) && p.from.Before(l.child.birthday(16)) {
			then("L2", on.Add(3+s.IntN(6)))
		}
		if s.Chance(0.6) {
			base = "C1"
		}
	case EmergencyOrder:
		then("L2", on.Add(3+s.IntN(6)))
		if s.Chance(0.85) {
			base = "C1"
		}
	case InterimOrder:
		base = "C1"
	}
	if base == "C1" && !p.from.Before(l.child.birthday(16)) {
		base = "V2"
	}
	if p.fate == short {
		days := 2 + int(s.LogNormal(shortMedian, shortSigma))
		if base == "C1" {
			days = max(days, 28)
		}
		then(base, capped(on.Add(days)))
		p.to = on
		return
	}

	// The court. An application comes at once or after some months; no care order can be made on or after the 17th birthday (s31(3)).
	days := int(math.Max(30, s.LogNormal(beforeCourtMedian, beforeCourtSigma)))
	length := max(60, int(s.LogNormal(proceedingsMedian, proceedingsSigma)))
	voluntary := s.Chance(voluntaryToTheEnd) && l.child.group(p.from) >= 3
	applied := on
	if base == "V2" {
		applied = on.Add(days)
	}
	final := applied.Add(length)
	if latest := l.child.birthday(17).Add(-21); base == "V2" && (voluntary || !final.Before(latest)) {
		p.fate = long
		then("V2", adult)
		p.to = adult
		return
	} else if !final.Before(latest) {
		final = latest
	}
	if base == "V2" {
		then("V2", applied)
	}
	then("C1", final)
	if p.fate == proceedings {
		p.to = final
		return
	}
	l.underOrder(p, final)
}

// underOrder goes on from a care order that was made on a day.
func (l *life) underOrder(p *period, final day.Day) {
	s := l.stream(fmt.Sprintf("order/%d", p.n))
	p.to = l.child.birthday(18)
	// Yearly chance that the order is discharged, until 16.
	if days := int(s.Exponential(365 / dischargedYearly)); final.Add(180 + days).Before(l.child.birthday(16)) {
		p.to = final.Add(180 + days)
	}
	age := final.Age(l.child.Born)
	if age < len(adoptionPlan) && s.Chance(adoptionPlan[age]) {
		l.planAdoption(p, final, s)
	}
	p.statuses = append(p.statuses, status{"C2", final, p.to})
	if a := p.adoption; a != nil {
		until := p.to
		if !a.reversed.IsZero() {
			until = a.reversed
		}
		p.statuses = append(p.statuses, status{"E1", a.order, until})
	}
}

// planAdoption draws what becomes of a placement order that is made together with the care order.
func (l *life) planAdoption(p *period, final day.Day, s *draw.Stream) {
	a := &adoption{order: final, decided: final.Add(-14 - s.IntN(50))}
	if least := p.from.Add(7); a.decided.Before(least) {
		a.decided = least
	}
	p.adoption = a
	if s.Chance(neverMatched) {
		a.reversed = final.Add(300 + s.IntN(400))
		a.reason = []string{"RD1", "RD3", "RD4"}[s.Weighted(0.3, 0.5, 0.2)]
		if end := a.reversed.Add(90); p.to.Before(end) {
			p.to = end
		}
		return
	}
	a.byCarer = s.Chance(adoptByCarer)
	a.matched = a.decided.Add(int(s.Gamma(3, matchMonths*30.44/3)))
	if least := final.Add(20); a.matched.Before(least) {
		a.matched = least
	}
	a.placed = a.matched.Add(7 + s.IntN(40))
	a.adopted = a.placed.Add(70 + int(s.LogNormal(200, 0.5))) // ten weeks at least (s42)
	p.to = a.adopted
}
