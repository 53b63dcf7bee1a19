// Package demo makes a small synthetic authority, through the same commands as everything else, with a clock that runs from two and a half
// years ago to today: what was recorded when is then as it would be in a real place. Everybody in it is invented. The same seed
// and day give the same people and the same history.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/record"
	"throughline/internal/signin"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/event"
	"throughline/internal/synth/life"
)

// Authority is the demo's council.
const Authority = "Marshwick Council"

// Clock is a clock that can be set. Before it is let go it stands where it was put; afterwards it runs.
type Clock struct {
	mu    sync.Mutex
	at    time.Time
	since time.Time // when it was let go, by the system's clock; zero while it stands
}

// Now is the time it shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since.IsZero() {
		return c.at
	}
	return c.at.Add(time.Since(c.since))
}

// Set puts it to a time.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Run lets it go from a time.
func (c *Clock) Run(from time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = from, time.Now()
}

// Persona is somebody to be in the demo.
type Persona struct {
	Key    string // stable: for documents and tests
	Worker string // subject
	Name   string
	Title  string
	Does   string // what to try
}

// person is how a persona is made.
type persona struct {
	key, name, title, does string
	roles                  []access.Role
	teams, manages         []string
	agency, agencyType     string
	source                 string
}

const (
	teamFrontDoor = "team:front-door"
	teamNorth     = "team:assessment-north"
	teamSouth     = "team:assessment-south"

	teamFamily      = life.FamilyTeam1
	teamConferences = life.Conferences
	teamEarlyHelp   = life.EarlyHelpTeam
)

var teams = []struct{ subject, name string }{
	{teamFrontDoor, "Front door"}, {teamNorth, "Assessment team north"}, {teamSouth, "Assessment team south"},
	{teamFamily, "Family team 1"}, {teamConferences, "Conference chairs"}, {teamEarlyHelp, "Early help"},
}

var personas = []persona{
	{key: "partner", name: "Marian Holt", title: "Designated safeguarding lead", does: "send a referral and see what became of it",
		roles: []access.Role{access.Partner}, agency: "Harbour Lane Primary School", agencyType: "school", source: "2A"},
	{key: "screener", name: "Dilys Okoro", title: "Front door social worker", does: "match and decide referrals", roles: []access.Role{access.Screener}, teams: []string{teamFrontDoor}},
	{key: "social-worker", name: "Tomasz Lewin", title: "Social worker", does: "write an assessment for brothers and sisters", roles: []access.Role{access.SocialWorker}, teams: []string{teamNorth}},
	{key: "social-worker-2", name: "Amina Farrow", title: "Social worker", does: "write in the same assessment as a colleague", roles: []access.Role{access.SocialWorker}, teams: []string{teamNorth}},
	{key: "social-worker-3", name: "Joel Pemberton", title: "Social worker", does: "see that another team's children are not shown", roles: []access.Role{access.SocialWorker}, teams: []string{teamSouth}},
	{key: "manager", name: "Ruth Adeyemi", title: "Team manager, north", does: "return and authorise assessments", roles: []access.Role{access.Manager}, teams: []string{teamNorth}, manages: []string{teamNorth}},
	{key: "manager-2", name: "Colin Vardy", title: "Team manager, south", does: "see the other team's work", roles: []access.Role{access.Manager}, teams: []string{teamSouth}, manages: []string{teamSouth}},
	{key: "family-worker", name: "Yusra Haddon", title: "Social worker", does: "work with children in need and with protection plans", roles: []access.Role{access.SocialWorker}, teams: []string{teamFamily}},
	{key: "chair", name: "Miriam Castell", title: "Conference chair", does: "see the conferences and reviews to come", roles: []access.Role{access.Chair}, teams: []string{teamConferences}},
	{key: "lado", name: "Desmond Farley", title: "Local authority designated officer", does: "triage an allegation that only the LADO sees", roles: []access.Role{access.LADO}},
	{key: "early-help", name: "Kezia Brandt", title: "Early help worker", does: "help a family before social care must", roles: []access.Role{access.EarlyHelp}, teams: []string{teamEarlyHelp}},
	{key: "finance-partner", name: "Femi Ashworth-Cole", title: "Finance partner", does: "check that every price has a placement", roles: []access.Role{access.Finance}},
	{key: "commissioner", name: "Lorna Whitlock", title: "Placements commissioner", does: "let an approved request pay for a placement", roles: []access.Role{access.Commissioning}},
	{key: "analyst", name: "Priya Nandakumar", title: "Performance analyst", does: "open a figure to its list", roles: []access.Role{access.Analyst}},
	{key: "director", name: "Helen Starling", title: "Director of Children's Social Care", does: "answer a member's question with a figure", roles: []access.Role{access.Director}, manages: []string{teamNorth, teamSouth, teamFrontDoor}},
	{key: "member", name: "Councillor Sam Ibekwe", title: "Member of the commission", does: "ask a question", roles: []access.Role{access.Member}},
	{key: "scrutiny", name: "Grace Tilling", title: "Scrutiny officer", does: "publish a question and its answer", roles: []access.Role{access.Scrutiny}},
	{key: "governance", name: "Owen Marchetti", title: "Information governance officer", does: "review emergency access", roles: []access.Role{access.Governance}},
	{key: "administrator", name: "Lena Quist", title: "System administrator", does: "open and close accounts", roles: []access.Role{access.Administrator}},
}

// Personas are the people of the demo, in the order of the thread.
func Personas() []Persona {
	out := make([]Persona, len(personas))
	for i, p := range personas {
		out[i] = Persona{p.key, "worker:" + p.key, p.name, p.title, p.does}
	}
	return out
}

// Options say how large and from when.
type Options struct {
	Size     borough.Size // a synthetic authority of this size; without one a few families are made, command by command
	Families int          // referrals in the history of a few families; 90 unless given
	Seed     uint64       // 1 unless given
	Today    time.Time    // when the history ends
	Scrutiny bool         // members have asked, and were answered with a figure
	Rooms    bool         // every room has open work for its persona, as a synthetic authority has
	Progress func(Progress)
}

// maker builds the authority.
type maker struct {
	h        *house.House
	clock    *Clock
	rnd      *rand.Rand
	opts     Options
	who      map[string]access.Actor
	plan     []step // in order of time, unless unsorted
	unsorted bool
	rest     []event.Event   // of the synthetic authority, not written yet, in order of time
	did      int             // commands of the plan and of rest that are written
	seen     map[string]bool // names used so far
}

// step is something that happens at a time.
type step struct {
	at  time.Time
	do  func(context.Context) error
	seq int
}

// Make fills an empty house, whose clock must be the one given. It leaves the clock at Today.
func Make(ctx context.Context, h *house.House, clock *Clock, o Options) (err error) {
	defer errs.Wrap(&err, "make the demo")
	if o.Families == 0 {
		o.Families = 90
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	m := &maker{h: h, clock: clock, rnd: rand.New(rand.NewPCG(o.Seed, 20261125)), opts: o, who: map[string]access.Actor{}, seen: map[string]bool{}}
	begin := o.Today.AddDate(-2, -7, 0)
	if first := day.New(2024, time.April, 2).Start(); begin.Before(first) {
		begin = first // the returns have today's code for sex from April 2024
	}
	clock.Set(begin)
	if o.Size != "" {
		err = m.generated(ctx)
	} else {
		if err = m.people(ctx); err == nil {
			m.history(begin.AddDate(0, 0, 3))
		}
	}
	if err != nil {
		return err
	}
	m.today()
	for len(m.plan) > 0 {
		if m.unsorted { // a step may plan others
			slices.SortStableFunc(m.plan, func(a, b step) int {
				if c := a.at.Compare(b.at); c != 0 {
					return c
				}
				return a.seq - b.seq
			})
			m.unsorted = false
		}
		next := m.plan[0]
		m.plan = m.plan[1:]
		if next.at.After(o.Today) {
			continue // it has not happened yet: the work is still open
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := m.upTo(ctx, next.at); err != nil {
			return err
		}
		clock.Set(next.at)
		if err := next.do(ctx); err != nil {
			return err
		}
		m.done(1)
	}
	if err := m.upTo(ctx, o.Today); err != nil {
		return err
	}
	clock.Set(o.Today)
	return nil
}

// at plans a step.
func (m *maker) at(when time.Time, do func(context.Context) error) {
	m.plan, m.unsorted = append(m.plan, step{when, do, len(m.plan)}), true
}

// people makes teams, workers and accounts.
func (m *maker) people(ctx context.Context) error {
	system := access.Actor{ID: "system:demo", Name: "Demo"}
	_, err := m.h.Desk.Do(ctx, system, "Set up the demo's people", func(tx *command.Tx) ([]record.Change, error) {
		var out []record.Change
		for _, t := range teams {
			manager := ""
			for _, p := range personas {
				if slices.Contains(p.manages, t.subject) && p.key != "director" {
					manager = "worker:" + p.key
				}
			}
			out = append(out, record.New(tx.NewID(), t.subject, record.Team{Name: t.name, Manager: manager}))
		}
		for _, p := range personas {
			out = append(out, record.New(tx.NewID(), "worker:"+p.key, p.record()))
		}
		return out, nil
	})
	if err != nil {
		return err
	}
	return m.actors(ctx)
}

// record is a persona's record as a worker.
func (p persona) record() record.Worker {
	w := record.Worker{Name: p.name, Title: p.title, Teams: p.teams, Manages: p.manages, Agency: p.agency, AgencyType: p.agencyType, Source: p.source}
	for _, r := range p.roles {
		w.Roles = append(w.Roles, string(r))
	}
	return w
}

// actors finds out what the personas may do.
func (m *maker) actors(ctx context.Context) error {
	for _, p := range personas {
		if err := m.h.DB.Read(ctx, func(t *db.Tx) (err error) {
			m.who[p.key], err = house.ActorOf(t, "worker:"+p.key)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// Accounts makes the personas' accounts; they are opened by one-time links. It is apart from Make because accounts unused for 30
// days are closed, and the history is longer than that.
func Accounts(ctx context.Context, h *house.House) error {
	for _, p := range personas {
		_, err := h.SignIn.Create(ctx, signin.Account{Kind: signin.Person, Worker: "worker:" + p.key, Name: p.name, Email: p.key + "@demo.example"}, "", h.Config.Now())
		if err != nil {
			return fmt.Errorf("account of %s: %w", p.key, err)
		}
	}
	return nil
}

// Links gives one sign-in link per persona, for the address of the server.
func Links(ctx context.Context, h *house.House, address string) ([]string, error) {
	var out []string
	for _, p := range personas {
		a, err := h.SignIn.AccountByEmail(ctx, p.key+"@demo.example")
		if err != nil {
			return nil, err
		}
		token, err := h.SignIn.DemoLink(ctx, a.ID, h.Config.Now())
		if err != nil {
			return nil, err
		}
		out = append(out, address+"/sign-in/link/"+token)
	}
	return out, nil
}
