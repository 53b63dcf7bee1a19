package protection

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Care is the time of being looked after that goes on for a child.
func Care(s story.Story) (record.Of[record.CarePeriod], bool) {
	for _, p := range slices.Backward(story.All[record.CarePeriod](s)) {
		if !p.Body.Started.IsZero() && p.Body.Ended.IsZero() {
			return p, true
		}
	}
	return record.Of[record.CarePeriod]{}, false
}

// Arrangements are what changes how soon a looked-after child is to be visited and still holds, the newest last.
func Arrangements(s story.Story) []record.Of[record.VisitArrangement] {
	return slices.DeleteFunc(story.All[record.VisitArrangement](s), func(a record.Of[record.VisitArrangement]) bool { return !a.Body.Ended.IsZero() })
}

// ArrangeVisits records what changes how soon a looked-after child is to be visited: the limits of the visits follow from it at once (clocks CLA-14, CLA-15,
// CLA-17, CLA-18). It is errs.Conflict for a child who is not looked after.
func (r Room) ArrangeVisits(ctx context.Context, actor access.Actor, subject, kind string, from day.Day, note string) (command.Receipt, error) {
	return r.each(ctx, actor, "Change how soon a child is visited", keep, []string{subject}, func(tx *command.Tx, _ string, _ int, s story.Story) ([]record.Change, error) {
		care, ok := Care(s)
		if !ok {
			return nil, errs.New(errs.Conflict, "This child is not looked after, so these limits do not apply. The plan says how often the child is visited. Nothing was changed")
		}
		var f errs.Fields
		needCode(&f, "kind", "visit_arrangement", kind, from, "Choose what is so")
		needPast(&f, "from", from, care.Body.Started, tx.Today(), "its beginning")
		if slices.ContainsFunc(Arrangements(s), func(a record.Of[record.VisitArrangement]) bool {
			return a.Body.Kind == kind && a.Body.From == from
		}) {
			f.Add("kind", "This is recorded already, from that day")
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		return []record.Change{record.New(tx.NewID(), s.Subject, record.VisitArrangement{Kind: kind, From: from, Note: record.Typed(note), Worker: actor.ID})}, nil
	})
}

// EndArrangement records that it no longer holds: the assessment is done, the carer approved, the child thinks otherwise.
func (r Room) EndArrangement(ctx context.Context, actor access.Actor, subject, id string, on day.Day, why string) (command.Receipt, error) {
	return r.each(ctx, actor, "End what changed how soon a child is visited", keep, []string{subject}, func(tx *command.Tx, _ string, _ int, s story.Story) ([]record.Change, error) {
		a, err := find[record.VisitArrangement](s, id)
		if err != nil {
			return nil, err
		}
		if !a.Body.Ended.IsZero() {
			return nil, errs.New(errs.Conflict, "This ended on %s already. Nothing was changed", a.Body.Ended.Long())
		}
		var f errs.Fields
		needPast(&f, "ended", on, a.Body.From, tx.Today(), "the end")
		need(&f, "why", why, "Write why it no longer holds")
		if err := f.Err(); err != nil {
			return nil, err
		}
		b := a.Body
		b.Ended, b.Why = on, record.Typed(why)
		return []record.Change{record.Edit(a, b)}, nil
	})
}
