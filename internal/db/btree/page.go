// Package btree writes tables and indexes as the pages of a SQLite file, whole trees at a time, from rows that come in the order of their key. A first
// load of some millions of rows spends most of its time where SQLite looks for the place of each row; in order there is no place to look for.
//
// It knows nothing of a file: numbers of pages are asked for, and full pages are handed over. What it writes is read by SQLite alone, so that
// `pragma integrity_check` is the judge of it.
//
// Source: "Database File Format", sections 1.5 to 1.7 and 2 (sqlite.org/fileformat2.html), which SQLite keeps until 2050.
package btree

import (
	"encoding/binary"
	"fmt"
)

// Pages is where trees get the numbers of new pages from and where they put full ones.
type Pages struct {
	Size int           // of a page in bytes, none of them reserved
	New  func() uint32 // the number of a page that nobody else has
	Put  func(number uint32, page []byte) error
}

// Kinds of pages.
const (
	indexInner byte = 0x02
	tableInner byte = 0x05
	indexLeaf  byte = 0x0a
	tableLeaf  byte = 0x0d
)

// leastCell is how long a cell is at least: freed, it must hold four bytes.
const leastCell = 4

// page is one that is being filled: cells from its end, their places from its beginning.
type page struct {
	kind   byte
	buf    []byte
	cells  int
	end    int // where the cells begin
	popped []byte
}

func newPage(size int, kind byte) *page { return &page{kind: kind, buf: make([]byte, size), end: size} }

// header is where the places of cells begin.
func (p *page) header() int {
	if p.kind == indexInner || p.kind == tableInner {
		return 12
	}
	return 8
}

// add puts a cell behind the others. It says false when there is no room.
func (p *page) add(cell []byte) bool {
	n, at := max(len(cell), leastCell), p.header()+2*p.cells
	if p.end-n < at+2 {
		return false
	}
	p.end -= n
	clear(p.buf[p.end+copy(p.buf[p.end:], cell) : p.end+n])
	binary.BigEndian.PutUint16(p.buf[at:], uint16(p.end))
	p.cells++
	return true
}

// pop takes the last cell back. It is good until the next pop.
func (p *page) pop() []byte {
	p.cells--
	upTo := len(p.buf)
	if p.cells > 0 {
		upTo = int(binary.BigEndian.Uint16(p.buf[p.header()+2*(p.cells-1):]))
	}
	p.popped = append(p.popped[:0], p.buf[p.end:upTo]...)
	p.end = upTo
	return p.popped
}

// full gives the page as it is stored; right is its last child, of an inner page.
func (p *page) full(right uint32) []byte {
	b, at := p.buf, p.header()
	clear(b[at+2*p.cells : p.end])
	b[0], b[7] = p.kind, 0
	binary.BigEndian.PutUint16(b[1:], 0) // nothing is free between cells
	binary.BigEndian.PutUint16(b[3:], uint16(p.cells))
	binary.BigEndian.PutUint16(b[5:], uint16(p.end)) // 65536 is written as 0
	if at == 12 {
		binary.BigEndian.PutUint32(b[8:], right)
	}
	return b
}

func (p *page) empty() { p.cells, p.end = 0, len(p.buf) }

// tree is what tables and indexes have in common: a leaf that is being filled, and above it one page of each level.
type tree struct {
	pages Pages
	leaf  *page
	inner []*page
	above byte // the kind of inner pages
	most  int  // the longest payload that stays in its cell
	cell  []byte
	spill []byte // a page of what does not
}

func newTree(pages Pages, leaf, above byte, most int) tree {
	return tree{pages: pages, leaf: newPage(pages.Size, leaf), above: above, most: most, spill: make([]byte, pages.Size)}
}

// put hands a page over, and gives its number.
func (t *tree) put(p *page, right uint32) (uint32, error) {
	n := t.pages.New()
	err := t.pages.Put(n, p.full(right))
	p.empty()
	return n, err
}

// raise tells a level of a child that is complete, and of the key that divides it from the next.
func (t *tree) raise(level int, child uint32, key []byte) error {
	if level == len(t.inner) {
		t.inner = append(t.inner, newPage(t.pages.Size, t.above))
	}
	p := t.inner[level]
	cell := append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(key)), child), key...)
	if p.add(cell) {
		return nil
	}
	// The page's last child becomes its rightmost, whose key goes up: the next page then begins with a cell whatever comes.
	last := p.pop()
	n, err := t.put(p, binary.BigEndian.Uint32(last))
	if err != nil {
		return err
	}
	p.add(cell)
	return t.raise(level+1, n, last[4:])
}

// finish hands over what is left, and gives the number of the root.
func (t *tree) finish() (root uint32, err error) {
	if root, err = t.put(t.leaf, 0); err != nil {
		return 0, err
	}
	for _, p := range t.inner {
		if root, err = t.put(p, root); err != nil {
			return 0, err
		}
	}
	return root, nil
}

// payload adds a payload to the cell that is being made: what is too long goes to pages of its own.
func (t *tree) payload(b []byte) error {
	size := t.pages.Size
	local := len(b)
	if local > t.most {
		least := (size-12)*32/255 - 23
		if local = least + (len(b)-least)%(size-4); local > t.most {
			local = least
		}
	}
	t.cell = append(t.cell, b[:local]...)
	if b = b[local:]; len(b) == 0 {
		return nil
	}
	n := t.pages.New()
	t.cell = binary.BigEndian.AppendUint32(t.cell, n)
	for len(b) > 0 {
		k := min(len(b), size-4)
		var next uint32
		if k < len(b) {
			next = t.pages.New()
		}
		binary.BigEndian.PutUint32(t.spill, next)
		clear(t.spill[4+copy(t.spill[4:], b[:k]):])
		if err := t.pages.Put(n, t.spill); err != nil {
			return err
		}
		b, n = b[k:], next
	}
	return nil
}

// Table writes a table whose rows have numbers.
type Table struct {
	tree
	last int64
	any  bool
}

// NewTable begins a table.
func NewTable(pages Pages) *Table {
	return &Table{tree: newTree(pages, tableLeaf, tableInner, pages.Size-35)}
}

// Add puts a row behind the others: its number must be greater than theirs.
func (t *Table) Add(number int64, record []byte) error {
	if t.any && number <= t.last {
		return fmt.Errorf("row %d comes after row %d", number, t.last)
	}
	t.cell = appendVarint(appendVarint(t.cell[:0], uint64(len(record))), uint64(number))
	if err := t.payload(record); err != nil {
		return err
	}
	if !t.leaf.add(t.cell) {
		n, err := t.put(t.leaf, 0)
		if err != nil {
			return err
		}
		t.leaf.add(t.cell)
		if err := t.raise(0, n, appendVarint(nil, uint64(t.last))); err != nil {
			return err
		}
	}
	t.last, t.any = number, true
	return nil
}

// Finish ends the table, and gives the number of its root page.
func (t *Table) Finish() (root uint32, err error) { return t.finish() }

// Index writes an index, or a table that is kept in the order of its key.
type Index struct{ tree }

// NewIndex begins an index.
func NewIndex(pages Pages) *Index {
	return &Index{newTree(pages, indexLeaf, indexInner, (pages.Size-12)*64/255-23)}
}

// Add puts a record behind the others: it must sort after them.
func (t *Index) Add(record []byte) error {
	t.cell = appendVarint(t.cell[:0], uint64(len(record)))
	if err := t.payload(record); err != nil {
		return err
	}
	if t.leaf.add(t.cell) {
		return nil
	}
	key := t.leaf.pop() // is above the leaves then, and not in one
	n, err := t.put(t.leaf, 0)
	if err != nil {
		return err
	}
	t.leaf.add(t.cell)
	return t.raise(0, n, key)
}

// Finish ends the index, and gives the number of its root page.
func (t *Index) Finish() (root uint32, err error) { return t.finish() }
