package protection_test

import (
	"testing"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/story"
)

// straight takes two siblings from the front door straight to a strategy discussion.
func (w *world) straight(worker string) []string {
	w.T.Helper()
	rc := w.Send(frontdoortest.Sending())
	kids := w.CreateAll(rc.Subject)
	var decisions []frontdoor.ChildDecision
	for i := range kids {
		d := frontdoortest.Decision(i, "strategy_discussion")
		d.Worker = worker
		decisions = append(decisions, d)
	}
	_, err := w.Door.Decide(w.t().Context(), w.Manager, rc.Subject, w.Version(rc.Subject), decisions)
	ok(w.t(), err)
	return kids
}

// A fast track to an enquiry opens the assessment that it needs, one for brothers and sisters, with nothing asked; taking the discussion back takes it back
// (complaint 19: “assessment must be hand-started when fast-tracked to s47”; acceptance scenario 2: a decision opens the right next work).
func TestComplaint19FastTrackOpensTheAssessment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.straight(w.Worker.ID)
		before := [2]string{state(t, w, kids[0]), state(t, w, kids[1])}
		rc, err := w.room.HoldDiscussion(t.Context(), w.Worker, discussion("2026-03-02T09:30", protection.Joint, kids...))
		ok(t, err)
		report := ""
		for i, k := range kids {
			a := latest[record.Assessment](w, k)
			d, q, ref := latest[record.StrategyDiscussion](w, k).Body, latest[record.S47Enquiry](w, k).Body, latest[record.Referral](w, k)
			if a.Body.Referral != ref.ID || d.Assessment != a.ID || q.Referral != ref.ID || !a.Body.Authorised.IsZero() || a.Body.Started != day.Must("2026-03-02") {
				t.Errorf("child %d: %+v %+v %+v", i, a.Body, d, q)
			}
			if i > 0 && a.Body.Report != report {
				t.Error("the siblings are assessed apart")
			}
			report = a.Body.Report
			if n := len(story.All[record.Assessment](w.Of(k))); n != 1 {
				t.Errorf("child %d has %d assessments", i, n)
			}
		}
		rep, has := story.Latest[record.AssessmentReport](w.Of(report))
		if !has || len(rep.Body.Children) != 2 || rep.Body.Team != frontdoortest.North || rep.Body.Worker != w.Worker.ID || rep.Body.State != record.Writing {
			t.Errorf("%+v", rep.Body)
		}
		_, err = w.room.Undoing().TakeBack(t.Context(), w.Worker, kids[1], rc.Command)
		ok(t, err)
		for i, k := range kids {
			if got := state(t, w, k); got != before[i] {
				t.Errorf("child %d is not as before:\n%s\n%s", i, before[i], got)
			}
		}
		if _, has := story.Latest[record.AssessmentReport](w.Of(report)); has {
			t.Error("the assessment is still there")
		}
	})
}

// What is there is gone on with: no second assessment, and none where the discussion asks for none. “The assessment goes on” opens the one that nobody
// had opened.
func TestFastTrackOpensOnlyWhatIsMissing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		count := func(kid string) int { return len(story.All[record.Assessment](w.Of(kid))) }
		_, kids := w.Assessed()
		_, err := w.room.HoldDiscussion(t.Context(), w.Worker, discussion("2026-03-02T09:30", protection.Single, kids[0]))
		ok(t, err)
		if count(kids[0]) != 1 {
			t.Errorf("%d assessments", count(kids[0]))
		}
		kids = w.straight("")
		_, err = w.room.HoldDiscussion(t.Context(), w.Worker, discussion("2026-03-02T09:30", "no_further_action", kids[0]))
		ok(t, err)
		if count(kids[0]) != 0 {
			t.Error("no action opened an assessment")
		}
		_, err = w.room.HoldDiscussion(t.Context(), w.Worker, discussion("2026-03-02T09:40", "assessment", kids...))
		ok(t, err)
		a := latest[record.Assessment](w, kids[1])
		rep, _ := story.Latest[record.AssessmentReport](w.Of(a.Body.Report))
		if count(kids[0]) != 1 || len(rep.Body.Children) != 2 || rep.Body.Worker != "" || rep.Body.Team != frontdoortest.North {
			t.Errorf("%d %+v", count(kids[0]), rep.Body)
		}

		// An imported referral knows no team: whoever held the discussion has one.
		w.Write(record.New("ref-in", "child:in", record.Referral{Date: day.Must("2026-02-01"), Decision: "strategy_discussion"}),
			record.New(w.NewID(), "child:in", record.Child{Names: []record.Name{{Given: "Ida", Family: "Import", Use: "current"}}, Birth: day.Must("2015-01-01")}),
			record.New(w.NewID(), "child:in", record.Allocation{Worker: w.Worker.ID, Role: "allocated", From: day.Must("2026-02-01")}))
		alone := access.Actor{ID: w.Worker.ID, Roles: w.Worker.Roles}
		_, err = w.room.HoldDiscussion(t.Context(), alone, discussion("2026-03-02T09:30", protection.Single, "child:in"))
		wantKind(t, "nobody could assess", err, errs.Conflict)
		_, err = w.room.HoldDiscussion(t.Context(), w.Worker, discussion("2026-03-02T09:30", protection.Single, "child:in"))
		ok(t, err)
		rep, _ = story.Latest[record.AssessmentReport](w.Of(latest[record.Assessment](w, "child:in").Body.Report))
		if rep.Body.Team != frontdoortest.North || rep.Body.Worker != w.Worker.ID {
			t.Errorf("%+v", rep.Body)
		}
	})
}
