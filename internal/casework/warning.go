package casework

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// AddWarning records a warning. It holds at once; unless a manager of the case records it, it waits for one to agree (acceptance scenario 17).
func (r Room) AddWarning(ctx context.Context, actor access.Actor, subject string, w record.Warning) (command.Receipt, error) {
	return r.change(ctx, actor, "Add a warning", subject, "", access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		w.By = actor.ID
		if w.From.IsZero() {
			w.From = t.Today()
		}
		if w.Review.IsZero() {
			w.Review = w.From.AddMonths(12)
		}
		if manages(t, c) {
			w.Agreed, w.AgreedOn = actor.ID, t.Today()
		}
		return []record.Change{record.New(t.NewID(), c.Subject, w)}, nil
	})
}

// manages says whether the actor is a manager in the line of the case.
func manages(t *command.Tx, c case_) bool {
	return access.Decide(t.Actor, access.AuthoriseAssessment, access.Assessment, c.Facts, t.Now).Allow
}

// warning runs a manager's command on a warning that is in force.
func (r Room) warning(ctx context.Context, actor access.Actor, why, subject, id string, do func(t *command.Tx, c case_, w record.Warning) (record.Warning, error)) (command.Receipt, error) {
	return r.change(ctx, actor, why, subject, "", access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		w, err := ofStory[record.Warning](c.story, id)
		if err != nil {
			return nil, err
		}
		if !w.Body.Running() {
			return nil, errs.New(errs.Conflict, "This warning has ended. Nothing was changed")
		}
		if err := access.Decide(actor, access.AuthoriseAssessment, access.Assessment, c.Facts, t.Now).Err(); err != nil {
			return nil, err
		}
		b, err := do(t, c, w.Body)
		if err != nil {
			return nil, err
		}
		return []record.Change{record.Edit(w, b)}, nil
	})
}

// AgreeWarning is a manager's word that a warning stands; never that of who recorded it.
func (r Room) AgreeWarning(ctx context.Context, actor access.Actor, subject, id string) (command.Receipt, error) {
	return r.warning(ctx, actor, "Agree a warning", subject, id, func(t *command.Tx, c case_, w record.Warning) (record.Warning, error) {
		switch {
		case w.Agreed != "":
			return w, errs.New(errs.Conflict, "A manager has agreed this warning already. Nothing was changed")
		case w.By == actor.ID:
			return w, errs.New(errs.Denied, "You recorded this warning, so another manager must agree it")
		}
		w.Agreed, w.AgreedOn = actor.ID, t.Today()
		return w, nil
	})
}

// ReviewWarning keeps a warning after a manager's review, until the next.
func (r Room) ReviewWarning(ctx context.Context, actor access.Actor, subject, id, text string, next day.Day) (command.Receipt, error) {
	return r.warning(ctx, actor, "Review a warning", subject, id, func(t *command.Tx, c case_, w record.Warning) (record.Warning, error) {
		if next.IsZero() {
			next = t.Today().AddMonths(12)
		}
		w.Reviews = append(w.Reviews[:len(w.Reviews):len(w.Reviews)], record.WarningReview{On: t.Today(), By: actor.ID, Text: text, Next: next})
		w.Review = next
		if w.Agreed == "" && w.By != actor.ID {
			w.Agreed, w.AgreedOn = actor.ID, t.Today()
		}
		return w, nil
	})
}

// EndWarning ends a warning for a reason. It stays in the history.
func (r Room) EndWarning(ctx context.Context, actor access.Actor, subject, id, reason string) (command.Receipt, error) {
	return r.warning(ctx, actor, "End a warning", subject, id, func(t *command.Tx, c case_, w record.Warning) (record.Warning, error) {
		w.Ended, w.EndedBy, w.EndReason = t.Today(), actor.ID, reason
		return w, nil
	})
}
