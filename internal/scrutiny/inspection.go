package scrutiny

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// PlanDue is when the action plan of an inspection is due: 70 working days from the publication of its report (C-28: 20 August 2024 gives 27 November 2024).
func (r Room) PlanDue(published day.Day) day.Day {
	if published.IsZero() {
		return published
	}
	return r.due(PlanClock, published)
}

// SaveInspection records an inspection with all its judgements, or changes it, and gives its subject. Each edition of its plan (interim, draft, final) is noted.
func (r Room) SaveInspection(ctx context.Context, actor access.Actor, subject string, version int64, p record.InspectionPlan) (string, error) {
	p.Due = r.PlanDue(p.Published)
	note := func(tx *command.Tx, before []record.PlanStep) []record.PlanStep {
		if n := len(before); n > 0 && before[n-1].Edition == p.Edition {
			return before
		}
		return append(slices.Clip(before), record.PlanStep{At: tx.Now, By: actor.ID, Edition: p.Edition})
	}
	if subject != "" {
		return subject, change(ctx, r, actor, access.AnswerQuestion, "Record an inspection", subject, version, func(tx *command.Tx, old record.Of[record.InspectionPlan]) (record.InspectionPlan, []record.Change, error) {
			p.Editions = note(tx, old.Body.Editions)
			return p, nil, nil
		})
	}
	_, err := r.do(ctx, actor, access.AnswerQuestion, "Record an inspection", func(tx *command.Tx) ([]record.Change, error) {
		subject = tx.NewSubject(record.InspectionSubject)
		p.Editions = note(tx, nil)
		return []record.Change{record.New(tx.NewID(), subject, p)}, nil
	})
	return subject, err
}

// InspectionView is an inspection with the actions of its plan.
type InspectionView struct {
	Plan    record.Of[record.InspectionPlan]
	Actions []record.Of[record.Action]
}

// Inspections lists them, newest report first.
func (r Room) Inspections(ctx context.Context, actor access.Actor) ([]record.Of[record.InspectionPlan], error) {
	ps, err := all[record.InspectionPlan](ctx, r, actor)
	slices.SortStableFunc(ps, func(a, b record.Of[record.InspectionPlan]) int { return b.Body.Published.Compare(a.Body.Published) })
	return ps, err
}

// Inspection opens one.
func (r Room) Inspection(ctx context.Context, actor access.Actor, subject string) (v InspectionView, err error) {
	s, err := r.told(ctx, actor, subject)
	if err != nil {
		return v, err
	}
	var ok bool
	if v.Plan, ok = story.First[record.InspectionPlan](s); !ok {
		return v, errs.New(errs.NotFound, "%s", access.Missing)
	}
	as, err := r.Actions(ctx, actor)
	for _, a := range as {
		if a.Body.Plan == subject {
			v.Actions = append(v.Actions, a)
		}
	}
	return v, err
}

// ReadJudgements reads judgements as people type them, one a line: "Children in care: good".
func ReadJudgements(text string) (out []record.Judgement, err error) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		area, grade, ok := strings.Cut(l, ":")
		if area, grade = strings.TrimSpace(area), strings.TrimSpace(grade); !ok || area == "" || grade == "" {
			return nil, errs.Field("judgements", "Write each judgement as “area: grade”. This line is not: %s", l)
		}
		out = append(out, record.Judgement{Area: area, Grade: grade})
	}
	return out, nil
}
