// Package person is who the people are: children (unborn ones too), adults, their names, numbers, addresses and relationships; how they
// are found; who may open their records, and the account of who did.
//
// Invariant: every command and every read asks access here, whatever the route table said before; what access hides is answered
// exactly as what does not exist.
//
// Source: issue 2 (People, Access); requirements/security-and-resilience.md c3 and c4; requirements/acceptance-scenarios.md 19 and 20.
package person

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Room is the people's part of the service. It has no state of its own.
type Room struct{ Desk *command.Desk }

// missing is the answer for a person who does not exist, and for one who is hidden.
func missing() error { return errs.New(errs.NotFound, "%s", access.Missing) }

// may loads what access needs to know of a subject and refuses what it refuses.
func may(t *command.Tx, subject string, action access.Action, class access.Class) (access.Facts, error) {
	f, err := Facts(t.Tx, subject)
	if err != nil {
		return f, err
	}
	return f, access.Decide(t.Actor, action, class, f, t.Now).Err()
}

// change runs a command about one existing person: access is asked, the story loaded, and decide says what to write.
func (r Room) change(ctx context.Context, actor access.Actor, why, subject string, action access.Action, class access.Class,
	decide func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(t *command.Tx) ([]record.Change, error) {
		f, err := may(t, subject, action, class)
		if err != nil {
			return nil, err
		}
		s, err := story.Load(t.Tx, f.Subject)
		if err != nil {
			return nil, err
		}
		return decide(t, s, f)
	})
}

// ofStory finds one record of a kind in a person's story; one of somebody else's is not found.
func ofStory[T record.Body](s story.Story, id string) (record.Of[T], error) {
	o, ok := story.Find[T](s, id)
	if !ok {
		return o, missing()
	}
	return o, nil
}

// ended says whether something is over. Whoever ends it writes the end on that day, never one in the future, so that what follows from
// it does not change by itself when a day comes.
func ended(to day.Day) bool { return !to.IsZero() }

// onOr is a day, or the day of the command where none is given.
func onOr(d, today day.Day) day.Day {
	if d.IsZero() {
		return today
	}
	return d
}
