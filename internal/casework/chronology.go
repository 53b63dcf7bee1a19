package casework

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// MarkLine says how much a line of the chronology matters and what it means: of a record of the child, or of a line of its own. Base is the version that it was
// made from, 0 for the first word on a line.
func (r Room) MarkLine(ctx context.Context, actor access.Actor, subject string, base int64, n record.ChronologyNote) (command.Receipt, error) {
	return r.change(ctx, actor, "Mark a line of the chronology", subject, "", access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		n.Worker = actor.ID
		if own, ok := story.Find[record.ChronologyNote](c.story, n.Source); ok { // a line of its own: the word is in it
			if own.Version != base {
				return nil, stale()
			}
			b := own.Body
			b.Significance, b.Analysis = n.Significance, n.Analysis
			return []record.Change{record.Edit(own, b)}, nil
		}
		all := story.All[record.ChronologyNote](c.story)
		i := slices.IndexFunc(all, func(o record.Of[record.ChronologyNote]) bool { return o.Body.Source == n.Source })
		switch {
		case n.Source == "" || !slices.ContainsFunc(c.story.Records, func(rec record.Record) bool { return rec.ID == n.Source }):
			return nil, missing()
		case i < 0:
			return []record.Change{record.New(t.NewID(), c.Subject, n)}, nil
		case all[i].Version != base:
			return nil, stale()
		case n.Significance == "" && n.Analysis == "":
			return []record.Change{record.Remove(all[i])}, nil
		}
		return []record.Change{record.Edit(all[i], n)}, nil
	})
}

// AddLine adds a line of its own, for something that no record holds.
func (r Room) AddLine(ctx context.Context, actor access.Actor, subject string, n record.ChronologyNote) (command.Receipt, error) {
	return r.change(ctx, actor, "Add a line to the chronology", subject, "", access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		n.Worker, n.Source = actor.ID, ""
		return []record.Change{record.New(t.NewID(), c.Subject, n)}, nil
	})
}

func stale() error {
	return errs.New(errs.Conflict, "Somebody wrote about this line while you did. Open the chronology again to see it; nothing was changed")
}
