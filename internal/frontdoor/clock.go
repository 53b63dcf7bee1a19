package frontdoor

import (
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// Limit is the id of the time limit for the decision and the word to the referrer: one working day from receipt.
const Limit = "FD-01"

// stamp is who acts, and when.
type stamp struct {
	actor access.Actor
	now   time.Time
}

// Due is the last day for deciding a referral received at a moment.
func Due(b *clock.Book, received time.Time) day.Day {
	def, err := b.Lookup(Limit)
	if err != nil {
		return day.Day{}
	}
	return b.Due(def, clock.At(received)).By.Day()
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

// Tasks is the rule for the front door's queue: one row a referral.
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) []task.Task {
		c, ok := story.Latest[record.Contact](s)
		if !ok {
			return nil
		}
		return []task.Task{{
			Record: c.ID, Clock: Limit, Title: "Decide referral " + c.Body.Reference, Started: clock.At(c.Body.Received),
			Due: clock.On(Due(b, c.Body.Received)), Met: clock.At(Met(c.Body)), Queue: task.FrontDoor, Urgent: c.Body.Urgent,
		}}
	}
}
