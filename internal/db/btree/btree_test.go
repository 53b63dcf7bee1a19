package btree

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// That trees are what SQLite reads is shown where SQLite is: internal/db, TestFilledTablesHoldTheirRows.

// readVarint is the rule of the format, read the other way round.
func readVarint(b []byte) (v uint64, n int) {
	for n < 8 {
		v = v<<7 | uint64(b[n]&0x7f)
		if n++; b[n-1] < 0x80 {
			return v, n
		}
	}
	return v<<8 | uint64(b[8]), 9
}

// Numbers of variable length are read back as they were, at each of their lengths.
func TestVarint(t *testing.T) {
	for bits := range 65 {
		for _, v := range []uint64{1<<bits - 1, 1 << bits, 1<<bits + 1, 1<<bits | 0x80} {
			b := appendVarint([]byte{7}, v)[1:]
			if got, n := readVarint(append(slices.Clone(b), 0xff)); got != v || n != len(b) || v < 1<<14 && len(b) > 2 {
				t.Errorf("%d is written as %x", v, b)
			}
		}
	}
	if got := appendVarint(nil, math.MaxUint64); !bytes.Equal(got, bytes.Repeat([]byte{0xff}, 9)) {
		t.Errorf("%x", got)
	}
}

// values are a row: each text of an even length lies in bytes, which must make no difference.
func values(row ...any) []Value {
	out := make([]Value, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case int64:
			out[i] = Number(v)
		case string:
			if out[i] = Text(v); len(v)%2 == 0 {
				out[i] = TextIn([]byte(v))
			}
		case []byte:
			out[i] = Bytes(v)
		}
	}
	return out
}

// order is SQLite's: nothing, numbers, text byte by byte, bytes.
func order(a, b any) int {
	rank := func(v any) int {
		switch v.(type) {
		case nil:
			return 0
		case int64:
			return 1
		case string:
			return 2
		}
		return 3
	}
	if c := rank(a) - rank(b); c != 0 {
		return c
	}
	switch x := a.(type) {
	case int64:
		switch y := b.(int64); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
	case string:
		return strings.Compare(x, b.(string))
	case []byte:
		return bytes.Compare(x, b.([]byte))
	}
	return 0
}

// Keys come out in SQLite's order, each once for each time that it was put in, as records that hold its values.
func TestKeysAreSorted(t *testing.T) {
	value := rapid.Custom(func(r *rapid.T) any {
		switch rapid.IntRange(0, 6).Draw(r, "kind") {
		case 0:
			return nil
		case 1:
			return rapid.Int64().Draw(r, "number")
		case 2:
			return rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 0xff}), 0, 12).Draw(r, "bytes")
		case 3:
			return rapid.StringOfN(rapid.SampledFrom([]rune("a\x00")), 0, 20, -1).Draw(r, "text")
		}
		return "child:0190" + rapid.StringMatching(`[0-2]{0,9}`).Draw(r, "id")
	})
	rapid.Check(t, func(r *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(value, 3, 3), 0, 120).Draw(r, "rows")
		var k Keys
		for _, row := range rows {
			k.Add(values(row...)...)
		}
		k.Sort()
		var got []string
		if err := k.Each(0, func(record []byte) error { got = append(got, string(record)); return nil }); err != nil {
			r.Fatal(err)
		}
		slices.SortFunc(rows, func(a, b []any) int { return slices.CompareFunc(a, b, order) })
		var want []string
		for _, row := range rows {
			record, err := AppendRecord(nil, values(row...))
			if err != nil {
				r.Fatal(err)
			}
			want = append(want, string(record))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			r.Fatal(diff)
		}
		twice := false
		for i := 1; i < len(rows); i++ {
			twice = twice || rows[i][0] != nil && rows[i][1] != nil && order(rows[i][0], rows[i-1][0]) == 0 && order(rows[i][1], rows[i-1][1]) == 0
		}
		if err := k.Each(2, func([]byte) error { return nil }); errors.Is(err, ErrTwice) != twice {
			r.Fatalf("twice: %v, said %v", twice, err)
		}
	})
}

// Many keys are sorted by several hands, all of them.
func TestManyKeys(t *testing.T) {
	var k Keys
	const n = 5 * many
	for i := range n {
		k.Add(values("the same beginning", fmt.Sprint(i*7919%n), int64(i))...)
	}
	k.Sort()
	count := 0
	var last []byte
	for _, i := range k.items {
		key := k.key(i)
		if bytes.Compare(last, key) >= 0 {
			t.Fatalf("%q stands before %q", last, key)
		}
		last = key
		count++
	}
	if count != n {
		t.Errorf("%d of %d", count, n)
	}
}

// Of every tree each page is handed over once, no page but the root is without a cell, and all children are there.
func TestEveryPageOnce(t *testing.T) {
	for _, n := range []int{0, 1, 3, 7, 8, 100, 5000} {
		pages := map[uint32][]byte{}
		last := uint32(1)
		p := Pages{Size: 512, New: func() uint32 { last++; return last }, Put: func(n uint32, page []byte) error {
			if pages[n] != nil {
				t.Fatalf("page %d twice", n)
			}
			pages[n] = slices.Clone(page)
			return nil
		}}
		tree := NewIndex(p)
		for i := range n {
			record, err := AppendRecord(nil, values(fmt.Sprintf("%06d", i), strings.Repeat("x", i%300)))
			if err != nil {
				t.Fatal(err)
			}
			if err := tree.Add(record); err != nil {
				t.Fatal(err)
			}
		}
		root, err := tree.Finish()
		if err != nil {
			t.Fatal(err)
		}
		cells := 0
		var walk func(n uint32)
		walk = func(at uint32) {
			b := pages[at]
			own := int(binary.BigEndian.Uint16(b[3:]))
			if own == 0 && at != root {
				t.Errorf("of %d: page %d has no cell", n, at)
			}
			cells += own
			if b[0] == indexInner {
				for i := range own {
					walk(binary.BigEndian.Uint32(b[binary.BigEndian.Uint16(b[12+2*i:]):]))
				}
				walk(binary.BigEndian.Uint32(b[8:]))
			}
		}
		if walk(root); cells != n || int(last)-1 != len(pages) {
			t.Errorf("of %d: %d cells, %d pages of %d", n, cells, len(pages), last-1)
		}
	}
}
