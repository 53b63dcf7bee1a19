package episode

import (
	"slices"

	"throughline/internal/day"
	"throughline/internal/record"
)

// slot is a stretch of a period in which neither the legal status nor the placement changes. Places in the lists; -1 is none.
type slot struct {
	from, to          day.Day // from is empty before what is recorded; to is empty when it goes on
	status, placement int
}

func (s slot) whole() bool { return s.status >= 0 && s.placement >= 0 }

// Cut gives the episodes of a period, in order, and the gaps between them. A new one begins where the legal status or the placement changes
// (RNE), and ends where the next begins (REC X1) or the period does.
func Cut(p Period) ([]Episode, []Gap) {
	slots := slotsOf(p)
	last := make([]int, len(p.Placements)) // the slot in which each placement is seen last
	for i, s := range slots {
		if s.whole() {
			last[s.placement] = i
		}
	}
	var out []Episode
	var gaps []Gap
	for i, s := range slots {
		if !s.whole() || s.from.IsZero() {
			if why := s.lacks(); why != "" {
				gaps = append(gaps, Gap{Record: p.Care.ID, From: s.from, To: s.to, Why: why})
			}
			continue
		}
		before := slot{status: -1, placement: -1}
		if i > 0 {
			before = slots[i-1]
		}
		e := p.row(s)
		e.RNE = p.began(s, before)
		switch care := p.Care.Body; {
		case s.to.IsZero():
		case s.to != care.Ended || care.BreaksOff:
			e.REC = "X1"
		default:
			e.REC = care.Ceased
		}
		if last[s.placement] == i {
			e.Change = p.Placements[s.placement].Body.Change
		}
		p.restore(&e)
		out = append(out, e)
	}
	return out, gaps
}

// restore puts back the cells that were kept as a return had them, where the records have nothing to say instead.
func (p Period) restore(e *Episode) {
	for _, k := range p.Kept {
		if k.Body.On != e.Decom {
			continue
		}
		for _, v := range k.Body.Values {
			if cell := e.cell(v.Column); cell != nil && *cell == "" {
				*cell = v.Text
			}
		}
	}
}

// lacks says why a slot is no episode; empty for the time before what is recorded.
func (s slot) lacks() string {
	switch {
	case s.whole():
		return "neither the legal status nor the placement nor the period says when it began"
	case s.from.IsZero():
		return ""
	case s.status < 0 && s.placement < 0:
		return "the child is looked after, and no legal status and no placement is recorded"
	case s.status < 0:
		return "the child is looked after, and no legal status is recorded"
	}
	return "the child is looked after, and no placement is recorded"
}

// row is a slot's episode but for its reasons.
func (p Period) row(s slot) Episode {
	l, pl := p.Statuses[s.status], p.Placements[s.placement]
	e := Episode{Period: p.Care.ID, Status: l.ID, Placement: pl.ID}
	e.Decom, e.Dec, e.LS = s.from, s.to, l.Body.Status
	e.Place, e.Provider = pl.Body.Type, pl.Body.Provider
	for _, g := range p.Care.Body.Given {
		if g.From.Compare(s.from) <= 0 {
			e.CIN, e.Home = g.Need, g.HomePostcode
		}
	}
	if shortBreaks(e.LS) {
		e.Home = ""
		return e
	}
	e.Postcode, e.URN = pl.Body.Postcode, pl.Body.URN
	return e
}

// began is the reason for the new episode. A stay elsewhere and the return from it are changes of placement and carer (rules 380, 383).
func (p Period) began(s, before slot) string {
	if s.from == p.Care.Body.Started {
		return "S"
	}
	pl := p.Placements[s.placement].Body
	same := pl.SameCarer && pl.From == s.from
	switch {
	case s.placement == before.placement:
		return "L"
	case s.status == before.status && same:
		return "T"
	case s.status == before.status:
		return "P"
	case same:
		return "U"
	}
	return "B"
}

// slotsOf cuts a period at every day on which something begins or ends, and joins what did not change after all.
func slotsOf(p Period) []slot {
	care := p.Care.Body
	if p.oneDay() {
		return slotsOfDay(p)
	}
	edges := []day.Day{care.Started}
	add := func(d day.Day) {
		if !d.IsZero() && d.Compare(care.Started) > 0 && (care.Ended.IsZero() || d.Compare(care.Ended) < 0) {
			edges = append(edges, d)
		}
	}
	for _, s := range p.Statuses {
		add(s.Body.From)
		add(s.Body.To)
	}
	for _, s := range p.Placements {
		add(s.Body.From)
		add(s.Body.To)
	}
	slices.SortFunc(edges, day.Day.Compare)
	edges = slices.Compact(edges)
	var out []slot
	for i, from := range edges {
		s := slot{from: from, to: care.Ended, status: running(p.Statuses, from, statusSpan, betterStatus),
			placement: running(p.Placements, from, placementSpan, betterPlacement)}
		if i+1 < len(edges) {
			s.to = edges[i+1]
		}
		if n := len(out); n > 0 && p.same(out[n-1], s) {
			out[n-1].to = s.to
			continue
		}
		out = append(out, s)
	}
	return out
}

// same says whether nothing that the return knows of changed. V4 is one series: where the child stays changes within it.
func (p Period) same(a, b slot) bool {
	if a.status != b.status {
		return false
	}
	return a.placement == b.placement || a.whole() && p.Statuses[a.status].Body.Status == "V4"
}

// oneDay says whether a period ends on the day on which it begins, or on which the first that is known of it does.
func (p Period) oneDay() bool {
	care := p.Care.Body
	if care.Ended.IsZero() || care.Started == care.Ended {
		return !care.Ended.IsZero()
	}
	first := false
	began := func(from day.Day) bool {
		first = first || from == care.Ended
		return from.IsZero() || from == care.Ended
	}
	for _, s := range p.Statuses {
		if !began(s.Body.From) {
			return false
		}
	}
	for _, s := range p.Placements {
		if !began(s.Body.From) {
			return false
		}
	}
	return care.Started.IsZero() && first
}

// slotsOfDay is the slots of a period of one day: what was before, if anything, and the day.
func slotsOfDay(p Period) []slot {
	on := p.Care.Body.Ended
	before := slot{to: on, status: running(p.Statuses, day.Day{}, statusSpan, betterStatus),
		placement: running(p.Placements, day.Day{}, placementSpan, betterPlacement)}
	s := slot{from: on, to: on, status: -1, placement: -1}
	for i, l := range p.Statuses {
		if on.Within(l.Body.From, l.Body.To) && (s.status < 0 || betterStatus(p.Statuses[s.status], l)) {
			s.status = i
		}
	}
	for i, l := range p.Placements {
		if on.Within(l.Body.From, l.Body.To) && (s.placement < 0 || betterPlacement(p.Placements[s.placement], l)) {
			s.placement = i
		}
	}
	if !p.Care.Body.Started.IsZero() {
		return []slot{s}
	}
	return []slot{before, s}
}

// link writes the period's id into what belongs to it.
func (p *Period) link(id string) {
	p.Care.ID = id
	for i := range p.Statuses {
		p.Statuses[i].Body.Period = id
	}
	for i := range p.Placements {
		p.Placements[i].Body.Period = id
	}
	for i := range p.Kept {
		p.Kept[i].Body.Record = id
	}
}

// Records gives the records of a period under new ids, each naming the period. newID gives an id at each call.
func (p Period) Records(subject string, newID func() string) []record.Change {
	p.Statuses, p.Placements, p.Kept = slices.Clone(p.Statuses), slices.Clone(p.Placements), slices.Clone(p.Kept)
	p.link(newID())
	out := []record.Change{record.New(p.Care.ID, subject, p.Care.Body)}
	for _, l := range p.Statuses {
		out = append(out, record.New(newID(), subject, l.Body))
	}
	for _, l := range p.Placements {
		out = append(out, record.New(newID(), subject, l.Body))
	}
	for _, k := range p.Kept {
		out = append(out, record.New(newID(), subject, k.Body))
	}
	return out
}
