package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

// need are the measures of children in need. An episode of need is a referral that was neither ended without action nor closed because an
// assessment found no need: so the published numbers of episodes come out of those of referrals. Source: DfE CIN census tables B1 to B5;
// specs/measures.md, Children in need.
var need = map[string]counter{
	"CIN-01": {
		plain: "How many children were in need at the end of the day: their case was open, they had a child protection plan, or they were looked after. Unborn children count.",
		shape: aNumber, snapshot: true, rate: true, headline: true, kinds: needKinds, class: access.Referral, count: inNeed,
	},
	"CIN-02": {
		plain: "How many episodes of need were open at any time in the period. A child whose case was closed and opened again counts each time.",
		shape: aNumber, kinds: []string{referralKind}, class: access.Referral, count: needAtAnyTime,
	},
	"CIN-03a": {
		plain:    "Of the episodes of need open at the end of the day, how many had been open for less than 3 months.",
		snapshot: true, kinds: []string{referralKind}, class: access.Referral, count: openFor(func(from, on day.Day) bool { return on.Before(from.AddMonths(3)) }),
	},
	"CIN-03b": {
		plain:    "Of the episodes of need open at the end of the day, how many had been open for 2 years or more.",
		snapshot: true, kinds: []string{referralKind}, class: access.Referral, count: openFor(func(from, on day.Day) bool { return !on.Before(from.AddMonths(24)) }),
	},
	"CIN-04": {
		plain: "Of the episodes of need that ended in the period, how many had lasted less than 3 months.",
		kinds: []string{referralKind}, class: access.Referral, count: endedSoon,
	},
	"CIN-07": {
		plain:    "Of the children in need at the end of the day, how many have a disability recorded.",
		snapshot: true, kinds: append([]string{kind[record.Child]()}, needKinds...), class: access.Referral, count: inNeedDisabled,
	},
	"DIS-04": {
		plain: "Of the referrals received in the period, for how many the child's ethnicity is known. Not yet known and declined to say are not known. Unborn children are left out.",
		kinds: []string{referralKind, kind[record.Child]()}, class: access.Referral, count: ethnicityKnown,
	},
}

var needKinds = []string{referralKind, kind[record.CPPlan](), periodKind, statusKind}

// isNeed says whether a referral is an episode of need, as it was known at the end of a day.
func isNeed(r *record.Referral, asAt day.Day) bool {
	ended := !r.Closed.IsZero() && !r.Closed.After(asAt)
	return !r.NFA && !(ended && r.Closure == "RC8")
}

// openNeed is the first episode of need that was open at the end of a day.
func openNeed(f *Facts, on day.Day) (r *fact[record.Referral], ok bool) {
	for i := range f.referrals.All {
		if r := &f.referrals.All[i]; !r.Body.Date.IsZero() && !r.Body.NFA && open(r.Body.Date, r.Body.Closed, on) {
			return r, true
		}
	}
	return nil, false
}

// needOn is the record by which a child was in need at the end of a day: the open case, else the plan, else the period of care.
func needOn(f *Facts, on day.Day) (c Contribution, ok bool) {
	if r, ok := openNeed(f, on); ok {
		return ofReferral(f, r, true), true
	}
	for _, pl := range f.plans.All {
		if !pl.Body.Started.IsZero() && open(pl.Body.Started, pl.Body.Ended, on) {
			return Contribution{Record: pl.ID, Subject: f.Subject, In: true, Started: pl.Body.Started, Referral: pl.Body.Referral}, true
		}
	}
	if pd, ok := inCare(f, on); ok {
		return Contribution{Record: pd.ID, Subject: f.Subject, In: true, Started: pd.Body.Started}, true
	}
	return c, false
}

func inNeed(f *Facts, p span) (out []Contribution) {
	if c, ok := needOn(f, p.asAt); ok {
		c.On = p.asAt
		out = append(out, c)
	}
	return out
}

func inNeedDisabled(f *Facts, p span) []Contribution {
	out := inNeed(f, p)
	for i := range out {
		out[i].In = disability(f) == disabled
	}
	return out
}

func needAtAnyTime(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		if isNeed(&r.Body, p.asAt) && !r.Body.Date.IsZero() && !r.Body.Date.After(p.To) && !r.Body.Closed.Before(p.From) && !p.To.Before(p.From) {
			c := ofReferral(f, r, true)
			c.On = p.To
			if !r.Body.Closed.IsZero() && r.Body.Closed.Before(p.To) {
				c.On = r.Body.Closed
			}
			out = append(out, c)
		}
	}
	return out
}

func openFor(length func(from, on day.Day) bool) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) (out []Contribution) {
		if r, ok := openNeed(f, p.asAt); ok {
			c := ofReferral(f, r, length(r.Body.Date, p.asAt))
			c.On = p.asAt
			out = append(out, c)
		}
		return out
	}
}

func endedSoon(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		if !isNeed(&r.Body, p.asAt) || !p.has(r.Body.Closed) || r.Body.Date.IsZero() {
			continue
		}
		c := ofReferral(f, r, r.Body.Closed.Before(r.Body.Date.AddMonths(3)))
		c.Ended, c.On = r.Body.Closed, r.Body.Closed
		out = append(out, c)
	}
	return out
}

func ethnicityKnown(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		if p.has(r.Body.Date) && !unbornOn(f.child(), r.Body.Date) {
			out = append(out, ofReferral(f, r, known(f.child().Ethnicity)))
		}
	}
	return out
}
