package measure

import (
	"context"
	"time"

	"throughline/internal/command"
	"throughline/internal/db"
)

// pace is how hard a pass over the facts may work.
type pace struct {
	hands  int
	gentle bool // a hand rests for as long as it worked
}

// swift is the pace for somebody who waits: as many hands as there are processors.
func swift() pace { return pace{hands: processors()} }

// gently is the pace of what nobody waits for: half of one processor.
func gently() pace { return pace{hands: 1, gentle: true} }

// atOnce is how long a gentle hand works before it rests.
const atOnce = 10 * time.Millisecond

// resting is a hand that rests after each piece of work, and stops when the context ends.
func resting(ctx context.Context, hand func(string, *Facts) error) func(string, *Facts) error {
	began := time.Now()
	return func(of string, f *Facts) error {
		if err := hand(of, f); err != nil {
			return err
		}
		worked := time.Since(began)
		if worked < atOnce {
			return nil
		}
		pause := time.NewTimer(min(worked, time.Second)) // a machine that stood still for long is not to stand still again
		defer pause.Stop()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-pause.C:
		}
		began = time.Now()
		return nil
	}
}

// holdReady reads what a desk is to hold in memory, at full speed: whoever rests while it is read keeps everybody waiting.
func holdReady(ctx context.Context, d *command.Desk) error {
	h := heldBy(d)
	if h == nil || !keeps(d) {
		return nil
	}
	return d.Read(ctx, func(t *db.Tx) error {
		ready, err := Readable(t)
		if err != nil || !ready {
			return err
		}
		return h.each(t, sought{}, []func(string, *Facts) error{func(string, *Facts) error { return nil }})
	})
}
