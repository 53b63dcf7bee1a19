package everypage_test

import (
	"testing"

	"throughline/internal/access"
	"throughline/internal/care"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// looked is what the pages of care and of the panel show.
type looked struct{ period, request, gone, price string }

// lookAfter puts the child in care, with a change that is dated ahead and a request to the panel.
func (f *furnished) lookAfter(t *testing.T) {
	t.Helper()
	ctx, h, worker := t.Context(), f.House, f.Actor(t, "worker:social-worker")
	child, on := "child:"+f.child, day.In(f.Clock.Now())
	place := care.Placing{From: on.Add(-30), Type: "U6", Provider: "PR1", Postcode: "N16 8QQ", Left: "CARPL"}
	rc, err := h.Care.Start(ctx, worker, child, care.Beginning{Status: "V2", Need: "N1", Home: "N1 1AA", Placing: place})
	webtest.Need(t, err)
	f.looked.period = rc.Entries[0].ID
	c, _ := care.Running(f.Story(t, child))
	_, err = h.Care.ChangeStatus(ctx, worker, child, c.Seen(), on.Add(20), "C1")
	webtest.Need(t, err)
	_, err = h.Care.SetLimit(ctx, f.Actor(t, "worker:director"), "worker:manager", 0, 10000000, "Scheme of delegation")
	webtest.Need(t, err)
	_, err = h.Care.Ask(ctx, worker, child, care.Request{For: "therapy", What: "Play therapy", Starts: on, Weekly: 9000, Why: "She asked for somebody to talk to."})
	webtest.Need(t, err)
	_, err = h.Care.RecordFact(ctx, worker, child, care.MissingTime, record.Missing{Type: "M", From: on.Add(-9), To: on.Add(-8)})
	webtest.Need(t, err)
	f.looked.gone = care.FactsOf(f.Story(t, child), care.MissingTime)[0].ID
	for word, fact := range map[string]record.Body{care.Health: record.CLAHealth{Type: "health_assessment", Date: on.Add(-5), Done: record.Yes}, care.CarePlan: record.CLACarePlan{Started: on.Add(-20), Permanence: "RETURN6M"}} {
		_, err = h.Care.RecordFact(ctx, worker, child, word, fact)
		webtest.Need(t, err)
	}
	p, _ := story.Latest[record.PanelRequest](f.Story(t, child))
	f.looked.request = p.ID
	f.looked.price = h.Desk.NewID()
	f.Write(t, record.New(f.looked.price, child, record.PlacementPrice{Placement: c.Placements[0].ID, For: "placement", Week: 505000, From: on.Add(-20), PaidTo: on, Why: "Agreed late"}),
		record.New(h.Desk.NewID(), "worker:money", record.Worker{Name: "Femi Ash", Title: "Finance partner", Roles: []string{string(access.Finance)}}))
	f.Account(t, "worker:money", "Femi Ash", access.Finance)
}

// lookedPages are their pages.
func (f *furnished) lookedPages(out map[string][]sample) {
	for path, record := range map[string]string{
		"": "", "/status": "", "/placement": "", "/end": "", "/facts": "", "/facts/{fact}": "", "/change/{record}": f.looked.period, "/versions/{record}": f.looked.period,
		"/panel/{record}/amend": f.looked.request, "/facts/{fact}/{record}": f.looked.gone,
	} {
		out["GET /children/{id}/care"+path] = []sample{{who: "social-worker", with: f.child, then: record}}
	}
	for _, path := range []string{"/start", "/panel"} { // a child who is not looked after, and for whom nothing is asked
		out["GET /children/{id}/care"+path] = []sample{{who: "social-worker", with: f.unborn}}
	}
	out["GET /children/{id}/care/panel/{record}"] = []sample{{who: "manager", with: f.child, then: f.looked.request}}
	for path, record := range map[string]string{"/panel/{record}/tie": f.looked.request, "/prices/{record}": f.looked.price, "/prices/{record}/change": f.looked.price} {
		out["GET /children/{id}/care"+path] = []sample{{who: "money", with: f.child, then: record}}
	}
	out["GET /placement-prices"], out["GET /placement-prices/check"] = []sample{{who: "money"}}, []sample{{who: "money"}}
	out["GET /panel-requests"] = []sample{{who: "manager"}}
	out["GET /approval-limits"] = []sample{{who: "director"}}
}
