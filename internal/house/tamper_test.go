package house_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/house/housetest"
	"throughline/internal/journal"
)

// furnished is a house with something in every table that verify proves.
func furnished(t *testing.T, e dbtest.Engine) *house.House {
	t.Helper()
	h, clock := settled(t, e)
	for i, name := range []string{
		"correct an authorisation", "part", "merge", "relate", "end a relationship", "lift a restriction", "restrict", "bar", "review an emergency",
		"decide: early help", "match a child", "take a referral", "address", "identifier", "end a phone", "undo", "add many", "birth",
	} {
		hand := &housetest.Hand{House: h, Draw: housetest.Random(uint64(i)), Wait: clock.ThreeDays}
		if err := hand.Prepare(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		d := hand.Run(t.Context(), name)
		for range 20 {
			if d.Command != "" {
				break
			}
			d = hand.Run(t.Context(), name)
		}
		if d.Command == "" {
			t.Fatalf("%s: %v", name, d.Err)
		}
		if len(hand.People) > 0 {
			err := h.DB.Write(t.Context(), func(tx *db.Tx) error {
				return journal.LogReads(tx, clock.At, []journal.Reading{{Actor: housetest.Ada.ID, Subject: hand.People[0], Action: "read", Page: "GET /children/{id}", Why: "allocated", Allowed: i%3 > 0}})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	clean(t, t.Context(), h)
	return h
}

// proved are the tables whose every cell verify proves.
var proved = []string{"entry", "record", "person_card", "search_key", "task", "relation", "access_link", "alias", "derived_state", "read_entry"}

// TestVerifyNamesFlips flips one random byte of a random cell, as somebody with the database's password could, in one table after the
// other, and takes it back: verify names what was flipped, each time (issue 2, must show 3, through the whole house).
func TestVerifyNamesFlips(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		t.Parallel()
		h := furnished(t, e)
		unguard(t, h)
		r := rand.New(rand.NewPCG(3, 3))
		perTable := number(t, "THROUGHLINE_FLIPS", 4)
		for _, table := range proved {
			columns := map[string]int{}
			for range perTable {
				f := flipOne(t, h, table, r)
				columns[f.column]++
			}
			t.Logf("%s: %v", table, columns)
		}
		clean(t, t.Context(), h) // every flip was taken back
	})
}

// unguard drops the triggers that keep the journal append-only.
func unguard(t *testing.T, h *house.House) {
	t.Helper()
	var drop []string
	for _, table := range []string{"entry", "read_entry"} {
		if h.DB.Engine() == "sqlite" {
			drop = append(drop, "drop trigger "+table+"_no_update", "drop trigger "+table+"_no_delete")
		} else {
			drop = append(drop, "drop trigger "+table+"_guard on "+table)
		}
	}
	err := h.DB.Write(t.Context(), func(tx *db.Tx) error {
		for _, q := range drop {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// flip is one changed cell.
type flip struct {
	table, column string
	row           map[string]any // as it was
	before, after any
}

func (f flip) String() string {
	var row []string
	for _, k := range keys[f.table] {
		row = append(row, fmt.Sprintf("%s=%v", k, f.row[k]))
	}
	return fmt.Sprintf("%s.%s of %v: %.80q is now %.80q", f.table, f.column, row, text(f.before), text(f.after))
}

// flipOne changes a cell, verifies, checks what is named and puts the cell back.
func flipOne(t *testing.T, h *house.House, table string, r *rand.Rand) flip {
	t.Helper()
	ctx := t.Context()
	var f flip
	for tries := 0; ; tries++ {
		if tries == 50 {
			t.Fatalf("no byte of %s can be flipped: %v", table, f)
		}
		var ok bool
		if f, ok = choose(t, ctx, h, table, r); !ok {
			continue
		}
		// Some flips the database itself refuses: a relation that is none, a second row of one key.
		if f.set(ctx, h, f.before, f.after) == nil {
			break
		}
	}
	rep, err := h.Keeper.Verify(ctx, nil, nil)
	switch {
	case err != nil && errs.Of(err) == errs.Internal:
		t.Errorf("%v: verify does not say what is wrong, it fails: %v", f, err)
	case err == nil && len(rep.Faults) == 0:
		t.Errorf("%v: verify found nothing", f)
	case err == nil && !f.named(rep.Faults):
		t.Errorf("%v: not named by\n%v", f, rep.Faults[:min(4, len(rep.Faults))])
	}
	if err := f.set(ctx, h, f.after, f.before); err != nil {
		t.Fatal(err)
	}
	return f
}

// choose picks a row, a column and a byte.
func choose(t *testing.T, ctx context.Context, h *house.House, table string, r *rand.Rand) (flip, bool) {
	t.Helper()
	f := flip{table: table, row: map[string]any{}}
	var cols []string
	var rows [][]any
	err := h.DB.Read(ctx, func(tx *db.Tx) error {
		return tx.EachRow(func(c []string, vals []any) error {
			cols = c
			rows = append(rows, vals)
			return nil
		}, "select * from "+table)
	})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s has no rows to flip: %v", table, err)
	}
	slices.SortFunc(rows, func(a, b []any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	row := rows[r.IntN(len(rows))]
	n := r.IntN(len(cols))
	for i, c := range cols {
		f.row[c] = row[i]
	}
	f.column, f.before = cols[n], row[n]
	if table == "record" && f.column == "body" {
		f.before = text(row[n])
	}
	var ok bool
	f.after, ok = flipped(f.before, r)
	return f, ok
}

func text(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(v)
}

// flipped changes one bit of a value, in a byte of a text or of bytes. Text stays text: another encoding is refused by one engine.
func flipped(v any, r *rand.Rand) (any, bool) {
	switch v := v.(type) {
	case bool:
		return !v, true
	case int64:
		if v == 0 || v == 1 {
			return 1 - v, true // a truth value of SQLite, or as good a change as any
		}
		return v ^ 1<<r.IntN(8), true
	case string:
		if v == "" {
			return "x", true
		}
		b := []byte(v)
		b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		return string(b), utf8.Valid(b) && !bytes.Contains(b, []byte{0})
	case []byte:
		if len(v) == 0 {
			return nil, false
		}
		b := bytes.Clone(v)
		b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		return b, true
	}
	return nil, false
}

// keys are the columns that find a row again.
var keys = map[string][]string{
	"entry": {"seq"}, "record": {"id"}, "person_card": {"subject"}, "search_key": {"subject", "kind", "value"}, "task": {"subject", "record", "clock", "title"},
	"relation": {"subject", "record", "person"}, "access_link": {"subject", "relation", "actor"}, "alias": {"subject"},
	"derived_state": {"subject", "list"}, "read_entry": {"seq"},
}

// set replaces one value of the cell by another.
func (f flip) set(ctx context.Context, h *house.House, from, to any) error {
	return h.DB.Write(ctx, func(tx *db.Tx) error {
		var where []string
		args := []any{to}
		for _, k := range keys[f.table] {
			v := f.row[k]
			if k == f.column {
				v = from
			}
			args = append(args, v)
			where = append(where, fmt.Sprintf("%s = $%d", k, len(args)))
		}
		n, err := tx.Exec("update "+f.table+" set "+f.column+" = $1 where "+strings.Join(where, " and "), args...)
		if err == nil && n != 1 {
			err = fmt.Errorf("%d rows changed", n)
		}
		return err
	})
}

// named says whether a fault points at the row: by its place, or by record or subject as they were or as they are now.
func (f flip) named(faults []journal.Fault) bool {
	now := func(column string) []string {
		v := []string{text(f.row[column])}
		if column == f.column {
			v = append(v, text(f.after))
		}
		return v
	}
	for _, x := range faults {
		switch f.table {
		case "entry":
			for _, seq := range now("seq") {
				if x.Place == "journal entry "+seq {
					return true
				}
			}
		case "read_entry":
			for _, seq := range now("seq") {
				if x.Place == "access log entry "+seq || x.Place == "reads entry "+seq {
					return true
				}
			}
		case "record":
			if x.Place == "record" && slices.Contains(now("id"), x.Record) {
				return true
			}
		default:
			if x.Place == f.table+" row" && slices.Contains(now("subject"), x.Subject) {
				return true
			}
		}
	}
	return false
}
