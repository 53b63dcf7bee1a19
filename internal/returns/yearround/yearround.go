// Package yearround says what of a child's records the returns would find wrong, as they are recorded now and as they would stand at the end of
// the year if nothing were done.
//
// The invariant: everything here is a pure function of one story, a year and a day. Nothing is stored, so nothing is ever stale: a page that is
// asked for after a record was mended does not show the problem any more. The child is written as each return would write it (the CIN census, the
// SSDA903) and checked by the rules of the year in the intended reading; rules that look beyond one child's records are left out, and LeftOut names them.
//
// Source: issue 3, "Clean all year"; specs/cin/rules.json; specs/ssda903/rules.json.
package yearround

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"throughline/internal/day"
	"throughline/internal/returns/finding"
	"throughline/internal/story"
)

// Problem is one thing in a child's records that a return would find wrong.
type Problem struct {
	finding.Finding
	Rule   finding.Rule
	Return string  // record.ReturnCIN or record.ReturnSSDA903
	Field  string  // TABLE.FIELD of the return that is put right, as a rule the first that the rule points at
	Record string  // id of the record that says it; "" when there is none yet
	Kind   string  // its kind, or that of the record which is missing; record.AsReturned where no record could hold the row
	Report string  // the assessment report that it is part of, or ""
	Waits  day.Day // not wrong yet: it will be on this day, the last of the year, if nothing is done; zero when it is wrong now
}

// Now says whether it is wrong already.
func (p Problem) Now() bool { return p.Waits.IsZero() }

// Sentence is what is wrong, and Mending what to do, in words for the worker.
func (p Problem) Sentence() string { return p.Rule.Sentence(p.Finding) }

// Mending is what to do about it.
func (p Problem) Mending() string { return p.Rule.Mending(p.Finding) }

// Fixable says whether the problem is an error of the return, which must be mended, and not a query, which may be right as it is.
func (p Problem) Fixable() bool { return p.Rule.Severity == finding.Error }

// Of gives the problems of one child in the returns of the year that ends on 31 March of ends: those that are there today first, then those that
// will be there on the last day; of each, errors before queries and the census before the SSDA903. A child who is in no return of the year has none. It
// fails with errs.Internal, for what is written here can be read, and with the context's error.
func Of(ctx context.Context, s story.Story, ends int, today day.Day) ([]Problem, error) {
	out, err := census(ctx, s, ends, today)
	if err != nil {
		return nil, fmt.Errorf("problems of %s in the census: %w", s.Subject, err)
	}
	more, err := lookedAfter(ctx, s, ends, today)
	if err != nil {
		return nil, fmt.Errorf("problems of %s in the SSDA903: %w", s.Subject, err)
	}
	out = append(out, more...)
	slices.SortStableFunc(out, func(a, b Problem) int { return cmp.Compare(rank(a), rank(b)) })
	return out, nil
}

// rank puts what is wrong now first, and errors before queries.
func rank(p Problem) (n int) {
	if !p.Now() {
		n = 2
	}
	if !p.Fixable() {
		n++
	}
	return n
}

// Things puts problems together that are one thing to the reader: two rows that do not go together are flagged both, with one sentence. The order
// is that of the first.
func Things(ps []Problem) (out [][]Problem) {
	for _, p := range ps {
		i := slices.IndexFunc(out, func(t []Problem) bool {
			return t[0].Rule.Code == p.Rule.Code && t[0].Now() == p.Now() && t[0].Sentence() == p.Sentence()
		})
		if i < 0 {
			out = append(out, []Problem{p})
		} else {
			out[i] = append(out[i], p)
		}
	}
	return out
}

// Counted is how many things there are to put right now, and how many more there will be on the last day of the year.
func Counted(ps []Problem) (now, later int) {
	for _, t := range Things(ps) {
		if t[0].Now() {
			now++
		} else {
			later++
		}
	}
	return now, later
}
