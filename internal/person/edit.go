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

// EditChild corrects who a child is. version is the version of the child's record that the form was made from: when it is not the newest
// one any more, the answer is errs.Conflict with a *journal.Stale inside. What the actor may not read (health, education) stays as it is,
// whatever the form said.
func (r Room) EditChild(ctx context.Context, actor access.Actor, subject string, version int64, c record.Child) (command.Receipt, error) {
	return r.change(ctx, actor, "Correct a child's details", subject, access.EditPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			was, ok := story.First[record.Child](s)
			if !ok {
				return nil, missing()
			}
			c.Names = cleanNames(c.Names)
			c = keepUnread(was.Body, c, func(class access.Class) bool { return access.Decide(actor, access.Read, class, f, t.Now).Allow })
			var fields errs.Fields
			noteExpected(&fields, c.Expected, t.Today())
			if err := fields.Err(); err != nil {
				return nil, err
			}
			return []record.Change{edit(was, version, c)}, nil
		})
}

// keepUnread keeps what an editor was not shown: a form without it must not erase it.
func keepUnread(was, now record.Child, may func(access.Class) bool) record.Child {
	if !may(access.Health) {
		now.Disabilities = was.Disabilities
	}
	if !may(access.Education) {
		now.School = was.School
	}
	return now
}

// EditAdult is EditChild for an adult.
func (r Room) EditAdult(ctx context.Context, actor access.Actor, subject string, version int64, a record.Adult) (command.Receipt, error) {
	return r.change(ctx, actor, "Correct an adult's details", subject, access.EditPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			was, ok := story.First[record.Adult](s)
			if !ok {
				return nil, missing()
			}
			a.Names = cleanNames(a.Names)
			return []record.Change{edit(was, version, a)}, nil
		})
}

func edit[T record.Body](was record.Of[T], version int64, body T) record.Change {
	c := record.Edit(was, body)
	c.Base = version
	return c
}

// Rename gives a person a new name from a day (zero: today). The name until then is kept as a former one; a slip of the pen is mended with EditChild instead.
func (r Room) Rename(ctx context.Context, actor access.Actor, subject string, version int64, given, family string, from day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "Record a new name", subject, access.EditPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			now := cleanNames([]record.Name{{Given: given, Family: family, Use: "current", From: onOr(from, t.Today())}})
			switch {
			case len(now) == 0:
				return nil, errs.Field("family", "Enter the new name")
			case now[0].From.After(t.Today()):
				return nil, errs.Field("from", "The day of the new name must be today or in the past")
			}
			if c, ok := story.First[record.Child](s); ok {
				c.Body.Names = renamed(c.Body.Names, now[0])
				return []record.Change{edit(c, version, c.Body)}, nil
			}
			if a, ok := story.First[record.Adult](s); ok {
				a.Body.Names = renamed(a.Body.Names, now[0])
				return []record.Change{edit(a, version, a.Body)}, nil
			}
			return nil, missing()
		})
}

// renamed turns the current names into former ones and adds the new one.
func renamed(old []record.Name, now record.Name) []record.Name {
	out := make([]record.Name, 0, len(old)+1)
	for _, n := range old {
		if n.Use == "current" && n.To.IsZero() {
			n.Use = "former"
			if !now.From.Before(n.From) {
				n.To = now.From
			}
		}
		out = append(out, n)
	}
	return append(out, now)
}

// Born is what is known at a birth.
type Born struct {
	On            day.Day
	Given, Family string // empty: the name stays as it is
	Sex           string // empty: not known yet
}

// Birth makes an unborn child a born one. The expected date stays in the history of the record. It fails with errs.Conflict when the child
// is born already.
func (r Room) Birth(ctx context.Context, actor access.Actor, subject string, version int64, b Born) (command.Receipt, error) {
	return r.change(ctx, actor, "Record a birth", subject, access.EditPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			c, ok := story.First[record.Child](s)
			switch {
			case !ok:
				return nil, missing()
			case !c.Body.Unborn():
				return nil, errs.New(errs.Conflict, "This child's birth is recorded already. Correct the details instead")
			case b.On.IsZero():
				return nil, errs.Field("birth", "Enter the date of birth")
			}
			body := c.Body
			body.Birth, body.Expected = b.On, day.Day{}
			if now := cleanNames([]record.Name{{Given: b.Given, Family: b.Family, Use: "current", From: b.On}}); len(now) == 1 {
				body.Names = renamed(body.Names, now[0])
			}
			if b.Sex != "" {
				body.Sex = b.Sex
			}
			return []record.Change{edit(c, version, body)}, nil
		})
}
