package services

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

func (r Room) carers() opener[record.YoungCarer] { return ofChild[record.YoungCarer](r, access.None) }

// CarerClock is the time limit of a young carer's assessment: as the assessment of a child, from the day on which the need appeared.
const CarerClock = "AS-05"

// the answers to an offer.
const (
	CarerAccepts = "accepted"
	CarerThinks  = "thinking"
)

var carerWords = []string{
	"Record a young carer", "Offer a young carer an assessment", "Record a young carer's assessment", "Agree support for a young carer", "Review a young carer's support",
	"Record what a young carer's school knows", "Give a young carer to a worker", "End work with a young carer", "Open work with a young carer again",
}

// NewCarer is what is known when it is noticed that a child cares for somebody.
type NewCarer struct {
	Identified day.Day // today unless given
	Source, By string
	For        []record.CaredFor
	Tasks      []string
	Hours      *int
	Impact     string
	Views      string
	Team       string
}

// IdentifyCarer records that a child cares for somebody (SR-150). A child has one such record at a time; else errs.Conflict.
func (r Room) IdentifyCarer(ctx context.Context, actor access.Actor, child string, n NewCarer) (id string, rc command.Receipt, err error) {
	rc, err = r.refer(ctx, actor, "Record a young carer", child, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		for _, y := range story.All[record.YoungCarer](s) {
			if y.Body.Closed.IsZero() {
				return nil, errs.New(errs.Conflict, "This child is recorded as a young carer already, since %s. Nothing was changed", y.Body.Identified.Long())
			}
		}
		if n.Identified.IsZero() {
			n.Identified = tx.Today()
		}
		id = tx.NewID()
		return []record.Change{record.New(id, s.Subject, record.YoungCarer{
			Reference: reference("Y", n.Identified, id), Identified: n.Identified, Appearance: n.Identified, Source: n.Source, By: record.Typed(n.By), Account: actor.ID, For: n.For, Tasks: n.Tasks,
			Hours: n.Hours, Impact: record.Typed(n.Impact), Views: record.Typed(n.Views), School: "not_asked", Team: n.Team,
		})}, nil
	})
	return id, rc, err
}

func (r Room) carer(ctx context.Context, actor access.Actor, why, id string, base int64, decide func(w *work[record.YoungCarer]) error) (command.Receipt, error) {
	return change(ctx, r, r.carers(), actor, why, id, base, func(w *work[record.YoungCarer]) error {
		if err := ended(w.now.Closed); err != nil {
			return err
		}
		return decide(w)
	})
}

// OfferCarer records that an assessment was offered and what came of it. When it is wanted the assessment opens, and its limit counts from the day on
// which the need appeared (clock AS-05). One that runs already is taken, and no second begins.
func (r Room) OfferCarer(ctx context.Context, actor access.Actor, id string, base int64, on day.Day, answer string) (command.Receipt, error) {
	return r.carer(ctx, actor, "Offer a young carer an assessment", id, base, func(w *work[record.YoungCarer]) error {
		if on.IsZero() {
			on = w.tx.Today()
		}
		if answer == "" {
			return errs.Field("answer", "Choose what the child and the family said")
		}
		if w.now.Assessment != "" && answer != CarerAccepts {
			return errs.New(errs.Conflict, "The assessment has begun. End it on its own page first; nothing was changed")
		}
		w.now.Offered, w.now.Answer = on, answer
		if answer != CarerAccepts || w.now.Assessment != "" {
			return nil
		}
		for _, n := range story.All[record.NeedAssessment](w.story) {
			if n.Body.Type == record.NeedYoungCarer && n.Body.Done.IsZero() {
				w.now.Assessment = n.ID
				return nil
			}
		}
		w.now.Assessment = w.tx.NewID()
		w.changes = append(w.changes, record.New(w.now.Assessment, w.story.Subject, record.NeedAssessment{Type: record.NeedYoungCarer, Began: w.now.Appearance, Worker: w.now.Worker}))
		return nil
	})
}

// AssessCarer records that the assessment is done, and what it found. The actor must be one who writes the child's assessments.
func (r Room) AssessCarer(ctx context.Context, actor access.Actor, id string, base int64, done day.Day, found string) (command.Receipt, error) {
	return r.carer(ctx, actor, "Record a young carer's assessment", id, base, func(w *work[record.YoungCarer]) error {
		f, err := r.Facts(w.tx.Tx, w.story.Subject)
		if err != nil {
			return err
		}
		if err := access.Decide(actor, access.WriteAssessment, access.Assessment, f, w.tx.Now).Err(); err != nil {
			return err
		}
		n, ok := story.Find[record.NeedAssessment](w.story, w.now.Assessment)
		if !ok {
			return errs.New(errs.Conflict, "Record first that the assessment was offered and is wanted; nothing was changed")
		}
		if done.IsZero() {
			done = w.tx.Today()
		}
		body := n.Body
		body.Done, body.Outcome = done, record.Typed(found)
		w.changes = append(w.changes, record.Edit(n, body))
		return nil
	})
}

// PlanCarer agrees what should change for the child, which support there is, and when it is looked at again.
func (r Room) PlanCarer(ctx context.Context, actor access.Actor, id string, base int64, plan string, support []record.CarerSupport, next day.Day) (command.Receipt, error) {
	return r.carer(ctx, actor, "Agree support for a young carer", id, base, func(w *work[record.YoungCarer]) error {
		var f errs.Fields
		if record.Typed(plan) == "" {
			f.Add("plan", "Write what should change for the child")
		}
		if !next.After(w.tx.Today()) {
			f.Add("next", "Enter the day of the next review: it must be in the future")
		}
		if err := f.Err(); err != nil {
			return err
		}
		w.now.Plan, w.now.Support, w.now.Next = record.Typed(plan), support, next
		if w.now.Planned.IsZero() {
			w.now.Planned = w.tx.Today()
		}
		return nil
	})
}

// ReviewCarer records a review, and when the next is.
func (r Room) ReviewCarer(ctx context.Context, actor access.Actor, id string, base int64, on day.Day, text string, next day.Day) (command.Receipt, error) {
	return r.carer(ctx, actor, "Review a young carer's support", id, base, func(w *work[record.YoungCarer]) error {
		if w.now.Planned.IsZero() {
			return errs.New(errs.Conflict, "There is no support to review yet. Agree it first; nothing was changed")
		}
		if on.IsZero() {
			on = w.tx.Today()
		}
		var f errs.Fields
		if record.Typed(text) == "" {
			f.Add("text", "Write how the support goes")
		}
		if !next.After(on) {
			f.Add("next", "Enter the day of the next review: it must be after this one")
		}
		if err := f.Err(); err != nil {
			return err
		}
		w.now.Reviews = append(slices.Clone(w.now.Reviews), record.CarerReview{On: on, Text: record.Typed(text), Worker: actor.ID})
		w.now.Next = next
		return nil
	})
}

// SchoolCarer records whether the school may know, and that it was told. Nobody tells it without the family's agreement.
func (r Room) SchoolCarer(ctx context.Context, actor access.Actor, id string, base int64, may string, told day.Day, who string) (command.Receipt, error) {
	return r.carer(ctx, actor, "Record what a young carer's school knows", id, base, func(w *work[record.YoungCarer]) error {
		if may == "" {
			return errs.Field("school", "Choose whether the school may know")
		}
		w.now.School, w.now.SchoolTold, w.now.SchoolAgree = may, told, record.Typed(who)
		return nil
	})
}

// AllocateCarer names the worker.
func (r Room) AllocateCarer(ctx context.Context, actor access.Actor, id string, base int64, worker string) (command.Receipt, error) {
	return r.carer(ctx, actor, "Give a young carer to a worker", id, base, func(w *work[record.YoungCarer]) error {
		w.now.Worker = worker
		return inTeam(w.tx, w.now.Team, worker)
	})
}

// CloseCarer ends the work. Support that still runs ends with it.
func (r Room) CloseCarer(ctx context.Context, actor access.Actor, id string, base int64, on day.Day, outcome, why string) (command.Receipt, error) {
	return r.carer(ctx, actor, "End work with a young carer", id, base, func(w *work[record.YoungCarer]) error {
		c := closing{on, outcome, why}
		if err := c.judge(w.now.Identified, w.tx.Today()); err != nil {
			return err
		}
		w.now.Closed, w.now.Outcome, w.now.Why, w.now.ClosedBy = c.on, c.outcome, c.why, actor.ID
		w.now.Support = slices.Clone(w.now.Support)
		for i := range w.now.Support {
			if s := &w.now.Support[i]; s.To.IsZero() && !s.From.After(c.on) {
				s.To = c.on
			}
		}
		return nil
	})
}

// ReopenCarer opens it again, with the reason.
func (r Room) ReopenCarer(ctx context.Context, actor access.Actor, id string, base int64, reason string) (command.Receipt, error) {
	return change(ctx, r, r.carers(), actor, "Open work with a young carer again", id, base, func(w *work[record.YoungCarer]) error {
		for _, y := range story.All[record.YoungCarer](w.story) {
			if y.ID != id && y.Body.Closed.IsZero() {
				return errs.New(errs.Conflict, "The child is recorded as a young carer anew. Go on there; nothing was changed")
			}
		}
		why, err := again(w.now.Why, reason, w.now.Closed, w.tx.Today())
		w.now.Why, w.now.Closed, w.now.Outcome, w.now.ClosedBy = why, day.Day{}, "", ""
		return err
	})
}

// Carer is one young carer, whole.
type Carer struct {
	record.Of[record.YoungCarer]
	Child      string // subject
	Name       string
	Assessment record.Of[record.NeedAssessment] // zero until it is wanted
}

// ReadCarer opens a young carer's record. The reading is written down.
func (r Room) ReadCarer(ctx context.Context, actor access.Actor, id, page string) (Carer, error) {
	o, err := read(ctx, r, r.carers(), actor, id, page, func(*db.Tx, opened[record.YoungCarer]) error { return nil })
	if err != nil {
		return Carer{}, err
	}
	out := Carer{Of: o.was, Child: o.story.Subject, Name: nameIn(o.story)}
	out.Assessment, _ = story.Find[record.NeedAssessment](o.story, o.was.Body.Assessment)
	return out, nil
}

func nameIn(s story.Story) string {
	c, _ := story.First[record.Child](s)
	return c.Body.Current().Full()
}

// CarerUndo is what its author may take back with a young carer.
func (r Room) CarerUndoing() person.Undoing { return undoing(r, r.carers(), carerWords) }
