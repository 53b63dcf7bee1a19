// Package finance reckons what things cost. So far it knows the prices of placements: no budget, ledger or forecast is recorded yet, and none is made up.
//
// Money is in whole pence. Source: specs/finance.md 5, measures COM-01, COM-08, COM-09.
package finance

import (
	"cmp"
	"slices"

	"throughline/internal/day"
	"throughline/internal/record"
)

// Placement is a placement with its prices, of one child.
type Placement struct {
	ID     string
	Child  string
	Birth  day.Day // zero when it is not recorded
	Body   record.CLAPlacement
	Prices []record.PlacementPrice
}

// Span is days, both included.
type Span struct{ From, To day.Day }

// Line is one kind of placement, or all.
type Line struct {
	Kind      string
	Children  int   // placed at the end of the last day
	Ever      int   // children placed on any day of the span or, by what is agreed, until the year ends
	Nights    int   // in the span
	Spent     int64 // what those nights cost
	Ahead     int   // nights from the day after the span to the end of the year, as far as they are agreed
	Committed int64 // what they will cost
	Unpriced  int   // nights of the span for which no price is recorded: their cost is not in Spent
}

// Expected is what the year costs if nothing changes.
func (l Line) Expected() int64 { return l.Spent + l.Committed }

// Week is the average cost of a week, in pence, of the nights that have a price; 0 when there is none.
func (l Line) Week() int64 {
	if n := int64(l.Nights - l.Unpriced); n > 0 {
		return half(l.Spent*7, n)
	}
	return 0
}

// Costs are the costs of a year's placements up to a day, by kind.
type Costs struct {
	Span    Span
	YearEnd day.Day
	Lines   []Line // in the order of Kinds; only kinds that there were
	Total   Line
}

// The kinds of placement, as council budgets tell them apart (specs/finance.md 5). A stay away, in hospital or on holiday, is none: it runs beside a placement.
const (
	OwnFoster   = "Fostering by the council's own carers"
	OtherFoster = "Fostering by agencies and other councils"
	Relatives   = "Fostering by relatives and friends"
	Homes       = "Children's homes"
	Secure      = "Secure children's homes"
	Supported   = "Supported accommodation, 16 and over"
	Independent = "Independent and semi-independent living"
	Residential = "Schools, care homes, health and custody"
	Parents     = "With parents"
	ForAdoption = "Placed for adoption"
	OtherKinds  = "Other placements"

	Together = "Kinds with too few children to be shown apart"
)

// Kinds are all of them, in the order of a report.
var Kinds = []string{OwnFoster, OtherFoster, Relatives, Homes, Secure, Supported, Independent, Residential, Parents, ForAdoption, OtherKinds, Together}

// KindOf is the kind of a placement; ok is false for a stay away from one.
func KindOf(p record.CLAPlacement) (kind string, ok bool) {
	switch p.Type {
	case "T0", "T1", "T2", "T3", "T4", "":
		return "", false
	case "U1", "U2", "U3":
		return Relatives, true
	case "U4", "U5", "U6":
		if p.Provider == "PR1" {
			return OwnFoster, true
		}
		return OtherFoster, true
	case "K1":
		return Secure, true
	case "K2":
		return Homes, true
	case "K3":
		return Supported, true
	case "H5", "P2", "P3":
		return Independent, true
	case "R1", "R2", "R3", "R5", "S1":
		return Residential, true
	case "P1":
		return Parents, true
	case "A3", "A4", "A5", "A6":
		return ForAdoption, true
	}
	return OtherKinds, true
}

// PlacementCosts reckons the placements of a span, whose year ends on yearEnd.
//
// The day on which a placement begins is paid and the day on which it ends is not. A price runs to its last day, at most to the end of its placement. Each price is rounded once,
// halves to even, over its nights: a seventh of the week a night. A placement without an end is taken to last to the end of the year, or to the day before the child
// is 18. The kinds of few are told together.
func PlacementCosts(all []Placement, s Span, yearEnd day.Day, few ...string) Costs {
	lines, ever, now := map[string]*Line{}, map[string]map[string]bool{}, map[string]map[string]bool{}
	for _, p := range all {
		kind, ok := KindOf(p.Body)
		if !ok || p.Body.From.IsZero() {
			continue
		}
		if slices.Contains(few, kind) {
			kind = Together
		}
		last := yearEnd
		switch {
		case !p.Body.To.IsZero():
			last = p.Body.To.Add(-1)
		case !p.Birth.IsZero():
			last = earlier(last, p.Birth.AddMonths(18*12).Add(-1))
		}
		past, next := within(Span{p.Body.From, last}, s), within(Span{p.Body.From, last}, Span{s.To.Add(1), yearEnd})
		nights, ahead := past.nights(), next.nights()
		if nights+ahead == 0 {
			continue
		}
		l := lines[kind]
		if l == nil {
			l = &Line{Kind: kind}
			lines[kind], ever[kind], now[kind] = l, map[string]bool{}, map[string]bool{}
		}
		ever[kind][p.Child] = true
		if nights > 0 && past.To == s.To {
			now[kind][p.Child] = true
		}
		l.Nights, l.Ahead = l.Nights+nights, l.Ahead+ahead
		priced := make([]Span, 0, len(p.Prices))
		for _, price := range p.Prices {
			runs := Span{price.From, price.To}
			if runs.To.IsZero() {
				runs.To = last
			}
			paid := within(runs, past)
			l.Spent += half(price.Week*int64(paid.nights()), 7)
			l.Committed += half(price.Week*int64(within(runs, next).nights()), 7)
			if price.For == "placement" && paid.nights() > 0 {
				priced = append(priced, paid)
			}
		}
		l.Unpriced += nights - covered(priced)
	}
	c := Costs{Span: s, YearEnd: yearEnd, Total: Line{Kind: "All placements"}}
	everyone, here := map[string]bool{}, map[string]bool{}
	for _, kind := range Kinds {
		l := lines[kind]
		if l == nil {
			continue
		}
		l.Children, l.Ever = len(now[kind]), len(ever[kind])
		for child := range ever[kind] {
			everyone[child] = true
		}
		for child := range now[kind] {
			here[child] = true
		}
		c.Lines = append(c.Lines, *l)
		c.Total.add(*l)
	}
	c.Total.Children, c.Total.Ever = len(here), len(everyone)
	return c
}

func (l *Line) add(o Line) {
	l.Nights, l.Spent, l.Ahead, l.Committed, l.Unpriced = l.Nights+o.Nights, l.Spent+o.Spent, l.Ahead+o.Ahead, l.Committed+o.Committed, l.Unpriced+o.Unpriced
}

// Change is why a kind costs more or less than before: more nights at the old price, and another price for the nights that there are. The two add up to the whole
// change (specs/finance.md 5). ok is false when one of the two has no nights with a price.
func Change(before, now Line) (volume, price int64, ok bool) {
	was, is := int64(before.Nights-before.Unpriced), int64(now.Nights-now.Unpriced)
	if was <= 0 || is <= 0 {
		return 0, 0, false
	}
	volume = half((is-was)*before.Spent, was)
	return volume, now.Spent - before.Spent - volume, true
}

func within(a, b Span) Span {
	s := Span{a.From, earlier(a.To, b.To)}
	if s.From.Before(b.From) {
		s.From = b.From
	}
	return s
}

func (s Span) nights() int { return max(0, s.To.Sub(s.From)+1) }

// covered is on how many days at least one of the spans lies.
func covered(spans []Span) (days int) {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	var to day.Day
	for _, s := range spans {
		if !to.IsZero() && !s.From.After(to) {
			s.From = to.Add(1)
		}
		if n := s.nights(); n > 0 {
			days, to = days+n, s.To
		}
	}
	return days
}

func earlier(a, b day.Day) day.Day {
	if b.Before(a) {
		return b
	}
	return a
}

// half divides and rounds halves to the even number.
func half(n, by int64) int64 {
	q, rest := n/by, n%by
	sign := int64(1)
	if rest < 0 {
		rest, sign = -rest, -1
	}
	if 2*rest > by || 2*rest == by && q%2 != 0 {
		q += sign
	}
	return q
}
