package home_test

import (
	"net/url"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/browsertest"
	"throughline/internal/day"
	"throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// referral is one that waits, with its child matched, and the names that its pages know.
func referral(t *testing.T, s *webtest.Site) (contact, base string) {
	t.Helper()
	ctx := t.Context()
	rc, err := s.House.FrontDoor.Take(ctx, s.Actor(webtest.Screener), frontdoor.Sending{
		Referrer: record.Referrer{Agency: "Hill School", AgencyType: "school", Name: "Sal Fox", Role: "Lead", Source: "2A", Phone: "020 7946 0000"},
		Children: []record.ContactChild{{Given: "Zoë", Family: "Brandt", Birth: day.Must("2015-05-01"), Sex: "F", Ethnicity: "WOTH"}},
		Mother:   record.ContactAdult{Known: "yes", Given: "Ina", Family: "Brandt"}, Father: record.ContactAdult{Known: "not_known"},
		Concern: "Zoë came to school with a bruise on her arm and could not say how she got it.", Consent: "given", Address: []string{"12 Mare Street"}, Postcode: "E8 3PA",
	}, s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.House.FrontDoor.CreateFrom(ctx, s.Actor(webtest.Screener), rc.Subject, 1, 0); err != nil {
		t.Fatal(err)
	}
	return rc.Subject, "/contacts/" + strings.TrimPrefix(rc.Subject, "contact:")
}

// Somebody else decides while a decision is being typed: the decision is refused in words, what was typed is on the page of its writer, and can be copied.
func TestDraftOfWhatWasDecidedByAnother(t *testing.T) {
	s := webtest.New(t)
	contact, base := referral(t, s)
	second := "worker:second-screener"
	s.Write(record.New(s.House.Desk.NewID(), second, record.Worker{Name: "Nia Second", Roles: []string{string(access.Screener)}}))
	c := s.Client(t, webtest.Screener)
	form := c.Get(base + "/decide").Sound().Form(base + "/decide")
	form.Set("decision-0-rationale", "A bruise that nobody could explain, and a second one in a month.")
	if _, err := s.House.FrontDoor.Decide(t.Context(), access.Actor{ID: second, Roles: []access.Role{access.Screener}}, contact, 2, []frontdoor.ChildDecision{
		{Child: 0, Decision: "advice", Threshold: "2", Rationale: "The school nurse has seen it and explains it."},
	}); err != nil {
		t.Fatal(err)
	}
	c.Send(base+"/decide", form).Sound().Want(409, "was decided by Nia Second while you were writing", "kept as a draft on your page")
	page := c.Get("/home").Sound().Want(200, "Decision on referral", "was decided by Nia Second in the meantime", "Read and copy").Not("Go on with: Decision")
	read := page.Find(`a[href^="/home/draft/decide/"]`).First().AttrOr("href", "")
	page = c.Get(read).Sound().Want(200, "You can copy what you typed", "Decision rationale (number 1)").Not("Base")
	if text := page.Find("textarea").Text(); !strings.Contains(text, "a second one in a month") {
		t.Errorf("the page has %q", text)
	}
	// Nobody else has it, and once thrown away it is gone.
	s.Client(t, webtest.Worker).Get(read).Want(404)
	drop := "/drop-draft/" + strings.TrimPrefix(read, "/home/draft/")
	c.Send(drop, page.Form(drop)).Want(200, "You have none")
	c.Get(read).Want(404)
}

// Drafts whose record is gone, was sent or goes on: each with what can be done about it.
func TestDraftsSayWhatCanBeDone(t *testing.T) {
	s := webtest.New(t)
	_, base := referral(t, s)
	for _, f := range []string{"decide/" + strings.TrimPrefix(base, "/contacts/"), "decide/gone", "assessment/gone", "people-new", "question-new"} {
		if _, err := s.House.Drafts.Save(t.Context(), webtest.Screener, f, url.Values{"base": {"1"}, "child-0-views": {"I like\nmy nan."}, "empty": {" "}}); err != nil {
			t.Fatal(err)
		}
	}
	c := s.Client(t, webtest.Screener)
	page := c.Get("/home").Sound().Want(200, "Go on with: Decision on referral", "Go on with: A person to be added", "Go on with: A question", "is gone, or it is no longer open to you")
	if n := page.Find(`th:contains("no longer open to you")`).Length(); n != 2 {
		t.Errorf("%d drafts are said to be for what is gone", n)
	}
	if href := page.Find(`a:contains("Decision on referral")`).First().AttrOr("href", ""); href != base+"/decide" {
		t.Errorf("the decision goes on at %q", href)
	}
	page = c.Get("/home/draft/assessment/gone").Sound().Want(200, "no longer open to you", "Child views (number 1)").Not("Go on with it", "Empty")
	if n := page.Find("textarea").Length(); n != 1 {
		t.Errorf("%d things were typed", n)
	}
	for _, width := range []int64{1366, 320} {
		p := s.Browser(t, webtest.Screener, browsertest.Options{Width: width, Height: 900})
		for _, path := range []string{"/home", "/home/draft/assessment/gone"} {
			p.Goto(s.URL + path)
			p.Screenshot("drafts" + strings.ReplaceAll(path, "/", "-") + map[int64]string{1366: "-wide", 320: "-narrow"}[width])
			browsertest.Axe(t, p)
			browsertest.CheckPage(t, p)
		}
	}
}
