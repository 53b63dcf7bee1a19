// Package derived keeps the rows that lists need in step with the records: after each write, in the same transaction, the
// story of every subject concerned is read back and its rows are made again by pure functions.
//
// Invariant: the rows are a function of the journal alone, never of the clock on the wall or of what the rows were before.
package derived

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/story"
)

// List is one table of derived rows and the pure function that makes a subject's rows in it.
type List struct {
	Table   string
	Columns []string                    // the first is subject
	Key     int                         // how many leading columns identify a row
	Rows    func(s story.Story) [][]any // values are string, int64 or bool; the first is s.Subject
}

// Lists is every list, in a fixed order.
type Lists []List

// Touched is a subject that a command wrote about, and whether it wrote a merge.
type Touched struct {
	Subject string
	Merge   bool
}

// Refresh makes the rows of the touched subjects again.
func (ls Lists) Refresh(t *db.Tx, touched []Touched) error {
	r := ls.Refreshing(touched)
	if err := t.Batch(r.Reads()); err != nil {
		return fmt.Errorf("refresh: %w", err)
	}
	return r.Finish(t)
}

// Refreshing is a refresh whose reads are part of a batch that writes the records: run Reads after the records are written, then Finish.
type Refreshing struct {
	lists   Lists
	touched []Touched
	ahead   []*sight // what is read ahead; none when aliases change, because then nobody knows yet whose story is to be read
}

// sight is what Finish needs of a subject that was not merged into another one.
type sight struct {
	subject string
	merged  bool // it was: then the rest is of no use
	story   func() story.Story
	have    map[string]string // list to fingerprint of its rows
	reads   []db.Statement
}

// Refreshing begins a refresh of the touched subjects.
func (ls Lists) Refreshing(touched []Touched) *Refreshing {
	r := &Refreshing{lists: ls, touched: touched}
	for _, tc := range touched {
		if tc.Merge {
			r.ahead = nil
			break
		}
		r.ahead = append(r.ahead, look(tc.Subject))
	}
	return r
}

func look(subject string) *sight {
	s := &sight{subject: subject, have: map[string]string{}}
	load, done := story.Loading(subject)
	s.story = done
	s.reads = []db.Statement{
		{Text: "select into_subject from alias where subject = $1", Args: []any{subject}, Row: func(db.Scan) error {
			s.merged = true
			return nil
		}},
		load,
		{Text: "select list, hash from derived_state where subject = $1", Args: []any{subject}, Row: func(scan db.Scan) error {
			var list, hash string
			err := scan(&list, &hash)
			s.have[list] = hash
			return err
		}},
	}
	return s
}

// Reads are the statements whose answers Finish needs.
func (r *Refreshing) Reads() []db.Statement {
	var out []db.Statement
	for _, s := range r.ahead {
		out = append(out, s.reads...)
	}
	return out
}

// Finish makes the rows.
func (r *Refreshing) Finish(t *db.Tx) (err error) {
	defer errs.Wrap(&err, "refresh")
	var subjects []string
	add := func(s string) {
		if !slices.Contains(subjects, s) {
			subjects = append(subjects, s)
		}
	}
	seen := map[string]*sight{}
	for _, s := range r.ahead {
		seen[s.subject] = s
	}
	for _, tc := range r.touched {
		if s := seen[tc.Subject]; s != nil && !s.merged {
			add(tc.Subject)
			continue
		}
		if tc.Merge {
			before, after, err := realias(t, tc.Subject)
			if err != nil {
				return err
			}
			add(tc.Subject)
			for _, s := range append(before, after...) {
				add(s)
			}
			continue
		}
		s, err := story.Canonical(t, tc.Subject)
		if err != nil {
			return err
		}
		add(s)
	}
	var statements []db.Statement
	for _, subject := range subjects {
		s := seen[subject]
		if s == nil {
			if s, err = r.lists.see(t, subject); err != nil {
				return fmt.Errorf("%s: %w", subject, err)
			}
		}
		statements = append(statements, r.lists.statements(s)...)
	}
	return t.Batch(statements)
}

// realias brings the alias row of a subject in line with its own merge record, and says which survivors are concerned.
func realias(t *db.Tx, subject string) (before, after []string, err error) {
	old, err := story.Canonical(t, subject)
	if err != nil {
		return nil, nil, err
	}
	if _, err := t.Exec("delete from alias where subject = $1", subject); err != nil {
		return nil, nil, err
	}
	s, err := story.Load(t, subject)
	if err != nil {
		return nil, nil, err
	}
	if m, ok := story.ActiveMerge(s); ok {
		if _, err := t.Exec("insert into alias (subject, into_subject) values ($1, $2)", subject, m.Body.Into); err != nil {
			return nil, nil, err
		}
	}
	now, err := story.Canonical(t, subject)
	return []string{old}, []string{now}, err
}

// see looks at a subject on its own. The story is the one whose rows are kept under the subject: none for one that was merged into another.
func (ls Lists) see(t *db.Tx, subject string) (*sight, error) {
	s := look(subject)
	if err := t.Batch(s.reads); err != nil {
		return nil, err
	}
	if s.merged {
		s.story = func() story.Story { return story.Story{Subject: subject} }
	}
	return s, nil
}

// statements bring the rows of a subject in line with its story; lists whose rows are the same are left alone.
func (ls Lists) statements(s *sight) []db.Statement {
	var out []db.Statement
	told := s.story()
	for _, l := range ls {
		rows := l.rowsOf(told)
		want := hashOf(rows)
		if s.have[l.Table] == want {
			continue
		}
		if s.have[l.Table] != "" {
			out = append(out, db.Statement{Text: "delete from " + l.Table + " where subject = $1", Args: []any{s.subject}})
		}
		out = append(append(out, l.insert(rows)...), setState(s.subject, l.Table, want))
	}
	return out
}

// rowsOf gives the rows of a story in a fixed order, each key once.
func (l List) rowsOf(s story.Story) [][]any {
	if s.Empty() {
		return nil
	}
	type keyed struct {
		key string
		row []any
	}
	made := l.Rows(s)
	rows := make([]keyed, len(made))
	for i, r := range made {
		for j, v := range r {
			if n, ok := v.(int); ok {
				r[j] = int64(n)
			}
		}
		rows[i] = keyed{keyOf(r[:l.Key]), r}
	}
	slices.SortStableFunc(rows, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	out := make([][]any, 0, len(rows))
	for i, r := range rows {
		if i == 0 || r.key != rows[i-1].key {
			out = append(out, r.row)
		}
	}
	return out
}

// keyOf gives values one form of text. Each begins with its type, and text with its length, so that no two lists of values share one.
func keyOf(vals []any) string {
	b := make([]byte, 0, 128)
	for _, v := range vals {
		switch v := v.(type) {
		case string:
			b = strconv.AppendInt(append(b, 's'), int64(len(v)), 10)
			b = append(append(b, ':'), v...)
		case int64:
			b = append(strconv.AppendInt(append(b, 'n'), v, 10), ';')
		case bool:
			b = append(strconv.AppendBool(append(b, 'b'), v), ';')
		default:
			b = fmt.Appendf(b, "x%T %v;", v, v) // no list makes such a value: somebody put it into the table
		}
	}
	return string(b)
}

func hashOf(rows [][]any) string {
	if len(rows) == 0 {
		return ""
	}
	h := sha256.New()
	for _, r := range rows {
		io.WriteString(h, keyOf(r)) // a hash never fails
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func setState(subject, list, hash string) db.Statement {
	if hash == "" {
		return db.Statement{Text: "delete from derived_state where subject = $1 and list = $2", Args: []any{subject, list}}
	}
	return db.Statement{
		Text: "insert into derived_state (subject, list, hash) values ($1, $2, $3) on conflict (subject, list) do update set hash = excluded.hash",
		Args: []any{subject, list, hash},
	}
}

// chunk is the most rows in one statement: enough to save round trips, few enough for SQLite's named parameters.
const chunk = 8

func (l List) insert(rows [][]any) []db.Statement {
	var out []db.Statement
	for len(rows) > 0 {
		n := min(len(rows), chunk)
		args := make([]any, 0, n*len(l.Columns))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		out = append(out, db.Statement{Text: l.insertText(n), Args: args})
		rows = rows[n:]
	}
	return out
}

func (l List) insertText(n int) string {
	var b strings.Builder
	b.WriteString("insert into " + l.Table + " (" + strings.Join(l.Columns, ", ") + ") values ")
	k := 1
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for c := range l.Columns {
			if c > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "$%d", k)
			k++
		}
		b.WriteByte(')')
	}
	return b.String()
}
