package person

import (
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// NewPerson is somebody to be added: exactly one of Child and Adult, and what else is known.
type NewPerson struct {
	Child       *record.Child // an unborn child has Expected and no Birth
	Adult       *record.Adult
	Identifiers []record.Identifier
	Addresses   []record.Address
	Contacts    []record.ContactDetail
	Source      string // where an imported person came from, or ""
}

// longestWait is how far ahead an expected date of birth may lie: a pregnancy of 42 weeks, less the four before anybody can know.
const longestWait = 38 * 7

// CreateChild adds a child, born or unborn, and gives the new id. It fails with errs.Invalid naming the fields, and with errs.Denied.
func (r Room) CreateChild(ctx context.Context, actor access.Actor, n NewPerson) (subject string, rc command.Receipt, err error) {
	if n.Child == nil || n.Adult != nil {
		return "", rc, errs.New(errs.Internal, "CreateChild needs a child and no adult")
	}
	return r.create(ctx, actor, "Add a child", n)
}

// CreateAdult is CreateChild for an adult.
func (r Room) CreateAdult(ctx context.Context, actor access.Actor, n NewPerson) (subject string, rc command.Receipt, err error) {
	if n.Adult == nil || n.Child != nil {
		return "", rc, errs.New(errs.Internal, "CreateAdult needs an adult and no child")
	}
	return r.create(ctx, actor, "Add an adult", n)
}

func (r Room) create(ctx context.Context, actor access.Actor, why string, n NewPerson) (subject string, rc command.Receipt, err error) {
	rc, err = r.Desk.Do(ctx, actor, why, func(t *command.Tx) (changes []record.Change, err error) {
		subject, changes, err = Create(t, n)
		return changes, err
	})
	if err != nil {
		subject = ""
	}
	return subject, rc, err
}

// Create is CreateChild and CreateAdult as a part of another command: the front door makes people while it decides.
func Create(t *command.Tx, n NewPerson) (subject string, changes []record.Change, err error) {
	if err := access.Decide(t.Actor, access.CreatePerson, access.Identity, access.Facts{}, t.Now).Err(); err != nil {
		return "", nil, err
	}
	var f errs.Fields
	var who record.Body
	if n.Child != nil {
		subject = t.NewSubject(record.ChildSubject)
		c := *n.Child
		c.Names = cleanNames(c.Names)
		noteExpected(&f, c.Expected, t.Today())
		who = c
	} else {
		subject = t.NewSubject(record.AdultSubject)
		a := *n.Adult
		a.Names = cleanNames(a.Names)
		who = a
	}
	add := func(b record.Body) {
		c := record.New(t.NewID(), subject, b)
		c.Source = n.Source
		changes = append(changes, c)
	}
	note := func(err error) {
		if fs, ok := err.(errs.Fields); ok {
			f = append(f, fs...)
		} else if err != nil {
			f.Add("person", "%v", err)
		}
	}
	if v, ok := who.(record.Validator); ok {
		note(v.Valid(t.Today()))
	}
	add(who)
	for _, i := range n.Identifiers {
		i, err := cleanIdentifier(i)
		note(err)
		add(i)
	}
	for _, a := range n.Addresses {
		a, err := cleanAddress(a)
		note(err)
		a.From = onOr(a.From, t.Today())
		add(a)
	}
	for _, c := range n.Contacts {
		c.Value = strings.TrimSpace(c.Value)
		add(c)
	}
	return subject, changes, f.Err()
}

func noteExpected(f *errs.Fields, expected, today day.Day) {
	if !expected.IsZero() && expected.Sub(today) > longestWait {
		f.Add("expected", "The expected date of birth must be within %d weeks", longestWait/7)
	}
}

// cleanNames trims names, leaves empty ones out and gives those without a use the use "current".
func cleanNames(in []record.Name) []record.Name {
	var out []record.Name
	for _, n := range in {
		n.Given, n.Family = strings.Join(strings.Fields(n.Given), " "), strings.Join(strings.Fields(n.Family), " ")
		if n.Given == "" && n.Family == "" {
			continue
		}
		if n.Use == "" {
			n.Use = "current"
		}
		out = append(out, n)
	}
	return out
}
