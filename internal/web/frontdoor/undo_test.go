package frontdoor_test

import (
	"strings"
	"testing"

	"throughline/internal/browsertest"
	"throughline/internal/day"
	"throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// A decision that was made by mistake is undone from the end of the queue: the referral waits again, and its page says so.
func TestUndoOfADecision(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	ctx := t.Context()
	screener := s.Actor(webtest.Screener)
	rc, err := s.House.FrontDoor.Take(ctx, screener, frontdoor.Sending{
		Referrer: record.Referrer{Agency: "Hill School", AgencyType: "school", Name: "Sal Fox", Role: "Lead", Source: "2A", Phone: "020 7946 0000"},
		Children: []record.ContactChild{{Given: "Zoë", Family: "Brandt", Birth: day.Must("2015-05-01"), Sex: "F", Ethnicity: "WOTH"}},
		Mother:   record.ContactAdult{Known: "yes", Given: "Ina", Family: "Brandt"}, Father: record.ContactAdult{Known: "not_known"},
		Concern: "Zoë came to school with a bruise on her arm and could not say how she got it.", Consent: "given", Address: []string{"12 Mare Street"}, Postcode: "E8 3PA",
	}, s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.House.FrontDoor.CreateFrom(ctx, screener, rc.Subject, 1, 0); err != nil {
		t.Fatal(err)
	}
	decide := func(base int64) {
		t.Helper()
		if _, err := s.House.FrontDoor.Decide(ctx, screener, rc.Subject, base, []frontdoor.ChildDecision{
			{Child: 0, Decision: "advice", Threshold: "2", Rationale: "The school nurse has seen it and explains it."},
		}); err != nil {
			t.Fatal(err)
		}
	}
	base := "/contacts/" + strings.TrimPrefix(rc.Subject, "contact:")
	c := s.Client(t, webtest.Screener)
	c.Get("/front-door").Sound().Want(200).Not("What you decided in the last 24 hours")
	decide(2)
	page := c.Get("/front-door").Sound().Want(200, "Nothing waits", "What you decided in the last 24 hours", rc.Reference)
	for _, width := range []int64{1366, 320} {
		p := s.Browser(t, webtest.Screener, browsertest.Options{Width: width, Height: 900})
		p.Goto(s.URL + "/front-door")
		p.Screenshot("front-door-undo-" + map[int64]string{1366: "wide", 320: "narrow"}[width])
		browsertest.Axe(t, p)
		browsertest.CheckPage(t, p)
	}
	undo := page.Form(base + "/undo")
	c.Send(base+"/undo", undo).Sound().Want(200, "Your decision was undone", "Zoë Brandt").Not("You decided here")
	c.Get("/front-door").Sound().Want(200, "1 referral waits").Not("What you decided")
	c.Send(base+"/undo", undo).Sound().Want(409, "This can no longer be undone")
}
