package workday

import (
	"slices"
	"sync"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Code names one of the calendars in which a time limit is counted, spelt as in specs/clocks.md.
type Code string

// The calendars of the specification.
const (
	EW        Code = "WD-EW"     // working days in England and Wales
	CPR       Code = "WD-CPR"    // the same, by CPPCR 2010 reg 2(1)
	Complaint Code = "WD-CO"     // the same, and Boxing Day's own date always excluded (SI 2006/1738 reg 2)
	UK        Code = "WD-UK"     // a bank holiday in any part of the United Kingdom is excluded (FOI Act 2000 s.10(6))
	Clear     Code = "WD-CLEAR"  // as WD-EW; neither the day of publication nor that of the meeting counts
	Days      Code = "CAL"       // calendar days or weeks
	Hours     Code = "CAL-CLOCK" // elapsed hours, through weekends, holidays and clock changes
	Months    Code = "MONTH"     // same day number N months later, else the last day of that month
	ICO       Code = "ICO"       // as MONTH, then on to the next working day
	School    Code = "SD"        // school days and terms of a school calendar
	Count     Code = "COUNT"     // a count of events, no calendar
)

// Codes is every calendar code in the order of the specification.
func Codes() []Code {
	return []Code{EW, CPR, Complaint, UK, Clear, Days, Hours, Months, ICO, School, Count}
}

// Valid says whether the code is one of the specification's.
func (c Code) Valid() bool { return slices.Contains(Codes(), c) }

// Calendars is one agreed set of working-day calendars. It is immutable.
type Calendars struct {
	ew, complaint, uk *Calendar
	school            *Terms
}

var standard = sync.OnceValue(func() Calendars { return assemble(nil) })

// Standard is the computed holidays with the one-off table.
func Standard() Calendars { return standard() }

// With is the standard set with the years of an imported GOV.UK file taken from that file. School terms are kept.
func (c Calendars) With(imported BankHolidays) Calendars {
	made := assemble(imported)
	made.school = c.school
	return made
}

// WithSchool adds the school calendar in which school days and terms are counted.
func (c Calendars) WithSchool(t *Terms) Calendars {
	c.school = t
	return c
}

// School is the school calendar, or nil when none has been given.
func (c Calendars) School() *Terms { return c.school }

// Working is the calendar that decides what a working day is for a code.
// Codes that do not count working days (CAL, CAL-CLOCK, MONTH, ICO, SD, COUNT) use England and Wales, which
// is what rolls an ICO month forward and what people mean by "working days left".
func (c Calendars) Working(code Code) *Calendar {
	if c.ew == nil {
		c = Standard()
	}
	switch code {
	case Complaint:
		return c.complaint
	case UK:
		return c.uk
	}
	return c.ew
}

// Find is Working for a code that came from outside; an unknown code is errs.Invalid.
func (c Calendars) Find(code Code) (*Calendar, error) {
	if !code.Valid() {
		return nil, errs.New(errs.Invalid, "%q is not a calendar; use one of %v", string(code), Codes())
	}
	return c.Working(code), nil
}

func assemble(imported BankHolidays) Calendars {
	var ew, uk, complaint []Holiday
	for year := FirstYear; year <= LastYear; year++ {
		home := imported.year(EnglandAndWales, year)
		ew = append(ew, home...)
		complaint = append(complaint, home...)
		complaint = append(complaint, Holiday{day.New(year, time.December, 26), "Boxing Day"})
		uk = append(uk, home...)
		uk = append(uk, imported.year(Scotland, year)...)
		uk = append(uk, imported.year(NorthernIreland, year)...)
	}
	return Calendars{ew: New(ew), complaint: New(complaint), uk: New(uk)}
}

// MonthsAfter is the same day number n months later, or the last day of that month if it has no such day. It does not move for weekends.
func MonthsAfter(d day.Day, n int) day.Day { return d.AddMonths(n) }

// MonthsRolled is the corresponding date n months later, moved on to the next working day of England and Wales if it is not one
// (ICO guidance on the time limit of a subject access request).
func (c Calendars) MonthsRolled(d day.Day, n int) day.Day {
	return c.Working(EW).OnOrAfter(d.AddMonths(n))
}

// ClearBefore is the latest working day that leaves n clear working days before d: neither that day nor d counts (Local Government Act 1972 s.100B).
func (c Calendars) ClearBefore(d day.Day, n int) day.Day {
	return c.Working(EW).Add(d, -n-1)
}
