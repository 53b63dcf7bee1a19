package check

import (
	"strconv"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/returns/cin"
	"throughline/internal/returns/finding"
)

// date is a date of the return as a rule compares it. The peer keeps a time of day that stands behind a date, so it is an instant:
// nanoseconds since 1970 began. A missing date is before nothing, after nothing and equal to nothing.
type date struct {
	ns   int64
	kind dateKind
}

type dateKind uint8

const (
	missing dateKind = iota
	plain
	zoned // the text names a zone, which the peer cannot compare with a date that does not
)

const aDay = int64(24 * time.Hour)

func (d date) ok() bool               { return d.kind != missing }
func (d date) before(o date) bool     { return d.ok() && o.ok() && d.ns < o.ns }
func (d date) after(o date) bool      { return o.before(d) }
func (d date) upTo(o date) bool       { return d.ok() && o.ok() && d.ns <= o.ns }
func (d date) equals(o date) bool     { return d.ok() && d == o }
func (d date) same(o date) bool       { return d == o } // two missing dates are the same
func (d date) within(a, b date) bool  { return a.upTo(d) && d.upTo(b) }
func (d date) outside(a, b date) bool { return d.before(a) || d.after(b) }

func (d date) weekend() bool {
	if !d.ok() {
		return false
	}
	w := d.day().Weekday()
	return w == time.Saturday || w == time.Sunday
}

// day is the calendar day of a date.
func (d date) day() day.Day {
	if !d.ok() {
		return day.Day{}
	}
	n := d.ns / aDay
	if d.ns%aDay < 0 {
		n--
	}
	return epoch.Add(int(n))
}

// on moves a date to another day and keeps its time.
func (d date) on(to day.Day) date {
	if !d.ok() || to.IsZero() {
		return date{}
	}
	return date{d.ns + int64(to.Sub(d.day()))*aDay, d.kind}
}

func (d date) addDays(n int) date   { return d.on(d.day().Add(n)) }
func (d date) addMonths(n int) date { return d.on(d.day().AddMonths(n)) }

func (d date) String() string { return d.day().String() }

var epoch = day.New(1970, time.January, 1)

// firstDay and lastDay bound what the peer can hold (rules.json, conventions, dates). The last instant falls within a day, but a
// date has no more of it than its midnight.
var (
	firstDay = day.New(1677, time.September, 22)
	lastDay  = day.New(2262, time.April, 11)
)

func ofDay(d day.Day) date {
	if !d.Within(firstDay, lastDay) {
		return date{}
	}
	return date{int64(d.Sub(epoch)) * aDay, plain}
}

// readDate reads a text as a reading of the rules does. What cannot be read is missing.
func readDate(s string, reading finding.Reading) date {
	if s == "" {
		return date{}
	}
	if d, err := day.Parse(s); err == nil {
		return ofDay(d)
	}
	if reading == finding.Peer {
		return peerDate(s)
	}
	d, err := cin.ParseDate(s)
	if err != nil {
		return date{}
	}
	return ofDay(d)
}

// peerDate reads the forms that the peer accepts beyond yyyy-mm-dd (rules.json, conventions, dates): the month comes first where the
// year is last and the first number can be a month.
func peerDate(s string) date {
	s = strings.TrimSpace(s)
	clock, zone := "", false
	if i := strings.IndexAny(s, "T "); i > 0 {
		s, clock = s[:i], strings.TrimSpace(s[i+1:])
		if clock == "" {
			return date{}
		}
	} else if n := len("2006-01-02"); len(s) > n && s[4] == s[7] {
		if _, err := time.Parse("Z07:00", s[n:]); err != nil {
			return date{}
		}
		s, zone = s[:n], true
	}
	d, ok := peerDay(s)
	if !ok {
		return date{}
	}
	out := ofDay(d)
	if clock != "" {
		ns, zoneToo, ok := timeOfDay(clock)
		if !ok {
			return date{}
		}
		out.ns, zone = out.ns+ns, zoneToo
	}
	if zone && out.ok() {
		out.kind = zoned
	}
	return out
}

func peerDay(s string) (day.Day, bool) {
	switch n, digits := len(s), isDigits(s); {
	case digits && n == 8:
		return realDay(s[:4], s[4:6], s[6:])
	case digits && n == 4:
		return realDay(s, "1", "1")
	}
	sep := "-"
	if strings.Contains(s, "/") {
		sep = "/"
	}
	parts := strings.Split(s, sep)
	if len(parts) != 3 || !isDigits(parts[0]) || !isDigits(parts[1]) || !isDigits(parts[2]) {
		return day.Day{}, false
	}
	a, b, c := parts[0], parts[1], parts[2]
	switch {
	case len(a) == 4 && len(b) <= 2 && len(c) <= 2:
		return realDay(a, b, c)
	case len(c) == 4 && len(a) <= 2 && len(b) <= 2:
		if n, err := strconv.Atoi(a); err == nil && n <= 12 {
			return realDay(c, a, b)
		}
		return realDay(c, b, a)
	}
	return day.Day{}, false
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func realDay(y, m, d string) (day.Day, bool) {
	pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	out, err := day.Parse(y + "-" + pad(m) + "-" + pad(d))
	return out, err == nil
}

// timeOfDay reads 10:30, 10:30:15 and 10:30:15.5, each with or without a zone.
func timeOfDay(s string) (ns int64, zone, ok bool) {
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return int64(t.Sub(t.Truncate(24 * time.Hour))), false, true
		}
		if t, err := time.Parse(layout+"Z07:00", strings.ReplaceAll(s, " ", "")); err == nil {
			// An instant in a zone is compared as the instant that it is.
			_, offset := t.Zone()
			h, m, sec := t.Clock()
			return int64(h*3600+m*60+sec-offset)*int64(time.Second) + int64(t.Nanosecond()), true, true
		}
	}
	return 0, false, false
}
