package scrutiny

import (
	"testing"

	"throughline/internal/measure"
)

func TestFigureWords(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]measure.Published{
		"69.1% (2,350 of 3,400)":          {Value: "69.1", Unit: "%", Numerator: "2,350", Denominator: "3,400"},
		"-12.2%":                          {Value: "-12.2", Unit: "%", Numerator: "94"}, // a change has a number before it, not one below
		"94":                              {Value: "94", Unit: "number"},
		"£1505 a week":                    {Value: "1505", Unit: "£ a week"},
		"46 days":                         {Value: "46", Unit: "days"},
		"nothing to count in this period": {Unit: "%"},
		"hidden, because the count is from 1 to 5 and people could be recognised": {Value: "3", Unit: "%", Hidden: true},
	} {
		if got := FigureWords(p); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
}
