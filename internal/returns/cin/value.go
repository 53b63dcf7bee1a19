package cin

import (
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Place is where an element begins in the file: its line and its column, both from 1.
// Columns count the bytes of the line in UTF-8.
type Place struct{ Line, Col int }

// Value is one element that holds text, exactly as it was written: not trimmed, not corrected.
// Rules need a malformed value as it stands, and the difference between an absent element and an empty one.
type Value struct {
	Name  string // the tag, without a prefix; empty when the element is absent
	Text  string // the text before any nested element; entities resolved
	Given bool   // the element is there, be it empty
	Place
}

// Missing says whether there is no text: the element is absent, or empty. A blank is text.
func (v Value) Missing() bool { return v.Text == "" }

// Empty says whether the element is there and has no text.
func (v Value) Empty() bool { return v.Given && v.Text == "" }

// Date reads the value as ParseDate does. Missing and blank are no day and no error.
// The error is Invalid and names the line, the column and the element.
func (v Value) Date() (day.Day, error) {
	d, err := ParseDate(v.Text)
	if err != nil {
		return day.Day{}, errs.As(errs.Invalid, err, "line %d column %d: %s is %q, which is not a date like 2026-03-31",
			v.Line, v.Col, v.Name, v.Text)
	}
	return d, nil
}

// Flag reads true, false, 1 or 0, in any case. given is false when the value is missing or blank.
// The error is Invalid and names the place.
func (v Value) Flag() (yes, given bool, err error) {
	switch strings.ToLower(strings.TrimSpace(v.Text)) {
	case "":
		return false, false, nil
	case "true", "1":
		return true, true, nil
	case "false", "0":
		return false, true, nil
	}
	return false, false, errs.New(errs.Invalid, "line %d column %d: %s is %q; it must be true, false, 1 or 0",
		v.Line, v.Col, v.Name, v.Text)
}

// Count reads a whole number, 0 or more and at most 9 digits. given is false when the value is missing or blank.
// The error is Invalid and names the place.
func (v Value) Count() (n int, given bool, err error) {
	s := strings.TrimSpace(v.Text)
	if s == "" {
		return 0, false, nil
	}
	if len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return 0, false, errs.New(errs.Invalid, "line %d column %d: %s is %q; it must be a whole number, 0 or more",
			v.Line, v.Col, v.Name, v.Text)
	}
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n, true, nil
}

// ParseDate reads a date the way councils' systems write it: 2026-03-31, 2026/03/31, 20260331, 31/03/2026, 31-03-2026,
// 31-Mar-2026, each with or without a time of day or a zone after it. The day comes before the month whenever the year
// stands last. A time or a zone never moves the day: the day is what is written. Blanks around are ignored; nothing at
// all is no day. The error is plain and names no place.
func ParseDate(s string) (day.Day, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return day.Day{}, nil
	}
	date, err := dropTime(s)
	if err != nil {
		return day.Day{}, err
	}
	if len(date) == 8 && strings.Trim(date, "0123456789") == "" {
		return day.FromParts(date[6:], date[4:6], date[:4])
	}
	sep := "-"
	if strings.Contains(date, "/") {
		sep = "/"
	}
	parts := strings.Split(date, sep)
	if len(parts) == 3 {
		switch a, b, c := parts[0], parts[1], parts[2]; {
		case len(a) == 4 && shortNumber(c):
			return day.FromParts(c, b, a)
		case len(c) == 4 && shortNumber(a):
			return day.FromParts(a, b, c)
		}
	}
	return day.Day{}, errs.New(errs.Invalid, "%q is not a date like 2026-03-31", s)
}

func shortNumber(s string) bool { return len(s) == 1 || len(s) == 2 }

// dropTime leaves the date of a date and time, and of a date with a zone (xs:date allows one).
func dropTime(s string) (string, error) {
	if i := strings.IndexAny(s, "T "); i > 0 {
		clock := strings.TrimSpace(s[i+1:])
		for _, layout := range []string{"15:04", "15:04:05", "15:04Z07:00", "15:04:05Z07:00", "150405"} {
			if _, err := time.Parse(layout, clock); err == nil { // fractions of a second are accepted after 05
				return s[:i], nil
			}
		}
		return "", errs.New(errs.Invalid, "%q has something after the date that is not a time of day", s)
	}
	if n := len("2006-01-02"); len(s) > n && s[4] == '-' {
		if _, err := time.Parse("Z07:00", s[n:]); err == nil {
			return s[:n], nil
		}
	}
	return s, nil
}
