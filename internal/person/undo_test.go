package person_test

import (
	"testing"
	"time"

	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
)

func TestAllocationIsTakenBackByItsAuthor(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		id := h.child("Ada", "Okafor", "2015-03-04")
		before := h.rows()
		to := record.Allocation{Worker: other.ID, Team: "team:a"}
		rc := h.done(h.Allocate(ctx, manager, id, to))

		d, ok, err := h.Undoing().Last(ctx, manager, id)
		h.ok(err)
		same(t, "offered", []any{true, person.Done{Command: rc.Command, Why: "Allocate a case", At: rc.At.UTC()}}, []any{ok, d})
		_, ok, err = h.Undoing().Last(ctx, worker, id)
		h.ok(err)
		same(t, "offered to somebody else", false, ok)
		h.refuses(errs.Denied, "")(h.Undoing().TakeBack(ctx, worker, id, rc.Command))
		h.refuses(errs.Conflict, "can no longer be undone")(h.Undoing().TakeBack(ctx, manager, id, "another"))
		h.refuses(errs.NotFound, "")(h.Undoing().TakeBack(ctx, manager, "child:nobody", rc.Command))

		h.done(h.Undoing().TakeBack(ctx, manager, id, rc.Command))
		same(t, "rows after the undo", before, h.rows())
		h.refuses(errs.Conflict, "undone already")(h.Undoing().TakeBack(ctx, manager, id, rc.Command))

		// Somebody has gone on with it: refused in words that say what to do, and nothing changes.
		rc = h.done(h.Allocate(ctx, manager, id, to))
		second := manager
		second.ID = "worker:second"
		h.done(h.Allocate(ctx, second, id, record.Allocation{Worker: worker.ID, Team: "team:a"}))
		now := h.rows()
		h.refuses(errs.Conflict, "somebody has gone on with it")(h.Undoing().TakeBack(ctx, manager, id, rc.Command))
		same(t, "rows after the refusal", now, h.rows())

		// A day later it is no longer a slip.
		twin := h.child("Ida", "Okafor", "2015-03-04")
		rc = h.done(h.Allocate(ctx, manager, twin, to))
		h.Clock.Add(person.UndoFor + time.Second)
		_, ok, err = h.Undoing().Last(ctx, manager, twin)
		h.ok(err)
		same(t, "offered a day later", false, ok)
		h.refuses(errs.Conflict, "more than 24 hours ago")(h.Undoing().TakeBack(ctx, manager, twin, rc.Command))
	})
}
