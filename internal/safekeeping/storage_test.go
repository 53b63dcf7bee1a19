package safekeeping_test

import (
	"strings"
	"testing"

	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/record"
)

// TestVerifySeesWhatAnIndexLost writes a record past one of its indexes. No reading of the rows shows it: on SQLite the whole-file test of
// internal/house has the same; here it is PostgreSQL's, whose indexes are checked where the extension amcheck is, and else said not to be.
func TestVerifySeesWhatAnIndexLost(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		h := newHouse(t, d)
		h.fill(t)
		if h.DB.Engine() != "postgres" {
			if rep := h.verify(t); len(rep.Unchecked) != 0 {
				t.Errorf("not checked: %v", rep.Unchecked)
			}
			return
		}
		rep := h.verify(t)
		if rep.Err() != nil || len(rep.Unchecked) != 1 || !strings.Contains(rep.Unchecked[0], "create extension amcheck") {
			t.Errorf("without the extension: %v %v", rep.Faults, rep.Unchecked)
		}
		run := func(q string) error {
			return h.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(q); return err })
		}
		var available int
		err := h.DB.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row("select count(*) from pg_available_extensions where name = 'amcheck'", nil, &available)
		})
		if err != nil {
			t.Fatal(err)
		}
		if available == 0 {
			t.Skip("this PostgreSQL comes without the extension amcheck (Debian: it is in the package postgresql)")
		}
		if err := run("create extension amcheck"); err != nil {
			t.Fatal(err)
		}
		if rep := h.verify(t); rep.Err() != nil || len(rep.Unchecked) != 0 {
			t.Errorf("with the extension: %v %v", rep.Faults, rep.Unchecked)
		}
		if err := run("update pg_index set indisready = false where indexrelid = 'record_kind'::regclass"); err != nil {
			t.Fatal(err)
		}
		id := h.NewID()
		h.do(t, "Add a child", record.New(id, "child:"+h.NewID(), child("Unlisted")))
		if err := run("update pg_index set indisready = true where indexrelid = 'record_kind'::regclass"); err != nil {
			t.Fatal(err)
		}
		rep = h.verify(t)
		if len(rep.Faults) != 1 || rep.Faults[0].Record != id || rep.Faults[0].Place != "index record_kind of record" {
			t.Errorf("faults: %v", rep.Faults)
		}
		// An account that may not use the extension is told so.
		for _, q := range []string{"create role throughline_index_clerk", "grant all on all tables in schema public to throughline_index_clerk"} {
			if err := run(q); err != nil {
				t.Fatal(err)
			}
		}
		defer func() { // roles belong to the whole cluster
			for _, q := range []string{"drop owned by throughline_index_clerk", "drop role throughline_index_clerk"} {
				if err := run(q); err != nil {
					t.Error(err)
				}
			}
		}()
		err = h.DB.Read(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec("set local role throughline_index_clerk"); err != nil {
				return err
			}
			found, unchecked, err := tx.CheckStorage()
			if len(found) != 0 || len(unchecked) != 1 || !strings.Contains(unchecked[0], "grant execute") {
				t.Errorf("as a clerk: %v %v", found, unchecked)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
