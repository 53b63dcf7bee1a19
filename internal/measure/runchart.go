package measure

import (
	"context"
	"slices"
	"strconv"
	"time"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
)

// Reading is one point of a series. A gap has no value: it is no zero, and nothing is drawn or worked out across it.
type Reading struct {
	Period Period
	Value  float64
	Gap    bool
}

// Signal is what a rule found in a run chart: from one reading to another, by place.
type Signal struct {
	Rule     string // shift, trend or beyond the limits
	From, To int
	Up       bool
}

// RunChart is a series with its median, its limits and what the rules find in it. Nothing is drawn by eye. Source: run-chart rules of Perla, Provost
// and Murray (2011): a shift is six or more readings in a row on one side of the median, those on it neither counting nor breaking; a trend is five
// or more in a row that each rise or each fall, equal ones not counting. Limits are those of an XmR chart: the mean and 2.66 mean moving ranges on
// either side.
type RunChart struct {
	Readings         []Reading
	Known            int // readings that are no gaps
	Median           float64
	Mean, Low, High  float64
	HasMedian, HasIn bool // whether there are enough readings for a median (10) and for limits (12)
	Signals          []Signal
	Why              string // why there is no median or no limits
}

const (
	forMedian, forLimits = 10, 12
	shiftLength          = 6
	trendLength          = 5
)

// Chart works a run chart out.
func Chart(readings []Reading) RunChart {
	c := RunChart{Readings: readings}
	var values, ranges []float64
	for i, r := range readings {
		if r.Gap {
			continue
		}
		values = append(values, r.Value)
		if i > 0 && !readings[i-1].Gap {
			ranges = append(ranges, abs(r.Value-readings[i-1].Value))
		}
	}
	if c.Known = len(values); c.Known < forMedian {
		c.Why = "There are " + strconv.Itoa(c.Known) + " readings; a median needs 10 and limits need 12."
		return c
	}
	c.HasMedian, c.Median = true, middle(values)
	c.shifts()
	c.trends()
	if c.Known < forLimits || len(ranges) == 0 {
		c.Why = "There are " + strconv.Itoa(c.Known) + " readings; limits need 12."
		return c
	}
	c.HasIn, c.Mean = true, average(values)
	spread := 2.66 * average(ranges)
	c.Low, c.High = c.Mean-spread, c.Mean+spread
	for i, r := range readings {
		if !r.Gap && (r.Value < c.Low || r.Value > c.High) {
			c.Signals = append(c.Signals, Signal{"beyond the limits", i, i, r.Value > c.High})
		}
	}
	return c
}

func abs(x float64) float64 { return max(x, -x) }

func average(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}

func middle(xs []float64) float64 {
	s := slices.Sorted(slices.Values(xs))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// shifts finds runs on one side of the median. A gap ends a run.
func (c *RunChart) shifts() {
	side, n, from, last := 0, 0, 0, 0
	end := func() {
		if n >= shiftLength {
			c.Signals = append(c.Signals, Signal{"shift", from, last, side > 0})
		}
		side, n = 0, 0
	}
	for i, r := range c.Readings {
		switch now := sign(r.Value - c.Median); {
		case r.Gap:
			end()
		case now == 0:
		case now == side:
			n, last = n+1, i
		default:
			end()
			side, n, from, last = now, 1, i, i
		}
	}
	end()
}

// trends finds readings in a row that each rise or each fall.
func (c *RunChart) trends() {
	way, n, from, last := 0, 1, 0, 0
	end := func() {
		if n >= trendLength {
			c.Signals = append(c.Signals, Signal{"trend", from, last, way > 0})
		}
	}
	begun := false
	for i, r := range c.Readings {
		if r.Gap {
			if begun {
				end()
			}
			begun = false
			continue
		}
		if !begun {
			begun, way, n, from, last = true, 0, 1, i, i
			continue
		}
		switch now := sign(r.Value - c.Readings[last].Value); {
		case now == 0:
		case now == way || way == 0:
			way, n, last = now, n+1, i
		default:
			end()
			way, n, from, last = now, 2, last, i
		}
	}
	if begun {
		end()
	}
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// Months counts a measure for each of the last n calendar months up to the as-at day, oldest first: of a snapshot, at the end of each. The newest
// month is left out when it is not over.
func Months(ctx context.Context, d *command.Desk, id string, q Query, n int) ([]Result, error) {
	if n < 1 || n > 240 {
		return nil, errs.Field("months", "Choose 1 to 240 months")
	}
	if q.AsAt.IsZero() {
		q.AsAt = todayOf(d, q.AsKnown)
	}
	y, m, _ := q.AsAt.Add(1).Date() // a month that ends on the as-at day is over
	first := day.New(y, m, 1)
	var asks []ask
	for i := n; i > 0; i-- {
		one := q
		from := first.AddMonths(-i)
		one.Period = Period{from, from.AddMonths(1).Add(-1)}
		one.AsAt = one.Period.To
		asks = append(asks, ask{id, one})
	}
	p, err := compute(ctx, d, q.AsKnown, asks...)
	return p.results, err
}

// Readings turns results into a series. What has nothing to divide by is a gap; so is what lies in one of the gaps that are named, such as a year whose
// records were lost, and, of a number, what comes before anything was recorded.
func Readings(results []Result, gaps ...Period) []Reading {
	var out []Reading
	begun := false
	for _, r := range results {
		value, err := strconv.ParseFloat(r.Value, 64)
		begun = begun || r.Numerator > 0 || r.Denominator > 0 || len(r.Held) > 0
		gap := err != nil || !begun
		for _, g := range gaps {
			gap = gap || !r.Period.To.Before(g.From) && !r.Period.From.After(g.To)
		}
		if gap {
			value = 0
		}
		out = append(out, Reading{r.Period, value, gap})
	}
	return out
}

// Month is one calendar month.
func Month(year int, month time.Month) Period {
	from := day.New(year, month, 1)
	return Period{from, from.AddMonths(1).Add(-1)}
}
