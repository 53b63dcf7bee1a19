package safekeeping

import (
	"context"
	"time"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
)

// Deed is one command of a load: what somebody recorded together at a time.
type Deed struct {
	At      time.Time
	Actor   string
	Why     string
	Changes []record.Change
}

// Load writes many commands at once, as they were recorded over years: an authority made or brought from elsewhere. next gives them in order of
// time, one without changes ends it. Each body is validated as in a command of its day. It is one transaction: journal, records and derived
// rows are there whole, or nothing is. newID names the commands.
func (k *Keeper) Load(ctx context.Context, newID func() string, next func() (Deed, error), progress func(part string, done, of int64)) (n int64, err error) {
	defer errs.Wrap(&err, "load")
	report := func(part string) func(done, of int64) {
		return func(done, of int64) {
			if progress != nil {
				progress(part, done, of)
			}
		}
	}
	entered := report("journal")
	begun := false
	first, err := k.empty(ctx)
	if err != nil {
		return 0, err
	}
	write := k.DB.Write
	if first {
		write = k.DB.WriteAlone
	}
	err = write(ctx, func(t *db.Tx) error {
		if begun { // what next gave is gone
			return errs.New(errs.Busy, "Somebody else wrote to the database at the same time. Nothing was loaded; load again when it is quiet")
		}
		begun = true
		ahead := newAhead(ctx, newID, next)
		defer ahead.end()
		var all *held
		var wrote func(*journal.Entry, int)
		if first, err = emptyIn(t); err != nil {
			return err
		}
		if first {
			all = newHeld(k.Hold)
			wrote = all.take
		}
		fill := func() error {
			var written int64
			n, err = k.Journal.Bulk(t, func() (journal.Stamp, []journal.Change, error) {
				d, err := ahead.next()
				if err != nil || len(d.ready) == 0 {
					return journal.Stamp{}, nil, err
				}
				if written += int64(len(d.ready)); written/10000 != (written-int64(len(d.ready)))/10000 {
					entered(written, 0)
				}
				return journal.Stamp{Command: d.name, Actor: d.Actor, Why: d.Why, At: d.At}, d.ready, nil
			}, wrote)
			return err
		}
		if !first {
			if err := fill(); err != nil {
				return err
			}
			return k.rebuild(ctx, t, report("records"))
		}
		w := &walk{k: k, t: t, held: all, merges: map[string]string{}}
		var rows *making
		defer func() {
			if rows != nil {
				rows.end()
			}
		}()
		if err := t.Fill([]string{"entry"}, func() error {
			if err := fill(); err != nil || all.over {
				return err
			}
			all.settle()
			if err := w.merge(all.merged); err != nil {
				return err
			}
			rows = k.making(ctx, w)
			return nil
		}); err != nil {
			return err
		}
		if rows == nil {
			return k.rebuild(ctx, t, report("records"))
		}
		return k.refill(t, w.merges, rows.each, report("records"))
	})
	return n, err
}

// empty says whether nothing was ever recorded.
func (k *Keeper) empty(ctx context.Context) (yes bool, err error) {
	err = k.DB.Read(ctx, func(t *db.Tx) error {
		yes, err = emptyIn(t)
		return err
	})
	return yes, err
}

func emptyIn(t *db.Tx) (bool, error) {
	var size int64
	err := t.Row("select size from log_head where log = $1", []any{journal.Main}, &size)
	return size == 0, err
}

// loading is a deed with the name of its command and its changes as the journal takes them.
type loading struct {
	Deed
	name  string
	ready []journal.Change
}

func (l *loading) prepare() (err error) {
	l.ready = make([]journal.Change, len(l.Changes))
	for i, c := range l.Changes {
		if l.ready[i], err = command.Ready(c, day.In(l.At)); err != nil {
			return err
		}
	}
	l.Changes = nil
	return nil
}

// ahead asks for deeds ahead of those who need them, so that they are made and written out on another processor than they are sealed on.
type ahead struct {
	batches chan []loading
	failed  error // read when batches is closed
	stop    func()
	batch   []loading
}

func newAhead(ctx context.Context, newID func() string, next func() (Deed, error)) *ahead {
	ctx, stop := context.WithCancel(ctx)
	a := &ahead{batches: make(chan []loading, 16), stop: stop}
	go func() {
		defer close(a.batches)
		for over := false; !over; {
			batch := make([]loading, 0, 256)
			for len(batch) < cap(batch) {
				d, err := next()
				if err != nil || len(d.Changes) == 0 {
					a.failed, over = err, true
					break
				}
				l := loading{Deed: d, name: newID()}
				if err := l.prepare(); err != nil {
					a.failed, over = err, true
					break
				}
				batch = append(batch, l)
			}
			select {
			case a.batches <- batch:
			case <-ctx.Done():
				a.failed, over = context.Cause(ctx), true
			}
		}
	}()
	return a
}

// next is the next deed; one without changes is the end.
func (a *ahead) next() (loading, error) {
	for len(a.batch) == 0 {
		var ok bool
		if a.batch, ok = <-a.batches; !ok {
			return loading{}, a.failed
		}
	}
	d := a.batch[0]
	a.batch = a.batch[1:]
	return d, nil
}

// end waits until nobody asks for deeds any more.
func (a *ahead) end() {
	a.stop()
	for range a.batches {
	}
}
