package safekeeping_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/safekeeping"
)

// weeks are commands on top of deeds(n): a correction and another of it, somebody new, an address of a child who was merged before and one of the child who survived, and then, where
// merging is asked for, a merge with writes about both before and after it.
func weeks(merging bool) []safekeeping.Deed {
	at := time.Date(2025, 3, 10, 9, 0, 0, 0, time.UTC)
	var out []safekeeping.Deed
	add := func(changes ...record.Change) {
		at = at.Add(time.Hour)
		out = append(out, safekeeping.Deed{At: at, Actor: "worker:3", Why: "Later", Changes: changes})
	}
	address := func(id, subject, line string) record.Change {
		return record.New(id, subject, record.Address{Lines: []string{line}, Postcode: "N16 5AA"})
	}
	add(record.Change{ID: "record-003", Subject: "child:load-003", Base: 1, Body: child("Amaka")})
	add(address("new-1", "child:load-002", "2 Merged Row"), address("new-2", "child:load-000", "3 Survivor Street"))
	add(record.Change{ID: "record-003", Subject: "child:load-003", Base: 2, Body: child("Amara")}, record.New("fresh", "child:fresh", child("Fresh")))
	if merging {
		add(record.New("merge-2", "child:load-001", record.Merge{Into: "child:load-003", Reason: "The same child"}))
		add(address("new-3", "child:load-001", "4 Late Lane"), address("new-4", "child:load-003", "5 Late Lane"))
	}
	return out
}

// What is added at once leaves the same records and rows as the same commands one by one, with their times, and a journal that verifies: with merges that were there and with one that is added.
func TestAddIsTheSameAsItsCommands(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		for _, merging := range []bool{false, true} {
			single, added := newHouse(t, commandtest.New(t, freshURL(t, d), lists)), newHouse(t, commandtest.New(t, freshURL(t, d), lists))
			for _, h := range []house{single, added} {
				if _, err := h.load(t, deeds(5)); err != nil {
					t.Fatal(err)
				}
			}
			for _, deed := range weeks(merging) {
				if _, err := single.Do(t.Context(), access.Actor{ID: deed.Actor}, deed.Why, func(*command.Tx) ([]record.Change, error) { return deed.Changes, nil }); err != nil {
					t.Fatal(err)
				}
			}
			if err := added.keeper.Add(t.Context(), added.NewID, weeks(merging)); err != nil {
				t.Fatal(err)
			}
			for _, subject := range []string{"child:load-000", "child:load-001", "child:load-002", "child:load-003", "child:load-004", "child:fresh"} {
				if diff := cmp.Diff(rowsOf(t, single, subject), rowsOf(t, added, subject)); diff != "" {
					t.Errorf("merging %v: %s: commands (-), added (+):\n%s", merging, subject, diff)
				}
			}
			if rep := added.verify(t); rep.Err() != nil {
				t.Errorf("merging %v: %v", merging, rep.Faults)
			}
			var times []string
			if err := added.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
				times, err = db.Column[string](tx, "select distinct at from entry where actor = 'worker:3' order by at")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			var want []string
			for _, deed := range weeks(merging) {
				want = append(want, db.Instant(deed.At))
			}
			if diff := cmp.Diff(want, times); diff != "" {
				t.Errorf("the times of the commands (-) and of their entries (+):\n%s", diff)
			}
		}
	})
}

// Commands of which the last is refused leave nothing.
func TestAddIsWholeOrNothing(t *testing.T) {
	h := newHouse(t, commandtest.New(t, filepath.Join(t.TempDir(), "t.db"), lists))
	if _, err := h.load(t, deeds(5)); err != nil {
		t.Fatal(err)
	}
	before := h.checkpoint(t)
	all := weeks(true)
	all[len(all)-1].Changes[0].Base = 7
	if err := h.keeper.Add(t.Context(), h.NewID, all); errs.Of(err) != errs.Conflict {
		t.Errorf("a version that is not there: %v", err)
	}
	if after := h.checkpoint(t); fmt.Sprint(after.Trees) != fmt.Sprint(before.Trees) {
		t.Errorf("the journal is another: %v", after.Trees)
	}
	if rep := h.verify(t, before); rep.Err() != nil {
		t.Error(rep.Faults)
	}
}
