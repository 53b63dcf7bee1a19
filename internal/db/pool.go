package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// pool hands out sessions. For SQLite it keeps its connections and, on each, the statements prepared so far: preparing
// costs more than running most of ours. For PostgreSQL the driver does that, so sessions are not kept.
type pool struct {
	db   *sql.DB
	idle chan *session // nil when sessions are not kept
}

// session is one connection with its prepared statements.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt // nil when the driver keeps them
}

// mostStmts bounds the statements kept on a connection; texts are constants, so it is reached only by mistake.
const mostStmts = 400

func newPool(db *sql.DB) *pool { return &pool{db: db} }

// keepingPool keeps n connections, opened when first needed.
func keepingPool(db *sql.DB, n int) *pool {
	p := &pool{db: db, idle: make(chan *session, n)}
	for range n {
		p.idle <- &session{}
	}
	return p
}

func (p *pool) lease(ctx context.Context) (*session, error) {
	if p.idle == nil {
		conn, err := p.db.Conn(ctx)
		return &session{conn: conn}, err
	}
	var s *session
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case s = <-p.idle:
	}
	if s.conn == nil {
		conn, err := p.db.Conn(ctx)
		if err != nil {
			p.idle <- s
			return nil, err
		}
		s.conn, s.stmts = conn, map[string]*sql.Stmt{}
	}
	return s, nil
}

// release takes a session back. After a failure the connection is kept only if it is still good.
func (p *pool) release(s *session, failed error) error {
	if p.idle == nil {
		return notDone(s.conn.Close())
	}
	var err error
	if errors.Is(failed, driver.ErrBadConn) || errors.Is(failed, sql.ErrConnDone) {
		err = s.close()
		s = &session{}
	}
	p.idle <- s
	return err
}

// stmt gives the prepared form of a text on this connection, or nil when the driver keeps its own.
func (s *session) stmt(ctx context.Context, q string) (*sql.Stmt, error) {
	if s.stmts == nil {
		return nil, nil
	}
	if st, ok := s.stmts[q]; ok {
		return st, nil
	}
	if len(s.stmts) >= mostStmts {
		return nil, nil
	}
	st, err := s.conn.PrepareContext(ctx, q)
	if err != nil {
		return nil, err
	}
	s.stmts[q] = st
	return st, nil
}

func (s *session) close() error {
	var err error
	for _, st := range s.stmts {
		err = errors.Join(err, notDone(st.Close()))
	}
	if s.conn != nil {
		err = errors.Join(err, notDone(s.conn.Close()))
	}
	return err
}

func (p *pool) close() error {
	var err error
	if p.idle != nil {
		for range cap(p.idle) { // waits for sessions still at work
			s := <-p.idle
			err = errors.Join(err, s.close())
		}
	}
	if e := p.db.Close(); e != nil {
		err = errors.Join(err, fmt.Errorf("close database: %w", e))
	}
	return err
}

func notDone(err error) error {
	if errors.Is(err, sql.ErrConnDone) || errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}
