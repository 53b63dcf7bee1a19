// Package workforce is who works in the service and in which team: the worker and team records that access decides on.
//
// Invariant: every change of what somebody may do is a command in the journal, by an administrator, and never one's own.
//
// Source: issue 2 (Access); requirements/security-and-resilience.md c2 R1 and c3.
package workforce

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// Room is the workforce's part of the service. It has no state of its own.
type Room struct{ Desk *command.Desk }

// change runs a command of an administrator.
func (r Room) change(ctx context.Context, actor access.Actor, why string, decide func(*command.Tx) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(t *command.Tx) ([]record.Change, error) {
		if err := access.Decide(actor, access.ManageAccounts, access.Account, access.Facts{}, t.Now).Err(); err != nil {
			return nil, err
		}
		return decide(t)
	})
}

// AddWorker adds somebody who acts in the service and gives the new id. Roles and teams are what access decides on. It fails with errs.Invalid
// naming the fields name, roles, teams, manages, agency, agency_type and source.
func (r Room) AddWorker(ctx context.Context, actor access.Actor, w record.Worker) (subject string, rc command.Receipt, err error) {
	rc, err = r.change(ctx, actor, "Add a worker", func(t *command.Tx) ([]record.Change, error) {
		w = clean(w)
		if err := check(t, w); err != nil {
			return nil, err
		}
		subject = t.NewSubject(record.WorkerSubject)
		return []record.Change{record.New(t.NewID(), subject, w)}, nil
	})
	if err != nil {
		subject = ""
	}
	return subject, rc, err
}

// ChangeWorker changes what somebody is called and may do. version is that of the record which the form was made from: when it is not the
// newest any more, the answer is errs.Conflict. Nobody changes their own roles and teams.
func (r Room) ChangeWorker(ctx context.Context, actor access.Actor, subject string, version int64, now record.Worker) (command.Receipt, error) {
	return r.change(ctx, actor, "Change a worker's roles and teams", func(t *command.Tx) ([]record.Change, error) {
		was, err := worker(t, subject)
		switch {
		case err != nil:
			return nil, err
		case subject == actor.ID:
			return nil, errs.New(errs.Denied, "Nobody changes their own roles and teams. Ask another administrator")
		case !was.Body.Left.IsZero():
			return nil, errs.New(errs.Conflict, "This person has left. Record that they are back first; nothing was changed")
		}
		now.Left, now.Child = was.Body.Left, was.Body.Child
		if now.Registration == "" { // no form asks for it
			now.Registration = was.Body.Registration
		}
		now = clean(now)
		if err := check(t, now); err != nil {
			return nil, err
		}
		c := record.Edit(was, now)
		c.Base = version
		return []record.Change{c}, nil
	})
}

// Leave notes that somebody has left on a day (zero: today): from now on they have no role. Their record stays, so that what they wrote
// keeps its author.
func (r Room) Leave(ctx context.Context, actor access.Actor, subject string, on day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "Record that a worker has left", func(t *command.Tx) ([]record.Change, error) {
		was, err := worker(t, subject)
		if on.IsZero() {
			on = t.Today()
		}
		switch {
		case err != nil:
			return nil, err
		case subject == actor.ID:
			return nil, errs.New(errs.Denied, "Another administrator must record that you have left")
		case !was.Body.Left.IsZero():
			return nil, errs.New(errs.Conflict, "This person has left already, on %s. Nothing was changed", was.Body.Left.Long())
		case on.After(t.Today()):
			return nil, errs.Field("left", "The day must be today or in the past")
		}
		was.Body.Left = on
		return []record.Change{record.Edit(was, was.Body)}, nil
	})
}

// Return takes Leave back: the roles and teams hold again as they were.
func (r Room) Return(ctx context.Context, actor access.Actor, subject string) (command.Receipt, error) {
	return r.change(ctx, actor, "Record that a worker is back", func(t *command.Tx) ([]record.Change, error) {
		was, err := worker(t, subject)
		switch {
		case err != nil:
			return nil, err
		case was.Body.Left.IsZero():
			return nil, errs.New(errs.Conflict, "This person has not left. Nothing was changed")
		}
		was.Body.Left = day.Day{}
		return []record.Change{record.Edit(was, was.Body)}, nil
	})
}

func worker(t *command.Tx, subject string) (record.Of[record.Worker], error) {
	s, err := story.Load(t.Tx, subject)
	if err != nil {
		return record.Of[record.Worker]{}, err
	}
	w, ok := story.First[record.Worker](s)
	if !ok {
		return w, errs.New(errs.NotFound, "There is no such worker")
	}
	return w, nil
}

// clean trims texts and leaves empty and repeated ids out. A manager of a team need not be listed as its member.
func clean(w record.Worker) record.Worker {
	for _, s := range []*string{&w.Name, &w.Title, &w.Agency, &w.AgencyType, &w.Source} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	for _, l := range []*[]string{&w.Roles, &w.Teams, &w.Manages} {
		var out []string
		for _, v := range *l {
			if v = strings.TrimSpace(v); v != "" && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
		*l = out
	}
	return w
}

// check says what is wrong with a worker that is about to be written.
func check(t *command.Tx, w record.Worker) error {
	var f errs.Fields
	if w.Name == "" {
		f.Add("name", "Enter the person's name")
	}
	if len(w.Roles) == 0 {
		f.Add("roles", "Choose at least one role")
	}
	for _, role := range w.Roles {
		if !access.Role(role).Known() || access.Role(role) == access.Public {
			f.Add("roles", "%q is not a role that somebody can be given", role)
		}
	}
	known, err := story.OfKind[record.Team](t.Tx)
	if err != nil {
		return err
	}
	for _, list := range []struct {
		field string
		ids   []string
	}{{"teams", w.Teams}, {"manages", w.Manages}} {
		for _, id := range list.ids {
			if !slices.ContainsFunc(known, func(k record.Of[record.Team]) bool { return k.Subject == id }) {
				f.Add(list.field, "One of these teams is not known any more. Choose again")
			}
		}
	}
	partner := slices.Contains(w.Roles, string(access.Partner))
	switch {
	case partner && w.Agency == "":
		f.Add("agency", "Enter the agency that this person works for")
	case partner && len(w.Roles) > 1:
		f.Add("roles", "Somebody from another agency has no other role here")
	case !partner && w.Agency != "":
		f.Add("agency", "Only people from another agency have an agency. Leave this empty, or choose the role of a partner")
	}
	if partner {
		code(&f, "agency_type", "agency_type", w.AgencyType, t.Today())
		code(&f, "source", "referral_source", w.Source, t.Today())
	}
	young := slices.Contains(w.Roles, string(access.YoungPerson))
	if young && (len(w.Roles) > 1 || !strings.HasPrefix(w.Child, record.ChildSubject+":")) {
		f.Add("roles", "A young person has only that role, and a record of their own")
	}
	return f.Err()
}

func code(f *errs.Fields, field, set, value string, on day.Day) {
	if s, ok := codes.Set(set); ok && s.Valid(value, on) != nil {
		f.Add(field, "Choose one from the list")
	}
}
