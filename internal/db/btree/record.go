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

// AppendRecord adds a row in the form in which it is stored. Values are nil, int64, string or []byte.
func AppendRecord(b []byte, vals []any) ([]byte, error) {
	var room [64]byte
	kinds := room[:0]
	for _, v := range vals {
		switch v := v.(type) {
		case nil:
			kinds = append(kinds, 0)
		case int64:
			kind, _ := width(v)
			kinds = append(kinds, byte(kind))
		case string:
			kinds = appendVarint(kinds, uint64(13+2*len(v)))
		case []byte:
			kinds = appendVarint(kinds, uint64(12+2*len(v)))
		default:
			return b, fmt.Errorf("a value is a %T", v)
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
	for _, v := range vals {
		switch v := v.(type) {
		case int64:
			_, n := width(v)
			var all [8]byte
			binary.BigEndian.PutUint64(all[:], uint64(v))
			b = append(b, all[8-n:]...)
		case string:
			b = append(b, v...)
		case []byte:
			b = append(b, v...)
		}
	}
	return b, nil
}
