// Package journeytest walks through the service in a real browser, each step by the persona whose step it is, and looks at every page that
// is passed.
//
// Only tests may import this package.
package journeytest

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// Journey is the thread as it is walked: who is at the browser, which pages were looked at already, and what no page outside may say.
type Journey struct {
	*webtest.Council
	T        *testing.T
	Thorough bool // look at each distinct page with axe and by our own rules, wide and narrow
	seen     map[string]bool
	Secrets  []string // names of children, never in a title or an address
}

// Each walks a journey on every engine, both at once: in a council with so many families in its history, which ends at today. The pages do
// not depend on the engine, so they are looked at thoroughly on SQLite only, and not at all in short tests.
func Each(t *testing.T, families int, today time.Time, walk func(t *testing.T, j *Journey)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		t.Parallel()
		on(t, e, families, today, e.SQLite(), walk)
	})
}

// One walks a journey on one engine, which by the test's name, so that half of the journeys are on each: rooms, commands and pages are tested on
// every engine where they live, and what a browser does next does not depend on it. It is SQLite where PostgreSQL cannot be had.
func One(t *testing.T, families int, today time.Time, walk func(t *testing.T, j *Journey)) {
	t.Helper()
	name := fnv.New32a()
	fmt.Fprint(name, t.Name())
	had := slices.DeleteFunc(dbtest.Engines(t), dbtest.Engine.Missing)
	e := had[int(name.Sum32())%len(had)]
	t.Run(e.Name, func(t *testing.T) {
		t.Parallel()
		on(t, e, families, today, true, walk)
	})
}

func on(t *testing.T, e dbtest.Engine, families int, today time.Time, thorough bool, walk func(t *testing.T, j *Journey)) {
	t.Helper()
	url := e.URL(t)
	browsertest.Shared(t) // skips by name where there is no Chromium, before the work of furnishing
	walk(t, &Journey{Council: webtest.Marshwick(t, url, families, today), T: t, Thorough: thorough && !testing.Short(), seen: map[string]bool{}})
}

// As opens a window of its own for a persona of the demo, as on a new day; "" is a member of the public.
func (j *Journey) As(persona string) *browsertest.Page {
	j.T.Helper()
	if persona != "" {
		persona = "worker:" + persona
	}
	return j.Browser(j.T, persona, browsertest.Options{Width: 1366, Height: 900})
}

// At sets the clock to a time in London.
func (j *Journey) At(local string) {
	j.T.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", local, day.London)
	webtest.Need(j.T, err)
	j.Clock.Set(at)
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27,}|Q-\d{4}-\d{3}|[0-9a-f]{64}`)

// Look checks the page that a window shows: once for each sort of page thoroughly, always that its title and address name nobody.
func (j *Journey) Look(p *browsertest.Page) {
	j.T.Helper()
	title, address := p.Title(), p.URL()
	for _, s := range j.Secrets {
		if strings.Contains(title, s) || strings.Contains(address, s) {
			p.Errorf("a child's name is in the title %q or the address %s", title, address)
		}
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(address, "http://"), "/")
	path, _, _ = strings.Cut(path, "#")
	faulty := p.Exists(".govuk-error-summary")
	key := anyID.ReplaceAllString(path, "ID") + "|" + fmt.Sprint(faulty)
	if !j.Thorough || j.seen[key] {
		return
	}
	j.seen[key] = true
	p.Resize(1366, 900)
	browsertest.Axe(j.T, p) // everypage has it look at 320 pixels
	p.Resize(320, 900)
	if faulty { // every page is walked through by keyboard in everypage, but as it is before anything is sent
		browsertest.CheckPage(j.T, p)
	} else {
		browsertest.CheckSight(j.T, p)
	}
	p.Resize(1366, 900)
}

// GoTo opens an address and looks at what comes.
func (j *Journey) GoTo(p *browsertest.Page, path string) {
	j.T.Helper()
	if status := p.Goto(j.URL + path); status != 200 {
		p.Fatalf("%s: status %d", path, status)
	}
	j.Look(p)
}

// Wants waits until the page shows every text.
func (j *Journey) Wants(p *browsertest.Page, texts ...string) {
	j.T.Helper()
	for _, s := range texts {
		p.WaitFor(s)
	}
}

// Facts is the summary list that tells everything about a figure.
func (j *Journey) Facts(p *browsertest.Page) map[string]string {
	j.T.Helper()
	keys, values := p.Texts(".govuk-summary-list__key"), p.Texts(".govuk-summary-list__value")
	out := map[string]string{}
	for i, k := range keys {
		out[k] = values[i]
	}
	return out
}

// Date fills in a group of day, month and year.
func Date(p *browsertest.Page, label, d string) {
	parts := strings.Split(d, "-")
	p.Fill(label+" > Day", strings.TrimPrefix(parts[2], "0"))
	p.Fill(label+" > Month", strings.TrimPrefix(parts[1], "0"))
	p.Fill(label+" > Year", parts[0])
}

// Known adds a child whom nobody works with.
func (j *Journey) Known(given, family, birth string) (subject string) {
	j.T.Helper()
	c := record.Child{Names: []record.Name{{Given: given, Family: family, Use: "current"}}, Birth: day.Must(birth), Sex: "F"}
	_, err := j.House.Desk.Do(j.T.Context(), j.Actor(j.T, "worker:manager"), "Set up", func(tx *command.Tx) (changes []record.Change, err error) {
		subject, changes, err = person.Create(tx, person.NewPerson{Child: &c})
		return changes, err
	})
	webtest.Need(j.T, err)
	return subject
}

// Numbers are what a figure says of itself.
type Numbers struct{ Numerator, Denominator int }

// Figure asks the page of a figure, as the analyst sees it.
func (j *Journey) Figure(id string, year int) (n Numbers) {
	j.T.Helper()
	page := j.Ask(j.T, j.Session(j.T, "worker:analyst"), "GET", fmt.Sprintf("/figures/%s?year=%d", id, year), nil).Want(200)
	keys := page.Find(".govuk-summary-list__key")
	for i := range keys.Length() {
		text := strings.ReplaceAll(strings.TrimSpace(keys.Eq(i).Next().Text()), ",", "")
		switch keys.Eq(i).Text() {
		case "Numerator":
			fmt.Sscan(text, &n.Numerator)
		case "Denominator":
			fmt.Sscan(text, &n.Denominator)
		}
	}
	return n
}

// SignInByLink signs in as people do in the demo: a one-time link, and a press of the button.
func (j *Journey) SignInByLink(p *browsertest.Page, persona string) {
	j.T.Helper()
	link, err := j.House.SignIn.DemoLink(j.T.Context(), j.Accounts["worker:"+persona], j.Clock.Now())
	webtest.Need(j.T, err)
	p.Goto(j.URL + "/sign-in/link/" + link)
	p.SubmitButton("Sign in")
}

// Anonymous fails for a public page that says who a child is: any name, any id.
func (j *Journey) Anonymous(path string) {
	j.T.Helper()
	page := j.Ask(j.T, "", "GET", path, nil).Want(200)
	webtest.Need(j.T, j.House.DB.Read(j.T.Context(), func(tx *db.Tx) error {
		return tx.Each(func(scan db.Scan) error {
			var subject, name string
			if err := scan(&subject, &name); err != nil {
				return err
			}
			_, id, _ := strings.Cut(subject, ":")
			page.Not(name, id)
			return nil
		}, "select subject, name from person_card")
	}))
	page.Not(j.Secrets...)
	for _, report := range []string{"assessment:", "contact:", "child:", "/children/", "/figures/", "/cited/"} {
		page.Not(report)
	}
}
