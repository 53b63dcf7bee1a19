package record

import (
	"fmt"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// EarlyHelpCase is one request for early help and what came of it: the children of a family together, whether the family agreed, the assessment,
// the plan, and its end. There is one list of them for social care and education. Each child's own EarlyHelp record names it, and is what the
// returns and measures count (seed requirements SR-023 to SR-031; clocks EH-01 to EH-03).
type EarlyHelpCase struct {
	Reference string           `json:"reference"` // short, no personal data
	Requested day.Day          `json:"requested"`
	Account   string           `json:"account"` // who typed it in
	Requester Referrer         `json:"requester"`
	Service   string           `json:"service"` // code set early_help_service
	From      string           `json:"from"`    // code set early_help_from: how it came
	Children  []EarlyHelpChild `json:"children"`
	Adults    string           `json:"adults,omitempty"` // who looks after the children, and how to reach them
	Need      string           `json:"need"`             // why help is asked for
	Strengths string           `json:"strengths,omitempty"`
	Tried     string           `json:"tried,omitempty"` // what was tried before
	Threshold string           `json:"threshold,omitempty"`
	Contact   string           `json:"contact,omitempty"` // the contact that the front door passed on
	Report    string           `json:"report,omitempty"`  // the assessment report from which it came down

	Consent []FamilyConsent `json:"consent,omitempty"` // the newest last

	Team      string  `json:"team"`
	Worker    string  `json:"worker,omitempty"`
	Allocated day.Day `json:"allocated,omitzero"` // when a worker was first named (clock EH-03)

	AssessStarted day.Day `json:"assessment_started,omitzero"`
	Needs         string  `json:"needs,omitempty"`        // what the assessment found
	FamilyViews   string  `json:"family_views,omitempty"` // what the parents say
	Analysis      string  `json:"analysis,omitempty"`
	Assessed      day.Day `json:"assessed,omitzero"` // completed
	AssessedBy    string  `json:"assessed_by,omitempty"`
	WhyLate       string  `json:"why_late,omitempty"`

	Aim     string       `json:"aim,omitempty"` // of the plan, in the family's words
	Planned day.Day      `json:"planned,omitzero"`
	Actions []TaskAgreed `json:"actions,omitempty"`

	Closed      day.Day `json:"closed,omitzero"`
	Outcome     string  `json:"outcome,omitempty"` // code set early_help_outcome
	OutcomeNote string  `json:"outcome_note,omitempty"`
	ClosedBy    string  `json:"closed_by,omitempty"`
	SteppedUp   string  `json:"stepped_up,omitempty"` // the contact that it was passed up as
}

// EarlyHelpChild is a child of a request: as typed, and who it turned out to be.
type EarlyHelpChild struct {
	Given   string  `json:"given"`
	Family  string  `json:"family"`
	Birth   day.Day `json:"birth,omitzero"`
	Sex     string  `json:"sex,omitempty"`
	School  string  `json:"school,omitempty"`
	Views   string  `json:"views,omitempty"`   // what the child says
	Special YesNo   `json:"special,omitempty"` // has special educational needs or a disability
	Subject string  `json:"subject,omitempty"` // the person
	Record  string  `json:"record,omitempty"`  // the child's own early_help record
	Down    string  `json:"down,omitempty"`    // the referral record from which the child came down
	Passed  string  `json:"passed,omitempty"`  // the referral record that the front door passed on
	Up      string  `json:"up,omitempty"`      // the referral record that the child was passed up as
}

// FamilyConsent is whether a family agreed to early help, or took that back: each answer is kept.
type FamilyConsent struct {
	On     day.Day `json:"on"`
	Answer string  `json:"answer"`         // code set early_help_consent
	By     string  `json:"by,omitempty"`   // who of the family
	Note   string  `json:"note,omitempty"` // what was said, and with whom the family does not want things shared
	Worker string  `json:"worker,omitempty"`
}

// KindName is "early_help_case".
func (EarlyHelpCase) KindName() string { return "early_help_case" }

// Agreed is the family's newest answer; the zero value when nobody has asked yet.
func (c EarlyHelpCase) Agreed() FamilyConsent {
	if len(c.Consent) == 0 {
		return FamilyConsent{}
	}
	return c.Consent[len(c.Consent)-1]
}

// FirstAgreed is the day on which the family first agreed.
func (c EarlyHelpCase) FirstAgreed() day.Day {
	for _, a := range c.Consent {
		if a.Answer == "given" {
			return a.On
		}
	}
	return day.Day{}
}

// Valid refuses unknown codes, a request of no child, and days out of order or in the future.
func (c EarlyHelpCase) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "reference", c.Reference, "Give the request a reference without personal data")
	needDay(&f, "requested", c.Requested, on, "Enter the day of the request")
	checkCode(&f, "service", "early_help_service", c.Service, c.Requested)
	checkCode(&f, "from", "early_help_from", c.From, c.Requested)
	checkCode(&f, "threshold", "threshold", c.Threshold, c.Requested)
	checkCode(&f, "source", "referral_source", c.Requester.Source, c.Requested)
	checkCode(&f, "agency_type", "agency_type", c.Requester.AgencyType, c.Requested)
	checkCode(&f, "outcome", "early_help_outcome", c.Outcome, c.Closed)
	if len(c.Children) == 0 {
		f.Add("children", "Name at least one child")
	}
	for i, ch := range c.Children {
		checkCode(&f, fmt.Sprintf("child-%d-sex", i), "sex", ch.Sex, on)
		checkYesNo(&f, fmt.Sprintf("child-%d-special", i), ch.Special)
		if ch.Birth.After(on) {
			f.Add(fmt.Sprintf("child-%d-birth", i), "The date of birth must be today or in the past")
		}
	}
	for _, a := range c.Consent {
		needText(&f, "consent", a.Answer, "Choose what the family said")
		checkCode(&f, "consent", "early_help_consent", a.Answer, a.On)
		needDay(&f, "consent-on", a.On, on, "Enter the day on which the family was asked")
	}
	for field, d := range map[string]day.Day{"assessment_started": c.AssessStarted, "assessed": c.Assessed, "planned": c.Planned, "closed": c.Closed} {
		if d.After(on) {
			f.Add(field, "The date must be today or in the past")
		}
		checkEnd(&f, field, c.Requested, d)
	}
	checkMeeting(&f, nil, c.Actions, on)
	if c.Outcome != "" && c.Closed.IsZero() {
		f.Add("closed", "Enter the day on which the help ended with this outcome")
	}
	return f.Err()
}

// FamilyMeeting is one meeting of the team around a family (clock EH-02).
type FamilyMeeting struct {
	On         day.Day      `json:"on"`
	Attendees  []Attendee   `json:"attendees,omitempty"`
	Progress   string       `json:"progress,omitempty"` // what has changed for the children
	Discussion string       `json:"discussion,omitempty"`
	Actions    []TaskAgreed `json:"actions,omitempty"`
	Next       day.Day      `json:"next,omitzero"`
	Worker     string       `json:"worker,omitempty"`
}

// KindName is "family_meeting".
func (FamilyMeeting) KindName() string { return "family_meeting" }

// Valid refuses a meeting of no day or of the future, somebody without a name and an action of no words.
func (m FamilyMeeting) Valid(on day.Day) error {
	var f errs.Fields
	needDay(&f, "on", m.On, on, "Enter the day of the meeting")
	checkMeeting(&f, m.Attendees, m.Actions, on)
	return f.Err()
}

// Signpost is a family's being pointed to support that is not the council's, and what came of it (seed requirement SR-026).
type Signpost struct {
	On           day.Day   `json:"on"`
	Service      string    `json:"service"` // what is offered, in words
	Organisation string    `json:"organisation,omitempty"`
	Offer        string    `json:"offer,omitempty"` // the support_offer record of the directory
	Why          string    `json:"why,omitempty"`
	Worker       string    `json:"worker,omitempty"`
	Outcome      string    `json:"outcome,omitempty"` // code set signpost_outcome
	OutcomeOn    day.Day   `json:"outcome_on,omitzero"`
	Note         string    `json:"note,omitempty"`
	Recorded     time.Time `json:"recorded,omitzero"`
}

// KindName is "signpost".
func (Signpost) KindName() string { return "signpost" }

// Valid refuses a day that is missing or ahead, a service of no name, and an outcome that is none or before the day.
func (s Signpost) Valid(on day.Day) error {
	var f errs.Fields
	needDay(&f, "on", s.On, on, "Enter the day on which the family was told of it")
	needText(&f, "service", s.Service, "Enter what support the family was told of")
	checkCode(&f, "outcome", "signpost_outcome", s.Outcome, s.OutcomeOn)
	checkEnd(&f, "outcome_on", s.On, s.OutcomeOn)
	if s.OutcomeOn.After(on) {
		f.Add("outcome_on", "The date must be today or in the past")
	}
	return f.Err()
}

// SupportOffer is one entry of the directory of support for families, with its page and when somebody last looked whether it is right (seed
// requirements SR-026, SR-032, SR-033). Its subject is the directory.
type SupportOffer struct {
	Name         string  `json:"name"`
	Organisation string  `json:"organisation,omitempty"`
	For          string  `json:"for,omitempty"` // whom it is for, in words
	FromAge      *int    `json:"from_age,omitempty"`
	ToAge        *int    `json:"to_age,omitempty"`
	SpecialToAge *int    `json:"special_to_age,omitempty"` // for those with special educational needs or a disability
	Page         string  `json:"page,omitempty"`           // its address on the web
	Checked      day.Day `json:"checked,omitzero"`
	CheckedBy    string  `json:"checked_by,omitempty"`
	Ended        day.Day `json:"ended,omitzero"`
}

// KindName is "support_offer".
func (SupportOffer) KindName() string { return "support_offer" }

// Valid refuses an offer without a name, ages that are none or out of order, and a look in the future.
func (o SupportOffer) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "name", o.Name, "Enter the name of the support")
	checkCount(&f, "from_age", o.FromAge)
	checkCount(&f, "to_age", o.ToAge)
	checkCount(&f, "special_to_age", o.SpecialToAge)
	if o.FromAge != nil && o.ToAge != nil && *o.ToAge < *o.FromAge {
		f.Add("to_age", "The highest age is below the lowest")
	}
	if o.Checked.After(on) {
		f.Add("checked", "The date must be today or in the past")
	}
	return f.Err()
}
