package ssda903

import (
	"strings"

	"throughline/internal/day"
)

// epoch lets a date be made from a count of days, which costs no call into package time.
var epoch = day.New(1970, 1, 1)

// The first and last day that a date may have: what fits in 64 bits of nanoseconds, which is how the peer keeps dates (convention strict_date).
var firstDay, lastDay = day.New(1677, 9, 22), day.New(2262, 4, 11)

// StrictDate reads D/M/YYYY: leading zeros may be left out, a one-digit day may have a blank before it instead, nothing else may stand before
// or after. The zero day = not such a date (convention strict_date).
func StrictDate(s string) day.Day {
	n := len(s)
	if n < 8 || n > 10 {
		return day.Day{}
	}
	i := 0
	if s[0] == ' ' && s[2] == '/' {
		i = 1
	}
	d, i := oneOrTwo(s, i)
	if i >= n || s[i] != '/' {
		return day.Day{}
	}
	m, i := oneOrTwo(s, i+1)
	if i >= n || s[i] != '/' || n-i != 5 {
		return day.Day{}
	}
	y := 0
	for _, c := range []byte(s[i+1:]) {
		if c < '0' || c > '9' {
			return day.Day{}
		}
		y = 10*y + int(c-'0')
	}
	return civil(y, m, d)
}

// oneOrTwo reads one or two digits from i and says where they end. No digit gives 0, which is no day and no month.
func oneOrTwo(s string, i int) (v, next int) {
	for k := 0; k < 2 && i < len(s) && s[i] >= '0' && s[i] <= '9'; k++ {
		v = 10*v + int(s[i]-'0')
		i++
	}
	return v, i
}

var monthDays = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// civil is the day of a year, month and day, or the zero day if there is none such or it is out of range.
func civil(y, m, d int) day.Day {
	if y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 {
		return day.Day{}
	}
	leap := y%4 == 0 && (y%100 != 0 || y%400 == 0)
	if d > monthDays[m] && !(m == 2 && d == 29 && leap) {
		return day.Day{}
	}
	// Count from 1 March of the year 0, so that the leap day comes last in its year.
	yy, mm := y, (m+9)%12
	if m <= 2 {
		yy--
	}
	const to1970 = 719468
	got := epoch.Add(yy*365 + yy/4 - yy/100 + yy/400 + (153*mm+2)/5 + d - 1 - to1970)
	if got.Compare(firstDay) < 0 || got.Compare(lastDay) > 0 {
		return day.Day{}
	}
	return got
}

// LenientDate reads a date day first and freely, as a few rules do: also D-M-YYYY and D.M.YYYY, two-digit years, YYYY-MM-DD, month names,
// blanks around it and a time after it. When the second number cannot be a month and the first can, they change places.
// The zero day = no date (convention lenient_date).
func LenientDate(s string) day.Day {
	if d := StrictDate(s); !d.IsZero() || len(s) < 6 {
		return d
	}
	s = dropTime(strings.TrimSpace(s))
	if len(s) == 8 && allDigits(s) { // YYYYMMDD
		return civil(number(s[:4]), number(s[4:6]), number(s[6:]))
	}
	parts, ok := threeParts(s)
	if !ok {
		return day.Day{}
	}
	a, b, c := parts[0], parts[1], parts[2]
	if m := monthNamed(b); m > 0 && allDigits(a) && allDigits(c) {
		if len(a) == 4 {
			return civil(number(a), m, number(c))
		}
		return dayFirst(a, m, c)
	}
	if !allDigits(a) || !allDigits(b) || !allDigits(c) || len(b) > 2 {
		return day.Day{}
	}
	if len(a) == 4 && len(c) <= 2 {
		m, d := number(b), number(c)
		if m > 12 && d <= 12 {
			m, d = d, m
		}
		return civil(number(a), m, d)
	}
	if m := number(b); m > 12 && number(a) <= 12 {
		return dayFirst(b, number(a), c)
	}
	return dayFirst(a, number(b), c)
}

func dayFirst(d string, m int, y string) day.Day {
	if len(d) > 2 {
		return day.Day{}
	}
	switch len(y) {
	case 4:
		return civil(number(y), m, number(d))
	case 2:
		// The century of a two-digit year: 00 to 75 are of this one. The peer's library takes what lies within fifty years of today.
		if n := number(y); n <= 75 {
			return civil(2000+n, m, number(d))
		}
		return civil(1900+number(y), m, number(d))
	}
	return day.Day{}
}

// dropTime cuts off a time of day, as in 01/04/2026 00:00:00 or 2026-04-01T09:30:00Z. A time that cannot be is left, so that no date is found.
func dropTime(s string) string {
	i := strings.IndexByte(s, ':')
	if i < 0 {
		return s
	}
	j := strings.LastIndexAny(s[:i], " Tt")
	if j < 0 || !isTime(s[j+1:]) {
		return s
	}
	return strings.TrimRight(s[:j], " ")
}

// isTime says whether s is H:MM or H:MM:SS, with or without parts of a second and a Z.
func isTime(s string) bool {
	s = strings.TrimSuffix(strings.TrimSuffix(s, "Z"), "z")
	if i := strings.IndexByte(s, '.'); i >= 0 {
		if !allDigits(s[i+1:]) {
			return false
		}
		s = s[:i]
	}
	limits := [3]int{24, 60, 60}
	n := 0
	for part := range strings.SplitSeq(s, ":") {
		if n == 3 || len(part) > 2 || !allDigits(part) || number(part) >= limits[n] {
			return false
		}
		n++
	}
	return n >= 2
}

// threeParts splits at / - . or blanks into exactly three parts, none empty.
func threeParts(s string) (parts [3]string, ok bool) {
	n := 0
	for rest := s; ; n++ {
		if n == 3 {
			return parts, false
		}
		i := strings.IndexAny(rest, "/-. ")
		if i < 0 {
			parts[n] = rest
			return parts, n == 2 && rest != ""
		}
		if i == 0 {
			return parts, false
		}
		parts[n], rest = rest[:i], rest[i+1:]
	}
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// number is the value of a short run of digits.
func number(s string) int {
	n := 0
	for _, c := range []byte(s) {
		n = 10*n + int(c-'0')
	}
	return n
}

var monthNames = [...]string{
	"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER",
}

// monthNamed is the month of an English name or its first three letters, or 0.
func monthNamed(s string) int {
	if len(s) < 3 {
		return 0
	}
	for i, name := range monthNames {
		if strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) {
			return i + 1
		}
	}
	return 0
}
