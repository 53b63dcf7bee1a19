package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// VisitArrangement is a fact that changes how soon a looked-after child is to be visited: that they live with parents who are still assessed, or with a
// relative or friend who is approved for the time being, that they agreed to fewer visits in a long-term foster placement, or that they asked for a visit
// (Care Planning Regulations 2010, reg 28; clocks CLA-14, CLA-15, CLA-17, CLA-18). It counts in the placement in which the child lived on its first day.
type VisitArrangement struct {
	Kind   string  `json:"kind"` // code set visit_arrangement
	From   day.Day `json:"from"` // the placement, the child's agreement or the child's request
	Ended  day.Day `json:"ended,omitzero"`
	Note   string  `json:"note,omitempty"` // what was said, or who decided
	Why    string  `json:"why,omitempty"`  // it ended
	Worker string  `json:"worker,omitempty"`
}

// The kinds.
const (
	ParentsAssessed  = "parents_assessed"
	ConnectedPerson  = "connected_person"
	LongTermAgreed   = "long_term_agreed"
	ChildAskedToMeet = "child_asked"
)

// KindName is "visit_arrangement".
func (VisitArrangement) KindName() string { return "visit_arrangement" }

// Valid refuses an arrangement of no kind or day, days out of order or in the future, and an end without a reason.
func (a VisitArrangement) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "kind", a.Kind, "Choose what changes how soon the child is to be visited")
	checkCode(&f, "kind", "visit_arrangement", a.Kind, a.From)
	needDay(&f, "from", a.From, on, "Enter the day from which it holds")
	checkEnd(&f, "ended", a.From, a.Ended)
	if a.Ended.After(on) {
		f.Add("ended", "The date must be today or in the past")
	}
	if !a.Ended.IsZero() {
		needText(&f, "why", a.Why, "Write why it no longer holds")
	}
	return f.Err()
}
