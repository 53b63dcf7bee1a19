package workforce

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Giving is how a manager gives a case to a worker of the team that has it, or sets how pressing it is while it waits.
type Giving struct {
	Worker   string // "" leaves it in the team's waiting list
	Team     string
	Priority string  // code set case_priority
	Review   day.Day // when the manager looks at it again
	Reason   string
	From     day.Day // zero for today; not before the team had the case
}

// giveWords is the command's own name. It is that of the people's room, so that one undo serves both.
const giveWords = "Allocate a case"

// Give allocates a case. The team must be in the actor's line and the worker in the team; a worker may not have had the case before the team had it.
func (r Room) Give(ctx context.Context, actor access.Actor, child string, g Giving) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, giveWords, func(t *command.Tx) ([]record.Change, error) {
		s, err := r.mayAllocate(t, actor, child)
		if err != nil {
			return nil, err
		}
		switch {
		case g.Team == "" || !slices.Contains(actor.Manages, g.Team):
			return nil, errs.Field("worker", "Choose a worker of a team in your line")
		case !g.Review.IsZero() && !g.Review.After(t.Today()):
			return nil, errs.Field("review", "The day of the review must be after today")
		case g.Worker == "":
			return keepWaiting(t, s, g)
		}
		w, err := worker(t, g.Worker)
		if err != nil || !w.Body.Left.IsZero() || !slices.Contains(w.Body.Teams, g.Team) {
			return nil, errs.Field("worker", "Choose a worker of the team who is still here")
		}
		if since := heldSince(s, g.Team); !g.From.IsZero() && g.From.Before(since) {
			return nil, errs.Field("from", "The team has had the case since %s. The worker cannot have had it before", since.Long())
		}
		return person.Allocation(t, s, record.Allocation{
			Worker: g.Worker, Team: g.Team, From: g.From, Priority: g.Priority, Review: g.Review, Reason: g.Reason,
		})
	})
}

// keepWaiting sets the priority and the review of a case that waits, or puts one back into the team's list.
func keepWaiting(t *command.Tx, s story.Story, g Giving) ([]record.Change, error) {
	for _, a := range story.All[record.Allocation](s) {
		if a.Body.To.IsZero() && a.Body.Role != person.RoleChair && a.Body.Team == g.Team && a.Body.Worker == "" {
			body := a.Body
			body.Priority, body.Review = g.Priority, g.Review
			if g.Reason != "" {
				body.Reason = g.Reason
			}
			return []record.Change{record.Edit(a, body)}, nil
		}
	}
	return person.Allocation(t, s, record.Allocation{Team: g.Team, Priority: g.Priority, Review: g.Review, Reason: g.Reason})
}

// heldSince is the day since when a team has had a case; zero when it has it only by a decision at the front door.
func heldSince(s story.Story, team string) day.Day {
	for _, row := range caseRows(s) {
		if row[3] == team {
			since, _ := day.Parse(row[5].(string))
			return since
		}
	}
	return day.Day{}
}

// mayAllocate asks access and gives the child's story.
func (r Room) mayAllocate(t *command.Tx, actor access.Actor, child string) (story.Story, error) {
	f, err := person.Facts(t.Tx, child)
	if err != nil {
		return story.Story{}, err
	}
	if err := access.Decide(actor, access.Allocate, access.Identity, f, t.Now).Err(); err != nil {
		return story.Story{}, err
	}
	return t.Story(f.Subject)
}
