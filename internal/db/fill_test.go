package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
)

// kinds are the kinds of tables that there are: numbered by a column, numbered by SQLite, in the order of a key of all columns or of some.
const kinds = `
create table numbered (seq integer primary key, name text not null, body bytea not null);
create unique index numbered_name on numbered (name, seq);
create trigger numbered_fixed before update on numbered begin select raise(abort, 'fixed'); end;
create table plain (id text not null, n bigint, yes boolean not null, body json not null);
create unique index plain_id on plain (id);
create index plain_n on plain (n, id);
create index plain_first on plain (n, yes) where id = '0/0';
create table keyed (id text primary key, n bigint);
create table sorted (subject text not null, kind text not null, value text not null, primary key (subject, kind, value)) without rowid;
create index sorted_value on sorted (kind, value, subject);
create index sorted_empty on sorted (value) WHERE KIND='';
create table state (n bigint not null, hash bytea not null, list text not null, primary key (list, n)) without rowid;
create table untouched (id text primary key);
create view names as select name from numbered;`

var kindColumns = map[string][]string{
	"numbered": {"seq", "name", "body"}, "plain": {"id", "n", "yes", "body"}, "keyed": {"n", "id"}, "sorted": {"subject", "kind", "value"}, "state": {"n", "hash", "list"},
	"untouched": {"id"},
}

var kindTables = []string{"keyed", "numbered", "plain", "sorted", "state", "untouched"}

// Tables that a first load fills as whole trees hold what the same rows hold that are written one by one, in every order that an index has them; SQLite finds no
// fault in them, and they can be written to, emptied and filled again.
func TestFilledTablesHoldTheirRows(t *testing.T) {
	d := dbtest.Open(t, dbtest.Engines(t)[0].URL(t))
	must(t, d.Write(t.Context(), func(tx *db.Tx) error { return runAll(tx, strings.Split(kinds, ";\n")...) }))
	rapid.Check(t, func(r *rapid.T) {
		most := rapid.SampledFrom([]int{3, 20, 150}).Draw(r, "rows")
		text := rapid.OneOf(rapid.StringMatching(`(child|adult):[0-9a-f]{0,40}`), rapid.String(), rapid.SampledFrom([]string{"", "a", "a\x00", "a\x00b", strings.Repeat("long ", 900)}))
		number := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-300, 300))
		rows := map[string][][]any{}
		seq := rapid.Int64Range(0, 1<<40).Draw(r, "first")
		for i := range rapid.IntRange(0, most).Draw(r, "numbered") {
			seq += int64(1 + i%3)
			rows["numbered"] = append(rows["numbered"], []any{seq, text.Draw(r, "name"), make([]byte, rapid.SampledFrom([]int{0, 1, 60, 600, 4000, 9000}).Draw(r, "bytes"))})
		}
		for i := range rapid.IntRange(0, most).Draw(r, "plain") {
			var n any
			if i%5 > 0 {
				n = number.Draw(r, "n")
			}
			rows["plain"] = append(rows["plain"], []any{fmt.Sprint(i*7919%10007, "/", i), n, i%2 == 0, `{"words":"` + strings.Repeat("x", rapid.IntRange(0, 3000).Draw(r, "length")) + `"}`})
		}
		keys := map[string]bool{}
		for range rapid.IntRange(0, most).Draw(r, "sorted") {
			a, b, c := text.Draw(r, "a"), text.Draw(r, "b"), text.Draw(r, "c")
			if k := fmt.Sprintf("%q %q %q", a, b, c); !keys[k] {
				keys[k] = true
				rows["sorted"] = append(rows["sorted"], []any{a, b, c})
			}
			if !keys[a] {
				keys[a] = true
				rows["keyed"] = append(rows["keyed"], []any{number.Draw(r, "n"), a})
				rows["state"] = append(rows["state"], []any{number.Draw(r, "n"), []byte(b), a})
			}
		}
		fill := func(tx *db.Tx) error {
			return tx.Refill(kindTables, func() error { return bulkAll(tx, rows) })
		}
		must(t, d.Write(t.Context(), fill))
		want := everything(t, d)
		for range 2 { // the second time they are not empty
			must(t, d.WriteAlone(t.Context(), func(tx *db.Tx) error {
				if err := fill(tx); err != nil {
					return err
				}
				_, err := tx.Exec("insert into untouched (id) values ('after'), ('" + strings.Repeat("z", 9000) + "')")
				return err
			}))
			sound(t, d)
			if n := len(rows["numbered"]); n > 0 {
				must(t, d.Write(t.Context(), func(tx *db.Tx) error {
					if _, err := tx.Exec("update numbered set name = 'new'"); err == nil || !strings.Contains(err.Error(), "fixed") {
						t.Errorf("the trigger is gone: %v", err)
					}
					return nil
				}))
			}
			must(t, d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec("delete from untouched")
				return err
			}))
			if diff := cmp.Diff(want, everything(t, d)); diff != "" {
				r.Fatal(diff)
			}
		}
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { // trees are SQLite's own from now on
			return runAll(tx, "delete from sorted where kind > 'b'", "delete from plain where yes", "update plain set body = '{}'", "insert into numbered select null, id, id from plain")
		}))
		sound(t, d)
	})
}

func runAll(tx *db.Tx, texts ...string) error {
	for _, q := range texts {
		if _, err := tx.Exec(q); err != nil {
			return err
		}
	}
	return nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func bulkAll(tx *db.Tx, rows map[string][][]any) error {
	for _, table := range kindTables {
		i := -1
		if _, err := tx.Bulk(table, kindColumns[table], func() ([]any, error) {
			if i++; i == len(rows[table]) {
				return nil, nil
			}
			return rows[table][i], nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// everything is what tables hold as they lie and as each index has them.
func everything(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	must(t, d.Read(t.Context(), func(tx *db.Tx) error {
		for name, q := range map[string]string{
			"numbered": "select seq, name, body from numbered not indexed", "numbered_name": "select name, seq from numbered indexed by numbered_name order by name, seq",
			"plain": "select id, n, typeof(n), yes, body, body->>'words' from plain not indexed", "plain_id": "select id from plain indexed by plain_id order by id",
			"plain_n": "select n, id from plain indexed by plain_n order by n, id", "plain_first": "select n, yes from plain indexed by plain_first where id = '0/0'",
			"sorted_empty": "select value, subject from sorted indexed by sorted_empty where kind = '' order by value, subject", "keyed": "select id, n from keyed not indexed", "keyed's": "select id from keyed order by id",
			"sorted": "select subject, kind, value from sorted not indexed", "sorted_value": "select kind, value, subject from sorted indexed by sorted_value order by kind, value, subject",
			"state": "select list, n, hash from state", "untouched": "select id from untouched", "names": "select name from names",
			"schema": "select type, name, tbl_name, sql from sqlite_schema order by name",
		} {
			if err := tx.EachRow(func(_ []string, vals []any) error {
				out[name] = append(out[name], fmt.Sprintf("%q", vals))
				return nil
			}, q); err != nil {
				return err
			}
		}
		return nil
	}))
	return out
}

// sound has SQLite look for faults in the file.
func sound(t *testing.T, d *db.DB) {
	t.Helper()
	must(t, d.Read(t.Context(), func(tx *db.Tx) error {
		damage, _, err := tx.CheckStorage()
		if len(damage) > 0 {
			t.Fatalf("SQLite says %v", damage)
		}
		return err
	}))
}

// What cannot be kept is refused, and nothing is left of the load: a key that is there twice, a value that is missing or of another kind, a number out of order,
// and whatever would write beside the trees.
func TestFillingRefuses(t *testing.T) {
	d := dbtest.Open(t, dbtest.Engines(t)[0].URL(t))
	must(t, d.Write(t.Context(), func(tx *db.Tx) error { return runAll(tx, strings.Split(kinds, ";\n")...) }))
	row := func(vals ...any) [][]any { return [][]any{vals} }
	plain := row("a", 1, true, "{}")
	for name, c := range map[string]struct {
		rows map[string][][]any
		then string
		want string
	}{
		"an id twice":          {rows: map[string][][]any{"plain": append(plain, plain...)}, want: "twice (plain_id)"},
		"a key twice":          {rows: map[string][][]any{"sorted": append(row("a", "b", "c"), row("a", "b", "c")...)}, want: "twice (sorted)"},
		"a number twice":       {rows: map[string][][]any{"numbered": append(row(1, "b", []byte{}), row(1, "c", []byte{})...)}, want: "row 1 comes after row 1"},
		"no value":             {rows: map[string][][]any{"plain": row("a", 1, nil, "{}")}, want: "the column yes must have a value"},
		"no bytes":             {rows: map[string][][]any{"numbered": row(1, "b", []byte(nil))}, want: "the column body must have a value"},
		"a number for a text":  {rows: map[string][][]any{"plain": row(7, 1, true, "{}")}, want: "the column id is for text"},
		"a text for a number":  {rows: map[string][][]any{"plain": row("a", "7", true, "{}")}, want: "the column n is not for text"},
		"too few values":       {rows: map[string][][]any{"plain": row("a", 1, true)}, want: "3 values for 4 columns"},
		"a fraction":           {rows: map[string][][]any{"plain": row("a", 1.5, true, "{}")}, want: "float64"},
		"a row beside":         {rows: map[string][][]any{"plain": plain}, then: "insert into untouched (id) values ('x')", want: "nothing else can be written"},
		"a table that is lost": {rows: map[string][][]any{"plain": plain}, then: "drop table keyed", want: "nothing else can be written"},
	} {
		t.Run(name, func(t *testing.T) {
			err := d.WriteAlone(t.Context(), func(tx *db.Tx) error {
				return tx.Fill(kindTables, func() error {
					err := bulkAll(tx, c.rows)
					if err == nil && c.then != "" {
						_, err = tx.Exec(c.then)
					}
					return err
				})
			})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
			if strings.Contains(c.want, "(") && errs.Of(err) != errs.Conflict {
				t.Errorf("%v is no conflict", err)
			}
			if all := everything(t, d); len(all) != 1 || len(all["schema"]) != 16 {
				t.Errorf("something is left: %v", all)
			}
			sound(t, d)
		})
	}
}

// Tables that only SQLite can fill are filled by SQLite, with all that belongs to them.
func TestFillingIsLeftToSQLite(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"another order of letters": {"create table thing (id text primary key collate nocase, n bigint)", "a B"},
		"backwards":                {"create table thing (id text, n bigint); create index i on thing (id desc)", "B a"},
		"some rows only":           {"create table thing (id text, n bigint); create index i on thing (id) where n > 1", "B a"},
		"some letters only":        {"create table thing (id text collate nocase, n bigint); create index i on thing (n) where id = 'b'", "B a"},
		"rows with a number":       {"create table thing (id text, n bigint); create index i on thing (id) where n = '1'", "B a"},
		"two conditions":           {"create table thing (id text, n bigint); create index i on thing (id) where n > 1 and id = 'a'", "B a"},
		"an expression":            {"create table thing (id text, n bigint); create index i on thing (n + 1)", "B a"},
		"a value of its own":       {"create table thing (id text, n bigint, more text default 'x')", "B a"},
		"a trigger":                {"create table thing (id text, n bigint); create trigger x after insert on thing begin update thing set id = upper(new.id) where id = new.id; end", "B A"},
		"broken numbers":           {"create table thing (id text, n real)", "B a"},
		"rows already":             {"create table thing (id text, n bigint); insert into thing values ('z', 1)", "z B a"},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t, dbtest.Engines(t)[0].URL(t))
			must(t, d.Write(t.Context(), func(tx *db.Tx) error {
				return runAll(tx, strings.SplitAfterN(strings.Replace(c.text, "; ", ";\n", 1), ";\n", 2)...)
			}))
			must(t, d.WriteAlone(t.Context(), func(tx *db.Tx) error {
				return tx.Fill([]string{"thing"}, func() error {
					rows := [][]any{{"B", 1}, {"a", 2}, nil}
					_, err := tx.Bulk("thing", []string{"id", "n"}, func() ([]any, error) {
						r := rows[0]
						rows = rows[1:]
						return r, nil
					})
					return err
				})
			}))
			var got []string
			must(t, d.Read(t.Context(), func(tx *db.Tx) (err error) {
				got, err = db.Column[string](tx, "select id from thing")
				return err
			}))
			slices.Sort(got)
			want := strings.Fields(c.want)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			sound(t, d)
		})
	}
}
