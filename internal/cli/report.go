package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/record"
	members "throughline/internal/report"
	"throughline/internal/returns/sheet"
)

type reportCmd struct {
	Annual   reportAnnual   `cmd:"" help:"Children's social care in a financial year, for members."`
	HalfYear reportHalfYear `cmd:"" name:"half-year" help:"The first six months of a financial year."`
	MidYear  reportMidYear  `cmd:"" name:"mid-year" help:"A financial year, and how it went on since."`

	Budget reportBudget `cmd:"" help:"What placements cost in a financial year, and are expected to cost."`

	ScrutinyPack reportScrutinyPack `cmd:"" name:"scrutiny-pack" help:"The questions of a meeting, and what is known now for each."`
}

type (
	reportAnnual   struct{ reportOf }
	reportHalfYear struct{ reportOf }
	reportMidYear  struct{ reportOf }
)

// Run writes an annual report.
func (c reportAnnual) Run(a *app) error { return c.write(a, record.AnnualReport) }

// Run writes a half-year report.
func (c reportHalfYear) Run(a *app) error { return c.write(a, record.HalfYearReport) }

// Run writes a mid-year report.
func (c reportMidYear) Run(a *app) error { return c.write(a, record.MidYearReport) }

type reportOf struct {
	Year    string `help:"The financial year." placeholder:"2024-25" xor:"what" required:""`
	Report  string `help:"A report that people write in, with their words (report:…)." placeholder:"REPORT" xor:"what" required:""`
	Edition int    `help:"With --report: a published edition, as it was; its newest draft unless given." placeholder:"N"`
	To      string `required:"" help:"Where it is written; the ending says how: .html, .pdf, .ods, .xlsx or .csv." placeholder:"FILE"`
}

// Help is shown by --help.
func (reportOf) Help() string {
	return "Figures are counted from the records, small numbers are hidden, and nothing in it names a child. A PDF is printed by a browser on this machine (Debian's package chromium).\n" +
		"Example: throughline report annual --year 2024-25 --to annual-2025.html"
}

func (c reportOf) write(a *app, form string) error {
	write, ok := writers[strings.ToLower(filepath.Ext(c.To))]
	if !ok {
		return errs.New(errs.Usage, "--to: end the file's name in .html, .pdf, .ods, .xlsx or .csv")
	}
	return a.with(func(h *house.House) error {
		doc, err := c.document(a, h, form)
		if err != nil {
			return err
		}
		if err := whole(c.To, func(f *os.File) error { return write(a, doc, f) }); err != nil {
			return err
		}
		figures := 0
		for _, p := range doc.Sections {
			figures += len(p.Figures)
		}
		_, err = fmt.Fprintf(a.Out, "%s, %s: %d figures in %d sections written to %s. %d measures wait for records that do not exist yet.\n",
			members.FormName(doc.Form), doc.Period, figures, len(doc.Sections), c.To, len(doc.Waiting))
		return err
	})
}

func (c reportOf) document(a *app, h *house.House, form string) (members.Document, error) {
	if c.Report == "" {
		ending, err := parseYear(c.Year)
		if err != nil {
			return members.Document{}, err
		}
		body := record.Report{Form: form, Ending: ending, Title: fmt.Sprintf("Children's social care: %s %d/%02d", strings.ToLower(members.FormName(form)), ending-1, ending%100)}
		return members.Draft(a.ctx, h.Desk, h.Book, body)
	}
	held, err := members.Room{Desk: h.Desk, Book: h.Book}.One(a.ctx, c.Report)
	if err != nil {
		return members.Document{}, err
	}
	if c.Edition == 0 {
		return members.Draft(a.ctx, h.Desk, h.Book, held.Report.Body)
	}
	e, err := held.Published(c.Edition)
	if err != nil {
		return members.Document{}, err
	}
	doc, _, err := members.Reopen(a.ctx, h.Desk, h.Book, e.Body)
	return doc, err
}

type reportBudget struct {
	Year  string `help:"The financial year." placeholder:"2024-25" required:""`
	Until string `help:"The last day that is counted as spent; the end of the year, or today, unless given." placeholder:"YYYY-MM-DD"`
	To    string `required:"" help:"Where it is written; the ending says how: .html, .pdf, .ods, .xlsx or .csv." placeholder:"FILE"`
}

// Help is shown by --help.
func (reportBudget) Help() string {
	return "Placements cost what was agreed, for each night. Budgets, the ledger and forecasts are not recorded yet: the report says so, and tells no variance. Kinds of placement with fewer than six children are told together.\n" +
		"Example: throughline report budget --year 2024-25 --until 2024-10-31 --to budget.html"
}

// Run writes the report on spending.
func (c reportBudget) Run(a *app) error {
	ending, err := parseYear(c.Year)
	if err != nil {
		return err
	}
	var until day.Day
	if c.Until != "" {
		if until, err = parseDay("--until", c.Until); err != nil {
			return err
		}
	}
	write := map[string]func(members.Budget, *os.File) error{
		".html": func(b members.Budget, f *os.File) error { return b.WriteHTML(f) },
		".pdf":  func(b members.Budget, f *os.File) error { return b.WritePDF(a.ctx, f) },
		".csv":  func(b members.Budget, f *os.File) error { return b.WriteCSV(f) },
		".ods":  func(b members.Budget, f *os.File) error { return b.WriteBook(f, sheet.ODS) },
		".xlsx": func(b members.Budget, f *os.File) error { return b.WriteBook(f, sheet.XLSX) },
	}[strings.ToLower(filepath.Ext(c.To))]
	if write == nil {
		return errs.New(errs.Usage, "--to: end the file's name in .html, .pdf, .ods, .xlsx or .csv")
	}
	return a.with(func(h *house.House) error {
		b, err := members.BudgetOf(a.ctx, h.Desk, ending, until)
		if err != nil {
			return err
		}
		if err := whole(c.To, func(f *os.File) error { return write(b, f) }); err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.Out, "%s, to %s: %d kinds written to %s. Budgets, the ledger and forecasts are not recorded, so no variance is told.\n", b.Title, b.To.Long(), len(b.Lines), c.To)
		return err
	})
}

// writers are the formats of a report by the ending of its file.
var writers = map[string]func(*app, members.Document, *os.File) error{
	".html": func(_ *app, d members.Document, f *os.File) error { return d.WriteHTML(f) },
	".pdf":  func(a *app, d members.Document, f *os.File) error { return d.WritePDF(a.ctx, f) },
	".csv":  func(_ *app, d members.Document, f *os.File) error { return d.WriteCSV(f) },
	".ods":  func(_ *app, d members.Document, f *os.File) error { return d.WriteBook(f, sheet.ODS) },
	".xlsx": func(_ *app, d members.Document, f *os.File) error { return d.WriteBook(f, sheet.XLSX) },
}
