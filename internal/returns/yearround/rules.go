package yearround

import (
	"context"
	"fmt"
	"slices"

	"throughline/internal/record"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
)

// RuleSet is the set of rules of a return that is applied to a year: its own or, where there is none, the nearest, which is the newest for a year to
// come.
func RuleSet(of string, ends int) string {
	name := fmt.Sprintf("%d-%02d", ends-1, ends%100)
	all := check.Years()
	if of == record.ReturnSSDA903 {
		all = ssda903.Years()
	}
	switch {
	case slices.Contains(all, name):
		return name
	case name < all[0]:
		return all[0]
	}
	return all[len(all)-1]
}

// LeftOut names the rules of a return of a year that cannot be asked of the records of one child, and why. It fails with the context's error.
func LeftOut(ctx context.Context, of string, ends int) ([]finding.Skipped, error) {
	if of == record.ReturnSSDA903 {
		return leftOut903(ctx, ends)
	}
	var out []finding.Skipped
	rules, _ := check.Rules(RuleSet(of, ends))
	for _, r := range rules {
		why := beyond(of, r.Code)
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
	return out, nil
}

// leftOut903 are the rules that do not run on a return which has all tables and nothing else, and those that compare children.
func leftOut903(ctx context.Context, ends int) ([]finding.Skipped, error) {
	run, err := check903(ctx, outgoing.SSDA903Child{}.Return(), ends, lastOf(ends))
	if err != nil {
		return nil, err
	}
	out := run.Skipped
	for _, r := range run.Rules {
		if why := beyond(record.ReturnSSDA903, r.Code); why != "" {
			out = append(out, finding.Skipped{Rule: r.Code, Why: why})
		}
	}
	return out, nil
}

// beyond says why a rule that flags rows is none of one child, "" when it is one.
func beyond(of, code string) string {
	switch {
	case of == record.ReturnCIN && code == "100":
		return "it looks at the header of the return, not at a child"
	case of == record.ReturnCIN && (code == "1520" || code == "8510"), of == record.ReturnSSDA903 && code == "444":
		return "it compares the numbers of all children"
	}
	return ""
}
