package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Visit is one visit to a child, or one contact of a reviewing officer or personal adviser: made, or tried and not made. SSD has a table of visits
// for each of cin, cp and cla.
type Visit struct {
	Type    string  `json:"type"` // code set visit_type
	Date    day.Day `json:"date"`
	Plan    string  `json:"plan,omitempty"`  // the cin_plan, cp_plan or care_period record that it was made under
	Seen    YesNo   `json:"seen,omitempty"`  // the child was seen
	Alone   YesNo   `json:"alone,omitempty"` // the child was seen alone
	Bedroom YesNo   `json:"bedroom,omitempty"`
	Place   string  `json:"place,omitempty"`   // code set visit_place
	WhyNot  string  `json:"why_not,omitempty"` // why the child was not seen
	Worker  string  `json:"worker,omitempty"`

	Agency   string `json:"agency,omitempty"`   // code set agency_type: another agency saw the child and told us; empty for a visit of our own
	Views    string `json:"views,omitempty"`    // what this child said or showed
	Notes    string `json:"notes,omitempty"`    // what was seen and done, for all the children of the visit
	Together string `json:"together,omitempty"` // shared by the records of brothers and sisters that were made in one act
}

// The types of visit.
const (
	VisitCIN         = "cin"
	VisitCP          = "cp"
	VisitCLA         = "cla"
	VisitIRO         = "iro"
	VisitLeavingCare = "leaving_care"
)

// KindName is "visit".
func (Visit) KindName() string { return "visit" }

// Valid refuses a visit of no kind or day, one of the future, unknown codes, and a child who was seen alone but not seen.
func (v Visit) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "type", v.Type, "Choose the kind of visit")
	checkCode(&f, "type", "visit_type", v.Type, v.Date)
	needDay(&f, "date", v.Date, on, "Enter the day of the visit")
	checkYesNo(&f, "seen", v.Seen)
	checkYesNo(&f, "alone", v.Alone)
	checkYesNo(&f, "bedroom", v.Bedroom)
	checkCode(&f, "place", "visit_place", v.Place, v.Date)
	checkCode(&f, "agency", "agency_type", v.Agency, v.Date)
	if v.Alone == Yes && v.Seen == No {
		f.Add("alone", "A child who was not seen was not seen alone")
	}
	return f.Err()
}

// StrategyDiscussion is a strategy meeting or discussion of social care, police, health and others about whether an enquiry is needed (Working
// Together 2023 chapter 3; measures S47-03, S47-06).
type StrategyDiscussion struct {
	Referral  string   `json:"referral,omitempty"` // the referral record
	Date      day.Day  `json:"date"`
	Initiator string   `json:"initiator,omitempty"` // code set agency_type: who asked for it
	Agencies  []string `json:"agencies,omitempty"`  // code set agency_type: who took part, besides social care
	Reason    string   `json:"reason,omitempty"`
	Decision  string   `json:"decision,omitempty"` // code set strategy_decision
	Worker    string   `json:"worker,omitempty"`   // who led it

	At         time.Time     `json:"at,omitzero"`          // date and time; zero where only the day is known
	Concern    day.Day       `json:"concern,omitzero"`     // when significant harm became a concern (clock SD-01)
	Assessment string        `json:"assessment,omitempty"` // the assessment record that it was held in
	Attendees  []Participant `json:"attendees,omitempty"`
	Plan       string        `json:"plan,omitempty"`     // what each agency does next, and who tells the family
	Sent       day.Day       `json:"sent,omitzero"`      // the record went to those who took part (clock SD-02)
	Together   string        `json:"together,omitempty"` // shared by the records of brothers and sisters that were made in one act
}

// Participant is somebody who took part in a strategy discussion, and what their agency thinks.
type Participant struct {
	Name   string `json:"name"`
	Agency string `json:"agency"`         // code set agency_type
	View   string `json:"view,omitempty"` // code set harm_view
}

// KindName is "strategy_discussion".
func (StrategyDiscussion) KindName() string { return "strategy_discussion" }

// Valid refuses a discussion of no day or of the future, and unknown codes.
func (s StrategyDiscussion) Valid(on day.Day) error {
	var f errs.Fields
	needDay(&f, "date", s.Date, on, "Enter the day of the discussion")
	checkCode(&f, "initiator", "agency_type", s.Initiator, s.Date)
	for _, a := range s.Agencies {
		checkCode(&f, "agencies", "agency_type", a, s.Date)
	}
	checkCode(&f, "decision", "strategy_decision", s.Decision, s.Date)
	for _, a := range s.Attendees {
		checkCode(&f, "attendees", "agency_type", a.Agency, s.Date)
		checkCode(&f, "attendees", "harm_view", a.View, s.Date)
	}
	return f.Err()
}

// PlanMeeting is a review of a child in need plan or a core group that was held (clocks CIN-02, CIN-03, CP-06, CP-07).
type PlanMeeting struct {
	Type string  `json:"type"` // code set plan_meeting_type
	Plan string  `json:"plan"` // the cin_plan or cp_plan record
	Date day.Day `json:"date"`

	Came     string `json:"came,omitempty"`     // who was there, in words
	Notes    string `json:"notes,omitempty"`    // how the plan goes
	Together string `json:"together,omitempty"` // shared by the records of brothers and sisters that were made in one act
}

// KindName is "plan_meeting".
func (PlanMeeting) KindName() string { return "plan_meeting" }

// Valid refuses a meeting of no kind or day, and one of the future.
func (m PlanMeeting) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "type", m.Type, "Choose the kind of meeting")
	checkCode(&f, "type", "plan_meeting_type", m.Type, m.Date)
	needDay(&f, "date", m.Date, on, "Enter the day of the meeting")
	return f.Err()
}

// ReturnInterview is the offer of a talk with somebody independent to a child who came back from being missing, and the talk itself (SSD missing
// rhi fields; clock MIS-01; measures MIS-05 to MIS-07).
type ReturnInterview struct {
	Missing     string    `json:"missing"` // the missing record
	Offered     YesNo     `json:"offered,omitempty"`
	OfferedOn   day.Day   `json:"offered_on,omitzero"`
	Accepted    YesNo     `json:"accepted,omitempty"`
	Held        time.Time `json:"held,omitzero"` // the 72 hours count from the return to it
	Interviewer string    `json:"interviewer,omitempty"`
	Independent YesNo     `json:"independent,omitempty"` // the interviewer is not of the child's own team or placement
}

// KindName is "return_interview".
func (ReturnInterview) KindName() string { return "return_interview" }

// Valid refuses an interview after no time of being missing, answers that are none, one accepted or held that was never offered, and one held in
// the future.
func (r ReturnInterview) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "missing", r.Missing, "Choose the time in which the child was missing")
	checkYesNo(&f, "offered", r.Offered)
	checkYesNo(&f, "accepted", r.Accepted)
	checkYesNo(&f, "independent", r.Independent)
	if r.Offered == No && (r.Accepted == Yes || !r.Held.IsZero()) {
		f.Add("offered", "An interview that was accepted or held was offered")
	}
	if !r.Held.IsZero() && day.In(r.Held).After(on) {
		f.Add("held", "The interview must be held today or in the past")
	}
	return f.Err()
}

// VoiceOfChild is what a child answers about the help they get (SSD voice of the child, draft).
type VoiceOfChild struct {
	Date             day.Day `json:"date"`
	WorriesExplained YesNo   `json:"worries_explained,omitempty"` // in a way that the child understood
	StoryHelped      YesNo   `json:"story_helped,omitempty"`      // the story in words and pictures
	AgreesWithWorker YesNo   `json:"agrees_with_worker,omitempty"`
	PlanSafe         YesNo   `json:"plan_safe,omitempty"`     // the plan tells everybody what to do
	TabletHelped     YesNo   `json:"tablet_helped,omitempty"` // to explain
}

// KindName is "voice_of_child".
func (VoiceOfChild) KindName() string { return "voice_of_child" }

// Valid refuses answers of no day or of the future, and answers that are none.
func (v VoiceOfChild) Valid(on day.Day) error {
	var f errs.Fields
	needDay(&f, "date", v.Date, on, "Enter the day the child was asked")
	checkYesNo(&f, "worries_explained", v.WorriesExplained)
	checkYesNo(&f, "story_helped", v.StoryHelped)
	checkYesNo(&f, "agrees_with_worker", v.AgreesWithWorker)
	checkYesNo(&f, "plan_safe", v.PlanSafe)
	checkYesNo(&f, "tablet_helped", v.TabletHelped)
	return f.Err()
}
