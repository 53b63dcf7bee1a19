package care

import (
	"fmt"
	"math"

	"throughline/internal/day"
	"throughline/internal/record"
)

func yesNo(b bool) record.YesNo {
	if b {
		return record.Yes
	}
	return record.No
}

// tellHealth writes what was checked and found. The first assessment comes soon after the start; then each year of a return in which the child is
// looked after from the first day to the last has its checks, and at its end what the return asks of it.
func (l *life) tellHealth() {
	for _, p := range l.periods {
		if p.breaks {
			continue
		}
		s := l.stream(fmt.Sprintf("health/%d", p.n))
		if first := p.from.Add(10 + s.IntN(14)); first.Before(p.to) {
			l.made(first, "Record a health check", fmt.Sprintf("health/%d/first", p.n), record.CLAHealth{Type: "health_assessment", Date: first, Done: record.Yes})
		}
		for year := day.FinancialYearEnding(p.from); year <= day.FinancialYearEnding(p.to); year++ {
			if from, to := day.FinancialYear(year); !p.from.After(from) && !p.to.Before(to) {
				l.healthYear(year, from, to)
			}
		}
	}
}

// healthYear writes one year.
func (l *life) healthYear(year int, from, to day.Day) {
	const why = "Record what was done for a child's health in the year"
	s := l.stream(fmt.Sprintf("health/%d", year))
	name := func(what string) string { return fmt.Sprintf("health/%d/%s", year, what) }
	check := func(kind string, chance float64) {
		on, done := from.Add(5+s.IntN(350)), s.Chance(chance)
		if done {
			l.made(on, "Record a health check", name(kind), record.CLAHealth{Type: kind, Date: on, Done: record.Yes})
			return
		}
		l.made(to, why, name(kind), record.CLAHealth{Type: kind, Year: year, Done: record.No})
	}
	check("health_assessment", healthDone)
	check("dental_check", dentistDone)
	if !l.aged(5, to) {
		check("health_surveillance", 1)
	}
	l.made(to, why, name("immunisations"), record.CLAImmunisations{Year: year, UpToDate: yesNo(s.Chance(immunisedDone))})

	found := s.Chance(misuse) && l.aged(10, to)
	m := record.CLASubstanceMisuse{Year: year, Found: yesNo(found)}
	if helped := s.Chance(misuseHelped); found {
		m.Received = yesNo(helped)
		if !helped {
			m.Offered = record.Yes
		}
	}
	if what := []string{"cannabis", "alcohol", "nitrous oxide", "ketamine", "solvents"}[s.Weighted(60, 22, 10, 5, 3)]; found {
		m.Substance = what
	}
	l.made(to, why, name("misuse"), m)
	guilty, offence := s.Chance(convicted), []string{"theft", "robbery", "assault", "possession of drugs", "possession of a knife", "criminal damage"}[s.Weighted(24, 14, 26, 12, 12, 12)]
	if l.aged(10, to) {
		c := record.CLAConviction{Year: year, Convicted: yesNo(guilty)}
		if guilty {
			c.Offence = offence
		}
		l.made(to, why, name("conviction"), c)
	}

	// The questionnaire is for those of 4 to 16; in the years of the 4th and 17th birthday there may be a reason in place of a score.
	score := int(math.Round(math.Max(0, math.Min(40, sdqMean+sdqSpread*s.Normal()))))
	on := from.Add(30 + s.IntN(300))
	missed := !s.Chance(sdqReturned)
	switch full := l.aged(4, from) && !l.aged(17, to); {
	case !l.aged(4, to) || l.aged(17, from.Add(-1)):
	case !full:
		l.made(to, why, name("sdq"), record.SDQScore{Year: year, Reason: "SDQ1"})
	case missed:
		l.made(to, why, name("sdq"), record.SDQScore{Year: year, Reason: []string{"SDQ2", "SDQ3", "SDQ4", "SDQ5"}[s.Weighted(40, 10, 30, 20)]})
	default:
		l.made(on, "Record a strengths and difficulties score", name("sdq"), record.SDQScore{Date: on, Score: &score})
	}
}

// aged says whether the child is n years old on a day, as the return counts.
func (l *life) aged(n int, on day.Day) bool { return !on.Before(l.child.birthday(n)) }
