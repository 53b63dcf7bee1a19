package measure

import "testing"

// What is published of a mean, a median or a ratio is its value, not the number of what it is made of.
func TestPublishedValues(t *testing.T) {
	for _, c := range []struct {
		shape         shape
		num, den      int
		value, expect string
	}{
		{aMedian, 113, 0, "38", "38"},
		{aMean, 40, 0, "14.5", "14.5"},
		{aRatio, 90, 12, "7.5", "7.5"},
		{aMean, 0, 0, "", NotApplicable},
		{aMedian, 4, 0, "38", Suppressed},
		{aNumber, 113, 0, "113", "113"},
	} {
		p := Publish(Result{Shape: string(c.shape), Unit: daysUnit, Numerator: c.num, Denominator: c.den, Value: c.value})
		if p.Value != c.expect {
			t.Errorf("%s of %d is published as %s, want %s", c.shape, c.num, p.Value, c.expect)
		}
	}
}
