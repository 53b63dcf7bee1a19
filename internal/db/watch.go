package db

import "context"

// watchKey is under which a context carries who watches its statements.
type watchKey struct{}

// Watched is a context whose transactions tell fn of every statement: its text, and how many rows it gave or touched. A test compares by it what two
// requests cost; unlike time it is the same on a busy machine. Statements of Bulk, Fill and Refill are not told.
func Watched(ctx context.Context, fn func(text string, rows int)) context.Context {
	return context.WithValue(ctx, watchKey{}, fn)
}

// tell tells who watches of a statement.
func (t *Tx) tell(q string, rows int) {
	if t.watch != nil {
		t.watch(q, rows)
	}
}

// told is a batch whose statements tell who watches, once they have run.
func (t *Tx) told(statements []Statement) (_ []Statement, done func()) {
	if t.watch == nil {
		return statements, func() {}
	}
	out, rows := make([]Statement, len(statements)), make([]int, len(statements))
	for i, s := range statements {
		if out[i] = s; s.Row != nil {
			out[i].Row = func(scan Scan) error { rows[i]++; return s.Row(scan) }
		}
	}
	return out, func() {
		for i, s := range statements {
			t.tell(s.Text, rows[i])
		}
	}
}
