package measure

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The 18 vectors of specs/disproportionality.md section 4, in its order.
func TestDisproportionVectors(t *testing.T) {
	t.Parallel()
	show := func(places int, i Interval) string { return fmt.Sprintf("%.*f–%.*f", places, i.Low, places, i.High) }
	rate := func(o, n int) string {
		r, i := RateInterval(o, n)
		return fmt.Sprintf("%.1f (%s)", r, show(1, i))
	}
	rri := func(o, n, ro, rn int) string {
		r := RateRatio(o, n, ro, rn)
		return fmt.Sprintf("%.2f (%s) %t", r.Value, show(2, r.Interval), r.Distinguishable())
	}
	composition, _ := Composition(38, 163, 1900, 15000)
	e := ExpectedEvents(38, 1900, 163, 15000)
	first := RateRatio(171, 1900, 480, 8000)
	assessed, s47 := ProportionRatio(120, 171, 312, 480), ProportionRatio(38, 120, 64, 312)
	pooled, _ := MantelHaenszel([]Stratum{{26, 40, 30, 80}, {12, 30, 34, 100}})
	vectors := []struct{ name, got, want string }{
		{"Wilson 42/58", show(4, ProportionInterval(42, 58)), "0.5980–0.8225"},
		{"Wilson 0/20", show(4, ProportionInterval(0, 20)), "0.0000–0.1611"},
		{"exact 0", show(4, CountInterval(0)), "0.0000–3.6889"},
		{"exact 3", show(4, CountInterval(3)), "0.6187–8.7673"},
		{"exact 9", show(4, CountInterval(9)), "4.1154–17.0848"},
		{"Byar 10", show(4, CountInterval(10)), "4.7874–18.3915"},
		{"Byar 64", show(4, CountInterval(64)), "49.2853–81.7279"},
		{"rate 64/8,000", rate(64, 8000), "80.0 (61.6–102.2)"},
		{"rate 38/1,900", rate(38, 1900), "200.0 (141.5–274.5)"},
		{"rate 55/4,200", rate(55, 4200), "131.0 (98.6–170.5)"},
		{"rate 6/900", rate(6, 900), "66.7 (24.5–145.1)"},
		{"RRI 38/1,900", rri(38, 1900, 64, 8000), "2.50 (1.67–3.73) true"},
		{"RRI 55/4,200", rri(55, 4200, 64, 8000), "1.64 (1.14–2.35) true"},
		{"RRI 6/900", rri(6, 900, 64, 8000), "0.83 (0.36–1.92) false"},
		{"composition", fmt.Sprintf("%.2f", composition), "1.84"},
		{"expected", fmt.Sprintf("%.1f %+.1f %.2f", e.Events, e.Excess, e.Ratio), "20.6 +17.4 1.84"},
		{"stage chain", fmt.Sprintf("%.3f × %.3f × %.3f = %.2f; %s, %s", first.Value, assessed.Value, s47.Value, first.Value*assessed.Value*s47.Value,
			show(2, assessed.Interval), show(2, s47.Interval)), "1.500 × 1.080 × 1.544 = 2.50; 0.96–1.21, 1.10–2.17"},
		{"Mantel-Haenszel", fmt.Sprintf("%.2f, %.2f; %.2f", ProportionRatio(26, 40, 30, 80).Value, ProportionRatio(12, 30, 34, 100).Value, pooled), "1.73, 1.18; 1.49"},
	}
	if len(vectors) != 18 {
		t.Errorf("%d vectors", len(vectors))
	}
	for _, v := range vectors {
		if v.got != v.want {
			t.Errorf("%s: %s, not %s", v.name, v.got, v.want)
		}
	}
}

func TestDisproportionEdges(t *testing.T) {
	t.Parallel()
	if r := RateRatio(0, 900, 64, 8000); !r.Adjusted || !r.Known || math.Abs(r.Value-0.5/900/(64.5/8000)) > 1e-12 {
		t.Errorf("no event: %+v", r)
	}
	if r := ProportionRatio(0, 20, 0, 30); !r.Adjusted || math.IsNaN(r.Value) || math.IsInf(r.Interval.High, 0) {
		t.Errorf("no events at all: %+v", r)
	}
	if r := RateRatio(5, 0, 64, 8000); r.Known {
		t.Errorf("nobody: %+v", r)
	}
	if i := ProportionInterval(3, 0); i.Known {
		t.Errorf("of nothing: %+v", i)
	}
	if _, ok := MantelHaenszel([]Stratum{{1, 2, 0, 3}}); ok {
		t.Error("no reference event in any stratum")
	}
	if e := ExpectedEvents(0, 10, 0, 100); e.Known {
		t.Errorf("no events: %+v", e)
	}
	if got := fmt.Sprint(BenjaminiHochberg([]float64{0.01, 0.04, 0.03, 0.5}, 0.05)); got != "[true false false false]" {
		t.Errorf("%s", got)
	}
	if got := fmt.Sprint(BenjaminiHochberg([]float64{0.04, 0.03, 0.01, 0.02}, 0.05)); got != "[true true true true]" {
		t.Errorf("the largest that passes takes the smaller with it: %s", got)
	}
	if got := fmt.Sprint(BenjaminiHochberg(nil, 0.05)); got != "[]" {
		t.Errorf("%s", got)
	}
}

// An interval holds its own value; more events never give a lower interval; the exact one and Byar's meet.
func TestIntervalsHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := rapid.IntRange(0, 500).Draw(t, "events")
		i, next := CountInterval(o), CountInterval(o+1)
		if float64(o) < i.Low || float64(o) > i.High || next.Low < i.Low || next.High < i.High {
			t.Fatalf("%d: %+v, then %+v", o, i, next)
		}
		n := o + rapid.IntRange(0, 500).Draw(t, "more")
		if n > 0 {
			w := ProportionInterval(o, n)
			if p := float64(o) / float64(n); p < w.Low-1e-12 || p > w.High+1e-12 || w.Low < 0 || w.High > 1 {
				t.Fatalf("%d of %d: %+v", o, n, w)
			}
		}
		m := 1 + rapid.IntRange(0, 900).Draw(t, "n")
		r := RateRatio(o, n+1, o, m)
		if back := RateRatio(o, m, o, n+1); math.Abs(r.Value*back.Value-1) > 1e-9 {
			t.Fatalf("the ratio the other way round: %g and %g", r.Value, back.Value)
		}
	})
}
