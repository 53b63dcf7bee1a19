package report

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"html/template"
	"io"
	"strings"

	"throughline/internal/chart"
	"throughline/internal/record"
	"throughline/internal/returns/sheet"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"chart": func(p Part) template.HTML { return p.Picture() },
	"form":  FormName,
}).Parse(pageText))

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
	s := chart.Series{Name: p.Series.Title}
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
		widths[1], widths[len(head)-1] = sheet.Wide, sheet.Wide
		b.sheet(sheet.Sheet{Name: p.sheet(), Columns: widths, Head: head})
		for _, row := range d.rows(p) {
			cells := make([]sheet.Cell, len(row))
			for i, text := range row {
				cells[i] = sheet.Cell{Text: text}
			}
			b.row(cells...)
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
			if err := c.Write(append([]string{p.Section.Title}, row...)); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

func (d Document) head() []string {
	head := []string{"Figure", "What is counted"}
	head = append(head, d.Columns...)
	return append(head, "Numerator", "Denominator", "Basis", "As at", "Definition", "Comparators", "In plain words")
}

// rows are a section's figures as text, the same in every format.
func (d Document) rows(p Part) (out [][]string) {
	for _, f := range p.Figures {
		row := []string{f.ID, f.Title}
		for _, v := range f.Values {
			if v.Rate != "" {
				v.Text += " (" + v.Rate + " per 10,000)"
			}
			row = append(row, v.Text)
		}
		main := f.Values[min(2, len(f.Values)-1)]
		out = append(out, append(row, main.Numerator, main.Denominator, f.Basis, f.AsAt.String(), fmt.Sprint(f.Definition), f.beside(), f.Plain))
	}
	return out
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
