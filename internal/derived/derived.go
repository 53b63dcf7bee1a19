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
func (ls Lists) Refresh(t *db.Tx, touched []Touched) (err error) {
	defer errs.Wrap(&err, "refresh")
	var subjects []string
	canonical := map[string]bool{} // found to be so since the last alias was changed
	add := func(s string) {
		if !slices.Contains(subjects, s) {
			subjects = append(subjects, s)
		}
	}
	for _, tc := range touched {
		if tc.Merge {
			clear(canonical)
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
		canonical[s] = true
		add(s)
	}
	for _, s := range subjects {
		if err := ls.refreshOne(t, s, canonical[s]); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
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

func (ls Lists) refreshOne(t *db.Tx, subject string, canonical bool) error {
	load := ls.storyFor
	if canonical {
		load = story.Load
	}
	s, err := load(t, subject)
	if err != nil {
		return err
	}
	have := map[string]string{}
	if err := t.Each(func(scan db.Scan) error {
		var list, hash string
		if err := scan(&list, &hash); err != nil {
			return err
		}
		have[list] = hash
		return nil
	}, "select list, hash from derived_state where subject = $1", subject); err != nil {
		return err
	}
	var statements []db.Statement
	for _, l := range ls {
		rows := l.rowsOf(s)
		want := hashOf(rows)
		if have[l.Table] == want {
			continue
		}
		if have[l.Table] != "" {
			statements = append(statements, db.Statement{Text: "delete from " + l.Table + " where subject = $1", Args: []any{subject}})
		}
		statements = append(statements, l.insert(rows)...)
		statements = append(statements, setState(subject, l.Table, want))
	}
	return t.Batch(statements)
}

// storyFor is the story whose rows are kept under a subject: none for one that was merged into another.
func (ls Lists) storyFor(t *db.Tx, subject string) (story.Story, error) {
	into, err := story.Canonical(t, subject)
	if err != nil {
		return story.Story{}, err
	}
	if into != subject {
		return story.Story{Subject: subject}, nil
	}
	return story.Load(t, subject)
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
