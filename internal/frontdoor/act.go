package frontdoor

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// The commands on a contact besides its decision (its taking and its matches among them), in their own words. Each can be taken back by its author within a day.
const (
	ratingWords    = "Change the priority of a contact"
	hearingWords   = "Tell a referrer that it came in"
	confirmedWords = "Record the written confirmation of a contact"
	nightWords     = "Take on what the night did"
	askingWords    = "Ask agencies about a contact"
	answerWords    = "Record an agency's answer"
	chasingWords   = "Ask an agency again"
	endingWords    = "End an enquiry to an agency"
)

var smallWords = []string{takingWords, matchWords, createWords, ratingWords, hearingWords, confirmedWords, nightWords, askingWords, answerWords, chasingWords, endingWords}

// edit changes a contact as one command of the front door. base is the version that the actor saw, or 0 where any will do.
func (r Room) edit(ctx context.Context, actor access.Actor, why, contact string, base int64, change func(tx *command.Tx, c *record.Contact) error) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		c, err := load(tx.Tx, contact)
		if err != nil {
			return nil, err
		}
		if _, err := r.may(tx.Tx, stamp{actor, tx.Now}, access.DecideReferral, undecided(c)); err != nil {
			return nil, err
		}
		body := c.Body
		body.Children = slices.Clone(body.Children)
		if err := change(tx, &body); err != nil {
			return nil, err
		}
		edit := record.Edit(c, body)
		if base != 0 {
			edit.Base = base
		}
		return []record.Change{edit}, nil
	})
}

// Rate changes the priority of a contact that waits: new information makes it more or less urgent. Its time limit is counted anew from receipt, and each
// child's part that waits has the priority too. It fails with errs.Conflict when everything is decided.
func (r Room) Rate(ctx context.Context, actor access.Actor, contact string, base int64, rating string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, ratingWords, func(tx *command.Tx) ([]record.Change, error) {
		c, err := load(tx.Tx, contact)
		if err != nil {
			return nil, err
		}
		if _, err := r.may(tx.Tx, stamp{actor, tx.Now}, access.DecideReferral, c); err != nil {
			return nil, err
		}
		var f errs.Fields
		if rating == "" {
			f.Add("rating", "Choose how soon this is to be decided")
		}
		code(&f, "rating", "contact_rating", rating, tx.Today())
		if err := f.Err(); err != nil {
			return nil, err
		}
		if !c.Body.Open() {
			return nil, errs.New(errs.Conflict, "Everything here is decided, so there is nothing left to put in order. Nothing was changed")
		}
		var changes []record.Change
		for i, ch := range c.Body.Children {
			if _, decided := c.Body.Told(i); decided || ch.AtDoor == "" {
				continue
			}
			s, err := tx.Story(ch.Subject)
			if err != nil {
				return nil, err
			}
			if at, ok := find(s, ch.AtDoor); ok {
				body := at.Body
				body.Rating = rating
				changes = append(changes, record.Edit(at, body))
			}
		}
		body := c.Body
		body.Rating = rating
		edit := record.Edit(c, body)
		edit.Base = base
		return append(changes, edit), nil
	})
}

// Heard notes that the referrer was told that it came in (clock FD-02).
func (r Room) Heard(ctx context.Context, actor access.Actor, contact string, base int64) (command.Receipt, error) {
	return r.edit(ctx, actor, hearingWords, contact, base, func(tx *command.Tx, c *record.Contact) error {
		if !AcknowledgedAt(*c).IsZero() {
			return errs.New(errs.Conflict, "The referrer has been told already. Nothing was changed")
		}
		c.Acknowledged = tx.Now.UTC()
		return nil
	})
}

// Confirmed notes that a telephone referral was confirmed in writing at a time (clock FD-04).
func (r Room) Confirmed(ctx context.Context, actor access.Actor, contact string, base int64, at time.Time) (command.Receipt, error) {
	return r.edit(ctx, actor, confirmedWords, contact, base, func(tx *command.Tx, c *record.Contact) error {
		switch {
		case !ToConfirm(*c):
			return errs.New(errs.Conflict, "No written confirmation is awaited here. Nothing was changed")
		case !c.Confirmed.IsZero():
			return errs.New(errs.Conflict, "The written confirmation is recorded already. Nothing was changed")
		case at.After(tx.Now):
			return errs.Field("confirmed", "The writing must have come now or in the past")
		case at.Before(c.Received):
			return errs.Field("confirmed", "The writing cannot have come before the call")
		}
		c.Confirmed = at.UTC()
		return nil
	})
}

// NightWaits says whether the out-of-hours team did something that nobody of the day has taken on yet.
func NightWaits(c record.Contact) bool {
	return c.OutOfHours && (c.Night.Did != "" || c.Night.Needs != "") && c.Night.Taken.IsZero()
}

// TakeOn notes that the day team has read what the night did on some contacts and takes it on. It is all of them or none.
func (r Room) TakeOn(ctx context.Context, actor access.Actor, contacts []string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, nightWords, func(tx *command.Tx) ([]record.Change, error) {
		if len(contacts) == 0 {
			return nil, errs.Field("contact", "Choose what you have read and take on")
		}
		var changes []record.Change
		for _, contact := range slices.Compact(slices.Sorted(slices.Values(contacts))) {
			c, err := load(tx.Tx, contact)
			if err != nil {
				return nil, err
			}
			if _, err := r.may(tx.Tx, stamp{actor, tx.Now}, access.DecideReferral, undecided(c)); err != nil {
				return nil, err
			}
			if !NightWaits(c.Body) {
				return nil, errs.New(errs.Conflict, "%s was taken on already by somebody else. Look at the list again; nothing was changed", c.Body.Reference)
			}
			body := c.Body
			body.Night.Taken, body.Night.By = tx.Now.UTC(), actor.ID
			changes = append(changes, record.Edit(c, body))
		}
		return changes, nil
	})
}

// enough says whether a text has so many characters that somebody can use it.
func enough(s string, n int) bool { return utf8.RuneCountInString(strings.TrimSpace(s)) >= n }
