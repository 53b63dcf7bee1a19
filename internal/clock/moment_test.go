package clock

import (
	"testing"
	"time"

	"throughline/internal/errs"
)

func TestParseMoment(t *testing.T) {
	for in, want := range map[string]string{
		"":                               "",
		"2025-03-29":                     "2025-03-29",
		"2025-03-29T23:30 Europe/London": "2025-03-29T23:30:00Z",
		"2025-06-01T12:00":               "2025-06-01T11:00:00Z",
		"2025-06-01T12:00:30":            "2025-06-01T11:00:30Z",
		"2025-06-01T12:00:00+05:00":      "2025-06-01T07:00:00Z",
		"2024-10-27T01:30":               "2024-10-27T00:30:00Z", // it happens twice: the first
	} {
		got, err := ParseMoment(in)
		if err != nil || got.String() != want {
			t.Errorf("%q: %s %v, want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"2025-03-30T01:30", "2025-02-29", "2025-03-29 23:30", "2025-03-29T23:30 Europe/Paris", "2025-03-29T24:30", "yesterday", "10000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00"} {
		if got, err := ParseMoment(in); errs.Of(err) != errs.Invalid {
			t.Errorf("%q became %s, %v", in, got, err)
		}
	}
}

func TestMomentsCompare(t *testing.T) {
	for name, tt := range map[string]struct {
		a, b string
		want bool
	}{
		"later time of the same day":   {"2025-06-01T12:01", "2025-06-01T12:00", true},
		"some time on the very day":    {"2025-06-01T12:00", "2025-06-01", false},
		"the day of some time":         {"2025-06-01", "2025-06-01T12:00", false},
		"next day":                     {"2025-06-02", "2025-06-01T23:59", true},
		"UTC evening is the next day":  {"2025-06-01T23:30:00Z", "2025-06-01", true},
		"nothing is after nothing":     {"", "2025-06-01", false},
		"nothing is before everything": {"2025-06-01", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := m(tt.a).After(m(tt.b)); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
	if got := At(time.Date(2025, 6, 1, 11, 0, 0, 0, time.UTC)).Short(); got != "1 Jun 2025 at 12:00" {
		t.Errorf("people read London time, got %s", got)
	}
}

func FuzzParseMoment(f *testing.F) {
	for _, s := range []string{"", "2025-03-29", "2025-03-30T01:30", "2025-03-29T23:30 Europe/London", "2025-06-01T12:00:00.123+05:00", "0000-01-01T00:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseMoment(s)
		if err != nil {
			if errs.Of(err) != errs.Invalid {
				t.Fatalf("%v is %s", err, errs.Of(err))
			}
			return
		}
		again, err := ParseMoment(got.String())
		if err != nil || !again.Equal(got) {
			t.Fatalf("%q is %s, which reads as %s, %v", s, got, again, err)
		}
	})
}
