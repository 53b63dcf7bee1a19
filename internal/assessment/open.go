package assessment

import (
	"context"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// stamp is who acts, and when.
type stamp struct {
	actor access.Actor
	now   time.Time
}

func of(tx *command.Tx) stamp { return stamp{tx.Actor, tx.Now} }

// Open gives the changes that open one assessment for the children of these referrals: the report, each child's part, and the allocation
// to the team and the worker, where one is named. It is part of the front door's decision, which has asked access.
// The referrals are those that the same command writes; their subjects are the children.
func Open(tx *command.Tx, team, worker string, refs []record.Of[record.Referral]) ([]record.Change, error) {
	if len(refs) == 0 || team == "" {
		return nil, errs.New(errs.Internal, "an assessment needs a team and at least one child")
	}
	subject := tx.NewSubject(record.AssessmentSubject)
	report := record.AssessmentReport{Worker: worker, Team: team, State: record.Writing, Referred: refs[0].Body.Date}
	var changes []record.Change
	for _, ref := range refs {
		s, err := tx.Story(ref.Subject)
		if err != nil {
			return nil, err
		}
		if ref.Body.Date.Before(report.Referred) {
			report.Referred = ref.Body.Date
		}
		id := tx.NewID()
		report.Children = append(report.Children, record.ReportChild{Child: s.Subject, Assessment: id})
		changes = append(changes, record.New(id, s.Subject, record.Assessment{Referral: ref.ID, Report: subject, Started: tx.Today()}))
		more, err := allocate(tx, s, team, worker)
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	return append(changes, record.New(tx.NewID(), subject, report)), nil
}

// allocate gives a child's case to a team and a worker, unless they have it. Where no worker is named, one of the team who has it keeps it.
func allocate(tx *command.Tx, s story.Story, team, worker string) ([]record.Change, error) {
	for _, a := range story.All[record.Allocation](s) {
		if a.Body.To.IsZero() && a.Body.Role != person.RoleChair && a.Body.Team == team && (worker == "" || a.Body.Worker == worker) {
			return nil, nil
		}
	}
	return person.Allocation(tx, s, record.Allocation{Team: team, Worker: worker, Role: person.RoleAllocated})
}

// Allocate gives an assessment, and with it each child's case, to a worker of a team. It fails with errs.Invalid for a worker who is not in the
// team, and with errs.Conflict when the assessment is authorised or somebody else changed it.
func (r Room) Allocate(ctx context.Context, actor access.Actor, report string, base int64, team, worker string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Allocate an assessment", func(tx *command.Tx) ([]record.Change, error) {
		w, err := r.load(tx.Tx, report)
		if err != nil {
			return nil, err
		}
		if _, err := w.may(of(tx), access.Allocate, access.Identity, nil); err != nil {
			return nil, err
		}
		if w.report.Body.State == record.Authorised {
			return nil, errs.New(errs.Conflict, "This assessment is authorised, so there is nothing to allocate. Nothing was changed")
		}
		s, err := tx.Story(worker)
		if err != nil {
			return nil, err
		}
		who, ok := story.Latest[record.Worker](s)
		if !ok || !who.Body.Left.IsZero() || team == "" || !slices.Contains(who.Body.Teams, team) {
			return nil, errs.Field("worker", "Choose a worker of the team")
		}
		body := w.report.Body
		body.Team, body.Worker = team, worker
		changes := []record.Change{w.edit(base, body)}
		for _, p := range w.children {
			more, err := allocate(tx, p.story, team, worker)
			if err != nil {
				return nil, err
			}
			changes = append(changes, more...)
		}
		return changes, nil
	})
}
