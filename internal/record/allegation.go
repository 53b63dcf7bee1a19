package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// AllegationMeeting is one meeting about an allegation, or one review of it by the LADO alone: who came, what was weighed, who does what until
// when. It lies in the story of its LADOReferral, and so in the LADO compartment. The days in LADOReferral.Meetings and Reviews are those of
// which nothing else is known.
type AllegationMeeting struct {
	At         time.Time    `json:"at"`
	Type       string       `json:"type"` // code set lado_meeting
	Chair      string       `json:"chair,omitempty"`
	Attendees  []Attendee   `json:"attendees,omitempty"`
	Discussion string       `json:"discussion,omitempty"` // what was shared and weighed; for a review, why it is still open
	Decisions  string       `json:"decisions,omitempty"`
	Actions    []TaskAgreed `json:"actions,omitempty"`
	Next       day.Day      `json:"next,omitzero"` // the next meeting
}

// Attendee is somebody at a meeting, or who was asked and sent apologies.
type Attendee struct {
	Name      string `json:"name"`
	Agency    string `json:"agency,omitempty"`
	Role      string `json:"role,omitempty"`
	Apologies bool   `json:"apologies,omitempty"`
}

// TaskAgreed is what somebody is to do.
type TaskAgreed struct {
	What string  `json:"what"`
	Who  string  `json:"who,omitempty"`
	By   day.Day `json:"by,omitzero"`
	Done day.Day `json:"done,omitzero"`
	Note string  `json:"note,omitempty"` // the evidence that it was done
}

// KindName is "allegation_meeting".
func (AllegationMeeting) KindName() string { return "allegation_meeting" }

// Valid refuses a meeting of no day or of the future, an unknown type, somebody without a name and an action of no words.
func (m AllegationMeeting) Valid(on day.Day) error {
	var f errs.Fields
	d := day.Day{}
	if !m.At.IsZero() {
		d = day.In(m.At)
	}
	needDay(&f, "at", d, on, "Enter the day of the meeting")
	needText(&f, "type", m.Type, "Choose what kind of meeting it was")
	checkCode(&f, "type", "lado_meeting", m.Type, d)
	checkMeeting(&f, m.Attendees, m.Actions, on)
	return f.Err()
}

// checkMeeting notes people without a name, and actions that say nothing or were done in the future.
func checkMeeting(f *errs.Fields, people []Attendee, actions []TaskAgreed, on day.Day) {
	for _, a := range people {
		needText(f, "attendees", a.Name, "Give the name of each who was there")
	}
	for _, a := range actions {
		needText(f, "actions", a.What, "Say what is to be done")
		if a.Done.After(on) {
			f.Add("actions", "An action was done today or in the past")
		}
	}
}

// SafeguardingLead is who answers for safeguarding in a school, nursery or other setting: the register of designated leads whom the LADO
// works with (seed requirement SR-034). Its subject is the setting.
type SafeguardingLead struct {
	Setting string  `json:"setting"`
	Sector  string  `json:"sector"` // code set lado_sector
	Name    string  `json:"name"`
	Role    string  `json:"role,omitempty"`
	Phone   string  `json:"phone,omitempty"`
	Email   string  `json:"email,omitempty"`
	Trained day.Day `json:"trained,omitzero"`
	From    day.Day `json:"from,omitzero"`
	To      day.Day `json:"to,omitzero"`
}

// KindName is "safeguarding_lead".
func (SafeguardingLead) KindName() string { return "safeguarding_lead" }

// Valid refuses a lead without a name or setting, an unknown sector, and training of the future.
func (l SafeguardingLead) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "setting", l.Setting, "Enter the name of the setting")
	needText(&f, "name", l.Name, "Enter the name of the safeguarding lead")
	needText(&f, "sector", l.Sector, "Choose what kind of setting it is")
	checkCode(&f, "sector", "lado_sector", l.Sector, on)
	if l.Trained.After(on) {
		f.Add("trained", "The day of training must be today or in the past")
	}
	checkEnd(&f, "to", l.From, l.To)
	return f.Err()
}
