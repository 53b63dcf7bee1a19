// Package subjectaccess answers somebody who asks for a copy of what is held about a person: the request and its clock, what is decided on each part of the
// record, the second reading, and the archive that leaves.
//
// Invariants: nothing is held back without a ground of the law and a note in plain words for the reader; what is shared with others, restricted or free text is
// never given without somebody having looked at it; what lies in a compartment of its own (allegations, domestic abuse, other people's records) never comes in;
// nothing leaves before a second person has read it; every edition that left stays as it was.
//
// Source: UK GDPR articles 12 and 15; Data Protection Act 2018 Schedules 2 to 4; complaints-as-tests.md 24 and 25; acceptance-scenarios.md 22 and 23; seed
// requirement SR-160; clock IG-01.
package subjectaccess

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/ids"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Room is where requests are answered. It has no state of its own.
type Room struct {
	Desk *command.Desk
	Book *clock.Book
}

func missing() error { return errs.New(errs.NotFound, "%s", access.Missing) }

// open asks access about a person, and finds one request about them. Class is Identity for what information governance does with any request, and None for what
// only those do who answer it.
func open(t *db.Tx, actor access.Actor, class access.Class, subject, id string, desk *command.Desk) (s story.Story, q record.Of[record.AccessRequest], err error) {
	f, err := person.Facts(t, subject)
	if err != nil {
		return s, q, err
	}
	if err := access.Decide(actor, access.ExportChild, class, f, desk.Now()).Err(); err != nil {
		return s, q, err
	}
	if s, err = story.Load(t, f.Subject); err != nil || id == "" {
		return s, q, err
	}
	q, ok := story.Find[record.AccessRequest](s, id)
	if !ok {
		return s, q, missing()
	}
	return s, q, nil
}

// handling is one request within a command.
type handling struct {
	tx    *command.Tx
	story story.Story
	was   record.Of[record.AccessRequest]
	now   record.AccessRequest // as it becomes
}

// change runs a command on one request. base is the version that the actor saw.
func (r Room) change(ctx context.Context, actor access.Actor, why, subject, id string, class access.Class, base int64, decide func(*handling) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		s, q, err := open(tx.Tx, actor, class, subject, id, r.Desk)
		if err != nil {
			return nil, err
		}
		c := &handling{tx, s, q, q.Body}
		more, err := decide(c)
		if err != nil {
			return nil, err
		}
		edit := record.Edit(q, c.now)
		edit.Base = base
		return append(more, edit), nil
	})
}

// opened refuses what has ended.
func (c *handling) opened() error {
	if !c.was.Body.Open() {
		return errs.New(errs.Conflict, "This request has ended. Open it again first; nothing was changed")
	}
	return nil
}

// New is a request as it came.
type New struct {
	Received                        day.Day
	By, Name, Reach, Asked, Handler string
}

// Take records a request. Its clock runs from the day on which it came, whenever it is typed in.
func (r Room) Take(ctx context.Context, actor access.Actor, subject string, n New) (id string, rc command.Receipt, err error) {
	rc, err = r.Desk.Do(ctx, actor, "Record a request for a record", func(tx *command.Tx) ([]record.Change, error) {
		s, _, err := open(tx.Tx, actor, access.Identity, subject, "", r.Desk)
		if err != nil {
			return nil, err
		}
		if record.SubjectType(s.Subject) != record.ChildSubject {
			return nil, errs.New(errs.Invalid, "A copy is made of the record of a child or a young person. Nothing was recorded")
		}
		if err := answers(tx.Tx, n.Handler); err != nil {
			return nil, err
		}
		id = tx.NewID()
		return []record.Change{record.New(id, s.Subject, record.AccessRequest{
			Reference: ids.Reference("R-"+tx.Today().String()[:4]+"-??????", "access request", id), Received: n.Received, By: n.By, Name: strings.TrimSpace(n.Name),
			Reach: strings.TrimSpace(n.Reach), Asked: strings.TrimSpace(n.Asked), Decisions: tx.NewSubject(record.AccessSubject), Handler: n.Handler,
		})}, nil
	})
	return id, rc, err
}

// Worker is somebody who may answer requests.
type Worker struct{ ID, Name string }

// Workers are those who may answer a request or read the answer: information governance and managers.
func (r Room) Workers(ctx context.Context) (out []Worker, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out, err = workers(t)
		return err
	})
	return out, err
}

func workers(t *db.Tx) (out []Worker, err error) {
	all, err := story.OfKind[record.Worker](t)
	for _, w := range all {
		a := access.Actor{ID: w.Subject}
		for _, role := range w.Body.Roles {
			a.Roles = append(a.Roles, access.Role(role))
		}
		if a.Has(access.Governance) || a.Has(access.Manager) {
			out = append(out, Worker{w.Subject, w.Body.Name})
		}
	}
	slices.SortFunc(out, func(a, b Worker) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return out, err
}

func answers(t *db.Tx, worker string) error {
	all, err := workers(t)
	if err == nil && !slices.ContainsFunc(all, func(w Worker) bool { return w.ID == worker }) {
		err = errs.Field("handler", "Choose somebody of information governance, or a manager")
	}
	return err
}
