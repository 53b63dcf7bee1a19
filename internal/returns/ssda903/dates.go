package ssda903

import "throughline/internal/day"

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
	if m < 1 || m > 12 || d < 1 {
		return day.Day{}
	}
	leap := y%4 == 0 && (y%100 != 0 || y%400 == 0)
	if d > monthDays[m] && !(m == 2 && d == 29 && leap) {
		return day.Day{}
	}
	// Days from the civil calendar: years that begin in March, in eras of 400.
	yy, mm := y, (m+9)%12
	if m <= 2 {
		yy--
	}
	era := yy / 400
	if yy < 0 {
		era = -1
	}
	yoe := yy - era*400
	doe := yoe*365 + yoe/4 - yoe/100 + (153*mm+2)/5 + d - 1
	got := epoch.Add(era*146097 + doe - 719468)
	if got.Compare(firstDay) < 0 || got.Compare(lastDay) > 0 {
		return day.Day{}
	}
	return got
}

// LenientDate reads a date as a few rules of the peer do: day first, freely (convention lenient_date).
func LenientDate(s string) day.Day { return StrictDate(s) }
