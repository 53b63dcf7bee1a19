package scrutiny

import (
	"context"
	"slices"

	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// PublicDecision is a decision of the executive as anybody may see it, from the day its notice or the decision itself is published (2012 Regulations, regs 9 to 12): when it is to
// be taken, until when it may be called in, and how a call-in ended. Of an exempt one only days, maker and paragraph are told.
type PublicDecision struct {
	ID, Reference, Title, Maker     string
	Key                             bool
	Exempt                          int
	Noticed, Expected               day.Day
	Taken, Published, Until         day.Day
	Urgency, WhyUrgent, Waived      string // why there was less notice; why it may not be called in
	Implemented                     day.Day
	Abandoned                       string
	Report                          string // the published report, in addresses
	Open                            bool   // it may be called in today
	CalledIn                        bool
	Received                        day.Day
	Signatories                     []string
	Grounds, State, Reasons, WhyNot string // of the call-in; State in words
	Hearing                         string // the meeting, in addresses
	HeardOn                         day.Day
	Answer                          string // what was decided again
	AnsweredOn                      day.Day
}

// PublicDecisions lists them, the latest first.
func (b *Board) PublicDecisions(ctx context.Context) (out []PublicDecision, err error) {
	today := b.desk.Today()
	err = b.desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		ds, err := story.OfKind[record.Decision](t)
		if err != nil {
			return err
		}
		cs, err := story.OfKind[record.CallIn](t)
		if err != nil {
			return err
		}
		calls := map[string]record.CallIn{}
		for _, c := range cs {
			calls[c.Subject] = c.Body
		}
		for _, d := range ds {
			x := d.Body
			if noticed := !x.Noticed.IsZero() && !x.Noticed.After(today); !noticed && (x.Published.IsZero() || x.Published.After(today)) {
				continue
			}
			p, err := publicDecision(t, d, today)
			if err != nil {
				return err
			}
			if c, ok := calls[d.Subject]; ok && !x.Published.IsZero() {
				if err := p.calledIn(t, c); err != nil {
					return err
				}
			}
			out = append(out, p)
		}
		return nil
	})
	slices.SortStableFunc(out, func(x, y PublicDecision) int { return later(y).Compare(later(x)) })
	return out, err
}

func later(p PublicDecision) day.Day {
	if !p.Taken.IsZero() {
		return p.Taken
	}
	return p.Expected
}

func publicDecision(t *db.Tx, d record.Of[record.Decision], today day.Day) (PublicDecision, error) {
	x := d.Body
	p := PublicDecision{ID: idOf(d.Subject), Reference: x.Reference, Title: x.Title, Maker: x.Maker, Key: x.Key, Exempt: x.Exempt, Noticed: x.Noticed, Expected: x.Expected, Urgency: x.Urgency, WhyUrgent: x.WhyUrgent, Abandoned: x.Abandoned}
	if !x.Published.IsZero() && !x.Published.After(today) { // before, only that it is to be taken
		p.Taken, p.Published, p.Until, p.Waived, p.Implemented = x.Taken, x.Published, x.Until, x.Waived, x.Implemented
		p.Open = x.Waived == "" && x.Implemented.IsZero() && x.Abandoned == "" && !today.After(x.Until)
	}
	if x.Exempt > 0 {
		p.Title, p.Reference, p.WhyUrgent, p.Waived, p.Abandoned = "", "", "", "", ""
		return p, nil
	}
	if x.Report == "" {
		return p, nil
	}
	s, err := story.Load(t, x.Report)
	if err != nil {
		return p, err
	}
	if c, ok := story.First[record.CabinetReport](s); ok {
		shown, err := cabinetOut(t, c.Body)
		if err != nil {
			return p, err
		}
		if shown {
			p.Report = idOf(x.Report)
		}
	}
	return p, nil
}

// calledIn adds the call-in. Its words may tell what is exempt, so they are told of an open decision only.
func (p *PublicDecision) calledIn(t *db.Tx, c record.CallIn) error {
	p.CalledIn, p.Open, p.Received, p.State = true, false, c.Received, CallInWords(c)
	if p.Exempt == 0 {
		p.Signatories, p.Grounds, p.Reasons, p.WhyNot, p.Answer = c.Signatories, c.Grounds, c.Reasons, c.WhyNot, c.Answer
	}
	p.AnsweredOn = c.AnsweredOn
	if c.Hearing == "" {
		return nil
	}
	m, err := story.One[record.Meeting](t, c.Hearing)
	if errs.Of(err) == errs.NotFound {
		return nil
	}
	p.Hearing, p.HeardOn = idOf(m.Subject), m.Body.Date
	return err
}
