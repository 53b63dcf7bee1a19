package services

import (
	"context"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

func (r Room) clinic() opener[record.ClinicalReferral] {
	return ofChild[record.ClinicalReferral](r, access.Health)
}

// LongWait is how many weeks of waiting are flagged (measure CS-02).
const LongWait = 18

var clinicalWords = []string{
	"Refer to the clinical service", "Accept a clinical referral", "Book a clinical appointment", "Record what came of an appointment", "Decide what follows an appointment",
	"Record a clinical measure", "Give a clinical referral to a worker", "End a clinical referral", "Open a clinical referral again",
}

// NewClinical is a referral to the clinical service.
type NewClinical struct {
	Referred   day.Day // today unless given
	Source, By string
	Need       string
	Views      string
	Priority   string
	Consent    string
	Team       string
}

// ReferClinical refers a child, whatever plan the child has: the plan of that day is taken from the record, and nobody types it (SR-167). One open
// referral at a time; else errs.Conflict.
func (r Room) ReferClinical(ctx context.Context, actor access.Actor, child string, n NewClinical) (id string, rc command.Receipt, err error) {
	rc, err = r.refer(ctx, actor, "Refer to the clinical service", child, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		for _, c := range story.All[record.ClinicalReferral](s) {
			if c.Body.Closed.IsZero() {
				return nil, errs.New(errs.Conflict, "The clinical service has a referral of this child already, since %s. Nothing was changed", c.Body.Referred.Long())
			}
		}
		if n.Referred.IsZero() {
			n.Referred = tx.Today()
		}
		id = tx.NewID()
		return []record.Change{record.New(id, s.Subject, record.ClinicalReferral{
			Reference: reference("C", n.Referred, id), Referred: n.Referred, Source: n.Source, By: record.Typed(n.By), Account: actor.ID, Need: record.Typed(n.Need), Views: record.Typed(n.Views),
			Priority: n.Priority, Consent: n.Consent, PlanThen: PlanOn(s, n.Referred), Team: n.Team,
		})}, nil
	})
	return id, rc, err
}

// PlanOn is which plan a child had on a day: one of child protection goes before one of a child in need.
func PlanOn(s story.Story, on day.Day) string {
	running := func(from, to day.Day) bool {
		return !from.IsZero() && !from.After(on) && (to.IsZero() || to.After(on))
	}
	for _, p := range story.All[record.CPPlan](s) {
		if running(p.Body.Started, p.Body.Ended) {
			return record.PlanProtection
		}
	}
	for _, p := range story.All[record.CINPlan](s) {
		if running(p.Body.Started, p.Body.Ended) {
			return record.PlanInNeed
		}
	}
	return record.NoPlan
}

func (r Room) clinical(ctx context.Context, actor access.Actor, why, id string, base int64, decide func(w *work[record.ClinicalReferral]) error) (command.Receipt, error) {
	return change(ctx, r, r.clinic(), actor, why, id, base, func(w *work[record.ClinicalReferral]) error {
		if err := ended(w.now.Closed); err != nil {
			return err
		}
		w.now.Appointments = slices.Clone(w.now.Appointments)
		return decide(w)
	})
}

// AcceptClinical takes a referral on. One that another service fits better is ended instead, with the reason.
func (r Room) AcceptClinical(ctx context.Context, actor access.Actor, id string, base int64, priority, worker string) (command.Receipt, error) {
	return r.clinical(ctx, actor, "Accept a clinical referral", id, base, func(w *work[record.ClinicalReferral]) error {
		if !w.now.Accepted.IsZero() {
			return errs.New(errs.Conflict, "This referral is accepted already. Nothing was changed")
		}
		w.now.Accepted, w.now.AcceptedBy = w.tx.Today(), actor.ID
		if priority != "" {
			w.now.Priority = priority
		}
		if worker == "" {
			return nil
		}
		w.now.Worker = worker
		return inTeam(w.tx, w.now.Team, worker)
	})
}

// BookAppointment books an appointment.
func (r Room) BookAppointment(ctx context.Context, actor access.Actor, id string, base int64, at time.Time, with string) (command.Receipt, error) {
	return r.clinical(ctx, actor, "Book a clinical appointment", id, base, func(w *work[record.ClinicalReferral]) error {
		if w.now.Accepted.IsZero() {
			return errs.New(errs.Conflict, "Accept the referral first. Nothing was changed")
		}
		w.now.Appointments = append(w.now.Appointments, record.Appointment{At: at.UTC(), With: record.Typed(with)})
		return nil
	})
}

// Came records what came of an appointment. Whatever it was, the referral stays open: that somebody did not come ends nothing, and somebody decides
// what follows (SR-167).
func (r Room) Came(ctx context.Context, actor access.Actor, id string, base int64, appointment int, outcome, note string) (command.Receipt, error) {
	return r.clinical(ctx, actor, "Record what came of an appointment", id, base, func(w *work[record.ClinicalReferral]) error {
		if appointment < 0 || appointment >= len(w.now.Appointments) {
			return missing()
		}
		if outcome == "" {
			return errs.Field("outcome", "Choose what came of it")
		}
		if a := w.now.Appointments[appointment]; (outcome == record.AppointmentKept || outcome == record.AppointmentMissed) && a.At.After(w.tx.Now) {
			return errs.Field("outcome", "This appointment is still to come, on %s", day.Moment(a.At))
		}
		w.now = appointmentCame(w.now, appointment, outcome, record.Typed(note))
		return nil
	})
}

// appointmentCame is the rule of what an appointment's outcome changes: the appointment, and nothing else.
func appointmentCame(c record.ClinicalReferral, i int, outcome, note string) record.ClinicalReferral {
	c.Appointments = slices.Clone(c.Appointments)
	a := &c.Appointments[i]
	a.Outcome, a.Note = outcome, note
	if outcome == record.AppointmentKept || outcome == record.CancelledByService {
		a.Follow, a.Decided, a.By = "", day.Day{}, ""
	}
	return c
}

// NotKept says whether an appointment was not kept by the child or the family, and nobody has decided yet what follows.
func NotKept(a record.Appointment) bool {
	return (a.Outcome == record.AppointmentMissed || a.Outcome == record.CancelledByFamily) && a.Follow == ""
}

// Follow decides what follows an appointment that was not kept: who was rung, what stood in the way, what is tried next.
func (r Room) Follow(ctx context.Context, actor access.Actor, id string, base int64, appointment int, text string) (command.Receipt, error) {
	return r.clinical(ctx, actor, "Decide what follows an appointment", id, base, func(w *work[record.ClinicalReferral]) error {
		if appointment < 0 || appointment >= len(w.now.Appointments) {
			return missing()
		}
		a := &w.now.Appointments[appointment]
		switch {
		case record.Typed(text) == "":
			return errs.Field("follow", "Write what was done, and what is tried next")
		case !NotKept(*a):
			return errs.New(errs.Conflict, "Nothing is to be decided on this appointment. Nothing was changed")
		}
		a.Follow, a.Decided, a.By = record.Typed(text), w.tx.Today(), actor.ID
		return nil
	})
}

// Measure records a score.
func (r Room) Measure(ctx context.Context, actor access.Actor, id string, base int64, m record.ClinicalMeasure) (command.Receipt, error) {
	return r.clinical(ctx, actor, "Record a clinical measure", id, base, func(w *work[record.ClinicalReferral]) error {
		if m.On.IsZero() {
			m.On = w.tx.Today()
		}
		w.now.Measures = append(slices.Clone(w.now.Measures), m)
		return nil
	})
}

// AllocateClinical names the worker.
func (r Room) AllocateClinical(ctx context.Context, actor access.Actor, id string, base int64, worker string) (command.Receipt, error) {
	return r.clinical(ctx, actor, "Give a clinical referral to a worker", id, base, func(w *work[record.ClinicalReferral]) error {
		w.now.Worker = worker
		return inTeam(w.tx, w.now.Team, worker)
	})
}

// CloseClinical ends a referral by somebody's decision. While nobody has decided what follows an appointment that was not kept it is errs.Conflict: no
// child is let go because of one. A child who could not be engaged has missed one, and was tried again.
func (r Room) CloseClinical(ctx context.Context, actor access.Actor, id string, base int64, on day.Day, outcome, why string) (command.Receipt, error) {
	return r.clinical(ctx, actor, "End a clinical referral", id, base, func(w *work[record.ClinicalReferral]) error {
		if slices.ContainsFunc(w.now.Appointments, NotKept) {
			return errs.New(errs.Conflict, "An appointment was not kept, and nobody has decided what follows. Decide that first: not coming is no reason to end. Nothing was changed")
		}
		if outcome == record.NotEngaged && !slices.ContainsFunc(w.now.Appointments, func(a record.Appointment) bool { return a.Follow != "" }) {
			return errs.Field("outcome", "Nobody has tried again after an appointment that was not kept, so this cannot be the reason")
		}
		c := closing{on, outcome, why}
		if err := c.judge(w.now.Referred, w.tx.Today()); err != nil {
			return err
		}
		w.now.Closed, w.now.Outcome, w.now.Why, w.now.ClosedBy = c.on, c.outcome, c.why, actor.ID
		return nil
	})
}

// ReopenClinical opens it again, with the reason.
func (r Room) ReopenClinical(ctx context.Context, actor access.Actor, id string, base int64, reason string) (command.Receipt, error) {
	return change(ctx, r, r.clinic(), actor, "Open a clinical referral again", id, base, func(w *work[record.ClinicalReferral]) error {
		for _, c := range story.All[record.ClinicalReferral](w.story) {
			if c.ID != id && c.Body.Closed.IsZero() {
				return errs.New(errs.Conflict, "The child was referred anew. Go on there; nothing was changed")
			}
		}
		why, err := again(w.now.Why, reason, w.now.Closed, w.tx.Today())
		w.now.Why, w.now.Closed, w.now.Outcome, w.now.ClosedBy = why, day.Day{}, "", ""
		return err
	})
}

// FirstKept is the day of the first appointment that was kept; zero while the child waits.
func FirstKept(c record.ClinicalReferral) (first day.Day) {
	for _, a := range c.Appointments {
		if on := day.In(a.At); a.Outcome == record.AppointmentKept && (first.IsZero() || on.Before(first)) {
			first = on
		}
	}
	return first
}

// Waited is how many days a child waited for the first appointment that was kept, or has waited by a day; ok is false when the referral ended without one.
func Waited(c record.ClinicalReferral, today day.Day) (days int, ok bool) {
	to := FirstKept(c)
	if to.IsZero() {
		if !c.Closed.IsZero() {
			return 0, false
		}
		to = today
	}
	return to.Sub(c.Referred), true
}

// Clinical is one referral, whole.
type Clinical struct {
	record.Of[record.ClinicalReferral]
	Child string // subject
	Name  string
}

// ReadClinical opens a referral. The reading is written down.
func (r Room) ReadClinical(ctx context.Context, actor access.Actor, id, page string) (Clinical, error) {
	o, err := read(ctx, r, r.clinic(), actor, id, page, func(*db.Tx, opened[record.ClinicalReferral]) error { return nil })
	if err != nil {
		return Clinical{}, err
	}
	return Clinical{Of: o.was, Child: o.story.Subject, Name: nameIn(o.story)}, nil
}

// ClinicalUndo is what its author may take back on a clinical referral.
func (r Room) ClinicalUndoing() person.Undoing { return undoing(r, r.clinic(), clinicalWords) }
