// Package yearround says what of a child's records the returns would find wrong, as they are recorded now and as they would stand at the end of
// the year if nothing were done.
//
// The invariant: everything here is a pure function of one story, a year and a day. Nothing is stored, so nothing is ever stale: a page that is
// asked for after a record was mended does not show the problem any more. The child is written as the return would write it and checked by the
// rules of the year in the intended reading; rules that look beyond one child are left out, and LeftOut names them.
//
// Source: issue 3, "Clean all year"; specs/cin/rules.json. The SSDA903 is not among the returns here yet.
package yearround

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/outgoing"
	"throughline/internal/story"
)

// Problem is one thing in a child's records that a return would find wrong.
type Problem struct {
	finding.Finding
	Rule   finding.Rule
	Return string  // record.ReturnCIN
	Record string  // id of the record that the flagged row is made of
	Kind   string  // its kind; record.AsReturned where no record could hold the row
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

// Tables are those whose values the problem speaks of.
func (p Problem) Tables() []string {
	out := []string{p.Table}
	for _, f := range p.Rule.Fields {
		if table, _, ok := strings.Cut(f, "."); ok && table != "Header" && !slices.Contains(out, table) {
			out = append(out, table)
		}
	}
	return out
}

// waiting are the rules of the census that something open comes to break by the passing of days alone: an unborn child, an assessment, an enquiry,
// an age at the end of the year. All others break when something is recorded, or is not.
var waiting = map[string]bool{
	"8530Q": true, // expected date of birth long past
	"8670Q": true, // assessment open for more than 45 working days
	"8675Q": true, // enquiry open for more than 15 working days
	"8770Q": true, // old enough for school
	"8775Q": true, // aged 25
}

// Of gives the problems of one child in the census of the year that ends on 31 March of ends: those that are there today first, then those that
// will be there on the last day. A child who is in no return of the year has none. It fails with errs.Internal alone: what is written here can be read.
func Of(ctx context.Context, s story.Story, ends int, today day.Day) ([]Problem, error) {
	_, to := day.FinancialYear(ends)
	child, ok := outgoing.CINChildOf(s, outgoing.CINChildOptions{Year: ends, Numberless: true})
	if !ok {
		return nil, nil
	}
	kinds := map[string]record.Record{}
	for _, r := range s.Records {
		kinds[r.ID] = r
	}
	last, lines, err := checked(ctx, child, ends, to)
	if err != nil {
		return nil, fmt.Errorf("problems of %s: %w", s.Subject, err)
	}
	var out []Problem
	var open bool
	for _, f := range last.Findings {
		if beyond(f.Rule) != "" {
			continue
		}
		rule, _ := last.Rule(f.Rule)
		p := Problem{Finding: f, Rule: rule, Return: record.ReturnCIN}
		if f.Line > 0 && f.Line < len(lines) {
			p.Record = lines[f.Line]
			p.Kind = kinds[p.Record].Kind
		}
		if a, ok := kinds[p.Record].Body.(record.Assessment); ok {
			p.Report = a.Report
		}
		if waiting[f.Rule] && today.Before(to) {
			p.Waits, open = to, true
		}
		out = append(out, p)
	}
	if open {
		if err := now(ctx, child, ends, today, out); err != nil {
			return nil, fmt.Errorf("problems of %s: %w", s.Subject, err)
		}
	}
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

// now marks as wrong already what the same rule finds in the same row when the year ends today.
func now(ctx context.Context, child outgoing.CINChild, ends int, today day.Day, ps []Problem) error {
	run, _, err := checked(ctx, child, ends, today)
	if err != nil {
		return err
	}
	for i := range ps {
		for _, f := range run.Findings {
			if f.Rule == ps[i].Finding.Rule && f.Table == ps[i].Table && f.Row == ps[i].Row {
				ps[i].Finding, ps[i].Waits = f, day.Day{}
			}
		}
	}
	return nil
}

// checked runs the rules of a year on one child, with a day as the reference date. lines says of which record each line of the return is.
func checked(ctx context.Context, child outgoing.CINChild, ends int, on day.Day) (finding.Run, []string, error) {
	text, lines := child.Message(on)
	run, err := check.Check(ctx, check.Source{Name: "child", File: bytes.NewReader(text)}, check.Options{Year: RuleSet(ends), Reading: finding.Intended})
	if err != nil {
		return run, nil, errs.As(errs.Internal, err, "the records could not be checked by the rules of the return")
	}
	return run, lines, nil
}

// RuleSet is the set of rules that is applied to a year: its own or, where there is none, the nearest, which is the newest for a year to come.
func RuleSet(ends int) string {
	name := fmt.Sprintf("%d-%02d", ends-1, ends%100)
	all := check.Years()
	switch {
	case slices.Contains(all, name):
		return name
	case name < all[0]:
		return all[0]
	}
	return all[len(all)-1]
}

// LeftOut names the rules of a year that cannot be asked of one child, and why.
func LeftOut(ends int) (out []finding.Skipped) {
	rules, _ := check.Rules(RuleSet(ends))
	for _, r := range rules {
		why := beyond(r.Code)
		switch {
		case len(r.Tables) == 0:
			why = "it looks at the return as a whole"
		case len(r.Needs) > 0:
			why = "it needs data beyond the records of the child"
		}
		if why != "" {
			out = append(out, finding.Skipped{Rule: r.Code, Why: why})
		}
	}
	return out
}

// beyond says why a rule that flags rows is none of one child, "" when it is one.
func beyond(code string) string {
	switch code {
	case "100":
		return "it looks at the header of the return, not at a child"
	case "1520", "8510":
		return "it compares the numbers of all children"
	}
	return ""
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
