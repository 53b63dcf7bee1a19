package workday

import (
	"cmp"
	"slices"
	"time"

	"throughline/internal/day"
)

// Holiday is one bank or public holiday, on the day on which it is kept (a substitute day where there is one).
type Holiday struct {
	Date day.Day `json:"date"`
	Name string  `json:"title"`
}

// Division is a part of the United Kingdom with its own bank holidays, spelt as GOV.UK spells it.
type Division string

// The divisions of the GOV.UK list.
const (
	EnglandAndWales Division = "england-and-wales"
	Scotland        Division = "scotland"
	NorthernIreland Division = "northern-ireland"
)

// Divisions is every division, England and Wales first.
func Divisions() []Division { return []Division{EnglandAndWales, Scotland, NorthernIreland} }

// Names of holidays that the rules and the one-off table both speak of.
const (
	earlyMay = "Early May bank holiday"
	spring   = "Spring bank holiday"
)

// oneOff is a change made by proclamation or order for one year.
type oneOff struct {
	date      string
	name      string
	inPlaceOf string     // the name of the holiday that moves to this date; empty for an extra one
	in        []Division // nil is everywhere
}

// oneOffs are the changes to the usual pattern since 1977, oldest first.
// Source: royal proclamations under section 1 of the Banking and Financial Dealings Act 1971, as listed by GOV.UK.
var oneOffs = []oneOff{
	{date: "1977-06-07", name: "Silver Jubilee"},
	{date: "1981-07-29", name: "Royal wedding"},
	{date: "1995-05-08", name: "VE Day, 50 years", inPlaceOf: earlyMay},
	{date: "1999-12-31", name: "Millennium"},
	{date: "2002-06-03", name: "Golden Jubilee"},
	{date: "2002-06-04", name: spring, inPlaceOf: spring},
	{date: "2011-04-29", name: "Royal wedding"},
	{date: "2012-06-04", name: spring, inPlaceOf: spring},
	{date: "2012-06-05", name: "Diamond Jubilee"},
	{date: "2020-05-08", name: earlyMay + " (VE Day, 75 years)", inPlaceOf: earlyMay},
	{date: "2022-06-02", name: spring, inPlaceOf: spring},
	{date: "2022-06-03", name: "Platinum Jubilee"},
	{date: "2022-09-19", name: "State funeral of Queen Elizabeth II"},
	{date: "2023-05-08", name: "Coronation of King Charles III"},
	{date: "2026-06-15", name: "World Cup", in: []Division{Scotland}},
}

// Holidays computes the holidays of a division in a year, in date order: the usual pattern with its substitution rules, then the one-off table.
// Patterns are those in force now, from the year each began: the Act from 1972, New Year's Day in England and Wales from 1974,
// early May from 1978, St Andrew's Day from 2007. Before 1972 the list keeps Good Friday, Easter Monday, Christmas and Boxing Day only.
// Source: Banking and Financial Dealings Act 1971 Schedule 1; St Andrew's Day Bank Holiday (Scotland) Act 2007; proclamations.
func Holidays(in Division, year int) []Holiday {
	hs := usual(in, year)
	for _, o := range oneOffs {
		d := day.Must(o.date)
		if d.Year() != year || o.in != nil && !slices.Contains(o.in, in) {
			continue
		}
		if o.inPlaceOf != "" {
			hs = slices.DeleteFunc(hs, func(h Holiday) bool { return h.Name == o.inPlaceOf })
		}
		hs = append(hs, Holiday{d, o.name})
	}
	slices.SortFunc(hs, func(a, b Holiday) int { return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Name, b.Name)) })
	return hs
}

func usual(in Division, year int) []Holiday {
	var hs []Holiday
	add := func(since int, d day.Day, name string) {
		if year >= since {
			hs = append(hs, Holiday{d, name})
		}
	}
	easter := EasterSunday(year)
	newYear, since := day.New(year, time.January, 1), 1974
	if in == Scotland {
		since = 1972
		first, second := pair(newYear)
		add(since, first, "New Year's Day")
		add(since, second, "2nd January")
	} else {
		add(since, monday(newYear), "New Year's Day")
	}
	if in == NorthernIreland {
		add(1972, monday(day.New(year, time.March, 17)), "St Patrick's Day")
		add(1972, monday(day.New(year, time.July, 12)), "Battle of the Boyne")
	}
	add(0, easter.Add(-2), "Good Friday")
	if in != Scotland {
		add(0, easter.Add(1), "Easter Monday")
	}
	add(1978, firstMonday(year, time.May), earlyMay)
	add(1972, lastMonday(year, time.May), spring)
	if in == Scotland {
		add(1972, firstMonday(year, time.August), "Summer bank holiday")
		add(2007, monday(day.New(year, time.November, 30)), "St Andrew's Day")
	} else {
		add(1972, lastMonday(year, time.August), "Summer bank holiday")
	}
	christmas, boxing := pair(day.New(year, time.December, 25))
	add(0, christmas, "Christmas Day")
	add(0, boxing, "Boxing Day")
	return hs
}

// monday moves a holiday that falls at a weekend to the Monday after it.
func monday(d day.Day) day.Day {
	switch d.Weekday() {
	case time.Saturday:
		return d.Add(2)
	case time.Sunday:
		return d.Add(1)
	}
	return d
}

// pair gives the days on which two neighbouring holidays are kept, when the first falls on d. At a weekend each gets a
// weekday of its own: Saturday and Sunday become Monday and Tuesday; a Sunday first day gives way to the second and is kept on Tuesday.
func pair(d day.Day) (first, second day.Day) {
	switch d.Weekday() {
	case time.Friday:
		return d, d.Add(3)
	case time.Saturday:
		return d.Add(2), d.Add(3)
	case time.Sunday:
		return d.Add(2), d.Add(1)
	}
	return d, d.Add(1)
}

func firstMonday(year int, m time.Month) day.Day {
	d := day.New(year, m, 1)
	return d.Add((int(time.Monday) - int(d.Weekday()) + 7) % 7)
}

func lastMonday(year int, m time.Month) day.Day {
	d := day.New(year, m+1, 1).Add(-1)
	return d.Add(-((int(d.Weekday()) - int(time.Monday) + 7) % 7))
}

// EasterSunday is Easter of the western churches in the Gregorian calendar.
func EasterSunday(year int) day.Day {
	golden := year % 19
	century := year / 100
	// The age of the moon on 1 January corrected for dropped leap days and for the drift of the lunar cycle.
	moon := (19*golden + century - century/4 - (century-(century+8)/25+1)/3 + 15) % 30
	toSunday := (32 + 2*(century%4) + 2*(year%100/4) - moon - year%100%4) % 7
	late := (golden + 11*moon + 22*toSunday) / 451
	n := moon + toSunday - 7*late + 114
	return day.New(year, time.Month(n/31), n%31+1)
}
