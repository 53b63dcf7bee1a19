package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// CareProceedings is one child's part of an application for a care or supervision order, from issue to the final order (SSD pre-proceedings, its
// care_proc fields; measures LEG-01 to LEG-05). Children of one case share its number.
type CareProceedings struct {
	PreProceedings  string    `json:"pre_proceedings,omitempty"` // the pre_proceedings record that went before
	Case            string    `json:"case,omitempty"`            // the court's number
	Issued          day.Day   `json:"issued,omitzero"`
	Sought          string    `json:"sought,omitempty"`           // code set court_order: care or supervision
	ShortNotice     YesNo     `json:"short_notice,omitempty"`     // issued with 2 to 5 days' notice
	WhyShortNotice  string    `json:"why_short_notice,omitempty"` // code set short_notice_reason
	Represented     YesNo     `json:"represented,omitempty"`      // parents had a lawyer when it was issued
	InitialPlan     string    `json:"initial_plan,omitempty"`     // code set proceedings_plan: the council's plan at the first hearing
	InitialApproved YesNo     `json:"initial_approved,omitempty"`
	Hearings        []Hearing `json:"hearings,omitempty"`
	FinalPlan       string    `json:"final_plan,omitempty"` // code set proceedings_plan
	FinalApproved   YesNo     `json:"final_approved,omitempty"`
	Ordered         day.Day   `json:"ordered,omitzero"` // the final order, or the day it was withdrawn
	Order           string    `json:"order,omitempty"`  // code set court_order
}

// Hearing is one hearing that was held.
type Hearing struct {
	Date day.Day `json:"date"`
	Type string  `json:"type,omitempty"` // code set hearing_type
}

// KindName is "care_proceedings".
func (CareProceedings) KindName() string { return "care_proceedings" }

// Valid refuses unknown codes, answers that are none, an application for what is no order of that kind, and an order before the application.
func (c CareProceedings) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "sought", "court_order", c.Sought, c.Issued)
	if c.Sought != "" && c.Sought != OrderCare && c.Sought != OrderSupervision {
		f.Add("sought", "Care proceedings ask for a care order or a supervision order")
	}
	checkYesNo(&f, "short_notice", c.ShortNotice)
	checkCode(&f, "why_short_notice", "short_notice_reason", c.WhyShortNotice, c.Issued)
	checkYesNo(&f, "represented", c.Represented)
	checkCode(&f, "initial_plan", "proceedings_plan", c.InitialPlan, c.Issued)
	checkYesNo(&f, "initial_approved", c.InitialApproved)
	for _, h := range c.Hearings {
		checkCode(&f, "hearings", "hearing_type", h.Type, h.Date)
	}
	checkCode(&f, "final_plan", "proceedings_plan", c.FinalPlan, c.Ordered)
	checkYesNo(&f, "final_approved", c.FinalApproved)
	checkCode(&f, "order", "court_order", c.Order, c.Ordered)
	checkEnd(&f, "ordered", c.Issued, c.Ordered)
	return f.Err()
}

// The orders that care proceedings ask for.
const (
	OrderCare        = "care"
	OrderSupervision = "supervision"
)
