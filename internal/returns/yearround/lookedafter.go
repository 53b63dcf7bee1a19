package yearround

import (
	"cmp"
	"context"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/episode"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/intake/row903"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
)

// noNumber stands as CHILD for a child without a number of the council, so that the rules can tell the child's rows from nobody's.
const noNumber = "NONE"

// gapless is the rule, of ours too, that all of a child's time in care is told as episodes.
func gapless(ends int) finding.Rule {
	return finding.Rule{Code: "GAP", Title: "Time in care without an episode", Severity: finding.Error, Tables: []string{"Episodes"}, Fields: []string{"Episodes.DECOM", "Episodes.DEC"},
		Message: "From {Episodes.DECOM} to {Episodes.DEC}: {why}. The return has no episode of this time.",
		Mend:    "Record the legal status and the placement for all of the time in care, or correct when it began and ended.", Years: []string{RuleSet(record.ReturnSSDA903, ends)}}
}

// ofGap is what is to be put right about time in care without an episode.
func ofGap(g episode.Gap, ends int) Problem {
	return Problem{Rule: gapless(ends), Return: record.ReturnSSDA903, Field: "Episodes.DECOM", Record: g.Record, Finding: finding.Finding{
		Rule: "GAP", Table: "Episodes", Fields: []string{"DECOM", "DEC"},
		Values: []finding.Value{{Field: "DECOM", Text: row903.Date(g.From)}, {Field: "DEC", Text: cmp.Or(row903.Date(g.To), "now")}, {Field: "why", Text: g.Why}}}}
}

// numberless is what the return would do to a child without a number. It is a rule of ours: the department's rules look at rows, and there would be none.
func numberless(ends int) finding.Rule {
	return finding.Rule{Code: "CHILD", Title: "Child has no number of the council", Severity: finding.Error, Tables: []string{"Header"}, Fields: []string{"Header.CHILD"},
		Message: "The child has no number of the council, so the return of children looked after leaves the child out.",
		Mend:    "Give the child the number by which the council knows the child.", Years: []string{RuleSet(record.ReturnSSDA903, ends)}}
}

// annual are the rules that miss something of a whole year. While the year runs there is still time to find it out and record it, so it is not wrong yet.
var annual = map[string]bool{
	"182":  true, // core health items missing while others are filled
	"186":  true, // SDQ score and reason both missing
	"191":  true, // core health data missing for a child in care all year
	"197B": true, // SDQ data missing in the year of turning 4 or 17
	"543":  true, // conviction data missing at 10 or over
	"544":  true, // conviction without the core health items
	"545":  true, // development check missing under 5
	"547":  true, // development check without the core health items
}

// lookedAfter gives the problems of one child in the SSDA903. What the same rule does not find in the same row when the year ends today waits for the
// last day: an open episode that will have gone on too long, a birthday to come.
func lookedAfter(ctx context.Context, s story.Story, ends int, today day.Day) ([]Problem, error) {
	child, ok := outgoing.SSDA903ChildOf(s, outgoing.SSDA903ChildOptions{Year: ends, Number: noNumber})
	at := newPlaces(s)
	var out []Problem
	for _, g := range child.Gaps() {
		p := ofGap(g, ends)
		p.Kind = at.records[g.Record].Kind
		out = append(out, p)
	}
	if !ok {
		return out, nil
	}
	to := lastOf(ends)
	r := child.Return()
	last, err := check903(ctx, r, ends, to)
	if err != nil {
		return nil, err
	}
	if child.Number() == noNumber {
		out = append(out, Problem{Finding: finding.Finding{Rule: "CHILD", Table: "Header", Fields: []string{"CHILD"}}, Rule: numberless(ends), Return: record.ReturnSSDA903,
			Field: "Header.CHILD", Record: child.Record(ssda903.Header, 0, "CHILD"), Kind: record.Child{}.KindName()})
	}
	var open bool
	for _, f := range last.Findings {
		if beyond(record.ReturnSSDA903, f.Rule) != "" {
			continue
		}
		rule, _ := last.Rule(f.Rule)
		p := Problem{Finding: unnumbered(f), Rule: rule, Return: record.ReturnSSDA903}
		table, _ := ssda903.TableNamed(f.Table)
		at.put(&p, func(column string) string { return child.Record(table, f.Row, column) })
		if today.Before(to) {
			p.Waits = to
			open = open || !annual[f.Rule]
		}
		out = append(out, p)
	}
	if !open {
		return out, nil
	}
	run, err := check903(ctx, r, ends, today)
	if err != nil {
		return nil, err
	}
	for _, f := range run.Findings {
		for i := range out {
			if f.Rule == out[i].Finding.Rule && f.Table == out[i].Table && f.Row == out[i].Row && !annual[f.Rule] {
				out[i].Waits = day.Day{}
			}
		}
	}
	return out, nil
}

// unnumbered takes out of a finding what only stands for a number.
func unnumbered(f finding.Finding) finding.Finding {
	if f.Child == noNumber {
		f.Child = ""
		for i, v := range f.Values {
			if v.Text == noNumber {
				f.Values[i].Text = ""
			}
		}
	}
	return f
}

// check903 runs the rules of a year on the return of one child, as if the year ended on a day of it.
func check903(ctx context.Context, r *ssda903.Return, ends int, on day.Day) (finding.Run, error) {
	run, err := ssda903.Check(ctx, r, ssda903.CheckOptions{Year: RuleSet(record.ReturnSSDA903, ends), Ends: ends, On: on, Reading: finding.Intended})
	if err != nil && ctx.Err() == nil {
		return run, errs.As(errs.Internal, err, "the records could not be checked by the rules of the return")
	}
	return run, err
}

func lastOf(ends int) day.Day {
	_, to := day.FinancialYear(ends)
	return to
}
