package measure

import (
	"slices"

	"throughline/internal/day"
)

// onTime says whether everything that fell due after from and up to to was done on time. due gives when the n-th (from 0) is due, counted
// from the last one done or the start. What was due before and was never done fails too; what was due before and done late belongs to the
// time before.
func onTime(start day.Day, done []day.Day, from, to day.Day, due func(n int, last day.Day) day.Day) bool {
	done = slices.DeleteFunc(slices.Clone(done), func(d day.Day) bool { return d.IsZero() || d.Before(start) || d.After(to) })
	slices.SortFunc(done, day.Day.Compare)
	last := start
	for n := 0; ; n++ {
		d := due(n, last)
		if n == len(done) {
			return d.After(to)
		}
		if d.After(from) && !d.After(to) && done[n].After(d) {
			return false
		}
		last = done[n]
	}
}
