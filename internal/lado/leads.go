package lado

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Setting is a place where people work with children: its safeguarding leads, and how often it turned to the LADO (seed requirements SR-034, SR-038).
type Setting struct {
	Name, Sector         string
	Leads                []record.Of[record.SafeguardingLead]
	Referrals, Questions int // in the last 12 months
}

// Settings lists the settings of the register, and those that only referrals name; those that turned to the LADO most come first. The setting
// of a referral is met by its name, folded.
func (r Room) Settings(ctx context.Context, actor access.Actor) (out []Setting, err error) {
	defer errs.Wrap(&err, "settings")
	if err := Opens(actor); err != nil {
		return nil, err
	}
	from := r.Desk.Today().AddMonths(-12)
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		by := map[string]*Setting{}
		at := func(name, sector string) *Setting {
			key := match.Fold(name)
			if by[key] == nil {
				by[key] = &Setting{Name: name, Sector: sector}
			}
			return by[key]
		}
		leads, err := story.OfKind[record.SafeguardingLead](t)
		if err != nil {
			return err
		}
		for _, l := range leads {
			if s := at(l.Body.Setting, l.Body.Sector); l.Body.To.IsZero() {
				s.Leads = append(s.Leads, l)
			}
		}
		rows, err := referrals(t, actor, "true")
		for _, w := range rows {
			l := w.Referral
			switch {
			case strings.TrimSpace(l.Setting) == "" || !l.Received.After(from):
			case l.Consultation:
				at(l.Setting, l.Sector).Questions++
			default:
				at(l.Setting, l.Sector).Referrals++
			}
		}
		out = nil
		for _, s := range by {
			out = append(out, *s)
		}
		return err
	})
	slices.SortFunc(out, func(a, b Setting) int {
		return cmp.Or(cmp.Compare(b.Referrals, a.Referrals), cmp.Compare(b.Questions, a.Questions), cmp.Compare(match.Fold(a.Name), match.Fold(b.Name)))
	})
	return out, err
}

// AddLead puts a safeguarding lead on the register. The register is kept by the LADO.
func (r Room) AddLead(ctx context.Context, actor access.Actor, l record.SafeguardingLead) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Add a safeguarding lead", func(tx *command.Tx) ([]record.Change, error) {
		if err := Opens(actor); err != nil {
			return nil, err
		}
		if l.From.IsZero() {
			l.From = tx.Today()
		}
		return []record.Change{record.New(tx.NewID(), tx.NewSubject(record.SettingSubject), l)}, nil
	})
}

// EndLead says that somebody is no longer the lead: from today.
func (r Room) EndLead(ctx context.Context, actor access.Actor, id string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "End a safeguarding lead", func(tx *command.Tx) ([]record.Change, error) {
		if err := Opens(actor); err != nil {
			return nil, err
		}
		l, err := story.One[record.SafeguardingLead](tx.Tx, id)
		if err != nil {
			return nil, missing()
		}
		if !l.Body.To.IsZero() {
			return nil, errs.New(errs.Conflict, "This was ended on %s already. Nothing was changed", l.Body.To.Long())
		}
		l.Body.To = tx.Today()
		return []record.Change{record.Edit(l, l.Body)}, nil
	})
}
