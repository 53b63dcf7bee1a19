package form

import (
	"net/url"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record/codes"
)

// Line is a posted answer without the spaces round it.
func Line(v url.Values, name string) string { return strings.TrimSpace(v.Get(name)) }

// Day is the day in the posted boxes of a Date. It is zero where they are empty or hold no day: the field itself has refused that.
func Day(v url.Values, name string) day.Day {
	b := Date{Name: name}
	b.Take(v)
	d, err := day.FromParts(b.typed[0], b.typed[1], b.typed[2])
	if err != nil {
		return day.Day{}
	}
	return d
}

// SetDay puts a day into the boxes of a Date, as they are posted. The zero day leaves them out.
func SetDay(v url.Values, name string, d day.Day) {
	if !d.IsZero() {
		(&Date{Name: name, Value: d}).Put(v)
	}
}

// Coded are the codes of a set that are in use on a day, as answers, and after them those of recorded that have ended since.
func Coded(set string, on day.Day, recorded ...string) []Option {
	s, _ := codes.Set(set)
	var out []Option
	for _, c := range s.On(on) {
		out = append(out, Option{Value: c.Code, Label: codes.Capital(c.Label)})
	}
	for _, code := range recorded {
		if code != "" && !known(out, code) {
			out = append(out, Option{Value: code, Label: codes.Capital(s.Label(code))})
		}
	}
	return out
}
