package measure

import (
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var (
	periodKind    = kind[record.CarePeriod]()
	statusKind    = kind[record.LegalStatus]()
	placementKind = kind[record.CLAPlacement]()
	careKinds     = []string{periodKind, statusKind}
	placedKinds   = []string{periodKind, statusKind, placementKind}
)

// lookedAfter are the measures of looked-after children. Children in short breaks only (V3, V4) are not in them. Source: SSDA903; DfE children
// looked after statistics; specs/measures.md, Looked after.
var lookedAfter = map[string]counter{
	"CLA-01": {
		plain: "How many children were looked after at the end of the day, and how many of every 10,000 children. Children who are only in short breaks are not counted.",
		shape: aNumber, snapshot: true, rate: true, headline: true, kinds: careKinds, class: access.Assessment, count: inCareNow(yes),
	},
	"CLA-01n": {
		plain: "How many children were looked after at the end of the day. Children who are only in short breaks are not counted.",
		shape: aNumber, snapshot: true, kinds: careKinds, class: access.Assessment, count: inCareNow(yes),
	},
	"CLA-02": {
		plain: "How many children began to be looked after in the period, each counted once, and how many of every 10,000 children.",
		shape: aNumber, rate: true, headline: true, kinds: careKinds, class: access.Assessment, count: startedCare,
	},
	"CLA-02n": {
		plain: "How many children began to be looked after in the period, each counted once.",
		shape: aNumber, kinds: careKinds, class: access.Assessment, count: startedCare,
	},
	"CLA-03": {
		plain: "How many children ceased to be looked after in the period, each counted once, and how many of every 10,000 children.",
		shape: aNumber, rate: true, headline: true, kinds: careKinds, class: access.Assessment, count: ceasedCare,
	},
	"CLA-04": {
		plain:    "Of the children looked after at the end of the day, how many were unaccompanied asylum-seeking children.",
		snapshot: true, kinds: append([]string{kind[record.ImmigrationStatus]()}, careKinds...), class: access.Assessment, count: inCareNow(unaccompanied),
	},
	"CLA-05": {
		plain: "The legal status of the children looked after at the end of the day.",
		shape: aSpread, snapshot: true, kinds: careKinds, class: access.Assessment,
		count: inCareBy(func(f *Facts, pd *fact[record.CarePeriod], on day.Day) string {
			return labels("LS").of(statusOn(f, pd, on))
		}),
	},
	"CLA-06": {
		plain: "How old the children were who began to be looked after in the period, on the day they began.",
		shape: aSpread, bands: []string{"under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over"}, kinds: careKinds, class: access.Assessment, count: ageAtEntry,
	},
	"CLA-07": {
		plain: "Why the children ceased to be looked after who ceased in the period.",
		shape: aSpread, kinds: careKinds, class: access.Assessment, count: whyCeased,
	},
	"CLA-08": {
		plain: "Of the children who ceased to be looked after in the period, how many went home to parents or relatives as their care plan said.",
		kinds: careKinds, class: access.Assessment, count: ceasedBy("E4A"),
	},
	"CLA-09": {
		plain: "Of the children who ceased to be looked after in the period, for how many it was because a special guardianship order was made.",
		kinds: careKinds, class: access.Assessment, count: ceasedBy("E43", "E44", "E45", "E46", "E47", "E48"),
	},
	"CLA-10": {
		plain: "Where the children were placed who were looked after at the end of the day. Everybody is in exactly one group. A stay in hospital or on holiday counts as the placement it was made from.",
		shape: aSpread, bands: placementGroups, snapshot: true, kinds: placedKinds, class: access.Assessment,
		count: inCareBy(func(f *Facts, pd *fact[record.CarePeriod], on day.Day) string {
			return placementGroup(placeOn(f, pd, on))
		}),
	},
	"CLA-11":  {plain: "Of the children looked after at the end of the day, how many were in foster care.", snapshot: true, kinds: placedKinds, class: access.Assessment, count: placedIn(inFoster)},
	"CLA-12":  {plain: "Of the children looked after at the end of the day, how many were in children's homes and secure homes.", snapshot: true, kinds: placedKinds, class: access.Assessment, count: placedIn(inHomes)},
	"CLA-13":  {plain: "Of the children looked after at the end of the day, how many were in independent, semi-independent or supported accommodation.", note: "The codes changed in 2023/24 and 2025/26, so years before and after do not compare.", snapshot: true, kinds: placedKinds, class: access.Assessment, count: placedIn(inSupported)},
	"CLA-14":  {plain: "Of the children looked after at the end of the day, how many were placed with their parents.", snapshot: true, kinds: placedKinds, class: access.Assessment, count: placedIn(withParents)},
	"CLA-14b": {plain: "Of the children looked after at the end of the day, how many were in other placements, unregistered ones among them.", snapshot: true, kinds: placedKinds, class: access.Assessment, count: placedIn(inOther)},
	"CLA-15": {
		plain:    "Of the children in foster care at the end of the day, how many were with the council's own foster carers. Private provision is shown beside it.",
		snapshot: true, bands: []string{"own council", "private"}, kinds: placedKinds, class: access.Assessment, count: ownFostering,
	},
	"CLA-16": {
		plain:    "Of the children looked after at the end of the day, how many were placed over 20 miles from home and outside the borough. A child whose distance is not known is in the base.",
		snapshot: true, kinds: placedKinds, class: access.Assessment,
		count: inCareNow(func(f *Facts, pd *fact[record.CarePeriod], p span) bool {
			pl, ok := placementOn(f, pd, p.asAt)
			return ok && pl.Body.Location == "OUT" && pl.Body.Distance != nil && *pl.Body.Distance > twentyMiles
		}),
	},
	"CLA-17": {
		plain:    "Of the children looked after at the end of the day, how many were placed outside the borough.",
		snapshot: true, kinds: placedKinds, class: access.Assessment,
		count: inCareNow(func(f *Facts, pd *fact[record.CarePeriod], p span) bool {
			pl, ok := placementOn(f, pd, p.asAt)
			return ok && pl.Body.Location == "OUT"
		}),
	},
	"CLA-19": {
		plain: "Where the placements were made that began in the period: inside or outside the borough, and how far from home.",
		shape: aSpread, bands: []string{"inside, 20 miles or less", "inside, over 20 miles", "outside, 20 miles or less", "outside, over 20 miles", "not known"},
		kinds: placedKinds, class: access.Assessment, count: newPlacements,
	},
	"CLA-20": {
		plain: "Of the children looked after at the end of the day, how many had been in three or more placements in the 12 months before, the first and the last included. " +
			"Stays in hospital and holidays do not count, nor does a change of status with the same carer.",
		snapshot: true, kinds: placedKinds, class: access.Assessment, count: threePlacements,
	},
	"CLA-21": {
		plain: "Of the children under 16 who had been looked after for two and a half years or more at the end of the day, how many had been with the same carer for two years or more, " +
			"or were placed for adoption and had been there and in the placement before for two years or more together.",
		snapshot: true, kinds: append([]string{kind[record.Child]()}, placedKinds...), class: access.Assessment, count: stablePlacement,
	},
	"CLA-22": {
		plain:    "Of the children looked after at the end of the day, how many had three or more social workers in the 12 months before, time before care included. One who comes back counts once.",
		snapshot: true, kinds: append([]string{kind[record.Allocation](), kind[record.Involvement]()}, careKinds...), class: access.Assessment, count: threeWorkers,
	},
	"CLA-24": {
		plain: "Why children's placements were changed that were left in the period for another one.",
		shape: aSpread, kinds: placedKinds, class: access.Assessment, count: whyMoved,
	},
}

// twentyMiles is in tenths of a mile.
const twentyMiles = 200

// newPlacements is CLA-19. Stays away and changes of status with the same carer are no new placements.
func newPlacements(f *Facts, p span) (out []Contribution) {
	for _, pd := range carePeriods(f) {
		for i := range f.placements.All {
			pl := &f.placements.All[i]
			b := &pl.Body
			if !belongs(b.Period, b.From, pd) || !p.has(b.From) || temporary(b.Type) || b.SameCarer {
				continue
			}
			c := one(f, pl.ID, true, b.From)
			c.Started, c.Ended, c.Bands = b.From, b.To, []string{"not known"}
			where := map[string]string{"IN": "inside", "OUT": "outside"}[b.Location]
			switch {
			case where == "" || b.Distance == nil:
			case *b.Distance > twentyMiles:
				c.Bands[0] = where + ", over 20 miles"
			default:
				c.Bands[0] = where + ", 20 miles or less"
			}
			out = append(out, c)
		}
	}
	return out
}

func yes(*Facts, *fact[record.CarePeriod], span) bool { return true }

// ofPeriod is a contribution of a period of care on a day.
func ofPeriod(f *Facts, pd *fact[record.CarePeriod], in bool, on day.Day) Contribution {
	c := one(f, pd.ID, in, on)
	c.Started, c.Ended = pd.Body.Started, pd.Body.Ended
	return c
}

// inCareNow counts the children in care at the end of the as-at day; in says which are in the numerator.
func inCareNow(in func(*Facts, *fact[record.CarePeriod], span) bool) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		pd, ok := inCare(f, p.asAt)
		if !ok {
			return nil
		}
		return []Contribution{ofPeriod(f, pd, in(f, pd, p), p.asAt)}
	}
}

func inCareBy(of func(*Facts, *fact[record.CarePeriod], day.Day) string) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		pd, ok := inCare(f, p.asAt)
		if !ok {
			return nil
		}
		c := ofPeriod(f, pd, true, p.asAt)
		c.Bands = []string{of(f, pd, p.asAt)}
		return []Contribution{c}
	}
}

// startedCare is each child's first start in the period.
func startedCare(f *Facts, p span) []Contribution {
	for _, pd := range carePeriods(f) {
		if p.has(pd.Body.Started) {
			return []Contribution{ofPeriod(f, pd, true, pd.Body.Started)}
		}
	}
	return nil
}

// lastCeased is a child's last period of care that ended in the period for good: not where what is known breaks off.
func lastCeased(f *Facts, p span) (*fact[record.CarePeriod], bool) {
	var last *fact[record.CarePeriod]
	for _, pd := range carePeriods(f) {
		if p.has(pd.Body.Ended) && !pd.Body.BreaksOff && (last == nil || !pd.Body.Ended.Before(last.Body.Ended)) {
			last = pd
		}
	}
	return last, last != nil
}

func ceasedCare(f *Facts, p span) []Contribution {
	if pd, ok := lastCeased(f, p); ok {
		return []Contribution{ofPeriod(f, pd, true, pd.Body.Ended)}
	}
	return nil
}

func whyCeased(f *Facts, p span) []Contribution {
	out := ceasedCare(f, p)
	if pd, ok := lastCeased(f, p); ok {
		out[0].Bands = []string{labels("REC").of(pd.Body.Ceased)}
	}
	return out
}

func ceasedBy(reasons ...string) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		pd, ok := lastCeased(f, p)
		if !ok {
			return nil
		}
		return []Contribution{ofPeriod(f, pd, slices.Contains(reasons, pd.Body.Ceased), pd.Body.Ended)}
	}
}

func unaccompanied(f *Facts, _ *fact[record.CarePeriod], p span) bool {
	for _, s := range f.immigration.All {
		if s.Body.Status == record.UASC && !s.Body.From.After(p.asAt) && !s.Body.To.Before(p.asAt) {
			return true
		}
	}
	return false
}

func ageAtEntry(f *Facts, p span) []Contribution {
	out := startedCare(f, p)
	for i := range out {
		out[i].Bands = []string{ageBand(f.child(), out[i].Started)}
	}
	return out
}

func placeOn(f *Facts, pd *fact[record.CarePeriod], on day.Day) string {
	pl, ok := placementOn(f, pd, on)
	if !ok {
		return ""
	}
	return pl.Body.Type
}

func placedIn(group string) func(*Facts, span) []Contribution {
	return inCareNow(func(f *Facts, pd *fact[record.CarePeriod], p span) bool {
		return placementGroup(placeOn(f, pd, p.asAt)) == group
	})
}

func ownFostering(f *Facts, p span) []Contribution {
	pd, ok := inCare(f, p.asAt)
	if !ok {
		return nil
	}
	pl, ok := placementOn(f, pd, p.asAt)
	if !ok || placementGroup(pl.Body.Type) != inFoster {
		return nil
	}
	c := ofPeriod(f, pd, pl.Body.Provider == "PR1", p.asAt)
	switch pl.Body.Provider {
	case "PR1":
		c.Bands = []string{"own council"}
	case "PR4":
		c.Bands = []string{"private"}
	}
	return []Contribution{c}
}

// yearTo is the 12 months that end with a day: 1 April to 31 March for 31 March.
func yearTo(d day.Day) Period { return Period{d.AddMonths(-12).Add(1), d} }

// threePlacements is CLA-20. A placement that ended on the first day of the year was not one of it; a second period of care in the year counts.
func threePlacements(f *Facts, p span) []Contribution {
	return inCareNow(func(f *Facts, _ *fact[record.CarePeriod], p span) bool {
		year, n := yearTo(p.asAt), 0
		for _, pd := range carePeriods(f) {
			for _, s := range stays(f, pd) {
				if !s.from.After(year.To) && (s.to.IsZero() || s.to.After(year.From)) {
					n++
				}
			}
		}
		return n >= 3
	})(f, p)
}

// stablePlacement is CLA-21.
func stablePlacement(f *Facts, p span) []Contribution {
	pd, ok := inCare(f, p.asAt)
	birth := f.child().Birth
	if !ok || birth.IsZero() || p.asAt.Age(birth) >= 16 || pd.Body.Started.AddMonths(30).After(p.asAt) {
		return nil
	}
	long := func(from day.Day) bool { return !from.IsZero() && !from.AddMonths(24).After(p.asAt) }
	in := false
	all := stays(f, pd)
	for i, s := range all {
		if !open(s.from, s.to, p.asAt) {
			continue
		}
		in = long(s.from) || placementGroup(s.last) == forAdoption && i > 0 && long(all[i-1].from)
	}
	return []Contribution{ofPeriod(f, pd, in, p.asAt)}
}

// threeWorkers is CLA-22. Allocations are made here; involvements are what a return tells of the same people under their registration. The longer of
// the two lists counts: added up, one worker would be two.
func threeWorkers(f *Facts, p span) []Contribution {
	return inCareNow(func(f *Facts, _ *fact[record.CarePeriod], p span) bool {
		year := yearTo(p.asAt)
		here, told := map[string]bool{}, map[string]bool{}
		in := func(from, to day.Day) bool { return !from.After(year.To) && !to.Before(year.From) }
		for _, a := range f.allocations.All {
			if a.Body.Worker != "" && a.Body.Role == "allocated" && in(a.Body.From, a.Body.To) {
				here[a.Body.Worker] = true
			}
		}
		for _, i := range f.involvements.All {
			if in(i.Body.From, i.Body.To) {
				told[i.Body.Registration] = true
			}
		}
		return max(len(here), len(told)) >= 3
	})(f, p)
}

// whyMoved is CLA-24: a placement left for another of the same period of care.
func whyMoved(f *Facts, p span) (out []Contribution) {
	for i := range f.placements.All {
		pl := &f.placements.All[i]
		if !p.has(pl.Body.To) || temporary(pl.Body.Type) {
			continue
		}
		for k := range f.periods.All {
			pd := &f.periods.All[k]
			if !belongs(pl.Body.Period, pl.Body.From, pd) || shortBreak(statusOn(f, pd, pl.Body.From)) || pd.Body.Ended == pl.Body.To {
				continue
			}
			c := one(f, pl.ID, true, pl.Body.To)
			c.Started, c.Ended, c.Bands = pl.Body.From, pl.Body.To, []string{labels("REASON_PLACE_CHANGE").of(pl.Body.Change)}
			out = append(out, c)
			break
		}
	}
	return out
}
