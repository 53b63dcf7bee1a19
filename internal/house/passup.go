package house

import (
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/frontdoor"
	"throughline/internal/record"
)

// passUp brings a family from early help to the front door: the contact with its children, who are known already, and each child's own referral,
// which waits for a decision like any other. It joins two rooms that do not know each other.
func passUp(tx *command.Tx, c record.Contact) (contact string, referrals []string, changes []record.Change, err error) {
	c.Reference = frontdoor.Reference(tx.NewID())
	contact = frontdoor.Subject(c.Reference)
	for i := range c.Children {
		ch := &c.Children[i]
		s, err := tx.Story(ch.Subject)
		if err != nil {
			return "", nil, nil, err
		}
		ch.Subject, ch.Referral = s.Subject, tx.NewID()
		referrals = append(referrals, ch.Referral)
		changes = append(changes, record.New(ch.Referral, s.Subject, record.Referral{
			Contact: contact, Date: day.In(c.Received), Source: c.Referrer.Source, Agency: c.Referrer.Agency,
		}))
	}
	return contact, referrals, append(changes, record.New(tx.NewID(), contact, c)), nil
}
