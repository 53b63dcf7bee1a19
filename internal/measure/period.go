package measure

import (
	"fmt"
	"time"

	"throughline/internal/day"
)

// Period is a span of days, both included. A snapshot's period is one day.
type Period struct{ From, To day.Day }

// Year is the financial year that ends on 31 March of a calendar year.
func Year(ending int) Period {
	from, to := day.FinancialYear(ending)
	return Period{from, to}
}

// Half is the first half of that financial year, 1 April to 30 September ("H1").
func Half(ending int) Period {
	from, _ := day.FinancialYear(ending)
	return Period{from, day.New(ending-1, time.September, 30)}
}

// YearOf is the financial year of a day.
func YearOf(d day.Day) Period { return Year(day.FinancialYearEnding(d)) }

// Ending is the calendar year in which the financial year of the period's start ends.
func (p Period) Ending() int { return day.FinancialYearEnding(p.From) }

// String names the period as people do: 2022/23, first half of 2023/24, else its dates.
func (p Period) String() string {
	ending := p.Ending()
	name := fmt.Sprintf("%d/%02d", ending-1, ending%100)
	switch p {
	case Year(ending):
		return name
	case Half(ending):
		return "first half of " + name
	}
	if p.From == p.To {
		return p.From.Long()
	}
	return p.From.Long() + " to " + p.To.Long()
}

// upTo is the period cut at a day.
func (p Period) upTo(d day.Day) Period {
	if d.Before(p.To) {
		p.To = d
	}
	return p
}

// has says whether a day is in the period. A period that was cut to nothing has no days.
func (p Period) has(d day.Day) bool { return !p.To.Before(p.From) && d.Within(p.From, p.To) }
