package care

import (
	"fmt"
	"math"
	"slices"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
)

// stay is one placement.
type stay struct {
	from, to day.Day
	setting
	same   bool   // with the carer of the one before
	change string // why it was left for another; empty for the last of a period
	away   []away // temporary stays elsewhere
}

// away is a stay in hospital while the placement waits.
type away struct {
	from, to day.Day
	setting
}

// house draws where the child lives in each period.
func (l *life) house() {
	g := l.stream("stability").Gamma(stability, 1/stability)
	g = min(g, mostUnstable)
	for _, p := range l.periods {
		s := l.stream(fmt.Sprintf("placement/%d", p.n))
		switch {
		case p.breaks:
			p.stays = []stay{l.placed(p, s, p.from, p.to, []string{"U6", "K2"}[s.Weighted(0.7, 0.3)])}
		case p.route == Remand:
			place := "U6"
			if age := p.from.Age(l.child.Born); age >= 15 {
				place = []string{"R5", "K1", "K2", "U6"}[s.Weighted(0.45, 0.2, 0.25, 0.1)]
			} else if age >= 12 {
				place = []string{"K1", "K2", "U6"}[s.Weighted(0.4, 0.3, 0.3)]
			}
			p.stays = []stay{l.placed(p, s, p.from, p.to, place)}
		default:
			l.move(p, s, g)
		}
	}
}

// placed is a stay of a type, somewhere else than the child's last one was.
func (l *life) placed(p *period, s *draw.Stream, from, to day.Day, place string) stay {
	carers := s
	if l.start.Family != "" && p.n == 0 && from == p.from && l.child.group(from) <= 2 {
		carers = l.seed.Stream(l.start.Family, "care/family/carer")
	}
	home := l.start.HomePostcode
	if l.start.Route == Asylum {
		home = ""
	}
	st := stay{from: from, to: to, setting: choose(s, carers, place, home, from)}
	for len(p.stays) > 0 && p.stays[len(p.stays)-1].setting == st.setting {
		st.setting = choose(s, carers, place, home, from)
	}
	return st
}

// move draws the placements of a period, one after the other.
func (l *life) move(p *period, s *draw.Stream, g float64) {
	until := p.to // moves end here: when care does, or when the child is placed for adoption
	a := p.adoption
	if a != nil && !a.placed.IsZero() {
		until = a.placed
	}
	on, first := p.from, true
	place := l.draw(p, s, on, "")
	for {
		days := 1 + int(min(10000, s.Exponential(365/(l.pace(p, on, place)*g)))) // a child who is all but sure to stay does not overflow
		if first && s.Chance(emergencyFirst) {
			days = 1 + s.IntN(12)
			if place == "R3" || p.route == Asylum && days < 3 {
				days += 20
			}
		}
		if place == "R3" { // a mother-and-baby placement is for an assessment
			days = 60 + s.IntN(60)
		}
		first = false
		to := on.Add(days)
		if left := until.Sub(to); left < 2 {
			p.stays = append(p.stays, l.placed(p, s, on, until, place))
			break
		}
		st := l.placed(p, s, on, to, place)
		st.change = []string{"CARPL", "CREQB", "CREQO", "CHILD", "LAREQ", "STAND", "ALLEG", "CLOSE"}[s.Weighted(l.reasons(place)...)]
		p.stays = append(p.stays, st)
		on, place = to, l.draw(p, s, to, place)
	}
	if a != nil && !a.placed.IsZero() {
		last := &p.stays[len(p.stays)-1]
		if a.byCarer = a.byCarer && last.place[0] == 'U'; a.byCarer {
			st := *last
			st.from, st.to, st.same, st.change, st.place = until, p.to, true, "", "A5"
			if !slices.Contains(adoptersOf(st.urn), "A5") {
				a.byCarer = false
			} else {
				last.change = "PLACE"
				p.stays = append(p.stays, st)
			}
		}
		if !a.byCarer {
			last.change = "CARPL"
			p.stays = append(p.stays, l.placed(p, s, until, p.to, "A6"))
		}
	}
	l.longTerm(p, s)
	l.hospital(p, s)
}

// locate fills in where a placement lies and how far from home.
func (l *life) locate(b *record.CLAPlacement) {
	at, ok := Locate(b.Postcode)
	if !ok {
		return
	}
	b.Authority, b.Location = at.Council, "OUT"
	if at.Council == Authority {
		b.Location = "IN"
	}
	home, ok := Locate(l.start.HomePostcode)
	if !ok || l.start.Route == Asylum {
		return
	}
	tenths := int(math.RoundToEven(math.Hypot(float64(at.East-home.East), float64(at.North-home.North)) / metresInMile * 10))
	b.Distance = &tenths
}

// metresInMile is as the return's own distances have it (specs/ssda903/rules.json, derived_columns).
const metresInMile = 1609.3

// adoptersOf is what a provider may provide.
func adoptersOf(urn string) []string {
	for _, list := range market {
		for _, p := range list {
			if p.URN == urn {
				return p.Places
			}
		}
	}
	return nil
}

// pace is how many moves a year are to be expected in a placement.
func (l *life) pace(p *period, on day.Day, place string) float64 {
	rate := movesYearly[l.child.group(on)]
	switch in := on.Sub(p.from); {
	case in < 365:
		rate *= firstYearMoves
	case in > 500:
		rate *= laterMoves
	}
	if place == "P1" {
		rate *= 0.5
	}
	return rate
}

// reasons are the weights of why a placement is left; parents and hospitals are not left for the carer's wish.
func (l *life) reasons(place string) []float64 {
	if place == "P1" || place == "R2" || place == "R3" {
		return []float64{1}
	}
	return changeReasons
}

// draw draws a type of placement that the age and the legal status allow. before is the one that is left, empty at the start.
func (l *life) draw(p *period, s *draw.Stream, on day.Day, before string) string {
	group := l.child.group(on)
	weights := slices.Clone(placeByAge[group])
	r3, r2 := slices.Index(placeTypes, "R3"), slices.Index(placeTypes, "R2")
	if before != "" {
		weights[r3], weights[r2] = 0, 0
	}
	if p.route == Asylum {
		weights[slices.Index(placeTypes, "U3")], weights[slices.Index(placeTypes, "S1")] = 0, 0
		weights[slices.Index(placeTypes, "R1")] = 0
		weights[slices.Index(placeTypes, "K2")] /= 3
	}
	if group == 4 && before == "K2" { // a home is left for supported accommodation or another home, seldom for a family
		weights[slices.Index(placeTypes, "U6")], weights[slices.Index(placeTypes, "U3")] = 10, 2
	}
	if group == 3 && before == "K2" {
		weights[slices.Index(placeTypes, "K2")] = 60
	}
	parents := s.Chance(withParents)
	if before != "" && before != "P1" && parents && p.adoption == nil && l.underCourt(p, on) {
		return "P1"
	}
	return placeTypes[s.Weighted(weights...)]
}

// underCourt says whether a care order runs on a day, and so to the end of the period: only then are children placed with their parents here.
func (l *life) underCourt(p *period, on day.Day) bool {
	return slices.ContainsFunc(p.statuses, func(s status) bool { return s.code == "C2" && s.from.Compare(on) <= 0 })
}

// longTerm turns some foster placements under a care order into long-term ones with the same carer: only the status of the placement changes.
func (l *life) longTerm(p *period, s *draw.Stream) {
	at := slices.IndexFunc(p.statuses, func(s status) bool { return s.code == "C2" })
	if at < 0 || p.adoption != nil {
		return
	}
	order := p.statuses[at].from
	for i := 0; i < len(p.stays); i++ {
		st := p.stays[i]
		if st.place != "U6" && st.place != "U3" || !s.Chance(longTermMatch) {
			continue
		}
		from := later(st.from, order).Add(60 + s.IntN(200))
		if st.to.Sub(from) < 90 {
			continue
		}
		match := st
		match.from, match.same, match.place = from, true, map[string]string{"U6": "U4", "U3": "U1"}[st.place]
		p.stays[i].to, p.stays[i].change = from, "PLACE"
		p.stays = slices.Insert(p.stays, i+1, match)
		i++
	}
}

func later(a, b day.Day) day.Day {
	if a.After(b) {
		return a
	}
	return b
}

// hospital draws the few stays in hospital that are returned: well inside a placement, while no legal status changes.
func (l *life) hospital(p *period, s *draw.Stream) {
	for i := range p.stays {
		st := &p.stays[i]
		if st.place == "R2" || !s.Chance(inHospital*float64(st.to.Sub(st.from))/365) {
			continue
		}
		from := s.Between(st.from.Add(5), st.to.Add(-5))
		to := from.Add(2 + s.IntN(20))
		if to.Add(2).Before(st.to) && st.from.Before(from) && l.quiet(p, from, to) {
			st.away = append(st.away, away{from, to, choose(s, s, "T1", "", from)})
		}
	}
}

// quiet says whether no legal status begins or ends from one day to another.
func (l *life) quiet(p *period, from, to day.Day) bool {
	return !slices.ContainsFunc(p.statuses, func(s status) bool {
		return s.from.Within(from, to) || s.to.Within(from, to)
	})
}

// tellPlacements writes the placements of a period.
func (l *life) tellPlacements(p *period) {
	for i, st := range p.stays {
		why, over := "Move a child to another placement", "Move a child to another placement"
		if st.from == p.from {
			why = begins
		}
		if st.to == p.to {
			over = ends
		}
		name := fmt.Sprintf("placement/%d/%d", p.n, i)
		body := record.CLAPlacement{Period: p.id, From: st.from, Type: st.place, Provider: st.provider, URN: st.urn, Postcode: st.postcode, SameCarer: st.same}
		l.locate(&body)
		id := l.made(st.from, why, name, body)
		if st.place == "H5" && st.to.After(supportedSince) {
			body.Type = "K3"
			l.changed(supportedSince, "Code a placement by the list of the year", id, body)
		}
		body.To, body.Change = st.to, st.change
		l.changed(st.to, over, id, body)
		for j, a := range st.away {
			l.lasting(a.from, a.to, "Record a stay in hospital", "Record a stay in hospital", fmt.Sprintf("%s/away/%d", name, j), func(ended bool) record.Body {
				b := record.CLAPlacement{Period: p.id, From: a.from, Type: a.place, Provider: a.provider, URN: a.urn, Postcode: a.postcode}
				if ended {
					b.To = a.to
				}
				return b
			})
		}
	}
}
