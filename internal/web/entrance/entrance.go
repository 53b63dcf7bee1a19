// Package entrance has the pages of signing in and out: the council's identity provider, or an account of Throughline's own with
// a second factor; one-time links of the demo, of invitations and of recovery.
package entrance

import (
	"html/template"
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
	return []shell.Route{
		open("GET", "/sign-in", ask),
		open("POST", "/sign-in", answer),
		open("GET", "/sign-in/link/{token}", link),
		open("POST", "/sign-in/link/{token}", useLink),
		open("GET", "/sign-in/provider", toProvider),
		open("GET", "/sign-in/provider/back", fromProvider),
		open("POST", "/sign-in/provider/logout", providerLogout),
		own("POST", "/sign-out", signOut),
		own("GET", "/sign-in/second-factor", enrol),
		own("POST", "/sign-in/second-factor", confirm),
		own("GET", "/sessions", sessions),
		own("POST", "/sessions/end", endOthers),
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
	_, token, err := r.House().SignIn.SignIn(r.Context(), signin.Attempt{
		Email: f.Email.Value, Password: f.Password.Value, Code: f.Code.Value, Address: address(r.Request), Device: device(r.Request),
	}, r.Now())
	switch {
	case err == nil:
		return in(w, r, token)
	case errs.Of(err) == errs.Denied, errs.Of(err) == errs.Busy:
		f.Explain(errs.Field("email", "%s", errs.Text(err)))
		return showAsk(w, r, f)
	}
	return err
}

// in begins the session in the browser and brings the reader to where they wanted to go.
func in(w http.ResponseWriter, r *shell.Request, token string) error {
	r.App.SetCookie(w, token)
	return r.See(w, r.Next())
}

type linkView struct {
	govuk.Page
	Token string
}

// link asks for a press of a button: mail scanners and previews open links, and this one works once.
func link(w http.ResponseWriter, r *shell.Request) error {
	return r.Show(w, "entrance/link", linkView{Page: r.Page("Sign in with a one-time link"), Token: r.PathValue("token")})
}

func useLink(w http.ResponseWriter, r *shell.Request) error {
	_, token, err := r.House().SignIn.UseLink(r.Context(), r.PathValue("token"), device(r.Request), r.Now())
	if err != nil && errs.Of(err) == errs.NotFound {
		return errs.As(errs.Denied, err, "This link was used before or has run out. Ask for a new one")
	}
	if err != nil {
		return err
	}
	r.App.SetCookie(w, token)
	return r.See(w, "/home")
}

func toProvider(w http.ResponseWriter, r *shell.Request) error {
	if r.App.Provider == nil {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	flow, to := r.App.Provider.Begin()
	if err := r.House().SignIn.SaveFlow(r.Context(), flow, r.Now()); err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: "flow", Value: flow.State, Path: "/sign-in", MaxAge: int(signin.FlowLasts.Seconds()), HttpOnly: true, Secure: r.App.Secure, SameSite: http.SameSiteLaxMode})
	return r.See(w, to)
}

func fromProvider(w http.ResponseWriter, r *shell.Request) error {
	if r.App.Provider == nil {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	state := r.URL.Query().Get("state")
	c, err := r.Cookie("flow")
	if err != nil || state == "" || c.Value != state {
		return errs.New(errs.Denied, "This sign-in was begun in another browser, or too long ago. Begin again from the sign-in page")
	}
	flow, err := r.House().SignIn.TakeFlow(r.Context(), state, r.Now())
	if err != nil {
		return errs.As(errs.Denied, err, "This sign-in took too long or was finished before. Begin again from the sign-in page")
	}
	if e := r.URL.Query().Get("error"); e != "" {
		return errs.New(errs.Denied, "Your council's sign-in did not let you in. Try again, or ask the service desk")
	}
	id, err := r.App.Provider.Finish(r.Context(), flow, r.URL.Query().Get("code"))
	if err != nil {
		return err
	}
	_, token, err := r.House().SignIn.SignInIdentity(r.Context(), id, device(r.Request), r.Now())
	if err != nil {
		return err
	}
	return in(w, r, token)
}

// providerLogout is called by the identity provider, not by a person (OpenID Connect Back-Channel Logout 1.0).
func providerLogout(w http.ResponseWriter, r *shell.Request) error {
	if r.App.Provider == nil {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	l, err := r.App.Provider.Logout(r.Context(), r.PostForm.Get("logout_token"))
	if err != nil {
		return err
	}
	if _, err := r.House().SignIn.EndByProvider(r.Context(), l, r.Now()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

func signOut(w http.ResponseWriter, r *shell.Request) error {
	if err := r.House().SignIn.EndSession(r.Context(), r.Account.ID, r.Session.Key, "signed out", r.Now()); err != nil {
		return err
	}
	r.App.DropCookie(w)
	return r.See(w, "/sign-in")
}

type enrolView struct {
	govuk.Page
	Form   *enrolForm
	Secret string
	URL    template.URL // otpauth:, made by us
}

type enrolForm struct {
	form.Form
	Code form.Text
}

func newEnrolForm() *enrolForm {
	f := &enrolForm{Code: form.Text{Name: "code", Label: "Code that the app shows", Hint: "6 digits", Required: "Enter the code that the app shows", Complete: "one-time-code", Numeric: true, Width: 10}}
	f.Add(&f.Code)
	return f
}

func enrol(w http.ResponseWriter, r *shell.Request) error {
	if r.Session.Strong() && r.Account.HasCode {
		return r.See(w, "/home")
	}
	return showEnrol(w, r, newEnrolForm())
}

func showEnrol(w http.ResponseWriter, r *shell.Request, f *enrolForm) error {
	secret, err := r.House().SignIn.EnrolCode(r.Context(), r.Session, r.Now())
	if err != nil {
		return err
	}
	v := enrolView{Page: r.Page("Set up your authenticator app"), Form: f, Secret: signin.SecretText(secret), URL: template.URL(signin.SecretURL(secret, "Throughline", r.Account.Email))}
	v.Errors = f.Errors()
	return r.Show(w, "entrance/enrol", v)
}

func confirm(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	f := newEnrolForm()
	if f.Parse(r.PostForm) {
		token, err := r.House().SignIn.ConfirmCode(r.Context(), r.Session, f.Code.Value, r.Now())
		if err == nil {
			return in(w, r, token)
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showEnrol(w, r, f)
}

type sessionsView struct {
	govuk.Page
	Sessions []signin.Session
	This     string
}

func sessions(w http.ResponseWriter, r *shell.Request) error {
	live, err := r.House().SignIn.Sessions(r.Context(), r.Account.ID, r.Now())
	if err != nil {
		return err
	}
	return r.Show(w, "entrance/sessions", sessionsView{Page: r.Page("Where you are signed in"), Sessions: live, This: r.Session.Key})
}

func endOthers(w http.ResponseWriter, r *shell.Request) error {
	if err := r.House().SignIn.EndSessions(r.Context(), r.Account.ID, r.Session.Key, "ended by the holder", r.Now()); err != nil {
		return err
	}
	return r.See(w, "/sessions")
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
