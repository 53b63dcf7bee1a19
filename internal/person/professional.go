package person

import (
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// AddProfessional records somebody of another service who works with a child (complaint 16: whoever keeps the case does it, on the record). Without a day it is from today.
func (r Room) AddProfessional(ctx context.Context, actor access.Actor, subject string, p record.Professional) (command.Receipt, error) {
	return r.change(ctx, actor, "Add a professional", subject, access.EditPerson, access.Contact,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			if record.SubjectType(s.Subject) != record.ChildSubject {
				return nil, missing()
			}
			for _, field := range []*string{&p.Name, &p.Role, &p.Organisation, &p.Phone, &p.Email} {
				*field = strings.TrimSpace(*field)
			}
			p.From = onOr(p.From, t.Today())
			if p.From.After(t.Today()) {
				return nil, errs.Field("from", "The start must be today or in the past")
			}
			for _, have := range story.All[record.Professional](s) {
				if have.Body.To.IsZero() && strings.EqualFold(have.Body.Name, p.Name) && strings.EqualFold(have.Body.Role, p.Role) {
					return nil, errs.New(errs.Conflict, "%s is recorded as %s already. Nothing was changed", p.Name, have.Body.Role)
				}
			}
			return []record.Change{record.New(t.NewID(), s.Subject, p)}, nil
		})
}

// EndProfessional ends a professional's time with a child on a day (zero: today). It is kept.
func (r Room) EndProfessional(ctx context.Context, actor access.Actor, subject, id string, to day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "End a professional's time", subject, access.EditPerson, access.Contact,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			p, err := ofStory[record.Professional](s, id)
			if err != nil {
				return nil, err
			}
			if err := openStill(p.Body.To); err != nil {
				return nil, err
			}
			if p.Body.To, err = endOn(to, t.Today()); err != nil {
				return nil, err
			}
			return []record.Change{record.Edit(p, p.Body)}, nil
		})
}

// Professionals are those of other services who work with a child now, oldest first, for a reader who may read how to reach people.
func Professionals(r Reading) []record.Of[record.Professional] {
	if !access.Decide(r.Actor, access.Read, access.Contact, r.Facts, r.At).Allow {
		return nil
	}
	var out []record.Of[record.Professional]
	for _, p := range story.All[record.Professional](r.Story) {
		if p.Body.To.IsZero() {
			out = append(out, p)
		}
	}
	return out
}
