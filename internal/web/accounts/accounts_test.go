package accounts_test

import (
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/web/webtest"
)

// account gives the address of somebody's account, as the list leads to it.
func account(t *testing.T, c *webtest.Client, name string) string {
	t.Helper()
	href, ok := c.Get("/accounts").Sound().Find(`a:contains("` + name + `")`).Attr("href")
	if !ok {
		t.Fatalf("%s is not in the list", name)
	}
	return href
}

func TestAddAnAccount(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	c := s.Client(t, webtest.Admin)
	c.Get("/accounts/new").Sound().Want(200, "Add an account")
	c.Post("/accounts/new", "name", "Dee Falk").Sound().Want(422, "Choose at least one role", "Enter an email address")
	c.Post("/accounts/new", "name", "Dee Falk", "email", "dee", "roles", "social_worker").Sound().Want(422, "email address")
	c.Post("/accounts/new", "name", "Dee Falk", "email", "alex@example.org", "roles", "social_worker").Sound().Want(422, "Another account signs in with this already")
	c.Post("/accounts/new", "name", "Dee Falk", "email", "dee@example.org", "roles", "partner").Sound().Want(422, "Enter the agency")
	c.Get("/accounts").Not("Dee Falk")
	p := c.Post("/accounts/new", "name", "Dee Falk", "title", "Social worker", "email", "dee@example.org", "roles", "social_worker", "teams", webtest.North).Sound().
		Want(200, "Dee Falk", "Not used yet", "dee@example.org")
	if strings.Contains(p.Path, "falk") || strings.Contains(p.Path, "%40") || strings.Contains(p.Text("title"), "Falk") { // "dee" may stand in any id
		t.Errorf("a name is in the address or the title: %s, %s", p.Path, p.Text("title"))
	}
	// A worker without an account stays nowhere: the name is there once.
	if n := strings.Count(c.Get("/accounts").Body, "Dee Falk"); n != 1 {
		t.Errorf("Dee Falk is listed %d times", n)
	}
	// The invitation lets the holder in as far as setting a second factor.
	invited := c.Post(p.Path+"/invite").Sound().Want(200, "It works once, within 72 hours")
	link := invited.Text("code")
	holder := s.Public(t)
	path := strings.TrimPrefix(link, s.URL)
	holder.Get(path).Want(200)
	if got := holder.Post(path); got.Status != 200 || !strings.Contains(got.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("the link gives %d", got.Status)
	}
	holder.Post(path).Want(403, "used before")
}

func TestWhoMayManageAccounts(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	for _, other := range []string{webtest.Manager, webtest.Worker, webtest.Governance, webtest.Councillor} {
		c := s.Client(t, other)
		for _, page := range []string{"/accounts", "/accounts/new", "/accounts/teams", "/accounts/recovery", "/accounts/" + s.Account(webtest.Worker)} {
			c.Get(page).Sound().Want(403)
		}
		c.Post("/accounts/"+s.Account(webtest.Worker)+"/disable", "why", "x").Want(403)
	}
	admin := s.Client(t, webtest.Admin)
	admin.Get("/accounts/no-such").Sound().Want(404)
	admin.Post("/people", "q", "Brandt").Want(403)
}

func TestRolesAndTeams(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	worker := s.Client(t, webtest.Worker)
	child := s.Child(webtest.Born("Noor", "Hadid", "2016-01-05"))
	path := strings.Replace(child, "child:", "/children/", 1)
	worker.Get(path).Want(200)
	c := s.Client(t, webtest.Admin)
	at := account(t, c, "Ada Lindqvist")
	c.Get(at).Sound().Want(200, "Ada Lindqvist", "1 case is allocated to this person")
	form := c.Get(at).Form(at + "/roles")
	old := c.Get(at).Form(at + "/roles")
	form["roles"] = []string{"scrutiny"}
	form.Del("teams")
	c.Send(at+"/roles", form).Sound().Want(200, "The roles and teams were changed")
	worker.Get(path).Want(404) // from the next page on
	c.Send(at+"/roles", old).Sound().Want(409)
	form = c.Get(at).Form(at + "/roles")
	form.Del("roles")
	c.Send(at+"/roles", form).Sound().Want(422, "Choose at least one role")
	// Nobody changes their own.
	self := account(t, c, "Alex Thorn")
	c.Get(self).Sound().Want(200, "This is your own account")
	c.Post(self+"/roles", "version", "1", "name", "Alex Thorn", "roles", "administrator", "roles", "manager").Want(403, "")
	for _, verb := range []string{"disable", "enable", "invite", "recover", "left"} {
		c.Post(self+"/"+verb, "why", "x").Want(403)
	}
	c.Get("/accounts/teams").Sound().Want(200, "North assessment team", "Mira Osei")
	c.Post("/accounts/teams", "name", "north assessment team").Sound().Want(422, "A team of this name")
	c.Post("/accounts/teams", "name", "Family hub", "manager", webtest.OtherManager).Sound().Want(200, "The team was added", "Family hub", "Omar Bell")
}

func TestLeavingAndComingBack(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	worker := s.Client(t, webtest.Worker)
	worker.Get("/people").Want(200)
	c := s.Client(t, webtest.Admin)
	at := account(t, c, "Ada Lindqvist")
	c.Post(at+"/disable").Sound().Want(422, "Say why the account is disabled")
	c.Post(at+"/left").Sound().Want(200, "has left", "Disabled", "Left: 2 March 2026")
	if p := worker.Get("/people"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("somebody who left is still at %s", p.Path)
	}
	c.Post(at+"/enable").Sound().Want(409, "has left")
	c.Post(at + "/left").Sound().Want(409)
	c.Post(at+"/back").Sound().Want(200, "is back")
	c.Post(at+"/enable").Sound().Want(200, "The account is open again")
	s.Client(t, webtest.Worker).Get("/people").Want(200)
	c.Post(at+"/end-sessions").Sound().Want(200, "Every session of this account is ended").Not("Signed in now")
}

func TestDormantAccountsAreMarked(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.SignIn(webtest.Worker)
	s.Clock.Advance(22 * 24 * time.Hour)
	c := s.Client(t, webtest.Admin)
	c.Get("/accounts").Sound().Want(200, "Unused for 22 days. It closes after 30.")
	s.Clock.Advance(9 * 24 * time.Hour)
	c = s.Client(t, webtest.SecondAdmin)
	at := account(t, c, "Ada Lindqvist")
	c.Get(at).Sound().Want(200, "Closed", "Open the account again")
	c.Post(at+"/invite").Sound().Want(409, "Enable it first")
	c.Post(at+"/enable").Want(200, "The account is open again")
	s.Client(t, webtest.Worker).Get("/people").Want(200)
}

func TestRecoveryNeedsTwo(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	first, second := s.Client(t, webtest.Admin), s.Client(t, webtest.SecondAdmin)
	s.Account(webtest.Worker)
	at := account(t, first, "Ada Lindqvist")
	code := first.Post(at+"/recover").Sound().Want(200, "Another administrator must confirm it").Text("code")
	first.Get("/accounts/recovery").Sound().Want(200)
	first.Post("/accounts/recovery", "code", "nonsense").Sound().Want(422, "not known")
	first.Post("/accounts/recovery", "code", code).Sound().Want(422, "A second person must confirm")
	link := second.Post("/accounts/recovery", "code", code).Sound().Want(200, "lasts one hour").Text("code")
	if !strings.HasPrefix(link, s.URL+"/sign-in/link/") {
		t.Errorf("link %q", link)
	}
	second.Post("/accounts/recovery", "code", code).Sound().Want(422, "was used")
}

func TestPagesInABrowser(t *testing.T) {
	s := webtest.New(t)
	s.Account(webtest.Worker)
	p := s.Browser(t, webtest.Admin, browsertest.Options{Width: 1366, Height: 768})
	for _, page := range []string{"", "/new", "/teams", "/recovery", "/" + s.Account(webtest.Worker)} {
		p.Goto(s.URL + "/accounts" + page)
		browsertest.Axe(t, p)
		name := "accounts" + strings.ReplaceAll(page, "/", "-")
		if len(page) > 20 {
			name = "accounts-show"
		}
		p.Screenshot(name)
		p.Resize(320, 640)
		p.Eventually("the menu folds or there is none", `(document.querySelector(".govuk-service-navigation__toggle")?.hidden ?? false) === false`)
		browsertest.CheckPage(t, p)
		p.Screenshot(name + "-320")
		p.Resize(1366, 768)
	}
}
