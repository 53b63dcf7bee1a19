package derived

import (
	"fmt"
	"slices"
	"strings"

	"throughline/internal/db"
	"throughline/internal/journal"
	"throughline/internal/story"
)

// stateList is the list of fingerprints: it is made from the others' rows.
var stateList = List{Table: "derived_state", Columns: []string{"subject", "list", "hash"}, Key: 2}

// Tables names every table that Make fills, the fingerprints last.
func (ls Lists) Tables() []string {
	out := make([]string, 0, len(ls)+1)
	for _, l := range ls {
		out = append(out, l.Table)
	}
	return append(out, stateList.Table)
}

// Make gives all rows of a story, by table.
func (ls Lists) Make(s story.Story) map[string][][]any {
	out := make(map[string][][]any, len(ls)+1)
	var state [][]any
	for _, l := range ls {
		rows, fingerprint := l.rowsOf(s)
		if len(rows) == 0 {
			continue
		}
		out[l.Table] = rows
		state = append(state, []any{s.Subject, l.Table, fingerprint})
	}
	if state != nil {
		slices.SortFunc(state, func(a, b []any) int { return strings.Compare(keyOf(a), keyOf(b)) })
		out[stateList.Table] = state
	}
	return out
}

func (ls Lists) list(table string) List {
	for _, l := range ls {
		if l.Table == table {
			return l
		}
	}
	return stateList
}

// Fill loads rows that Make gave.
func (ls Lists) Fill(t *db.Tx, table string, next func() ([]any, error)) (int64, error) {
	return t.Bulk(table, ls.list(table).Columns, next)
}

// Compare names every row in the tables that differs from what the stories make, for the subjects after one and up to another.
// want holds what Make gave for each of those subjects.
func (ls Lists) Compare(t *db.Tx, after, upTo string, want map[string]map[string][][]any) ([]journal.Fault, error) {
	var faults []journal.Fault
	for _, l := range append(slices.Clone(ls), stateList) {
		have, err := l.rows(t, after, upTo)
		if err != nil {
			return nil, err
		}
		expect := map[string][]any{}
		for _, tables := range want {
			for _, r := range tables[l.Table] {
				r = asStored(r)
				expect[keyOf(r[:l.Key])] = r
			}
		}
		for _, r := range have {
			k := keyOf(r[:l.Key])
			w, ok := expect[k]
			delete(expect, k)
			if ok {
				r = likeKinds(r, w)
			}
			switch {
			case !ok:
				faults = append(faults, l.fault(r, "the row follows from no record"))
			case keyOf(w) != keyOf(r):
				faults = append(faults, l.fault(r, "the row differs from what the records say: "+difference(l.Columns, w, r)))
			}
		}
		for _, r := range expect {
			faults = append(faults, l.fault(r, "the row is missing"))
		}
	}
	return faults, nil
}

func (l List) fault(r []any, what string) journal.Fault {
	f := journal.Fault{Place: l.Table + " row", Subject: fmt.Sprint(r[0]), Kind: l.Table, What: what}
	parts := make([]string, 0, l.Key)
	for i, v := range r[:l.Key] {
		if l.Columns[i] == "record" {
			f.Record = fmt.Sprint(v)
		}
		parts = append(parts, fmt.Sprint(v))
	}
	if f.Record == "" {
		f.Record = strings.Join(parts, "/")
	}
	return f
}

// likeKinds gives a stored row the kinds of values of the wanted one: SQLite keeps a boolean as a number.
func likeKinds(r, want []any) []any {
	out := slices.Clone(r)
	for i := range out {
		n, number := out[i].(int64)
		if _, boolean := want[i].(bool); boolean && number && (n == 0 || n == 1) {
			out[i] = n == 1
		}
	}
	return out
}

// difference names the columns only: the values may be sensitive and a report of verify is read by administrators.
func difference(cols []string, a, b []any) string {
	var names []string
	for i := range cols {
		if a[i] != b[i] {
			names = append(names, cols[i])
		}
	}
	return strings.Join(names, ", ")
}

func (l List) rows(t *db.Tx, after, upTo string) ([][]any, error) {
	return db.All(t, func(scan db.Scan) ([]any, error) {
		dest := make([]any, len(l.Columns))
		ptrs := make([]any, len(l.Columns))
		for i := range dest {
			ptrs[i] = &dest[i]
		}
		if err := scan(ptrs...); err != nil {
			return nil, err
		}
		return asStored(dest), nil
	}, "select "+strings.Join(l.Columns, ", ")+" from "+l.Table+" where subject > $1 and subject <= $2", after, upTo)
}

// asStored gives values the one form that both engines' columns compare in: SQLite keeps truth as 0 and 1, PostgreSQL as a type of its own.
func asStored(vals []any) []any {
	out := make([]any, len(vals))
	for i, v := range vals {
		switch v := v.(type) {
		case []byte:
			out[i] = string(v)
		case bool:
			out[i] = int64(0)
			if v {
				out[i] = int64(1)
			}
		default:
			out[i] = v
		}
	}
	return out
}
