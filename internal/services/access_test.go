package services_test

import (
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/services"
)

// Guessed ids, hidden children, other teams: who may not is answered as if nothing were there. Of domestic abuse only the team, its line and the children's allocated
// worker read, and of these the worker only reads.
func TestWhoSeesWhat(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		carerID, _, err := w.room.IdentifyCarer(ctx, social, ivy, carer())
		w.OK(err)
		clinicalID, _, err := w.room.ReferClinical(ctx, social, ivy, clinical())
		w.OK(err)
		abuseID, _, err := w.room.ReferAbuse(ctx, social, ivy, abuse())
		w.OK(err)
		reads := func(a access.Actor) (out [3]bool) {
			t.Helper()
			for i, err := range []error{second(w.room.ReadCarer(ctx, a, carerID, "test")), second(w.room.ReadClinical(ctx, a, clinicalID, "test")), second(w.room.ReadAbuse(ctx, a, abuseID, "test"))} {
				if out[i] = err == nil; err != nil && errs.Of(err) != errs.NotFound {
					t.Errorf("%s: %v", a.ID, err)
				}
			}
			return out
		}
		lists := func(a access.Actor) (out [3]int) {
			y, _ := w.room.Carers(ctx, a)
			c, _ := w.room.Waiting(ctx, a)
			d, _ := w.room.Cases(ctx, a)
			return [3]int{len(y), len(c), len(d)}
		}
		for _, tt := range []struct {
			who   access.Actor
			reads [3]bool
			lists [3]int
		}{
			{helper, [3]bool{true, true, true}, [3]int{1, 1, 1}}, {lead, [3]bool{true, true, true}, [3]int{1, 1, 1}},
			{social, [3]bool{true, true, true}, [3]int{1, 1, 0}}, {deskmate, [3]bool{true, true, false}, [3]int{1, 1, 0}}, {boss, [3]bool{true, true, false}, [3]int{1, 1, 0}},
			{stranger, [3]bool{}, [3]int{}}, {partner, [3]bool{}, [3]int{}}, {access.Actor{}, [3]bool{}, [3]int{}},
		} {
			if got := reads(tt.who); got != tt.reads {
				t.Errorf("%s reads %v, not %v", tt.who.ID, got, tt.reads)
			}
			if got := lists(tt.who); got != tt.lists {
				t.Errorf("the lists of %s have %v, not %v", tt.who.ID, got, tt.lists)
			}
		}
		for _, guess := range []string{nobody, "x", "", "\x00", "' or 1=1 --", strings.Repeat("9", 150), ivy} {
			for what, err := range map[string]error{
				"young carer": second(w.room.ReadCarer(ctx, helper, guess, "test")), "clinical": second(w.room.ReadClinical(ctx, helper, guess, "test")), "abuse": second(w.room.ReadAbuse(ctx, helper, guess, "test")),
				"a change": second(w.room.AllocateAbuse(ctx, lead, guess, 1, helper.ID)),
			} {
				if got, want := errs.Text(err), errs.Text(second(w.room.ReadAbuse(ctx, stranger, abuseID, "test"))); errs.Of(err) != errs.NotFound || got != want {
					t.Errorf("%s with %.10q: %v", what, guess, err)
				}
			}
		}
		_, err = w.room.RecordRisk(ctx, social, abuseID, 1, services.Risk{Level: "high"})
		w.Refused("the allocated worker changes the case", err, errs.NotFound)
		_, _, err = w.room.ReferAbuse(ctx, partner, max, abuse())
		w.Refused("a partner refers", err, errs.NotFound)
		if id, err := w.room.AbuseOf(ctx, social, max); err != nil || id != abuseID {
			t.Errorf("the allocated worker is led to %q, %v", id, err)
		}
		for _, a := range []access.Actor{deskmate, boss, stranger} {
			if id, err := w.room.AbuseOf(ctx, a, max); err != nil || id != "" {
				t.Errorf("%s is led to %q, %v", a.ID, id, err)
			}
		}
		// A child of the case whom the helper must not know takes the whole case away, from lists and counts as well.
		w.Write(record.New(w.NewID(), max, record.ConflictBar{Worker: helper.ID, Reason: "relative", From: day.Must("2026-01-01")}))
		if got := reads(helper); got != [3]bool{true, true, false} {
			t.Errorf("a barred helper reads %v", got)
		}
		if got := lists(helper); got != [3]int{1, 1, 0} {
			t.Errorf("the lists of a barred helper have %v", got)
		}
		w.Write(record.New(w.NewID(), ivy, record.Restriction{Reason: "A relative works here", From: day.Must("2026-01-01"), Cleared: []string{social.ID}}))
		for _, a := range []access.Actor{lead, colleague, deskmate, boss} {
			if got, in := reads(a), lists(a); got != [3]bool{} || in != [3]int{} {
				t.Errorf("a restricted child is shown to %s: %v, %v", a.ID, got, in)
			}
		}
		if got := reads(social); got != [3]bool{true, true, true} {
			t.Errorf("who is cleared reads %v", got)
		}
		_, _, err = w.room.IdentifyCarer(ctx, stranger, ivy, carer())
		w.Refused("a hidden child is referred", err, errs.NotFound)
	})
}

func second[T any](_ T, err error) error { return err }
