package life

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/synth/draw"
)

// Source is one of the sources of referrals of the published tables.
type Source struct {
	Name   string
	Share  float64 // of all referrals, in per cent
	codes  []string
	share  []float64
	agency map[string]string // code to kind of agency (code set agency_type)
	shape  func(day.Day) float64
}

type sources []Source

// Sources are the sources of referrals: the shares of specs/synthetic-borough.md, section 3; how each divides over the census codes is an assumption.
var Sources = sources{
	{"police", 28, []string{"6"}, []float64{1}, map[string]string{"6": "police"}, flat},
	{"school", 21, []string{"2A"}, []float64{1}, map[string]string{"2A": "school"}, schoolDays},
	{"health", 15, []string{"3A", "3B", "3C", "3D", "3E", "3F"}, []float64{2, 3, 1, 1, 5, 4},
		map[string]string{"3A": "gp", "3B": "health_visiting", "3C": "school_nursing", "3D": "primary_health_other", "3E": "emergency_department", "3F": "mental_health"}, mostlyWeekdays},
	{"authority", 14, []string{"5A", "5B", "5C", "5D"}, []float64{4, 3, 2, 5},
		map[string]string{"5A": "council_social_care", "5B": "council_other", "5C": "other_council", "5D": "council_early_help"}, weekdays},
	{"individual", 8, []string{"1A", "1B", "1C", "1D"}, []float64{5, 2, 1, 1}, nil, mostlyWeekdays},
	{"other", 5, []string{"8"}, []float64{1}, map[string]string{"8": "voluntary"}, weekdays},
	{"legal", 4, []string{"7"}, []float64{1}, map[string]string{"7": "legal"}, weekdays},
	{"education", 2, []string{"2B"}, []float64{1}, map[string]string{"2B": "education_service"}, schoolDays},
	{"housing", 1, []string{"4"}, []float64{1}, map[string]string{"4": "housing"}, weekdays},
	{"anonymous", 1, []string{"9"}, []float64{1}, nil, mostlyWeekdays},
	{"unknown", 1, []string{"10"}, []float64{1}, nil, weekdays},
}

// earlyHelpSource is the first day on which the census knows referrals by early help.
var earlyHelpSource = day.New(2022, time.April, 1)

// Named finds a source.
func (all sources) Named(name string) Source {
	for _, s := range all {
		if s.Name == name {
			return s
		}
	}
	return all[len(all)-1]
}

// Shape is how likely a referral is on a day, 1 on average.
func (s Source) Shape(on day.Day) float64 { return s.shape(on) }

// code is a census code of the source.
func (s Source) code(st *draw.Stream, on day.Day) (code, agency string) {
	code = s.codes[st.Weighted(s.share...)]
	if code == "5D" && on.Before(earlyHelpSource) {
		code = "5B"
	}
	return code, s.agency[code]
}

// flat is the police: every day, a little more at weekends.
func flat(d day.Day) float64 {
	if weekend(d) {
		return 1.15
	}
	return 0.94
}

func weekend(d day.Day) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

func weekdays(d day.Day) float64 {
	if !calendar.IsWorkingDay(d) {
		return 0
	}
	return 1.44
}

func mostlyWeekdays(d day.Day) float64 {
	if weekend(d) {
		return 0.35
	}
	return 1.26
}

// schoolDays is nothing while schools are shut, and most in the weeks after a holiday.
func schoolDays(d day.Day) float64 {
	if !calendar.IsWorkingDay(d) || holidays(d) {
		return 0
	}
	if holidays(d.Add(-14)) {
		return 2.5 // what teachers saw and heard in the first fortnight
	}
	return 1.84
}

// holidays says whether most schools are shut: summer, half terms, Christmas and the fortnight about Easter, by dates that hold in most years.
func holidays(d day.Day) bool {
	_, m, n := d.Date()
	switch m {
	case time.July:
		return n >= 23
	case time.August:
		return true
	case time.September:
		return n <= 2
	case time.October:
		return n >= 24 && n <= 30
	case time.December:
		return n >= 20
	case time.January:
		return n <= 3
	case time.February:
		return n >= 13 && n <= 19
	case time.April:
		return n >= 3 && n <= 16
	case time.May:
		return n >= 26
	}
	return false
}
