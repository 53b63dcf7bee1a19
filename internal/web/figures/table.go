package figures

import (
	"encoding/csv"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"

	"throughline/internal/returns/sheet"
)

// table is what a page shows and every file of it holds: both are written from the same cells, so that what is hidden in one is hidden in all.
type table struct {
	Key     string // in addresses and file names
	Title   string
	Head    []column
	Rows    [][]cell // the first cell names the row
	Note    string
	Caption bool // the title is shown; otherwise a heading above says it
}

type column struct {
	Text    string
	Numeric bool
}

type cell struct{ Text, Href string }

// heads makes columns; those after a bar are numeric.
func heads(texts string, numeric string) []column {
	var out []column
	for _, t := range strings.Split(texts, ",") {
		out = append(out, column{t, false})
	}
	if numeric != "" {
		for _, t := range strings.Split(numeric, ",") {
			out = append(out, column{t, true})
		}
	}
	return out
}

// HTML is the table in a region that scrolls by itself.
func (t table) HTML() template.HTML {
	var b strings.Builder
	e := template.HTMLEscapeString
	hide := ` govuk-visually-hidden`
	if t.Caption {
		hide = ` govuk-table__caption--m`
	}
	fmt.Fprintf(&b, `<div class="app-scroll" tabindex="0" role="region" aria-label="%s"><table class="govuk-table"><caption class="govuk-table__caption%s">%s</caption><thead class="govuk-table__head"><tr class="govuk-table__row">`, e(t.Title), hide, e(t.Title))
	for _, h := range t.Head {
		fmt.Fprintf(&b, `<th scope="col" class="govuk-table__header%s">%s</th>`, numericHead(h.Numeric), e(h.Text))
	}
	b.WriteString(`</tr></thead><tbody class="govuk-table__body">`)
	for _, row := range t.Rows {
		b.WriteString(`<tr class="govuk-table__row">`)
		for i, c := range row {
			text := e(c.Text)
			if c.Href != "" {
				text = `<a class="govuk-link" href="` + e(c.Href) + `">` + text + `</a>`
			}
			switch {
			case i == 0:
				fmt.Fprintf(&b, `<th scope="row" class="govuk-table__header">%s</th>`, text)
			case t.Head[i].Numeric:
				fmt.Fprintf(&b, `<td class="govuk-table__cell govuk-table__cell--numeric">%s</td>`, text)
			default:
				fmt.Fprintf(&b, `<td class="govuk-table__cell">%s</td>`, text)
			}
		}
		b.WriteString(`</tr>`)
	}
	b.WriteString(`</tbody></table></div>`)
	if t.Note != "" {
		fmt.Fprintf(&b, `<p class="govuk-body-s">%s</p>`, e(t.Note))
	}
	return template.HTML(b.String())
}

func numericHead(yes bool) string {
	if yes {
		return " govuk-table__header--numeric"
	}
	return ""
}

// file is the tables of a page as a document of its own.
type file struct {
	Name   string // of the file, without its ending
	Title  string
	About  [][2]string // what a reader must know: the cover
	Tables []table
}

// snake makes a name for a column that machines read.
var notWord = regexp.MustCompile(`[^a-z0-9]+`)

func snake(s string) string {
	return strings.Trim(notWord.ReplaceAllString(strings.ToLower(s), "_"), "_")
}

func dashed(s string) string { return strings.ReplaceAll(snake(s), "_", "-") }

// csv writes the tables one after another as tidy rows: which table, which row, which column, and what stands there (web-conventions 5).
func (f file) csv(w io.Writer) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	rows := [][]string{{"table", "row", "column", "value"}}
	for _, a := range f.About {
		rows = append(rows, []string{"about", safe(a[0]), "", safe(a[1])})
	}
	for _, t := range f.Tables {
		for _, r := range t.Rows {
			for i := 1; i < len(r); i++ {
				rows = append(rows, []string{safe(t.Title), safe(r[0].Text), snake(t.Head[i].Text), safe(plain(r[i].Text, t.Head[i].Numeric))})
			}
		}
		if t.Note != "" {
			rows = append(rows, []string{safe(t.Title), "note", "", safe(t.Note)})
		}
	}
	return c.WriteAll(rows)
}

// plain takes the commas out of a number, so that programs read it.
func plain(s string, numeric bool) string {
	if numeric {
		return strings.ReplaceAll(strings.ReplaceAll(s, ",", ""), "−", "-")
	}
	return s
}

var isNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// safe keeps a spreadsheet from reading a text as a formula.
func safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t", rune(s[0])) && !isNumber.MatchString(s) {
		return "'" + s
	}
	return s
}

// workbook writes a cover and one sheet a table.
func (f file) workbook(w io.Writer, format sheet.Format) error {
	b, err := sheet.New(w, format)
	if err != nil {
		return err
	}
	if err := b.Sheet(sheet.Sheet{Name: "Cover", Columns: []sheet.Width{sheet.Middle, sheet.Wide}}); err != nil {
		return err
	}
	rows := [][]sheet.Cell{{{Text: f.Title, Style: sheet.Title}}}
	for _, a := range f.About {
		rows = append(rows, []sheet.Cell{{Text: a[0]}, {Text: a[1], Style: sheet.Prose}})
	}
	for i, t := range f.Tables {
		rows = append(rows, []sheet.Cell{{Text: fmt.Sprintf("Table %d", i+1)}, {Text: t.Title, Style: sheet.Prose}})
		if t.Note != "" {
			rows = append(rows, []sheet.Cell{{Text: fmt.Sprintf("Note to table %d", i+1)}, {Text: t.Note, Style: sheet.Prose}})
		}
	}
	for _, r := range rows {
		if err := b.Row(r...); err != nil {
			return err
		}
	}
	for i, t := range f.Tables {
		s := sheet.Sheet{Name: fmt.Sprintf("Table %d", i+1)}
		for j, h := range t.Head {
			s.Head = append(s.Head, h.Text)
			wide := sheet.Narrow
			if j == 0 || !h.Numeric {
				wide = sheet.Middle
			}
			s.Columns = append(s.Columns, wide)
		}
		if err := b.Sheet(s); err != nil {
			return err
		}
		for _, r := range t.Rows {
			cells := make([]sheet.Cell, len(r))
			for j, c := range r {
				text := plain(c.Text, t.Head[j].Numeric)
				cells[j] = sheet.Cell{Text: text, Number: t.Head[j].Numeric && isNumber.MatchString(text)}
			}
			if err := b.Row(cells...); err != nil {
				return err
			}
		}
	}
	return b.Close()
}
