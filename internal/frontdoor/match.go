package frontdoor

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The commands that say who a child is, in their own words.
const (
	matchWords  = "Match a child of a referral"
	createWords = "Add a child from a referral"
)

// Matched says who a child of a referral turned out to be.
type Matched struct {
	Child       string       // the person
	Referral    string       // the child's own referral record, which waits for a decision
	Differences []Difference // what the referrer typed and the record does not hold so; nothing was overwritten
	Command     command.Receipt
}

// Match says that child number i of a referral is a person who is known already. What is held stays as it is; differences are given back.
// Parents and siblings that are not held yet are linked. base is the version of the referral that the actor saw.
// It fails with errs.Conflict when the child is matched already or somebody else changed the referral, and with errs.NotFound for
// a person whose existence the actor may not know.
func (r Room) Match(ctx context.Context, actor access.Actor, contact string, base int64, i int, subject string) (out Matched, err error) {
	out.Command, err = r.Desk.Do(ctx, actor, matchWords, func(tx *command.Tx) ([]record.Change, error) {
		m, err := r.begin(tx, contact, i)
		if err != nil {
			return nil, err
		}
		if record.SubjectType(subject) != record.ChildSubject {
			return nil, errs.Field("subject", "Choose a child")
		}
		f, err := r.person(tx.Tx, subject)
		if err != nil {
			return nil, err
		}
		if err := access.Decide(actor, access.Search, access.Identity, f, tx.Now).Err(); err != nil {
			return nil, err
		}
		child, err := tx.Story(subject)
		if err != nil {
			return nil, err
		}
		if _, ok := story.First[record.Child](child); !ok {
			return nil, errs.New(errs.NotFound, access.Missing)
		}
		for j, other := range m.contact.Children {
			if other.Subject != "" && slices.Contains(child.Subjects(), other.Subject) {
				return nil, errs.New(errs.Conflict, "Child %d of this referral is matched to this person already, and they cannot be two of its children. Nothing was changed", j+1)
			}
		}
		if err := m.adopt(child); err != nil {
			return nil, err
		}
		if err := m.link(child); err != nil {
			return nil, err
		}
		held, err := r.differences(tx.Tx, m.contact, i, child)
		if err != nil {
			return nil, err
		}
		out.Child, out.Differences = child.Subject, held
		return m.done(base, child.Subject, &out), nil
	})
	return out, err
}

// CreateFrom adds child number i of a referral as a new person from what the referrer typed: names, dates, identifiers, address; and the
// parents, once for all children of the referral. Errors are those of Match; what person.Create refuses is errs.Invalid by field.
func (r Room) CreateFrom(ctx context.Context, actor access.Actor, contact string, base int64, i int) (out Matched, err error) {
	out.Command, err = r.Desk.Do(ctx, actor, createWords, func(tx *command.Tx) ([]record.Change, error) {
		m, err := r.begin(tx, contact, i)
		if err != nil {
			return nil, err
		}
		subject, changes, err := person.Create(tx, newChild(m.contact, i))
		if err != nil {
			return nil, err
		}
		m.changes = append(m.changes, changes...)
		if err := m.link(story.New(subject, nil, nil)); err != nil {
			return nil, err
		}
		out.Child = subject
		return m.done(base, subject, &out), nil
	})
	return out, err
}

// newChild is the person that a child of a referral becomes: what was typed, as it was typed.
func newChild(c record.Contact, i int) person.NewPerson {
	ch := c.Children[i]
	n := person.NewPerson{Child: &record.Child{
		Names: []record.Name{{Given: ch.Given, Family: ch.Family, Use: "current"}}, Birth: ch.Birth, Expected: ch.Expected,
		Sex: ch.Sex, Ethnicity: ch.Ethnicity, Language: ch.Language,
	}}
	if ch.UPN != "" {
		n.Identifiers = append(n.Identifiers, record.Identifier{Type: record.UPN, Value: ch.UPN, From: day.In(c.Received)})
	}
	if len(c.Address) > 0 || c.Postcode != "" {
		n.Addresses = append(n.Addresses, record.Address{Lines: c.Address, Postcode: c.Postcode, From: day.In(c.Received)})
	}
	return n
}

// newParent is the person that a parent named in a referral becomes.
func newParent(a record.ContactAdult, sex string) person.NewPerson {
	n := person.NewPerson{Adult: &record.Adult{
		Names: []record.Name{{Given: a.Given, Family: a.Family, Use: "current"}}, Birth: a.Birth, Sex: sex,
	}}
	if a.Phone != "" {
		n.Contacts = append(n.Contacts, record.ContactDetail{Type: "phone", Value: a.Phone})
	}
	return n
}

// matching collects what a match writes.
type matching struct {
	tx      *command.Tx
	was     record.Of[record.Contact]
	contact record.Contact // as it becomes
	i       int
	changes []record.Change
}

func (r Room) begin(tx *command.Tx, contact string, i int) (*matching, error) {
	c, err := load(tx.Tx, contact)
	if err != nil {
		return nil, err
	}
	if _, err := r.may(tx.Tx, stamp{tx.Actor, tx.Now}, access.DecideReferral, c); err != nil {
		return nil, err
	}
	ch, err := at(c.Body, i)
	if err != nil {
		return nil, err
	}
	if ch.Subject != "" {
		return nil, errs.New(errs.Conflict, "This child is matched already. Undo that match first if it is wrong; nothing was changed")
	}
	m := &matching{tx: tx, was: c, contact: c.Body, i: i}
	m.contact.Children = slices.Clone(c.Body.Children)
	return m, nil
}

// done notes the match and makes the child's own part of it: of a referral a referral record, of a contact a child_contact. Each waits for its decision.
func (m *matching) done(base int64, subject string, out *Matched) []record.Change {
	part := m.tx.NewID()
	m.contact.Children[m.i].Subject = subject
	if m.contact.Screened() {
		m.contact.Children[m.i].AtDoor = part
		m.changes = append(m.changes, record.New(part, subject, AtDoor(m.was.Subject, m.contact)))
	} else {
		out.Referral, m.contact.Children[m.i].Referral = part, part
		m.changes = append(m.changes, record.New(part, subject, record.Referral{
			Contact: m.was.Subject, Date: day.In(m.contact.Received), Source: m.contact.Referrer.Source, Agency: m.contact.Referrer.Agency,
		}))
	}
	edit := record.Edit(m.was, m.contact)
	edit.Base = base
	return append(m.changes, edit)
}

// AtDoor is a child's part of a contact before its decision.
func AtDoor(subject string, c record.Contact) record.ChildContact {
	return record.ChildContact{
		Date: day.In(c.Received), Received: c.Received, Contact: subject, Source: c.Referrer.Source, AgencyType: c.Referrer.AgencyType,
		OutOfHours: c.OutOfHours, Rating: c.Rating,
	}
}
