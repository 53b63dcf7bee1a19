package clock

import (
	"slices"
	"time"

	"throughline/internal/workday"
)

// run is a clock after its events, as far as they had happened by some moment.
type run struct {
	first, trigger Moment   // the first trigger; the one in force
	original, due  Deadline // by the first trigger; with re-basing, pauses and extensions
	paused         Moment   // since when; zero when it runs
	rebased        bool
	extended       bool
	met, cancelled Moment
	metEntered     time.Time
	startEntered   time.Time
	end            Moment // when it was met or cancelled, whichever closed it
	reason         string // of the cancellation, else of the last extension or the open pause
}

func (r run) closed() bool { return !r.end.IsZero() }

func (r run) closedBy() EventKind {
	if !r.met.IsZero() {
		return Met
	}
	return Cancelled
}

// fold works through the events in the order given. Events after now have not happened, save the coming event on which a backward clock hangs.
// The first start counts. The earliest thing that meets the clock counts, whenever it was entered. What is dated after the
// clock was met or cancelled changes nothing: a limit cannot be extended once it is known how long it took.
func (b *Book) fold(def Definition, events []Event, now Moment) run {
	var r run
	for _, e := range events {
		switch {
		case e.When.IsZero() || e.When.After(now):
		case e.Kind == Met && (r.met.IsZero() || r.met.After(e.When)):
			r.met, r.metEntered = e.When, e.Entered
		case e.Kind == Cancelled && (r.cancelled.IsZero() || r.cancelled.After(e.When)):
			r.cancelled, r.reason = e.When, e.Reason
		}
	}
	switch {
	case !r.met.IsZero() && (r.cancelled.IsZero() || !r.met.After(r.cancelled)):
		r.end, r.cancelled, r.reason = r.met, Moment{}, ""
	case !r.cancelled.IsZero():
		r.end, r.met, r.metEntered = r.cancelled, Moment{}, time.Time{}
	}
	begun := false
	for _, e := range events {
		if e.Kind == Started && !e.When.IsZero() {
			if begun {
				continue
			}
			begun = true
		}
		trigger := e.Kind == Started || e.Kind == Rebased
		ahead := trigger && def.Backward()
		// What meets a clock may come before its trigger (a plan made before the placement), so a start is never too late.
		tooLate := r.closed() && e.When.After(r.end) && e.Kind != Started
		if e.When.IsZero() || !ahead && (e.When.After(now) || tooLate) {
			continue
		}
		b.apply(def, &r, e)
	}
	if !r.paused.IsZero() && !r.trigger.IsZero() {
		// An open pause counts as far as it has lasted.
		until := now
		if r.closed() {
			until = r.end
		}
		r.due = b.later(def, r, until)
	}
	return r
}

func (b *Book) apply(def Definition, r *run, e Event) {
	if e.Kind == Started {
		r.first, r.trigger, r.startEntered = e.When, e.When, e.Entered
		r.original = b.Due(def, e.When)
		r.due = r.original
		return
	}
	if r.trigger.IsZero() {
		return
	}
	cause := func() {
		if r.cancelled.IsZero() {
			r.reason = e.Reason
		}
	}
	switch e.Kind {
	case Rebased:
		r.trigger, r.due = e.When, b.Due(def, e.When)
		r.rebased, r.extended, r.paused = true, false, Moment{}
	case Paused:
		if r.paused.IsZero() && !def.Backward() && !(r.due.Fixed() && e.When.After(r.due.By)) {
			r.paused = e.When
			cause()
		}
	case Resumed:
		if !r.paused.IsZero() {
			r.due, r.paused = b.later(def, *r, e.When), Moment{}
		}
	case Extended:
		if to := b.asLimit(def, e.To); r.due.Fixed() && to.After(r.due.By) {
			r.due, r.extended = by(to), true
			cause()
		}
	case DateSet:
		if !def.Limit.Dated() && !e.To.IsZero() {
			r.due = by(e.To)
			if !r.original.Fixed() {
				r.original = r.due
			}
		}
	}
}

// asLimit gives a new limit the grain of the clock: a day unless it counts hours.
func (b *Book) asLimit(def Definition, m Moment) Moment {
	if def.Limit.Dated() && def.Limit.Calendar != workday.Hours {
		return On(m.Day())
	}
	return m
}

// later is the limit moved by a pause that ends at until: by working days for a clock that counts them, else by days, or by elapsed time for hours.
func (b *Book) later(def Definition, r run, until Moment) Deadline {
	from := r.paused
	if r.trigger.After(from) {
		from = r.trigger
	}
	if !r.due.Fixed() || !until.After(from) {
		return r.due
	}
	due, hasTime := r.due.By.Instant()
	switch {
	case hasTime:
		lasted := time.Duration(until.Day().Sub(from.Day())) * 24 * time.Hour
		a, known := from.Instant()
		if z, also := until.Instant(); known && also {
			lasted = z.Sub(a)
		}
		return by(At(due.Add(lasted)))
	case countsWorkingDays(def):
		cal := b.calendars.Working(def.Limit.Calendar)
		return by(On(cal.Add(r.due.By.Day(), cal.Between(from.Day(), until.Day()))))
	}
	moved := r.due.By.Day().Add(until.Day().Sub(from.Day()))
	if def.Limit.Calendar == workday.ICO {
		moved = b.calendars.Working(workday.ICO).OnOrAfter(moved)
	}
	return by(On(moved))
}

func countsWorkingDays(def Definition) bool {
	return def.Limit.Calendar == workday.Clear || slices.Contains(anyWorking, def.Limit.Calendar)
}
