package person

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Restrict hides a person's existence from everybody but those cleared. Whoever restricts is cleared too, so that somebody can open the
// record again.
func (r Room) Restrict(ctx context.Context, actor access.Actor, subject, reason string, cleared []string) (command.Receipt, error) {
	return r.change(ctx, actor, "Restrict a record", subject, access.RestrictPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			if f.Restricted {
				return nil, errs.New(errs.Conflict, "This record is restricted already. Clear or withdraw a worker instead")
			}
			return []record.Change{record.New(t.NewID(), s.Subject, record.Restriction{
				Reason: strings.TrimSpace(reason), Cleared: workers(append([]string{actor.ID}, cleared...)), From: t.Today(),
			})}, nil
		})
}

// Unrestrict opens a restricted record again. The restriction stays in the history.
func (r Room) Unrestrict(ctx context.Context, actor access.Actor, subject string) (command.Receipt, error) {
	return r.restrictions(ctx, actor, "Lift a restriction", subject, func(t *command.Tx, b record.Restriction) (record.Restriction, error) {
		b.To = t.Today()
		return b, nil
	})
}

// ClearWorker lets one more worker see a restricted record.
func (r Room) ClearWorker(ctx context.Context, actor access.Actor, subject, worker string) (command.Receipt, error) {
	return r.restrictions(ctx, actor, "Clear a worker for a restricted record", subject, func(_ *command.Tx, b record.Restriction) (record.Restriction, error) {
		if strings.TrimSpace(worker) == "" {
			return b, errs.Field("worker", "Choose the worker")
		}
		b.Cleared = workers(append(slices.Clone(b.Cleared), worker))
		return b, nil
	})
}

// UnclearWorker takes a clearance back. Nobody takes their own back: it would leave a record that nobody could open.
func (r Room) UnclearWorker(ctx context.Context, actor access.Actor, subject, worker string) (command.Receipt, error) {
	return r.restrictions(ctx, actor, "Withdraw a clearance", subject, func(_ *command.Tx, b record.Restriction) (record.Restriction, error) {
		if worker == actor.ID {
			return b, errs.Field("worker", "Somebody else who is cleared must withdraw your clearance")
		}
		b.Cleared = slices.DeleteFunc(slices.Clone(b.Cleared), func(w string) bool { return w == worker })
		return b, nil
	})
}

// restrictions changes every restriction in force: after a merge there may be two.
func (r Room) restrictions(ctx context.Context, actor access.Actor, why, subject string,
	change func(*command.Tx, record.Restriction) (record.Restriction, error)) (command.Receipt, error) {
	return r.change(ctx, actor, why, subject, access.RestrictPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			var changes []record.Change
			for _, x := range story.All[record.Restriction](s) {
				if ended(x.Body.To) {
					continue
				}
				body, err := change(t, x.Body)
				if err != nil {
					return nil, err
				}
				changes = append(changes, record.Edit(x, body))
			}
			if len(changes) == 0 {
				return nil, errs.New(errs.Conflict, "This record is not restricted. Nothing was changed")
			}
			return changes, nil
		})
}

// workers is a list of ids without empty ones and repeats, in order of first mention.
func workers(in []string) []string {
	var out []string
	for _, w := range in {
		if w = strings.TrimSpace(w); w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// Bar keeps a worker away from a person because of a conflict of interest, whatever else would let them in.
func (r Room) Bar(ctx context.Context, actor access.Actor, subject, worker, reason string) (command.Receipt, error) {
	return r.change(ctx, actor, "Record a conflict of interest", subject, access.RestrictPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			worker := strings.TrimSpace(worker)
			if worker != "" && slices.Contains(f.Barred, worker) {
				return nil, errs.New(errs.Conflict, "This conflict of interest is recorded already. Nothing was changed")
			}
			return []record.Change{record.New(t.NewID(), s.Subject, record.ConflictBar{Worker: worker, Reason: strings.TrimSpace(reason), From: t.Today()})}, nil
		})
}

// Unbar ends every bar between a worker and a person.
func (r Room) Unbar(ctx context.Context, actor access.Actor, subject, worker string) (command.Receipt, error) {
	return r.change(ctx, actor, "End a conflict of interest", subject, access.RestrictPerson, access.Identity,
		func(t *command.Tx, s story.Story, f access.Facts) ([]record.Change, error) {
			var changes []record.Change
			for _, b := range story.All[record.ConflictBar](s) {
				if b.Body.Worker == worker && !ended(b.Body.To) {
					b.Body.To = t.Today()
					changes = append(changes, record.Edit(b, b.Body))
				}
			}
			if len(changes) == 0 {
				return nil, errs.New(errs.Conflict, "No conflict of interest is recorded for this worker. Nothing was changed")
			}
			return changes, nil
		})
}
