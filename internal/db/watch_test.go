package db_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
)

// Watched tells of every statement of its context and of no other's, with the rows that it gave.
func TestWatched(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := e.Open(t)
		type said struct{ times, rows int }
		got := map[string]said{}
		ctx := db.Watched(t.Context(), func(text string, rows int) { got[text] = said{got[text].times + 1, got[text].rows + rows} })
		const each, one, both = "select n from told order by n", "select max(n) from told", "select n from told where n > $1"
		ask := func(tx *db.Tx) error {
			var n int64
			if _, err := db.Column[int64](tx, each); err != nil {
				return err
			}
			if err := tx.Row(one, nil, &n); err != nil {
				return err
			}
			row := func(scan db.Scan) error { return scan(&n) }
			return tx.Batch([]db.Statement{{Text: both, Args: []any{1}, Row: row}, {Text: both, Args: []any{9}, Row: row}})
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec("create table told (n bigint primary key)"); err != nil {
				return err
			}
			_, err := tx.Exec("insert into told values (1), (2), (3)")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Read(ctx, ask); err != nil {
			t.Fatal(err)
		}
		if err := d.Read(t.Context(), ask); err != nil {
			t.Fatal(err)
		}
		want := map[string]said{each: {1, 3}, one: {1, 1}, both: {2, 2}}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(said{})); diff != "" {
			t.Error(diff)
		}
	})
}
