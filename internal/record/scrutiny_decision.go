package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// Why a key decision was taken with less than 28 clear days' notice.
const (
	GeneralException = "general_exception" // five clear days after telling the chair (reg 10)
	SpecialUrgency   = "special_urgency"   // with the agreement of the chair of the scrutiny commission (reg 11)
)

// Decision is a decision of the executive, from its notice to its being carried out.
type Decision struct {
	Title       string  `json:"title"`
	Reference   string  `json:"reference,omitempty"`  // key decision number, as the forward plan has it
	Maker       string  `json:"maker"`                // who takes it: the cabinet, one of its members, an officer
	Authority   string  `json:"authority,omitempty"`  // on what authority (SR-345)
	Key         bool    `json:"key,omitempty"`        // a key decision: 28 clear days' notice
	Noticed     day.Day `json:"noticed,omitzero"`     // the day its notice was published
	Urgency     string  `json:"urgency,omitempty"`    // general_exception or special_urgency, where there was less notice
	WhyUrgent   string  `json:"why_urgent,omitempty"` // why it could not wait
	AgreedBy    string  `json:"agreed_by,omitempty"`  // the chair who agreed, or was told
	AgreedOn    day.Day `json:"agreed_on,omitzero"`   // when the chair agreed, or was told
	Expected    day.Day `json:"expected,omitzero"`    // when it is to be taken
	Taken       day.Day `json:"taken,omitzero"`       // when it was
	Published   day.Day `json:"published,omitzero"`   // when the decision was published: the window for a call-in begins
	Until       day.Day `json:"until,omitzero"`       // the last day of that window
	Waived      string  `json:"waived,omitempty"`     // why it may not be called in: it is urgent, and the chair has agreed
	Report      string  `json:"report,omitempty"`     // subject of the report to the cabinet
	Implemented day.Day `json:"implemented,omitzero"` // when it was carried out
	Exempt      int     `json:"exempt,omitempty"`     // paragraph of Schedule 12A
	Interest    string  `json:"interest,omitempty"`   // why the public interest in keeping it exempt is the greater
	Abandoned   string  `json:"abandoned,omitempty"`  // why it was not taken, or was given up
}

// KindName is "decision".
func (Decision) KindName() string { return "decision" }

// Valid refuses a decision without words or maker, urgency without its reason and the chair, and days that cannot follow each other.
func (d Decision) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "title", d.Title, "Enter what is decided")
	needText(&f, "maker", d.Maker, "Enter who takes the decision")
	oneOf(&f, "urgency", d.Urgency, "", GeneralException, SpecialUrgency)
	if d.Urgency != "" {
		needText(&f, "why_urgent", d.WhyUrgent, "Say why it could not wait: the notice must say it")
		needText(&f, "agreed_by", d.AgreedBy, "Enter the chair who was told, or agreed")
		if d.AgreedOn.IsZero() {
			f.Add("agreed_on", "Enter the day on which the chair was told, or agreed")
		}
	}
	if d.Taken.IsZero() && d.Expected.IsZero() {
		f.Add("expected", "Enter the day on which it is to be taken")
	}
	if d.Taken.After(on) {
		f.Add("taken", "The day must be today or in the past")
	}
	if !d.Taken.IsZero() && d.Taken.Before(d.Noticed) {
		f.Add("taken", "It cannot be taken before its notice")
	}
	if !d.Published.IsZero() && (d.Taken.IsZero() || d.Published.Before(d.Taken)) {
		f.Add("published", "A decision is published on the day it is taken, or later")
	}
	if !d.Implemented.IsZero() && (d.Published.IsZero() || d.Implemented.Before(d.Published)) {
		f.Add("implemented", "It is carried out after it was published")
	}
	exemption(&f, d.Exempt, d.Interest)
	return f.Err()
}

// What a hearing of a call-in ends with.
const (
	CallInNoAction = "no_action"  // the decision stands
	CallInBack     = "refer_back" // to who took it, with reasons
	CallInCouncil  = "to_council" // to the full council
)

// CallIn asks that a decision which was made and not carried out be looked at again. A decision has one.
type CallIn struct {
	Signatories []string `json:"signatories"`         // councillors
	Grounds     string   `json:"grounds"`             // the principle of decision-making that was not kept, and how
	Received    day.Day  `json:"received"`            // by the proper officer
	Stands      string   `json:"valid,omitempty"`     // yes or no, as the monitoring officer has said; empty while nobody has
	JudgedBy    string   `json:"judged_by,omitempty"` // the monitoring officer
	JudgedOn    day.Day  `json:"judged_on,omitzero"`
	WhyNot      string   `json:"why_not,omitempty"` // why it is not valid
	Hearing     string   `json:"hearing,omitempty"` // record of the meeting that hears it
	Outcome     string   `json:"outcome,omitempty"` // no_action, refer_back or to_council
	OutcomeOn   day.Day  `json:"outcome_on,omitzero"`
	Reasons     string   `json:"reasons,omitempty"` // of the commission, which go with a decision that is referred
	Answer      string   `json:"answer,omitempty"`  // what who took it, or the council, decided then
	AnsweredOn  day.Day  `json:"answered_on,omitzero"`
}

// KindName is "call_in".
func (CallIn) KindName() string { return "call_in" }

// Valid refuses a call-in without signatories or grounds, a refusal without its reason, and a referral without the reasons that go with it.
func (c CallIn) Valid(on day.Day) error {
	var f errs.Fields
	if len(c.Signatories) == 0 {
		f.Add("signatories", "Enter who signed it")
	}
	needText(&f, "grounds", c.Grounds, "Enter the grounds")
	if c.Received.IsZero() || c.Received.After(on) {
		f.Add("received", "Enter the day it was received: today or in the past")
	}
	oneOf(&f, "valid", c.Stands, "", "yes", "no")
	if c.Stands != "" {
		needText(&f, "judged_by", c.JudgedBy, "Enter the monitoring officer")
	}
	if c.Stands == "no" {
		needText(&f, "why_not", c.WhyNot, "Say why it is not valid")
	}
	oneOf(&f, "outcome", c.Outcome, "", CallInNoAction, CallInBack, CallInCouncil)
	if c.Outcome == CallInBack || c.Outcome == CallInCouncil {
		needText(&f, "reasons", c.Reasons, "Enter the reasons that go with the decision")
	}
	return f.Err()
}
