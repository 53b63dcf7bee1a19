package assessment_test

import (
	"slices"
	"strings"
	"testing"

	"throughline/internal/browsertest"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// check runs axe and our own rules on a page, and keeps a picture of it.
func check(t *testing.T, p *browsertest.Page, picture string) {
	t.Helper()
	p.Screenshot(picture)
	browsertest.Axe(t, p)
	if !strings.HasSuffix(picture, "-narrow") { // the check of the wide page looks at 320 pixels too
		if faults := faultsOf(p); len(faults) > 0 {
			p.Errorf("%s: %s", picture, strings.Join(faults, "\n"))
		}
	}
	if title := p.Title(); strings.Contains(title, "Brandt") || strings.Contains(p.URL(), "Brandt") {
		t.Errorf("a child's name is in the title %q or the address %s", title, p.URL())
	}
}

// faultsOf are the faults of a page, but for the place of the kit's error summary and banner: they come before the h1, as the kit has them.
func faultsOf(p *browsertest.Page) []string {
	toggle := func(s string) bool { return strings.Contains(s, "service-navigation__toggle") }
	faults := p.Faults()
	if slices.ContainsFunc(faults, toggle) { // asked before the kit had noticed that the window is wide again
		faults = p.Faults()
	}
	return slices.DeleteFunc(faults, func(s string) bool {
		return strings.HasPrefix(s, "the first heading is an h2: <h2 class=\"govuk-notification-banner__title\"") ||
			strings.HasPrefix(s, "the first heading is an h2: <h2 class=\"govuk-error-summary__title\"")
	})
}

// fillAll answers everything that a submission needs.
func fillAll(p *browsertest.Page) {
	p.Fill("History", "Known since 2024.")
	p.Fill("When was Zoë Brandt seen? > Day", "2")
	p.Fill("When was Zoë Brandt seen? > Month", "3")
	p.Fill("When was Zoë Brandt seen? > Year", "2026")
	p.Choose("Was Zoë Brandt seen alone? > Yes")
	p.Fill("What Zoë Brandt thinks and wants", "I want dinner.")
	p.ClickCSS(`input[name="child-0-factors"][value="16A"]`)
	p.Choose("Outcome for Zoë Brandt > Child in need plan")
	p.ClickCSS(`#child-1-why_not_seen`)
	p.Type("With his father in Leeds")
	p.Fill("What Noah Brandt thinks and wants", "We spoke by telephone.")
	p.ClickCSS(`input[name="child-1-factors"][value="21"]`)
	p.Choose("Outcome for Noah Brandt > No further action")
	p.Fill("Analysis", "The children go hungry. Their mother wants help.")
	p.Fill("Plan", "A worker visits weekly.")
}

func TestPagesAreUsableByEverybody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.assessed(t, "")
	for _, width := range []int64{1366, 320} {
		size := map[int64]string{1366: "wide", 320: "narrow"}[width]
		ada := w.Browser(t, webtest.Worker, browsertest.Options{Width: width, Height: 900})
		mira := w.Browser(t, webtest.Manager, browsertest.Options{Width: width, Height: 900})
		ada.Goto(w.URL + "/work")
		check(t, ada, "work-"+size)
		mira.Goto(w.URL + "/work")
		check(t, mira, "work-manager-"+size)
		mira.Goto(w.URL + "/work?team=" + webtest.North)
		check(t, mira, "work-team-"+size)
		mira.Click("Allocate, Zoë Brandt, Noah Brandt")
		check(t, mira, "allocate-"+size)
		ada.Goto(w.URL + w.path(""))
		check(t, ada, "show-empty-"+size)
		ada.Goto(w.URL + w.path("/edit"))
		check(t, ada, "edit-"+size)
	}
}

// The whole way with scripts switched off.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.Browser(t, webtest.Worker, browsertest.Options{NoJS: true})
	ada.Goto(w.URL + "/")
	ada.Click("Write the assessment, Zoë Brandt, Noah Brandt")
	ada.Click("Write the assessment")
	ada.Fill("Plan", "Not finished")
	ada.SubmitButton("Save draft")
	ada.WaitFor("Your draft is kept")
	fillAll(ada)
	ada.SubmitButton("Save and send to the manager")
	ada.WaitFor("The assessment is with the manager")
	mira := w.Browser(t, webtest.Manager, browsertest.Options{NoJS: true})
	mira.Goto(w.URL + "/")
	mira.Click("Authorise the assessment, Zoë Brandt, Noah Brandt")
	mira.SubmitButton("Authorise")
	mira.WaitFor("What it says is frozen")
	if w.report(t).Body.State != record.Authorised {
		t.Error("not authorised")
	}
}

// Thread 4: returned, changed, sent again, authorised by somebody else, frozen.
func TestReturnedAndAuthorised(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.Browser(t, webtest.Worker, browsertest.Options{Width: 1366, Height: 900})
	mira := w.Browser(t, webtest.Manager, browsertest.Options{Width: 1366, Height: 900})
	ada.Goto(w.URL + w.path("/edit"))
	ada.SubmitButton("Save and send to the manager")
	ada.WaitFor("There is a problem")
	check(t, ada, "edit-missing")
	ada.Click("Write the analysis")
	if on := ada.Eval("document.activeElement.id"); on != "analysis" {
		t.Errorf("the error leads to %q", on)
	}
	fillAll(ada)
	ada.SubmitButton("Save and send to the manager")
	ada.WaitFor("The assessment is with the manager")

	mira.Goto(w.URL + "/work")
	mira.Click("Authorise the assessment, Zoë Brandt, Noah Brandt")
	check(t, mira, "show-decide")
	mira.SubmitButton("Return to the worker")
	mira.WaitFor("Write at least 5 characters")
	check(t, mira, "show-decide-error")
	mira.Fill("Your comment", "Say more about Noah’s father.")
	mira.SubmitButton("Return to the worker")
	mira.WaitFor("back in the worker’s list")

	ada.Goto(w.URL + "/work")
	ada.Click("Change the returned assessment, Zoë Brandt, Noah Brandt")
	ada.Click("Write the assessment")
	ada.WaitFor("Say more about Noah’s father.")
	check(t, ada, "edit-returned")
	ada.Fill("Parenting capacity", "Noah’s father cares for him every second week.")
	ada.SubmitButton("Save and send to the manager")
	ada.WaitFor("The assessment is with the manager")
	if ada.Exists(`button[formaction], form[action$="/authorise"]`) {
		t.Error("an author is offered the authorisation")
	}

	mira.Goto(w.URL + w.path(""))
	mira.Fill("Your comment", "Clear and fair.")
	mira.SubmitButton("Authorise")
	mira.WaitFor("What it says is frozen")
	check(t, mira, "show-authorised")
	r := w.report(t)
	if r.Body.State != record.Authorised || r.Body.AuthorisedBy != webtest.Manager {
		t.Errorf("report %+v", r.Body)
	}
	ada.Goto(w.URL + w.path("/edit"))
	if ada.Exists("textarea") || w.report(t).Version != r.Version {
		t.Error("a frozen assessment can be written")
	}
}

// Must-show 6: two browsers, one assessment.
func TestTwoBrowsersEditTheSameAssessment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.Browser(t, webtest.Worker, browsertest.Options{Width: 1366, Height: 900})
	ben := w.Browser(t, webtest.Colleague, browsertest.Options{Width: 1366, Height: 900})
	both := func() {
		ada.Goto(w.URL + w.path("/edit"))
		ben.Goto(w.URL + w.path("/edit"))
	}
	both()
	ada.Fill("History", "By Ada")
	ada.Fill("Analysis", "The children go hungry on most days.")
	ben.Fill("Plan", "By Ben")
	ada.SubmitButton("Save")
	ada.WaitFor("The assessment is saved")
	ben.SubmitButton("Save")
	ben.WaitFor("Ada Lindqvist had changed “History”")
	if r := w.report(t).Body; r.History != "By Ada" || r.Plan != "By Ben" {
		t.Fatalf("different fields: %+v", r)
	}

	both()
	ada.Fill("Analysis", "The children go hungry, and their mother asks for help with money.")
	ben.Fill("Analysis", "The children go hungry. Their mother drinks in the evenings.")
	ben.Fill("What Zoë Brandt thinks and wants", "I want dinner.")
	ada.SubmitButton("Save")
	ada.WaitFor("The assessment is saved")
	ben.SubmitButton("Save")
	ben.WaitFor("Somebody else changed the same part")
	if ben.Status() != 409 {
		t.Errorf("status %d", ben.Status())
	}
	if got := ben.Text("ins"); got != "hungry, and their mother asks for help with money." {
		t.Errorf("marked as new: %q", got)
	}
	check(t, ben, "merge-wide")
	ben.Resize(320, 900)
	check(t, ben, "merge-narrow")
	ben.Resize(1366, 900)
	ben.Choose("Write one text from both")
	if got := ben.Value("The text from both: Analysis"); !strings.Contains(got, "help with money") || !strings.Contains(got, "in the evenings") {
		t.Errorf("the joined text begins as %q", got)
	}
	ben.Fill("The text from both: Analysis", "The children go hungry. Their mother drinks in the evenings and asks for help with money.")
	ben.SubmitButton("Save what you chose")
	ben.WaitFor("The assessment is saved")
	if r := w.report(t).Body; r.Analysis != "The children go hungry. Their mother drinks in the evenings and asks for help with money." {
		t.Errorf("analysis %q", r.Analysis)
	}
	if got := w.part(t, 0).Views; got != "I want dinner." {
		t.Errorf("views %q", got)
	}
}

// By keyboard alone: from the list to the saved text.
func TestByKeyboard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.Browser(t, webtest.Worker, browsertest.Options{Width: 1366, Height: 900})
	p.Goto(w.URL + "/work")
	tabTo := func(text string) {
		t.Helper()
		for range 200 {
			p.Press("Tab")
			if strings.Contains(p.Eval("document.activeElement.matches('a, button, input, textarea') ? (document.activeElement.labels?.[0] ?? document.activeElement).innerText : ''"), text) {
				return
			}
		}
		p.Fatalf("Tab never reaches %q", text)
	}
	tabTo("Write the assessment")
	p.Press("Enter")
	p.WaitFor("Nothing is written here yet")
	tabTo("Write the assessment")
	p.Press("Enter")
	p.WaitFor("Parenting capacity")
	tabTo("History")
	p.Type("By keyboard")
	tabTo("Save")
	p.Press("Enter")
	p.WaitFor("The assessment is saved")
	if got := w.report(t).Body.History; got != "By keyboard" {
		t.Errorf("history %q", got)
	}
}
