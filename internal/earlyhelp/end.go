package earlyhelp

import (
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// StepUpOutcome is the outcome of help that was passed up to social care.
const StepUpOutcome = "step_up"

// Close ends a case with its outcome. Passing up is a command of its own (StepUp).
func (r Room) Close(ctx context.Context, actor access.Actor, subject string, base int64, outcome, note string, on day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "End early help", subject, base, func(h *helping) error {
		if err := h.open(); err != nil {
			return err
		}
		if on.IsZero() {
			on = h.tx.Today()
		}
		var f errs.Fields
		switch {
		case outcome == "":
			f.Add("outcome", "Choose how it ended")
		case outcome == StepUpOutcome:
			f.Add("outcome", "Use “Pass up to social care”: it carries everything over")
		}
		if strings.TrimSpace(note) == "" {
			f.Add("note", "Write what has changed for the children, or why it ended")
		}
		if on.After(h.tx.Today()) || on.Before(h.now.Requested) {
			f.Add("closed", "The day must not be before the request, nor in the future")
		}
		if err := f.Err(); err != nil {
			return err
		}
		h.now.Closed, h.now.ClosedBy, h.now.Outcome, h.now.OutcomeNote = on, actor.ID, outcome, strings.TrimSpace(note)
		return nil
	})
}

// Reopen opens a case again. A child who has other early help by now is errs.Conflict.
func (r Room) Reopen(ctx context.Context, actor access.Actor, subject string, base int64, reason string) (command.Receipt, error) {
	return r.change(ctx, actor, "Open early help again", subject, base, func(h *helping) error {
		switch {
		case h.now.Closed.IsZero():
			return errs.New(errs.Conflict, "This early help goes on. Nothing was changed")
		case h.now.SteppedUp != "":
			return errs.New(errs.Conflict, "This was passed up to social care, which decides now. Nothing was changed")
		case strings.TrimSpace(reason) == "":
			return errs.Field("reason", "Write why it goes on")
		}
		for i := range h.now.Children {
			if ch := h.now.Children[i]; ch.Subject != "" {
				if err := r.free(h.tx, actor, &ch, subject); err != nil {
					return err
				}
			}
		}
		h.now.OutcomeNote = strings.TrimSpace(h.now.OutcomeNote + "\nOpened again on " + h.tx.Today().Long() + ": " + strings.TrimSpace(reason))
		h.now.Closed, h.now.ClosedBy, h.now.Outcome = day.Day{}, "", ""
		return nil
	})
}

// Up is why a family is passed up to social care. Everything else is in the case.
type Up struct {
	Why        string
	Urgent     bool
	Consent    string // code set consent_basis
	WhyWithout string // code set consent_dispensed_reason
}

// StepUp passes a case up to social care: it becomes a referral at the front door, with its children, what they say, the need, what was tried and
// how that went. Nothing is typed again. The case ends with this outcome. Every child must be known (errs.Conflict).
func (r Room) StepUp(ctx context.Context, actor access.Actor, subject string, base int64, u Up) (contact string, rc command.Receipt, err error) {
	rc, err = r.change(ctx, actor, "Pass early help up to social care", subject, base, func(h *helping) error {
		if err := h.open(); err != nil {
			return err
		}
		var f errs.Fields
		if strings.TrimSpace(u.Why) == "" {
			f.Add("why", "Write what has changed, and what you are worried about for each child")
		}
		if u.Consent == "" {
			f.Add("consent", "Say whether the family knows and agrees")
		} else if u.Consent != "given" && u.WhyWithout == "" {
			f.Add("why_without", "Say why it is passed up without the family’s agreement")
		}
		if err := f.Err(); err != nil {
			return err
		}
		c, err := h.carried(actor, u)
		if err != nil {
			return err
		}
		var refs []string
		var changes []record.Change
		if contact, refs, changes, err = r.PassUp(h.tx, c); err != nil {
			return err
		}
		h.changes = append(h.changes, changes...)
		for i := range h.now.Children {
			h.now.Children[i].Up = refs[i]
		}
		h.now.Closed, h.now.ClosedBy, h.now.Outcome, h.now.OutcomeNote, h.now.SteppedUp = h.tx.Today(), actor.ID, StepUpOutcome, strings.TrimSpace(u.Why), contact
		return nil
	})
	return contact, rc, err
}

// carried is the case as the front door reads it.
func (h *helping) carried(actor access.Actor, u Up) (record.Contact, error) {
	c := h.now
	out := record.Contact{
		Received: h.tx.Now.UTC(), Account: actor.ID, Consent: u.Consent, WhyWithout: u.WhyWithout, Urgent: u.Urgent, Strengths: c.Strengths,
		Referrer: record.Referrer{Agency: "Early help", AgencyType: "council_early_help", Source: "5D", Name: actor.Name, Role: "Early help worker"},
		Mother:   record.ContactAdult{Known: "not_asked", Why: "It came from early help: see who looks after the children, and the child’s record"},
		Father:   record.ContactAdult{Known: "not_asked", Why: "It came from early help: see who looks after the children, and the child’s record"},
	}
	for i, ch := range c.Children {
		if ch.Subject == "" {
			return out, errs.New(errs.Conflict, "Say first who child %d is. Nothing was changed", i+1)
		}
		out.Children = append(out.Children, record.ContactChild{Given: ch.Given, Family: ch.Family, Birth: ch.Birth, Sex: ch.Sex, View: ch.Views, Subject: ch.Subject})
	}
	var text []string
	add := func(title, words string) {
		if words = strings.TrimSpace(words); words != "" {
			text = append(text, title+"\n"+words)
		}
	}
	add("Why it is passed up", u.Why)
	add("Why the family had early help ("+c.Reference+", since "+c.Requested.Long()+")", c.Need)
	add("What the assessment found", c.Needs)
	add("What the parents say", c.FamilyViews)
	add("What it meant for the children", c.Analysis)
	add("Who looks after the children", c.Adults)
	add("What was tried before", c.Tried)
	add("The plan", c.Aim)
	var done []string
	for _, a := range c.Actions {
		line := "- " + a.What
		if a.Who != "" {
			line += " (" + a.Who + ")"
		}
		if a.Done.IsZero() {
			line += ": not done"
		} else {
			line += ": done on " + a.Done.Short()
		}
		if a.Note != "" {
			line += ", " + a.Note
		}
		done = append(done, line)
	}
	add("What was agreed, and how it went", strings.Join(done, "\n"))
	for _, m := range story.All[record.FamilyMeeting](h.story) {
		add("Team around the family, "+m.Body.On.Long(), m.Body.Progress)
	}
	for _, s := range story.All[record.Signpost](h.story) {
		add("Pointed to other support, "+s.Body.On.Long(), s.Body.Service+" "+s.Body.Note)
	}
	out.Concern = strings.Join(text, "\n\n")
	return out, nil
}
