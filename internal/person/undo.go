package person

import (
	"context"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
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

// Undoing is the undo of a room: the commands, in their own words, that their author may take back for a time. Nobody else may, and only while nothing that
// they wrote was changed again.
type Undoing struct {
	Desk  *command.Desk
	Words []string
	Ends  []string // other commands of the room: what came before one of them is no longer offered
	// May finds the subject that the commands about something were written on, after a merge, and asks access for a command by its words, as for the command
	// itself; with no words, whether the actor may know of it at all. It may say nothing of the subject when there are words.
	May func(t *db.Tx, actor access.Actor, about, why string) (subject string, err error)
}

// Last is the step that the actor took last about something and may still take back. What access refuses is none.
func (u Undoing) Last(ctx context.Context, actor access.Actor, about string) (d Done, ok bool, err error) {
	err = u.Desk.DB.Read(ctx, func(t *db.Tx) (err error) {
		d, ok, err = u.last(t, actor, about)
		return err
	})
	if kind := errs.Of(err); err != nil && (kind == errs.Denied || kind == errs.NotFound) {
		return Done{}, false, nil
	}
	return d, ok && err == nil, err
}

func (u Undoing) last(t *db.Tx, actor access.Actor, about string) (d Done, ok bool, err error) {
	subject, err := u.May(t, actor, about, "")
	if err != nil {
		return d, false, err
	}
	d, ok, err = LastDone(t, actor.ID, subject, u.Desk.Now(), slices.Concat(u.Words, u.Ends)...)
	if err != nil || !ok || slices.Contains(u.Ends, d.Why) {
		return Done{}, false, err
	}
	_, err = u.May(t, actor, about, d.Why)
	return d, ok, err
}

// TakeBack takes that step back, for all whom it was about. It is errs.Conflict when it is no longer the last, and when somebody has gone on with it.
func (u Undoing) TakeBack(ctx context.Context, actor access.Actor, about, commandID string) (command.Receipt, error) {
	err := u.Desk.DB.Read(ctx, func(t *db.Tx) error {
		last, ok, err := u.last(t, actor, about)
		if err == nil && (!ok || last.Command != commandID) {
			err = errs.New(errs.Conflict, "This can no longer be undone: it was undone already, or it is more than 24 hours ago, or you have done something else here since. Nothing was changed. Open the record to see how it stands")
		}
		return err
	})
	if err != nil {
		return command.Receipt{}, err
	}
	rc, err := u.Desk.Undo(ctx, actor, commandID)
	if errs.Of(err) == errs.Conflict {
		err = errs.As(errs.Conflict, err, "This can no longer be undone, because somebody has gone on with it. %s. Open the record and put right there what is wrong", errs.Text(err))
	}
	return rc, err
}

// Undoing takes back an allocation, or the end of one.
func (r Room) Undoing() Undoing {
	return Undoing{Desk: r.Desk, Words: []string{"Allocate a case", "End an allocation"}, May: func(t *db.Tx, actor access.Actor, subject, _ string) (string, error) {
		f, err := Facts(t, subject)
		if err != nil {
			return "", err
		}
		return f.Subject, access.Decide(actor, access.Allocate, access.Identity, f, r.Desk.Now()).Err()
	}}
}
