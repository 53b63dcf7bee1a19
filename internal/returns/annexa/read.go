package annexa

import (
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/returns/annexa/xlsx"
)

// Workbook is a workbook as it was read: of each list that it has, the rows with what can be understood of them.
type Workbook struct {
	Name   string
	On     day.Day // the extract date, where the front sheet says it
	Sheets [Lists]*Sheet
	Notes  []string // what was left aside
}

// Sheet is one list as it was read.
type Sheet struct {
	List    *List
	Name    string // as the workbook calls it
	Head    int    // the row of the headers, as Excel counts
	Has     []bool // columns of the list that the sheet has
	Entries []Entry
}

// Entry is one row as it was read.
type Entry struct {
	Number int // as Excel counts
	Fields []Field
}

// Trouble says why a cell cannot be taken for what its column holds.
type Trouble int

// The troubles. Respelt is none: it was understood, but is not written so.
const (
	Fine      Trouble = iota
	Respelt           // an alias, or a code without its letter or with other words
	Fraction          // a number with a part behind the point; Cell has the whole
	Fault             // #N/A and its like
	NotDate           //
	NotWhole          //
	NotCode           //
	Grouped           // the group of a code, which analysis makes, not the code
	NotPlace          // a postcode that is none
	TooLow            // below the least number that the column may hold
	Unwritten         // the sheet has no such column
)

// Field is one cell as it was read: what the file says, and what it was understood to be. A cell in trouble is understood as blank, but for
// Respelt, Fraction, and the group of one code only.
type Field struct {
	Cell
	Says    string
	Trouble Trouble
}

// Field is the field of a column by its header.
func (e *Entry) Field(l *List, header string) Field {
	if i := l.Column(header); i >= 0 {
		return e.Fields[i]
	}
	return Field{}
}

var sheetName = regexp.MustCompile(`(?i)^\s*list[ _]*0?(\d{1,2})\s*([:_\- ].*)?$`)

// headWithin is how many rows are looked through for the headers.
const headWithin = 15

// Read reads a workbook. It is errs.Invalid when the file is no workbook, is broken, or has no list.
func Read(name string, r io.ReaderAt, size int64) (*Workbook, error) {
	b, err := xlsx.Open(name, r, size)
	if err != nil {
		return nil, err
	}
	w := &Workbook{Name: name}
	found := 0
	for _, s := range b.Sheets() {
		m := sheetName.FindStringSubmatch(s)
		if m == nil {
			if fold(s) == fold(frontSheet) {
				if err := w.front(b, s); err != nil {
					return nil, err
				}
			}
			continue
		}
		n, _ := strconv.Atoi(m[1]) // one or two digits
		switch {
		case Of(n) == nil:
			w.note("the sheet %s is none of the eleven lists", s)
			continue
		case w.Sheets[n-1] != nil:
			w.note("the sheet %s is a second list %d; it was left aside", s, n)
			continue
		}
		sheet, err := w.sheet(b, s, Of(n))
		if err != nil {
			return nil, err
		}
		w.Sheets[n-1] = sheet
		found++
	}
	if found == 0 {
		return nil, errs.New(errs.Invalid, "%s has no sheet like List_1 or List 1, so it is no Annex A; nothing was read", name)
	}
	return w, nil
}

func (w *Workbook) note(format string, args ...any) {
	w.Notes = append(w.Notes, errs.New(errs.Invalid, format, args...).Error())
}

// front looks on the front sheet for the extract date: in the cell after one that is called so.
func (w *Workbook) front(b *xlsx.Book, name string) error {
	return b.Rows(name, func(_ int, cells []xlsx.Cell) error {
		for i, c := range cells {
			if i+1 < len(cells) && w.On.IsZero() && (fold(c.Text) == "extract date" || fold(c.Text) == "date of extract") {
				w.On = dayOf(cells[i+1])
			}
		}
		return nil
	})
}

func (w *Workbook) sheet(b *xlsx.Book, name string, l *List) (*Sheet, error) {
	s := &Sheet{List: l, Name: name}
	var at []int // the column of the sheet for each of the list, -1 for none
	err := b.Rows(name, func(n int, cells []xlsx.Cell) error {
		if at == nil {
			if n > headWithin {
				return nil
			}
			columns, known := matched(l, cells)
			if known < 2 || known*3 < len(l.Columns) {
				return nil
			}
			at, s.Head = columns, n
			s.Has = make([]bool, len(l.Columns))
			taken := map[int]bool{}
			for i, c := range at {
				s.Has[i] = c >= 0
				taken[c] = true
			}
			for i, c := range cells {
				if c.Kind != xlsx.Blank && !taken[i] {
					w.note("%s: the column “%s” is none of the list's; it was left aside", name, strings.TrimSpace(short(c.Text)))
				}
			}
			return nil
		}
		e := Entry{Number: n, Fields: make([]Field, len(l.Columns))}
		blank := true
		for i, c := range l.Columns {
			var cell xlsx.Cell
			if at[i] >= 0 && at[i] < len(cells) {
				cell = cells[at[i]]
			}
			e.Fields[i] = understand(c, cell)
			if at[i] < 0 {
				e.Fields[i].Trouble = Unwritten
			}
			blank = blank && cell.Kind == xlsx.Blank
		}
		if !blank {
			s.Entries = append(s.Entries, e)
		}
		return nil
	})
	if err == nil && at == nil {
		w.note("the sheet %s has no row of headers in its first %d rows; it was left aside", name, headWithin)
	}
	return s, err
}

// matched finds the columns of a list in a row of headers, and how many there are.
func matched(l *List, cells []xlsx.Cell) (at []int, known int) {
	by := map[string]int{}
	for i, c := range cells {
		if f := fold(c.Text); f != "" {
			if _, twice := by[f]; !twice {
				by[f] = i
			}
		}
	}
	at = make([]int, len(l.Columns))
	for i, c := range l.Columns {
		at[i] = -1
		for _, h := range append([]string{c.Header}, c.Aliases...) {
			if j, ok := by[fold(h)]; ok {
				at[i] = j
				known++
				break
			}
		}
	}
	return at, known
}

var quotes = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`, "\u00a0", " ", "–", "-", "—", "-")

// fold makes one of spellings that differ in case, blanks, quotes, dashes and a last question mark.
func fold(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(quotes.Replace(s)), " "))
	return strings.TrimSpace(strings.TrimSuffix(s, "?"))
}

// What can be meant by a plain number in a column of dates: days of 1930 to 2099.
const (
	firstSerial = 10_959
	lastSerial  = 73_050
)

// blanks are texts by which people and programs write that there is nothing.
var blanks = []string{"", "null", "nan", "n/a", "none", "-", "nat"}

// understand reads a cell as its column asks.
func understand(c Column, cell xlsx.Cell) Field {
	f := Field{Says: strings.TrimSpace(cell.Text)}
	switch {
	case cell.Kind == xlsx.Fault:
		f.Trouble = Fault
		return f
	case strings.HasPrefix(f.Says, "#") && slices.Contains([]string{"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!"}, strings.ToLower(f.Says)):
		f.Trouble = Fault // pasted as text
		return f
	case slices.Contains(blanks, strings.ToLower(f.Says)):
		return f
	}
	switch c.Type {
	case Date:
		f.Day = dayOf(cell)
		switch {
		case !f.Day.IsZero():
		case cell.Kind == xlsx.Number && cell.Num >= firstSerial && cell.Num <= lastSerial:
			f.Day, f.Trouble = dayZero.Add(int(cell.Num)), Respelt // a date that lost its format
		default:
			f.Trouble = NotDate
		}
	case Whole:
		f.whole(c, cell)
	case Coded:
		f.code(SetOf(c.Set))
	case Postcode:
		if f.Text = tidyPostcode(f.Says); f.Text == "" {
			f.Trouble = NotPlace
		}
	case LA:
		f.Text = f.Says
		if code, trouble := codeOf(SetOf(c.Set), f.Says); trouble <= Respelt {
			f.Text, f.Trouble = code, trouble
		}
	default:
		f.Text = f.Says
	}
	return f
}

func (f *Field) whole(c Column, cell xlsx.Cell) {
	n, err := strconv.ParseFloat(f.Says, 64)
	if cell.Kind == xlsx.Date || err != nil || math.IsNaN(n) || math.Abs(n) > 1e6 {
		f.Trouble = NotWhole
		return
	}
	whole := int(math.Floor(n))
	if c.Min != nil && whole < *c.Min {
		f.Trouble = TooLow
		return
	}
	f.Number = &whole
	if float64(whole) != n {
		f.Trouble = Fraction
	}
}

func (f *Field) code(s *Set) {
	code, trouble := codeOf(s, f.Says)
	f.Trouble = trouble
	f.Text = code
}

// codeOf finds the code that a text means: as it is written, by an alias, without its letter, or by what tells it apart.
func codeOf(s *Set, text string) (string, Trouble) {
	if slices.Contains(s.Values, text) {
		return text, Fine
	}
	want := fold(text)
	for from, to := range s.Aliases {
		if fold(from) == want || fold(Key(from)) == want {
			if code := s.Code(Key(to)); code != "" {
				return code, Respelt
			}
		}
	}
	for _, v := range s.Values {
		if fold(v) == want || fold(Key(v)) == want || fold(words(v)) == want {
			return v, Respelt
		}
	}
	if code, ok := groupOf(s, want); ok { // before the key: "a) Individual" has a key too
		return code, Grouped
	}
	if code := s.Code(Key(text)); code != "" {
		return code, Respelt // the key with other words: "U6 - foster placement"
	}
	if head, _, ok := strings.Cut(text, " "); ok {
		if code := s.Code(strings.TrimRight(head, ":-)")); code != "" && len(Key(code)) > 1 {
			return code, Respelt
		}
	}
	if code, ok := loose[s.Name][want]; ok {
		return s.Code(code), Respelt
	}
	return "", NotCode
}

// groupOf says whether a folded text is a group of codes, and gives its code when there is only one.
func groupOf(s *Set, want string) (code string, ok bool) {
	n := 0
	for _, v := range s.Values {
		if g := s.Groups[v]; g != "" && (fold(g) == want || fold(words(g)) == want) {
			code = v
			n++
		}
	}
	if n > 1 {
		code = ""
	}
	return code, n > 0
}

// words is a code without its letter: "q) 6: Police" is "6: Police".
func words(value string) string {
	if _, rest, ok := strings.Cut(value, ") "); ok {
		return rest
	}
	return value
}

// loose are short forms that councils' systems write, by set, folded.
var loose = map[string]map[string]string{
	"gender":         {"m": "Male", "f": "Female", "u": "Not stated/recorded", "unknown": "Not stated/recorded", "not known": "Not stated/recorded", "1": "Male", "2": "Female", "c) not stated/recorded (or unborn)": "Not stated/recorded"},
	"yes_no":         {"y": "Yes", "n": "No", "true": "Yes", "false": "No", "1": "Yes", "0": "No"},
	"yes_no_unknown": {"y": "Yes", "n": "No", "true": "Yes", "false": "No", "u": "Unknown", "not known": "Unknown", "1": "Yes", "0": "No"},
	"ffa_flag":       {"y": "Yes", "n": "No", "a) yes": "Yes", "b) no": "No"},
	"ethnicity":      {"unknown": "NOBT"},
	"eligibility":    {"d) eligible": "Eligible child", "eligible": "Eligible child", "relevant": "Relevant child", "former relevant": "Former relevant child", "qualifying": "Qualifying care leaver"},
	"in_touch":       {"refused": "Refu", "not required": "NREQ", "returned home": "Rhom"},
}

// dayOf reads a day: a date cell, or text as 31/03/2026, with a time after it perhaps, or 2026-03-31. No day when it is none.
func dayOf(c xlsx.Cell) day.Day {
	if c.Kind == xlsx.Date {
		return c.Day
	}
	if c.Kind != xlsx.Text {
		return day.Day{}
	}
	text, _, _ := strings.Cut(strings.TrimSpace(c.Text), " ")
	text, _, _ = strings.Cut(text, "T")
	if d, err := day.Parse(text); err == nil {
		return d
	}
	p := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(p) != 3 || len(p[2]) != 4 {
		return day.Day{}
	}
	d, err := day.FromParts(p[0], p[1], p[2])
	if err != nil {
		return day.Day{}
	}
	return d
}

var postcodeShape = regexp.MustCompile(`^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}$`)

// tidyPostcode is a postcode with one blank before its last three signs; "" when it has not the shape of one.
func tidyPostcode(s string) string {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	if len(s) < 5 {
		return ""
	}
	s = s[:len(s)-3] + " " + s[len(s)-3:]
	if !postcodeShape.MatchString(s) {
		return ""
	}
	return s
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// Row is an entry as a row of the list, with what was understood of it.
func (e Entry) Row(list int) Row {
	r := Row{List: list, Cells: make([]Cell, len(e.Fields))}
	for i, f := range e.Fields {
		r.Cells[i] = f.Cell
	}
	return r
}
