package measure

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Query is what a figure is asked for.
type Query struct {
	Period  Period      // the financial year of AsAt when not given; a snapshot needs none
	AsAt    day.Day     // the last day that counts: the end of the period, or today if that is earlier, when not given
	AsKnown time.Time   // the records as they were known at this instant; zero means now
	By      []string    // dimensions to group by, crossed with each other: see Dimensions
	Each    []string    // dimensions to group by, each alone
	Where   []Where     // only the records of these groups
	Band    string      // only the records of this band of a distribution
	Book    *clock.Book // the council's time limits; nil means the shipped ones
	Version int         // of the definition that it is counted by; the present one when 0
}

// Where is one group of a dimension: what a cell of a table opens to.
type Where struct{ By, Key string }

// whole says whether a figure is asked for as it is, not for one group or band of it.
func (q Query) whole() bool { return len(q.Where) == 0 && q.Band == "" }

// wants says whether a contribution is in the groups that are asked for.
func (q *Query) wants(f *Facts, c *Contribution, asAt day.Day) bool {
	if q.Band != "" && !slices.Contains(c.Bands, q.Band) {
		return false
	}
	for _, w := range q.Where {
		if dimensions[w.By](f, c, asAt) != w.Key {
			return false
		}
	}
	return true
}

// ask is one figure of a pass over the stories.
type ask struct {
	id string
	Query
}

// pass is what one pass over the stories found, and the state of the journal it saw.
type pass struct {
	results []Result
	size    int64     // of the journal
	at      time.Time // of its newest entry
	known   time.Time // the instant that all results are as known at
}

// Compute counts one figure. It decides nothing about who may see it: Read does. Unknown measures are errs.NotFound; a measure
// that waits for its record and a question that makes no sense are errs.Invalid.
func Compute(ctx context.Context, d *command.Desk, id string, q Query) (Result, error) {
	p, err := compute(ctx, d, q.AsKnown, ask{id, q})
	if err != nil {
		return Result{}, err
	}
	return p.results[0], nil
}

// Read is Compute for somebody: who may not see figures is refused.
func Read(ctx context.Context, d *command.Desk, actor access.Actor, id string, q Query) (Result, error) {
	if err := access.Decide(actor, access.ReadMeasures, access.Figure, access.Facts{}, d.Now()).Err(); err != nil {
		return Result{}, err
	}
	return Compute(ctx, d, id, q)
}

// Figures counts several measures in one pass over the stories; no ids means every live measure.
func Figures(ctx context.Context, d *command.Desk, q Query, ids ...string) ([]Result, error) {
	if len(ids) == 0 {
		for _, def := range Standard().Live() {
			ids = append(ids, def.ID)
		}
	}
	asks := make([]ask, len(ids))
	for i, id := range ids {
		asks[i] = ask{id, q}
	}
	p, err := compute(ctx, d, q.AsKnown, asks...)
	return p.results, err
}

// work is a figure being counted.
type work struct {
	tally
	span   span
	q      Query
	needs  uint64   // the kinds of which there must be one, as Facts.has has them
	from   reach    // and how far one of them must reach
	over   []string // the types of subject whose stories are counted
	pieces []piece  // of a figure over several stories
}

// hand is what one goroutine counts with: its own tallies.
type hand struct {
	facts *Facts
	works []*work
	asked map[string][]asked // of works, by type of subject
	keys  keyring
}

// count counts what is known of a subject. A measure none of whose kinds has a record that reaches its period is not asked.
func (h *hand) count(subjectType string) {
	var live uint64
	all := h.askedOf(subjectType)
	for i := range all {
		a := &all[i]
		if i == 0 || a.from != all[i-1].from {
			live = h.facts.live(a.from)
		}
		if a.needs&live == 0 {
			continue
		}
		w := a.work
		if w.counter.join != nil {
			w.take(h.facts, &h.keys)
			continue
		}
		counted := w.counter.count(h.facts, w.span)
		for i := range counted {
			c := &counted[i]
			if !w.add(h.facts, c, &w.q, w.span.asAt) || len(w.each) == 0 {
				continue
			}
			k := h.keys.of(h.facts, c, w.span.asAt)
			for i, d := range w.dims {
				w.at(i, k[d], len(h.keys.names[d])).add(w.counter.form(), c)
			}
		}
	}
	h.keys.next()
}

// asked is a figure that is counted over subjects of a type, and the kinds that it needs: beside each other, because of most subjects most figures
// need nothing.
type asked struct {
	needs uint64
	from  reach
	work  *work
}

// askedOf are the figures that are counted over a type of subject.
func (h *hand) askedOf(subjectType string) []asked {
	of, ok := h.asked[subjectType]
	if !ok {
		for _, w := range h.works {
			if slices.Contains(w.over, subjectType) {
				of = append(of, asked{w.needs, w.from, w})
				h.keys.ask(w.dims)
			}
		}
		slices.SortStableFunc(of, func(a, b asked) int { return cmp.Compare(a.from, b.from) })
		if h.asked == nil {
			h.asked = map[string][]asked{}
		}
		h.asked[subjectType] = of
	}
	return of
}

// done gives the groups of the dimensions their names, which each hand has numbered for itself.
func (h *hand) done() {
	for _, w := range h.works {
		for i, d := range w.dims {
			for n, s := range w.each[i] {
				if s.num+s.out > 0 {
					key := h.keys.names[d][n]
					s.keys = []string{key}
					w.named[i][key] = &s
				}
			}
		}
	}
}

// needs is a bit for each kind that a measure counts, but for who the child is.
func (k *counter) needs() uint64 { return kindsOf(k.kinds...) &^ kindsOf(childKind) }

var childKind, mergeKind = kind[record.Child](), kind[record.Merge]()

var places = sync.OnceValue(func() *kindPlaces { return newFacts().byKind })

// compute streams the stories once for all asks, as now or as known at an instant, on one snapshot. Memory holds the
// contributions, never the stories.
func compute(ctx context.Context, d *command.Desk, known time.Time, asks ...ask) (pass, error) {
	return computeAt(ctx, d, swift(), known, asks...)
}

// computeAt is compute at a pace.
func computeAt(ctx context.Context, d *command.Desk, how pace, known time.Time, asks ...ask) (p pass, err error) {
	works := make([]*work, len(asks))
	known = known.UTC().Truncate(time.Microsecond) // the journal's own grain
	today := todayOf(d, known)
	for i, a := range asks {
		if works[i], err = prepare(a, today); err != nil {
			return p, err
		}
	}
	hands := make([]*hand, how.hands)
	for i := range hands {
		hands[i] = &hand{works: works}
		if i > 0 {
			hands[i].works = nil
			for _, a := range asks {
				w, err := prepare(a, today)
				if err != nil {
					return p, err
				}
				hands[i].works = append(hands[i].works, w)
			}
		}
	}
	if how.gentle {
		if err := holdReady(ctx, d); err != nil {
			return p, err
		}
	}
	destroyed := 0
	var people populations
	err = d.Read(ctx, func(t *db.Tx) error {
		size, at, err := head(t)
		if err != nil {
			return err
		}
		p.size, p.at = size, at
		now := known.IsZero()
		if now {
			if known = at; known.IsZero() {
				known = d.Now().UTC() // nothing was ever recorded
			}
		}
		if slices.ContainsFunc(works, func(w *work) bool { return w.counter.rate }) {
			at := known
			if now {
				at = time.Time{}
			}
			if people, err = populationsIn(t, d, at); err != nil {
				return err
			}
		}
		at = known
		if now {
			at = time.Time{}
		}
		var counting []func(string, *Facts) error
		for _, h := range hands {
			one := func(subjectType string, f *Facts) error {
				h.facts = f
				h.count(subjectType)
				return nil
			}
			if how.gentle {
				one = resting(ctx, one)
			}
			counting = append(counting, one)
		}
		destroyed, err = eachFacts(t, d, at, seek(works), counting...)
		return err
	})
	if err != nil {
		return pass{}, fmt.Errorf("measures: %w", err)
	}
	p.known = known
	p.results = closeAll(hands, people, known, destroyed)
	return p, nil
}

// eachFacts streams the facts of the subjects that are sought, as now or, with an instant, as known then. The facts are a hand's until it returns; there is one
// hand or several, and each is called by one goroutine at a time. destroyed is the number of versions that a retention rule made unreadable.
func eachFacts(t *db.Tx, d *command.Desk, known time.Time, want sought, hands ...func(subjectType string, f *Facts) error) (destroyed int, err error) {
	if keeps(d) {
		ready, err := Readable(t)
		if err != nil {
			return 0, err
		}
		h := heldBy(d)
		if !ready && h != nil {
			if err := h.forget(t.Context()); err != nil {
				return 0, err
			}
		}
		if ready && known.IsZero() {
			return 0, eachReady(t, h, want, hands)
		}
		if ready {
			p, err := pastOf(t, d, known)
			if err != nil {
				return 0, err
			}
			if p != nil {
				if err := eachReady(t, h, want, p.untouched(hands)); err != nil {
					return 0, err
				}
				return p.each(t, d, want, hands[0])
			}
		}
	}
	f := newFacts()
	for _, subjectType := range want.over() {
		each := func(s story.Story) error { return hands[0](subjectType, f.of(s)) }
		n, err := story.EachAt(t, d.Journal, subjectType, known, each)
		destroyed += n
		if err != nil {
			return destroyed, err
		}
	}
	return destroyed, nil
}

// eachReady gives the facts that are kept ready: from memory, where the desk has one.
func eachReady(t *db.Tx, h *held, want sought, hands []func(string, *Facts) error) error {
	if h != nil {
		return h.each(t, want, hands)
	}
	_, err := eachKept(t, want, false, hands)
	return err
}

// seek is what figures need of the facts: the kinds that they are functions of, and those that their groups are told by.
func seek(works []*work) sought {
	want := sought{types: map[string]demands{}}
	for _, w := range works {
		one := demand{w.needs, w.from, w.needs | kindsOf(childKind, mergeKind)}
		for _, by := range w.q.dimensions() {
			one.reads |= kindsOf(toldBy[by]...)
		}
		for _, o := range w.over {
			want.types[o] = want.types[o].with(one)
		}
	}
	return want
}

// kindsOf is the set of some kinds, as Facts.has has them.
func kindsOf(kinds ...string) (set uint64) {
	for _, kind := range kinds {
		if i, ok := places().find(kind); ok {
			set |= 1 << i
		}
	}
	return set
}

// dimensions are all that a figure is grouped by or cut by.
func (q *Query) dimensions() []string {
	out := slices.Concat(q.By, q.Each)
	for _, w := range q.Where {
		out = append(out, w.By)
	}
	return out
}

// todayOf is the day that a figure is asked on: of what was known then, that day.
func todayOf(d *command.Desk, known time.Time) day.Day {
	if known.IsZero() {
		return d.Today()
	}
	return day.In(known)
}

func prepare(a ask, today day.Day) (*work, error) {
	def, err := Standard().Lookup(a.id)
	if err != nil {
		return nil, err
	}
	k, ok := counters[a.id]
	if !ok {
		return nil, errs.New(errs.Invalid, "%s (%s) cannot be counted yet: it %s", def.ID, def.Title, def.Waits())
	}
	if err := checkQuery(a.Query); err != nil {
		return nil, err
	}
	k, def, older, err := k.in(def, a.Version)
	if err != nil {
		return nil, err
	}
	w := &work{q: a.Query, tally: tally{counter: k, bands: map[string]int{}, against: map[string]int{}, groups: map[string]*sum{}}}
	for _, d := range a.Each {
		w.each, w.dims, w.named = append(w.each, nil), append(w.dims, slices.Index(dimensionNames(), d)), append(w.named, map[string]*sum{})
	}
	w.needs, w.over = k.needs(), k.overAll()
	w.span = span{Period: a.Period, asAt: a.AsAt, book: a.Book, limits: map[string]func(day.Day) day.Day{}}
	if w.span.book == nil {
		w.span.book = clock.Standard()
	}
	if w.span.asAt.IsZero() {
		w.span.asAt = today
		if !k.snapshot && a.Period.To.Before(today) {
			w.span.asAt = a.Period.To
		}
	}
	basis := "in period"
	switch p := a.Period; {
	case k.snapshot:
		basis, w.span.Period = "snapshot", Period{w.span.asAt, w.span.asAt}
	case p == Period{}:
		w.span.Period = YearOf(w.span.asAt)
	case p.From.IsZero() || p.To.IsZero() || p.To.Before(p.From):
		return nil, errs.Field("period", "Give a first and a last day, the last not before the first")
	case w.span.asAt.Before(p.From):
		return nil, errs.Field("as-at", "The as-at date %s is before the period, which starts on %s", w.span.asAt.Long(), p.From.Long())
	}
	w.Result = Result{
		ID: def.ID, Title: def.Title, Unit: k.inUnit(), Shape: string(k.form()), Basis: basis, Period: w.span.Period, AsAt: w.span.asAt, By: a.By,
		Headline: k.headline, Definition: def, Source: def.Source, Polarity: def.Polarity, Note: strings.TrimSpace(k.note + " " + older),
	}
	if k.years > 1 {
		w.span.From = w.span.To.Add(1).AddMonths(-12 * k.years)
		w.Note = strings.TrimSpace(w.Note + fmt.Sprintf(" Counted over %d years, from %s.", k.years, w.span.From.Long()))
	}
	w.from = k.from(w.span)
	w.span.Period = w.span.Period.upTo(w.span.asAt)
	return w, nil
}

// checkQuery refuses dimensions that do not exist.
func checkQuery(q Query) error {
	return checkDimensions(q.dimensions())
}

// head is the size of the journal and the instant of its newest entry.
func head(t *db.Tx) (size int64, at time.Time, err error) {
	trees, at, err := journal.HeadIn(t)
	for _, tr := range trees {
		if tr.Log == journal.Main {
			size = tr.Size
		}
	}
	return size, at, err
}
