package person

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

// Allocate gives a person's case to a worker, a team or a chair from a day (zero: today), and ends the allocation in the same role until then.
// A worker whom a conflict bars, or who is not cleared for a restricted record, is refused.
func (r Room) Allocate(ctx context.Context, actor access.Actor, subject string, a record.Allocation) (command.Receipt, error) {
	return r.change(ctx, actor, "Allocate a case", subject, access.Allocate, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			return Allocation(t, s, a)
		})
}

// Allocation is the part of Allocate that says what to write, for commands of other rooms that have asked access themselves.
func Allocation(t *command.Tx, s story.Story, a record.Allocation) ([]record.Change, error) {
	if a.Role == "" {
		a.Role = RoleAllocated
	}
	a.From = onOr(a.From, t.Today())
	f := FactsOf(s)
	switch {
	case a.Role != RoleAllocated && a.Role != RoleChair:
		return nil, errs.Field("role", "%q is not a role of an allocation; use allocated or chair", a.Role)
	case a.Worker == "" && (a.Team == "" || a.Role == RoleChair):
		return nil, errs.Field("worker", "Choose a worker or a team")
	case !a.To.IsZero():
		return nil, errs.Field("to", "A new allocation has no end; end it when it is over")
	case a.From.After(t.Today()):
		return nil, errs.Field("from", "The start must be today or in the past")
	case a.Worker != "" && slices.Contains(f.Barred, a.Worker):
		return nil, errs.Field("worker", "A conflict of interest is recorded between this worker and this person. Choose another worker")
	case a.Worker != "" && f.Restricted && !slices.Contains(f.Cleared, a.Worker):
		return nil, errs.Field("worker", "This record is restricted and the worker is not cleared for it. Clear the worker first, or choose another")
	}
	var changes []record.Change
	for _, old := range running(s) {
		if role(old.Body) != a.Role {
			continue
		}
		if old.Body.Worker == a.Worker && old.Body.Team == a.Team {
			return nil, errs.New(errs.Conflict, "The case is allocated in this way already. Nothing was changed")
		}
		body := old.Body
		body.To = endAt(body.From, a.From)
		changes = append(changes, record.Edit(old, body))
	}
	return append(changes, record.New(t.NewID(), s.Subject, a)), nil
}

func role(a record.Allocation) string {
	if a.Role == "" {
		return RoleAllocated
	}
	return a.Role
}

// EndAllocation ends an allocation on a day (zero: today).
func (r Room) EndAllocation(ctx context.Context, actor access.Actor, subject, id string, to day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "End an allocation", subject, access.Allocate, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			a, err := ofStory[record.Allocation](s, id)
			if err != nil {
				return nil, err
			}
			if err := openStill(a.Body.To); err != nil {
				return nil, err
			}
			if a.Body.To, err = endOn(to, t.Today()); err != nil {
				return nil, err
			}
			if a.Body.To.Before(a.Body.From) {
				return nil, errs.Field("to", "The end must not be before the start on %s", a.Body.From.Long())
			}
			return []record.Change{record.Edit(a, a.Body)}, nil
		})
}
