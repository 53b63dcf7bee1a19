package care

import (
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Course is one time of being looked after with what belongs to it, each in order of its start.
type Course struct {
	Care       record.Of[record.CarePeriod]
	Statuses   []record.Of[record.LegalStatus]
	Placements []record.Of[record.CLAPlacement]
}

// Courses are all times of being looked after of a child, in order of their start.
func Courses(s story.Story) []Course {
	var out []Course
	for _, c := range story.All[record.CarePeriod](s) {
		out = append(out, Course{Care: c})
	}
	slices.SortStableFunc(out, func(a, b Course) int { return a.Care.Body.Started.Compare(b.Care.Body.Started) })
	of := func(period string, from, to day.Day) *Course {
		for i := range out {
			if out[i].Care.ID == period {
				return &out[i]
			}
		}
		for i := range slices.Backward(out) {
			c := out[i].Care.Body
			if period == "" && overlapping(link{from: from, to: to}, link{from: c.Started, to: c.Ended}) {
				return &out[i]
			}
		}
		return nil
	}
	for _, l := range story.All[record.LegalStatus](s) {
		if c := of(l.Body.Period, l.Body.From, l.Body.To); c != nil {
			c.Statuses = append(c.Statuses, l)
		}
	}
	for _, p := range story.All[record.CLAPlacement](s) {
		if c := of(p.Body.Period, p.Body.From, p.Body.To); c != nil {
			c.Placements = append(c.Placements, p)
		}
	}
	for i := range out {
		slices.SortStableFunc(out[i].Statuses, func(a, b record.Of[record.LegalStatus]) int { return a.Body.From.Compare(b.Body.From) })
		slices.SortStableFunc(out[i].Placements, func(a, b record.Of[record.CLAPlacement]) int { return a.Body.From.Compare(b.Body.From) })
	}
	return out
}

// Running is the time of being looked after that has not ended.
func Running(s story.Story) (Course, bool) {
	for _, c := range slices.Backward(Courses(s)) {
		if c.Care.Body.Ended.IsZero() {
			return c, true
		}
	}
	return Course{}, false
}

// Temporary says whether a placement is a stay away from another that goes on (PLACE T0 to T4, rules 380 to 383).
func Temporary(place string) bool {
	return len(place) == 2 && place[0] == 'T' && strings.Contains("01234", place[1:])
}

// ShortBreaks says whether a legal status is one of short breaks, for which the return has no postcodes and no URN (rules 214 and 398).
func ShortBreaks(status string) bool { return status == "V3" || status == "V4" }

// StatusOn is the legal status on a day; of several the one that began last.
func (c Course) StatusOn(on day.Day) (record.Of[record.LegalStatus], bool) {
	for _, l := range slices.Backward(c.Statuses) {
		if runs(l.Body.From, l.Body.To, on) {
			return l, true
		}
	}
	return record.Of[record.LegalStatus]{}, false
}

// PlacementOn is the placement on a day, and the stay away from it.
func (c Course) PlacementOn(on day.Day) (placed, stay record.Of[record.CLAPlacement], ok bool) {
	for _, p := range c.Placements {
		switch {
		case !runs(p.Body.From, p.Body.To, on):
		case Temporary(p.Body.Type):
			stay = p
		default:
			placed, ok = p, true
		}
	}
	return placed, stay, ok
}

func runs(from, to, on day.Day) bool {
	return from.Compare(on) <= 0 && (to.IsZero() || to.After(on))
}

// Seen is the newest entry of the journal that the course is made of: whoever changes it says up to which they saw it.
func (c Course) Seen() int64 {
	seen := c.Care.Seq
	for _, l := range c.Statuses {
		seen = max(seen, l.Seq)
	}
	for _, p := range c.Placements {
		seen = max(seen, p.Seq)
	}
	return seen
}

func (c Course) statuses() (out chain) {
	for _, l := range c.Statuses {
		out = append(out, link{id: l.ID, from: l.Body.From, to: l.Body.To})
	}
	return out
}

// placements are those that follow one another, without the stays beside them.
func (c Course) placements() (out chain) {
	for _, p := range c.Placements {
		if !Temporary(p.Body.Type) {
			out = append(out, link{p.ID, p.Body.From, p.Body.To, p.Body.Change})
		}
	}
	return out
}

// putStatuses changes the legal statuses to how a chain has them; what is new is given as a body.
func (c Course) putStatuses(ch chain, fresh record.LegalStatus) (out []record.Change) {
	for _, l := range c.Statuses {
		i := ch.find(l.ID)
		if i < 0 {
			out = append(out, record.Remove(l))
			continue
		}
		b := l.Body
		b.From, b.To = ch[i].from, ch[i].to
		if b != l.Body {
			b.Period = c.Care.ID
			out = append(out, record.Edit(l, b))
		}
	}
	for _, n := range ch {
		if !slices.ContainsFunc(c.Statuses, func(l record.Of[record.LegalStatus]) bool { return l.ID == n.id }) {
			fresh.Period, fresh.From, fresh.To = c.Care.ID, n.from, n.to
			out = append(out, record.New(n.id, c.Care.Subject, fresh))
		}
	}
	return out
}

// putPlacements does so for placements. Stays are left as they are.
func (c Course) putPlacements(ch chain, fresh record.CLAPlacement) (out []record.Change) {
	for _, p := range c.Placements {
		if Temporary(p.Body.Type) {
			continue
		}
		i := ch.find(p.ID)
		if i < 0 {
			out = append(out, record.Remove(p))
			continue
		}
		b := p.Body
		b.From, b.To, b.Change = ch[i].from, ch[i].to, ch[i].left
		if b != p.Body {
			b.Period = c.Care.ID
			out = append(out, record.Edit(p, b))
		}
	}
	for _, n := range ch {
		if !slices.ContainsFunc(c.Placements, func(p record.Of[record.CLAPlacement]) bool { return p.ID == n.id }) {
			fresh.Period, fresh.From, fresh.To, fresh.Change = c.Care.ID, n.from, n.to, n.left
			out = append(out, record.New(n.id, c.Care.Subject, fresh))
		}
	}
	return out
}
