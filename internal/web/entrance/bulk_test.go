package entrance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/journal"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/signin"
	"throughline/internal/web/webtest"
)

// TestScraper is somebody who opens child after child with whom they have nothing to do (requirement R12).
func TestScraper(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	email, key := enrolled(t, s, webtest.Governance)
	var children []string
	child := func(i int, team, worker string) string {
		c := webtest.Born(fmt.Sprintf("Child%d", i), "Brandt", "2016-01-05")
		id := s.ChildOf(person.NewPerson{Child: &c}, team, worker)
		return "/children/" + strings.TrimPrefix(id, "child:") + "/readings"
	}
	for i := range access.BulkHour + 2 {
		children = append(children, child(i, webtest.North, webtest.Worker))
	}
	c := s.Public(t)
	signIn(t, c, email, key).Want(200)
	for _, page := range children[:access.BulkHour] {
		if p := c.Get(page); p.Status != 200 || p.Path != page {
			t.Fatalf("%s: %d at %s: %s", page, p.Status, p.Path, p.Text("main"))
		}
	}
	// The fifty-first. That they signed in minutes ago is no proof; what does not exist is answered alike; one of the fifty still opens.
	for _, page := range []string{children[access.BulkHour], "/children/no-such/readings"} {
		if p := c.Get(page).Sound().Want(200, "Show that it is still you", "the records of many children whom you do not work with"); p.Path != "/sign-in/step-up" {
			t.Fatalf("%s leads to %s", page, p.Path)
		}
	}
	if p := c.Get(children[3]); p.Path != children[3] {
		t.Errorf("one of the fifty leads to %s", p.Path)
	}
	var seen []journal.Reading
	if err := s.House.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		seen, err = journal.LastReadBy(tx, webtest.Governance, 7)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	stopped := slices.DeleteFunc(seen, func(r journal.Reading) bool { return r.Allowed })
	stopped = slices.DeleteFunc(stopped, func(r journal.Reading) bool { return !strings.HasPrefix(r.Subject, "child:") })
	if len(stopped) != 2 || stopped[1].Why != access.BulkRule+"50 in an hour" || stopped[1].Subject == "" || stopped[1].Page != "GET /children/{id}/readings" {
		t.Errorf("the access log has %+v", stopped)
	}
	// The stop is told where information governance begins the day.
	s.Client(t, webtest.Governance).Get("/break-glass").Sound().Want(200, "Stopped for opening many records", access.BulkRule+"50 in an hour")
	// A fresh code leads back to the page asked for and counts for ten minutes.
	c.Get(children[access.BulkHour])
	s.Clock.Advance(signin.CodeStep)
	if p := c.Post("/sign-in/step-up", "code", webtest.Code(t, key, s.Clock.Now())).Want(200); p.Path != children[access.BulkHour] {
		t.Errorf("a fresh code leads to %s", p.Path)
	}
	s.Clock.Advance(signin.StepUpLasts)
	if p := c.Get(children[access.BulkHour+1]); p.Path != "/sign-in/step-up" {
		t.Errorf("ten minutes later the next opens: %s", p.Path)
	}
	// Signing in again with a link instead is no proof; after an hour they may open others again.
	if p := s.Client(t, webtest.Governance).Get(children[access.BulkHour+1]); p.Path != "/sign-in/step-up" {
		t.Errorf("a link counts as a proof: %s", p.Path)
	}
	s.Clock.Advance(time.Hour)
	if p := s.Client(t, webtest.Governance).Get(children[access.BulkHour+1]).Want(200); p.Path != children[access.BulkHour+1] {
		t.Errorf("an hour later at %s", p.Path)
	}

	// A persona of the demo has no code: they are refused in words, and go on with what they have opened.
	s.Write(record.New(s.House.Desk.NewID(), "worker:ivy", record.Worker{Name: "Ivy Rowe", Roles: []string{string(access.Governance)}}))
	ivy, err := s.House.SignIn.Create(t.Context(), signin.Account{Kind: signin.Person, Worker: "worker:ivy", Name: "Ivy Rowe", Email: "ivy@example.org"}, "", s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	link, err := s.House.SignIn.DemoLink(t.Context(), ivy.ID, s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	persona := s.Public(t)
	persona.Post("/sign-in/link/" + link).Want(200)
	for _, page := range children[:access.BulkHour] {
		persona.Get(page).Want(200)
	}
	if p := persona.Get(children[access.BulkHour]).Sound().Want(200, "a link cannot be proved again"); p.Path != "/sign-in/step-up" {
		t.Errorf("a persona is at %s", p.Path)
	}
	if p := persona.Get(children[0]); p.Path != children[0] {
		t.Errorf("a persona who was stopped is at %s", p.Path)
	}
}

// TestOwnCasesAreNoScraping is a manager who goes through the whole team's children.
func TestOwnCasesAreNoScraping(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	c := s.Client(t, webtest.Manager)
	for i := range access.BulkHour + 3 {
		b := webtest.Born(fmt.Sprintf("Child%d", i), "Brandt", "2016-01-05")
		page := "/children/" + strings.TrimPrefix(s.ChildOf(person.NewPerson{Child: &b}, webtest.North, ""), "child:")
		if p := c.Get(page); p.Path != page {
			t.Fatalf("child %d leads to %s", i, p.Path)
		}
	}
}
