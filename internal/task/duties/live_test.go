package duties_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"throughline/internal/assessment"
	"throughline/internal/casework"
	"throughline/internal/clock"
	"throughline/internal/consultation"
	"throughline/internal/earlyhelp"
	"throughline/internal/frontdoor"
	"throughline/internal/lado"
	"throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
	"throughline/internal/task/duties"
)

// areas are those of specs/clocks.json whose every time limit is to be live (must-show 3 of issue 5), with the supervision of a case.
var areas = []string{"front door", "early help", "LADO", "assessment", "child in need", "strategy", "s47", "child protection", "visits"}

// notLive are the limits of these areas that no record of today can start, each with the reason. None is left.
var notLive = map[string]string{}

// rule is every rule of these areas.
func rule(b *clock.Book) task.Rule {
	all := []task.Rule{frontdoor.Tasks(b), consultation.Tasks(b), assessment.Tasks(b), lado.Tasks(b), earlyhelp.Tasks(b), protection.Tasks(b), casework.Tasks(b), duties.Tasks(b)}
	return func(s story.Story) (out []task.Task) {
		for _, r := range all {
			out = append(out, r(s)...)
		}
		return out
	}
}

// on is the story of a subject whose records are named r0, r1 and so on.
func on(subject string, bodies ...record.Body) story.Story {
	var rs []record.Record
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: fmt.Sprintf("r%d", i), Kind: b.KindName(), Subject: subject, Version: 1}, Body: b})
	}
	return story.New(subject, nil, rs)
}

// triggers are the least that starts each limit. In the story of a child r0 is the child, r1 an open referral of 2 March 2026, r2 the allocation.
func triggers() map[string]story.Story {
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	kid := func(bodies ...record.Body) story.Story {
		return on("child:1", append([]record.Body{record.Child{Birth: d("2015-05-01")}, record.Referral{Date: d("2026-03-02"), Decision: "assessment", Team: "team:north"},
			record.Allocation{Worker: "worker:ada", Team: "team:north", Role: "allocated", From: d("2026-03-02")}}, bodies...)...)
	}
	contact := func(nature, channel string) story.Story {
		return on("contact:1", record.Contact{Reference: "R-1", Received: at, Nature: nature, Channel: channel, Rating: "amber", Referrer: record.Referrer{AgencyType: "school"}, Children: []record.ContactChild{{Given: "A"}}})
	}
	allegation := func(l record.LADOReferral) story.Story {
		l.Reference, l.Known = "L-1", d("2026-02-27")
		if l.Received.IsZero() {
			l.Received = d("2026-03-02")
		}
		return on("allegation:1", l)
	}
	met := record.LADOReferral{Triage: lado.MeetsThreshold, Triaged: d("2026-03-02")}
	family := func(c record.EarlyHelpCase) story.Story {
		c.Reference, c.Requested = "E-1", d("2026-03-02")
		c.Consent = []record.FamilyConsent{{Answer: "given", On: d("2026-03-02")}}
		return on(record.EarlyHelpSubject+":1", c)
	}
	discussed := record.StrategyDiscussion{Referral: "r1", Date: d("2026-03-02"), At: at, Concern: d("2026-03-02"), Decision: "s47_single"}
	enquiry := record.S47Enquiry{Referral: "r1", Started: d("2026-03-02"), Discussion: "r3"}
	due := record.InitialCPConference{Referral: "r1", Planned: d("2026-03-20")}
	held := record.InitialCPConference{Referral: "r1", Date: d("2026-03-18"), Decision: "plan"}
	plan := record.CPPlan{Referral: "r1", Started: d("2026-03-18"), NextReview: d("2026-06-10"), MoveDecided: d("2026-04-01")}
	need := record.CINPlan{Referral: "r1", Started: d("2026-03-18")}
	ofPlan := func(more ...record.Body) story.Story { return kid(append([]record.Body{plan}, more...)...) }
	assessed := record.Assessment{Referral: "r1", Started: d("2026-03-02")}
	toNeed := record.Assessment{Referral: "r1", Started: d("2026-03-02"), Authorised: d("2026-03-18"), Outcome: "child_in_need_plan"}
	needs := func(typ string) story.Story { return kid(record.NeedAssessment{Type: typ, Began: d("2026-03-02")}) }
	care := record.CarePeriod{Started: d("2026-03-02")}
	lookedAfter := func(seen string) story.Story {
		return kid(care, record.Visit{Type: record.VisitCLA, Date: d(seen), Seen: record.Yes})
	}
	home := func(kind, seen string, more ...record.Body) story.Story {
		return kid(append([]record.Body{care, record.CLAPlacement{From: d("2026-03-02"), Type: kind}, record.Visit{Type: record.VisitCLA, Date: d(seen), Seen: record.Yes}}, more...)...)
	}
	holds := func(kind string) record.VisitArrangement {
		return record.VisitArrangement{Kind: kind, From: d("2026-03-02")}
	}
	return map[string]story.Story{
		"FD-01": contact(record.AsksForService, "phone"), "FD-02": contact(record.AsksForService, "email"), "FD-03": contact(record.TellsOf, "phone"), "FD-04": contact(record.AsksForService, "phone"),
		"FD-05": on("consultation:1", record.Consultation{At: at, Worker: "worker:sam"}),

		"EH-01": family(record.EarlyHelpCase{Worker: "worker:ema"}), "EH-02": family(record.EarlyHelpCase{Worker: "worker:ema", Assessed: d("2026-03-10"), Planned: d("2026-03-11")}),
		"EH-03": family(record.EarlyHelpCase{From: earlyhelp.FromStepDown}),

		"LADO-01": on("allegation:1", record.LADOReferral{Reference: "L-1", Known: d("2026-02-27")}), "LADO-02": allegation(record.LADOReferral{}), "LADO-03": allegation(met), "LADO-04": allegation(met), "LADO-05": allegation(met), "LADO-06": allegation(met),
		"LADO-07": allegation(met), "LADO-08": allegation(record.LADOReferral{Suspended: d("2026-03-02")}), "LADO-09": allegation(record.LADOReferral{Dismissed: d("2026-03-02")}),
		"LADO-10": allegation(record.LADOReferral{Closed: d("2026-03-20"), Outcome: "false", Born: d("1980-01-01")}),

		"AS-01": on("assessment:1", record.AssessmentReport{Team: "team:north", State: record.Writing, Referred: d("2026-03-02")}), "AS-02": kid(assessed), "AS-03": kid(assessed), "AS-04": kid(discussed, enquiry),
		"AS-05": needs(record.NeedYoungCarer), "AS-06": needs(record.NeedHomeless), "AS-07": needs(record.NeedAge),

		"CIN-01": kid(toNeed), "CIN-02": kid(need), "CIN-03": kid(need, record.PlanMeeting{Type: "cin_review", Plan: "r3", Date: d("2026-06-10")}), "CIN-04": kid(need),

		"SD-01": kid(record.Assessment{Referral: "r1", Started: d("2026-03-02"), Authorised: d("2026-03-18"), Outcome: "strategy_discussion"}), "SD-02": kid(discussed),
		"S47-01": kid(discussed, enquiry), "S47-02": kid(discussed, enquiry),
		"S47-03": kid(record.S47Enquiry{Referral: "r1", Started: d("2026-03-02"), Ended: d("2026-03-12"), ICPCNotRequired: record.Yes, AuthorisedAt: at.Add(10 * 24 * time.Hour)}),

		"CP-01": kid(due), "CP-02": ofPlan(), "CP-03": kid(record.InitialCPConference{Referral: "r1", Notified: d("2026-03-02")}), "CP-04": kid(held), "CP-05": kid(held), "CP-06": ofPlan(),
		"CP-07": ofPlan(record.PlanMeeting{Type: "core_group", Plan: "r3", Date: d("2026-03-25")}), "CP-08": ofPlan(), "CP-09": ofPlan(record.CPReview{Plan: "r3", Date: d("2026-06-10")}), "CP-10": ofPlan(), "CP-11": ofPlan(),
		"CP-12": ofPlan(), "CP-13": ofPlan(), "CP-14": ofPlan(record.Visit{Type: record.VisitCP, Plan: "r3", Date: d("2026-03-25"), Seen: record.Yes, Alone: record.No}), "CP-15": ofPlan(), "CP-16": ofPlan(),

		"CLA-10": kid(care), "CLA-11": lookedAfter("2026-03-05"), "CLA-13": lookedAfter("2027-03-05"),
		"CLA-12": home("U4", "2027-03-05"), "CLA-14": home("P1", "2026-03-05", holds(record.ParentsAssessed)), "CLA-15": home("U3", "2026-03-05", holds(record.ConnectedPerson)),
		"CLA-16": home("P1", "2026-03-05", record.LegalStatus{Status: "C2", From: d("2026-03-12")}), "CLA-17": home("U6", "2026-03-01", holds(record.ChildAskedToMeet)),
		"CLA-18": home("U4", "2027-03-05", holds(record.LongTermAgreed)), "CLA-19": kid(care, record.LegalStatus{Status: "V4", From: d("2026-03-02")}),
		"QA-03": kid(),
	}
}

// counted are the limits that come without a day of their own: what makes them due is another visit.
var counted = []string{"CP-14"}

// TestEveryClockIsLive (must-show 3 of issue 5): each time limit of these areas makes work from the records that start it: open, with its day, for somebody or for a list that somebody works
// from; or it is named here with the reason why it cannot.
func TestEveryClockIsLive(t *testing.T) {
	t.Parallel()
	b := clock.Standard()
	work, stories, lists := rule(b), triggers(), duties.Lists()
	walked := 0
	for _, def := range clock.All() {
		if !slices.Contains(areas, def.Area) && def.ID != casework.SupervisionClock {
			continue
		}
		walked++
		s, live := stories[def.ID]
		why, not := notLive[def.ID]
		delete(stories, def.ID)
		switch {
		case live == not:
			t.Errorf("%s, %s: neither a story that starts it nor a reason why none can, or both (%s)", def.ID, def.Name, why)
			continue
		case not:
			continue
		}
		i := slices.IndexFunc(work(s), func(x task.Task) bool { return x.Clock == def.ID && x.Met.IsZero() })
		if i < 0 {
			t.Errorf("%s, %s: no work comes of it", def.ID, def.Name)
			continue
		}
		x := work(s)[i]
		if x.Due.IsZero() && !slices.Contains(counted, def.ID) {
			t.Errorf("%s, %s: it has no day", def.ID, def.Name)
		}
		if x.Worker == "" && x.Queue == "" && x.Team == "" {
			t.Errorf("%s, %s: it is nobody’s", def.ID, def.Name)
		}
		if at := x.At(b, x.Started.Day().Start()); at.Limit == nil || at.Source() == "" || at.Words == "" {
			t.Errorf("%s: it does not say which document sets it, or how it stands", def.ID)
		}
	}
	for id := range stories {
		t.Errorf("%s is no limit of these areas", id)
	}
	for _, l := range lists {
		for _, id := range l.Clocks {
			if _, err := b.Lookup(id); err != nil {
				t.Errorf("the list %s names %s, which is none", l.ID, id)
			}
		}
	}
	if walked < 55 {
		t.Errorf("only %d limits were walked", walked)
	}
}
