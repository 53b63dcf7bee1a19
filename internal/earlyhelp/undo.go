package earlyhelp

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/person"
)

// undoable are the commands that their author may take back for a day.
var undoable = []string{
	"Ask for early help", begun, "Say who a child of early help is", "Add a child from early help", "Record whether a family agrees", "Give early help to a worker",
	"Write an early help assessment", "Write an early help plan", "Record that an action of early help was done", "Record a meeting of a team around the family",
	"Point a family to other support", "Record what came of other support", "End early help", "Open early help again", "Pass early help up to social care",
}

// Undoable is what the actor did last on a case and may still take back.
func (r Room) Undoable(ctx context.Context, actor access.Actor, subject string) (d person.Done, ok bool, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		_, c, err := load(t, subject)
		if err != nil {
			return err
		}
		if _, err := r.may(t, actor, access.Record, c); err != nil {
			return err
		}
		d, ok, err = person.LastDone(t, actor.ID, subject, r.Desk.Now(), undoable...)
		return err
	})
	return d, ok, err
}

// Undo takes it back: what was passed up waits at the front door no longer, what was begun is withdrawn. It is errs.Conflict when somebody has gone
// on with it.
func (r Room) Undo(ctx context.Context, actor access.Actor, subject, commandID string) (command.Receipt, error) {
	return person.TakeBack(ctx, r.Desk, actor, commandID, func(t *db.Tx) (string, error) {
		_, c, err := load(t, subject)
		if err != nil {
			return "", err
		}
		_, err = r.may(t, actor, access.Record, c)
		return subject, err
	}, undoable...)
}

// begun is the command by which early help begins from a child's records.
const begun = "Begin early help"

// Began is the beginning of early help that the actor made from a child's records and may still take back: whoever steps a family down is mostly not of
// the team that helps it from then on.
func (r Room) Began(ctx context.Context, actor access.Actor, child string) (d person.Done, ok bool, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		if err := r.mayChild(t, actor, child, access.Record); err != nil {
			return err
		}
		d, ok, err = person.LastDone(t, actor.ID, child, r.Desk.Now(), begun)
		return err
	})
	return d, ok && err == nil, err
}

// UndoBegin takes it back from the child's page, for every child of it: the episode of need is open again.
func (r Room) UndoBegin(ctx context.Context, actor access.Actor, child, commandID string) (command.Receipt, error) {
	return person.TakeBack(ctx, r.Desk, actor, commandID, func(t *db.Tx) (string, error) {
		return child, r.mayChild(t, actor, child, access.Record)
	}, begun)
}
