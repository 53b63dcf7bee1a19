// Package quality is the work on services themselves: programmes with milestones, outreach, evaluation and what pays for them; and how long the posts of a
// service are paid for. None of it is about a child.
//
// Invariant: what was found, decided or funded once stays readable: each change is a version, and its author may take it back for a day. Source: seed
// requirements SR-012, SR-013, SR-023, SR-027 and SR-029; specs/finance.md 2 and 6.
package quality

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Room is where services are worked on. It has no state of its own.
type Room struct{ Desk *command.Desk }

// Programme is one programme as it is now.
type Programme = record.Of[record.ServiceProgramme]

// The commands, in their own words.
const (
	began   = "Begin a programme of work"
	changed = "Change a programme of work"
)

// see and keep ask what the actor may do here. No programme is about a person, so that a refusal says so.
func see(actor access.Actor) error {
	return access.Decide(actor, access.SeeProgrammes, access.Figure, access.Facts{}, clockless).Err()
}

// Keeps says whether the actor keeps programmes and posts.
func Keeps(actor access.Actor) bool { return keep(actor) == nil }

func keep(actor access.Actor) error {
	return access.Decide(actor, access.KeepProgrammes, access.Figure, access.Facts{}, clockless).Err()
}

// All are the programmes about a service, or about any when about is empty: those that go on first, then the newest.
func (r Room) All(ctx context.Context, actor access.Actor, about string) (out []Programme, err error) {
	if err := see(actor); err != nil {
		return nil, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out, err = story.OfKind[record.ServiceProgramme](t)
		return err
	})
	out = slices.DeleteFunc(out, func(p Programme) bool { return about != "" && p.Body.About != about })
	slices.SortStableFunc(out, func(a, b Programme) int {
		if ended := a.Body.Ended.IsZero(); ended != b.Body.Ended.IsZero() {
			if ended {
				return -1
			}
			return 1
		}
		return b.Body.From.Compare(a.Body.From)
	})
	return out, err
}

// Open gives one programme.
func (r Room) Open(ctx context.Context, actor access.Actor, id string) (p Programme, err error) {
	if err := see(actor); err != nil {
		return p, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		p, err = open(t, id)
		return err
	})
	return p, err
}

func open(t *db.Tx, id string) (Programme, error) {
	s, err := story.Load(t, record.ProgrammeSubject+":"+id)
	if err != nil {
		return Programme{}, err
	}
	p, ok := story.Latest[record.ServiceProgramme](s)
	if !ok {
		return p, errs.New(errs.NotFound, "%s", access.Missing)
	}
	return p, nil
}

// Begin records a new programme and gives its id.
func (r Room) Begin(ctx context.Context, actor access.Actor, p record.ServiceProgramme) (id string, err error) {
	_, err = r.Desk.Do(ctx, actor, began, func(t *command.Tx) ([]record.Change, error) {
		if err := keep(actor); err != nil {
			return nil, err
		}
		id = t.NewID()
		return []record.Change{record.New(id, record.ProgrammeSubject+":"+id, tidy(p))}, nil
	})
	return id, err
}

// Change changes a programme from the version that the actor saw; do makes the new from the old.
func (r Room) Change(ctx context.Context, actor access.Actor, id string, base int64, do func(*record.ServiceProgramme) error) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, changed, func(t *command.Tx) ([]record.Change, error) {
		if err := keep(actor); err != nil {
			return nil, err
		}
		p, err := open(t.Tx, id)
		if err != nil {
			return nil, err
		}
		b := copied(p.Body)
		if err := do(&b); err != nil {
			return nil, err
		}
		edit := record.Edit(p, tidy(b))
		edit.Base = base
		return []record.Change{edit}, nil
	})
}

// copied has lists of its own, so that the version that was read is not changed.
func copied(p record.ServiceProgramme) record.ServiceProgramme {
	p.Milestones, p.Outreach = slices.Clone(p.Milestones), slices.Clone(p.Outreach)
	p.Evaluation, p.Funding = slices.Clone(p.Evaluation), slices.Clone(p.Funding)
	return p
}

// tidy puts what was typed in the form of records.
func tidy(p record.ServiceProgramme) record.ServiceProgramme {
	p = copied(p)
	for _, s := range []*string{&p.Title, &p.Purpose, &p.Owner, &p.Partners, &p.Outcome} {
		*s = record.Typed(*s)
	}
	p.Principles, p.Functions = Lines(strings.Join(p.Principles, "\n")), Lines(strings.Join(p.Functions, "\n"))
	for i := range p.Milestones {
		m := &p.Milestones[i]
		m.What, m.Owner, m.Note = record.Typed(m.What), record.Typed(m.Owner), record.Typed(m.Note)
	}
	for i := range p.Outreach {
		o := &p.Outreach[i]
		o.Sector, o.What, o.By, o.Result = record.Typed(o.Sector), record.Typed(o.What), record.Typed(o.By), record.Typed(o.Result)
	}
	for i := range p.Evaluation {
		e := &p.Evaluation[i]
		e.Method, e.By, e.Findings, e.Decision = record.Typed(e.Method), record.Typed(e.By), record.Typed(e.Findings), record.Typed(e.Decision)
	}
	for i := range p.Funding {
		p.Funding[i].What = record.Typed(p.Funding[i].What)
	}
	return p
}

// Lines are the lines of a text that say something.
func Lines(text string) (out []string) {
	for line := range strings.Lines(text) {
		if line = record.Typed(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Undoing takes back what was done with a programme, by its id; what was begun is withdrawn.
func (r Room) Undoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: []string{began, changed}, May: func(t *db.Tx, actor access.Actor, id, _ string) (string, error) {
		if err := keep(actor); err != nil {
			return "", err
		}
		_, err := open(t, id)
		return record.ProgrammeSubject + ":" + id, err
	}}
}
