package yearround

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Child is a child whom the actor may see as a row, with what is to be put right.
type Child struct {
	Subject  string
	Name     string
	Workers  []string // who is allocated, in the order of their ids
	Unborn   bool
	Edit     bool // the actor may correct who the child is
	Problems []Problem
}

// Mine gives the children to whom the actor is allocated and whose records the actor may see, by family name, each with their problems.
func Mine(ctx context.Context, d *db.DB, actor access.Actor, ends int, today day.Day) ([]Child, error) {
	return held(ctx, d, actor, access.Allocated, actor.ID, ends, today)
}

// Team gives the children of a team of the actor's line whose records the actor may see. Another team is errs.NotFound, as one that does not exist.
func Team(ctx context.Context, d *db.DB, actor access.Actor, team string, ends int, today day.Day) ([]Child, error) {
	if !slices.Contains(actor.Manages, team) {
		return nil, errs.New(errs.NotFound, "%s", access.Missing)
	}
	return held(ctx, d, actor, access.Team, team, ends, today)
}

// linked finds the subjects that somebody has a link to and the actor may see every class of.
func linked(t *db.Tx, actor access.Actor, relation access.Relation, id string, action access.Action, of ...access.Class) ([]Child, error) {
	args := []any{string(relation), id}
	var conds []string
	for _, class := range of {
		cond, more := access.Visible(actor, action, class).SQL("c", len(args)+1)
		conds, args = append(conds, cond), append(args, more...)
	}
	return db.All(t, func(scan db.Scan) (c Child, err error) {
		err = scan(&c.Subject, &c.Name, &c.Unborn)
		return c, err
	}, "select c.subject, c.name, c.unborn from person_card c join access_link h on h.subject = c.subject where h.relation = $1 and h.actor = $2 and "+
		strings.Join(conds, " and ")+" order by c.sort_name, c.subject", args...)
}

func held(ctx context.Context, d *db.DB, actor access.Actor, relation access.Relation, id string, ends int, today day.Day) (out []Child, err error) {
	defer errs.Wrap(&err, "problems of the returns")
	var stories []story.Story
	err = d.Read(ctx, func(t *db.Tx) error {
		out, stories = nil, nil
		seen, err := linked(t, actor, relation, id, access.List, classes...)
		if err != nil {
			return err
		}
		edits, err := linked(t, actor, relation, id, access.EditPerson, access.Identity)
		if err != nil {
			return err
		}
		for _, c := range seen {
			if record.SubjectType(c.Subject) != record.ChildSubject {
				continue
			}
			c.Edit = slices.ContainsFunc(edits, func(e Child) bool { return e.Subject == c.Subject })
			if c.Workers, err = db.Column[string](t, "select actor from access_link where subject = $1 and relation = 'allocated' order by actor", c.Subject); err != nil {
				return err
			}
			s, err := story.Load(t, c.Subject)
			if err != nil {
				return err
			}
			out, stories = append(out, c), append(stories, s)
		}
		return nil
	})
	for i := range out {
		if err != nil {
			break
		}
		if err = ctx.Err(); err == nil {
			out[i].Problems, err = Of(ctx, stories[i], ends, today)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("held by %s: %w", relation, err)
	}
	return out, nil
}
