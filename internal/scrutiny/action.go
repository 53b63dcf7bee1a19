package scrutiny

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Running says whether an action is still to be done.
func Running(a record.Action) bool {
	switch a.State {
	case record.ActionOpen, record.ActionAccepted, record.ActionUnderWay, record.ActionReported:
		return true
	}
	return false
}

// OverdueBy is by how many days an action is overdue; 0 while it is in time, was reported or is no longer followed.
func OverdueBy(a record.Action, today day.Day) int {
	if !Running(a) || a.State == record.ActionReported {
		return 0
	}
	return max(0, today.Sub(a.Due))
}

// RAGClash says whether words and colour of the newest report contradict each other, as in a saving that is on track and amber: it is for a person to look at.
func RAGClash(p record.Progress) bool {
	text := strings.ToLower(p.Text)
	well := strings.Contains(text, "on track") || strings.Contains(text, "on target") || strings.Contains(text, "complete")
	badly := strings.Contains(text, "delayed") || strings.Contains(text, "at risk") || strings.Contains(text, "behind") || strings.Contains(text, "not started") || strings.Contains(text, "off track")
	return well && !badly && (p.RAG == "amber" || p.RAG == "red") || badly && !well && p.RAG == "green"
}

// Follow begins to follow an action and gives its reference. Owner and due date are asked for always (C-01: "a future agenda" is no date).
func (r Room) Follow(ctx context.Context, actor access.Actor, a record.Action) (ref string, err error) {
	err = numbered(func() error {
		_, err := r.do(ctx, actor, access.RunCommittee, "Follow an action", func(tx *command.Tx) ([]record.Change, error) {
			c, err := r.follow(tx, a)
			ref = c.ID
			return []record.Change{c}, err
		})
		return err
	})
	return ref, err
}

// follow is the change that makes an action.
func (r Room) follow(tx *command.Tx, a record.Action) (c record.Change, err error) {
	g, err := register(tx.Tx)
	if err != nil {
		return c, err
	}
	if _, ok := g.Find(a.Owner); !ok && a.Owner != "" {
		return c, errs.Field("owner", "Choose a post of the register")
	}
	if a.Meeting != "" {
		m, err := story.One[record.Meeting](tx.Tx, a.Meeting)
		if err != nil {
			return c, errs.Field("meeting", "Choose the meeting")
		}
		if !a.Due.IsZero() && a.Due.Before(m.Body.Date) {
			return c, errs.Field("due", "The action cannot be due before the meeting, which was on %s", m.Body.Date.Long())
		}
	}
	a.State = cmp.Or(a.State, record.ActionOpen)
	if a.Reference, err = nextReference(tx, a.KindName(), record.ActionSubject, fmt.Sprintf("A-%d-", tx.Today().Year()), 3); err != nil {
		return c, err
	}
	return record.New(a.Reference, actionSubject(a.Reference), a), nil
}

func actionSubject(ref string) string { return record.ActionSubject + ":" + ref }

// mayOwn says whether somebody may speak for an office: who holds it on the day, or anybody who answers where its holder does not use Throughline.
func mayOwn(g Register, office string, actor access.Actor, on day.Day) bool {
	o, ok := g.Find(office)
	if !ok {
		return true
	}
	h, ok := o.Holder(on)
	return !ok || h.Worker == "" || h.Worker == actor.ID
}

// AcceptAction is the owner's yes.
func (r Room) AcceptAction(ctx context.Context, actor access.Actor, ref string) error {
	return r.actionStep(ctx, actor, access.AnswerQuestion, "Accept an action", ref, func(tx *command.Tx, a *record.Action) error {
		g, err := register(tx.Tx)
		switch {
		case err != nil:
			return err
		case a.State != record.ActionOpen:
			return errs.New(errs.Conflict, "The action is %s, so it cannot be accepted now", strings.ReplaceAll(a.State, "_", " "))
		case !mayOwn(g, a.Owner, actor, tx.Today()):
			return errs.New(errs.Denied, "Only who holds the post of %s accepts this action", g.Title(a.Owner))
		}
		a.State = record.ActionAccepted
		return nil
	})
}

// Report is what an owner says about how an action stands.
type Report struct {
	Text, RAG, Evidence string
	Figures             []string
	Done                bool // it is done, and waits for the commission to close it
	Version             int64
}

// ReportAction adds a report. The owner's "done" is reported, not closed.
func (r Room) ReportAction(ctx context.Context, actor access.Actor, ref string, p Report) error {
	return r.actionStep(ctx, actor, access.AnswerQuestion, "Report on an action", ref, func(tx *command.Tx, a *record.Action) error {
		if !Running(*a) {
			return errs.New(errs.Conflict, "The action is %s: nothing more is reported on it", strings.ReplaceAll(a.State, "_", " "))
		}
		if p.RAG == "" {
			return errs.Field("rag", "Choose a colour, and say in the text why")
		}
		for _, id := range p.Figures {
			if _, err := story.One[record.Figure](tx.Tx, id); err != nil {
				return errs.Field("figures", "There is no such figure")
			}
		}
		a.Progress = append(slices.Clip(a.Progress), record.Progress{At: tx.Now, By: actor.ID, Text: strings.TrimSpace(p.Text), RAG: p.RAG, Evidence: strings.TrimSpace(p.Evidence), Figures: p.Figures})
		a.State = record.ActionUnderWay
		if p.Done {
			a.State = record.ActionReported
		}
		return nil
	})
}

// Closing is the commission's decision on an action.
type Closing struct {
	Meeting string // record of the meeting
	Minute  string // number of the paragraph
	Outcome string // what came of it, as it may be published
}

// CloseAction closes an action. Only the commission closes: its chair, or the scrutiny officer with the number of the minute that says so. Whoever owns the action
// does not close it.
func (r Room) CloseAction(ctx context.Context, actor access.Actor, ref string, c Closing) error {
	return r.actionStep(ctx, actor, access.AskQuestion, "Close an action", ref, func(tx *command.Tx, a *record.Action) error {
		if !Running(*a) {
			return errs.New(errs.Conflict, "The action is %s already", strings.ReplaceAll(a.State, "_", " "))
		}
		m, err := story.One[record.Meeting](tx.Tx, c.Meeting)
		if err != nil {
			return errs.Field("meeting", "Choose the meeting that closes it")
		}
		if may(r.Desk, actor, access.RunCommittee) != nil {
			chair, err := chairs(tx.Tx, m.Body.Committee, actor.ID, tx.Today())
			if err != nil {
				return err
			}
			if !chair {
				return errs.New(errs.Denied, "Only the commission closes an action: its chair, or the scrutiny officer with the number of the minute")
			}
		}
		if !Minuted(m.Body) && m.Body.Date.After(tx.Today()) {
			return errs.Field("meeting", "That meeting is still to come")
		}
		a.State, a.ClosedAt, a.ClosedMinute, a.ClosedBy, a.Outcome = record.ActionClosed, c.Meeting, strings.TrimSpace(c.Minute), actor.ID, strings.TrimSpace(c.Outcome)
		return nil
	})
}

// EndAction ends an action otherwise: it was superseded by another, or not agreed.
func (r Room) EndAction(ctx context.Context, actor access.Actor, ref, state, superseded, why string) error {
	return r.actionStep(ctx, actor, access.RunCommittee, "End an action", ref, func(tx *command.Tx, a *record.Action) error {
		if !Running(*a) {
			return errs.New(errs.Conflict, "The action is %s already", strings.ReplaceAll(a.State, "_", " "))
		}
		if state == record.ActionSuperseded {
			if _, err := story.One[record.Action](tx.Tx, superseded); err != nil || superseded == ref {
				return errs.Field("superseded", "Enter the reference of the action that takes its place")
			}
		} else if state != record.ActionNotAgreed {
			return errs.Field("state", "Choose superseded or not agreed")
		}
		a.State, a.Superseded, a.Why = state, superseded, strings.TrimSpace(why)
		return nil
	})
}

// ReopenAction opens an ended action again, with the reason.
func (r Room) ReopenAction(ctx context.Context, actor access.Actor, ref string, due day.Day, why string) error {
	return r.actionStep(ctx, actor, access.RunCommittee, "Open an action again", ref, func(tx *command.Tx, a *record.Action) error {
		switch {
		case Running(*a):
			return errs.New(errs.Conflict, "The action is open")
		case strings.TrimSpace(why) == "":
			return errs.Field("why", "Say why it is opened again")
		case due.Before(tx.Today()):
			return errs.Field("due", "Enter a date that is still to come")
		}
		a.State, a.Why, a.ClosedAt, a.ClosedMinute, a.ClosedBy, a.Superseded = record.ActionUnderWay, strings.TrimSpace(why), "", "", "", ""
		if len(a.Progress) == 0 {
			a.State = record.ActionOpen
		}
		if !due.IsZero() {
			a.Due = due
		}
		return nil
	})
}

// PublishAction shows an action to the public: what was agreed, whose it is, until when, and what came of it. Reports of its owner stay inside.
func (r Room) PublishAction(ctx context.Context, actor access.Actor, ref string) error {
	return r.actionStep(ctx, actor, access.RunCommittee, "Publish an action", ref, func(tx *command.Tx, a *record.Action) error {
		if closed, err := exempt(tx.Tx, a.Meeting, "", a.Paragraph); err != nil || closed {
			return cmp.Or(err, errs.New(errs.Conflict, "The action belongs to an item that is not open to the public, so it is not published"))
		}
		if !a.PublishedAt.IsZero() {
			return errs.New(errs.Conflict, "The action is public already")
		}
		a.PublishedAt = tx.Now
		return nil
	})
}

func (r Room) actionStep(ctx context.Context, actor access.Actor, action access.Action, why, ref string, step func(tx *command.Tx, a *record.Action) error) error {
	return change(ctx, r, actor, action, why, actionSubject(ref), 0, func(tx *command.Tx, old record.Of[record.Action]) (record.Action, []record.Change, error) {
		a := old.Body
		err := step(tx, &a)
		return a, nil, err
	})
}

// Actions lists every action: overdue first, then by the day they are due; those that ended last, newest first.
func (r Room) Actions(ctx context.Context, actor access.Actor) ([]record.Of[record.Action], error) {
	as, err := all[record.Action](ctx, r, actor)
	SortActions(as)
	return as, err
}

// SortActions puts what is to be done first, by the day it is due, and what ended last, newest first.
func SortActions(as []record.Of[record.Action]) {
	slices.SortStableFunc(as, func(a, b record.Of[record.Action]) int {
		x, y := Running(a.Body), Running(b.Body)
		switch {
		case x != y && x:
			return -1
		case x != y:
			return 1
		case x:
			return cmp.Or(a.Body.Due.Compare(b.Body.Due), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Compare(b.ID, a.ID)
	})
}

// ActionView is one action with what stands round it.
type ActionView struct {
	Action  record.Of[record.Action]
	Meeting record.Meeting // zero when there is none
	Closed  record.Meeting // that closed it
	Owner   OfficeView
}

// Action opens one action.
func (r Room) Action(ctx context.Context, actor access.Actor, ref string) (v ActionView, err error) {
	if err := may(r.Desk, actor, access.Read); err != nil {
		return v, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		s, err := story.Load(t, actionSubject(ref))
		if err != nil {
			return err
		}
		var ok bool
		if v.Action, ok = story.First[record.Action](s); !ok {
			return errs.New(errs.NotFound, "There is no action %s. Check the reference", ref)
		}
		g, err := register(t)
		if err != nil {
			return err
		}
		v.Owner, _ = g.Find(v.Action.Body.Owner)
		for _, m := range []struct {
			id   string
			into *record.Meeting
		}{{v.Action.Body.Meeting, &v.Meeting}, {v.Action.Body.ClosedAt, &v.Closed}} {
			if m.id == "" {
				continue
			}
			o, err := story.One[record.Meeting](t, m.id)
			if err != nil && errs.Of(err) != errs.NotFound {
				return err
			}
			*m.into = o.Body
		}
		return nil
	})
	return v, err
}
