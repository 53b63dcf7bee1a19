package home_test

import (
	"net/url"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/browsertest"
	"throughline/internal/web/home"
	"throughline/internal/web/webtest"
)

func TestEveryRoleHasAFirstPage(t *testing.T) {
	for role, want := range map[access.Role]string{
		access.Partner: "/refer", access.Screener: "/front-door", access.SocialWorker: "/work", access.Manager: "/work", access.Analyst: "/figures",
		access.Member: "/scrutiny", access.Scrutiny: "/scrutiny", access.Director: "/dashboard", access.Administrator: "/accounts",
		access.Governance: "/break-glass", access.Chair: "/home", access.YoungPerson: "/home",
	} {
		if got := home.First(access.Actor{ID: "worker:x", Roles: []access.Role{role}}); got != want {
			t.Errorf("%s lands on %s, want %s", role, got, want)
		}
	}
	if got := home.First(access.Actor{}); got != "/public" {
		t.Errorf("the public lands on %s", got)
	}
	if got := home.First(access.Actor{ID: "worker:x", Roles: []access.Role{access.Manager, access.Screener}}); got != "/front-door" {
		t.Errorf("a screening manager lands on %s", got)
	}
}

func TestLanding(t *testing.T) {
	s := webtest.New(t)
	if p := s.Client(t, webtest.Worker).Get("/"); p.Path != "/work" || p.Status != 200 {
		t.Errorf("a social worker lands on %s with %d", p.Path, p.Status)
	}
	if p := s.Public(t).Get("/"); p.Path != "/public" {
		t.Errorf("the public lands on %s", p.Path)
	}
	if p := s.Public(t).Get("/nothing-here"); p.Status != 404 {
		t.Errorf("an address that does not exist: %d", p.Status)
	}
}

func TestDraftsOfEveryKind(t *testing.T) {
	s := webtest.New(t)
	sal := s.Client(t, webtest.Partner)
	sal.Get("/home").Sound().Want(200, "You have none")
	for _, f := range []string{"referral-new/children", "referral-new/family", "letter-of-thanks/1"} {
		if _, err := s.House.Drafts.Save(t.Context(), webtest.Partner, f, url.Values{"x": {"y"}}); err != nil {
			t.Fatal(err)
		}
	}
	page := sal.Get("/home").Sound().Want(200, "Go on with: Referral", "Letter of thanks", "My referrals")
	if n := page.Find("tbody tr").Length(); n != 2 {
		t.Errorf("%d drafts", n)
	}
	sal.Send("/drop-draft/letter-of-thanks/1", page.Form("/drop-draft/letter-of-thanks/1")).Want(200).Not("Letter of thanks")
	sal.Post("/refer/discard")
	sal.Get("/home").Want(200, "You have none")
}

func TestEmergencyNoticeReachesTheOwner(t *testing.T) {
	s := webtest.New(t)
	child := s.Child(webtest.Born("Zoë", "Brandt", "2015-05-01"))
	if _, _, err := s.House.People.OpenBreakGlass(t.Context(), s.Actor(webtest.Outsider), child, "The police hold the child and need to know who has care"); err != nil {
		t.Fatal(err)
	}
	ada := s.Client(t, webtest.Worker)
	ada.Get("/work").Sound().Want(200, "Somebody opened a record of yours in an emergency")
	page := ada.Get("/home").Sound().Want(200, "Zoë Brandt", "Cleo Marsh opened this record", "The police hold the child")
	action := page.Find(`form[action^="/home/notices/"]`).AttrOr("action", "")
	ada.Post(action).Want(200, "The notice is marked as read").Not("The police hold")
	if s.Client(t, webtest.Colleague).Get("/home").Shows("The police hold") {
		t.Error("somebody who is not allocated reads the notice")
	}
	if p := s.Client(t, webtest.Outsider).Post(action); p.Status == 200 {
		t.Error("somebody else marked the notice as read")
	}
}

func TestHomeIsUsableByEverybody(t *testing.T) {
	s := webtest.New(t)
	child := s.Child(webtest.Born("Zoë", "Brandt", "2015-05-01"))
	if _, _, err := s.House.People.OpenBreakGlass(t.Context(), s.Actor(webtest.Outsider), child, "The police hold the child and need to know who has care"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.House.Drafts.Save(t.Context(), webtest.Worker, "referral-new/children", url.Values{"x": {"y"}}); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{1366, 320} {
		p := s.Browser(t, webtest.Worker, browsertest.Options{Width: width, Height: 900})
		p.Goto(s.URL + "/home")
		p.Screenshot("home-" + map[int64]string{1366: "wide", 320: "narrow"}[width])
		browsertest.Axe(t, p)
		browsertest.CheckPage(t, p)
		if title := p.Title(); strings.Contains(title, "Brandt") {
			t.Errorf("title %q", title)
		}
	}
	p := s.Browser(t, webtest.Worker, browsertest.Options{NoJS: true})
	p.Goto(s.URL + "/home")
	p.Click("I have read this: Zoë Brandt")
	p.WaitFor("The notice is marked as read")
}
