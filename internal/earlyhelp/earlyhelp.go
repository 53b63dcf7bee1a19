// Package earlyhelp is the room of early help: one front door over social care and education, the family's agreement, the assessment, the plan, the
// team around the family, pointing to other support, and the ways up to social care and down from it.
//
// Invariants: nothing of a family is assessed without its agreement, and a refusal is kept; what another part of the service wrote is carried over,
// never typed again; a child is helped by one case at a time. Source: seed requirements SR-023 to SR-033; Working Together 2023 chapter 3.
package earlyhelp

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/ids"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Room is early help. It has no state of its own.
type Room struct {
	Desk  *command.Desk
	Book  *clock.Book
	Facts func(*db.Tx, string) (access.Facts, error) // what access needs to know of a person
	// PassUp gives the changes that bring a contact to the front door, its children matched already: its subject, and each child's referral
	// record (package frontdoor).
	PassUp func(tx *command.Tx, c record.Contact) (contact string, referrals []string, changes []record.Change, err error)
	// StepDown gives the change that closes the referral from which a child comes down, where nothing else goes on (package protection).
	StepDown func(s story.Story, referral, by string, on day.Day) []record.Change
}

func missing() error { return errs.New(errs.NotFound, "%s", access.Missing) }

func load(t *db.Tx, subject string) (story.Story, record.Of[record.EarlyHelpCase], error) {
	var none record.Of[record.EarlyHelpCase]
	if record.SubjectType(subject) != record.EarlyHelpSubject {
		return story.Story{}, none, missing()
	}
	s, err := story.Load(t, subject)
	if err != nil {
		return s, none, err
	}
	c, ok := story.Latest[record.EarlyHelpCase](s)
	if !ok {
		return s, none, missing()
	}
	return s, c, nil
}

// may decides an action on a case: the actor must be allowed it on the case and on every child who is known, so that a bar or a restriction of one
// child closes the whole. The team and the worker of the case stand so to each of its children.
func (r Room) may(t *db.Tx, actor access.Actor, action access.Action, c record.Of[record.EarlyHelpCase]) (access.Decision, error) {
	facts := []access.Facts{{Subject: c.Subject}}
	for _, ch := range c.Body.Children {
		if ch.Subject == "" {
			continue
		}
		canonical, err := story.Canonical(t, ch.Subject)
		if err != nil {
			return access.Decision{}, err
		}
		f, err := r.Facts(t, canonical)
		if err != nil {
			return access.Decision{}, err
		}
		facts = append(facts, f)
	}
	var first access.Decision
	for i, f := range facts {
		f.Teams = append(f.Teams, c.Body.Team)
		if c.Body.Worker != "" {
			f.AllocatedTo = append(f.AllocatedTo, c.Body.Worker)
		}
		d := access.Decide(actor, action, access.None, f, r.Desk.Now())
		if i == 0 {
			first = d
		}
		if !d.Allow {
			return d, d.Err()
		}
	}
	return first, nil
}

// helping is one case within a command.
type helping struct {
	tx      *command.Tx
	story   story.Story
	was     record.Of[record.EarlyHelpCase]
	now     record.EarlyHelpCase // as it becomes
	changes []record.Change
}

// change runs a command on one case. base is the version that the actor saw.
func (r Room) change(ctx context.Context, actor access.Actor, why, subject string, base int64, decide func(h *helping) error) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		s, c, err := load(tx.Tx, subject)
		if err != nil {
			return nil, err
		}
		if _, err := r.may(tx.Tx, actor, access.Record, c); err != nil {
			return nil, err
		}
		h := &helping{tx: tx, story: s, was: c, now: c.Body}
		h.now.Children = append([]record.EarlyHelpChild(nil), c.Body.Children...)
		h.now.Actions = append([]record.TaskAgreed(nil), c.Body.Actions...)
		h.now.Consent = append([]record.FamilyConsent(nil), c.Body.Consent...)
		if err := decide(h); err != nil {
			return nil, err
		}
		if err := h.follow(); err != nil {
			return nil, err
		}
		edit := record.Edit(c, h.now)
		edit.Base = base
		return append(h.changes, edit), nil
	})
}

// open refuses what is closed.
func (h *helping) open() error {
	if !h.was.Body.Closed.IsZero() {
		return errs.New(errs.Conflict, "This early help has ended. Open it again first; nothing was changed")
	}
	return nil
}

// agreed refuses what needs the family's agreement and has it not.
func (h *helping) agreed() error {
	switch h.now.Agreed().Answer {
	case "given":
		return nil
	case "":
		return errs.New(errs.Conflict, "Nobody has recorded yet whether the family agrees. Ask the family first; nothing was changed")
	}
	return errs.New(errs.Conflict, "The family does not agree to early help. You may point it to other support, end the help, or pass it up if a child is at risk; nothing was changed")
}

// follow writes on each child's own record what returns and measures count.
func (h *helping) follow() error {
	for i := range h.now.Children {
		ch := &h.now.Children[i]
		if ch.Subject == "" {
			continue
		}
		s, err := h.tx.Story(ch.Subject)
		if err != nil {
			return err
		}
		own := h.ofChild(*ch)
		if ch.Record == "" {
			ch.Record = h.tx.NewID()
			h.changes = append(h.changes, record.New(ch.Record, s.Subject, own))
			continue
		}
		if was, ok := story.Find[record.EarlyHelp](s, ch.Record); ok && was.Body != own {
			h.changes = append(h.changes, record.Edit(was, own))
		}
	}
	return nil
}

// ofChild is the child's own part of the case.
func (h *helping) ofChild(ch record.EarlyHelpChild) record.EarlyHelp {
	c := h.now
	return record.EarlyHelp{
		Started: c.Requested, Ended: c.Closed, Source: c.Requester.Source, AgencyType: c.Requester.AgencyType, StepDown: ch.Down, Reason: c.Need, Service: c.Service,
		Worker: c.Worker, Team: c.Team, Assessed: c.AssessStarted, Completed: c.Assessed, Outcome: c.Outcome, OutcomeNote: c.OutcomeNote, Referral: ch.Up,
		Case: h.was.Subject, Passed: ch.Passed,
	}
}

// reference is the short name of a case.
func reference(on day.Day, id string) string {
	return ids.Reference("E-"+on.String()[:4]+"-??????", "early help", id)
}
