package record

import (
	"time"

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

	Lead         string    `json:"lead,omitempty"`          // worker who leads it
	Outcome      string    `json:"outcome,omitempty"`       // code set s47_outcome
	Reason       string    `json:"reason,omitempty"`        // what was found, and why this outcome
	ProposedBy   string    `json:"proposed_by,omitempty"`   // worker who recorded the outcome; it waits for a manager
	ProposedAt   time.Time `json:"proposed_at,omitzero"`    //
	Comment      string    `json:"comment,omitempty"`       // what a manager said last
	AuthorisedBy string    `json:"authorised_by,omitempty"` // manager who authorised the outcome, or the decision not to convene
	AuthorisedAt time.Time `json:"authorised_at,omitzero"`  //
	Told         day.Day   `json:"told,omitzero"`           // family and referrer were told that there is no conference (clock S47-03)
	Together     string    `json:"together,omitempty"`      // shared by the records of brothers and sisters that were made in one act
}

// KindName is "s47_enquiry".
func (S47Enquiry) KindName() string { return "s47_enquiry" }

// Valid refuses an answer that is none.
func (e S47Enquiry) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "icpc_not_required", e.ICPCNotRequired)
	checkCode(&f, "outcome", "s47_outcome", e.Outcome, day.Day{})
	return f.Err()
}

// InitialCPConference is the initial child protection conference, due or held. One without an enquiry was held for a child who came from another
// council with a plan (CIN census CINdetails.DateOfInitialCPC).
type InitialCPConference struct {
	Referral string  `json:"referral"`
	Enquiry  string  `json:"enquiry,omitempty"` // the s47_enquiry record it follows from
	Target   day.Day `json:"target,omitzero"`   // InitialCPCtarget: 15 working days from the start of the enquiry
	Date     day.Day `json:"date,omitzero"`     // DateOfInitialCPC; empty while it is only due

	Planned  day.Day `json:"planned,omitzero"`   // the day that it is arranged for
	Chair    string  `json:"chair,omitempty"`    // worker
	WhyLate  string  `json:"why_late,omitempty"` // why it is arranged for a day after the target
	Notified day.Day `json:"notified,omitzero"`  // of a child who moved here with a plan: when the other council told us (clock CP-03)
	Report   Paper   `json:"report,omitzero"`    // the social worker's; sent to the parents (clock CP-01)
	Quorate  YesNo   `json:"quorate,omitempty"`  // enough agencies were there
	Decision string  `json:"decision,omitempty"` // code set conference_decision, for this child
	Reason   string  `json:"reason,omitempty"`   // why, for this child
	Sent     day.Day `json:"sent,omitzero"`      // decisions and outline plan went to those who were there (clock CP-04)
	Minutes  Paper   `json:"minutes,omitzero"`   // clock CP-05
	Together string  `json:"together,omitempty"` // shared by the records of brothers and sisters that were made in one act
}

// Paper is a report or minutes: its text, or which document it is, when it was sent and to whom.
type Paper struct {
	Text     string  `json:"text,omitempty"`
	Document string  `json:"document,omitempty"` // the child's document record, or the reference of one that is kept elsewhere
	Sent     day.Day `json:"sent,omitzero"`
	To       string  `json:"to,omitempty"` // who gets it, in words
}

// KindName is "initial_cp_conference".
func (InitialCPConference) KindName() string { return "initial_cp_conference" }

// Valid refuses an answer that is none, an unknown decision and a conference that was held in the future.
func (c InitialCPConference) Valid(on day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "quorate", c.Quorate)
	checkCode(&f, "decision", "conference_decision", c.Decision, day.Day{})
	if c.Decision != "" && c.Date.After(on) {
		f.Add("date", "The conference must have been held today or in the past")
	}
	return f.Err()
}

// PlanAction is one thing that a plan says somebody will do.
type PlanAction struct {
	What     string  `json:"what"`
	Owner    string  `json:"owner"` // a person or an agency, in words
	Due      day.Day `json:"due,omitzero"`
	Evidence string  `json:"evidence,omitempty"` // how it is known that it was done
	Done     day.Day `json:"done,omitzero"`
}

func checkActions(f *errs.Fields, all []PlanAction) {
	for _, a := range all {
		needText(f, "actions", a.What, "Say what is to be done")
		needText(f, "actions", a.Owner, "Say who will do it")
	}
}

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

	Aim          string       `json:"aim,omitempty"`           // what must change
	Actions      []PlanAction `json:"actions,omitempty"`       //
	VisitWithin  int          `json:"visit_within,omitempty"`  // working days between visits, where the plan asks for more than the council's standard; else 0
	CoreGroup    string       `json:"core_group,omitempty"`    // who is in the core group, in words
	NextReview   day.Day      `json:"next_review,omitzero"`    // the day that the next review conference is arranged for
	ReviewReport Paper        `json:"review_report,omitzero"`  // for the next review; sent to the parents (clock CP-02)
	Oversight    day.Day      `json:"oversight,omitzero"`      // the legal or senior review of a long plan (clock CP-15)
	MoveDecided  day.Day      `json:"move_decided,omitzero"`   // the family's move to another council became known (clock CP-16)
	MoveTo       string       `json:"move_to,omitempty"`       // that council
	MoveTold     day.Day      `json:"move_told,omitzero"`      // it was told
	EndedBecause string       `json:"ended_because,omitempty"` // the reason in words
	Together     string       `json:"together,omitempty"`      // shared by the records of brothers and sisters that were made in one act
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
	checkActions(&f, p.Actions)
	return f.Err()
}

// CPReview is a review conference of a child protection plan that was held.
type CPReview struct {
	Plan string  `json:"plan"`          // the cp_plan record
	Date day.Day `json:"date,omitzero"` // CPPreviewDate

	Continues     YesNo  `json:"continues,omitempty"`     // the conference decided that the plan goes on
	Quorate       YesNo  `json:"quorate,omitempty"`       // enough agencies were there
	Participation string `json:"participation,omitempty"` // code set REVIEW_CODE, as for looked-after children

	Chair    string  `json:"chair,omitempty"`    // worker
	Reason   string  `json:"reason,omitempty"`   // what was decided, and why, for this child
	Report   Paper   `json:"report,omitzero"`    // the social worker's; sent to the parents (clock CP-02)
	Sent     day.Day `json:"sent,omitzero"`      // decisions went to those who were there (clock CP-04)
	Minutes  Paper   `json:"minutes,omitzero"`   // clock CP-05
	Together string  `json:"together,omitempty"` // shared by the records of brothers and sisters that were made in one act
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

	Aim          string       `json:"aim,omitempty"`           // what must change
	Actions      []PlanAction `json:"actions,omitempty"`       //
	Shared       day.Day      `json:"shared,omitzero"`         // the family has it (clock CIN-01)
	VisitWithin  int          `json:"visit_within,omitempty"`  // working days between visits, where the plan asks for more than the council's standard; else 0
	NextReview   day.Day      `json:"next_review,omitzero"`    // the day that the next review is arranged for
	EndReason    string       `json:"end_reason,omitempty"`    // code set cin_plan_end_reason
	EndedBecause string       `json:"ended_because,omitempty"` // the reason in words
	Together     string       `json:"together,omitempty"`      // shared by the records of brothers and sisters that were made in one act
}

// KindName is "cin_plan".
func (CINPlan) KindName() string { return "cin_plan" }

// Valid refuses an unknown reason and an action without words or owner.
func (p CINPlan) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "end_reason", "cin_plan_end_reason", p.EndReason, day.Day{})
	checkActions(&f, p.Actions)
	return f.Err()
}

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
