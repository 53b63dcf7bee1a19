package clock

import (
	"slices"
	"strings"
	"time"

	"throughline/internal/errs"
)

// EventKind is what happened to a running clock. "Missed" is no event: it follows from the limit and the moment asked about.
type EventKind string

// The kinds of event.
const (
	Started   EventKind = "started"   // triggered; When is the trigger, which for a backward clock may lie ahead
	Rebased   EventKind = "re-based"  // a new trigger counts from now on; the original limit stays on record
	Paused    EventKind = "paused"    // the limit moves by what the pause lasts; a clock already out of time is not helped
	Resumed   EventKind = "resumed"   //
	Extended  EventKind = "extended"  // somebody entitled to gave until To; never to an earlier moment
	DateSet   EventKind = "date set"  // for a limit that is no count: the court or the plan named the date To
	Met       EventKind = "met"       // what the clock waits for took place at When
	Cancelled EventKind = "cancelled" // it no longer applies (moved out, died): it leaves numerator and denominator
)

var eventKinds = []EventKind{Started, Rebased, Paused, Resumed, Extended, DateSet, Met, Cancelled}

// Event is one thing that happened to a clock. Events are only ever added.
type Event struct {
	Kind    EventKind `json:"kind"`
	When    Moment    `json:"when"`             // when it truly happened
	To      Moment    `json:"to,omitzero"`      // extended, date set: the new limit
	Entered time.Time `json:"entered,omitzero"` // when it was recorded; zero when not known
	By      string    `json:"by,omitempty"`     // who extended, set, paused, re-based or cancelled
	Reason  string    `json:"reason,omitempty"` // coded reason or words
}

// Check says whether one more event may be added to a clock's events. What is missing from the event is errs.Invalid by field; what the state
// of the clock does not allow is errs.Conflict. Evaluate never fails; Check is what keeps events sensible on the way in.
func (b *Book) Check(def Definition, events []Event, next Event) error {
	var wrong errs.Fields
	need := func(ok bool, field, text string) {
		if !ok {
			wrong.Add(field, "%s", text)
		}
	}
	need(slices.Contains(eventKinds, next.Kind), "kind", "choose what happened to the time limit")
	need(!next.When.IsZero(), "when", "give the date on which it happened")
	switch next.Kind {
	case Extended, DateSet:
		need(!next.To.IsZero(), "to", "give the new date")
		need(strings.TrimSpace(next.By) != "", "by", "say who decided it")
	}
	switch next.Kind {
	case Rebased, Paused, Extended, Cancelled:
		need(strings.TrimSpace(next.Reason) != "", "reason", "give the reason")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	r := b.fold(def, events, latest(append(slices.Clip(events), next)))
	no := func(text string, args ...any) error { return errs.New(errs.Conflict, text, args...) }
	switch {
	case next.Kind == Started && !r.trigger.IsZero():
		return no("This time limit has already started on %s", r.first.Short())
	case next.Kind != Started && r.trigger.IsZero():
		return no("This time limit has not started yet: record its start first")
	case r.closed():
		return no("This time limit is closed (%s on %s): it cannot be changed", r.closedBy(), r.end.Short())
	}
	switch next.Kind {
	case Paused:
		if !r.paused.IsZero() {
			return no("This time limit has been paused since %s", r.paused.Short())
		}
		if def.Backward() {
			return no("This time limit hangs on a coming event: move the event in place of pausing")
		}
	case Resumed:
		if r.paused.IsZero() || r.paused.After(next.When) {
			return no("This time limit was not paused then")
		}
	case Extended:
		if !r.due.Fixed() {
			return no("This time limit has no date to extend")
		}
		if !b.fold(def, events, On(next.When.Day())).due.Fixed() {
			return no("This time limit had no date yet on %s: record the extension after the date was set", next.When.Short())
		}
		if !b.asLimit(def, next.To).After(r.due.By) {
			return errs.Field("to", "the new date must be later than the present one, %s", r.due)
		}
	case DateSet:
		if def.Limit.Dated() {
			return no("This time limit is worked out (%s): extend it in place of setting a date", def.Limit)
		}
	}
	return nil
}

// latest is the latest moment that any event speaks of.
func latest(events []Event) Moment {
	var m Moment
	for _, e := range events {
		if m.IsZero() || e.When.After(m) {
			m = e.When
		}
	}
	return On(m.Day()) // the whole of that day
}
