package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	"modernc.org/sqlite"
)

// sqliteSession uses the driver without database/sql, which costs more than running most of our statements. It keeps
// the statements that it has prepared, for the same reason.
type sqliteSession struct {
	conn  driver.Conn
	stmts map[string]*sqliteStmt
	run   context.Context     // what the statements of this transaction run under
	start string              // how a transaction for writing begins
	args  []driver.NamedValue // used while values are bound
	stuck bool                // a transaction may be open that could not be rolled back
	alone bool                // nobody else has the file
	fill  *filling            // what is being filled, or nil
}

// sqliteStmt is a prepared statement.
type sqliteStmt struct {
	driver.Stmt
	cells []driver.Value // of the row it stands at
}

// mostStmts bounds the statements kept on a connection; texts are constants, so it is reached only by mistake.
const mostStmts = 400

// connectSQLite gives a way to open connections to a database.
func connectSQLite(dsn, start string) func(context.Context) (session, error) {
	return func(ctx context.Context) (session, error) {
		c, err := sqlite.NewConnector(dsn)
		if err != nil {
			return nil, err
		}
		conn, err := c.Connect(ctx)
		if err != nil {
			return nil, err
		}
		return &sqliteSession{conn: conn, start: start, stmts: map[string]*sqliteStmt{}, run: context.Background()}, nil
	}
}

// goodSQLite says whether a connection may be used again. The driver knows one that was interrupted and has not got over it.
func goodSQLite(s session) bool {
	c := s.(*sqliteSession)
	v, ok := c.conn.(driver.Validator)
	return !c.stuck && (!ok || v.IsValid())
}

func (s *sqliteSession) begin(ctx context.Context, writing bool) error {
	// The driver starts a goroutine for each statement whose context can end, which costs as much as a short one. Those of a writing
	// transaction are short, and Tx looks at the context between them.
	s.run = context.WithoutCancel(ctx)
	start := "begin"
	if writing {
		start = s.start
	}
	if _, err := s.exec(start, nil); err != nil {
		return err
	}
	if !writing {
		s.run = ctx
	}
	return nil
}

func (s *sqliteSession) commit() error {
	s.run = context.WithoutCancel(s.run)
	_, err := s.exec("commit", nil)
	if err != nil {
		_ = s.rollback() // it may be open still
	}
	return err
}

func (s *sqliteSession) rollback() error {
	s.run = context.WithoutCancel(s.run)
	_, err := s.exec("rollback", nil)
	s.stuck = err != nil
	return err
}

// prepared gives the statement of a text. done must be called at the end.
func (s *sqliteSession) prepared(q string) (st *sqliteStmt, done func() error, err error) {
	if st, ok := s.stmts[q]; ok {
		return st, nothing, nil
	}
	p, err := s.conn.Prepare(q)
	if err != nil {
		return nil, nil, err
	}
	st = &sqliteStmt{Stmt: p}
	if len(s.stmts) >= mostStmts {
		return st, p.Close, nil
	}
	s.stmts[q] = st
	return st, nothing, nil
}

func nothing() error { return nil }

// bind gives values as the driver takes them, good until the next statement.
func (s *sqliteSession) bind(args []any) ([]driver.NamedValue, error) {
	s.args = s.args[:0]
	for i, a := range args {
		switch v := a.(type) {
		case nil, string, int64, bool, []byte, float64:
		case int:
			a = int64(v)
		default:
			var err error
			if a, err = driver.DefaultParameterConverter.ConvertValue(a); err != nil {
				return nil, fmt.Errorf("value %d: %w", i+1, err)
			}
		}
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return s.args, nil
}

func (s *sqliteSession) exec(q string, args []any) (int64, error) {
	if s.fill != nil {
		return 0, errFilling
	}
	return s.execute(q, args)
}

func (s *sqliteSession) execute(q string, args []any) (_ int64, err error) {
	st, done, err := s.prepared(q)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, done()) }()
	vals, err := s.bind(args)
	if err != nil {
		return 0, err
	}
	res, err := st.Stmt.(driver.StmtExecContext).ExecContext(s.run, vals)
	if err != nil || res == nil { // no result: no statement in the text
		return 0, err
	}
	return res.RowsAffected()
}

func (s *sqliteSession) query(fn func(row) error, q string, args []any) (err error) {
	st, done, err := s.prepared(q)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	vals, err := s.bind(args)
	if err != nil {
		return err
	}
	rows, err := st.Stmt.(driver.StmtQueryContext).QueryContext(s.run, vals)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	r := &sqliteRow{cols: rows.Columns()}
	if len(st.cells) != len(r.cols) {
		st.cells = make([]driver.Value, len(r.cols))
	}
	r.cells = st.cells
	for {
		if err := rows.Next(r.cells); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := fn(r); err != nil {
			return err
		}
	}
}

type sqliteRow struct {
	cols  []string
	cells []driver.Value
}

func (r *sqliteRow) Columns() ([]string, error) { return r.cols, nil }

func (r *sqliteRow) Scan(dest ...any) error {
	if len(dest) != len(r.cells) {
		return fmt.Errorf("%d places for %d columns", len(dest), len(r.cells))
	}
	for i, d := range dest {
		if err := assign(d, r.cells[i]); err != nil {
			return fmt.Errorf("column %s: %w", r.cols[i], err)
		}
	}
	return nil
}

func (s *sqliteSession) batch(statements []Statement) error {
	for _, st := range statements {
		var err error
		if s.fill != nil && st.Row == nil {
			s.fill.then = append(s.fill.then, st)
			continue
		}
		if st.Row != nil {
			err = s.query(func(r row) error { return st.Row(r.Scan) }, st.Text, st.Args)
		} else {
			_, err = s.exec(st.Text, st.Args)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", brief(st.Text), err)
		}
	}
	return nil
}

func (s *sqliteSession) script(text string) error {
	if s.fill != nil {
		return errFilling
	}
	_, err := s.conn.(driver.ExecerContext).ExecContext(s.run, text, nil)
	return err
}

// bulkCells is about how many values go into one statement of a bulk load: finding the place in the table and looking after the statement are paid
// once for its rows. More of them were no faster (docs/benchmarks.md, "A load").
const bulkCells = 96

// bulk writes several rows in a statement. Its marks have no numbers: SQLite takes $n for names, and looks each up among all others.
func (s *sqliteSession) bulk(table string, cols []string, next func() ([]any, error)) (n int64, err error) {
	if s.fill != nil {
		return s.fill.bulk(table, cols, next)
	}
	next = plainRows(next)
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(cols)), ", ") + ")"
	one := "insert into " + table + " (" + strings.Join(cols, ", ") + ") values " + row
	per := max(1, bulkCells/len(cols))
	many := one + strings.Repeat(", "+row, per-1)
	cells := make([]any, 0, per*len(cols))
	for {
		vals, err := next()
		if err != nil {
			return n, err
		}
		if vals == nil {
			break
		}
		if len(vals) != len(cols) {
			return n, fmt.Errorf("row %d has %d values for %d columns", n+1, len(vals), len(cols))
		}
		n++
		if cells = append(cells, vals...); len(cells) == cap(cells) {
			if _, err := s.exec(many, cells); err != nil {
				return n, err
			}
			cells = cells[:0]
		}
	}
	for at := 0; at < len(cells); at += len(cols) {
		if _, err := s.exec(one, cells[at:at+len(cols)]); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (s *sqliteSession) close() error {
	var err error
	for _, st := range s.stmts {
		err = errors.Join(err, st.Close())
	}
	return errors.Join(err, s.conn.Close())
}
