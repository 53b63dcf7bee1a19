// Package frontdoor is where referrals come in: a partner sends one about one or more children, the front door says who each child is
// and decides for each, and the referrer is told.
//
// Invariant: what the referrer typed is never typed again and never overwrites what is held; each child of a referral gets exactly one
// decision, with a decider, a reason and a word to the referrer. Source: issue 2, thread 1 and 2; acceptance-scenarios.md 1 and 2;
// Working Together 2023 chapter 3; KCSIE 2025 paragraph 62.
package frontdoor

import (
	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Room is the front door.
type Room struct {
	Desk  *command.Desk
	Book  *clock.Book
	Facts func(*db.Tx, string) (access.Facts, error) // what access needs to know of a person
	// OpenAssessment gives the changes that open one assessment for the children of these referrals (package assessment).
	OpenAssessment func(tx *command.Tx, team, worker string, refs []record.Of[record.Referral]) ([]record.Change, error)
}

// load gives a referral as it came in.
func load(t *db.Tx, contact string) (record.Of[record.Contact], error) {
	var none record.Of[record.Contact]
	if record.SubjectType(contact) != record.ContactSubject {
		return none, errs.New(errs.NotFound, access.Missing)
	}
	s, err := story.Load(t, contact)
	if err != nil {
		return none, err
	}
	c, ok := story.Latest[record.Contact](s)
	if !ok {
		return none, errs.New(errs.NotFound, access.Missing)
	}
	return c, nil
}

// may decides an action on a referral: the actor must be allowed it on the referral itself and on every child it was matched to,
// so that a bar or a restriction of one child closes the whole referral. It gives the grounds, for the access log.
func (r Room) may(t *db.Tx, tx stamp, action access.Action, c record.Of[record.Contact]) (access.Decision, error) {
	own := access.Facts{Subject: c.Subject, FrontDoor: Waits(c.Body), Agencies: []string{c.Body.Referrer.Agency}}
	first := access.Decide(tx.actor, action, access.Referral, own, tx.now)
	if err := first.Err(); err != nil {
		return first, err
	}
	for _, ch := range c.Body.Children {
		if ch.Subject == "" {
			continue
		}
		f, err := r.person(t, ch.Subject)
		if err != nil {
			return first, err
		}
		// The referral brings the child into the queue and stands for its agency.
		f.FrontDoor, f.Agencies = own.FrontDoor, append(f.Agencies, own.Agencies...)
		if d := access.Decide(tx.actor, action, access.Referral, f, tx.now); !d.Allow {
			return d, d.Err()
		}
	}
	return first, nil
}

// person is what access needs to know of the person that an id stands for now.
func (r Room) person(t *db.Tx, subject string) (access.Facts, error) {
	canonical, err := story.Canonical(t, subject)
	if err != nil {
		return access.Facts{}, err
	}
	return r.Facts(t, canonical)
}

// at is the place of a child in a referral.
func at(c record.Contact, i int) (record.ContactChild, error) {
	if i < 0 || i >= len(c.Children) {
		return record.ContactChild{}, errs.New(errs.NotFound, "This referral has no child number %d", i+1)
	}
	return c.Children[i], nil
}
