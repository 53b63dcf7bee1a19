package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var adoptionKinds = []string{periodKind, statusKind, placementKind, kind[record.Adoption]()}

// adoption are the measures of adoption. Source: SSDA903 AD1 and Episodes; Adoption and Special Guardianship Leadership Board indicators A2 and A10;
// specs/measures.md, Adoption.
var adoption = map[string]counter{
	"AD-01": {
		plain: "How many children were adopted out of care in the period.",
		shape: aNumber, kinds: careKinds, class: access.Assessment, count: adopted,
	},
	"AD-02": {
		plain: "Of the children who ceased to be looked after in the period, how many were adopted.",
		kinds: careKinds, class: access.Assessment, count: ceasedBy("E11", "E12"),
	},
	"AD-03": {
		plain: "The average number of days from entering care to moving in with the adoptive family, of the children adopted in the three years that end with the period. " +
			"For a child adopted by the foster carer it is the day the child moved in with the foster carer.",
		shape: aMean, unit: daysUnit, years: 3, kinds: adoptionKinds, class: access.Assessment, count: entryToMove,
	},
	"AD-04": {
		plain: "The average number of days from the placement order to the decision on a match, of the children matched in the three years that end with the period.",
		shape: aMean, unit: daysUnit, years: 3, kinds: adoptionKinds, class: access.Assessment, count: orderToMatch,
	},
	"AD-05": {
		plain: "The average number of months from entering care to the adoption order, of the children adopted in the period. Each stage between is a measure of its own.",
		shape: aMean, unit: monthsUnit, scale: 10, kinds: adoptionKinds, class: access.Assessment, count: adoptionStage(entered, ordered),
	},
	"AD-05a": {
		of: "AD-05", title: "Months from entering care to the decision for adoption", plain: "The average number of months from entering care to the decision for adoption, of the children adopted in the period.",
		shape: aMean, unit: monthsUnit, scale: 10, kinds: adoptionKinds, class: access.Assessment, count: adoptionStage(entered, decided),
	},
	"AD-05b": {
		of: "AD-05", title: "Months from the decision for adoption to the match", plain: "The average number of months from the decision for adoption to the match, of the children adopted in the period.",
		shape: aMean, unit: monthsUnit, scale: 10, kinds: adoptionKinds, class: access.Assessment, count: adoptionStage(decided, matched),
	},
	"AD-05c": {
		of: "AD-05", title: "Months from the match to the placement for adoption", plain: "The average number of months from the match to the placement for adoption, of the children adopted in the period.",
		shape: aMean, unit: monthsUnit, scale: 10, kinds: adoptionKinds, class: access.Assessment, count: adoptionStage(matched, placed),
	},
	"AD-05d": {
		of: "AD-05", title: "Months from the placement for adoption to the order", plain: "The average number of months from the placement for adoption to the order, of the children adopted in the period.",
		shape: aMean, unit: monthsUnit, scale: 10, kinds: adoptionKinds, class: access.Assessment, count: adoptionStage(placed, ordered),
	},
	"AD-06": {
		plain: "How many children had a placement order and were waiting to be placed for adoption at the end of the day, by how long ago the order was made.",
		shape: aSpread, bands: []string{"12 months or less", "over 12 to 18 months", "over 18 months"}, snapshot: true, kinds: adoptionKinds, class: access.Assessment, count: waitingForAdoption,
	},
}

// adoptedIn is the period of care that ended in an adoption in the period.
func adoptedIn(f *Facts, p span) (*fact[record.CarePeriod], bool) {
	pd, ok := lastCeased(f, p)
	return pd, ok && (pd.Body.Ceased == "E11" || pd.Body.Ceased == "E12")
}

func adopted(f *Facts, p span) []Contribution {
	if pd, ok := adoptedIn(f, p); ok {
		return []Contribution{ofPeriod(f, pd, true, pd.Body.Ended)}
	}
	return nil
}

// entryToMove is AD-03 (A10).
func entryToMove(f *Facts, p span) []Contribution {
	pd, ok := adoptedIn(f, p)
	if !ok {
		return nil
	}
	c := ofPeriod(f, pd, true, pd.Body.Ended)
	var moved day.Day
	for _, s := range stays(f, pd) {
		if placementGroup(s.last) == forAdoption && (moved.IsZero() || s.from.Before(moved)) {
			moved = s.from
		}
	}
	switch {
	case moved.IsZero():
		c.Held = "No placement for adoption is recorded"
	case pd.Body.Started.IsZero():
		c.Held = "The day on which the child entered care is not recorded"
	default:
		c.Value = moved.Sub(pd.Body.Started)
	}
	return []Contribution{c}
}

// orderToMatch is AD-04 (A2). The last placement order before the match counts.
func orderToMatch(f *Facts, p span) (out []Contribution) {
	for _, a := range f.adoptions.All {
		if !p.has(a.Body.Matched) {
			continue
		}
		var made day.Day
		for _, s := range f.statuses.All {
			if s.Body.Status == "E1" && !s.Body.From.After(a.Body.Matched) && (made.IsZero() || s.Body.From.After(made)) {
				made = s.Body.From
			}
		}
		if made.IsZero() {
			continue // matched by consent: no order
		}
		c := one(f, a.ID, true, a.Body.Matched)
		c.Started, c.Ended, c.Value = made, a.Body.Matched, a.Body.Matched.Sub(made)
		out = append(out, c)
	}
	return out
}

// A step is a day on the way to an adoption.
type step func(*Facts, *fact[record.CarePeriod]) day.Day

func entered(_ *Facts, pd *fact[record.CarePeriod]) day.Day { return pd.Body.Started }
func ordered(_ *Facts, pd *fact[record.CarePeriod]) day.Day { return pd.Body.Ended }

func decided(f *Facts, _ *fact[record.CarePeriod]) (d day.Day) {
	for _, a := range f.adoptions.All {
		if !a.Body.Decided.IsZero() {
			d = a.Body.Decided
		}
	}
	return d
}

func matched(f *Facts, _ *fact[record.CarePeriod]) (d day.Day) {
	for _, a := range f.adoptions.All {
		if !a.Body.Matched.IsZero() {
			d = a.Body.Matched
		}
	}
	return d
}

// placed is the first day of the first placement for adoption.
func placed(f *Facts, pd *fact[record.CarePeriod]) (d day.Day) {
	for _, pl := range f.placements.All {
		if placementGroup(pl.Body.Type) == forAdoption && belongs(pl.Body.Period, pl.Body.From, pd) && (d.IsZero() || pl.Body.From.Before(d)) {
			d = pl.Body.From
		}
	}
	return d
}

// adoptionStage is a stage of AD-05. A child of whom one of its two days is not recorded is held.
func adoptionStage(from, to step) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		pd, ok := adoptedIn(f, p)
		if !ok {
			return nil
		}
		c := ofPeriod(f, pd, true, pd.Body.Ended)
		a, b := from(f, pd), to(f, pd)
		if a.IsZero() || b.IsZero() {
			c.Held = "The first or the last day of this stage is not recorded"
			return []Contribution{c}
		}
		c.Started, c.Ended, c.Value = a, b, months(b.Sub(a))
		return []Contribution{c}
	}
}

// months are days as tenths of a month of 30.4375 days, to the nearest: 160 tenths are 487 days.
func months(days int) int {
	if days < 0 {
		return -months(-days)
	}
	return (days*160 + 243) / 487
}

// waitingForAdoption is AD-06: a placement order is in force and the child is not placed for adoption.
func waitingForAdoption(f *Facts, p span) []Contribution {
	pd, ok := inCare(f, p.asAt)
	if !ok || placementGroup(placeOn(f, pd, p.asAt)) == forAdoption {
		return nil
	}
	for _, s := range f.statuses.All {
		if s.Body.Status != "E1" || !belongs(s.Body.Period, s.Body.From, pd) || !open(s.Body.From, s.Body.To, p.asAt) {
			continue
		}
		c := one(f, s.ID, true, p.asAt)
		c.Started, c.Bands = s.Body.From, []string{"12 months or less"}
		switch {
		case p.asAt.After(s.Body.From.AddMonths(18)):
			c.Bands[0] = "over 18 months"
		case p.asAt.After(s.Body.From.AddMonths(12)):
			c.Bands[0] = "over 12 to 18 months"
		}
		return []Contribution{c}
	}
	return nil
}
