package clock

import (
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Moment is when something happened or is due: a whole day, or an instant where the time of day is known. The zero Moment is neither.
// As a deadline a day means until the end of that day in London.
type Moment struct {
	day day.Day
	at  time.Time // UTC; zero when only the day is known
}

// On is a moment of which only the day is known.
func On(d day.Day) Moment { return Moment{day: d} }

// At is a moment known to the time of day; its day is the day in London.
func At(t time.Time) Moment {
	if t.IsZero() {
		return Moment{}
	}
	return Moment{day.In(t), t.Round(0).UTC()}
}

// IsZero says whether nothing is known.
func (m Moment) IsZero() bool { return m.day.IsZero() }

// Day is the day in London.
func (m Moment) Day() day.Day { return m.day }

// Instant is the instant, and whether one is known.
func (m Moment) Instant() (time.Time, bool) { return m.at, !m.at.IsZero() }

// After says whether m is later than o: by the instant when both have one, else by the day.
// What happened at some time on a day is not after that day. A zero moment is after nothing.
func (m Moment) After(o Moment) bool {
	if !m.at.IsZero() && !o.at.IsZero() {
		return m.at.After(o.at)
	}
	return m.day.After(o.day)
}

// Equal says whether both are the same day or the same instant.
func (m Moment) Equal(o Moment) bool { return m.day == o.day && m.at.Equal(o.at) }

// end is the last instant of the moment: itself, or the end of its day.
func (m Moment) end() time.Time {
	if m.at.IsZero() && !m.day.IsZero() {
		return m.day.Add(1).Start().Add(-time.Nanosecond).UTC()
	}
	return m.at
}

// String is the exchange form: 2026-03-31, or 2026-03-31T14:05:00Z for an instant; empty when nothing is known.
func (m Moment) String() string {
	if m.at.IsZero() {
		return m.day.String()
	}
	return m.at.Format(time.RFC3339Nano)
}

// Short is how a table says it: 31 Mar 2026, or 31 Mar 2026 at 15:05, London time.
func (m Moment) Short() string {
	if m.at.IsZero() {
		return m.day.Short()
	}
	return m.at.In(day.London).Format("2 Jan 2006 at 15:04")
}

const (
	minuteForm = "2006-01-02T15:04"
	secondForm = "2006-01-02T15:04:05"
)

// ParseMoment reads a date, an RFC 3339 instant, or a London wall-clock time (2026-03-31T14:05, with or without seconds and the
// words " Europe/London"). Empty is the zero moment. A wall-clock time that the spring change skips is errs.Invalid; one that
// the autumn change repeats is the first of the two.
func ParseMoment(s string) (Moment, error) {
	if len(s) <= len("2006-01-02") {
		d, err := day.Parse(s)
		if err != nil {
			return Moment{}, errs.As(errs.Invalid, err, "%q is not a date like 2026-03-31 or a time like 2026-03-31T14:05", s)
		}
		return On(d), nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil && writable(t) {
		return At(t), nil
	}
	wall := strings.TrimSuffix(s, " Europe/London")
	for _, form := range []string{minuteForm, secondForm} {
		t, err := time.ParseInLocation(form, wall, day.London)
		if err != nil || !writable(t) {
			continue
		}
		if t.Format(form) != wall {
			return Moment{}, errs.New(errs.Invalid, "%s does not exist: the clocks go forward over it", wall)
		}
		if earlier := t.Add(-time.Hour); earlier.Format(form) == wall {
			t = earlier
		}
		return At(t), nil
	}
	return Moment{}, errs.New(errs.Invalid, "%q is not a date like 2026-03-31 or a time like 2026-03-31T14:05", s)
}

// writable says whether the exchange form has room for the year.
func writable(t time.Time) bool { return t.UTC().Year() >= 1 && t.UTC().Year() <= 9999 }

// MarshalText writes the exchange form.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what ParseMoment reads.
func (m *Moment) UnmarshalText(b []byte) error {
	got, err := ParseMoment(string(b))
	if err != nil {
		return err
	}
	*m = got
	return nil
}
