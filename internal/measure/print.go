package measure

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/command"
)

// Print counts what the verb `measures` asks for: the measures named, or with none every live one and a list of those that wait.
func Print(ctx context.Context, d *command.Desk, actor access.Actor, q Query, ids ...string) (Sheet, error) {
	if err := access.Decide(actor, access.ReadMeasures, access.Figure, access.Facts{}, d.Now()).Err(); err != nil {
		return Sheet{}, err
	}
	all := len(ids) == 0
	if q.AsAt.IsZero() {
		q.AsAt = todayOf(d, q.AsKnown)
	}
	s := Sheet{AsAt: q.AsAt}
	var live []string
	for _, def := range Standard().All() {
		switch {
		case all && !def.Live:
			s.Waiting = append(s.Waiting, def)
		case all:
			live = append(live, def.ID)
		}
	}
	for _, id := range ids {
		def, err := Standard().Lookup(id)
		switch {
		case err != nil:
			return Sheet{}, err
		case def.Live:
			live = append(live, id)
		default:
			s.Waiting = append(s.Waiting, def)
		}
	}
	asks := make([]ask, len(live))
	for i, id := range live {
		asks[i] = ask{id, q}
	}
	p, err := compute(ctx, d, q.AsKnown, asks...)
	if err != nil {
		return Sheet{}, err
	}
	s.Figures, s.AsKnown = p.results, p.known
	return s, nil
}
