package report

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"

	"throughline/internal/chart"
	"throughline/internal/record"
	"throughline/internal/returns/sheet"
)

//go:embed page.html
var pageText string

//go:embed style.html
var styleText string

// newPage is a template that has the stylesheet of all reports.
func newPage(name, text string, funcs template.FuncMap) *template.Template {
	return template.Must(template.Must(template.New(name).Funcs(funcs).Parse(styleText)).Parse(text))
}

var page = newPage("report", pageText, template.FuncMap{
	"chart": func(p Part) template.HTML { return p.Picture() },
	"form":  FormName,
})

// FormName names a form of report.
func FormName(form string) string {
	return map[string]string{record.AnnualReport: "Annual report", record.HalfYearReport: "Half-year report", record.MidYearReport: "Annual report with mid-year update"}[form]
}

// WriteHTML writes the document as one page that needs nothing else: numbered paragraphs, charts with their tables, and a stylesheet for print.
func (d Document) WriteHTML(w io.Writer) error { return page.Execute(w, d) }

// Status is what stands at the head of every page.
func (d Document) Status() string {
	if d.Edition == 0 {
		return "Draft"
	}
	return fmt.Sprint("Edition ", d.Edition)
}

// Picture is the chart of the section, as SVG; empty where there is none.
func (p Part) Picture() template.HTML {
	if p.Series == nil {
		return ""
	}
	l := chart.Line{ID: "chart-" + p.Section.Slot, Title: p.Series.Title, Subtitle: "Years ending 31 March", Unit: p.Series.Unit, Labels: p.Series.Labels}
	s := chart.Series{Name: "This council"} // the title says what; a long name would not stand beside the line
	for _, v := range p.Series.Values {
		s.Points = append(s.Points, chart.Point{Value: v.number, Text: v.Text, Known: v.Known})
	}
	l.Series = []chart.Series{s}
	c := l.Draw()
	if c == nil {
		return ""
	}
	return c.SVG()
}

// WriteBook writes the tables as a workbook: a cover, contents and notes, then one table a sheet (specs/web-conventions.md 5).
func (d Document) WriteBook(w io.Writer, f sheet.Format) error {
	book, err := sheet.New(w, f)
	if err != nil {
		return err
	}
	b := &tables{book: book}
	b.sheet(sheet.Sheet{Name: "Cover", Columns: []sheet.Width{sheet.Wide}})
	b.row(sheet.Cell{Text: d.Title, Style: sheet.Title})
	for _, line := range d.cover() {
		b.row(sheet.Cell{Text: line, Style: sheet.Prose})
	}
	b.sheet(sheet.Sheet{Name: "Contents", Columns: []sheet.Width{sheet.Middle, sheet.Wide}, Head: []string{"Sheet", "What it holds"}})
	for _, p := range d.Sections {
		if len(p.Figures) > 0 {
			b.row(sheet.Cell{Text: p.sheet()}, sheet.Cell{Text: p.Section.Title})
		}
	}
	b.sheet(sheet.Sheet{Name: "Notes", Columns: []sheet.Width{sheet.Narrow, sheet.Wide}, Head: []string{"Sign", "What it means"}})
	for _, n := range notes {
		b.row(sheet.Cell{Text: n[0]}, sheet.Cell{Text: n[1], Style: sheet.Prose})
	}
	for _, p := range d.Sections {
		if len(p.Figures) == 0 {
			continue
		}
		head := d.head()
		widths := make([]sheet.Width, len(head))
		widths[0], widths[1], widths[len(head)-2], widths[len(head)-1] = sheet.Middle, sheet.Middle, sheet.Middle, sheet.Wide
		b.sheet(sheet.Sheet{Name: p.sheet(), Columns: widths, Head: head})
		for _, row := range d.rows(p) {
			b.row(row...)
		}
	}
	if b.err != nil {
		return b.err
	}
	return book.Close()
}

// notes are the signs of the tables.
var notes = [][2]string{
	{"c", "hidden, because it is about five people or fewer, or would tell such a number"},
	{"z", "there was nothing to divide by"},
	{"(empty)", "not counted in that period: a gap, never a zero"},
}

// tables writes to a workbook until something fails.
type tables struct {
	book sheet.Book
	err  error
}

func (b *tables) sheet(s sheet.Sheet) {
	if b.err == nil {
		b.err = b.book.Sheet(s)
	}
}

func (b *tables) row(cells ...sheet.Cell) {
	if b.err == nil {
		b.err = b.book.Row(cells...)
	}
}

func (p Part) sheet() string { return fmt.Sprintf("Table %d", p.Number) }

func (d Document) cover() []string {
	return []string{
		FormName(d.Form) + ", " + d.Period.String() + ". " + d.Status() + ".",
		"Counted from the records as they were known on " + d.AsKnown.UTC().Format("2 January 2006 at 15:04:05") + " UTC.",
		"Numbers of one to five, and numbers that would give one away, are hidden.",
	}
}

// WriteCSV writes every figure as a line.
func (d Document) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(append([]string{"section"}, d.head()...)); err != nil {
		return err
	}
	for _, p := range d.Sections {
		for _, row := range d.rows(p) {
			line := []string{p.Section.Title}
			for _, cell := range row {
				line = append(line, cell.Text)
			}
			if err := c.Write(line); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

func (d Document) head() []string {
	head := []string{"Figure", "What is counted", "Unit"}
	head = append(head, d.Columns...)
	return append(head, "Numerator", "Denominator", "Basis", "As at", "Definition", "Comparators", "In plain words")
}

// rows are a section's figures, the same in every format: what is a number is one, without its unit, so that a workbook can reckon with it. A figure that has
// a rate too has a second row for it.
func (d Document) rows(p Part) (out [][]sheet.Cell) {
	for _, f := range p.Figures {
		numbers, rates, rated := []sheet.Cell{}, []sheet.Cell{}, false
		for _, v := range f.Values {
			numbers = append(numbers, v.cell())
			rates = append(rates, number(v.Rate))
			rated = rated || v.Rate != ""
		}
		main := f.Values[min(2, len(f.Values)-1)]
		row := func(unit string, values []sheet.Cell, above, below sheet.Cell, beside, plain string) {
			cells := append([]sheet.Cell{{Text: f.ID}, {Text: f.Title, Style: sheet.Prose}, {Text: unit}}, values...)
			out = append(out, append(cells, above, below, sheet.Cell{Text: f.Basis}, sheet.Cell{Text: f.AsAt.String()}, number(fmt.Sprint(f.Definition)),
				sheet.Cell{Text: beside, Style: sheet.Prose}, sheet.Cell{Text: plain, Style: sheet.Prose}))
		}
		ofNumber, ofRate := f.beside(), "" // what others published stands with what it is of
		if f.Rated && rated {
			ofNumber, ofRate = ofRate, ofNumber
		}
		row(f.Unit, numbers, number(main.Numerator), number(main.Denominator), ofNumber, f.Plain)
		if rated {
			row("per 10,000 children", rates, sheet.Cell{}, sheet.Cell{}, ofRate, "")
		}
	}
	return out
}

// cell is a value as a workbook has it; of what is hidden, the sign.
func (v Value) cell() sheet.Cell {
	if v.Known {
		return number(v.plain)
	}
	return sheet.Cell{Text: v.Text}
}

// number is a cell of a number, or of a sign where there is none.
func number(text string) sheet.Cell {
	_, err := strconv.ParseFloat(text, 64)
	return sheet.Cell{Text: text, Number: err == nil}
}

func (f Figure) beside() string {
	var out []string
	for _, c := range f.Comparators {
		if c.Value != "" {
			out = append(out, c.Who+" "+c.Value+" ("+c.Period+")")
		}
	}
	return strings.Join(out, "; ")
}

// Beside are the comparators in words.
func (f Figure) Beside() string { return f.beside() }
