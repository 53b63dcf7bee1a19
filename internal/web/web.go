// Package web is the browser's face: the table of every route there is, and the templates of every page.
package web

import (
	"embed"
	"io/fs"
	"log/slog"
	"net/http"

	"throughline/internal/house"
	"throughline/internal/signin"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

//go:embed templates
var templates embed.FS

// Options is how a server is set up.
type Options struct {
	Authority string // the council's name, as people know it
	Provider  *signin.OIDC
	Secure    bool
	Demo      bool
	Log       *slog.Logger
}

// New makes the server of a house.
func New(h *house.House, o Options) (*shell.App, http.Handler, error) {
	kit, err := govuk.New()
	if err != nil {
		return nil, nil, err
	}
	sub, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, nil, err
	}
	site := govuk.Site{
		Service: "Throughline", Authority: o.Authority, Home: "/", SignOut: "/sign-out",
		Accessibility: "/accessibility", Cookies: "/cookies", Privacy: "/privacy",
	}
	if o.Demo {
		site.Phase = govuk.PhaseBanner{Tag: govuk.Tag{Text: "Demo"}, Text: "Everybody here is invented. Nothing you type reaches a real council."}
	}
	views, err := govuk.NewViews(kit, sub, site, false)
	if err != nil {
		return nil, nil, err
	}
	app := &shell.App{House: h, Views: views, Log: o.Log, Provider: o.Provider, Secure: o.Secure, Demo: o.Demo}
	return app, app.Handler(Routes()), nil
}
