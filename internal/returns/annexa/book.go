package annexa

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
)

// Cover is what a workbook says of itself.
type Cover struct {
	Authority string
	On        day.Day
	AsKnown   time.Time         // none: as the records are when it is made
	Notes     map[string]string // what the council says of a field, by NoteKey
}

// NoteKey is the name of a field's note.
func NoteKey(list int, header string) string {
	return fmt.Sprintf("%d %s", list, strings.TrimSpace(header))
}

// maxRows is what one sheet holds.
const maxRows = 1 << 20

// Write makes the workbook of all lists on w. Memory does not grow with the rows. What is in w is whole only when the error is nil. The same
// records, options and cover give the same bytes.
func Write(ctx context.Context, desk *command.Desk, actor access.Actor, w io.Writer, o Options, c Cover) (Summary, error) {
	if err := May(actor, desk.Now()); err != nil {
		return Summary{}, err
	}
	if o.On.IsZero() {
		o.On = desk.Today()
	}
	c.On, c.AsKnown = o.On, o.AsKnown
	b, err := NewBook(c)
	if err != nil {
		return Summary{}, err
	}
	sum, err := Extract(ctx, desk, actor, o, b.Row)
	if err != nil {
		return sum, errors.Join(err, b.file.Close())
	}
	return sum, b.Close(w)
}

// Book is a workbook that is being written.
type Book struct {
	cover                   Cover
	file                    *excelize.File
	lists                   [Lists]*excelize.StreamWriter
	rows                    [Lists]int // written, the two of the heading among them
	title, head, date, wrap int
}

const (
	frontSheet    = "Front_Sheet"
	changesSheet  = "FAQ_and_changes"
	guidanceSheet = "Guidance"
	codesSheet    = "Codes_used"
)

// NewBook begins a workbook.
func NewBook(c Cover) (*Book, error) {
	b := &Book{cover: c, file: excelize.NewFile()}
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &sorted{w: w} })
	if err := b.begin(); err != nil {
		return nil, errors.Join(err, b.file.Close())
	}
	return b, nil
}

func (b *Book) begin() (err error) {
	format := "dd/mm/yyyy"
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&b.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}}},
		{&b.head, excelize.Style{
			Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8E8E8"}},
			Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
		}},
		{&b.date, excelize.Style{CustomNumFmt: &format}},
		{&b.wrap, excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
	} {
		if *s.to, err = b.file.NewStyle(&s.style); err != nil {
			return err
		}
	}
	if err := b.file.SetSheetName(b.file.GetSheetName(0), frontSheet); err != nil {
		return err
	}
	for _, name := range []string{changesSheet, guidanceSheet, codesSheet} {
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
	}
	for i, l := range All() {
		if _, err := b.file.NewSheet(l.Sheet); err != nil {
			return err
		}
		if err := b.paper(l.Sheet); err != nil {
			return err
		}
		if b.lists[i], err = b.file.NewStreamWriter(l.Sheet); err != nil {
			return err
		}
		if err := b.heading(i, l); err != nil {
			return err
		}
	}
	return nil
}

// height is how high a row must be for its texts, in points: not every program that shows a workbook works it out.
func height(row []any, widths []float64) float64 {
	lines := 1
	for i, v := range row {
		c, ok := v.(excelize.Cell)
		if s, text := c.Value.(string); ok && text && i < len(widths) && len(row) > 1 {
			lines = max(lines, 1+utf8.RuneCountInString(s)*10/int(widths[i]*9))
		}
	}
	return min(float64(lines)*15, 400)
}

// paper has a sheet printed across, all columns on one page.
func (b *Book) paper(sheet string) error {
	yes, landscape, a3, wide, high := true, "landscape", 8, 1, 0
	return errors.Join(
		b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}),
		b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a3, FitToWidth: &wide, FitToHeight: &high}),
	)
}

// heading writes the title in row 1 and the headers in row 2.
func (b *Book) heading(i int, l *List) error {
	s := b.lists[i]
	if err := errors.Join(s.SetColWidth(1, 1, 38), s.SetColWidth(2, len(l.Columns), 18)); err != nil {
		return err
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 2, TopLeftCell: "B3", ActivePane: "bottomRight"}); err != nil {
		return err
	}
	head := make([]any, len(l.Columns))
	for j, c := range l.Columns {
		head[j] = excelize.Cell{StyleID: b.head, Value: c.Header}
	}
	b.rows[i] = 2
	return errors.Join(s.SetRow("A1", []any{excelize.Cell{StyleID: b.title, Value: l.Title}}), s.SetRow("A2", head, excelize.RowOpts{Height: 90}))
}

// Row adds a row to its list. Rows of different lists may come in any order. It is errs.Invalid when the sheet is full.
func (b *Book) Row(r Row) error {
	i := r.List - 1
	if b.rows[i] >= maxRows {
		return errs.New(errs.Invalid, "The sheet %s is full: a workbook holds %d rows", Of(r.List).Sheet, maxRows)
	}
	b.rows[i]++
	cells := make([]any, len(r.Cells))
	for j, c := range r.Cells {
		switch {
		case c.Number != nil:
			cells[j] = *c.Number
		case !c.Day.IsZero():
			cells[j] = excelize.Cell{StyleID: b.date, Value: serial(c.Day)}
		case c.Text != "":
			cells[j] = clean(c.Text)
		}
	}
	return b.lists[i].SetRow(fmt.Sprintf("A%d", b.rows[i]), cells)
}

// serial is a day as a workbook counts it: 1 January 1900 is 1, and 29 February 1900, which never was, is 60.
func serial(d day.Day) int { return d.Sub(dayZero) }

var dayZero = day.New(1899, time.December, 30)

// clean takes out what XML cannot hold and cuts what a cell cannot.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if r := []rune(s); len(r) > excelize.TotalCellChars {
		s = string(r[:excelize.TotalCellChars])
	}
	return s
}

// Close ends the workbook, writes it to w and removes what was kept on disk meanwhile.
func (b *Book) Close(w io.Writer) error {
	err := b.finish()
	if err == nil {
		err = b.file.Write(w)
	}
	return errors.Join(err, b.file.Close())
}

func (b *Book) finish() error {
	for i, l := range All() {
		last, err := excelize.CoordinatesToCellName(len(l.Columns), max(b.rows[i], 3))
		if err != nil {
			return err
		}
		if err := b.file.AutoFilter(l.Sheet, "A2:"+last, nil); err != nil {
			return err
		}
		if err := b.lists[i].Flush(); err != nil {
			return err
		}
	}
	for _, sheet := range []struct {
		name   string
		widths []float64
		rows   [][]any
	}{
		{frontSheet, []float64{34, 60, 12}, b.front()},
		{changesSheet, []float64{10, 100}, b.changes()},
		{guidanceSheet, []float64{8, 44, 12, 20, 30, 70, 60}, b.guidance()},
		{codesSheet, []float64{24, 70, 50}, b.codes()},
	} {
		if err := b.paper(sheet.name); err != nil {
			return err
		}
		s, err := b.file.NewStreamWriter(sheet.name)
		if err != nil {
			return err
		}
		for i, width := range sheet.widths {
			if err := s.SetColWidth(i+1, i+1, width); err != nil {
				return err
			}
		}
		for i, row := range sheet.rows {
			if err := s.SetRow(fmt.Sprintf("A%d", i+1), row, excelize.RowOpts{Height: height(row, sheet.widths)}); err != nil {
				return err
			}
		}
		if err := s.Flush(); err != nil {
			return err
		}
	}
	b.file.SetActiveSheet(0)
	return nil
}

func (b *Book) titled(s string) any { return excelize.Cell{StyleID: b.title, Value: s} }
func (b *Book) headed(ss ...string) (row []any) {
	for _, s := range ss {
		row = append(row, excelize.Cell{StyleID: b.head, Value: s})
	}
	return row
}
func (b *Book) said(ss ...string) (row []any) {
	for _, s := range ss {
		row = append(row, excelize.Cell{StyleID: b.wrap, Value: clean(s)})
	}
	return row
}

func (b *Book) front() [][]any {
	rows := [][]any{
		{b.titled("Annex A: child-level data")},
		b.said("Council", b.cover.Authority),
		{excelize.Cell{StyleID: b.wrap, Value: "Extract date"}, excelize.Cell{StyleID: b.date, Value: serial(b.cover.On)}},
	}
	known := "as the records are when this was made"
	if !b.cover.AsKnown.IsZero() {
		known = "as the records were known on " + day.Moment(b.cover.AsKnown)
	}
	rows = append(rows, b.said("Records", known),
		b.said("Six months count from", b.cover.On.AddMonths(-6).Long()+", that day too"),
		b.said("Twelve months count from", b.cover.On.AddMonths(-12).Long()+", that day too"),
		nil, b.headed("List", "What it holds", "Rows"))
	for i, l := range All() {
		row := b.said(l.Title, sentence(l.Include))
		rows = append(rows, append(row, excelize.Cell{StyleID: b.wrap, Value: b.rows[i] - 2}))
	}
	return rows
}

// changes says how figures are counted that are counted wrongly most often, and which columns are newer than the template of 2019.
func (b *Book) changes() [][]any {
	rows := [][]any{{b.titled("How it is counted, and what has changed")}, b.headed("List", "Note")}
	for _, n := range countingNotes {
		rows = append(rows, b.said(n[0], n[1]))
	}
	for _, l := range All() {
		for _, c := range l.Columns {
			if c.Since != "" {
				rows = append(rows, b.said(l.Sheet, "“"+strings.TrimSpace(c.Header)+"” is not in the template of August 2019"))
			}
		}
	}
	return rows
}

var countingNotes = [][2]string{
	{"List_1", "A child of a contact whom nobody has matched to a record yet has the reference of the contact as identifier."},
	{"List_3", "The number of referrals counts those that began in the twelve months before the child's latest one, which is not counted."},
	{"List_5", "Both numbers count what came in the twelve months before the child's latest enquiry, without the conference that follows from it."},
	{"List_5", "A child who is on a plan already, and so needs no new conference, has “b) No”."},
	{"List_6", "The start is the day of the referral. A closed episode is closed whatever else ran in it."},
	{"List_6", "A child whom an assessment found in need and for whom no plan is recorded yet stands with “c) Child in need plan”."},
	{"List_7", "Plans before are those of this council."},
	{"List_8", "Children in short breaks (V3, V4) are not in the list. Times missing or away are those of the current period of care, at most twelve months back."},
	{"List_8", "A move from one kind of placement to another with the same carer is not counted as a placement."},
	{"List_9", "Where nobody has decided on the group, it follows from age and the times of care since the 14th birthday."},
}

func (b *Book) guidance() [][]any {
	rows := [][]any{{b.titled("What the columns hold")}, b.headed("List", "Field", "Type", "Codes", "May be blank", "Meaning", "Comments")}
	for _, l := range All() {
		for _, c := range l.Columns {
			rows = append(rows, b.said(l.Sheet, c.Header, string(c.Type), c.Set, c.Blank, sentence(c.Meaning), b.cover.Notes[NoteKey(l.Number, c.Header)]))
		}
	}
	return rows
}

func (b *Book) codes() [][]any {
	rows := [][]any{{b.titled("Codes")}, b.headed("Code set", "Code", "Group, for analysis only")}
	for _, s := range Sets() {
		for _, v := range s.Values {
			rows = append(rows, b.said(s.Name, v, s.Groups[v]))
		}
	}
	return rows
}

func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
