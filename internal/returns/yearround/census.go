package yearround

import (
	"bytes"
	"context"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/outgoing"
	"throughline/internal/story"
)

// waiting are the rules of the census that something open comes to break by the passing of days alone: an unborn child, an assessment, an enquiry,
// an age at the end of the year. All others break when something is recorded, or is not.
var waiting = map[string]bool{
	"8530Q": true, // expected date of birth long past
	"8670Q": true, // assessment open for more than 45 working days
	"8675Q": true, // enquiry open for more than 15 working days
	"8770Q": true, // old enough for school
	"8775Q": true, // aged 25
}

// census gives the problems of one child in the CIN census.
func census(ctx context.Context, s story.Story, ends int, today day.Day) ([]Problem, error) {
	_, to := day.FinancialYear(ends)
	child, ok := outgoing.CINChildOf(s, outgoing.CINChildOptions{Year: ends, Numberless: true})
	if !ok {
		return nil, nil
	}
	last, lines, err := checked(ctx, child, ends, to)
	if err != nil {
		return nil, err
	}
	at := newPlaces(s)
	var out []Problem
	var open bool
	for _, f := range last.Findings {
		if beyond(record.ReturnCIN, f.Rule) != "" {
			continue
		}
		rule, _ := last.Rule(f.Rule)
		p := Problem{Finding: f, Rule: rule, Return: record.ReturnCIN}
		at.put(&p, func(string) string {
			if f.Line > 0 && f.Line < len(lines) {
				return lines[f.Line]
			}
			return ""
		})
		if waiting[f.Rule] && today.Before(to) {
			p.Waits, open = to, true
		}
		out = append(out, p)
	}
	if open {
		err = now(ctx, child, ends, today, out)
	}
	return out, err
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
	run, err := check.Check(ctx, check.Source{Name: "child", File: bytes.NewReader(text)}, check.Options{Year: RuleSet(record.ReturnCIN, ends), Reading: finding.Intended})
	if err != nil {
		return run, nil, errs.As(errs.Internal, err, "the records could not be checked by the rules of the return")
	}
	return run, lines, nil
}
