package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"modernc.org/sqlite"

	"throughline/internal/errs"
)

// sqliteEngine is the embedded engine: one file, write-ahead log, every commit synced, one writer and many readers.
type sqliteEngine struct{ path string }

func (sqliteEngine) name() string    { return "sqlite" }
func (sqliteEngine) section() string { return "sqlite" }

// dsn puts the pragmas in the address so that every connection has them. busy_timeout comes first: the others may have to wait.
func dsn(path string, more ...string) string {
	q := append([]string{
		"_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
		"_pragma=foreign_keys(1)", "_pragma=secure_delete(1)", // a destroyed key must not linger in free pages
		"_pragma=cache_size(-16000)", "_pragma=temp_store(2)", "_pragma=wal_autocheckpoint(4000)", // a log of 16 MB
	}, more...)
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + strings.Join(q, "&")
}

func (sqliteEngine) open(ctx context.Context, path string) (r, w pool, err error) {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, nil, fmt.Errorf("folder for the database: %w", err)
		}
	}
	// Created by us with tight permissions before the driver would create it with loose ones.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, errs.As(errs.Invalid, err, "The database file %s cannot be opened; check the path and its permissions", path)
	}
	if err := f.Close(); err != nil {
		return nil, nil, err
	}
	writer := keepSessions(1, connectSQLite(dsn(path), "begin immediate"), goodSQLite)
	first, err := writer.lease(ctx) // makes the write-ahead log before the first reader looks for it
	if err != nil {
		return nil, nil, errs.As(errs.Invalid, err, "%s is not a database that can be opened; check the path, or restore it from a backup", path)
	}
	if err := writer.release(first, nil); err != nil {
		return nil, nil, err
	}
	reader := connectSQLite(dsn(path, "_pragma=query_only(1)"), "begin")
	return keepSessions(max(4, 2*runtime.NumCPU()), reader, goodSQLite), writer, nil
}

func (sqliteEngine) classify(err error) errs.Kind {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return errs.Internal
	}
	switch e.Code() {
	case 2067, 1555: // unique, primary key
		return errs.Conflict
	case 787, 275: // foreign key, check
		return errs.Invalid
	}
	switch e.Code() & 0xff {
	case 5, 6: // busy, locked
		return errs.Busy
	}
	return errs.Internal
}

// locking: there is one writer.
func (sqliteEngine) locking() string { return "" }

// The index of words (migration 0015), the table whose texts are in it, and the trigger that takes new ones in.
const (
	wordsIndex = "wording_words"
	wordsOf    = "wording"
	wordsIn    = "wording_words_in"
)

// having asks the index of words.
func (sqliteEngine) having(words []string, place string) (query, arg string) {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = `"` + strings.ReplaceAll(w, `"`, `""`) + `"`
	}
	return "select rowid as doc from wording_words where wording_words match " + place, strings.Join(quoted, " ")
}

// havingInOrder: FTS5 goes through a word's texts from either end.
func (sqliteEngine) havingInOrder() bool { return true }

func (e sqliteEngine) backup(ctx context.Context, to string) error {
	if _, err := os.Stat(to); err == nil {
		return errs.New(errs.Conflict, "%s is already there; choose a new place. Nothing was written", to)
	}
	// A connection of its own, so that neither readers nor the writer wait.
	s, err := connectSQLite(dsn(e.path), "begin")(ctx)
	if err != nil {
		return fmt.Errorf("copy database: %w", err)
	}
	_, err = s.exec("vacuum into $1", []any{to})
	if err = errors.Join(err, s.close()); err != nil {
		return fmt.Errorf("copy database: %w", err)
	}
	return os.Chmod(to, 0o600)
}

// pragmas runs pragmas, and gives the answer of the one about the journal.
func pragmas(s session, all ...string) (mode string, err error) {
	for _, p := range all {
		err := s.query(func(r row) error {
			if !strings.HasPrefix(p, "journal_mode") {
				return nil
			}
			return r.Scan(&mode)
		}, "pragma "+p, nil)
		if err != nil {
			return mode, err
		}
	}
	return mode, nil
}

// later has the indexes of tables made when they are full.
func (sqliteEngine) later(t *Tx, tables []string, fill func() error) error {
	if t.s.(*sqliteSession).alone {
		if f, err := newFilling(t, tables); err != nil || f != nil {
			if err != nil {
				return err
			}
			return f.run(t, fill)
		}
	}
	type index struct{ name, text string }
	var indexes []index
	for _, table := range tables {
		of, err := All(t, func(scan Scan) (x index, err error) { err = scan(&x.name, &x.text); return x, err },
			"select name, sql from sqlite_schema where type = 'index' and sql is not null and tbl_name = $1 order by name", table)
		if err != nil {
			return err
		}
		indexes = append(indexes, of...)
	}
	for _, x := range indexes {
		if _, err := t.Exec("drop index " + x.name); err != nil {
			return err
		}
	}
	if err := fill(); err != nil {
		return err
	}
	for _, x := range indexes {
		if _, err := t.Exec(x.text); err != nil {
			return err
		}
	}
	return nil
}

// check asks for SQLite's own proof. It stops where it cannot work out what an index should hold (a body that is no JSON any more), so
// then each table is asked for itself.
func (sqliteEngine) check(t *Tx) (found []Damage, unchecked []string, err error) {
	words, err := t.wordsAnew()
	if err != nil {
		return nil, nil, err
	}
	found, err = t.integrity("")
	if err == nil {
		var more []Damage
		if words {
			more, err = t.unindexed()
		}
		return append(found, more...), nil, err
	}
	if t.ctx.Err() != nil {
		return found, nil, err
	}
	found = nil
	tables, err := Column[string](t, "select name from sqlite_schema where type = 'table' order by name")
	if err != nil {
		return nil, nil, err
	}
	for _, table := range tables {
		some, err := t.integrity(table)
		if t.ctx.Err() != nil {
			return nil, nil, err
		}
		found = append(found, some...)
		if err != nil {
			found = append(found, Damage{Table: table, What: "the check of its indexes stopped: " + err.Error()})
		}
	}
	return found, nil, nil
}

// wordsAnew says whether there is an index of words, and has this connection read anew how it is built. FTS5 keeps that between transactions and looks whether another
// connection has written only when it is asked for a word: SQLite's check does not ask, and takes what has changed since for damage.
func (t *Tx) wordsAnew() (there bool, err error) {
	if err := t.Row("select exists (select 1 from sqlite_schema where name = $1)", []any{wordsIndex}, &there); err != nil || !there {
		return false, err
	}
	// No word is asked for. An index that cannot be asked is damaged, which the check says better.
	_, _ = Column[int64](t, "select rowid from "+wordsIndex+" where "+wordsIndex+` match '""' limit 1`)
	return true, t.ctx.Err()
}

// unindexed is the texts that the index of words does not know, and what it knows of no text: SQLite's own check looks at the pages of that index, and not at the
// table that it follows.
func (t *Tx) unindexed() (found []Damage, err error) {
	say := func(what string) func(Scan) error {
		return func(scan Scan) error {
			var doc int64
			err := scan(&doc)
			if len(found) < mostDamage {
				found = append(found, Damage{Table: wordsOf, Index: wordsIndex, Row: t.rowWhere(wordsOf, "doc = $1", doc), What: what})
			}
			return err
		}
	}
	sizes := wordsIndex + "_docsize"
	if err := t.Each(say("the text is missing from the index of words"), "select doc from "+wordsOf+" where doc not in (select id from "+sizes+")"); err != nil {
		return nil, err
	}
	return found, t.Each(say("the index of words has a text that the table has not"), "select id from "+sizes+" where id not in (select doc from "+wordsOf+")")
}

// integrity checks one table, or all of them and the file's pages; then foreign keys.
func (t *Tx) integrity(table string) (found []Damage, err error) {
	what := strconv.Itoa(mostDamage)
	if table != "" {
		what = "'" + strings.ReplaceAll(table, "'", "''") + "'"
	}
	// The pages are the same for a whole transaction, so rows may be looked up when the pragma is through.
	var said []string
	err = t.EachRow(func(_ []string, vals []any) error {
		for line := range strings.Lines(fmt.Sprint(vals[0])) {
			if line = strings.TrimSpace(line); line != "ok" && !strings.HasPrefix(line, "***") {
				said = append(said, line)
			}
		}
		return nil
	}, "pragma integrity_check("+what+")")
	lost := map[string]map[int64][]int{} // by index and place of the row in its table, which of found
	for i, line := range said {
		if m := saysOrder.FindStringSubmatch(line); m != nil && !slices.Contains(said[:i], line) {
			defer func() { found = append(found, t.outOfOrder(m[1], line)...) }()
		}
		d, place := t.damage(line)
		if found = append(found, d); d.Table != "" && d.Index != "" && place > 0 {
			if lost[d.Index] == nil {
				lost[d.Index] = map[int64][]int{}
			}
			lost[d.Index][place] = append(lost[d.Index][place], i)
		}
	}
	for index, places := range lost {
		if table := t.schema("tbl_name", "name", index); t.unnumbered(table) {
			found = append(found, t.nameByKey(table, index, places, found)...)
		} else {
			t.name(index, places, found)
		}
	}
	if err != nil || table != "" {
		return found, err
	}
	err = t.EachRow(func(_ []string, vals []any) error {
		found = append(found, Damage{Table: fmt.Sprint(vals[0]), What: fmt.Sprintf("row %v names a row of %v that is not there", vals[1], vals[2])})
		return nil
	}, "pragma foreign_key_check")
	return found, err
}

// What integrity_check says, as in pragma.c and btree.c of SQLite 3.53.
var (
	saysRow   = regexp.MustCompile(`^(?:row|rowid not at end-of-record for row) (\d+) .*index (\S+)$`)
	saysIndex = regexp.MustCompile(`^(?:wrong # of entries in|non-unique entry in) index (\S+)$`)
	saysOrder = regexp.MustCompile(`^row not in PRIMARY KEY order for (\S+)$`)
	saysTree  = regexp.MustCompile(`^(?:Tree (\d+)|On tree page (\d+)) `)
)

// damage makes a place out of one line of integrity_check, and says the how-manieth row of its table it is about, 0 for none.
func (t *Tx) damage(line string) (d Damage, place int64) {
	d.What = line
	if m := saysRow.FindStringSubmatch(line); m != nil {
		d.Index = m[2]
		d.Table = t.schema("tbl_name", "name", d.Index)
		place, _ = strconv.ParseInt(m[1], 10, 64) // digits; one that is too large is no row
	} else if m := saysIndex.FindStringSubmatch(line); m != nil {
		d.Index = m[1]
		d.Table = t.schema("tbl_name", "name", d.Index)
	} else if m := saysOrder.FindStringSubmatch(line); m != nil {
		d.Table = m[1]
	} else if m := saysTree.FindStringSubmatch(line); m != nil {
		root := m[1] + m[2]
		d.Table = t.schema("tbl_name", "rootpage", root)
		if name := t.schema("name", "rootpage", root); name != d.Table {
			d.Index = name
		}
	}
	return d, place
}

// name finds the rows that an index does not find: SQLite counts them in the order of the table. It then reads the index from end to end,
// without its table, for what that holds of them: when it was the table that changed, the index still says which row it was.
// What cannot be read stays without a name.
func (t *Tx) name(index string, places map[int64][]int, found []Damage) {
	table := t.schema("tbl_name", "name", index)
	var place int64
	rowids := map[int64][]int{}
	_ = t.EachRow(func(_ []string, vals []any) error {
		place++
		rowid, ok := vals[0].(int64)
		if ok && places[place] != nil {
			rowids[rowid] = places[place]
		}
		return nil
	}, "select rowid from "+table+" not indexed order by rowid")
	for rowid, is := range rowids {
		row := t.rowWhere(table+" not indexed", "rowid = $1", rowid)
		for _, i := range is {
			found[i].Row = row
		}
	}
	cols, err := Column[string](t, "select coalesce(name, '') from pragma_index_xinfo($1) where cid <> -1 and key order by seqno", index)
	if err != nil || len(cols) == 0 || slices.Contains(cols, "") { // an index over an expression
		return
	}
	_ = t.EachRow(func(_ []string, vals []any) error {
		rowid, _ := vals[len(cols)].(int64)
		for _, i := range rowids[rowid] {
			found[i].Held = byColumn(cols, vals[:len(cols)])
		}
		return nil
	}, "select "+strings.Join(cols, ", ")+", rowid from "+table+" indexed by "+index)
}

// unnumbered says whether a table is kept in the order of its key, without numbers of rows.
func (t *Tx) unnumbered(table string) (yes bool) {
	return t.Row("select wr from pragma_table_list where name = $1", []any{table}, &yes) == nil && yes
}

// nameByKey is name for a table without numbers of rows. Its indexes hold the key of their rows, so that a row which the index holds and the
// table has not is found as well: it is given as more damage.
func (t *Tx) nameByKey(table, index string, places map[int64][]int, found []Damage) (more []Damage) {
	key, err := Column[string](t, "select name from pragma_table_info($1) where pk > 0 order by pk", table)
	if err != nil {
		return nil
	}
	var place int64
	_ = t.EachRow(func(cols []string, vals []any) error {
		place++
		for _, i := range places[place] {
			found[i].Row = byColumn(cols, vals)
		}
		return nil
	}, "select * from "+table+" not indexed order by "+strings.Join(key, ", "))
	same := make([]string, len(key))
	for i, k := range key {
		same[i] = "t." + k + " = i." + k
	}
	_ = t.EachRow(func(cols []string, vals []any) error {
		if len(more) < mostDamage {
			more = append(more, Damage{Table: table, Index: index, Row: byColumn(cols, vals), What: "index " + index + " holds a row that its table has not"})
		}
		return nil
	}, "select i."+strings.Join(key, ", i.")+" from "+table+" i indexed by "+index+" where not exists (select 1 from "+table+" t not indexed where "+strings.Join(same, " and ")+")")
	return more
}

// schema looks one thing up in the list of tables and indexes; "" when it is not there.
func (t *Tx) schema(want, by, value string) string {
	names, err := Column[string](t, "select "+want+" from sqlite_schema where cast("+by+" as text) = $1", value)
	if err != nil || len(names) != 1 {
		return ""
	}
	return names[0]
}

// outOfOrder finds the rows of a table without numbers that do not follow the row before them. Either of the two may have changed.
func (t *Tx) outOfOrder(table, line string) (found []Damage) {
	key, err := Column[string](t, "select name from pragma_table_info($1) where pk > 0 order by pk", table)
	if err != nil {
		return nil
	}
	var last map[string]any
	_ = t.EachRow(func(cols []string, vals []any) error {
		row := byColumn(cols, vals)
		if last != nil && len(found) < mostDamage && !follows(last, row, key) {
			found = append(found, Damage{Table: table, Row: last, What: line}, Damage{Table: table, Row: row, What: line})
		}
		last = row
		return nil
	}, "select * from "+table)
	return found
}

// follows says whether b sorts after a by key columns that are text or numbers.
func follows(a, b map[string]any, key []string) bool {
	for _, k := range key {
		c := 0
		switch x := a[k].(type) {
		case int64:
			y, ok := b[k].(int64)
			if !ok {
				return false
			}
			c = cmp.Compare(x, y)
		default:
			c = strings.Compare(fmt.Sprint(x), fmt.Sprint(b[k]))
		}
		if c != 0 {
			return c < 0
		}
	}
	return false
}
