package cli

import (
	"fmt"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/scrutiny/summary"
)

type validateSummary struct {
	File           string   `arg:"" help:"The summary: text, HTML or DOCX." type:"existingfile"`
	Minutes        []string `help:"The minutes that it is held against; may be given several times." required:"" type:"existingfile" placeholder:"FILE"`
	FailOnFindings bool     `help:"Leave with exit code 3 when anything was found."`
}

// Help is shown by --help.
func (validateSummary) Help() string {
	return "Lists names, posts, years, numbers and quotations that do not match the minutes. Findings are data, not failure: the exit code is 0 unless --fail-on-findings is given.\nExample: throughline validate summary summary.txt --minutes minutes.txt"
}

// Run holds somebody's summary against the minutes.
func (c validateSummary) Run(a *app) error {
	d, err := openMinutes(c.File)
	if err != nil {
		return err
	}
	var records []summary.Record
	for _, path := range c.Minutes {
		m, err := openMinutes(path)
		if err != nil {
			return err
		}
		p, err := m.Proposal()
		if err != nil {
			return err
		}
		records = append(records, summary.FromProposal(p, nil))
	}
	found := summary.Check(d.Text, summary.Join(records...))
	if a.Format == "json" {
		if found == nil {
			found = []summary.Finding{}
		}
		err = a.json(struct {
			Source   string            `json:"source"`
			SHA256   string            `json:"sha256"`
			Findings []summary.Finding `json:"findings"`
		}{d.Source, d.SHA256, found})
	} else {
		var rows [][]string
		for _, f := range found {
			rows = append(rows, []string{fmt.Sprint(f.Line), string(f.Kind), f.Text, f.Why, strings.Join(f.Near, " ")})
		}
		err = a.table([]string{"line", "kind", "text", "why", "near"}, rows)
	}
	if err == nil && c.FailOnFindings && len(found) > 0 {
		return errs.New(errs.Invalid, "%d of what the summary says does not match the minutes", len(found))
	}
	return err
}
