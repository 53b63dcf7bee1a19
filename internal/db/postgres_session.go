package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresPool leaves the keeping of connections and of their prepared statements to the driver.
type postgresPool struct{ db *sql.DB }

func (p postgresPool) lease(ctx context.Context) (session, error) {
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &postgresSession{conn: conn}, nil
}

// release: the driver throws a connection away that is closed, or in a transaction still.
func (p postgresPool) release(s session, _ error) error { return s.close() }

func (p postgresPool) close() error {
	if err := p.db.Close(); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// postgresSession sends what gives no answer that somebody waits for, the begin of a transaction first of all, together with the next
// statement that does: each answer is a trip to the server.
type postgresSession struct {
	conn *sql.Conn
	ctx  context.Context
	held []Statement
	open bool // begin has been sent
}

func (s *postgresSession) begin(ctx context.Context, writing bool) error {
	s.ctx, s.open = ctx, false
	text := "begin isolation level repeatable read read only"
	if writing {
		text = "begin"
	}
	s.held = append(s.held[:0], Statement{Text: text})
	return nil
}

func (s *postgresSession) commit() error {
	if !s.open && len(s.held) == 1 { // nothing was asked
		s.held = s.held[:0]
		return nil
	}
	tag, err := s.send(Statement{Text: "commit"})
	if err == nil && tag.String() == "ROLLBACK" {
		err = errors.New("the transaction was rolled back: a statement in it had failed, and whoever ran it went on")
	}
	if err != nil {
		_ = s.rollback() // of no effect when it has ended
	}
	return err
}

// rollback ends a transaction that has begun; a connection on which that fails is not used again.
func (s *postgresSession) rollback() error {
	s.held = s.held[:0]
	return s.raw(func(c *pgx.Conn) error {
		if c.IsClosed() || c.PgConn().TxStatus() == 'I' {
			return nil
		}
		ctx, stop := context.WithTimeout(context.WithoutCancel(s.ctx), rollbackTime)
		defer stop()
		_, err := c.Exec(ctx, "rollback")
		return err
	})
}

// rollbackTime is how long a rollback may take before the connection is given up.
const rollbackTime = 5 * time.Second

func (s *postgresSession) raw(fn func(*pgx.Conn) error) error {
	return s.conn.Raw(func(dc any) error {
		c, ok := dc.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("not a PostgreSQL connection: %T", dc)
		}
		return fn(c.Conn())
	})
}

// mostHeld bounds the statements that are held back.
const mostHeld = 256

// send sends what was held back and then more, before it waits for the first answer. It gives the answer to the last of them.
func (s *postgresSession) send(more ...Statement) (last pgconn.CommandTag, err error) {
	all := append(s.held, more...)
	s.held, s.open = nil, true
	var b pgx.Batch
	for _, st := range all {
		b.Queue(st.Text, st.Args...)
	}
	err = s.raw(func(c *pgx.Conn) error {
		answers := c.SendBatch(s.ctx, &b)
		for _, st := range all {
			if last, err = answer(answers, st); err != nil {
				_ = answers.Close() // says the same once more
				if len(all) > 1 {
					// A statement that cannot be prepared ends the batch before its first answer.
					return fmt.Errorf("%s, or a later one of %d statements: %w", brief(st.Text), len(all), err)
				}
				return err
			}
		}
		return answers.Close()
	})
	return last, err
}

func answer(answers pgx.BatchResults, s Statement) (pgconn.CommandTag, error) {
	if s.Row == nil {
		return answers.Exec()
	}
	rows, err := answers.Query()
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := s.Row(rows.Scan); err != nil {
			return pgconn.CommandTag{}, err
		}
	}
	rows.Close()
	return rows.CommandTag(), rows.Err()
}

func (s *postgresSession) flush() error {
	if len(s.held) == 0 {
		return nil
	}
	_, err := s.send()
	return err
}

func (s *postgresSession) exec(q string, args []any) (int64, error) {
	if len(args) == 0 { // it may be several
		if err := s.flush(); err != nil {
			return 0, err
		}
		res, err := s.conn.ExecContext(s.ctx, q)
		if err != nil {
			return 0, err
		}
		return res.RowsAffected()
	}
	tag, err := s.send(Statement{Text: q, Args: args})
	return tag.RowsAffected(), err
}

func (s *postgresSession) script(text string) error {
	_, err := s.exec(text, nil)
	return err
}

func (s *postgresSession) query(fn func(row) error, q string, args []any) (err error) {
	if err := s.flush(); err != nil {
		return err
	}
	rows, err := s.conn.QueryContext(s.ctx, q, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *postgresSession) batch(statements []Statement) error {
	for _, st := range statements {
		if st.Row != nil || len(s.held) >= mostHeld {
			_, err := s.send(statements...)
			return err
		}
	}
	s.held = append(s.held, statements...)
	return nil
}

// bulk uses COPY on the connection of the transaction.
func (s *postgresSession) bulk(table string, cols []string, next func() ([]any, error)) (n int64, err error) {
	if err := s.flush(); err != nil {
		return 0, err
	}
	next = plainRows(next)
	err = s.raw(func(c *pgx.Conn) error {
		var failed error
		n, err = c.CopyFrom(s.ctx, pgx.Identifier{table}, cols, pgx.CopyFromFunc(func() ([]any, error) {
			row, err := next()
			failed = err
			return row, err
		}))
		if failed != nil {
			return failed // the driver's words around it would stand in what people read
		}
		return err
	})
	return n, err
}

func (s *postgresSession) close() error {
	if err := s.conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) {
		return err
	}
	return nil
}
