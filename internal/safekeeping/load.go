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
	err = k.DB.Write(ctx, func(t *db.Tx) error {
		if begun { // what next gave is gone
			return errs.New(errs.Busy, "Somebody else wrote to the database at the same time. Nothing was loaded; load again when it is quiet")
		}
		begun = true
		var written int64
		n, err = k.Journal.Bulk(t, func() (journal.Stamp, []journal.Change, error) {
			d, err := next()
			if err != nil || len(d.Changes) == 0 {
				return journal.Stamp{}, nil, err
			}
			changes := make([]journal.Change, len(d.Changes))
			for i, c := range d.Changes {
				if changes[i], err = command.Ready(c, day.In(d.At)); err != nil {
					return journal.Stamp{}, nil, err
				}
			}
			if written += int64(len(changes)); written/10000 != (written-int64(len(changes)))/10000 {
				entered(written, 0)
			}
			return journal.Stamp{Command: newID(), Actor: d.Actor, Why: d.Why, At: d.At}, changes, nil
		})
		if err != nil {
			return err
		}
		return k.rebuild(ctx, t, report("records"))
	})
	return n, err
}
