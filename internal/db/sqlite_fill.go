package db

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"throughline/internal/db/btree"
	"throughline/internal/errs"
)

// Where a first load has the file for itself, the tables that it fills are not written row by row through SQLite but as whole trees of pages
// (internal/db/btree), which SQLite stores by its table of pages, sqlite_dbpage: under its locks and its rollback journal, in the transaction of the load.
// At the end the tables are made anew over their trees in the list of tables. The judge of all this is CheckStorage, which the tests of a load ask.
//
// While tables are filled nothing else is written, for SQLite would take pages that trees have: a batch waits until they are full, anything else is refused.

// filling is the tables that are being filled.
type filling struct {
	s      *sqliteSession
	tables map[string]*filled
	size   int   // of a page
	last   int64 // the last page that the file has, or a tree
	mu     sync.Mutex
	then   []Statement // what is to be run at the end
}

// filled is a table that is being filled.
type filled struct {
	name     string
	columns  []filledColumn
	numbered int           // which column is the number of the row, or -1
	tree     *btree.Table  // nil of a table that is kept in the order of its key: that is its first index
	indexes  []filledIndex // with a name in the list of tables
	rows     int64
	root     uint32
}

type filledColumn struct {
	name    string
	text    bool // else numbers and bytes
	notNull bool
}

type filledIndex struct {
	name   string
	cols   []int // places among the columns, -1 for the number of the row
	unique int   // how many of them, from the first, may be there once
	only   *condition
	keys   *btree.Keys
	root   uint32
}

func (f *filling) pages(put func(uint32, []byte) error) btree.Pages {
	return btree.Pages{Size: f.size, New: f.number, Put: put}
}

// number gives the next page of the file, but for the one in which programs lock it.
func (f *filling) number() uint32 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last++; f.last == int64(1<<30/f.size)+1 {
		f.last++
	}
	return uint32(f.last)
}

func (f *filling) put(number uint32, page []byte) error {
	_, err := f.s.execute("insert into sqlite_dbpage (pgno, data) values (?, ?)", []any{int64(number), page})
	return err
}

// bulk takes in rows.
func (f *filling) bulk(table string, cols []string, next func() ([]any, error)) (n int64, err error) {
	t := f.tables[table]
	if t == nil {
		return 0, fmt.Errorf("%s is not among the tables that are being filled", table)
	}
	places := make([]int, len(cols))
	for i, c := range cols {
		if places[i] = slices.IndexFunc(t.columns, func(o filledColumn) bool { return o.name == c }); places[i] < 0 {
			return 0, fmt.Errorf("%s has no column %s", table, c)
		}
	}
	row := make([]btree.Value, len(t.columns))
	var record []byte
	for {
		vals, err := next()
		if err != nil || vals == nil {
			return n, err
		}
		if len(vals) != len(cols) {
			return n, fmt.Errorf("row %d has %d values for %d columns", n+1, len(vals), len(cols))
		}
		clear(row)
		for i, v := range vals {
			if row[places[i]], err = t.columns[places[i]].stored(v); err != nil {
				return n, fmt.Errorf("row %d: %w", n+1, err)
			}
		}
		if record, err = t.add(record[:0], row); err != nil {
			return n, fmt.Errorf("row %d: %w", n+1, err)
		}
		n++
	}
}

// stored gives a value as SQLite would keep it in the column. What it would make another kind of value of is refused.
func (c *filledColumn) stored(v any) (btree.Value, error) {
	switch w := v.(type) {
	case string:
		return c.words(btree.Text(w), !strings.HasPrefix(w, "{") && !strings.HasPrefix(w, "["))
	case *string:
		return c.words(btree.Text(*w), !strings.HasPrefix(*w, "{") && !strings.HasPrefix(*w, "["))
	case *TextIn:
		return c.words(btree.TextIn(*w), len(*w) == 0 || (*w)[0] != '{' && (*w)[0] != '[')
	case int64:
		return c.number(w)
	case *int64:
		return c.number(*w)
	case int:
		return c.number(int64(w))
	case bool:
		if w {
			return c.number(1)
		}
		return c.number(0)
	case []byte:
		if w != nil {
			return btree.Bytes(w), nil
		}
	case *[]byte:
		return c.stored(*w)
	case nil:
	default:
		return btree.Value{}, fmt.Errorf("the column %s: a value is a %T", c.name, v)
	}
	return btree.Value{}, nil
}

// words is a text; loose says that it is neither of the forms that only a text has.
func (c *filledColumn) words(v btree.Value, loose bool) (btree.Value, error) {
	if !c.text && loose {
		return v, fmt.Errorf("the column %s is not for text", c.name)
	}
	return v, nil
}

func (c *filledColumn) number(v int64) (btree.Value, error) {
	if c.text {
		return btree.Value{}, fmt.Errorf("the column %s is for text", c.name)
	}
	return btree.Number(v), nil
}

// add takes in one row.
func (t *filled) add(record []byte, row []btree.Value) ([]byte, error) {
	number := t.rows + 1
	for i := range t.columns {
		switch v, isNumber := row[i].Number(); {
		case i == t.numbered && isNumber:
			number = v
		case row[i].IsNull() && (t.columns[i].notNull || i == t.numbered):
			return record, errs.New(errs.Invalid, "%s: the column %s must have a value", t.name, t.columns[i].name)
		}
	}
	t.rows++
	var key [24]btree.Value
	for i := range t.indexes {
		x := &t.indexes[i]
		if x.only != nil && !row[x.only.column].Is(x.only.text) {
			continue
		}
		vals := key[:0]
		for _, c := range x.cols {
			if c < 0 || c == t.numbered {
				vals = append(vals, btree.Number(number))
			} else {
				vals = append(vals, row[c])
			}
		}
		x.keys.Add(vals...)
	}
	if t.tree == nil {
		return record, nil
	}
	if t.numbered >= 0 {
		row[t.numbered] = btree.Value{} // it is the number of the row
	}
	record, err := btree.AppendRecord(record, row)
	if err != nil {
		return record, err
	}
	return record, t.tree.Add(number, record)
}

// run has fill fill the tables.
func (f *filling) run(t *Tx, fill func() error) error {
	// No page is asked for again: with few in memory each is still in the processor's cache when it is written.
	if _, err := pragmas(f.s, "cache_size = -4000"); err != nil {
		return err
	}
	f.s.fill = f
	err := fill()
	f.s.fill = nil
	if err == nil {
		err = f.finish(t)
	}
	if _, e := pragmas(f.s, "cache_size = "+aloneCache); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return f.s.batch(f.then)
}

var (
	errStopped = errors.New("stopped")
	errFilling = errors.New("tables are being filled: nothing else can be written")
)
