package measure

import (
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var missingKind = kind[record.Missing]()

// missingChildren are the measures of children who go missing. Missing and away without authorisation are never added up, and missing from care
// and from home are counted apart. DfE left these out of its Dashboard because councils record them differently: local definitions. Source: SSDA903
// Missing; statutory guidance 2014; specs/measures.md, Missing.
var missingChildren = map[string]counter{
	"MIS-01": {
		plain: "Of the children who were looked after at any time in the period, how many went missing at least once while in care. Away without authorisation is not missing.",
		kinds: append([]string{missingKind}, careKinds...), class: access.Assessment, note: localNote, count: wentMissing,
	},
	"MIS-02": {
		plain: "How many times looked-after children went missing in the period.",
		shape: aNumber, kinds: append([]string{missingKind}, careKinds...), class: access.Assessment, note: localNote, count: occasions("M", true),
	},
	"MIS-03": {
		plain: "How many times, on average, a looked-after child who went missing in the period went missing.",
		shape: aRatio, kinds: append([]string{missingKind}, careKinds...), class: access.Assessment, note: localNote, count: occasions("M", true),
	},
	"MIS-04": {
		plain: "Of the looked-after children who went missing in the period, how many did so more than once.",
		kinds: append([]string{missingKind}, careKinds...), class: access.Assessment, note: localNote, count: missingAgain,
	},
	"MIS-05": {
		plain: "Of the times that children were missing, from care or from home, that ended in the period, after how many a return interview was offered.",
		kinds: []string{missingKind, interviewKind}, class: access.Assessment, note: localNote, count: interviewOffered,
	},
	"MIS-06": {
		plain: "Of the return interviews offered after times that ended in the period, how many were accepted.",
		kinds: []string{missingKind, interviewKind}, class: access.Assessment, note: localNote, count: interviewAccepted,
	},
	"MIS-07": {
		plain: "Of the times that children were missing, from care or from home, that ended in the period, after how many a return interview was held within 72 hours of the return. Weekends and holidays count.",
		kinds: []string{missingKind, interviewKind}, class: access.Assessment, note: localNote + " Where the hour of the return is not recorded, by the end of the third day after it.", count: interviewInTime,
	},
	"MIS-08": {
		plain: "How many times looked-after children were away without authorisation in the period.",
		shape: aNumber, kinds: append([]string{missingKind}, careKinds...), class: access.Assessment, note: localNote, count: occasions("A", true),
	},
	"MIS-09": {
		plain: "How many times children who were not looked after went missing from home in the period.",
		shape: aNumber, kinds: append([]string{missingKind}, careKinds...), class: access.Assessment, note: localNote, count: occasions("M", false),
	},
}

const localNote = "Local definition: councils record missing children differently, so do not compare."

var interviewKind = kind[record.ReturnInterview]()

// eachReturn gives the times of being missing that ended in the period, each with its return interview if there is one.
func eachReturn(f *Facts, p span, give func(m *fact[record.Missing], r record.ReturnInterview)) {
	for i := range f.missing.All {
		m := &f.missing.All[i]
		if m.Body.Type != "M" || !p.has(m.Body.To) {
			continue
		}
		var held record.ReturnInterview
		for _, r := range f.interviews.All {
			if r.Body.Missing == m.ID {
				held = r.Body
			}
		}
		if !held.Held.IsZero() && day.In(held.Held).After(p.asAt) {
			held.Held = time.Time{}
		}
		give(m, held)
	}
}

func ofMissing(f *Facts, m *fact[record.Missing], in bool) Contribution {
	c := one(f, m.ID, in, m.Body.To)
	c.Started, c.Ended = m.Body.From, m.Body.To
	return c
}

func interviewOffered(f *Facts, p span) (out []Contribution) {
	eachReturn(f, p, func(m *fact[record.Missing], r record.ReturnInterview) {
		out = append(out, ofMissing(f, m, r.Offered == record.Yes))
	})
	return out
}

func interviewAccepted(f *Facts, p span) (out []Contribution) {
	eachReturn(f, p, func(m *fact[record.Missing], r record.ReturnInterview) {
		if r.Offered == record.Yes {
			out = append(out, ofMissing(f, m, r.Accepted == record.Yes))
		}
	})
	return out
}

// interviewInTime is MIS-07 (clock MIS-01). One whose 72 hours are not over and that was not held is not counted.
func interviewInTime(f *Facts, p span) (out []Contribution) {
	eachReturn(f, p, func(m *fact[record.Missing], r record.ReturnInterview) {
		by := m.Body.To.Add(4).Start().Add(-time.Microsecond)
		if !m.Body.Returned.IsZero() {
			by = m.Body.Returned.Add(72 * time.Hour)
		}
		in := !r.Held.IsZero() && !r.Held.After(by)
		if r.Held.IsZero() && !p.asAt.Add(1).Start().After(by) {
			return
		}
		out = append(out, ofMissing(f, m, in))
	})
	return out
}

// fromCare says whether a child was looked after when they went.
func fromCare(f *Facts, on day.Day) bool {
	for _, pd := range carePeriods(f) {
		if !on.Before(pd.Body.Started) && (pd.Body.Ended.IsZero() || on.Before(pd.Body.Ended)) {
			return true
		}
	}
	return false
}

// occasions are the times that began in the period.
func occasions(kind string, care bool) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) (out []Contribution) {
		for _, m := range f.missing.All {
			if m.Body.Type != kind || !p.has(m.Body.From) || (!m.Body.FromHome && fromCare(f, m.Body.From)) != care {
				continue
			}
			c := one(f, m.ID, true, m.Body.From)
			c.Started, c.Ended = m.Body.From, m.Body.To
			out = append(out, c)
		}
		return out
	}
}

func wentMissing(f *Facts, p span) []Contribution {
	pd, ok := inCareBetween(f, p.Period)
	if !ok {
		return nil
	}
	return []Contribution{ofPeriod(f, pd, len(occasions("M", true)(f, p)) > 0, p.To)}
}

func missingAgain(f *Facts, p span) []Contribution {
	times := occasions("M", true)(f, p)
	if len(times) == 0 {
		return nil
	}
	first := times[0]
	first.In = len(times) > 1
	return []Contribution{first}
}
