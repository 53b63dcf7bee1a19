package web_test

import (
	"maps"
	"testing"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/web/webtest"
)

// withScrutiny adds the committee's pages.
func withScrutiny(probes map[string]probe) map[string]probe {
	both := func(path, about, form string, state bool) {
		probes["GET "+path], probes["POST "+path] = probe{about: about, state: state}, probe{about: about, form: form, state: state}
	}
	maps.Copy(probes, map[string]probe{
		"POST /scrutiny/undo": {form: "subject=child:x&command=x"}, "GET /public/meetings": {}, "GET /public/meetings/{id}": {about: "meeting"}, "GET /public/actions": {}, "GET /public/decisions": {}, "GET /public/what-happened": {},
		"GET /scrutiny/committees": {}, "GET /scrutiny/committees/{id}": {about: "committee"}, "GET /scrutiny/offices": {}, "GET /scrutiny/offices/{id}": {about: "office"},
		"GET /scrutiny/meetings": {}, "GET /scrutiny/meetings/{id}": {about: "meeting"}, "GET /scrutiny/actions": {}, "GET /scrutiny/actions/{id}": {about: "action"},
		"POST /scrutiny/actions/{id}/accept": {about: "action"}, "POST /scrutiny/actions/{id}/publish": {about: "action"},
		"GET /scrutiny/minutes/{id}": {about: "source"}, "POST /scrutiny/minutes/{id}/accept": {about: "source", form: "take=paragraph+4.1"}, "POST /scrutiny/minutes/{id}/leave": {about: "source", form: "take=paragraph+4.2"},
		"GET /scrutiny/minutes/{id}/action": {about: "source", leave: true}, "POST /scrutiny/minutes/{id}/action": {about: "source"}, "GET /scrutiny/claims": {},
		"GET /scrutiny/recommendations": {}, "GET /scrutiny/recommendations/{id}": {about: "recommendation"},
	})
	maps.Copy(probes, map[string]probe{
		"GET /public/young-people": {}, "GET /public/figures": {}, "GET /public/feed": {}, "GET /public/data/{id}": {about: "table"}, "GET /scrutiny/meetings/{id}/pack": {about: "meeting"},
		"GET /scrutiny/young-people": {}, "POST /scrutiny/young-people/{id}/publish": {about: "issue"}, "GET /scrutiny/inspections": {}, "GET /scrutiny/inspections/{id}": {about: "inspection"},
	})
	both("/scrutiny/young-people/new", "", "group=G", false)
	both("/scrutiny/young-people/{id}", "issue", "group=G", false)
	both("/scrutiny/inspections/new", "", "title=T", false)
	both("/scrutiny/inspections/{id}/change", "inspection", "title=T", false)
	both("/scrutiny/inspections/{id}/action", "inspection", "text=T", false)
	both("/scrutiny/committees/new", "", "name=New&sort=panel", false)
	both("/scrutiny/committees/{id}/change", "committee", "name=New&sort=panel", false)
	both("/scrutiny/committees/{id}/seat", "committee", "name=N&role=member&voting=all&from-day=1&from-month=1&from-year=2026", false)
	both("/scrutiny/committees/{id}/topic", "committee", "topic=T", false)
	both("/scrutiny/committees/{id}/move", "committee", "state=planned", false)
	both("/scrutiny/offices/new", "", "title=New", false)
	both("/scrutiny/offices/{id}/change", "office", "title=New", false)
	both("/scrutiny/offices/{id}/holder", "office", "name=N&from-day=1&from-month=1&from-year=2026", false)
	both("/scrutiny/meetings/new", "", "date-day=1&date-month=5&date-year=2026", false)
	for _, p := range []string{"change", "move", "item", "paper", "sign-off", "attendance", "declaration"} {
		both("/scrutiny/meetings/{id}/"+p, "meeting", "name=N&title=T", false)
	}
	both("/scrutiny/actions/new", "", "text=T", false)
	for _, p := range []string{"report", "close", "end", "reopen"} {
		both("/scrutiny/actions/{id}/"+p, "action", "text=T", p == "close")
	}
	both("/scrutiny/claims/{id}", "claim", "state=settled&note=Looked+at", false)
	both("/scrutiny/recommendations/new", "", "text=T", false)
	for _, p := range []string{"notify", "respond", "report", "conclude"} {
		both("/scrutiny/recommendations/{id}/"+p, "recommendation", "text=T", false)
	}
	for _, p := range []string{"merge", "rule-out", "put", "carry", "part", "route", "about", "not-recorded"} {
		both("/scrutiny/questions/{id}/"+p, "question", "measures=AS-02", false)
	}
	return withReviews(probes)
}

// furnishScrutiny makes a committee with a meeting, a post, an action and a recommendation.
func (w *walk) furnishScrutiny(t *testing.T) {
	t.Helper()
	ctx, officer, rm := t.Context(), w.Actor(t, workerOf(access.Scrutiny)), scrutiny.Room{Desk: w.House.Desk, Book: w.House.Book}
	committee, err := rm.SaveCommittee(ctx, officer, "", 0, record.Committee{Name: "Scrutiny Commission", Sort: "commission"})
	webtest.Need(t, err)
	office, err := rm.SaveOffice(ctx, officer, "", 0, record.Office{Title: "Director of Children's Social Care", Short: "DCSC"})
	webtest.Need(t, err)
	meeting, err := rm.PlanMeeting(ctx, officer, record.Meeting{Committee: committee, Date: day.Must("2026-02-02")})
	webtest.Need(t, err)
	action, err := rm.Follow(ctx, officer, record.Action{Sort: record.ActionAgreed, Text: "A briefing", Owner: office, Due: day.Must("2026-04-01")})
	webtest.Need(t, err)
	recommendation, err := rm.Recommend(ctx, officer, record.Recommendation{Text: "More foster carers", To: office})
	webtest.Need(t, err)
	source, err := rm.BringIn(ctx, officer, meeting, "item-4.txt", []byte(item4))
	webtest.Need(t, err)
	_, err = rm.Accept(ctx, officer, source, []string{"figure 4.1/1"})
	webtest.Need(t, err)
	claims, err := rm.Claims(ctx, officer)
	webtest.Need(t, err)
	w.things["source"], w.things["claim"] = source, claims.All[0].ID
	issue, err := rm.SaveIssue(ctx, officer, "", 0, record.YouthIssue{Group: "Children in Care Council", Raised: day.Must("2026-02-01"), Said: "We want to know", State: "raised"})
	webtest.Need(t, err)
	inspection, err := rm.SaveInspection(ctx, officer, "", 0, record.InspectionPlan{Title: "Inspection of 2026", Service: "Children's social care", Edition: "interim"})
	webtest.Need(t, err)
	w.things["issue"], w.things["inspection"], w.things["table"] = webtest.ID(issue), webtest.ID(inspection), "actions.csv"
	w.things["committee"], w.things["office"], w.things["meeting"] = webtest.ID(committee), webtest.ID(office), webtest.ID(meeting)
	w.things["action"], w.things["recommendation"] = action, recommendation
	w.furnishReviews(t, rm, committee)
}

// item4 is a page of an agenda item, as the council's site shows it.
const item4 = `Agenda item

Early help (19.05)

To review early help.

Minutes:

4.1 The service has 12 practitioners and is growing.

4.2 Members were content.

Questions from the Commission

4.3 How many families were helped?

§  (DCSC) The numbers were not to hand.

Agreed: That the Director would send the numbers.

Supporting documents:
`
