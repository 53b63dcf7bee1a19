package entrance

import (
	"net/http"

	"throughline/internal/errs"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

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
