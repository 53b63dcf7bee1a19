// Package command runs commands: one command, one transaction. A command decides, with pure functions, which versions are to be
// written; this package appends them to the journal and refreshes everything that follows from them, all of it or none.
//
// Every command can be undone: Undo writes new versions equal to the old ones.
package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/derived"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Desk is where commands are handed in. It has no state of its own, so any number of servers may share one database.
type Desk struct {
	DB      *db.DB
	Journal *journal.Journal
	Lists   derived.Lists
	Now     func() time.Time
	NewID   func() string
	Memory  *Memory // what rooms keep of the database between calls; nil keeps nothing
}

// Today is the day in London.
func (d *Desk) Today() day.Day { return day.In(d.Now()) }

// Receipt says what a command wrote.
type Receipt struct {
	Command string // what an undo names
	At      time.Time
	Entries []journal.Entry
}

// Tx is a running command: reads see the state that its writes will be checked against.
type Tx struct {
	*db.Tx
	Desk  *Desk
	Actor access.Actor
	Now   time.Time
}

// Today is the day of the command.
func (t *Tx) Today() day.Day { return day.In(t.Now) }

// Story loads a subject, following merges: an old id still resolves.
func (t *Tx) Story(subject string) (story.Story, error) {
	s, err := story.Canonical(t.Tx, subject)
	if err != nil {
		return story.Story{}, err
	}
	return story.Load(t.Tx, s)
}

// NewID makes a record id.
func (t *Tx) NewID() string { return t.Desk.NewID() }

// NewSubject makes a subject id of a type.
func (t *Tx) NewSubject(subjectType string) string { return subjectType + ":" + t.Desk.NewID() }

// Do runs one command. why is the command's own words ("Decide a referral"), never clinical text. decide may be run again
// when the database was busy. Nothing is written when it fails.
func (d *Desk) Do(ctx context.Context, actor access.Actor, why string, decide func(*Tx) ([]record.Change, error)) (rc Receipt, err error) {
	defer errs.Wrap(&err, "%s", why)
	err = d.DB.Write(ctx, func(t *db.Tx) error {
		tx := &Tx{Tx: t, Desk: d, Actor: actor, Now: d.Now()}
		changes, err := decide(tx)
		if err != nil {
			return err
		}
		rc, err = d.write(tx, why, changes)
		return err
	})
	return rc, err
}

// write validates, appends and refreshes.
func (d *Desk) write(tx *Tx, why string, changes []record.Change) (Receipt, error) {
	rc := Receipt{At: tx.Now}
	puts := make([]journal.Change, len(changes))
	var touched []derived.Touched
	for i, c := range changes {
		var err error
		if puts[i], err = Ready(c, tx.Today()); err != nil {
			return rc, err
		}
		touched = touch(touched, c.Subject, puts[i].Kind)
	}
	rows := d.Lists.Refreshing(touched)
	if err := rc.append(tx, why, puts, rows.Reads()...); err != nil {
		return rc, err
	}
	written := make([]record.Record, len(rc.Entries))
	var err error
	for i, e := range rc.Entries { // as they will be read
		if written[i], _, err = story.Entry(e); err != nil {
			return rc, err
		}
	}
	return rc, rows.Finish(tx.Tx, written)
}

// Ready makes a change ready for the journal: known, valid on the day of its command, and in its canonical form.
func Ready(c record.Change, on day.Day) (out journal.Change, err error) {
	k, ok := record.Lookup(c.Body.KindName())
	if !ok {
		return out, errs.New(errs.Internal, "kind %q is not registered", c.Body.KindName())
	}
	out = journal.Change{Kind: k.Name, ID: c.ID, Subject: c.Subject, Base: c.Base, Rev: k.Rev, Op: journal.Put, Source: c.Source}
	if c.Withdraw {
		out.Op = journal.Withdraw
	} else if v, ok := c.Body.(record.Validator); ok {
		if err := v.Valid(on); err != nil {
			return out, err
		}
	}
	out.Body, err = record.Encode(c.Body)
	return out, err
}

// append writes the changes and takes down what was written.
func (rc *Receipt) append(tx *Tx, why string, changes []journal.Change, under ...db.Statement) (err error) {
	st := journal.Stamp{Command: tx.Desk.NewID(), Actor: tx.Actor.ID, Why: why, At: tx.Now}
	rc.Command = st.Command // of one that writes nothing
	rc.Entries, err = tx.Desk.Journal.Append(tx.Tx, st, changes, under...)
	if len(rc.Entries) > 0 {
		rc.Command = rc.Entries[0].Command
	}
	return err
}

func touch(touched []derived.Touched, subject, kind string) []derived.Touched {
	merge := kind == record.Merge{}.KindName()
	for i := range touched {
		if touched[i].Subject == subject {
			touched[i].Merge = touched[i].Merge || merge
			return touched
		}
	}
	return append(touched, derived.Touched{Subject: subject, Merge: merge})
}

// Undo puts back what a command changed: each record gets a new version equal to the one before, and records that it made
// are withdrawn. It is refused, naming the record, when something was changed again afterwards: undo that first.
func (d *Desk) Undo(ctx context.Context, actor access.Actor, commandID string) (Receipt, error) {
	return d.undo(ctx, actor, []string{commandID}, "Undo")
}

// UndoAll undoes several commands as one action, newest first: a whole import.
func (d *Desk) UndoAll(ctx context.Context, actor access.Actor, commands []string, why string) (Receipt, error) {
	return d.undo(ctx, actor, commands, why)
}

func (d *Desk) undo(ctx context.Context, actor access.Actor, commands []string, why string) (rc Receipt, err error) {
	defer errs.Wrap(&err, "undo")
	err = d.DB.Write(ctx, func(t *db.Tx) error {
		tx := &Tx{Tx: t, Desk: d, Actor: actor, Now: d.Now()}
		back := backwards{journal: d.Journal, at: map[string]int{}}
		for i := len(commands) - 1; i >= 0; i-- {
			if err := back.command(t, commands[i]); err != nil {
				return err
			}
		}
		rc = Receipt{At: tx.Now}
		var touched []derived.Touched
		for _, c := range back.changes {
			touched = touch(touched, c.Subject, c.Kind)
		}
		if err := rc.append(tx, why, back.changes); err != nil {
			return err
		}
		return d.Lists.Refresh(t, touched)
	})
	return rc, err
}

// backwards collects, for each record, the version to go back to.
type backwards struct {
	journal *journal.Journal
	changes []journal.Change
	at      map[string]int   // record id to its place in changes
	below   map[string]int64 // the lowest version undone so far
}

func (b *backwards) command(t *db.Tx, command string) error {
	entries, err := b.journal.Command(t, command)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return errs.New(errs.NotFound, "There is no such action to undo")
	}
	if b.below == nil {
		b.below = map[string]int64{}
	}
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		if e.Body == nil {
			return errs.New(errs.Conflict, "The record of this action was destroyed under a retention rule, so it cannot be undone")
		}
		place, seen := b.at[e.ID]
		if !seen {
			cur, err := story.Record(t, e.ID)
			if err != nil {
				return err
			}
			if cur.Version != e.Version {
				k, _ := record.Lookup(e.Kind)
				return errs.New(errs.Conflict, "%s was changed again afterwards (version %d, this action made version %d). Undo the later change first; nothing was changed", k.Title, cur.Version, e.Version)
			}
			place = len(b.changes)
			b.at[e.ID] = place
			b.changes = append(b.changes, journal.Change{Kind: e.Kind, ID: e.ID, Subject: e.Subject, Base: e.Version, Source: e.Source})
		} else if b.below[e.ID] != e.Version+1 {
			return errs.New(errs.Conflict, "Something between these actions changed a record as well. Undo that first; nothing was changed")
		}
		b.below[e.ID] = e.Version
		c := &b.changes[place]
		if e.Version == 1 {
			c.Op, c.Rev, c.Body = journal.Withdraw, e.Rev, e.Body
			continue
		}
		prev, err := b.journal.Version(t, e.ID, e.Version-1)
		if err != nil {
			return err
		}
		c.Op, c.Rev, c.Body, c.Source = prev.Op, prev.Rev, prev.Body, prev.Source
	}
	return nil
}

// LogListed writes down that people were read as rows of what leaves the service: a return, an extract, the lists of an inspection.
func (d *Desk) LogListed(ctx context.Context, actor access.Actor, page, why string, subjects []string) error {
	for part := range slices.Chunk(subjects, 500) { // the log's head is held for a short while each time
		err := d.DB.Write(ctx, func(t *db.Tx) error {
			readings := make([]journal.Reading, len(part))
			for i, s := range part {
				readings[i] = journal.Reading{Actor: actor.ID, Subject: s, Action: string(access.List), Page: page, Why: why, Allowed: true}
			}
			return journal.LogReads(t, d.Now(), readings)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Read runs fn on a consistent snapshot.
func (d *Desk) Read(ctx context.Context, fn func(*db.Tx) error) error { return d.DB.Read(ctx, fn) }

// Story loads a subject on its own, following merges.
func (d *Desk) Story(ctx context.Context, subject string) (s story.Story, err error) {
	err = d.DB.Read(ctx, func(t *db.Tx) error {
		canonical, err := story.Canonical(t, subject)
		if err != nil {
			return err
		}
		s, err = story.Load(t, canonical)
		return err
	})
	if err != nil {
		err = fmt.Errorf("story: %w", err)
	}
	return s, err
}
