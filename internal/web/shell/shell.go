// Package shell is what every page stands on: who is asking, whether they may, the record of what was read, the same frame round
// every page and one way to fail.
//
// Invariants: a page leaves only through a Route, which names its action and class of information, so that the table of routes is the
// whole surface; a reading of an identified person is written down before the page leaves; nothing sensitive is in an address; what
// access hides is answered exactly as what does not exist.
package shell

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"throughline/internal/access"
	"throughline/internal/house"
	"throughline/internal/person"
	"throughline/internal/signin"
	"throughline/internal/web/govuk"
	"throughline/internal/web/static"
)

// App is one server.
type App struct {
	House    *house.House
	Views    *govuk.Views
	Log      *slog.Logger
	Provider *signin.OIDC // nil where the council has no identity provider
	Secure   bool         // served over TLS: cookies are __Host-
	Demo     bool         // the synthetic authority: one-time links work, and pages say so

	names names
}

// Handler is a page. An error becomes the one error page.
type Handler func(w http.ResponseWriter, r *Request) error

// About says what a route's {id} identifies, and so whose facts decide and whose reading is written down.
type About string

// What a route may be about.
const (
	Nothing      About = ""           // no identified person
	AChild       About = "child"      // {id} is a child's
	AnAdult      About = "adult"      // {id} is an adult's
	AContact     About = "contact"    // {id} is a written referral's: the children matched to it, opened by the front door
	AnEarlyHelp  About = "early_help" // {id} is a case's of early help: all its children, opened by the room of early help
	AnAllegation About = "lado"       // {id} is an allegation's: opened by the LADO's room, for the LADO alone
	AService     About = "service"    // {id} is that of a record of one of the services beside social work, opened by their room
	AnAssessment About = "assessment" // {id} is a report's: all its children, opened by the assessment room
)

// Route is one way in. Every page and every form of the service is one.
type Route struct {
	Method string
	Path   string // a ServeMux pattern's path
	Action access.Action
	Class  access.Class
	About  About
	Open   bool // no sign-in is asked for
	Weak   bool // a session that rests on a password alone may come here: enrolling a second factor
	Page   Handler
}

// Pattern is the ServeMux pattern.
func (rt Route) Pattern() string { return rt.Method + " " + rt.Path }

// Handler serves a table of routes, and the files of the browser.
func (a *App) Handler(routes []Route) http.Handler {
	mux := http.NewServeMux()
	for _, rt := range routes {
		mux.Handle(rt.Pattern(), a.serve(rt))
	}
	mux.Handle("GET "+static.Prefix, static.Handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { a.missing(w, r) })
	return a.armour(mux)
}

// armour sets what is the same for every answer, and refuses forms that another site sent.
func (a *App) armour(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, &Request{Request: r, App: a}, errCrossOrigin)
	}))
	return origin.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if a.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		r.Body = http.MaxBytesReader(w, r.Body, mostBody)
		next.ServeHTTP(w, r)
	}))
}

// mostBody is the largest form or upload.
const mostBody = 64 << 20

// Request is one request by somebody.
type Request struct {
	*http.Request
	App     *App
	Route   Route
	Actor   access.Actor // zero for the public
	Account signin.Account
	Session signin.Session
	Reading person.Reading // whom Route.About opened
}

// Now is the time of the request.
func (r *Request) Now() time.Time { return r.App.House.Config.Now() }

// House is the rooms.
func (r *Request) House() *house.House { return r.App.House }

// ID is the {id} of the address.
func (r *Request) ID() string { return r.PathValue("id") }

// May says whether the actor may do something that concerns no person, or the person that the route opened.
func (r *Request) May(action access.Action, class access.Class) bool {
	return access.Decide(r.Actor, action, class, r.Reading.Facts, r.Now()).Allow
}

// See sends the browser to another page after a form was accepted.
func (r *Request) See(w http.ResponseWriter, to string) error {
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

// serve runs a route: who, whether, written down, page.
func (a *App) serve(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, raw *http.Request) {
		r := &Request{Request: raw, App: a, Route: rt}
		started := time.Now()
		err := a.run(w, r)
		if err != nil {
			a.fail(w, r, r.noted(err))
		}
		a.Log.LogAttrs(context.WithoutCancel(raw.Context()), slog.LevelInfo, "request", slog.String("route", rt.Pattern()), slog.String("actor", r.Actor.ID),
			slog.Duration("took", time.Since(started)), slog.Bool("failed", err != nil))
	})
}

func (a *App) run(w http.ResponseWriter, r *Request) error {
	state, err := a.identify(r)
	if err != nil {
		return err
	}
	if r.Actor.ID == "" && !r.Route.Open {
		return a.askToSignIn(w, r, state)
	}
	if r.Actor.ID != "" && !r.Session.Strong() && !r.Route.Weak && !r.Route.Open {
		return r.See(w, "/sign-in/second-factor")
	}
	if err = r.open(); err == nil {
		err = r.Route.Page(w, r)
	}
	if errors.Is(err, errProve) && r.Method == http.MethodGet {
		a.SetNext(w, r.URL.RequestURI())
		return r.See(w, "/sign-in/step-up")
	}
	return err
}
