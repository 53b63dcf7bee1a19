// Package db opens the one database behind Throughline and runs transactions on it.
//
// Two engines, one SQL text: SQLite in a file (the default, nothing to install) and PostgreSQL 15 or newer.
// Only sqlite.go and postgres.go know which engine is in use. Portable SQL is described in docs/architecture.md;
// a lint test rejects what only one engine understands.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"time"

	"throughline/internal/errs"
)

// DB is an open database: sessions for readers and for writers.
type DB struct {
	engine engine
	read   pool
	write  pool
}

// engine is what differs between the two: kept as small as it can be.
type engine interface {
	name() string
	open(ctx context.Context, url string) (read, write pool, err error)
	classify(err error) errs.Kind // Internal when the engine's error means nothing to us
	section() string              // the marker of its own blocks in a migration
	locking() string              // what a select of one row ends with to hold that row
	backup(ctx context.Context, to string) error
	// having is a query for the numbers of the texts that have all of the words (wording.doc), and the argument that stands at the place.
	having(words []string, place string) (query, arg string)
	// havingInOrder says whether that query gives the greatest numbers first, when asked, at the cost of those that are taken.
	havingInOrder() bool
}

// Open opens a database: a file path for SQLite, or a postgres:// address. The caller runs Migrate and, at the end, Close.
func Open(ctx context.Context, url string) (_ *DB, err error) {
	defer errs.Wrap(&err, "open database")
	var e engine = sqliteEngine{path: url}
	if isPostgres(url) {
		e = postgresEngine{}
	}
	r, w, err := e.open(ctx, url)
	if err != nil {
		return nil, err
	}
	return &DB{engine: e, read: r, write: w}, nil
}

// Engine is "sqlite" or "postgres", for messages only.
func (d *DB) Engine() string { return d.engine.name() }

// Close ends both pools.
func (d *DB) Close() error {
	if d.read == d.write {
		return d.write.close()
	}
	return errors.Join(d.read.close(), d.write.close())
}

// Tx is one transaction. It is used by one goroutine.
type Tx struct {
	ctx context.Context
	s   session
	d   *DB

	watch func(text string, rows int) // nil unless the context was made by Watched
}

// Context is the context the transaction runs under.
func (t *Tx) Context() context.Context { return t.ctx }

// Read runs fn on one consistent, read-only snapshot.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	return d.explain(d.run(ctx, d.read, false, fn))
}

// Write runs fn in one durable transaction: all of it is kept, or none. It is run again when the engine says that it was
// busy or could not serialise, so fn must not have effects outside the transaction before Write returns nil.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	const tries = 8
	for try := 1; ; try++ {
		err := d.run(ctx, d.write, true, fn)
		if err == nil || d.engine.classify(err) != errs.Busy || try == tries || ctx.Err() != nil {
			return d.explain(err)
		}
		// Full jitter, so that servers that collided do not collide again.
		wait := time.Duration(rand.Int64N(int64(time.Millisecond) << try))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// WriteAlone is Write for the first load of an empty database. Where the database is a file that nobody else has open, it writes the file itself and
// not a log first, with more memory, and whoever wants to read waits until it is through; else it is Write. It is durable, and all or nothing,
// either way.
func (d *DB) WriteAlone(ctx context.Context, fn func(*Tx) error) (err error) {
	if e, ok := d.engine.(interface {
		alone(ctx context.Context, readers, writers pool) (together func() error, err error)
	}); ok {
		together, err := e.alone(ctx, d.read, d.write)
		if err != nil {
			return d.explain(err)
		}
		return errors.Join(d.Write(ctx, fn), together())
	}
	return d.Write(ctx, fn)
}

func (d *DB) run(ctx context.Context, p pool, writing bool, fn func(*Tx) error) (err error) {
	s, err := p.lease(ctx)
	if err != nil {
		return fmt.Errorf("connection: %w", err)
	}
	defer func() { err = errors.Join(err, p.release(s, err)) }()
	if err := s.begin(ctx, writing); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	done := false
	defer func() {
		if !done { // fn failed or panicked
			if e := s.rollback(); e != nil {
				err = errors.Join(err, fmt.Errorf("rollback: %w", e))
			}
		}
	}()
	tx := &Tx{ctx: ctx, s: s, d: d}
	tx.watch, _ = ctx.Value(watchKey{}).(func(string, int))
	if err := fn(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	done = true
	if err := s.commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (d *DB) explain(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*errs.Error](err); ok {
		return err
	}
	switch k := d.engine.classify(err); k {
	case errs.Busy:
		return errs.As(errs.Busy, err, "The database is busy; try again in a moment. Nothing was changed")
	case errs.Conflict:
		return errs.As(errs.Conflict, err, "Something with the same identity is already recorded. Nothing was changed")
	default:
		return err
	}
}

// Exec runs a statement and says how many rows it touched.
func (t *Tx) Exec(q string, args ...any) (int64, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := t.s.exec(q, args)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", brief(q), err)
	}
	t.tell(q, int(n))
	return n, nil
}

// Statement is one statement of a batch. Row, where it is set, is called for each row that the statement gives.
type Statement struct {
	Text string
	Args []any
	Row  func(Scan) error
}

// Locking is a select of one row that holds the row until the transaction ends: nobody else gets past it.
func (t *Tx) Locking(s Statement) Statement {
	s.Text += t.d.engine.locking()
	return s
}

// Batch runs statements in order, all in one trip to the server where there is one. The first that fails ends the transaction. Where
// there is a server, a batch in which no statement has a Row is run together with what comes next, at the latest with the commit; that
// then gives the error.
func (t *Tx) Batch(statements []Statement) error {
	if len(statements) == 0 {
		return nil
	}
	if err := t.ctx.Err(); err != nil {
		return err
	}
	statements, done := t.told(statements)
	defer done()
	return t.s.batch(statements)
}

// Scan fills destinations from the columns of a row.
type Scan func(dest ...any) error

// Each calls fn for every row.
func (t *Tx) Each(fn func(Scan) error, q string, args ...any) error {
	return t.each(func(r row) error { return fn(r.Scan) }, q, args)
}

func (t *Tx) each(fn func(row) error, q string, args []any) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	n := 0
	var said error // by fn, to be passed on as it is
	err := t.s.query(func(r row) error {
		if n++; n%1000 == 0 && t.ctx.Err() != nil { // a long read inside a write
			said = t.ctx.Err()
		} else {
			said = fn(r)
		}
		return said
	}, q, args)
	t.tell(q, n)
	if err != nil && said == nil {
		return fmt.Errorf("%s: %w", brief(q), err)
	}
	return err
}

// EachRow calls fn with the names and plain values of every row, for tables whose columns the caller does not know.
func (t *Tx) EachRow(fn func(cols []string, vals []any) error, q string, args ...any) error {
	return t.each(func(r row) error {
		cols, err := r.Columns()
		if err != nil {
			return err
		}
		vals, ptrs := make([]any, len(cols)), make([]any, len(cols))
		for i := range vals {
			ptrs[i] = &vals[i]
		}
		if err := r.Scan(ptrs...); err != nil {
			return err
		}
		return fn(cols, vals)
	}, q, args)
}

// Row scans the single row of a query. No row is errs.NotFound. Where there is a server, it is asked together with what was held back before.
func (t *Tx) Row(q string, args []any, dest ...any) error {
	found := false
	err := t.Batch([]Statement{{Text: q, Args: args, Row: func(scan Scan) error {
		if found {
			return fmt.Errorf("%s: more than one row", brief(q))
		}
		found = true
		return scan(dest...)
	}}})
	if err == nil && !found {
		return errs.As(errs.NotFound, sql.ErrNoRows, "There is no such record")
	}
	return err
}

// All collects every row of a query.
func All[T any](t *Tx, scan func(Scan) (T, error), q string, args ...any) ([]T, error) {
	var out []T
	err := t.Each(func(s Scan) error {
		v, err := scan(s)
		if err == nil {
			out = append(out, v)
		}
		return err
	}, q, args...)
	return out, err
}

// Column collects the single column of a query.
func Column[T any](t *Tx, q string, args ...any) ([]T, error) {
	return All(t, func(s Scan) (v T, err error) { err = s(&v); return v, err }, q, args...)
}

// TextIn is a text that lies in bytes, as a value of Bulk.
type TextIn []byte

// Bulk loads many rows quickly, inside the transaction. next returns nil at the end. Besides what a statement takes, a value may be a *string, *int64, *[]byte or
// *TextIn, which take no room of their own. Bulk is through with a row when it asks for the next one.
func (t *Tx) Bulk(table string, cols []string, next func() ([]any, error)) (int64, error) {
	n, err := t.s.bulk(table, cols, next)
	if err != nil {
		return n, fmt.Errorf("load %s: %w", table, err)
	}
	return n, nil
}

// Refill empties tables and has fill load them anew, inside the transaction.
func (t *Tx) Refill(tables []string, fill func() error) error {
	for _, table := range tables {
		if _, err := t.Exec("delete from " + table); err != nil {
			return err
		}
	}
	return t.Fill(tables, fill)
}

// Fill has fill load tables that are empty, inside the transaction. On SQLite their indexes are made once at the end, which takes a fraction of
// the time of keeping them up row by row; on PostgreSQL that would keep readers out, and is not needed. In WriteAlone
// they may be written as whole trees of pages: fill then reads none of them, and what it writes besides by Batch is written when they are full; Exec is refused.
func (t *Tx) Fill(tables []string, fill func() error) error {
	if e, ok := t.d.engine.(interface {
		later(t *Tx, tables []string, fill func() error) error
	}); ok {
		return e.later(t, tables, fill)
	}
	return fill()
}

// Having is a query for the numbers of the texts that have all of the words, as column doc (wording.doc), and its argument, which is to stand at place $n.
func (t *Tx) Having(words []string, n int) (query, arg string) {
	return t.d.engine.having(words, fmt.Sprintf("$%d", n))
}

// HavingInOrder says whether the query of Having gives the greatest numbers first, when asked, at the cost of those that are taken. Otherwise it costs what all of them
// cost, and is for words of which it is known that few texts have them.
func (t *Tx) HavingInOrder() bool { return t.d.engine.havingInOrder() }

// Copy writes a consistent copy of the database to a new SQLite file while work goes on (SQLite only; PostgreSQL has
// its own tools, see docs/guides/administrator.md).
func (d *DB) Copy(ctx context.Context, to string) error { return d.engine.backup(ctx, to) }

func brief(q string) string {
	if len(q) > 60 {
		return q[:60] + "…"
	}
	return q
}

// InstantFormat is how instants are stored: UTC, fixed width, so that text order is time order.
const InstantFormat = "2006-01-02T15:04:05.000000Z"

// Instant is the stored form of a time.
func Instant(t time.Time) string {
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.Format(InstantFormat)
	}
	// By hand, because every record written has one and Format takes several times as long.
	hour, minute, second := t.Clock()
	b := [len(InstantFormat)]byte([]byte("0000-00-00T00:00:00.000000Z"))
	put := func(upTo, v int) {
		for ; v > 0; v /= 10 {
			upTo--
			b[upTo] = byte('0' + v%10)
		}
	}
	put(4, year)
	put(7, int(month))
	put(10, day)
	put(13, hour)
	put(16, minute)
	put(19, second)
	put(26, t.Nanosecond()/1000)
	return string(b[:])
}

// ParseInstant reads the stored form.
func ParseInstant(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if len(s) != len(InstantFormat) || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != '.' || s[26] != 'Z' {
		return time.Parse(InstantFormat, s) // says what is wrong
	}
	// By hand, because every record read has one and time.Parse takes six times as long.
	n := func(from, to int) int {
		v := 0
		for _, c := range []byte(s[from:to]) {
			if c < '0' || c > '9' {
				return -1
			}
			v = 10*v + int(c-'0')
		}
		return v
	}
	year, month, d, hour, minute, second, micro := n(0, 4), n(5, 7), n(8, 10), n(11, 13), n(14, 16), n(17, 19), n(20, 26)
	t := time.Date(year, time.Month(month), d, hour, minute, second, micro*1000, time.UTC)
	if year < 0 || t.Month() != time.Month(month) || t.Day() != d || t.Hour() != hour || t.Minute() != minute || t.Second() != second || micro < 0 {
		return time.Parse(InstantFormat, s)
	}
	return t, nil
}

// Migrations is an embedded folder of numbered .sql files.
type Migrations struct {
	Name string // names the set: one database may hold only one of each
	FS   fs.FS
}
