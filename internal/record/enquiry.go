package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// AgencyEnquiry is one question that the front door puts to one agency about a contact, and its answer: multi-agency screening. Each has its own
// clock, which runs from Asked by the hours of its priority (clock FD-03). Its subject is the contact.
type AgencyEnquiry struct {
	Agency     string    `json:"agency"`
	AgencyType string    `json:"agency_type"`      // code set agency_type
	Rating     string    `json:"rating"`           // code set contact_rating: how soon the answer is needed
	Question   string    `json:"question"`         // what is asked
	Lawful     string    `json:"lawful,omitempty"` // why the agency may share it: consent or the reason without
	Asked      time.Time `json:"asked"`
	AskedBy    string    `json:"asked_by"`            // worker
	Chased     time.Time `json:"chased,omitzero"`     // when it was last asked again
	Answered   time.Time `json:"answered,omitzero"`   // when the agency answered
	Answer     string    `json:"answer,omitempty"`    // what it knows; "nothing known" is an answer
	Answerer   string    `json:"answerer,omitempty"`  // who answered, as given
	TakenBy    string    `json:"taken_by,omitempty"`  // worker who wrote the answer down
	Ended      time.Time `json:"ended,omitzero"`      // no longer needed: decided without it
	WhyEnded   string    `json:"why_ended,omitempty"` // in words
}

// KindName is "agency_enquiry".
func (AgencyEnquiry) KindName() string { return "agency_enquiry" }

// Open says whether the answer is still awaited.
func (e AgencyEnquiry) Open() bool { return e.Answered.IsZero() && e.Ended.IsZero() }

// Valid refuses an enquiry to nobody or of no time, unknown codes, and an answer that came before the question.
func (e AgencyEnquiry) Valid(on day.Day) error {
	var f errs.Fields
	d := day.Day{}
	if !e.Asked.IsZero() {
		d = day.In(e.Asked)
	}
	needDay(&f, "asked", d, on, "Enter when the agency was asked")
	needText(&f, "agency", e.Agency, "Enter the agency that is asked")
	needText(&f, "agency_type", e.AgencyType, "Choose the kind of agency")
	needText(&f, "rating", e.Rating, "Choose how soon the answer is needed")
	checkCode(&f, "agency_type", "agency_type", e.AgencyType, d)
	checkCode(&f, "rating", "contact_rating", e.Rating, d)
	if !e.Answered.IsZero() {
		needText(&f, "answer", e.Answer, "Write what the agency answered; if it knows nothing, write that")
		if e.Answered.Before(e.Asked) {
			f.Add("answered", "The answer cannot be earlier than the question")
		}
	}
	if !e.Ended.IsZero() {
		needText(&f, "why_ended", e.WhyEnded, "Write why the answer is no longer needed")
	}
	return f.Err()
}
