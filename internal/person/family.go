package person

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// A family is a group of people who are worked with together. Who is in it is dated, and nobody is ever taken out of its past.

// FamilyView is a family as a reader may see it: people whose existence they may not know are not in it.
type FamilyView struct {
	Subject string
	Name    string
	Version int64
	Members []FamilyMember
}

// FamilyMember is one person's time in a family.
type FamilyMember struct {
	Person  string // resolved after merges
	Name    string
	From    day.Day
	To      day.Day
	Current bool
}

// familyRows makes it quick to find the families of a person. Ids are as recorded, and resolved when they are read.
func familyRows(s story.Story) [][]any {
	var rows [][]any
	for _, f := range story.All[record.Family](s) {
		for _, m := range f.Body.Members {
			rows = append(rows, []any{s.Subject, m.Person, m.From.String(), m.To.String()})
		}
	}
	return rows
}

// StartFamily makes a family with its first member from a day (zero: today), and gives its id.
func (r Room) StartFamily(ctx context.Context, actor access.Actor, name, subject string, from day.Day) (family string, rc command.Receipt, err error) {
	rc, err = r.change(ctx, actor, "Start a family", subject, access.EditPerson, access.Identity,
		func(t *command.Tx, s story.Story, _ access.Facts) ([]record.Change, error) {
			name = strings.TrimSpace(name)
			if name == "" {
				return nil, errs.Field("name", "Enter a name for the family, for example “Okafor and Lewis family”")
			}
			if from = onOr(from, t.Today()); from.After(t.Today()) {
				return nil, errs.Field("from", "The day must be today or in the past")
			}
			family = t.NewSubject(record.FamilySubject)
			return []record.Change{record.New(t.NewID(), family, record.Family{Name: name, Members: []record.Member{{Person: s.Subject, From: from}}})}, nil
		})
	return family, rc, err
}

// JoinFamily adds a person to a family from a day (zero: today). The actor must be allowed to correct the person, and to know of
// somebody who is in the family.
func (r Room) JoinFamily(ctx context.Context, actor access.Actor, family, subject string, from day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "Add somebody to a family", subject, access.EditPerson, access.Identity,
		func(t *command.Tx, s story.Story, _ access.Facts) ([]record.Change, error) {
			f, err := familyFor(t, family)
			if err != nil {
				return nil, err
			}
			if from = onOr(from, t.Today()); from.After(t.Today()) {
				return nil, errs.Field("from", "The day must be today or in the past")
			}
			body := f.Body
			body.Members = slices.Clone(body.Members)
			for _, m := range body.Members {
				id, err := story.Canonical(t.Tx, m.Person)
				if err != nil {
					return nil, err
				}
				if id == s.Subject && !ended(m.To) {
					return nil, errs.New(errs.Conflict, "This person is in the family already. Nothing was changed")
				}
			}
			body.Members = append(body.Members, record.Member{Person: s.Subject, From: from})
			return []record.Change{record.Edit(f, body)}, nil
		})
}

// LeaveFamily ends a person's time in a family on a day (zero: today). That they were in it stays.
func (r Room) LeaveFamily(ctx context.Context, actor access.Actor, family, subject string, to day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "End somebody's time in a family", subject, access.EditPerson, access.Identity,
		func(t *command.Tx, s story.Story, _ access.Facts) ([]record.Change, error) {
			f, err := familyFor(t, family)
			if err != nil {
				return nil, err
			}
			if to = onOr(to, t.Today()); to.After(t.Today()) {
				return nil, errs.Field("to", "The day must be today or in the past")
			}
			body := f.Body
			body.Members = slices.Clone(body.Members)
			for i, m := range body.Members {
				id, err := story.Canonical(t.Tx, m.Person)
				if err != nil {
					return nil, err
				}
				if id != s.Subject || ended(m.To) {
					continue
				}
				if to.Before(m.From) {
					return nil, errs.Field("to", "The day must not be before the person's time in the family began")
				}
				body.Members[i].To = to
				return []record.Change{record.Edit(f, body)}, nil
			}
			return nil, errs.New(errs.Conflict, "This person is not in the family now. Nothing was changed")
		})
}

// familyFor loads a family that the actor may know of: at least one of its people may be known to them.
func familyFor(t *command.Tx, family string) (record.Of[record.Family], error) {
	s, err := story.Load(t.Tx, family)
	if err != nil {
		return record.Of[record.Family]{}, err
	}
	f, ok := story.Latest[record.Family](s)
	if !ok || record.SubjectType(family) != record.FamilySubject {
		return f, missing()
	}
	for _, m := range f.Body.Members {
		if _, err := knowable(t, m.Person); err == nil {
			return f, nil
		} else if errs.Of(err) != errs.NotFound {
			return f, err
		}
	}
	return f, missing()
}

// Families lists the families of a person whose record a reading opened, for its page.
func (r Room) Families(ctx context.Context, reading Reading) (out []FamilyView, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		var in []string
		for _, id := range reading.Story.Subjects() {
			more, err := db.Column[string](t, "select distinct subject from family_member where person = $1 order by subject", id)
			if err != nil {
				return err
			}
			in = append(in, more...)
		}
		slices.Sort(in)
		for _, family := range slices.Compact(in) {
			s, err := story.Load(t, family)
			if err != nil {
				return err
			}
			f, ok := story.Latest[record.Family](s)
			if !ok {
				continue
			}
			view := FamilyView{Subject: family, Name: f.Body.Name, Version: f.Version}
			for _, m := range f.Body.Members {
				member, ok, err := memberFor(t, reading, m)
				if err != nil {
					return err
				}
				if ok {
					view.Members = append(view.Members, member)
				}
			}
			out = append(out, view)
		}
		return nil
	})
	return out, err
}

// memberFor is a member as the reader may see them; ok is false when they may not know that the person exists.
func memberFor(t *db.Tx, reading Reading, m record.Member) (FamilyMember, bool, error) {
	facts, err := Facts(t, m.Person)
	if errs.Of(err) == errs.NotFound {
		return FamilyMember{}, false, nil
	}
	if err != nil {
		return FamilyMember{}, false, err
	}
	known := facts.Subject == reading.Story.Subject
	for _, a := range []access.Action{access.Search, access.Read} {
		known = known || access.Decide(reading.Actor, a, access.Identity, facts, reading.At).Allow
	}
	if !known {
		return FamilyMember{}, false, nil
	}
	name, err := db.Column[string](t, "select name from person_card where subject = $1", facts.Subject)
	if err != nil || len(name) == 0 {
		return FamilyMember{}, false, err
	}
	return FamilyMember{Person: facts.Subject, Name: name[0], From: m.From, To: m.To, Current: !ended(m.To)}, true, nil
}
