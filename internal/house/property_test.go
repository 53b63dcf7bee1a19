package house_test

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/db/dbtest"
	"throughline/internal/house"
	"throughline/internal/house/housetest"
	"throughline/internal/safekeeping"
)

// settled is a new house with the council in it.
func settled(t *testing.T, e dbtest.Engine) (*house.House, *housetest.Clock) {
	t.Helper()
	clock := housetest.NewClock()
	h := housetest.New(t, e.URL(t), clock.Now)
	if err := housetest.Settle(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	return h, clock
}

// TestRebuiltRowsEqualIncrementalRows: whatever commands of whatever room came, in any order, with corrections, undos, merges and
// unmerges, each through its own refresh: the rows are those that the journal alone makes, byte for byte (issue 2, must show 4).
func TestRebuiltRowsEqualIncrementalRows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		t.Parallel()
		const perHouse = 5 // histories in one database: making one costs more than a history
		histories, most, failed := 0, number(t, "THROUGHLINE_HISTORIES", 10), false
		var h *house.House
		var clock *housetest.Clock
		done, refused := map[string]int{}, map[string]int{}
		rapid.Check(t, func(rt *rapid.T) {
			// Each check is some hundred transactions and a rebuild: a handful a run, and as many as rapid likes where that is asked for.
			// It goes on, too, until each command that it must speak about was done: what is drawn decides what a history has.
			if histories >= most && !failed && len(undone(done)) == 0 {
				return
			}
			if histories%perHouse == 0 || failed {
				h, clock = settled(t, e)
			}
			histories++
			failed = true // unless it gets to the end
			hand := &housetest.Hand{House: h, Draw: housetest.Random(rapid.Uint64().Draw(rt, "seed")), Wait: clock.ThreeDays}
			names := housetest.Steps()
			if err := hand.Prepare(t.Context(), names[hand.Draw(len(names), "begin with")]); err != nil {
				rt.Fatal(err)
			}
			for range rapid.IntRange(15, 60).Draw(rt, "steps") {
				clock.At = clock.At.Add(time.Duration(hand.Draw(72, "hours")) * time.Hour)
				d := hand.Step(t.Context())
				switch {
				case d.Err == nil:
					done[d.Name]++
				case d.Refused():
					refused[d.Name]++
				default:
					rt.Fatalf("%s: %v", d.Name, d.Err)
				}
			}
			clean(rt, t.Context(), h)
			tables := append([]string{"record"}, housetest.Derived(h)...)
			before := dump(rt, t.Context(), h, tables...)
			if err := h.Keeper.Rebuild(t.Context(), nil); err != nil {
				rt.Fatal(err)
			}
			after := dump(rt, t.Context(), h, tables...)
			for _, table := range tables {
				if diff := cmp.Diff(before[table], after[table]); diff != "" {
					rt.Fatalf("%s (-incremental +rebuilt):\n%s", table, diff)
				}
			}
			failed = false
		})
		t.Logf("%d histories; done %v; refused %v", histories, done, refused)
		for _, name := range undone(done) {
			t.Errorf("no history had %q done: the property says nothing about it", name)
		}
	})
}

// undone names the commands that the property must speak about and that no history has had yet.
func undone(done map[string]int) (names []string) {
	for _, name := range []string{"merge", "undo", "correct a child", "create from a referral"} {
		if done[name] == 0 {
			names = append(names, name)
		}
	}
	return names
}

// number is a number set from outside: CI asks for more than a quick run does.
func number(t testing.TB, env string, otherwise int) int {
	t.Helper()
	s := os.Getenv(env)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s is not a number: %q", env, s)
	}
	return n
}

type fataler interface{ Fatal(args ...any) }

// clean verifies the house, checkpoints included, and shows the first faults.
func clean(t fataler, ctx context.Context, h *house.House) safekeeping.Report {
	points, err := h.Checkpoints()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := h.Keeper.Verify(ctx, points, nil)
	if err != nil {
		t.Fatal("verify: ", err)
	}
	if n := len(rep.Faults); n > 0 {
		t.Fatal(n, " faults, such as ", rep.Faults[:min(n, 5)])
	}
	return rep
}

func dump(t fataler, ctx context.Context, h *house.House, tables ...string) map[string][]string {
	out, err := housetest.Tables(ctx, h.DB, tables...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestDoThenUndo: every kind of command of every room, undone at once, leaves every derived row as it was, in every table. The undo of an
// undo is among them.
func TestDoThenUndo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		t.Parallel()
		h, clock := settled(t, e)
		tables := housetest.Derived(h)
		for i, name := range housetest.Steps() {
			hand := &housetest.Hand{House: h, Draw: housetest.Random(uint64(i)), Wait: clock.ThreeDays}
			clock.At = clock.At.Add(26 * time.Hour)
			if err := hand.Prepare(t.Context(), name); err != nil {
				t.Fatal(err)
			}
			var before map[string][]string
			var d housetest.Done
			for range 20 { // what is drawn may not fit: a merge of a person with itself
				before = dump(t, t.Context(), h, tables...)
				if d = hand.Run(t.Context(), name); d.Err == nil && d.Command != "" {
					break
				}
			}
			if d.Err != nil || d.Command == "" {
				t.Errorf("%q was never done, so its undo is not proved: %v", name, d.Err)
				continue
			}
			if _, err := h.Desk.Undo(t.Context(), housetest.Manager, d.Command); err != nil {
				t.Errorf("undo of %q at once: %v", name, err)
				continue
			}
			after := dump(t, t.Context(), h, tables...)
			for _, table := range tables {
				if diff := cmp.Diff(before[table], after[table]); diff != "" {
					t.Errorf("%s and its undo leave in %s:\n%s", name, table, diff)
				}
			}
		}
		clean(t, t.Context(), h)
	})
}
