package lado

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/workday"
)

// MinRationale is the least that a triage must say for itself, in characters.
const MinRationale = 20

// Triage is what the LADO decides on a referral.
type Triage struct {
	Decision  string // code set lado_triage
	Priority  string // code set lado_priority, where the harm threshold is met
	Category  string // code set lado_category, as the LADO sees it
	Rationale string
	Advice    string // what the referrer is told to do
	Officer   string // whose work it becomes; the actor's own, unless given
}

// MeetsThreshold is the decision that opens a case; every other one closes the referral at once.
const MeetsThreshold = "threshold_met"

// priorities are how many working days there are for the next step.
var priorities = map[string]int{"urgent": 0, "high": 1, "routine": 5}

// Check says what is missing or wrong on a day, by input.
func (t Triage) Check(on day.Day) error {
	var f errs.Fields
	code := func(field, set, value, text string) {
		if value == "" {
			f.Add(field, "%s", text)
		} else if ok, err := codes.ValidAt(set, field, value, on); !ok || err != nil {
			f.Add(field, "Choose one of the answers")
		}
	}
	code("decision", "lado_triage", t.Decision, "Choose what you decide")
	code("category", "lado_category", t.Category, "Choose what kind of concern it is")
	if t.Decision == MeetsThreshold {
		code("priority", "lado_priority", t.Priority, "Choose how soon the next step must be taken")
	} else if t.Decision != "" && strings.TrimSpace(t.Advice) == "" {
		f.Add("advice", "Write what the referrer is advised to do")
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(t.Rationale)); n < MinRationale {
		f.Add("rationale", "Write why, in at least %d characters", MinRationale)
	} else if n > MaxText {
		f.Add("rationale", "This has %d characters; the most is %d", n, MaxText)
	}
	return f.Err()
}

// Triage decides on a referral: whether the harm threshold is met, and if so how soon the next step is due. Advice only, and what is not for the
// LADO, closes it at once. It is errs.Conflict for a question, and for what is triaged already.
func (r Room) Triage(ctx context.Context, actor access.Actor, subject string, base int64, t Triage) (command.Receipt, error) {
	return r.change(ctx, actor, "Decide on an allegation", subject, base, func(c *handling) ([]record.Change, error) {
		switch {
		case c.now.Consultation:
			return nil, errs.New(errs.Conflict, "This is a question. When the written referral comes, say so first; nothing was changed")
		case c.now.Triage != "":
			return nil, errs.New(errs.Conflict, "This was decided already. Undo that decision first if it is wrong; nothing was changed")
		}
		if err := c.open(); err != nil {
			return nil, err
		}
		if err := t.Check(c.tx.Today()); err != nil {
			return nil, err
		}
		c.now.Triage, c.now.Category, c.now.Rationale, c.now.Advice = t.Decision, t.Category, strings.TrimSpace(t.Rationale), strings.TrimSpace(t.Advice)
		c.now.Triaged, c.now.Decided, c.now.DecidedBy = c.tx.Today(), c.tx.Now.UTC(), actor.ID
		c.now.Officer = t.Officer
		if c.now.Officer == "" {
			c.now.Officer = actor.ID
		}
		if t.Decision == MeetsThreshold {
			c.now.Priority, c.now.ActBy = t.Priority, r.actBy(t.Priority, c.tx.Today())
			return nil, nil
		}
		c.now.Closed, c.now.ClosedBy = c.tx.Today(), actor.ID
		return nil, nil
	})
}

// actBy is until when the next step is due.
func (r Room) actBy(priority string, on day.Day) day.Day {
	n := priorities[priority]
	if n == 0 {
		return on
	}
	return r.Book.Calendars().Working(workday.EW).Add(on, n)
}

// Reprioritise changes how soon the next step is due, and whose work it is.
func (r Room) Reprioritise(ctx context.Context, actor access.Actor, subject string, base int64, priority, officer string) (command.Receipt, error) {
	return r.change(ctx, actor, "Change the priority of an allegation", subject, base, func(c *handling) ([]record.Change, error) {
		if err := c.open(); err != nil {
			return nil, err
		}
		if _, ok := priorities[priority]; !ok {
			return nil, errs.Field("priority", "Choose how soon the next step must be taken")
		}
		c.now.Priority, c.now.ActBy = priority, r.actBy(priority, c.tx.Today())
		if officer != "" {
			c.now.Officer = officer
		}
		return nil, nil
	})
}

// Steps are what the employer, the police and others do meanwhile.
type Steps struct {
	Police, PoliceEnded       day.Day
	Suspended, SuspensionTold day.Day
	Dismissed, BarringTold    day.Day
	Regulator                 string
}

// Step records what the employer, the police and others did. The police's enquiry stops no time limit: it is noted beside it.
func (r Room) Step(ctx context.Context, actor access.Actor, subject string, base int64, s Steps) (command.Receipt, error) {
	return r.change(ctx, actor, "Record steps on an allegation", subject, base, func(c *handling) ([]record.Change, error) {
		var f errs.Fields
		for _, p := range []struct {
			first, then string
			a, b        day.Day
		}{
			{"police", "police_ended", s.Police, s.PoliceEnded}, {"suspended", "suspension_confirmed", s.Suspended, s.SuspensionTold}, {"dismissed", "barring_told", s.Dismissed, s.BarringTold},
		} {
			if p.a.IsZero() && !p.b.IsZero() {
				f.Add(p.first, "Enter the day it began as well")
			}
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		c.now.Police, c.now.PoliceEnded, c.now.Suspended, c.now.SuspensionTold = s.Police, s.PoliceEnded, s.Suspended, s.SuspensionTold
		c.now.Dismissed, c.now.BarringTold, c.now.Regulator = s.Dismissed, s.BarringTold, strings.TrimSpace(s.Regulator)
		return nil, nil
	})
}

// Adult is who the allegation is about, and where else they are with children.
type Adult struct {
	Person   string
	Born     day.Day
	Position string
	Job      string
	Setting  string
	Sector   string
	Other    []record.LADORole
}

// Describe corrects who the allegation is about.
func (r Room) Describe(ctx context.Context, actor access.Actor, subject string, base int64, a Adult) (command.Receipt, error) {
	return r.change(ctx, actor, "Correct who an allegation is about", subject, base, func(c *handling) ([]record.Change, error) {
		if strings.TrimSpace(a.Setting) == "" {
			return nil, errs.Field("setting", "Enter where the person works or helps")
		}
		c.now.Person, c.now.Born, c.now.Position, c.now.Job = strings.TrimSpace(a.Person), a.Born, a.Position, strings.TrimSpace(a.Job)
		c.now.Setting, c.now.Sector, c.now.OtherRoles = strings.TrimSpace(a.Setting), a.Sector, a.Other
		return nil, nil
	})
}

// LinkChild says that a child whom the referral speaks of is a child who is known here. Nothing is written on the child's own record.
func (r Room) LinkChild(ctx context.Context, actor access.Actor, subject string, base int64, child string, link bool) (command.Receipt, error) {
	why := "Link a child to an allegation"
	if !link {
		why = "Unlink a child from an allegation"
	}
	return r.change(ctx, actor, why, subject, base, func(c *handling) ([]record.Change, error) {
		if record.SubjectType(child) != record.ChildSubject {
			return nil, errs.Field("child", "Choose a child")
		}
		f, err := r.Facts(c.tx.Tx, child)
		if err != nil {
			return nil, err
		}
		if err := access.Decide(actor, access.Search, access.Identity, f, c.tx.Now).Err(); err != nil && link {
			return nil, missing()
		}
		var kept []string
		for _, k := range c.now.Children {
			if k != child && k != f.Subject {
				kept = append(kept, k)
			}
		}
		if link {
			kept = append(kept, f.Subject)
		}
		c.now.Children = kept
		return nil, nil
	})
}

// Close records the outcome of a case, on a day. It is errs.Conflict while nobody has decided whether the threshold is met.
func (r Room) Close(ctx context.Context, actor access.Actor, subject string, base int64, outcome, note string, on day.Day) (command.Receipt, error) {
	return r.change(ctx, actor, "Close an allegation", subject, base, func(c *handling) ([]record.Change, error) {
		if err := c.open(); err != nil {
			return nil, err
		}
		if c.now.Triage == "" {
			return nil, errs.New(errs.Conflict, "Decide first whether the harm threshold is met. Nothing was changed")
		}
		var f errs.Fields
		if outcome == "" {
			f.Add("outcome", "Choose the outcome")
		}
		if strings.TrimSpace(note) == "" {
			f.Add("note", "Write why this is the outcome, and what was learned")
		}
		if on.IsZero() {
			on = c.tx.Today()
		}
		if on.After(c.tx.Today()) || on.Before(c.now.Received) {
			f.Add("closed", "The day must not be before the referral, nor in the future")
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		c.now.Outcome, c.now.OutcomeNote, c.now.Closed, c.now.ClosedBy = outcome, strings.TrimSpace(note), on, actor.ID
		return nil, nil
	})
}

// Reopen opens a closed case again, with the reason, because something new came to light.
func (r Room) Reopen(ctx context.Context, actor access.Actor, subject string, base int64, reason string) (command.Receipt, error) {
	return r.change(ctx, actor, "Open an allegation again", subject, base, func(c *handling) ([]record.Change, error) {
		switch {
		case c.now.Closed.IsZero():
			return nil, errs.New(errs.Conflict, "This allegation is open. Nothing was changed")
		case c.now.Consultation:
			return nil, errs.New(errs.Conflict, "This is a question. When the written referral comes, say so; nothing was changed")
		case strings.TrimSpace(reason) == "":
			return nil, errs.Field("reason", "Write what came to light")
		}
		before := "Opened again on " + c.tx.Today().Long() + ": " + strings.TrimSpace(reason)
		if c.now.Triage != MeetsThreshold { // decided without a case: it is decided afresh
			c.now.Rationale = strings.TrimSpace(c.now.Rationale + "\n" + before)
			c.now.Triage, c.now.Triaged, c.now.Decided, c.now.DecidedBy = "", day.Day{}, time.Time{}, ""
		} else {
			c.now.OutcomeNote = strings.TrimSpace(c.now.OutcomeNote + "\n" + before)
		}
		c.now.Outcome, c.now.Closed, c.now.ClosedBy = "", day.Day{}, ""
		c.now.DestroyAsked, c.now.DestroyAskedBy = day.Day{}, ""
		return nil, nil
	})
}

// Heard records what the referrer says about how the LADO worked with them, from 1 to 5 (seed requirement SR-039).
func (r Room) Heard(ctx context.Context, actor access.Actor, subject string, base int64, mark int, note string) (command.Receipt, error) {
	return r.change(ctx, actor, "Record what a referrer says", subject, base, func(c *handling) ([]record.Change, error) {
		c.now.Feedback, c.now.FeedbackNote = &mark, strings.TrimSpace(note)
		return nil, nil
	})
}
