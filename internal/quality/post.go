package quality

import (
	"cmp"
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// riskMonths is how many months ahead a post whose money ends is at risk (SR-029).
const riskMonths = 12

// earlyHelp is the job of the posts that the page of early help is about.
const earlyHelp = "early_help"

const (
	postMade    = "Set up a post"
	postChanged = "Change a post"
)

// Post is a post that is there on a day, or comes later, with who is in it.
type Post struct {
	record.Of[record.Post]
	Holder string // worker subject; empty while it is vacant
	Agency bool   // held by an agency worker
	AtRisk bool   // its money ends within twelve months, or has ended
}

// Stability is how long the posts of a service are paid for. FTE are hundredths.
type Stability struct {
	Posts              []Post // those whose money ends first, first
	FTE, AtRisk, NoEnd int    // full time: in all, at risk within twelve months, without an end of the money
	Vacant             int    // posts without a holder
}

// Posts are the posts of early help, or all, as they stand on the desk's day.
func (r Room) Posts(ctx context.Context, actor access.Actor, all bool) (out Stability, err error) {
	if err := see(actor); err != nil {
		return out, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		posts, err := story.OfKind[record.Post](t)
		if err != nil {
			return err
		}
		terms, err := story.OfKind[record.Employment](t)
		out = stability(posts, terms, r.Desk.Today(), all)
		return err
	})
	return out, err
}

func stability(posts []record.Of[record.Post], terms []record.Of[record.Employment], today day.Day, all bool) (out Stability) {
	for _, p := range posts {
		b := p.Body
		if !all && b.Job != earlyHelp || b.To.Before(today) {
			continue
		}
		one := Post{Of: p, AtRisk: !b.FundedUntil.IsZero() && b.FundedUntil.Before(today.AddMonths(riskMonths))}
		for _, e := range terms {
			if e.Body.Post == p.ID && !e.Body.From.After(today) && !e.Body.To.Before(today) {
				one.Holder, one.Agency = e.Subject, e.Body.Contract == record.AgencyContract
			}
		}
		out.Posts = append(out.Posts, one)
		out.FTE += b.FTE
		switch {
		case one.AtRisk:
			out.AtRisk += b.FTE
		case b.FundedUntil.IsZero():
			out.NoEnd += b.FTE
		}
		if one.Holder == "" {
			out.Vacant++
		}
	}
	slices.SortStableFunc(out.Posts, func(a, b Post) int {
		ea, eb := a.Body.FundedUntil, b.Body.FundedUntil
		if ea.IsZero() != eb.IsZero() {
			if ea.IsZero() {
				return 1
			}
			return -1
		}
		return cmp.Or(ea.Compare(eb), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// PostOf gives one post.
func (r Room) PostOf(ctx context.Context, actor access.Actor, id string) (p record.Of[record.Post], err error) {
	if err := see(actor); err != nil {
		return p, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		p, err = post(t, id)
		return err
	})
	return p, err
}

func post(t *db.Tx, id string) (record.Of[record.Post], error) {
	p, err := story.One[record.Post](t, id)
	if err != nil || p.Withdrawn || record.SubjectType(p.Subject) != record.TeamSubject {
		return record.Of[record.Post]{}, errs.New(errs.NotFound, "%s", access.Missing)
	}
	return p, nil
}

// SetUp records a new post of a team.
func (r Room) SetUp(ctx context.Context, actor access.Actor, team string, p record.Post) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, postMade, func(t *command.Tx) ([]record.Change, error) {
		if err := keep(actor); err != nil {
			return nil, err
		}
		s, err := t.Story(team)
		if err != nil {
			return nil, err
		}
		if _, ok := story.Latest[record.Team](s); !ok {
			return nil, errs.Field("team", "Choose the team")
		}
		return []record.Change{record.New(t.NewID(), s.Subject, p)}, nil
	})
}

// ChangePost changes a post from the version that the actor saw: who pays for it, until when, whether it ends.
func (r Room) ChangePost(ctx context.Context, actor access.Actor, id string, base int64, p record.Post) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, postChanged, func(t *command.Tx) ([]record.Change, error) {
		if err := keep(actor); err != nil {
			return nil, err
		}
		was, err := post(t.Tx, id)
		if err != nil {
			return nil, err
		}
		edit := record.Edit(was, p)
		edit.Base = base
		return []record.Change{edit}, nil
	})
}

// PostUndoing takes back what was done with the posts of a team.
func (r Room) PostUndoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: []string{postMade, postChanged}, May: func(_ *db.Tx, actor access.Actor, team, _ string) (string, error) { return team, keep(actor) }}
}
