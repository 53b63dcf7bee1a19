package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// Dates that contradict each other are not refused in this file or in care.go, health.go and permanence.go: what a return brings is kept as it
// came, and the rules of the return name it. Codes that no set has cannot be in these fields: see AsReturned.

// S47Enquiry is an enquiry under section 47 of the Children Act 1989 into whether a child suffers or may suffer significant harm (CIN census
// Section47). Its conference, due or held, is an InitialCPConference.
type S47Enquiry struct {
	Referral        string  `json:"referral"`                    // the referral record that it belongs to
	Started         day.Day `json:"started,omitzero"`            // S47ActualStartDate
	Ended           day.Day `json:"ended,omitzero"`              // not in the census
	ICPCNotRequired YesNo   `json:"icpc_not_required,omitempty"` // ICPCnotRequired
	Discussion      string  `json:"discussion,omitempty"`        // the strategy_discussion record that began it
	Seen            day.Day `json:"seen,omitzero"`               // when the child was first seen in it (clock AS-04)
}

// KindName is "s47_enquiry".
func (S47Enquiry) KindName() string { return "s47_enquiry" }

// Valid refuses an answer that is none.
func (e S47Enquiry) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "icpc_not_required", e.ICPCNotRequired)
	return f.Err()
}

// InitialCPConference is the initial child protection conference, due or held. One without an enquiry was held for a child who came from another
// council with a plan (CIN census CINdetails.DateOfInitialCPC).
type InitialCPConference struct {
	Referral string  `json:"referral"`
	Enquiry  string  `json:"enquiry,omitempty"` // the s47_enquiry record it follows from
	Target   day.Day `json:"target,omitzero"`   // InitialCPCtarget: 15 working days from the start of the enquiry
	Date     day.Day `json:"date,omitzero"`     // DateOfInitialCPC; empty while it is only due
}

// KindName is "initial_cp_conference".
func (InitialCPConference) KindName() string { return "initial_cp_conference" }

// CPPlan is a child protection plan (CIN census ChildProtectionPlans).
type CPPlan struct {
	Referral        string  `json:"referral"`
	Conference      string  `json:"conference,omitempty"`       // the initial_cp_conference record that agreed it
	Started         day.Day `json:"started,omitzero"`           // CPPstartDate
	Ended           day.Day `json:"ended,omitzero"`             // CPPendDate
	InitialCategory string  `json:"initial_category,omitempty"` // code set category_of_abuse
	LatestCategory  string  `json:"latest_category,omitempty"`  // code set category_of_abuse
	Previous        *int    `json:"previous,omitempty"`         // NumberOfPreviousCPP: plans before this one, anywhere; 0 is an answer
	EndReason       string  `json:"end_reason,omitempty"`       // code set cp_plan_end_reason
}

// KindName is "cp_plan".
func (CPPlan) KindName() string { return "cp_plan" }

// Valid refuses unknown categories and reasons and fewer than no plans before.
func (p CPPlan) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "initial_category", "category_of_abuse", p.InitialCategory, p.Started)
	checkCode(&f, "latest_category", "category_of_abuse", p.LatestCategory, p.Started)
	checkCount(&f, "previous", p.Previous)
	checkCode(&f, "end_reason", "cp_plan_end_reason", p.EndReason, p.Ended)
	return f.Err()
}

// CPReview is a review conference of a child protection plan that was held.
type CPReview struct {
	Plan string  `json:"plan"`          // the cp_plan record
	Date day.Day `json:"date,omitzero"` // CPPreviewDate

	Continues     YesNo  `json:"continues,omitempty"`     // the conference decided that the plan goes on
	Quorate       YesNo  `json:"quorate,omitempty"`       // enough agencies were there
	Participation string `json:"participation,omitempty"` // code set REVIEW_CODE, as for looked-after children
}

// KindName is "cp_review".
func (CPReview) KindName() string { return "cp_review" }

// Valid refuses answers that are none and an unknown code.
func (r CPReview) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "continues", r.Continues)
	checkYesNo(&f, "quorate", r.Quorate)
	checkCode(&f, "participation", "REVIEW_CODE", r.Participation, day.Day{})
	return f.Err()
}

// CINPlan is a child in need plan (CIN census CINPlanDates, from 2021/22).
type CINPlan struct {
	Referral string  `json:"referral"`
	Started  day.Day `json:"started,omitzero"` // CINPlanStartDate
	Ended    day.Day `json:"ended,omitzero"`   // CINPlanEndDate
}

// KindName is "cin_plan".
func (CINPlan) KindName() string { return "cin_plan" }

// PreProceedings is the work with a family before an application for a care order under the Public Law Outline (CIN census module 5,
// PreProceedingsandFGDM, from 2026/27).
type PreProceedings struct {
	Referral          string  `json:"referral"`
	Decided           day.Day `json:"decided,omitzero"`            // PPStartDate: the decision to begin
	LetterSent        day.Day `json:"letter_sent,omitzero"`        // LBPSentDate: letter before proceedings
	FGDMOffered       YesNo   `json:"fgdm_offered,omitempty"`      // FGDMMeetingOffer: family group decision making meeting offered in that letter
	FGDMHeld          YesNo   `json:"fgdm_held,omitempty"`         // FGDMMeetingFac: meeting held in this time
	InitialMeeting    day.Day `json:"initial_meeting,omitzero"`    // InitialPPMeetingDate
	ReviewMeetings    *int    `json:"review_meetings,omitempty"`   // ReviewMeetingsCount; 0 is an answer
	StepDecision      day.Day `json:"step_decision,omitzero"`      // StepDecisionDate: up to court or down
	Outcome           string  `json:"outcome,omitempty"`           // code set pp_outcome
	CourtApplication  day.Day `json:"court_application,omitzero"`  // CourtAppDate
	ProceedingsLetter day.Day `json:"proceedings_letter,omitzero"` // LetterInitCPDate: parents told that care proceedings are begun

	Gateway     string `json:"gateway,omitempty"`     // code set legal_gateway: outcome of the legal gateway meeting
	Represented YesNo  `json:"represented,omitempty"` // parents had a lawyer in this time
	Family      string `json:"family,omitempty"`      // family subject: the children who are in it together
}

// KindName is "pre_proceedings".
func (PreProceedings) KindName() string { return "pre_proceedings" }

// Valid refuses answers and an outcome that are none. The outcome is checked without a day: the module was filled in before it was asked for.
func (p PreProceedings) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "fgdm_offered", p.FGDMOffered)
	checkYesNo(&f, "fgdm_held", p.FGDMHeld)
	checkCount(&f, "review_meetings", p.ReviewMeetings)
	checkCode(&f, "outcome", "pp_outcome", p.Outcome, day.Day{})
	checkCode(&f, "gateway", "legal_gateway", p.Gateway, day.Day{})
	checkYesNo(&f, "represented", p.Represented)
	return f.Err()
}
