package checking

import (
	"slices"
	"strings"

	"throughline/internal/returns/finding"
)

// Comparison is two runs of one return, the older first.
type Comparison struct {
	Rules []Changed // those that found something in either, in the order of the newer run's rules
	Fixed int
	New   int
	Still int
	Open  int // found before by rules that the newer run did not run: nobody knows
}

// Changed is what became of one rule's findings.
type Changed struct {
	Rule  finding.Rule
	Fixed []finding.Finding // of the older run
	New   []finding.Finding // of the newer run
	Still []finding.Finding // of the newer run
	Open  []finding.Finding // of the older run
	Whole Whole             // of the return as a whole, which has no row
}

// Whole is what became of a finding on the return as a whole: "", fixed, new, still or open.
type Whole string

// Compare matches the findings of two runs. A row has no name of its own and moves when others are added, so a finding is the same when
// rule, child, table and the values of the rule's fields are; of several alike as many match as both have.
func Compare(before, after finding.Run) Comparison {
	was, is := byRule(before), byRule(after)
	ran := ranIn(after)
	var out Comparison
	for _, rule := range rulesOf(before, after) {
		c := Changed{Rule: rule}
		left := map[string]int{}
		for _, f := range is[rule.Code] {
			left[sameness(f)]++
		}
		matched := map[string]int{}
		for _, f := range was[rule.Code] {
			k := sameness(f)
			switch {
			case left[k] > 0:
				left[k]--
				matched[k]++
			case ran[rule.Code]:
				c.Fixed = append(c.Fixed, f)
			default:
				c.Open = append(c.Open, f)
			}
		}
		for _, f := range is[rule.Code] {
			if k := sameness(f); matched[k] > 0 {
				matched[k]--
				c.Still = append(c.Still, f)
			} else {
				c.New = append(c.New, f)
			}
		}
		c.Whole = whole(slices.Contains(before.LALevel, rule.Code), slices.Contains(after.LALevel, rule.Code), ran[rule.Code])
		if c.Count() == 0 {
			continue
		}
		out.Fixed += len(c.Fixed) + one(c.Whole, "fixed")
		out.New += len(c.New) + one(c.Whole, "new")
		out.Still += len(c.Still) + one(c.Whole, "still")
		out.Open += len(c.Open) + one(c.Whole, "open")
		out.Rules = append(out.Rules, c)
	}
	return out
}

// Count is how many findings of both runs the rule has to tell of.
func (c Changed) Count() int {
	n := len(c.Fixed) + len(c.New) + len(c.Still) + len(c.Open)
	if c.Whole != "" {
		n++
	}
	return n
}

func one(is, want Whole) int {
	if is == want {
		return 1
	}
	return 0
}

func whole(before, after, ran bool) Whole {
	switch {
	case before && after:
		return "still"
	case after:
		return "new"
	case before && ran:
		return "fixed"
	case before:
		return "open"
	}
	return ""
}

// sameness is what makes two findings of a rule the same. The child's position in the file is left out: it moves like a row.
func sameness(f finding.Finding) string {
	var b strings.Builder
	for _, s := range []string{f.Child, f.Table} {
		b.WriteString(s)
		b.WriteByte(0)
	}
	for _, v := range f.Values {
		if slices.Contains(f.Fields, v.Field) {
			b.WriteString(v.Field)
			b.WriteByte(0)
			b.WriteString(v.Text)
			b.WriteByte(0)
		}
	}
	return b.String()
}

func byRule(run finding.Run) map[string][]finding.Finding {
	out := map[string][]finding.Finding{}
	for _, f := range run.Findings {
		out[f.Rule] = append(out[f.Rule], f)
	}
	return out
}

// ranIn are the rules that a run has tried: those of its year that were not skipped.
func ranIn(run finding.Run) map[string]bool {
	out := map[string]bool{}
	for _, r := range run.Rules {
		out[r.Code] = true
	}
	for _, s := range run.Skipped {
		out[s.Rule] = false
	}
	return out
}

// rulesOf are the rules of both runs, each once: those of the newer in their order, then what only the older has.
func rulesOf(before, after finding.Run) []finding.Rule {
	seen := map[string]bool{}
	var out []finding.Rule
	for _, r := range slices.Concat(after.Rules, before.Rules) {
		if !seen[r.Code] {
			seen[r.Code] = true
			out = append(out, r)
		}
	}
	return out
}
