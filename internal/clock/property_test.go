package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/day"
)

// anyMoment is a day or an instant within some three years.
func anyMoment(t *rapid.T, label string) Moment {
	d := day.Must("2023-01-01").Add(rapid.IntRange(0, 1200).Draw(t, label))
	if rapid.Bool().Draw(t, label+" has a time") {
		return At(d.Start().Add(time.Duration(rapid.IntRange(0, 22*60).Draw(t, label+" minute")) * time.Minute))
	}
	return On(d)
}

func anyDefinition(t *rapid.T) Definition {
	return rapid.SampledFrom(All()).Draw(t, "clock")
}

func anyEvents(t *rapid.T, first Moment) []Event {
	events := []Event{{Kind: Started, When: first}}
	for range rapid.IntRange(0, 6).Draw(t, "events") {
		events = append(events, anyEvent(t))
	}
	return events
}

func anyEvent(t *rapid.T) Event {
	return Event{
		Kind: rapid.SampledFrom(eventKinds).Draw(t, "kind"), When: anyMoment(t, "when"), To: anyMoment(t, "to"),
		By: "Jo Manager", Reason: rapid.SampledFrom([]string{"", "court timetable"}).Draw(t, "reason"),
	}
}

func TestEvaluateAgreesWithDue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		def, trigger, done, now := anyDefinition(t), anyMoment(t, "trigger"), anyMoment(t, "met"), On(day.Must("2030-01-01"))
		want := Due(def, trigger)
		s := Evaluate(def, []Event{{Kind: Started, When: trigger}, {Kind: Met, When: done}}, now)
		if s.Original != want && !s.Original.By.Equal(want.By) || !s.Due.By.Equal(want.By) {
			t.Fatalf("due %s, evaluated %s and %s", want, s.Original, s.Due)
		}
		inTime, known := InTime(def, trigger, done)
		if s.State != map[[2]bool]State{{true, true}: MetInTime, {false, true}: MetLate, {false, false}: Done}[[2]bool{inTime, known}] {
			t.Fatalf("in time %v (known %v) and yet %s", inTime, known, s.State)
		}
		if s.PastOriginal != (s.State == MetLate) {
			t.Fatalf("%s and past the original limit: %v", s.State, s.PastOriginal)
		}
		if !want.Fixed() {
			return
		}
		// Met on the due date is met; a day later is not.
		if ok, _ := InTime(def, trigger, want.By); !ok {
			t.Fatalf("met at the limit %s is late", want)
		}
		if ok, _ := InTime(def, trigger, On(want.By.Day().Add(1))); ok {
			t.Fatalf("met the day after %s is in time", want)
		}
		open := Evaluate(def, []Event{{Kind: Started, When: trigger}}, want.By)
		if open.State == Overdue || open.WorkingDaysLeft != 0 {
			t.Fatalf("at the limit %s: %s, %d left", want, open.State, open.WorkingDaysLeft)
		}
		if late := Evaluate(def, []Event{{Kind: Started, When: trigger}}, On(want.By.Day().Add(1))); late.State != Overdue && !trigger.After(On(want.By.Day().Add(1))) {
			t.Fatalf("the day after %s: %s", want, late.State)
		}
	})
}

func TestHistoriesKeepTheirPromises(t *testing.T) {
	b := Standard()
	rapid.Check(t, func(t *rapid.T) {
		def, first, now := anyDefinition(t), anyMoment(t, "trigger"), anyMoment(t, "now")
		events := anyEvents(t, first)
		s := b.Evaluate(def, events, now)
		if s.State == NotStarted {
			if !first.After(now) || def.Backward() {
				t.Fatal("started, and yet it has not")
			}
			return
		}
		// Whatever happens later, the original limit is that of the first trigger (or the first date that was set).
		if want := b.Due(def, first); def.Limit.Dated() && !s.Original.By.Equal(want.By) {
			t.Fatalf("the original limit moved from %s to %s", want, s.Original)
		}
		if s.Words == "" {
			t.Fatalf("%s has no words", s.State)
		}
		if s.Due.Fixed() && s.State.Open() && s.State != OnHold && (s.State == Overdue) != At(now.end()).After(s.Due.By) {
			t.Fatalf("%s at %s, due %s", s.State, now, s.Due)
		}
		// An extension never shortens, checked or not; one that passes the check and has happened lengthens.
		more := anyEvent(t)
		more.Kind, more.Reason = Extended, "expert report late"
		checked := b.Check(def, events, more)
		after := b.Evaluate(def, append(events[:len(events):len(events)], more), now)
		if s.Due.Fixed() && s.Due.By.After(after.Due.By) {
			t.Fatalf("extended from %s to %s", s.Due, after.Due)
		}
		if checked == nil && !more.When.After(now) && !after.Due.By.After(s.Due.By) {
			t.Fatalf("accepted until %s, and due stays %s", more.To, after.Due)
		}
		// Nor does a pause (where one is open already, resuming would end that one).
		pause, resume := anyMoment(t, "paused"), anyMoment(t, "resumed")
		held := b.Evaluate(def, append(events[:len(events):len(events)], Event{Kind: Paused, When: pause}, Event{Kind: Resumed, When: resume}), now)
		if b.fold(def, events, now).paused.IsZero() && s.Due.Fixed() && s.Due.By.After(held.Due.By) {
			t.Fatalf("paused from %s to %s: due %s became %s", pause, resume, s.Due, held.Due)
		}
		// What is dated after now has not happened yet.
		later := append(events[:len(events):len(events)], Event{Kind: Met, When: On(now.Day().Add(1))}, Event{Kind: Cancelled, When: On(now.Day().Add(1))})
		if got := b.Evaluate(def, later, now); got.State != s.State || got.Words != s.Words {
			t.Fatalf("tomorrow's events made %q of %q", got.Words, s.Words)
		}
	})
}

func TestOnceClosedItStaysSo(t *testing.T) {
	b := Standard()
	rapid.Check(t, func(t *rapid.T) {
		def, first, now := anyDefinition(t), anyMoment(t, "trigger"), On(day.Must("2030-01-01"))
		events := anyEvents(t, first)
		s := b.Evaluate(def, events, now)
		if s.State.Open() || def.Backward() {
			return // a coming event may still be moved, and with it whether the report was in time
		}
		end := s.MetAt
		if s.State == Gone {
			for _, e := range events {
				if e.Kind == Cancelled && (end.IsZero() || end.After(e.When)) {
					end = e.When
				}
			}
		}
		next := anyEvent(t)
		next.When = On(end.Day().Add(rapid.IntRange(1, 400).Draw(t, "days later")))
		got := b.Evaluate(def, append(events[:len(events):len(events)], next), now)
		if got.State != s.State || !got.Due.By.Equal(s.Due.By) || got.Words != s.Words {
			t.Fatalf("%s on %s made %q of %q", next.Kind, next.When, got.Words, s.Words)
		}
	})
}
