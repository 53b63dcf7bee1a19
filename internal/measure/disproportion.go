package measure

import "math"

// This file has the statistics of disproportionality: specs/disproportionality.md section 2. All work on unrounded numbers.

// z is the 97.5th percentile of the normal distribution: intervals are of 95%.
const z = 1.959964

// Interval is a 95% interval. Known is false where none can be worked out.
type Interval struct {
	Low, High float64
	Known     bool
}

// scaled is the interval times a factor.
func (i Interval) scaled(by float64) Interval { return Interval{i.Low * by, i.High * by, i.Known} }

// Excludes says whether the interval is known and a value lies outside it.
func (i Interval) Excludes(v float64) bool { return i.Known && (v < i.Low || v > i.High) }

// CountInterval is the interval of an observed number of events: Byar's from 10 on (formula 2), the exact Poisson one below (formula 3).
func CountInterval(events int) Interval {
	o := float64(events)
	switch {
	case events < 0:
		return Interval{}
	case events < 10:
		low := 0.0
		if events > 0 {
			low = gammaQuantile(o, 0.025)
		}
		return Interval{low, gammaQuantile(o+1, 0.975), true}
	}
	cube := func(x float64) float64 { return x * x * x }
	return Interval{
		o * cube(1-1/(9*o)-z/(3*math.Sqrt(o))),
		(o + 1) * cube(1-1/(9*(o+1))+z/(3*math.Sqrt(o+1))),
		true,
	}
}

// gammaQuantile is half the quantile of chi-squared with 2·shape degrees of freedom, for a whole shape: the mean at which a Poisson variable is
// below shape with a chance of 1-p.
func gammaQuantile(shape, p float64) float64 {
	below := func(mean float64) float64 { // the chance that a Poisson variable of this mean is below shape
		term, sum := math.Exp(-mean), 0.0
		for k := 0.0; k < shape; k++ {
			sum += term
			term *= mean / (k + 1)
		}
		return sum
	}
	low, high := 0.0, 10*shape+20
	for range 200 {
		mid := (low + high) / 2
		if below(mid) > 1-p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// RateInterval is a rate per 10,000 and its interval (formulas 1 to 3). It is not known for an empty population.
func RateInterval(events, population int) (rate float64, i Interval) {
	if population <= 0 {
		return 0, Interval{}
	}
	by := 10000 / float64(population)
	return float64(events) * by, CountInterval(events).scaled(by)
}

// ProportionInterval is Wilson's interval of a proportion (formula 4).
func ProportionInterval(events, n int) Interval {
	if n <= 0 || events < 0 || events > n {
		return Interval{}
	}
	o, all := float64(events), float64(n)
	half := z * math.Sqrt(z*z+4*o*(1-o/all))
	below := 2 * (all + z*z)
	return Interval{max(0, (2*o+z*z-half)/below), min(1, (2*o+z*z+half)/below), true}
}

// Ratio is a ratio of two rates or proportions with its interval.
type Ratio struct {
	Value    float64
	Interval Interval
	Known    bool
	Adjusted bool // a count was 0: half an event was added to each (formula 8)
}

// Distinguishable says whether the interval excludes 1 (formula 16).
func (r Ratio) Distinguishable() bool { return r.Known && r.Interval.Excludes(1) }

// RateRatio is the relative rate index of two rates (formulas 5, 6 and 8).
func RateRatio(events, population, refEvents, refPopulation int) Ratio {
	if population <= 0 || refPopulation <= 0 {
		return Ratio{}
	}
	o1, o0 := float64(events), float64(refEvents)
	adjusted := events == 0 || refEvents == 0
	if adjusted {
		o1, o0 = o1+0.5, o0+0.5
	}
	value := o1 / float64(population) / (o0 / float64(refPopulation))
	return ratio(value, 1/o1+1/o0, adjusted)
}

// ProportionRatio is the relative risk of two proportions (formulas 7 and 8).
func ProportionRatio(events, n, refEvents, refN int) Ratio {
	if n <= 0 || refN <= 0 {
		return Ratio{}
	}
	o1, n1, o0, n0 := float64(events), float64(n), float64(refEvents), float64(refN)
	adjusted := events == 0 || refEvents == 0
	if adjusted {
		o1, n1, o0, n0 = o1+0.5, n1+1, o0+0.5, n0+1
	}
	return ratio(o1/n1/(o0/n0), 1/o1-1/n1+1/o0-1/n0, adjusted)
}

func ratio(value, variance float64, adjusted bool) Ratio {
	spread := z * math.Sqrt(max(0, variance))
	ln := math.Log(value)
	return Ratio{value, Interval{math.Exp(ln - spread), math.Exp(ln + spread), true}, true, adjusted}
}

// Expected is how many events a group would have at the rate of all, and how many it has more (formula 10).
type Expected struct {
	Events, Excess, Ratio float64
	Interval              Interval // of the ratio
	Known                 bool
}

// ExpectedEvents works out formula 10.
func ExpectedEvents(events, population, allEvents, allPopulation int) Expected {
	if allPopulation <= 0 || allEvents <= 0 || population <= 0 {
		return Expected{}
	}
	e := float64(population) * float64(allEvents) / float64(allPopulation)
	return Expected{e, float64(events) - e, float64(events) / e, CountInterval(events).scaled(1 / e), true}
}

// Composition is a group's share of the cases by its share of the children (formula 9): the same number as observed by expected.
func Composition(events, allEvents, population, allPopulation int) (index float64, ok bool) {
	e := ExpectedEvents(events, population, allEvents, allPopulation)
	return e.Ratio, e.Known
}

// Stratum is one agency's events in a group and in the reference (formula 13).
type Stratum struct{ Events, N, RefEvents, RefN int }

// MantelHaenszel is the relative risk pooled over strata; ok is false where it cannot be worked out.
func MantelHaenszel(strata []Stratum) (rr float64, ok bool) {
	var num, den float64
	for _, s := range strata {
		all := float64(s.N + s.RefN)
		if all == 0 {
			continue
		}
		num += float64(s.Events) * float64(s.RefN) / all
		den += float64(s.RefEvents) * float64(s.N) / all
	}
	if den == 0 {
		return 0, false
	}
	return num / den, true
}

// BenjaminiHochberg says which of several p-values are findings at a false discovery rate (formula 16).
func BenjaminiHochberg(ps []float64, rate float64) []bool {
	out := make([]bool, len(ps))
	cut := -1.0
	for _, p := range ps {
		rank := 0
		for _, q := range ps {
			if q <= p {
				rank++
			}
		}
		if p <= rate*float64(rank)/float64(len(ps)) {
			cut = max(cut, p)
		}
	}
	for i, p := range ps {
		out[i] = p <= cut
	}
	return out
}

// PValue is the two-sided p-value of a ratio being 1, from its interval.
func (r Ratio) PValue() float64 {
	if !r.Known || !r.Interval.Known {
		return 1
	}
	se := (math.Log(r.Interval.High) - math.Log(r.Interval.Low)) / (2 * z)
	if se == 0 {
		if r.Value == 1 {
			return 1
		}
		return 0
	}
	return math.Erfc(math.Abs(math.Log(r.Value)) / se / math.Sqrt2)
}
