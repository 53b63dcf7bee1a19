package demo

import (
	"context"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/safekeeping"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
)

// ownDays is how many days before today the demo's own commands begin. What the synthetic authority recorded from then on is written between them, in order of
// time, so that what members were told is counted from what was known then.
const ownDays = 36

// generated fills the house with a synthetic authority in which the personas work, and plans its last weeks.
func (m *maker) generated(ctx context.Context) error {
	o := borough.Options{Size: m.opts.Size, Seed: draw.Seed(m.opts.Seed), Until: m.opts.Today}
	for _, p := range personas {
		one := borough.Member{Worker: "worker:" + p.key, Record: p.record()}
		if len(p.teams) > 0 && p.roles[0] != access.Manager {
			one.Post = p.teams[0]
		}
		if len(p.manages) == 1 {
			one.Manages = p.manages[0]
		}
		o.Named = append(o.Named, one)
	}
	a, err := borough.New(o, 0)
	if err != nil {
		return err
	}
	_, m.rest, err = a.LoadUntil(ctx, m.h.Keeper, m.opts.Today.AddDate(0, 0, -ownDays), m.loading)
	if err != nil {
		return err
	}
	return m.actors(ctx)
}

// atOnce is the most generated commands in one transaction: enough that what each transaction costs does not count, few enough that it is soon said how far things are.
const atOnce = 1000

// upTo writes what the synthetic authority recorded up to an instant and is not written yet.
func (m *maker) upTo(ctx context.Context, at time.Time) error {
	for {
		n, _ := slices.BinarySearchFunc(m.rest, at, func(e event.Event, at time.Time) int {
			if e.At.After(at) {
				return 1
			}
			return -1
		})
		if n = min(n, atOnce); n == 0 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		deeds := make([]safekeeping.Deed, n)
		for i, e := range m.rest[:n] {
			deeds[i] = safekeeping.Deed(e)
		}
		m.clock.Set(deeds[n-1].At)
		if err := m.h.Keeper.Add(ctx, m.h.Desk.NewID, deeds); err != nil {
			return err
		}
		m.rest = m.rest[n:]
		m.done(n)
	}
}
