package care

import (
	"context"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/money"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// The commands on limits, in words.
const (
	setLimit   = "Set a limit of approval"
	clearLimit = "Take a limit of approval away"
)

// limitOf is the limit of a worker; ok is false when there is none, which is no authority.
func limitOf(t *db.Tx, worker string) (l record.Of[record.ApprovalLimit], ok bool, err error) {
	s, err := story.Load(t, worker)
	if err != nil {
		return l, false, err
	}
	l, ok = story.Latest[record.ApprovalLimit](s)
	return l, ok, nil
}

// Holder is somebody who could approve, with the limit.
type Holder struct {
	Worker, Name, Title string
	Limit               record.Of[record.ApprovalLimit] // without an id where there is none
	History             []Version                       // what the limit was, the oldest first
}

func limits(actor access.Actor) error {
	return access.Could(actor, access.SetLimits, access.Money).Err()
}

// Limits are all who hold a role that approves, with their limits and what these were.
func (r Room) Limits(ctx context.Context, actor access.Actor) (out []Holder, err error) {
	if err := limits(actor); err != nil {
		return nil, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		workers, err := story.OfKind[record.Worker](t)
		if err != nil {
			return err
		}
		for _, w := range workers {
			if !approves(w.Body) {
				continue
			}
			h := Holder{Worker: w.Subject, Name: w.Body.Name, Title: w.Body.Title}
			if h.Limit, _, err = limitOf(t, w.Subject); err != nil {
				return err
			}
			entries, err := r.Desk.Journal.Subject(t, w.Subject, time.Time{})
			if err != nil {
				return err
			}
			for _, e := range entries {
				rec, ok, err := story.Entry(e)
				if err != nil {
					return err
				}
				if _, is := rec.Body.(record.ApprovalLimit); ok && is {
					h.History = append(h.History, Version{rec.Meta, rec.Body})
				}
			}
			out = append(out, h)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b Holder) int { return strings.Compare(a.Name+a.Worker, b.Name+b.Worker) })
	return out, err
}

func approves(w record.Worker) bool {
	return w.Left.IsZero() && (slices.Contains(w.Roles, string(access.Manager)) || slices.Contains(w.Roles, string(access.Director)))
}

// SetLimit sets up to what cost a year a worker may approve. Nobody sets their own. base is the version of the limit that the actor saw; 0 for none.
func (r Room) SetLimit(ctx context.Context, actor access.Actor, worker string, base, yearly int64, reason string) (command.Receipt, error) {
	return r.limit(ctx, actor, setLimit, worker, func(tx *command.Tx, l record.Of[record.ApprovalLimit], ok bool) ([]record.Change, error) {
		body := record.ApprovalLimit{Yearly: yearly, Reason: record.Typed(reason)}
		var f errs.Fields
		if yearly < 0 || yearly > money.Most {
			f.Add("yearly", "Enter a limit between %s and %s", money.Text(0), money.Text(money.Most))
		}
		if body.Reason == "" {
			f.Add("reason", "Write on what the limit rests, such as the scheme of delegation")
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		switch {
		case !ok && base != 0:
			return nil, errs.New(errs.Conflict, "The limit was taken away in the meantime. Nothing was changed. Look at it again")
		case !ok:
			return []record.Change{record.New(tx.NewID(), worker, body)}, nil
		}
		c := record.Edit(l, body)
		c.Base = base
		return []record.Change{c}, nil
	})
}

// ClearLimit takes a limit away: without one there is no authority.
func (r Room) ClearLimit(ctx context.Context, actor access.Actor, worker string, base int64) (command.Receipt, error) {
	return r.limit(ctx, actor, clearLimit, worker, func(_ *command.Tx, l record.Of[record.ApprovalLimit], ok bool) ([]record.Change, error) {
		if !ok {
			return nil, errs.New(errs.Conflict, "No limit is set. Nothing was changed")
		}
		c := record.Remove(l)
		c.Base = base
		return []record.Change{c}, nil
	})
}

func (r Room) limit(ctx context.Context, actor access.Actor, why, worker string, change func(*command.Tx, record.Of[record.ApprovalLimit], bool) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		if err := limits(actor); err != nil {
			return nil, err
		}
		if worker == actor.ID {
			return nil, errs.New(errs.Denied, "Somebody else sets your limit: finance or another director")
		}
		s, err := tx.Story(worker)
		if err != nil {
			return nil, err
		}
		if w, ok := story.First[record.Worker](s); !ok || record.SubjectType(worker) != record.WorkerSubject || !approves(w.Body) {
			return nil, missing()
		}
		l, ok := story.Latest[record.ApprovalLimit](s)
		return change(tx, l, ok)
	})
}

// LimitUndoing takes back a change of a worker’s limit.
func (r Room) LimitUndoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: []string{setLimit, clearLimit}, May: func(_ *db.Tx, actor access.Actor, worker, _ string) (string, error) { return worker, limits(actor) }}
}

// What the work list says of a request.
const (
	ToDecide = "Decide on a request to the panel"
	ToAmend  = "Amend a request to the panel"
)

// Tasks is the rule for the work list: a request waits for whoever decides on it, and one that was returned for whoever asked.
func Tasks(s story.Story) []task.Task {
	if record.SubjectType(s.Subject) != record.ChildSubject {
		return nil
	}
	p, ok := OpenRequest(s)
	if !ok {
		return nil
	}
	if p.Body.Waits() {
		return []task.Task{{Record: p.ID, Title: ToDecide, Worker: p.Body.Approver}}
	}
	authors := Authors(p.Body)
	return []task.Task{{Record: p.ID, Title: ToAmend, Worker: authors[len(authors)-1]}}
}
