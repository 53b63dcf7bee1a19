package quality

import (
	"cmp"
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
)

// clockless is given to access where no grant depends on the time.
var clockless time.Time

// State is how a milestone or an evaluation stands.
type State string

// The states.
const (
	Done    State = "done"
	Late    State = "late"    // done after its day
	Overdue State = "overdue" // not done, and its day has passed
	Soon    State = "soon"    // due within 30 days
	Planned State = "planned"
)

// soon is how many days before its day something is called soon.
const soon = 30

// Stands says how something that is due on a day stands on another. What is due today is not overdue.
func Stands(due, done, today day.Day) State {
	switch {
	case !done.IsZero() && done.After(due):
		return Late
	case !done.IsZero():
		return Done
	case due.Before(today):
		return Overdue
	case !due.After(today.Add(soon)):
		return Soon
	}
	return Planned
}

// Paid is what a service is paid from in one year (SR-027).
type Paid struct {
	Year          int
	Total         int64 // pence
	Discretionary int64 // of it, what no law makes the funder pay
	Unsaid        int64 // of it, where nobody has said whether it is
	Lines         []record.Funding
	By            []Share // the split between the funders, the largest first
}

// Share is what one funder pays.
type Share struct {
	Funder string // code set funder
	Pence  int64
}

// Joint says whether several funders pay.
func (p Paid) Joint() bool { return len(p.By) > 1 }

// FundedIn sums funding by year, the newest first.
func FundedIn(all []record.Funding) (out []Paid) {
	years := map[int]*Paid{}
	for _, f := range all {
		p := years[f.Year]
		if p == nil {
			p = &Paid{Year: f.Year}
			years[f.Year] = p
		}
		p.Total += f.Pence
		switch f.Discretionary {
		case record.Yes:
			p.Discretionary += f.Pence
		case "":
			p.Unsaid += f.Pence
		}
		p.Lines = append(p.Lines, f)
		if i := slices.IndexFunc(p.By, func(s Share) bool { return s.Funder == f.Funder }); i >= 0 {
			p.By[i].Pence += f.Pence
		} else {
			p.By = append(p.By, Share{f.Funder, f.Pence})
		}
	}
	for _, p := range years {
		slices.SortFunc(p.By, func(a, b Share) int {
			return cmp.Or(cmp.Compare(b.Pence, a.Pence), cmp.Compare(a.Funder, b.Funder))
		})
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Paid) int { return b.Year - a.Year })
	return out
}
