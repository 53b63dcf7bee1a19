package frontdoor

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/record"
)

// Standing is how a referral stands for somebody who was deciding it.
type Standing struct {
	Reference string
	Waits     bool   // for a decision about a child at least
	DecidedBy string // who made the last decision
}

// Standing says how a referral stands, for whoever may decide it while it waits. It shows nothing of the children.
func (r Room) Standing(ctx context.Context, actor access.Actor, contact string) (s Standing, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		c, err := load(t, contact)
		if err != nil {
			return err
		}
		if _, err := r.may(t, stamp{actor, r.Desk.Now()}, access.DecideReferral, undecided(c)); err != nil {
			return err
		}
		s = Standing{Reference: c.Body.Reference, Waits: c.Body.Open(), DecidedBy: lastDecider(c.Body)}
		return nil
	})
	return s, err
}

func lastDecider(c record.Contact) string {
	if n := len(c.Feedback); n > 0 {
		return c.Feedback[n-1].By
	}
	return ""
}
