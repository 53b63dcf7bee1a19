package assessment

import (
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

func told(bodies ...record.Body) story.Story {
	var rs []record.Record
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: "r" + string(rune('0'+i)), Kind: b.KindName(), Subject: "child:1"}, Body: b})
	}
	return story.New("child:1", nil, rs)
}

// Acceptance scenario 12: no step may do nothing. Every outcome that can be chosen asks for one step, which is pending until a record says that it is done.
func TestScenario12EveryOutcomeAsksForOneStep(t *testing.T) {
	t.Parallel()
	set, ok := codes.Set("assessment_outcome")
	if !ok {
		t.Fatal("no outcomes")
	}
	on := day.Must("2026-03-02")
	met := map[string]record.Body{
		"early_help": record.EarlyHelp{Started: on}, "child_in_need_plan": record.CINPlan{Started: on}, "strategy_discussion": record.StrategyDiscussion{Date: on},
		"initial_conference": record.InitialCPConference{Date: on.Add(3)}, "looked_after": record.CarePeriod{Started: on}, "legal_planning": record.PreProceedings{Decided: on},
		"disabled_children_service": record.CINPlan{Started: on}, "private_fostering": record.CINPlan{Started: on},
	}
	titles := map[string]bool{}
	for _, c := range set.Codes {
		a, ref := record.Assessment{Authorised: on, Outcome: c.Code}, record.Referral{Date: on.Add(-9)}
		f, ok := Follows(told(), a, ref)
		if !ok || f.Title == "" || f.State != FollowPending {
			t.Errorf("%s: %+v %v", c.Code, f, ok)
		}
		titles[f.Title] = true
		if body := met[c.Code]; body != nil {
			if f, _ := Follows(told(body), a, ref); f.State != FollowDone {
				t.Errorf("%s is %s although the record says that it was done", c.Code, f.State)
			}
		} else {
			ref.Closed = on
			if f, _ := Follows(told(), a, ref); f.State != FollowDone {
				t.Errorf("%s is %s although the referral is closed", c.Code, f.State)
			}
		}
		if _, ok := Follows(told(), record.Assessment{Outcome: c.Code}, ref); ok {
			t.Errorf("%s asks for a step before it is authorised", c.Code)
		}
	}
	if len(titles) != len(set.Codes) {
		t.Errorf("%d outcomes, %d steps", len(set.Codes), len(titles))
	}
}

// What is still being done for a child keeps the referral open, and says so.
func TestScenario12WhatKeepsAReferralOpen(t *testing.T) {
	t.Parallel()
	on := day.Must("2026-03-02")
	a := record.Assessment{Authorised: on, Outcome: noFurtherAction}
	for want, body := range map[string]record.Body{
		"a child protection plan has run since 2 February 2026": record.CPPlan{Started: day.Must("2026-02-02")},
		"a child in need plan has run since 2 February 2026":    record.CINPlan{Started: day.Must("2026-02-02")},
		"looked after since 2 February 2026":                    record.CarePeriod{Started: day.Must("2026-02-02")},
	} {
		if f, _ := Follows(told(body), a, record.Referral{}); f.State != FollowFailed || !strings.Contains(f.Why, want) {
			t.Errorf("%+v, want %q", f, want)
		}
	}
	over := told(record.CPPlan{Started: day.Must("2026-01-02"), Ended: on}, record.CINPlan{Started: day.Must("2026-01-02"), Ended: on}, record.CarePeriod{Started: day.Must("2026-01-02"), Ended: on})
	if f, _ := Follows(over, a, record.Referral{}); f.State != FollowPending {
		t.Errorf("what is over keeps it open: %+v", f)
	}
}
