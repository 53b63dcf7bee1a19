package clock

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/workday"
)

// Unit is what a limit counts, or how it is fixed when it is no count.
type Unit string

// Units that rules elsewhere speak of; the table below has all.
const (
	WorkingDays Unit = "working_days"
	Months      Unit = "months"
	BeforeEvent Unit = "before_event"
)

// rule says what a unit means.
type rule struct {
	calendars []workday.Code // where it may be counted
	words     string         // for people; has %d when N counts
	counted   bool           // whether N is a number of these
	// due is the end of the limit, or false when something is missing; nil when the limit is not a date at all.
	due func(workday.Calendars, Limit, Moment) Deadline
}

var (
	anyWorking = []workday.Code{workday.EW, workday.CPR, workday.Complaint, workday.UK}
	calendar   = []workday.Code{workday.Days}
	clockHours = []workday.Code{workday.Hours}
)

// units is the meaning of every unit in clocks.json. A unit without due depends on something that a clock cannot know
// (a court's timetable, a poll, the number of visits), and the program says so in place of a date.
var units = map[Unit]rule{
	WorkingDays:          {anyWorking, "%d working day", true, dueWorking},
	"clear_working_days": {[]workday.Code{workday.Clear}, "%d clear working day", true, dueClearWorking},
	"clear_days":         {calendar, "%d clear day", true, dueClear},
	"days":               {calendar, "%d day", true, dueDays(1)},
	"weeks":              {calendar, "%d week", true, dueDays(7)},
	Months:               {[]workday.Code{workday.Months, workday.ICO}, "%d month", true, dueMonths},
	"hours":              {clockHours, "%d hour", true, dueHours},
	"school_days":        {[]workday.Code{workday.School}, "%d school day", true, dueSchoolDays},
	"school_terms":       {[]workday.Code{workday.School}, "%d school term", true, dueTermEnd},
	"same_day":           {calendar, "the same day", false, dueThatDay},
	"by_birthday":        {calendar, "by the birthday", false, dueThatDay},
	BeforeEvent:          {calendar, "before it takes place", false, dueBefore},
	"15_Feb":             {calendar, "15 February", false, dueEach(time.February, 15)},
	"30_Jun":             {calendar, "30 June", false, dueEach(time.June, 30)},
	"31_Jul":             {calendar, "31 July", false, dueEach(time.July, 31)},

	"30_Apr / 31_Aug":                  {calendar, "30 April (budget) and 31 August (outturn)", false, nil},
	"31_Aug/31_Dec/31_Mar":             {calendar, "31 August, 31 December or 31 March, by the term", false, nil},
	"Dec/Jan":                          {calendar, "the yearly window, December to January", false, nil},
	"Mar":                              {calendar, "the yearly window, March", false, nil},
	"asap":                             {[]workday.Code{workday.Days, workday.Hours}, "as soon as possible", false, nil},
	"immediate":                        {clockHours, "at once", false, nil},
	"hours in any 28 days":             {clockHours, "%d hours in any 28 days", true, nil},
	"before_application":               {calendar, "before the application is made", false, nil},
	"court_date":                       {calendar, "the date that the court sets", false, nil},
	"each_visit":                       {calendar, "at each visit", false, nil},
	"snapshot":                         {calendar, "as at the date of the count", false, nil},
	"until_poll":                       {calendar, "until the poll", false, nil},
	"visits":                           {[]workday.Code{workday.Count}, "every %d visits", true, nil},
	"all_reviews_in_time":              {[]workday.Code{workday.Months}, "every review in its own time", false, nil},
	"months of audits":                 {calendar, "%d months of audits", true, nil},
	"years from birth (15 from death)": {calendar, "%d years from birth, or 15 from death", true, nil},
	"years or pension age, longer":     {calendar, "%d years or to pension age, whichever is longer", true, nil},
}

func (l Limit) valid() error {
	r, ok := units[l.Unit]
	switch {
	case !ok:
		return fmt.Errorf("%q is not a known unit", l.Unit)
	case !slices.Contains(r.calendars, l.Calendar):
		return fmt.Errorf("%q cannot be counted in calendar %q", l.Unit, l.Calendar)
	case r.counted && l.N == 0:
		return fmt.Errorf("a limit of 0 %s is no limit", l.Unit)
	}
	return nil
}

// Dated says whether the limit can be a date at all.
func (l Limit) Dated() bool { return units[l.Unit].due != nil }

// String is the limit in words: 45 working days, 5 clear working days before, as soon as possible.
func (l Limit) String() string {
	r, ok := units[l.Unit]
	switch {
	case !ok:
		return fmt.Sprintf("%d %s", l.N, l.Unit)
	case !r.counted:
		return r.words
	}
	n := max(l.N, -l.N)
	words := fmt.Sprintf(r.words, n)
	if strings.HasPrefix(r.words, "%d ") && r.due != nil && n != 1 {
		words += "s"
	}
	if l.N < 0 {
		words += " before"
	}
	return words
}

func dueWorking(c workday.Calendars, l Limit, m Moment) Deadline {
	return by(On(c.Working(l.Calendar).Add(m.Day(), l.N)))
}

// dueClearWorking: neither end counts, so the limit is the working day that leaves N whole working days between.
func dueClearWorking(c workday.Calendars, l Limit, m Moment) Deadline {
	if l.N < 0 {
		return by(On(c.ClearBefore(m.Day(), -l.N)))
	}
	return by(On(c.Working(l.Calendar).Add(m.Day(), l.N+1)))
}

func dueClear(_ workday.Calendars, l Limit, m Moment) Deadline {
	if l.N < 0 {
		return by(On(m.Day().Add(l.N - 1)))
	}
	return by(On(m.Day().Add(l.N + 1)))
}

func dueDays(each int) func(workday.Calendars, Limit, Moment) Deadline {
	return func(_ workday.Calendars, l Limit, m Moment) Deadline { return by(On(m.Day().Add(l.N * each))) }
}

func dueMonths(c workday.Calendars, l Limit, m Moment) Deadline {
	if l.Calendar == workday.ICO {
		return by(On(c.MonthsRolled(m.Day(), l.N)))
	}
	return by(On(workday.MonthsAfter(m.Day(), l.N)))
}

// dueHours counts elapsed time, through the change of the clocks.
func dueHours(_ workday.Calendars, l Limit, m Moment) Deadline {
	t, ok := m.Instant()
	if !ok {
		return Deadline{None: NeedsTime, Words: "cannot be worked out until the time of day is recorded"}
	}
	return by(At(t.Add(time.Duration(l.N) * time.Hour)))
}

func dueSchoolDays(c workday.Calendars, l Limit, m Moment) Deadline {
	return schooled(c.School().Add(m.Day(), l.N))
}

func dueTermEnd(c workday.Calendars, l Limit, m Moment) Deadline {
	return schooled(c.School().TermEnd(m.Day(), l.N))
}

func schooled(d day.Day, ok bool) Deadline {
	if !ok {
		return Deadline{None: NeedsSchoolCalendar, Words: "cannot be worked out until the school calendar has these dates"}
	}
	return by(On(d))
}

func dueThatDay(_ workday.Calendars, _ Limit, m Moment) Deadline { return by(On(m.Day())) }

// dueBefore: with a time, before that time; with a day only, on that day at the latest, since days alone do not tell which came first.
func dueBefore(_ workday.Calendars, _ Limit, m Moment) Deadline { return by(m) }

// dueEach is the first such date on or after the trigger.
func dueEach(month time.Month, d int) func(workday.Calendars, Limit, Moment) Deadline {
	return func(_ workday.Calendars, _ Limit, m Moment) Deadline {
		date := day.New(m.Day().Year(), month, d)
		if date.Before(m.Day()) {
			date = day.New(m.Day().Year()+1, month, d)
		}
		return by(On(date))
	}
}
