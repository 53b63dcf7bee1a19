package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
)

func fresh(t *testing.T, e dbtest.Engine) *db.DB {
	t.Helper()
	d := e.Open(t)
	if err := d.Migrate(t.Context(), db.Migrations{Name: "t", FS: fstest.MapFS{
		"0001.sql": {Data: []byte("create table thing (id text primary key, n bigint not null check (n >= 0), flag boolean, raw bytea, body jsonb);\n-- +sqlite\ninsert into thing (id, n) values ('sqlite', 1);\n-- +postgres\ninsert into thing (id, n) values ('postgres', 1);\n-- +both\n")},
	}}); err != nil {
		t.Fatal(err)
	}
	return d
}

func count(t *testing.T, d *db.DB) int {
	t.Helper()
	n := 0
	if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.Row("select count(*) from thing", nil, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAWriteIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := fresh(t, e)
		boom := errors.New("boom")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec("insert into thing (id, n) values ($1, $2)", "a", 1); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || count(t, d) != 1 {
			t.Errorf("err %v, %d rows", err, count(t, d))
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = d.Write(t.Context(), func(tx *db.Tx) error {
				if _, err := tx.Exec("insert into thing (id, n) values ('b', 1)"); err != nil {
					return err
				}
				panic("mid-write")
			})
		}()
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows after a panic", n)
		}
	})
}

func TestKindsOfFailure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := fresh(t, e)
		write := func(q string, args ...any) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(q, args...); return err })
		}
		if err := write("insert into thing (id, n) values ('x', 1)"); err != nil {
			t.Fatal(err)
		}
		if err := write("insert into thing (id, n) values ('x', 2)"); errs.Of(err) != errs.Conflict {
			t.Errorf("same key: %v", err)
		}
		if err := d.Read(t.Context(), func(tx *db.Tx) error { var n int; return tx.Row("select n from thing where id = 'none'", nil, &n) }); errs.Of(err) != errs.NotFound {
			t.Errorf("no row: %v", err)
		}
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("insert into thing (id, n) values ('y', 1)")
			return err
		})
		if err == nil {
			t.Error("a reader could write")
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if err := d.Write(ctx, func(*db.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
}

func TestValuesComeBackAsTheyWent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := fresh(t, e)
		raw := []byte{0, 1, 255, 'a'}
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("insert into thing (id, n, flag, raw, body) values ($1, $2, $3, $4, $5)", "é\"'", 1<<40, true, raw, `{"a":[1,2],"b":"ü"}`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			var n int64
			var flag bool
			var back, body []byte
			if err := tx.Row("select n, flag, raw, body from thing where id = $1", []any{"é\"'"}, &n, &flag, &back, &body); err != nil {
				return err
			}
			if n != 1<<40 || !flag || string(back) != string(raw) || !strings.Contains(string(body), "ü") {
				t.Errorf("%d %v %v %s", n, flag, back, body)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestBulk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := fresh(t, e)
		i := 0
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			i = 0
			n, err := tx.Bulk("thing", []string{"id", "n", "raw"}, func() ([]any, error) {
				if i++; i > 1000 {
					return nil, nil
				}
				return []any{fmt.Sprint(i), int64(i), []byte{byte(i)}}, nil
			})
			if err == nil && n != 1000 {
				t.Errorf("%d rows loaded", n)
			}
			return err
		})
		if err != nil || count(t, d) != 1001 {
			t.Errorf("%v, %d rows", err, count(t, d))
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Bulk("thing", []string{"id", "n"}, func() ([]any, error) { return nil, errors.New("bad line") })
			return err
		})
		if err == nil || count(t, d) != 1001 {
			t.Errorf("a failed load left %d rows: %v", count(t, d), err)
		}
	})
}

// Rows go several to a statement: none is lost or doubled at the end of one, and a row that is too short or not wanted leaves nothing.
func TestBulkOfAnyLength(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := fresh(t, e)
		cols := []string{"id", "n", "raw"}
		load := func(rows int, row func(i int) []any) (int64, error) {
			var n int64
			err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
				i := -1
				n, err = tx.Bulk("thing", cols, func() ([]any, error) {
					if i++; i == rows {
						return nil, nil
					}
					return row(i), nil
				})
				return err
			})
			return n, err
		}
		want := count(t, d)
		for _, rows := range []int{0, 1, 31, 32, 33, 64, 65} {
			n, err := load(rows, func(i int) []any { return []any{fmt.Sprint(rows, "/", i), int64(i), []byte{byte(i)}} })
			if want += rows; err != nil || n != int64(rows) || count(t, d) != want {
				t.Errorf("%d rows: %d loaded, %d are there of %d: %v", rows, n, count(t, d), want, err)
			}
		}
		for name, row := range map[string]func(i int) []any{
			"twice":     func(i int) []any { return []any{fmt.Sprint("same/", i%40), int64(i), []byte{}} },
			"too short": func(i int) []any { return []any{fmt.Sprint("short/", i), int64(i), []byte{}}[:3-i/40] },
		} {
			if _, err := load(50, row); err == nil || count(t, d) != want {
				t.Errorf("%s: %v, %d rows are there of %d", name, err, count(t, d), want)
			}
		}
	})
}

// TestManyWriters shows that concurrent writers neither fail nor lose a count.
func TestManyWriters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := fresh(t, e)
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("insert into thing (id, n) values ('sum', 0)")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 20 {
					if err := d.Write(t.Context(), func(tx *db.Tx) error {
						_, err := tx.Exec("update thing set n = n + 1 where id = 'sum'")
						return err
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		n := 0
		if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.Row("select n from thing where id = 'sum'", nil, &n) }); err != nil || n != 160 {
			t.Errorf("sum %d, %v", n, err)
		}
	})
}

func TestMigrateOnceAndRefuseAChangedFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := fresh(t, e)
		more := fstest.MapFS{
			"0001.sql": {Data: []byte("create table thing (id text)")},
		}
		if err := d.Migrate(t.Context(), db.Migrations{Name: "t", FS: more}); errs.Of(err) != errs.Conflict {
			t.Errorf("a changed file: %v", err)
		}
		if err := d.Migrate(t.Context(), db.Migrations{Name: "other", FS: fstest.MapFS{"0001.sql": {Data: []byte("create table second (id text);\nnonsense")}}}); err == nil {
			t.Error("nonsense was run")
		}
		if err := d.Migrate(t.Context(), db.Migrations{Name: "other", FS: fstest.MapFS{"0001.sql": {Data: []byte("create table second (id text)")}}}); err != nil {
			t.Errorf("a failed migration left something behind: %v", err)
		}
	})
}

func TestWhatIsNotADatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("this is a letter, not a database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err := db.Open(t.Context(), path); errs.Of(err) != errs.Invalid {
		t.Errorf("%v %v", d, err)
	}
	if _, err := db.Open(t.Context(), "postgres://nobody:secret@127.0.0.1:1/none?connect_timeout=1"); errs.Of(err) != errs.Busy || strings.Contains(errs.Text(err), "secret") {
		t.Errorf("%v", err)
	}
}

func TestCopyWhileWorkGoesOn(t *testing.T) {
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context(), db.Migrations{Name: "t", FS: fstest.MapFS{"1.sql": {Data: []byte("create table thing (id text)")}}}); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := d.Copy(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if err := d.Copy(t.Context(), to); errs.Of(err) != errs.Conflict {
		t.Errorf("overwritten: %v", err)
	}
	c, err := db.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if n := count(t, c); n != 0 {
		t.Errorf("%d rows", n)
	}
}
