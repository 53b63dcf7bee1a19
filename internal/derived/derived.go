// Package derived keeps the rows that lists need in step with the records: after each write, in the same transaction, the
// story of every subject concerned is read back and its rows are made again by pure functions.
//
// Invariant: the rows are a function of the journal alone, never of the clock on the wall or of what the rows were before.
package derived

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// List is one table of derived rows and the pure function that makes a subject's rows in it.
type List struct {
	Table   string
	Columns []string                    // the first is subject
	Key     int                         // how many leading columns identify a row
	Rows    func(s story.Story) [][]any // values are string, int64 or bool; the first is s.Subject
	// Same, where it is set, says that all which Rows uses of the two stories is the same, so that its rows are. It is for lists that cost
	// more to make than to compare.
	Same func(before, after story.Story) bool
	// Apart says that rows which stay as they are are left in place when others of the subject change. It is for rows that cost more to write
	// than to make twice, such as those under an index of words.
	Apart bool
}

// Lists is every list, in a fixed order.
type Lists []List

// Touched is a subject that a command wrote about, and whether it wrote a merge.
type Touched struct {
	Subject string
	Merge   bool
}

// Refresh makes the rows of the touched subjects again, whose records have been written.
func (ls Lists) Refresh(t *db.Tx, touched []Touched) error {
	r := &Refreshing{lists: ls, touched: touched}
	return r.Finish(t, nil)
}

// Refreshing is a refresh that reads what it needs before the records are written, together with what the writing itself reads: run Reads
// when nobody else can change the subjects any more, write the records, then Finish.
type Refreshing struct {
	lists   Lists
	touched []Touched
	ahead   []*sight // of each subject; none when a merge is written, because then nobody knows yet whose story is to be read
}

// sight is what was seen of a subject: one row of sightQuery.
type sight struct {
	subject string
	story   string // packed
	into    string // the subject that it was merged into, or ""
	states  string // of its lists: name=hash, divided by spaces
}

const sightQuery = story.Select + ", coalesce((select into_subject from alias where subject = $1), '')" +
	", coalesce((select string_agg(list || '=' || hash, ' ') from derived_state where subject = $1), '')" + story.From

func (s *sight) read() db.Statement {
	return db.Statement{Text: sightQuery, Args: []any{s.subject}, Row: func(scan db.Scan) error { return scan(&s.story, &s.into, &s.states) }}
}

// Refreshing begins a refresh of the touched subjects.
func (ls Lists) Refreshing(touched []Touched) *Refreshing {
	r := &Refreshing{lists: ls, touched: touched}
	if !slices.ContainsFunc(touched, func(tc Touched) bool { return tc.Merge }) {
		for _, tc := range touched {
			r.ahead = append(r.ahead, &sight{subject: tc.Subject})
		}
	}
	return r
}

// Reads are the statements whose answers Finish needs.
func (r *Refreshing) Reads() []db.Statement {
	var out []db.Statement
	for _, s := range r.ahead {
		out = append(out, s.read())
	}
	return out
}

// Finish makes the rows. written is what was written since Reads.
func (r *Refreshing) Finish(t *db.Tx, written []record.Record) (err error) {
	defer errs.Wrap(&err, "refresh")
	merged := func(s *sight) bool { return s.into != "" }
	var statements []db.Statement
	if r.ahead != nil && !slices.ContainsFunc(r.ahead, merged) {
		for _, s := range r.ahead {
			var own []record.Record
			for _, w := range written {
				if w.Subject == s.subject {
					own = append(own, w)
				}
			}
			if statements, err = r.lists.align(statements, s, own); err != nil {
				return err
			}
		}
		return t.Batch(statements)
	}
	subjects, err := r.concerned(t)
	if err != nil {
		return err
	}
	for _, subject := range subjects {
		s := &sight{subject: subject}
		if err := t.Batch([]db.Statement{s.read()}); err != nil {
			return fmt.Errorf("%s: %w", subject, err)
		}
		if merged(s) { // its records are told with the survivor's
			s.story = ""
		}
		if statements, err = r.lists.align(statements, s, nil); err != nil {
			return err
		}
	}
	return t.Batch(statements)
}

// concerned brings the aliases in line with the merges that were written, and says whose rows change.
func (r *Refreshing) concerned(t *db.Tx) ([]string, error) {
	var subjects []string
	add := func(s string) {
		if !slices.Contains(subjects, s) {
			subjects = append(subjects, s)
		}
	}
	for _, tc := range r.touched {
		if tc.Merge {
			before, after, err := realias(t, tc.Subject)
			if err != nil {
				return nil, err
			}
			add(tc.Subject)
			for _, s := range append(before, after...) {
				add(s)
			}
			continue
		}
		s, err := story.Canonical(t, tc.Subject)
		if err != nil {
			return nil, err
		}
		add(s)
	}
	return subjects, nil
}

// realias brings the alias row of a subject in line with its own merge record, and says which survivors are concerned. It fails with
// errs.Conflict where the merge would lead back to the subject: a merge that comes back because its parting was undone, after the other
// record had been merged into this one.
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
		survivor, err := story.Canonical(t, m.Body.Into)
		if err != nil {
			return nil, nil, err
		}
		if survivor == subject {
			return nil, nil, errs.New(errs.Conflict, "The other record was merged into this one in the meantime, so this one cannot be merged into it. Part them first. Nothing was changed")
		}
		if _, err := t.Exec("insert into alias (subject, into_subject) values ($1, $2)", subject, m.Body.Into); err != nil {
			return nil, nil, err
		}
	}
	now, err := story.Canonical(t, subject)
	return []string{old}, []string{now}, err
}

// align adds the statements that bring the rows of a subject in line with its story, in which the newest versions are those written.
// Lists whose rows are the same are left alone.
func (ls Lists) align(out []db.Statement, s *sight, written []record.Record) ([]db.Statement, error) {
	before, err := story.Unpack(s.subject, s.story)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.subject, err)
	}
	after := before.With(written)
	have := map[string]string{}
	for state := range strings.FieldsSeq(s.states) {
		list, hash, _ := strings.Cut(state, "=")
		have[list] = hash
	}
	for _, l := range ls {
		if len(written) > 0 && l.Same != nil && have[l.Table] != "" && l.Same(before, after) {
			continue
		}
		rows, want := l.rowsOf(after)
		if have[l.Table] == want {
			continue
		}
		if gone, fresh, ok := l.changes(before, rows, have[l.Table]); ok {
			out = append(append(out, gone...), l.insert(fresh)...)
		} else {
			if have[l.Table] != "" {
				out = append(out, db.Statement{Text: "delete from " + l.Table + " where subject = $1", Args: []any{s.subject}})
			}
			out = append(out, l.insert(rows)...)
		}
		out = append(out, setState(s.subject, l.Table, want))
	}
	return out, nil
}

// changes is what must be deleted and inserted where only the rows that differ are written; ok says that the table holds the rows of the story before, as far
// as their fingerprint tells: not so after a release that changed how they are made.
func (l List) changes(before story.Story, rows [][]any, have string) (gone []db.Statement, fresh [][]any, ok bool) {
	if !l.Apart || have == "" {
		return nil, nil, false
	}
	old, hash := l.rowsOf(before)
	if hash != have {
		return nil, nil, false
	}
	stays := make(map[string]bool, len(rows)) // by form: whether it was there
	for _, r := range rows {
		stays[keyOf(r)] = false
	}
	where := ""
	for i, c := range l.Columns[:l.Key] {
		where += fmt.Sprintf(" and %s = $%d", c, i+1)
	}
	for _, r := range old {
		form := keyOf(r)
		if _, ok := stays[form]; ok {
			stays[form] = true
			continue
		}
		gone = append(gone, db.Statement{Text: "delete from " + l.Table + " where" + strings.TrimPrefix(where, " and"), Args: r[:l.Key]})
	}
	for _, r := range rows {
		if !stays[keyOf(r)] {
			fresh = append(fresh, r)
		}
	}
	return gone, fresh, true
}

// rowsOf gives the rows of a story in a fixed order, each key once, and their fingerprint: "" when there are none.
func (l List) rowsOf(s story.Story) (rows [][]any, fingerprint string) {
	if s.Empty() {
		return nil, ""
	}
	made := l.Rows(s)
	if len(made) == 0 {
		return nil, ""
	}
	type place struct{ row, start, key, end int } // of a row's form in forms; its key comes first
	places := make([]place, len(made))
	forms := make([]byte, 0, 64*len(made))
	for i, r := range made {
		for j, v := range r {
			if n, ok := v.(int); ok {
				r[j] = int64(n)
			}
		}
		p := place{row: i, start: len(forms)}
		forms = appendForm(forms, r[:l.Key])
		p.key = len(forms)
		forms = appendForm(forms, r[l.Key:])
		p.end = len(forms)
		places[i] = p
	}
	key := func(p place) []byte { return forms[p.start:p.key] }
	slices.SortFunc(places, func(a, b place) int {
		if c := bytes.Compare(key(a), key(b)); c != 0 {
			return c
		}
		return a.row - b.row
	})
	h := sha256.New()
	rows = make([][]any, 0, len(made))
	for i, p := range places {
		if i > 0 && bytes.Equal(key(p), key(places[i-1])) {
			continue
		}
		rows = append(rows, made[p.row])
		h.Write(forms[p.start:p.end]) // never fails
	}
	return rows, hex.EncodeToString(h.Sum(nil)[:16])
}

// keyOf gives values one form of text.
func keyOf(vals []any) string { return string(appendForm(nil, vals)) }

// appendForm: each value begins with its type, and text with its length, so that no two lists of values share one form.
func appendForm(b []byte, vals []any) []byte {
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
	return b
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
