// Package lado is the room of the local authority designated officer: allegations against people who work with children, from the written
// referral to the outcome, and how long their record is kept.
//
// Invariants: a referral is written, and a telephone call is a question until the writing comes; whatever the room holds lies in the LADO
// compartment, and to everybody else it does not exist, not even as a reading of a child whom it names. Source: seed requirements SR-034 to
// SR-040; Working Together 2023 chapter 2; Keeping Children Safe in Education 2025 part four; National LADO Network minimum standards.
package lado

import (
	"context"
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/ids"
	"throughline/internal/record"
	"throughline/internal/safekeeping"
	"throughline/internal/story"
)

// Room is the LADO's room. It has no state of its own.
type Room struct {
	Desk   *command.Desk
	Book   *clock.Book
	Facts  func(*db.Tx, string) (access.Facts, error) // what access needs to know of a subject with a card
	Keeper *safekeeping.Keeper                        // destroys what has had its time
}

func missing() error { return errs.New(errs.NotFound, "%s", access.Missing) }

// Opens says whether the room is there at all for somebody: for everybody else it answers as a page that does not exist.
func Opens(a access.Actor) error {
	return access.Decide(a, access.List, access.SourceRestricted, access.Facts{Subject: record.LADOSubject + ":any", Compartment: access.LADOCompartment}, time.Time{}).Err()
}

// may decides an action on one allegation. What is hidden is missing, and so is what does not exist.
func (r Room) may(t *db.Tx, actor access.Actor, action access.Action, subject string) (access.Decision, error) {
	if record.SubjectType(subject) != record.LADOSubject {
		return access.Decision{}, missing()
	}
	f, err := r.Facts(t, subject)
	if err != nil {
		return access.Decision{}, err
	}
	d := access.Decide(actor, action, access.SourceRestricted, f, r.Desk.Now())
	if !d.Allow { // whoever may not is not told that there is one
		return d, missing()
	}
	return d, nil
}

func load(t *db.Tx, subject string) (story.Story, record.Of[record.LADOReferral], error) {
	s, err := story.Load(t, subject)
	if err != nil {
		return s, record.Of[record.LADOReferral]{}, err
	}
	l, ok := story.Latest[record.LADOReferral](s)
	if !ok {
		return s, l, missing()
	}
	return s, l, nil
}

// handling is one allegation within a command.
type handling struct {
	tx    *command.Tx
	story story.Story
	was   record.Of[record.LADOReferral]
	now   record.LADOReferral // as it becomes
}

// change runs a command on one allegation: access is asked, and decide says what becomes of it. base is the version that the actor saw.
func (r Room) change(ctx context.Context, actor access.Actor, why, subject string, base int64, decide func(c *handling) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		if _, err := r.may(tx.Tx, actor, access.Record, subject); err != nil {
			return nil, err
		}
		s, l, err := load(tx.Tx, subject)
		if err != nil {
			return nil, err
		}
		c := &handling{tx: tx, story: s, was: l, now: l.Body}
		more, err := decide(c)
		if err != nil {
			return nil, err
		}
		edit := record.Edit(l, c.now)
		edit.Base = base
		return append(more, edit), nil
	})
}

// open refuses what is closed.
func (c *handling) open() error {
	if !c.was.Body.Closed.IsZero() {
		return errs.New(errs.Conflict, "This allegation is closed. Open it again first; nothing was changed")
	}
	return nil
}

// reference is the short name of an allegation.
func reference(on day.Day, id string) string {
	return ids.Reference("L-"+on.String()[:4]+"-??????", "allegation", id)
}
