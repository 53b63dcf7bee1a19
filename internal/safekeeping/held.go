package safekeeping

import (
	"bytes"
	"cmp"
	"context"
	"runtime"
	"slices"
	"sort"

	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// held is the newest version of each record that a first load wrote, so that records and rows can be made without reading the journal back, which
// takes a third of a load's time. It is given up when it grows too large: then the journal is read as in a rebuild.
type held struct {
	most     int // bytes
	bytes    int
	over     bool
	newest   []journal.Entry  // in the order in which records were first written
	merged   []string         // subjects with a merge
	number   map[string]int32 // of each subject, until it is settled
	lines    []line           // the records of each, by its number
	behind   []int32          // the next record of the same subject, or -1
	subjects []string         // in order, once settled
	of       [][]int32        // the records of each, as places in newest
}

// line is the first and the last record of a subject.
type line struct{ first, last int32 }

// mostHeld is how much a load holds: a borough of six years is some 500 MB.
const mostHeld = 1 << 30

// heldEach is what a version takes besides its body and its id.
const heldEach = 300

var mergeKind = record.Merge{}.KindName()

func newHeld(most int) *held {
	return &held{most: cmp.Or(most, mostHeld), number: map[string]int32{}}
}

// take takes a version in. It is told of versions in their order; record is the number of its record in the order in which they were first written.
func (h *held) take(e *journal.Entry, record int) {
	if h.over {
		return
	}
	c := *e
	c.Command, c.Why = "", ""
	c.Body = bytes.Clone(c.Body) // what it was encoded into may be twice as long
	h.bytes += len(c.Body)
	if record < len(h.newest) {
		h.bytes -= len(h.newest[record].Body)
		h.newest[record] = c
		return
	}
	h.bytes += heldEach + len(c.ID)
	if h.bytes > h.most {
		*h = held{most: h.most, over: true}
		return
	}
	at := int32(len(h.newest))
	if n, ok := h.number[c.Subject]; ok {
		l := &h.lines[n]
		c.Subject = h.newest[l.first].Subject // one text for all of them
		h.behind[l.last], l.last = at, at
	} else {
		h.number[c.Subject] = int32(len(h.lines))
		h.lines = append(h.lines, line{at, at})
	}
	h.newest, h.behind = append(h.newest, c), append(h.behind, -1)
	if c.Kind == mergeKind && !slices.Contains(h.merged, c.Subject) {
		h.merged = append(h.merged, c.Subject)
	}
}

// settle puts what is held in order of subject. Nothing is taken in any more.
func (h *held) settle() {
	h.subjects, h.of = make([]string, 0, len(h.lines)), make([][]int32, 0, len(h.lines))
	for s := range h.number {
		h.subjects = append(h.subjects, s)
	}
	slices.Sort(h.subjects)
	places := make([]int32, 0, len(h.newest))
	for _, s := range h.subjects {
		from := len(places)
		for at := h.lines[h.number[s]].first; at >= 0; at = h.behind[at] {
			places = append(places, at)
		}
		h.of = append(h.of, places[from:])
	}
	h.number, h.lines, h.behind = nil, nil, nil
}

// next gives the next n subjects after one.
func (h *held) next(after string, n int) []string {
	from := h.first(after)
	return h.subjects[from:min(from+n, len(h.subjects))]
}

// first is the place of the first subject after one.
func (h *held) first(after string) int {
	return sort.Search(len(h.subjects), func(i int) bool { return h.subjects[i] > after })
}

// between gives what is held of the subjects after one and up to another.
func (h *held) between(after, upTo string) ([]stored, error) {
	from, n := h.first(after), 0
	to := from
	for ; to < len(h.subjects) && h.subjects[to] <= upTo; to++ {
		n += len(h.of[to])
	}
	out := make([]stored, 0, n)
	for _, places := range h.of[from:to] {
		for _, place := range places {
			e := &h.newest[place]
			r, _, err := story.Entry(*e)
			if err != nil {
				return nil, err
			}
			out = append(out, stored{r, e.Body})
		}
	}
	return out, nil
}

// leave gives up the subjects after one and up to another, who will not be asked for again; those with a merge will be, with the one that they are merged into.
func (h *held) leave(after, upTo string, merges map[string]string) {
	for i := h.first(after); i < len(h.subjects) && h.subjects[i] <= upTo; i++ {
		if _, ok := merges[h.subjects[i]]; ok {
			continue
		}
		for _, place := range h.of[i] {
			h.newest[place] = journal.Entry{}
		}
	}
}

// making makes the pieces of what is held, in order, their stories and rows too, on as many processors as there are and ahead of those who write them.
type making struct {
	pieces chan chan future // bounds what is made and not yet written
	ctx    context.Context
	stop   func()
}

// future is a piece that was made, or why it could not be.
type future struct {
	made
	err error
}

// piecesAhead is how many pieces may wait to be written. Their making begins while the indexes of the journal are written, which keeps one processor busy for
// as long as it takes to make so many for a borough.
const piecesAhead = 128

// making begins. Whoever began it ends it.
func (k *Keeper) making(ctx context.Context, w *walk) *making {
	m := &making{pieces: make(chan chan future, piecesAhead)}
	m.ctx, m.stop = context.WithCancel(ctx)
	hands := make(chan struct{}, runtime.GOMAXPROCS(0))
	go func() {
		defer close(m.pieces)
		for after, over := "", false; !over && m.ctx.Err() == nil; {
			subjects := w.held.next(after, piecesOf)
			p := piece{after: after, upTo: lastSubject}
			if over = len(subjects) < piecesOf; !over {
				p.upTo = subjects[piecesOf-1]
			}
			after = p.upTo
			f := make(chan future, 1)
			hands <- struct{}{}
			go func() {
				defer func() { <-hands }()
				rows := make(chan map[string][][]any, 1)
				err := w.read(&p)
				w.held.leave(p.after, p.upTo, w.merges)
				rows <- k.rows(p.stories)
				p.stories = nil
				f <- future{made{p, rows}, err}
			}()
			select {
			case m.pieces <- f:
			case <-m.ctx.Done():
			}
		}
	}()
	return m
}

// each gives fn the pieces.
func (m *making) each(fn func(made) error) error {
	for f := range m.pieces {
		p := <-f
		if p.err != nil {
			return p.err
		}
		if err := fn(p.made); err != nil {
			return err
		}
	}
	return m.ctx.Err()
}

// end waits until nobody makes anything any more.
func (m *making) end() {
	m.stop()
	for f := range m.pieces {
		<-f
	}
}
