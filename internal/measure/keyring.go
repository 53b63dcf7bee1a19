package measure

import (
	"slices"
	"sync"

	"throughline/internal/day"
)

// dimensionNames are the dimensions in order: a dimension's place is its number here.
var dimensionNames = sync.OnceValue(Dimensions)

const manyDimensions = 9

// tellers are what tells the keys of each dimension, in their order.
var tellers = sync.OnceValue(func() (out []func(*Facts, *Contribution, day.Day) string) {
	for _, name := range dimensionNames() {
		out = append(out, dimensions[name])
	}
	return out
})

// keyring numbers the keys of all dimensions, and remembers those of a subject's records: thirty measures count one referral.
type keyring struct {
	number [manyDimensions]map[string]int32
	names  [manyDimensions][]string
	known  []keyed // of the subject at hand
	asked  []int   // the dimensions that something is grouped by
}

// ask adds dimensions to those that are told.
func (k *keyring) ask(dims []int) {
	for _, d := range dims {
		if !slices.Contains(k.asked, d) {
			k.asked = append(k.asked, d)
		}
	}
}

// keyed are the numbers of the keys of one record on one day.
type keyed struct {
	record, referral string
	on               day.Day
	keys             [manyDimensions]int32
}

// of are the numbers of a contribution's keys in the dimensions that were asked for.
func (k *keyring) of(f *Facts, c *Contribution, asAt day.Day) *[manyDimensions]int32 {
	on := c.dayOf(asAt)
	for i := range k.known {
		if e := &k.known[i]; e.on == on && e.record == c.Record && e.referral == c.Referral {
			return &e.keys
		}
	}
	k.known = append(k.known, keyed{record: c.Record, referral: c.Referral, on: on})
	e := &k.known[len(k.known)-1]
	tell := tellers()
	for _, d := range k.asked {
		key := tell[d](f, c, asAt)
		n, ok := k.number[d][key]
		if !ok {
			if k.number[d] == nil {
				k.number[d] = map[string]int32{}
			}
			n = int32(len(k.names[d]))
			k.number[d][key], k.names[d] = n, append(k.names[d], key)
		}
		e.keys[d] = n
	}
	return &e.keys
}

// named are a contribution's keys in some of those dimensions.
func (k *keyring) named(f *Facts, c *Contribution, dims []int, asAt day.Day) []string {
	if len(dims) == 0 {
		return nil
	}
	numbers, names := k.of(f, c, asAt), make([]string, len(dims))
	for i, d := range dims {
		names[i] = k.names[d][numbers[d]]
	}
	return names
}

// next forgets the subject.
func (k *keyring) next() { k.known = k.known[:0] }
