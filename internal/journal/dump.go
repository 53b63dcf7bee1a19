package journal

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"throughline/internal/db"
	"throughline/internal/errs"
)

// line is an entry in a backup. The body stays sealed; the leaf is the hash as stored, so that a changed line can be named.
type line struct {
	Seq     int64     `json:"seq"`
	At      string    `json:"at"`
	Command string    `json:"command"`
	Actor   string    `json:"actor"`
	Why     string    `json:"why"`
	Source  string    `json:"source"`
	Kind    string    `json:"kind"`
	ID      string    `json:"id"`
	Subject string    `json:"subject"`
	Version int64     `json:"version"`
	Rev     int       `json:"rev"`
	Op      Op        `json:"op"`
	Body    []byte    `json:"body"`
	Leaf    tlog.Hash `json:"leaf"`
}

func (l line) entry() Entry {
	return Entry{Seq: l.Seq, Command: l.Command, Actor: l.Actor, Why: l.Why, Source: l.Source, Kind: l.Kind, ID: l.ID, Subject: l.Subject,
		Version: l.Version, Rev: l.Rev, Op: l.Op}
}

// readLine is a reading in a backup.
type readLine struct {
	Seq     int64     `json:"seq"`
	At      string    `json:"at"`
	Actor   string    `json:"actor"`
	Subject string    `json:"subject"`
	Action  string    `json:"action"`
	Page    string    `json:"page"`
	Why     string    `json:"why"`
	Allowed bool      `json:"allowed"`
	Leaf    tlog.Hash `json:"leaf"`
}

func (l readLine) reading() Reading {
	return Reading{Seq: l.Seq, Actor: l.Actor, Subject: l.Subject, Action: l.Action, Page: l.Page, Why: l.Why, Allowed: l.Allowed}
}

// Dump writes a log as JSON lines, in order, and says how many. Memory does not grow with the log.
func Dump(t *db.Tx, log string, w io.Writer, progress func(done, of int64)) (n int64, err error) {
	var size int64
	if err := t.Row("select size from log_head where log = $1", []any{log}, &size); err != nil {
		return 0, err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for from := int64(0); from < size; from += treeBatch {
		err := dumpRange(t, log, from, func(v any) error {
			n++
			return enc.Encode(v)
		})
		if err != nil {
			return n, err
		}
		if progress != nil {
			progress(n, size)
		}
	}
	return n, nil
}

func dumpRange(t *db.Tx, log string, from int64, fn func(v any) error) error {
	if log == Reads {
		return t.Each(func(scan db.Scan) error {
			var l readLine
			var completed []byte
			if err := scan(&l.Seq, &l.At, &l.Actor, &l.Subject, &l.Action, &l.Page, &l.Why, &l.Allowed, &completed); err != nil {
				return err
			}
			copy(l.Leaf[:], completed)
			return fn(&l)
		}, "select "+storedReadColumns+" from read_entry where seq >= $1 and seq < $2 order by seq", from, from+treeBatch)
	}
	return t.Each(func(scan db.Scan) error {
		var l line
		var op string
		var completed []byte
		if err := scan(&l.Seq, &l.At, &l.Command, &l.Actor, &l.Why, &l.Source, &l.Kind, &l.ID, &l.Subject, &l.Version, &l.Rev, &op, &l.Body, &completed); err != nil {
			return err
		}
		l.Op = Op(op)
		copy(l.Leaf[:], completed)
		return fn(&l)
	}, "select "+storedColumns+" from entry where seq >= $1 and seq < $2 order by seq", from, from+treeBatch)
}

// Load fills an empty log from JSON lines. next gives one line at a time and io.EOF at the end. A line that is not as it was
// written is handed to fault; if it can still be read it is loaded all the same, with the hash it had, so that verify names it too.
// One that cannot be read at all ends the load with errs.Tampered.
func Load(t *db.Tx, log string, next func() ([]byte, error), fault func(line []byte, f Fault)) error {
	h, err := takeHead(t, log)
	if err != nil {
		return err
	}
	const step = 2000
	for end := false; !end; {
		var rows [][]any
		var leaves []tlog.Hash
		for len(rows) < step {
			b, err := next()
			if err == io.EOF {
				end = true
				break
			}
			if err != nil {
				return err
			}
			seq := h.size + int64(len(rows))
			row, leaf, f := parseLine(log, b, seq)
			if f.What != "" {
				fault(b, f)
			}
			if row == nil {
				return errs.New(errs.Tampered, "%s: %s. Nothing was restored", f.Place, f.What)
			}
			rows, leaves = append(rows, row), append(leaves, leaf)
			h.at = row[1].(string)
		}
		if err := store(t, &h, log, rows, leaves); err != nil {
			return err
		}
	}
	return t.Batch([]db.Statement{h.save()})
}

func parseLine(log string, b []byte, seq int64) (row []any, leafHash tlog.Hash, f Fault) {
	f.Place = fmt.Sprintf("%s entry %d", log, seq)
	if log == Reads {
		var l readLine
		if err := json.Unmarshal(b, &l); err != nil {
			f.What = "the line is no longer readable"
			return nil, leafHash, f
		}
		r := l.reading()
		if l.Seq != seq || r.leaf(l.Seq, l.At) != l.Leaf {
			f.Kind, f.Subject, f.Record, f.What = "reading", l.Subject, l.Page, "the line and its hash do not agree: it was changed"
		}
		return []any{seq, l.At, l.Actor, l.Subject, l.Action, l.Page, l.Why, l.Allowed}, l.Leaf, f
	}
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		f.What = "the line is no longer readable"
		return nil, leafHash, f
	}
	e := l.entry()
	if l.Seq != seq || leaf(l.Seq, l.At, header(&e), l.Body) != l.Leaf {
		f.Kind, f.Subject, f.Record, f.What = l.Kind, l.Subject, l.ID, "the line and its hash do not agree: it was changed"
	}
	return []any{seq, l.At, l.Command, l.Actor, l.Why, l.Source, l.Kind, l.ID, l.Subject, l.Version, l.Rev, string(l.Op), l.Body}, l.Leaf, f
}

// store writes rows, given without their last column, which holds what each leaf completes in the tree.
func store(t *db.Tx, h *head, log string, rows [][]any, leaves []tlog.Hash) error {
	table, cols := "entry", storedColumns
	if log == Reads {
		table, cols = "read_entry", storedReadColumns
	}
	completed := h.append(leaves...)
	i := -1
	_, err := t.Bulk(table, strings.Split(cols, ", "), func() ([]any, error) {
		if i++; i == len(rows) {
			return nil, nil
		}
		return append(rows[i], completed[i]), nil
	})
	return err
}

// HeadIn is the newest state of both logs as the transaction sees it.
func HeadIn(t *db.Tx) (trees []Tree, at time.Time, err error) {
	err = t.Each(func(scan db.Scan) error {
		var tr Tree
		var raw []byte
		var s string
		if err := scan(&tr.Log, &tr.Size, &s, &raw); err != nil {
			return err
		}
		e, err := edgeOf(raw, tr.Size)
		if err != nil {
			return errs.As(errs.Tampered, err, "The head of the %s log was changed", tr.Log)
		}
		tr.Root = e.root()
		trees = append(trees, tr)
		if tr.Log == Main {
			at, err = db.ParseInstant(s)
		}
		return err
	}, "select log, size, at, edge from log_head order by log")
	return trees, at, err
}
