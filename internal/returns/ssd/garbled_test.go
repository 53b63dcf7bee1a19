package ssd_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"throughline/internal/returns/intake"
	"throughline/internal/returns/ssd"
)

// garble writes an export with cells that say something else: another row's, another column's, nothing, or what no cell should hold.
func garble(t *testing.T, d folder, draw *rand.Rand) folder {
	t.Helper()
	odd := []string{"", "NULL", "-", "2026-13-45", "31/12/2099", "9999-12-31T00:00:00", "0001-01-01", "{}", "[]", `{"NFA_FLAG":"Y","CP_FLAG":5}`, "[1,2]", "null", "child:x",
		"child:00000000-0000-7000-8000-000000000000", "=1+1", "\x1e\x1f", "\u202e", "999999999999999999999", "-1", "Y", "n"}
	out := folder{}
	for _, name := range slices.Sorted(maps.Keys(d)) { // in order, so that a seed is one case
		f := d[name]
		all, err := csv.NewReader(bytes.NewReader(f.b)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for n, row := range all[1:] {
			for i := range row {
				switch draw.IntN(12) {
				case 0:
					row[i] = odd[draw.IntN(len(odd))]
				case 1:
					row[i] = all[1+draw.IntN(len(all)-1)][i]
				case 2:
					row[i] = row[draw.IntN(len(row))]
				}
			}
			if draw.IntN(20) == 0 {
				all[1+n] = all[1+draw.IntN(len(all)-1)]
			}
		}
		var b bytes.Buffer
		if err := csv.NewWriter(&b).WriteAll(all); err != nil {
			t.Fatal(err)
		}
		out[name] = &file{b.Bytes()}
	}
	return out
}

// TestGarbledExtracts: whatever cells say, an extract comes in as far as it can be believed, without an error; what is written of it afterwards is what
// the dataset allows; the same content again changes nothing; and one undo takes it all back.
func TestGarbledExtracts(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			first := newHouse(t, "first")
			first.borough(seed+60, 20)
			whole, _ := first.export(ssd.Options{})
			d := garble(t, whole, rand.New(rand.NewPCG(seed, 9)))
			// Into an empty house, and into the one that it came from.
			empty := newHouse(t, "empty")
			empty.Clock.Add(3600e9)
			empty.staff()
			for _, h := range []house{empty, first} {
				before := h.told()
				rep := h.in(d, intake.Options{Batch: 6})
				if !rep.Complete || len(rep.Held) == 0 || rep.Added.Children+rep.Matched.Children < 5 {
					t.Fatalf("complete %t, %d held back, added %v, matched %v", rep.Complete, len(rep.Held), rep.Added, rep.Matched)
				}
				out, _ := h.export(ssd.Options{})
				for _, f := range faults(t, out) {
					t.Error(f)
				}
				if again := h.in(d, intake.Options{}); again.Added != (intake.Tally{}) || again.Updated != (intake.Tally{}) {
					t.Errorf("again: added %v, updated %v", again.Added, again.Updated)
				}
				_, err := intake.Undo(t.Context(), h.Desk.Desk, analyst, rep.Subject)
				h.ok(err)
				if after := h.told(); len(after) != len(before) {
					t.Errorf("%d children before, %d after the undo", len(before), len(after))
				}
			}
		})
	}
}
