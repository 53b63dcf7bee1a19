package frontdoor

import (
	"context"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/person"
	"throughline/internal/record"
)

// decidingWords is the command of a decision in its own words.
const decidingWords = "Decide a referral"

// Decision is one that its maker may still take back.
type Decision struct {
	Contact, Reference string
	Command            string
	At                 time.Time
	Tell               []string // what the referrer is to be told, where nobody but the decider tells them; names no child
	Referrer           record.Referrer
}

// LastDecisions are the referrals that the actor decided last, of those that nobody has changed since, and may still take back, newest first.
func (r Room) LastDecisions(ctx context.Context, actor access.Actor) (out []Decision, err error) {
	now := r.Desk.Now()
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out = nil
		subjects, err := db.Column[string](t, "select subject from record where kind = 'contact' and actor = $1 and at > $2 and not withdrawn order by seq desc",
			actor.ID, db.Instant(now.Add(-person.UndoFor)))
		if err != nil {
			return err
		}
		for _, s := range subjects {
			last, ok, err := person.LastDone(t, actor.ID, s, now, decidingWords)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			c, err := load(t, s)
			if err != nil {
				return err
			}
			if _, err := r.may(t, stamp{actor, now}, access.DecideReferral, undecided(c)); err == nil {
				d := Decision{Contact: s, Reference: c.Body.Reference, Command: last.Command, At: last.At}
				if ByHand(c.Body) {
					d.Referrer = c.Body.Referrer
					for _, f := range c.Body.Feedback {
						if f.At.Equal(last.At) && !slices.Contains(d.Tell, f.Text) {
							d.Tell = append(d.Tell, f.Text)
						}
					}
				}
				out = append(out, d)
			}
		}
		return nil
	})
	return out, err
}

// ByHand says whether somebody must tell the referrer what was decided: they follow nothing here.
func ByHand(c record.Contact) bool {
	return c.Channel != "" && c.Channel != "form" && c.Channel != "notice"
}

// DecisionUndoing takes back the decision on a referral, and with it the assessment that it opened and the word to the referrer.
func (r Room) DecisionUndoing() person.Undoing { return r.undoing([]string{decidingWords}, nil) }

// SmallUndoing takes back what was done on a contact besides deciding it. A decision ends that: it has its own way back.
func (r Room) SmallUndoing() person.Undoing { return r.undoing(smallWords, []string{decidingWords}) }

func (r Room) undoing(words, ends []string) person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: words, Ends: ends, May: func(t *db.Tx, actor access.Actor, contact, _ string) (string, error) {
		c, err := load(t, contact)
		if err != nil {
			return "", err
		}
		_, err = r.may(t, stamp{actor, r.Desk.Now()}, access.DecideReferral, undecided(c))
		return c.Subject, err
	}}
}

// undecided is a referral as it would wait again: who may decide it then may take the decision back now.
func undecided(c record.Of[record.Contact]) record.Of[record.Contact] {
	c.Body.Feedback = nil
	return c
}
