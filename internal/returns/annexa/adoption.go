package annexa

import (
	"cmp"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// adoption makes the child's row of list 10: adopted in the last twelve months, to be placed and not adopted yet, or given up in the last twelve
// months.
func (v *view) adoption(care []spell) {
	told, _ := story.Latest[record.Adoption](v.s)
	decided, m := v.decision(), record.Meta{}
	m = decided.Meta
	ordered := v.adopted(care)
	if decided.ID == "" {
		// A return tells only of who was adopted, with the day on which adoption was found to be best for the child.
		if ordered.IsZero() {
			return
		}
		decided.Body.Decided, m = told.Body.Decided, told.Meta
	}
	reversed := v.till(decided.Body.Reversed)
	switch {
	case !ordered.IsZero() && !v.in(ordered, v.twelve):
		return
	case ordered.IsZero() && !reversed.IsZero() && !v.in(reversed, v.twelve):
		return
	}
	var s spell
	for _, c := range care { // the period in which it was decided
		if s.meta.ID == "" || !c.started.After(decided.Body.Decided) {
			s = c
		}
	}
	if m.ID == "" {
		m = s.meta
	}
	r := v.row(10, m)
	for _, p := range story.All[record.Permanence](v.s) {
		if p.Body.AdoptiveFamily != "" {
			r.text("Family identifier", familyOf(p.Body.AdoptiveFamily))
		}
	}
	r.day("Date the Child Entered Care", s.started)
	r.day("Date of Decision that Child Should be Placed for Adoption", decided.Body.Decided)
	var orders, ffa []day.Day
	for _, l := range story.All[record.LegalStatus](v.s) {
		if (l.Body.Status == "E1" || l.Body.Status == "D1") && v.begun(l.Body.From) {
			orders = append(orders, l.Body.From)
		}
	}
	var placed day.Day
	before := day.Day{} // the end of the placement with adopters before
	for _, p := range s.placements() {
		switch b := p.Body; {
		case !v.begun(b.From):
		case b.Type == "U2" || b.Type == "U5":
			ffa = append(ffa, b.From)
		case strings.HasPrefix(b.Type, "A"):
			if placed.IsZero() || b.From != before {
				placed = b.From
			}
			before = b.To
		}
	}
	r.day("Date of Placement Order", first(orders))
	r.day("Date of Matching Child and Prospective Adopters", v.till(told.Body.Matched))
	r.day("Date Placed for Adoption", placed)
	r.day("Date of Adoption Order ", ordered)
	if !reversed.IsZero() {
		r.day("Date of Decision that Child Should No Longer be Placed for Adoption", reversed)
		r.code("Reason Why Child No Longer Placed for Adoption", decided.Body.Reason)
	}
	r.day("Date the child was placed for fostering in FFA or concurrent planning placement", first(ffa))
	v.add(r)
}

// decision is the newest decision that the child should be placed for adoption.
func (v *view) decision() (last record.Of[record.PlacedForAdoption]) {
	for _, p := range story.All[record.PlacedForAdoption](v.s) {
		if !p.Body.Decided.IsZero() && v.begun(p.Body.Decided) && p.Body.Decided.Compare(last.Body.Decided) >= 0 {
			last = p
		}
	}
	return last
}

// adopted is the day of the adoption order; no day when there is none yet.
func (v *view) adopted(care []spell) (ordered day.Day) {
	for _, s := range care {
		if s.ceased == "E11" || s.ceased == "E12" {
			ordered = s.ended
		}
	}
	for _, p := range story.All[record.Permanence](v.s) {
		if p.Body.Order == "adoption" {
			ordered = cmp.Or(v.till(p.Body.Ordered), ordered)
		}
	}
	return ordered
}

// familyOf is the number of an adoptive family as the lists write it: of a family subject, what stands after its type.
func familyOf(family string) string { return strings.TrimPrefix(family, record.FamilySubject+":") }

func first(days []day.Day) day.Day {
	days = slices.DeleteFunc(days, day.Day.IsZero)
	if len(days) == 0 {
		return day.Day{}
	}
	return slices.MinFunc(days, day.Day.Compare)
}
