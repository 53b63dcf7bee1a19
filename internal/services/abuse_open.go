package services

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// abuse opens a case: for its own team, its worker and their line, and for reading for the worker to whom one of its children is allocated. No other
// relation to a child opens it. A bar between the actor and anybody in it, and a child who is hidden from the actor, close the whole.
func (r Room) abuse() opener[record.DomesticAbuseCase] {
	return func(t *db.Tx, actor access.Actor, action access.Action, id string) (out opened[record.DomesticAbuseCase], err error) {
		if !isID(id) {
			return out, missing()
		}
		one, err := story.One[record.DomesticAbuseCase](t, id)
		if errs.Of(err) == errs.NotFound && err != nil {
			return out, missing()
		} else if err != nil {
			return out, err
		}
		own := access.Facts{Subject: one.Subject, Teams: []string{one.Body.Team}}
		if one.Body.Worker != "" {
			own.AllocatedTo = []string{one.Body.Worker}
		}
		out.read = []string{one.Subject}
		for _, p := range people(one.Body) {
			f, err := r.Facts(t, p)
			if err != nil {
				return out, err
			}
			if slices.Contains(f.Barred, actor.ID) || f.Restricted && !slices.Contains(f.Cleared, actor.ID) {
				return out, missing()
			}
			out.read = append(out.read, f.Subject)
			if action != access.Read || record.SubjectType(f.Subject) != record.ChildSubject {
				continue
			}
			s, err := story.Load(t, f.Subject)
			if err != nil {
				return out, err
			}
			if allocatedTo(s, actor.ID) {
				own.AllocatedTo = append(own.AllocatedTo, actor.ID)
			}
		}
		d := access.Decide(actor, action, access.None, own, r.Desk.Now())
		if !d.Allow {
			return out, missing()
		}
		out.rule, out.was = d.Rule, one
		out.story, err = story.Load(t, one.Subject)
		return out, err
	}
}

// people are those of a case who are recorded.
func people(c record.DomesticAbuseCase) []string {
	out := slices.Clone(c.Children)
	for _, a := range []record.AbuseAdult{c.Harmed, c.Harming} {
		if a.Person != "" {
			out = append(out, a.Person)
		}
	}
	return out
}

// allocatedTo says whether the case of a child is allocated to a worker now. Working with the child in another service is not that.
func allocatedTo(s story.Story, worker string) bool {
	return slices.ContainsFunc(story.All[record.Allocation](s), func(a record.Of[record.Allocation]) bool {
		return worker != "" && a.Body.Worker == worker && a.Body.Role != person.RoleChair && a.Body.To.IsZero()
	})
}

// Abuse is one case, whole.
type Abuse struct {
	record.Of[record.DomesticAbuseCase]
	Children []AbuseChild
	May      bool // the reader is of the service: the allocated worker of a child reads only
}

// AbuseChild is a child of a case.
type AbuseChild struct {
	Subject, Name string
	Allocated     string // worker
}

// ReadAbuse opens a case. The reading is written down, of the case and of everybody in it.
func (r Room) ReadAbuse(ctx context.Context, actor access.Actor, id, page string) (out Abuse, err error) {
	_, err = read(ctx, r, r.abuse(), actor, id, page, func(t *db.Tx, o opened[record.DomesticAbuseCase]) error {
		out = Abuse{Of: o.was}
		_, refused := r.abuse()(t, actor, access.Record, id)
		out.May = refused == nil
		for _, k := range o.was.Body.Children {
			canonical, err := story.Canonical(t, k)
			if err != nil {
				return err
			}
			s, err := story.Load(t, canonical)
			if err != nil {
				return err
			}
			c := AbuseChild{Subject: canonical, Name: nameIn(s)}
			for _, a := range story.All[record.Allocation](s) {
				if a.Body.To.IsZero() && a.Body.Role != person.RoleChair {
					c.Allocated = a.Body.Worker
				}
			}
			out.Children = append(out.Children, c)
		}
		return nil
	})
	return out, err
}

// AbuseOf gives the case that a child's allocated worker, or its team, may open from the child's page; "" for everybody else.
func (r Room) AbuseOf(ctx context.Context, actor access.Actor, child string) (id string, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		id = ""
		all, err := story.OfKind[record.DomesticAbuseCase](t)
		if err != nil {
			return err
		}
		for _, c := range slices.Backward(all) {
			if !c.Body.Closed.IsZero() || !slices.Contains(c.Body.Children, child) {
				continue
			}
			if _, err := r.abuse()(t, actor, access.Read, c.ID); err == nil {
				id = c.ID
				return nil
			}
		}
		return nil
	})
	return id, err
}

// AbuseUndo is what its author may take back on a case of domestic abuse, with what it wrote on people's records.
func (r Room) AbuseUndoing() person.Undoing { return undoing(r, r.abuse(), abuseWords) }
