package assessment

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// NeedClock is the time limit of an assessment of one need, and what is to be done, by its type.
func NeedClock(typ string) (id, title string) {
	switch typ {
	case record.NeedYoungCarer:
		return CarerClock, "Assess the needs of the young carer"
	case record.NeedHomeless:
		return HomeClock, "Decide today where the young person stays"
	case record.NeedAge:
		return AgeClock, "Complete the age assessment"
	}
	return "", ""
}

// NeedRun is when the limit of an assessment of one need counts from, as far as what it waited for is over: the days of waiting are added. resting says that
// it waits now, so that no limit runs.
func NeedRun(n record.NeedAssessment) (from day.Day, resting bool) {
	switch {
	case n.Waiting.IsZero() || n.Type != record.NeedAge:
		return n.Began, false
	case n.Resumed.IsZero():
		return n.Began, n.Done.IsZero()
	}
	return n.Began.Add(n.Resumed.Sub(n.Waiting)), false
}

func needTasks(b *clock.Book, s story.Story) []task.Task {
	var out []task.Task
	for _, n := range story.All[record.NeedAssessment](s) {
		id, title := NeedClock(n.Body.Type)
		from, resting := NeedRun(n.Body)
		t := task.Task{Record: n.ID, Clock: id, Title: title, Started: clock.On(from), Due: dueBy(b, id, from), Met: clock.On(n.Body.Done), Worker: n.Body.Worker}
		if resting {
			t.Clock, t.Due, t.Title = "", clock.Moment{}, "The age assessment waits for documents"
		}
		worker, team := holder(s)
		t.Team = team
		if t.Worker == "" {
			t.Worker = worker
		}
		t.Urgent = n.Body.Type == record.NeedHomeless && n.Body.Done.IsZero()
		out = append(out, t)
	}
	return out
}

// need runs a command on a child whose assessment the actor may write.
func (r Room) need(ctx context.Context, actor access.Actor, why, child string, decide func(*command.Tx, story.Story) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		s, err := tx.Story(child)
		if err != nil {
			return nil, err
		}
		f, err := r.Facts(tx.Tx, s.Subject)
		if err != nil {
			return nil, err
		}
		if err := access.Decide(actor, access.WriteAssessment, access.Assessment, f, tx.Now).Err(); err != nil {
			return nil, err
		}
		return decide(tx, s)
	})
}

// StartNeed begins an assessment of one need. One of a type at a time; else errs.Conflict.
func (r Room) StartNeed(ctx context.Context, actor access.Actor, child, typ string, began day.Day) (command.Receipt, error) {
	return r.need(ctx, actor, needBegins, child, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		for _, n := range story.All[record.NeedAssessment](s) {
			if n.Body.Type == typ && n.Body.Done.IsZero() {
				return nil, errs.New(errs.Conflict, "This is being assessed already, since %s. Nothing was changed", n.Body.Began.Long())
			}
		}
		if began.IsZero() {
			began = tx.Today()
		}
		return []record.Change{record.New(tx.NewID(), s.Subject, record.NeedAssessment{Type: typ, Began: began, Worker: tx.Actor.ID})}, nil
	})
}

// NeedEdit is what is put right or completed in an assessment of one need.
type NeedEdit struct {
	Waiting, Resumed, Done day.Day
	Outcome                string
}

// ChangeNeed records that documents are awaited, that they came, or what was decided. base is the version that the actor saw; an older one is errs.Conflict.
func (r Room) ChangeNeed(ctx context.Context, actor access.Actor, child, id string, base int64, e NeedEdit) (command.Receipt, error) {
	return r.need(ctx, actor, needChanges, child, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		n, ok := story.Find[record.NeedAssessment](s, id)
		if !ok {
			return nil, errs.New(errs.NotFound, access.Missing)
		}
		body := n.Body
		body.Waiting, body.Resumed, body.Done, body.Outcome = e.Waiting, e.Resumed, e.Done, clean(e.Outcome)
		c := record.Edit(n, body)
		c.Base = base
		return []record.Change{c}, nil
	})
}

// The commands of these assessments, in words.
const (
	needBegins  = "Start the assessment of a need"
	needChanges = "Record the assessment of a need"
)

// NeedUndoing takes back what was done about a child's need.
func (r Room) NeedUndoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: []string{needBegins, needChanges}, May: func(t *db.Tx, actor access.Actor, child, _ string) (string, error) {
		f, err := r.Facts(t, child)
		if err != nil {
			return "", err
		}
		return f.Subject, access.Decide(actor, access.WriteAssessment, access.Assessment, f, r.Desk.Now()).Err()
	}}
}
