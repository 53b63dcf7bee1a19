package people_test

import (
	"strings"
	"testing"

	"throughline/internal/browsertest"
	"throughline/internal/web/people"
	"throughline/internal/web/webtest"
)

// usable looks at a page with axe on a laptop, and by our own rules on a telephone, where the menu is folded. On a laptop our own rules are
// checked in windows without scripts (TestWithoutScripts): the menu folds while the checker changes the width of the window.
func usable(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	browsertest.Axe(t, p)
	p.Screenshot(name)
	p.Resize(320, 640)
	p.Eventually("the menu folds", `document.querySelector(".govuk-service-navigation__toggle")?.hidden === false`)
	browsertest.Axe(t, p)
	browsertest.CheckPage(t, p)
	p.Screenshot(name + "-320")
	p.Resize(1366, 768)
	p.Eventually("the menu unfolds", `document.querySelector(".govuk-service-navigation__toggle")?.hidden === true`)
}

func TestPagesInABrowser(t *testing.T) {
	s := webtest.New(t)
	id := zoe(s)
	p := s.Browser(t, webtest.Manager, browsertest.Options{Width: 1366, Height: 768})
	p.Goto(s.URL + "/people")
	p.Fill("Name, date of birth, number or part of an address", "Zoe Brant")
	p.Click("Search")
	p.WaitFor("1 person found")
	usable(t, p, "people-find")
	p.Click("Zoë Brandt")
	p.WaitFor("Why we are involved")
	usable(t, p, "people-record")
	if fits := p.Eval(`String([...document.querySelectorAll("main h2")].filter(h => h.textContent !== "What has happened").every(h => h.getBoundingClientRect().top + scrollY < 768))`); fits != "true" {
		t.Error("a heading of the summary lies below the first screen of 1366 by 768")
	}
	for _, page := range []string{"details", "relationship", "merge", "allocate", "restrict", "readings", "address", "identifier"} {
		p.Goto(s.URL + people.Path(id) + "/" + page)
		usable(t, p, "people-"+page)
	}
	p.Goto(s.URL + "/people/new")
	usable(t, p, "people-new")
	p.Goto(s.URL + "/break-glass/open")
	usable(t, p, "people-glass")
}

// TestWithoutScripts walks the main flows as somebody whose browser has no scripts.
func TestWithoutScripts(t *testing.T) {
	s := webtest.New(t)
	zoe(s)
	p := s.Browser(t, webtest.Worker, browsertest.Options{Width: 1366, Height: 768, NoJS: true})
	p.Goto(s.URL + "/people/new")
	browsertest.CheckPage(t, p)
	p.Choose("A child")
	p.Fill("Given names", "Zoe")
	p.Fill("Family name", "Brant")
	p.Fill("Date of birth > Day", "1")
	p.Fill("Date of birth > Month", "5")
	p.Fill("Date of birth > Year", "2015")
	p.Choose("North assessment team")
	p.Click("Continue")
	p.WaitFor("This person may be recorded already")
	browsertest.CheckPage(t, p)
	p.Screenshot("people-duplicates")
	p.Choose("None of them: add a new person anyway")
	p.Click("Continue")
	p.WaitFor("Check before you add this person")
	browsertest.CheckPage(t, p)
	p.Screenshot("people-check")
	p.Click("Add this person")
	p.WaitFor("The person was added")
	if strings.Contains(p.Title()+p.URL(), "Brant") {
		t.Errorf("a name is in the title or the address: %s %s", p.Title(), p.URL())
	}
	p.Click("Add a relationship")
	p.Fill("Name, date of birth, number or part of an address", "Ewa Brandt")
	p.Click("Search")
	p.Choose("Ewa Brandt")
	p.SelectOption("What is that person to the one on this page?", "Parent")
	browsertest.CheckPage(t, p)
	p.Screenshot("people-relate")
	p.Click("Add the relationship")
	p.WaitFor("The relationship is recorded")
	browsertest.CheckPage(t, p)
	p.Screenshot("people-added")
	base := strings.SplitN(p.URL(), "?", 2)[0]
	for _, page := range []string{"/details", "/name", "/identifier", "/address", "/contact"} {
		p.Goto(base + page)
		browsertest.CheckPage(t, p)
	}
}
