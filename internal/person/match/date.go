package match

import (
	"regexp"
	"time"

	"throughline/internal/day"
)

// swap is the day with day and month changed over; no day when that is no date or the same date.
func swap(d day.Day) day.Day {
	y, m, dd := d.Date()
	if dd > 12 || dd == int(m) {
		return day.Day{}
	}
	return day.New(y, time.Month(dd), int(m))
}

// The forms in which people in the UK write dates: 1/2/2015, 01-02-2015, 1.2.15; 2015-02-01; 1 Feb 2015, 1st February 2015, 01Feb2015, Feb 1 2015; 01022015.
var dateForms = []struct {
	re    *regexp.Regexp
	order string // which of the groups are day, month and year
}{
	{regexp.MustCompile(`\b([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})\b`), "ymd"},
	{regexp.MustCompile(`\b([0-9]{1,2}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{4}|[0-9]{2})\b`), "dmy"},
	{regexp.MustCompile(`(?i)\b([0-9]{1,2})(?:st|nd|rd|th)?[ -]*(` + months + `)\.?,?[ -]*([0-9]{4}|[0-9]{2})\b`), "dmy"},
	{regexp.MustCompile(`(?i)\b(` + months + `)\.?[ -]*([0-9]{1,2})(?:st|nd|rd|th)?,?[ -]+([0-9]{4})\b`), "mdy"},
	{regexp.MustCompile(`\b([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})\b`), "dmy"},
}

const months = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

// datesOf is the dates that a match may mean: two when its year has two digits, none when it is no date. A day and month that can only be the
// other way round (2/13/2015) are read so.
func datesOf(m []string, order string) (dates []day.Day) {
	var d, mm, y string
	for i, c := range order {
		switch c {
		case 'd':
			d = m[i+1]
		case 'm':
			mm = m[i+1]
		case 'y':
			y = m[i+1]
		}
	}
	if len(mm) > 3 {
		mm = mm[:3] // Sept, September
	}
	years := []string{y}
	if len(y) == 2 {
		years = []string{"19" + y, "20" + y}
	}
	for _, y := range years {
		got, err := day.FromParts(d, mm, y)
		if err != nil {
			got, err = day.FromParts(mm, d, y)
		}
		if err == nil && got.Year() >= 1850 {
			dates = append(dates, got)
		}
	}
	return dates
}
