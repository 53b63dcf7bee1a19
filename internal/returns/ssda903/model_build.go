package ssda903

import (
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// builder collects the cells of one table.
type builder struct {
	table Table
	file  string
	text  []byte
	cells [][]span
	lines []uint32
}

func newBuilder(t Table, file string) *builder {
	return &builder{table: t, file: file, cells: make([][]span, len(t.Columns()))}
}

func (b *builder) rows() int { return len(b.lines) }

// begin starts a row whose cells are all blank.
func (b *builder) begin(line int) {
	b.lines = append(b.lines, uint32(line))
	for c := range b.cells {
		b.cells[c] = append(b.cells[c], span{})
	}
}

// set gives a cell of the newest row its text.
func (b *builder) set(col int, s string) {
	if s == "" {
		return
	}
	s = upper(s)
	b.cells[col][len(b.lines)-1] = span{uint32(len(b.text)), uint32(len(s))}
	b.text = append(b.text, s...)
}

// setBytes is set for text that may be overwritten afterwards.
func (b *builder) setBytes(col int, v []byte) {
	from := len(b.text)
	b.text = append(b.text, v...)
	var all byte
	for i, c := range v {
		all |= c
		if c >= 'a' && c <= 'z' {
			b.text[from+i] = c - ('a' - 'A')
		}
	}
	if all >= 0x80 {
		b.text = append(b.text[:from], upper(string(v))...)
	}
	b.cells[col][len(b.lines)-1] = span{uint32(from), uint32(len(b.text) - from)}
}

func (b *builder) data() *Data {
	n := len(b.cells)
	return &Data{
		Table: b.table, File: b.file, text: string(b.text), cells: b.cells, lines: b.lines,
		strict: make([]cachedDays, n), loose: make([]cachedDays, n),
	}
}

// upper is the full upper case of Unicode, in which ß becomes SS. Nearly all cells are plain ASCII in upper case already and come back as they are.
func upper(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'a' && c <= 'z' || c >= 0x80 {
			return cases.Upper(language.Und).String(s)
		}
	}
	return s
}
