package frontdoor

import (
	"context"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Sending is a referral as it is filled in. Of the referrer, a partner types name, role and how to reach them; agency, kind of agency and
// source come from the partner's account. Whoever takes a referral down for somebody gives them all.
type Sending struct {
	Referrer   record.Referrer
	Children   []record.ContactChild // Subject and Referral are not taken from here
	Mother     record.ContactAdult
	Father     record.ContactAdult
	Address    []string
	Postcode   string
	Concern    string
	Strengths  string
	Consent    string // code set consent_basis
	WhyWithout string // code set consent_dispensed_reason, or OtherReason
	OtherNote  string // the reason in words, with OtherReason
	Urgent     bool

	// What follows is for whoever takes something down; a partner's own form has none of it.
	Nature       string // code set contact_nature; empty is a referral
	Channel      string // code set contact_channel
	Rating       string // code set contact_rating; needed for a contact
	OutOfHours   bool
	Night        record.Night // what the out-of-hours team did and what is still to be done; Taken and By are not taken from here
	Consultation string       // the call to the consultation line that it came from
}

// OtherReason is the answer "another reason" to why consent was dispensed with.
const OtherReason = "other"

// Receipt is what the referrer gets back.
type Receipt struct {
	Reference string    // short, no personal data
	Subject   string    // of the referral
	Received  time.Time // the clock runs from here
	DecideBy  day.Day   // the last day for the decision and the word to the referrer
	Command   command.Receipt
}

// Send takes a partner's written referral. What is missing or wrong is errs.Fields, one for each input (see Check); an account
// that does not say its agency is errs.Denied.
func (r Room) Send(ctx context.Context, actor access.Actor, s Sending) (Receipt, error) {
	return r.receive(ctx, actor, "Send a referral", func(tx *command.Tx) (Sending, time.Time, error) {
		if err := access.Decide(actor, access.Refer, access.Referral, access.Facts{}, tx.Now).Err(); err != nil {
			return s, tx.Now, err
		}
		story1, err := tx.Story(actor.ID)
		if err != nil {
			return s, tx.Now, err
		}
		w, ok := story.Latest[record.Worker](story1)
		if !ok || w.Body.Agency == "" || w.Body.Agency != actor.Agency {
			return s, tx.Now, errs.New(errs.Denied, "Your account does not say which agency you work for, so the referral cannot be sent yet. Ask the service desk to add it; what you typed is kept")
		}
		s.Referrer.Agency, s.Referrer.AgencyType, s.Referrer.Source = w.Body.Agency, w.Body.AgencyType, w.Body.Source
		if s.Referrer.Name == "" {
			s.Referrer.Name = w.Body.Name
		}
		if s.Referrer.Role == "" {
			s.Referrer.Role = w.Body.Title
		}
		return s, tx.Now, nil
	})
}

// Take records a referral or a contact that came another way: by telephone, by letter, on paper while the service was away, in the night. received is
// when it truly came in, which the clock counts from; when it was entered is in the journal.
func (r Room) Take(ctx context.Context, actor access.Actor, s Sending, received time.Time) (Receipt, error) {
	return r.receive(ctx, actor, takingWords, func(tx *command.Tx) (Sending, time.Time, error) {
		err := access.Could(actor, access.DecideReferral, access.Referral).Err()
		var f errs.Fields
		switch {
		case err != nil:
		case received.IsZero():
			f.Add("received", "Enter when the referral came in")
		case received.After(tx.Now):
			f.Add("received", "The referral must have come in now or in the past")
		}
		if err == nil && s.Nature == record.TellsOf {
			if s.Referrer.Source == "" {
				f.Add("who", "Choose who told you")
			}
			err = f.Err()
		} else if err == nil {
			if s.Referrer.Agency == "" {
				f.Add("referrer-agency", "Enter the agency, or “none” for a member of the public")
			}
			if s.Referrer.Source == "" {
				f.Add("source", "Choose where the referral comes from")
			}
			err = f.Err()
		}
		return s, received, err
	})
}

func (r Room) receive(ctx context.Context, actor access.Actor, why string, prepare func(*command.Tx) (Sending, time.Time, error)) (rc Receipt, err error) {
	rc.Command, err = r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		s, received, err := prepare(tx)
		if err != nil {
			return nil, err
		}
		var c record.Change
		c, rc, err = r.Record(tx, s, received)
		if err != nil {
			return nil, err
		}
		return []record.Change{c}, nil
	})
	return rc, err
}

// takingWords is the command of Take in its own words.
const takingWords = "Record a referral that came in"

// Record gives the change that makes a contact of what was filled in, as part of somebody's command, which has asked access. What is missing or wrong is
// errs.Fields.
func (r Room) Record(tx *command.Tx, s Sending, received time.Time) (c record.Change, rc Receipt, err error) {
	s = s.tidy()
	if err := s.Check(day.In(received)); err != nil {
		return c, rc, err
	}
	ref, err := freshReference(tx)
	if err != nil {
		return c, rc, err
	}
	body := s.contact(ref, tx.Actor.ID, received.UTC())
	if told(s.Channel) {
		body.Acknowledged = tx.Now.UTC()
	}
	rc = Receipt{Reference: ref, Subject: Subject(ref), Received: received.UTC(), DecideBy: Due(r.Book, received)}
	return record.New(tx.NewID(), rc.Subject, body), rc, nil
}

// told says whether whoever brought it knows at once that it came in: the form and a conversation give a reference, and a notice expects none.
func told(channel string) bool {
	switch channel {
	case "email", "letter":
		return false
	}
	return true
}

// contact is the record of what was sent.
func (s Sending) contact(ref, account string, received time.Time) record.Contact {
	children := slices.Clone(s.Children)
	for i := range children {
		children[i].Subject, children[i].Referral, children[i].AtDoor = "", "", ""
	}
	c := record.Contact{
		Reference: ref, Received: received, Account: account, Referrer: s.Referrer, Children: children, Mother: s.Mother, Father: s.Father,
		Address: s.Address, Postcode: s.Postcode, Concern: s.Concern, Strengths: s.Strengths, Consent: s.Consent,
		WhyWithout: s.WhyWithout, OtherNote: s.OtherNote, Urgent: s.Urgent,
		Nature: s.Nature, Channel: s.Channel, Rating: s.Rating, OutOfHours: s.OutOfHours, Night: record.Night{Did: s.Night.Did, Needs: s.Night.Needs},
		Consultation: s.Consultation,
	}
	c.Mother.Subject, c.Father.Subject = "", ""
	if c.WhyWithout == OtherReason {
		c.WhyWithout = "" // no code says it: the note does
	}
	return c
}
