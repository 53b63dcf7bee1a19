package checking

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/returns/finding"
)

func found(rule, child, table string, row int, value string) finding.Finding {
	return finding.Finding{Rule: rule, Table: table, Row: row, Fields: []string{"DEC"}, Child: child, Values: []finding.Value{{Field: "DEC", Text: value}, {Field: "DECOM", Text: fmt.Sprint("at ", row)}}}
}

func run(rules []string, skipped []string, fs ...finding.Finding) finding.Run {
	out := finding.Run{Findings: fs}
	for _, r := range rules {
		out.Rules = append(out.Rules, finding.Rule{Code: r})
	}
	for _, s := range skipped {
		out.Skipped = append(out.Skipped, finding.Skipped{Rule: s})
	}
	return out
}

func TestCompare(t *testing.T) {
	rules := []string{"1", "2"}
	before := run(rules, nil, found("1", "A", "Episodes", 0, "x"), found("1", "A", "Episodes", 1, "x"), found("1", "B", "Episodes", 2, "y"), found("2", "A", "Header", 0, ""))
	whole := func(r finding.Run, codes ...string) finding.Run { r.LALevel = codes; return r }
	for name, c := range map[string]struct {
		before, after          finding.Run
		fixed, fresh, still, o int
	}{
		"the same again":                {before, before, 0, 0, 4, 0},
		"everything mended":             {before, run(rules, nil), 4, 0, 0, 0},
		"nothing before":                {run(rules, nil), before, 0, 4, 0, 0},
		"rows have moved":               {before, run(rules, nil, found("1", "B", "Episodes", 12, "y"), found("2", "A", "Header", 10, ""), found("1", "A", "Episodes", 11, "x"), found("1", "A", "Episodes", 10, "x")), 0, 0, 4, 0},
		"one of two alike mended":       {before, run(rules, nil, found("1", "A", "Episodes", 0, "x"), found("1", "B", "Episodes", 1, "y"), found("2", "A", "Header", 0, "")), 1, 0, 3, 0},
		"another value, still wrong":    {run(rules, nil, found("1", "A", "Episodes", 0, "x")), run(rules, nil, found("1", "A", "Episodes", 0, "z")), 1, 1, 0, 0},
		"another child":                 {run(rules, nil, found("1", "A", "Episodes", 0, "x")), run(rules, nil, found("1", "B", "Episodes", 0, "x")), 1, 1, 0, 0},
		"another table":                 {run(rules, nil, found("1", "A", "Episodes", 0, "x")), run(rules, nil, found("1", "A", "Reviews", 0, "x")), 1, 1, 0, 0},
		"a rule that was skipped now":   {before, run(rules, []string{"2"}, found("1", "B", "Episodes", 2, "y")), 2, 0, 1, 1},
		"a rule that the year has not":  {before, run([]string{"1"}, nil), 3, 0, 0, 1},
		"the return as a whole, mended": {whole(run(rules, nil), "2"), run(rules, nil), 1, 0, 0, 0},
		"as a whole, new":               {run(rules, nil), whole(run(rules, nil), "2"), 0, 1, 0, 0},
		"as a whole, still":             {whole(run(rules, nil), "2"), whole(run(rules, nil), "2"), 0, 0, 1, 0},
		"as a whole, not run":           {whole(run(rules, nil), "2"), run(rules, []string{"2"}), 0, 0, 0, 1},
	} {
		got := Compare(c.before, c.after)
		if got.Fixed != c.fixed || got.New != c.fresh || got.Still != c.still || got.Open != c.o {
			t.Errorf("%s: fixed %d, new %d, still %d, open %d", name, got.Fixed, got.New, got.Still, got.Open)
		}
	}
}

// Every finding of both runs is told of once; and backwards, what was fixed is new.
func TestCompareIsWhole(t *testing.T) {
	rules := []string{"1", "2", "3"}
	runs := rapid.Custom(func(t *rapid.T) finding.Run {
		n := rapid.IntRange(0, 30).Draw(t, "n")
		out := run(rules, nil)
		for i := range n {
			out.Findings = append(out.Findings, found(rapid.SampledFrom(rules).Draw(t, "rule"), rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "child"), "Episodes", i, rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "value")))
		}
		return out
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := runs.Draw(t, "before"), runs.Draw(t, "after")
		there, back := Compare(a, b), Compare(b, a)
		if there.Fixed+there.Still+there.Open != len(a.Findings) || there.New+there.Still != len(b.Findings) {
			t.Fatalf("of %d and %d findings: %+v", len(a.Findings), len(b.Findings), there)
		}
		if there.Fixed != back.New || there.New != back.Fixed || there.Still != back.Still {
			t.Fatalf("there %+v, back %+v", there, back)
		}
		for _, c := range there.Rules {
			for _, f := range slices.Concat(c.Fixed, c.New, c.Still, c.Open) {
				if f.Rule != c.Rule.Code {
					t.Fatalf("a finding of %s under %s", f.Rule, c.Rule.Code)
				}
			}
		}
	})
}
