// Package ids makes record ids: UUIDs of version 7 (RFC 9562), which sort by the time they were made.
package ids

import (
	"crypto/rand"
	"encoding/hex"
	"io"
	"sync"
	"time"
)

// Maker makes ids from a clock and a source of randomness. Ids made by one Maker always sort in the order they were made.
type Maker struct {
	now  func() time.Time
	rand io.Reader

	mu   sync.Mutex
	last int64 // milliseconds << 12 | counter
}

// New makes a Maker. A nil source means the system's randomness.
func New(now func() time.Time, source io.Reader) *Maker {
	if source == nil {
		source = rand.Reader
	}
	return &Maker{now: now, rand: source}
}

// Next makes an id of 36 characters.
func (m *Maker) Next() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	// 12 bits of sub-millisecond order take the place of rand_a, as RFC 9562 6.2 method 1 allows.
	stamp := m.now().UnixMilli() << 12
	if stamp <= m.last {
		stamp = m.last + 1
	}
	m.last = stamp
	var b [16]byte
	if _, err := io.ReadFull(m.rand, b[8:]); err != nil {
		panic("the source of randomness failed: " + err.Error()) // nothing can be recorded safely without it
	}
	ms := stamp >> 12
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6] = 0x70 | byte(stamp>>8)&0x0f
	b[7] = byte(stamp)
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
