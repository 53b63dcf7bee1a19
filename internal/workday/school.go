package workday

import (
	"cmp"
	"slices"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Term is one school term, first and last day both included.
type Term struct {
	Name string  `json:"name"`
	From day.Day `json:"from"`
	To   day.Day `json:"to"`
}

// Terms is a school calendar: terms, less weekends, bank holidays, half terms and training days.
// It knows nothing outside its terms, so its answers say whether there is one.
type Terms struct {
	terms []Term
	days  []day.Day // every school day, in order
}

// NewTerms makes a school calendar from an authority's (or a school's) term dates. Days off are half terms and training days inside the terms.
// Terms that are reversed, undated, longer than a year or overlapping are errs.Invalid.
func NewTerms(cal *Calendar, terms []Term, off []day.Day) (*Terms, error) {
	t := &Terms{terms: slices.Clone(terms)}
	slices.SortFunc(t.terms, func(a, b Term) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	var wrong errs.Fields
	for i, term := range t.terms {
		switch {
		case term.From.IsZero() || term.To.IsZero() || term.To.Before(term.From):
			wrong.Add(term.Name, "the term must have a first day and a later last day")
			continue
		case term.To.Sub(term.From) > 366:
			wrong.Add(term.Name, "the term is longer than a year")
			continue
		case i > 0 && !term.From.After(t.terms[i-1].To):
			wrong.Add(term.Name, "the term overlaps %s", t.terms[i-1].Name)
		}
		for d := term.From; !d.After(term.To); d = d.Add(1) {
			if cal.IsWorkingDay(d) && !slices.Contains(off, d) {
				t.days = append(t.days, d)
			}
		}
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	return t, nil
}

// Add is the n-th school day after d (n positive). There is none when the calendar does not reach that far, or does not reach back to d.
func (t *Terms) Add(d day.Day, n int) (day.Day, bool) {
	if t == nil || n <= 0 || len(t.terms) == 0 || !d.Within(t.terms[0].From, day.Day{}) {
		return day.Day{}, false
	}
	i, found := slices.BinarySearchFunc(t.days, d, day.Day.Compare)
	if found {
		i++
	}
	if i+n-1 >= len(t.days) {
		return day.Day{}, false
	}
	return t.days[i+n-1], true
}

// TermEnd is the last day of the n-th term counted from the term that holds d, which is the first.
// There is none when d lies in no term or the calendar does not reach that far.
func (t *Terms) TermEnd(d day.Day, n int) (day.Day, bool) {
	if t == nil || n < 1 {
		return day.Day{}, false
	}
	i := slices.IndexFunc(t.terms, func(term Term) bool { return d.Within(term.From, term.To) })
	if i < 0 || i+n-1 >= len(t.terms) {
		return day.Day{}, false
	}
	return t.terms[i+n-1].To, true
}
