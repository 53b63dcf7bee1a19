package measure

import (
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
			if m.Body.Type != kind || !p.has(m.Body.From) || fromCare(f, m.Body.From) != care {
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
