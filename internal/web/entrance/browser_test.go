package entrance_test

import (
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/signin"
	"throughline/internal/signin/signintest"
	"throughline/internal/web/webtest"
)

// look checks a page as everybody meets it: axe, our own rules, the keyboard, 320 pixels.
func look(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	browsertest.Axe(t, p)
	browsertest.CheckPage(t, p)
	p.Screenshot("entrance-" + name)
}

// at fails the test unless the window is at a path.
func at(t *testing.T, p *browsertest.Page, s *webtest.Site, path string) {
	t.Helper()
	if got := strings.TrimPrefix(p.URL(), s.URL); got != path {
		p.Fatalf("at %s, not at %s", got, path)
	}
}

// TestEntranceInABrowser walks an invitation, a sign-out, a sign-in and a fresh proof, and looks at every page of the way.
func TestEntranceInABrowser(t *testing.T) {
	s := webtest.New(t)
	link, err := s.House.SignIn.Invite(t.Context(), s.Account(webtest.Worker), "administrator", s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	p := browsertest.NewPage(t, browsertest.Options{Width: 1366, Height: 768})
	p.Goto(s.URL + "/sign-in/link/" + link)
	look(t, p, "link")
	p.SubmitButton("Sign in")
	at(t, p, s, "/sign-in/password")
	look(t, p, "password")
	p.Fill("New password", "short")
	p.Fill("New password again", "short")
	p.SubmitButton("Save the password")
	p.WaitFor("Use at least 15 characters")
	look(t, p, "password-error")
	p.Fill("New password", password)
	p.Fill("New password again", password)
	p.SubmitButton("Save the password")
	at(t, p, s, "/sign-in/second-factor")
	look(t, p, "second-factor")
	key := p.Text("main code")
	p.Fill("Code that the app shows", "000000")
	p.SubmitButton("Continue")
	p.WaitFor("This code is not right")
	look(t, p, "second-factor-error")
	p.Fill("Code that the app shows", webtest.Code(t, key, s.Clock.Now()))
	p.SubmitButton("Continue")
	at(t, p, s, "/work")
	p.Goto(s.URL + "/sessions")
	look(t, p, "sessions")
	s.Clock.Advance(signin.StepUpLasts)
	p.Goto(s.URL + "/sign-in/password")
	at(t, p, s, "/sign-in/step-up")
	look(t, p, "step-up")
	p.Fill("Code from your authenticator app", webtest.Code(t, key, s.Clock.Now()))
	p.SubmitButton("Continue")
	at(t, p, s, "/sign-in/password")
	p.Goto(s.URL + "/sessions")
	s.Clock.Advance(signin.IdleLimit)
	p.Goto(s.URL + "/sessions")
	at(t, p, s, "/sign-in?why=idle")
	look(t, p, "sign-in-idle")
	p.Fill("Email address", "ada@example.org")
	p.Fill("Password", wrong)
	p.SubmitButton("Sign in")
	p.WaitFor("The email address, password or code is not right")
	look(t, p, "sign-in-error")
	if p.Value("Email address") != "ada@example.org" || p.Value("Password") != "" {
		t.Errorf("after an error the form has %q and %q", p.Value("Email address"), p.Value("Password"))
	}
	p.Fill("Password", password)
	p.Fill("Code from your authenticator app", webtest.Code(t, key, s.Clock.Now()))
	p.SubmitButton("Sign in")
	at(t, p, s, "/sessions")

	persona := s.Browser(t, webtest.Screener, browsertest.Options{})
	persona.Goto(s.URL + "/sign-in/step-up")
	look(t, persona, "step-up-link")
}

// atProvider fills in the provider's own forms, which are not ours to check: who, and that the service may know.
func atProvider(p *browsertest.Page, who string) {
	for range 3 {
		switch {
		case p.Exists("[name=login]"):
			p.Eval(`document.querySelector("[name=login]").value = "` + who + `"`)
			p.Eval(`document.querySelector("[name=password]").value = "any"`)
			p.ClickCSS("form button[type=submit]")
		case p.Exists(`[name=prompt][value=consent]`):
			p.ClickCSS("form button[type=submit]")
		default:
			return
		}
	}
}

// TestCouncilAccount signs in at a real identity provider and is signed out from there.
func TestCouncilAccount(t *testing.T) {
	s := webtest.New(t)
	s.Clock.Advance(time.Since(webtest.Start)) // the provider has no clock of the test's
	issuer := signintest.Provider(t, s.URL+"/sign-in/provider/back", s.URL+"/sign-in/provider/logout")
	ada, err := s.House.SignIn.Account(t.Context(), s.Account(webtest.Worker))
	if err != nil {
		t.Fatal(err)
	}
	ada.Email = "ada@example.gov.uk"
	if err := s.House.SignIn.Update(t.Context(), ada, s.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	if s.App.Provider, err = signin.NewOIDC(t.Context(), signin.ProviderConfig{Issuer: issuer, ClientID: signintest.ID, Secret: signintest.Secret, Redirect: s.URL + "/sign-in/provider/back"}); err != nil {
		t.Fatal(err)
	}
	p := browsertest.NewPage(t, browsertest.Options{})
	p.Goto(s.URL + "/sessions") // where they wanted to go
	at(t, p, s, "/sign-in")
	look(t, p, "sign-in-council")
	p.Click("Sign in with your council account")
	atProvider(p, "ada")
	at(t, p, s, "/sessions")
	if !p.Shows("(this one)") {
		t.Error("Ada is not signed in")
	}
	// A council account steps up at the council.
	p.Goto(s.URL + "/sign-in/password")
	p.WaitFor("there is none to change")
	p.Goto(s.URL + "/sign-in/second-factor")
	at(t, p, s, "/sign-in/step-up")
	look(t, p, "step-up-council")
	p.Click("Sign in again with your council account")
	if !p.Exists("[name=login]") {
		p.Fatalf("the provider does not ask again")
	}
	atProvider(p, "ada")
	live, err := s.House.SignIn.Sessions(t.Context(), ada.ID, s.Clock.Now())
	if err != nil || len(live) != 1 || live[0].StepUp.IsZero() || live[0].Method != signin.ByProvider {
		t.Errorf("after a fresh proof the sessions are %+v, %v", live, err)
	}
	p.SubmitButton("Sign out")
	at(t, p, s, "/sign-in")
	p.Goto(s.URL + "/work")
	p.Click("Sign in with your council account")
	atProvider(p, "ada")
	at(t, p, s, "/work") // their own first page

	// Somebody without an account is told so; they are not let in, and no account appears.
	eve := browsertest.NewPage(t, browsertest.Options{})
	eve.Goto(s.URL + "/sign-in")
	eve.Click("Sign in with your council account")
	atProvider(eve, "eve")
	eve.WaitFor("You are signed in at the council, but you have no account here. Ask your administrator for one")
	look(t, eve, "council-unknown")
	eve.Goto(s.URL + "/work")
	at(t, eve, s, "/sign-in")
	// A way back that this browser did not begin is refused.
	eve.Goto(s.URL + "/sign-in/provider/back?state=x&code=y")
	eve.WaitFor("begun in another browser")

	// Signing out at the provider ends the session here, without this browser's doing.
	p.Goto(issuer + "/session/end")
	p.ClickCSS("button[name=logout], button[value=yes]")
	for range 1200 { // two minutes, for a machine that does much at once
		if live, err = s.House.SignIn.Sessions(t.Context(), ada.ID, s.Clock.Now()); err != nil || len(live) == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil || len(live) != 0 {
		t.Errorf("after signing out at the council %d sessions live here: %v", len(live), err)
	}
	p.Goto(s.URL + "/work")
	at(t, p, s, "/sign-in")
}
