package measure

import (
	"cmp"
	"slices"
	"strings"

	"throughline/internal/day"
)

// join is how a figure is counted over several stories at once: those of children and of the workers who have their cases. Each story is read once, as for
// every figure, and gives pieces: what may be counted, and what it depends on. When all stories are read, the pieces are put together. So nothing is held of a
// story but its pieces, and figures that need several stories are counted in the same pass as all others.
type join struct {
	over []string // the types of subject whose stories have pieces
	pick func(f *Facts, p span, give func(piece))
	// count gives those pieces that are counted, with In, Value, Of, Bands and Held of their contributions set, and what a reader must know of this figure. It
	// is a function of the set of pieces: they come in the order of part, subject and record.
	count func(ps []piece, p span) (counted []piece, note string)
}

// part is what a piece is in its figure; each join has its own.
type part uint8

// piece is what one story has to say to a figure.
type piece struct {
	part    part
	subject string
	id      string   // of the record
	keys    []string // what it is put together with others by: subjects, records, numbers
	from    day.Day
	n       int
	may     *candidate // what may be counted; nil when it only decides about others
}

// candidate is a contribution with the groups that it is in, which only its own story can tell.
type candidate struct {
	Contribution
	wanted bool     // it is in the groups that are asked for
	by     []string // its keys of Query.By
	each   []string // and of each of Query.Each
}

// counts makes a piece that may be counted.
func counts(of part, c Contribution, keys ...string) piece {
	return piece{part: of, subject: c.Subject, id: c.Record, keys: keys, may: &candidate{Contribution: c}}
}

// tells makes a piece that others depend on.
func tells(of part, f *Facts, id string, keys ...string) piece {
	return piece{part: of, subject: f.Subject, id: id, keys: keys}
}

// take adds the pieces of a story, whose keys a hand knows.
func (w *work) take(f *Facts, keys *keyring) {
	w.counter.join.pick(f, w.span, func(p piece) {
		if c := p.may; c != nil {
			all := w.q
			all.Band = "" // bands are known when the pieces are together
			c.wanted = all.wants(f, &c.Contribution, w.span.asAt)
			c.by = keysOf(f, &c.Contribution, w.By, w.span.asAt)
			c.each = keys.named(f, &c.Contribution, w.dims, w.span.asAt)
		}
		w.pieces = append(w.pieces, p)
	})
}

// putTogether counts a figure over several stories once all are read.
func (w *work) putTogether() {
	if w.counter.join == nil {
		return
	}
	slices.SortFunc(w.pieces, inPieces)
	counted, note := w.counter.join.count(w.pieces, w.span)
	w.pieces = nil
	slices.SortStableFunc(counted, func(a, b piece) int {
		return cmp.Or(strings.Compare(a.subject, b.subject), strings.Compare(a.id, b.id))
	})
	for i := range counted {
		w.addPiece(counted[i].may)
	}
	if note != "" {
		w.Note = strings.TrimSpace(w.Note + " " + note)
	}
}

func inPieces(a, b piece) int {
	return cmp.Or(cmp.Compare(a.part, b.part), strings.Compare(a.subject, b.subject), strings.Compare(a.id, b.id), a.from.Compare(b.from), slices.Compare(a.keys, b.keys))
}

// addPiece is tally.add of what was put together.
func (w *work) addPiece(c *candidate) {
	if c.Held != "" {
		if w.q.whole() {
			w.Held = append(w.Held, Held{c.Record, c.Subject, c.Held})
		}
		return
	}
	if c.In {
		w.totals.num++
	} else {
		w.totals.out++
	}
	form := w.counter.form()
	if !c.wanted || w.q.Band != "" && (!slices.Contains(c.Bands, w.q.Band) || form == anIndex && !c.In) { // the count of an index's band is of those in the numerator
		return
	}
	w.enter(&c.Contribution)
	if len(w.By) > 0 {
		into(w.groups, c.by).add(form, &c.Contribution)
	}
	for i, key := range c.each {
		into(w.named[i], []string{key}).add(form, &c.Contribution)
	}
}

// closeIndex gives the figure, its bands and groups their index: the share that they have of all in the numerator, over their share of all others.
func (t *tally) closeIndex() {
	if t.counter.form() != anIndex {
		return
	}
	index := func(num, den int) string {
		if den < leastForIndex {
			return ""
		}
		return tenths(num*t.totals.out, t.totals.num*den)
	}
	t.Value = index(t.Numerator, t.Denominator)
	for i, b := range t.Bands {
		t.Bands[i].Value = index(b.Count, t.against[b.Name])
	}
	for _, groups := range append([][]Group{t.Groups}, groupsOf(t.Breakdowns)...) {
		for i, g := range groups {
			groups[i].Value = index(g.Numerator, g.Denominator)
		}
	}
}

func groupsOf(bs []Breakdown) (out [][]Group) {
	for _, b := range bs {
		out = append(out, b.Groups)
	}
	return out
}

// one set of those that hang together, however long the chain: brothers and sisters, and the records of one family.
type clusters map[string]string

func (c clusters) root(key string) string {
	for c[key] != "" && c[key] != key {
		key = c[key]
	}
	return key
}

// tie says that keys are of one cluster, whose name is the least of all.
func (c clusters) tie(keys ...string) {
	for _, k := range keys[min(1, len(keys)):] {
		a, b := c.root(keys[0]), c.root(k)
		if a > b {
			a, b = b, a
		}
		if a != b {
			c[b] = a
		}
	}
}

// said are the keys that say something.
func said(keys ...string) []string {
	return slices.DeleteFunc(keys, func(k string) bool { return k == "" })
}
