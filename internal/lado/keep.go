package lado

import (
	"context"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// Keeping says until when a record must be kept, and by which rule.
type Keeping struct {
	Until day.Day // zero while nobody can say: the case is open, or the adult's date of birth is not known
	Rule  string  // named in the record of a disposal
	Why   string  // a sentence for people
}

// The rules. Their periods are floors: a council may keep longer, never shorter.
const (
	RuleOpen     = "LADO: open"
	RuleAdvice   = "LADO: question or advice only, 6 years"
	RuleFalse    = "LADO: unfounded, false or malicious, 10 years from closure"
	RulePension  = "LADO: pension age or 10 years from the allegation, whichever is longer"
	RuleExtended = "LADO: kept longer, with a reason"
)

// Keep is the retention rule of an allegation (clock LADO-10). Keeping Children Safe in Education 2025, paragraphs 419 to 421: until the
// accused person reaches pension age, or for 10 years from the date of the allegation where that is longer; what was false or malicious goes
// from the employer's file, and here stays for 10 years after closure; questions and advice, 6 years (security-and-resilience c5).
func Keep(l record.LADOReferral) Keeping {
	k := keep(l)
	if !k.Until.IsZero() && l.KeepUntil.After(k.Until) {
		return Keeping{l.KeepUntil, RuleExtended, "Kept longer than the rule asks: " + l.KeepReason}
	}
	return k
}

func keep(l record.LADOReferral) Keeping {
	switch {
	case l.Closed.IsZero():
		return Keeping{Rule: RuleOpen, Why: "The allegation is open."}
	case l.Consultation || l.Triage != MeetsThreshold && l.Outcome == "":
		return Keeping{l.Closed.AddMonths(6 * 12), RuleAdvice, "A question, or advice only: 6 years after it was closed."}
	case l.Outcome == "unfounded" || l.Outcome == "false" || l.Outcome == "malicious":
		return Keeping{l.Closed.AddMonths(10 * 12), RuleFalse, "Unfounded, false or malicious: 10 years after it was closed."}
	}
	from := l.Happened
	if from.IsZero() {
		from = l.Received
	}
	if l.Born.IsZero() {
		return Keeping{Rule: RulePension, Why: "Until the adult reaches pension age, or for 10 years, whichever is longer. Enter the date of birth, so that this can be worked out; until then nothing is destroyed."}
	}
	until, why := from.AddMonths(10*12), "10 years from the allegation, which is after the adult reaches pension age."
	if p := PensionAge(l.Born); p.After(until) {
		until, why = p, "Until the adult reaches pension age, which is more than 10 years from the allegation."
	}
	return Keeping{until, RulePension, why}
}

// PensionAge is the day on which somebody born on a day reaches State Pension age, as the Pensions Acts 1995 to 2014 set it: 66 years, rising by
// months for those born from 6 April 1960 to 67, and 68 for those born from 6 April 1977. Those born in the year from then, whose age rises
// month by month, are given 68 years: a record may be kept longer, never shorter. For those born before 6 December 1953, whose age was lower,
// 66 years are given for the same reason.
func PensionAge(born day.Day) day.Day {
	const years = 12
	switch first, full := day.New(1960, time.April, 6), day.New(1961, time.March, 6); {
	case born.Before(first):
		return born.AddMonths(66 * years)
	case born.Before(full):
		months := 0
		for from := first; !from.After(born); from = from.AddMonths(1) {
			months++
		}
		return born.AddMonths(66*years + months)
	case born.Before(day.New(1977, time.April, 6)):
		return born.AddMonths(67 * years)
	}
	return born.AddMonths(68 * years)
}

// KeepLonger says until when a record is kept beyond the rule, and why.
func (r Room) KeepLonger(ctx context.Context, actor access.Actor, subject string, base int64, until day.Day, reason string) (command.Receipt, error) {
	return r.change(ctx, actor, "Keep an allegation longer", subject, base, func(c *handling) ([]record.Change, error) {
		k := keep(c.now)
		var f errs.Fields
		if strings.TrimSpace(reason) == "" {
			f.Add("reason", "Say why the record is kept longer")
		}
		if until.IsZero() || until.Before(k.Until) {
			f.Add("until", "Enter a day after the one that the rule gives")
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		c.now.KeepUntil, c.now.KeepReason = until, strings.TrimSpace(reason)
		c.now.DestroyAsked, c.now.DestroyAskedBy = day.Day{}, ""
		return nil, nil
	})
}

// AskToDestroy is the first of two: one LADO says that a record has had its time. It is errs.Conflict before that time.
func (r Room) AskToDestroy(ctx context.Context, actor access.Actor, subject string, base int64) (command.Receipt, error) {
	return r.change(ctx, actor, "Ask for an allegation to be destroyed", subject, base, func(c *handling) ([]record.Change, error) {
		if err := overdue(c.now, c.tx.Today()); err != nil {
			return nil, err
		}
		c.now.DestroyAsked, c.now.DestroyAskedBy = c.tx.Today(), actor.ID
		return nil, nil
	})
}

func overdue(l record.LADOReferral, today day.Day) error {
	if k := Keep(l); k.Until.IsZero() || !k.Until.Before(today) {
		return errs.New(errs.Conflict, "This record must be kept. %s Nothing was destroyed", k.Why)
	}
	return nil
}

// Destroy is the second: another LADO agrees, and the record and its history are gone for ever, here and in every backup. The children whom it
// names keep their own records, which say nothing of it; and their disposal never takes it along.
func (r Room) Destroy(ctx context.Context, actor access.Actor, subject string) error {
	var rule, first string
	err := r.Desk.Read(ctx, func(t *db.Tx) error {
		if _, err := r.may(t, actor, access.Record, subject); err != nil {
			return err
		}
		_, l, err := load(t, subject)
		if err != nil {
			return err
		}
		if err := overdue(l.Body, r.Desk.Today()); err != nil {
			return err
		}
		if first, rule = l.Body.DestroyAskedBy, Keep(l.Body).Rule; first == "" {
			return errs.New(errs.Conflict, "Nobody has asked for this yet: one asks, another agrees. Nothing was destroyed")
		}
		if first == actor.ID {
			return errs.New(errs.Denied, "You asked for this, so somebody else must agree. Nothing was destroyed")
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = r.Keeper.Dispose(ctx, r.Desk, actor, subject, rule, first)
	return err
}
