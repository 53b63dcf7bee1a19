package clock

import "strings"

// NoLimit says why there is no date. It is empty when there is one.
type NoLimit string

// The reasons for which a deadline has no date.
const (
	NotADate            NoLimit = "not a date"             // "as soon as possible", a court's timetable: nothing to compute
	NeedsTime           NoLimit = "needs a time"           // hours are counted and only the day is known
	NeedsSchoolCalendar NoLimit = "needs school dates"     // no school calendar, or it does not reach
	NotTriggered        NoLimit = "not triggered"          // the trigger has no date
	UnknownUnit         NoLimit = "not a known time limit" // a definition made outside this package
)

// Deadline is until when, or why there is no such moment. It is never a guess.
type Deadline struct {
	By    Moment  `json:"by"`
	None  NoLimit `json:"none,omitempty"`
	Words string  `json:"words,omitempty"` // for people, when there is no date
}

func by(m Moment) Deadline { return Deadline{By: m} }

// Fixed says whether there is a date.
func (d Deadline) Fixed() bool { return d.None == "" && !d.By.IsZero() }

// InTime says whether something done at m met the deadline, and whether that can be said at all.
// Done on the due date is in time; with both times known, at the very instant is in time.
func (d Deadline) InTime(m Moment) (inTime, known bool) {
	if !d.Fixed() || m.IsZero() {
		return false, false
	}
	return !m.After(d.By), true
}

// String is the date as people read it, or the reason for none.
func (d Deadline) String() string {
	if d.Fixed() {
		return d.By.Short()
	}
	return d.Words
}

// Due is the deadline of a clock triggered at a moment. For a backward clock the moment is that of the coming event.
func (b *Book) Due(def Definition, trigger Moment) Deadline {
	r, ok := units[def.Limit.Unit]
	switch {
	case !ok:
		return Deadline{None: UnknownUnit, Words: "is not a time limit that the program knows"}
	case r.due == nil:
		return Deadline{None: NotADate, Words: def.Limit.String()}
	case trigger.IsZero():
		return Deadline{None: NotTriggered, Words: "has not started"}
	}
	limit := def.Limit
	if def.firstDayCounts() {
		limit.N--
	}
	return r.due(b.calendars, limit, trigger)
}

// firstDayCounts says whether the day of the trigger is day 1 of the limit, and not, as elsewhere, day 0: the specification then says so after
// the trigger (CT-02; docs/decisions/0020).
func (d Definition) firstDayCounts() bool {
	return strings.HasSuffix(d.Trigger, "(day 1)") && units[d.Limit.Unit].counted && d.Limit.N > 1
}

// InTime says whether what triggered a clock at one moment and met it at another was in time, and whether that can be said.
func (b *Book) InTime(def Definition, trigger, met Moment) (inTime, known bool) {
	return b.Due(def, trigger).InTime(met)
}

// Due is Book.Due by the shipped limits and the standard calendars.
func Due(def Definition, trigger Moment) Deadline { return Standard().Due(def, trigger) }

// InTime is Book.InTime by the shipped limits and the standard calendars.
func InTime(def Definition, trigger, met Moment) (inTime, known bool) {
	return Standard().InTime(def, trigger, met)
}
