package shell

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/vault"
	"throughline/internal/web/govuk"
)

var errCrossOrigin = errs.New(errs.Denied, "This form was sent from another site, so it was not accepted. Open the page here and send it again")

type failView struct {
	govuk.Page
	Text      string
	Reference string // what support looks up in the log
	SignIn    bool
}

// fail is the one error page: what happened, what to do, nothing lost. What is hidden looks exactly like what is missing.
func (a *App) fail(w http.ResponseWriter, r *Request, err error) {
	kind := errs.Of(err)
	v := failView{Page: r.Page("")}
	v.Status, v.Text = kind.Status(), strings.TrimSuffix(errs.Text(err), ".") // the page ends the sentence
	switch {
	case kind == errs.NotFound:
		v.Heading, v.Text = "We cannot find that page or record", ""
	case kind == errs.Denied && r.Actor.ID == "":
		v.Heading, v.SignIn = "You need to sign in", true
	case kind == errs.Denied:
		v.Heading = "You cannot do this"
	case kind == errs.Conflict:
		v.Heading = "This has changed since you opened it"
	case kind == errs.Invalid:
		v.Heading = "Something on the form needs to be put right"
	case kind == errs.Busy:
		v.Heading = "The service is busy"
	default:
		v.Heading, v.Status = "Sorry, there is a problem with the service", http.StatusInternalServerError
		v.Reference = a.House.Desk.NewID()[24:]
	}
	if _, gone := errors.AsType[*vault.Destroyed](err); gone {
		v.Heading, v.Status, v.Text = "We cannot find that page or record", http.StatusNotFound, ""
	}
	v.Title = v.Heading
	if v.Reference != "" {
		a.Log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelError, "page failed", slog.String("route", r.Route.Pattern()), slog.String("reference", v.Reference), slog.String("error", err.Error()))
	}
	if e := a.Views.Render(w, "shell/fail", v); e != nil {
		a.Log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelError, "error page failed", slog.String("error", e.Error()))
		http.Error(w, "Sorry, there is a problem with the service. Nothing that was saved is lost.", v.Status)
	}
}

// missing answers an address that no route has.
func (a *App) missing(w http.ResponseWriter, raw *http.Request) {
	r := &Request{Request: raw, App: a}
	if _, err := a.identify(r); err != nil {
		a.fail(w, r, err)
		return
	}
	a.fail(w, r, errs.New(errs.NotFound, "%s", access.Missing))
}
