package workforce

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// mayShift says whether a piece of work is the actor's own or in their line.
func mayShift(actor access.Actor, i task.Item) error {
	if i.Worker != actor.ID && !slices.Contains(actor.Manages, i.Team) {
		return errs.New(errs.Denied, "This is somebody else's work. They put it off, or their manager")
	}
	return nil
}

// PutOff puts a piece of work off until a day, with a reason of at least record.MinReason characters. The item must come from a list of the actor's
// (task.Lists), so that access was asked. No time limit changes, and what the law sets and is overdue stays in the manager's list.
func (r Room) PutOff(ctx context.Context, actor access.Actor, i task.Item, until day.Day, reason string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Put work off", func(t *command.Tx) ([]record.Change, error) {
		if err := mayShift(actor, i); err != nil {
			return nil, err
		}
		if !until.IsZero() && !until.After(t.Today()) {
			return nil, errs.Field("until", "The day must be after today")
		}
		return []record.Change{record.New(t.NewID(), i.Subject, record.PutOff{
			Record: i.Record, Clock: i.Clock, Title: i.Title, Worker: actor.ID, Until: until, Reason: reason,
		})}, nil
	})
}

// TakeUp puts a piece of work that was put off back into the list. What was put off before stays in the history.
func (r Room) TakeUp(ctx context.Context, actor access.Actor, i task.Item) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Take work up again", func(t *command.Tx) ([]record.Change, error) {
		if err := mayShift(actor, i); err != nil {
			return nil, err
		}
		s, err := t.Story(i.Subject)
		if err != nil {
			return nil, err
		}
		var out []record.Change
		for _, p := range story.All[record.PutOff](s) {
			if p.Body.Record == i.Record && p.Body.Clock == i.Clock && p.Body.Title == i.Title {
				out = append(out, record.Remove(p))
			}
		}
		if len(out) == 0 {
			return nil, errs.New(errs.Conflict, "This work is not put off any more. Nothing was changed")
		}
		return out, nil
	})
}
