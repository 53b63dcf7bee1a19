// Package services is the room of three small services beside social work: young carers, domestic abuse intervention, and the clinical service. Each
// has its own record, its own team, a list, what is due, and an end by somebody's decision.
//
// Invariants: nothing closes by itself, least of all because somebody did not come; whoever may not open a record is answered as if it were not there;
// of domestic abuse a child's own record holds a warning and nothing more. Source: seed requirements SR-150 to SR-154, SR-166, SR-167, SR-311.
package services

import (
	"cmp"
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/ids"
	"throughline/internal/journal"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Room is the three services. It has no state of its own.
type Room struct {
	Desk  *command.Desk
	Book  *clock.Book
	Facts func(*db.Tx, string) (access.Facts, error) // what access needs to know of a person
}

func missing() error { return errs.New(errs.NotFound, "%s", access.Missing) }

// isID says whether a text has the form of a record's id. Anything else is no id of ours, and no query is asked about it.
func isID(s string) bool {
	return len(s) == 36 && !strings.ContainsFunc(s, func(r rune) bool { return !(r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'f') })
}

// opened is one record of a service, with the story that it is in and the rule that let the actor in.
type opened[T record.Body] struct {
	story story.Story
	was   record.Of[T]
	rule  string
	read  []string // whose reading it is
}

// opener finds a record and asks access. What the actor may not do is missing.
type opener[T record.Body] func(t *db.Tx, actor access.Actor, action access.Action, id string) (opened[T], error)

// ofChild opens records that lie in a child's story: whoever may read or write the child's records of the class may do so with this one.
func ofChild[T record.Body](r Room, class access.Class) opener[T] {
	return func(t *db.Tx, actor access.Actor, action access.Action, id string) (out opened[T], err error) {
		if !isID(id) {
			return out, missing()
		}
		one, err := story.One[T](t, id)
		if errs.Of(err) == errs.NotFound && err != nil {
			return out, missing()
		} else if err != nil {
			return out, err
		}
		f, err := r.Facts(t, one.Subject)
		if err != nil {
			return out, err
		}
		d := access.Decide(actor, action, class, f, r.Desk.Now())
		if !d.Allow {
			return out, missing()
		}
		s, err := story.Load(t, f.Subject)
		if err != nil {
			return out, err
		}
		one, ok := story.Find[T](s, id)
		if !ok {
			return out, missing()
		}
		return opened[T]{s, one, d.Rule, []string{s.Subject}}, nil
	}
}

// work is one record within a command.
type work[T record.Body] struct {
	tx      *command.Tx
	story   story.Story
	was     record.Of[T]
	now     T // as it becomes
	changes []record.Change
}

// change runs a command on one record. base is the version that the actor saw.
func change[T record.Body](ctx context.Context, r Room, open opener[T], actor access.Actor, why, id string, base int64, decide func(w *work[T]) error) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		o, err := open(tx.Tx, actor, access.Record, id)
		if err != nil {
			return nil, err
		}
		w := &work[T]{tx: tx, story: o.story, was: o.was, now: o.was.Body}
		if err := decide(w); err != nil {
			return nil, err
		}
		edit := record.Edit(o.was, w.now)
		edit.Base = base
		return append([]record.Change{edit}, w.changes...), nil
	})
}

// read opens a record for a page. The reading, or the refusal, is written down before anything is returned.
func read[T record.Body](ctx context.Context, r Room, open opener[T], actor access.Actor, id, page string, more func(*db.Tx, opened[T]) error) (o opened[T], err error) {
	var refused error
	err = r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		o, refused = open(t, actor, access.Read, id)
		reading := journal.Reading{Actor: actor.ID, Action: string(access.Read), Page: page}
		if errs.Of(refused) == errs.NotFound && refused != nil {
			var none T
			reading.Subject, reading.Why = none.KindName()+":?", "There is no such record"
			return journal.LogReads(t, r.Desk.Now(), []journal.Reading{reading})
		}
		if refused != nil {
			return refused
		}
		readings := make([]journal.Reading, len(o.read))
		for i, subject := range o.read {
			readings[i] = reading
			readings[i].Subject, readings[i].Why, readings[i].Allowed = subject, o.rule, true
		}
		if err := journal.LogReads(t, r.Desk.Now(), readings); err != nil {
			return err
		}
		return more(t, o)
	})
	return o, cmp.Or(err, refused)
}

// undoing is the undo of one service, by the ids of its records.
func undoing[T record.Body](r Room, open opener[T], words []string) person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: words, May: func(t *db.Tx, actor access.Actor, id, why string) (string, error) {
		if why != "" { // asked already: it is the same for all of them
			return id, nil
		}
		o, err := open(t, actor, access.Read, id) // whoever did it may have referred to the service without being of it
		return o.story.Subject, err
	}}
}

// refer runs the command that begins a service for a child: every practitioner who may find the child may refer.
func (r Room) refer(ctx context.Context, actor access.Actor, why, child string, begin func(tx *command.Tx, s story.Story) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		if record.SubjectType(child) != record.ChildSubject {
			return nil, missing()
		}
		f, err := r.Facts(tx.Tx, child)
		if err != nil {
			return nil, err
		}
		if err := access.Decide(actor, access.Search, access.Identity, f, tx.Now).Err(); err != nil {
			return nil, err
		}
		s, err := tx.Story(f.Subject)
		if err != nil {
			return nil, err
		}
		return begin(tx, s)
	})
}

// reference is the short name of a record: a letter, the year and six letters that say nothing.
func reference(letter string, on day.Day, id string) string {
	return ids.Reference(letter+"-"+on.String()[:4]+"-??????", letter, id)
}

// ended refuses what has ended.
func ended(closed day.Day) error {
	if !closed.IsZero() {
		return errs.New(errs.Conflict, "This has ended. Open it again first; nothing was changed")
	}
	return nil
}

// closing is how a service ends: by somebody's decision, with a reason in words.
type closing struct {
	on      day.Day
	outcome string
	why     string
}

// least is the shortest reason for an end: fewer letters say nothing.
const least = 20

// judge refuses an end without an outcome or a reason that says something, before the beginning or in the future.
func (c *closing) judge(from, today day.Day) error {
	var f errs.Fields
	if c.why = record.Typed(c.why); len([]rune(c.why)) < least {
		f.Add("why", "Write why it ends and what has changed, in at least %d characters", least)
	}
	if c.outcome == "" {
		f.Add("outcome", "Choose why it ends")
	}
	if c.on.IsZero() {
		c.on = today
	}
	if c.on.Before(from) || c.on.After(today) {
		f.Add("closed", "The day must not be before the beginning, nor in the future")
	}
	return f.Err()
}

// again is the reason of an end with what came after it: it is opened again, and says why.
func again(before, reason string, closed, on day.Day) (string, error) {
	switch {
	case closed.IsZero():
		return "", errs.New(errs.Conflict, "This has not ended. Nothing was changed")
	case record.Typed(reason) == "":
		return "", errs.Field("reason", "Write why it goes on")
	}
	return strings.TrimSpace(before + "\nOpened again on " + on.Long() + ": " + record.Typed(reason)), nil
}

// inTeam refuses a worker who is not in the team.
func inTeam(tx *command.Tx, team, worker string) error {
	s, err := tx.Story(worker)
	if err != nil {
		return err
	}
	w, ok := story.Latest[record.Worker](s)
	if ok && w.Body.Left.IsZero() {
		for _, t := range w.Body.Teams {
			if t == team {
				return nil
			}
		}
	}
	return errs.Field("worker", "Choose somebody who is in the team now")
}
