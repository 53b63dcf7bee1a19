package show

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/returns/finding"
	"throughline/internal/returns/sheet"
)

// Tables is the rows of a return as they were read. Each gives the tables one after another, in the order of the return; the rows of a table
// are asked for at most once and not after the next table has begun.
type Tables interface {
	Each(ctx context.Context, each func(Table) error) error
}

// Table is one table of a return.
type Table struct {
	Name    string
	Columns []string
	Rows    func(each func(Row) error) error
}

// Row is one row. Pos and Number are as Finding's Pos and Row. Cells are in the order of the columns and are not kept after the call.
type Row struct {
	Pos, Number int
	Cells       []string
}

// rowKey is where a finding is.
type rowKey struct {
	table    string
	pos, row int
}

// Workbook prints a run as a workbook: a summary, a sheet of findings, and one sheet for each table of the return with all its rows. A column
// Problems says in words what is wrong in a row and in which cells; those cells are marked as well.
func Workbook(ctx context.Context, w io.Writer, f sheet.Format, run finding.Run, o Options) (err error) {
	book, err := sheet.New(w, f)
	if err != nil {
		return err
	}
	b := &workbook{Book: book, digest: count(run), rules: byCode(run), rows: map[rowKey][]int{}, fullAt: sheet.MaxRows}
	if err := b.write(ctx, o); err != nil {
		return errors.Join(err, book.Close())
	}
	return book.Close()
}

type workbook struct {
	sheet.Book
	digest digest
	rules  map[string]finding.Rule
	rows   map[rowKey][]int // findings of a row, by index in the run
	fullAt int              // rows of a sheet, the heading among them
}

func (b *workbook) write(ctx context.Context, o Options) error {
	if err := b.summary(o); err != nil {
		return err
	}
	if err := b.findings(); err != nil {
		return err
	}
	for i, f := range b.digest.Findings {
		k := rowKey{f.Table, f.Pos, f.Row}
		b.rows[k] = append(b.rows[k], i)
	}
	if o.Tables == nil {
		return nil
	}
	return o.Tables.Each(ctx, func(t Table) error { return b.table(ctx, t, o) })
}

func (b *workbook) summary(o Options) error {
	d := b.digest
	if err := b.Sheet(sheet.Sheet{Name: "Summary", Columns: []sheet.Width{sheet.Middle, sheet.Wide, sheet.Narrow, sheet.Narrow, sheet.Wide}}); err != nil {
		return err
	}
	text := func(s string) sheet.Cell { return sheet.Cell{Text: s, Style: sheet.Prose} }
	head := func(s ...string) []sheet.Cell {
		cells := make([]sheet.Cell, len(s))
		for i, x := range s {
			cells[i] = sheet.Cell{Text: x, Style: sheet.Head}
		}
		return cells
	}
	lines := [][]sheet.Cell{
		{{Text: ReturnName(d.Return) + ", " + d.Year, Style: sheet.Title}}, {},
		{{Text: "Checked"}, text(cmp.Or(o.Name, "the return"))},
		{{Text: "Reading"}, text(readingWords(d.Reading))}, {{Text: "Size"}, text(size(d))},
		{{Text: "Rules"}, text(many(d.Ran, "rule ran", "rules ran") + ", " + number(len(d.Skipped)) + " skipped")},
		{{Text: "Found"}, text(result(d))}, {{Text: "Rows"}, text(rowNumbers(d.Return))},
	}
	if !o.On.IsZero() {
		lines = slices.Insert(lines, 3, []sheet.Cell{{Text: "On"}, text(o.On.Long())})
	}
	for _, n := range d.Notes {
		lines = append(lines, []sheet.Cell{{Text: "About the files"}, text(n)})
	}
	if len(d.Groups) > 0 {
		lines = append(lines, nil, head("Rule", "What is wrong", "Kind", "Rows", "How to mend it"))
	}
	for _, g := range d.Groups {
		title := text(g.Rule.Title)
		if g.Whole {
			title = text(g.Rule.Title + " (the return as a whole)")
		}
		lines = append(lines, []sheet.Cell{{Text: g.Rule.Code}, title, {Text: severityWords(g.Rule.Severity)}, {Text: strconv.Itoa(g.Count()), Number: true}, text(g.Rule.HowToMend())})
	}
	if len(d.Skips) > 0 {
		lines = append(lines, nil, head("Skipped", "Why and which rules"))
	}
	for _, s := range d.Skips {
		lines = append(lines, []sheet.Cell{{Text: many(len(s.Rules), "rule", "rules")}, text(s.Why + ": " + strings.Join(s.Rules, ", "))})
	}
	if diff := d.differing(); len(diff) > 0 {
		lines = append(lines, nil, head("Rule", "Where this differs from the sector's checker"))
		for _, g := range diff {
			lines = append(lines, []sheet.Cell{{Text: g.Rule.Code}, text(g.Rule.Differs)})
		}
	}
	for _, l := range lines {
		if err := b.Row(l...); err != nil {
			return err
		}
	}
	return nil
}

// findings is one row a finding, as in the CSV.
func (b *workbook) findings() error {
	head := []string{"Rule", "Kind", "Child", "Table", "Row", "Fields", "What is wrong", "How to mend it", "Values", "Worker or team"}
	s := b.paged(sheet.Sheet{Name: "Findings", Head: head, Columns: []sheet.Width{0, 0, sheet.Middle, sheet.Middle, 0, sheet.Middle, sheet.Wide, sheet.Wide, sheet.Middle, 0}})
	for _, f := range b.digest.Findings {
		r := known(b.rules, f.Rule)
		if err := s.row(
			sheet.Cell{Text: f.Rule}, sheet.Cell{Text: severityWords(r.Severity)}, sheet.Cell{Text: f.Child}, sheet.Cell{Text: f.Table},
			sheet.Cell{Text: strconv.Itoa(f.Row), Number: true}, sheet.Cell{Text: fieldNames(f.Fields)}, sheet.Cell{Text: r.Sentence(f)}, sheet.Cell{Text: r.Mending(f)},
			sheet.Cell{Text: valueWords(f)}, sheet.Cell{Text: f.Worker},
		); err != nil {
			return err
		}
	}
	return s.begin()
}

func (b *workbook) table(ctx context.Context, t Table, o Options) error {
	head := append([]string{"Row", "Problems"}, t.Columns...)
	columns := []sheet.Width{sheet.Narrow, sheet.Wide}
	if b.digest.Return == "cin" {
		head = append([]string{"Child in file"}, head...)
		columns = append([]sheet.Width{sheet.Narrow}, columns...)
	}
	s := b.paged(sheet.Sheet{Name: t.Name, Head: head, Columns: columns})
	done := int64(0)
	err := t.Rows(func(r Row) error {
		if done++; done%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if o.Progress != nil {
				o.Progress(t.Name, done, max(done, int64(b.digest.Rows[t.Name])))
			}
		}
		return s.row(b.cells(t, r)...)
	})
	if err != nil {
		return err
	}
	return s.begin()
}

// cells is a row of the return with what is wrong in it.
func (b *workbook) cells(t Table, r Row) []sheet.Cell {
	cells := make([]sheet.Cell, 0, len(t.Columns)+3)
	if b.digest.Return == "cin" {
		cells = append(cells, sheet.Cell{Text: strconv.Itoa(r.Pos), Number: true})
	}
	cells = append(cells, sheet.Cell{Text: strconv.Itoa(r.Number), Number: true}, sheet.Cell{})
	problems := len(cells) - 1
	for _, c := range r.Cells {
		cells = append(cells, sheet.Cell{Text: c})
	}
	found := b.rows[rowKey{t.Name, r.Pos, r.Number}]
	if len(found) == 0 {
		return cells
	}
	var words []string
	for _, i := range found {
		f := b.digest.Findings[i]
		for _, field := range f.Fields {
			if at := slices.Index(t.Columns, field); at >= 0 && problems+1+at < len(cells) {
				cells[problems+1+at].Style = sheet.Failing
			}
		}
		where := ""
		if len(f.Fields) > 0 {
			where = " in " + strings.Join(f.Fields, ", ")
		}
		words = append(words, fmt.Sprintf("Rule %s%s: %s", f.Rule, where, known(b.rules, f.Rule).Sentence(f)))
	}
	cells[problems] = sheet.Cell{Text: strings.Join(words, "\n"), Style: sheet.Prose}
	return cells
}

// pages is a table that goes on in a further sheet when one is full.
type pages struct {
	b     *workbook
	sheet sheet.Sheet
	left  int
	begun bool
}

func (b *workbook) paged(s sheet.Sheet) *pages { return &pages{b: b, sheet: s} }

// begin makes the first sheet, if there is none yet.
func (p *pages) begin() error {
	if p.begun {
		return nil
	}
	p.begun, p.left = true, p.b.fullAt-1
	return p.b.Sheet(p.sheet)
}

func (p *pages) row(cells ...sheet.Cell) error {
	if p.left == 0 {
		p.begun = false
	}
	if err := p.begin(); err != nil {
		return err
	}
	p.left--
	return p.b.Row(cells...)
}
