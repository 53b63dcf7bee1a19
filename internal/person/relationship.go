package person

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// AddRelationship says what another person is to the subject; both see it, the other with the inverse. The actor must be allowed to
// correct the subject, and to know that the other exists.
func (r Room) AddRelationship(ctx context.Context, actor access.Actor, subject string, rel record.Relationship) (command.Receipt, error) {
	return r.change(ctx, actor, "Add a relationship", subject, access.EditPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			other, err := knowable(t, rel.Other)
			if err != nil {
				return nil, err
			}
			if other == s.Subject {
				return nil, errs.Field("other", "Choose somebody else: this is the same person")
			}
			rel.Other = other
			sides, err := relationsOf(t.Tx, s.Subject)
			if err != nil {
				return nil, err
			}
			if rel.To.IsZero() && slices.ContainsFunc(sides, func(have Relation) bool {
				return have.Other == other && have.Type == rel.Type && have.Ended.IsZero()
			}) {
				return nil, errs.New(errs.Conflict, "This relationship is recorded already. Nothing was changed")
			}
			if rel.From.After(t.Today()) {
				return nil, errs.Field("from", "The start must be today or in the past")
			}
			if rel.To.After(t.Today()) {
				return nil, errs.Field("to", "The end must be today or in the past")
			}
			return []record.Change{record.New(t.NewID(), s.Subject, rel)}, nil
		})
}

// knowable resolves the id of a person whose existence the actor may know.
func knowable(t *command.Tx, subject string) (string, error) {
	f, err := Facts(t.Tx, subject)
	if err != nil {
		return "", err
	}
	for _, a := range []access.Action{access.Search, access.Read} {
		if access.Decide(t.Actor, a, access.Identity, f, t.Now).Allow {
			return f.Subject, nil
		}
	}
	return "", missing()
}

// EndRelationship ends a relationship on a day (zero: today). It is never deleted. It may be ended from either side: subject is the
// person whose page it is done on, id the record.
func (r Room) EndRelationship(ctx context.Context, actor access.Actor, subject, id string, to day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "End a relationship", subject, access.EditPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			sides, err := relationsOf(t.Tx, s.Subject)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(sides, func(have Relation) bool { return have.Record == id }) {
				return nil, missing()
			}
			rel, err := story.One[record.Relationship](t.Tx, id)
			if err != nil {
				return nil, err
			}
			if err := openStill(rel.Body.To); err != nil {
				return nil, err
			}
			if rel.Body.To, err = endOn(to, t.Today()); err != nil {
				return nil, err
			}
			return []record.Change{record.Edit(rel, rel.Body)}, nil
		})
}

// Relation is a relationship as one side sees it: Other is the Type ("parent") of the person whose page it is on.
type Relation struct {
	Record         string
	Other          string // resolved after merges
	Name           string // of Other
	Born           day.Day
	Unborn         bool
	Type           string // code set relationship
	Label          string // of the type
	Started, Ended day.Day
	Responsibility bool // Other holds parental responsibility for the person
}

// relationsOf is every relationship of a person, from both sides and whoever may see it.
func relationsOf(t *db.Tx, canonical string) ([]Relation, error) {
	return relations(t, canonical, access.Actor{}, false)
}

// relations is the relationships of a person; when shown is set, only those to people whose existence the actor may know: the others are
// neither named nor counted. It is one query, however many relatives there are: merged ids are resolved and cards read in it.
func relations(t *db.Tx, canonical string, actor access.Actor, shown bool) ([]Relation, error) {
	// A bar and the two gates decide whether a row may be shown; that somebody is a relative is part of the person's own record.
	gates := access.Filter{Actor: actor.ID, Paths: []access.FilterPath{{On: []access.Relation{access.Anyone}}}}
	cond, args := "true", []any{canonical}
	join := "left join"
	if shown {
		text, more := gates.SQL("p", 2)
		cond, args, join = text, append(args, more...), "join"
	}
	return db.All(t, func(scan db.Scan) (r Relation, err error) {
		var started, ended, born string
		if err = scan(&r.Record, &r.Other, &r.Type, &started, &ended, &r.Responsibility, &r.Name, &born, &r.Unborn); err != nil {
			return r, err
		}
		if r.Started, err = dayOrNone(started); err == nil {
			r.Ended, err = dayOrNone(ended)
		}
		if err == nil {
			r.Born, err = dayOrNone(born)
		}
		if kind, err := codes.RelationshipOf(r.Type); err == nil {
			r.Label = kind.Label
		}
		return r, err
	}, related+` select r.record, u.s, r.type, r.started, r.ended, r.responsibility, coalesce(p.name, ''), coalesce(p.born, ''), coalesce(p.unborn, false)
		from r join u on u.start = r.other `+join+` person_card p on p.subject = u.s
		where u.s <> $1 and not exists (select 1 from alias a where a.subject = u.s) and `+cond+` order by r.record, r.person`, args...)
}

// related are the relationships of a person (r) and, for each other person in them (start), the ids that their record was merged into (s), of which
// the last is the one that survives.
const related = `with recursive g (s) as (select cast($1 as text) union select a.subject from alias a join g on a.into_subject = g.s),
	r as (select record, person, other, type, started, ended, responsibility from g cross join relation where person = g.s),
	u (start, s) as (select other, other from r union select u.start, a.into_subject from alias a join u on a.subject = u.s)`

func dayOrNone(s string) (day.Day, error) {
	if s == "" {
		return day.Day{}, nil
	}
	return day.Parse(s)
}
