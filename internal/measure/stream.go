package measure

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Stream counts measures over stories that are handed to it, without a database: an authority after another of a country, or a return that was never
// stored. It holds what was counted (the records behind each figure, by id), never a story. Use it from one goroutine; it counts on all processors.
type Stream struct {
	hands  []*hand
	people populations
	want   sought // what the figures need of the facts
}

// NewStream begins to count measures as on a day; no ids means every live measure. Errors are those of Compute.
func NewStream(q Query, today day.Day, ids ...string) (*Stream, error) {
	if len(ids) == 0 {
		for _, def := range Standard().Live() {
			ids = append(ids, def.ID)
		}
	}
	s := &Stream{}
	for range processors() {
		h := &hand{facts: newFacts()}
		for _, id := range ids {
			w, err := prepare(ask{id, q}, today)
			if err != nil {
				return nil, err
			}
			h.works = append(h.works, w)
		}
		s.hands = append(s.hands, h)
	}
	s.want = seek(s.hands[0].works)
	return s, nil
}

// Add counts stories of subjects that were not added before. They are free to be changed when it returns.
func (s *Stream) Add(stories ...story.Story) {
	var next atomic.Int64
	var wg sync.WaitGroup
	var mu sync.Mutex
	recorded := map[int][]record.Of[record.Population]{} // by the place of the story, whoever came to it first
	for _, h := range s.hands {
		wg.Go(func() {
			for { // whoever is done with some takes the next: stories are of very different length
				from := int(next.Add(few)) - few
				if from >= len(stories) {
					return
				}
				for n := from; n < min(from+few, len(stories)); n++ {
					st := &stories[n]
					of := record.SubjectType(st.Subject)
					if h.facts.needed(st, of, s.want.types[of]) {
						h.count(of)
					}
					if of == record.ChildSubject || of == record.AdultSubject {
						continue // nearly all, and no population is recorded of one
					}
					if people := story.All[record.Population](*st); len(people) > 0 {
						mu.Lock()
						recorded[n] = people
						mu.Unlock()
					}
				}
			}
		})
	}
	wg.Wait()
	for _, n := range slices.Sorted(maps.Keys(recorded)) {
		for _, p := range recorded[n] {
			s.people = append(s.people, p.Body)
		}
	}
}

// few is how many stories a hand takes at once.
const few = 32

// Results closes the figures, in the order of the ids. The stream is of no more use.
func (s *Stream) Results(known time.Time) []Result { return closeAll(s.hands, s.people, known, 0) }

// closeAll puts together what the hands counted of the same figures, as many at once as there are hands.
func closeAll(hands []*hand, people populations, known time.Time, destroyed int) []Result {
	for _, h := range hands {
		h.done()
	}
	works := hands[0].works
	results := make([]Result, len(works))
	var wg sync.WaitGroup
	for first := range hands {
		wg.Go(func() {
			for i := first; i < len(works); i += len(hands) {
				w := works[i]
				for _, h := range hands[1:] {
					w.merge(&h.works[i].tally)
					w.pieces = append(w.pieces, h.works[i].pieces...)
				}
				w.putTogether()
				w.AsKnown, w.Destroyed = known, destroyed
				results[i] = w.result(&w.q, people)
			}
		})
	}
	wg.Wait()
	return results
}
