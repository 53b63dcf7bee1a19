package measure

import (
	"fmt"
	"testing"

	"throughline/internal/day"
)

// readings reads a series; "." is a gap.
func readings(values ...any) (out []Reading) {
	for _, v := range values {
		if n, ok := v.(int); ok {
			out = append(out, Reading{Value: float64(n)})
			continue
		}
		out = append(out, Reading{Gap: true})
	}
	return out
}

func TestChart(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in     []Reading
		median string
		want   string
	}{
		"nine readings": {readings(1, 2, 3, 4, 5, 6, 7, 8, 9), "none", "[]"},
		// 5 of one side, one on the median, one more: six that count.
		"a shift over the median":        {readings(1, 2, 1, 2, 1, 5, 9, 8, 5, 9, 8, 9, 8), "5", "[{shift 6 12 true}]"},
		"five are none":                  {readings(1, 9, 1, 9, 1, 9, 8, 9, 8, 9, 1, 2, 1, 2), "5", "[]"},
		"a gap ends a run":               {readings(1, 2, 1, 2, 1, 9, 8, 9, ".", 8, 9, 8), "8", "[]"},
		"a trend of five":                {readings(5, 5, 1, 2, 3, 4, 9, 1, 9, 1, 5), "4", "[{trend 2 6 true}]"},
		"a trend of four":                {readings(5, 5, 1, 2, 3, 9, 1, 9, 1, 5), "4", "[]"},
		"equal ones neither add nor end": {readings(5, 9, 8, 8, 7, 6, 5, 9, 1, 9, 6), "7", "[{trend 1 6 false}]"},
		"a gap ends a trend":             {readings(5, 1, 2, 3, ".", 4, 5, 1, 9, 1, 5), "3.5", "[]"},
	} {
		c := Chart(tt.in)
		got := []Signal{}
		for _, s := range c.Signals {
			if s.Rule != "beyond the limits" {
				got = append(got, s)
			}
		}
		median := "none"
		if c.HasMedian {
			median = fmt.Sprint(c.Median)
		}
		if fmt.Sprint(got) != tt.want || median != tt.median {
			t.Errorf("%s: %v median %s, not %s %s", name, got, median, tt.want, tt.median)
		}
	}
	// Twelve readings: mean 11, moving ranges of 2, so limits of 11 ± 5.32; the gap has no range.
	c := Chart(readings(10, 12, 10, 12, ".", 10, 12, 10, 12, 10, 12, 10, 12))
	if !c.HasIn || c.Mean != 11 || fmt.Sprintf("%.2f %.2f", c.Low, c.High) != "5.68 16.32" || len(c.Signals) != 0 {
		t.Errorf("%+v", c)
	}
	c = Chart(readings(10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 40))
	if len(c.Signals) != 1 || c.Signals[0] != (Signal{"beyond the limits", 11, 11, true}) {
		t.Errorf("%+v", c)
	}
	if c := Chart(nil); c.HasMedian || c.Why == "" {
		t.Errorf("%+v", c)
	}
}

func TestReadings(t *testing.T) {
	t.Parallel()
	at := func(m int, value string, n int) Result {
		from := day.New(2023, 1, 1).AddMonths(m - 1)
		return Result{Period: Period{from, from.AddMonths(1).Add(-1)}, Value: value, Numerator: n}
	}
	got := Readings([]Result{at(1, "0", 0), at(2, "3", 3), at(3, "0", 0), at(4, "", 0), at(5, "7", 7), at(6, "2", 2)}, Period{day.Must("2023-05-31"), day.Must("2023-05-31")})
	want := []bool{true, false, false, true, true, false}
	for i, r := range got {
		if r.Gap != want[i] {
			t.Errorf("month %d: gap %t", i+1, r.Gap)
		}
	}
}
