package measure

import (
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var (
	carerKinds    = []string{kind[record.YoungCarer]()}
	clinicalKinds = []string{kind[record.ClinicalReferral]()}
)

// youngCarers are the measures of young carers. Source: Children Act 1989 s17ZA; seed requirements SR-150 to SR-154; specs/measures.md, Young carers.
var youngCarers = map[string]counter{
	"YC-01": {
		plain: "How many young carers were identified in the period, by who noticed it.",
		note:  "No rate is shown: the population that is recorded is not that of 10 to 17 alone.",
		shape: aSpread, kinds: carerKinds, class: access.Referral, count: carersIdentified,
	},
	"YC-02": {
		plain: "Of the young carers identified in the period, for how many an assessment of their needs as carers was completed.",
		kinds: []string{kind[record.YoungCarer](), kind[record.NeedAssessment]()}, class: access.Assessment, count: carersAssessed,
	},
	"YC-03": {
		plain:    "Of the young carers with whom the council worked at the end of the day, how many had support of some kind.",
		snapshot: true, kinds: carerKinds, class: access.Referral, count: carersSupported,
	},
}

// clinicalService are the measures of the clinical service. Source: seed requirements SR-166, SR-167; specs/measures.md, Clinical service.
var clinicalService = map[string]counter{
	"CS-01": {
		plain: "How many children were referred to the clinical service in the period.",
		shape: aNumber, kinds: clinicalKinds, class: access.Referral, count: clinicalReferrals,
	},
	"CS-01c": {
		of: "CS-01", title: "Change of referrals to the clinical service in a year",
		plain: "By how much the referrals to the clinical service changed in a year: those of the period less those of the same period the year before, as a percentage of the earlier ones.",
		shape: aChange, kinds: clinicalKinds, class: access.Referral, back: 12, count: clinicalChange,
	},
	"CS-02": {
		plain: "How many children waited at the end of the day for the first appointment with the clinical service that is kept, and how many of them for over 18 weeks.",
		shape: aSpread, bands: waitBands, snapshot: true, kinds: clinicalKinds, class: access.Referral, count: clinicalWaiting,
	},
	"CS-02d": {
		of: "CS-02", title: "Days to the first appointment with the clinical service",
		plain: "The days from the referral to the first appointment that was kept, of the children first seen in the period: the median.",
		shape: aMedian, unit: daysUnit, kinds: clinicalKinds, class: access.Referral, count: clinicalDays,
	},
	"CS-03": {
		plain: "Of the appointments with the clinical service in the period that were kept or not attended, how many the child did not attend. Cancelled ones are not counted. None of them ended a referral by itself.",
		kinds: clinicalKinds, class: access.Referral, count: clinicalMissed,
	},
	"CS-04": {
		plain: "Of the referrals to the clinical service in the period, how many were of children who had a child in need or child protection plan on that day.",
		kinds: clinicalKinds, class: access.Referral, count: clinicalOnPlan,
	},
}

var waitBands = []string{"18 weeks or less", "over 18 weeks"}

// longWait is 18 weeks in days.
const longWait = 18 * 7

// eachCarer gives a contribution for each young carer who was identified in the period.
func eachCarer(f *Facts, p span, fill func(*record.YoungCarer, *Contribution)) (out []Contribution) {
	for i := range f.carers.All {
		y := &f.carers.All[i]
		if !p.has(y.Body.Identified) {
			continue
		}
		c := one(f, y.ID, true, y.Body.Identified)
		c.Started, c.Ended = y.Body.Identified, y.Body.Closed
		fill(&y.Body, &c)
		out = append(out, c)
	}
	return out
}

func carersIdentified(f *Facts, p span) []Contribution {
	return eachCarer(f, p, func(y *record.YoungCarer, c *Contribution) {
		c.Bands = []string{labels("young_carer_source").of(y.Source)}
	})
}

func carersAssessed(f *Facts, p span) []Contribution {
	return eachCarer(f, p, func(y *record.YoungCarer, c *Contribution) {
		n, ok := f.needs.find(y.Assessment)
		c.In = ok && !n.Done.IsZero() && !n.Done.After(p.asAt)
	})
}

func carersSupported(f *Facts, p span) (out []Contribution) {
	for i := range f.carers.All {
		y := &f.carers.All[i]
		if !open(y.Body.Identified, y.Body.Closed, p.asAt) {
			continue
		}
		c := one(f, y.ID, slices.ContainsFunc(y.Body.Support, func(s record.CarerSupport) bool { return open(s.From, s.To, p.asAt) }), p.asAt)
		c.Started, c.Ended = y.Body.Identified, y.Body.Closed
		out = append(out, c)
	}
	return out
}

// eachClinical gives a contribution for each clinical referral of which a day lies in the period.
func eachClinical(f *Facts, p Period, of func(*record.ClinicalReferral) day.Day, fill func(*record.ClinicalReferral, *Contribution)) (out []Contribution) {
	for i := range f.clinical.All {
		r := &f.clinical.All[i]
		on := of(&r.Body)
		if !p.has(on) {
			continue
		}
		c := one(f, r.ID, true, on)
		c.Started, c.Ended = r.Body.Referred, r.Body.Closed
		fill(&r.Body, &c)
		out = append(out, c)
	}
	return out
}

func clinicalReferred(c *record.ClinicalReferral) day.Day { return c.Referred }

// firstSeen is the day of the first appointment that was kept.
func firstSeen(c *record.ClinicalReferral) (first day.Day) {
	for _, a := range c.Appointments {
		if on := day.In(a.At); a.Outcome == record.AppointmentKept && (first.IsZero() || on.Before(first)) {
			first = on
		}
	}
	return first
}

func clinicalReferrals(f *Facts, p span) []Contribution {
	return eachClinical(f, p.Period, clinicalReferred, func(*record.ClinicalReferral, *Contribution) {})
}

// clinicalChange is the referrals of the period, and outside the numerator those of the same period a year before.
func clinicalChange(f *Facts, p span) []Contribution {
	before := Period{p.From.AddMonths(-12), p.To.AddMonths(-12)}
	return append(clinicalReferrals(f, p), eachClinical(f, before, clinicalReferred, func(_ *record.ClinicalReferral, c *Contribution) { c.In = false })...)
}

func clinicalWaiting(f *Facts, p span) (out []Contribution) {
	for i := range f.clinical.All {
		r := &f.clinical.All[i]
		seen := firstSeen(&r.Body)
		if !open(r.Body.Referred, r.Body.Closed, p.asAt) || !seen.IsZero() && !seen.After(p.asAt) {
			continue
		}
		c := one(f, r.ID, true, p.asAt)
		c.Started, c.Due, c.Ended = r.Body.Referred, r.Body.Referred.Add(longWait), r.Body.Closed
		c.Bands = []string{band(p.asAt.Sub(r.Body.Referred), []int{longWait}, waitBands)}
		out = append(out, c)
	}
	return out
}

func clinicalDays(f *Facts, p span) []Contribution {
	return eachClinical(f, p.Period, firstSeen, func(r *record.ClinicalReferral, c *Contribution) { c.Value = firstSeen(r).Sub(r.Referred) })
}

func clinicalMissed(f *Facts, p span) (out []Contribution) {
	for i := range f.clinical.All {
		r := &f.clinical.All[i]
		for _, a := range r.Body.Appointments {
			on := day.In(a.At)
			if a.Outcome != record.AppointmentKept && a.Outcome != record.AppointmentMissed || !p.has(on) {
				continue
			}
			c := one(f, r.ID, a.Outcome == record.AppointmentMissed, on)
			c.Started, c.Ended = r.Body.Referred, r.Body.Closed
			out = append(out, c)
		}
	}
	return out
}

func clinicalOnPlan(f *Facts, p span) []Contribution {
	return eachClinical(f, p.Period, clinicalReferred, func(r *record.ClinicalReferral, c *Contribution) {
		c.In = r.PlanThen == record.PlanInNeed || r.PlanThen == record.PlanProtection
	})
}

// slimCarer and slimClinical keep what is counted, and nothing that anybody typed.
func slimCarer(y *record.YoungCarer) {
	out := record.YoungCarer{Identified: y.Identified, Source: y.Source, Offered: y.Offered, Assessment: y.Assessment, Closed: y.Closed}
	for _, s := range y.Support {
		out.Support = append(out.Support, record.CarerSupport{From: s.From, To: s.To})
	}
	*y = out
}

func slimClinical(c *record.ClinicalReferral) {
	out := record.ClinicalReferral{Referred: c.Referred, Priority: c.Priority, PlanThen: c.PlanThen, Accepted: c.Accepted, Closed: c.Closed, Outcome: c.Outcome}
	for _, a := range c.Appointments {
		out.Appointments = append(out.Appointments, record.Appointment{At: a.At, Outcome: a.Outcome})
	}
	*c = out
}
