package people_test

import (
	"net/http"
	"testing"
	"time"

	"throughline/internal/db"
	"throughline/internal/journal"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
	"throughline/internal/web/webtest"
)

const why = "The police hold the child and ask for the carer’s name"

// glassAnswers is what the form says, for comparing answers: everything but what the reader typed.
func glassAnswers(p *webtest.Page) string { return p.Text(".govuk-error-summary") }

func TestEmergencyAccessByNumberAndDateOfBirth(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := zoe(s)
	s.Client(t, webtest.Manager).Post(people.Path(id)+"/restrict", "do", "restrict", "reason", "Witness in a trial").Want(200)
	c := s.Client(t, webtest.Screener)
	c.Get("/break-glass/open").Sound().Want(200, "Open a record in an emergency")
	send := func(number, day, reason string) *webtest.Page {
		return c.Post("/break-glass/open", "number", number, "birth-day", day, "birth-month", "5", "birth-year", "2015", "reason", reason)
	}
	send("9434765919", "1", "Because I say so").Sound().Want(422, "in at least 20 characters").Not("No record was opened")
	wrongDay, nobody := send("9434765919", "2", why).Sound(), send("9434765870", "1", why).Sound()
	if wrongDay.Status != 422 || glassAnswers(wrongDay) != glassAnswers(nobody) {
		t.Errorf("a wrong date of birth is answered with %d %q, an unknown number with %q", wrongDay.Status, glassAnswers(wrongDay), glassAnswers(nobody))
	}
	p := send("943 476 5919", "1", why).Sound().Want(200, "Zoë Brandt", "Emergency access", "until 10:00am", why, "End emergency access")
	if p.Path != people.Path(id)+"?done=opened" {
		t.Errorf("address %s", p.Path)
	}
	if q := "12 Mare Street"; !p.Shows(q) {
		t.Errorf("the opened record does not show %q", q)
	}
	c.Get(people.Path(id) + "/details").Want(404) // to read, not to change
	// Every page while it runs carries the watermark; then it is over.
	s.Clock.Advance(14 * time.Minute)
	end := c.Get(people.Path(id)).Want(200, "Emergency access").Form("/break-glass/end")
	c.Send("/break-glass/end", end).Want(200, "Your emergency access was ended")
	c.Get(people.Path(id)).Want(404)

	// Whoever owns the case is told; information governance reviews, and not the one who opened.
	c.Get("/break-glass").Want(403)
	g := s.Client(t, webtest.Governance)
	list := g.Get("/break-glass").Sound().Want(200, "Sam Idris", why, "Ended at 9:14am").Not("Brandt")
	review := list.Find("main table a").AttrOr("href", "")
	g.Get(review).Sound().Want(200, "Zoë Brandt", "Sam Idris", "The record, 2 March 2026 at 9:00am", "Your review")
	g.Post(review).Sound().Want(422, "Choose whether the opening was justified", "Say what you found")
	g.Post(review, "outcome", "justified", "note", "The police confirmed it").Sound().Want(200, "The review is recorded", "Nothing waits for a review")
	g.Get(review).Want(404)
}

func TestEmergencyAccessFromASearch(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := zoe(s)
	c := s.Client(t, webtest.Outsider)
	found := c.Post("/people", "q", "Zoe Brandt")
	p := c.Send("/break-glass/open", found.Form("/break-glass/open")).Sound().Want(200, "You chose the person from your search", "Why must you open this record now?")
	form := p.Form("/break-glass/open")
	form.Set("reason", why)
	c.Send("/break-glass/open", form).Sound().Want(200, "Zoë Brandt", "Emergency access")
	// An id that the reader could not find by a search opens nothing.
	s.Client(t, webtest.Manager).Post(people.Path(id)+"/restrict", "do", "restrict", "reason", "Witness in a trial").Want(200)
	x := s.Client(t, webtest.Screener)
	hidden := x.Post("/break-glass/open", "subject", id, "reason", why).Sound().Want(422, "No record was opened")
	missing := x.Post("/break-glass/open", "subject", "child:0190aaaa-0000-7000-8000-000000000000", "reason", why)
	if glassAnswers(hidden) != glassAnswers(missing) || hidden.Status != missing.Status {
		t.Error("a hidden id is answered otherwise than a missing one")
	}
	s.Client(t, webtest.Analyst).Get("/break-glass/open").Want(403)
	s.Client(t, webtest.Councillor).Post("/break-glass/open", "number", "9434765919", "reason", why).Want(403)
}

func TestOwnersAreToldOfEmergencyAccess(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := zoe(s)
	s.Client(t, webtest.Outsider).Post("/break-glass/open", "subject", id, "reason", why).Want(200)
	for _, owner := range []string{webtest.Worker, webtest.Manager, webtest.Governance} {
		s.Client(t, owner).Get("/home").Want(200, "Cleo Marsh", why)
	}
	for _, other := range []string{webtest.Outsider, webtest.OtherManager, webtest.Councillor} {
		s.Client(t, other).Get("/home").Want(200).Not(why)
	}
}

// TestEveryReadingIsWrittenDown opens every page about one child as several people and finds each in the access log.
func TestEveryReadingIsWrittenDown(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := zoe(s)
	count := func() (n int64) {
		t.Helper()
		if err := s.House.DB.Read(t.Context(), func(tx *db.Tx) error {
			rows, err := journal.WhoRead(tx, []string{id}, time.Time{})
			n = int64(len(rows))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, worker := range []string{webtest.Worker, webtest.Manager, webtest.Outsider, webtest.Governance, webtest.Partner} {
		c := s.Client(t, worker)
		for _, rt := range people.Routes() {
			if rt.About != shell.AChild || rt.Method != http.MethodGet {
				continue
			}
			before := count()
			path := people.Path(id) + rt.Path[len("/children/{id}"):]
			c.Get(path)
			if count() == before {
				t.Errorf("%s as %s is not in the access log", rt.Pattern(), worker)
			}
		}
	}
}
