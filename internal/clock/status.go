package clock

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/workday"
)

// State is where a clock stands.
type State string

// The states of a clock.
const (
	NotStarted State = "not started"
	Running    State = "running"
	DueSoon    State = "due soon" // amber; see Amber
	Overdue    State = "overdue"
	OnHold     State = "paused"
	Undated    State = "no fixed limit" // open, and there is no date to measure it by
	MetInTime  State = "met in time"
	MetLate    State = "met late"
	Done       State = "met" // and there was no date to measure it by
	Gone       State = "cancelled"
)

// Open says whether the clock is still waiting for something.
func (s State) Open() bool {
	switch s {
	case Running, DueSoon, Overdue, OnHold, Undated:
		return true
	}
	return false
}

// Status is how a clock stands at a moment. Original and Due are both reported, since measures count against the
// original limit and, separately, against the extended one.
type Status struct {
	State           State    `json:"state"`
	Started         Moment   `json:"started"`  // the trigger in force
	Original        Deadline `json:"original"` // by the first trigger; no later event changes it
	Due             Deadline `json:"due"`      // the limit in force
	Rebased         bool     `json:"rebased,omitempty"`
	Extended        bool     `json:"extended,omitempty"`
	PastOriginal    bool     `json:"past_original"` // met after the original limit, or open and past it
	MetAt           Moment   `json:"met_at,omitzero"`
	WorkingDaysLeft int      `json:"working_days_left"` // to the limit in force, while open: 0 on the last day, negative when overdue
	Reason          string   `json:"reason,omitempty"`  // of the cancellation, else of the last extension or pause
	Words           string   `json:"words"`             // for people
	StartDelay      *Delay   `json:"start_delay,omitempty"`
	MetDelay        *Delay   `json:"met_delay,omitempty"`
}

// Delay is how long after an event it was recorded. Recorded beforehand or the same day is 0.
type Delay struct {
	Days        int `json:"days"`
	WorkingDays int `json:"working_days"`
}

// Clock is one running instance of a time limit: whose, on which record, and how it stands. The references are the caller's.
type Clock struct {
	Definition Definition `json:"clock"`
	Subject    string     `json:"subject"`
	Record     string     `json:"record"`
	Status
}

// Run is the clock of a record at a moment, from its events.
func (b *Book) Run(def Definition, subject, record string, events []Event, now Moment) Clock {
	return Clock{def, subject, record, b.Evaluate(def, events, now)}
}

// Evaluate is how a clock stands at now, which must be given: a day as now means the end of that day.
// It never fails: an event that makes no sense changes nothing (Check refuses it on the way in).
func (b *Book) Evaluate(def Definition, events []Event, now Moment) Status {
	r := b.fold(def, events, now)
	s := Status{Started: r.trigger, Original: r.original, Due: r.due, Rebased: r.rebased, Extended: r.extended, Reason: r.reason}
	if r.trigger.IsZero() {
		s.Original = Deadline{None: NotTriggered, Words: "has not started"}
		s.State, s.Due, s.Words = NotStarted, s.Original, "not started"
		return s
	}
	cal := b.calendars.Working(def.Limit.Calendar)
	s.StartDelay = delay(cal, r.first, r.startEntered)
	at := At(now.end())
	switch {
	case !r.cancelled.IsZero():
		s.State = Gone
	case !r.met.IsZero():
		s.MetAt, s.MetDelay = r.met, delay(cal, r.met, r.metEntered)
		s.State = metState(r)
		inTime, known := r.original.InTime(r.met)
		s.PastOriginal = known && !inTime
	default:
		s.PastOriginal = r.original.Fixed() && at.After(r.original.By)
		if s.WorkingDaysLeft = cal.Between(at.Day(), r.due.By.Day()); at.After(r.due.By) {
			s.WorkingDaysLeft = -cal.Between(r.due.By.Day(), at.Day()) // days since the due date, as lateness is counted
		}
		s.State = b.openState(def, r, at)
	}
	s.Words = b.words(def, r, s, at)
	return s
}

func metState(r run) State {
	switch inTime, known := r.due.InTime(r.met); {
	case !known:
		return Done
	case inTime:
		return MetInTime
	}
	return MetLate
}

func (b *Book) openState(def Definition, r run, at Moment) State {
	switch {
	case !r.paused.IsZero():
		return OnHold
	case !r.due.Fixed():
		return Undated
	case at.After(r.due.By):
		return Overdue
	case b.soon(def, r, at):
		return DueSoon
	}
	return Running
}

// soon is the amber rule for a clock that is still in time.
func (b *Book) soon(def Definition, r run, at Moment) bool {
	if end, ok := r.due.By.Instant(); ok {
		start, known := r.trigger.Instant()
		t, _ := at.Instant()
		return known && part(end.Sub(t), end.Sub(start).Abs(), b.amber.Percent)
	}
	today, due := at.Day(), r.due.By.Day()
	cal := b.calendars.Working(def.Limit.Calendar)
	if cal.Between(today, due) <= b.amber.WorkingDays {
		return true
	}
	if countsWorkingDays(def) {
		whole := cal.Between(r.trigger.Day(), due)
		return part(cal.Between(today, due), max(whole, -whole), b.amber.Percent)
	}
	whole := due.Sub(r.trigger.Day())
	return part(due.Sub(today), max(whole, -whole), b.amber.Percent)
}

// part says whether left is at most that many per cent of whole.
func part[N int | time.Duration](left, whole N, percent int) bool {
	return float64(left)*100 <= float64(whole)*float64(percent) // years of nanoseconds times 100 would overflow
}

func delay(cal *workday.Calendar, happened Moment, entered time.Time) *Delay {
	if happened.IsZero() || entered.IsZero() {
		return nil
	}
	on := day.In(entered)
	return &Delay{max(0, on.Sub(happened.Day())), max(0, cal.Between(happened.Day(), on))}
}

// Evaluate is Book.Evaluate by the shipped limits and the standard calendars.
func Evaluate(def Definition, events []Event, now Moment) Status {
	return Standard().Evaluate(def, events, now)
}
