package measure

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// held is what is kept ready for measures in the memory of a server, so that a page of figures reads neither the table nor the kinds that it does not need
// (decision 16). It is as of a size of the journal: what was written since is read before anything is counted.
//
// Invariant: rows are what measure_facts has in the snapshot of whoever holds the turn. They are never changed: what is newer is a new slice.
type held struct {
	db   *db.DB
	turn chan struct{} // holds one while somebody reads or brings it up to date
	size int64         // of the journal; rows are nil when nothing is held
	rows []keptFacts
	at   map[string]int // places of the subjects in rows, once it is needed
}

// mostHeld bounds what is held, in bytes: ten boroughs of six years. Of more nothing is held, and each figure reads the table.
const mostHeld = 512 << 20

// mostNew is how many entries the journal may have grown by; after more everything is read again.
const mostNew = 20_000

type heldKey struct{}

// heldBy is what a desk holds; nil when it has no memory.
func heldBy(d *command.Desk) *held {
	h, _ := d.Memory.Of(heldKey{}, func() any { return &held{db: d.DB, turn: make(chan struct{}, 1)} }).(*held)
	if h == nil || h.db != d.DB {
		return nil
	}
	return h
}

func (h *held) take(ctx context.Context) (done func(), err error) {
	select {
	case h.turn <- struct{}{}:
		return func() { <-h.turn }, nil
	case <-ctx.Done():
		return nil, errs.As(errs.Busy, ctx.Err(), "The figures are being read. Try again in a moment")
	}
}

// each gives the facts that are sought to the hands, from memory where it can.
func (h *held) each(t *db.Tx, want sought, hands []func(string, *Facts) error) error {
	size, _, err := head(t)
	if err != nil {
		return err
	}
	done, err := h.take(t.Context())
	if err != nil {
		return err
	}
	if h.rows != nil && h.size > size { // somebody began later and was here before
		done()
		_, err := eachKept(t, want, false, hands)
		return err
	}
	if err := h.renew(t, size); err != nil {
		done()
		return err
	}
	if rows := h.rows; rows != nil {
		done()
		return overRows(rows, want, hands)
	}
	defer done()
	rows, err := eachKept(t, want, true, hands)
	if err == nil {
		h.size, h.rows, h.at = size, rows, nil
	}
	return err
}

// forget lets go of what is held.
func (h *held) forget(ctx context.Context) error {
	done, err := h.take(ctx)
	if err != nil {
		return err
	}
	defer done()
	h.rows, h.at = nil, nil
	return nil
}

// renew brings what is held up to the journal of a snapshot. After a merge, a disposal or very much else nothing is held any more.
func (h *held) renew(t *db.Tx, size int64) error {
	if h.rows == nil || h.size == size {
		return nil
	}
	rows := h.rows
	h.rows = nil
	if size-h.size > mostNew {
		return nil
	}
	into, err := aliases(t)
	if err != nil {
		return err
	}
	var changed []string
	whole := false
	seen := map[string]bool{}
	if err := t.Each(func(scan db.Scan) error {
		var subject, kind string
		if err := scan(&subject, &kind); err != nil {
			return err
		}
		whole = whole || kind == (record.Merge{}).KindName() || kind == (record.Disposal{}).KindName()
		for _, s := range []string{subject, survivor(into, subject)} {
			if !seen[s] {
				seen[s] = true
				changed = append(changed, s)
			}
		}
		return nil
	}, "select distinct subject, kind from entry where seq >= $1", h.size); err != nil || whole {
		return err
	}
	if h.at == nil {
		h.at = make(map[string]int, len(rows))
		for i := range rows {
			h.at[rows[i].subject] = i
		}
	}
	rows = slices.Clone(rows)
	var texts slab
	for _, s := range changed {
		k := keptFacts{subject: s, of: record.SubjectType(s)}
		found, err := db.Column[string](t, "select facts from measure_facts where subject = $1", s)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			raw, err := texts.lay(found[0])
			if err != nil {
				return unreadable(err)
			}
			k.raw = strings.Clone(raw)
		}
		i, ok := h.at[s]
		switch {
		case ok:
			rows[i] = k
		case k.raw != "":
			h.at[s] = len(rows)
			rows = append(rows, k)
		}
	}
	h.rows, h.size = rows, size
	return nil
}

// overRows gives rows to the hands: whoever is done with some takes the next.
func overRows(rows []keptFacts, want sought, hands []func(string, *Facts) error) error {
	var next atomic.Int64
	failed := make([]error, len(hands))
	var wg sync.WaitGroup
	for i, hand := range hands {
		wg.Go(func() {
			read := want.reader(hand)
			for failed[i] == nil {
				from := int(next.Add(batch)) - batch
				if from >= len(rows) {
					return
				}
				for k := from; k < min(from+batch, len(rows)) && failed[i] == nil; k++ {
					failed[i] = read(&rows[k])
				}
			}
		})
	}
	wg.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}
