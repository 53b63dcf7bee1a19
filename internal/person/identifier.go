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

// cleanIdentifier checks the check digits and gives the number in one spelling.
func cleanIdentifier(i record.Identifier) (record.Identifier, error) {
	var err error
	switch i.Type {
	case record.UPN, record.FormerUPN:
		i.Value, err = match.ParseUPN(i.Value)
	case record.NHSNumber:
		i.Value, err = match.ParseNHS(i.Value)
	default:
		i.Value = strings.TrimSpace(i.Value)
	}
	return i, err
}

// AddIdentifier adds a number of a person, in force from a day (zero: today). A new number ends the one of the same type: a former UPN stays
// as former_upn, a former local id as former_la_child_id. It fails with errs.Invalid when the check digits are wrong.
func (r Room) AddIdentifier(ctx context.Context, actor access.Actor, subject string, i record.Identifier) (command.Receipt, error) {
	return r.change(ctx, actor, "Add an identifier", subject, access.EditPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			i, err := cleanIdentifier(i)
			if err != nil {
				return nil, err
			}
			i.From = onOr(i.From, t.Today())
			if i.From.After(t.Today()) {
				return nil, errs.Field("from", "The day from which the number counts must be today or in the past")
			}
			var changes []record.Change
			for _, old := range story.All[record.Identifier](s) {
				if old.Body.Type == i.Type && old.Body.Value == i.Value && old.Body.To.IsZero() {
					return nil, errs.Field("value", "This number is recorded for this person already")
				}
				if body, over := superseded(old.Body, i); over {
					changes = append(changes, record.Edit(old, body))
				}
			}
			return append(changes, record.New(t.NewID(), s.Subject, i)), nil
		})
}

// superseded is an old number when a new one comes into force, and whether it is over.
func superseded(old, now record.Identifier) (record.Identifier, bool) {
	sameField := old.Type == now.Type || old.Type == record.UPNUnknown && now.Type == record.UPN || old.Type == record.UPN && now.Type == record.UPNUnknown
	formers := now.Type == record.FormerUPN || now.Type == record.FormerChildID // a person may have many
	if !old.To.IsZero() || !now.To.IsZero() || !sameField || formers {
		return old, false
	}
	switch old.Type {
	case record.UPN:
		old.Type = record.FormerUPN
	case record.LAChildID:
		old.Type = record.FormerChildID
	}
	old.To = endAt(old.From, now.From)
	return old, true
}

// endAt is the day something ends at, which is never before it began.
func endAt(from, end day.Day) day.Day {
	if end.Before(from) {
		return from
	}
	return end
}
