package scrutiny

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

// The time limits of decisions, in the book of clocks.
const (
	NoticeClock = "SC-03" // 28 clear days before a key decision
	CallInClock = "SC-04" // working days from publication, in which a decision may be called in
)

// exceptionDays are the clear days between telling the chair and a key decision under the general exception (2012 Regulations, reg 10).
const exceptionDays = 5

// callInSigners is how many councillors must sign a call-in. Local: five in the constitution that the seed minutes stand under (specs/scrutiny.md 1).
const callInSigners = 5

// NoticeDue is the last day to publish the notice of a key decision: so that 28 clear days lie between, in which neither day counts.
func (r Room) NoticeDue(d record.Decision) day.Day {
	if !d.Key || decided(d).IsZero() {
		return day.Day{}
	}
	return r.due(NoticeClock, decided(d))
}

func decided(d record.Decision) day.Day {
	if !d.Taken.IsZero() {
		return d.Taken
	}
	return d.Expected
}

// NoticeShort says what the notice of a key decision lacks; "" when it was long enough, or rightly shorter.
func (r Room) NoticeShort(d record.Decision) string {
	due := r.NoticeDue(d)
	switch {
	case due.IsZero() || !d.Noticed.IsZero() && !d.Noticed.After(due):
		return ""
	case d.Urgency == record.SpecialUrgency:
		return "" // the chair has agreed; Valid asks who, when and why
	case d.Urgency == record.GeneralException:
		if last := r.Book.Calendars().ClearBefore(decided(d), exceptionDays); d.AgreedOn.After(last) {
			return "The general exception needs five clear days after the chair was told: that was to be by " + last.Long()
		}
		return ""
	}
	return "The notice of a key decision was to be published by " + due.Long() + ". With less notice it needs the general exception or special urgency"
}

// CallInUntil is the last day on which a decision that was published on a day may be called in.
func (r Room) CallInUntil(published day.Day) day.Day {
	if published.IsZero() {
		return published
	}
	return r.due(CallInClock, published)
}

// frozenBy says why a decision may not be carried out; "" when it may.
func frozenBy(d record.Decision, c *record.CallIn, on day.Day) string {
	switch {
	case d.Published.IsZero():
		return "it is not published yet"
	case c != nil && c.Stands == "":
		return "it is called in, and the monitoring officer has not said yet whether that stands"
	case c != nil && c.Stands == "yes" && c.Outcome == "":
		return "it is called in, and the commission has not heard it yet"
	case c != nil && c.Stands == "yes" && c.Outcome != record.CallInNoAction && c.AnsweredOn.IsZero():
		return "it was referred, and has not been decided again yet"
	case c != nil && c.Stands == "yes":
		return "" // heard, and either left standing or decided again
	case d.Waived != "":
		return ""
	case !on.After(d.Until):
		return "it may be called in until " + d.Until.Long()
	}
	return ""
}

// SaveDecision records a decision of the executive, or changes it, and gives its subject. A key decision whose notice was too short is errs.Invalid without a lawful
// exception. What may still be called in, or is, is not carried out.
func (r Room) SaveDecision(ctx context.Context, actor access.Actor, subject string, version int64, d record.Decision) (string, error) {
	d.Until = r.CallInUntil(d.Published)
	judge := func(c *record.CallIn) error {
		if !d.Taken.IsZero() {
			if short := r.NoticeShort(d); short != "" {
				return errs.Field("noticed", "%s", short)
			}
		}
		if !d.Implemented.IsZero() {
			if why := frozenBy(d, c, d.Implemented); why != "" {
				return errs.Field("implemented", "It cannot be carried out on that day: %s", why)
			}
		}
		if c != nil && d.Published.IsZero() {
			return errs.Field("published", "It was called in, so it was published")
		}
		return nil
	}
	if subject != "" {
		return subject, change(ctx, r, actor, access.RunCommittee, "Record a decision", subject, version, func(tx *command.Tx, _ record.Of[record.Decision]) (record.Decision, []record.Change, error) {
			s, err := story.Load(tx.Tx, subject)
			if err != nil {
				return d, nil, err
			}
			return d, nil, judge(callInOf(s))
		})
	}
	_, err := r.do(ctx, actor, access.RunCommittee, "Record a decision", func(tx *command.Tx) ([]record.Change, error) {
		if err := judge(nil); err != nil {
			return nil, err
		}
		subject = tx.NewSubject(record.DecisionSubject)
		return []record.Change{record.New(tx.NewID(), subject, d)}, nil
	})
	return subject, err
}

func callInOf(s story.Story) *record.CallIn {
	if c, ok := story.First[record.CallIn](s); ok {
		return &c.Body
	}
	return nil
}

// CallIn asks that a decision be looked at again, and freezes it. A decision is called in once, in its window, by enough councillors, each counted once.
func (r Room) CallIn(ctx context.Context, actor access.Actor, decision string, c record.CallIn) error {
	_, err := r.do(ctx, actor, access.RunCommittee, "Record a call-in", func(tx *command.Tx) ([]record.Change, error) {
		s, err := story.Load(tx.Tx, decision)
		if err != nil {
			return nil, err
		}
		d, ok := story.First[record.Decision](s)
		c.Signatories = distinct(c.Signatories)
		switch {
		case !ok:
			return nil, errs.New(errs.NotFound, "%s", access.Missing)
		case callInOf(s) != nil:
			return nil, errs.New(errs.Conflict, "The decision was called in before: a decision is called in once")
		case d.Body.Published.IsZero():
			return nil, errs.New(errs.Conflict, "The decision is not published yet, so it cannot be called in")
		case d.Body.Waived != "":
			return nil, errs.New(errs.Conflict, "Call-in was waived, because the decision is urgent: %s", d.Body.Waived)
		case !d.Body.Implemented.IsZero():
			return nil, errs.New(errs.Conflict, "The decision was carried out on %s, so it cannot be called in any more", d.Body.Implemented.Long())
		case c.Received.Before(d.Body.Published) || c.Received.After(d.Body.Until):
			return nil, errs.Field("received", "The decision may be called in from %s to %s", d.Body.Published.Long(), d.Body.Until.Long())
		case len(c.Signatories) < callInSigners:
			return nil, errs.Field("signatories", "A call-in needs %d councillors; %s signed", callInSigners, counted(len(c.Signatories), "councillor"))
		}
		return []record.Change{record.New(tx.NewID(), decision, record.CallIn{Signatories: c.Signatories, Grounds: strings.TrimSpace(c.Grounds), Received: c.Received})}, nil
	})
	return err
}

// distinct drops who stands twice in a list.
func distinct(names []string) (out []string) {
	for _, n := range names {
		n = strings.Join(strings.Fields(n), " ")
		if n != "" && !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, n) }) {
			out = append(out, n)
		}
	}
	return out
}

func (r Room) callInStep(ctx context.Context, actor access.Actor, why, decision string, step func(tx *command.Tx, c *record.CallIn) error) error {
	return change(ctx, r, actor, access.RunCommittee, why, decision, 0, func(tx *command.Tx, old record.Of[record.CallIn]) (record.CallIn, []record.Change, error) {
		c := old.Body
		err := step(tx, &c)
		return c, nil, err
	})
}

// JudgeCallIn records what the monitoring officer says of a call-in: it stands, or why not.
func (r Room) JudgeCallIn(ctx context.Context, actor access.Actor, decision, stands, by, whyNot string, on day.Day) error {
	return r.callInStep(ctx, actor, "Judge a call-in", decision, func(tx *command.Tx, c *record.CallIn) error {
		switch {
		case c.Outcome != "":
			return errs.New(errs.Conflict, "The call-in was heard already")
		case stands != "yes" && stands != "no":
			return errs.Field("stands", "Choose whether the call-in stands")
		case on.IsZero() || on.After(tx.Today()) || on.Before(c.Received):
			return errs.Field("on", "Enter the day, from the day the call-in was received until today")
		}
		c.Stands, c.JudgedBy, c.WhyNot, c.JudgedOn = stands, strings.TrimSpace(by), strings.TrimSpace(whyNot), on
		return nil
	})
}

// Heard is what a hearing of a call-in ended with.
type Heard struct {
	Hearing    string // record of the meeting
	Outcome    string // no_action, refer_back, to_council; empty while only the hearing is fixed
	On         day.Day
	Reasons    string
	Answer     string // what was decided again
	AnsweredOn day.Day
}

// HearCallIn records when a call-in is heard, what the commission said, and what was decided then.
func (r Room) HearCallIn(ctx context.Context, actor access.Actor, decision string, h Heard) error {
	return r.callInStep(ctx, actor, "Hear a call-in", decision, func(tx *command.Tx, c *record.CallIn) error {
		if c.Stands != "yes" {
			return errs.New(errs.Conflict, "The monitoring officer has not said that the call-in stands")
		}
		m, err := story.One[record.Meeting](tx.Tx, h.Hearing)
		switch {
		case err != nil:
			return errs.Field("hearing", "Choose the meeting that hears it")
		case m.Body.Date.Before(c.Received):
			return errs.Field("hearing", "That meeting was before the call-in was received")
		case h.Outcome != "" && m.Body.Date.After(tx.Today()):
			return errs.Field("outcome", "That meeting is still to come")
		case h.Answer != "" && h.Outcome != record.CallInBack && h.Outcome != record.CallInCouncil:
			return errs.Field("answer", "A decision that stands is not decided again")
		case (h.Answer == "") != h.AnsweredOn.IsZero():
			return errs.Field("answered_on", "Enter what was decided again, and when")
		case h.AnsweredOn.After(tx.Today()) || !h.AnsweredOn.IsZero() && h.AnsweredOn.Before(m.Body.Date):
			return errs.Field("answered_on", "Enter the day, from the day of the hearing until today")
		}
		c.Hearing, c.Outcome, c.Reasons, c.Answer, c.AnsweredOn = h.Hearing, h.Outcome, strings.TrimSpace(h.Reasons), strings.TrimSpace(h.Answer), h.AnsweredOn
		c.OutcomeOn = day.Day{}
		if h.Outcome != "" {
			c.OutcomeOn = m.Body.Date
		}
		return nil
	})
}

// DecisionView is a decision with its call-in and how it stands.
type DecisionView struct {
	Decision  record.Of[record.Decision]
	CallIn    *record.Of[record.CallIn]
	NoticeDue day.Day // of a key decision
	Short     string  // what its notice lacks
	Frozen    string  // why it may not be carried out today; "" when it may
}

// Decision opens one.
func (r Room) Decision(ctx context.Context, actor access.Actor, subject string) (v DecisionView, err error) {
	s, err := r.told(ctx, actor, subject)
	if err != nil {
		return v, err
	}
	var ok bool
	if v.Decision, ok = story.First[record.Decision](s); !ok {
		return v, errs.New(errs.NotFound, "%s", access.Missing)
	}
	if c, ok := story.First[record.CallIn](s); ok {
		v.CallIn = &c
	}
	r.stand(&v)
	return v, nil
}

func (r Room) stand(v *DecisionView) {
	var c *record.CallIn
	if v.CallIn != nil {
		c = &v.CallIn.Body
	}
	d := v.Decision.Body
	v.NoticeDue, v.Short = r.NoticeDue(d), r.NoticeShort(d)
	if d.Implemented.IsZero() && d.Abandoned == "" {
		v.Frozen = frozenBy(d, c, r.Desk.Today())
	}
}

// Decisions lists the decisions, latest first, each with its call-in.
func (r Room) Decisions(ctx context.Context, actor access.Actor) (out []DecisionView, err error) {
	ds, err := all[record.Decision](ctx, r, actor)
	if err != nil {
		return nil, err
	}
	cs, err := all[record.CallIn](ctx, r, actor)
	for _, d := range ds {
		v := DecisionView{Decision: d}
		for i := range cs {
			if cs[i].Subject == d.Subject {
				v.CallIn = &cs[i]
			}
		}
		r.stand(&v)
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b DecisionView) int { return decided(b.Decision.Body).Compare(decided(a.Decision.Body)) })
	return out, err
}

// CallInWords is how a call-in stands, as people read it.
func CallInWords(c record.CallIn) string {
	switch {
	case c.Stands == "":
		return "received, not judged yet"
	case c.Stands == "no":
		return "does not stand"
	case c.Outcome == record.CallInNoAction:
		return "heard: the decision stands"
	case c.Outcome == record.CallInBack:
		return "heard: referred back"
	case c.Outcome == record.CallInCouncil:
		return "heard: referred to the full council"
	}
	return "stands, to be heard"
}
