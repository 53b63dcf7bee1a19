package protection

import (
	"context"
	"fmt"
	"strings"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/db"
	"throughline/internal/task"
)

// conferenceLimits are the time limits of conferences, by what a list shows of each.
var conferenceLimits = []string{S47Conference, TransferConference, FirstReview, LaterReview, SendDecisions, SendMinutes}

// Listed is one row of a list of conferences: a conference that is due, or papers that are to be sent after one.
type Listed struct {
	task.Item
	Name string // of the child
}

// Conferences lists the conferences that are due and the papers that are to be sent after one. With mine it is those that the actor chairs; without,
// those of every child whom the actor may see, with who holds the case. One query; the order is that of the work list.
func (r Room) Conferences(ctx context.Context, actor access.Actor, mine bool) (out []Listed, err error) {
	var args []any
	var marks []string
	for _, id := range conferenceLimits {
		args = append(args, id)
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	where := "t.clock in (" + strings.Join(marks, ", ") + ")"
	if mine {
		args = append(args, actor.ID)
		where += fmt.Sprintf(" and t.worker = $%d", len(args))
	} else {
		where += " and t.title not like 'Chair: %'" // the chair's own row of the same conference
	}
	cond, more := access.Visible(actor, access.List, access.None).SQL("c", len(args)+1)
	args = append(args, more...)
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		rows, err := db.All(t, func(scan db.Scan) (l Listed, err error) {
			var started, due string
			if err := scan(&l.Subject, &l.Name, &l.Record, &l.Clock, &l.Title, &started, &due, &l.Worker, &l.Team); err != nil {
				return l, err
			}
			if l.Started, err = clock.ParseMoment(started); err != nil {
				return l, err
			}
			l.Due, err = clock.ParseMoment(due)
			return l, err
		}, `select c.subject, c.name, t.record, t.clock, t.title, t.started, t.due, t.worker, t.team from task t join person_card c on c.subject = t.subject
			where t.met = '' and `+where+" and "+cond+" order by t.due, c.sort_name, t.subject, t.record, t.clock", args...)
		for _, l := range rows {
			name := l.Name
			l.Item = l.Task.At(r.Book, r.Desk.Now())
			l.Name = name
			l.Title = strings.TrimPrefix(l.Title, "Chair: ")
			out = append(out, l)
		}
		return err
	})
	return out, err
}
