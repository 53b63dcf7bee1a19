package measure

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// Recounter counts cited figures again for pages, which must be quick, and remembers the answers in memory. An answer holds until a record that the measure
// is counted from changes. It counts one thing at a time, and all figures that are as known at one instant in one pass. It is safe for many goroutines.
type Recounter struct {
	desk  *command.Desk
	turn  chan struct{} // holds one while somebody counts
	asked chan struct{} // holds one while somebody waits for Serve

	mu      sync.Mutex
	kept    map[string]kept    // by figure record
	waiting map[string]waiting // for Serve, by figure record
	served  bool               // Serve counts: no page waits for long
}

// NewRecounter makes an empty one.
func NewRecounter(d *command.Desk) *Recounter {
	return &Recounter{desk: d, turn: make(chan struct{}, 1), asked: make(chan struct{}, 1), kept: map[string]kept{}, waiting: map[string]waiting{}}
}

type recounterKey struct{}

// RecounterOf is the one that a desk keeps in its memory; a new one of a desk that has no memory.
func RecounterOf(d *command.Desk) *Recounter {
	if c, ok := d.Memory.Of(recounterKey{}, func() any { return NewRecounter(d) }).(*Recounter); ok && c.desk == d {
		return c
	}
	return NewRecounter(d)
}

// kept is an answer and the size of the journal that it holds for.
type kept struct {
	size int64
	rec  Recomputed
}

// waiting is a figure that a page asked for. done is closed when it was counted, or could not be.
type waiting struct {
	figure record.Of[record.Figure]
	done   chan struct{}
}

// mostKept bounds memory: about 2 kB an answer.
const mostKept = 10_000

// patience is how long a page waits for a count before it says that one is being made.
const patience = 2 * time.Second

// Figure is Recompute of a stored figure, without the lists of records. It waits until it is counted.
func (c *Recounter) Figure(ctx context.Context, f record.Of[record.Figure]) (Recomputed, error) {
	if rec, ok, err := c.fresh(ctx, f); ok || err != nil {
		return rec, err
	}
	got, err := c.count(ctx, swift(), f)
	return got[f.ID], err
}

// Ready is Figure for a page: where Serve runs and the count takes long, ready is false and Serve makes it.
func (c *Recounter) Ready(ctx context.Context, f record.Of[record.Figure]) (rec Recomputed, ready bool, err error) {
	if rec, ok, err := c.fresh(ctx, f); ok || err != nil {
		return rec, ok, err
	}
	done, served := c.ask(f)
	if !served {
		rec, err := c.Figure(ctx, f)
		return rec, err == nil, err
	}
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case <-done:
		rec, ready = c.latest(f.ID)
	case <-wait.C:
	case <-ctx.Done():
	}
	return rec, ready, nil
}

// Latest is the newest answer that there is, however old it is; what there is none of, Serve is asked for.
func (c *Recounter) Latest(f record.Of[record.Figure]) (Recomputed, bool) {
	rec, ok := c.latest(f.ID)
	if !ok {
		c.ask(f)
	}
	return rec, ok
}

func (c *Recounter) latest(id string) (Recomputed, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.kept[id]
	return k.rec, ok
}

// ask has Serve count a figure, where it runs.
func (c *Recounter) ask(f record.Of[record.Figure]) (done chan struct{}, served bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.served {
		return nil, false
	}
	w, ok := c.waiting[f.ID]
	if !ok {
		w = waiting{f, make(chan struct{})}
		c.waiting[f.ID] = w
	}
	select {
	case c.asked <- struct{}{}:
	default:
	}
	return w.done, true
}

// Serve counts figures in the background until the context ends: those of a list, now and each time that every has passed, and between two passes those that
// a page asked for. It takes at most half of one processor, so that nobody who works waits for it. What cannot be counted is told to fail, and tried again.
func (c *Recounter) Serve(ctx context.Context, every time.Duration, list func(context.Context) ([]record.Of[record.Figure], error), fail func(error)) {
	c.mu.Lock()
	c.served = true
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.served = false
		c.mu.Unlock()
		c.answer(nil)
	}()
	tell := func(err error) {
		if err != nil && ctx.Err() == nil {
			fail(err)
		}
	}
	for ctx.Err() == nil {
		figs, err := list(ctx)
		tell(err)
		for _, same := range sameInstant(figs) {
			tell(c.answerAsked(ctx))
			_, err := c.count(ctx, gently(), same...)
			tell(err)
		}
		for next := time.After(every); next != nil && ctx.Err() == nil; {
			tell(c.answerAsked(ctx))
			select {
			case <-ctx.Done():
			case <-next:
				next = nil
			case <-c.asked:
			}
		}
	}
}

// answerAsked counts what pages asked for, at full speed: somebody waits.
func (c *Recounter) answerAsked(ctx context.Context) (err error) {
	c.mu.Lock()
	var figs []record.Of[record.Figure]
	for _, w := range c.waiting {
		figs = append(figs, w.figure)
	}
	c.mu.Unlock()
	for _, same := range sameInstant(figs) {
		_, one := c.count(ctx, swift(), same...)
		err = errors.Join(err, one)
		c.answer(same)
	}
	return err
}

// answer lets go of those who wait for figures; of all who wait for any when there are none.
func (c *Recounter) answer(figs []record.Of[record.Figure]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, w := range c.waiting {
		if figs == nil || slices.ContainsFunc(figs, func(f record.Of[record.Figure]) bool { return f.ID == id }) {
			close(w.done)
			delete(c.waiting, id)
		}
	}
}

// sameInstant parts figures by the instant that they are as known at, the newest first: of those least is to be read.
func sameInstant(figs []record.Of[record.Figure]) (out [][]record.Of[record.Figure]) {
	figs = slices.Clone(figs)
	slices.SortStableFunc(figs, func(a, b record.Of[record.Figure]) int {
		return cmp.Or(b.Body.AsKnown.Compare(a.Body.AsKnown), cmp.Compare(a.ID, b.ID))
	})
	for i, f := range figs {
		if i == 0 || !f.Body.AsKnown.Equal(figs[i-1].Body.AsKnown) {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], f)
	}
	return out
}

// fresh is an answer that still holds.
func (c *Recounter) fresh(ctx context.Context, f record.Of[record.Figure]) (Recomputed, bool, error) {
	rec, all, now, err := c.holds(ctx, f)
	return rec, !all && !now && err == nil, err
}

// holds gives the answer that is kept and says what of it must be counted again: all, or only what is known now.
func (c *Recounter) holds(ctx context.Context, f record.Of[record.Figure]) (rec Recomputed, all, now bool, err error) {
	c.mu.Lock()
	k, ok := c.kept[f.ID]
	c.mu.Unlock()
	if !ok {
		return rec, true, true, nil
	}
	size, all, now, err := c.changed(ctx, f.Body.Measure, k.size)
	if err == nil && !all && !now {
		k.size = size
		c.keep(f.ID, k)
	}
	return k.rec, all, now, err
}

// keep remembers an answer, unless a newer one is remembered.
func (c *Recounter) keep(id string, k kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if have, ok := c.kept[id]; ok && have.size > k.size {
		return
	}
	if len(c.kept) >= mostKept {
		clear(c.kept)
	}
	c.kept[id] = k
}

// count counts figures again in as few passes as can be: one for all that is known now, and one for each instant that they are as known at. What cannot be
// counted at all, because its measure is gone, does not keep the others from it.
func (c *Recounter) count(ctx context.Context, p pace, figs ...record.Of[record.Figure]) (map[string]Recomputed, error) {
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return nil, errs.As(errs.Busy, ctx.Err(), "The figures are being counted. Try again in a moment")
	}
	out := map[string]Recomputed{}
	var wrong error
	var stale, old []record.Of[record.Figure]
	for _, f := range figs {
		rec, all, now, err := c.holds(ctx, f)
		if err == nil && (all || now) {
			_, err = prepare(again(f.Body), c.desk.Today())
		}
		switch {
		case err != nil:
			wrong = errors.Join(wrong, err)
			continue
		case all:
			old = append(old, f)
		}
		if all || now {
			stale = append(stale, f)
		}
		out[f.ID] = rec
	}
	known := map[string]Result{}
	for _, same := range sameInstant(old) {
		found, err := computeAt(ctx, c.desk, p, same[0].Body.AsKnown, asksOf(same)...)
		if err != nil {
			return out, err
		}
		for i, f := range same {
			known[f.ID] = found.results[i]
		}
	}
	if len(stale) == 0 {
		return out, wrong
	}
	now, err := computeAt(ctx, c.desk, p, time.Time{}, asksOf(stale)...)
	if err != nil {
		return out, err
	}
	for i, f := range stale {
		rec := out[f.ID]
		rec.Now = slim(now.results[i])
		if k, ok := known[f.ID]; ok {
			rec.Known, rec.Why = k, ""
			rec.compare(f.Body)
			rec.Known = slim(k)
		}
		out[f.ID] = rec
		c.keep(f.ID, kept{now.size, rec})
	}
	return out, wrong
}

func asksOf(figs []record.Of[record.Figure]) []ask {
	out := make([]ask, len(figs))
	for i, f := range figs {
		out[i] = again(f.Body)
	}
	return out
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
