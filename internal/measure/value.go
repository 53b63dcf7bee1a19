package measure

import (
	"fmt"
	"slices"
	"strconv"
)

// Values are worked out in whole numbers, halves away from zero, so that they come out the same everywhere.

// percentage is to one decimal; empty when there is nothing to divide by.
func percentage(num, den int) string { return tenths(100*num, den) }

// tenths is a quotient to one decimal, halves away from zero; empty when there is nothing to divide by.
func tenths(num, den int) string {
	switch {
	case den == 0:
		return ""
	case den < 0:
		num, den = -num, -den
	}
	sign := ""
	if num < 0 {
		sign, num = "-", -num
	}
	t := (20*num + den) / (2 * den)
	if t == 0 {
		sign = ""
	}
	return fmt.Sprintf("%s%d.%d", sign, t/10, t%10)
}

// change is by how much a number is more than another, as a percentage of the other.
func change(now, before int) string { return tenths(100*(now-before), before) }

// per10k is a rate per 10,000 to one decimal.
func per10k(num, population int) string { return tenths(10000*num, population) }

// spreadOf gives the mean and the quartiles of values that are kept times a scale.
func spreadOf(values []int, scale int) Spread {
	n := len(values)
	if n == 0 {
		return Spread{}
	}
	scale = max(scale, 1)
	sorted := slices.Sorted(slices.Values(values))
	total := 0
	for _, v := range sorted {
		total += v
	}
	// Between two values a quarter lies at rest/4 of the way.
	quarter := func(q int) string {
		at := q * (n - 1)
		v := 4 * sorted[at/4]
		if rest := at % 4; rest > 0 {
			v += rest * (sorted[at/4+1] - sorted[at/4])
		}
		return tenths(v, 4*scale)
	}
	return Spread{Mean: tenths(total, n*scale), Least: whole(sorted[0], scale), Lower: quarter(1), Median: quarter(2), Upper: quarter(3), Most: whole(sorted[n-1], scale)}
}

func whole(v, scale int) string {
	if scale == 1 {
		return strconv.Itoa(v)
	}
	return tenths(v, scale)
}
