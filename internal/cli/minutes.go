package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"throughline/internal/errs"
	"throughline/internal/scrutiny/minutes"
	"throughline/internal/scrutiny/summary"
)

type importMinutes struct {
	File string `arg:"" help:"The page of an agenda item or of a meeting, or printed minutes: PDF, DOCX, ODT, HTML, ModernGov XML or text. Also a cabinet report, and somebody's summary, which is never a record." type:"existingfile"`
}

// Help is shown by --help.
func (importMinutes) Help() string {
	return "Nothing is recorded: a scrutiny officer accepts each record on the page.\nExample: throughline import minutes printed.pdf --format json"
}

// Run prints the proposal.
func (c importMinutes) Run(a *app) error {
	d, err := openMinutes(c.File)
	if err != nil {
		return err
	}
	if d.Format() == minutes.FormatReport {
		return a.report(d)
	}
	if d.Format() == minutes.FormatSummary {
		return a.claims(d)
	}
	p, err := d.Proposal()
	if err != nil {
		return err
	}
	if a.Format == "json" {
		return a.json(p)
	}
	var rows [][]string
	for _, it := range p.Agenda() {
		for _, t := range it.Preamble {
			rows = append(rows, []string{it.Number, "", "0", t.Text})
		}
		for _, para := range it.Paragraphs {
			rows = append(rows, []string{para.Number, string(para.Kind), fmt.Sprint(len(para.Answers)), para.Text.Text})
		}
	}
	return a.table([]string{"paragraph", "kind", "answers", "text"}, rows)
}

// claims prints somebody's summary taken apart; it is never a record.
func (a *app) claims(d minutes.Document) error {
	c := summary.Claims(d)
	if a.Format == "json" {
		return a.json(c)
	}
	var rows [][]string
	for _, x := range c.Claims {
		rows = append(rows, []string{fmt.Sprint(x.Line), x.Text})
	}
	return a.table([]string{"line", "claim"}, rows)
}

// report prints a report to a cabinet.
func (a *app) report(d minutes.Document) error {
	r, err := d.Report()
	if err != nil {
		return err
	}
	if a.Format == "json" {
		return a.json(r)
	}
	var rows [][]string
	for _, s := range r.Sections {
		rows = append(rows, []string{s.Number, s.Title})
		for _, p := range s.Paragraphs {
			rows = append(rows, []string{p.Number, p.Text})
			for _, b := range p.Bullets {
				rows = append(rows, []string{p.Number, "• " + b})
			}
		}
	}
	return a.table([]string{"paragraph", "text"}, rows)
}

// openMinutes reads a file up to the limit; a larger one is refused without being read whole.
func openMinutes(path string) (_ minutes.Document, err error) {
	f, err := os.Open(path)
	if err != nil {
		return minutes.Document{}, errs.As(errs.Invalid, err, "%s cannot be read", path)
	}
	b, err := io.ReadAll(io.LimitReader(f, minutes.MaxFile+1))
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return minutes.Document{}, errs.As(errs.Invalid, err, "%s cannot be read", path)
	}
	return minutes.Open(filepath.Base(path), b)
}
