package person

import (
	"context"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/story"
)

// UndoFor is how long after a command its author is offered to take it back. Later a mistake is corrected by a new entry, which says so.
const UndoFor = 24 * time.Hour

// Done is a command that its author may still take back.
type Done struct {
	Command, Why string
	At           time.Time
}

// LastDone is the newest of some commands, named by their own words, that an actor ran on a subject and may still take back. Once anything was undone there, what
// came before is no longer offered.
func LastDone(t *db.Tx, actor, subject string, now time.Time, whys ...string) (last Done, ok bool, err error) {
	over := false
	err = t.Each(func(scan db.Scan) error {
		var by, at string
		var d Done
		if err := scan(&d.Command, &by, &d.Why, &at); err != nil || over {
			return err
		}
		switch {
		case d.Why == "Undo":
			over = true
		case by == actor && slices.Contains(whys, d.Why):
			over, ok, last = true, true, d
			var err error
			last.At, err = db.ParseInstant(at)
			return err
		}
		return nil
	}, "select command, actor, why, at from entry where subject = $1 and at > $2 order by seq desc", subject, db.Instant(now.Add(-UndoFor)))
	return last, ok, err
}

// TakeBack undoes a command that its author still may take back: nobody else, for UndoFor, and only while nothing that it wrote was changed again. may asks
// access; it is asked as for the command itself.
func TakeBack(ctx context.Context, desk *command.Desk, actor access.Actor, commandID string, may func(*db.Tx) (subject string, err error), whys ...string) (command.Receipt, error) {
	err := desk.DB.Read(ctx, func(t *db.Tx) error {
		subject, err := may(t)
		if err != nil {
			return err
		}
		last, ok, err := LastDone(t, actor.ID, subject, desk.Now(), whys...)
		if err == nil && (!ok || last.Command != commandID) {
			err = errs.New(errs.Conflict, "This can no longer be undone: it was undone already, or it is more than 24 hours ago, or you have done something else here since. Nothing was changed. Open the record to see how it stands")
		}
		return err
	})
	if err != nil {
		return command.Receipt{}, err
	}
	rc, err := desk.Undo(ctx, actor, commandID)
	if errs.Of(err) == errs.Conflict {
		err = errs.As(errs.Conflict, err, "This can no longer be undone, because somebody has gone on with it. %s. Open the record and put right there what is wrong", errs.Text(err))
	}
	return rc, err
}

// Undoing is the undo of a room: the commands, in their own words, that their author may take back for a time.
type Undoing struct {
	Desk  *command.Desk
	Words []string
	// May asks access for a command by its words, as for the command itself; with no words it only finds whose record it is, after a merge.
	May func(t *db.Tx, actor access.Actor, subject, why string) (survived string, err error)
}

// Last is the step that the actor took last with somebody and may still take back. What access refuses is none.
func (u Undoing) Last(ctx context.Context, actor access.Actor, subject string) (d Done, ok bool, err error) {
	err = u.Desk.DB.Read(ctx, func(t *db.Tx) (err error) {
		_, d, ok, err = u.last(t, actor, subject)
		return err
	})
	if kind := errs.Of(err); err != nil && (kind == errs.Denied || kind == errs.NotFound) {
		return Done{}, false, nil
	}
	return d, ok && err == nil, err
}

func (u Undoing) last(t *db.Tx, actor access.Actor, subject string) (survived string, d Done, ok bool, err error) {
	if survived, err = u.May(t, actor, subject, ""); err != nil {
		return survived, d, false, err
	}
	if d, ok, err = LastDone(t, actor.ID, survived, u.Desk.Now(), u.Words...); err != nil || !ok {
		return survived, d, ok, err
	}
	_, err = u.May(t, actor, survived, d.Why)
	return survived, d, ok, err
}

// TakeBack takes that step back, for all whom it was about. It is errs.Conflict when somebody has gone on with it.
func (u Undoing) TakeBack(ctx context.Context, actor access.Actor, subject, commandID string) (command.Receipt, error) {
	return TakeBack(ctx, u.Desk, actor, commandID, func(t *db.Tx) (string, error) {
		survived, _, _, err := u.last(t, actor, subject)
		return survived, err
	}, u.Words...)
}

// allocating are the commands of an allocation.
var allocating = []string{"Allocate a case", "End an allocation"}

// Undoable is the allocation, or the end of one, that the actor made last and may still take back.
func (r Room) Undoable(ctx context.Context, actor access.Actor, subject string) (d Done, ok bool, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		s, err := story.Canonical(t, subject)
		if err == nil {
			d, ok, err = LastDone(t, actor.ID, s, r.Desk.Now(), allocating...)
		}
		return err
	})
	return d, ok, err
}

// UndoAllocation takes back the allocation, or the end of one, that the actor made last.
func (r Room) UndoAllocation(ctx context.Context, actor access.Actor, subject, commandID string) (command.Receipt, error) {
	return TakeBack(ctx, r.Desk, actor, commandID, func(t *db.Tx) (string, error) {
		f, err := Facts(t, subject)
		if err != nil {
			return "", err
		}
		return f.Subject, access.Decide(actor, access.Allocate, access.Identity, f, r.Desk.Now()).Err()
	}, allocating...)
}
