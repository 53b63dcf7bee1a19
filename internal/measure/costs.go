package measure

import (
	"cmp"
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var priceKind = kind[record.PlacementPrice]()

// costs are the measures of what placements cost by the prices that were agreed for them. Money is in pence. An outturn, which section 251 tells, is
// another thing: the measures of it wait. Source: specs/finance.md 5; specs/measures.md, Commissioning.
var costs = map[string]counter{
	"COM-03": {
		plain: "Of what all placements of the children looked after at the end of the day cost a week, the share of the 20 dearest.",
		note: "The price of a placement is all that is agreed for it: the placement itself, staff, therapy, transport. A placement with parents or for adoption that has no price costs nothing; " +
			"any other without a price cannot be counted. Of two that cost the same the one with the lower record id goes first.",
		weighted: true, snapshot: true, kinds: pricedKinds, class: access.Money,
		join: &join{over: []string{record.ChildSubject}, pick: pricedNow, count: dearest},
	},
	"COM-03w": {
		of: "COM-03", title: "Weekly cost of all placements",
		plain: "What the placements of the children looked after at the end of the day cost a week, in pounds.",
		shape: aTotal, unit: poundsWeek, scale: 100, snapshot: true, kinds: pricedKinds, class: access.Money, count: weeklyCost(anyPlacement),
		note: "A placement other than with parents or for adoption that has no price cannot be counted.",
	},
	"COM-06": {
		plain: "How many children were placed in the period with a provider that is not registered, those under 16 apart.",
		note:  notRegisteredNote, shape: aSpread, bands: []string{under16, over15}, kinds: registeredKinds, class: access.Assessment,
		join: &join{over: []string{record.ChildSubject, record.ProviderSubject}, pick: placedAndPaid, count: notRegistered(eachChild)},
	},
	"COM-06d": {
		of: "COM-06", title: "Days in unregistered placements",
		plain: "How many nights children spent in the period with a provider that is not registered.",
		note:  notRegisteredNote, shape: aTotal, unit: daysUnit, scale: 1, kinds: registeredKinds, class: access.Assessment,
		join: &join{over: []string{record.ChildSubject, record.ProviderSubject}, pick: placedAndPaid, count: notRegistered(eachNight)},
	},
	"COM-06s": {
		of: "COM-06", title: "Children in unregistered placements on the day",
		plain: "How many looked-after children were placed at the end of the day with a provider that is not registered, those under 16 apart.",
		note:  notRegisteredNote, shape: aSpread, bands: []string{under16, over15}, snapshot: true, kinds: registeredKinds, class: access.Assessment,
		join: &join{over: []string{record.ChildSubject, record.ProviderSubject}, pick: placedAndPaid, count: notRegistered(eachChild)},
	},
	"COM-08": {
		plain: "What a place in a children's home costs a year: what the nights of the period in children's homes and secure homes cost by the prices agreed, for each 365 of those nights.",
		note:  "Nights for which no price is recorded are in neither number. Beside the value stand how many placements have a price and how many nights could be counted of.",
		shape: aWeighed, unit: poundsYear, kinds: pricedKinds, class: access.Money, count: homeCost,
	},
	"COM-09": {
		plain: "What a week with the council's own foster carers costs on average, of the placements at the end of the day. COM-09i is that of the agencies.",
		note:  "Relatives and friends are not in it. The fee of the carer is the price that is agreed; what the council's own service costs besides is not.",
		shape: aMean, unit: poundsWeek, scale: 100, snapshot: true, kinds: pricedKinds, class: access.Money, count: weeklyCost(fosteredBy("PR1")),
	},
	"COM-09i": {
		of: "COM-09", title: "Weekly cost of fostering by agencies",
		plain: "What a week with foster carers of an independent agency costs on average, of the placements at the end of the day.",
		shape: aMean, unit: poundsWeek, scale: 100, snapshot: true, kinds: pricedKinds, class: access.Money, count: weeklyCost(fosteredBy("PR4", "PR5")),
	},
}

const (
	poundsWeek        = "£ a week"
	poundsYear        = "£ a year"
	under16, over15   = "under 16", "16 and over"
	dearestCounted    = 20
	notRegisteredNote = "A provider is found by whom the price of the placement names, else by the number of Ofsted. Registered is what the register of providers says now: it does not say since when."
)

var (
	pricedKinds     = append([]string{priceKind}, placedKinds...)
	registeredKinds = append([]string{kind[record.Provider](), kind[record.Child]()}, pricedKinds...)
)

// weekOf is what a placement costs a week on a day, in pence; ok is false when no price of that day is recorded. The last day of a price is still of it.
func weekOf(f *Facts, placement string, on day.Day) (pence int, ok bool) {
	for i := range f.prices.All {
		if b := &f.prices.All[i].Body; b.Placement == placement && !b.From.After(on) && !b.To.Before(on) {
			pence, ok = pence+int(b.Week), true
		}
	}
	return pence, ok
}

// free says whether a placement costs nothing where no price is recorded.
func free(placement string) bool {
	g := placementGroup(placement)
	return g == withParents || g == forAdoption
}

func anyPlacement(*record.CLAPlacement) bool { return true }

// fosteredBy picks foster care by provider, relatives and friends apart (specs/finance.md 5).
func fosteredBy(providers ...string) func(*record.CLAPlacement) bool {
	return func(p *record.CLAPlacement) bool {
		return (p.Type == "U4" || p.Type == "U5" || p.Type == "U6") && slices.Contains(providers, p.Provider)
	}
}

// weeklyCost counts the placement of a child looked after at the end of the day, with what it costs a week.
func weeklyCost(counts func(*record.CLAPlacement) bool) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		pd, ok := inCare(f, p.asAt)
		if !ok {
			return nil
		}
		pl, ok := placementOn(f, pd, p.asAt)
		if !ok || !counts(&pl.Body) {
			return nil
		}
		c := one(f, pl.ID, true, p.asAt)
		c.Started, c.Ended = pl.Body.From, pl.Body.To
		if c.Value, ok = weekOf(f, pl.ID, p.asAt); !ok && !free(pl.Body.Type) {
			c.Held = "No price is recorded for the placement on the day"
		}
		return []Contribution{c}
	}
}

// The parts of these figures.
const (
	aPlacement part = iota
	isProvider
)

func pricedNow(f *Facts, p span, give func(piece)) {
	for _, c := range weeklyCost(anyPlacement)(f, p) {
		give(counts(aPlacement, c))
	}
}

// dearest is COM-03.
func dearest(ps []piece, _ span) ([]piece, string) {
	order := slices.Clone(ps)
	slices.SortFunc(order, func(a, b piece) int {
		return cmp.Or(cmp.Compare(b.may.Value, a.may.Value), cmp.Compare(a.id, b.id))
	})
	n := 0
	for _, x := range order {
		x.may.In = false
		if x.may.Held == "" && n < dearestCounted {
			x.may.In = true
			n++
		}
	}
	return ps, ""
}

// nightsOf are the nights of a placement in a span of days: the night of the day on which it began is of it, that of the day on which it ended is not.
func nightsOf(pl *record.CLAPlacement, p Period) Period {
	n := p
	if pl.From.After(n.From) {
		n.From = pl.From
	}
	if !pl.To.IsZero() && pl.To.Add(-1).Before(n.To) {
		n.To = pl.To.Add(-1)
	}
	return n
}

func (p Period) days() int { return max(0, p.To.Sub(p.From)+1) }

// homeCost is COM-08. Above the line stand pence of a year for a night, below it a hundred sevenths of nights: both are whole numbers, and the quotient is in
// pounds. Each night of each price is counted, so that extra staff for some weeks is in it and makes no second night.
func homeCost(f *Facts, p span) (out []Contribution) {
	for i := range f.placements.All {
		pl := &f.placements.All[i]
		if placementGroup(pl.Body.Type) != inHomes || pl.Body.From.IsZero() {
			continue
		}
		in := nightsOf(&pl.Body, p.Period)
		if in.days() == 0 {
			continue
		}
		cost, nights := 0, 0
		for _, part := range pricedParts(f, pl.ID, in) {
			if week, ok := weekOf(f, pl.ID, part.From); ok {
				cost, nights = cost+week*part.days(), nights+part.days()
			}
		}
		c := one(f, pl.ID, true, in.To)
		c.Started, c.Ended, c.Value = pl.Body.From, pl.Body.To, cost*365
		if nights == 0 {
			c.Held = "No price is recorded for the placement in the period"
			out = append(out, c)
			continue
		}
		below := c
		below.In, below.Value = false, nights*700
		out = append(out, c, below)
	}
	return out
}

// pricedParts cuts nights where a price of the placement begins or ends: within a part the price is the same.
func pricedParts(f *Facts, placement string, in Period) (out []Period) {
	cuts := []day.Day{in.From}
	for i := range f.prices.All {
		b := &f.prices.All[i].Body
		if b.Placement != placement {
			continue
		}
		cuts = append(cuts, b.From)
		if !b.To.IsZero() {
			cuts = append(cuts, b.To.Add(1))
		}
	}
	cuts = slices.DeleteFunc(cuts, func(d day.Day) bool { return d.Before(in.From) || d.After(in.To) })
	slices.SortFunc(cuts, day.Day.Compare)
	cuts = slices.Compact(cuts)
	for i, from := range cuts {
		part := Period{from, in.To}
		if i+1 < len(cuts) {
			part.To = cuts[i+1].Add(-1)
		}
		out = append(out, part)
	}
	return out
}

// placedAndPaid gives the placements of the period, with the numbers by which their provider is found, and the providers that are not registered.
func placedAndPaid(f *Facts, p span, give func(piece)) {
	for i := range f.providers.All {
		if b := &f.providers.All[i].Body; b.Registration == "unregistered" || b.Registration == "applied" {
			give(tells(isProvider, f, f.providers.All[i].ID, said(f.Subject, b.URN)...))
		}
	}
	for i := range f.placements.All {
		pl := &f.placements.All[i]
		in := nightsOf(&pl.Body, p.Period)
		if pl.Body.From.IsZero() || in.days() == 0 || temporary(pl.Body.Type) {
			continue
		}
		keys := said(pl.Body.URN)
		if pl.Body.URN == record.NoURN {
			keys = nil
		}
		for k := range f.prices.All {
			if b := &f.prices.All[k].Body; b.Placement == pl.ID && b.Provider != "" && b.For == "placement" {
				keys = []string{b.Provider}
			}
		}
		if len(keys) == 0 {
			continue
		}
		c := one(f, pl.ID, true, in.From)
		c.Started, c.Ended, c.Value = pl.Body.From, pl.Body.To, in.days()
		band := over15
		if birth := f.child().Birth; birth.IsZero() || in.From.Age(birth) < 16 {
			band = under16
		}
		c.Bands = []string{band}
		x := counts(aPlacement, c, keys...)
		x.from = in.From
		give(x)
	}
}

const (
	eachChild = true  // a child counts once, in the band of the first day
	eachNight = false // each placement, with its nights
)

// notRegistered is COM-06.
func notRegistered(once bool) func([]piece, span) ([]piece, string) {
	return func(ps []piece, _ span) (counted []piece, note string) {
		not := map[string]bool{}
		for _, p := range ofPart(ps, isProvider) {
			for _, k := range p.keys {
				not[k] = true
			}
		}
		first := map[string]piece{}
		for _, p := range ofPart(ps, aPlacement) {
			if !slices.ContainsFunc(p.keys, func(k string) bool { return not[k] }) {
				continue
			}
			if !once {
				p.may.Bands = nil
				counted = append(counted, p)
				continue
			}
			if had, ok := first[p.subject]; !ok || p.from.Before(had.from) {
				first[p.subject] = p
			}
		}
		for _, p := range ofPart(ps, aPlacement) {
			if had, ok := first[p.subject]; ok && had.id == p.id {
				counted = append(counted, p)
			}
		}
		return counted, ""
	}
}
