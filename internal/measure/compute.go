package measure

import (
	"context"
	"fmt"
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
	By      []string    // dimensions to group by: see Dimensions
	Book    *clock.Book // the council's time limits; nil means the shipped ones
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
	counter counter
	span    span
}

// compute streams the stories once for all asks, as now or as known at an instant, on one snapshot. Memory holds the
// contributions, never the stories.
func compute(ctx context.Context, d *command.Desk, known time.Time, asks ...ask) (p pass, err error) {
	works := make([]*work, len(asks))
	known = known.UTC().Truncate(time.Microsecond) // the journal's own grain
	today := todayOf(d, known)
	for i, a := range asks {
		if works[i], err = prepare(a, today); err != nil {
			return p, err
		}
	}
	each := func(s story.Story) error {
		for _, w := range works {
			for _, c := range w.counter.count(s, w.span) {
				if c.Held == "" {
					c.keys = keysOf(s, c, w.By, w.span.asAt)
				}
				w.add(c)
			}
		}
		return nil
	}
	destroyed := 0
	err = d.Read(ctx, func(t *db.Tx) error {
		size, at, err := head(t)
		if err != nil {
			return err
		}
		p.size, p.at = size, at
		if known.IsZero() {
			if known = at; known.IsZero() {
				known = d.Now().UTC() // nothing was ever recorded
			}
			return story.Each(t, record.ChildSubject, each)
		}
		destroyed, err = story.EachKnown(t, d.Journal, record.ChildSubject, known, each)
		return err
	})
	if err != nil {
		return pass{}, fmt.Errorf("measures: %w", err)
	}
	p.known = known
	for _, w := range works {
		w.AsKnown, w.Destroyed = known, destroyed
		p.results = append(p.results, w.result())
	}
	return p, nil
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
	if err := checkDimensions(a.By); err != nil {
		return nil, err
	}
	w := &work{counter: k, tally: tally{groups: map[string]*Group{}}}
	w.span = span{Period: a.Period, asAt: a.AsAt, book: a.Book}
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
		ID: def.ID, Title: def.Title, Unit: k.unit, Basis: basis, Period: w.span.Period, AsAt: w.span.asAt, By: a.By,
		Definition: def, Source: def.Source, Polarity: def.Polarity, Note: k.note,
	}
	w.span.Period = w.span.Period.upTo(w.span.asAt)
	return w, nil
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
