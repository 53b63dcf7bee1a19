package earlyhelp

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
)

// Match says that child number i of a case is a child who is known. What is held stays as it is.
func (r Room) Match(ctx context.Context, actor access.Actor, subject string, base int64, i int, child string) (command.Receipt, error) {
	return r.change(ctx, actor, "Say who a child of early help is", subject, base, func(h *helping) error {
		ch, err := h.unmatched(i)
		if err != nil {
			return err
		}
		ch.Subject = child
		if err := r.free(h.tx, actor, ch, subject); err != nil {
			return err
		}
		for j, other := range h.now.Children {
			if j != i && other.Subject == ch.Subject {
				return errs.New(errs.Conflict, "Child %d of this request is this person already. Nothing was changed", j+1)
			}
		}
		return nil
	})
}

// AddPerson adds child number i of a case as a new person, from what was typed.
func (r Room) AddPerson(ctx context.Context, actor access.Actor, subject string, base int64, i int) (command.Receipt, error) {
	return r.change(ctx, actor, "Add a child from early help", subject, base, func(h *helping) error {
		ch, err := h.unmatched(i)
		if err != nil {
			return err
		}
		made, changes, err := person.Create(h.tx, person.NewPerson{Child: &record.Child{
			Names: []record.Name{{Given: ch.Given, Family: ch.Family, Use: "current"}}, Birth: ch.Birth, Sex: ch.Sex,
		}})
		if err != nil {
			return err
		}
		ch.Subject = made
		h.changes = append(h.changes, changes...)
		return nil
	})
}

func (h *helping) unmatched(i int) (*record.EarlyHelpChild, error) {
	if err := h.open(); err != nil {
		return nil, err
	}
	if i < 0 || i >= len(h.now.Children) {
		return nil, errs.New(errs.NotFound, "This request has no child number %d", i+1)
	}
	if h.now.Children[i].Subject != "" {
		return nil, errs.New(errs.Conflict, "It is known already who this child is. Nothing was changed")
	}
	return &h.now.Children[i], nil
}
