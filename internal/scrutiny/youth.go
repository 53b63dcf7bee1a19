package scrutiny

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// SaveIssue records what young people raised, or what became of it, and gives its subject. No young person is named (SR-364).
func (r Room) SaveIssue(ctx context.Context, actor access.Actor, subject string, version int64, y record.YouthIssue) (string, error) {
	if subject != "" {
		return subject, change(ctx, r, actor, access.AnswerQuestion, "Record an issue of young people", subject, version, func(_ *command.Tx, old record.Of[record.YouthIssue]) (record.YouthIssue, []record.Change, error) {
			y.Published = old.Body.Published
			if y.Did != old.Body.Did { // the group agreed to other words
				y.Checked = y.Checked && !old.Body.Checked
			}
			return y, nil, nil
		})
	}
	_, err := r.do(ctx, actor, access.AskQuestion, "Record an issue of young people", func(tx *command.Tx) ([]record.Change, error) {
		subject = tx.NewSubject(record.YouthSubject)
		return []record.Change{record.New(tx.NewID(), subject, y)}, nil
	})
	return subject, err
}

// PublishIssue shows an issue on the young people's page. "We did" is shown only when the group has read it and agrees.
func (r Room) PublishIssue(ctx context.Context, actor access.Actor, subject string) error {
	return change(ctx, r, actor, access.RunCommittee, "Publish an issue of young people", subject, 0, func(tx *command.Tx, old record.Of[record.YouthIssue]) (record.YouthIssue, []record.Change, error) {
		y := old.Body
		switch {
		case !y.Published.IsZero():
			return y, nil, errs.New(errs.Conflict, "It is public already")
		case y.State == "done" && !y.Checked:
			return y, nil, errs.New(errs.Conflict, "Ask the group first whether they agree that this was done, and tick it")
		}
		y.Published = tx.Now
		return y, nil, nil
	})
}

// Issues lists what young people raised, newest first.
func (r Room) Issues(ctx context.Context, actor access.Actor) ([]record.Of[record.YouthIssue], error) {
	ys, err := all[record.YouthIssue](ctx, r, actor)
	slices.SortStableFunc(ys, func(a, b record.Of[record.YouthIssue]) int { return b.Body.Raised.Compare(a.Body.Raised) })
	return ys, err
}

// Issue opens one.
func (r Room) Issue(ctx context.Context, actor access.Actor, subject string) (y record.Of[record.YouthIssue], err error) {
	s, err := r.told(ctx, actor, subject)
	if err != nil {
		return y, err
	}
	y, ok := story.First[record.YouthIssue](s)
	if !ok {
		return y, errs.New(errs.NotFound, "%s", access.Missing)
	}
	return y, nil
}

// YouthPage is the page that is written for young people: what they asked and what they said, and what became of it.
type YouthPage struct {
	Said      []PublicIssue
	Questions []Line // that they asked, published
	Waiting   int    // of their questions that are not answered yet
}

// PublicIssue is "you said, we did".
type PublicIssue struct {
	Group, Said, Did, NotYet string
	Raised, DidOn            day.Day
	Working                  bool
}

// YoungPeople is their page.
func (b *Board) YoungPeople(ctx context.Context) (p YouthPage, err error) {
	err = b.desk.Read(ctx, func(t *db.Tx) error {
		p = YouthPage{}
		ys, err := story.OfKind[record.YouthIssue](t)
		if err != nil {
			return err
		}
		slices.SortStableFunc(ys, func(a, b record.Of[record.YouthIssue]) int { return b.Body.Raised.Compare(a.Body.Raised) })
		for _, y := range ys {
			if y.Body.Published.IsZero() {
				continue
			}
			i := PublicIssue{Group: y.Body.Group, Said: y.Body.Said, NotYet: y.Body.NotYet, Raised: y.Body.Raised, Working: y.Body.State == "raised" || y.Body.State == "working"}
			if y.Body.State == "done" && y.Body.Checked {
				i.Did, i.DidOn = y.Body.Did, y.Body.DidOn
			}
			p.Said = append(p.Said, i)
		}
		qs, err := newestFirst(t)
		for _, q := range qs {
			switch {
			case !q.Body.Young:
			case len(q.Body.Publications) > 0:
				p.Questions = append(p.Questions, lineOf(q.Body))
			case Waits(q.Body):
				p.Waiting++
			}
		}
		return err
	})
	return p, err
}
