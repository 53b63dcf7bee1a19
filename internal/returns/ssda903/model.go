// Package ssda903 reads, checks and writes the SSDA903 return: children looked after by an English council, one row per child, episode, review
// and so on in twelve tables. Sources: specs/ssda903/tables.json (tables, columns, forms) and rules.json (conventions and rules).
package ssda903

import (
	"sync"

	"throughline/internal/day"
)

// Table is one of the twelve tables of the return.
type Table uint8

// String is the name of the table as the return writes it.
func (t Table) String() string { return tableNames[t] }

// Columns is the list of its headings, in the order in which the return gives them. Callers must not change it.
func (t Table) Columns() []string { return tableColumns[t] }

// FileName is the usual name of its CSV file.
func (t Table) FileName() string { return tableFiles[t] }

// Col is the index of a heading, or -1. Case matters.
func (t Table) Col(name string) int {
	for i, c := range tableColumns[t] {
		if c == name {
			return i
		}
	}
	return -1
}

// TableNamed finds a table by its exact name.
func TableNamed(name string) (Table, bool) {
	for i, n := range tableNames {
		if n == name {
			return Table(i), true
		}
	}
	return 0, false
}

// Form is the shape in which a return was given.
type Form uint8

// A return comes as one CSV file for each table, or as one XML file.
const (
	CSV Form = iota
	XML
)

func (f Form) String() string {
	if f == XML {
		return "XML"
	}
	return "CSV"
}

// Reading is how a file or a rule is understood where the guidance and the sector's checker differ.
type Reading uint8

// Intended is what the guidance means. Peer is what the sector's checker does, so that numbers can be compared.
const (
	Intended Reading = iota
	Peer
)

func (r Reading) String() string {
	if r == Peer {
		return "peer"
	}
	return "intended"
}

// Note is something that the reader did or left out, and that a person should know.
type Note struct {
	File string // as given
	Line int    // 0 when it is about the whole file
	Text string
}

// Return is a loaded return. A table that was not given is nil; one that was given without rows is there and has none.
type Return struct {
	Form       Form
	Reading    Reading // how it was read
	This, Last [Tables]*Data
	Notes      []Note

	// Marks say which children of Header were unaccompanied asylum seekers, one per row: "1", "0", or in XML whatever the UASC element
	// says. Nil when there is no mark (convention uasc_mark).
	ThisMarks, LastMarks []string

	// Places are the derived columns of Episodes (convention derived_columns). Nil without reference data or without Episodes.
	ThisPlaces, LastPlaces *Places
}

// Places holds the derived columns of an Episodes table, one entry per row.
type Places struct {
	LA       []string  // PL_LA: upper-tier code of the placement, SCO, NIR, WAL; empty = missing
	Location []string  // PL_LOCATION: IN or OUT; empty = missing
	Distance []float64 // PL_DISTANCE in miles, one decimal; NaN = missing
}

// span is where a cell's text stands in the text of its table.
type span struct{ off, len uint32 }

// Data is one loaded table. Cells are held column by column as places in one text, so that a table costs little more than its file.
// It does not change after loading and can be read by many at once.
type Data struct {
	Table     Table
	File      string // name of the file as given
	NoColumns bool   // XML, peer reading: a table without rows, which in the peer has no columns, so that most rules that read it abort

	text   string
	cells  [][]span // by column, then row
	lines  []uint32 // line of each row in the file, from 1
	absent []bool   // by column: the file does not have it; nil = it has all
	strict []cachedDays
	loose  []cachedDays
}

type cachedDays struct {
	once sync.Once
	days []day.Day
}

// Rows is the number of data rows.
func (d *Data) Rows() int { return len(d.lines) }

// Cell is the text of a cell in upper case, not trimmed; empty = blank. Columns are numbered as in Table.Columns.
func (d *Data) Cell(row, col int) string {
	s := d.cells[col][row]
	return d.text[s.off : s.off+s.len]
}

// Blank says whether a cell is empty. A lone space is not.
func (d *Data) Blank(row, col int) bool { return d.cells[col][row].len == 0 }

// Line is the line of the file on which a row begins, from 1.
func (d *Data) Line(row int) int { return int(d.lines[row]) }

// Absent says that the file has no such column, so that all its cells are blank.
func (d *Data) Absent(col int) bool { return d.absent != nil && d.absent[col] }

// Days is a column as dates by the strict reading (convention strict_date); the zero day = missing. Worked out once, then kept.
func (d *Data) Days(col int) []day.Day { return d.strict[col].get(d, col, StrictDate) }

// LenientDays is a column as dates by the free reading (convention lenient_date); the zero day = missing.
func (d *Data) LenientDays(col int) []day.Day { return d.loose[col].get(d, col, LenientDate) }

func (c *cachedDays) get(d *Data, col int, parse func(string) day.Day) []day.Day {
	c.once.Do(func() {
		days := make([]day.Day, d.Rows())
		for i := range days {
			days[i] = parse(d.Cell(i, col))
		}
		c.days = days
	})
	return c.days
}

// NewData makes a table from rows of cells, as Rows does.
func NewData(t Table, file string, rows [][]string) *Data {
	all := NewRows(t, file)
	for _, row := range rows {
		all.Add(row)
	}
	return all.Data()
}

// Rows collects the rows of a table, which take little more room than their text.
type Rows struct{ b *builder }

// NewRows begins a table.
func NewRows(t Table, file string) *Rows { return &Rows{newBuilder(t, file)} }

// Add adds a row, its cells in the order of Table.Columns. They are turned to upper case as when loading. A short row is filled with blanks; cells beyond
// the last column are left out.
func (r *Rows) Add(cells []string) {
	r.b.begin(r.b.rows() + 2) // the heading would be line 1
	for col := range r.b.cells {
		if col < len(cells) {
			r.b.set(col, cells[col])
		}
	}
}

// Len is how many rows there are.
func (r *Rows) Len() int { return r.b.rows() }

// Data is the table as it is now; nothing may be added afterwards.
func (r *Rows) Data() *Data { return r.b.data() }
