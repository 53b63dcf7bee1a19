package earlyhelp

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

// Agree records what the family said: that it agrees, refuses, or takes its agreement back. Every answer is kept.
func (r Room) Agree(ctx context.Context, actor access.Actor, subject string, base int64, a record.FamilyConsent) (command.Receipt, error) {
	return r.change(ctx, actor, "Record whether a family agrees", subject, base, func(h *helping) error {
		if err := h.open(); err != nil {
			return err
		}
		if a.On.IsZero() {
			a.On = h.tx.Today()
		}
		var f errs.Fields
		if a.Answer == "" {
			f.Add("answer", "Choose what the family said")
		}
		if last := h.now.Agreed(); a.On.Before(last.On) || a.On.After(h.tx.Today()) {
			f.Add("on", "The day must not be before the last answer, nor in the future")
		} else if a.Answer == "withdrawn" && last.Answer != "given" {
			f.Add("answer", "The family has given no agreement that it could take back")
		}
		if err := f.Err(); err != nil {
			return err
		}
		a.Worker, a.Note, a.By = actor.ID, strings.TrimSpace(a.Note), strings.TrimSpace(a.By)
		h.now.Consent = append(h.now.Consent, a)
		return nil
	})
}

// Allocate gives a case to a worker of a team; the team may be another than before.
func (r Room) Allocate(ctx context.Context, actor access.Actor, subject string, base int64, team, worker string) (command.Receipt, error) {
	return r.change(ctx, actor, "Give early help to a worker", subject, base, func(h *helping) error {
		if err := h.open(); err != nil {
			return err
		}
		s, err := h.tx.Story(worker)
		if err != nil {
			return err
		}
		w, ok := story.Latest[record.Worker](s)
		if !ok || !w.Body.Left.IsZero() || team == "" || !slices.Contains(w.Body.Teams, team) {
			return errs.Field("worker", "Choose a worker of the team")
		}
		for _, ch := range h.now.Children {
			if ch.Subject == "" {
				continue
			}
			f, err := r.Facts(h.tx.Tx, ch.Subject)
			if err != nil {
				return err
			}
			if slices.Contains(f.Barred, worker) || f.Restricted && !slices.Contains(f.Cleared, worker) {
				return errs.Field("worker", "This worker may not open the record of one of the children. Choose another")
			}
		}
		h.now.Team, h.now.Worker = team, worker
		if h.now.Allocated.IsZero() {
			h.now.Allocated = h.tx.Today()
		}
		return nil
	})
}

// Assessment is the early help assessment: what the family and the children say, what they need, and what follows.
type Assessment struct {
	Strengths, Needs, FamilyViews, Analysis string
	Views                                   map[int]string // what each child says, by position
	Done                                    day.Day        // completed on; zero while it is being written
	WhyLate                                 string
}

// Assess writes the assessment; with Done it is completed. It needs the family's agreement.
func (r Room) Assess(ctx context.Context, actor access.Actor, subject string, base int64, a Assessment) (command.Receipt, error) {
	return r.change(ctx, actor, "Write an early help assessment", subject, base, func(h *helping) error {
		if err := h.open(); err != nil {
			return err
		}
		if err := h.agreed(); err != nil {
			return err
		}
		var f errs.Fields
		if !a.Done.IsZero() {
			if strings.TrimSpace(a.Analysis) == "" {
				f.Add("analysis", "Write what this means for the children, and what should change")
			}
			for i := range h.now.Children {
				if strings.TrimSpace(a.Views[i]) == "" && h.now.Children[i].Views == "" {
					f.Add("child-"+string(rune('0'+i))+"-views", "Write what %s says, or why nobody could ask", h.now.Children[i].Given)
				}
			}
			if from := h.now.FirstAgreed(); a.Done.Before(from) || a.Done.After(h.tx.Today()) {
				f.Add("done", "The day must not be before the family agreed, nor in the future")
			}
			if due := dueOf(r.Book, "EH-01", h.now.FirstAgreed()).Day(); a.Done.After(due) && strings.TrimSpace(a.WhyLate) == "" {
				f.Add("why_late", "It was due by %s. Write why it took longer", due.Long())
			}
		}
		if err := f.Err(); err != nil {
			return err
		}
		h.now.Strengths, h.now.Needs, h.now.FamilyViews, h.now.Analysis = strings.TrimSpace(a.Strengths), strings.TrimSpace(a.Needs), strings.TrimSpace(a.FamilyViews), strings.TrimSpace(a.Analysis)
		for i := range h.now.Children {
			if v := strings.TrimSpace(a.Views[i]); v != "" {
				h.now.Children[i].Views = v
			}
		}
		if h.now.AssessStarted.IsZero() {
			h.now.AssessStarted = h.tx.Today()
			if a.Done.Before(h.now.AssessStarted) {
				h.now.AssessStarted = a.Done
			}
		}
		h.now.WhyLate = strings.TrimSpace(a.WhyLate)
		if !a.Done.IsZero() {
			h.now.Assessed, h.now.AssessedBy = a.Done, actor.ID
		}
		return nil
	})
}

// Plan makes or changes the plan: the aim, and actions with owner and day. What was done already stays done.
func (r Room) Plan(ctx context.Context, actor access.Actor, subject string, base int64, aim string, actions []record.TaskAgreed) (command.Receipt, error) {
	return r.change(ctx, actor, "Write an early help plan", subject, base, func(h *helping) error {
		if err := h.open(); err != nil {
			return err
		}
		if err := h.agreed(); err != nil {
			return err
		}
		if strings.TrimSpace(aim) == "" {
			return errs.Field("aim", "Write what should be different for the children")
		}
		h.now.Aim = strings.TrimSpace(aim)
		h.now.Actions = slices.DeleteFunc(h.now.Actions, func(a record.TaskAgreed) bool { return a.Done.IsZero() })
		h.now.Actions = append(h.now.Actions, actions...)
		if h.now.Planned.IsZero() {
			h.now.Planned = h.tx.Today()
		}
		return nil
	})
}

// Done says that an action of the plan was done, with the evidence.
func (r Room) Done(ctx context.Context, actor access.Actor, subject string, base int64, action int, note string) (command.Receipt, error) {
	return r.change(ctx, actor, "Record that an action of early help was done", subject, base, func(h *helping) error {
		if action < 0 || action >= len(h.now.Actions) {
			return missing()
		}
		h.now.Actions[action].Done, h.now.Actions[action].Note = h.tx.Today(), strings.TrimSpace(note)
		return nil
	})
}

// Meet records a meeting of the team around the family. Its actions join the plan.
func (r Room) Meet(ctx context.Context, actor access.Actor, subject string, base int64, m record.FamilyMeeting) (command.Receipt, error) {
	return r.change(ctx, actor, "Record a meeting of a team around the family", subject, base, func(h *helping) error {
		if err := h.open(); err != nil {
			return err
		}
		if err := h.agreed(); err != nil {
			return err
		}
		var f errs.Fields
		if m.On.IsZero() || m.On.After(h.tx.Today()) || m.On.Before(h.now.Requested) {
			f.Add("on", "Enter the day of the meeting: not before the request, and not in the future")
		}
		if len(m.Attendees) == 0 {
			f.Add("attendees", "Name who was there, one on each line")
		}
		if m.Progress = strings.TrimSpace(m.Progress); m.Progress == "" {
			f.Add("progress", "Write what has changed for the children")
		}
		if err := f.Err(); err != nil {
			return err
		}
		m.Worker = actor.ID
		h.now.Actions = append(h.now.Actions, m.Actions...)
		h.changes = append(h.changes, record.New(h.tx.NewID(), subject, m))
		return nil
	})
}

// Point records that the family was pointed to support that is not the council's. It needs no agreement: a family that refuses may be told of it.
func (r Room) Point(ctx context.Context, actor access.Actor, subject string, base int64, s record.Signpost) (command.Receipt, error) {
	return r.change(ctx, actor, "Point a family to other support", subject, base, func(h *helping) error {
		if s.On.IsZero() {
			s.On = h.tx.Today()
		}
		if strings.TrimSpace(s.Service) == "" {
			return errs.Field("service", "Enter what support the family was told of")
		}
		s.Worker, s.Recorded, s.Outcome, s.OutcomeOn = actor.ID, h.tx.Now.UTC(), "", day.Day{}
		h.changes = append(h.changes, record.New(h.tx.NewID(), subject, s))
		return nil
	})
}

// CameOf records what came of it, after the case has ended too.
func (r Room) CameOf(ctx context.Context, actor access.Actor, subject, signpost, outcome, note string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Record what came of other support", func(tx *command.Tx) ([]record.Change, error) {
		s, c, err := load(tx.Tx, subject)
		if err != nil {
			return nil, err
		}
		if _, err := r.may(tx.Tx, actor, access.Record, c); err != nil {
			return nil, err
		}
		p, ok := story.Find[record.Signpost](s, signpost)
		if !ok {
			return nil, missing()
		}
		if outcome == "" {
			return nil, errs.Field("outcome", "Choose what came of it")
		}
		p.Body.Outcome, p.Body.OutcomeOn, p.Body.Note = outcome, tx.Today(), strings.TrimSpace(note)
		return []record.Change{record.Edit(p, p.Body)}, nil
	})
}
