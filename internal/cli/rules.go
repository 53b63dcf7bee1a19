package cli

import (
	"io"
	"slices"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/returns/cin/check"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/finding/show"
	"throughline/internal/returns/ssda903"
)

type rulesCmd struct {
	SSDA903 rulesSSDA903 `cmd:"" name:"ssda903" help:"The rules of the return of children looked after."`
	CIN     rulesCIN     `cmd:"" name:"cin" help:"The rules of the children in need census."`
	AnnexA  rulesAnnexA  `cmd:"" name:"annex-a" help:"The rules of the lists of an inspection."`
}

type rulesSSDA903 struct {
	Year string `help:"The collection year, such as 2025-26." default:"2025-26" placeholder:"YEAR"`
}

// Help is shown by --help.
func (rulesSSDA903) Help() string {
	return "Example: throughline rules ssda903 --year 2026-27 --format html"
}

// Run prints the rules by what they are about.
func (c rulesSSDA903) Run(a *app) error {
	rules, err := ssda903.Rules(c.Year)
	if err != nil {
		return errs.As(errs.Usage, err, "--year: %s", strings.TrimSuffix(errs.Text(err), "."))
	}
	return a.rules("ssda903", c.Year, rules)
}

type rulesCIN struct {
	Year string `help:"The census year, such as 2025-26." default:"2025-26" placeholder:"YEAR"`
}

// Help is shown by --help.
func (rulesCIN) Help() string { return "Example: throughline rules cin --year 2025-26" }

// Run prints the rules by what they are about.
func (c rulesCIN) Run(a *app) error {
	rules, ok := check.Rules(c.Year)
	if !ok {
		return errs.New(errs.Usage, "--year: there are no rules for the CIN census %s. Choose one of %s", c.Year, strings.Join(check.Years(), ", "))
	}
	return a.rules("cin", c.Year, rules)
}

func (a *app) rules(ret, year string, rules []finding.Rule) error {
	return a.deliver("", func(w io.Writer) error {
		return show.Rules(w, show.Format(a.Format), show.List{Return: ret, Year: year, Rules: slices.Clone(rules)}, show.Options{Width: columns(a)})
	})
}
