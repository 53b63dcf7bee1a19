// Package info has the pages that every footer leads to.
package info

import (
	"net/http"

	"throughline/internal/access"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// Routes are the footer's pages.
func Routes() []shell.Route {
	var out []shell.Route
	for _, p := range []struct{ path, heading, template string }{
		{"/accessibility", "Accessibility statement", "info/accessibility"},
		{"/cookies", "Cookies", "info/cookies"},
		{"/privacy", "Privacy", "info/privacy"},
	} {
		out = append(out, shell.Route{Method: "GET", Path: p.path, Action: access.ReadPublic, Class: access.None, Open: true,
			Page: func(w http.ResponseWriter, r *shell.Request) error {
				return r.Show(w, p.template, struct{ govuk.Page }{r.Page(p.heading)})
			}})
	}
	return out
}
