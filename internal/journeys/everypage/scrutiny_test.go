package everypage_test

import (
	"maps"
	"testing"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/web/webtest"
)

// chamber is what the pages of scrutiny show.
type chamber struct {
	committee, office, meeting, action, recommendation, issue, inspection string
	seat, item, paper, topic, source, claim                               string
}

// item4 is a page of an agenda item, as a council's site shows it.
const item4 = "Agenda item\n\nEarly help (19.05)\n\nTo review early help.\n\nMinutes:\n\n4.1 The service has 12 practitioners and is growing.\n\nQuestions from the Commission\n\n4.2 How many families were helped?\n\n" +
	"§  (DCSC) The numbers were not to hand.\n\nAgreed: That the Director would send the numbers.\n\nSupporting documents:\n"

// sit makes a commission with a meeting, minutes, an action, and everything else that scrutiny's pages show.
func (f *furnished) sit(t *testing.T) {
	t.Helper()
	ctx, officer, rm, c := t.Context(), f.Actor(t, "worker:scrutiny"), scrutiny.Room{Desk: f.House.Desk, Book: f.House.Book}, &f.chamber
	get := func(id string, err error) string {
		t.Helper()
		webtest.Need(t, err)
		return id
	}
	committee := get(rm.SaveCommittee(ctx, officer, "", 0, record.Committee{Name: "Scrutiny Commission", Sort: "commission", Seats: 12}))
	c.seat = get(rm.SaveSeat(ctx, officer, committee, "", 0, record.Seat{Name: "Councillor Odile Farrant", Role: record.SeatChair, Voting: "all", From: day.Must("2025-05-21")}))
	c.topic = get(rm.SaveTopic(ctx, officer, committee, "", 0, record.ProgrammeEntry{Topic: "Foster carers", Source: "standing", State: "planned", Year: "2025/26", Yearly: true}))
	office := get(rm.SaveOffice(ctx, officer, "", 0, record.Office{Title: "Director of Children's Social Care", Short: "DCSC"}))
	get(rm.SaveHolder(ctx, officer, office, "", 0, record.OfficeHolder{Name: "Helen Starling", From: day.Must("2024-01-01")}))
	meeting := get(rm.PlanMeeting(ctx, officer, record.Meeting{Committee: committee, Date: day.Must("2026-02-02"), Place: "Town hall", Starts: "19:00", Started: "19:00", Ended: "21:00"}))
	c.item = get(rm.SaveItem(ctx, officer, meeting, "", 0, record.AgendaItem{Number: "7", Title: "Prices", Sort: "report", State: record.ItemTaken, Exempt: 3, Interest: "Prices given in confidence"}))
	c.paper = get(rm.SavePaper(ctx, officer, meeting, "", 0, record.CommitteePaper{Item: c.item, Title: "Prices of homes", Edition: 1}))
	get(rm.SaveAttendance(ctx, officer, meeting, "", 0, record.Attendance{Name: "Councillor Odile Farrant", As: "member", How: record.Present, LateNotice: true, Arrived: "19:10"}))
	get(rm.SaveDeclaration(ctx, officer, meeting, "", 0, record.Declaration{Member: "Councillor Odile Farrant", Interest: "School governor", Sort: "other", Did: "stayed"}))
	c.source = get(rm.BringIn(ctx, officer, meeting, "item-4.txt", []byte(item4)))
	_, err := rm.Accept(ctx, officer, c.source, []string{"paragraph 4.1", "question 4.2", "figure 4.1/1"})
	webtest.Need(t, err)
	claims, err := rm.Claims(ctx, officer)
	webtest.Need(t, err)
	c.claim = claims.All[0].ID
	c.action = get(rm.Follow(ctx, officer, record.Action{Sort: record.ActionAgreed, Text: "A briefing on homes", Owner: office, Due: day.Must("2026-02-20")}))
	webtest.Need(t, rm.ReportAction(ctx, f.Actor(t, "worker:director"), c.action, scrutiny.Report{Text: "On track", RAG: "amber"}))
	webtest.Need(t, rm.PublishAction(ctx, officer, c.action))
	c.recommendation = get(rm.Recommend(ctx, officer, record.Recommendation{Text: "More foster carers", To: office}))
	webtest.Need(t, rm.Notify(ctx, officer, c.recommendation, day.Must("2026-02-20"), day.Must("2026-02-20"), true))
	issue := get(rm.SaveIssue(ctx, officer, "", 0, record.YouthIssue{Group: "Children in Care Council", Raised: day.Must("2026-02-01"), Said: "Tell us when our worker changes", State: "raised"}))
	webtest.Need(t, rm.PublishIssue(ctx, officer, issue))
	inspection := get(rm.SaveInspection(ctx, officer, "", 0, record.InspectionPlan{Title: "Inspection of 2026", Service: "Children's social care", Published: day.Must("2026-02-16"), Edition: "interim",
		Judgements: []record.Judgement{{Area: "Overall", Grade: "good"}}}))
	get(rm.Follow(ctx, officer, record.Action{Sort: record.ActionInspection, Plan: inspection, Text: "Supervision each month", Owner: office, Due: day.Must("2026-06-01")}))
	c.committee, c.office, c.meeting, c.issue, c.inspection = webtest.ID(committee), webtest.ID(office), webtest.ID(meeting), webtest.ID(issue), webtest.ID(inspection)
}

// chamberPages are ways to see the pages of scrutiny.
func (f *furnished) chamberPages(out map[string][]sample) {
	c := f.chamber
	officer := func(with string) []sample { return []sample{{who: "scrutiny", with: with}} }
	maps.Copy(out, map[string][]sample{
		"GET /public/meetings": {{}}, "GET /public/meetings/{id}": {{with: c.meeting}, {with: "none", not: true}}, "GET /public/actions": {{}}, "GET /public/what-happened": {{}}, "GET /public/young-people": {{}}, "GET /public/figures": {{}},
		"GET /scrutiny/committees": officer(""), "GET /scrutiny/committees/new": officer(""), "GET /scrutiny/committees/{id}": {{who: "scrutiny", with: c.committee}, {who: "member", with: c.committee}},
		"GET /scrutiny/committees/{id}/change": officer(c.committee), "GET /scrutiny/committees/{id}/seat": officer(c.committee), "GET /scrutiny/committees/{id}/topic": {{who: "member", with: c.committee}, {who: "scrutiny", with: c.committee}},
		"GET /scrutiny/committees/{id}/move": {{who: "scrutiny", with: c.committee, not: true}}, // no topic is named
		"GET /scrutiny/offices":              officer(""), "GET /scrutiny/offices/new": officer(""), "GET /scrutiny/offices/{id}": officer(c.office), "GET /scrutiny/offices/{id}/change": officer(c.office), "GET /scrutiny/offices/{id}/holder": officer(c.office),
		"GET /scrutiny/meetings": officer(""), "GET /scrutiny/meetings/new": officer(""), "GET /scrutiny/meetings/{id}": {{who: "scrutiny", with: c.meeting}, {who: "member", with: c.meeting}}, "GET /scrutiny/meetings/{id}/change": officer(c.meeting),
		"GET /scrutiny/meetings/{id}/move": officer(c.meeting), "GET /scrutiny/meetings/{id}/item": officer(c.meeting), "GET /scrutiny/meetings/{id}/paper": officer(c.meeting),
		"GET /scrutiny/meetings/{id}/sign-off":   {{who: "director", with: c.meeting, not: true}}, // no paper is named
		"GET /scrutiny/meetings/{id}/attendance": officer(c.meeting), "GET /scrutiny/meetings/{id}/declaration": officer(c.meeting), "GET /scrutiny/meetings/{id}/pack": {{who: "director", with: c.meeting}},
		"GET /scrutiny/actions": officer(""), "GET /scrutiny/actions/new": officer(""), "GET /scrutiny/actions/{id}": {{who: "scrutiny", with: c.action}, {who: "director", with: c.action}}, "GET /scrutiny/actions/{id}/report": {{who: "director", with: c.action}},
		"GET /scrutiny/actions/{id}/close": officer(c.action), "GET /scrutiny/actions/{id}/end": officer(c.action), "GET /scrutiny/actions/{id}/reopen": officer(c.action),
		"GET /scrutiny/recommendations": officer(""), "GET /scrutiny/recommendations/new": officer(""), "GET /scrutiny/recommendations/{id}": {{who: "director", with: c.recommendation}}, "GET /scrutiny/recommendations/{id}/notify": officer(c.recommendation),
		"GET /scrutiny/recommendations/{id}/respond": {{who: "director", with: c.recommendation}}, "GET /scrutiny/recommendations/{id}/report": {{who: "director", with: c.recommendation}}, "GET /scrutiny/recommendations/{id}/conclude": officer(c.recommendation),
		"GET /scrutiny/minutes/{id}":        officer(c.source),
		"GET /scrutiny/minutes/{id}/action": {{who: "scrutiny", with: c.source, not: true}}, // no action is named
		"GET /scrutiny/claims":              officer(""), "GET /scrutiny/claims/{id}": {{who: "director", with: c.claim}},
		"GET /scrutiny/young-people": officer(""), "GET /scrutiny/young-people/new": {{who: "member"}}, "GET /scrutiny/young-people/{id}": {{who: "director", with: c.issue}},
		"GET /scrutiny/inspections": officer(""), "GET /scrutiny/inspections/new": {{who: "director"}}, "GET /scrutiny/inspections/{id}": officer(c.inspection), "GET /scrutiny/inspections/{id}/change": {{who: "director", with: c.inspection}},
		"GET /scrutiny/inspections/{id}/action": officer(c.inspection),
		"GET /public/feed":                      {{status: 422}}, "GET /public/data/{id}": {{with: "actions", not: true}}, // no format is named
	})
	for _, p := range []string{"merge", "rule-out", "put", "carry", "part"} {
		out["GET /scrutiny/questions/{id}/"+p] = officer(f.question)
	}
	for _, p := range []string{"route", "about", "not-recorded"} {
		out["GET /scrutiny/questions/{id}/"+p] = []sample{{who: "director", with: f.question}}
	}
}
