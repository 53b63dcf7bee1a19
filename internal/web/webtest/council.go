package webtest

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"throughline/internal/access"
	"throughline/internal/browsertest"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/demo"
	"throughline/internal/house"
	"throughline/internal/record"
	"throughline/internal/signin"
	"throughline/internal/story"
	"throughline/internal/web"
	"throughline/internal/web/shell"
)

// Council is the whole service over a house on one engine, with a clock that the test sets.
type Council struct {
	House   *house.House
	App     *shell.App
	Clock   *demo.Clock
	URL     string
	Handler http.Handler // the same pages without a network between

	Accounts map[string]string // worker to account
	Fixed    map[string]string // worker to the cookie of a session that is not an ordinary one
}

// NewCouncil starts a service on a fresh database at url, with nobody in it yet. It ends with the test.
func NewCouncil(t testing.TB, url string) *Council {
	t.Helper()
	s := &Council{Clock: &demo.Clock{}, Accounts: map[string]string{}, Fixed: map[string]string{}}
	s.Clock.Set(Start)
	dir := dbtest.Quick(t)
	c := house.Config{DB: url, Keys: filepath.Join(dir, "keys"), Vault: filepath.Join(dir, "vault.db"), Checkpoints: filepath.Join(dir, "checkpoints"), Now: s.Clock.Now}
	Need(t, house.Create(c, "testshire"))
	var err error
	s.House, err = house.Open(t.Context(), c)
	Need(t, err)
	s.App, s.Handler, err = web.New(s.House, web.Options{Authority: demo.Authority, Demo: true, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))})
	Need(t, err)
	server := httptest.NewServer(s.Handler)
	s.URL = server.URL
	t.Cleanup(func() {
		server.Close()
		Need(t, s.House.Close())
	})
	return s
}

// Marshwick is a council with the demo's people and so many families in its history, which ends at today.
func Marshwick(t testing.TB, url string, families int, today time.Time) *Council {
	t.Helper()
	s := NewCouncil(t, url)
	Need(t, demo.Make(t.Context(), s.House, s.Clock, demo.Options{Families: families, Today: today}))
	Need(t, demo.Accounts(t.Context(), s.House))
	for _, p := range demo.Personas() {
		a, err := s.House.SignIn.AccountByEmail(t.Context(), p.Key+"@demo.example")
		Need(t, err)
		s.Accounts[p.Worker] = a.ID
	}
	return s
}

// Need ends the test when something that must work does not.
func Need(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Session begins a session of a worker and gives its cookie. An account that slept too long is opened again first.
func (s *Council) Session(t testing.TB, worker string) string {
	t.Helper()
	if c := s.Fixed[worker]; c != "" {
		return c
	}
	id, now := s.Accounts[worker], s.Clock.Now()
	a, err := s.House.SignIn.Account(t.Context(), id)
	Need(t, err)
	if a.Closed(now) != "" {
		Need(t, s.House.SignIn.Enable(t.Context(), id, now))
	}
	link, err := s.House.SignIn.DemoLink(t.Context(), id, now)
	Need(t, err)
	_, cookie, err := s.House.SignIn.UseLink(t.Context(), link, "a test", now)
	Need(t, err)
	return cookie
}

// Browser opens a window in which a worker is signed in; "" is a member of the public.
func (s *Council) Browser(t testing.TB, worker string, o browsertest.Options) *browsertest.Page {
	t.Helper()
	if worker != "" {
		o.Cookies = append(o.Cookies, &network.Cookie{Name: "session", Value: s.Session(t, worker), Domain: "127.0.0.1", Path: "/", HTTPOnly: true})
	}
	return browsertest.NewPage(t, o)
}

// Ask sends one request as whoever holds the cookie, follows nothing, and gives what came.
func (s *Council) Ask(t testing.TB, cookie, method, path string, form url.Values) *Page {
	t.Helper()
	body := strings.NewReader("")
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(t.Context(), method, path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return s.Send(t, cookie, r)
}

// Send sends a request as whoever holds the cookie and gives what came.
func (s *Council) Send(t testing.TB, cookie string, r *http.Request) *Page {
	t.Helper()
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: cookie})
	}
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, r)
	return &Page{TB: t, Status: w.Code, Path: r.URL.RequestURI(), Header: w.Result().Header, Body: w.Body.String()}
}

// Actor is a worker as the access rules see them.
func (s *Council) Actor(t testing.TB, worker string) (a access.Actor) {
	t.Helper()
	Need(t, s.House.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		a, err = house.ActorOf(tx, worker)
		return err
	}))
	return a
}

// Write puts records in without asking anybody.
func (s *Council) Write(t testing.TB, changes ...record.Change) {
	t.Helper()
	_, err := s.House.Desk.Do(t.Context(), access.Actor{ID: "system:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil })
	Need(t, err)
}

// Account makes the account of a worker.
func (s *Council) Account(t testing.TB, worker, name string, roles ...access.Role) {
	t.Helper()
	a, err := s.House.SignIn.Create(t.Context(), signin.Account{
		Kind: signin.Person, Worker: worker, Name: name, Email: strings.TrimPrefix(worker, "worker:") + "@example.org",
	}, "", s.Clock.Now())
	Need(t, err)
	s.Accounts[worker] = a.ID
}

// Number is the one number that a query gives.
func (s *Council) Number(t testing.TB, q string, args ...any) (n int64) {
	t.Helper()
	Need(t, s.House.DB.Read(t.Context(), func(tx *db.Tx) error { return tx.Row(q, args, &n) }))
	return n
}

// Size is how many entries the journal has.
func (s *Council) Size(t testing.TB) int64 {
	t.Helper()
	return s.Number(t, "select size from log_head where log = 'journal'")
}

// Reading is a row of the access log.
type Reading struct {
	Actor, Subject, Page string
	Allowed              bool
}

// Logged is how many readings are written down.
func (s *Council) Logged(t testing.TB) int64 {
	t.Helper()
	return s.Number(t, "select size from log_head where log = 'reads'")
}

// Readings are those that are written down after the first n.
func (s *Council) Readings(t testing.TB, n int64) (out []Reading) {
	t.Helper()
	Need(t, s.House.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All(tx, func(scan db.Scan) (r Reading, err error) {
			err = scan(&r.Actor, &r.Subject, &r.Page, &r.Allowed)
			return r, err
		}, "select actor, subject, page, allowed from read_entry where seq >= $1 order by seq", n)
		return err
	}))
	return out
}

// Story is what is recorded of a subject.
func (s *Council) Story(t testing.TB, subject string) story.Story {
	t.Helper()
	out, err := s.House.Desk.Story(t.Context(), subject)
	Need(t, err)
	return out
}

// ID is a subject's id as it stands in addresses.
func ID(subject string) string {
	_, id, _ := strings.Cut(subject, ":")
	return id
}

// Address is the path of a route with its braces filled in: with is the first of them, then the second. An edition of a report is its first.
func Address(path, with, then string) string {
	for _, name := range []string{"{id}", "{step}", "{token}", "{form...}"} {
		path = strings.ReplaceAll(path, name, url.PathEscape(with))
	}
	for _, name := range []string{"{record}", "{family}", "{note}", "{warning}", "{document}", "{letter}", "{request}"} {
		path = strings.ReplaceAll(path, name, url.PathEscape(then))
	}
	return strings.NewReplacer("{$}", "", "{n}", "1", "{fact}", "missing", "{part}", "missing", "{edition}", "1").Replace(path)
}
