package measure

import (
	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/record"
)

// legal are the measures of orders and of the work before care proceedings. Source: Public Law Working Group best practice; specs/measures.md,
// Legal, Commissioning (COM-12).
var legal = map[string]counter{
	"LEG-01": {
		plain: "The average number of weeks from the application for a care or supervision order to the final order, of the children whose proceedings ended in the period. Weeks are to the nearest.",
		shape: aMean, unit: weeksUnit, kinds: proceedingsKinds, class: access.Legal, count: proceedingsEnded,
		note: "Counted for each child from the application to the end, as Cafcass does; the Ministry of Justice counts to the first disposal.",
	},
	"LEG-02": {
		plain: "Of the children whose care proceedings ended in the period, for how many they took 26 weeks or less.",
		kinds: proceedingsKinds, class: access.Legal, count: proceedingsInTime,
	},
	"LEG-03": {
		plain: "For how many children an application for a care order was made in the period, and for how many of every 10,000 children.",
		shape: aNumber, rate: true, headline: true, kinds: proceedingsKinds, class: access.Legal, count: careApplications,
	},
	"LEG-04": {
		plain: "How many children were in pre-proceedings at the end of the day: it was decided to begin, and neither to step down nor to apply to court. Over 16 weeks is shown beside it.",
		shape: aSpread, bands: []string{"16 weeks or less", "over 16 weeks"}, snapshot: true,
		kinds: []string{kind[record.PreProceedings]()}, class: access.Legal, count: preProceedingsOpen,
	},
	"LEG-05": {
		plain: "Of the children for whom an application for a care order was made after pre-proceedings in the period, to how many families a family group decision-making meeting had been offered.",
		note:  "Applications made without pre-proceedings are not counted. The duty to offer is enacted and not yet in force.",
		kinds: []string{kind[record.PreProceedings]()}, class: access.Legal, count: familyMeetingOffered,
	},
	"LEG-06": {
		plain: "How many emergency protection orders and times in police protection began in the period.",
		shape: aSpread, bands: []string{"emergency protection order", "police protection"}, kinds: []string{kind[record.LegalStatus]()}, class: access.Legal,
		note: "Counted from the legal statuses of looked-after children.", count: emergencies,
	},
	"COM-12": {
		plain: "How many children were under an order of the High Court that allows their liberty to be restricted, at any time in the period.",
		shape: aNumber, kinds: []string{kind[record.DeprivationOfLiberty]()}, class: access.Legal, count: deprivedOfLiberty,
	},
}

var proceedingsKinds = []string{kind[record.CareProceedings]()}

func proceedingsEnded(f *Facts, p span) (out []Contribution) {
	for _, c := range f.proceedings.All {
		if !p.has(c.Body.Ordered) {
			continue
		}
		one := one(f, c.ID, true, c.Body.Ordered)
		one.Started, one.Ended = c.Body.Issued, c.Body.Ordered
		if c.Body.Issued.IsZero() {
			one.Held = "The day of the application is not recorded"
		}
		one.Value = (c.Body.Ordered.Sub(c.Body.Issued) + 3) / 7
		out = append(out, one)
	}
	return out
}

// proceedingsInTime is LEG-02 (clock CT-01: calendar weeks).
func proceedingsInTime(f *Facts, p span) []Contribution {
	out := proceedingsEnded(f, p)
	for i := range out {
		c := &out[i]
		if c.In = false; c.Held == "" {
			limit := due(c, "CT-01", c.Started, p)
			c.In, _ = limit.InTime(clock.On(c.Ended))
		}
	}
	return out
}

// careApplications counts children: the first application of the period.
func careApplications(f *Facts, p span) []Contribution {
	for _, c := range f.proceedings.All {
		if p.has(c.Body.Issued) && c.Body.Sought != record.OrderSupervision {
			one := one(f, c.ID, true, c.Body.Issued)
			one.Started, one.Ended = c.Body.Issued, c.Body.Ordered
			return []Contribution{one}
		}
	}
	return nil
}

func preProceedingsOpen(f *Facts, p span) (out []Contribution) {
	for _, pp := range f.preProceedings.All {
		b := pp.Body
		if b.Decided.IsZero() || !open(b.Decided, b.StepDecision, p.asAt) || !open(b.Decided, b.CourtApplication, p.asAt) {
			continue
		}
		c := one(f, pp.ID, true, p.asAt)
		c.Started, c.Referral, c.Value = b.Decided, b.Referral, p.asAt.Sub(b.Decided)/7
		c.Bands = []string{"16 weeks or less"}
		if p.asAt.After(b.Decided.Add(16 * 7)) {
			c.Bands = []string{"over 16 weeks"}
		}
		out = append(out, c)
	}
	return oneChild(out)
}

func familyMeetingOffered(f *Facts, p span) (out []Contribution) {
	for _, pp := range f.preProceedings.All {
		if b := pp.Body; p.has(b.CourtApplication) {
			c := one(f, pp.ID, b.FGDMOffered == record.Yes, b.CourtApplication)
			c.Started, c.Ended, c.Referral = b.Decided, b.CourtApplication, b.Referral
			out = append(out, c)
		}
	}
	return out
}

func emergencies(f *Facts, p span) (out []Contribution) {
	for _, s := range f.statuses.All {
		name := map[string]string{"L1": "police protection", "L2": "emergency protection order"}[s.Body.Status]
		if name == "" || !p.has(s.Body.From) {
			continue
		}
		c := one(f, s.ID, true, s.Body.From)
		c.Started, c.Ended, c.Bands = s.Body.From, s.Body.To, []string{name}
		out = append(out, c)
	}
	return out
}

func deprivedOfLiberty(f *Facts, p span) (out []Contribution) {
	for _, o := range f.liberty.All {
		if b := o.Body; !p.To.Before(p.From) && !b.From.IsZero() && !b.From.After(p.To) && !b.To.Before(p.From) {
			c := one(f, o.ID, true, b.From)
			c.Started, c.Ended = b.From, b.To
			return []Contribution{c} // children, not orders
		}
	}
	return nil
}
