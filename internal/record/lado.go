package record

import (
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
	return f.Err()
}
