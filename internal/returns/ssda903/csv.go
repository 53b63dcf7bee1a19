package ssda903

import (
	"bytes"
	"fmt"
	"io"

	"throughline/internal/errs"
)

// csvFile is one CSV file while it is read. Cells stay where they are in the bytes of the file: quotes are taken out and letters turned to
// upper case in place, so that a table costs its file and eight bytes a cell.
type csvFile struct {
	name    string
	reading Reading
	b       []byte // the file as UTF-8
	end     int    // where the file ends in b; what follows are cells that grew
	pos     int
	line    int  // of pos, from 1
	high    bool // there are letters beyond ASCII

	headings []heading
	notes    []Note
	trimmed  []tally // by column of the table
	redated  []tally
	short    tally // rows with too few cells
	surplus  tally // rows with empty cells beyond the headings
	dropped  tally // rows without any value at the end
}

// heading is one column of the file.
type heading struct {
	text string
	col  int // of the table, or -1
}

// tally counts what happened and remembers where it happened first.
type tally struct{ n, line int }

func (t *tally) add(line int) {
	if t.n == 0 {
		t.line = line
	}
	t.n++
}

// readCSV reads one table, recognised by its headings.
//
// The peer reading wants exactly the headings of a table, in any order, and UTF-8. The intended reading also takes Windows-1252 and UTF-16,
// headings in other case, columns that the return can do without or does not know, blanks around cells and dates in ISO form; it notes each.
func readCSV(name string, r io.Reader, size int64, reading Reading) (*Data, []Note, error) {
	b, err := readAll(name, r, size)
	if err != nil {
		return nil, nil, err
	}
	b, encoding, err := toUTF8(name, b, reading)
	if err != nil {
		return nil, nil, err
	}
	f := &csvFile{name: name, reading: reading, b: b, end: len(b), line: 1}
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return nil, nil, errs.New(errs.Invalid, "%s line %d holds a zero byte, so it is not a CSV file or was damaged on its way; nothing was read",
			name, 1+bytes.Count(b[:i], []byte("\n")))
	}
	if encoding != "" {
		f.note(0, "the file is %s, not UTF-8; it was read as that", encoding)
	}
	t, err := f.heading()
	if err != nil {
		return nil, nil, err
	}
	f.upper()
	d, err := f.rows(t)
	if err != nil {
		return nil, nil, err
	}
	f.tell(d)
	return d, f.notes, nil
}

func (f *csvFile) note(line int, format string, args ...any) {
	f.notes = append(f.notes, Note{File: f.name, Line: line, Text: fmt.Sprintf(format, args...)})
}

func (f *csvFile) refuse(line, col int, format string, args ...any) error {
	return errs.New(errs.Invalid, "%s line %d column %d: %s; nothing was read", f.name, line, col, fmt.Sprintf(format, args...))
}

// rows reads the records below the headings.
func (f *csvFile) rows(t Table) (*Data, error) {
	n := len(t.Columns())
	// A full row has at least as many bytes as cells; more rows than that are short ones, for which the columns grow.
	guess := min(bytes.Count(f.b[f.pos:f.end], []byte("\n"))+1, (f.end-f.pos)/n+1)
	d := &Data{Table: t, File: f.name, cells: make([][]span, n), lines: make([]uint32, 0, guess),
		strict: make([]cachedDays, n), loose: make([]cachedDays, n)}
	for c := range d.cells {
		d.cells[c] = make([]span, 0, guess)
	}
	f.trimmed, f.redated = make([]tally, n), make([]tally, n)
	isDate := make([]bool, n)
	for _, c := range dateColumns[t] {
		isDate[c] = f.reading == Intended
	}
	full := 0 // rows up to the last that is not blank throughout
	for f.skipBlank() {
		if len(d.lines) == MaxRows {
			return nil, f.refuse(f.line, 1, "the table has more than %d rows", MaxRows)
		}
		row, line := len(d.lines), f.line
		d.lines = append(d.lines, uint32(line))
		for c := range d.cells {
			d.cells[c] = append(d.cells[c], span{})
		}
		i, given := 0, false
		for last := false; !last; i++ {
			var from, to int
			var err error
			if from, to, last, err = f.cell(i + 1); err != nil {
				return nil, err
			}
			if i >= len(f.headings) {
				if f.reading == Peer || to > from && len(bytes.TrimSpace(f.b[from:to])) > 0 || i >= MaxColumns {
					return nil, f.refuse(line, i+1, "the row has more cells than there are headings (%d)", len(f.headings))
				}
				if i == len(f.headings) {
					f.surplus.add(line)
				}
				continue
			}
			c := f.headings[i].col
			if from == to || c < 0 {
				continue
			}
			if f.reading == Intended {
				if from, to = f.tidy(from, to, line, c, isDate[c]); from == to {
					continue
				}
			}
			if f.high {
				from, to = f.full(from, to)
			}
			given = true
			d.cells[c][row] = span{uint32(from), uint32(to - from)}
		}
		if i < len(f.headings) {
			f.short.add(line)
		}
		if given {
			full = row + 1
		}
	}
	if f.reading == Intended && full < len(d.lines) {
		f.dropped = tally{len(d.lines) - full, int(d.lines[full])}
		d.lines = d.lines[:full]
		for c := range d.cells {
			d.cells[c] = d.cells[c][:full]
		}
	}
	d.text = string(f.b)
	return d, nil
}

// full turns a cell with letters beyond ASCII to upper case. One that grows is put after the file.
func (f *csvFile) full(from, to int) (int, int) {
	s := string(f.b[from:to])
	u := upper(s)
	if u == s {
		return from, to
	}
	if len(u) <= to-from {
		return from, from + copy(f.b[from:to], u)
	}
	from = len(f.b)
	f.b = append(f.b, u...)
	return from, len(f.b)
}
