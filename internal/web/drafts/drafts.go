// Package drafts takes the drafts that pages keep while somebody types (static/autosave.js, or the button "Save draft").
package drafts

import (
	"net/http"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/web/shell"
)

// Routes keep and drop one's own drafts.
func Routes() []shell.Route {
	own := func(path string, page shell.Handler) shell.Route {
		return shell.Route{Method: "POST", Path: path, Action: access.OwnAccount, Class: access.Account, Page: page}
	}
	return []shell.Route{
		own("/drafts/{form...}", save),
		own("/drop-draft/{form...}", drop),
	}
}

// save keeps what was typed. A script gets an empty answer; a button's form brings its reader back to the page.
func save(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The draft did not arrive whole; it will be sent again")
	}
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, r.PathValue("form"), r.PostForm); err != nil {
		return err
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") || r.Header.Get("Sec-Fetch-Dest") == "empty" {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return r.See(w, "/home")
}

func drop(w http.ResponseWriter, r *shell.Request) error {
	if err := r.Drafts().Drop(r.Context(), r.Actor.ID, r.PathValue("form")); err != nil {
		return err
	}
	return r.See(w, "/home")
}
