package assessment_test

import (
	"testing"

	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// What was done with an assessment by mistake is taken back by the one who did it, as long as nobody has gone on with it.
func TestAssessmentIsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, kids := w.submitted()
		state := func(want string) {
			t.Helper()
			if got := w.view(report).Report.Body.State; got != want {
				t.Errorf("the assessment is %s, want %s", got, want)
			}
		}
		// The worker sent it too early.
		d, offered, err := w.Assess.Undoing().Last(ctx, w.Worker, report)
		ok(t, err)
		if !offered || d.Why != "Submit an assessment" {
			t.Fatalf("the worker is offered %+v, %t", d, offered)
		}
		_, err = w.Assess.Undoing().TakeBack(ctx, w.Manager, report, d.Command)
		wantKind(t, "somebody else's", err, errs.Conflict)
		_, err = w.Assess.Undoing().TakeBack(ctx, w.Worker, report, d.Command)
		ok(t, err)
		state(record.Writing)
		w.submit(report)

		rc, err := w.Assess.Authorise(ctx, w.Manager, report, w.Version(report), "")
		ok(t, err)
		state(record.Authorised)
		_, err = w.Assess.Undoing().TakeBack(ctx, w.OtherManager, report, rc.Command)
		if kind := errs.Of(err); err == nil || kind != errs.Denied && kind != errs.NotFound {
			t.Errorf("a manager of another team: %v", err)
		}
		_, err = w.Assess.Undoing().TakeBack(ctx, w.Manager, report, rc.Command)
		ok(t, err)
		state(record.Submitted)
		for _, kid := range kids {
			if a, found := story.Latest[record.Assessment](w.Of(kid)); !found || !a.Body.Authorised.IsZero() {
				t.Errorf("%s has %+v", kid, a.Body)
			}
		}
		if _, offered, err := w.Assess.Undoing().Last(ctx, w.Manager, report); offered || err != nil {
			t.Errorf("offered again: %t %v", offered, err)
		}

		// Returned, and the worker has gone on: refused, and nothing changes.
		rc, err = w.Assess.Return(ctx, w.Manager, report, w.Version(report), "What does Noah say?")
		ok(t, err)
		w.submit(report)
		version := w.Version(report)
		_, err = w.Assess.Undoing().TakeBack(ctx, w.Manager, report, rc.Command)
		wantKind(t, "after the worker went on", err, errs.Conflict)
		if w.Version(report) != version {
			t.Error("a refused undo changed the report")
		}
	})
}
