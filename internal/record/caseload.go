package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// CaseloadStandard is how one team weighs its cases and how many points somebody who works full time may hold, from the day that it was made until the next
// one. The one before is kept: each change is a record of its own.
type CaseloadStandard struct {
	Made     day.Day `json:"made"`
	By       string  `json:"by"` // manager
	Reason   string  `json:"reason"`
	Review   day.Day `json:"review,omitzero"` // when it is looked at again
	FullTime int     `json:"full_time"`       // points
	Amber    int     `json:"amber_percent"`   // of the limit, from which a caseload is called nearly full
	New      int     `json:"newly_qualified_percent"`

	// Points of a case of each kind.
	Proceedings int `json:"proceedings"`
	Protection  int `json:"protection"`
	LookedAfter int `json:"looked_after"`
	Assessment  int `json:"assessment"`
	InNeed      int `json:"child_in_need"`
	LeavingCare int `json:"leaving_care"`
	Other       int `json:"other"`
}

// The most that a standard may set, in points.
const (
	MostPoints    = 1000
	MostOfOneCase = 100
)

// KindName is "caseload_standard".
func (CaseloadStandard) KindName() string { return "caseload_standard" }

// Valid refuses a standard of no day, reason or manager, and points and percentages that are none.
func (c CaseloadStandard) Valid(on day.Day) error {
	var f errs.Fields
	needDay(&f, "made", c.Made, on, "Enter the day from which it counts")
	needText(&f, "by", c.By, "Say who sets it")
	checkReason(&f, "reason", c.Reason)
	within := func(field string, n, most int) {
		if n < 1 || n > most {
			f.Add(field, "Enter a whole number from 1 to %d", most)
		}
	}
	within("full_time", c.FullTime, MostPoints)
	within("amber_percent", c.Amber, 100)
	within("newly_qualified_percent", c.New, 100)
	for field, n := range map[string]int{"proceedings": c.Proceedings, "protection": c.Protection, "looked_after": c.LookedAfter, "assessment": c.Assessment,
		"child_in_need": c.InNeed, "leaving_care": c.LeavingCare, "other": c.Other} {
		within(field, n, MostOfOneCase)
	}
	return f.Err()
}
