package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// Adoption is the way of a looked-after child to an adoption (SSDA903 table AD1). The adoption itself is the end of the care period (E11, E12).
type Adoption struct {
	Decided    day.Day `json:"decided,omitzero"`               // DATE_INT: adoption is in the child's best interests
	Matched    day.Day `json:"matched,omitzero"`               // DATE_MATCH
	ByCarer    YesNo   `json:"by_carer,omitempty"`             // FOSTER_CARE: adopted by a former foster carer
	Adopters   string  `json:"adopters,omitempty"`             // code set NB_ADOPTR
	AdopterSex string  `json:"adopter_sex,omitempty"`          // code set SEX_ADOPTR
	AdopterLaw string  `json:"adopter_legal_status,omitempty"` // code set LS_ADOPTR
	Year       int     `json:"year,omitempty"`                 // the year ending 31 March that a return tells it for
}

// KindName is "adoption".
func (Adoption) KindName() string { return "adoption" }

// Valid refuses unknown codes.
func (a Adoption) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "by_carer", a.ByCarer)
	checkCode(&f, "adopters", "NB_ADOPTR", a.Adopters, a.Matched)
	checkCode(&f, "adopter_sex", "SEX_ADOPTR", a.AdopterSex, a.Matched)
	checkCode(&f, "adopter_legal_status", "LS_ADOPTR", a.AdopterLaw, a.Matched)
	return f.Err()
}

// PlacedForAdoption is the decision that a child should be placed for adoption, and its reversal if it was given up.
type PlacedForAdoption struct {
	Decided  day.Day `json:"decided,omitzero"`          // DATE_PLACED
	Reversed day.Day `json:"reversed,omitzero"`         // DATE_PLACED_CEASED
	Reason   string  `json:"reversed_reason,omitempty"` // code set REASON_PLACED_CEASED
}

// KindName is "placed_for_adoption".
func (PlacedForAdoption) KindName() string { return "placed_for_adoption" }

// Valid refuses an unknown reason.
func (p PlacedForAdoption) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "reversed_reason", "REASON_PLACED_CEASED", p.Reason, p.Reversed)
	return f.Err()
}

// PreviousPermanence is an order that gave a child a permanent home before they came to be looked after again.
type PreviousPermanence struct {
	Option    string  `json:"option,omitempty"`    // code set PREV_PERM; Z1 says that there was none
	Authority string  `json:"authority,omitempty"` // code set LA_PERM
	Ordered   PartDay `json:"ordered,omitempty"`   // DATE_PERM
}

// KindName is "previous_permanence".
func (PreviousPermanence) KindName() string { return "previous_permanence" }

// Valid refuses unknown codes and a date that is none.
func (p PreviousPermanence) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "option", "PREV_PERM", p.Option, day.Day{})
	checkCode(&f, "authority", "LA_PERM", p.Authority, day.Day{})
	if !p.Ordered.Valid() {
		f.Add("ordered", "%q is not a date like 2019-05-31, with ZZ or ZZZZ for a part that is not known", string(p.Ordered))
	}
	return f.Err()
}

// CareLeaver is how a young person who left care was: around the birthday in one of the years to the 21st, as a return tells it (SSDA903 table
// OC3), or on a day, as a worker does (Annex A list 9, SSD care leavers). Of a day the newest one holds.
type CareLeaver struct {
	Year          int    `json:"year"`                    // the year ending 31 March; 0 for how it was on a day
	InTouch       string `json:"in_touch,omitempty"`      // code set IN_TOUCH
	Activity      string `json:"activity,omitempty"`      // code set ACTIV
	Accommodation string `json:"accommodation,omitempty"` // code set ACCOM: its digit says whether it is suitable

	Date        day.Day `json:"date,omitzero"`         // the day, for what no return tells
	Eligibility string  `json:"eligibility,omitempty"` // code set leaving_care_eligibility
}

// KindName is "care_leaver".
func (CareLeaver) KindName() string { return "care_leaver" }

// Valid refuses unknown codes, and a statement about neither a year nor a day, or about both.
func (c CareLeaver) Valid(day.Day) error {
	var f errs.Fields
	_, end := day.FinancialYear(c.Year)
	switch {
	case c.Year == 0 && c.Date.IsZero():
		f.Add("year", "Enter the year or the day that this is about")
		end = day.Day{}
	case c.Year == 0:
		end = c.Date
	case !c.Date.IsZero():
		f.Add("date", "Enter the year or the day, not both")
	}
	checkCode(&f, "in_touch", "IN_TOUCH", c.InTouch, end)
	checkCode(&f, "activity", "ACTIV", c.Activity, end)
	checkCode(&f, "accommodation", "ACCOM", c.Accommodation, end)
	checkCode(&f, "eligibility", "leaving_care_eligibility", c.Eligibility, end)
	return f.Err()
}
