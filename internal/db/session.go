package db

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
)

// session is one connection to an engine, and at most one transaction on it. One goroutine uses it at a time.
type session interface {
	begin(ctx context.Context, writing bool) error
	// commit ends the transaction, whether it succeeds or not.
	commit() error
	rollback() error
	// exec runs one statement and says how many rows it touched.
	exec(q string, args []any) (int64, error)
	// query calls fn for each row. fn may run other statements, but not the same one.
	query(fn func(row) error, q string, args []any) error
	batch(statements []Statement) error
	// script runs many statements at once, without values.
	script(text string) error
	bulk(table string, cols []string, next func() ([]any, error)) (int64, error)
	close() error
}

// row is the row that a query stands at.
type row interface {
	Columns() ([]string, error)
	Scan(dest ...any) error
}

// pool hands out sessions.
type pool interface {
	lease(context.Context) (session, error)
	release(s session, failed error) error
	close() error
}

// keptSessions hands out at most so many sessions as it has places. Their connections are opened when first needed, and kept.
type keptSessions struct {
	connect func(context.Context) (session, error)
	good    func(session) bool // asked after a failure: may the connection be used again
	idle    chan session       // nil for one that is not connected
}

func keepSessions(n int, connect func(context.Context) (session, error), good func(session) bool) *keptSessions {
	p := &keptSessions{connect, good, make(chan session, n)}
	for range n {
		p.idle <- nil
	}
	return p
}

func (p *keptSessions) lease(ctx context.Context) (session, error) {
	var s session
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case s = <-p.idle:
	}
	if s != nil {
		return s, nil
	}
	s, err := p.connect(ctx)
	if err != nil {
		p.idle <- nil
		return nil, err
	}
	return s, nil
}

func (p *keptSessions) release(s session, failed error) error {
	if failed == nil || p.good(s) {
		p.idle <- s
		return nil
	}
	err := s.close()
	p.idle <- nil
	return err
}

// withhold closes the sessions of a pool and hands out none until release is called. It does neither, and ok is false, while one is at work.
func (p *keptSessions) withhold() (release func(), ok bool, err error) {
	taken := 0
	release = func() {
		for range taken {
			p.idle <- nil
		}
	}
	for range cap(p.idle) {
		select {
		case s := <-p.idle:
			taken++
			if s != nil {
				err = errors.Join(err, s.close())
			}
		default:
			release()
			return nil, false, err
		}
	}
	return release, true, err
}

func (p *keptSessions) close() error {
	var err error
	for range cap(p.idle) { // waits for sessions still at work
		if s := <-p.idle; s != nil {
			err = errors.Join(err, s.close())
		}
	}
	if err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// plainRows gives rows with values as a driver takes them and keeps them.
func plainRows(next func() ([]any, error)) func() ([]any, error) {
	return func() ([]any, error) {
		row, err := next()
		if row == nil || err != nil {
			return nil, err
		}
		row = slices.Clone(row)
		for i, v := range row {
			switch v := v.(type) {
			case *string:
				row[i] = *v
			case *int64:
				row[i] = *v
			case *[]byte:
				row[i] = bytes.Clone(*v)
			case *TextIn:
				row[i] = string(*v)
			}
		}
		return row, nil
	}
}
