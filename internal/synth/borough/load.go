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

// Load writes everything that was recorded into an empty house, through the journal, as one load: it verifies like any other. n is the number of
// versions that were written. What it writes follows from the authority's options; the keys that seal it are random.
func (a *Authority) Load(ctx context.Context, k *safekeeping.Keeper, progress func(part string, done, of int64)) (n int64, err error) {
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
	return k.Load(ctx, name, func() (safekeeping.Deed, error) {
		e, ok := next()
		if !ok {
			return safekeeping.Deed{}, failed
		}
		at = e.At
		return safekeeping.Deed(e), nil
	}, progress)
}

var errStopped = errors.New("stopped")
