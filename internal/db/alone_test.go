package db_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
)

// A first load is all or nothing and durable on both engines, and afterwards the database is as it always is.
func TestWriteAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := fresh(t, e)
		start := count(t, d)
		broken := errors.New("broken off")
		for _, fails := range []error{broken, nil} {
			err := d.WriteAlone(t.Context(), func(tx *db.Tx) error { return errors.Join(pile(tx, 500), fails) })
			if !errors.Is(err, fails) {
				t.Fatal(err)
			}
			if fails != nil && count(t, d) != start {
				t.Errorf("a load that was broken off left %d rows", count(t, d)-start)
			}
		}
		if count(t, d) != start+500 {
			t.Errorf("%d rows are there", count(t, d))
		}
		if e.Name != "sqlite" {
			return
		}
		for pragma, want := range map[string]string{"journal_mode": "wal", "secure_delete": "1", "cache_size": "-16000", "busy_timeout": "10000", "synchronous": "2"} {
			if err := d.Write(t.Context(), func(tx *db.Tx) error {
				got, err := db.Column[any](tx, "pragma "+pragma)
				if err == nil && fmt.Sprint(got...) != want {
					t.Errorf("afterwards %s is %v, not %s", pragma, got, want)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Where a file is open elsewhere, or is being read, a first load is a write like any other, and nobody waits.
func TestWriteAloneInCompany(t *testing.T) {
	e := dbtest.Engines(t)[0]
	url := e.URL(t)
	d, other := dbtest.Open(t, url), dbtest.Open(t, url)
	make1(t, d)
	began := time.Now()
	if err := other.Read(t.Context(), func(tx *db.Tx) error {
		if _, err := db.Column[string](tx, "select id from thing"); err != nil {
			return err
		}
		return d.WriteAlone(t.Context(), func(tx *db.Tx) error { return pile(tx, 10) })
	}); err != nil || count(t, other) != 10 {
		t.Errorf("beside another program: %v, %d rows", err, count(t, other))
	}
	if err := d.Read(t.Context(), func(*db.Tx) error {
		return d.WriteAlone(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("delete from thing")
			return err
		})
	}); err != nil || count(t, d) != 0 {
		t.Errorf("beside a reader: %v, %d rows", err, count(t, d))
	}
	if took := time.Since(began); took > 9*time.Second {
		t.Errorf("somebody was waited for: %v", took)
	}
}

// What a program that was killed in the middle of a first load leaves is put right by the next who opens the file: nothing was loaded.
func TestWriteAloneKilled(t *testing.T) {
	url := filepath.Join(t.TempDir(), "a.db")
	d := dbtest.Open(t, url)
	make1(t, d)
	left := filepath.Join(t.TempDir(), "b.db")
	err := d.WriteAlone(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec("pragma cache_size = 10"); err != nil { // so that pages go to the file before the end
			return err
		}
		if err := pile(tx, 5000); err != nil {
			return err
		}
		for _, tail := range []string{"", "-journal"} { // what is on the disk now
			b, err := os.ReadFile(url + tail)
			if err != nil {
				return err
			}
			if err := os.WriteFile(left+tail, b, 0o600); err != nil {
				return err
			}
			if tail == "" && len(b) < 100_000 {
				t.Errorf("only %d bytes were written by then: the test shows nothing", len(b))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	after := dbtest.Open(t, left)
	if n := count(t, after); n != 0 {
		t.Errorf("%d rows are left of a load that never ended", n)
	}
	if err := after.Read(t.Context(), func(tx *db.Tx) error {
		damage, _, err := tx.CheckStorage()
		if len(damage) > 0 {
			t.Errorf("%v", damage)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func make1(t *testing.T, d *db.DB) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("create table thing (id text primary key, n bigint, raw bytea)")
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func pile(tx *db.Tx, rows int) error {
	i := -1
	_, err := tx.Bulk("thing", []string{"id", "n", "raw"}, func() ([]any, error) {
		if i++; i == rows {
			return nil, nil
		}
		return []any{fmt.Sprintf("pile/%05d", i), int64(i), make([]byte, 40)}, nil
	})
	return err
}
