package measure

import (
	"throughline/internal/access"
	"throughline/internal/record"
)

// legal are the measures of orders and of the work before care proceedings. Source: Public Law Working Group best practice; specs/measures.md,
// Legal, Commissioning (COM-12).
var legal = map[string]counter{
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
