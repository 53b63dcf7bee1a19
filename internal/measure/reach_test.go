package measure

import (
	"maps"
	"slices"
	"testing"

	"throughline/internal/clock"
	"throughline/internal/record"
	"throughline/internal/story"
)

// What does not reach the period of a measure is not in its figure: without the records that reach it the measure counts nothing. Of most children nothing is
// read because of that.
func TestNothingIsCountedThatDoesNotReach(t *testing.T) {
	t.Parallel()
	f := newFacts()
	type old struct {
		record.Record
		reach reach
	}
	type tale struct {
		of      string
		records []old
		story   story.Story
	}
	var tales []tale
	for _, s := range someStories(21, 60) {
		one := tale{of: record.SubjectType(s.Subject), story: s}
		for _, r := range s.Records {
			if i, ok := f.byKind.find(r.Kind); ok {
				f.clear()
				one.records = append(one.records, old{r, f.slots[i].take(&r)})
				f.slots[i].clear()
			}
		}
		tales = append(tales, one)
	}
	for _, id := range slices.Sorted(maps.Keys(counters)) {
		k := counters[id]
		p := span{Period: Year(2023), asAt: Year(2023).To, book: clock.Standard()}
		if p.From = p.To.Add(1).AddMonths(-12 * max(1, k.years)); k.snapshot {
			p.From = p.asAt
		}
		from, needs := k.from(p), k.needs()
		for _, s := range tales {
			if !slices.Contains(k.overAll(), s.of) {
				continue
			}
			var ended []record.Record
			for _, r := range s.records {
				if r.Kind == childKind || needs&kindsOf(r.Kind) != 0 && r.reach < from {
					ended = append(ended, r.Record)
				}
			}
			f.of(story.New(s.story.Subject, s.story.Merged, ended))
			n := 0
			if k.join != nil {
				k.join.pick(f, p, func(piece) { n++ })
			} else {
				n = len(k.count(f, p))
			}
			if n > 0 {
				t.Errorf("%s counts %d of %s that ended before %s", id, n, s.story.Subject, epoch.Add(int(from)))
				break
			}
		}
	}
}
