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

func (r Room) undoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: undoable, May: func(t *db.Tx, actor access.Actor, subject, why string) (string, error) {
		if why != "" { // asked already: it is the same for all of them
			return subject, nil
		}
		_, c, err := load(t, subject)
		if err == nil {
			_, err = r.may(t, actor, access.Record, c)
		}
		return subject, err
	}}
}

// Undoable is what the actor did last on a case and may still take back.
func (r Room) Undoable(ctx context.Context, actor access.Actor, subject string) (person.Done, bool, error) {
	return r.undoing().Last(ctx, actor, subject)
}

// Undo takes it back: what was passed up waits at the front door no longer, what was begun is withdrawn. It is errs.Conflict when somebody has gone
// on with it.
func (r Room) Undo(ctx context.Context, actor access.Actor, subject, commandID string) (command.Receipt, error) {
	return r.undoing().TakeBack(ctx, actor, subject, commandID)
}

// begun is the command by which early help begins from a child's records.
const begun = "Begin early help"

func (r Room) beginning() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: []string{begun}, May: func(t *db.Tx, actor access.Actor, child, _ string) (string, error) {
		return child, r.mayChild(t, actor, child, access.Record)
	}}
}

// Began is the beginning of early help that the actor made from a child's records and may still take back: whoever steps a family down is mostly not of
// the team that helps it from then on.
func (r Room) Began(ctx context.Context, actor access.Actor, child string) (person.Done, bool, error) {
	return r.beginning().Last(ctx, actor, child)
}

// UndoBegin takes it back from the child's page, for every child of it: the episode of need is open again.
func (r Room) UndoBegin(ctx context.Context, actor access.Actor, child, commandID string) (command.Receipt, error) {
	return r.beginning().TakeBack(ctx, actor, child, commandID)
}
