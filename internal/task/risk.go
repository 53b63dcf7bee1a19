package task

import (
	"slices"
	"strings"

	"throughline/internal/clock"
)

// Weight is how much stands behind a time limit: what Parliament or a court set comes first.
type Weight int

// The weights, the heaviest first.
const (
	Law       Weight = iota // an Act or regulations, or a court
	Guidance                // statutory guidance
	Procedure               // procedures agreed between agencies, national frameworks and statistics
	Council                 // the council's own standard
	NoLimit
)

// String is the weight as people call it.
func (w Weight) String() string {
	return [...]string{"Law", "Statutory guidance", "Procedures", "This council", "No limit"}[w]
}

// WeightOf is the weight of a limit.
func WeightOf(d *clock.Definition) Weight {
	if d == nil {
		return NoLimit
	}
	switch d.Level {
	case clock.Statutory, clock.Court:
		return Law
	case clock.Guidance:
		return Guidance
	case clock.Procedure, clock.Framework, clock.Statistic:
		return Procedure
	}
	return Council
}

// Weight is that of the item's limit.
func (i Item) Weight() Weight { return WeightOf(i.Limit) }

// Statutory says whether the law sets the limit.
func (i Item) Statutory() bool { return i.Weight() == Law }

// tier is how pressing an item is, whatever stands behind its limit: overdue, urgent, due soon, the rest.
func (i Item) tier() int {
	switch {
	case i.Overdue():
		return 0
	case i.Urgent:
		return 1
	case i.State == clock.DueSoon:
		return 2
	}
	return 3
}

// risk is the weight as far as the order uses it: what is far off stands by its date alone.
func (i Item) risk() int {
	if i.tier() == 3 {
		return 0
	}
	return int(i.Weight())
}

// Order sorts a list by legal risk: overdue first, then what is urgent, then what is due soon; among these what the law sets before guidance, procedures
// and the council's own standards, and then by how late it is or how soon it is due. The rest stands by its date; what has none last.
func Order(items []Item) {
	rank := func(yes bool) int {
		if yes {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		for _, c := range []int{
			a.tier() - b.tier(),
			a.risk() - b.risk(),
			rank(a.Urgent) - rank(b.Urgent),
			rank(!a.Due.IsZero()) - rank(!b.Due.IsZero()),
			strings.Compare(a.Due.String(), b.Due.String()),
			strings.Compare(a.Started.String(), b.Started.String()),
			strings.Compare(a.Title, b.Title),
			strings.Compare(a.Subject, b.Subject),
			strings.Compare(a.Record, b.Record),
		} {
			if c != 0 {
				return c
			}
		}
		return 0
	})
}
