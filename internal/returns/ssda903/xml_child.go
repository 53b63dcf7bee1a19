package ssda903

import "bytes"

// The bounds of one child, so that no file can make the reader hold much at once.
const (
	maxChildBytes  = 16 << 20
	maxChildBlocks = 20_000
)

// place is what an element is within a child.
type place uint8

const (
	placeOther  place = iota // a value, or something unknown
	placeChild               // CHILD
	placeHeader              // HEADER
	placeBlock               // EPISODE or a block of HEADER
)

// child reads one child, whose opening tag was read, and adds its rows.
func (f *xmlFile) child() error {
	if f.children++; f.children > MaxRows {
		return f.refuse("there are more than %d children", MaxRows)
	}
	f.childLine, f.bytes, f.blocks = f.line, f.bytes[:0], f.blocks[:0]
	f.gathered = block{table: Header}
	if err := f.element(f.met(), placeChild, placeOther, -1); err != nil {
		return err
	}
	for i := range f.blocks {
		b := &f.blocks[i]
		switch {
		case !b.own && f.reading == Intended:
			count(&f.empty, b.table.String(), b.line)
		case f.build[b.table].rows() == MaxRows:
			return f.refuse("the table %s has more than %d rows", b.table, MaxRows)
		default:
			f.row(b)
		}
	}
	f.singles()
	return nil
}

// element reads an element, whose opening tag was read, up to its end. in is the block in which it stands or which it is, or -1.
func (f *xmlFile) element(t *tag, what, parent place, in int) error {
	from, line, leaf := len(f.bytes), f.line, true
	for {
		tok, err := f.next()
		if err != nil {
			return err
		}
		switch tok {
		case tokenText:
			if !leaf {
				f.strayText()
				continue
			}
			f.bytes = append(f.bytes, f.text...)
			if len(f.bytes)-from > MaxCellBytes || len(f.bytes) > maxChildBytes {
				return f.refuse("the text of <%s>, or of its child, is longer than any text of a return", t.text)
			}
		case tokenOpen:
			if leaf {
				if len(bytes.TrimSpace(f.bytes[from:])) > 0 {
					f.stray.add(line)
				}
				f.bytes = f.bytes[:from]
				leaf = false
			}
			if err := f.inner(f.met(), what, in); err != nil {
				return err
			}
		case tokenClose:
			switch {
			case leaf:
				f.leaf(t, value{true, uint32(from), uint32(len(f.bytes))}, what, parent, in, line)
			case what == placeOther && parent != placeOther:
				count(&f.unknown, t.text, line)
			}
			return nil
		}
	}
}

// inner reads an element within one of the kind parent.
func (f *xmlFile) inner(t *tag, parent place, in int) error {
	what := placeOther
	switch parent {
	case placeChild:
		switch t.text {
		case "HEADER":
			what, f.known = placeHeader, true
		case "EPISODE":
			what, f.known = placeBlock, true
			f.blocks = append(f.blocks, block{table: Episodes, line: f.line})
			in = len(f.blocks) - 1
		}
	case placeHeader:
		if t.isBlock {
			what = placeBlock
			f.blocks = append(f.blocks, block{table: t.block, line: f.line})
			in = len(f.blocks) - 1
		}
	}
	if len(f.blocks) > maxChildBlocks {
		return f.refuse("a child has more than %d episodes, reviews and so on", maxChildBlocks)
	}
	return f.element(t, what, parent, in)
}

// leaf keeps the value of an element without others in it.
func (f *xmlFile) leaf(t *tag, v value, what, parent place, in, line int) {
	id, ok := t.field, t.isField
	if f.reading == Peer {
		if !ok {
			return
		}
		f.gathered.values[id] = v
		if in >= 0 {
			f.blocks[in].values[id] = v
		}
		return
	}
	if what != placeOther || parent == placeOther {
		return // an empty block or HEADER; or within something unknown, which is counted as a whole
	}
	to := &f.gathered
	if parent == placeBlock {
		to = &f.blocks[in]
		ok = ok && fields.col[to.table][id] >= 0
	} else {
		ok = ok && fields.single[id]
	}
	if !ok {
		count(&f.unknown, t.text, line)
		return
	}
	v = f.tidy(v, id, line)
	if to.values[id].given {
		count(&f.doubled, t.text, line)
	}
	to.values[id] = v
	to.own = to.own || v.to > v.from
}

// tidy is what the intended reading does to a value, as to a cell of a CSV file.
func (f *xmlFile) tidy(v value, id field, line int) value {
	b := f.bytes[v.from:v.to]
	if t := bytes.TrimSpace(b); len(t) < len(b) {
		if len(t) > 0 { // blanks alone are how many systems write an empty element
			f.trimmed[id].add(line)
		}
		v.to = v.from + uint32(copy(b, t))
		b = f.bytes[v.from:v.to]
	}
	if fields.date[id] && len(b) >= 10 {
		if n, changed := tidyDate(b); changed {
			f.redated[id].add(line)
			v.to = v.from + uint32(n)
		}
	}
	return v
}

// row adds a block as a row of its table. What it lacks comes from the child: in the intended reading only CHILD and the date of birth.
func (f *xmlFile) row(b *block) {
	to := f.build[b.table]
	to.begin(b.line)
	for col, id := range fields.cols[b.table] {
		v := b.values[id]
		if !v.given && (f.reading == Peer || id == fields.child || id == fields.dob) {
			v = f.gathered.values[id]
		}
		if v.to > v.from {
			to.setBytes(col, f.bytes[v.from:v.to])
		}
	}
}

// singles adds the rows that the single-valued elements make: always one of Header.
func (f *xmlFile) singles() {
	g := &f.gathered.values
	text := func(id field) []byte { return f.bytes[g[id].from:g[id].to] }
	mark := text(fields.uasc)
	f.marks = append(f.marks, markText(mark))
	var uasc, oc3, ad1 bool
	if f.reading == Peer {
		uasc = len(mark) > 0
		oc3 = len(text(fields.cols[OC3][OC3IN_TOUCH])) > 0
		ad1 = len(text(fields.cols[AD1][AD1DATE_INT])) > 0
	} else {
		uasc = len(mark) > 0 && string(mark) != "0" || len(text(fields.duc)) > 0
		for _, id := range fields.cols[OC3][OC3IN_TOUCH:] {
			oc3 = oc3 || len(text(id)) > 0
		}
		for _, id := range fields.cols[AD1][AD1DATE_INT:] {
			ad1 = ad1 || len(text(id)) > 0
		}
	}
	b := f.gathered
	b.line = f.childLine
	for _, row := range [...]struct {
		t  Table
		is bool
	}{{Header, true}, {UASC, uasc}, {OC3, oc3}, {AD1, ad1}} {
		if row.is {
			b.table = row.t
			f.row(&b)
		}
	}
}

// markText is a mark as text, without making a new one for those that all children have.
func markText(b []byte) string {
	switch string(b) {
	case "0":
		return "0"
	case "1":
		return "1"
	}
	return upper(string(b))
}
