package db

import "errors"

// Damage is a place in the engine's own storage that does not agree with the rest: an index that does not find a row, a page that is
// out of order.
type Damage struct {
	Table string         // "" when the engine does not say
	Index string         // "" when it is not an index
	Row   map[string]any // the row by its columns, as the table has it; nil when the engine does not say which
	Held  map[string]any // what the index holds of that row, by its columns; nil when that cannot be told
	What  string         // in the engine's words
}

// mostDamage bounds what one check names: a page that is broken breaks every row on it.
const mostDamage = 1000

// CheckStorage has the engine compare every index with its table and look at its own pages. Queries that read through an index do not
// see what it lost. unchecked names, in words, what this database does not let us check, and why; it is empty when all was.
func (t *Tx) CheckStorage() (found []Damage, unchecked []string, err error) {
	e, ok := t.d.engine.(interface {
		check(t *Tx) (found []Damage, unchecked []string, err error)
	})
	if !ok {
		return nil, []string{"indexes: " + t.d.Engine() + " has no way to check them"}, nil
	}
	return e.check(t)
}

// rowWhere gives the one row of a table that a condition finds, or nil: in a damaged table it may be out of reach.
func (t *Tx) rowWhere(table, condition string, arg any) map[string]any {
	var row map[string]any
	err := t.EachRow(func(cols []string, vals []any) error {
		if row != nil {
			return errors.New("more than one row")
		}
		row = byColumn(cols, vals)
		return nil
	}, "select * from "+table+" where "+condition, arg)
	if err != nil {
		return nil
	}
	return row
}

func byColumn(cols []string, vals []any) map[string]any {
	row := make(map[string]any, len(cols))
	for i, c := range cols {
		row[c] = vals[i]
	}
	return row
}
