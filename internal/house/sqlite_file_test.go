package house_test

import "encoding/binary"

// tree is one b-tree of a SQLite file: a table or one of its indexes.
type tree struct {
	name, table string
	root        int64
	columns     []string // as they lie in a cell
	key         string   // of a table without numbers of rows, and of its indexes: the columns that it is sorted by
}

func (tr tree) index() bool { return tr.name != tr.table }

// spot is where one value of one row lies in the file: in the table's pages, or once more in an index's.
type spot struct {
	tree
	rowid  int64
	column string
	at     []int // offset in the file of each byte
}

// image is the bytes of a SQLite file. Its format: https://www.sqlite.org/fileformat2.html, parts 1.6 and 2.1.
type image struct {
	b    []byte
	page int
}

func varint(b []byte) (v int64, n int) {
	for n < 8 {
		v = v<<7 | int64(b[n]&0x7f)
		n++
		if b[n-1] < 0x80 {
			return v, n
		}
	}
	return v<<8 | int64(b[8]), 9
}

// spots gives each value of each cell of a tree, in its order.
func (m image) spots(tr tree) []spot {
	var rows int64
	return m.below(tr, tr.root, &rows)
}

// below counts the rows of a table that does not number them.
func (m image) below(tr tree, page int64, rows *int64) (out []spot) {
	start := int(page-1) * m.page
	p := m.b[start : start+m.page]
	h := p
	if page == 1 {
		h = p[100:]
	}
	kind, cells := h[0], int(binary.BigEndian.Uint16(h[3:]))
	interior := kind == 2 || kind == 5
	pointers := h[8:]
	if interior {
		pointers = h[12:]
	}
	for i := range cells {
		at := int(binary.BigEndian.Uint16(pointers[2*i:]))
		if interior {
			out = append(out, m.below(tr, int64(binary.BigEndian.Uint32(p[at:])), rows)...)
			at += 4
		}
		if kind == 5 {
			continue // holds row numbers only
		}
		size, n := varint(p[at:])
		at += n
		var rowid int64
		if kind == 13 {
			rowid, n = varint(p[at:])
			at += n
		} else if tr.key != "" {
			*rows++
			rowid = *rows
		}
		out = append(out, m.values(tr, rowid, m.payload(start+at, int(size), kind == 13))...)
	}
	if interior {
		out = append(out, m.below(tr, int64(binary.BigEndian.Uint32(h[8:])), rows)...)
	}
	return out
}

// payload gives the offset of each byte of a cell, on its page and on the pages where it goes on.
func (m image) payload(at, size int, leafOfTable bool) []int {
	most, least := (m.page-12)*64/255-23, (m.page-12)*32/255-23
	if leafOfTable {
		most = m.page - 35
	}
	local := size
	if size > most {
		if local = least + (size-least)%(m.page-4); local > most {
			local = least
		}
	}
	var out []int
	run := func(from, n int) {
		for i := range n {
			out = append(out, from+i)
		}
	}
	run(at, local)
	for next := at + local; len(out) < size; {
		next = (int(binary.BigEndian.Uint32(m.b[next:])) - 1) * m.page
		run(next+4, min(size-len(out), m.page-4))
	}
	return out
}

// values cuts a cell into its columns. The last column of an index's cell is the number of the row.
func (m image) values(tr tree, rowid int64, at []int) (out []spot) {
	b := make([]byte, len(at), len(at)+9)
	for i, o := range at {
		b[i] = m.b[o]
	}
	header, n := varint(b)
	for pos, i := int(header), 0; n < int(header); i++ {
		kind, k := varint(b[n:])
		n += k
		size := int(kind-12) / 2
		if kind < 12 {
			size = []int{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0}[kind]
		}
		if s := (spot{tr, rowid, tr.columns[i], at[pos : pos+size]}); size > 0 {
			out = append(out, s)
		}
		if last := n == int(header); last && tr.index() && tr.key == "" {
			rowid = 0
			for _, c := range b[pos : pos+size] {
				rowid = rowid<<8 | int64(c)
			}
			if kind == 9 {
				rowid = 1
			}
		}
		pos += size
	}
	if tr.index() && tr.key == "" {
		for i := range out {
			out[i].rowid = rowid
		}
	}
	return out
}
