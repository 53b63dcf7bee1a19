package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// ImmigrationStatus is a person's immigration status while it lasts. SSDA903 table UASC lists the children with the status uasc.
type ImmigrationStatus struct {
	Status string  `json:"status"` // code set immigration_status
	From   day.Day `json:"from,omitzero"`
	To     day.Day `json:"to,omitzero"` // DUC: for an unaccompanied child the 18th birthday unless it ends before

	Nationality string `json:"nationality,omitempty"` // country of origin, in words
}

// The immigration status that the returns know.
const UASC = "uasc"

// KindName is "immigration_status".
func (ImmigrationStatus) KindName() string { return "immigration_status" }

// Valid refuses an unknown status.
func (s ImmigrationStatus) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "status", s.Status, "Choose the immigration status")
	checkCode(&f, "status", "immigration_status", s.Status, s.From)
	return f.Err()
}

// Mother says whether a looked-after child is herself a mother, and when her first child was born.
type Mother struct {
	Mother     YesNo   `json:"mother,omitempty"`     // MOTHER
	ChildBirth day.Day `json:"child_birth,omitzero"` // MC_DOB
	Child      string  `json:"child,omitempty"`      // her child's subject, when that child is known here
}

// KindName is "mother".
func (Mother) KindName() string { return "mother" }

// Valid refuses an answer that is none.
func (m Mother) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "mother", m.Mother)
	return f.Err()
}
