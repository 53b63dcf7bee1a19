// Package webtest is a small council for tests of pages: a house on temporary folders, its staff, a clock that the test moves, and
// clients that are signed in as somebody.
//
// Only tests may import this package.
package webtest

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db/dbtest"
	"throughline/internal/house"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/signin"
	"throughline/internal/story"
	"throughline/internal/web"
	"throughline/internal/web/shell"
)

// The teams, and the agency of the partner.
const (
	North  = "team:north"
	South  = "team:south"
	School = "Oakfield School"
)

// The staff: worker ids. The manager's line holds North, the other manager's South.
const (
	Manager      = "worker:mira"
	OtherManager = "worker:omar"
	Worker       = "worker:ada"  // social worker in North
	Colleague    = "worker:ben"  // social worker in North
	Outsider     = "worker:cleo" // social worker in South
	Screener     = "worker:sam"
	Governance   = "worker:gil"
	Admin        = "worker:alex"
	SecondAdmin  = "worker:bea"
	Analyst      = "worker:ana"
	Partner      = "worker:sal"
	Councillor   = "worker:kim"
)

var staff = []struct {
	id string
	record.Worker
}{
	{Manager, record.Worker{Name: "Mira Osei", Title: "Team manager", Roles: roles(access.Manager), Teams: []string{North}, Manages: []string{North}}},
	{OtherManager, record.Worker{Name: "Omar Bell", Title: "Team manager", Roles: roles(access.Manager), Teams: []string{South}, Manages: []string{South}}},
	{Worker, record.Worker{Name: "Ada Lindqvist", Title: "Social worker", Roles: roles(access.SocialWorker), Teams: []string{North}}},
	{Colleague, record.Worker{Name: "Ben Carrow", Title: "Social worker", Roles: roles(access.SocialWorker), Teams: []string{North}}},
	{Outsider, record.Worker{Name: "Cleo Marsh", Title: "Social worker", Roles: roles(access.SocialWorker), Teams: []string{South}}},
	{Screener, record.Worker{Name: "Sam Idris", Title: "Front door worker", Roles: roles(access.Screener)}},
	{Governance, record.Worker{Name: "Gil Hargreave", Title: "Information governance officer", Roles: roles(access.Governance)}},
	{Admin, record.Worker{Name: "Alex Thorn", Title: "Administrator", Roles: roles(access.Administrator)}},
	{SecondAdmin, record.Worker{Name: "Bea Novak", Title: "Administrator", Roles: roles(access.Administrator)}},
	{Analyst, record.Worker{Name: "Ana Petrov", Title: "Performance analyst", Roles: roles(access.Analyst)}},
	{Partner, record.Worker{Name: "Sal Quinn", Title: "Safeguarding lead", Roles: roles(access.Partner), Agency: School, AgencyType: "school", Source: "2A"}},
	{Councillor, record.Worker{Name: "Kim Adeyemi", Title: "Councillor", Roles: roles(access.Member)}},
}

func roles(rs ...access.Role) []string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = string(r)
	}
	return out
}

// Start is when the clock of a new site stands: Monday 2 March 2026, 9am.
var Start = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// Clock is a time that the test moves.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the time on. A session that is not used for 15 minutes ends.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Today is the day of the clock.
func (c *Clock) Today() day.Day { return day.In(c.Now()) }

// Site is a running server over a house.
type Site struct {
	TB    testing.TB
	House *house.House
	App   *shell.App
	Clock *Clock
	URL   string

	Handler http.Handler // the whole server, for a test that needs no network

	accounts map[string]string // worker to account
}

// New starts a site. It ends with the test.
func New(tb testing.TB) *Site {
	tb.Helper()
	s := &Site{TB: tb, Clock: &Clock{at: Start}, accounts: map[string]string{}}
	c := house.Config{DB: filepath.Join(dbtest.Quick(tb), "throughline.db"), Now: s.Clock.Now}
	s.must(house.Create(c, "test-council"))
	h, err := house.Open(tb.Context(), c)
	s.must(err)
	s.House = h
	s.App, s.Handler, err = web.New(h, web.Options{Authority: "Test Council", Log: slog.New(slog.NewTextHandler(tb.Output(), &slog.HandlerOptions{Level: slog.LevelError}))})
	s.must(err)
	server := httptest.NewServer(s.Handler)
	s.URL = server.URL
	tb.Cleanup(func() {
		server.Close()
		s.must(h.Close())
	})
	changes := []record.Change{
		record.New(s.House.Desk.NewID(), North, record.Team{Name: "North assessment team", Manager: Manager}),
		record.New(s.House.Desk.NewID(), South, record.Team{Name: "South assessment team", Manager: OtherManager}),
	}
	for _, w := range staff {
		changes = append(changes, record.New(s.House.Desk.NewID(), w.id, w.Worker))
	}
	s.Write(changes...)
	return s
}

func (s *Site) must(err error) {
	s.TB.Helper()
	if err != nil {
		s.TB.Fatal(err)
	}
}

// Write puts records in without asking anybody.
func (s *Site) Write(changes ...record.Change) {
	s.TB.Helper()
	_, err := s.House.Desk.Do(s.TB.Context(), access.Actor{ID: "worker:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil })
	s.must(err)
}

// Add adds a record of a subject without asking anybody and gives its id.
func (s *Site) Add(subject string, b record.Body) string {
	s.TB.Helper()
	id := s.House.Desk.NewID()
	s.Write(record.New(id, subject, b))
	return id
}

// Actor is a worker as the access rules see them.
func (s *Site) Actor(worker string) access.Actor {
	for _, w := range staff {
		if w.id == worker {
			a := access.Actor{ID: w.id, Name: w.Name, Teams: w.Teams, Manages: w.Manages, Agency: w.Agency}
			for _, r := range w.Roles {
				a.Roles = append(a.Roles, access.Role(r))
			}
			return a
		}
	}
	s.TB.Fatalf("there is no worker %s on the staff of the tests", worker)
	return access.Actor{}
}

// Born says who a child is: a name and a date of birth.
func Born(given, family, birth string) record.Child {
	return record.Child{Names: []record.Name{{Given: given, Family: family, Use: "current"}}, Birth: day.Must(birth)}
}

// Child adds a child whom North holds and Worker is allocated to.
func (s *Site) Child(c record.Child) string {
	s.TB.Helper()
	return s.person(person.NewPerson{Child: &c}, North, Worker)
}

// ChildOf adds a child with everything that is given, held by a team (or "") and allocated to a worker (or "").
func (s *Site) ChildOf(n person.NewPerson, team, worker string) string {
	s.TB.Helper()
	return s.person(n, team, worker)
}

// Adult adds an adult, whom nobody is allocated to.
func (s *Site) Adult(given, family, birth string) string {
	s.TB.Helper()
	return s.person(person.NewPerson{Adult: &record.Adult{Names: []record.Name{{Given: given, Family: family, Use: "current"}}, Birth: day.Must(birth)}}, "", "")
}

func (s *Site) person(n person.NewPerson, team, worker string) (subject string) {
	s.TB.Helper()
	_, err := s.House.Desk.Do(s.TB.Context(), s.Actor(Manager), "Set up", func(t *command.Tx) ([]record.Change, error) {
		id, changes, err := person.Create(t, n)
		if err != nil || team == "" {
			subject = id
			return changes, err
		}
		subject = id
		more, err := person.Allocation(t, story.Story{Subject: id}, record.Allocation{Worker: worker, Team: team})
		return append(changes, more...), err
	})
	s.must(err)
	return subject
}

// Account gives the account of a worker, and makes it when there is none.
func (s *Site) Account(worker string) string {
	s.TB.Helper()
	if id := s.accounts[worker]; id != "" {
		return id
	}
	a := s.Actor(worker)
	made, err := s.House.SignIn.Create(s.TB.Context(), signin.Account{
		Kind: signin.Person, Worker: worker, Name: a.Name, Email: worker[len("worker:"):] + "@example.org",
	}, "", s.Clock.Now())
	s.must(err)
	s.accounts[worker] = made.ID
	return made.ID
}

// SignIn begins a session of a worker and gives its cookie.
func (s *Site) SignIn(worker string) string {
	s.TB.Helper()
	link, err := s.House.SignIn.DemoLink(s.TB.Context(), s.Account(worker), s.Clock.Now())
	s.must(err)
	_, cookie, err := s.House.SignIn.UseLink(s.TB.Context(), link, "a test", s.Clock.Now())
	s.must(err)
	return cookie
}
