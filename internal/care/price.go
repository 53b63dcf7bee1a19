package care

import (
	"context"
	"slices"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/money"
	"throughline/internal/record"
	"throughline/internal/story"
)

// pay is the right to keep prices.
var pay = right{access.Record, access.Money}

// The commands on prices, in words.
const (
	tiePrice    = "Pay for a placement by an approved request"
	amendPrice  = "Change the price of a placement"
	settlePrice = "Note that what was paid too much is recovered"
)

// Nights are nights from one to another, both included; without a To they go on.
type Nights struct{ From, To day.Day }

// Count is how many nights there are up to a day, which is included.
func (n Nights) Count(upTo day.Day) int {
	if !n.To.IsZero() && n.To.Before(upTo) {
		upTo = n.To
	}
	return max(0, upTo.Sub(n.From)+1)
}

// night says whether a night is one of them.
func (n Nights) has(on day.Day) bool {
	return !on.Before(n.From) && (n.To.IsZero() || !on.After(n.To))
}

func (n Nights) meets(o Nights) bool {
	return (n.To.IsZero() || !o.From.After(n.To)) && (o.To.IsZero() || !n.From.After(o.To))
}

// PaidNights are the nights that a price pays for: its own, as far as they are nights of its placement. The night before the day on which a placement ends is
// the last. So a price ends with its placement, on the day on which that is recorded, and nothing is paid for a place in which no child is (complaint 11). ok is
// false when it pays for none. A stay away is no placement: the placement that waits is paid.
func PaidNights(p record.PlacementPrice, pl record.CLAPlacement) (n Nights, ok bool) {
	n = Nights{later(p.From, pl.From), p.To}
	if !pl.To.IsZero() {
		n.To = sooner(n.To, pl.To.Add(-1))
	}
	return n, !p.From.IsZero() && !Temporary(pl.Type) && (n.To.IsZero() || !n.To.Before(n.From))
}

// ToRecover are the nights that may have been paid for before it was known that a price ended earlier; ok is false when there are none. gone says that the
// placement was taken out.
func ToRecover(p record.PlacementPrice, pl record.CLAPlacement, gone bool) (n Nights, ok bool) {
	if p.PaidTo.IsZero() || !p.Recovered.IsZero() {
		return n, false
	}
	n = Nights{later(p.From, pl.From), p.PaidTo}
	if paid, some := PaidNights(p, pl); some && !gone {
		if paid.To.IsZero() {
			return n, false
		}
		n.From = paid.To.Add(1)
	}
	return n, !n.To.Before(n.From)
}

// owing is a price with what is to be recovered of it, when it changes and its placement may change too. What was paid before a first day that is now later is not
// among it: the nights count from the end.
func owing(was, now record.PlacementPrice, before, after record.CLAPlacement, gone bool, today day.Day) record.PlacementPrice {
	to := overpaid(was, now, before, after, gone, today)
	if now.Recovered.IsZero() || !to.IsZero() {
		now.PaidTo, now.Recovered = to, day.Day{}
	}
	return now
}

// overpaid is the last night that may have been paid for up to yesterday by a price as it was, when it now ends earlier; no day when it does not.
func overpaid(was, now record.PlacementPrice, before, after record.CLAPlacement, gone bool, today day.Day) day.Day {
	last := func(p record.PlacementPrice, pl record.CLAPlacement) day.Day {
		n, ok := PaidNights(p, pl)
		if !ok {
			return day.Day{}
		}
		to := sooner(n.To, today.Add(-1))
		if to.Before(n.From) {
			return day.Day{}
		}
		return to
	}
	paid, holds := last(was, before), day.Day{}
	if was.Recovered.IsZero() { // what was recovered is no longer paid
		paid = later(paid, was.PaidTo)
	}
	if !gone {
		holds = last(now, after)
	}
	if holds.Compare(paid) < 0 { // no night at all comes before every night
		return paid
	}
	return day.Day{}
}

// follow changes the prices of placements that a command changes: a price from the first day of its placement moves with it; what may have been paid for too long
// is noted; with a placement that is taken out goes a price for which nothing can have been paid yet.
func follow(s story.Story, changes []record.Change, today day.Day) []record.Change {
	out := changes
	for _, c := range changes {
		pl, ok := story.Find[record.CLAPlacement](s, c.ID)
		if !ok {
			continue
		}
		now, _ := c.Body.(record.CLAPlacement)
		for _, p := range story.All[record.PlacementPrice](s) {
			if p.Body.Placement != c.ID {
				continue
			}
			b := p.Body
			if !c.Withdraw && b.From == pl.Body.From {
				b.From = now.From
			}
			b = owing(p.Body, b, pl.Body, now, c.Withdraw, today)
			switch {
			case c.Withdraw && b.PaidTo.IsZero():
				out = append(out, record.Remove(p))
			case b != p.Body:
				out = append(out, record.Edit(p, b))
			}
		}
	}
	return out
}

// priced makes the price that an approved request allows for a placement, from the later of the day from which it was asked and the first day of the placement. A
// price for the same thing ends the day before. It fails with errs.Fields where the placement has ended by then or is a stay, or another price begins later.
func priced(s story.Story, request string, q record.PanelRequest, id string, placement string, pl record.CLAPlacement) ([]record.Change, error) {
	price := record.PlacementPrice{Placement: placement, For: q.For, Week: q.Weekly, From: later(q.Starts, pl.From), Request: request}
	own, ok := PaidNights(price, pl)
	if !ok {
		return nil, errs.Field("placement", "That placement ends before %s, from when this was approved", price.From.Long())
	}
	var out []record.Change
	for _, o := range story.All[record.PlacementPrice](s) {
		paid, some := PaidNights(o.Body, pl)
		switch {
		case o.Body.Placement != placement || o.Body.For != q.For || !some || !paid.meets(own):
		case o.Body.From.Before(price.From):
			old := o.Body
			old.To, old.Why = price.From.Add(-1), "Another price was approved: "+q.Reference
			price.Provider = old.Provider
			out = append(out, record.Edit(o, old))
		default:
			return nil, errs.Field("placement", "That placement has a price for the same thing from %s. Change or end that first", o.Body.From.Long())
		}
	}
	return append(out, record.New(id, s.Subject, price)), nil
}

// Waiting are the approved requests of something to be paid each week that pay for no placement yet.
func Waiting(s story.Story) (out []record.Of[record.PanelRequest]) {
	for _, q := range story.All[record.PanelRequest](s) {
		if q.Body.Standing() == record.PanelApproved && q.Body.Weekly > 0 && !paysBy(s, q.ID) {
			out = append(out, q)
		}
	}
	return out
}

// paysBy says whether a placement is paid by a request.
func paysBy(s story.Story, request string) bool {
	return slices.ContainsFunc(story.All[record.PlacementPrice](s), func(p record.Of[record.PlacementPrice]) bool {
		_, there := story.Find[record.CLAPlacement](s, p.Body.Placement)
		return p.Body.Request == request && there
	})
}

// waiting is one of them.
func waiting(s story.Story, id string) (record.Of[record.PanelRequest], error) {
	for _, q := range Waiting(s) {
		if q.ID == id {
			return q, nil
		}
	}
	return record.Of[record.PanelRequest]{}, errs.Field("request", "That request pays for a placement already, or it is not approved. Look at it again")
}

// byRequest gives the price of a placement that a command makes, where a waiting request was chosen to pay for it.
func byRequest(tx *command.Tx, s story.Story, request, placement string, pl record.CLAPlacement) ([]record.Change, error) {
	if request == "" {
		return nil, nil
	}
	q, err := waiting(s, request)
	if err != nil {
		return nil, err
	}
	return priced(s, q.ID, q.Body, tx.NewID(), placement, pl)
}

// Tie lets an approved request that waits pay for a placement.
func (r Room) Tie(ctx context.Context, actor access.Actor, subject, request, placement string) (command.Receipt, error) {
	return r.do(ctx, actor, tiePrice, pay, subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		if placement == "" {
			return nil, errs.Field("placement", "Choose the placement")
		}
		pl, ok := story.Find[record.CLAPlacement](s, placement)
		if !ok {
			return nil, missing()
		}
		if request == "" {
			return nil, missing()
		}
		return byRequest(tx, s, request, pl.ID, pl.Body)
	})
}

// Terms are how a price is changed.
type Terms struct {
	Week     int64   // pence a week
	From, To day.Day // the first and the last day; without a last day to the end of the placement
	Change   day.Day // from when the new price holds; empty: from its first day on, as a correction
	Why      string
}

// AmendPrice changes a price, or ends it and begins another from a day. It never pays more than what was approved: that is for the panel. base is the version
// that the actor saw.
func (r Room) AmendPrice(ctx context.Context, actor access.Actor, subject, id string, base int64, t Terms) (command.Receipt, error) {
	return r.do(ctx, actor, amendPrice, pay, subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		p, ok := story.Find[record.PlacementPrice](s, id)
		if !ok {
			return nil, missing()
		}
		pl, there := story.Find[record.CLAPlacement](s, p.Body.Placement)
		if !there {
			return nil, errs.New(errs.Conflict, "The placement of this price was taken out, so nothing is paid. Nothing was changed")
		}
		most, allowed := p.Body.Week, "No request was approved for more"
		if q, ok := story.Find[record.PanelRequest](s, p.Body.Request); ok {
			most, allowed = q.Body.Weekly, "Request "+q.Body.Reference+" was approved for "+money.Text(q.Body.Weekly)
		}
		var f errs.Fields
		if t.Week < 0 || t.Week > most {
			f.Add("week", "%s. Ask the panel for what costs more", allowed)
		}
		if t.From.IsZero() || t.From.Before(pl.Body.From) {
			f.Add("from", "The placement begins on %s: the price holds from then or later", pl.Body.From.Long())
		}
		if !t.To.IsZero() && t.To.Before(t.From) {
			f.Add("to", "The last day is the first day or later")
		}
		if !t.Change.IsZero() && (t.Change.Before(t.From) || !t.To.IsZero() && t.Change.After(t.To)) {
			f.Add("change", "The day of the change is one of the days of the price")
		}
		if utf8.RuneCountInString(record.Typed(t.Why)) < leastComment {
			f.Add("why", "Write why it changes, in at least %d characters", leastComment)
		}
		for _, o := range story.All[record.PlacementPrice](s) {
			if o.ID != p.ID && o.Body.Placement == p.Body.Placement && o.Body.For == p.Body.For && (Nights{o.Body.From, o.Body.To}).meets(Nights{t.From, t.To}) {
				f.Add("from", "Another price for the same thing holds from %s. Two prices do not overlap", o.Body.From.Long())
			}
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		b := p.Body
		b.From, b.To, b.Why = t.From, t.To, record.Typed(t.Why)
		split := !t.Change.IsZero() && t.Change.After(t.From)
		var out []record.Change
		if split {
			next := b
			next.Week, next.From, next.PaidTo, next.Recovered = t.Week, t.Change, day.Day{}, day.Day{}
			out = append(out, record.New(tx.NewID(), p.Subject, next))
			b.To = t.Change.Add(-1)
		} else {
			b.Week = t.Week
			b = owing(p.Body, b, pl.Body, pl.Body, false, tx.Today())
		}
		c := record.Edit(p, b)
		c.Base = base
		return append(out, c), nil
	})
}

// Settle notes that what was paid for too long is recovered, or need not be.
func (r Room) Settle(ctx context.Context, actor access.Actor, subject, id string, base int64) (command.Receipt, error) {
	return r.do(ctx, actor, settlePrice, pay, subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		p, ok := story.Find[record.PlacementPrice](s, id)
		if !ok {
			return nil, missing()
		}
		if p.Body.PaidTo.IsZero() || !p.Body.Recovered.IsZero() {
			return nil, errs.New(errs.Conflict, "Nothing is to be recovered here. Nothing was changed")
		}
		b := p.Body
		b.Recovered = tx.Today()
		c := record.Edit(p, b)
		c.Base = base
		return []record.Change{c}, nil
	})
}
