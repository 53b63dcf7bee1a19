package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/workday"
)

var reviewKind = kind[record.CLAReview]()

// reviewsInCare are the measures of the reviews of looked-after children. Source: CPPCR 2010 reg 33 (clocks CLA-20 to CLA-22); SSDA903 Reviews;
// specs/measures.md, Looked after.
var reviewsInCare = map[string]counter{
	"CLA-26": {
		plain: "Of the children who had been looked after for 4 weeks or more at the end of the day, for how many every review that fell due in the 12 months before was held on time: " +
			"the first within 20 working days, the second within 3 months of it, each later one within 6 months of the one before.",
		snapshot: true, kinds: append([]string{reviewKind}, careKinds...), class: access.Assessment, count: reviewedInCare,
	},
	"CLA-27": {
		plain: "Of the reviews of looked-after children held in the period at which the child was 4 or older, in how many the child took part: came, spoke, sent views or had an advocate.",
		kinds: []string{reviewKind, kind[record.Child]()}, class: access.Assessment, count: tookPart,
	},
	"CLA-33": {
		plain:    "Of the children aged 10 to 17 who had been looked after for 12 months or more at the end of the day, how many were convicted of an offence or received a youth caution in the year.",
		snapshot: true, kinds: append([]string{kind[record.CLAConviction](), kind[record.Child]()}, careKinds...), class: access.Offence, count: convicted,
	},
}

func reviewedInCare(f *Facts, p span) []Contribution {
	pd, ok := inCare(f, p.asAt)
	if !ok || pd.Body.Started.IsZero() || pd.Body.Started.Add(28).After(p.asAt) {
		return nil
	}
	var held []day.Day
	for _, r := range f.reviews.All {
		held = append(held, r.Body.Date)
	}
	working := p.book.Calendars().Working(workday.CPR)
	in := onTime(pd.Body.Started, held, p.asAt.AddMonths(-12), p.asAt, func(n int, last day.Day) day.Day {
		switch n {
		case 0:
			return working.Add(last, 20)
		case 1:
			return last.AddMonths(3)
		}
		return last.AddMonths(6)
	})
	return []Contribution{ofPeriod(f, pd, in, p.asAt)}
}

// tookPart is CLA-27: codes PN1 to PN6. A child of unknown age counts unless the code says that they were under 4 (PN0).
func tookPart(f *Facts, p span) (out []Contribution) {
	birth := f.child().Birth
	for _, r := range f.reviews.All {
		code := r.Body.Participation
		if !p.has(r.Body.Date) || code == "PN0" || !birth.IsZero() && r.Body.Date.Age(birth) < 4 {
			continue
		}
		c := one(f, r.ID, code >= "PN1" && code <= "PN6", r.Body.Date)
		c.Ended = r.Body.Date
		if code == "" {
			c.Held = "Nobody recorded whether the child took part"
		}
		out = append(out, c)
	}
	return out
}

// allYear is the period of care in which a child was for 12 months or more at the end of a day: from 1 April for 31 March.
func allYear(f *Facts, on day.Day) (*fact[record.CarePeriod], bool) {
	pd, ok := inCare(f, on)
	if !ok || pd.Body.Started.AddMonths(12).After(on.Add(1)) {
		return nil, false
	}
	return pd, true
}

// ageOn is a child's age in years, -1 when it is not known.
func ageOn(c *record.Child, on day.Day) int {
	if c.Birth.IsZero() {
		return -1
	}
	return on.Age(c.Birth)
}

func convicted(f *Facts, p span) []Contribution {
	pd, ok := allYear(f, p.asAt)
	if age := ageOn(f.child(), p.asAt); !ok || age < 10 || age > 17 {
		return nil
	}
	in := false
	for _, c := range f.convictions.All {
		in = in || c.Body.Convicted == record.Yes && inYear(c.Body.Date, c.Body.Year, p.asAt)
	}
	return []Contribution{ofPeriod(f, pd, in, p.asAt)}
}

// inYear says whether something that is dated, or told of a year ending 31 March, is of the 12 months that end on a day.
func inYear(on day.Day, year int, asAt day.Day) bool {
	if !on.IsZero() {
		y := yearTo(asAt)
		return on.Within(y.From, y.To)
	}
	return year == day.FinancialYearEnding(asAt)
}
