package db

import (
	"regexp"
	"slices"
	"strings"

	"throughline/internal/db/btree"
)

// newFilling looks at tables. It gives nil when one of them is not empty or has what is left to SQLite: orders of letters, default values, conditions of indexes but for the
// simplest (onlyText), triggers that have to do with new rows but for those of the index of words, which is made at the end.
func newFilling(t *Tx, tables []string) (*filling, error) {
	s := t.s.(*sqliteSession)
	f := &filling{s: s, tables: map[string]*filled{}}
	if err := t.Row("select page_size, page_count from pragma_page_size, pragma_page_count", nil, &f.size, &f.last); err != nil {
		return nil, err
	}
	var reserved []byte
	if err := t.Row("select substr(data, 21, 1) from sqlite_dbpage where pgno = 1", nil, &reserved); err != nil {
		return nil, err
	}
	if len(reserved) != 1 || reserved[0] != 0 {
		return nil, nil
	}
	for _, name := range tables {
		table, err := f.table(t, name)
		if table == nil || err != nil {
			return nil, err
		}
		f.tables[name] = table
	}
	return f, nil
}

func (f *filling) table(t *Tx, name string) (*filled, error) {
	table := &filled{name: name, numbered: -1}
	plain := true
	var order, key int
	if err := t.Each(func(scan Scan) error {
		var c filledColumn
		var kind, defaults string
		var pk, hidden int
		if err := scan(&c.name, &kind, &c.notNull, &defaults, &pk, &hidden); err != nil {
			return err
		}
		affinity := strings.ToUpper(kind) // SQLite's rule: what a type's name has in it
		isInt := strings.Contains(affinity, "INT")
		c.text = !isInt && (strings.Contains(affinity, "CHAR") || strings.Contains(affinity, "CLOB") || strings.Contains(affinity, "TEXT"))
		if pk > 0 {
			key++
			if affinity == "INTEGER" {
				table.numbered = len(table.columns)
			}
		}
		real := !isInt && (strings.Contains(affinity, "REAL") || strings.Contains(affinity, "FLOA") || strings.Contains(affinity, "DOUB"))
		plain = plain && hidden == 0 && defaults == "" && !real
		table.columns = append(table.columns, c)
		return nil
	}, "select name, type, \"notnull\", coalesce(dflt_value, ''), pk, hidden from pragma_table_xinfo($1) order by cid", name); err != nil {
		return nil, err
	}
	if key > 1 {
		table.numbered = -1
	}
	var rows, triggers, strict int
	var ordered bool // something is said of an order of letters
	if err := t.Row("select exists (select 1 from "+name+"), (select count(*) from sqlite_schema where type = 'trigger' and tbl_name = $1 and sql like '% insert %' and name not in ('"+wordsIn+"', '"+wordsIndex+"_out', '"+wordsIndex+"_changed')),"+
		" wr, strict, exists (select 1 from sqlite_schema where tbl_name = $1 and sql like '%collate%') from pragma_table_list where name = $1",
		[]any{name}, &rows, &triggers, &order, &strict, &ordered); err != nil {
		return nil, err
	}
	type listed struct {
		name, origin, text string
		unique, partial    bool
	}
	indexes, err := All(t, func(scan Scan) (x listed, err error) {
		err = scan(&x.name, &x.origin, &x.text, &x.unique, &x.partial)
		return x, err
	}, "select l.name, l.origin, coalesce(s.sql, ''), l.\"unique\", l.partial from pragma_index_list($1) l left join sqlite_schema s on s.type = 'index' and s.name = l.name", name)
	if err != nil {
		return nil, err
	}
	for _, x := range indexes {
		index := filledIndex{name: x.name, keys: &btree.Keys{}}
		if err := t.Each(func(scan Scan) error {
			var cid, desc, isKey int
			var order string
			if err := scan(&cid, &desc, &order, &isKey); err != nil {
				return err
			}
			plain = plain && cid > -2 && desc == 0 && (order == "BINARY" || cid == -1)
			if isKey == 1 && x.unique {
				index.unique++
			}
			index.cols = append(index.cols, cid)
			return nil
		}, "select cid, \"desc\", coll, key from pragma_index_xinfo($1) order by seqno", x.name); err != nil {
			return nil, err
		}
		if x.partial {
			index.only = onlyText(x.text, table.columns)
			plain = plain && index.only != nil && !ordered
		}
		table.indexes = append(table.indexes, index)
		if own := len(table.indexes) - 1; order == 1 && x.origin == "pk" { // the table itself
			table.indexes[0], table.indexes[own] = table.indexes[own], table.indexes[0]
			table.indexes[0].name = name
		}
	}
	if !plain || rows+triggers+strict > 0 || len(table.columns) == 0 {
		return nil, nil
	}
	if order == 0 {
		table.tree = btree.NewTable(f.pages(f.put))
	}
	return table, nil
}

// condition is what a row must have to be in an index.
type condition struct {
	column int
	text   string
}

var textIs = regexp.MustCompile(`(?i)\)\s*where\s+(\w+)\s*=\s*'([^']*)'\s*$`)

// onlyText reads the condition of an index that has the rows in which a column of text is a given one. It is nil for any other condition.
func onlyText(index string, columns []filledColumn) *condition {
	m := textIs.FindStringSubmatch(index)
	if m == nil {
		return nil
	}
	i := slices.IndexFunc(columns, func(c filledColumn) bool { return c.text && strings.EqualFold(c.name, m[1]) })
	if i < 0 {
		return nil
	}
	return &condition{i, m[2]}
}
