// Package entrance has the pages of signing in and out: the council's identity provider, or an account of Throughline's own with
// a second factor; one-time links of the demo, of invitations and of recovery.
package entrance

import (
	"net"
	"net/http"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/signin"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the ways in.
func Routes() []shell.Route {
	open := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: access.ReadPublic, Class: access.None, Open: true, Page: page}
	}
	own := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: access.OwnAccount, Class: access.Account, Weak: true, Page: page}
	}
	strong := func(method, path string, page shell.Handler) shell.Route {
		rt := own(method, path, page)
		rt.Weak = false
		return rt
	}
	return []shell.Route{
		open("GET", "/sign-in", ask),
		open("POST", "/sign-in", answer),
		open("GET", "/sign-in/link/{token}", link),
		open("POST", "/sign-in/link/{token}", useLink),
		open("GET", "/sign-in/provider", toProvider),
		open("GET", "/sign-in/provider/back", fromProvider),
		open("POST", "/sign-in/provider/logout", providerLogout),
		own("POST", "/sign-out", signOut),
		own("GET", "/sign-in/password", password),
		own("POST", "/sign-in/password", keepPassword),
		own("GET", "/sign-in/second-factor", enrol),
		own("POST", "/sign-in/second-factor", confirm),
		strong("GET", "/sign-in/step-up", stepUp),
		strong("POST", "/sign-in/step-up", proveAgain),
		strong("GET", "/sessions", sessions),
		strong("POST", "/sessions/end", endOthers),
	}
}

type askView struct {
	govuk.Page
	Form     *askForm
	Provider bool
	Why      string
}

type askForm struct {
	form.Form
	Email    form.Text
	Password form.Text
	Code     form.Text
}

func newAskForm() *askForm {
	f := &askForm{
		Email:    form.Text{Name: "email", Label: "Email address", Required: "Enter your email address", Type: "email", Complete: "username", Width: 20},
		Password: form.Text{Name: "password", Label: "Password", Required: "Enter your password", Type: "password", Complete: "current-password", Max: signin.MaxPassword, Width: 20},
		Code:     form.Text{Name: "code", Label: "Code from your authenticator app", Hint: "6 digits. Leave empty if you have not set one up yet.", Complete: "one-time-code", Numeric: true, Width: 10},
	}
	f.Add(&f.Email, &f.Password, &f.Code)
	return f
}

func ask(w http.ResponseWriter, r *shell.Request) error {
	if r.Actor.ID != "" {
		return r.See(w, "/home")
	}
	return showAsk(w, r, newAskForm())
}

func showAsk(w http.ResponseWriter, r *shell.Request, f *askForm) error {
	v := askView{Page: r.Page("Sign in"), Form: f, Provider: r.App.Provider != nil}
	v.Errors = f.Errors()
	switch signin.State(r.URL.Query().Get("why")) {
	case signin.Idle:
		v.Why = "You were signed out because the page was not used for 15 minutes. What you had typed is kept as a draft."
	case signin.Expired:
		v.Why = "You were signed out 12 hours after you signed in. What you had typed is kept as a draft."
	}
	return r.Show(w, "entrance/ask", v)
}

func answer(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	f := newAskForm()
	if !f.Parse(r.PostForm) {
		f.Password.Value = ""
		return showAsk(w, r, f)
	}
	account, token, err := r.House().SignIn.SignIn(r.Context(), signin.Attempt{
		Email: f.Email.Value, Password: f.Password.Value, Code: f.Code.Value, Address: address(r.Request), Device: device(r.Request),
	}, r.Now())
	switch {
	case err == nil:
		return in(w, r, token, account.HasCode)
	case errs.Of(err) == errs.Denied, errs.Of(err) == errs.Busy:
		f.Explain(errs.Field("email", "%s", errs.Text(err)))
		return showAsk(w, r, f)
	}
	return err
}

// in begins the session in the browser and brings the reader to where they wanted to go. One that rests on a password alone leads to the
// second factor first, and from there on.
func in(w http.ResponseWriter, r *shell.Request, token string, strong bool) error {
	r.App.SetCookie(w, token)
	to := r.Next()
	if strong {
		r.App.DropNext(w)
	}
	return r.See(w, to)
}

func signOut(w http.ResponseWriter, r *shell.Request) error {
	if err := r.House().SignIn.EndSession(r.Context(), r.Account.ID, r.Session.Key, "signed out", r.Now()); err != nil {
		return err
	}
	r.App.DropCookie(w)
	r.App.DropNext(w)
	return r.See(w, "/sign-in")
}

func badForm(err error) error {
	return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again; a draft of it is kept")
}

func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// device is what the browser calls itself, short.
func device(r *http.Request) string {
	ua := r.UserAgent()
	browser, system := "A browser", ""
	for _, b := range []struct{ mark, name string }{{"Edg/", "Edge"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(ua, b.mark) {
			browser = b.name
			break
		}
	}
	for _, s := range []struct{ mark, name string }{{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS", "Mac"}, {"Linux", "Linux"}} {
		if strings.Contains(ua, s.mark) {
			system = " on " + s.name
			break
		}
	}
	return browser + system
}
