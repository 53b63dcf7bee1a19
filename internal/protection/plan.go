package protection

import (
	"context"
	"fmt"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

func sharedPlan(p record.CPPlan) string { return p.Together }

// openPlan refuses a plan that has ended.
func openPlan(p record.CPPlan) error {
	if !p.Ended.IsZero() {
		return errs.New(errs.Conflict, "This plan ended on %s. Nothing was changed", p.Ended.Long())
	}
	return nil
}

// plan changes one child's plan, from the version that the actor saw.
func (r Room) plan(ctx context.Context, actor access.Actor, why, subject, id string, base int64, change func(*command.Tx, story.Story, *record.CPPlan) error) (command.Receipt, error) {
	return changed(ctx, r, actor, why, subject, id, base, func(tx *command.Tx, s story.Story, p *record.CPPlan) error {
		if err := openPlan(*p); err != nil {
			return err
		}
		p.Actions = slices.Clone(p.Actions)
		return change(tx, s, p)
	})
}

// changed changes one record of a child, from the version that the actor saw.
func changed[T record.Body](ctx context.Context, r Room, actor access.Actor, why, subject, id string, base int64, change func(*command.Tx, story.Story, *T) error) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		s, err := r.one(tx.Tx, actor, tx.Now, subject, keep)
		if err != nil {
			return nil, err
		}
		p, err := find[T](s, id)
		if err != nil {
			return nil, err
		}
		body := p.Body
		if err := change(tx, s, &body); err != nil {
			return nil, err
		}
		c := record.Edit(p, body)
		c.Base = base
		return []record.Change{c}, nil
	})
}

// onPlans runs a command on one plan of each of several children. All must be in force; decide says what to write for each.
func onPlans[T record.Body](ctx context.Context, r Room, actor access.Actor, why string, plans []Of, inForce func(T) error,
	decide func(tx *command.Tx, act string, i int, s story.Story, p record.Of[T]) ([]record.Change, error),
) (command.Receipt, error) {
	return r.each(ctx, actor, why, keep, childrenOf(plans, func(o Of) string { return o.Child }), func(tx *command.Tx, act string, i int, s story.Story) ([]record.Change, error) {
		p, err := find[T](s, plans[i].Record)
		if err == nil {
			err = inForce(p.Body)
		}
		if err != nil {
			return nil, err
		}
		return decide(tx, act, i, s, p)
	})
}

// Terms are what a plan says besides its actions.
type Terms struct {
	Aim         string
	Category    string // latest category of abuse
	CoreGroup   string
	VisitWithin int // working days; 0 for the council's standard
	NextReview  day.Day
}

// MostVisitDays is the longest that a plan may let pass between visits, in working days: it may only ask for more than the standard of clock CP-11.
const MostVisitDays = 10

// SetTerms changes what a plan says. A later category is kept beside the first.
func (r Room) SetTerms(ctx context.Context, actor access.Actor, subject, id string, base int64, t Terms) (command.Receipt, error) {
	return r.plan(ctx, actor, "Change a child protection plan", subject, id, base, func(tx *command.Tx, _ story.Story, p *record.CPPlan) error {
		var f errs.Fields
		need(&f, "aim", t.Aim, "Write what must change for the child to be safe")
		needCode(&f, "category", "category_of_abuse", t.Category, tx.Today(), "Choose the category")
		if t.VisitWithin < 0 || t.VisitWithin > MostVisitDays {
			f.Add("visit_within", "A plan may ask for visits at least every %d working days, not for fewer", MostVisitDays)
		}
		if t.NextReview.Before(p.Started) {
			f.Add("next_review", "The review must be after the plan began")
		}
		p.Aim, p.LatestCategory, p.CoreGroup, p.VisitWithin, p.NextReview = record.Typed(t.Aim), t.Category, record.Typed(t.CoreGroup), t.VisitWithin, t.NextReview
		return f.Err()
	})
}

func checkAction(a record.PlanAction, from, today day.Day) error {
	var f errs.Fields
	need(&f, "what", a.What, "Write what is to be done")
	need(&f, "owner", a.Owner, "Write who will do it")
	switch {
	case a.Due.IsZero():
		f.Add("due", "Enter the day by which it is to be done")
	case a.Due.Before(from):
		f.Add("due", "The day is before the plan began on %s: check it", from.Long())
	}
	if a.Done.After(today) {
		f.Add("done", "The day must be today or in the past")
	}
	if !a.Done.IsZero() {
		need(&f, "evidence", a.Evidence, "Write how you know that it was done")
	}
	return f.Err()
}

// PutAction adds an action to a plan, or changes the one at a place; place -1 adds.
func (r Room) PutAction(ctx context.Context, actor access.Actor, subject, id string, base int64, place int, a record.PlanAction) (command.Receipt, error) {
	return r.plan(ctx, actor, "Change an action of a child protection plan", subject, id, base, func(tx *command.Tx, _ story.Story, p *record.CPPlan) error {
		return putAction(&p.Actions, place, a, p.Started, tx.Today())
	})
}

func putAction(all *[]record.PlanAction, place int, a record.PlanAction, from, today day.Day) error {
	a.What, a.Owner, a.Evidence = record.Typed(a.What), record.Typed(a.Owner), record.Typed(a.Evidence)
	if err := checkAction(a, from, today); err != nil {
		return err
	}
	switch {
	case place == -1:
		*all = append(*all, a)
	case place < 0 || place >= len(*all):
		return errs.New(errs.NotFound, access.Missing)
	default:
		(*all)[place] = a
	}
	return nil
}

// Meeting is a core group, or a review of a child in need plan, that was held for several children.
type Meeting struct {
	Date        day.Day
	Came, Notes string
	Next        day.Day // of a review: the day of the next one
	Plans       []Of
}

// HoldCoreGroup records a core group for each of its children.
func (r Room) HoldCoreGroup(ctx context.Context, actor access.Actor, m Meeting) (command.Receipt, error) {
	return onPlans(ctx, r, actor, "Record a core group", m.Plans, openPlan,
		func(tx *command.Tx, act string, _ int, s story.Story, p record.Of[record.CPPlan]) ([]record.Change, error) {
			var f errs.Fields
			needPast(&f, "date", m.Date, p.Body.Started, tx.Today(), "the core group")
			need(&f, "came", m.Came, "Write who was there")
			return []record.Change{record.New(tx.NewID(), s.Subject, record.PlanMeeting{
				Type: "core_group", Plan: p.ID, Date: m.Date, Came: record.Typed(m.Came), Notes: record.Typed(m.Notes), Together: act,
			})}, f.Err()
		})
}

// Review is a review conference that was held for several children.
type Review struct {
	Date          day.Day
	Quorate       record.YesNo
	Participation string // code set REVIEW_CODE; of the children; may be empty
	NextReview    day.Day
	Minutes       record.Paper
	Children      []ReviewChild
}

// ReviewChild is what a review decided for one child.
type ReviewChild struct {
	Child, Plan string
	Continues   record.YesNo
	Category    string // of a plan that goes on; empty: as before
	EndReason   string // code set cp_plan_end_reason, of a plan that ends
	Reason      string
}

// HoldReview records a review conference for each of its children. A plan that the review does not continue ends on its day. The report that was sent for the
// review is kept with it.
func (r Room) HoldReview(ctx context.Context, actor access.Actor, v Review) (command.Receipt, error) {
	plans := make([]Of, len(v.Children))
	for i, c := range v.Children {
		plans[i] = Of{Child: c.Child, Record: c.Plan}
	}
	return onPlans(ctx, r, actor, "Record a review conference", plans, openPlan,
		func(tx *command.Tx, act string, i int, s story.Story, p record.Of[record.CPPlan]) ([]record.Change, error) {
			in := v.Children[i]
			var f errs.Fields
			needPast(&f, "date", v.Date, p.Body.Started, tx.Today(), "the review")
			if v.Quorate == "" {
				f.Add("quorate", "Say whether enough agencies were there")
			}
			at := fmt.Sprintf("child-%d-", i)
			body := p.Body
			switch in.Continues {
			case record.Yes:
				if in.Category != "" {
					needCode(&f, at+"category", "category_of_abuse", in.Category, v.Date, "")
					body.LatestCategory = in.Category
				}
				if v.NextReview.Before(v.Date) {
					f.Add("next_review", "The next review must be after this one")
				}
			case record.No:
				needCode(&f, at+"end_reason", "cp_plan_end_reason", in.EndReason, v.Date, "Choose why the plan ends")
				body.Ended, body.EndReason, body.EndedBecause = v.Date, in.EndReason, record.Typed(in.Reason)
			default:
				f.Add(at+"continues", "Say whether the plan goes on")
			}
			reason(&f, at+"reason", in.Reason, "what was decided and why")
			if err := f.Err(); err != nil {
				return nil, err
			}
			body.NextReview, body.ReviewReport = v.NextReview, record.Paper{}
			if in.Continues == record.No {
				body.NextReview = day.Day{}
			}
			return []record.Change{record.Edit(p, body), record.New(tx.NewID(), s.Subject, record.CPReview{
				Plan: p.ID, Date: v.Date, Continues: in.Continues, Quorate: v.Quorate, Participation: v.Participation, Chair: chairOf(s), Reason: record.Typed(in.Reason),
				Report: p.Body.ReviewReport, Minutes: paper(v.Minutes), Together: act,
			})}, nil
		})
}

// FileReviewPapers keeps decisions and minutes of a review with all the children of its act.
func (r Room) FileReviewPapers(ctx context.Context, actor access.Actor, subject, review string, p Papers) (command.Receipt, error) {
	return together(ctx, r, actor, "File papers of a review", keep, subject, review, func(v record.CPReview) string { return v.Together },
		func(tx *command.Tx, part Part[record.CPReview]) (record.CPReview, error) {
			body := part.Record.Body
			var f errs.Fields
			p.check(&f, body.Date, tx.Today())
			p.file(&body.Report, &body.Sent, &body.Minutes)
			return body, f.Err()
		})
}

// SendReviewReport keeps the report for the coming review with all the children whose plans began together, and the day on which the parents had it.
func (r Room) SendReviewReport(ctx context.Context, actor access.Actor, subject, plan string, report record.Paper) (command.Receipt, error) {
	return together(ctx, r, actor, "Send the report for a review", keep, subject, plan, sharedPlan, func(tx *command.Tx, part Part[record.CPPlan]) (record.CPPlan, error) {
		body := part.Record.Body
		if !body.Ended.IsZero() {
			return body, nil // of a brother or sister whose plan is over
		}
		var f errs.Fields
		needPast(&f, "sent", report.Sent, body.Started, tx.Today(), "sending the report")
		body.ReviewReport = paper(report)
		return body, f.Err()
	})
}

// EndPlan ends plans outside a review: the child moved, turned 18, died or came to be looked after.
func (r Room) EndPlan(ctx context.Context, actor access.Actor, on day.Day, endReason, why string, plans []Of) (command.Receipt, error) {
	return onPlans(ctx, r, actor, "End a child protection plan", plans, openPlan,
		func(tx *command.Tx, _ string, _ int, _ story.Story, p record.Of[record.CPPlan]) ([]record.Change, error) {
			var f errs.Fields
			needPast(&f, "date", on, p.Body.Started, tx.Today(), "the end")
			needCode(&f, "end_reason", "cp_plan_end_reason", endReason, on, "Choose why the plan ends")
			if endReason == "change_made" {
				f.Add("end_reason", "Whether the change was made is decided by a review conference: record the review")
			}
			reason(&f, "why", why, "why the plan ends")
			body := p.Body
			body.Ended, body.EndReason, body.EndedBecause, body.NextReview = on, endReason, record.Typed(why), day.Day{}
			return []record.Change{record.Edit(p, body)}, f.Err()
		})
}

// Oversee records the legal or senior review of plans that have lasted long (clock CP-15), for the children whose plans began together.
func (r Room) Oversee(ctx context.Context, actor access.Actor, subject, plan string, on day.Day) (command.Receipt, error) {
	return together(ctx, r, actor, "Review a long child protection plan", keep, subject, plan, sharedPlan, func(tx *command.Tx, part Part[record.CPPlan]) (record.CPPlan, error) {
		body := part.Record.Body
		var f errs.Fields
		needPast(&f, "on", on, body.Started, tx.Today(), "the review")
		body.Oversight = on
		return body, f.Err()
	})
}

// Move is a family's move to another council while a plan is in force.
type Move struct {
	Decided, Told day.Day // when it became known, and when that council was told; told may come later
	To            string
}

// MoveOut records that a family moves, for the children whose plans began together (clock CP-16).
func (r Room) MoveOut(ctx context.Context, actor access.Actor, subject, plan string, m Move) (command.Receipt, error) {
	return together(ctx, r, actor, "Record a move to another council", keep, subject, plan, sharedPlan, func(tx *command.Tx, part Part[record.CPPlan]) (record.CPPlan, error) {
		body := part.Record.Body
		var f errs.Fields
		needPast(&f, "decided", m.Decided, day.Day{}, tx.Today(), "learning of the move")
		need(&f, "to", m.To, "Write which council the family moves to")
		if !m.Told.IsZero() {
			needPast(&f, "told", m.Told, m.Decided, tx.Today(), "telling that council")
		}
		body.MoveDecided, body.MoveTo, body.MoveTold = m.Decided, record.Typed(m.To), m.Told
		return body, f.Err()
	})
}
