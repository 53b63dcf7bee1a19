// Package derived keeps the rows that lists need in step with the records: after each write, in the same transaction, the
// story of every subject concerned is read back and its rows are made again by pure functions.
//
// Invariant: the rows are a function of the journal alone, never of the clock on the wall or of what the rows were before.
package derived

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
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
	add := func(s string) {
		if !slices.Contains(subjects, s) {
			subjects = append(subjects, s)
		}
	}
	for _, tc := range touched {
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
	for _, s := range subjects {
		if err := ls.refreshOne(t, s); err != nil {
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

func (ls Lists) refreshOne(t *db.Tx, subject string) error {
	s, err := ls.storyFor(t, subject)
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
	for _, l := range ls {
		rows := l.rowsOf(s)
		want := hashOf(rows)
		if have[l.Table] == want {
			continue
		}
		if have[l.Table] != "" {
			if _, err := t.Exec("delete from "+l.Table+" where subject = $1", subject); err != nil {
				return err
			}
		}
		if err := l.insert(t, rows); err != nil {
			return err
		}
		if err := setState(t, subject, l.Table, want); err != nil {
			return err
		}
	}
	return nil
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
	rows := l.Rows(s)
	for _, r := range rows {
		for i, v := range r {
			if n, ok := v.(int); ok {
				r[i] = int64(n)
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b []any) int { return strings.Compare(keyOf(a[:l.Key]), keyOf(b[:l.Key])) })
	return slices.CompactFunc(rows, func(a, b []any) bool { return keyOf(a[:l.Key]) == keyOf(b[:l.Key]) })
}

func keyOf(vals []any) string {
	b, err := json.Marshal(vals)
	if err != nil {
		panic(fmt.Sprintf("derived rows hold plain values only: %v", err))
	}
	return string(b)
}

func hashOf(rows [][]any) string {
	if len(rows) == 0 {
		return ""
	}
	h := sha256.New()
	for _, r := range rows {
		h.Write([]byte(keyOf(r)))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func setState(t *db.Tx, subject, list, hash string) error {
	if hash == "" {
		_, err := t.Exec("delete from derived_state where subject = $1 and list = $2", subject, list)
		return err
	}
	_, err := t.Exec("insert into derived_state (subject, list, hash) values ($1, $2, $3) on conflict (subject, list) do update set hash = excluded.hash", subject, list, hash)
	return err
}

// chunk is the most rows in one statement: enough to save round trips, few enough for SQLite's named parameters.
const chunk = 8

func (l List) insert(t *db.Tx, rows [][]any) error {
	for len(rows) > 0 {
		n := min(len(rows), chunk)
		args := make([]any, 0, n*len(l.Columns))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if _, err := t.Exec(l.insertText(n), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
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
