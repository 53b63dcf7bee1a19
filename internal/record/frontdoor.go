package record

import (
	"fmt"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Contact is what somebody told the front door, as it came in: one, about one or more children, before anybody has matched them. Its nature says
// whether somebody asks for a service (a referral: each child that is matched gets a Referral that waits) or tells of something that the front door
// screens (a contact: each child that is matched gets a ChildContact, and a Referral only when it is accepted as one).
// Children and adults are as the referrer typed them; Subject is set when the front door matches or creates the person.
type Contact struct {
	Reference  string         `json:"reference"` // on the receipt: short, no personal data
	Received   time.Time      `json:"received"`
	Account    string         `json:"account"` // who sent it, or who took it down for the referrer
	Referrer   Referrer       `json:"referrer"`
	Children   []ContactChild `json:"children"`
	Mother     ContactAdult   `json:"mother"`
	Father     ContactAdult   `json:"father"`
	Address    []string       `json:"address,omitempty"`
	Postcode   string         `json:"postcode,omitempty"`
	Concern    string         `json:"concern"`
	Strengths  string         `json:"strengths,omitempty"`
	Consent    string         `json:"consent"`                    // code set consent_basis
	WhyWithout string         `json:"why_without,omitempty"`      // code set consent_dispensed_reason
	Urgent     bool           `json:"urgent,omitempty"`           // immediate danger
	Feedback   []Feedback     `json:"feedback,omitempty"`         // outcomes told to the referrer, one a child
	OtherNote  string         `json:"why_without_note,omitempty"` // the reason in words when no code says it; WhyWithout is then empty

	Nature       string    `json:"nature,omitempty"`       // code set contact_nature; empty is a referral
	Channel      string    `json:"channel,omitempty"`      // code set contact_channel; empty is the form on the web
	Rating       string    `json:"rating,omitempty"`       // code set contact_rating: how soon it is to be decided
	OutOfHours   bool      `json:"out_of_hours,omitempty"` // taken by the emergency duty team
	Night        Night     `json:"night,omitzero"`         // what that team did, for the day to take on
	Acknowledged time.Time `json:"acknowledged,omitzero"`  // when the referrer was told that it came in (clock FD-02)
	Confirmed    time.Time `json:"confirmed,omitzero"`     // when a telephone referral was confirmed in writing (clock FD-04)
	Consultation string    `json:"consultation,omitempty"` // the call to the consultation line that it came from
}

// The natures of a contact.
const (
	AsksForService = "referral"
	TellsOf        = "contact"
)

// Night is what the out-of-hours team hands over: what it did, what is still to be done, and who of the day team took it on.
type Night struct {
	Did   string    `json:"did,omitempty"`
	Needs string    `json:"needs,omitempty"`
	Taken time.Time `json:"taken,omitzero"`
	By    string    `json:"by,omitempty"` // worker
}

// Referrer is who sent a contact. The agency and the person are separate facts (acceptance scenario 1).
type Referrer struct {
	Agency     string `json:"agency"`
	AgencyType string `json:"agency_type"` // code set agency_type
	Source     string `json:"source"`      // code set referral_source
	Name       string `json:"name"`
	Role       string `json:"role"`
	Phone      string `json:"phone,omitempty"`
	Email      string `json:"email,omitempty"`
}

// ContactChild is a child as the referrer described them.
type ContactChild struct {
	Given     string  `json:"given"`
	Family    string  `json:"family"`
	Birth     day.Day `json:"birth,omitzero"`
	Expected  day.Day `json:"expected,omitzero"`
	Sex       string  `json:"sex,omitempty"`
	Ethnicity string  `json:"ethnicity,omitempty"`
	Language  string  `json:"language,omitempty"`
	UPN       string  `json:"upn,omitempty"`
	View      string  `json:"view,omitempty"` // what the child says
	Subject   string  `json:"subject,omitempty"`
	Referral  string  `json:"referral,omitempty"` // this child's own referral record: of a referral made with the match, of a contact made when it is accepted as one
	AtDoor    string  `json:"at_door,omitempty"`  // this child's own child_contact record, made with the match, where the whole is a contact
}

// ContactAdult is a parent as the referrer described them. Known says whether the referrer asked: "yes", "not_known",
// "not_asked" with the reason in Why (SR-009: fathers are asked for).
type ContactAdult struct {
	Known   string  `json:"known,omitempty"`
	Why     string  `json:"why,omitempty"`
	Given   string  `json:"given,omitempty"`
	Family  string  `json:"family,omitempty"`
	Birth   day.Day `json:"birth,omitzero"`
	Phone   string  `json:"phone,omitempty"`
	Subject string  `json:"subject,omitempty"`
}

// Feedback is the outcome told to the referrer about one child. It is written with the decision, so that a child with
// feedback is a child decided.
type Feedback struct {
	Child    int       `json:"child"` // position in Children
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Decision string    `json:"decision"` // code set referral_decision
	Text     string    `json:"text"`
}

// KindName is "contact".
func (Contact) KindName() string { return "contact" }

// Screened says whether it is to be screened: nobody has asked for a service, and a referral is made only of what is accepted as one.
func (c Contact) Screened() bool { return c.Nature == TellsOf }

// Told is what the referrer was told about the child at a position, if the decision is made.
func (c Contact) Told(child int) (Feedback, bool) {
	for _, f := range c.Feedback {
		if f.Child == child {
			return f, true
		}
	}
	return Feedback{}, false
}

// Open says whether a child of the contact still waits for a decision.
func (c Contact) Open() bool {
	for i := range c.Children {
		if _, told := c.Told(i); !told {
			return true
		}
	}
	return false
}

// Valid refuses unknown codes.
func (c Contact) Valid(on day.Day) error {
	var f errs.Fields
	checkCode(&f, "source", "referral_source", c.Referrer.Source, on)
	checkCode(&f, "agency_type", "agency_type", c.Referrer.AgencyType, on)
	checkCode(&f, "consent", "consent_basis", c.Consent, on)
	checkCode(&f, "nature", "contact_nature", c.Nature, on)
	checkCode(&f, "channel", "contact_channel", c.Channel, on)
	checkCode(&f, "rating", "contact_rating", c.Rating, on)
	checkCode(&f, "why_without", "consent_dispensed_reason", c.WhyWithout, on)
	for i, ch := range c.Children {
		checkCode(&f, fmt.Sprintf("child-%d-sex", i), "sex", ch.Sex, on)
		checkCode(&f, fmt.Sprintf("child-%d-ethnicity", i), "ethnicity", ch.Ethnicity, on)
	}
	for _, told := range c.Feedback {
		checkCode(&f, "decision", "referral_decision", told.Decision, on)
	}
	return f.Err()
}

// Referral is a referral of one child and what was decided: the start of a children-in-need episode (CIN census
// CINdetails). The assessment clock runs from Date.
type Referral struct {
	Contact     string    `json:"contact,omitempty"` // the contact it came in
	Date        day.Day   `json:"date"`              // CINreferralDate
	Source      string    `json:"source,omitempty"`  // code set referral_source
	Agency      string    `json:"agency,omitempty"`
	Decision    string    `json:"decision,omitempty"`  // code set referral_decision; empty while it waits
	Threshold   string    `json:"threshold,omitempty"` // code set threshold
	Rationale   string    `json:"rationale,omitempty"`
	DecidedBy   string    `json:"decided_by,omitempty"` // worker
	Decided     time.Time `json:"decided,omitzero"`
	PrimaryNeed string    `json:"primary_need,omitempty"` // code set primary_need
	NFA         bool      `json:"nfa,omitempty"`          // ReferralNFA
	Team        string    `json:"team,omitempty"`
	Closed      day.Day   `json:"closed,omitzero"`
	Closure     string    `json:"closure,omitempty"`        // code set reason_for_closure
	ClosedBy    string    `json:"closed_by,omitempty"`      // worker who closed the case, or stepped it down
	ClosedWhy   string    `json:"closed_because,omitempty"` // the reason in words
}

// KindName is "referral".
func (Referral) KindName() string { return "referral" }

// Waiting says whether the referral came in through the front door and waits for its decision. An imported referral has no
// decision to wait for.
func (r Referral) Waiting() bool { return r.Contact != "" && r.Decision == "" && r.Closed.IsZero() }

// Valid refuses unknown codes. Dates that contradict each other are not refused here: what a census brings is kept as it
// came, and the rules of the return name it.
func (r Referral) Valid(on day.Day) error {
	var f errs.Fields
	checkCode(&f, "source", "referral_source", r.Source, r.Date)
	checkCode(&f, "decision", "referral_decision", r.Decision, on)
	checkCode(&f, "threshold", "threshold", r.Threshold, on)
	checkCode(&f, "primary_need", "primary_need", r.PrimaryNeed, r.Date)
	checkCode(&f, "closure", "reason_for_closure", r.Closure, r.Closed)
	return f.Err()
}

// Allocation is a worker's or team's responsibility for a child.
type Allocation struct {
	Worker string  `json:"worker,omitempty"`
	Team   string  `json:"team"`
	Role   string  `json:"role"` // allocated, chair, personal_adviser
	From   day.Day `json:"from"`
	To     day.Day `json:"to,omitzero"`
	Reason string  `json:"reason,omitempty"`
	Change string  `json:"change,omitempty"` // code set SW_REASON: why the social worker changed, as the SSDA903 asks

	Priority string  `json:"priority,omitempty"` // code set case_priority: how soon a case that waits in a team needs a worker
	Review   day.Day `json:"review,omitzero"`    // when the manager looks at the allocation again
}

// KindName is "allocation".
func (Allocation) KindName() string { return "allocation" }

// Valid refuses an unknown reason or priority.
func (a Allocation) Valid(on day.Day) error {
	var f errs.Fields
	checkCode(&f, "change", "SW_REASON", a.Change, day.Day{})
	checkCode(&f, "priority", "case_priority", a.Priority, on)
	return f.Err()
}
