package entrance

import (
	"net/http"

	"throughline/internal/signin"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

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
