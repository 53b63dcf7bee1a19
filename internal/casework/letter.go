package casework

import (
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// NewLetter is a letter as somebody wrote it.
type NewLetter struct {
	Type    string
	Date    day.Day
	To      string // subject, when the recipient is a relative or the child
	Name    string
	Role    string
	Address []string
	Title   string
	Text    string
}

// AddLetter records a letter. One that would tell its recipient an address or a number that must not be disclosed is refused: a letter knows whom it goes to (complaint 23). One to somebody
// who must not have contact waits for a second person before it can be printed.
func (r Room) AddLetter(ctx context.Context, actor access.Actor, subject, draft string, n NewLetter) (id string, rc command.Receipt, err error) {
	rc, err = r.change(ctx, actor, "Write a letter", subject, draft, access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		if err := checkText(n.Text); err != nil {
			return nil, err
		}
		text := t.NewSubject(record.NoteSubject)
		l := record.Letter{
			Type: n.Type, Date: n.Date, To: n.To, Name: strings.TrimSpace(n.Name), Role: n.Role, Address: n.Address, Title: strings.TrimSpace(n.Title), Note: text, Worker: actor.ID,
		}
		if err := discloses(t.Tx, c.story, l, n.Text); err != nil {
			return nil, err
		}
		id = t.NewID()
		return []record.Change{record.New(id, c.Subject, l), record.New(t.NewID(), text, record.NoteText{Of: c.Subject, Text: n.Text})}, nil
	})
	return id, rc, err
}

// discloses refuses a letter that gives away what must not be disclosed: to anybody but the person whose address or number it is; and one to where nothing may be sent.
func discloses(t *db.Tx, s story.Story, l record.Letter, text string) error {
	if unsafe, err := person.UnsafeToWrite(t, s, l.To, l.Address); err != nil {
		return err
	} else if unsafe {
		return errs.Field("address", "It is not safe to write to this address: somebody else there may read it. Ask the team that the warning names which way is safe")
	}
	guarded, err := person.GuardedRound(t, s)
	if err != nil {
		return err
	}
	to := l.To
	if to != "" {
		if to, err = story.Canonical(t, to); err != nil {
			return err
		}
	}
	for _, g := range guarded {
		if g.Of == to {
			continue // they know where they live
		}
		for _, part := range []struct{ field, text string }{{"address", strings.Join(l.Address, " ")}, {"text", l.Title + " " + text}} {
			if g.GivenAwayBy(part.text) {
				what := map[string]string{"address": "an address", "contact_detail": "a telephone number or mail address"}[g.Kind]
				return errs.Field(part.field, "This tells %s something that must not be disclosed: %s marked as confidential. Take it out", l.Name, what)
			}
		}
	}
	return nil
}

// Printable says whether a letter may leave the service now: it tells nobody what must not be disclosed, also of what was marked so since it was written, and a
// second person has looked at one to somebody who must not have contact. waits says that only the second person is missing.
func (r Room) Printable(ctx context.Context, reading person.Reading, l record.Letter, text string) (waits bool, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		waits = false
		if err := discloses(t, reading.Story, l, text); errs.Of(err) == errs.Invalid {
			return errs.As(errs.Conflict, err, "This letter cannot be printed. %s", errs.Text(err))
		} else if err != nil {
			return err
		}
		kept, err := person.KeptFrom(t, l.To)
		waits = kept && l.Second == ""
		return err
	})
	return waits, err
}

// AgreeLetter is the word of a second person, a manager who did not write it, that a letter may go to somebody who must not have contact.
func (r Room) AgreeLetter(ctx context.Context, actor access.Actor, subject, id string) (command.Receipt, error) {
	return r.change(ctx, actor, "Agree a letter", subject, "", access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		l, err := ofStory[record.Letter](c.story, id)
		if err != nil {
			return nil, err
		}
		switch {
		case !manages(t, c):
			return nil, errs.New(errs.Denied, "A manager of the case agrees a letter")
		case l.Body.Worker == actor.ID:
			return nil, errs.New(errs.Denied, "You wrote this letter, so somebody else must look at it")
		case l.Body.Second != "":
			return nil, errs.New(errs.Conflict, "Somebody has looked at this letter already. Nothing was changed")
		}
		l.Body.Second = actor.ID
		return []record.Change{record.Edit(l, l.Body)}, nil
	})
}
