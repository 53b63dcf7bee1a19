package assessment_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/assessment"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// world is the council, with what tests ask of it.
type world struct{ *frontdoortest.World }

func each(t *testing.T, test func(t *testing.T, w world)) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) { test(t, world{w}) })
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, what string, err error, want errs.Kind) {
	t.Helper()
	if err == nil || errs.Of(err) != want {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

func (w world) view(report string) assessment.View {
	w.T.Helper()
	v, err := w.Assess.Read(w.T.Context(), w.Manager, report, "assessment")
	if err != nil {
		w.T.Fatal(err)
	}
	return v
}

// filled is a complete text on the newest versions.
func (w world) filled(report string) assessment.Edit {
	w.T.Helper()
	e := w.view(report).Edit()
	e.Report.Analysis, e.Report.Plan = "Both children are often alone at night.", "A child in need plan."
	for i := range e.Children {
		c := &e.Children[i]
		c.Seen, c.SeenAlone, c.Views = day.In(w.Now()), "yes", "I like it at gran's."
		c.Outcome, c.Factors = "child_in_need_plan", []string{"16A"}
	}
	return e
}

// submitted takes two siblings to an assessment that waits for the manager.
func (w world) submitted() (report string, kids []string) {
	w.T.Helper()
	report, kids = w.Assessed()
	if _, err := w.Assess.Save(w.T.Context(), w.Worker, report, w.filled(report)); err != nil {
		w.T.Fatal(err)
	}
	w.submit(report)
	return report, kids
}

func (w world) submit(report string) {
	w.T.Helper()
	if _, err := w.Assess.Submit(w.T.Context(), w.Worker, report, w.Version(report)); err != nil {
		w.T.Fatal(err)
	}
}

func (w world) authorise(report string) {
	w.T.Helper()
	if _, err := w.Assess.Authorise(w.T.Context(), w.Manager, report, w.Version(report), ""); err != nil {
		w.T.Fatal(err)
	}
}

// titles are what waits in a list.
func titles(items []task.Item, err error) []string {
	out := []string{}
	for _, i := range items {
		out = append(out, i.Title)
	}
	if err != nil {
		out = append(out, err.Error())
	}
	return out
}

func TestTwoPeopleWrite(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, _ := w.Assessed()
		a := w.view(report).Edit()
		b := w.view(report).Edit() // both open the page
		a.Report.History, a.Children[0].Views, a.Children[0].Factors = "Moved three times.", "Zoë's words", []string{"16A"}
		saved, err := w.Assess.Save(ctx, w.Worker, report, a)
		ok(t, err)
		if len(saved.Joined) != 0 || len(saved.Versions) != 3 {
			t.Errorf("first save: %+v", saved)
		}
		w.Clock.Add(time.Minute)
		b.Report.Analysis, b.Children[0].Needs, b.Children[0].Factors, b.Children[1].Views = "It means.\r\nMore.", "Sleep", []string{"4B"}, "Noah's words"
		saved, err = w.Assess.Save(ctx, w.Colleague, report, b)
		ok(t, err)
		v := w.view(report)
		if r := v.Report.Body; r.History != "Moved three times." || r.Analysis != "It means.\nMore." {
			t.Errorf("shared text: %+v", r)
		}
		if c := v.Children[0].Part.Body; c.Views != "Zoë's words" || c.Needs != "Sleep" || cmp.Diff([]string{"16A", "4B"}, c.Factors) != "" {
			t.Errorf("first child: %+v", c)
		}
		if v.Children[1].Part.Body.Views != "Noah's words" {
			t.Errorf("second child: %+v", v.Children[1].Part.Body)
		}
		var joined []string
		for _, j := range saved.Joined {
			joined = append(joined, j.Input+" "+j.By)
		}
		if diff := cmp.Diff([]string{"history worker:ada", "child-0-views worker:ada", "child-0-factors worker:ada"}, joined); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{w.Worker.ID, w.Colleague.ID}, v.Report.Body.Authors); diff != "" {
			t.Error(diff)
		}
		if saved.Versions[v.Report.ID] != v.Report.Version || saved.Versions[v.Children[0].Part.ID] != v.Children[0].Part.Version {
			t.Errorf("versions %v, page has %d and %d", saved.Versions, v.Report.Version, v.Children[0].Part.Version)
		}
	})
}

func TestSameFieldTwiceIsShownToTheSecond(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, _ := w.Assessed()
		a, b := w.view(report).Edit(), w.view(report).Edit()
		a.Report.Analysis, a.Children[1].Views, a.Report.Plan = "Ada's analysis", "Ada on Noah", "Ada's plan"
		_, err := w.Assess.Save(ctx, w.Worker, report, a)
		ok(t, err)
		at := w.Now()
		w.Clock.Add(time.Minute)
		b.Report.Analysis, b.Children[1].Views, b.Children[1].Needs = "Ben's analysis", "Ben on Noah", "Ben's needs"
		before := w.view(report)
		_, err = w.Assess.Save(ctx, w.Colleague, report, b)
		wantKind(t, "the same field", err, errs.Conflict)
		c, is := errors.AsType[*assessment.Collision](err)
		if !is {
			t.Fatalf("no collision in %v", err)
		}
		for i := range c.Fields {
			c.Fields[i].Record = ""
		}
		want := []assessment.FieldCollision{
			{Input: "analysis", Path: "analysis", Label: "Analysis", Theirs: "Ada's analysis", TheirBy: w.Worker.ID, TheirAt: at.UTC(), Mine: "Ben's analysis"},
			{Input: "child-1-views", Path: "views", Label: "The child's wishes and feelings", Theirs: "Ada on Noah", TheirBy: w.Worker.ID, TheirAt: at.UTC(), Mine: "Ben on Noah"},
		}
		if diff := cmp.Diff(want, c.Fields); diff != "" {
			t.Error(diff)
		}
		if after := w.view(report); after.Report.Version != before.Report.Version || after.Children[1].Part.Version != before.Children[1].Part.Version {
			t.Error("a refused save wrote something")
		}
		// The next save has what was chosen, and Ben's other words and Ada's plan with it.
		e := c.Edit
		if e.Report.Analysis != "Ben's analysis" || e.Report.Plan != "Ada's plan" || e.Children[1].Needs != "Ben's needs" {
			t.Errorf("edit to go on with: %+v", e)
		}
		e.Report.Analysis, e.Children[1].Views = "Ada's analysis\nBen's analysis", "Ada on Noah"
		_, err = w.Assess.Save(ctx, w.Colleague, report, e)
		ok(t, err)
		v := w.view(report)
		if v.Report.Body.Analysis != "Ada's analysis\nBen's analysis" || v.Report.Body.Plan != "Ada's plan" || v.Children[1].Part.Body.Views != "Ada on Noah" || v.Children[1].Part.Body.Needs != "Ben's needs" {
			t.Errorf("after the choice: %+v, %+v", v.Report.Body, v.Children[1].Part.Body)
		}
	})
}

func TestEditAtLaysOverWhatThePageStartedFrom(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, _ := w.Assessed()
		v := w.view(report)
		bases := map[string]int64{v.Report.ID: v.Report.Version}
		for _, c := range v.Children {
			bases[c.Part.ID] = c.Part.Version
		}
		a := v.Edit()
		a.Report.Plan = "Ada's plan"
		_, err := w.Assess.Save(ctx, w.Worker, report, a)
		ok(t, err)
		// A page with one box only posts that box; the rest is as it was when the page was made.
		e, err := w.Assess.EditAt(ctx, w.Colleague, report, bases)
		ok(t, err)
		if e.Report.Plan != "" || e.Report.Base != v.Report.Version {
			t.Errorf("text at the base: %+v", e.Report)
		}
		e.Report.History = "Ben's history"
		_, err = w.Assess.Save(ctx, w.Colleague, report, e)
		ok(t, err)
		if got := w.view(report).Report.Body; got.Plan != "Ada's plan" || got.History != "Ben's history" {
			t.Errorf("%+v", got)
		}
		e.Report.Base = 99
		_, err = w.Assess.Save(ctx, w.Colleague, report, e)
		wantKind(t, "a version that does not exist", err, errs.Conflict)
	})
}

func TestSaveRefusals(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, kids := w.Assessed()
		e := w.filled(report)
		_, err := w.Assess.Save(ctx, w.Outsider, report, e)
		wantKind(t, "a worker of another team", err, errs.Denied)
		_, err = w.Assess.Save(ctx, w.Screener, report, e)
		wantKind(t, "a screener", err, errs.Denied)
		bad := w.filled(report)
		bad.Children[0].Seen, bad.Children[1].Outcome, bad.Children[1].Factors = day.In(w.Now()).Add(1), "cured", []string{"18A"}
		_, err = w.Assess.Save(ctx, w.Worker, report, bad)
		if diff := cmp.Diff([]string{"child-0-seen", "child-1-outcome", "child-1-factors"}, inputs(err)); diff != "" {
			t.Error(diff)
		}
		other, _ := w.Assessed()
		mixed := w.filled(report)
		mixed.Children[0].Assessment = w.filled(other).Children[0].Assessment
		_, err = w.Assess.Save(ctx, w.Worker, report, mixed)
		wantKind(t, "a part of another report", err, errs.NotFound)
		saved, err := w.Assess.Save(ctx, w.Worker, report, w.view(report).Edit())
		ok(t, err)
		if len(saved.Command.Entries) != 0 {
			t.Error("a save without a change wrote a version")
		}
		w.Write(record.New(w.NewID(), kids[1], record.ConflictBar{Worker: w.Worker.ID, Reason: "relative", From: day.Must("2026-01-01")}))
		_, err = w.Assess.Save(ctx, w.Worker, report, e)
		wantKind(t, "barred from one of the siblings", err, errs.NotFound)
		_, err = w.Assess.Save(ctx, w.Worker, "assessment:none", e)
		wantKind(t, "no such assessment", err, errs.NotFound)
	})
}

func TestSubmitNamesWhatIsMissing(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		s := frontdoortest.Sending()
		s.Children[1] = record.ContactChild{Family: "Brandt", Expected: day.Must("2027-02-01")}
		report, _ := w.AssessedFrom(s)
		_, err := w.Assess.Submit(ctx, w.Worker, report, w.Version(report))
		want := []string{"analysis", "child-0-seen", "child-0-views", "child-0-outcome", "child-0-factors", "child-1-outcome", "child-1-factors"}
		if diff := cmp.Diff(want, inputs(err)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want, inputs(w.view(report).Missing)); diff != "" {
			t.Error(diff)
		}
		e := w.filled(report)
		e.Children[1].Seen, e.Children[1].SeenAlone, e.Children[1].Views = day.Day{}, "", ""
		_, err = w.Assess.Save(ctx, w.Worker, report, e)
		ok(t, err)
		_, err = w.Assess.Submit(ctx, w.Colleague, report, w.Version(report))
		wantKind(t, "a colleague to whom it is not allocated", err, errs.Denied)
		_, err = w.Assess.Submit(ctx, w.Worker, report, w.Version(report)-1)
		if _, is := errors.AsType[*journal.Stale](err); !is {
			t.Errorf("an old version: %v", err)
		}
		w.submit(report)
		_, err = w.Assess.Submit(ctx, w.Worker, report, w.Version(report))
		wantKind(t, "submitted again", err, errs.Conflict)
		_, err = w.Assess.Save(ctx, w.Worker, report, w.filled(report))
		wantKind(t, "writing while the manager has it", err, errs.Conflict)
	})
}

func TestLateNeedsAReason(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, _ := w.Assessed() // Monday 23 November 2026: the 45th working day is 28 January 2027
		e := w.filled(report)
		_, err := w.Assess.Save(ctx, w.Worker, report, e)
		ok(t, err)
		w.At("2027-01-28T23:00")
		if v := w.view(report); v.Missing != nil || v.Clock.Words != "due today" {
			t.Errorf("on the last day: %v, %s", v.Missing, v.Clock.Words)
		}
		w.At("2027-01-29T09:00")
		_, err = w.Assess.Submit(ctx, w.Worker, report, w.Version(report))
		if diff := cmp.Diff([]string{"why_late"}, inputs(err)); diff != "" {
			t.Error(diff)
		}
		if v := w.view(report); v.Clock.Words != "overdue by 1 working day" {
			t.Errorf("clock: %s", v.Clock.Words)
		}
	})
}

func TestReturnAndAuthorise(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, kids := w.submitted()
		before := w.view(report)
		if diff := cmp.Diff([]string{"Authorise the assessment"}, titles(w.Work.Queue(ctx, w.Manager, task.Authorise))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{}, titles(w.Work.ForWorker(ctx, w.Worker, w.Worker.ID))); diff != "" {
			t.Error("the worker's own list while the manager has it", diff)
		}
		_, err := w.Assess.Return(ctx, w.Manager, report, w.Version(report), " four ")
		if diff := cmp.Diff([]string{"comment"}, inputs(err)); diff != "" {
			t.Error(diff)
		}
		_, err = w.Assess.Return(ctx, w.Manager, report, w.Version(report), "What does Noah say?")
		ok(t, err)
		if diff := cmp.Diff([]string{"Change the returned assessment"}, titles(w.Work.ForWorker(ctx, w.Worker, w.Worker.ID))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{}, titles(w.Work.Queue(ctx, w.Manager, task.Authorise))); diff != "" {
			t.Error(diff)
		}
		_, err = w.Assess.Authorise(ctx, w.Manager, report, w.Version(report), "")
		wantKind(t, "authorised while returned", err, errs.Conflict)
		w.submit(report)
		if after := w.view(report); cmp.Diff(before.Edit().Children, after.Edit().Children, days, cmp.FilterPath(base, cmp.Ignore())) != "" {
			t.Error("something of the text was lost or repeated between return and submission")
		}
		_, err = w.Assess.Authorise(ctx, w.OtherManager, report, w.Version(report), "")
		wantKind(t, "the manager of another team", err, errs.Denied)
		_, err = w.Assess.Authorise(ctx, w.Worker, report, w.Version(report), "")
		wantKind(t, "the author", err, errs.Denied)
		w.Clock.Add(24 * time.Hour)
		w.authorise(report)
		for _, kid := range kids {
			s := w.Of(kid)
			a, _ := story.Latest[record.Assessment](s)
			ref, _ := story.Latest[record.Referral](s)
			if a.Body.Authorised != day.Must("2026-11-24") || !ref.Body.Closed.IsZero() {
				t.Errorf("%s: authorised %s, referral closed %s", kid, a.Body.Authorised, ref.Body.Closed)
			}
			if n := len(story.All[record.Allocation](s)); n != 1 {
				t.Errorf("%d allocations: a next step fired more than once", n)
			}
		}
		v := w.view(report)
		if v.Clock.Words != "met on 24 Nov 2026, in time" || v.Edition != 1 || len(v.Report.Body.Comments) != 2 {
			t.Errorf("after authorisation: %s, edition %d, %+v", v.Clock.Words, v.Edition, v.Report.Body.Comments)
		}
		_, err = w.Assess.Save(ctx, w.Worker, report, w.filled(report))
		wantKind(t, "writing in what is frozen", err, errs.Conflict)
		_, err = w.Assess.Authorise(ctx, w.Manager, report, w.Version(report), "")
		wantKind(t, "authorised again", err, errs.Conflict)
		_, err = w.Assess.Return(ctx, w.Manager, report, w.Version(report), "too late")
		wantKind(t, "returned when frozen", err, errs.Conflict)
	})
}

// base is the field in which two edits of the same text may differ.
func base(p cmp.Path) bool { return p.Last().String() == ".Base" }

func TestManagerWhoWroteMayNotAuthorise(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, _ := w.Assessed()
		_, err := w.Assess.Save(ctx, w.Worker, report, w.filled(report))
		ok(t, err)
		e := w.view(report).Edit()
		e.Children[1].Needs = "The manager's own words."
		_, err = w.Assess.Save(ctx, w.Manager, report, e) // Mira is a social worker of the team as well
		ok(t, err)
		w.submit(report)
		_, err = w.Assess.Authorise(ctx, w.Manager, report, w.Version(report), "")
		wantKind(t, "a manager who wrote in one child's part", err, errs.Denied)
		again, _ := w.submitted()
		_, err = w.Assess.Return(ctx, w.Manager, again, w.Version(again), "Say more")
		ok(t, err)
	})
}

func TestNoFurtherActionClosesThatChildOnly(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, kids := w.Assessed()
		e := w.filled(report)
		e.Children[0].Outcome = "no_further_action"
		_, err := w.Assess.Save(ctx, w.Worker, report, e)
		ok(t, err)
		w.submit(report)
		w.authorise(report)
		first, _ := story.Latest[record.Referral](w.Of(kids[0]))
		second, _ := story.Latest[record.Referral](w.Of(kids[1]))
		if first.Body.Closure != "RC8" || first.Body.ClosedBy != w.Manager.ID || first.Body.Closed != day.Must("2026-11-23") || first.Body.NFA || !second.Body.Closed.IsZero() {
			t.Errorf("first %+v, second %+v", first.Body, second.Body)
		}
	})
}

func TestNewEdition(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, kids := w.submitted()
		w.authorise(report)
		w.Clock.Add(90 * 24 * time.Hour) // 45 working days are long over: a later edition needs no reason for that
		_, err := w.Assess.Reopen(ctx, w.Worker, report, w.Version(report), "New facts")
		wantKind(t, "a worker reopens", err, errs.Denied)
		_, err = w.Assess.Reopen(ctx, w.Manager, report, w.Version(report), "no")
		wantKind(t, "without a reason", err, errs.Invalid)
		_, err = w.Assess.Reopen(ctx, w.Manager, report, w.Version(report), "New facts came in")
		ok(t, err)
		_, err = w.Assess.Reopen(ctx, w.Manager, report, w.Version(report), "New facts came in")
		wantKind(t, "reopened twice", err, errs.Conflict)
		v := w.view(report)
		if v.Edition != 2 || v.Clock.Words != "met on 23 Nov 2026, in time" {
			t.Errorf("edition %d, clock %s", v.Edition, v.Clock.Words)
		}
		items, err := w.Work.ForWorker(ctx, w.Worker, w.Worker.ID)
		if diff := cmp.Diff([]string{"Write the assessment"}, titles(items, err)); diff != "" {
			t.Error(diff)
		} else if items[0].Overdue() || items[0].Words != "no time limit" {
			t.Errorf("a later edition has the clock of the first: %s", items[0].Words)
		}
		e := v.Edit()
		for i := range e.Children {
			e.Children[i].Outcome = "no_further_action"
		}
		_, err = w.Assess.Save(ctx, w.Worker, report, e)
		ok(t, err)
		w.submit(report)
		w.authorise(report)
		s := w.Of(kids[0])
		a, _ := story.Latest[record.Assessment](s)
		ref, _ := story.Latest[record.Referral](s)
		if a.Body.Authorised != day.Must("2026-11-23") || ref.Body.Closure != "RC8" || ref.Body.Closed != day.In(w.Now()) {
			t.Errorf("after the second edition: authorised %s, referral %+v", a.Body.Authorised, ref.Body)
		}
		if v := w.view(report); v.Report.Body.Completed != day.Must("2026-11-23") || day.In(v.Report.Body.AuthorisedAt) != day.In(w.Now()) {
			t.Errorf("completed %s, newest edition %s", v.Report.Body.Completed, v.Report.Body.AuthorisedAt)
		}
	})
}

func TestCorrectAuthorised(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, kids := w.Assessed()
		e := w.filled(report)
		e.Children[0].Outcome = "no_further_action"
		_, err := w.Assess.Save(ctx, w.Worker, report, e)
		ok(t, err)
		correct := func(a access.Actor, to, reason string) error {
			_, err := w.Assess.CorrectAuthorised(ctx, a, report, w.Version(report), day.Must(to), reason)
			return err
		}
		wantKind(t, "never authorised", correct(w.Manager, "2026-11-24", "Signed on paper that day"), errs.Conflict)
		w.submit(report)
		w.At("2026-12-10T10:00")
		w.authorise(report)
		w.At("2027-02-01T10:00")
		wantKind(t, "the author", correct(w.Worker, "2026-12-01", "Signed on paper that day"), errs.Denied)
		wantKind(t, "another team's manager", correct(w.OtherManager, "2026-12-01", "Signed on paper that day"), errs.Denied)
		if diff := cmp.Diff([]string{"date", "reason"}, inputs(correct(w.Manager, "2027-02-02", "typo"))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"date"}, inputs(correct(w.Manager, "2026-11-22", "Signed on paper that day"))); diff != "" {
			t.Error("before it was started", diff)
		}
		if diff := cmp.Diff([]string{"date"}, inputs(correct(w.Manager, "2026-12-10", "Signed on paper that day"))); diff != "" {
			t.Error("the recorded day", diff)
		}
		ok(t, correct(w.Manager, "2027-01-29", "The signature was later than recorded"))
		for i, kid := range kids {
			s := w.Of(kid)
			a, _ := story.Latest[record.Assessment](s)
			ref, _ := story.Latest[record.Referral](s)
			if in, _ := assessment.InTime(a.Body, ref.Body); in || assessment.WorkingDays(a.Body, ref.Body) != 46 {
				t.Errorf("corrected to %s: %d working days", a.Body.Authorised, assessment.WorkingDays(a.Body, ref.Body))
			}
			if i == 0 && ref.Body.Closed != day.Must("2027-01-29") {
				t.Errorf("the closure of the first child stays at %s", ref.Body.Closed)
			}
		}
		v := w.view(report)
		if v.Report.Body.State != record.Authorised || v.Report.Body.Completed != day.Must("2027-01-29") {
			t.Errorf("report: %+v", v.Report.Body)
		}
		entries := commandtest.Query[int64](t, w.Desk, "select count(*) from entry where id = $1", v.Children[0].Part.ID)
		if entries[0] != v.Children[0].Part.Version {
			t.Errorf("%d entries for version %d: history must stay", entries[0], v.Children[0].Part.Version)
		}
	})
}

func TestReviewPointTasks(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, _ := w.Assessed()
		if diff := cmp.Diff([]string{"Decide at the first review point", "Decide at the second review point"}, titles(w.Work.Queue(ctx, w.Manager, task.Review))); diff != "" {
			t.Error(diff)
		}
		w.At("2026-12-08T09:00") // the day after the tenth working day
		items, err := w.Work.Queue(ctx, w.Manager, task.Review)
		ok(t, err)
		if len(items) != 2 || items[0].Words != "overdue by 1 working day" || items[0].Limit.Limit.N != 10 || items[1].Limit.Limit.N != 25 {
			t.Errorf("%+v", items)
		}
		_, err = w.Assess.Review(ctx, w.Worker, report, w.Version(report), "Go on as planned")
		wantKind(t, "the worker", err, errs.Denied)
		_, err = w.Assess.Review(ctx, w.Manager, report, w.Version(report), "Go on as planned")
		ok(t, err)
		if diff := cmp.Diff([]string{"Decide at the second review point"}, titles(w.Work.Queue(ctx, w.Manager, task.Review))); diff != "" {
			t.Error(diff)
		}
		_, err = w.Assess.Save(ctx, w.Worker, report, w.filled(report))
		ok(t, err)
		w.submit(report)
		w.authorise(report)
		if diff := cmp.Diff([]string{}, titles(w.Work.ForTeam(ctx, w.Manager, frontdoortest.North))); diff != "" {
			t.Error("a completed assessment leaves tasks", diff)
		}
		_, err = w.Assess.Review(ctx, w.Manager, report, w.Version(report), "Go on as planned")
		wantKind(t, "a review point after completion", err, errs.Conflict)
	})
}

func TestAllocate(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		report, kids := w.Assessed()
		_, err := w.Assess.Allocate(ctx, w.Worker, report, w.Version(report), frontdoortest.North, w.Colleague.ID)
		wantKind(t, "a worker", err, errs.Denied)
		_, err = w.Assess.Allocate(ctx, w.Manager, report, w.Version(report), frontdoortest.North, w.Outsider.ID)
		wantKind(t, "a worker of another team", err, errs.Invalid)
		_, err = w.Assess.Allocate(ctx, w.Manager, report, w.Version(report), frontdoortest.North, w.Colleague.ID)
		ok(t, err)
		if diff := cmp.Diff([]string{"See the child", "See the child", "Write the assessment"}, titles(w.Work.ForWorker(ctx, w.Colleague, w.Colleague.ID))); diff != "" {
			t.Error(diff)
		}
		var running []string
		for _, a := range story.All[record.Allocation](w.Of(kids[0])) {
			if a.Body.To.IsZero() {
				running = append(running, a.Body.Worker)
			}
		}
		if diff := cmp.Diff([]string{w.Colleague.ID}, running); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMergedChildStaysInTheReport(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		report, kids := w.submitted()
		survivor := "child:" + w.NewID()
		w.Write(record.New(w.NewID(), survivor, record.Child{Names: []record.Name{{Given: "Zoe", Family: "Brandt", Use: "current"}}, Birth: day.Must("2015-05-01")}))
		w.Write(record.New(w.NewID(), kids[0], record.Merge{Into: survivor, Reason: "one person"}))
		w.authorise(report)
		v := w.view(report)
		if v.Children[0].Child != survivor || v.Children[0].Part.Body.Authorised.IsZero() {
			t.Errorf("first child: %+v", v.Children[0])
		}
		items, err := w.Work.On(t.Context(), survivor)
		ok(t, err)
		if len(items) != 1 || items[0].Clock != assessment.Completion || items[0].Words != "met on 23 Nov 2026, in time" {
			t.Errorf("clock of the survivor: %+v", items)
		}
	})
}

func TestImportedAssessmentIsInItsWorkersList(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		child, ref := "child:"+w.NewID(), w.NewID()
		w.Write(
			record.New(w.NewID(), child, record.Child{Names: []record.Name{{Given: "A", Family: "B", Use: "current"}}, Birth: day.Must("2015-05-01")}),
			record.New(ref, child, record.Referral{Date: day.Must("2026-11-02")}),
			record.New(w.NewID(), child, record.Assessment{Referral: ref, Started: day.Must("2026-11-03")}),
			record.New(w.NewID(), child, record.Allocation{Worker: w.Worker.ID, Team: frontdoortest.North, Role: "allocated", From: day.Must("2026-11-03")}),
		)
		items, err := w.Work.ForWorker(ctx, w.Worker, w.Worker.ID)
		ok(t, err)
		items = slices.DeleteFunc(items, func(i task.Item) bool { return i.Clock != assessment.Completion })
		if len(items) != 1 || items[0].Due.String() != "2027-01-07" || items[0].People[0].Name != "A B" {
			t.Errorf("%+v", items)
		}
	})
}

func TestReadingIsWrittenDown(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		report, kids := w.Assessed()
		_, err := w.Assess.Read(t.Context(), w.Colleague, report, "GET /assessments/{id}")
		ok(t, err)
		_, err = w.Assess.Read(t.Context(), w.Outsider, report, "GET /assessments/{id}")
		wantKind(t, "a worker of another team reads", err, errs.Denied)
		w.Write(record.New(w.NewID(), kids[1], record.ConflictBar{Worker: w.Outsider.ID, Reason: "relative", From: day.Must("2026-01-01")}))
		_, err = w.Assess.Read(t.Context(), w.Outsider, report, "GET /assessments/{id}")
		wantKind(t, "refused for the first sibling, while the second is hidden", err, errs.NotFound)
		w.Write(record.New(w.NewID(), kids[0], record.Restriction{Reason: "safety", From: day.Must("2026-01-01"), Cleared: []string{w.Worker.ID}}))
		_, hidden := w.Assess.Read(t.Context(), w.Outsider, report, "GET /assessments/{id}")
		_, none := w.Assess.Read(t.Context(), w.Outsider, "assessment:none", "GET /assessments/{id}")
		wantKind(t, "a restricted child's assessment", hidden, errs.NotFound)
		if none == nil || hidden.Error() != none.Error() {
			t.Errorf("hidden %v can be told from missing %v", hidden, none)
		}
		got := commandtest.Query[string](t, w.Desk, "select subject from read_entry where allowed and actor = $1 order by seq", w.Colleague.ID)
		if diff := cmp.Diff(kids, got); diff != "" {
			t.Error(diff)
		}
		if refused := commandtest.Query[int64](t, w.Desk, "select count(*) from read_entry where not allowed and actor = $1", w.Outsider.ID); refused[0] != 7 {
			t.Errorf("%d refused readings written down, want one for each child, three times, and one for the guess", refused[0])
		}
	})
}
