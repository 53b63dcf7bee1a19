package db_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
)

// TestBatch: the statements of a batch run in order, and one that fails takes the whole transaction with it, by its name.
func TestBatch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := e.Open(t)
		batch := func(ss ...db.Statement) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return tx.Batch(ss) })
		}
		have := func() (out []string) {
			t.Helper()
			if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
				out, err = db.Column[string](tx, "select name from thing order by n")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return out
		}
		insert := func(n int, name string, raw []byte) db.Statement {
			return db.Statement{Text: "insert into thing (n, name, ok, raw, doc) values ($1, $2, $3, $4, $5)", Args: []any{n, name, true, raw, `{"a":1}`}}
		}
		if err := batch(db.Statement{Text: "create table thing (n bigint primary key, name text not null, ok boolean not null, raw bytea, doc jsonb)"}); err != nil {
			t.Fatal(err)
		}
		if err := batch(); err != nil {
			t.Errorf("an empty batch: %v", err)
		}
		err := batch(insert(1, "one", []byte{0, 255}), insert(2, "two", nil), db.Statement{Text: "update thing set name = name || $1", Args: []any{"!"}}, insert(3, "three", nil))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"one!", "two!", "three"}
		if diff := cmp.Diff(want, have()); diff != "" {
			t.Error(diff)
		}
		err = batch(insert(4, "four", nil), insert(3, "again", nil), insert(5, "five", nil))
		if errs.Of(err) != errs.Conflict {
			t.Errorf("a second row of one key: %v", err)
		}
		err = batch(insert(4, "four", nil), db.Statement{Text: "update nothing set x = 1"})
		if err == nil || !strings.Contains(err.Error(), "nothing") {
			t.Errorf("a table that is not there: %v", err)
		}
		if diff := cmp.Diff(want, have()); diff != "" {
			t.Errorf("after two batches that failed:\n%s", diff)
		}
	})
}
