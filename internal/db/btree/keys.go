package btree

import (
	"bytes"
	"encoding/binary"
	"errors"
	"sync"
)

// Keys collects the keys of an index and sorts them as SQLite does by its binary collation. They are held in a form that sorts byte by byte.
type Keys struct {
	blocks [][]byte
	items  []item
}

// item is one key: where it is, and eight of its bytes, those that are being compared.
type item struct {
	bytes uint64
	block uint32
	at    uint32
}

// blockSize is how much is held together, in bytes.
const blockSize = 1 << 20

// In a key each value begins with its type, in SQLite's order of types. Text ends with a zero that no more of the text follows.
const (
	keyNull   = 0x05
	keyNumber = 0x10
	keyText   = 0x20
	keyBytes  = 0x30
	more      = 0xff // after a zero that belongs to the text
)

// Len is how many keys there are.
func (k *Keys) Len() int { return len(k.items) }

// Add takes in a key.
func (k *Keys) Add(vals ...Value) {
	need := 4
	for i := range vals {
		need += 9 + 2*vals[i].len()
	}
	n := len(k.blocks) - 1
	if n < 0 || cap(k.blocks[n])-len(k.blocks[n]) < need {
		k.blocks = append(k.blocks, make([]byte, 0, max(need, blockSize)))
		n++
	}
	b := k.blocks[n]
	at := len(b)
	b = append(b, 0, 0, 0, 0)
	for i := range vals {
		switch v := &vals[i]; {
		case v.kind == 0:
			b = append(b, keyNull)
		case v.kind == keyNumber:
			b = binary.BigEndian.AppendUint64(append(b, keyNumber), uint64(v.number)^1<<63)
		case v.bytes == nil:
			b = appendText(append(b, v.kind), v.text)
		default:
			b = appendText(append(b, v.kind), v.bytes)
		}
	}
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	k.blocks[n] = b
	k.items = append(k.items, item{block: uint32(n), at: uint32(at)})
}

func appendText[T string | []byte](b []byte, v T) []byte {
	from := len(b)
	b = append(b, v...)
	if bytes.IndexByte(b[from:], 0) >= 0 {
		b = b[:from]
		for i := range len(v) {
			if b = append(b, v[i]); v[i] == 0 {
				b = append(b, more)
			}
		}
	}
	return append(b, 0)
}

func (k *Keys) key(i item) []byte {
	b := k.blocks[i.block][i.at:]
	return b[4 : 4+binary.BigEndian.Uint32(b)]
}

// Sort puts the keys in order, on all processors.
func (k *Keys) Sort() {
	var all sync.WaitGroup
	k.load(k.items, 0)
	k.sort(&all, k.items, 0)
	all.Wait()
}

// load takes the eight bytes from a depth on.
func (k *Keys) load(items []item, depth int) {
	for i := range items {
		key := k.key(items[i])
		switch rest := key[min(depth, len(key)):]; {
		case len(rest) >= 8:
			items[i].bytes = binary.BigEndian.Uint64(rest)
		default:
			var all [8]byte
			copy(all[:], rest)
			items[i].bytes = binary.BigEndian.Uint64(all[:])
		}
	}
}

// Below few keys, insertion is quicker; from many on, a part is sorted beside the rest.
const few, many = 16, 1 << 14

// sort is the quicksort of several keys (Bentley and Sedgewick 1997), eight bytes at a time: items agree in all bytes before depth, and have the
// eight from there at hand. No key is the beginning of another, so that bytes which a key has not do no harm.
func (k *Keys) sort(all *sync.WaitGroup, items []item, depth int) {
	for len(items) > few {
		pivot := median(items[0].bytes, items[len(items)/2].bytes, items[len(items)-1].bytes)
		less, i, greater := 0, 0, len(items)
		for i < greater {
			switch b := items[i].bytes; {
			case b < pivot:
				items[less], items[i] = items[i], items[less]
				less++
				i++
			case b > pivot:
				greater--
				items[greater], items[i] = items[i], items[greater]
			default:
				i++
			}
		}
		for _, part := range [][]item{items[:less], items[greater:]} {
			if len(part) >= many {
				from := depth
				all.Go(func() { k.sort(all, part, from) })
			} else {
				k.sort(all, part, depth)
			}
		}
		items = items[less:greater]
		if depth += 8; len(k.key(items[0])) <= depth {
			return // they are all the same
		}
		k.load(items, depth)
	}
	for i := 1; i < len(items); i++ {
		for j := i; j > 0 && k.less(items[j], items[j-1], depth); j-- {
			items[j], items[j-1] = items[j-1], items[j]
		}
	}
}

func (k *Keys) less(a, b item, depth int) bool {
	if a.bytes != b.bytes {
		return a.bytes < b.bytes
	}
	x, y := k.key(a), k.key(b)
	depth += 8
	return bytes.Compare(x[min(depth, len(x)):], y[min(depth, len(y)):]) < 0
}

func median(a, b, c uint64) uint64 { return max(min(a, b), min(max(a, b), c)) }

// ErrTwice says that a key which may be there once is there twice.
var ErrTwice = errors.New("a key is there twice")

// Each gives fn the record of each key in order. unique is how many values of a key, from its first, must not be those of another; 0 when they may.
// As SQLite has it, what is null is not the same as anything. A record is good until fn returns.
func (k *Keys) Each(unique int, fn func(record []byte) error) error {
	var before, record, kinds []byte
	var ends []int // of each value in its key
	for _, i := range k.items {
		key := k.key(i)
		kinds, ends = kinds[:0], ends[:0]
		null := false
		for at := 0; at < len(key); {
			kind := key[at]
			from := at + 1
			switch kind {
			case keyNull:
				at, kinds, null = from, append(kinds, 0), null || len(ends) < unique
			case keyNumber:
				at = from + 8
				serial, _ := width(number(key[from:]))
				kinds = append(kinds, byte(serial))
			default:
				n := 0
				at, n = textEnd(key, from)
				kinds = appendVarint(kinds, uint64(2*n)+serialOf(kind))
			}
			ends = append(ends, at)
		}
		if unique > 0 && !null {
			if own := key[:ends[unique-1]]; bytes.HasPrefix(before, own) {
				return ErrTwice
			}
		}
		before = key
		record = record[:0]
		n := len(kinds) + 1
		if n > 127 {
			n++
		}
		record = append(appendVarint(record, uint64(n)), kinds...)
		from := 0
		for _, end := range ends {
			switch key[from] {
			case keyNumber:
				record = appendNumber(record, number(key[from+1:]))
			case keyText, keyBytes:
				record = appendPlain(record, key[from+1:end-1])
			}
			from = end
		}
		if err := fn(record); err != nil {
			return err
		}
	}
	return nil
}

func number(b []byte) int64 { return int64(binary.BigEndian.Uint64(b) ^ 1<<63) }

// textEnd is where a text that begins at from has ended, and how long it is.
func textEnd(key []byte, from int) (end, n int) {
	for at := from; ; {
		zero := at + bytes.IndexByte(key[at:], 0)
		n += zero - at
		if at = zero + 1; at == len(key) || key[at] != more {
			return at, n
		}
		n++
		at++
	}
}

// appendPlain adds a text as it was before it became part of a key.
func appendPlain(b, text []byte) []byte {
	for {
		zero := bytes.IndexByte(text, 0)
		if zero < 0 {
			return append(b, text...)
		}
		b, text = append(b, text[:zero+1]...), text[zero+2:]
	}
}

// serialOf is what is added to twice the length of a text, or of bytes, in the form in which it is stored.
func serialOf(kind byte) uint64 {
	if kind == keyText {
		return 13
	}
	return 12
}
