package btree

import (
	"encoding/binary"
	"fmt"
	"math"
)

// appendVarint adds SQLite's number of variable length: seven bits a byte, the highest first; a ninth byte has all eight.
func appendVarint(b []byte, v uint64) []byte {
	if v < 0x80 {
		return append(b, byte(v))
	}
	if v < 0x4000 {
		return append(b, byte(v>>7)|0x80, byte(v)&0x7f)
	}
	if v > math.MaxUint64>>8 {
		for shift := 57; shift > 1; shift -= 7 {
			b = append(b, byte(v>>shift)|0x80)
		}
		return append(b, byte(v))
	}
	var low [8]byte
	i := len(low) - 1
	low[i] = byte(v & 0x7f)
	for v >>= 7; v > 0; v >>= 7 {
		i--
		low[i] = byte(v) | 0x80
	}
	return append(b, low[i:]...)
}

// width is how a number is stored: its serial type and how many bytes it takes.
func width(v int64) (kind, bytes int) {
	switch {
	case v == 0:
		return 8, 0
	case v == 1:
		return 9, 0
	case v == int64(int8(v)):
		return 1, 1
	case v == int64(int16(v)):
		return 2, 2
	case v == v<<40>>40:
		return 3, 3
	case v == int64(int32(v)):
		return 4, 4
	case v == v<<16>>16:
		return 5, 6
	}
	return 6, 8
}

// Value is one value of a row: nothing, a number, a text or bytes. A row of them takes no room of its own for each value.
type Value struct {
	kind   byte
	number int64
	text   string
	bytes  []byte // or a text that lies in bytes
}

// Number, Text, Bytes and TextIn are values; Value{} is none. What they are made from must not change while they are used.
func Number(v int64) Value  { return Value{kind: keyNumber, number: v} }
func Text(v string) Value   { return Value{kind: keyText, text: v} }
func Bytes(v []byte) Value  { return Value{kind: keyBytes, bytes: v} }
func TextIn(v []byte) Value { return Value{kind: keyText, bytes: v} }

// IsNull says whether it is none.
func (v *Value) IsNull() bool { return v.kind == 0 }

// Number gives the number; false when it is none.
func (v *Value) Number() (int64, bool) { return v.number, v.kind == keyNumber }

// Is says whether it is a text.
func (v *Value) Is(text string) bool {
	return v.kind == keyText && (v.bytes == nil && v.text == text || v.bytes != nil && string(v.bytes) == text)
}

func (v *Value) len() int { return len(v.text) + len(v.bytes) }

// AppendRecord adds a row in the form in which it is stored.
func AppendRecord(b []byte, vals []Value) ([]byte, error) {
	var room [64]byte
	kinds := room[:0]
	for i := range vals {
		switch v := &vals[i]; v.kind {
		case 0:
			kinds = append(kinds, 0)
		case keyNumber:
			kind, _ := width(v.number)
			kinds = append(kinds, byte(kind))
		default:
			kinds = appendVarint(kinds, uint64(2*v.len())+serialOf(v.kind))
		}
	}
	n := len(kinds) + 1 // the length counts itself
	if n > 127 {
		n++
	}
	if n > 16383 {
		return b, fmt.Errorf("%d columns", len(vals))
	}
	b = append(appendVarint(b, uint64(n)), kinds...)
	for i := range vals {
		switch v := &vals[i]; v.kind {
		case 0:
		case keyNumber:
			b = appendNumber(b, v.number)
		default:
			b = append(append(b, v.text...), v.bytes...)
		}
	}
	return b, nil
}

// appendNumber adds a number in as few bytes as it takes.
func appendNumber(b []byte, v int64) []byte {
	_, n := width(v)
	var all [8]byte
	binary.BigEndian.PutUint64(all[:], uint64(v))
	return append(b, all[8-n:]...)
}
