package clock

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed settings.json
var shippedSettings []byte

// Settings is a council's choice of local limits, laid over the shipped ones. Only clocks marked configurable may be changed.
type Settings struct {
	Amber  *Amber             `json:"amber,omitempty"`
	Clocks map[string]Setting `json:"clocks,omitempty"`
}

// Setting changes one clock: its number, or its points where it has several. Unit and calendar stay.
type Setting struct {
	N      *int    `json:"n,omitempty"`
	Points []Point `json:"points,omitempty"`
	Reason string  `json:"reason,omitempty"` // the local document that says so
}

// most bounds a local limit in any unit: more is a slip of the keyboard.
const most = 1000

// ParseSettings reads a settings file. A field that it does not know is errs.Invalid: a misspelt setting must not pass for a set one.
func ParseSettings(b []byte) (Settings, error) {
	var s Settings
	if err := decode(b, &s); err != nil {
		return Settings{}, fmt.Errorf("clock settings: %w", err)
	}
	return s, nil
}

// apply gives the changed definition, or says what is wrong with the setting.
func (s Setting) apply(d Definition) (_ Definition, problem string) {
	switch {
	case !d.Configurable:
		return d, fmt.Sprintf("%s is not a local choice (%s, %s): it cannot be changed", d.Name, d.Level, d.Source.Document)
	case !units[d.Limit.Unit].counted:
		return d, fmt.Sprintf("its limit is %q: there is no number to change", d.Limit)
	case s.N == nil && len(s.Points) == 0:
		return d, "give n or points"
	case s.N != nil && len(s.Points) > 0:
		return d, "give n or points, not both"
	case s.N != nil && len(d.Points) > 0:
		return d, "it has several points: give them all"
	}
	points := s.Points
	if s.N != nil {
		points = []Point{{"n", *s.N}}
	}
	for i, p := range points {
		switch n := p.N; {
		case n == 0 || max(n, -n) > most || (n < 0) != (d.Limit.N < 0):
			sign := ""
			if d.Limit.N < 0 {
				sign = "-"
			}
			return d, fmt.Sprintf("%d is not a usable limit; give %s1 to %s%d %s", n, sign, sign, most, d.Limit.Unit)
		case i > 0 && n <= points[i-1].N:
			return d, "points must go up"
		case strings.TrimSpace(p.Name) == "" || slices.ContainsFunc(points[:i], func(o Point) bool { return o.Name == p.Name }):
			return d, "each point must have a name of its own"
		}
	}
	d.Limit.N, d.Points, d.Reason = points[0].N, slices.Clone(s.Points), s.Reason
	return d, ""
}
