package db

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"throughline/internal/db/btree"
	"throughline/internal/errs"
)

// finish writes what is left of the trees, and puts the tables over them.
func (f *filling) finish(t *Tx) error {
	var indexes []*filledIndex
	for _, table := range f.tables {
		if table.rows == 0 {
			continue
		}
		if table.tree != nil {
			var err error
			if table.root, err = table.tree.Finish(); err != nil {
				return err
			}
		}
		for i := range table.indexes {
			indexes = append(indexes, &table.indexes[i])
		}
	}
	if err := f.index(indexes); err != nil {
		return err
	}
	if err := f.grow(t); err != nil {
		return err
	}
	if _, err := pragmas(f.s, "writable_schema = on"); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(f.tables)) {
		if table := f.tables[name]; table.rows > 0 {
			if err := table.swap(t); err != nil {
				return err
			}
		}
	}
	if _, err := pragmas(f.s, "writable_schema = reset"); err != nil {
		return err
	}
	if table := f.tables[wordsOf]; table != nil && table.rows > 0 {
		_, err := f.s.execute("insert into "+wordsIndex+" ("+wordsIndex+") values ('rebuild')", nil)
		return err
	}
	return nil
}

// mostSorted is how many indexes are sorted and written at a time: one more than is needed to keep SQLite at work meanwhile.
const mostSorted = 2

// index sorts the keys of indexes and writes them. Their pages are made beside this goroutine, which alone may talk to SQLite.
func (f *filling) index(indexes []*filledIndex) error {
	slices.SortFunc(indexes, func(a, b *filledIndex) int { return b.keys.Len() - a.keys.Len() }) // the longest first
	type full struct {
		number uint32
		page   []byte
	}
	pages, stop := make(chan full, 256), make(chan struct{})
	spare := make(chan []byte, cap(pages))
	put := func(number uint32, page []byte) error {
		var own []byte
		select {
		case own = <-spare:
		default:
			own = make([]byte, f.size)
		}
		copy(own, page)
		select {
		case pages <- full{number, own}:
			return nil
		case <-stop:
			return errStopped
		}
	}
	todo, failed := make(chan *filledIndex, len(indexes)), make(chan error, mostSorted)
	for _, x := range indexes {
		todo <- x
	}
	close(todo)
	var all sync.WaitGroup
	for range mostSorted {
		all.Go(func() {
			for x := range todo {
				if err := x.write(f.pages(put)); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	go func() { all.Wait(); close(pages) }()
	var err error
	for p := range pages {
		if err != nil {
			continue
		}
		if err = f.put(p.number, p.page); err != nil {
			close(stop)
		}
		select {
		case spare <- p.page:
		default:
		}
	}
	close(failed)
	for e := range failed {
		if err == nil {
			err = e
		}
	}
	return err
}

// write sorts the keys and makes the tree. The keys are given up.
func (x *filledIndex) write(pages btree.Pages) (err error) {
	x.keys.Sort()
	tree := btree.NewIndex(pages)
	if err := x.keys.Each(x.unique, tree.Add); err != nil {
		if errors.Is(err, btree.ErrTwice) {
			return errs.As(errs.Conflict, err, "Something with the same identity is there twice (%s). Nothing was changed", x.name)
		}
		return err
	}
	x.keys = nil
	x.root, err = tree.Finish()
	return err
}

// grow has SQLite know that the file has more pages: their number is in the file's header, which is read again at the end of a savepoint.
func (f *filling) grow(t *Tx) error {
	var first []byte
	if err := t.Row("select data from sqlite_dbpage where pgno = 1", nil, &first); err != nil {
		return err
	}
	first = slices.Clone(first)
	binary.BigEndian.PutUint32(first[28:], uint32(f.last))
	if err := f.put(1, first); err != nil {
		return err
	}
	for _, q := range []string{"savepoint grown", "release grown"} {
		if _, err := f.s.execute(q, nil); err != nil {
			return err
		}
	}
	var now int64
	if err := t.Row("select page_count from pragma_page_count", nil, &now); err != nil {
		return err
	}
	if now != f.last {
		return fmt.Errorf("the file has %d pages and not %d: something else was written while tables were filled", now, f.last)
	}
	return nil
}

// swap makes a table anew over its trees.
func (table *filled) swap(t *Tx) error {
	type object struct {
		kind, name string
		root       int64
		text       any
	}
	objects, err := All(t, func(scan Scan) (o object, err error) {
		err = scan(&o.kind, &o.name, &o.root, &o.text)
		return o, err
	}, "select type, name, rootpage, sql from sqlite_schema where tbl_name = $1 order by rowid", table.name)
	if err != nil {
		return err
	}
	s := t.s.(*sqliteSession)
	if _, err := s.execute("drop table "+table.name, nil); err != nil {
		return err
	}
	roots := map[string]uint32{table.name: table.root}
	for _, x := range table.indexes {
		roots[x.name] = x.root
	}
	for _, o := range objects {
		root := roots[o.name]
		if (root == 0) != (o.root == 0) {
			return fmt.Errorf("%s %s has no tree", o.kind, o.name)
		}
		if _, err := s.execute("insert into sqlite_schema (type, name, tbl_name, rootpage, sql) values (?, ?, ?, ?, ?)", []any{o.kind, o.name, table.name, int64(root), o.text}); err != nil {
			return err
		}
	}
	return nil
}
