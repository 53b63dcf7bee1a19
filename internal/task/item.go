package task

import (
	"time"

	"throughline/internal/clock"
)

// Item is a task as it stands at a moment.
type Item struct {
	Task
	People []Person
	Limit  *clock.Definition // the time limit: its name, words and source; nil when there is none
	State  clock.State
	Words  string  // "2 working days left", "overdue by 1 working day"
	By     string  // worker who wrote the newest version of the record that it is about: who set a day that no document sets
	PutOff Delayed // by whom and why it was put off; zero when it was not
	Colour string  // red, amber, green; "" when there is no limit or nothing waits. Never shown without Words
}

// Person is one person that a task is about. Subject is empty while nobody has said who the person is: then Name is what the
// referrer typed.
type Person struct{ Subject, Name string }

// Open says whether it still waits.
func (t Task) Open() bool { return t.Met.IsZero() }

// Overdue says whether it waits beyond its limit.
func (i Item) Overdue() bool { return i.State == clock.Overdue }

// Source is the document that sets the limit and the place in it; empty when there is no limit.
func (i Item) Source() string {
	if i.Limit == nil {
		return ""
	}
	return i.Limit.Source.Document + ", " + i.Limit.Source.Ref
}

// At says how a task stands at a moment, by the limits of a book.
func (t Task) At(b *clock.Book, now time.Time) Item {
	i := Item{Task: t, State: clock.Undated, Words: "no time limit"}
	if !t.Open() {
		i.State, i.Words = clock.Done, "done on "+t.Met.Day().Short()
	}
	def, err := b.Lookup(t.Clock)
	switch {
	case err == nil:
		def = t.point(b, def)
		i.Limit = &def
	case t.Clock != "" || t.Due.IsZero():
		return i
	default: // no time limit of any document: the day that somebody set, such as the review of a warning
		def = clock.Definition{}
	}
	events := []clock.Event{{Kind: clock.Started, When: t.Started}}
	if !def.Limit.Dated() && !t.Due.IsZero() { // no count gives the day: the rule that made the task did
		events = append(events, clock.Event{Kind: clock.DateSet, When: t.Started, To: t.Due})
	}
	if !t.Open() {
		events = append(events, clock.Event{Kind: clock.Met, When: t.Met})
	}
	s := b.Evaluate(def, events, clock.At(now))
	i.State, i.Words = s.State, s.Words
	switch s.State {
	case clock.Overdue:
		i.Colour = "red"
	case clock.DueSoon:
		i.Colour = "amber"
	case clock.Running, clock.OnHold:
		i.Colour = "green"
	}
	return i
}

// point is the one of a clock's several limits that the task is due by.
func (t Task) point(b *clock.Book, def clock.Definition) clock.Definition {
	for _, p := range def.Points {
		at, _ := def.At(p.Name)
		if b.Due(at, t.Started).By.Equal(t.Due) {
			return at
		}
	}
	// A limit may become longer on its way: weekly visits are visits every four weeks from the first review on.
	if short := b.Due(def, t.Started).By.Day(); t.Due.Day().After(short) {
		for _, n := range []int{4, 6} {
			longer := def
			if longer.Limit.N = n; n > def.Limit.N && b.Due(longer, t.Started).By.Equal(t.Due) {
				longer.Reason = "the limit is longer after the first time"
				return longer
			}
		}
	}
	// A plan may ask for more than a council's own standard: visits every five working days in place of ten. Its limit is what the rule made due.
	if due := b.Due(def, t.Started).By; def.Configurable && def.Limit.Unit == clock.WorkingDays && t.Due.Day().Before(due.Day()) {
		if n := b.Calendars().Working(def.Limit.Calendar).Between(t.Started.Day(), t.Due.Day()); n > 0 {
			def.Limit.N, def.Reason = n, "the plan asks for more than the standard"
		}
	}
	return def
}
