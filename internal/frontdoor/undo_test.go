package frontdoor_test

import (
	"testing"
	"time"

	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/person"
	"throughline/internal/record"
)

// A decision is taken back by the one who made it: the referral waits again, the assessment is gone, the referrer is told nothing any more.
func TestDecisionIsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		rc := w.Send(frontdoortest.Sending())
		kids := w.CreateAll(rc.Subject)
		decide := func(what string) string {
			t.Helper()
			var ds []frontdoor.ChildDecision
			for i := range kids {
				ds = append(ds, frontdoortest.Decision(i, what))
			}
			done, err := w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), ds)
			ok(t, err)
			return done.Command
		}
		last := func() []frontdoor.Decision {
			t.Helper()
			list, err := w.Door.LastDecisions(ctx, w.Screener)
			ok(t, err)
			return list
		}
		if got := last(); len(got) != 0 {
			t.Fatalf("before any decision: %v", got)
		}
		small := func() bool {
			t.Helper()
			_, offered, err := w.Door.SmallUndoing().Last(ctx, w.Screener, rc.Subject)
			ok(t, err)
			return offered
		}
		if !small() {
			t.Error("adding the children is not offered to be taken back")
		}
		first := decide("assessment")
		got := last()
		if len(got) != 1 || got[0].Contact != rc.Subject || got[0].Command != first || got[0].Reference != rc.Reference {
			t.Fatalf("decided last: %+v", got)
		}
		if small() {
			t.Error("what came before the decision is still offered")
		}
		_, err := w.Door.SmallUndoing().TakeBack(ctx, w.Screener, rc.Subject, first)
		wantKind(t, "a decision as a small change", err, errs.Conflict)
		_, err = w.Door.DecisionUndoing().TakeBack(ctx, w.Manager, rc.Subject, first)
		wantKind(t, "somebody else", err, errs.Conflict)
		_, err = w.Door.DecisionUndoing().TakeBack(ctx, w.Lead, rc.Subject, first)
		wantKind(t, "the referrer", err, errs.Denied)
		_, err = w.Door.DecisionUndoing().TakeBack(ctx, w.Screener, "contact:nothing", first)
		wantKind(t, "no referral", err, errs.NotFound)

		_, err = w.Door.DecisionUndoing().TakeBack(ctx, w.Screener, rc.Subject, first)
		ok(t, err)
		if c := w.contact(rc.Subject); !c.Open() || len(c.Feedback) != 0 {
			t.Errorf("the referral is %+v", c)
		}
		for _, kid := range kids {
			s := w.Of(kid)
			if refs := bodies[record.Referral](s); len(refs) != 1 || !refs[0].Waiting() || len(bodies[record.Assessment](s)) != 0 {
				t.Errorf("%s has %+v and %+v", kid, refs, bodies[record.Assessment](s))
			}
		}
		if got := last(); len(got) != 0 {
			t.Errorf("offered again: %+v", got)
		}
		_, err = w.Door.DecisionUndoing().TakeBack(ctx, w.Screener, rc.Subject, first)
		wantKind(t, "twice", err, errs.Conflict)

		// It is decided anew; somebody goes on with it, and then it cannot be taken back.
		second := decide("assessment")
		before := w.Of(kids[0])
		refs := bodies[record.Referral](before)
		refs[0].Rationale += " Added later."
		for _, r := range before.Records {
			if r.Kind == refs[0].KindName() {
				w.Write(record.Change{ID: r.ID, Subject: r.Subject, Base: r.Version, Body: refs[0]})
			}
		}
		_, err = w.Door.DecisionUndoing().TakeBack(ctx, w.Screener, rc.Subject, second)
		wantKind(t, "changed afterwards", err, errs.Conflict)
		if w.contact(rc.Subject).Open() {
			t.Error("a refused undo opened the referral")
		}
		w.Clock.Add(person.UndoFor + time.Minute)
		if got := last(); len(got) != 0 {
			t.Errorf("a day later: %+v", got)
		}
	})
}
