package ssda903

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
