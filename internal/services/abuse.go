package services

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

var abuseWords = []string{
	"Refer to the domestic abuse service", "Record the risk of domestic abuse", "Change the safe ways of contact", "Record a session of the domestic abuse service",
	"Give a case of domestic abuse to a worker", "End a case of domestic abuse", "Open a case of domestic abuse again",
}

// NewAbuse is a referral to the domestic abuse service.
type NewAbuse struct {
	Referred   day.Day // today unless given
	Source, By string
	Need       string
	Harmed     record.AbuseAdult
	Harming    record.AbuseAdult
	Children   []string
	Consent    string
	Safe       record.SafeWays
	Team       string
}

// ReferAbuse refers a family to the domestic abuse service. On each child's record and on that of the person who is harmed it writes a warning that
// contact must be safe, and, where nothing may be written home, that letters must not go there. A child is in one open case at a time; else errs.Conflict.
func (r Room) ReferAbuse(ctx context.Context, actor access.Actor, child string, n NewAbuse) (id string, rc command.Receipt, err error) {
	rc, err = r.refer(ctx, actor, "Refer to the domestic abuse service", child, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		c := record.DomesticAbuseCase{
			Referred: n.Referred, Source: n.Source, By: record.Typed(n.By), Account: actor.ID, Need: record.Typed(n.Need), Harmed: n.Harmed, Harming: n.Harming, Consent: n.Consent, Safe: n.Safe, Team: n.Team,
		}
		if c.Referred.IsZero() {
			c.Referred = tx.Today()
		}
		if c.Consent != "not_asked" {
			c.ConsentOn = c.Referred
		}
		c.Children = append(c.Children, s.Subject)
		for _, other := range n.Children {
			if !slices.Contains(c.Children, other) {
				c.Children = append(c.Children, other)
			}
		}
		if c.Safe.Letters == record.No && len(c.Safe.Address) == 0 {
			c.Safe.Address = home(s)
		}
		if c.Harmed.Person != "" && c.Harmed.Person == c.Harming.Person {
			return nil, errs.Field("harming", "Choose two people: who harms, and who is harmed")
		}
		for _, p := range people(c) {
			f, err := r.Facts(tx.Tx, p)
			if err != nil {
				return nil, err
			}
			if err := access.Decide(actor, access.Search, access.Identity, f, tx.Now).Err(); err != nil {
				return nil, missing()
			}
		}
		if err := r.free(tx, c.Children); err != nil {
			return nil, err
		}
		id = tx.NewID()
		c.Reference = reference("D", c.Referred, id)
		changes, err := warn(tx, &c)
		return append([]record.Change{record.New(id, record.AbuseSubject+":"+id, c)}, changes...), err
	})
	return id, rc, err
}

// free refuses children who are in an open case.
func (r Room) free(tx *command.Tx, children []string) error {
	all, err := story.OfKind[record.DomesticAbuseCase](tx.Tx)
	for _, c := range all {
		if c.Body.Closed.IsZero() && slices.ContainsFunc(c.Body.Children, func(k string) bool { return slices.Contains(children, k) }) {
			return errs.New(errs.Conflict, "The service works with one of these children already. Ask its team; nothing was changed")
		}
	}
	return err
}

func (r Room) abused(ctx context.Context, actor access.Actor, why, id string, base int64, decide func(w *work[record.DomesticAbuseCase]) error) (command.Receipt, error) {
	return change(ctx, r, r.abuse(), actor, why, id, base, func(w *work[record.DomesticAbuseCase]) error {
		if err := ended(w.now.Closed); err != nil {
			return err
		}
		return decide(w)
	})
}

// Risk is what is recorded of the risk and of the multi-agency risk assessment conference.
type Risk struct {
	Dash      *int
	DashOn    day.Day
	Level     string
	MARAC     day.Day
	MARACOn   day.Day
	MARACCame string
}

// RecordRisk records the risk, and how the conference of the agencies went.
func (r Room) RecordRisk(ctx context.Context, actor access.Actor, id string, base int64, k Risk) (command.Receipt, error) {
	return r.abused(ctx, actor, "Record the risk of domestic abuse", id, base, func(w *work[record.DomesticAbuseCase]) error {
		var f errs.Fields
		if k.Level == "" {
			f.Add("risk", "Choose how high the risk is")
		}
		if k.Dash != nil && k.DashOn.IsZero() {
			f.Add("dash_on", "Enter the day on which the checklist was filled in")
		}
		if k.MARAC.IsZero() && !k.MARACOn.IsZero() {
			f.Add("marac", "Enter the day of the referral to the conference")
		}
		if err := f.Err(); err != nil {
			return err
		}
		w.now.Dash, w.now.DashOn, w.now.Risk, w.now.MARAC, w.now.MARACOn, w.now.MARACCame = k.Dash, k.DashOn, k.Level, k.MARAC, k.MARACOn, record.Typed(k.MARACCame)
		return nil
	})
}

// ChangeSafe changes whether the person who is harmed agrees, and the safe ways of contact, here and on people's records.
func (r Room) ChangeSafe(ctx context.Context, actor access.Actor, id string, base int64, consent string, on day.Day, ways record.SafeWays) (command.Receipt, error) {
	return r.abused(ctx, actor, "Change the safe ways of contact", id, base, func(w *work[record.DomesticAbuseCase]) error {
		if on.IsZero() && consent != w.now.Consent {
			on = w.tx.Today()
		} else if on.IsZero() {
			on = w.now.ConsentOn
		}
		w.now.Consent, w.now.ConsentOn, w.now.Safe = consent, on, ways
		changes, err := warn(w.tx, &w.now)
		w.changes = changes
		return err
	})
}

// HoldSession records a session, held or not.
func (r Room) HoldSession(ctx context.Context, actor access.Actor, id string, base int64, s record.AbuseSession) (command.Receipt, error) {
	return r.abused(ctx, actor, "Record a session of the domestic abuse service", id, base, func(w *work[record.DomesticAbuseCase]) error {
		var f errs.Fields
		if s.With == "" {
			f.Add("with", "Choose with whom the session was")
		}
		if s.Outcome == "" {
			f.Add("outcome", "Choose what came of it")
		}
		if s.On.Before(w.now.Referred) {
			f.Add("on", "The session must not be before the referral")
		}
		if err := f.Err(); err != nil {
			return err
		}
		s.Worker, s.Note = actor.ID, record.Typed(s.Note)
		w.now.Sessions = append(slices.Clone(w.now.Sessions), s)
		return nil
	})
}

// AllocateAbuse names the worker.
func (r Room) AllocateAbuse(ctx context.Context, actor access.Actor, id string, base int64, worker string) (command.Receipt, error) {
	return r.abused(ctx, actor, "Give a case of domestic abuse to a worker", id, base, func(w *work[record.DomesticAbuseCase]) error {
		w.now.Worker = worker
		return inTeam(w.tx, w.now.Team, worker)
	})
}

// AbuseEnd is how a case ends.
type AbuseEnd struct {
	On             day.Day
	Outcome, Why   string
	Safer, Changed string
	SafeNow        bool // contact is safe in any way now: the warnings end with the case
}

// CloseAbuse ends a case. The warnings and the rule on letters stay, unless the worker says that contact is safe now.
func (r Room) CloseAbuse(ctx context.Context, actor access.Actor, id string, base int64, e AbuseEnd) (command.Receipt, error) {
	return r.abused(ctx, actor, "End a case of domestic abuse", id, base, func(w *work[record.DomesticAbuseCase]) error {
		var f errs.Fields
		if e.Safer == "" {
			f.Add("harmed_outcome", "Choose how it ended for the person who is harmed")
		}
		if e.Changed == "" {
			f.Add("harming_outcome", "Choose how the programme ended for the person who harms")
		}
		if err := f.Err(); err != nil {
			return err
		}
		c := closing{e.On, e.Outcome, e.Why}
		if err := c.judge(w.now.Referred, w.tx.Today()); err != nil {
			return err
		}
		w.now.Closed, w.now.Outcome, w.now.Why, w.now.Safer, w.now.Changed, w.now.ClosedBy = c.on, c.outcome, c.why, e.Safer, e.Changed, actor.ID
		if !e.SafeNow {
			return nil
		}
		for _, at := range w.now.Warned {
			s, err := w.tx.Story(at.Person)
			if err != nil {
				return err
			}
			if one, ok := story.Find[record.Warning](s, at.Record); ok && one.Body.Running() {
				one.Body.Ended, one.Body.EndedBy, one.Body.EndReason = w.tx.Today(), actor.ID, "no_longer"
				w.changes = append(w.changes, record.Edit(one, one.Body))
			}
			if one, ok := story.Find[record.SafeContact](s, at.Record); ok && one.Body.Running() {
				one.Body.Ended = w.tx.Today()
				w.changes = append(w.changes, record.Edit(one, one.Body))
			}
		}
		return nil
	})
}

// ReopenAbuse opens it again, with the reason. The warnings are written again where they ended.
func (r Room) ReopenAbuse(ctx context.Context, actor access.Actor, id string, base int64, reason string) (command.Receipt, error) {
	return change(ctx, r, r.abuse(), actor, "Open a case of domestic abuse again", id, base, func(w *work[record.DomesticAbuseCase]) error {
		why, err := again(w.now.Why, reason, w.now.Closed, w.tx.Today())
		if err != nil {
			return err
		}
		if err := r.free(w.tx, w.now.Children); err != nil {
			return err
		}
		w.now.Why, w.now.Closed, w.now.Outcome, w.now.Safer, w.now.Changed, w.now.ClosedBy = why, day.Day{}, "", "", "", ""
		w.changes, err = warn(w.tx, &w.now)
		return err
	})
}
