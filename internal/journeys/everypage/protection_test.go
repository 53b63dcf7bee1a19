package everypage_test

import (
	"testing"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// guarded are the records that the pages of protection show, of one child, in every state that a page goes on from.
type guarded struct {
	discussion, enquiry, ended, due, held, plan, review, need, asked string
}

// guard gives the child everything from a discussion to plans of both kinds.
func (f *furnished) guard(t *testing.T) {
	t.Helper()
	id, child, now := f.House.Desk.NewID, "child:"+f.child, f.Clock.Now()
	today := day.In(now)
	ref, conf, g := id(), id(), &f.guarded
	*g = guarded{id(), id(), id(), id(), conf, id(), id(), id(), id()}
	act := []record.PlanAction{{What: "A key for the grandmother", Owner: "Ina Featherquill", Due: today.Add(-1)}}
	f.Write(t,
		record.New(ref, child, record.Referral{Date: today.Add(-200), Decision: "assessment", PrimaryNeed: "N1", Team: "team:assessment-north"}),
		record.New(g.discussion, child, record.StrategyDiscussion{Referral: ref, Date: today.Add(-5), At: now.Add(-5 * 24 * time.Hour), Initiator: "school", Agencies: []string{"police"}, Decision: "s47_joint",
			Reason: "Marks on both arms", Worker: "worker:social-worker", Concern: today.Add(-6), Attendees: []record.Participant{{Name: "DS Noor", Agency: "police", View: "significant_harm"}}}),
		record.New(g.enquiry, child, record.S47Enquiry{Referral: ref, Started: today.Add(-5), Discussion: g.discussion, Lead: "worker:social-worker", Seen: today.Add(-5), Outcome: "conference",
			Reason: "The marks are of different ages", ProposedBy: "worker:social-worker", ProposedAt: now.Add(-time.Hour)}),
		record.New(g.ended, child, record.S47Enquiry{Referral: ref, Started: today.Add(-60), Ended: today.Add(-50), ICPCNotRequired: record.Yes, Outcome: "services", AuthorisedBy: "worker:manager", AuthorisedAt: now.Add(-50 * 24 * time.Hour)}),
		record.New(g.due, child, record.InitialCPConference{Referral: ref, Enquiry: g.enquiry, Target: today.Add(15), Planned: today.Add(10)}),
		record.New(conf, child, record.InitialCPConference{Referral: ref, Target: today.Add(-100), Date: today.Add(-101), Decision: "plan", Reason: "All were of one mind", Minutes: record.Paper{Text: "Minutes"}}),
		record.New(g.plan, child, record.CPPlan{Referral: ref, Conference: conf, Started: today.Add(-101), InitialCategory: "NEG", LatestCategory: "PHY", Aim: "Nobody hurts her", Actions: act, CoreGroup: "Tomasz Lewin"}),
		record.New(g.review, child, record.CPReview{Plan: g.plan, Date: today.Add(-20), Continues: record.Yes, Quorate: record.Yes, Reason: "It is early"}),
		record.New(id(), child, record.Visit{Type: record.VisitCP, Date: today.Add(-3), Plan: g.plan, Seen: record.Yes, Alone: record.No, Place: "home", Worker: "worker:social-worker"}),
		record.New(g.asked, child, record.VisitArrangement{Kind: record.ChildAskedToMeet, From: today.Add(-2), Note: "She wants to talk alone", Worker: "worker:social-worker"}),
		record.New(g.need, child, record.CINPlan{Referral: ref, Started: today.Add(-150), Aim: "Meals", Actions: act}),
	)
}

// guardedPages are the pages of protection.
func (f *furnished) guardedPages(out map[string][]sample) {
	const root = "GET /children/{id}/protection"
	at := func(who, path, record string) { out[root+path] = []sample{{who: who, with: f.child, then: record}} }
	g := f.guarded
	for path, record := range map[string]string{
		"": "", "/discussion": "", "/visit": "", "/visiting": "", "/visiting/{record}/end": g.asked, "/need": "", "/transfer-in": "", "/discussion/{record}/sent": g.discussion, "/enquiry/{record}/outcome": g.enquiry, "/enquiry/{record}/told": g.ended,
		"/conference/{record}/arrange": g.due, "/conference/{record}/hold": g.due, "/conference/{record}/papers": g.held, "/conference/{record}/agenda": g.due, "/plan/{record}/terms": g.plan, "/plan/{record}/action/{n}": g.plan,
		"/plan/{record}/core-group": g.plan, "/plan/{record}/report": g.plan, "/plan/{record}/review": g.plan, "/plan/{record}/end": g.plan, "/plan/{record}/oversight": g.plan,
		"/plan/{record}/move": g.plan, "/review/{record}/papers": g.review, "/need/{record}/terms": g.need, "/need/{record}/action/{n}": g.need, "/need/{record}/review": g.need, "/need/{record}/end": g.need,
	} {
		at("social-worker", path, record)
	}
	at("manager", "/enquiry/{record}/authorise", g.enquiry)
	at("manager", "/conference/{record}/not-convene", g.due)
	at("manager", "/close", "")
	out[root+"/plan/{record}/terms"] = append(out[root+"/plan/{record}/terms"], sample{who: "social-worker", with: f.child, then: webtest.ID("child:none"), not: true})
	out["GET /conferences"] = []sample{{who: "manager"}}
}
