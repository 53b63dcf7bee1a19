package person_test

import (
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command/commandtest"
	"throughline/internal/errs"
	"throughline/internal/record"
)

const urgent = "Police are at the door and ask whether the child is safe"

func TestBreakGlass(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		id, sibling := h.child("Ada", "Okafor", "2015-03-04"), h.child("Ben", "Okafor", "2017-03-04")
		read := func(a access.Actor, subject string) error {
			_, err := h.Read(ctx, a, subject, access.Read, access.Assessment, "test")
			return err
		}
		open := func(a access.Actor, subject, reason string) (string, error) {
			_, rc, err := h.OpenBreakGlass(ctx, a, subject, reason)
			if err != nil {
				return "", err
			}
			return rc.Entries[0].ID, nil
		}
		fails := func(kind errs.Kind, says string, a access.Actor, subject, reason string) {
			t.Helper()
			_, err := open(a, subject, reason)
			h.refused(kind, says, err)
		}
		fails(errs.Conflict, "already", worker, id, urgent)
		fails(errs.Invalid, "reason: ", other, id, "too short")
		fails(errs.Invalid, "reason: ", other, "child:nobody", "too short") // tells nothing about who exists
		fails(errs.NotFound, access.Missing, other, "child:nobody", urgent)
		fails(errs.NotFound, access.Missing, partner, id, urgent)

		h.refused(errs.Denied, "", read(other, id))
		glass, err := open(other, id, urgent)
		h.ok(err)
		fails(errs.Conflict, "already", other, id, urgent)
		h.ok(read(other, id))
		h.refused(errs.Denied, "", read(other, sibling)) // one person
		h.refuses(errs.Denied, "")(h.EditChild(ctx, other, id, 1, child("X", "Y", "")))
		why := commandtest.Query[string](t, h.Desk, "select why from read_entry where actor = $1 and allowed", other.ID)
		same(t, "why in the access log", []string{"Emergency access " + glass}, why)

		h.Clock.Add(59*time.Minute + 59*time.Second)
		h.ok(read(other, id))
		h.Clock.Add(time.Second)
		h.refused(errs.Denied, "", read(other, id)) // 60 minutes

		// The owners know at once; the opener and strangers do not.
		for _, a := range []access.Actor{worker, manager, governance} {
			got, err := h.Notices(ctx, a)
			h.ok(err)
			if len(got) != 1 || got[0].ID != glass || got[0].Worker != other.ID || got[0].Reason != urgent || got[0].Name != "Ada Okafor" {
				t.Errorf("notices of %s: %+v", a.ID, got)
			}
		}
		for _, a := range []access.Actor{other, partner, {ID: "worker:far", Roles: []access.Role{access.Manager}, Manages: []string{"team:z"}}} {
			got, err := h.Notices(ctx, a)
			h.ok(err)
			same(t, "notices of "+a.ID, 0, len(got))
			h.refuses(errs.NotFound, access.Missing)(h.SeeNotice(ctx, a, glass))
		}
		h.done(h.SeeNotice(ctx, worker, glass))
		h.done(h.SeeNotice(ctx, worker, glass)) // twice is as good as once
		got, err := h.Notices(ctx, worker)
		h.ok(err)
		same(t, "notices after reading", 0, len(got))

		// Review: by governance, never by the opener.
		both := access.Actor{ID: other.ID, Roles: []access.Role{access.SocialWorker, access.Governance}}
		own, err := h.PendingReviews(ctx, both)
		h.ok(err)
		same(t, "own openings to review", 0, len(own))
		h.refuses(errs.Denied, "You wrote this")(h.ReviewBreakGlass(ctx, both, glass, record.Justified, "Fine"))
		h.refuses(errs.Denied, "")(h.ReviewBreakGlass(ctx, manager, glass, record.Justified, "Fine"))
		_, err = h.PendingReviews(ctx, manager)
		h.refused(errs.Denied, "", err)
		pending, err := h.PendingReviews(ctx, governance)
		h.ok(err)
		same(t, "openings to review", 1, len(pending))
		h.refuses(errs.Invalid, "outcome: ")(h.ReviewBreakGlass(ctx, governance, glass, "maybe", "Hm"))
		h.refuses(errs.Invalid, "note: ")(h.ReviewBreakGlass(ctx, governance, glass, record.Justified, " "))
		h.refuses(errs.NotFound, "")(h.ReviewBreakGlass(ctx, governance, "nothing", record.Justified, "Fine"))
		h.done(h.ReviewBreakGlass(ctx, governance, glass, record.Justified, "Police call confirmed"))
		h.refuses(errs.Conflict, "reviewed already")(h.ReviewBreakGlass(ctx, governance, glass, record.Justified, "Fine"))
		pending, err = h.PendingReviews(ctx, governance)
		h.ok(err)
		same(t, "openings to review after the review", 0, len(pending))
	})
}

func TestBreakGlassEnds(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		id := h.child("Ada", "Okafor", "2015-03-04")
		read := func() error {
			_, err := h.Read(ctx, other, id, access.Read, access.Identity, "test")
			return err
		}
		_, rc, err := h.OpenBreakGlass(ctx, other, id, urgent)
		h.ok(err)
		h.refuses(errs.NotFound, access.Missing)(h.EndBreakGlass(ctx, manager, rc.Entries[0].ID))
		h.refuses(errs.NotFound, access.Missing)(h.EndBreakGlass(ctx, other, "nothing"))
		h.done(h.EndBreakGlass(ctx, other, rc.Entries[0].ID))
		h.refused(errs.Denied, "", read())
		h.refuses(errs.Conflict, "over already")(h.EndBreakGlass(ctx, other, rc.Entries[0].ID))

		_, rc, err = h.OpenBreakGlass(ctx, other, id, urgent)
		h.ok(err)
		h.ok(read())
		h.done(h.ReviewBreakGlass(ctx, governance, rc.Entries[0].ID, record.NotJustified, "Curiosity"))
		h.refused(errs.Denied, "", read())
	})
}

func TestBreakGlassAndBars(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		id := h.child("Ada", "Okafor", "2015-03-04")
		h.done(h.Restrict(ctx, manager, id, "Threats", []string{worker.ID}))
		_, _, err := h.OpenBreakGlass(ctx, other, id, urgent) // a restriction opens in an emergency
		h.ok(err)
		_, err = h.Read(ctx, other, id, access.Read, access.Identity, "test")
		h.ok(err)
		h.done(h.Bar(ctx, manager, id, other.ID, "Neighbour"))
		_, err = h.Read(ctx, other, id, access.Read, access.Identity, "test") // a bar closes a running opening
		h.refused(errs.NotFound, access.Missing, err)
		h.Clock.Add(2 * time.Hour)
		_, _, err = h.OpenBreakGlass(ctx, other, id, urgent) // and nothing opens a bar
		h.refused(errs.NotFound, access.Missing, err)
		refusals := commandtest.Query[int64](t, h.Desk, "select count(*) from read_entry where actor = $1 and action = 'break_glass' and not allowed", other.ID)
		same(t, "refusals in the access log", []int64{1}, refusals)

		// The team's manager is told although the team's other members, not cleared, are not.
		unclear := access.Actor{ID: "worker:line2", Roles: []access.Role{access.Manager}, Manages: []string{"team:a"}}
		for actor, want := range map[string]int{manager.ID: 1, unclear.ID: 0, worker.ID: 1} {
			a := map[string]access.Actor{manager.ID: manager, unclear.ID: unclear, worker.ID: worker}[actor]
			got, err := h.Notices(ctx, a)
			h.ok(err)
			same(t, "notices of "+actor, want, len(got))
		}
	})
}
