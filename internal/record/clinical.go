package record

import (
	"fmt"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// ClinicalReferral is a child's referral to the council's own clinical service: psychologists and therapists beside social workers. It holds the wait,
// every appointment and what came of it, what was measured at the start and at the end, and the decision that ends it (seed requirements SR-166,
// SR-167; measures CS-01 to CS-04).
type ClinicalReferral struct {
	Reference  string  `json:"reference"` // short, no personal data
	Referred   day.Day `json:"referred"`
	Source     string  `json:"source"`            // code set referral_source
	By         string  `json:"by,omitempty"`      // who asks, in words
	Account    string  `json:"account,omitempty"` // who typed it in
	Need       string  `json:"need"`              // what help is asked for
	Views      string  `json:"views,omitempty"`   // what the child or young person says
	Priority   string  `json:"priority"`          // code set clinical_priority
	PlanThen   string  `json:"plan_then"`         // code set plan_status: the child's plan when the referral came
	Consent    string  `json:"consent,omitempty"` // code set service_consent
	Accepted   day.Day `json:"accepted,omitzero"`
	AcceptedBy string  `json:"accepted_by,omitempty"`

	Team         string            `json:"team"`
	Worker       string            `json:"worker,omitempty"`
	Appointments []Appointment     `json:"appointments,omitempty"` // in the order of booking
	Measures     []ClinicalMeasure `json:"measures,omitempty"`
	Closed       day.Day           `json:"closed,omitzero"`
	Outcome      string            `json:"outcome,omitempty"` // code set clinical_outcome
	Why          string            `json:"why,omitempty"`
	ClosedBy     string            `json:"closed_by,omitempty"`
}

// Appointment is one appointment, and what came of it. An appointment that was not kept ends nothing: somebody decides what follows.
type Appointment struct {
	At      time.Time `json:"at"`
	With    string    `json:"with,omitempty"`    // worker, or words
	Outcome string    `json:"outcome,omitempty"` // code set appointment_outcome; none while it is to come
	Note    string    `json:"note,omitempty"`
	Follow  string    `json:"follow,omitempty"` // what was decided after one that was not kept
	Decided day.Day   `json:"decided,omitzero"`
	By      string    `json:"by,omitempty"` // who decided
}

// ClinicalMeasure is one score of a questionnaire that is used at the start and again at the end.
type ClinicalMeasure struct {
	On     day.Day `json:"on"`
	Tool   string  `json:"tool"`   // code set clinical_tool
	Moment string  `json:"moment"` // code set measure_moment
	Score  int     `json:"score"`
}

// What may come of an appointment (code set appointment_outcome).
const (
	AppointmentKept     = "kept"
	AppointmentMissed   = "did_not_attend"
	CancelledByFamily   = "cancelled_family"
	CancelledByService  = "cancelled_service"
	NoPlan              = "none"
	PlanInNeed          = "cin"
	PlanProtection      = "cp"
	NotEngaged          = "not_engaged" // an end of a clinical referral
	ClinicalNotAccepted = "not_accepted"
)

// KindName is "clinical_referral".
func (ClinicalReferral) KindName() string { return "clinical_referral" }

// Valid refuses a referral without a day, a need, a priority and a team, unknown codes, days out of order, an outcome of an appointment that is still
// to come, scores that no tool has, and an end without a decision.
func (c ClinicalReferral) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "reference", c.Reference, "Give the referral a reference without personal data")
	needDay(&f, "referred", c.Referred, on, "Enter the day on which the referral came")
	needText(&f, "source", c.Source, "Choose where the referral comes from")
	needText(&f, "need", c.Need, "Write what help is asked for")
	needText(&f, "priority", c.Priority, "Choose how soon the child needs help")
	needText(&f, "team", c.Team, "Choose the team")
	for _, code := range []struct{ field, set, code string }{
		{"source", "referral_source", c.Source}, {"priority", "clinical_priority", c.Priority}, {"plan_then", "plan_status", c.PlanThen}, {"consent", "service_consent", c.Consent},
	} {
		checkCode(&f, code.field, code.set, code.code, c.Referred)
	}
	pastAfter(&f, "accepted", c.Referred, c.Accepted, on)
	pastAfter(&f, "closed", c.Referred, c.Closed, on)
	for i, a := range c.Appointments {
		when := day.In(a.At)
		if a.At.IsZero() || when.Before(c.Referred) {
			f.Add("at", "Enter the day of the appointment: not before the referral")
		}
		checkCode(&f, fmt.Sprintf("appointment-%d", i), "appointment_outcome", a.Outcome, when)
		if (a.Outcome == AppointmentKept || a.Outcome == AppointmentMissed) && when.After(on) {
			f.Add(fmt.Sprintf("appointment-%d", i), "This appointment is still to come")
		}
	}
	for _, m := range c.Measures {
		needDay(&f, "on", m.On, on, "Enter the day on which it was filled in")
		needText(&f, "tool", m.Tool, "Choose what was measured with")
		needText(&f, "moment", m.Moment, "Choose whether it is the start or the end")
		checkCode(&f, "tool", "clinical_tool", m.Tool, m.On)
		checkCode(&f, "moment", "measure_moment", m.Moment, m.On)
		if top, ok := highest[m.Tool]; m.Score < 0 || ok && m.Score > top {
			f.Add("score", "The score must be from 0 to %d", top)
		}
	}
	checkClosing(&f, "clinical_outcome", c.Closed, c.Outcome, c.Why)
	return f.Err()
}

// highest is the highest score that a tool can have: total difficulties of the SDQ, all items of the RCADS, of the CORE and YP-CORE, of a goal.
var highest = map[string]int{"sdq": 40, "rcads": 141, "core_10": 40, "yp_core": 40, "goal": 10}
