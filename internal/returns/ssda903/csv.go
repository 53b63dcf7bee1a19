package ssda903

import (
	"bytes"
	"fmt"
	"io"
	"unicode"

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

// upper turns the rest of the file to upper case as far as it is ASCII.
func (f *csvFile) upper() {
	var all byte
	for i, c := range f.b[f.pos:] {
		all |= c
		if c >= 'a' && c <= 'z' {
			f.b[f.pos+i] = c - ('a' - 'A')
		}
	}
	f.high = all >= 0x80
}

// skipBlank steps over empty lines and says whether there is a record after them.
func (f *csvFile) skipBlank() bool {
	for i := f.pos; i < f.end; {
		switch f.b[i] {
		case ' ', '\t':
			i++
		case '\n', '\r':
			i = f.lineEnd(i)
			f.pos = i
		default:
			return true
		}
	}
	f.pos = f.end
	return false
}

// lineEnd steps over the line end at i: \n, \r\n or \r.
func (f *csvFile) lineEnd(i int) int {
	f.line++
	if f.b[i] == '\r' && i+1 < f.end && f.b[i+1] == '\n' {
		return i + 2
	}
	return i + 1
}

// cell reads the cell at pos and moves behind the comma or line end after it; last says that it was the last of its record.
// A quote counts only at the beginning of a cell; within quotes "" is one quote and line ends are text; text after the closing quote is added.
func (f *csvFile) cell(col int) (from, to int, last bool, err error) {
	b, i := f.b, f.pos
	from = i
	if i < f.end && b[i] == '"' {
		from, i, err = f.quoted(col)
		if err != nil {
			return 0, 0, false, err
		}
		to = i
		i = f.pos
		if i < f.end && b[i] != ',' && b[i] != '\n' && b[i] != '\r' {
			for i < f.end && b[i] != ',' && b[i] != '\n' && b[i] != '\r' {
				b[to] = b[i]
				to++
				i++
			}
		}
	} else {
		for i < f.end && b[i] != ',' && b[i] != '\n' && b[i] != '\r' {
			i++
		}
		to = i
	}
	if to-from > MaxCellBytes {
		return 0, 0, false, f.refuse(f.line, col, "the cell is longer than %d bytes; a quote may be missing", MaxCellBytes)
	}
	switch {
	case i >= f.end:
		f.pos = f.end
		return from, to, true, nil
	case b[i] == ',':
		f.pos = i + 1
		return from, to, false, nil
	}
	f.pos = f.lineEnd(i)
	return from, to, true, nil
}

// quoted reads the quoted part of the cell at pos, taking its quotes out in place, and leaves pos behind the closing quote.
func (f *csvFile) quoted(col int) (from, to int, err error) {
	b := f.b
	line := f.line
	from = f.pos + 1
	to = from
	for i := from; i < f.end; i++ {
		switch c := b[i]; {
		case c == '"' && i+1 < f.end && b[i+1] == '"':
			i++
		case c == '"':
			f.pos = i + 1
			return from, to, nil
		case c == '\n', c == '\r' && (i+1 >= f.end || b[i+1] != '\n'):
			f.line++
		}
		b[to] = b[i]
		to++
		if to-from > MaxCellBytes {
			break
		}
	}
	return 0, 0, f.refuse(line, col, "a quote opens here and is not closed")
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

// tidy is what the intended reading does to a cell: blanks around it go, and in a date column an ISO date becomes DD/MM/YYYY.
func (f *csvFile) tidy(from, to, line, col int, date bool) (int, int) {
	if f.b[from] <= ' ' || f.b[to-1] <= ' ' || f.high {
		left := bytes.TrimLeftFunc(f.b[from:to], unicode.IsSpace)
		all := bytes.TrimRightFunc(left, unicode.IsSpace)
		if len(all) < to-from {
			f.trimmed[col].add(line)
			from = to - len(left)
			to = from + len(all)
		}
	}
	if date && to-from >= 10 {
		if n, changed := tidyDate(f.b[from:to]); changed {
			f.redated[col].add(line)
			to = from + n
		}
	}
	return from, to
}

// tell writes the notes about the rows.
func (f *csvFile) tell(d *Data) {
	for i, c := range d.Table.Columns() {
		tellTidied(f.note, c, f.trimmed[i], f.redated[i])
	}
	if f.short.n > 0 {
		f.note(f.short.line, "%s fewer cells than there are headings; the cells that are not there were read as blank", some(f.short.n, "row has", "rows have"))
	}
	if f.surplus.n > 0 {
		f.note(f.surplus.line, "%s empty cells beyond the last heading, which were left out", some(f.surplus.n, "row has", "rows have"))
	}
	if f.dropped.n > 0 {
		f.note(f.dropped.line, "%s no value in any column of the table; being the last of the file, left out", some(f.dropped.n, "row has", "rows have"))
	}
}

func tellTidied(note func(int, string, ...any), col string, trimmed, redated tally) {
	if trimmed.n > 0 {
		note(trimmed.line, "%s: blanks around the text were taken off in %s; the department's system keeps them", col, some(trimmed.n, "cell", "cells"))
	}
	if redated.n > 0 {
		note(redated.line, "%s: %s not written DD/MM/YYYY, as the return wants, but could be read without doubt and was read so", col, some(redated.n, "date is", "dates are"))
	}
}

func some(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// tidyDate rewrites YYYY-MM-DD, with or without midnight after it, and DD/MM/YYYY with midnight after it, as DD/MM/YYYY in place.
// What is no real date, or has a time other than midnight, is left alone.
func tidyDate(b []byte) (n int, changed bool) {
	s := string(b[:10])
	switch {
	case s[4] == '-' && s[7] == '-' && allDigits(s[:4]) && allDigits(s[5:7]) && allDigits(s[8:]):
		if civil(number(s[:4]), number(s[5:7]), number(s[8:])).IsZero() || !midnight(b[10:]) {
			return len(b), false
		}
		copy(b, s[8:]+"/"+s[5:7]+"/"+s[:4])
		return 10, true
	case len(b) > 10 && !StrictDate(s).IsZero() && midnight(b[10:]):
		return 10, true
	}
	return len(b), false
}

// midnight says whether b is empty or a time of day that says nothing: 00:00, with or without seconds, parts of them and a Z.
func midnight(b []byte) bool {
	if len(b) == 0 {
		return true
	}
	if b[0] != ' ' && b[0] != 'T' && b[0] != 't' {
		return false
	}
	return isTime(string(b[1:])) && len(bytes.Trim(b[1:], "0:.Zz")) == 0
}
