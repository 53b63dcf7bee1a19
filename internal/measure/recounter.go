package measure

import (
	"context"
	"sync"
	"time"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/record"
)

// Recounter counts cited figures again for public pages, which must be quick, and remembers the answers in memory. An answer
// holds until a record that the measure is counted from changes. It is safe for many goroutines.
type Recounter struct {
	desk *command.Desk

	mu   sync.Mutex
	kept map[string]*kept // by figure record
}

// NewRecounter makes an empty one.
func NewRecounter(d *command.Desk) *Recounter { return &Recounter{desk: d, kept: map[string]*kept{}} }

type recounterKey struct{}

// RecounterOf is the one that a desk keeps in its memory; a new one of a desk that has no memory.
func RecounterOf(d *command.Desk) *Recounter {
	if c, ok := d.Memory.Of(recounterKey{}, func() any { return NewRecounter(d) }).(*Recounter); ok && c.desk == d {
		return c
	}
	return NewRecounter(d)
}

type kept struct {
	mu   sync.Mutex // one count at a time, however many ask
	done bool
	size int64 // of the journal that the answer holds for
	rec  Recomputed
}

// mostKept bounds memory: about 2 kB an answer.
const mostKept = 1000

// Figure is Recompute of a stored figure, without the lists of records.
func (c *Recounter) Figure(ctx context.Context, f record.Of[record.Figure]) (Recomputed, error) {
	k := c.slot(f.ID)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.done {
		size, all, now, err := c.changed(ctx, f.Body.Measure, k.size)
		if err != nil {
			return Recomputed{}, err
		}
		if !now && !all {
			k.size = size
			return k.rec, nil
		}
		if !all {
			return c.again(ctx, k, f.Body)
		}
	}
	rec, size, err := recompute(ctx, c.desk, f.Body)
	if err != nil {
		return Recomputed{}, err
	}
	k.rec, k.size, k.done = Recomputed{slim(rec.Known), slim(rec.Now), rec.Equal, rec.Why}, size, true
	return k.rec, nil
}

// again counts only what is known now: what was known then cannot have changed.
func (c *Recounter) again(ctx context.Context, k *kept, f record.Figure) (Recomputed, error) {
	now, size, err := recount(ctx, c.desk, f, time.Time{})
	if err != nil {
		return Recomputed{}, err
	}
	k.rec.Now, k.size = slim(now), size
	return k.rec, nil
}

func (c *Recounter) slot(id string) *kept {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.kept[id]
	if !ok {
		if len(c.kept) >= mostKept {
			clear(c.kept)
		}
		k = &kept{}
		c.kept[id] = k
	}
	return k
}

// changed says what was recorded since the journal had a size: now, something that may move the figure as it is known now; all,
// a disposal, which may move what was known then as well.
func (c *Recounter) changed(ctx context.Context, id string, since int64) (size int64, all, now bool, err error) {
	kinds := map[string]bool{record.Merge{}.KindName(): true}
	for _, k := range counters[id].kinds {
		kinds[k] = true
	}
	err = c.desk.Read(ctx, func(t *db.Tx) error {
		if size, _, err = head(t); err != nil {
			return err
		}
		seen, err := db.Column[string](t, "select distinct kind from entry where seq >= $1", since)
		for _, k := range seen {
			all = all || k == record.Disposal{}.KindName()
			now = now || kinds[k]
		}
		return err
	})
	return size, all, now, err
}

// slim leaves the lists of records out.
func slim(r Result) Result {
	r.Records, r.Held, r.Groups = nil, nil, nil
	return r
}
