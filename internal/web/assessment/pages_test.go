package assessment_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// complete is everything that a submission needs, as a form sends it.
func complete(v url.Values) url.Values {
	for name, value := range map[string]string{
		"history": "Known since 2024.", "analysis": "The children go hungry.\r\n\r\nTheir mother wants help.", "plan": "A worker visits weekly.",
		"child-0-seen-day": "2", "child-0-seen-month": "3", "child-0-seen-year": "2026", "child-0-seen_alone": "yes",
		"child-0-views": "I want dinner.", "child-0-needs": "Food.", "child-0-outcome": "child_in_need_plan", "child-0-factors": "16A",
		"child-1-why_not_seen": "With his father in Leeds.", "child-1-views": "We spoke by telephone.", "child-1-outcome": "no_further_action", "child-1-factors": "21",
	} {
		v.Set(name, value)
	}
	return v
}

func TestOnePageForAllTheChildren(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.Client(t, webtest.Worker)
	ada.Get(w.path("")).Sound().Want(200, "Zoë Brandt and Noah Brandt", "Being written", "In time, 45 working days left", "Working Together", "Ada Lindqvist", "Nothing is written here yet")
	page := ada.Get(w.path("/edit")).Sound().Want(200, "Zoë Brandt", "Noah Brandt", "Factors: none chosen yet")
	if strings.Contains(page.Text("title"), "Brandt") || strings.Contains(page.Path, "Brandt") {
		t.Error("a child's name is in the title or the address")
	}
	page = ada.Send(w.path("/edit"), complete(page.Form(w.path("/edit"))))
	page.Sound().Want(200, "The assessment is saved", "Factors: 1 chosen (neglect)")
	r := w.report(t).Body
	if r.Analysis != "The children go hungry.\n\nTheir mother wants help." || r.State != record.Writing || len(r.Authors) != 1 {
		t.Errorf("report %+v", r)
	}
	if a, b := w.part(t, 0), w.part(t, 1); a.Views != "I want dinner." || a.Seen.String() != "2026-03-02" || b.WhyNotSeen == "" || b.Factors[0] != "21" {
		t.Errorf("parts %+v %+v", a, b)
	}
	ada.Get(w.path("")).Sound().Want(200, "Their mother wants help.", "2 March 2026", "Not seen: With his father", "Child in need plan", "Written by")
	if len(ada.Get("/home").Form("/sign-out")) != 0 || ada.Get("/home").Shows("Go on with") {
		t.Error("the draft outlived the save")
	}
}

func TestWhatIsWrongIsShownAndNothingIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.Client(t, webtest.Worker)
	v := ada.Get(w.path("/edit")).Form(w.path("/edit"))
	v.Set("history", "Words that must stay")
	v.Set("child-0-seen-day", "31")
	v.Set("child-0-seen-month", "2")
	v.Set("child-0-seen-year", "2026")
	page := ada.Send(w.path("/edit"), v).Sound().Want(422, "There is a problem", "Words that must stay")
	if !strings.HasPrefix(page.Text("title"), "Error: ") || page.Find(`.govuk-error-summary a[href^="#child-0-seen-"]`).Length() != 1 {
		t.Error("the error does not lead to its input")
	}
	if w.report(t).Body.History != "" {
		t.Error("half of it was saved")
	}
	ada.Get(w.path("/edit")).Want(200, "This is your draft", "Words that must stay")

	t.Run("an unknown code", func(t *testing.T) {
		v.Set("child-0-seen-day", "1")
		v.Set("child-0-seen-month", "3")
		v.Set("child-0-factors", "99Z")
		ada.Send(w.path("/edit"), v).Want(422, "Choose one of the answers on the page", "Words that must stay")
	})
	t.Run("a truncated form", func(t *testing.T) {
		ada.Post(w.path("/edit"), "history", "cut").Want(422, "did not arrive whole", "a draft of what you typed is kept")
		ada.Get(w.path("/edit")).Want(200, "Words that must stay")
	})
	t.Run("the draft is thrown away", func(t *testing.T) {
		ada.Post(w.path("/discard")).Want(200).Not("Words that must stay")
	})
}

func TestDraftWithoutScript(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.Client(t, webtest.Worker)
	v := ada.Get(w.path("/edit")).Form(w.path("/edit"))
	v.Set("plan", "Only mine so far")
	v["child-0-factors"] = []string{"16A", "3B"}
	v.Set("_draft", "1")
	ada.Send(w.path("/edit"), v).Sound().Want(200, "Your draft is kept", "Only mine so far", "Factors: 2 chosen")
	if w.report(t).Body.Plan != "" {
		t.Error("a draft became a record")
	}
	ada.Get("/home").Sound().Want(200, "Go on with: Assessment, Zoë Brandt, Noah Brandt")
	ada.Get("/work").Want(200, "You have a draft that is not sent")
	ada.Get(w.path("")).Want(200, "You have a draft of 2 March 2026")
	w.Client(t, webtest.Colleague).Get(w.path("/edit")).Want(200).Not("Only mine so far")
}

// write saves some fields as somebody who opened the page before.
func write(c *webtest.Client, w *world, v url.Values, pairs ...string) *webtest.Page {
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return c.Send(w.path("/edit"), v)
}

func TestTwoPeopleWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, ben := w.Client(t, webtest.Worker), w.Client(t, webtest.Colleague)
	form := func(c *webtest.Client) url.Values { return c.Get(w.path("/edit")).Form(w.path("/edit")) }
	a, b := form(ada), form(ben)

	t.Run("different fields are both kept", func(t *testing.T) {
		write(ada, w, a, "history", "By Ada", "child-0-views", "Ada heard this").Want(200, "The assessment is saved")
		write(ben, w, b, "plan", "By Ben", "child-0-needs", "Ben saw this").Want(200, "Ada Lindqvist had changed “History”")
		r, p := w.report(t).Body, w.part(t, 0)
		if r.History != "By Ada" || r.Plan != "By Ben" || p.Views != "Ada heard this" || p.Needs != "Ben saw this" {
			t.Errorf("%+v %+v", r, p)
		}
	})
	t.Run("the same fields bring the merge screen", func(t *testing.T) {
		a, b = form(ada), form(ben)
		write(ada, w, a, "analysis", "Ada’s analysis", "child-1-views", "Ada’s Noah", "child-0-outcome", "early_help", "parenting", "Ada on parenting")
		page := write(ben, w, b, "analysis", "Ben’s analysis\nsecond line", "child-1-views", "Ben’s Noah", "child-0-outcome", "strategy_discussion", "environment", "Ben on the home")
		page.Sound().Want(409, "Somebody else changed the same part", "Ada Lindqvist wrote, 2 March 2026", "Ada’s analysis", "You wrote, not saved yet", "Ben’s analysis", "Step down to early help", "Strategy discussion", "What the child thinks and wants: Noah Brandt")
		if strings.Contains(page.Text("title"), "Noah") {
			t.Error("a child's name is in the title")
		}
		v := page.Form(w.path("/edit"))
		page = ben.Send(w.path("/edit"), v)
		page.Sound().Want(422, "Choose what to keep for “Analysis”", "Ben’s analysis", "Ada’s analysis")

		reopened := ben.Get(w.path("/edit"))
		reopened.Sound().Want(200, "Somebody else changed the same part", "Ben’s analysis", "Ada’s analysis")
		v = reopened.Form(w.path("/edit"))
		v.Set("choice-analysis", "joined")
		v.Set("joined-analysis", "From both of us")
		v.Set("choice-child-1-views", "mine")
		v.Set("choice-child-0-outcome", "theirs")
		ben.Send(w.path("/edit"), v).Want(200, "The assessment is saved")
		r := w.report(t).Body
		if r.Analysis != "From both of us" || r.Environment != "Ben on the home" || r.Parenting != "Ada on parenting" {
			t.Errorf("report %+v", r)
		}
		if w.part(t, 1).Views != "Ben’s Noah" || w.part(t, 0).Outcome != "early_help" {
			t.Errorf("parts %+v %+v", w.part(t, 0), w.part(t, 1))
		}
	})
	t.Run("a draft on an old version meets a newer one", func(t *testing.T) {
		a, b = form(ada), form(ben)
		a.Set("_draft", "1")
		write(ada, w, a, "plan", "Ada’s draft of the plan", "history", "Ada’s draft of the history")
		write(ben, w, b, "plan", "Ben’s plan").Want(200)
		page := ada.Get(w.path("/edit")).Want(200, "Somebody has saved the assessment since you began this draft", "Ada’s draft of the plan")
		page = ada.Send(w.path("/edit"), page.Form(w.path("/edit"))).Want(409, "Ben’s plan", "Ada’s draft of the plan")
		v := page.Form(w.path("/edit"))
		v.Set("choice-plan", "mine")
		ada.Send(w.path("/edit"), v).Want(200, "The assessment is saved")
		if r := w.report(t).Body; r.Plan != "Ada’s draft of the plan" || r.History != "Ada’s draft of the history" {
			t.Errorf("report %+v", r)
		}
	})
	t.Run("a date that both changed", func(t *testing.T) {
		a, b = form(ada), form(ben)
		seen := func(v url.Values, d string) {
			v.Set("child-0-seen-day", d)
			v.Set("child-0-seen-month", "2")
			v.Set("child-0-seen-year", "2026")
		}
		seen(a, "26")
		seen(b, "27")
		write(ada, w, a).Want(200)
		v := write(ben, w, b).Want(409, "26 February 2026", "27 February 2026").Form(w.path("/edit"))
		v.Set("choice-child-0-seen", "mine")
		ben.Send(w.path("/edit"), v).Want(200)
		if got := w.part(t, 0).Seen.String(); got != "2026-02-27" {
			t.Errorf("seen %s", got)
		}
	})
}

func TestToTheManagerAndBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mira := w.Client(t, webtest.Worker), w.Client(t, webtest.Manager)
	v := ada.Get(w.path("/edit")).Form(w.path("/edit"))
	v.Set("_send", "1")
	v.Set("history", "A beginning")
	page := ada.Send(w.path("/edit"), v).Sound().Want(422, "What you wrote is saved", "Write the analysis", "Choose the outcome for Noah Brandt")
	if page.Find(`.govuk-error-summary a[href="#analysis"]`).Length() != 1 {
		t.Error("the error does not lead to its field")
	}
	if w.report(t).Body.History != "A beginning" {
		t.Error("not saved")
	}
	base := ada.Get(w.path("")).Form(w.path("/submit"))
	refused := ada.Send(w.path("/submit"), base).Sound().Want(422, "Write the analysis")
	if refused.Find(`.govuk-error-summary a[href="`+w.path("/edit#child-0-seen-day")+`"]`).Length() != 1 {
		t.Error("the error does not lead to the field on the edit page")
	}
	v = complete(ada.Get(w.path("/edit")).Form(w.path("/edit")))
	v.Set("_send", "1")
	ada.Send(w.path("/edit"), v).Sound().Want(200, "The assessment is with the manager", "With the manager")
	ada.Get(w.path("/edit")).Want(200, "With the manager") // led to the reading page

	mira.Get("/work").Sound().Want(200, "To authorise", "Authorise the assessment", "Zoë Brandt")
	page = mira.Get(w.path("")).Sound().Want(200, "Your decision")
	page = mira.Send(w.path("/return"), page.Form(w.path("/authorise"))).Sound().Want(422, "Write at least 5 characters")
	d := page.Form(w.path("/authorise"))
	d.Set("comment", "Say more about Noah’s father.")
	mira.Send(w.path("/return"), d).Want(200, "back in the worker’s list", "Returned to be changed")
	ada.Get("/work").Want(200, "Change the returned assessment")
	ada.Get(w.path("/edit")).Sound().Want(200, "Mira Osei returned this", "Say more about Noah’s father.")

	t.Run("a manager who read an old version is told, and keeps the comment", func(t *testing.T) {
		page := mira.Send(w.path("/return"), d)
		page.Want(409, "returned")
	})
	ada.Send(w.path("/submit"), ada.Get(w.path("")).Form(w.path("/submit"))).Want(200, "with the manager")
	ada.Get(w.path("")).Not("formaction")
	ada.Send(w.path("/authorise"), url.Values{"base": {"1"}}).Want(403, "You cannot do this")
	d = mira.Get(w.path("")).Form(w.path("/authorise"))
	mira.Send(w.path("/authorise"), d).Sound().Want(200, "What it says is frozen", "Met on 2 Mar 2026, in time")
	if r := w.report(t).Body; r.State != record.Authorised || r.AuthorisedBy != webtest.Manager {
		t.Errorf("report %+v", r)
	}
	// By mistake: the manager undoes it and decides again.
	page = mira.Get(w.path("")).Sound().Want(200, "You authorised this on", "Undo this")
	mira.Send(w.path("/undo"), page.Form(w.path("/undo"))).Sound().Want(200, "That was undone", "With the manager").Not("Undo this")
	mira.Send(w.path("/undo"), page.Form(w.path("/undo"))).Want(409, "This can no longer be undone")
	mira.Send(w.path("/authorise"), mira.Get(w.path("")).Form(w.path("/authorise"))).Sound().Want(200, "What it says is frozen")
	ada.Send(w.path("/edit"), v).Want(409, "authorised and frozen")
	ada.Get(w.path("")).Want(200, "It is kept. You can go on with it when the assessment is returned or reopened")

	t.Run("corrected and reopened", func(t *testing.T) {
		page := mira.Get(w.path("")).Want(200, "Put right the day", "Change an authorised assessment")
		c := page.Form(w.path("/correct"))
		mira.Send(w.path("/correct"), c).Sound().Want(422, "Enter the day on which the assessment was authorised")
		c.Set("correct-date-day", "3")
		c.Set("correct-date-month", "3")
		c.Set("correct-date-year", "2026")
		c.Set("correct-reason", "Typed the wrong day by mistake")
		mira.Send(w.path("/correct"), c).Want(422, "The day must be 2 March 2026 or earlier", "Typed the wrong day by mistake")
		o := page.Form(w.path("/reopen"))
		o.Set("reopen-reason", "New information from the school")
		mira.Send(w.path("/reopen"), o).Sound().Want(200, "A new edition is open", "New information from the school")
		if w.report(t).Body.Edition() != 2 {
			t.Error("no second edition")
		}
	})
}

func TestAuthorCannotAuthorise(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mira := w.Client(t, webtest.Worker), w.Client(t, webtest.Manager)
	v := complete(ada.Get(w.path("/edit")).Form(w.path("/edit")))
	v.Set("_send", "1")
	ada.Send(w.path("/edit"), v).Want(200)
	r := w.report(t)
	body := r.Body
	body.Authors = append(body.Authors, webtest.Manager) // she was a social worker when it was begun
	w.Write(record.Edit(r, body))
	page := mira.Get(w.path("")).Want(200, "You wrote in this assessment or handed it in, so somebody else must decide on it")
	if page.Find("#decide").Length() != 0 {
		t.Error("the decision is offered")
	}
	mira.Post(w.path("/authorise"), "base", "3").Want(403, "You wrote this, so somebody else must decide on it")
	if w.report(t).Body.State != record.Submitted {
		t.Error("authorised by an author")
	}
}

func TestReviewPointAndWorkLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mira := w.Client(t, webtest.Manager)
	mira.Get("/work").Sound().Want(200, "Review points", "North assessment team")
	team := mira.Get("/work?team="+webtest.North).Sound().Want(200, "With workers", "to do", "Ada Lindqvist", "Write the assessment")
	if rows := team.Find("section, tbody tr").Length(); rows == 0 {
		t.Error("no rows")
	}
	page := mira.Get(w.path(""))
	v := page.Form(w.path("/review"))
	mira.Send(w.path("/review"), v).Sound().Want(422, "Write at least 5 characters")
	v.Set("review-comment", "Go on; see Noah within a week.")
	mira.Send(w.path("/review"), v).Sound().Want(200, "Your decision at the review point is recorded", "Decided on 2 March 2026", "Go on; see Noah")
	w.Client(t, webtest.Outsider).Get("/work?team="+webtest.North).Want(403, "a team that you are not in")
	w.Client(t, webtest.Worker).Get("/work").Sound().Want(200, "My work", "to do", "In time, 45 working days left", "Where these time limits come from", "45 working days", "Statutory guidance", "Working Together 2023")
}

// The count is that of the rows, whatever is in the list.
func TestCountsEqualTheList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 {
		w.assessed(t, webtest.Worker)
	}
	unheld := w.assessed(t, "")
	w.Clock.Advance(100 * 24 * 3600e9) // 100 days: all are overdue
	for worker, path := range map[string]string{webtest.Worker: "/work", webtest.Manager: "/work?team=" + webtest.North} {
		page := w.Client(t, worker).Get(path).Sound()
		counts := page.Find(".app-work-list__count")
		for i := range counts.Length() {
			rows := page.Find("main .app-scroll table").Eq(i).Find("tbody tr")
			overdue := rows.Find(".app-clock--overdue").Length()
			want := strings.Fields(counts.Eq(i).Text())
			if want[0] != strconv.Itoa(rows.Length()) || want[3] != strconv.Itoa(overdue) {
				t.Errorf("%s: %q over %d rows, %d overdue", path, counts.Eq(i).Text(), rows.Length(), overdue)
			}
		}
		if counts.Length() == 0 {
			t.Errorf("%s: no lists", path)
		}
	}
	mira := w.Client(t, webtest.Manager)
	mira.Get("/work?team="+webtest.North).Want(200, "Waiting to be allocated", "Nobody yet", "Allocate")
	page := mira.Get("/assessments/"+unheld+"/allocate").Sound().Want(200, "Ben Carrow", "0 cases, 0 of 90 points. Has room", "8 cases, 40 of 90 points").Not("Cleo")
	v := page.Form("/assessments/" + unheld + "/allocate")
	mira.Send("/assessments/"+unheld+"/allocate", v).Sound().Want(422, "Choose a worker")
	v.Set("worker", webtest.North+"/"+webtest.Colleague)
	mira.Send("/assessments/"+unheld+"/allocate", v).Want(200, "The assessment is allocated", "Ben Carrow")
	w.Client(t, webtest.Colleague).Get("/work").Want(200, "Write the assessment", "Zoë Brandt")
	w.Client(t, webtest.Worker).Get("/assessments/"+unheld+"/allocate").Want(403, "You cannot do this")
}

// What is hidden cannot be told from what does not exist, on every address of an assessment.
func TestHiddenIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cleo := w.Client(t, webtest.Outsider)
	cleo.Get(w.path("")).Want(403, "You are not allocated to this case")
	for _, c := range w.report(t).Body.Children {
		_, err := w.House.People.Restrict(t.Context(), w.Actor(webtest.Manager), c.Child, "A parent works for the council", []string{webtest.Worker})
		w.need(t, err)
	}
	for _, more := range []string{"", "/edit"} {
		hidden, missing := cleo.Get(w.path(more)), cleo.Get("/assessments/0000"+more)
		if hidden.Status != missing.Status || hidden.Text("main") != missing.Text("main") {
			t.Errorf("%q: %d %q, %d %q", more, hidden.Status, hidden.Text("main"), missing.Status, missing.Text("main"))
		}
	}
	for _, more := range []string{"/edit", "/submit", "/discard"} {
		v := url.Values{"base": {"1"}, "analysis": {"x"}}
		hidden, missing := cleo.Send(w.path(more), v), cleo.Send("/assessments/0000"+more, v)
		if hidden.Status != missing.Status || hidden.Text("main") != missing.Text("main") {
			t.Errorf("POST %q: %d %q, %d %q", more, hidden.Status, hidden.Text("main"), missing.Status, missing.Text("main"))
		}
	}
	if r := w.report(t); r.Version != 1 {
		t.Error("something was written")
	}
}
