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

// InNeed is a child in need plan as it is made: once for several children.
type InNeed struct {
	Started    day.Day
	Shared     day.Day // the family has it; may come later
	Aim        string
	NextReview day.Day
	Children   []string
}

// StartNeedPlan makes the plan of each of the children, under the referral that is open.
func (r Room) StartNeedPlan(ctx context.Context, actor access.Actor, n InNeed) (command.Receipt, error) {
	return r.each(ctx, actor, "Make a child in need plan", keep, n.Children, func(tx *command.Tx, act string, _ int, s story.Story) ([]record.Change, error) {
		ref, ok := Open(s)
		if !ok {
			return nil, noReferral()
		}
		if p, ok := NeedPlan(s); ok {
			return nil, errs.New(errs.Conflict, "%s has had a child in need plan since %s. Change that one. Nothing was changed", nameOf(s), p.Body.Started.Long())
		}
		var f errs.Fields
		needPast(&f, "started", n.Started, ref.Body.Date, tx.Today(), "the start")
		if !n.Shared.IsZero() {
			needPast(&f, "shared", n.Shared, n.Started, tx.Today(), "sharing it")
		}
		need(&f, "aim", n.Aim, "Write what must change")
		if n.NextReview.Before(n.Started) {
			f.Add("next_review", "The review must be after the plan begins")
		}
		for _, p := range story.All[record.CINPlan](s) {
			if n.Started.Before(p.Body.Ended) {
				f.Add("started", "%s had a child in need plan until %s: two of them may not overlap", nameOf(s), p.Body.Ended.Long())
			}
		}
		return []record.Change{record.New(tx.NewID(), s.Subject, record.CINPlan{
			Referral: ref.ID, Started: n.Started, Shared: n.Shared, Aim: record.Typed(n.Aim), NextReview: n.NextReview, Together: act,
		})}, f.Err()
	})
}

func openNeed(p record.CINPlan) error {
	if !p.Ended.IsZero() {
		return errs.New(errs.Conflict, "This plan ended on %s. Nothing was changed", p.Ended.Long())
	}
	return nil
}

// NeedTerms are what a child in need plan says besides its actions.
type NeedTerms struct {
	Aim                string
	Shared, NextReview day.Day
	VisitWithin        int // working days; 0 for the council's standard
}

// MostNeedVisitDays is the longest that a plan may let pass between visits, in working days (clock CIN-04).
const MostNeedVisitDays = 20

// SetNeedTerms changes what a child in need plan says.
func (r Room) SetNeedTerms(ctx context.Context, actor access.Actor, subject, id string, base int64, t NeedTerms) (command.Receipt, error) {
	return r.needPlan(ctx, actor, "Change a child in need plan", subject, id, base, func(tx *command.Tx, p *record.CINPlan) error {
		var f errs.Fields
		need(&f, "aim", t.Aim, "Write what must change")
		if !t.Shared.IsZero() {
			needPast(&f, "shared", t.Shared, p.Started, tx.Today(), "sharing it")
		}
		if t.VisitWithin < 0 || t.VisitWithin > MostNeedVisitDays {
			f.Add("visit_within", "A plan may ask for visits at least every %d working days, not for fewer", MostNeedVisitDays)
		}
		if t.NextReview.Before(p.Started) {
			f.Add("next_review", "The review must be after the plan began")
		}
		p.Aim, p.Shared, p.NextReview, p.VisitWithin = record.Typed(t.Aim), t.Shared, t.NextReview, t.VisitWithin
		return f.Err()
	})
}

// PutNeedAction adds an action to a child in need plan, or changes the one at a place; place -1 adds.
func (r Room) PutNeedAction(ctx context.Context, actor access.Actor, subject, id string, base int64, place int, a record.PlanAction) (command.Receipt, error) {
	return r.needPlan(ctx, actor, "Change an action of a child in need plan", subject, id, base, func(tx *command.Tx, p *record.CINPlan) error {
		return putAction(&p.Actions, place, a, p.Started, tx.Today())
	})
}

func (r Room) needPlan(ctx context.Context, actor access.Actor, why, subject, id string, base int64, change func(*command.Tx, *record.CINPlan) error) (command.Receipt, error) {
	return changed(ctx, r, actor, why, subject, id, base, func(tx *command.Tx, _ story.Story, p *record.CINPlan) error {
		if err := openNeed(*p); err != nil {
			return err
		}
		p.Actions = slices.Clone(p.Actions)
		return change(tx, p)
	})
}

// ReviewNeedPlan records a review of child in need plans.
func (r Room) ReviewNeedPlan(ctx context.Context, actor access.Actor, m Meeting) (command.Receipt, error) {
	return onPlans(ctx, r, actor, "Review a child in need plan", m.Plans, openNeed,
		func(tx *command.Tx, act string, _ int, s story.Story, p record.Of[record.CINPlan]) ([]record.Change, error) {
			var f errs.Fields
			needPast(&f, "date", m.Date, p.Body.Started, tx.Today(), "the review")
			reason(&f, "notes", m.Notes, "how the plan goes and what was decided")
			if m.Next.Before(m.Date) {
				f.Add("next", "The next review must be after this one")
			}
			body := p.Body
			body.NextReview = m.Next
			return []record.Change{record.Edit(p, body), record.New(tx.NewID(), s.Subject, record.PlanMeeting{
				Type: "cin_review", Plan: p.ID, Date: m.Date, Came: record.Typed(m.Came), Notes: record.Typed(m.Notes), Together: act,
			})}, f.Err()
		})
}

// EndNeedPlan ends child in need plans, with the reason. A child protection plan beside it is left as it is (acceptance-scenarios.md 4).
func (r Room) EndNeedPlan(ctx context.Context, actor access.Actor, on day.Day, endReason, why string, plans []Of) (command.Receipt, error) {
	return onPlans(ctx, r, actor, "End a child in need plan", plans, openNeed,
		func(tx *command.Tx, _ string, _ int, _ story.Story, p record.Of[record.CINPlan]) ([]record.Change, error) {
			var f errs.Fields
			needPast(&f, "date", on, p.Body.Started, tx.Today(), "the end")
			needCode(&f, "end_reason", "cin_plan_end_reason", endReason, on, "Choose why the plan ends")
			reason(&f, "why", why, "why the plan ends")
			body := p.Body
			body.Ended, body.EndReason, body.EndedBecause, body.NextReview = on, endReason, record.Typed(why), day.Day{}
			return []record.Change{record.Edit(p, body)}, f.Err()
		})
}
