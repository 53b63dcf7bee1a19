package frontdoor

import (
	"context"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
)

// SentReferral is a referral as its own agency follows it: what it sent, and what it was told.
type SentReferral struct {
	Reference string
	Subject   string
	Received  time.Time
	DecideBy  day.Day
	By        string // name of the referrer
	Open      bool   // a child still waits for a decision
	Children  []SentChild
}

// SentChild is one child of it, under the name that the referrer typed.
type SentChild struct {
	Name    string
	Outcome string    // safe for the referrer: no reason, no level of need, nothing that others said
	Told    time.Time // zero while it waits
	Text    string    // the word to the referrer in full
}

// mostSent is how many referrals of an agency are listed: those that were sent or answered last.
const mostSent = 200

// Sent lists the referrals of the actor's own agency, newest first, at most 200. A referral about a child from whom the actor is barred is
// left out.
func (r Room) Sent(ctx context.Context, actor access.Actor) (out []SentReferral, err error) {
	defer errs.Wrap(&err, "referrals of an agency")
	if err := access.Could(actor, access.SeeOwnReferrals, access.Referral).Err(); err != nil {
		return nil, err
	}
	if actor.Agency == "" {
		return nil, nil
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		subjects, err := db.Column[string](t, `select r.subject from access_link k join record r on r.subject = k.subject and r.kind = 'contact'
			where k.actor = $1 and k.relation = 'agency' and not r.withdrawn order by r.at desc limit $2`, actor.Agency, mostSent)
		if err != nil {
			return err
		}
		for _, subject := range subjects {
			s, err := r.sent(t, actor, subject)
			if errs.Of(err) == errs.NotFound || errs.Of(err) == errs.Denied {
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, s)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b SentReferral) int { return b.Received.Compare(a.Received) })
	return out, err
}

// SentOne is one referral of the actor's own agency. One of another agency is errs.NotFound: a partner who guesses learns nothing. The reading is
// written down before anything is returned: of the referral, and of each child it was matched to. page is the route.
func (r Room) SentOne(ctx context.Context, actor access.Actor, subject, page string) (out SentReferral, err error) {
	err = r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		if out, err = r.sent(t, actor, subject); err != nil {
			return err
		}
		c, err := load(t, subject)
		if err != nil {
			return err
		}
		reading := journal.Reading{Actor: actor.ID, Subject: c.Subject, Action: string(access.SeeOwnReferrals), Page: page, Why: "a referral of the reader's own agency", Allowed: true}
		readings := []journal.Reading{reading}
		for _, ch := range c.Body.Children {
			if ch.Subject != "" {
				reading.Subject = ch.Subject
				readings = append(readings, reading)
			}
		}
		return journal.LogReads(t, r.Desk.Now(), readings)
	})
	return out, err
}

func (r Room) sent(t *db.Tx, actor access.Actor, subject string) (SentReferral, error) {
	c, err := load(t, subject)
	if err != nil {
		return SentReferral{}, err
	}
	if _, err := r.may(t, stamp{actor, r.Desk.Now()}, access.SeeOwnReferrals, c); err != nil {
		return SentReferral{}, err
	}
	out := SentReferral{
		Reference: c.Body.Reference, Subject: c.Subject, Received: c.Body.Received, DecideBy: Due(r.Book, c.Body.Received),
		By: c.Body.Referrer.Name, Open: c.Body.Open(),
	}
	for i, ch := range c.Body.Children {
		one := SentChild{Name: record.Name{Given: ch.Given, Family: ch.Family}.Full(), Outcome: waiting}
		if f, told := c.Body.Told(i); told {
			one.Outcome, one.Told, one.Text = Outcome(f.Decision), f.At, f.Text
		}
		out.Children = append(out.Children, one)
	}
	return out, nil
}
