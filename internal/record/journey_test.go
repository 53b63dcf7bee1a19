package record

import (
	"strings"
	"testing"
	"time"

	"throughline/internal/day"
)

// TestValidOfJourney: what the kinds of the child's journey that no return has refuse, and what they take.
func TestValidOfJourney(t *testing.T) {
	t.Parallel()
	d := day.Must
	on := d("2026-11-25")
	late := time.Date(2026, 11, 25, 23, 30, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		body Validator
		says string // empty: taken
	}{
		"a contact of today":                         {ChildContact{Date: on}, ""},
		"a contact of tomorrow":                      {ChildContact{Date: d("2026-11-26")}, "today or in the past"},
		"a contact of no day":                        {ChildContact{Source: "2A"}, "day the contact was received"},
		"a contact from nowhere":                     {ChildContact{Date: on, Source: "2Z"}, "referral_source"},
		"a contact that ends without a referral":     {ChildContact{Date: on, Source: "6", Outcome: "no_further_action", Decided: late}, ""},
		"a decision that says nothing":               {ChildContact{Date: on, Decided: late}, "what came of the contact"},
		"a rating of no set":                         {ChildContact{Date: on, Rating: "blue"}, "contact_rating"},
		"a call without a child":                     {Consultation{At: late, AgencyType: "police"}, ""},
		"a call late in the evening is of that day":  {Consultation{At: late, AgencyType: "school"}, ""},
		"a call after midnight in London":            {Consultation{At: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC), AgencyType: "school"}, "today or in the past"},
		"a call from nobody":                         {Consultation{At: late}, "kind of agency"},
		"a call at no time":                          {Consultation{AgencyType: "school"}, "when the call was answered"},
		"consent that was not spoken of":             {Consultation{At: late, AgencyType: "school", ConsentDiscussed: No, Consent: "seek"}, "consent was discussed"},
		"a call of less than nothing":                {Consultation{At: late, AgencyType: "school", Minutes: -1}, "0 or more"},
		"help that goes on":                          {EarlyHelp{Started: d("2026-01-05"), Service: "education"}, ""},
		"help that ends before it starts":            {EarlyHelp{Started: d("2026-01-05"), Ended: d("2026-01-04")}, "4 Jan 2026 is before the start, 5 Jan 2026"},
		"help that ends on the day it starts":        {EarlyHelp{Started: d("2026-01-05"), Ended: d("2026-01-05"), Outcome: "advice"}, ""},
		"an outcome of no set":                       {EarlyHelp{Outcome: "cured"}, "early_help_outcome"},
		"a visit that was tried":                     {Visit{Type: VisitCP, Date: on, Seen: No, WhyNot: "Nobody at home"}, ""},
		"seen alone but not seen":                    {Visit{Type: VisitCP, Date: on, Seen: No, Alone: Yes}, "not seen alone"},
		"a visit of no kind":                         {Visit{Date: on}, "kind of visit"},
		"a visit of a kind that is none":             {Visit{Type: "lac", Date: on}, "visit_type"},
		"a visit in the future":                      {Visit{Type: VisitCIN, Date: d("2026-12-01")}, "today or in the past"},
		"a discussion asked for by the police":       {StrategyDiscussion{Date: on, Initiator: "police", Agencies: []string{"police", "school"}, Decision: "s47_joint"}, ""},
		"a discussion with strangers":                {StrategyDiscussion{Date: on, Agencies: []string{"police", "press"}}, "agency_type"},
		"a core group":                               {PlanMeeting{Type: "core_group", Plan: "p", Date: on}, ""},
		"a meeting of no kind":                       {PlanMeeting{Plan: "p", Date: on}, "kind of meeting"},
		"an interview that was declined":             {ReturnInterview{Missing: "m", Offered: Yes, Accepted: No}, ""},
		"an interview held without an offer":         {ReturnInterview{Missing: "m", Offered: No, Held: late}, "was offered"},
		"an interview after nothing":                 {ReturnInterview{Offered: Yes}, "child was missing"},
		"an interview tomorrow":                      {ReturnInterview{Missing: "m", Offered: Yes, Held: late.Add(time.Hour)}, "today or in the past"},
		"missing from home":                          {Missing{Type: "M", From: d("2026-03-01"), To: d("2026-03-02"), FromHome: true}, ""},
		"absent from home":                           {Missing{Type: "A", From: d("2026-03-01"), FromHome: true}, "choose missing"},
		"back on another day":                        {Missing{Type: "M", From: d("2026-03-01"), To: d("2026-03-02"), Returned: time.Date(2026, 3, 3, 1, 0, 0, 0, time.UTC)}, "returned on the day"},
		"back after midnight in summer time":         {Missing{Type: "M", From: d("2026-06-01"), To: d("2026-06-03"), Returned: time.Date(2026, 6, 2, 23, 30, 0, 0, time.UTC)}, ""},
		"what a child says":                          {VoiceOfChild{Date: on, PlanSafe: Yes}, ""},
		"what a child says to nobody":                {VoiceOfChild{PlanSafe: Yes}, "child was asked"},
		"an answer that is none":                     {VoiceOfChild{Date: on, StoryHelped: "maybe"}, "use yes or no"},
		"an application that goes on":                {CareProceedings{Issued: d("2026-01-05"), Sought: OrderCare}, ""},
		"an application for an adoption":             {CareProceedings{Issued: d("2026-01-05"), Sought: "adoption"}, "care order or a supervision order"},
		"an order before the application":            {CareProceedings{Issued: d("2026-01-05"), Ordered: d("2025-12-24"), Order: "care"}, "before the start"},
		"a hearing of no kind":                       {CareProceedings{Hearings: []Hearing{{Date: on, Type: "tea"}}}, "hearing_type"},
		"a plan and one beside it":                   {CLACarePlan{Started: d("2026-01-05"), Permanence: "RETURN6M", Alternatives: []string{"ADOPTION"}}, ""},
		"a plan of no set beside it":                 {CLACarePlan{Alternatives: []string{"HOME"}}, "permanence_plan"},
		"a plan that is reviewed":                    {PathwayPlan{Started: d("2026-01-05"), Reviews: []day.Day{d("2026-06-05")}}, ""},
		"a plan that was reviewed before it began":   {PathwayPlan{Started: d("2026-01-05"), Reviews: []day.Day{d("2025-06-05")}}, "before the start"},
		"a review to come":                           {PathwayPlan{Started: d("2026-01-05"), Reviews: []day.Day{d("2027-06-05")}}, "today or in the past"},
		"no siblings placed apart":                   {Permanence{Siblings: Yes, SiblingsTogether: number(2), SiblingsApart: number(0)}, ""},
		"fewer than no siblings":                     {Permanence{SiblingsApart: number(-1)}, "0 or more"},
		"an order that makes nothing permanent":      {Permanence{Order: "care"}, "permanence_order"},
		"a plan that is asked for":                   {EHCP{Requested: d("2026-01-05"), Decision: "A"}, ""},
		"a need without a rank":                      {EHCP{Needs: []SENNeed{{Type: "ASD"}}}, "from 1"},
		"a plan that ceases before it starts":        {EHCP{Started: d("2026-01-05"), Ceased: d("2025-01-05")}, "before the start"},
		"a plan that ended for a reason of no set":   {CPPlan{EndReason: "bored"}, "cp_plan_end_reason"},
		"a review that ended a plan":                 {CPReview{Plan: "p", Date: on, Continues: No, Quorate: Yes, Participation: "PN1"}, ""},
		"a review with a code of no set":             {CPReview{Participation: "PN9"}, "REVIEW_CODE"},
		"a placement at home":                        {CLAPlacement{Type: "P1", Distance: number(0), Location: "IN", Authority: "E09000012"}, ""},
		"a placement nearer than home":               {CLAPlacement{Type: "P1", Distance: number(-1)}, "0 or more"},
		"a placement in a place by its name":         {CLAPlacement{Type: "P1", Authority: "Kent"}, "PL_LA"},
		"a placement inside out":                     {CLAPlacement{Type: "P1", Location: "In"}, "write it as"},
		"a gateway of no set":                        {PreProceedings{Gateway: "E"}, "legal_gateway"},
		"a young person as they were on a day":       {CareLeaver{Date: d("2026-03-02"), InTouch: "YES", Accommodation: "U1", Eligibility: "former_relevant"}, ""},
		"a young person as they were when":           {CareLeaver{InTouch: "YES"}, "year or the day"},
		"a young person in a year and on a day":      {CareLeaver{Year: 2026, Date: d("2026-03-02")}, "not both"},
		"a code of accommodation that was not there": {CareLeaver{Date: d("2026-03-02"), Accommodation: "Q1"}, "ACCOM"},
		"an eligibility of no set":                   {CareLeaver{Date: d("2026-03-02"), Eligibility: "perhaps"}, "leaving_care_eligibility"},
	} {
		err := tt.body.Valid(on)
		switch {
		case tt.says == "" && err != nil:
			t.Errorf("%s: refused: %v", name, err)
		case tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)):
			t.Errorf("%s: %v; want an error that says %q", name, err, tt.says)
		}
	}
}

func TestLatestPathwayPlan(t *testing.T) {
	t.Parallel()
	d := day.Must
	p := PathwayPlan{Started: d("2025-01-10"), Reviews: []day.Day{d("2026-01-12"), d("2025-07-03")}}
	for on, want := range map[string]string{"2024-12-31": "", "2025-01-10": "2025-01-10", "2025-12-31": "2025-07-03", "2026-01-12": "2026-01-12", "2027-01-01": "2026-01-12"} {
		if got := p.Latest(d(on)).String(); got != want {
			t.Errorf("on %s: %q, want %q", on, got, want)
		}
	}
}
