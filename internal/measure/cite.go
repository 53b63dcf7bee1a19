package measure

import (
	"context"
	"errors"
	"fmt"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// errMoved says that something was recorded at the very instant that a figure was to be sealed at.
var errMoved = errors.New("the journal moved on at the same instant")

// Cite counts a figure and stores it, so that it can be counted again as it was known. Its as-known instant is that of the newest
// entry it was counted from, and nothing is ever recorded at or before that instant afterwards: that is what makes the figure
// come out the same for ever. It fails with errs.Denied for who may not publish figures.
func Cite(ctx context.Context, d *command.Desk, actor access.Actor, id string, q Query) (record.Of[record.Figure], error) {
	var none record.Of[record.Figure]
	if err := access.Decide(actor, access.PublishFigure, access.Figure, access.Facts{}, d.Now()).Err(); err != nil {
		return none, err
	}
	if len(q.By) > 0 || !q.whole() {
		return none, errs.Field("by", "Only a figure of the whole authority can be cited: cite it without groups")
	}
	for range 5 {
		p, err := compute(ctx, d, q.AsKnown, ask{id, q})
		if err != nil {
			return none, err
		}
		if r := &p.results[0]; r.AsKnown.After(p.at) && !p.at.IsZero() {
			r.AsKnown = p.at // what was known then is what is known now, and no entry may be kept waiting for the future
		}
		f, err := seal(ctx, d, actor, p)
		if !errors.Is(err, errMoved) {
			return f, err
		}
	}
	return none, errs.New(errs.Busy, "The records change too fast to fix a figure. Try again in a moment; nothing was changed")
}

// seal stores a result, if nothing was recorded since at or before its as-known instant.
func seal(ctx context.Context, d *command.Desk, actor access.Actor, p pass) (record.Of[record.Figure], error) {
	r := p.results[0]
	fig := record.Figure{
		Measure: r.ID, Definition: r.Definition.Version, Title: r.Title, Unit: r.Unit, Basis: r.Basis, From: r.Period.From, To: r.Period.To,
		AsAt: r.AsAt, AsKnown: r.AsKnown, Numerator: r.Numerator, Denominator: r.Denominator, Value: r.Value, Records: r.RecordsHash,
		Held: len(r.Held), By: actor.ID,
	}
	rc, err := d.Do(ctx, actor, "Cite a figure", func(tx *command.Tx) ([]record.Change, error) {
		// The head is held until the end of the transaction, so that no other server can slip an entry in between.
		if _, err := tx.Exec("update log_head set size = size where log = $1", journal.Main); err != nil {
			return nil, err
		}
		late, err := db.Column[int64](tx.Tx, "select seq from entry where seq >= $1 and at <= $2 limit 1", p.size, db.Instant(r.AsKnown))
		if err != nil {
			return nil, err
		}
		if len(late) > 0 {
			return nil, errMoved
		}
		// Servers' clocks differ: the figure itself is recorded later than what it was counted from, and the journal never goes back.
		if db.Instant(tx.Now) <= db.Instant(r.AsKnown) {
			tx.Now = r.AsKnown.Add(time.Microsecond)
		}
		return []record.Change{record.New(tx.NewID(), record.MeasureSubject+":"+r.ID, fig)}, nil
	})
	if err != nil {
		return record.Of[record.Figure]{}, err
	}
	return Figure(ctx, d, rc.Entries[0].ID)
}

// Figure loads a cited figure; errs.NotFound when there is none.
func Figure(ctx context.Context, d *command.Desk, id string) (f record.Of[record.Figure], err error) {
	err = d.Read(ctx, func(t *db.Tx) error {
		f, err = story.One[record.Figure](t, id)
		return err
	})
	return f, err
}

// Cited lists the figures that were cited, newest first.
func Cited(ctx context.Context, d *command.Desk) (fs []record.Of[record.Figure], err error) {
	err = d.Read(ctx, func(t *db.Tx) error {
		fs, err = story.OfKind[record.Figure](t)
		return err
	})
	for i, j := 0, len(fs)-1; i < j; i, j = i+1, j-1 {
		fs[i], fs[j] = fs[j], fs[i]
	}
	return fs, err
}

// Recomputed is a cited figure counted again, as it was known then and as it is known now.
type Recomputed struct {
	Known Result
	Now   Result
	Equal bool   // Known is what was cited: both numbers, the value to the digit, and the very records
	Why   string // why it is not
}

// Recompute counts a cited figure again: as it was known when it was cited, and with every correction since.
func Recompute(ctx context.Context, d *command.Desk, f record.Figure) (Recomputed, error) {
	rec, _, err := recompute(ctx, d, f)
	return rec, err
}

func recompute(ctx context.Context, d *command.Desk, f record.Figure) (rec Recomputed, size int64, err error) {
	if rec.Now, size, err = recount(ctx, d, f, time.Time{}); err != nil {
		return rec, 0, err
	}
	if rec.Known, _, err = recount(ctx, d, f, f.AsKnown); err != nil {
		return rec, 0, err
	}
	rec.compare(f)
	return rec, size, nil
}

func recount(ctx context.Context, d *command.Desk, f record.Figure, known time.Time) (Result, int64, error) {
	p, err := compute(ctx, d, known, again(f))
	if err != nil {
		return Result{}, 0, err
	}
	return p.results[0], p.size, nil
}

// again is a cited figure as it is asked for again.
func again(f record.Figure) ask {
	return ask{f.Measure, Query{Period: Period{f.From, f.To}, AsAt: f.AsAt, Version: f.Definition}}
}

func (rec *Recomputed) compare(f record.Figure) {
	k := rec.Known
	rec.Equal = k.Numerator == f.Numerator && k.Denominator == f.Denominator && k.Value == f.Value && k.RecordsHash == f.Records
	switch {
	case rec.Equal:
	case k.Destroyed > 0:
		rec.Why = "Some of the records behind it have since been destroyed under retention rules."
	default:
		rec.Why = fmt.Sprintf("It was cited as %d of %d and comes out as %d of %d. Run verify: the journal should not be able to do this.", f.Numerator, f.Denominator, k.Numerator, k.Denominator)
	}
}

// definitionOf is the definition, in the version that a figure was counted by.
func definitionOf(f record.Figure) (Definition, error) {
	def, err := Standard().Lookup(f.Measure)
	if err == nil {
		_, def, _, err = counters[f.Measure].in(def, f.Definition)
	}
	return def, err
}
