package measure

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/internal/day"
)

// Result is a figure: its two numbers, what they were counted from, and everything needed to count them again.
type Result struct {
	ID, Title   string
	Numerator   int    // of a mean or a median: how many values there are
	Denominator int    // 0 when the measure is a plain number
	Value       string // as shown: "69.1" for a percentage, halves up, the count for a number; empty when there is nothing to divide by
	Unit        string // "%", "number", "days", "months", "score" or "ratio"
	Shape       string // how the figure is made up: number, share, mean, median, ratio, distribution, change
	Basis       string // "in period" or "snapshot"
	Period      Period
	AsAt        day.Day
	AsKnown     time.Time   // every version recorded up to and including this instant was known
	Records     []RecordRef // sorted by record
	RecordsHash string      // SHA-256 over the sorted record ids, each with whether it is in the numerator
	Held        []Held      // records that could not be counted, and why
	Subjects    int         // children (or whoever it is counted over) with a record in it; SubjectsIn in the numerator
	SubjectsIn  int
	Spread      *Spread     // of a mean or a median
	Bands       []Band      // of a distribution, and what is shown beside a share; in order
	Rate        *Rate       // per 10,000 children, for the measures that have one
	Headline    bool        // the rate, not the number, is what the comparators are of
	Groups      []Group     // by the dimensions asked for, crossed
	By          []string    // those dimensions
	Breakdowns  []Breakdown // by each dimension that was asked for alone
	Definition  Definition
	Source      string
	Polarity    string
	Comparators []Comparator
	Note        string
	Destroyed   int // versions that a retention rule made unreadable: what they said is not in the figure
}

// RecordRef is one record behind a figure. Subject is whose story it is in, after merges.
type RecordRef struct {
	Record, Subject     string
	In                  bool // in the numerator
	Started, Due, Ended day.Day
	Value               int      // of a mean or a median, in the measure's unit times its scale
	Bands               []string // of a distribution
}

// Held is a record that could not be counted.
type Held struct{ Record, Subject, Why string }

// Group is the same figure for one part of its records. Keys are in the order of Result.By.
type Group struct {
	Keys                   []string
	Numerator, Denominator int
	Value                  string
}

// Breakdown is a figure's groups by one dimension. Numerators and denominators of the groups add up to the figure's own, but for a ratio's
// denominator: a child who goes missing from two places is one child in each.
type Breakdown struct {
	By     string
	Groups []Group
}

// Band is one part of a distribution: how many of the figure's records are in it and, as a percentage of its base, how much that is. The base is
// the numerator of a distribution and the denominator of a share.
type Band struct {
	Name  string
	Count int
	Value string
}

// Spread is what is known of values besides their mean or median, each as the value is shown. Quartiles are those of the values in order
// (Hyndman and Fan's seventh way, as spreadsheets do it).
type Spread struct{ Mean, Least, Lower, Median, Upper, Most string }

// Rate is a number per 10,000 children of a population.
type Rate struct {
	Value      string // to one decimal; empty when the population is not recorded
	Population int
	Vintage    string // whose population: "ONS mid-2022 estimate"
	Ages       string
	Why        string // why there is no rate
}

// share says whether the value is a percentage of a denominator. A stored figure has no shape: its unit says it.
func (r Result) share() bool { return r.Shape == string(aShare) || r.Shape == "" && r.Unit == percent }

// BandUnit is what the values of the bands are in: percentages of the figure's base or, of an index, ratios.
func (r Result) BandUnit() string {
	if r.Shape == string(anIndex) {
		return r.Unit
	}
	return percent
}

// sum adds up contributions.
type sum struct {
	keys     []string
	num, out int
	numValue int // of the values of those in the numerator
	outValue int // of the others
	values   []int
	of       map[string]int // of a ratio: what is below the line, each with its weight
}

func (s *sum) add(k shape, c *Contribution) {
	if c.In {
		s.num++
		s.numValue += c.Value
	} else {
		s.out++
		s.outValue += c.Value
	}
	switch k {
	case aMean, aMedian:
		s.values = append(s.values, c.Value)
	case aRatio:
		if s.of == nil {
			s.of = map[string]int{}
		}
		s.of[c.below()] = c.Value
	}
}

// merge adds another sum to this one.
func (s *sum) merge(o *sum) {
	s.num, s.out, s.numValue, s.outValue = s.num+o.num, s.out+o.out, s.numValue+o.numValue, s.outValue+o.outValue
	s.values = append(s.values, o.values...)
	if s.of == nil {
		s.of = o.of
		return
	}
	maps.Copy(s.of, o.of)
}

func (c *Contribution) below() string {
	if c.Of != "" {
		return c.Of
	}
	return c.Subject
}

// close gives the figures of a sum.
func (s *sum) close(k counter) (num, den int, value string) {
	num = s.num
	switch k.form() {
	case aShare:
		den = s.num + s.out
		if k.weighted {
			return num, den, percentage(s.numValue, s.numValue+s.outValue)
		}
		return num, den, percentage(num, den)
	case aWeighed:
		if k.inUnit() != percent {
			return num, s.out, tenths(s.numValue, s.outValue)
		}
		return num, s.out, percentage(s.numValue, s.outValue)
	case aTotal:
		return num, 0, tenths(s.numValue, k.scale)
	case aChange:
		den = s.out
		return num, den, change(num, den)
	case aRatio:
		if k.weighted {
			weight := 0
			for _, n := range s.of {
				if n > 0 {
					den, weight = den+1, weight+n
				}
			}
			return num, den, tenths(num*k.scale, weight)
		}
		den = len(s.of)
		return num, den, tenths(num, den)
	case anIndex:
		return num, s.out, ""
	case aMean, aMedian:
		num = len(s.values)
		sp := spreadOf(s.values, k.scale)
		if k.form() == aMean {
			return num, 0, sp.Mean
		}
		return num, 0, sp.Median
	}
	return num, 0, strconv.Itoa(num)
}

// tally collects contributions into a result.
type tally struct {
	Result
	counter counter
	all     sum
	bands   map[string]int
	against map[string]int // of an index: how many of the others are in each band
	groups  map[string]*sum
	totals  struct{ num, out int } // of an index: all, whatever groups were asked for
	last    struct {
		subject string
		in      bool
	}
	lists [][]RecordRef     // Result.Records, in pieces and not in order yet
	each  [][]sum           // of each dimension of Query.Each, by the number of the key
	dims  []int             // those dimensions, as places in dimensionNames
	named []map[string]*sum // each, by key, once a hand is done
}

// add takes a contribution in, if it is one of those that are asked for; the dimensions of Query.Each are the hand's.
func (t *tally) add(f *Facts, c *Contribution, q *Query, asAt day.Day) bool {
	if c.Held != "" {
		if q.whole() {
			t.Held = append(t.Held, Held{c.Record, c.Subject, c.Held})
		}
		return false
	}
	if !q.wants(f, c, asAt) {
		return false
	}
	t.enter(c)
	if len(t.By) > 0 {
		into(t.groups, keysOf(f, c, t.By, asAt)).add(t.counter.form(), c)
	}
	return true
}

// enter takes in a contribution that is asked for.
func (t *tally) enter(c *Contribution) {
	// A subject comes once, with all that is counted of it.
	if c.Subject != t.last.subject || t.Subjects == 0 {
		t.Subjects++
		t.last.subject, t.last.in = c.Subject, false
	}
	if c.In && !t.last.in {
		t.SubjectsIn++
		t.last.in = true
	}
	t.note(RecordRef{c.Record, c.Subject, c.In, c.Started, c.Due, c.Ended, c.Value, c.Bands})
	form := t.counter.form()
	t.all.add(form, c)
	for i, b := range c.Bands {
		switch {
		case slices.Contains(c.Bands[:i], b): // an answer given twice is one
		case form == anIndex && !c.In:
			t.bands[b] += 0
			t.against[b]++
		default:
			t.bands[b]++
		}
	}
}

// note keeps a record for the list. Lists are kept in pieces: one that grows is copied again and again, and records are wide.
func (t *tally) note(r RecordRef) {
	n := len(t.lists) - 1
	if n < 0 || len(t.lists[n]) == cap(t.lists[n]) {
		size := 16
		if n >= 0 {
			size = min(2*cap(t.lists[n]), 512)
		}
		t.lists, n = append(t.lists, make([]RecordRef, 0, size)), n+1
	}
	t.lists[n] = append(t.lists[n], r)
}

// at is the sum of one group.
func (t *tally) at(dimension int, key int32, keys int) *sum {
	if int(key) >= len(t.each[dimension]) {
		t.each[dimension] = append(t.each[dimension], make([]sum, keys-len(t.each[dimension]))...)
	}
	return &t.each[dimension][key]
}

func into(m map[string]*sum, keys []string) *sum {
	key := joined(keys)
	s := m[key]
	if s == nil {
		s = &sum{keys: keys}
		m[key] = s
	}
	return s
}

// merge adds what another hand counted.
func (t *tally) merge(o *tally) {
	t.lists, t.Held = append(t.lists, o.lists...), append(t.Held, o.Held...)
	t.Subjects, t.SubjectsIn = t.Subjects+o.Subjects, t.SubjectsIn+o.SubjectsIn
	t.all.merge(&o.all)
	for b, n := range o.bands {
		t.bands[b] += n
	}
	both := func(a, b map[string]*sum) {
		for key, s := range b {
			if a[key] == nil {
				a[key] = s
			} else {
				a[key].merge(s)
			}
		}
	}
	both(t.groups, o.groups)
	for i := range t.named {
		both(t.named[i], o.named[i])
	}
}

// result closes the sums.
func (t *tally) result(q *Query, people populations) Result {
	t.Records = inOrder(t.lists)
	slices.SortFunc(t.Held, func(a, b Held) int { return strings.Compare(a.Record, b.Record) })
	t.RecordsHash = hashOf(t.Records)
	t.Numerator, t.Denominator, t.Value = t.all.close(t.counter)
	if f := t.counter.form(); f == aMean || f == aMedian {
		sp := spreadOf(t.all.values, t.counter.scale)
		t.Spread = &sp
	}
	t.closeBands()
	t.Groups = closeGroups(t.groups, t.counter)
	for i, d := range q.Each {
		t.Breakdowns = append(t.Breakdowns, Breakdown{d, closeGroups(t.named[i], t.counter)})
	}
	t.closeIndex()
	if t.counter.rate && q.whole() {
		if t.counter.form() == aChange {
			t.changeOfRate(people, t.Period.To)
		} else {
			t.rate(people, t.Period.To)
		}
	}
	t.annotate()
	return t.Result
}

// inOrder sorts records by id. Places are sorted, not records, which are wide; the first letters of an id go with its place, because ids lie all over the
// memory.
func inOrder(lists [][]RecordRef) []RecordRef {
	type place struct {
		first, second uint64 // eight letters each
		at            *RecordRef
	}
	n := 0
	for _, l := range lists {
		n += len(l)
	}
	if n == 0 {
		return nil
	}
	places := make([]place, 0, n)
	for _, l := range lists {
		for i := range l {
			var letters [16]byte
			copy(letters[:], l[i].Record)
			places = append(places, place{binary.BigEndian.Uint64(letters[:8]), binary.BigEndian.Uint64(letters[8:]), &l[i]})
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		if c := cmp.Compare(a.first, b.first); c != 0 {
			return c
		}
		if c := cmp.Compare(a.second, b.second); c != 0 {
			return c
		}
		x, y := a.at, b.at // of one record there may be several: those are in an order of their own, whoever counted first
		return cmp.Or(strings.Compare(x.Record, y.Record), strings.Compare(x.Subject, y.Subject), x.Started.Compare(y.Started), x.Ended.Compare(y.Ended),
			cmp.Compare(x.Value, y.Value), x.Due.Compare(y.Due), cmp.Compare(oneIf(x.In), oneIf(y.In)), slices.Compare(x.Bands, y.Bands))
	})
	sorted := make([]RecordRef, n)
	for i, p := range places {
		sorted[i] = *p.at
	}
	return sorted
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// closeBands puts the bands in order: those that the counter names, then others by name. A band of a distribution that nobody is in is shown
// as 0.
func (t *tally) closeBands() {
	names := slices.Clone(t.counter.bands)
	var more []string
	for b := range t.bands {
		if !slices.Contains(names, b) {
			more = append(more, b)
		}
	}
	slices.SortFunc(more, func(a, b string) int {
		if (a == notStated) != (b == notStated) {
			if a == notStated {
				return 1
			}
			return -1
		}
		return natural(a, b)
	})
	base := t.Numerator
	if t.share() {
		base = t.Denominator
	}
	for _, b := range append(names, more...) {
		t.Bands = append(t.Bands, Band{b, t.bands[b], percentage(t.bands[b], base)})
	}
}

// natural orders texts that begin with numbers by the numbers: 2A before 10A.
func natural(a, b string) int {
	lead := func(s string) int {
		n := 0
		for i := 0; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			n = n*10 + int(s[i]-'0')
		}
		return n
	}
	if x, y := lead(a), lead(b); x != y {
		return x - y
	}
	return strings.Compare(a, b)
}

func closeGroups(sums map[string]*sum, k counter) []Group {
	var out []Group
	for _, s := range sums {
		g := Group{Keys: s.keys}
		g.Numerator, g.Denominator, g.Value = s.close(k)
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b Group) int { return slices.Compare(a.Keys, b.Keys) })
	return out
}

// annotate says what a reader must know besides the numbers.
func (t *tally) annotate() {
	var notes []string
	if n := t.Note; n != "" {
		notes = append(notes, n)
	}
	if t.AsAt.Before(t.Period.To) {
		notes = append(notes, "Provisional: counted up to "+t.AsAt.Long()+", before the period ended.")
	}
	if n := len(t.Held); n == 1 {
		notes = append(notes, "1 record could not be counted; it is listed with the reason.")
	} else if n > 1 {
		notes = append(notes, fmt.Sprintf("%d records could not be counted; they are listed with the reasons.", n))
	}
	if t.Destroyed > 0 {
		notes = append(notes, fmt.Sprintf("%d versions of records have since been destroyed under retention rules and are not counted.", t.Destroyed))
	}
	if t.Rate != nil && t.Rate.Why != "" {
		notes = append(notes, t.Rate.Why)
	}
	var gap bool
	if t.Comparators, gap = t.Definition.comparators(t.Period.Ending()); gap {
		notes = append(notes, "Hackney published no value for this year: "+Standard().GapRule)
	}
	t.Note = strings.Join(notes, " ")
}

// hashOf is the fingerprint of the records behind a figure. They are sorted.
func hashOf(rs []RecordRef) string {
	h := sha256.New()
	var line []byte
	for _, r := range rs {
		line = strconv.AppendInt(line[:0], int64(len(r.Record)), 10)
		line = append(append(line, ' '), r.Record...)
		line = strconv.AppendBool(append(line, ' '), r.In)
		h.Write(append(line, '\n')) // never fails
	}
	return hex.EncodeToString(h.Sum(nil))
}
