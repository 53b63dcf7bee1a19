package entrance

import (
	"net/http"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/signin"
	"throughline/internal/web/shell"
)

func toProvider(w http.ResponseWriter, r *shell.Request) error {
	if r.App.Provider == nil {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	begin := r.App.Provider.Begin
	if r.URL.Query().Has("again") {
		begin = r.App.Provider.BeginStepUp
	}
	flow, to := begin()
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
	if r.Session.Key != "" { // they were signed in, and have proved it again
		if err := r.House().SignIn.EndSession(r.Context(), r.Account.ID, r.Session.Key, "signed in again", r.Now()); err != nil {
			return err
		}
	}
	return in(w, r, token, true)
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
