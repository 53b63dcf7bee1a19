package report

import (
	"context"
	_ "embed"
	"encoding/csv"
	"html/template"
	"io"
	"slices"
	"strconv"
	"time"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/finance"
	"throughline/internal/journal"
	"throughline/internal/measure"
	"throughline/internal/money"
	"throughline/internal/record"
	"throughline/internal/returns/sheet"
	"throughline/internal/story"
)

//go:embed budget.html
var budgetText string

var budgetPage = newPage("budget", budgetText, template.FuncMap{
	"pounds": pounds, "signed": func(p int64) string { return word(p) }, "number": func(n int) string { return thousands(strconv.Itoa(n)) }, "lacks": func() []string { return budgetLacks },
})

// Budget is the report on spending, of as much as is recorded: what placements cost, from their prices. Budgets, the ledger, forecasts and reserves are not
// recorded, so no variance is told (specs/finance.md 4, 5; SR-195 to SR-204).
type Budget struct {
	Title   string
	Year    measure.Period
	To      day.Day // the last day that is spent
	AsKnown time.Time
	Lines   []BudgetLine
	Total   BudgetLine
}

// BudgetLine is a kind of placement beside the same days of the year before. Split says that the change can be told apart into nights and price.
type BudgetLine struct {
	Now, Before   finance.Line
	Change        int64
	Volume, Price int64
	Split         bool
}

// budgetLacks is what such a report should hold and no record holds.
var budgetLacks = []string{
	"Budgets: original and revised budget of each cost centre and what it is spent on, and virements between them.",
	"The ledger: what was paid by the end of a period. What is told here are agreed prices times nights, not invoices.",
	"Forecasts of budget holders, grants and reserves drawn, and so every variance, before and after reserves.",
	"Savings, management actions and the vacancy factor.",
	"What is spent on anything but placements: staff, transport, support to families, legal costs.",
}

// fewest is how many children a line must have had, so that nobody's price can be read from it.
const fewest = 6

// BudgetOf is the report on a financial year up to a day, or to its end.
func BudgetOf(ctx context.Context, d *command.Desk, ending int, to day.Day) (b Budget, err error) {
	defer errs.Wrap(&err, "budget report")
	year := measure.Year(ending)
	today := d.Today()
	if year.From.After(today) {
		return b, errs.Field("year", "The year %s has not begun", year)
	}
	if to.IsZero() {
		to = year.To
		if today.Before(to) {
			to = today
		}
	}
	if to.Before(year.From) || to.After(year.To) || to.After(today) {
		return b, errs.Field("to", "Give a day of the year %s that is not ahead", year)
	}
	b = Budget{Title: "Children's social care: what placements cost in " + year.String(), Year: year, To: to}
	var all []finance.Placement
	err = d.Read(ctx, func(t *db.Tx) error {
		if all, err = placements(t); err != nil {
			return err
		}
		_, b.AsKnown, err = journal.HeadIn(t)
		return err
	})
	if err != nil {
		return b, err
	}
	now, before := finance.Span{From: year.From, To: to}, finance.Span{From: year.From.AddMonths(-12), To: to.AddMonths(-12)}
	var few []string
	for {
		is := finance.PlacementCosts(all, now, year.To, few...)
		was := finance.PlacementCosts(all, before, year.To.AddMonths(-12), few...)
		b.Lines = nil
		for _, kind := range finance.Kinds {
			if l := beside(was.Lines, is.Lines, kind); l.Now.Ever+l.Before.Ever > 0 {
				b.Lines = append(b.Lines, l)
			}
		}
		b.Total = compared(was.Total, is.Total)
		next := tooFew(b.Lines)
		if next == "" {
			return b, nil
		}
		few = append(few, next)
	}
}

// tooFew is the next kind that must be told together with others; "" when none must.
func tooFew(lines []BudgetLine) string {
	hidden := func(l BudgetLine) bool {
		small := func(n int) bool { return n > 0 && n < fewest }
		return small(l.Now.Ever) || small(l.Now.Children) || small(l.Before.Ever)
	}
	together, least, most := false, "", 0
	for _, l := range lines {
		switch {
		case l.Now.Kind == finance.Together:
			together = hidden(l)
		case hidden(l):
			return l.Now.Kind
		case least == "" || l.Now.Ever < most:
			least, most = l.Now.Kind, l.Now.Ever
		}
	}
	if together {
		return least // too few even together: with the smallest of the others
	}
	return ""
}

func beside(before, now []finance.Line, kind string) BudgetLine {
	of := func(ls []finance.Line) finance.Line {
		if i := slices.IndexFunc(ls, func(l finance.Line) bool { return l.Kind == kind }); i >= 0 {
			return ls[i]
		}
		return finance.Line{Kind: kind}
	}
	return compared(of(before), of(now))
}

func compared(before, now finance.Line) BudgetLine {
	l := BudgetLine{Now: now, Before: before, Change: now.Spent - before.Spent}
	l.Volume, l.Price, l.Split = finance.Change(before, now)
	return l
}

// placements are all that are recorded, with their prices and when the child was born.
func placements(t *db.Tx) ([]finance.Placement, error) {
	pls, err := story.OfKind[record.CLAPlacement](t)
	if err != nil {
		return nil, err
	}
	prices, err := story.OfKind[record.PlacementPrice](t)
	if err != nil {
		return nil, err
	}
	children, err := story.OfKind[record.Child](t)
	if err != nil {
		return nil, err
	}
	born := map[string]day.Day{}
	for _, c := range children {
		born[c.Subject] = c.Body.Birth
	}
	of := map[string][]record.PlacementPrice{}
	for _, p := range prices {
		of[p.Body.Placement] = append(of[p.Body.Placement], p.Body)
	}
	var out []finance.Placement
	for _, p := range pls {
		out = append(out, finance.Placement{ID: p.ID, Child: p.Subject, Birth: born[p.Subject], Body: p.Body, Prices: of[p.ID]})
	}
	return out, nil
}

// Together is whether some kinds are told together.
func (b Budget) Together() bool {
	return slices.ContainsFunc(b.Lines, func(l BudgetLine) bool { return l.Now.Kind == finance.Together })
}

// Enough says whether there were enough children for anything to be told.
func (b Budget) Enough() bool { return b.Total.Now.Ever == 0 || tooFew([]BudgetLine{b.Total}) == "" }

// WriteHTML writes the report as one page.
func (b Budget) WriteHTML(w io.Writer) error { return budgetPage.Execute(w, b) }

// WritePDF prints it.
func (b Budget) WritePDF(ctx context.Context, w io.Writer) error {
	return printed(ctx, w, b.Title, "to "+b.To.Long(), b.WriteHTML)
}

var budgetHead = []string{"Kind of placement", "Children on the last day", "Nights", "Cost, £", "Average week, £", "Agreed for the rest of the year, £", "Expected for the year, £",
	"Same days of the year before: nights", "Same days of the year before: cost, £", "Change, £", "of it: more or fewer nights, £", "of it: another price, £", "Nights without a price"}

func (b Budget) rows() (out [][]string) {
	for _, l := range append(slices.Clone(b.Lines), b.Total) {
		n := strconv.Itoa
		row := []string{l.Now.Kind, n(l.Now.Children), n(l.Now.Nights), pence(l.Now.Spent), pence(l.Now.Week()), pence(l.Now.Committed), pence(l.Now.Expected()),
			n(l.Before.Nights), pence(l.Before.Spent), pence(l.Change), "", "", n(l.Now.Unpriced)}
		if l.Split {
			row[10], row[11] = pence(l.Volume), pence(l.Price)
		}
		out = append(out, row)
	}
	return out
}

// WriteCSV writes every line.
func (b Budget) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(budgetHead); err != nil {
		return err
	}
	return c.WriteAll(b.rows())
}

// WriteBook writes it as a workbook: a cover, what is not in it, and the table.
func (b Budget) WriteBook(w io.Writer, f sheet.Format) error {
	book, err := sheet.New(w, f)
	if err != nil {
		return err
	}
	t := &tables{book: book}
	t.sheet(sheet.Sheet{Name: "Cover", Columns: []sheet.Width{sheet.Wide}})
	t.row(sheet.Cell{Text: b.Title, Style: sheet.Title})
	for _, line := range append([]string{
		"From 1 April to " + b.To.Long() + ". Agreed prices times nights, as they were known on " + b.AsKnown.UTC().Format("2 January 2006 at 15:04:05") + " UTC.",
		"Kinds with fewer than six children are told together.", "What is not in it, because it is not recorded:",
	}, budgetLacks...) {
		t.row(sheet.Cell{Text: line, Style: sheet.Prose})
	}
	widths := make([]sheet.Width, len(budgetHead))
	for i := range widths {
		widths[i] = sheet.Middle
	}
	widths[0] = sheet.Wide
	t.sheet(sheet.Sheet{Name: "Placements", Columns: widths, Head: budgetHead})
	for _, r := range b.rows() {
		cells := []sheet.Cell{{Text: r[0]}}
		for _, text := range r[1:] {
			cells = append(cells, number(text))
		}
		t.row(cells...)
	}
	if t.err != nil {
		return t.err
	}
	return book.Close()
}

// pence is an amount in pounds for a workbook: 1234.50.
func pence(p int64) string {
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	return sign + strconv.FormatInt(p/100, 10) + "." + strconv.FormatInt(p%100/10, 10) + strconv.FormatInt(p%10, 10)
}

// pounds is an amount for people, to the pound.
func pounds(p int64) string {
	if p < 0 {
		return "−" + pounds(-p)
	}
	return money.Text((p + 50) / 100 * 100)
}

// word is a change with the word beside the number: a sign alone is not enough (specs/finance.md).
func word(p int64) string {
	switch {
	case (p+50)/100 > 0:
		return pounds(p) + " more"
	case (50-p)/100 > 0:
		return pounds(-p) + " less"
	}
	return "the same"
}
