package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
)

// journey is the thread as it is walked: who is at the browser, which pages were looked at already, and what no page outside may say.
type journey struct {
	*site
	t        *testing.T
	thorough bool // look at each distinct page with axe and by our own rules, wide and narrow
	seen     map[string]bool
	secrets  []string // names of children, never in a title or an address
}

// as opens a window of its own for a persona of the demo, as on a new day; "" is a member of the public.
func (j *journey) as(persona string) *browsertest.Page {
	j.t.Helper()
	if persona != "" {
		persona = "worker:" + persona
	}
	return j.browser(j.t, persona, browsertest.Options{Width: 1366, Height: 900})
}

// at sets the clock to a time in London.
func (j *journey) at(local string) {
	j.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", local, day.London)
	need(j.t, err)
	j.Clock.Set(at)
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27,}|Q-\d{4}-\d{3}|[0-9a-f]{64}`)

// look checks the page that a window shows: once for each sort of page thoroughly, always that its title and address name nobody.
func (j *journey) look(p *browsertest.Page) {
	j.t.Helper()
	title, address := p.Title(), p.URL()
	for _, s := range j.secrets {
		if strings.Contains(title, s) || strings.Contains(address, s) {
			p.Errorf("a child's name is in the title %q or the address %s", title, address)
		}
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(address, "http://"), "/")
	path, _, _ = strings.Cut(path, "#")
	key := anyID.ReplaceAllString(path, "ID") + "|" + fmt.Sprint(p.Exists(".govuk-error-summary"))
	if !j.thorough || j.seen[key] {
		return
	}
	j.seen[key] = true
	for _, width := range []int64{320, 1366} {
		p.Resize(width, 900)
		browsertest.Axe(j.t, p)
		browsertest.CheckPage(j.t, p)
	}
}

// goTo opens an address and looks at what comes.
func (j *journey) goTo(p *browsertest.Page, path string) {
	j.t.Helper()
	if status := p.Goto(j.URL + path); status != 200 {
		p.Fatalf("%s: status %d", path, status)
	}
	j.look(p)
}

func (j *journey) wants(p *browsertest.Page, texts ...string) {
	j.t.Helper()
	for _, s := range texts {
		p.WaitFor(s)
	}
}

// facts is the summary list that tells everything about a figure.
func (j *journey) facts(p *browsertest.Page) map[string]string {
	j.t.Helper()
	keys, values := p.Texts(".govuk-summary-list__key"), p.Texts(".govuk-summary-list__value")
	out := map[string]string{}
	for i, k := range keys {
		out[k] = values[i]
	}
	return out
}

// date fills in a group of day, month and year.
func date(p *browsertest.Page, label, d string) {
	parts := strings.Split(d, "-")
	p.Fill(label+" > Day", strings.TrimPrefix(parts[2], "0"))
	p.Fill(label+" > Month", strings.TrimPrefix(parts[1], "0"))
	p.Fill(label+" > Year", parts[0])
}

// known adds a child whom nobody works with.
func (j *journey) known(given, family, birth string) (subject string) {
	j.t.Helper()
	c := record.Child{Names: []record.Name{{Given: given, Family: family, Use: "current"}}, Birth: day.Must(birth), Sex: "F"}
	_, err := j.House.Desk.Do(j.t.Context(), j.actor(j.t, "worker:manager"), "Set up", func(tx *command.Tx) (changes []record.Change, err error) {
		subject, changes, err = person.Create(tx, person.NewPerson{Child: &c})
		return changes, err
	})
	need(j.t, err)
	return subject
}

// numbers are what a figure says of itself.
type numbers struct{ numerator, denominator int }

// figure asks the page of a figure, as the analyst sees it.
func (j *journey) figure(id string, year int) (n numbers) {
	j.t.Helper()
	page := j.ask(j.t, j.session(j.t, "worker:analyst"), "GET", fmt.Sprintf("/figures/%s?year=%d", id, year), nil).Want(200)
	keys := page.Find(".govuk-summary-list__key")
	for i := range keys.Length() {
		text := strings.ReplaceAll(strings.TrimSpace(keys.Eq(i).Next().Text()), ",", "")
		switch keys.Eq(i).Text() {
		case "Numerator":
			fmt.Sscan(text, &n.numerator)
		case "Denominator":
			fmt.Sscan(text, &n.denominator)
		}
	}
	return n
}

// signInByLink signs in as people do in the demo: a one-time link, and a press of the button.
func (j *journey) signInByLink(p *browsertest.Page, persona string) {
	j.t.Helper()
	link, err := j.House.SignIn.DemoLink(j.t.Context(), j.accounts["worker:"+persona], j.Clock.Now())
	need(j.t, err)
	p.Goto(j.URL + "/sign-in/link/" + link)
	p.SubmitButton("Sign in")
}
