// Package workday has the working-day calendars of the time limits and the arithmetic on them.
//
// A working day is a day that is not a Saturday, a Sunday or a holiday of the calendar. Day 0 of a count is the trigger date,
// whether or not it is a working day; day 1 is the next working day; a limit of N days ends at the end of day N.
// Holidays of England and Wales, Scotland and Northern Ireland are computed, corrected by a table of one-off days, and may
// be replaced year by year from the GOV.UK bank-holiday file.
// Source: specs/clocks.md (calendars); Banking and Financial Dealings Act 1971; FOI Act 2000 s.10(6); CPPCR 2010 reg 2(1); SI 2006/1738 reg 2.
package workday

import (
	"math/bits"
	"slices"
	"sort"
	"time"

	"throughline/internal/day"
)

// Holidays are known for these years. Outside them only weekends are left out: no time limit of the service reaches there.
const (
	FirstYear = 1950
	LastYear  = 2149
)

// Calendar says which days are working days. It is immutable and safe to share; every question costs a few machine words.
// The zero Calendar has no holidays.
type Calendar struct {
	holidays map[day.Day]string
	days     []uint64 // one bit a day from first, set on a working day
	before   []int32  // working days from first to the start of each word
}

var (
	first = day.New(FirstYear, time.January, 1)
	last  = day.New(LastYear, time.December, 31)
	// aMonday anchors the counting of weekdays.
	aMonday = day.New(1970, time.January, 5)
)

// New makes a calendar of weekdays less the holidays given. Holidays at weekends or outside the known years change nothing.
func New(holidays []Holiday) *Calendar {
	n := last.Sub(first) + 1
	c := &Calendar{holidays: make(map[day.Day]string, len(holidays)), days: make([]uint64, (n+63)/64), before: make([]int32, (n+63)/64+1)}
	for _, h := range holidays {
		if h.Date.Within(first, last) && c.holidays[h.Date] == "" {
			c.holidays[h.Date] = h.Name
		}
	}
	for i := range n {
		d := first.Add(i)
		if _, off := c.holidays[d]; !off && !weekend(d) {
			c.days[i/64] |= 1 << (i % 64)
		}
	}
	for w, set := range c.days {
		c.before[w+1] = c.before[w] + int32(bits.OnesCount64(set))
	}
	return c
}

func weekend(d day.Day) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// Holiday is the name of the holiday on a day, or empty.
func (c *Calendar) Holiday(d day.Day) string { return c.holidays[d] }

// Holidays lists the calendar's holidays of a year in date order.
func (c *Calendar) Holidays(year int) []Holiday {
	var hs []Holiday
	for d, name := range c.holidays {
		if d.Year() == year {
			hs = append(hs, Holiday{d, name})
		}
	}
	slices.SortFunc(hs, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return hs
}

// IsWorkingDay says whether d is a working day. No day is not one.
func (c *Calendar) IsWorkingDay(d day.Day) bool {
	return !d.IsZero() && c.upTo(d) != c.upTo(d.Add(-1))
}

// Between is the number of working days after from, up to and including to: 0 for the same day.
// When to is earlier it is minus the number of working days from to up to but not including from,
// so that Between(t, Add(t, n)) == n for every n. With either day missing it is 0.
func (c *Calendar) Between(from, to day.Day) int {
	switch {
	case from.IsZero() || to.IsZero():
		return 0
	case to.Before(from):
		return c.upTo(to.Add(-1)) - c.upTo(from.Add(-1))
	}
	return c.upTo(to) - c.upTo(from)
}

// Add is the end of a limit of n working days with d as day 0: the n-th working day after d, or before d when n is negative.
// Add(d, 0) is d itself, working day or not. No day stays no day.
func (c *Calendar) Add(d day.Day, n int) day.Day {
	switch {
	case d.IsZero() || n == 0:
		return d
	case n > 0:
		return c.nth(c.upTo(d) + n)
	}
	return c.nth(c.upTo(d.Add(-1)) + n + 1)
}

// OnOrAfter is d if it is a working day, else the next working day.
func (c *Calendar) OnOrAfter(d day.Day) day.Day {
	if d.IsZero() || c.IsWorkingDay(d) {
		return d
	}
	return c.Add(d, 1)
}

// Next is the first working day after d.
func (c *Calendar) Next(d day.Day) day.Day { return c.Add(d, 1) }

// upTo is the rank of d: working days from first to d, both included; negative before first.
func (c *Calendar) upTo(d day.Day) int {
	switch i := d.Sub(first); {
	case i < 0 || c.days == nil:
		return weekdays(d) - weekdays(first.Add(-1))
	case d.After(last):
		return int(c.before[len(c.days)]) + weekdays(d) - weekdays(last)
	default:
		mask := uint64(1)<<(i%64+1) - 1 // all ones when i%64 is 63: the shift drops out
		return int(c.before[i/64]) + bits.OnesCount64(c.days[i/64]&mask)
	}
}

// nth is the inverse of upTo: the working day of that rank.
func (c *Calendar) nth(rank int) day.Day {
	if c.days == nil || rank < 1 {
		return weekday(rank + weekdays(first.Add(-1)))
	}
	if all := int(c.before[len(c.days)]); rank > all {
		return weekday(rank - all + weekdays(last))
	}
	w := sort.Search(len(c.days), func(w int) bool { return int(c.before[w+1]) >= rank })
	set := c.days[w]
	for range rank - int(c.before[w]) - 1 {
		set &= set - 1 // drop the lowest
	}
	return first.Add(w*64 + bits.TrailingZeros64(set))
}

// weekdays counts Mondays to Fridays from aMonday to d, both included; it goes down before aMonday.
func weekdays(d day.Day) int {
	week, at := floorDiv(d.Sub(aMonday), 7)
	return week*5 + min(at+1, 5)
}

// weekday is the inverse of weekdays: the weekday with that count.
func weekday(count int) day.Day {
	week, at := floorDiv(count-1, 5)
	return aMonday.Add(week*7 + at)
}

func floorDiv(n, by int) (quotient, rest int) {
	quotient, rest = n/by, n%by
	if rest < 0 {
		return quotient - 1, rest + by
	}
	return quotient, rest
}
