package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// ChildContact is one child's part of a contact: that somebody told the council about the child, and what came of it. A contact about three
// siblings is three of them (Annex A list 1, SSD contacts). What was written, where there is a writing, is the Contact. A Referral that names a
// Contact is itself the child's part of it: no ChildContact stands beside it.
type ChildContact struct {
	Date       day.Day   `json:"date"`                   // when the council received it
	Received   time.Time `json:"received,omitzero"`      // the instant, where it is known: the front door's time limits count from it
	Contact    string    `json:"contact,omitempty"`      // the contact subject, where there is one
	Source     string    `json:"source,omitempty"`       // code set referral_source
	AgencyType string    `json:"agency_type,omitempty"`  // code set agency_type
	OutOfHours bool      `json:"out_of_hours,omitempty"` // taken by the emergency duty team
	Rating     string    `json:"rating,omitempty"`       // code set contact_rating
	Repeats    string    `json:"repeats,omitempty"`      // an earlier child_contact about the same event
	Outcome    string    `json:"outcome,omitempty"`      // code set contact_outcome; empty while it waits
	Decided    time.Time `json:"decided,omitzero"`
	DecidedBy  string    `json:"decided_by,omitempty"` // worker
	Referral   string    `json:"referral,omitempty"`   // the referral record that it became
	EarlyHelp  string    `json:"early_help,omitempty"` // the early_help record that it led to

	Threshold   string `json:"threshold,omitempty"` // code set threshold: the level of need that was decided
	Rationale   string `json:"rationale,omitempty"` // why, in words
	PrimaryNeed string `json:"primary_need,omitempty"`
	Team        string `json:"team,omitempty"` // team subject that takes it on, where one does
}

// KindName is "child_contact".
func (ChildContact) KindName() string { return "child_contact" }

// Valid refuses a contact of no day or of the future, unknown codes, and a decision without an outcome.
func (c ChildContact) Valid(on day.Day) error {
	var f errs.Fields
	needDay(&f, "date", c.Date, on, "Enter the day the contact was received")
	checkCode(&f, "source", "referral_source", c.Source, c.Date)
	checkCode(&f, "agency_type", "agency_type", c.AgencyType, c.Date)
	checkCode(&f, "rating", "contact_rating", c.Rating, c.Date)
	checkCode(&f, "outcome", "contact_outcome", c.Outcome, c.Date)
	checkCode(&f, "threshold", "threshold", c.Threshold, c.Date)
	checkCode(&f, "primary_need", "primary_need", c.PrimaryNeed, c.Date)
	if c.Outcome == "" && !c.Decided.IsZero() {
		f.Add("outcome", "Choose what came of the contact")
	}
	return f.Err()
}

// Consultation is one call to the consultation line: a professional asks for advice before deciding whether to refer. It is neither a contact nor
// a referral, and may name no child (seed requirements SR-001 to SR-008; measures FD-09 to FD-15).
type Consultation struct {
	At               time.Time `json:"at"`
	Caller           string    `json:"caller,omitempty"` // name and role, as given
	Agency           string    `json:"agency,omitempty"` // the setting: Hill School
	AgencyType       string    `json:"agency_type"`      // code set agency_type
	Source           string    `json:"source,omitempty"` // code set referral_source
	Child            string    `json:"child,omitempty"`  // child subject, when the caller named one who is known
	Topic            string    `json:"topic,omitempty"`
	Threshold        string    `json:"threshold,omitempty"` // code set threshold: the level of need that was agreed
	Advice           string    `json:"advice,omitempty"`
	ConsentDiscussed YesNo     `json:"consent_discussed,omitempty"`
	Consent          string    `json:"consent,omitempty"`  // code set consent_advice
	Outcome          string    `json:"outcome,omitempty"`  // code set consultation_outcome
	Referral         string    `json:"referral,omitempty"` // the referral record that followed, when somebody linked it
	Worker           string    `json:"worker,omitempty"`   // who answered
	Minutes          int       `json:"minutes,omitempty"`

	Rang       time.Time      `json:"rang,omitzero"`        // when the caller rang, where they were called back later; else At
	Logged     time.Time      `json:"logged,omitzero"`      // when the call was first recorded with its advice (clock FD-05)
	Role       string         `json:"role,omitempty"`       // of the caller; Caller is then the name alone
	Phone      string         `json:"phone,omitempty"`      // where the caller can be reached
	Email      string         `json:"email,omitempty"`      // where the note goes
	Reason     string         `json:"reason,omitempty"`     // code set consultation_reason: why they rang
	Named      []ContactChild `json:"named,omitempty"`      // children whom the caller named, as typed; View, Subject and records are not used
	Strategies string         `json:"strategies,omitempty"` // what was agreed for obtaining consent and for helping first (SR-006)
	NoteSent   time.Time      `json:"note_sent,omitzero"`   // when the written note went to the caller
	Contact    string         `json:"contact,omitempty"`    // the contact subject that it was taken further as
	Helpful    string         `json:"helpful,omitempty"`    // code set consultation_feedback: what the caller said of the line (SR-007)
	Feedback   string         `json:"feedback,omitempty"`   // in the caller's words
}

// KindName is "consultation".
func (Consultation) KindName() string { return "consultation" }

// Valid refuses a call of no time or of the future, without the kind of agency, with unknown codes, or with advice on a consent that was not
// spoken of.
func (c Consultation) Valid(on day.Day) error {
	var f errs.Fields
	d := day.Day{}
	if !c.At.IsZero() {
		d = day.In(c.At)
	}
	needDay(&f, "at", d, on, "Enter when the call was answered")
	needText(&f, "agency_type", c.AgencyType, "Choose the kind of agency that the caller works for")
	checkCode(&f, "agency_type", "agency_type", c.AgencyType, d)
	checkCode(&f, "source", "referral_source", c.Source, d)
	checkCode(&f, "threshold", "threshold", c.Threshold, d)
	checkYesNo(&f, "consent_discussed", c.ConsentDiscussed)
	checkCode(&f, "consent", "consent_advice", c.Consent, d)
	checkCode(&f, "outcome", "consultation_outcome", c.Outcome, d)
	checkCode(&f, "reason", "consultation_reason", c.Reason, d)
	checkCode(&f, "helpful", "consultation_feedback", c.Helpful, d)
	if c.Rang.After(c.At) {
		f.Add("rang", "The caller must have rung before the call was answered")
	}
	if c.Consent != "" && c.ConsentDiscussed != Yes {
		f.Add("consent_discussed", "Say that consent was discussed, or leave out what was said of it")
	}
	if c.Minutes < 0 {
		f.Add("minutes", "The number must be 0 or more")
	}
	return f.Err()
}

// EarlyHelp is one time of help to a child and family below the threshold of social care: assessment, help, and its end (Annex A list 2, SSD early
// help episodes, measures EH-01 to EH-09).
type EarlyHelp struct {
	Started      day.Day `json:"started,omitzero"`
	Ended        day.Day `json:"ended,omitzero"`
	Family       string  `json:"family,omitempty"`       // family subject: who is helped together
	Source       string  `json:"source,omitempty"`       // code set referral_source: who asked for it
	AgencyType   string  `json:"agency_type,omitempty"`  // code set agency_type, of who asked
	StepDown     string  `json:"step_down,omitempty"`    // the referral record that it follows, when the child came down from social care
	Reason       string  `json:"reason,omitempty"`       // why the family is helped, in words
	Service      string  `json:"service,omitempty"`      // code set early_help_service
	Organisation string  `json:"organisation,omitempty"` // which did the assessment or employs the lead professional
	Worker       string  `json:"worker,omitempty"`
	Team         string  `json:"team,omitempty"`
	Assessed     day.Day `json:"assessment_started,omitzero"`
	Completed    day.Day `json:"assessment_completed,omitzero"`
	Outcome      string  `json:"outcome,omitempty"`      // code set early_help_outcome
	OutcomeNote  string  `json:"outcome_note,omitempty"` // why it ended, in words
	Referral     string  `json:"referral,omitempty"`     // the referral record that it was passed up as
	Case         string  `json:"case,omitempty"`         // the early_help_case subject, when the family's case was worked here
	Passed       string  `json:"passed,omitempty"`       // the referral record that the front door passed to early help
}

// KindName is "early_help".
func (EarlyHelp) KindName() string { return "early_help" }

// Valid refuses unknown codes and what ends before it starts.
func (e EarlyHelp) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "source", "referral_source", e.Source, e.Started)
	checkCode(&f, "agency_type", "agency_type", e.AgencyType, e.Started)
	checkCode(&f, "service", "early_help_service", e.Service, e.Started)
	checkCode(&f, "outcome", "early_help_outcome", e.Outcome, e.Ended)
	checkEnd(&f, "ended", e.Started, e.Ended)
	checkEnd(&f, "assessment_completed", e.Assessed, e.Completed)
	return f.Err()
}
