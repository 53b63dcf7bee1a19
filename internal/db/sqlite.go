package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"modernc.org/sqlite"

	"throughline/internal/errs"
)

// sqliteEngine is the embedded engine: one file, write-ahead log, every commit synced, one writer and many readers.
type sqliteEngine struct{}

func (sqliteEngine) name() string    { return "sqlite" }
func (sqliteEngine) section() string { return "sqlite" }
func (sqliteEngine) readTx() *sql.TxOptions {
	return &sql.TxOptions{ReadOnly: true}
}

// dsn puts the pragmas in the address so that every connection has them. busy_timeout comes first: the others may have to wait.
func dsn(path string, more ...string) string {
	q := append([]string{
		"_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
		"_pragma=foreign_keys(1)", "_pragma=secure_delete(1)", // a destroyed key must not linger in free pages
		"_pragma=cache_size(-16000)", "_pragma=temp_store(2)",
	}, more...)
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + strings.Join(q, "&")
}

func (sqliteEngine) open(ctx context.Context, path string) (r, w *pool, err error) {
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
	writer, err := sql.Open("sqlite", dsn(path, "_txlock=immediate"))
	if err != nil {
		return nil, nil, err
	}
	writer.SetMaxOpenConns(1)
	if err := writer.PingContext(ctx); err != nil { // makes the write-ahead log before the first reader looks for it
		return nil, nil, errors.Join(errs.As(errs.Invalid, err, "%s is not a database that can be opened; check the path, or restore it from a backup", path), writer.Close())
	}
	reader, err := sql.Open("sqlite", dsn(path, "_pragma=query_only(1)"))
	if err != nil {
		return nil, nil, errors.Join(err, writer.Close())
	}
	return keepingPool(reader, max(4, 2*runtime.NumCPU())), keepingPool(writer, 1), nil
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

// bulk uses one prepared single-row statement: SQLite treats $n as named, so multi-row texts grow quadratically.
func (sqliteEngine) bulk(ctx context.Context, tx *sql.Tx, _ *sql.Conn, table string, cols []string, next func() ([]any, error)) (n int64, err error) {
	marks := make([]string, len(cols))
	for i := range cols {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	s, err := tx.PrepareContext(ctx, "insert into "+table+" ("+strings.Join(cols, ", ")+") values ("+strings.Join(marks, ", ")+")")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for {
		row, err := next()
		if err != nil || row == nil {
			return n, err
		}
		if _, err := s.ExecContext(ctx, row...); err != nil {
			return n, err
		}
		n++
	}
}

func (sqliteEngine) batch(t *Tx, statements []Statement) error {
	for _, s := range statements {
		var err error
		if s.Row != nil {
			err = t.Each(s.Row, s.Text, s.Args...)
		} else {
			_, err = t.Exec(s.Text, s.Args...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (sqliteEngine) backup(ctx context.Context, d *DB, to string) error {
	if _, err := os.Stat(to); err == nil {
		return errs.New(errs.Conflict, "%s is already there; choose a new place. Nothing was written", to)
	}
	// A connection of its own, so that neither readers nor the writer wait, and none that only may read, as the readers' do.
	conn, err := d.read.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("copy database: %w", err)
	}
	_, err = conn.ExecContext(ctx, "pragma query_only = 0")
	if err == nil {
		_, err = conn.ExecContext(ctx, "vacuum into $1", to)
	}
	if e := conn.Raw(func(any) error { return driver.ErrBadConn }); e != nil && !errors.Is(e, driver.ErrBadConn) { // never given to a reader
		err = errors.Join(err, e)
	}
	if err != nil {
		return fmt.Errorf("copy database: %w", err)
	}
	return os.Chmod(to, 0o600)
}
