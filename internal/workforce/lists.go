package workforce

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Case is an open case as a list shows it.
type Case struct {
	Child, Name, Status string
	Record              string // the allocation, or the referral that it waits by
	Worker, Team        string
	Since, TeamSince    day.Day
	Work                Work
	Priority            string // code set case_priority
	Review              day.Day
	Report              string // the assessment that is open
}

// Waiting says whether the case waits for a worker.
func (c Case) Waiting() bool { return c.Worker == "" }

// Days is how many days it has waited in the team, or the worker has had it.
func (c Case) Days(today day.Day) int { return max(0, today.Sub(c.Since)) }

// Cases lists the open cases of some teams, or of a worker in them, that the actor may see: one query over derived rows. What waits longest or most
// pressingly comes first, then what a worker has by name. The actor must be of each team or have it in their line; else errs.Denied.
func (r Room) Cases(ctx context.Context, actor access.Actor, teams ...string) (out []Case, err error) {
	for _, t := range teams {
		if t == "" || !slices.Contains(actor.Teams, t) && !slices.Contains(actor.Manages, t) {
			return nil, errs.New(errs.Denied, "This is a team that you are not in. Ask its manager")
		}
	}
	if len(teams) == 0 {
		return nil, nil
	}
	args, marks := []any{}, []string{}
	for i, t := range teams {
		args = append(args, t)
		marks = append(marks, fmt.Sprintf("$%d", i+1))
	}
	return r.cases(ctx, actor, "k.team in ("+strings.Join(marks, ", ")+")", args)
}

func (r Room) cases(ctx context.Context, actor access.Actor, where string, args []any) (out []Case, err error) {
	defer errs.Wrap(&err, "list cases")
	cond, more := access.Visible(actor, access.List, access.Identity).SQL("c", len(args)+1)
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out, err = db.All(t, func(s db.Scan) (c Case, err error) {
			var since, teamSince, work, review string
			if err := s(&c.Child, &c.Name, &c.Status, &c.Record, &c.Worker, &c.Team, &since, &teamSince, &work, &c.Priority, &review, &c.Report); err != nil {
				return c, err
			}
			c.Work = Work(work)
			for _, d := range []struct {
				to   *day.Day
				text string
			}{{&c.Since, since}, {&c.TeamSince, teamSince}, {&c.Review, review}} {
				if d.text == "" {
					continue
				}
				if *d.to, err = day.Parse(d.text); err != nil {
					return c, err
				}
			}
			return c, nil
		}, "select k.subject, c.name, c.status, k.record, k.worker, k.team, k.since, k.team_since, k.work, k.priority, k.review, k.report"+
			" from caseload k join person_card c on c.subject = k.subject where "+where+" and "+cond+" order by k.since, c.sort_name, k.subject", append(args, more...)...)
		return err
	})
	slices.SortStableFunc(out, func(a, b Case) int { return urgency(b.Priority) - urgency(a.Priority) })
	return out, err
}

// urgency is the place of a priority: none is the least.
func urgency(priority string) int {
	return slices.Index([]string{"low", "medium", "high", "urgent"}, priority)
}

// Load is what a worker holds.
type Load struct {
	Worker, Name, Title string
	Team                string
	FTE                 int // hundredths of full time
	Cases, Points       int
	Limit               int
	By                  map[Work]int
	Left                day.Day
	Away                record.Absence // the one that runs now
}

// Loads weighs what each worker of some teams holds: everything of theirs that the actor may see, in whatever team. Workers of the teams who hold nothing are in it
// too, and whoever has left and still holds something. In the order of names.
func (r Room) Loads(ctx context.Context, actor access.Actor, std Standard, teams ...string) ([]Load, error) {
	held, err := r.Cases(ctx, actor, teams...)
	if err != nil {
		return nil, err
	}
	var staff []record.Of[record.Worker]
	employed := map[string]record.Employment{}
	away := map[string]record.Absence{}
	today := r.Desk.Today()
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		if staff, err = story.OfKind[record.Worker](t); err != nil {
			return err
		}
		jobs, err := story.OfKind[record.Employment](t)
		if err != nil {
			return err
		}
		for _, j := range jobs {
			if !j.Body.From.After(today) && (j.Body.To.IsZero() || !j.Body.To.Before(today)) {
				employed[j.Subject] = j.Body
			}
		}
		gone, err := story.OfKind[record.Absence](t)
		for _, a := range gone {
			if a.Body.On(today) {
				away[a.Subject] = a.Body
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return weigh(std, teams, staff, employed, away, held), nil
}

func weigh(std Standard, teams []string, staff []record.Of[record.Worker], employed map[string]record.Employment, away map[string]record.Absence, held []Case) []Load {
	var out []Load
	for _, w := range staff {
		team := ""
		for _, t := range w.Body.Teams {
			if slices.Contains(teams, t) {
				team = t
			}
		}
		mine := slices.DeleteFunc(slices.Clone(held), func(c Case) bool { return c.Worker != w.Subject })
		if len(mine) == 0 && (team == "" || !Carries(w.Body)) {
			continue
		}
		l := Load{Worker: w.Subject, Name: w.Body.Name, Title: w.Body.Title, Team: team, FTE: 100, Left: w.Body.Left, Away: away[w.Subject], By: map[Work]int{}}
		if n := employed[w.Subject].FTE; n > 0 {
			l.FTE = n
		}
		l.Limit = std.Limit(l.FTE, employed[w.Subject].Job)
		for _, c := range mine {
			l.Cases++
			l.Points += std.Weights[c.Work]
			l.By[c.Work]++
			if l.Team == "" {
				l.Team = c.Team
			}
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b Load) int { return strings.Compare(a.Name, b.Name) })
	return out
}
