// Package day has the calendar day: a date with no time and no zone, which is what births, referrals and due dates are.
// Instants (when something was recorded or received) are time.Time in UTC; people see them in Europe/London.
package day

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // a bare server or a Windows desktop may have no zone files
)

// Day is a calendar day as days since 1 January 1970. The zero value means "no day".
// 1 January 1970 itself is kept as a distinct internal value so that a birth on that day is not lost.
type Day struct{ n int32 } // days since epoch + 1<<24; 0 is no day

const bias = 1 << 24

// London is the zone in which people read times.
var London = mustLoad("Europe/London")

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(fmt.Sprintf("zone data is compiled in, yet %s is missing: %v", name, err))
	}
	return loc
}

// New makes a day from year, month and day; out-of-range values roll over as in time.Date.
func New(year int, month time.Month, d int) Day {
	return fromUTC(time.Date(year, month, d, 0, 0, 0, 0, time.UTC))
}

func fromUTC(t time.Time) Day {
	s := t.Unix()
	n := s / 86400
	if s%86400 < 0 {
		n--
	}
	return Day{int32(n) + bias}
}

// In is the day of an instant in London: an entry at 23:30 UTC in summer belongs to the next day.
func In(t time.Time) Day {
	if t.IsZero() {
		return Day{}
	}
	y, m, d := t.In(London).Date()
	return New(y, m, d)
}

// IsZero says whether there is no day.
func (d Day) IsZero() bool { return d.n == 0 }

// Time is midnight UTC at the start of the day. The zero day gives the zero time.
func (d Day) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Unix(int64(d.n-bias)*86400, 0).UTC()
}

// Start is the first instant of the day in London.
func (d Day) Start() time.Time {
	y, m, dd := d.Date()
	return time.Date(y, m, dd, 0, 0, 0, 0, London)
}

// Date gives year, month and day.
func (d Day) Date() (int, time.Month, int) { return d.Time().Date() }

// Year is the calendar year.
func (d Day) Year() int { y, _, _ := d.Date(); return y }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

// Add moves by n days.
func (d Day) Add(n int) Day {
	if d.IsZero() {
		return d
	}
	return Day{d.n + int32(n)}
}

// Sub is the number of days from o to d.
func (d Day) Sub(o Day) int { return int(d.n - o.n) }

// AddMonths moves by n months to the same day number, or to the last day of that month if it has no such day.
func (d Day) AddMonths(n int) Day {
	if d.IsZero() {
		return d
	}
	y, m, dd := d.Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return New(first.Year(), first.Month(), min(dd, last))
}

// Before says whether d is earlier than o. A zero day is before nothing and after nothing.
func (d Day) Before(o Day) bool { return !d.IsZero() && !o.IsZero() && d.n < o.n }

// After says whether d is later than o. A zero day is before nothing and after nothing.
func (d Day) After(o Day) bool { return !d.IsZero() && !o.IsZero() && d.n > o.n }

// Within says whether d lies from a to b, both included. A zero bound is open.
func (d Day) Within(a, b Day) bool {
	return !d.IsZero() && (a.IsZero() || d.n >= a.n) && (b.IsZero() || d.n <= b.n)
}

// Compare orders days; the zero day comes first.
func (d Day) Compare(o Day) int { return int(d.n) - int(o.n) }

// CompareEnd orders days of which none is an open end: it comes last.
func (d Day) CompareEnd(o Day) int {
	switch {
	case d == o:
		return 0
	case d.IsZero():
		return 1
	case o.IsZero():
		return -1
	}
	return d.Compare(o)
}

// Age is the number of whole years from born to d. Born on 29 February, a birthday is 1 March in other years
// (Family Law Reform Act 1969 s9: a person attains an age at the start of the anniversary).
func (d Day) Age(born Day) int {
	by, bm, bd := born.Date()
	y, m, dd := d.Date()
	age := y - by
	if m < bm || m == bm && dd < bd {
		age--
	}
	return age
}

// String is the ISO form, 2026-03-31; empty for no day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// Long is how a page says it: 31 March 2026.
func (d Day) Long() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("2 January 2006")
}

// Short is how a table says it: 31 Mar 2026.
func (d Day) Short() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("2 Jan 2006")
}

// Parse reads the ISO form. An empty string is no day, and no error.
func Parse(s string) (Day, error) {
	if s == "" {
		return Day{}, nil
	}
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Day{}, fmt.Errorf("%q is not a date like 2026-03-31", s)
	}
	// By hand: bodies are full of days, and time.Parse takes several times as long.
	y, m, dd := digits(s[:4]), digits(s[5:7]), digits(s[8:])
	t := time.Date(y, time.Month(m), dd, 0, 0, 0, 0, time.UTC)
	if y < 0 || m < 1 || t.Month() != time.Month(m) || t.Day() != dd {
		return Day{}, fmt.Errorf("%q is not a real date", s)
	}
	return fromUTC(t), nil
}

// digits is the number that s writes, or -1.
func digits(s string) int {
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// Must is Parse for constants in code and tests; it panics on a bad date.
func Must(s string) Day {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// FromParts reads the three boxes of a date question. All empty is no day, and no error.
// The month may be a number or an English name ("3", "March", "mar").
func FromParts(dd, mm, yyyy string) (Day, error) {
	dd, mm, yyyy = strings.TrimSpace(dd), strings.TrimSpace(mm), strings.TrimSpace(yyyy)
	if dd == "" && mm == "" && yyyy == "" {
		return Day{}, nil
	}
	var missing []string
	for _, p := range []struct{ v, name string }{{dd, "a day"}, {mm, "a month"}, {yyyy, "a year"}} {
		if p.v == "" {
			missing = append(missing, p.name)
		}
	}
	if len(missing) > 0 {
		return Day{}, fmt.Errorf("the date must include %s", strings.Join(missing, " and "))
	}
	month := monthOf(mm)
	d, errD := atoi(dd)
	y, errY := atoi(yyyy)
	if month == 0 || errD != nil || errY != nil || len(yyyy) != 4 {
		return Day{}, fmt.Errorf("%s %s %s is not a real date; use numbers, like 27 3 2007", dd, mm, yyyy)
	}
	got := New(y, month, d)
	if _, m, gd := got.Date(); m != month || gd != d {
		return Day{}, fmt.Errorf("%s %s %s is not a real date", dd, mm, yyyy)
	}
	return got, nil
}

func monthOf(s string) time.Month {
	if n, err := atoi(s); err == nil {
		if n >= 1 && n <= 12 {
			return time.Month(n)
		}
		return 0
	}
	if len(s) < 3 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		name := m.String()
		if len(s) <= len(name) && strings.EqualFold(s, name[:len(s)]) {
			return m
		}
	}
	return 0
}

func atoi(s string) (int, error) {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' || n > 99999 {
			return 0, fmt.Errorf("%q is not a number", s)
		}
		n = n*10 + int(r-'0')
	}
	return n, nil
}

// MarshalText writes the ISO form, so that JSON bodies and forms carry plain dates.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form.
func (d *Day) UnmarshalText(b []byte) error {
	got, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = got
	return nil
}

// Year of the returns: 1 April to 31 March.

// FinancialYear is the year that ends on 31 March of the given calendar year.
func FinancialYear(ending int) (from, to Day) {
	return New(ending-1, time.April, 1), New(ending, time.March, 31)
}

// FinancialYearEnding is the calendar year in which d's financial year ends.
func FinancialYearEnding(d Day) int {
	y, m, _ := d.Date()
	if m >= time.April {
		return y + 1
	}
	return y
}

// Moment is how a page says an instant, in London: 25 November 2026 at 2:05pm.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(London).Format("2 January 2006 at 3:04pm")
}
