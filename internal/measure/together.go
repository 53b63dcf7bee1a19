package measure

import (
	"context"
	"time"

	"throughline/internal/command"
)

// Asked is one figure of several that are counted together.
type Asked struct {
	ID string
	Query
}

// Together counts several figures, of different periods too, in one pass over the stories as now (known zero) or as known at an instant. The answers
// are in the order of what was asked, and all are as known at the instant that it gives.
func Together(ctx context.Context, d *command.Desk, known time.Time, asked ...Asked) ([]Result, time.Time, error) {
	asks := make([]ask, len(asked))
	for i, a := range asked {
		asks[i] = ask{a.ID, a.Query}
	}
	p, err := compute(ctx, d, known, asks...)
	return p.results, p.known, err
}
