package measure

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// figured counts asks over stories, in memory.
func figured(t testing.TB, stories []story.Story, today day.Day, asks ...ask) []Result {
	t.Helper()
	h := &hand{facts: newFacts()}
	for _, a := range asks {
		w, err := prepare(a, today)
		if err != nil {
			t.Fatal(err)
		}
		h.works = append(h.works, w)
	}
	for _, s := range stories {
		h.facts.of(s)
		h.count(record.SubjectType(s.Subject))
	}
	h.done()
	var out []Result
	for _, w := range h.works {
		w.putTogether()
		out = append(out, w.result(&w.q, nil))
	}
	return out
}

// town makes some subjects of every type that measures are counted over.
func someStories(seed uint64, n int) (out []story.Story) {
	f := newFacts()
	for i := range n {
		for _, over := range []string{"child", "contact", "consultation", "lado", "worker", "team", "provider", "adult", "cabinet_report", "meeting", "inspection"} {
			v := &invented{Rand: rand.New(rand.NewPCG(seed, uint64(i)))}
			out = append(out, v.of(f, fmt.Sprintf("%s:%d", over, i), 4))
		}
	}
	return out
}

// size is the number that a figure shows above and below the line, as its list has it.
func sizes(r Result) (in, all int) {
	for _, ref := range r.Records {
		if ref.In {
			in++
		}
	}
	return in, len(r.Records)
}

func TestDimensionsAreNumbered(t *testing.T) {
	t.Parallel()
	if len(Dimensions()) != manyDimensions {
		t.Errorf("there are %d dimensions, room is for %d", len(Dimensions()), manyDimensions)
	}
}

var subjects = regexp.MustCompile(`\b(child|adult|worker|team|provider|consultation|contact|family|early_help|setting|question|action|meeting):(\d)`)

// storiesOf puts records to their subjects.
func storiesOf(records []record.Record) (out []story.Story) {
	of := map[string][]record.Record{}
	for _, r := range records {
		of[r.Subject] = append(of[r.Subject], r)
	}
	for _, s := range slices.Sorted(maps.Keys(of)) {
		out = append(out, story.New(s, nil, of[s]))
	}
	return out
}

// For every measure, every breakdown and three periods: what is counted is the length of the list that it opens, the groups add up to the whole, and
// the list of each group and each band, asked for alone, is as long as the group says.
func TestEveryCountIsItsList(t *testing.T) {
	t.Parallel()
	ids := slices.Sorted(maps.Keys(counters))
	seen := map[string]bool{}
	for seed := range uint64(8) { // seeds and not rapid: there is nothing to shrink, and each takes a second
		stories := someStories(seed, 8)
		if seed == 0 { // the hand-worked stories too: each is about an edge
			stories = nil
			for n, w := range slices.Concat(severalWorked, costsWorked, entitledWorked) {
				stories = append(stories, storiesOf(tell(t, subjects.ReplaceAllString(w.records, fmt.Sprintf("${1}:%d-${2}", n))))...)
			}
			for _, w := range allWorked() {
				for _, over := range []string{"child", "consultation", "lado", "worker", "contact", "action", "cabinet_report", "inspection"} {
					recs := tell(t, w.records)
					for i := range recs {
						recs[i].Subject = over + ":" + strconv.Itoa(len(stories))
					}
					stories = append(stories, story.New(over+":"+strconv.Itoa(len(stories)), nil, recs))
				}
			}
		}
		today := day.Must("2026-01-01")
		for _, p := range []Period{Year(2024), Half(2022), {day.Must("2023-02-01"), day.Must("2023-02-28")}} {
			var asks []ask
			for _, id := range ids {
				asks = append(asks, ask{id, Query{Period: p, AsAt: p.To, Each: Dimensions()}})
			}
			var parts []ask
			var want []Group
			for _, r := range figured(t, stories, today, asks...) {
				in, all := sizes(r)
				k := counters[r.ID]
				switch k.form() {
				case aShare:
					if r.Numerator != in || r.Denominator != all {
						t.Fatalf("%s: %d of %d, the list has %d of %d", r.ID, r.Numerator, r.Denominator, in, all)
					}
				case aNumber, aSpread, aTotal:
					if r.Numerator != in || in != all {
						t.Fatalf("%s: %d, the list has %d, %d in it", r.ID, r.Numerator, all, in)
					}
				case aMean, aMedian:
					if r.Numerator != all || r.Spread == nil {
						t.Fatalf("%s: %d values, the list has %d", r.ID, r.Numerator, all)
					}
				case aChange, aWeighed:
					if r.Numerator != in || r.Denominator != all-in {
						t.Fatalf("%s: %d to %d, the list has %d in %d", r.ID, r.Numerator, r.Denominator, in, all)
					}
				case aRatio:
					if r.Numerator != in {
						t.Fatalf("%s: %d, the list has %d", r.ID, r.Numerator, in)
					}
				}
				seen[r.ID] = seen[r.ID] || all > 0
				for _, b := range r.Breakdowns {
					num, den := 0, 0
					for _, g := range b.Groups {
						num, den = num+g.Numerator, den+g.Denominator
						parts, want = append(parts, ask{r.ID, Query{Period: p, AsAt: p.To, Where: []Where{{b.By, g.Keys[0]}}}}), append(want, g)
					}
					if num != r.Numerator || den != r.Denominator && k.form() != aRatio {
						t.Fatalf("%s by %s: the groups add up to %d of %d, not %d of %d", r.ID, b.By, num, den, r.Numerator, r.Denominator)
					}
				}
				for _, b := range r.Bands {
					parts, want = append(parts, ask{r.ID, Query{Period: p, AsAt: p.To, Band: b.Name}}), append(want, Group{Keys: []string{"band"}, Numerator: b.Count})
				}
			}
			for i, r := range figured(t, stories, today, parts...) {
				g := want[i]
				if g.Keys[0] == "band" {
					if len(r.Records) != g.Numerator {
						t.Fatalf("%s, %v: a list of %d, the band has %d", r.ID, parts[i].Query, len(r.Records), g.Numerator)
					}
					continue
				}
				if r.Numerator != g.Numerator || r.Denominator != g.Denominator || r.Value != g.Value {
					t.Fatalf("%s, %v: %d of %d %s, the group has %+v", r.ID, parts[i].Where, r.Numerator, r.Denominator, r.Value, g)
				}
			}
		}
	}
	for _, id := range ids {
		if !seen[id] {
			t.Errorf("%s never counted anything: the stories do not try it", id)
		}
	}
}

// Counting with several hands and adding up is counting with one.
func TestHandsAddUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		stories := someStories(seed, 4)
		cut := rand.New(rand.NewPCG(seed, 0)).IntN(len(stories) + 1)
		var asks []ask
		for _, id := range slices.Sorted(maps.Keys(counters)) {
			asks = append(asks, ask{id, Query{Period: Year(2024), By: []string{ByAge, BySex}, Each: []string{ByTeam}}})
		}
		hands := make([]*hand, 2)
		for i, part := range [][]story.Story{stories[:cut], stories[cut:]} {
			hands[i] = &hand{facts: newFacts()}
			for _, a := range asks {
				w, err := prepare(a, day.Must("2026-01-01"))
				if err != nil {
					t.Fatal(err)
				}
				hands[i].works = append(hands[i].works, w)
			}
			for _, s := range part {
				hands[i].facts.of(s)
				hands[i].count(record.SubjectType(s.Subject))
			}
		}
		hands[0].done()
		hands[1].done()
		whole := figured(t, stories, day.Must("2026-01-01"), asks...)
		for i, w := range hands[0].works {
			w.merge(&hands[1].works[i].tally)
			w.pieces = append(w.pieces, hands[1].works[i].pieces...)
			w.putTogether()
			got := w.result(&w.q, nil)
			if diff := cmp.Diff(whole[i], got, cmpopts.EquateComparable(day.Day{}), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s: %s", got.ID, diff)
			}
		}
	}
}
