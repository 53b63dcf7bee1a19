package safekeeping

import (
	"fmt"
	"maps"
	"slices"

	"throughline/internal/db"
	"throughline/internal/journal"
)

// storage is what the engine says of its own indexes and pages.
type storage struct {
	faults    []journal.Fault
	unchecked []string
}

func (s *storage) check(t *db.Tx) error {
	found, unchecked, err := t.CheckStorage()
	if err != nil {
		return err
	}
	s.unchecked = unchecked
	for _, d := range found {
		f := journal.Fault{Place: "database", Kind: d.Table, What: d.What}
		switch {
		case d.Index != "":
			f.Place = fmt.Sprintf("index %s of %s", d.Index, d.Table)
		case d.Table != "":
			f.Place = "table " + d.Table
		}
		// Whether the row or what the index holds of it changed cannot be told from here, so both are named.
		rows := []map[string]any{d.Row}
		if d.Row != nil && d.Held != nil {
			held := maps.Clone(d.Row)
			maps.Copy(held, d.Held)
			rows = append(rows, held)
		}
		var names []journal.Fault
		for _, row := range rows {
			named := f
			if row != nil {
				nameRow(t, d.Table, row, &named)
			}
			if !slices.Contains(names, named) {
				names = append(names, named)
			}
		}
		s.faults = append(s.faults, names...)
	}
	return nil
}

// nameRow says which record a row of a table is, in the same words as the other proofs of that table.
func nameRow(t *db.Tx, table string, row map[string]any, f *journal.Fault) {
	text := func(column string) string {
		if v, ok := row[column]; ok {
			if b, ok := v.([]byte); ok {
				return string(b)
			}
			return fmt.Sprint(v)
		}
		return ""
	}
	f.Subject = text("subject")
	switch table {
	case "entry":
		f.Record, f.Kind = text("id"), text("kind")
		f.What = fmt.Sprintf("journal entry %s: %s", text("seq"), f.What)
	case "record":
		f.Record, f.Kind = text("id"), text("kind")
	case "read_entry":
		f.Record, f.Kind = text("page"), "reading"
		f.What = fmt.Sprintf("access log entry %s: %s", text("seq"), f.What)
	default:
		for _, column := range []string{"record", "id", "subject", "owner", "log"} {
			if f.Record = text(column); f.Record != "" {
				return
			}
		}
	}
}
