package ssda903

import (
	"bytes"
	"fmt"
	"unicode"
)

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
