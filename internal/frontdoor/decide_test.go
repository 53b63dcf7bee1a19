package frontdoor_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

func TestCheckDecision(t *testing.T) {
	t.Parallel()
	on := day.Must("2026-11-23")
	tests := map[string]struct {
		change func(*frontdoor.ChildDecision)
		want   []string
	}{
		"complete":          {func(*frontdoor.ChildDecision) {}, nil},
		"nothing said":      {func(d *frontdoor.ChildDecision) { *d = frontdoor.ChildDecision{Child: 1} }, []string{"decision-1-decision", "decision-1-threshold", "decision-1-rationale"}},
		"unknown decision":  {func(d *frontdoor.ChildDecision) { d.Decision = "maybe" }, []string{"decision-1-decision"}},
		"19 characters":     {func(d *frontdoor.ChildDecision) { d.Rationale = "1234567890123456789" }, []string{"decision-1-rationale"}},
		"no need, no team":  {func(d *frontdoor.ChildDecision) { d.PrimaryNeed, d.Team = "", "" }, []string{"decision-1-need", "decision-1-team"}},
		"advice needs none": {func(d *frontdoor.ChildDecision) { d.Decision, d.PrimaryNeed, d.Team = "advice", "", "" }, nil},
		"unknown need":      {func(d *frontdoor.ChildDecision) { d.PrimaryNeed = "N77" }, []string{"decision-1-need"}},
		"unknown threshold": {func(d *frontdoor.ChildDecision) { d.Threshold = "9" }, []string{"decision-1-threshold"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := frontdoortest.Decision(1, "assessment")
			tt.change(&d)
			if diff := cmp.Diff(tt.want, inputs(d.Check(on).Err())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 7, 7, 23, 30, 0, 0, time.UTC) // 8 July in London
	tests := map[string]struct {
		nfa     bool
		closed  string
		closure string
		team    string
	}{
		"no_further_action":   {true, "2026-07-08", "RC7", ""},
		"advice":              {true, "2026-07-08", "RC7", ""},
		"early_help":          {false, "", "", frontdoortest.North},
		"assessment":          {false, "", "", frontdoortest.North},
		"strategy_discussion": {false, "", "", frontdoortest.North},
	}
	for decision, want := range tests {
		t.Run(decision, func(t *testing.T) {
			t.Parallel()
			got := frontdoortest.Decision(0, decision).Apply(record.Referral{Contact: "contact:R", Date: day.Must("2026-07-07")}, "worker:s", at)
			if got.NFA != want.nfa || got.Closed.String() != want.closed || got.Closure != want.closure || got.Team != want.team {
				t.Errorf("%+v", got)
			}
			if got.Waiting() || got.DecidedBy != "worker:s" || !got.Decided.Equal(at) || got.Date != day.Must("2026-07-07") {
				t.Errorf("decided: %+v", got)
			}
		})
	}
}

func TestSiblingsWithDifferentDecisions(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		rc := w.Send(frontdoortest.Sending())
		kids := w.CreateAll(rc.Subject)
		w.Clock.Add(2 * time.Hour)
		_, err := w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{frontdoortest.Decision(1, "no_further_action")})
		ok(t, err)
		if c := w.contact(rc.Subject); !c.Open() || !frontdoor.Met(c).IsZero() {
			t.Error("one of two children decided: the referral is not finished")
		}
		items, err := w.Work.Queue(ctx, w.Screener, task.FrontDoor)
		ok(t, err)
		if len(items) != 1 || items[0].Words != "1 working day left" || items[0].Colour != "amber" || len(items[0].People) != 2 || items[0].People[0].Name != "Zoë Brandt" {
			t.Errorf("queue with one child waiting: %+v", items)
		}
		w.Clock.Add(time.Hour)
		_, err = w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{frontdoortest.Decision(0, "assessment")})
		ok(t, err)
		c := w.contact(rc.Subject)
		if c.Open() || !frontdoor.Met(c).Equal(w.Now()) {
			t.Errorf("both decided and told: met at %v", frontdoor.Met(c))
		}
		second, _ := story.Latest[record.Referral](w.Of(kids[1]))
		if !second.Body.NFA || second.Body.Closed.IsZero() || second.Body.DecidedBy != w.Screener.ID {
			t.Errorf("second child: %+v", second.Body)
		}
		if _, has := story.Latest[record.Assessment](w.Of(kids[1])); has {
			t.Error("an assessment was opened for the child whose referral was closed")
		}
		first := w.Of(kids[0])
		a, _ := story.Latest[record.Assessment](first)
		report, _ := story.Latest[record.AssessmentReport](w.Of(a.Body.Report))
		if len(report.Body.Children) != 1 || report.Body.Team != frontdoortest.North {
			t.Errorf("report: %+v", report.Body)
		}
		if al, _ := story.Latest[record.Allocation](first); al.Body.Team != frontdoortest.North || al.Body.Worker != "" {
			t.Errorf("allocation: %+v", al.Body)
		}
		items, err = w.Work.Queue(ctx, w.Screener, task.FrontDoor)
		ok(t, err)
		if len(items) != 0 {
			t.Errorf("a finished referral waits: %+v", items)
		}
	})
}

func TestOneAssessmentForAllDecidedTogether(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		report, kids := w.Assessed()
		r, _ := story.Latest[record.AssessmentReport](w.Of(report))
		if len(r.Body.Children) != 2 || r.Body.Worker != w.Worker.ID || r.Body.State != record.Writing {
			t.Errorf("report: %+v", r.Body)
		}
		for _, kid := range kids {
			s := w.Of(kid)
			if al := bodies[record.Allocation](s); len(al) != 1 || al[0].Worker != w.Worker.ID || al[0].Team != frontdoortest.North {
				t.Errorf("allocations of %s: %+v", kid, al)
			}
		}
		if n := commandtest.Query[int64](t, w.Desk, "select count(*) from record where kind = 'assessment_report'"); n[0] != 1 {
			t.Errorf("%d reports", n[0])
		}
	})
}

func TestEarlyHelpAndStrategyGoToATeam(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		rc := w.Send(frontdoortest.Sending())
		kids := w.CreateAll(rc.Subject)
		_, err := w.Door.Decide(t.Context(), w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{
			frontdoortest.Decision(0, "strategy_discussion"), frontdoortest.Decision(1, "early_help"),
		})
		ok(t, err)
		for _, kid := range kids {
			s := w.Of(kid)
			al := bodies[record.Allocation](s)
			ref, _ := story.Latest[record.Referral](s)
			if len(al) != 1 || al[0].Team != frontdoortest.North || ref.Body.NFA || !ref.Body.Closed.IsZero() {
				t.Errorf("%s: %+v, allocations %+v", kid, ref.Body, al)
			}
		}
		if c := w.contact(rc.Subject); len(c.Feedback) != 2 || c.Feedback[0].Text == c.Feedback[1].Text {
			t.Errorf("feedback: %+v", c.Feedback)
		}
	})
}

func TestTeamThatHasTheCaseKeepsIt(t *testing.T) {
	for _, decision := range []string{"early_help", "assessment"} {
		t.Run(decision, func(t *testing.T) { teamKeeps(t, decision) })
	}
}

func teamKeeps(t *testing.T, decision string) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		known, _ := w.held()
		w.Write(record.New(w.NewID(), known, record.Allocation{Worker: w.Worker.ID, Team: frontdoortest.North, Role: "allocated", From: day.Must("2026-11-02")}))
		rc := w.Send(frontdoortest.Sending())
		_, err := w.Door.Match(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), 0, known)
		ok(t, err)
		_, err = w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{frontdoortest.Decision(0, decision)})
		ok(t, err)
		if al := bodies[record.Allocation](w.Of(known)); len(al) != 1 || !al[0].To.IsZero() {
			t.Errorf("allocations: %+v", al)
		}
	})
}

func TestNobodySkipsOrRepeats(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		rc := w.Send(frontdoortest.Sending())
		decide := func(a access.Actor, base int64, ds ...frontdoor.ChildDecision) error {
			_, err := w.Door.Decide(ctx, a, rc.Subject, base, ds)
			return err
		}
		d0, d1 := frontdoortest.Decision(0, "advice"), frontdoortest.Decision(1, "advice")
		wantKind(t, "decided before anybody said who the child is", decide(w.Screener, 1, d0), errs.Conflict)
		w.CreateAll(rc.Subject)
		v := w.Version(rc.Subject)
		wantKind(t, "no decision", decide(w.Screener, v), errs.Invalid)
		wantKind(t, "one child twice", decide(w.Screener, v, d0, d0), errs.Conflict)
		wantKind(t, "a child that is not there", decide(w.Screener, v, frontdoortest.Decision(2, "advice")), errs.NotFound)
		wantKind(t, "the partner", decide(w.Lead, v, d0), errs.Denied)
		wantKind(t, "a social worker of no team of theirs", decide(w.Outsider, v, d0), errs.Denied)
		wantKind(t, "an old version", decide(w.Screener, v-1, d0), errs.Conflict)
		bad := d1
		bad.Rationale = "too short"
		if diff := cmp.Diff([]string{"decision-1-rationale"}, inputs(decide(w.Screener, v, d0, bad))); diff != "" {
			t.Error(diff)
		}
		if c := w.contact(rc.Subject); len(c.Feedback) != 0 {
			t.Error("half of a refused command was written")
		}
		if err := decide(w.Screener, v, d0); err != nil {
			t.Fatal(err)
		}
		wantKind(t, "decided again", decide(w.Screener, w.Version(rc.Subject), d0), errs.Conflict)
		wantKind(t, "decided again beside the other", decide(w.Screener, w.Version(rc.Subject), d1, d0), errs.Conflict)
		err := decide(w.Manager, v, d1)
		if s, is := errors.AsType[*journal.Stale](err); !is || s.CurrentBy != w.Screener.ID {
			t.Errorf("two deciders at once: %v", err)
		}
		if err := decide(w.Manager, w.Version(rc.Subject), d1); err != nil {
			t.Fatal(err)
		}
		wantKind(t, "a finished referral, for those who only work the queue", decide(w.Screener, w.Version(rc.Subject), d1), errs.Denied)
	})
}

func TestWhoMayNameAWorker(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		rc := w.Send(frontdoortest.Sending())
		w.CreateAll(rc.Subject)
		v := w.Version(rc.Subject)
		d := frontdoortest.Decision(0, "assessment")
		d.Worker = w.Worker.ID
		_, err := w.Door.Decide(ctx, w.Screener, rc.Subject, v, []frontdoor.ChildDecision{d})
		wantKind(t, "a screener allocates", err, errs.Denied)
		d.Worker = w.Outsider.ID
		_, err = w.Door.Decide(ctx, w.Manager, rc.Subject, v, []frontdoor.ChildDecision{d})
		if diff := cmp.Diff([]string{"decision-0-worker"}, inputs(err)); diff != "" {
			t.Error("a worker of another team", diff)
		}
		d.Worker, d.Team = "", "team:nowhere"
		_, err = w.Door.Decide(ctx, w.Manager, rc.Subject, v, []frontdoor.ChildDecision{d})
		if diff := cmp.Diff([]string{"decision-0-team"}, inputs(err)); diff != "" {
			t.Error("no such team", diff)
		}
		a, b := frontdoortest.Decision(0, "assessment"), frontdoortest.Decision(1, "assessment")
		b.Team = frontdoortest.South
		_, err = w.Door.Decide(ctx, w.Manager, rc.Subject, v, []frontdoor.ChildDecision{a, b})
		if diff := cmp.Diff([]string{"decision-1-team"}, inputs(err)); diff != "" {
			t.Error("siblings with two teams", diff)
		}
	})
}

func TestUndoneDecisionWaitsAgain(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		rc := w.Send(frontdoortest.Sending())
		w.CreateAll(rc.Subject)
		before := commandtest.Query[string](t, w.Desk, "select subject || list || hash from derived_state order by subject, list")
		done, err := w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{
			frontdoortest.Decision(0, "assessment"), frontdoortest.Decision(1, "advice"),
		})
		ok(t, err)
		_, err = w.Undo(ctx, w.Screener, done.Command)
		ok(t, err)
		after := commandtest.Query[string](t, w.Desk, "select subject || list || hash from derived_state order by subject, list")
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("the work list after do and undo differs: %s", diff)
		}
		_, err = w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{
			frontdoortest.Decision(0, "advice"), frontdoortest.Decision(1, "advice"),
		})
		ok(t, err)
	})
}

func TestSentIsOnesOwnAgencys(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		rc := w.Send(frontdoortest.Sending())
		w.CreateAll(rc.Subject)
		w.Clock.Add(time.Hour)
		d := frontdoortest.Decision(0, "strategy_discussion")
		d.Rationale = "Police intelligence about the uncle."
		_, err := w.Door.Decide(ctx, w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{d})
		ok(t, err)
		colleague := access.Actor{ID: "worker:head", Roles: []access.Role{access.Partner}, Agency: frontdoortest.School}
		sent, err := w.Door.Sent(ctx, colleague)
		ok(t, err)
		want := []frontdoor.SentReferral{{
			Reference: rc.Reference, Subject: rc.Subject, Received: rc.Received, DecideBy: rc.DecideBy, By: "Sal Lead", Open: true,
			Children: []frontdoor.SentChild{
				{Name: "Zoë Brandt", Outcome: "Taken further with partner agencies", Told: w.Now().UTC(), Text: frontdoor.Feedback(rc.Reference, "strategy_discussion", rc.Received, w.Now())},
				{Name: "Noah Brandt", Outcome: "Waiting for a decision"},
			},
		}}
		if diff := cmp.Diff(want, sent, days); diff != "" {
			t.Error(diff)
		}
		other, err := w.Door.Sent(ctx, w.OtherLead)
		ok(t, err)
		if len(other) != 0 {
			t.Errorf("another agency follows %+v", other)
		}
		_, err = w.Door.SentOne(ctx, w.OtherLead, rc.Subject, "test")
		_, missing := w.Door.SentOne(ctx, w.OtherLead, "contact:R-2222-2222", "test")
		wantKind(t, "a guessed reference", err, errs.NotFound)
		if missing == nil || errs.Text(err) != errs.Text(missing) {
			t.Errorf("another agency's referral %q can be told from none %q", errs.Text(err), errs.Text(missing))
		}
		_, err = w.Door.Sent(ctx, w.Screener)
		wantKind(t, "a screener has sent nothing", err, errs.Denied)
		w.Clock.Add(time.Hour)
		second := w.Send(frontdoortest.Sending())
		sent, err = w.Door.Sent(ctx, w.Lead)
		ok(t, err)
		if len(sent) != 2 || sent[0].Reference != second.Reference {
			t.Error("newest first")
		}
	})
}
