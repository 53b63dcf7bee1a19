package scrutiny

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Room keeps what committees do, on a desk and by the council's time limits.
type Room struct {
	Desk *command.Desk
	Book *clock.Book
}

// undoable are the commands of this room that their author may take back for a day. Publishing is not among them: what the public has seen is
// withdrawn, with a reason.
var undoable = []string{
	"Put a question", "Accept a question from the minutes", "Answer a question", "Clear an answer", "Withdraw a question",
	"Record a committee", "Record a seat", "Record an office", "Record a holder of an office",
	"Record a meeting", "Plan a meeting", "Change a meeting", "Publish an agenda", "Record a meeting as held", "Draft minutes", "Approve minutes", "Postpone a meeting", "Cancel a meeting",
	"Record an agenda item", "Record a paper", "Sign a paper off", "Record an attendance", "Record a declaration", "Record a topic", "Move a topic",
	"Follow an action", "Accept an action", "Report on an action", "Close an action", "End an action", "Open an action again", "Publish an action",
	"Make a recommendation", "Notify a recommendation", "Respond to a recommendation", "Report on a recommendation", "Conclude a recommendation",
	"Merge questions", "Rule a question out", "Put a question at the meeting", "Carry a question over", "Part-answer a question", "Route a question", "Say what a question is about", "Say that it is not recorded",
	"Record a figure claim", "Match a figure claim", "Settle a figure claim",
	"Bring minutes in", "Accept from minutes", "Leave a proposal",
	"Begin a review", "Change a review", "Comment on a review", "Settle a comment on a review", "Record evidence of a review", "Record a finding of a review", "Record a check of a review", "Move a review",
	"Record an inspection", "Record a cabinet report", "Sign a cabinet report off", "Publish a cabinet report",
	"Record a decision", "Record a call-in", "Judge a call-in", "Hear a call-in", "Draft a paragraph", "Take a paragraph out", "Take notes up",
	"Record an issue of young people", "Publish an issue of young people",
}

// do runs one command of this room. What it is called must be among the undoable, or its author could not take it back.
func (r Room) do(ctx context.Context, actor access.Actor, action access.Action, why string, decide func(*command.Tx) ([]record.Change, error)) (command.Receipt, error) {
	if !slices.Contains(undoable, why) {
		return command.Receipt{}, errs.New(errs.Internal, "the command %q cannot be taken back: add it to undoable", why)
	}
	if err := may(r.Desk, actor, action); err != nil {
		return command.Receipt{}, err
	}
	return r.Desk.Do(ctx, actor, why, decide)
}

// ours are the subjects whose commands may be taken back here.
var ours = []string{
	record.MeetingSubject, record.QuestionSubject, record.CommitteeSubject, record.OfficeSubject, record.ActionSubject, record.RecommendationSubject,
	record.ReviewSubject, record.InspectionSubject, record.CabinetSubject, record.YouthSubject, record.DecisionSubject,
}

// Undoing takes back what was done with a subject of this room.
func (r Room) Undoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: undoable, May: func(_ *db.Tx, actor access.Actor, subject, _ string) (string, error) {
		if !slices.Contains(ours, record.SubjectType(subject)) {
			return "", errs.New(errs.NotFound, "%s", access.Missing)
		}
		return subject, may(r.Desk, actor, access.Undo)
	}}
}

// put is one record that a person keeps by a form: made when id is empty, else changed from the version that was shown.
type entry[T record.Body] struct {
	why, subject, id string
	base             int64
	body             T
	check            func(tx *command.Tx, old T) error // may be nil; old is the zero body of a new record
}

// save writes it and gives its id.
func save[T record.Body](ctx context.Context, r Room, actor access.Actor, action access.Action, e entry[T]) (string, error) {
	id := e.id
	_, err := r.do(ctx, actor, action, e.why, func(tx *command.Tx) ([]record.Change, error) {
		if e.id == "" {
			id = tx.NewID()
			var none T
			if e.check != nil {
				if err := e.check(tx, none); err != nil {
					return nil, err
				}
			}
			return []record.Change{record.New(id, e.subject, e.body)}, nil
		}
		old, err := story.One[T](tx.Tx, e.id)
		if err != nil {
			return nil, err
		}
		if old.Subject != e.subject {
			return nil, errs.New(errs.NotFound, "%s", access.Missing)
		}
		if e.check != nil {
			if err := e.check(tx, old.Body); err != nil {
				return nil, err
			}
		}
		c := record.Edit(old, e.body)
		c.Base = e.base
		return []record.Change{c}, nil
	})
	return id, err
}

// change runs a command on one record that a subject has once: a meeting, an action. fn gives its new body and what else is written with it.
func change[T record.Body](ctx context.Context, r Room, actor access.Actor, action access.Action, why, subject string, version int64, fn func(tx *command.Tx, old record.Of[T]) (T, []record.Change, error)) error {
	_, err := r.do(ctx, actor, action, why, func(tx *command.Tx) ([]record.Change, error) {
		s, err := story.Load(tx.Tx, subject)
		if err != nil {
			return nil, err
		}
		old, ok := story.First[T](s)
		if !ok {
			return nil, errs.New(errs.NotFound, "%s", access.Missing)
		}
		body, more, err := fn(tx, old)
		if err != nil {
			return nil, err
		}
		c := record.Edit(old, body)
		if version != 0 {
			c.Base = version
		}
		return append([]record.Change{c}, more...), nil
	})
	return err
}

// numbered writes what has a reference for its id, and asks for another when another server took it first.
func numbered(fn func() error) (err error) {
	for range tries {
		if err = fn(); err == nil {
			return nil
		}
		if _, taken := errors.AsType[*journal.Stale](err); !taken {
			break
		}
	}
	return err
}

// nextReference is the next of a series: A-2026-001. A reference is never given twice, also when its record was undone.
func nextReference(tx *command.Tx, kind, subjectType, prefix string, digits int) (string, error) {
	taken, err := db.Column[string](tx.Tx, "select subject from record where kind = $1", kind)
	if err != nil {
		return "", err
	}
	last := 0
	for _, s := range taken {
		if n, err := strconv.Atoi(strings.TrimPrefix(s, subjectType+":"+prefix)); err == nil {
			last = max(last, n)
		}
	}
	return fmt.Sprintf("%s%0*d", prefix, digits, last+1), nil
}

// all reads every record of a kind that tells something to those who may read questions.
func all[T record.Body](ctx context.Context, r Room, actor access.Actor) (out []record.Of[T], err error) {
	if err := may(r.Desk, actor, access.Read); err != nil {
		return nil, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out, err = story.OfKind[T](t)
		return err
	})
	return out, err
}

// told loads the story of a subject for those who may read questions; errs.NotFound when there is nothing.
func (r Room) told(ctx context.Context, actor access.Actor, subject string) (s story.Story, err error) {
	if err := may(r.Desk, actor, access.Read); err != nil {
		return s, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		s, err = story.Load(t, subject)
		return err
	})
	if err == nil && s.Empty() {
		err = errs.New(errs.NotFound, "%s", access.Missing)
	}
	return s, err
}
