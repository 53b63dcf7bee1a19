package care

import (
	"cmp"
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/money"
	"throughline/internal/record"
)

// Priced is a price with its placement. Name is empty for who sees the money alone; of the placement the reader of money is shown its kind and its days, which
// are what is paid for, and neither postcode nor number.
type Priced struct {
	Child, Name string
	Price       record.Of[record.PlacementPrice] // without an id: the placement has none
	Placement   record.Of[record.CLAPlacement]   // without an id: it is not there
	Request     record.Of[record.PanelRequest]   // that allows it, if one does
	Nights      Nights                           // what is paid for; of what is missing, twice or to be recovered those nights
	Pence       int64                            // to be recovered
}

// Ledger is what is paid for placements on a day, and what does not fit.
type Ledger struct {
	On          day.Day
	Since       day.Day  // the first day of the financial year, from when on what does not fit is looked for
	Live        []Priced // paid tonight; the dearest first
	Ahead       []Priced // paid from a later day on
	NoPrice     []Priced // nights of a placement for which there is no price
	NoPlacement []Priced // prices that pay for no night, because there is no such placement or its days are others
	Twice       []Priced // two prices for the same thing for one child in the same nights, one after the other
	Recover     []Priced // nights that may have been paid for before it was known that they need not be
	Unasked     int      // live prices that no request to the panel allows
	Waiting     []Listed // approved requests that wait for a placement
	Week        int64    // pence, of all that is live
	Year        int64    // of 365 days
}

// Ledger reckons what is paid for the placements that the actor may see. It is one query over the records of all children, whatever their number.
func (r Room) Ledger(ctx context.Context, actor access.Actor) (l Ledger, err error) {
	if err := access.Could(actor, access.List, access.Money).Err(); err != nil {
		return l, err
	}
	cost, args := access.Visible(actor, access.List, access.Money).SQL("c", 1)
	name, more := access.Visible(actor, access.List, access.None).SQL("c", 1+len(args))
	q := "select r.id, r.kind, r.subject, r.version, r.rev, cast(r.body as text), c.subject, c.name, " + name + ` from record r left join alias a on a.subject = r.subject
		join person_card c on c.subject = coalesce(a.into_subject, r.subject) where r.kind in ('cla_placement', 'placement_price', 'panel_request') and not r.withdrawn and ` + cost + " order by r.id"
	var all book
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		all = book{}
		return t.Each(func(scan db.Scan) error {
			var m record.Meta
			var body, child, name string
			var named bool
			if err := scan(&m.ID, &m.Kind, &m.Subject, &m.Version, &m.Rev, &body, &child, &name, &named); err != nil {
				return err
			}
			if !named {
				name = ""
			}
			b, err := record.Decode(m.Kind, m.Rev, []byte(body))
			if err != nil {
				return err
			}
			all.add(m, b, child, name)
			return nil
		}, q, append(args, more...)...)
	})
	if err != nil {
		return l, err
	}
	return all.reckon(day.In(r.Desk.Now())), nil
}

// book is what a ledger is reckoned from.
type book struct {
	placements, prices []Priced
	requests           []Listed
}

func (b *book) add(m record.Meta, body record.Body, child, name string) {
	switch body := body.(type) {
	case record.CLAPlacement:
		b.placements = append(b.placements, Priced{Child: child, Name: name, Placement: record.Of[record.CLAPlacement]{Meta: m, Body: body}})
	case record.PlacementPrice:
		b.prices = append(b.prices, Priced{Child: child, Name: name, Price: record.Of[record.PlacementPrice]{Meta: m, Body: body}})
	case record.PanelRequest:
		b.requests = append(b.requests, Listed{record.Of[record.PanelRequest]{Meta: m, Body: body}, child, name})
	}
}

// free are the kinds of placement for which nothing is paid by a price of their own: with parents.
func free(p record.CLAPlacement) bool { return p.Type == "P1" || Temporary(p.Type) }

// reckon is the ledger on a day. It is a pure function of the records.
func (b *book) reckon(on day.Day) Ledger {
	l := Ledger{On: on}
	l.Since, _ = day.FinancialYear(day.FinancialYearEnding(on))
	places, requests, paid := map[string]Priced{}, map[string]Listed{}, map[string]bool{}
	for _, p := range b.placements {
		places[p.Placement.ID] = p
	}
	for _, q := range b.requests {
		requests[q.ID] = q
	}
	of, same := map[string][]Nights{}, map[[2]string][]Priced{}
	for _, p := range b.prices {
		at, there := places[p.Price.Body.Placement]
		p.Placement, p.Request = at.Placement, requests[p.Price.Body.Request].Of
		paid[p.Price.Body.Request] = paid[p.Price.Body.Request] || there
		n, ok := PaidNights(p.Price.Body, p.Placement.Body)
		ok = ok && there
		if over, some := ToRecover(p.Price.Body, p.Placement.Body, !there); some {
			x := p
			x.Nights, x.Pence = over, money.Days(p.Price.Body.Week, over.Count(over.To))
			l.Recover = append(l.Recover, x)
		}
		if !ok {
			if own := (Nights{p.Price.Body.From, p.Price.Body.To}); own.meets(Nights{From: l.Since}) && p.Price.Body.Week > 0 { // where nothing is paid nothing can be wrong
				p.Nights = own
				l.NoPlacement = append(l.NoPlacement, p)
			}
			continue
		}
		p.Nights = n
		if p.Price.Body.For == "placement" {
			of[p.Placement.ID] = append(of[p.Placement.ID], n)
		}
		if n.meets(Nights{From: l.Since}) {
			same[[2]string{p.Child, p.Price.Body.For}] = append(same[[2]string{p.Child, p.Price.Body.For}], p)
		}
		switch {
		case n.has(on):
			l.Live = append(l.Live, p)
			l.Week, l.Year = l.Week+p.Price.Body.Week, l.Year+money.Annual(p.Price.Body.Week)
			if p.Request.ID == "" {
				l.Unasked++
			}
		case n.From.After(on):
			l.Ahead = append(l.Ahead, p)
		}
	}
	l.NoPrice = unpriced(b.placements, of, l.Since, on)
	l.Twice = twice(same)
	for _, q := range b.requests {
		if q.Body.Standing() == record.PanelApproved && q.Body.Weekly > 0 && !paid[q.ID] {
			l.Waiting = append(l.Waiting, q)
		}
	}
	dear := func(a, b Priced) int {
		return cmp.Or(cmp.Compare(b.Price.Body.Week, a.Price.Body.Week), cmp.Compare(a.Price.ID, b.Price.ID))
	}
	slices.SortFunc(l.Live, dear)
	slices.SortFunc(l.Recover, func(a, b Priced) int { return cmp.Or(cmp.Compare(b.Pence, a.Pence), dear(a, b)) })
	slices.SortFunc(l.NoPlacement, dear)
	return l
}

// unpriced are the nights of placements from a day to another for which there is no price of the placement itself: the first span of each.
func unpriced(placements []Priced, of map[string][]Nights, since, on day.Day) (out []Priced) {
	for _, p := range placements {
		b := p.Placement.Body
		if free(b) || b.From.IsZero() && b.To.IsZero() {
			continue
		}
		n := Nights{later(b.From, since), on}
		if !b.To.IsZero() {
			n.To = sooner(on, b.To.Add(-1))
		}
		spans := slices.Clone(of[p.Placement.ID])
		slices.SortFunc(spans, func(a, b Nights) int { return a.From.Compare(b.From) })
		for _, s := range spans {
			if s.From.After(n.From) {
				break
			}
			if s.To.IsZero() {
				n.From = on.Add(1)
			} else if !s.To.Before(n.From) {
				n.From = s.To.Add(1)
			}
		}
		for _, s := range spans { // what is priced later ends the span
			if s.From.After(n.From) {
				n.To = sooner(n.To, s.From.Add(-1))
				break
			}
		}
		if !n.To.Before(n.From) {
			p.Nights = n
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Priced) int { return a.Nights.From.Compare(b.Nights.From) })
	return out
}

// twice are pairs of prices for the same thing that pay for the same nights of one child.
func twice(same map[[2]string][]Priced) (out []Priced) {
	for _, all := range same {
		slices.SortFunc(all, func(a, b Priced) int {
			return cmp.Or(a.Nights.From.Compare(b.Nights.From), cmp.Compare(a.Price.ID, b.Price.ID))
		})
		for i, a := range all {
			for _, b := range all[i+1:] {
				if a.Nights.meets(b.Nights) {
					both := Nights{later(a.Nights.From, b.Nights.From), sooner(a.Nights.To, b.Nights.To)}
					a.Nights, b.Nights = both, both
					out = append(out, a, b)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Priced) int {
		return cmp.Or(a.Nights.From.Compare(b.Nights.From), cmp.Compare(a.Child, b.Child), cmp.Compare(a.Price.Body.For, b.Price.Body.For))
	})
	return out
}
