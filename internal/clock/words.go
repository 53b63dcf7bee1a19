package clock

import (
	"fmt"
	"strings"
	"time"
)

// words says how a clock stands, as a work list shows it: 2 working days left, due today, overdue by 1 working day.
func (b *Book) words(def Definition, r run, s Status, at Moment) string {
	switch s.State {
	case Gone:
		return withReason("cancelled on "+r.cancelled.Short(), s.Reason)
	case Done:
		return "met on " + r.met.Short()
	case MetInTime:
		return "met on " + r.met.Short() + ", in time"
	case MetLate:
		if how := b.lateness(def, r, r.met); how != "" {
			return "met on " + r.met.Short() + ", " + how + " late"
		}
		return "met on " + r.met.Short() + ", late (due " + r.due.By.Short() + ")"
	case OnHold:
		return withReason("paused since "+r.paused.Short(), s.Reason)
	case Undated:
		return r.due.Words
	case Overdue:
		if how := b.lateness(def, r, at); how != "" {
			return "overdue by " + how
		}
		return "overdue (due " + r.due.By.Short() + ")"
	}
	return b.left(def, r, at)
}

func withReason(text, reason string) string {
	if reason = strings.TrimSpace(reason); reason != "" {
		return text + ": " + reason
	}
	return text
}

// left says how much remains of a clock in time.
func (b *Book) left(def Definition, r run, at Moment) string {
	due := r.due.By
	if end, ok := due.Instant(); ok {
		t, _ := at.Instant()
		return span(end.Sub(t)) + " left"
	}
	if due.Day() == at.Day() {
		return "due today"
	}
	if !countsWorkingDays(def) {
		return count(due.Day().Sub(at.Day()), "day") + " left"
	}
	if n := b.calendars.Working(def.Limit.Calendar).Between(at.Day(), due.Day()); n > 0 {
		return count(n, "working day") + " left"
	}
	return "due " + due.Short() // extended to a day that is no working day, and none lies before it
}

// lateness is by how much m is past the limit; empty when no working day lies between.
func (b *Book) lateness(def Definition, r run, m Moment) string {
	due := r.due.By
	end, ok := due.Instant()
	t, also := m.Instant()
	if ok && also {
		return span(t.Sub(end))
	}
	if !countsWorkingDays(def) {
		return count(m.Day().Sub(due.Day()), "day")
	}
	if n := b.calendars.Working(def.Limit.Calendar).Between(due.Day(), m.Day()); n > 0 {
		return count(n, "working day")
	}
	return ""
}

// span says a length of time in the largest unit that tells enough: whole minutes under an hour, hours under three days, else days.
// It rounds down, so that what is left is never overstated.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return count(int(d/time.Minute), "minute")
	case d <= 72*time.Hour:
		return count(int(d/time.Hour), "hour")
	}
	return count(int(d/(24*time.Hour)), "day")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
