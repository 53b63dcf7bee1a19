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
	return r.need(ctx, actor, "Start the assessment of a need", child, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
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
	return r.need(ctx, actor, "Record the assessment of a need", child, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
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

var needWords = []string{"Start the assessment of a need", "Record the assessment of a need"}

// UndoableNeed is what the actor did last about a child's need and may still take back.
func (r Room) UndoableNeed(ctx context.Context, actor access.Actor, child string) (d person.Done, ok bool, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		d, ok, err = person.LastDone(t, actor.ID, child, r.Desk.Now(), needWords...)
		return err
	})
	return d, ok, err
}

// UndoNeed takes it back.
func (r Room) UndoNeed(ctx context.Context, actor access.Actor, child, commandID string) (command.Receipt, error) {
	return person.TakeBack(ctx, r.Desk, actor, commandID, func(t *db.Tx) (string, error) {
		f, err := r.Facts(t, child)
		if err != nil {
			return "", err
		}
		return f.Subject, access.Decide(actor, access.WriteAssessment, access.Assessment, f, r.Desk.Now()).Err()
	}, needWords...)
}
