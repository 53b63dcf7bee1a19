package demo

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/record"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/draw"
)

// ownDays is how many days before today everything is written command by command, as the chamber needs it: what members were told is counted from
// what was known then.
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
	_, rest, err := a.LoadUntil(ctx, m.h.Keeper, m.opts.Today.AddDate(0, 0, -ownDays), m.opts.Progress)
	if err != nil {
		return err
	}
	for _, e := range rest {
		m.at(e.At, func(ctx context.Context) error {
			_, err := m.h.Desk.Do(ctx, access.Actor{ID: e.Actor}, e.Why, func(*command.Tx) ([]record.Change, error) { return e.Changes, nil })
			return err
		})
	}
	return m.actors(ctx)
}
