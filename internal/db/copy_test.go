package db_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
)

// TestCopy copies a database while it is written to: the copy opens, is consistent, and an older file is never overwritten.
func TestCopy(t *testing.T) {
	t.Parallel()
	for _, e := range dbtest.Engines(t) {
		t.Run(e.Name, func(t *testing.T) {
			d := e.Open(t)
			to := filepath.Join(t.TempDir(), "it's a copy.db")
			if !e.SQLite() {
				if err := d.Copy(t.Context(), to); errs.Of(err) != errs.Invalid {
					t.Errorf("a copy of PostgreSQL: %v", err)
				}
				return
			}
			write := func(qs ...string) {
				t.Helper()
				if err := d.Write(t.Context(), func(tx *db.Tx) error {
					for _, q := range qs {
						if _, err := tx.Exec(q); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
			write("create table one (id integer primary key)", "create table two (id integer primary key)")
			ctx, stop := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			wg.Go(func() {
				for ctx.Err() == nil { // both or none
					write("insert into one default values", "insert into two default values")
				}
			})
			err := d.Copy(t.Context(), to)
			stop()
			wg.Wait()
			if err != nil {
				t.Fatal(err)
			}
			c := dbtest.Open(t, to)
			var one, two int
			if err := c.Read(t.Context(), func(tx *db.Tx) error {
				return tx.Row("select (select count(*) from one), (select count(*) from two)", nil, &one, &two)
			}); err != nil || one != two {
				t.Errorf("the copy has %d and %d rows: %v", one, two, err)
			}
			if err := d.Copy(t.Context(), to); errs.Of(err) != errs.Conflict {
				t.Errorf("an older copy was overwritten: %v", err)
			}
			// The connection that copied is not given to a reader.
			for range 20 {
				if err := d.Read(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec("delete from one"); return err }); err == nil {
					t.Fatal("a reader may write")
				}
			}
		})
	}
}
