package measure

import (
	"throughline/internal/access"
	"throughline/internal/assessment"
	"throughline/internal/day"
	"throughline/internal/record"
)

var assessmentKind = kind[record.Assessment]()

// assessments are the measures of the assessments of children. Source: DfE CIN census tables C1 to C3; specs/measures.md, Assessments.
var assessments = map[string]counter{
	"AS-01": {
		plain: "How many assessments were completed in the period. An assessment is completed on the day a manager authorises it.",
		shape: aNumber, rate: true, kinds: []string{assessmentKind}, class: access.Assessment, count: completed,
	},
	"AS-02": {
		plain: "Of the assessments completed in the period, how many were completed within 45 working days of the day the referral was received. " +
			"An assessment is completed on the day a manager authorises it. Weekends and bank holidays are not counted. Assessments that are still open are not counted.",
		kinds: []string{assessmentKind, referralKind}, class: access.Assessment, count: completedInTime,
	},
	"AS-03": {
		plain: "How many working days the assessments completed in the period took from the day the referral was received.",
		shape: aSpread, bands: assessmentBands, kinds: []string{assessmentKind, referralKind}, class: access.Assessment, count: assessmentDays(true),
	},
	"AS-04": {
		plain: "Of the referrals received in the period, after how many an assessment found the child not in need: the case was closed after assessment and nothing further was done.",
		note:  "Referrals whose assessment is not finished count below the line only: the figure of the latest months rises.",
		kinds: []string{referralKind}, class: access.Referral, count: notInNeed,
	},
	"AS-05": {
		plain:    "Of the assessments that were open at the end of the day, how many had been open for more than 45 working days since the referral was received.",
		snapshot: true, kinds: []string{assessmentKind, referralKind}, class: access.Assessment, count: openTooLong,
	},
	"AS-06": {
		plain: "What was found in the assessments completed in the period that name any factor. One assessment may name several, so the shares add up to more than 100%.",
		shape: aSpread, kinds: []string{assessmentKind}, class: access.Assessment, count: factorsFound,
	},
	"AS-07": {
		plain: "Of the assessments completed in the period, in how many the child was seen. How many were seen alone is shown beside it.",
		bands: []string{"seen alone"}, note: "A census does not say whether a child was seen: imported assessments count as not seen.",
		kinds: []string{assessmentKind}, class: access.Assessment, count: seenDuring,
	},
	"AS-08": {
		plain: "Of the assessments completed in the period, after how many there was no statutory action: no further action, or the case closed as not in need. Compared between ethnic groups.",
		kinds: []string{assessmentKind, referralKind}, class: access.Assessment, count: noAction,
	},
	"AS-09": {
		plain: "Of the assessments completed in the year before the period and followed by no action, after how many the child was referred again within 12 months.",
		note:  "The assessments are those of the year before, so that each has had its 12 months.",
		kinds: []string{assessmentKind, referralKind}, class: access.Assessment, back: 12, count: backAfterNoAction,
	},
	"AS-10": {
		plain: "The number of working days in which half of the assessments completed in the period were done, from the day the referral was received.",
		shape: aMedian, unit: daysUnit, kinds: []string{assessmentKind, referralKind}, class: access.Assessment, count: assessmentDays(false),
	},
}

// ofAssessment is a contribution of a completed assessment.
func ofAssessment(f *Facts, a *fact[record.Assessment], in bool) Contribution {
	return Contribution{Record: a.ID, Subject: f.Subject, In: in, Ended: a.Body.Authorised, Referral: a.Body.Referral}
}

// completed is AS-01: assessments authorised in the period.
func completed(f *Facts, p span) (out []Contribution) {
	for i := range f.assessments.All {
		if a := &f.assessments.All[i]; p.has(a.Body.Authorised) {
			c := ofAssessment(f, a, true)
			c.Started = a.Body.Started
			out = append(out, c)
		}
	}
	return out
}

// completedInTime is AS-02: assessments authorised in the period; in the numerator those authorised within 45 working days of
// the referral date, whatever day the assessment itself was started (clock AS-02). One that says it was authorised before its referral
// was received counts as the census counts it: it has used no working day (cincount); the return's own rules name the wrong date.
func completedInTime(f *Facts, p span) (out []Contribution) {
	for i := range f.assessments.All {
		a := &f.assessments.All[i]
		if !p.has(a.Body.Authorised) {
			continue
		}
		c := ofAssessment(f, a, false)
		if r, ok := fromReferral(&c, f, a, p); ok {
			c.In, _ = assessment.InTime(a.Body, *r)
		}
		out = append(out, c)
	}
	return out
}

var assessmentBands = []string{"0 to 10", "11 to 20", "21 to 30", "31 to 40", "41 to 45", "46 to 50", "51 to 60", "61 or more"}

// assessmentDays is AS-03 and AS-10: how long the assessments took that were completed in the period.
func assessmentDays(bands bool) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) (out []Contribution) {
		for i := range f.assessments.All {
			a := &f.assessments.All[i]
			if !p.has(a.Body.Authorised) {
				continue
			}
			c := ofAssessment(f, a, true)
			if r, ok := fromReferral(&c, f, a, p); ok {
				c.Value = max(0, assessment.WorkingDays(a.Body, *r))
				if bands {
					c.Bands = []string{band(c.Value, []int{10, 20, 30, 40, 45, 50, 60}, assessmentBands)}
				}
			}
			out = append(out, c)
		}
		return out
	}
}

// notInNeed is AS-04 (closure RC8).
func notInNeed(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		if r := &f.referrals.All[i]; p.has(r.Body.Date) {
			out = append(out, ofReferral(f, r, r.Body.Closure == "RC8" && !r.Body.Closed.After(p.asAt)))
		}
	}
	return out
}

// openTooLong is AS-05: assessments started and not authorised by the end of the as-at day; in the numerator those past 45
// working days from the referral date on that day. An assessment whose case was closed without an end date cannot be open.
func openTooLong(f *Facts, p span) (out []Contribution) {
	for i := range f.assessments.All {
		a := &f.assessments.All[i]
		if !open(a.Body.Started, a.Body.Authorised, p.asAt) {
			continue
		}
		c := Contribution{Record: a.ID, Subject: f.Subject, Referral: a.Body.Referral}
		r, _ := fromReferral(&c, f, a, p)
		switch {
		case c.Held != "":
		case c.Started.After(p.asAt):
			continue // referred later
		case !r.Closed.IsZero() && !r.Closed.After(p.asAt):
			c.Held = "Its case was closed and the assessment has no end date: one of the two is wrong"
		default:
			now := a.Body
			now.Authorised = p.asAt
			inTime, _ := assessment.InTime(now, *r)
			c.In = !inTime
		}
		out = append(out, c)
	}
	return out
}

// fromReferral sets when the assessment's clock started and when it is due, or why that cannot be said.
func fromReferral(c *Contribution, f *Facts, a *fact[record.Assessment], p span) (r *record.Referral, ok bool) {
	r, ok = f.referrals.find(a.Body.Referral)
	switch {
	case !ok:
		c.Held = "Its referral is not recorded, so no clock can be counted"
	case r.Date.IsZero():
		c.Held = "Its referral has no date, so no clock can be counted"
	default:
		due(c, assessment.Completion, r.Date, p)
	}
	return r, c.Held == ""
}

// factorsFound is AS-06.
func factorsFound(f *Facts, p span) (out []Contribution) {
	for i := range f.assessments.All {
		a := &f.assessments.All[i]
		if !p.has(a.Body.Authorised) || len(a.Body.Factors) == 0 {
			continue
		}
		c := ofAssessment(f, a, true)
		for _, code := range a.Body.Factors {
			c.Bands = append(c.Bands, code+" "+labels("assessment_factors").of(code))
		}
		out = append(out, c)
	}
	return out
}

// seenDuring is AS-07: seen from the day of the referral, or of the start when it is not known, to the day of authorisation.
func seenDuring(f *Facts, p span) (out []Contribution) {
	for i := range f.assessments.All {
		a := &f.assessments.All[i]
		if !p.has(a.Body.Authorised) {
			continue
		}
		from := a.Body.Started
		if r, ok := f.referrals.find(a.Body.Referral); ok && r.Date.Before(from) {
			from = r.Date
		}
		c := ofAssessment(f, a, a.Body.Seen.Within(from, a.Body.Authorised))
		if c.In && a.Body.SeenAlone == "yes" {
			c.Bands = []string{"seen alone"}
		}
		out = append(out, c)
	}
	return out
}

// withoutAction says whether nothing followed an assessment, as it was known at the end of a day.
func withoutAction(f *Facts, a *record.Assessment, asAt day.Day) bool {
	if a.Outcome != "" {
		return a.Outcome == "no_further_action"
	}
	r, ok := f.referrals.find(a.Referral)
	return ok && r.Closure == "RC8" && !r.Closed.After(asAt)
}

// noAction is AS-08.
func noAction(f *Facts, p span) (out []Contribution) {
	for i := range f.assessments.All {
		if a := &f.assessments.All[i]; p.has(a.Body.Authorised) {
			out = append(out, ofAssessment(f, a, withoutAction(f, &a.Body, p.asAt)))
		}
	}
	return out
}

// backAfterNoAction is AS-09: the cohort is that of 12 months before.
func backAfterNoAction(f *Facts, p span) (out []Contribution) {
	before := Period{p.From.AddMonths(-12), p.To.AddMonths(-12)}
	for i := range f.assessments.All {
		a := &f.assessments.All[i]
		if !before.has(a.Body.Authorised) || !withoutAction(f, &a.Body, p.asAt) {
			continue
		}
		again := false
		for _, r := range f.referrals.All {
			again = again || r.Body.Date.After(a.Body.Authorised) && !r.Body.Date.After(a.Body.Authorised.AddMonths(12)) && !r.Body.Date.After(p.asAt)
		}
		out = append(out, ofAssessment(f, a, again))
	}
	return out
}
