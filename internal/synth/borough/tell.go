package borough

import (
	"container/heap"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/event"
	"throughline/internal/synth/life"
)

// Families gives the events of one family after another, in no order of time between them. fn gets nothing of families whose records ended a year
// before the first day.
func (a *Authority) Families(fn func([]event.Event) error) error {
	for n, p := range a.parts {
		if err := fn(a.house(p, n)); err != nil {
			return err
		}
		for some := range slices.Chunk(p.arrivals(day.In(a.o.Until)), atOnce) {
			for _, events := range a.tellAll(p, some) {
				if len(events) == 0 {
					continue
				}
				if err := fn(events); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// atOnce is how many families are told together.
const atOnce = 256

// tellAll tells families on all processors: each follows from the seed and its own key.
func (a *Authority) tellAll(p part, arrivals []life.Arrival) [][]event.Event {
	out := make([][]event.Event, len(arrivals))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(arrivals); i = int(next.Add(1)) - 1 {
				out[i] = a.tell(p, arrivals[i])
			}
		})
	}
	wg.Wait()
	return out
}

// house is what is recorded of no family: teams and workers, allegations, and with the first part the population and the register of providers.
func (a *Authority) house(p part, n int) []event.Event {
	out := slices.Concat(p.staff.events(a.First, a.o.Until), p.allegations(a.First, a.o.Until), p.adopters(a.First, a.o.Until), p.settings(a.First))
	if n == 0 {
		out = append(append(out, a.register(a.First)), a.populations(a.First)...)
	}
	event.Sort(out)
	return out
}

// tell is what the authority's records have of a family.
func (a *Authority) tell(p part, one life.Arrival) []event.Event {
	events := p.corporate(life.Of(p.world, one))
	if a.o.Dirty && len(events) > 0 {
		events = soil(p.world.Seed, events)
	}
	if len(events) > 0 {
		for n := len(events); n > 0 && events[n-1].At.After(a.o.Until); n-- {
			events = events[:n-1]
		}
	}
	if a.o.Lost {
		return lose(events, a.First)
	}
	return bringOver(events, a.First)
}

// bringOver takes what was recorded before a day together into one event of that day, as when records come from another system: each record as it
// stood. A family of whom nothing was recorded in the year before that day or since is not brought over.
func bringOver(events []event.Event, first day.Day) []event.Event {
	cut := first.Start().Add(2 * time.Hour)
	n := 0
	for n < len(events) && events[n].At.Before(cut) {
		n++
	}
	switch {
	case n == 0:
		return events
	case n == len(events) && events[n-1].At.Before(first.AddMonths(-12).Start()):
		return nil
	}
	over, was := fold(events[:n])
	return after(event.Event{At: cut.UTC(), Actor: "system:migration", Why: "Bring over from the old system", Changes: over}, events[n:], was)
}

// fold gives the newest version of each record, as a new record, in the order in which they were made, and how many versions each had.
func fold(events []event.Event) (newest []record.Change, versions map[string]int64) {
	place := map[string]int{}
	versions = map[string]int64{}
	for _, e := range events {
		for _, c := range e.Changes {
			versions[c.ID]++
			i, seen := place[c.ID]
			if !seen {
				place[c.ID] = len(newest)
				newest = append(newest, record.New(c.ID, c.Subject, c.Body))
				continue
			}
			newest[i].Body = c.Body
		}
	}
	return newest, versions
}

// after puts events after one that took records together: what was their nth version is counted from there.
func after(first event.Event, events []event.Event, was map[string]int64) []event.Event {
	out := make([]event.Event, 0, 1+len(events))
	if len(first.Changes) > 0 {
		out = append(out, first)
	}
	for _, e := range events {
		for i, c := range e.Changes {
			if n := was[c.ID]; n > 0 {
				e.Changes[i].Base = c.Base - n + 1
			}
		}
		out = append(out, e)
	}
	return out
}

// Events gives everything that was recorded in the order of its time.
func (a *Authority) Events(fn func(event.Event) error) error {
	q := &queue{}
	push := func(events []event.Event) {
		if len(events) > 0 {
			q.n++
			heap.Push(q, told{events, q.n})
		}
	}
	type source struct {
		part
		waiting []life.Arrival
	}
	var sources []source
	for n, p := range a.parts {
		push(a.house(p, n))
		sources = append(sources, source{p, p.arrivals(day.In(a.o.Until))})
	}
	for {
		// Whoever arrives before the next event is made now: their first may come earlier still.
		for i := range sources {
			s := &sources[i]
			for len(s.waiting) > 0 && (len(q.of) == 0 || !s.waiting[0].On.Start().After(q.of[0].events[0].At)) {
				push(a.tell(s.part, s.waiting[0]))
				s.waiting = s.waiting[1:]
			}
		}
		if len(q.of) == 0 {
			return nil
		}
		top := &q.of[0]
		e := top.events[0]
		if top.events = top.events[1:]; len(top.events) == 0 {
			heap.Pop(q)
		} else {
			heap.Fix(q, 0)
		}
		if err := fn(e); err != nil {
			return err
		}
	}
}

// told is a family whose events are being told; n breaks ties.
type told struct {
	events []event.Event
	n      int
}

type queue struct {
	of []told
	n  int
}

func (q *queue) Len() int { return len(q.of) }
func (q *queue) Less(i, j int) bool {
	a, b := q.of[i], q.of[j]
	if c := a.events[0].At.Compare(b.events[0].At); c != 0 {
		return c < 0
	}
	return a.n < b.n
}
func (q *queue) Swap(i, j int) { q.of[i], q.of[j] = q.of[j], q.of[i] }
func (q *queue) Push(x any)    { q.of = append(q.of, x.(told)) }
func (q *queue) Pop() any {
	last := q.of[len(q.of)-1]
	q.of[len(q.of)-1] = told{}
	q.of = q.of[:len(q.of)-1]
	return last
}
