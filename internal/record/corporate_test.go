package record

import (
	"strings"
	"testing"

	"throughline/internal/day"
)

// TestValidOfCorporate: what the kinds of quality, money and people refuse, and what they take.
func TestValidOfCorporate(t *testing.T) {
	t.Parallel()
	d := day.Must
	on := d("2026-11-25")
	whole := Population{Vintage: "ONS mid-2024", Source: "ONS", Date: d("2024-06-30")}
	with := func(g PopulationGroup) Population { p := whole; p.Groups = []PopulationGroup{g}; return p }
	for name, tt := range map[string]struct {
		body Validator
		says string // empty: taken
	}{
		"an allegation":                              {LADOReferral{Reference: "L-1", Received: on, Known: on, Children: []string{"child:1"}}, ""},
		"an allegation without a reference":          {LADOReferral{Received: on}, "reference"},
		"an allegation of no day":                    {LADOReferral{Reference: "L-1"}, "day the referral was received"},
		"an allegation of the future":                {LADOReferral{Reference: "L-1", Received: on.Add(1)}, "today or in the past"},
		"known after it was referred":                {LADOReferral{Reference: "L-1", Received: d("2026-03-02"), Known: d("2026-03-03")}, "knew of it before"},
		"about an adult":                             {LADOReferral{Reference: "L-1", Received: on, Children: []string{"adult:1"}}, "Choose a child"},
		"a sector of no set":                         {LADOReferral{Reference: "L-1", Received: on, Sector: "zoo"}, "lado_sector"},
		"an outcome without an end":                  {LADOReferral{Reference: "L-1", Received: on, Outcome: "unfounded"}, "was closed"},
		"closed before it came":                      {LADOReferral{Reference: "L-1", Received: d("2026-03-02"), Closed: d("2026-03-01"), Outcome: "false"}, "before the start"},
		"reviewed before it came":                    {LADOReferral{Reference: "L-1", Received: d("2026-03-02"), Reviews: []day.Day{d("2026-03-01")}}, "reviews"},
		"a home":                                     {Provider{Name: "Hill House", Type: "childrens_home", Places: number(4)}, ""},
		"a home without a name":                      {Provider{Type: "childrens_home"}, "name of the provider"},
		"a judgement of no set":                      {Provider{Name: "Hill House", Inspections: []Inspection{{Date: on, Judgement: "fine"}}}, "ofsted_judgement"},
		"an inspection without a judgement":          {Provider{Name: "Hill House", Inspections: []Inspection{{Date: on}}}, "Choose the judgement"},
		"a price":                                    {PlacementPrice{Placement: "p", For: "placement", Week: 505000, From: on}, ""},
		"a placement that costs nothing":             {PlacementPrice{Placement: "p", For: "placement", From: on}, ""},
		"a price below 0":                            {PlacementPrice{Placement: "p", For: "placement", Week: -1, From: on}, "0 or more"},
		"a price of no placement":                    {PlacementPrice{For: "placement", From: on}, "Choose the placement"},
		"a price for nothing":                        {PlacementPrice{Placement: "p", From: on}, "what the price is for"},
		"a price that ends before it begins":         {PlacementPrice{Placement: "p", For: "therapy", From: on, To: on.Add(-1)}, "before the start"},
		"a price that holds one day":                 {PlacementPrice{Placement: "p", For: "therapy", From: on, To: on}, ""},
		"a population":                               {with(PopulationGroup{From: 0, To: 17, Count: 54191}), ""},
		"babies":                                     {with(PopulationGroup{From: 0, To: 0, Sex: "F", Ethnicity: "BCRB", Count: 7}), ""},
		"a main group":                               {with(PopulationGroup{From: 0, To: 17, Ethnicity: "black"}), ""},
		"a group of no list":                         {with(PopulationGroup{From: 0, To: 17, Ethnicity: "Black"}), "ethnicity"},
		"ages that are none":                         {with(PopulationGroup{From: 17, To: 0, Count: 1}), "ages 17 to 0"},
		"fewer than nobody":                          {with(PopulationGroup{To: 17, Count: -1}), "0 or more"},
		"a ward":                                     {Population{Vintage: "v", Source: "s", Date: on, Area: "E05009367"}, ""},
		"an area by its name":                        {Population{Vintage: "v", Source: "s", Date: on, Area: "Dalston"}, "Office for National Statistics"},
		"a population without a name":                {Population{Source: "s", Date: on}, "Name the vintage"},
		"a population of no day":                     {Population{Vintage: "v", Source: "s"}, "counted"},
		"an audit that is planned":                   {Audit{Kind: "case", Planned: on.Add(30)}, ""},
		"an audit at no time":                        {Audit{Kind: "case"}, "is to be done"},
		"a grade before the audit":                   {Audit{Kind: "case", Planned: on, Grade: "good"}, "was done"},
		"an audit of tomorrow":                       {Audit{Kind: "case", Done: on.Add(1)}, "today or in the past"},
		"one who moderates their own":                {Audit{Kind: "case", Done: on, Auditor: "worker:1", Moderator: "worker:1"}, "other than the auditor"},
		"a question of no set":                       {Audit{Kind: "case", Done: on, Answers: []AuditAnswer{{Question: "luck", Grade: "good"}}}, "audit_question"},
		"a complaint":                                {Complaint{Stage: "1", Received: on}, ""},
		"a complaint at stage 4":                     {Complaint{Stage: "4", Received: on}, "complaint_stage"},
		"a complaint answered before it came":        {Complaint{Stage: "1", Received: on, Closed: on.Add(-1)}, "before the start"},
		"upheld without an answer":                   {Complaint{Stage: "1", Received: on, Outcome: "upheld"}, "was answered"},
		"one who asks to adopt":                      {ProspectiveAdopter{Enquired: on, FFA: No}, ""},
		"a stage that ends before it starts":         {ProspectiveAdopter{Stage1: on, Stage1End: on.Add(-1)}, "before the start"},
		"one who left for a reason and did not":      {ProspectiveAdopter{LeftReason: "1"}, "on which they left"},
		"one who works":                              {Employment{From: on, Contract: "permanent", Job: "case_holder", FTE: 60}, ""},
		"one who works more than all the time":       {Employment{From: on, Contract: "permanent", Job: "case_holder", FTE: 101}, "hundredths"},
		"one who works none of the time":             {Employment{From: on, Contract: "permanent", Job: "case_holder"}, "hundredths"},
		"one on no terms":                            {Employment{From: on, Job: "case_holder", FTE: 100}, "how the worker is employed"},
		"one who came after these terms began":       {Employment{From: on, Started: on.Add(1), Contract: "agency", Job: "case_holder", FTE: 100}, "was not after"},
		"one who stayed on other terms":              {Employment{From: on, Started: d("2020-01-06"), Contract: "permanent", Job: "case_holder", FTE: 100}, ""},
		"a post":                                     {Post{Job: "case_holder", FTE: 100, From: on}, ""},
		"a post of no job":                           {Post{FTE: 100, From: on}, "Choose the job"},
		"a post that is gone before it is there":     {Post{Job: "case_holder", FTE: 100, From: on, To: on.Add(-1)}, "before the start"},
		"a post in the words of the worker's title ": {Post{Job: "Social worker", FTE: 100, From: on}, "worker_job"},
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

func TestJudgedOn(t *testing.T) {
	t.Parallel()
	d := day.Must
	p := Provider{Inspections: []Inspection{{d("2025-06-11"), "inadequate"}, {d("2023-02-01"), "good"}}}
	for on, want := range map[string]string{"2023-01-31": "", "2023-02-01": "good", "2025-06-10": "good", "2025-06-11": "inadequate", "2026-01-01": "inadequate"} {
		if got := p.JudgedOn(d(on)); got != want {
			t.Errorf("on %s: %q, want %q", on, got, want)
		}
	}
}

func TestFinalGrade(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]Audit{"": {}, "good": {Grade: "good"}, "inadequate": {Grade: "good", ModeratedGrade: "inadequate"}} {
		if got := a.Final(); got != want {
			t.Errorf("%+v: %q", a, got)
		}
	}
}
