package measure

import (
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
)

// This file says what being looked after means to all measures: specs/ssda903, and decision 14 on how a period is cut.

// shortBreak says whether a child is looked after only in short breaks, which no count of children in care holds (V3, V4).
func shortBreak(status string) bool { return status == "V3" || status == "V4" }

// belongs says whether something belongs to a period of care: it names it or, naming none, begins in it.
func belongs(named string, from day.Day, pd *fact[record.CarePeriod]) bool {
	if named != "" {
		return named == pd.ID
	}
	return !from.Before(pd.Body.Started) && (pd.Body.Ended.IsZero() || !from.After(pd.Body.Ended))
}

// statusOn is the legal status of a period of care at the end of a day: a placement or freeing order before another order, an order before
// an agreement, and of equals the one that began last.
func statusOn(f *Facts, pd *fact[record.CarePeriod], on day.Day) string {
	rank := func(s string) int {
		switch {
		case s == "E1" || s == "D1":
			return 3
		case strings.HasPrefix(s, "V"):
			return 1
		}
		return 2
	}
	best := -1
	for i := range f.statuses.All {
		s := &f.statuses.All[i].Body
		if !belongs(s.Period, s.From, pd) || s.Status == "" || !open(s.From, s.To, on) {
			continue
		}
		if best >= 0 {
			b := &f.statuses.All[best].Body
			if rank(s.Status) < rank(b.Status) || rank(s.Status) == rank(b.Status) && s.From.Before(b.From) {
				continue
			}
		}
		best = i
	}
	if best < 0 {
		return ""
	}
	return f.statuses.All[best].Body.Status
}

// inCare is the period of care in which a child was at the end of a day, short breaks apart. A period that ended on the day is over.
func inCare(f *Facts, on day.Day) (*fact[record.CarePeriod], bool) {
	for i := range slices.Backward(f.periods.All) {
		pd := &f.periods.All[i]
		if open(pd.Body.Started, pd.Body.Ended, on) && !shortBreak(statusOn(f, pd, on)) {
			return pd, true
		}
	}
	return nil, false
}

// carePeriods are the periods of care that are not short breaks from their first day, in order of start.
func carePeriods(f *Facts) []*fact[record.CarePeriod] {
	var out []*fact[record.CarePeriod]
	for i := range f.periods.All {
		if pd := &f.periods.All[i]; !shortBreak(statusOn(f, pd, pd.Body.Started)) {
			out = append(out, pd)
		}
	}
	slices.SortStableFunc(out, func(a, b *fact[record.CarePeriod]) int { return a.Body.Started.Compare(b.Body.Started) })
	return out
}

// inCareBetween is the first period of care that touches a span of days.
func inCareBetween(f *Facts, p Period) (*fact[record.CarePeriod], bool) {
	if p.To.Before(p.From) {
		return nil, false
	}
	for _, pd := range carePeriods(f) {
		if !pd.Body.Started.After(p.To) && !pd.Body.Ended.Before(p.From) {
			return pd, true
		}
	}
	return nil, false
}

// temporary is a stay away from a placement that goes on (T0 to T4).
func temporary(place string) bool { return len(place) == 2 && place[0] == 'T' }

// placementOn is where a child in care was placed at the end of a day. A stay away (hospital, holiday) is not it, unless nothing else is recorded.
func placementOn(f *Facts, pd *fact[record.CarePeriod], on day.Day) (*fact[record.CLAPlacement], bool) {
	best := -1
	for i := range f.placements.All {
		pl := &f.placements.All[i].Body
		if !belongs(pl.Period, pl.From, pd) || !open(pl.From, pl.To, on) {
			continue
		}
		if best >= 0 {
			b := &f.placements.All[best].Body
			if temporary(pl.Type) && !temporary(b.Type) || temporary(pl.Type) == temporary(b.Type) && pl.From.Before(b.From) {
				continue
			}
		}
		best = i
	}
	if best < 0 {
		return nil, false
	}
	return &f.placements.All[best], true
}

// stay is time with the same carer: placements of which each next one says that the carer is the same, or that only its status changed.
type stay struct {
	from, to    day.Day // to is empty while it lasts
	first, last string  // codes of its first and last placement
}

// stays are a child's times with one carer in a period of care, in order. Stays away are left out.
func stays(f *Facts, pd *fact[record.CarePeriod]) (out []stay) {
	var own []*record.CLAPlacement
	for i := range f.placements.All {
		if pl := &f.placements.All[i].Body; belongs(pl.Period, pl.From, pd) && !temporary(pl.Type) {
			own = append(own, pl)
		}
	}
	slices.SortStableFunc(own, func(a, b *record.CLAPlacement) int { return a.From.Compare(b.From) })
	for i, pl := range own {
		if i > 0 && (pl.SameCarer || own[i-1].Change == "PLACE") {
			out[len(out)-1].to, out[len(out)-1].last = pl.To, pl.Type
			continue
		}
		out = append(out, stay{pl.From, pl.To, pl.Type, pl.Type})
	}
	return out
}

// The groups of placements, which add up to all.
const (
	inFoster      = "foster care"
	forAdoption   = "placed for adoption"
	withParents   = "with parents"
	inHomes       = "children's homes and secure homes"
	inSupported   = "independent, semi-independent and supported"
	inSchools     = "residential schools"
	inResidential = "other residential"
	inOther       = "other placements"
)

var placementGroups = []string{inFoster, inHomes, inSupported, withParents, forAdoption, inSchools, inResidential, inOther}

// placementGroup is the DfE's group of a placement code.
func placementGroup(code string) string {
	switch {
	case code == "":
		return notStated
	case code[0] == 'U':
		return inFoster
	case code[0] == 'A':
		return forAdoption
	}
	switch code {
	case "P1":
		return withParents
	case "K1", "K2":
		return inHomes
	case "K3", "P2", "H5":
		return inSupported
	case "S1":
		return inSchools
	case "R1", "R2", "R3", "R5":
		return inResidential
	}
	return inOther
}
