package entrance_test

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/internal/signin"
	"throughline/internal/web/shell"
	"throughline/internal/web/webtest"
)

const (
	password = "otter lantern cobalt"
	wrong    = "violin tunnel mossy kettle"
)

// enrolled gives a worker's account a password and an authenticator app, through the pages, and gives the app's key. The code of this
// half minute is spent.
func enrolled(t *testing.T, s *webtest.Site, worker string) (email, key string) {
	t.Helper()
	email = strings.TrimPrefix(worker, "worker:") + "@example.org"
	if err := s.House.SignIn.SetPassword(t.Context(), s.Account(worker), password, "", s.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	c := s.Public(t)
	p := c.Post("/sign-in", "email", email, "password", password).Sound().Want(200, "Set up your authenticator app")
	key = p.Text("main code")
	c.Post("/sign-in/second-factor", "code", webtest.Code(t, key, s.Clock.Now())).Want(200)
	s.Clock.Advance(signin.CodeStep)
	return email, key
}

// signIn signs an enrolled worker in and gives the page they land on.
func signIn(t *testing.T, c *webtest.Client, email, key string) *webtest.Page {
	t.Helper()
	p := c.Post("/sign-in", "email", email, "password", password, "code", webtest.Code(t, key, c.Site.Clock.Now()))
	c.Site.Clock.Advance(signin.CodeStep) // the next code is another
	return p
}

// TestWrongAttemptsLookAlike compares the whole answers: they must not tell which accounts exist, or which part was wrong.
func TestWrongAttemptsLookAlike(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	email, key := enrolled(t, s, webtest.Worker)
	closed, _ := enrolled(t, s, webtest.Colleague)
	if err := s.House.SignIn.Disable(t.Context(), s.Account(webtest.Colleague), "left the council", s.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	s.Account(webtest.Outsider) // has no password
	code := webtest.Code(t, key, s.Clock.Now())
	typed := regexp.MustCompile(` *value="[^"]*"`)
	first := ""
	for name, a := range map[string][3]string{
		"wrong password":             {email, wrong, code},
		"wrong code":                 {email, password, "000000"},
		"no code":                    {email, password, ""},
		"no such account":            {"nobody@example.org", password, code},
		"account without a password": {"cleo@example.org", password, code},
		"closed account":             {closed, wrong, code},
		"email of another form":      {"  " + strings.ToUpper(email), wrong, code},
	} {
		p := s.Public(t).Post("/sign-in", "email", a[0], "password", a[1], "code", a[2]).Sound().Want(422, "The email address, password or code is not right")
		p.Not(a[1], "disabled")
		body := typed.ReplaceAllString(p.Body, "")
		if first == "" {
			first = body
		}
		if body != first {
			t.Errorf("%s is answered otherwise:\n%s\nand\n%s", name, body, first)
		}
		if len(p.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s sets a cookie", name)
		}
	}
	s.Public(t).Post("/sign-in", "email", "", "password", "").Sound().Want(422, "Enter your email address", "Enter your password")
}

func TestTenGuesses(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	email, key := enrolled(t, s, webtest.Worker)
	c := s.Public(t)
	for range signin.MaxGuesses {
		c.Post("/sign-in", "email", email, "password", wrong).Want(422, "is not right")
	}
	right := func() *webtest.Page { return signIn(t, c, email, key) }
	right().Sound().Want(422, "Too many tries. Wait 5 minutes, then try again").Not("is not right")
	s.Clock.Advance(signin.GuessWindow)
	if p := right(); p.Status != 200 || !strings.HasPrefix(p.Path, "/work") {
		t.Errorf("after five minutes the answer is %d at %s: %s", p.Status, p.Path, p.Text("main"))
	}
	for range signin.MaxGuesses {
		c.Post("/sign-in/step-up", "code", "000000").Sound().Want(422, "This code is not right")
	}
	c.Post("/sign-in/step-up", "code", webtest.Code(t, key, s.Clock.Now())).Sound().Want(422, "Too many tries")
}

func TestSignedOut(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	email, key := enrolled(t, s, webtest.Worker)
	child := "/children/" + strings.TrimPrefix(s.Child(webtest.Born("Noor", "Hadid", "2016-01-05")), "child:") + "?part=one%2Ftwo&x="
	c := s.Public(t)
	signIn(t, c, email, key).Want(200)

	s.Clock.Advance(signin.IdleLimit - signin.CodeStep - time.Second)
	c.Get(child).Want(200, "Noor")
	s.Clock.Advance(signin.IdleLimit)
	p := c.Get(child).Sound().Want(200, "not used for 15 minutes", "kept as a draft")
	if p.Path != "/sign-in?why=idle" {
		t.Errorf("after 15 minutes at %s", p.Path)
	}
	if p = signIn(t, c, email, key).Want(200, "Noor"); p.Path != child {
		t.Errorf("back at %s, not at %s", p.Path, child)
	}
	// Where they wanted to go is forgotten now: the next sign-in leads to the first page.
	c.Post("/sign-out").Want(200)
	if p = signIn(t, c, email, key).Want(200); p.Path != "/work" {
		t.Errorf("the next time at %s", p.Path)
	}
	begun := s.Clock.Now()
	for s.Clock.Now().Before(begun.Add(signin.AbsoluteLimit - 15*time.Minute)) {
		s.Clock.Advance(14 * time.Minute)
		if p := c.Get("/sessions"); p.Path != "/sessions" {
			t.Fatalf("signed out after %v, at %s", s.Clock.Now().Sub(begun), p.Path)
		}
	}
	s.Clock.Advance(14 * time.Minute)
	p = c.Get("/home").Sound().Want(200, "12 hours after you signed in")
	if p.Path != "/sign-in?why=expired" {
		t.Errorf("after 12 hours at %s", p.Path)
	}
	if p = signIn(t, c, email, key).Want(200); p.Path != "/home" {
		t.Errorf("back at %s", p.Path)
	}
	// A reason that somebody puts into a link is not shown.
	s.Public(t).Get("/sign-in?why=Call+0900+123").Want(200).Not("0900")
}

// TestFormAfterIdle sends a form too late: the answer says so in words, the record is not written, and the draft is there afterwards.
func TestFormAfterIdle(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	email, key := enrolled(t, s, webtest.Partner)
	c := s.Public(t)
	signIn(t, c, email, key).Want(200)
	c.Get("/refer/new").Want(200)
	p := c.Get("/refer/new/children").Want(200)
	form := p.Find("main form[method=post]").First()
	action := form.AttrOr("action", "")
	v := p.Form(action)
	field := form.Find("input[type=text]").First().AttrOr("name", "")
	if field == "" {
		t.Fatalf("the page asks nothing: %s", p.Text("main"))
	}
	v.Set(field, "Zebedee")
	draft := form.AttrOr("data-autosave", form.AttrOr("data-draft", ""))
	if draft == "" {
		t.Fatalf("the form keeps no draft: %s", p.Body)
	}
	c.Send(draft, v)
	s.Clock.Advance(signin.IdleLimit)
	c.Send(action, v).Sound().Want(403, "You need to sign in", "You were signed out before this was sent", "is there as a draft")
	c.Send(draft, v).Want(403)
	signIn(t, c, email, key).Want(200)
	c.Get("/home").Want(200, "Referral")
	if got := c.Get("/refer/new/children").Want(200).Form(action).Get(field); got != "Zebedee" {
		t.Errorf("the draft has %q", got)
	}
}

func TestNextIsNeverAnotherSite(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	email, key := enrolled(t, s, webtest.Worker)
	for _, next := range []string{
		"https://evil.example/", "//evil.example/", "/%5Cevil.example", "/%09/evil.example", "javascript:alert(1)", "evil.example",
		"/%0d%0aSet-Cookie:x", "http:evil.example", "/%zz", "",
	} {
		c := s.Public(t)
		c.SetCookie("next", next, "/sign-in")
		if p := signIn(t, c, email, key); p.Status != 200 || p.Path != "/work" {
			t.Errorf("%q leads to %s (%d)", next, p.Path, p.Status)
		}
	}
	// What a well-behaved client would not send.
	for _, next := range []string{`/\evil.example`, `/\\evil.example`, "/\t/evil.example", `"//evil.example"`, "/ /evil.example", "/\u2028//evil.example"} {
		r := &shell.Request{Request: httptest.NewRequest("GET", "/sign-in", nil)}
		r.Header.Set("Cookie", "next="+next)
		if got := r.Next(); got != "/" && got != "/ /evil.example" {
			t.Errorf("%q leads to %q", next, got)
		}
	}
	c := s.Public(t)
	c.SetCookie("next", "/sessions?a=//evil.example", "/sign-in")
	if p := signIn(t, c, email, key).Want(200); p.Path != "/sessions?a=//evil.example" {
		t.Errorf("a page of ours leads to %s", p.Path)
	}
}

func TestClosedAccounts(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	email, key := enrolled(t, s, webtest.Worker)
	link, err := s.House.SignIn.DemoLink(t.Context(), s.Account(webtest.Colleague), s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	c := s.Public(t)
	signIn(t, c, email, key).Want(200)
	for _, id := range []string{s.Account(webtest.Worker), s.Account(webtest.Colleague)} {
		if err := s.House.SignIn.Disable(t.Context(), id, "left the council", s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if p := c.Get("/work"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("a disabled account is still at %s", p.Path)
	}
	// Only who has password and code learns that the account is closed, and not why.
	signIn(t, c, email, key).Sound().Want(422, "This account is closed (disabled). Ask your administrator to open it again").Not("left the council")
	c.Post("/sign-in/link/"+link).Sound().Want(403, "This account is closed (disabled)")
	if err := s.House.SignIn.Enable(t.Context(), s.Account(webtest.Worker), s.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	signIn(t, c, email, key).Want(200, "work")
	s.Clock.Advance(signin.DisableUnused)
	signIn(t, c, email, key).Sound().Want(422, "This account is closed (unused for 30 days)")
}

// TestSecondFactorFirst is a session that rests on a password alone: it opens nothing but its own way on.
func TestSecondFactorFirst(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := s.Account(webtest.Worker)
	link, err := s.House.SignIn.Invite(t.Context(), id, "administrator", s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	c := s.Public(t)
	c.Get("/sign-in/link/"+link).Sound().Want(200, "This link signs you in once")
	c.Get("/sign-in/link/" + link).Want(200) // looking at it does not use it
	if p := c.Post("/sign-in/link/" + link).Sound(); p.Path != "/sign-in/password" {
		t.Errorf("an invited person is led to %s", p.Path)
	}
	c.Get("/sign-in/second-factor").Want(200, "Choose a password") // in this order
	c.Post("/sign-in/second-factor", "code", "123456").Want(200, "Choose a password")
	c.Post("/sign-in/password", "password", password, "again", password).Sound().Want(200, "Set up your authenticator app")
	c.Get("/sign-in/password").Want(200, "Set up your authenticator app")
	c.Post("/sign-in/password", "password", wrong, "again", wrong).Want(200, "Set up your authenticator app")
	for _, page := range []string{"/work", "/people", "/sessions", "/home", "/sign-in/step-up"} {
		if p := c.Get(page); p.Path != "/sign-in/second-factor" {
			t.Errorf("a password alone opens %s", p.Path)
		}
	}
	c.Post("/sessions/end").Want(200, "Set up your authenticator app")
	p := c.Get("/sign-in/second-factor").Sound()
	key := p.Text("main code")
	if href := p.Find(`a[href^="otpauth://totp/"]`).AttrOr("href", ""); !strings.Contains(href, "secret="+key) {
		t.Errorf("the app is opened with %q", href)
	}
	c.Post("/sign-in/second-factor").Sound().Want(422, "Enter the code that the app shows")
	form := p.Form("/sign-in/second-factor")
	form.Set("code", "000000")
	if again := c.Send("/sign-in/second-factor", form).Sound().Want(422, "This code is not right").Text("main code"); again == key {
		t.Error("a form that was left open, and another opened since, show the same key")
	}
	p = c.Get("/sign-in/second-factor")
	key, form = p.Text("main code"), p.Form("/sign-in/second-factor")
	form.Set("code", "000000")
	if again := c.Send("/sign-in/second-factor", form).Text("main code"); again != key {
		t.Error("a mistyped code changed the key under the app")
	}
	form.Set("code", webtest.Code(t, key, s.Clock.Now()))
	if p := c.Send("/sign-in/second-factor", form); p.Path != "/work" {
		t.Errorf("in the end at %s", p.Path)
	}
}

// TestFreshProof is what a browser that was left open cannot do: change the password or the app.
func TestFreshProof(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	email, key := enrolled(t, s, webtest.Worker)
	c := s.Public(t)
	signIn(t, c, email, key).Want(200)
	c.Get("/sign-in/password").Sound().Want(200, "Choose a password", "at least 12 characters")
	s.Clock.Advance(signin.StepUpLasts)
	for _, page := range []string{"/sign-in/password", "/sign-in/second-factor"} {
		c.Get(page).Sound().Want(200, "Show that it is still you")
		c.Post(page, "password", wrong, "again", wrong, "code", "123456").Want(200, "Show that it is still you")
	}
	c.Get("/sign-in/password")
	c.Post("/sign-in/step-up", "code", "000000").Sound().Want(422, "This code is not right")
	c.Post("/sign-in/step-up").Sound().Want(422, "Enter the code")
	c.Post("/sign-in/step-up", "code", webtest.Code(t, key, s.Clock.Now())).Want(200, "Choose a password")
	other := s.Public(t)
	s.Clock.Advance(signin.CodeStep)
	signIn(t, other, email, key).Want(200)
	c.Post("/sign-in/password", "password", wrong, "again", wrong).Want(200, "Where you are signed in")
	if p := other.Get("/work"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("a changed password leaves another browser at %s", p.Path)
	}
	other.Post("/sign-in", "email", email, "password", password, "code", webtest.Code(t, key, s.Clock.Now())).Want(422)

	// Somebody who came with a one-time link has nothing to prove again.
	persona := s.Client(t, webtest.Screener)
	s.Clock.Advance(signin.StepUpLasts)
	persona.Get("/sign-in/step-up").Sound().Want(200, "a link cannot be proved again").Not(`name="code"`)
	persona.Post("/sign-in/step-up", "code", "123456").Sound().Want(409, "Sign in again")
	persona.Get("/sign-in/second-factor").Want(200, "a link cannot be proved again")
	persona.Get("/sign-in/password").Sound().Want(403, "none to change")
}

func TestSessionsPage(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	here, there := s.Client(t, webtest.Worker), s.Client(t, webtest.Worker)
	here.Get("/sessions").Sound().Want(200, "(this one)")
	there.Get("/work").Want(200)
	here.Post("/sessions/end").Sound().Want(200, "(this one)")
	if p := there.Get("/work"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("the other browser is still at %s", p.Path)
	}
	here.Post("/sign-out").Sound().Want(200, "Sign in")
	if p := here.Get("/sessions"); p.Path != "/sign-in" {
		t.Errorf("after signing out at %s", p.Path)
	}
}
