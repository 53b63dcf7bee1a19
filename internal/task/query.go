package task

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/db"
	"throughline/internal/errs"
)

// Lists answers what waits for whom. It has no state of its own.
type Lists struct {
	DB   *db.DB
	Book *clock.Book
	Now  func() time.Time
}

// queues says which right opens a shared queue.
var queues = map[string]struct {
	action access.Action
	class  access.Class
	line   bool // only rows of the teams in the actor's line
}{
	FrontDoor: {access.DecideReferral, access.Referral, false},
	Authorise: {access.AuthoriseAssessment, access.Assessment, true},
	Review:    {access.AuthoriseAssessment, access.Assessment, true},
}

// Queue lists what waits in shared queues: of the front door for those who decide there, of managers the work of the teams in their line.
// An unknown queue is errs.NotFound; a queue that is not the actor's is errs.Denied.
func (l Lists) Queue(ctx context.Context, actor access.Actor, names ...string) ([]Item, error) {
	where, args := []string{}, []any{}
	for _, name := range names {
		q, ok := queues[name]
		if !ok {
			return nil, errs.New(errs.NotFound, "There is no queue %q", name)
		}
		if err := access.Could(actor, q.action, q.class).Err(); err != nil {
			return nil, err
		}
		args = append(args, name)
		cond := fmt.Sprintf("t.queue = $%d", len(args))
		if q.line {
			in := inList(&args, actor.Manages)
			cond += " and t.team in " + in
		}
		where = append(where, "("+cond+")")
	}
	if len(where) == 0 {
		return nil, nil
	}
	return l.open(ctx, actor, "("+strings.Join(where, " or ")+")", args)
}

// ForWorker lists a worker's own work. Somebody else's is shown as far as it is work of teams in the actor's line.
func (l Lists) ForWorker(ctx context.Context, actor access.Actor, worker string) ([]Item, error) {
	args := []any{worker}
	where := "t.worker = $1"
	if worker == "" {
		return nil, errs.New(errs.NotFound, "There is no such worker")
	}
	if worker != actor.ID {
		where += " and t.team in " + inList(&args, actor.Manages)
	}
	return l.open(ctx, actor, where, args)
}

// ForCover lists the work of somebody who is away, for a colleague who looks after it: as far as it is work of the colleague's own teams. That there is such an
// absence is the caller's to know (workforce.Covering).
func (l Lists) ForCover(ctx context.Context, actor access.Actor, worker string) ([]Item, error) {
	args := []any{worker}
	return l.open(ctx, actor, "t.worker = $1 and t.team in "+inList(&args, actor.Teams), args)
}

// ForTeam lists everything that waits in a team: its workers' own work and what waits for its manager. The actor must be of the team or have it in their
// line; else errs.Denied.
func (l Lists) ForTeam(ctx context.Context, actor access.Actor, team string) ([]Item, error) {
	if team == "" || !slices.Contains(actor.Teams, team) && !slices.Contains(actor.Manages, team) {
		return nil, errs.New(errs.Denied, "This is the work of a team that you are not in. Ask its manager")
	}
	return l.open(ctx, actor, "t.team = $1", []any{team})
}

// ByClock lists everything open under some time limits, in all teams, that the actor may see: the lists that a service works from (visits due, reviews
// due). Where the actor has neither a case nor a line it is empty.
func (l Lists) ByClock(ctx context.Context, actor access.Actor, clocks ...string) ([]Item, error) {
	args := []any{}
	in := inList(&args, clocks)
	return l.open(ctx, actor, "t.clock in "+in, args)
}

// On lists the tasks and clocks of one subject, met ones too, for its own page. The caller has decided that the actor may read it.
func (l Lists) On(ctx context.Context, subject string) (items []Item, err error) {
	now := l.Now()
	err = l.DB.Read(ctx, func(t *db.Tx) error {
		tasks, err := db.All(t, scan, "select "+columns+" from task where subject = $1", subject)
		for _, task := range tasks {
			items = append(items, task.At(l.Book, now))
		}
		return err
	})
	Order(items)
	return items, err
}

const columns = "subject, record, clock, title, started, due, met, worker, team, queue, urgent"

func scan(s db.Scan) (t Task, err error) {
	var moments [3]string
	if err := s(&t.Subject, &t.Record, &t.Clock, &t.Title, &moments[0], &moments[1], &moments[2], &t.Worker, &t.Team, &t.Queue, &t.Urgent); err != nil {
		return t, err
	}
	for i, m := range []*clock.Moment{&t.Started, &t.Due, &t.Met} {
		if *m, err = clock.ParseMoment(moments[i]); err != nil {
			return t, fmt.Errorf("task of %s: %w", t.Subject, err)
		}
	}
	return t, nil
}

// inList adds values as arguments and gives the list of their placeholders; without values, a list that nothing is in.
func inList(args *[]any, values []string) string {
	if len(values) == 0 {
		return "(null)"
	}
	marks := make([]string, len(values))
	for i, v := range values {
		*args = append(*args, v)
		marks[i] = fmt.Sprintf("$%d", len(*args))
	}
	return "(" + strings.Join(marks, ", ") + ")"
}
