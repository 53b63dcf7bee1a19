package frontdoor

import (
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/task"
	"throughline/internal/workday"
)

// The time limits of the front door.
const (
	Limit        = "FD-01" // the decision on a referral and the word to the referrer: one working day from receipt
	Acknowledge  = "FD-02" // the referrer hears that it came in: three working days; after that they follow up
	Triage       = "FD-03" // the decision on a contact, and the answer to an enquiry: hours by priority, that run at night and at weekends
	Confirmation = "FD-04" // a professional's telephone referral confirmed in writing: 48 hours
)

// Clocks are the time limits that run from what the front door records.
func Clocks() []string { return []string{Limit, Acknowledge, Triage, Confirmation} }

// stamp is who acts, and when.
type stamp struct {
	actor access.Actor
	now   time.Time
}

// Due is the last day for deciding a referral received at a moment.
func Due(b *clock.Book, received time.Time) day.Day {
	return dueBy(b, Limit, "", received).Day()
}

// dueBy is the end of a limit from an instant; of a limit with a point for each priority, that of the priority. It is zero when there is none.
func dueBy(b *clock.Book, id, rating string, from time.Time) clock.Moment {
	def, err := b.Lookup(id)
	if err != nil {
		return clock.Moment{}
	}
	if rating != "" {
		at, ok := def.At(rating)
		if !ok {
			return clock.Moment{}
		}
		def = at
	}
	return b.Due(def, clock.At(from)).By
}

// due is until when a contact is to be decided: a referral by FD-01, a contact by its priority.
func (r Room) due(c record.Contact) clock.Moment { return dueOf(r.Book, c) }

func dueOf(b *clock.Book, c record.Contact) clock.Moment {
	if c.Screened() {
		return dueBy(b, Triage, c.Rating, c.Received)
	}
	return clock.On(Due(b, c.Received))
}

// limitOf is the id of the time limit for the decision.
func limitOf(c record.Contact) string {
	if c.Screened() {
		return Triage
	}
	return Limit
}

// Met is when the limit was met: the moment at which the last child had a decision, with decider and time, and the referrer was told.
// It is zero while a child waits.
func Met(c record.Contact) time.Time {
	var last time.Time
	if c.Open() {
		return last
	}
	for _, f := range c.Feedback {
		if f.At.After(last) {
			last = f.At
		}
	}
	return last
}

// AcknowledgedAt is when the referrer heard that it came in: at once by the form, else when somebody told them, at the latest with the first decision. It is
// zero until then.
func AcknowledgedAt(c record.Contact) time.Time {
	at := c.Acknowledged
	if at.IsZero() && told(c.Channel) {
		at = c.Received
	}
	for _, f := range c.Feedback {
		if at.IsZero() || f.At.Before(at) {
			at = f.At
		}
	}
	return at
}

// ToConfirm says whether a contact is a telephone referral that its referrer is to confirm in writing: a professional rang, and it was accepted as a referral or
// waits for its decision (clock FD-04). What goes no further needs no writing.
func ToConfirm(c record.Contact) bool {
	if c.Channel != "phone" || c.Referrer.AgencyType == "" {
		return false
	}
	if c.Open() || !c.Screened() {
		return true
	}
	for _, ch := range c.Children {
		if ch.Referral != "" {
			return true
		}
	}
	return false
}

// Waits says whether a contact is in the front door's queue: a child waits for a decision, the night's work for somebody to take it on, the referrer for word that
// it came in, or the front door for the referrer's writing.
func Waits(c record.Contact) bool {
	return c.Open() || NightWaits(c) || AcknowledgedAt(c).IsZero() || ToConfirm(c) && c.Confirmed.IsZero()
}

// Urgent says whether a contact is not to wait in a list unseen: somebody says that a child is in danger now, or it has the first priority.
func Urgent(c record.Contact) bool { return c.Urgent || c.Rating == "red" }

// Tasks is the rule for the front door's queue: a row for each decision that waits, and one for each other thing that has a limit.
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) []task.Task {
		c, ok := story.Latest[record.Contact](s)
		if !ok {
			return nil
		}
		what := "Decide referral "
		if c.Body.Screened() {
			what = "Decide contact "
		}
		base := task.Task{Record: c.ID, Started: clock.At(c.Body.Received), Queue: task.FrontDoor}
		decide := base
		decide.Clock, decide.Title, decide.Due, decide.Met = limitOf(c.Body), what+c.Body.Reference, dueOf(b, c.Body), clock.At(Met(c.Body))
		decide.Urgent = Urgent(c.Body)
		out := []task.Task{decide}
		if !told(c.Body.Channel) { // else the referrer knew at once
			hear := base
			hear.Clock, hear.Title = Acknowledge, "Tell the referrer that "+c.Body.Reference+" came in"
			hear.Due, hear.Met = dueBy(b, Acknowledge, "", c.Body.Received), clock.At(AcknowledgedAt(c.Body))
			out = append(out, hear)
		}
		if ToConfirm(c.Body) {
			confirm := base
			confirm.Clock, confirm.Title = Confirmation, "Written confirmation of "+c.Body.Reference
			confirm.Due, confirm.Met = dueBy(b, Confirmation, "", c.Body.Received), clock.At(c.Body.Confirmed)
			out = append(out, confirm)
		}
		if NightWaits(c.Body) || !c.Body.Night.Taken.IsZero() {
			night := base
			night.Title, night.Met = "Take on what the night did on "+c.Body.Reference, clock.At(c.Body.Night.Taken)
			out = append(out, night)
		}
		for _, e := range story.All[record.AgencyEnquiry](s) {
			if e.Body.Open() || !e.Body.Answered.IsZero() { // one that is no longer needed has no clock
				out = append(out, task.Task{
					Record: e.ID, Clock: Triage, Title: "Answer of " + agencyWords(e.Body.AgencyType) + " on " + c.Body.Reference, Started: clock.At(e.Body.Asked),
					Due: dueBy(b, Triage, e.Body.Rating, e.Body.Asked), Met: clock.At(e.Body.Answered), Queue: task.FrontDoor, Urgent: e.Body.Rating == "red",
				})
			}
			if c.Body.Open() && !e.Body.Answered.IsZero() { // whoever asked hears that it came back, until the decision is made
				out = append(out, task.Task{
					Record: e.ID, Title: "Read the answer of " + agencyWords(e.Body.AgencyType) + " on " + c.Body.Reference, Started: clock.At(e.Body.Answered),
					Worker: e.Body.AskedBy, Urgent: e.Body.Rating == "red",
				})
			}
		}
		return out
	}
}

func agencyWords(kind string) string {
	s, _ := codes.Set("agency_type")
	return s.Label(kind)
}

// OutOfHours says whether a moment is outside office hours: before nine, from five, at weekends and on bank holidays, as the measure FD-17 has it.
func OutOfHours(b *clock.Book, at time.Time) bool {
	hour := at.In(day.London).Hour()
	return hour < 9 || hour >= 17 || !b.Calendars().Working(workday.EW).IsWorkingDay(day.In(at))
}

// Hours is how long a contact of a priority may wait for its decision, and an agency for its answer; 0 when there is no such priority.
func Hours(b *clock.Book, rating string) int {
	def, err := b.Lookup(Triage)
	if err != nil {
		return 0
	}
	at, ok := def.At(rating)
	if !ok {
		return 0
	}
	return at.Limit.N
}
