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
	review, cabinet, shown, decision                                      string
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
	c.review = webtest.ID(get(rm.SaveReview(ctx, officer, "", 0, "Foster carers", committee, "Councillor Odile Farrant", record.ReviewTerms{Aims: "Why carers leave"})))
	webtest.Need(t, rm.CommentOnReview(ctx, f.Actor(t, "worker:member"), "review:"+c.review, "Councillor Odile Farrant", "Hear those who left"))
	webtest.Need(t, rm.MoveReview(ctx, officer, "review:"+c.review, scrutiny.ReviewMove{To: "consulted", Note: "The cabinet member"}))
	webtest.Need(t, rm.SettleComment(ctx, officer, "review:"+c.review, 1, 1, "It is in the methods"))
	webtest.Need(t, rm.MoveReview(ctx, officer, "review:"+c.review, scrutiny.ReviewMove{To: "scope_approved", Note: "Minute 6.1"}))
	webtest.Need(t, rm.AddEvidence(ctx, officer, "review:"+c.review, record.Evidence{Sort: "visit", On: day.Must("2026-02-02"), Title: "A carers' group"}))
	webtest.Need(t, rm.AddFinding(ctx, officer, "review:"+c.review, "They miss advice at weekends", []int{1}))
	report := record.CabinetReport{Title: "Annual report", Member: "Councillor Field", Director: "Helen Starling", Wards: "All wards", Classification: "open", Covers: day.Must("2025-03-31"), Author: "Ann Officer", Body: "Cabinet", Meeting: day.Must("2026-04-20")}
	c.cabinet = webtest.ID(get(rm.SaveCabinetReport(ctx, officer, "", 0, report)))
	next := get(rm.PlanMeeting(ctx, officer, record.Meeting{Committee: committee, Date: day.Must("2026-04-20")}))
	item := get(rm.SaveItem(ctx, officer, next, "", 0, record.AgendaItem{Number: "1", Title: "Annual report", Sort: "report", State: record.ItemCleared}))
	v, err := rm.Meeting(ctx, officer, next)
	webtest.Need(t, err)
	report.MeetingRecord, report.Item, report.Recommends, report.Sections = v.Meeting.ID, item, []record.Recommends{{Sort: "note", Text: "The report"}}, map[string]string{}
	for _, x := range scrutiny.CabinetSections {
		report.Sections[x.Key] = "Not applicable."
	}
	shown := get(rm.SaveCabinetReport(ctx, officer, "", 0, report))
	for _, x := range []string{"finance", "legal", "equalities", "lead"} {
		webtest.Need(t, rm.SignCabinetReport(ctx, officer, shown, record.SignOff{Sort: x, Name: "Grace Tilling, officer"}))
	}
	webtest.Need(t, rm.PublishCabinetReport(ctx, officer, shown))
	webtest.Need(t, rm.MoveMeeting(ctx, officer, next, scrutiny.Move{To: record.MeetingAgendaPublished}))
	c.shown = webtest.ID(shown)
	decision := get(rm.SaveDecision(ctx, officer, "", 0, record.Decision{Title: "A new home", Maker: "Cabinet", Key: true, Noticed: day.Must("2026-01-05"), Expected: day.Must("2026-02-16"), Taken: day.Must("2026-02-16"), Published: day.Must("2026-02-24")}))
	webtest.Need(t, rm.CallIn(ctx, officer, decision, record.CallIn{Signatories: []string{"A", "B", "C", "D", "E"}, Grounds: "No options", Received: day.Must("2026-02-25")}))
	webtest.Need(t, rm.JudgeCallIn(ctx, officer, decision, "yes", "The monitoring officer", "", day.Must("2026-02-26")))
	c.decision = webtest.ID(decision)
	c.committee, c.office, c.meeting, c.issue, c.inspection = webtest.ID(committee), webtest.ID(office), webtest.ID(meeting), webtest.ID(issue), webtest.ID(inspection)
}

// chamberPages are ways to see the pages of scrutiny.
func (f *furnished) chamberPages(out map[string][]sample) {
	c := f.chamber
	officer := func(with string) []sample { return []sample{{who: "scrutiny", with: with}} }
	maps.Copy(out, map[string][]sample{
		"GET /public/meetings": {{}}, "GET /public/meetings/{id}": {{with: c.meeting}, {with: "none", not: true}}, "GET /public/actions": {{}}, "GET /public/decisions": {{}}, "GET /public/what-happened": {{}}, "GET /public/young-people": {{}}, "GET /public/figures": {{}},
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
		"GET /scrutiny/reviews":                 {{who: "scrutiny"}, {who: "member", once: true}}, "GET /scrutiny/reviews/new": officer(""), "GET /scrutiny/reviews/{id}": {{who: "scrutiny", with: c.review}, {who: "member", with: c.review, once: true}}, "GET /scrutiny/reviews/{id}/scope": officer(c.review),
		"GET /scrutiny/reviews/{id}/comment": {{who: "member", with: c.review}}, "GET /scrutiny/reviews/{id}/settle": {{who: "scrutiny", with: c.review, not: true}}, // no comment is named
		"GET /scrutiny/reviews/{id}/evidence": officer(c.review), "GET /scrutiny/reviews/{id}/finding": officer(c.review), "GET /scrutiny/reviews/{id}/check": officer(c.review), "GET /scrutiny/reviews/{id}/move": officer(c.review),
		"GET /scrutiny/check": {{who: "member"}}, "GET /scrutiny/meetings/{id}/draft": officer(c.meeting), "GET /scrutiny/meetings/{id}/paragraph": officer(c.meeting), "GET /scrutiny/meetings/{id}/draft-file": {{who: "scrutiny", with: c.meeting, status: 422}}, // no format is named
		"GET /scrutiny/meetings/{id}/notes": {{who: "scrutiny", with: c.meeting, not: true}}, // no item is named
		"GET /scrutiny/cabinet":             {{who: "director"}}, "GET /scrutiny/cabinet/new": {{who: "director"}}, "GET /scrutiny/cabinet/{id}": {{who: "director", with: c.cabinet}, {who: "scrutiny", with: c.shown}}, "GET /scrutiny/cabinet/{id}/change": {{who: "director", with: c.cabinet}},
		"GET /scrutiny/cabinet/{id}/sign-off": {{who: "director", with: c.cabinet}}, "GET /public/cabinet/{id}": {{with: c.shown}, {with: c.cabinet, not: true}},
		"GET /scrutiny/decisions": officer(""), "GET /scrutiny/decisions/new": officer(""), "GET /scrutiny/decisions/{id}": officer(c.decision), "GET /scrutiny/decisions/{id}/change": officer(c.decision), "GET /scrutiny/decisions/{id}/call-in": officer(c.decision),
		"GET /scrutiny/decisions/{id}/judge": officer(c.decision), "GET /scrutiny/decisions/{id}/hear": officer(c.decision),
		"GET /public/feed": {{status: 422}}, "GET /public/data/{id}": {{with: "actions", not: true}}, // no format is named
	})
	for _, p := range []string{"merge", "rule-out", "put", "carry", "part"} {
		out["GET /scrutiny/questions/{id}/"+p] = officer(f.question)
	}
	for _, p := range []string{"route", "about", "not-recorded"} {
		out["GET /scrutiny/questions/{id}/"+p] = []sample{{who: "director", with: f.question}}
	}
}
