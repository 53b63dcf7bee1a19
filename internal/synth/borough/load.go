package borough

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"time"

	"throughline/internal/safekeeping"
	"throughline/internal/synth/event"
)

// Load writes everything that was recorded into a house, through the journal, as one load: it verifies like any other. n is the number of versions
// that were written. What it writes follows from the authority's options; the keys that seal it are random.
func (a *Authority) Load(ctx context.Context, k *safekeeping.Keeper, progress func(part string, done, of int64)) (n int64, err error) {
	n, _, err = a.LoadUntil(ctx, k, a.o.Until, progress)
	return n, err
}

// LoadUntil is Load of what was recorded up to an instant. It gives the rest, in the order of its time.
func (a *Authority) LoadUntil(ctx context.Context, k *safekeeping.Keeper, until time.Time, progress func(part string, done, of int64)) (n int64, rest []event.Event, err error) {
	var failed error
	next, stop := iter.Pull(func(yield func(event.Event) bool) {
		failed = a.Events(func(e event.Event) error {
			if !yield(e) {
				return errStopped
			}
			return nil
		})
	})
	defer stop()
	var at time.Time
	count := 0
	name := func() string {
		count++
		return a.o.Seed.ID(at, a.Name, "command/"+strconv.Itoa(count))
	}
	n, err = k.Load(ctx, name, func() (safekeeping.Deed, error) {
		e, ok := next()
		switch {
		case !ok:
			return safekeeping.Deed{}, failed
		case e.At.After(until):
			rest = append(rest, e)
			return safekeeping.Deed{}, nil
		}
		at = e.At
		return safekeeping.Deed(e), nil
	}, progress)
	if err != nil {
		return n, nil, err
	}
	for {
		e, ok := next()
		if !ok {
			return n, rest, failed
		}
		rest = append(rest, e)
	}
}

var errStopped = errors.New("stopped")
