package subjectaccess

import (
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// Limit is the time limit of an answer: a month, which stands while something is asked of the requester, and two months more where it was extended.
const Limit = "IG-01"

// furtherMonths is what an extension gives.
const furtherMonths = 2

// status is how the clock of a request stood when the last thing happened to it: a function of the request alone.
func status(b *clock.Book, q record.AccessRequest) (clock.Status, bool) {
	def, err := b.Lookup(Limit)
	if err != nil || q.Received.IsZero() {
		return clock.Status{}, false
	}
	events, now, stood := []clock.Event{{Kind: clock.Started, When: clock.On(q.Received)}}, q.Received, 0
	extended := q.ExtendedOn.IsZero()
	extend := func() {
		// Three months from receipt, and the days on which the clock stood (article 12(3): two further months).
		to := b.Calendars().MonthsRolled(q.Received, 1+furtherMonths).Add(stood)
		if stood > 0 {
			to = b.Calendars().Working(def.Limit.Calendar).OnOrAfter(to)
		}
		events, extended = append(events, clock.Event{Kind: clock.Extended, When: clock.On(q.ExtendedOn), To: clock.On(to), By: q.Handler, Reason: q.WhyExtended}), true
	}
	for _, s := range q.Stops {
		if !extended && q.ExtendedOn.Before(s.Asked) {
			extend()
		}
		events, now = append(events, clock.Event{Kind: clock.Paused, When: clock.On(s.Asked), Reason: s.What}), s.Asked
		if !s.Answered.IsZero() {
			events, now = append(events, clock.Event{Kind: clock.Resumed, When: clock.On(s.Answered)}), s.Answered
			stood += s.Answered.Sub(s.Asked)
		}
	}
	if !extended {
		extend()
		if now.Before(q.ExtendedOn) {
			now = q.ExtendedOn
		}
	}
	return b.Evaluate(def, events, clock.On(now)), true
}

// DueOn is the day by which a request must be answered; zero while the clock stands.
func DueOn(b *clock.Book, q record.AccessRequest) day.Day {
	s, ok := status(b, q)
	if !ok || q.Stopped() || !s.Due.Fixed() {
		return day.Day{}
	}
	return s.Due.By.Day()
}

// Tasks is the rule of requests: the answer by its day, which is met on the day on which the first copy was given or the request ended without one, and the
// second reading that somebody was asked for.
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) (out []task.Task) {
		for _, q := range story.All[record.AccessRequest](s) {
			var met day.Day
			waits := len(q.Body.Editions) == 0
			for _, e := range q.Body.Editions {
				if met.IsZero() {
					met = e.Sent
				}
			}
			if met.IsZero() {
				met = q.Body.Closed
			}
			t := task.Task{Record: q.ID, Clock: Limit, Title: "Answer the request for a copy of this record, " + q.Body.Reference, Started: clock.On(q.Body.Received), Met: clock.On(met), Worker: q.Body.Handler}
			if due := DueOn(b, q.Body); !due.IsZero() {
				t.Due = clock.On(due)
			}
			out = append(out, t)
			again := len(q.Body.Reopened) > 0 && q.Body.Open()
			if again {
				out = append(out, task.Task{Record: q.ID, Title: "Look again at what is held back, request " + q.Body.Reference, Started: clock.On(q.Body.Reopened[len(q.Body.Reopened)-1].On), Worker: q.Body.Handler})
			}
			if q.Body.Reader != "" && q.Body.Open() && (waits || again) {
				out = append(out, task.Task{Record: q.ID, Title: "Read what leaves a second time, request " + q.Body.Reference, Started: clock.On(q.Body.Received), Worker: q.Body.Reader})
			}
		}
		return out
	}
}
