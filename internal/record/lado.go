package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// LADOReferral is an allegation against somebody who works with children, as the local authority designated officer handles it. Its subject is its
// own and lies in the LADO compartment: to everybody else it does not exist, in any list or count that names it (access.LADOCompartment). A
// child's records never say that there is one (seed requirements SR-034 to SR-040; measures LADO-01 to LADO-06).
type LADOReferral struct {
	Reference     string    `json:"reference"`                // L-2026-014: no personal data
	Known         day.Day   `json:"known,omitzero"`           // when the employer came to know (clock LADO-01)
	Received      day.Day   `json:"received"`                 // in writing
	Consultation  bool      `json:"consultation,omitempty"`   // a question, not a referral: counted apart
	Person        string    `json:"person,omitempty"`         // the adult's name
	Position      string    `json:"position,omitempty"`       // code set lado_position
	Job           string    `json:"job,omitempty"`            // what they do, in words
	Setting       string    `json:"setting,omitempty"`        // where they do it
	Sector        string    `json:"sector,omitempty"`         // code set lado_sector
	Source        string    `json:"source,omitempty"`         // code set referral_source: who referred
	Category      string    `json:"category,omitempty"`       // code set lado_category
	Concern       string    `json:"concern,omitempty"`        // what is alleged
	Children      []string  `json:"children,omitempty"`       // child subjects
	ImmediateRisk bool      `json:"immediate_risk,omitempty"` // somebody is in danger now
	Triage        string    `json:"triage,omitempty"`         // code set lado_triage
	Triaged       day.Day   `json:"triaged,omitzero"`
	Officer       string    `json:"officer,omitempty"`  // the LADO whose work it is
	Meetings      []day.Day `json:"meetings,omitempty"` // allegations management meetings
	Reviews       []day.Day `json:"reviews,omitempty"`
	Outcome       string    `json:"outcome,omitempty"` // code set lado_outcome
	Closed        day.Day   `json:"closed,omitzero"`

	At         time.Time  `json:"at,omitzero"`             // the instant it was received, where it is known
	Account    string     `json:"account,omitempty"`       // who sent the written form, or typed in what came another way
	Referrer   Referrer   `json:"referrer,omitzero"`       // the person who referred, and how to reach them
	Born       day.Day    `json:"born,omitzero"`           // of the adult: how long the record is kept follows from it
	OtherRoles []LADORole `json:"other_roles,omitempty"`   // where else the adult works or helps with children
	Named      string     `json:"children_said,omitempty"` // the children, as the referrer named them
	Happened   day.Day    `json:"happened,omitzero"`       // the day of what is alleged: retention counts from it

	Priority    string    `json:"priority,omitempty"` // code set lado_priority
	ActBy       day.Day   `json:"act_by,omitzero"`    // until when the next step is to be taken, by the priority
	Decided     time.Time `json:"decided,omitzero"`   // the instant of the triage
	DecidedBy   string    `json:"decided_by,omitempty"`
	Rationale   string    `json:"rationale,omitempty"` // why the triage went so
	Advice      string    `json:"advice,omitempty"`    // what the referrer is told to do
	Police      day.Day   `json:"police,omitzero"`     // since when the police investigate: noted, no clock stops
	PoliceEnded day.Day   `json:"police_ended,omitzero"`

	Suspended      day.Day `json:"suspended,omitzero"`            // by the employer (clock LADO-08)
	SuspensionTold day.Day `json:"suspension_confirmed,omitzero"` // the letter was sent
	Dismissed      day.Day `json:"dismissed,omitzero"`            // or would have been, had they not left (clock LADO-09)
	BarringTold    day.Day `json:"barring_told,omitzero"`         // the employer referred to the DBS
	Regulator      string  `json:"regulator,omitempty"`           // which was told, when there is one
	OutcomeNote    string  `json:"outcome_note,omitempty"`
	ClosedBy       string  `json:"closed_by,omitempty"`
	Feedback       *int    `json:"feedback,omitempty"` // of the referrer on how the LADO worked, 1 to 5
	FeedbackNote   string  `json:"feedback_note,omitempty"`
	KeepUntil      day.Day `json:"keep_until,omitzero"` // kept longer than the rule asks, until then
	KeepReason     string  `json:"keep_reason,omitempty"`
	DestroyAsked   day.Day `json:"destroy_asked,omitzero"` // its time is over, and one LADO asked another to destroy it
	DestroyAskedBy string  `json:"destroy_asked_by,omitempty"`
}

// LADORole is one more place where the adult of an allegation works or helps with children.
type LADORole struct {
	Position string  `json:"position,omitempty"` // code set lado_position
	Job      string  `json:"job,omitempty"`
	Setting  string  `json:"setting,omitempty"`
	Sector   string  `json:"sector,omitempty"` // code set lado_sector
	Told     day.Day `json:"told,omitzero"`    // when that setting was told
}

// KindName is "lado_referral".
func (LADOReferral) KindName() string { return "lado_referral" }

// Valid refuses a referral of no day or of the future, unknown codes, children who are none, one closed before it came, and an outcome without an
// end.
func (l LADOReferral) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "reference", l.Reference, "Give the referral a reference without personal data")
	needDay(&f, "received", l.Received, on, "Enter the day the referral was received")
	if l.Known.After(l.Received) {
		f.Add("known", "The employer knew of it before it was referred")
	}
	checkCode(&f, "position", "lado_position", l.Position, l.Received)
	checkCode(&f, "sector", "lado_sector", l.Sector, l.Received)
	checkCode(&f, "source", "referral_source", l.Source, l.Received)
	checkCode(&f, "category", "lado_category", l.Category, l.Received)
	checkCode(&f, "triage", "lado_triage", l.Triage, l.Received)
	checkCode(&f, "outcome", "lado_outcome", l.Outcome, l.Closed)
	for _, c := range l.Children {
		if SubjectType(c) != ChildSubject {
			f.Add("children", "Choose a child")
		}
	}
	for _, d := range l.Meetings {
		checkEnd(&f, "meetings", l.Received, d)
	}
	for _, d := range l.Reviews {
		checkEnd(&f, "reviews", l.Received, d)
	}
	checkEnd(&f, "triaged", l.Received, l.Triaged)
	checkEnd(&f, "closed", l.Received, l.Closed)
	if l.Outcome != "" && l.Closed.IsZero() {
		f.Add("closed", "Enter the day the allegation was closed with this outcome")
	}
	l.validHandling(&f, on)
	return f.Err()
}

// validHandling checks what the LADO adds while the allegation is dealt with.
func (l LADOReferral) validHandling(f *errs.Fields, on day.Day) {
	checkCode(f, "priority", "lado_priority", l.Priority, l.Received)
	checkCode(f, "agency_type", "agency_type", l.Referrer.AgencyType, l.Received)
	for _, r := range l.OtherRoles {
		checkCode(f, "other_position", "lado_position", r.Position, l.Received)
		checkCode(f, "other_sector", "lado_sector", r.Sector, l.Received)
	}
	for _, d := range []struct {
		field string
		day   day.Day
	}{
		{"happened", l.Happened}, {"born", l.Born}, {"police", l.Police}, {"police_ended", l.PoliceEnded}, {"suspended", l.Suspended},
		{"suspension_confirmed", l.SuspensionTold}, {"dismissed", l.Dismissed}, {"barring_told", l.BarringTold},
	} {
		if d.day.After(on) {
			f.Add(d.field, "The date must be today or in the past")
		}
	}
	checkEnd(f, "police_ended", l.Police, l.PoliceEnded)
	checkEnd(f, "suspension_confirmed", l.Suspended, l.SuspensionTold)
	checkEnd(f, "barring_told", l.Dismissed, l.BarringTold)
	if l.Feedback != nil && (*l.Feedback < 1 || *l.Feedback > 5) {
		f.Add("feedback", "The mark must be between 1 and 5")
	}
	if !l.KeepUntil.IsZero() && l.KeepReason == "" {
		f.Add("keep_reason", "Say why the record is kept longer")
	}
}
