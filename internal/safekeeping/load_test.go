package safekeeping_test

import (
	"errors"
	"fmt"
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

// deeds are what several people recorded over two days: children, a correction, a withdrawal, a merge.
func deeds(n int) []safekeeping.Deed {
	at := time.Date(2025, 2, 28, 9, 0, 0, 0, time.UTC)
	subject := func(i int) string { return fmt.Sprintf("child:load-%03d", i) }
	id := func(i int) string { return fmt.Sprintf("record-%03d", i) }
	var out []safekeeping.Deed
	add := func(why string, changes ...record.Change) {
		at = at.Add(time.Minute)
		out = append(out, safekeeping.Deed{At: at, Actor: "worker:2", Why: why, Changes: changes})
	}
	for i := range n {
		add("Add a child", record.New(id(i), subject(i), child(fmt.Sprint("Adaeze ", i))), record.New(id(i)+"-a", subject(i), record.Address{Lines: []string{"1 Hill Road"}, Postcode: "N16 5AA"}))
	}
	add("Correct a child's details", record.Change{ID: id(0), Subject: subject(0), Base: 1, Body: child("Ngozi")})
	add("Remove an address", record.Change{ID: id(1) + "-a", Subject: subject(1), Base: 1, Body: record.Address{Lines: []string{"1 Hill Road"}, Postcode: "N16 5AA"}, Withdraw: true})
	add("Merge two records", record.New("merge-1", subject(2), record.Merge{Into: subject(0), Reason: "Same date of birth and school"}))
	return out
}

func (h house) load(t *testing.T, all []safekeeping.Deed) (int64, error) {
	t.Helper()
	command := 0
	return h.keeper.Load(t.Context(), func() string { command++; return fmt.Sprint("command-", command) }, func() (safekeeping.Deed, error) {
		if len(all) == 0 {
			return safekeeping.Deed{}, nil
		}
		d := all[0]
		all = all[1:]
		return d, nil
	}, nil)
}

// A load leaves the same records and rows as the same commands one by one, and a journal that verifies: the first one, whether what it wrote is held
// until its end or read back, and a later one.
func TestALoadIsTheSameAsItsCommands(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		single := newHouse(t, commandtest.New(t, freshURL(t, d), lists))
		for _, deed := range append(deeds(5)[:5], deeds(1200)[1200:]...) { // one by one is slow: those that anything happens to
			_, err := single.Do(t.Context(), access.Actor{ID: deed.Actor}, deed.Why, func(*command.Tx) ([]record.Change, error) { return deed.Changes, nil })
			if err != nil {
				t.Fatal(err)
			}
		}
		for name, prepare := range map[string]func(house){
			"first":            func(house) {},
			"first, read back": func(h house) { h.keeper.Hold = 1000 },
			"later":            func(h house) { h.do(t, "before", record.New("there-already", "child:there", child("Already"))) },
		} {
			loaded := newHouse(t, commandtest.New(t, freshURL(t, d), lists))
			prepare(loaded)
			n, err := loaded.load(t, deeds(1200)) // more than one batch
			if err != nil || n != int64(2*1200+3) {
				t.Fatalf("%s: %d loaded: %v", name, n, err)
			}
			if rep := loaded.verify(t); rep.Err() != nil {
				t.Fatalf("%s: after a load: %v", name, rep.Faults[:min(5, len(rep.Faults))])
			}
			for i := range 5 {
				subject := fmt.Sprintf("child:load-%03d", i)
				if diff := cmp.Diff(rowsOf(t, single, subject), rowsOf(t, loaded, subject)); diff != "" {
					t.Errorf("%s: %s: commands (-), load (+):\n%s", name, subject, diff)
				}
			}
			after := loaded.do(t, "afterwards", record.Change{ID: "record-004", Subject: "child:load-004", Base: 1, Body: child("Later")})
			if rep := loaded.verify(t); rep.Err() != nil || after.Entries[0].Version != 2 {
				t.Errorf("%s: a command after a load: %v", name, rep.Faults)
			}
		}
	})
}

// A load that fails leaves nothing: not at its first deed, nor in a later batch; and so does the first load of all.
func TestALoadIsWholeOrNothing(t *testing.T) {
	commandtest.Each(t, lists, func(t *testing.T, d *commandtest.Desk) {
		later, first := newHouse(t, d), newHouse(t, commandtest.New(t, freshURL(t, d), lists))
		later.fill(t)
		for which, h := range map[string]house{"later": later, "first": first} {
			before := h.checkpoint(t)
			wrong := map[string]func([]safekeeping.Deed){
				"a version that is not there": func(all []safekeeping.Deed) { all[len(all)-1].Changes[0].Base = 7 },
				"a record twice":              func(all []safekeeping.Deed) { all[len(all)-1] = all[0] },
				"a body that is not valid": func(all []safekeeping.Deed) {
					all[700].Changes[0].Body = record.CarePeriod{Started: record.Child{}.Birth, Ceased: "no such code"}
				},
			}
			for name, spoil := range wrong {
				all := deeds(800)
				spoil(all)
				if _, err := h.load(t, all); err == nil {
					t.Errorf("%s, %s: it was loaded", which, name)
				}
				if after := h.checkpoint(t); fmt.Sprint(after.Trees) != fmt.Sprint(before.Trees) {
					t.Errorf("%s, %s: the journal is another: %v", which, name, after.Trees)
				}
				if rep := h.verify(t, before); rep.Err() != nil {
					t.Errorf("%s, %s: %v", which, name, rep.Faults)
				}
			}
			broken := errors.New("the source ended too soon")
			_, err := h.keeper.Load(t.Context(), h.NewID, func() (safekeeping.Deed, error) { return safekeeping.Deed{}, broken }, nil)
			if !errors.Is(err, broken) || errs.Of(err) == errs.Busy {
				t.Errorf("%s: a source that fails: %v", which, err)
			}
		}
		if n, err := first.load(t, deeds(3)); err != nil || n != 9 {
			t.Errorf("after loads that failed, %d were loaded: %v", n, err)
		}
	})
}

// rowsOf is what tables hold about a subject, without what differs by time and place.
func rowsOf(t *testing.T, h house, subject string) (out []string) {
	t.Helper()
	err := h.DB.Read(t.Context(), func(tx *db.Tx) error {
		for _, q := range []string{
			"select id, kind, version, actor, withdrawn, body from record where subject = $1 order by id",
			"select kind, value, '', '', '', '' from search_key where subject = $1 order by kind, value",
			"select into_subject, '', '', '', '', '' from alias where subject = $1",
			"select list, hash, '', '', '', '' from derived_state where subject = $1 order by list",
		} {
			if err := tx.EachRow(func(_ []string, vals []any) error { out = append(out, fmt.Sprintf("%s", vals)); return nil }, q, subject); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("%s: %v", subject, err)
	}
	return out
}
