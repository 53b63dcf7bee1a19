package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
)

// consulting are the measures that hold the consultation line against what is referred. Source: seed requirements S0 4.10; specs/measures.md, Front door.
var consulting = map[string]counter{
	"FD-11": {
		plain: "Of the calls to the consultation line in which a child was named, how many were followed by a referral of that child within 30 days. Within 7 and 90 days is shown beside it.",
		note:  "Counts the calls up to 30 days before the end of the period, from 30 days before its start, so that each has had its 30 days. A child who was named and is not known here can only be followed by a referral that the call was linked to.",
		bands: []string{withinWeek, withinMonth, withinQuarter}, subject: record.CallSubject, kinds: []string{callKinds[0], referralKind}, class: access.Referral,
		join: &join{over: []string{record.CallSubject, record.ChildSubject}, pick: callsAndReferrals, count: callsFollowed},
	},
	"FD-13": {
		plain: "For each kind of agency, its share of the calls to the consultation line in the period divided by its share of the referrals. Below 1, it refers more than it asks.",
		shape: anIndex, subject: record.CallSubject, kinds: []string{callKinds[0], referralKind}, class: access.Referral,
		note: "All agencies together are 1.0 by definition. An agency that made fewer than 10 referrals has no index. Referrals by the public and by nobody known are left out: only agencies call the line.",
		join: &join{over: []string{record.CallSubject, record.ChildSubject}, pick: callsBesideReferrals, count: everyPiece},
	},
}

const (
	withinWeek    = "within 7 days"
	withinMonth   = "within 30 days"
	withinQuarter = "within 90 days"
	cohortDays    = 30
	leastForIndex = 10 // "n<10 not shown", of what is divided by
)

// The parts of FD-11 and FD-13.
const (
	aCall part = iota
	aReferral
)

func callsAndReferrals(f *Facts, p span, give func(piece)) {
	cohort := Period{p.From.Add(-cohortDays), p.To.Add(-cohortDays)}
	for i := range f.calls.All {
		b := &f.calls.All[i].Body
		if on := day.In(b.At); cohort.has(on) && (b.Child != "" || len(b.Named) > 0) {
			c := one(f, f.calls.All[i].ID, false, on)
			c.Started = on
			call := counts(aCall, c, said(b.Child, b.Contact, b.Referral)...)
			call.from = on
			give(call)
		}
	}
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		if on := r.Body.Date; !on.Before(cohort.From) && !on.After(p.asAt) && !on.IsZero() {
			followed := tells(aReferral, f, r.ID, said(append(f.names(), r.ID, r.Body.Contact)...)...)
			followed.from = on
			give(followed)
		}
	}
}

// callsFollowed looks for the first referral on the day of the call or after it: of the child, of the contact that the call was taken further as, or the one
// that somebody linked.
func callsFollowed(ps []piece, _ span) (counted []piece, note string) {
	referred := map[string][]day.Day{}
	for _, p := range ps {
		if p.part == aReferral {
			for _, k := range p.keys {
				referred[k] = append(referred[k], p.from)
			}
		}
	}
	for _, call := range ps {
		if call.part != aCall {
			continue
		}
		first := day.Day{}
		for _, k := range call.keys {
			for _, on := range referred[k] {
				if !on.Before(call.from) && (first.IsZero() || on.Before(first)) {
					first = on
				}
			}
		}
		c := call.may
		c.Bands = nil
		if !first.IsZero() {
			took := first.Sub(call.from)
			for i, most := range []int{7, cohortDays, 90} {
				if took <= most {
					c.Bands = append(c.Bands, []string{withinWeek, withinMonth, withinQuarter}[i])
				}
			}
			c.In, c.Ended = took <= cohortDays, first
		}
		counted = append(counted, call)
	}
	return counted, ""
}

func callsBesideReferrals(f *Facts, p span, give func(piece)) {
	for i := range f.calls.All {
		if b := &f.calls.All[i].Body; p.has(day.In(b.At)) {
			c := one(f, f.calls.All[i].ID, true, day.In(b.At))
			c.Bands = []string{notStated}
			if code, ok := agencies().Find(b.AgencyType); ok {
				c.Bands[0] = labels("referral_source").of(code.MapsTo)
			}
			give(counts(aCall, c))
		}
	}
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		switch r.Body.Source {
		case "", "1A", "1B", "1C", "1D", "9", "10":
			continue
		}
		if p.has(r.Body.Date) {
			c := ofReferral(f, r, false)
			c.Bands = []string{labels("referral_source").of(r.Body.Source)}
			give(counts(aReferral, c))
		}
	}
}

func agencies() codes.CodeSet {
	s, _ := codes.Set("agency_type")
	return s
}

// everyPiece counts all as they were picked.
func everyPiece(ps []piece, _ span) ([]piece, string) { return ps, "" }
