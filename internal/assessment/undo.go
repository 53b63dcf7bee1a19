package assessment

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/person"
)

// undoable are the commands that their author may take back for a time, with what they need to be allowed.
var undoable = map[string]access.Action{
	"Submit an assessment": access.SubmitAssessment, "Return an assessment": access.AuthoriseAssessment, "Authorise an assessment": access.AuthoriseAssessment,
	"Allocate an assessment": access.Allocate, "Close a referral after an assessment": access.AuthoriseAssessment,
}

func undoableWords() []string {
	var out []string
	for why := range undoable {
		out = append(out, why)
	}
	return out
}

// Undoable is the command that the actor ran last on a report and may still take back.
func (r Room) Undoable(ctx context.Context, actor access.Actor, report string) (d person.Done, ok bool, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) (err error) {
		d, ok, err = r.lastDone(t, actor, report)
		return err
	})
	return d, ok, err
}

// lastDone is Undoable in a transaction: it asks access as the command did.
func (r Room) lastDone(t *db.Tx, actor access.Actor, report string) (d person.Done, ok bool, err error) {
	now := r.Desk.Now()
	w, err := r.load(t, report)
	if err != nil {
		return d, false, err
	}
	if d, ok, err = person.LastDone(t, actor.ID, report, now, undoableWords()...); err != nil || !ok {
		return d, false, err
	}
	class := access.Assessment
	if undoable[d.Why] == access.Allocate {
		class = access.Identity
	}
	if _, err := w.may(stamp{actor, now}, undoable[d.Why], class, nil); err != nil {
		return d, false, err
	}
	return d, true, nil
}

// Undo takes back what the actor did last with a report: handed it in, returned, authorised or allocated it. It is errs.Conflict when somebody has gone on
// with it.
func (r Room) Undo(ctx context.Context, actor access.Actor, report, commandID string) (command.Receipt, error) {
	return person.TakeBack(ctx, r.Desk, actor, commandID, func(t *db.Tx) (string, error) {
		// Whoever may not see the report is told that it is not there, whatever they once did.
		w, err := r.load(t, report)
		if err != nil {
			return "", err
		}
		if _, err := w.may(stamp{actor, r.Desk.Now()}, access.Read, access.Assessment, nil); err != nil {
			return "", err
		}
		if _, _, err := r.lastDone(t, actor, report); err != nil {
			return "", err
		}
		return report, nil
	}, undoableWords()...)
}
