package web_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/cdproto/network"

	"throughline/internal/access"
	"throughline/internal/browsertest"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/demo"
	"throughline/internal/house"
	"throughline/internal/record"
	"throughline/internal/signin"
	"throughline/internal/story"
	"throughline/internal/web"
	"throughline/internal/web/shell"
	"throughline/internal/web/webtest"
)

// site is the whole service over a house on one engine, with a clock that the test sets.
type site struct {
	House   *house.House
	App     *shell.App
	Clock   *demo.Clock
	URL     string
	Handler http.Handler // the same pages without a network between

	accounts map[string]string // worker to account
	fixed    map[string]string // worker to the cookie of a session that is not an ordinary one
}

// newSite starts a service on a fresh database at url, with nobody in it yet. It ends with the test.
func newSite(t testing.TB, url string) *site {
	t.Helper()
	s := &site{Clock: &demo.Clock{}, accounts: map[string]string{}, fixed: map[string]string{}}
	s.Clock.Set(webtest.Start)
	dir := t.TempDir()
	c := house.Config{DB: url, Keys: filepath.Join(dir, "keys"), Vault: filepath.Join(dir, "vault.db"), Checkpoints: filepath.Join(dir, "checkpoints"), Now: s.Clock.Now}
	need(t, house.Create(c, "testshire"))
	var err error
	s.House, err = house.Open(t.Context(), c)
	need(t, err)
	s.App, s.Handler, err = web.New(s.House, web.Options{Authority: demo.Authority, Demo: true, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))})
	need(t, err)
	server := httptest.NewServer(s.Handler)
	s.URL = server.URL
	t.Cleanup(func() {
		server.Close()
		need(t, s.House.Close())
	})
	return s
}

// newCouncil is a site with the demo's people and so many families in its history, which ends at today.
func newCouncil(t testing.TB, url string, families int, today time.Time) *site {
	t.Helper()
	s := newSite(t, url)
	need(t, demo.Make(t.Context(), s.House, s.Clock, demo.Options{Families: families, Today: today}))
	need(t, demo.Accounts(t.Context(), s.House))
	for _, p := range demo.Personas() {
		a, err := s.House.SignIn.AccountByEmail(t.Context(), p.Key+"@demo.example")
		need(t, err)
		s.accounts[p.Worker] = a.ID
	}
	return s
}

func need(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// session begins a session of a worker and gives its cookie. An account that slept too long is opened again first.
func (s *site) session(t testing.TB, worker string) string {
	t.Helper()
	if c := s.fixed[worker]; c != "" {
		return c
	}
	id, now := s.accounts[worker], s.Clock.Now()
	a, err := s.House.SignIn.Account(t.Context(), id)
	need(t, err)
	if a.Closed(now) != "" {
		need(t, s.House.SignIn.Enable(t.Context(), id, now))
	}
	link, err := s.House.SignIn.DemoLink(t.Context(), id, now)
	need(t, err)
	_, cookie, err := s.House.SignIn.UseLink(t.Context(), link, "a test", now)
	need(t, err)
	return cookie
}

// browser opens a window in which a worker is signed in; "" is a member of the public.
func (s *site) browser(t testing.TB, worker string, o browsertest.Options) *browsertest.Page {
	t.Helper()
	if worker != "" {
		o.Cookies = append(o.Cookies, &network.Cookie{Name: "session", Value: s.session(t, worker), Domain: "127.0.0.1", Path: "/", HTTPOnly: true})
	}
	return browsertest.NewPage(t, o)
}

// ask sends one request as whoever holds the cookie, follows nothing, and gives what came.
func (s *site) ask(t testing.TB, cookie, method, path string, form url.Values) *webtest.Page {
	t.Helper()
	body := strings.NewReader("")
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(t.Context(), method, path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return s.send(t, cookie, r)
}

func (s *site) send(t testing.TB, cookie string, r *http.Request) *webtest.Page {
	t.Helper()
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: cookie})
	}
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(w.Body.Bytes()))
	need(t, err)
	return &webtest.Page{Document: doc, TB: t, Status: w.Code, Path: r.URL.RequestURI(), Header: w.Result().Header, Body: w.Body.String()}
}

// actor is a worker as the access rules see them.
func (s *site) actor(t testing.TB, worker string) (a access.Actor) {
	t.Helper()
	need(t, s.House.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		a, err = house.ActorOf(tx, worker)
		return err
	}))
	return a
}

// write puts records in without asking anybody.
func (s *site) write(t testing.TB, changes ...record.Change) {
	t.Helper()
	_, err := s.House.Desk.Do(t.Context(), access.Actor{ID: "system:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil })
	need(t, err)
}

// account makes the account of a worker.
func (s *site) account(t testing.TB, worker, name string, roles ...access.Role) {
	t.Helper()
	a, err := s.House.SignIn.Create(t.Context(), signin.Account{
		Kind: signin.Person, Worker: worker, Name: name, Email: strings.TrimPrefix(worker, "worker:") + "@example.org",
	}, "", s.Clock.Now())
	need(t, err)
	s.accounts[worker] = a.ID
}

// number is the one number that a query gives.
func (s *site) number(t testing.TB, q string, args ...any) (n int64) {
	t.Helper()
	need(t, s.House.DB.Read(t.Context(), func(tx *db.Tx) error { return tx.Row(q, args, &n) }))
	return n
}

// size is how many entries the journal has.
func (s *site) size(t testing.TB) int64 {
	t.Helper()
	return s.number(t, "select size from log_head where log = 'journal'")
}

// reading is a row of the access log.
type reading struct {
	Actor, Subject, Page string
	Allowed              bool
}

// logged is how many readings are written down, and readings those after the first n.
func (s *site) logged(t testing.TB) int64 {
	t.Helper()
	return s.number(t, "select size from log_head where log = 'reads'")
}

func (s *site) readings(t testing.TB, n int64) (out []reading) {
	t.Helper()
	need(t, s.House.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All(tx, func(scan db.Scan) (r reading, err error) {
			err = scan(&r.Actor, &r.Subject, &r.Page, &r.Allowed)
			return r, err
		}, "select actor, subject, page, allowed from read_entry where seq >= $1 order by seq", n)
		return err
	}))
	return out
}

// story is what is recorded of a subject.
func (s *site) story(t testing.TB, subject string) story.Story {
	t.Helper()
	out, err := s.House.Desk.Story(t.Context(), subject)
	need(t, err)
	return out
}
