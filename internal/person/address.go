package person

import (
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// cleanAddress trims the lines and gives the postcode in one spelling.
func cleanAddress(a record.Address) (record.Address, error) {
	var lines []string
	for _, l := range a.Lines {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, l)
		}
	}
	a.Lines = lines
	if strings.TrimSpace(a.Postcode) == "" {
		a.Postcode = ""
		return a, nil
	}
	p, err := match.ParsePostcode(a.Postcode)
	if err == nil {
		a.Postcode = p
	}
	return a, err
}

// AddAddress adds where a person lives from a day (zero: today) and ends the address until then; one with an end is a former address and
// ends none.
func (r Room) AddAddress(ctx context.Context, actor access.Actor, subject string, a record.Address) (command.Receipt, error) {
	return r.change(ctx, actor, "Add an address", subject, access.EditPerson, access.Address,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			a, err := cleanAddress(a)
			if err != nil {
				return nil, err
			}
			a.From = onOr(a.From, t.Today())
			if a.From.After(t.Today()) {
				return nil, errs.Field("from", "The day of the move must be today or in the past")
			}
			var changes []record.Change
			for _, old := range story.All[record.Address](s) {
				if !old.Body.To.IsZero() || !a.To.IsZero() {
					continue
				}
				if a.From.Before(old.Body.From) {
					return nil, errs.Field("from", "The person lives at another address since %s; for a former address give the end as well", old.Body.From.Long())
				}
				body := old.Body
				body.To = a.From
				changes = append(changes, record.Edit(old, body))
			}
			return append(changes, record.New(t.NewID(), s.Subject, a)), nil
		})
}

// AddContactDetail adds a telephone number or mail address.
func (r Room) AddContactDetail(ctx context.Context, actor access.Actor, subject string, c record.ContactDetail) (command.Receipt, error) {
	return r.change(ctx, actor, "Add a contact detail", subject, access.EditPerson, access.Contact,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			c.Value = strings.TrimSpace(c.Value)
			return []record.Change{record.New(t.NewID(), s.Subject, c)}, nil
		})
}

// EndContactDetail ends a telephone number or mail address today. It is kept.
func (r Room) EndContactDetail(ctx context.Context, actor access.Actor, subject, id string) (command.Receipt, error) {
	return r.change(ctx, actor, "End a contact detail", subject, access.EditPerson, access.Contact,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			c, err := ofStory[record.ContactDetail](s, id)
			if err != nil {
				return nil, err
			}
			if err := openStill(c.Body.To); err != nil {
				return nil, err
			}
			c.Body.To = t.Today()
			return []record.Change{record.Edit(c, c.Body)}, nil
		})
}

// openStill refuses to end what is over.
func openStill(to day.Day) error {
	if !to.IsZero() {
		return errs.New(errs.Conflict, "This ended on %s already. Nothing was changed", to.Long())
	}
	return nil
}

// endOn is the day on which something is to end: zero means today, the future is refused.
func endOn(to, today day.Day) (day.Day, error) {
	to = onOr(to, today)
	if to.After(today) {
		return to, errs.Field("to", "The end must be today or in the past")
	}
	return to, nil
}
