package measure

import (
	"context"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
)

// Point is one financial year of a trend: the year and its first half. A half is nil for a snapshot, which stands at the end
// of each year.
type Point struct {
	Year Result
	Half *Result
}

// Trend counts the last n financial years up to the as-at day, oldest first, in one pass over the stories. The newest year is
// cut at the as-at day.
func Trend(ctx context.Context, d *command.Desk, id string, q Query, n int) ([]Point, error) {
	if n < 1 || n > 20 {
		return nil, errs.Field("years", "Choose 1 to 20 years")
	}
	if q.AsAt.IsZero() {
		q.AsAt = todayOf(d, q.AsKnown)
	}
	last := day.FinancialYearEnding(q.AsAt)
	var asks []ask
	snapshot := counters[id].snapshot
	for ending := last - n + 1; ending <= last; ending++ {
		for _, p := range []Period{Year(ending), Half(ending)} {
			if snapshot && p == Half(ending) {
				continue
			}
			one := q
			one.Period, one.AsAt = p, earlier(p.To, q.AsAt)
			asks = append(asks, ask{id, one})
		}
	}
	p, err := compute(ctx, d, q.AsKnown, asks...)
	if err != nil {
		return nil, err
	}
	var out []Point
	for i := 0; i < len(p.results); i++ {
		pt := Point{Year: p.results[i]}
		if !snapshot {
			i++
			pt.Half = &p.results[i]
		}
		out = append(out, pt)
	}
	return out, nil
}

func earlier(a, b day.Day) day.Day {
	if a.Before(b) {
		return a
	}
	return b
}
