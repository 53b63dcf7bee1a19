package lado

import (
	"fmt"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// Queue is the LADO's shared list.
const Queue = "lado"

// Clocks are the time limits of an allegation, all of specs/clocks.json in the area LADO.
var Clocks = []string{"LADO-01", "LADO-02", "LADO-03", "LADO-04", "LADO-05", "LADO-06", "LADO-07", "LADO-08", "LADO-09", "LADO-10"}

// due is the last day of a limit that counts from a day.
func (r Room) due(id string, from day.Day) day.Day { return dueOf(r.Book, id, from).Day() }

func dueOf(b *clock.Book, id string, from day.Day) clock.Moment {
	def, err := b.Lookup(id)
	if err != nil {
		return clock.Moment{}
	}
	return b.Due(def, clock.On(from)).By
}

// Met is the days on which a case was met about, reviews apart; reviewed those of its reviews.
func held(s story.Story, l record.LADOReferral) (met, reviewed []day.Day) {
	met, reviewed = append(met, l.Meetings...), append(reviewed, l.Reviews...)
	for _, m := range story.All[record.AllegationMeeting](s) {
		if m.Body.Type == Review {
			reviewed = append(reviewed, day.In(m.Body.At))
		} else {
			met = append(met, day.In(m.Body.At))
		}
	}
	return met, reviewed
}

func first(days []day.Day) (out day.Day) {
	for _, d := range days {
		if out.IsZero() || d.Before(out) {
			out = d
		}
	}
	return out
}

func last(days []day.Day) (out day.Day) {
	for _, d := range days {
		if out.IsZero() || d.After(out) {
			out = d
		}
	}
	return out
}

// Tasks is the rule for allegations. However many children one names, its limits run once. All count from the days on which things happened,
// not from when they were typed in. A question has no limit. The police's enquiry stops none (London procedures: noted, not stopped).
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) []task.Task {
		l, ok := story.Latest[record.LADOReferral](s)
		if !ok || l.Body.Consultation {
			return nil
		}
		w := rows{b: b, l: l}
		w.referral()
		if l.Body.Triage == MeetsThreshold {
			w.meetings(held(s, l.Body))
		}
		w.employer()
		w.kept()
		for _, m := range story.All[record.AllegationMeeting](s) {
			for i, a := range m.Body.Actions {
				t := task.Task{
					Record: m.ID, Title: fmt.Sprintf("Agreed action %d of %s, allegation %s", i+1, day.In(m.Body.At).Short(), l.Body.Reference),
					Started: clock.On(day.In(m.Body.At)), Due: clock.On(a.By), Met: clock.On(a.Done),
				}
				if a.Done.IsZero() && !l.Body.Closed.IsZero() {
					t.Met = clock.On(l.Body.Closed) // a closed case waits for nothing
				}
				w.add(t)
			}
		}
		return w.out
	}
}

type rows struct {
	b   *clock.Book
	l   record.Of[record.LADOReferral]
	out []task.Task
}

func (w *rows) add(t task.Task) {
	if t.Record == "" {
		t.Record = w.l.ID
	}
	t.Queue, t.Worker, t.Urgent = Queue, w.l.Body.Officer, w.l.Body.ImmediateRisk && w.l.Body.Triage == "" || w.l.Body.Priority == "urgent"
	w.out = append(w.out, t)
}

// limit adds a clock that counts from a day, when there is one.
func (w *rows) limit(id, title string, from, met day.Day) {
	if !from.IsZero() {
		w.add(task.Task{Clock: id, Title: title + " " + w.l.Body.Reference, Started: clock.On(from), Due: dueOf(w.b, id, from), Met: clock.On(met)})
	}
}

func (w *rows) referral() {
	l := w.l.Body
	w.limit("LADO-01", "Written referral of allegation", l.Known, l.Received)
	w.limit("LADO-02", "Decide on allegation", l.Received, l.Triaged)
	if l.Triage == MeetsThreshold {
		w.limit("LADO-05", "Conclude allegation within one month:", l.Received, l.Closed)
		w.limit("LADO-06", "Conclude allegation within three months:", l.Received, l.Closed)
		w.limit("LADO-07", "Conclude allegation within twelve months:", l.Received, l.Closed)
	}
}

func (w *rows) meetings(met, reviewed []day.Day) {
	l := w.l.Body
	if l.Closed.IsZero() || len(met) > 0 { // a case that was closed needed none
		w.limit("LADO-03", "Hold the meeting on allegation", l.Received, first(met))
	}
	if l.Closed.IsZero() {
		from := last(reviewed)
		if from.IsZero() {
			from = l.Received
		}
		w.limit("LADO-04", "Review allegation", from, day.Day{})
	}
	if !l.ActBy.IsZero() {
		var after []day.Day
		for _, d := range append(append([]day.Day{l.Closed}, met...), reviewed...) {
			if !d.IsZero() && !d.Before(l.Triaged) {
				after = append(after, d)
			}
		}
		w.add(task.Task{Title: "Take the next step on allegation " + l.Reference, Started: clock.On(l.Triaged), Due: clock.On(l.ActBy), Met: clock.On(first(after))})
	}
}

func (w *rows) employer() {
	l := w.l.Body
	w.limit("LADO-08", "Suspension to be confirmed in writing, allegation", l.Suspended, l.SuspensionTold)
	w.limit("LADO-09", "Referral to the Disclosure and Barring Service, allegation", l.Dismissed, l.BarringTold)
}

// kept is LADO-10: until when the record must be kept. What nobody can say yet, because the adult's birth is not known, has no day.
func (w *rows) kept() {
	l := w.l.Body
	if l.Closed.IsZero() {
		return
	}
	from := l.Happened
	if from.IsZero() {
		from = l.Received
	}
	w.add(task.Task{Clock: "LADO-10", Title: "Decide whether the record is kept longer, allegation " + l.Reference, Started: clock.On(from), Due: clock.On(Keep(l).Until)})
	w.out[len(w.out)-1].Worker = "" // whoever is the LADO then
}
