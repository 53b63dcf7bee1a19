package measure

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// A measure is a function of the kinds that it names: what else is recorded of a subject changes nothing that it counts, and where there is nothing of
// them it counts nothing. Facts are read only as far as is asked for, and a figure that was counted holds until one of its kinds changes: both rest on this.
func TestMeasuresNameTheirKinds(t *testing.T) {
	t.Parallel()
	same := []cmp.Option{cmpopts.EquateComparable(day.Day{}), cmpopts.EquateEmpty(), cmp.AllowUnexported(piece{}, candidate{})}
	if n := len(newFacts().slots); n > 64 {
		t.Fatalf("%d kinds have no room in a set of 64", n)
	}
	stories := someStories(11, 12)
	whole, part := newFacts(), newFacts()
	for _, id := range slices.Sorted(maps.Keys(counters)) {
		k := counters[id]
		p := span{Period: Year(2022), asAt: day.Must("2022-03-31"), book: clock.Standard()}
		p.From = p.To.Add(1).AddMonths(-12 * max(1, k.years))
		count := func(f *Facts) (out []piece) {
			if k.join != nil {
				k.join.pick(f, p, func(x piece) { out = append(out, x) })
				return out
			}
			for _, c := range k.count(f, p) {
				out = append(out, piece{may: &candidate{Contribution: c}})
			}
			return out
		}
		for _, s := range stories {
			if !slices.Contains(k.overAll(), record.SubjectType(s.Subject)) {
				continue
			}
			some := slices.DeleteFunc(slices.Clone(s.Records), func(r record.Record) bool { return !slices.Contains(k.kinds, r.Kind) && r.Kind != childKind })
			if alone, all := count(part.of(story.New(s.Subject, s.Merged, some))), count(whole.of(s)); !reflect.DeepEqual(alone, all) { // quicker than cmp, which says how
				t.Errorf("%s depends on more than %v (-those alone +all): %.600s", id, k.kinds, cmp.Diff(alone, all, same...))
				break
			}
			none := slices.DeleteFunc(slices.Clone(s.Records), func(r record.Record) bool { return slices.Contains(k.kinds, r.Kind) && r.Kind != childKind })
			if got := count(part.of(story.New(s.Subject, s.Merged, none))); len(got) > 0 {
				t.Errorf("%s counts %d without any of %v", id, len(got), k.kinds)
				break
			}
		}
	}
}

// A group is a function of the kinds that its dimension names.
func TestDimensionsNameTheirKinds(t *testing.T) {
	t.Parallel()
	whole, part := newFacts(), newFacts()
	told := 0
	for _, s := range someStories(12, 12) {
		for _, by := range Dimensions() {
			some := slices.DeleteFunc(slices.Clone(s.Records), func(r record.Record) bool { return !slices.Contains(toldBy[by], r.Kind) })
			whole.of(s)
			part.of(story.New(s.Subject, s.Merged, some))
			for _, r := range s.Records {
				c := Contribution{Record: r.ID, Subject: s.Subject, Referral: r.ID, On: day.Must("2022-03-31")}
				alone, all := dimensions[by](part, &c, c.On), dimensions[by](whole, &c, c.On)
				if alone != all {
					t.Fatalf("%s of %s is %q by %v alone, and %q by all", by, r.Kind, alone, toldBy[by], all)
				}
				if all != notKnown && all != notInCare {
					told++
				}
			}
		}
	}
	if told < 1000 {
		t.Errorf("only %d groups were told", told)
	}
}
