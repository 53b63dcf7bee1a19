package annexa

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/record"
	"throughline/internal/story"
)

func period(from, to, ceased string) record.CarePeriod {
	return record.CarePeriod{Started: d(from), Ended: d(to), Ceased: ceased, Given: []record.CareNeed{{Need: "N1"}}}
}

func status(period, code, from, to string) record.LegalStatus {
	return record.LegalStatus{Period: period, Status: code, From: d(from), To: d(to)}
}

func placement(period, kind, from, to string) record.CLAPlacement {
	return record.CLAPlacement{Period: period, Type: kind, Provider: "PR1", From: d(from), To: d(to), Postcode: "HM1 1AA", URN: "SC123456"}
}

// inCare is a child in care since June.
func inCare(more ...any) []any {
	return append([]any{"c", period("2026-06-01", "", ""), "l", status("c", "C1", "2026-06-01", ""), "p", placement("c", "U6", "2026-06-01", "")}, more...)
}

func TestList8Care(t *testing.T) {
	headers := []string{"Date Started to be Looked After", "Child's Category of Need", "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
		"Start date of current legal status", "Child's Legal Status", "Date Ceased to be Looked After ", "Reason Ceased to be Looked After"}
	const now = "01/06/2026|N1 - Abuse or neglect|b) No|01/06/2026|C1: ICO||"
	v4 := []any{"c", period("2026-06-01", "", ""), "l", status("c", "V4", "2026-06-01", ""), "p", placement("c", "U6", "2026-06-01", "")}
	run(t, 8, headers, map[string]listCase{
		"in care":                               {facts: inCare(), want: []string{now}},
		"V4":                                    {facts: v4},
		"V3 before counts as no earlier period": {facts: inCare("c0", period("2026-01-01", "2026-01-03", "E8"), "l0", status("c0", "V3", "2026-01-01", "2026-01-03")), want: []string{now}},
		"an earlier period in twelve months":    {facts: inCare("c0", period("2025-01-01", "2025-09-30", "E4A"), "l0", status("c0", "V2", "2025-01-01", "2025-09-30")), want: []string{"01/06/2026|N1 - Abuse or neglect|a) Yes|01/06/2026|C1: ICO||"}},
		"an earlier period a day before":        {facts: inCare("c0", period("2025-01-01", "2025-09-29", "E4A"), "l0", status("c0", "V2", "2025-01-01", "2025-09-29")), want: []string{now}},
		"ceased exactly six months before": {facts: []any{"c", period("2025-01-01", "2026-03-30", "E4A"), "l", status("c", "V2", "2025-01-01", "2026-03-30"), "p", placement("c", "U6", "2025-01-01", "2026-03-30")},
			want: []string{"01/01/2025|N1 - Abuse or neglect|b) No|01/01/2025|V2: Single period under S20|30/03/2026|e) E4A: Returned home to live with parents or relatives - part of planning"}},
		"ceased a day earlier":           {facts: []any{"c", period("2025-01-01", "2026-03-29", "E4A"), "l", status("c", "V2", "2025-01-01", "2026-03-29"), "p", placement("c", "U6", "2025-01-01", "2026-03-29")}},
		"ceases after the extract date":  {facts: []any{"c", period("2026-06-01", "2026-10-01", "E8"), "l", status("c", "C1", "2026-06-01", "2026-10-01"), "p", placement("c", "U6", "2026-06-01", "2026-10-01")}, want: []string{now}},
		"the legal status of the day":    {facts: inCare("m", status("c", "C2", "2026-08-01", ""), "l", status("c", "C1", "2026-06-01", "2026-08-01")), want: []string{"01/06/2026|N1 - Abuse or neglect|b) No|01/08/2026|C2: FCO||"}},
		"one that changes after the day": {facts: inCare("m", status("c", "C2", "2026-10-01", ""), "l", status("c", "C1", "2026-06-01", "2026-10-01")), want: []string{now}},
		"begins after the day":           {facts: []any{"c", period("2026-10-01", "", ""), "l", status("c", "C1", "2026-10-01", ""), "p", placement("c", "U6", "2026-10-01", "")}},
		"what breaks off goes on": {facts: []any{"c", record.CarePeriod{Started: d("2025-01-01"), Ended: d("2025-08-01"), BreaksOff: true, Given: []record.CareNeed{{Need: "N1"}}}, "l", status("c", "C2", "2025-01-01", ""), "p", placement("c", "U4", "2025-01-01", "")},
			want: []string{"01/01/2025|N1 - Abuse or neglect|b) No|01/01/2025|C2: FCO||"}},
	})
}

func TestList8Placements(t *testing.T) {
	headers := []string{"Number of Placements in the Last 12 months", "Start Date of Most Recent Placement", "Placement Type", "Placement Provider", "URN of Placement", "Placement Location", "LA of Placement"}
	same := placement("c", "U4", "2026-08-01", "")
	same.SameCarer = true
	out := placement("c", "Z12", "2026-06-01", "")
	out.Postcode, out.Provider, out.URN = "ZZ9 9ZZ", "PR4", "XXXXXXX"
	home := placement("c", "P1", "2026-06-01", "")
	home.Provider = ""
	long := func(moved string) []any {
		return []any{"c", period("2020-01-01", "", ""), "l", status("c", "C2", "2020-01-01", ""), "p", placement("c", "U6", "2020-01-01", moved), "q", placement("c", "K2", moved, "")}
	}
	run(t, 8, headers, map[string]listCase{
		"one":                               {facts: inCare(), want: []string{"1|01/06/2026|f) U6: Foster placement - not FFA|b) PR1: Own provision|SC123456|a) In|Exampleshire"}},
		"moved exactly twelve months ago":   {facts: long("2025-09-30"), want: []string{"2|30/09/2025|p) K2: Children’s Homes|b) PR1: Own provision|SC123456|a) In|Exampleshire"}},
		"moved a day earlier":               {facts: long("2025-09-29"), want: []string{"1|29/09/2025|p) K2: Children’s Homes|b) PR1: Own provision|SC123456|a) In|Exampleshire"}},
		"another kind with the same carer":  {facts: inCare("p", placement("c", "U6", "2026-06-01", "2026-08-01"), "q", same), want: []string{"1|01/08/2026|d) U4: Foster placement - long term|b) PR1: Own provision|SC123456|a) In|Exampleshire"}},
		"outside the UK, a code since 2025": {facts: inCare("p", out), want: []string{"1|01/06/2026|v) Z1: Other placements|e) PR4: Private provision||b) Out|NUK - Child placed outside the UK"}},
		"with parents, who are no provider": {facts: inCare("p", home), want: []string{"1|01/06/2026|k) P1: Placed with parents|a) PR0: Parents/Parental responsibility|SC123456|a) In|Exampleshire"}},
		"a postcode that no list has": {facts: inCare("p", record.CLAPlacement{Period: "c", From: d("2026-06-01"), Type: "U6", Provider: "PR1", Postcode: "AB1 1AA"}),
			want: []string{"1|01/06/2026|f) U6: Foster placement - not FFA|b) PR1: Own provision|||"}},
		"what was recorded with the placement": {facts: inCare("p", record.CLAPlacement{Period: "c", From: d("2026-06-01"), Type: "U6", Provider: "PR1", Postcode: "AB1 1AA", Location: "OUT", Authority: "WAL"}),
			want: []string{"1|01/06/2026|f) U6: Foster placement - not FFA|b) PR1: Own provision||b) Out|WAL - Child placed in Wales"}},
	})
}

func TestList8WhatIsDone(t *testing.T) {
	headers := []string{"Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)", "Date of Latest Statutory Review", "Date of Last Social Work Visit",
		"What is the permanence plan for this child?", "Date of Last IRO Visit / Contact to the Child", "Date of Last Health Assessment", "Date of Last Dental Check"}
	uasc := func(to string) record.ImmigrationStatus {
		return record.ImmigrationStatus{Status: record.UASC, To: d(to)}
	}
	run(t, 8, headers, map[string]listCase{
		"nothing":                              {facts: inCare(), want: []string{"b) No||||||"}},
		"UASC until exactly twelve months ago": {facts: inCare("u", uasc("2025-09-30")), want: []string{"a) Yes||||||"}},
		"UASC until a day earlier":             {facts: inCare("u", uasc("2025-09-29")), want: []string{"b) No||||||"}},
		"each at its newest": {facts: inCare("a", record.CLAReview{Date: d("2026-07-01"), Participation: "PN1"}, "b", record.CLAReview{Date: d("2026-09-01"), Participation: "PN5"},
			"v", record.Visit{Type: record.VisitCLA, Date: d("2026-09-02")}, "w", record.Visit{Type: record.VisitIRO, Date: d("2026-06-02")}, "k", record.CLACarePlan{Started: d("2026-06-10"), Permanence: "LTFOST18"},
			"h", record.CLAHealth{Type: "health_assessment", Date: d("2026-06-20"), Done: record.Yes}, "i", record.CLAHealth{Type: "dental_check", Date: d("2026-06-21")}, "j", record.CLAHealth{Type: "dental_check", Year: 2026, Done: record.Yes}),
			want: []string{"b) No|01/09/2026|02/09/2026|f) Long-term fostering|01/07/2026|20/06/2026|21/06/2026"}},
	})
}

func TestList8Missing(t *testing.T) {
	headers := []string{"Number of Episodes the Child has been ‘Missing’ from their Placement in the last 12 months", "Number of Episodes the Child has been ‘Absent’ from their Placement in the last 12 months",
		"Was the child offered a Return Interview after their last missing episode (Y/N)?", "Did the child accept a Return Interview after their last missing episode (Y/N)?"}
	m := func(kind, from string) record.Missing { return record.Missing{Type: kind, From: d(from)} }
	run(t, 8, headers, map[string]listCase{
		"never: 0, not blank":               {facts: inCare(), want: []string{"0|0||"}},
		"before this period of care":        {facts: inCare("a", m("M", "2026-05-31")), want: []string{"0|0||"}},
		"away is not missing":               {facts: inCare("a", m("A", "2026-06-01")), want: []string{"0|1||"}},
		"from home is in no list":           {facts: inCare("a", record.Missing{Type: "M", From: d("2026-06-02"), FromHome: true}), want: []string{"0|0||"}},
		"nothing recorded of a talk":        {facts: inCare("a", m("M", "2026-06-01"), "b", m("M", "2026-07-01")), want: []string{"2|0|c) Unknown|"}},
		"the talk after the last time":      {facts: inCare("a", m("M", "2026-06-01"), "b", m("M", "2026-07-01"), "i", record.ReturnInterview{Missing: "a", Offered: record.Yes, Accepted: record.Yes}, "j", record.ReturnInterview{Missing: "b", Offered: record.Yes, Accepted: record.No}), want: []string{"2|0|a) Yes|b) No"}},
		"not offered":                       {facts: inCare("b", m("M", "2026-07-01"), "j", record.ReturnInterview{Missing: "b", Offered: record.No}), want: []string{"1|0|b) No|"}},
		"held":                              {facts: inCare("b", m("M", "2026-07-01"), "j", record.ReturnInterview{Missing: "b", Held: time.Date(2026, 7, 3, 9, 0, 0, 0, time.UTC)}), want: []string{"1|0|a) Yes|a) Yes"}},
		"offered after the extract date":    {facts: inCare("b", m("M", "2026-09-29"), "j", record.ReturnInterview{Missing: "b", Offered: record.Yes, OfferedOn: d("2026-10-01")}), want: []string{"1|0|c) Unknown|"}},
		"more than twelve months ago":       {facts: []any{"c", period("2020-01-01", "", ""), "l", status("c", "C2", "2020-01-01", ""), "p", placement("c", "U6", "2020-01-01", ""), "a", m("M", "2025-09-29"), "b", m("M", "2025-09-30")}, want: []string{"1|0|c) Unknown|"}},
		"a child who has never been placed": {facts: []any{"a", m("M", "2026-09-01")}},
	})
}

func TestList9Leavers(t *testing.T) {
	headers := []string{"Eligibility Category", "LA In Touch ", "Type of Accommodation", "Suitability of Accommodation", "Activity Status", "Latest Date of Contact", "Latest Pathway Plan Review Date", "Allocated Personal Advisor"}
	aged := func(birth string) record.Child { return record.Child{Names: born.Names, Birth: d(birth)} }
	care := func(from, to, why string) []any {
		return []any{"c", period(from, to, why), "l", status("c", "C2", from, to), "p", placement("c", "U6", from, to)}
	}
	leaver := record.CareLeaver{Date: d("2026-08-01"), InTouch: "REFU", Activity: "F2", Accommodation: "U2"}
	run(t, 9, headers, map[string]listCase{
		"eligible: 91 days since 14, 16 on the day":     {aged("2010-09-30"), care("2026-07-01", "", ""), []string{"d) Eligible child|a) Yes||||||"}},
		"90 days: not yet":                              {aged("2010-09-30"), care("2026-07-02", "", ""), nil},
		"15 on the day":                                 {aged("2010-10-01"), care("2020-01-01", "", ""), nil},
		"relevant: left at 17":                          {aged("2009-01-01"), care("2020-01-01", "2026-02-01", "E4A"), []string{"a) Relevant child|b) No||||||"}},
		"left on the day before 16":                     {aged("2009-01-01"), care("2020-01-01", "2024-12-31", "E4A"), nil},
		"former relevant":                               {aged("2007-01-01"), care("2020-01-01", "2025-01-01", "E5"), []string{"b) Former relevant child|b) No||||||"}},
		"25 on the day":                                 {aged("2001-09-30"), care("2015-01-01", "2019-09-30", "E5"), nil},
		"24 on the day":                                 {aged("2001-10-01"), care("2015-01-01", "2019-10-01", "E5"), []string{"b) Former relevant child|b) No||||||"}},
		"qualifying: short time in care":                {aged("2008-01-01"), care("2025-01-01", "2025-02-01", "E4A"), []string{"c) Qualifying care leaver|b) No||||||"}},
		"adopted":                                       {aged("2008-01-01"), care("2020-01-01", "2025-02-01", "E11"), nil},
		"died":                                          {record.Child{Names: born.Names, Birth: d("2007-01-01"), Death: d("2026-01-01")}, care("2020-01-01", "2025-01-01", "E5"), nil},
		"only a return tells of them":                   {aged("2007-01-01"), []any{"a", record.CareLeaver{Year: 2026, InTouch: "YES", Activity: "F3", Accommodation: "B1"}}, []string{"b) Former relevant child|a) Yes|B: Parents/relatives|a) Suitable|F5: Young person engaged full time in training or employment (not apprenticeship)|||"}},
		"what a worker decided goes first":              {aged("2007-01-01"), append(care("2020-01-01", "2025-01-01", "E5"), "a", record.CareLeaver{Date: d("2026-08-01"), Eligibility: "none"}), nil},
		"a year's answer is older than one of a day":    {aged("2007-01-01"), append(care("2020-01-01", "2025-01-01", "E5"), "a", leaver, "b", record.CareLeaver{Year: 2026, InTouch: "YES", Accommodation: "B1"}), []string{"b) Former relevant child|d) Refu|U: Independent living|b) Unsuitable|F2: Full time in education other than higher|||"}},
		"contact 56 days ago, pathway plan and adviser": {aged("2007-01-01"), append(care("2020-01-01", "2025-01-01", "E5"), "v", record.Visit{Type: record.VisitLeavingCare, Date: d("2026-08-05")}, "w", record.PathwayPlan{Started: d("2025-01-02"), Reviews: record.PathwayPlan{}.Reviews}, "x", record.Allocation{Worker: "worker:p", Role: "personal_adviser", From: d("2025-01-01")}), []string{"b) Former relevant child|a) Yes||||05/08/2026|02/01/2025|Pat Adviser"}},
		"contact 57 days ago":                           {aged("2007-01-01"), append(care("2020-01-01", "2025-01-01", "E5"), "v", record.Visit{Type: record.VisitLeavingCare, Date: d("2026-08-04")}), []string{"b) Former relevant child|b) No||||04/08/2026||"}},
	})
}

func TestList10Adoption(t *testing.T) {
	headers := []string{"Family identifier", "Date the Child Entered Care", "Date of Decision that Child Should be Placed for Adoption", "Date of Placement Order", "Date of Matching Child and Prospective Adopters", "Date Placed for Adoption",
		"Date of Adoption Order ", "Date of Decision that Child Should No Longer be Placed for Adoption", "Reason Why Child No Longer Placed for Adoption", "Date the child was placed for fostering in FFA or concurrent planning placement"}
	decided := func(on, reversed, why string) record.PlacedForAdoption {
		return record.PlacedForAdoption{Decided: d(on), Reversed: d(reversed), Reason: why}
	}
	way := func(ended string) []any {
		why := ""
		if ended != "" {
			why = "E11"
		}
		return []any{"c", period("2024-01-01", ended, why), "l", status("c", "C1", "2024-01-01", "2024-06-01"), "m", status("c", "E1", "2024-06-01", ended),
			"p", placement("c", "U5", "2024-01-01", "2024-09-01"), "q", placement("c", "A5", "2024-09-01", "2024-10-01"), "r", placement("c", "A6", "2024-10-01", ended),
			"a", record.Adoption{Decided: d("2024-03-01"), Matched: d("2024-08-20")}, "f", record.Permanence{AdoptiveFamily: "F77"}}
	}
	const decidedOn = "F77|01/01/2024|05/03/2024|01/06/2024|20/08/2024|01/09/2024|"
	run(t, 10, headers, map[string]listCase{
		"placed and not adopted yet":           {facts: append(way(""), "d", decided("2024-03-05", "", "")), want: []string{decidedOn + "|||01/01/2024"}},
		"adopted exactly twelve months before": {facts: append(way("2025-09-30"), "d", decided("2024-03-05", "", "")), want: []string{decidedOn + "30/09/2025|||01/01/2024"}},
		"adopted a day earlier":                {facts: append(way("2025-09-29"), "d", decided("2024-03-05", "", ""))},
		"adopted, only AD1 tells of it":        {facts: way("2026-01-10"), want: []string{"F77|01/01/2024|01/03/2024|01/06/2024|20/08/2024|01/09/2024|10/01/2026|||01/01/2024"}},
		"given up in the twelve months":        {facts: inCare("d", decided("2026-06-15", "2026-09-01", "RD3")), want: []string{"|01/06/2026|15/06/2026|||||01/09/2026|RD3 - Prospective adopters could not be found|"}},
		"given up before":                      {facts: inCare("d", decided("2025-01-15", "2025-09-29", "RD3"))},
		"given up after the extract date":      {facts: inCare("d", decided("2026-06-15", "2026-10-01", "RD3")), want: []string{"|01/06/2026|15/06/2026|||||||"}},
		"decided after the extract date":       {facts: inCare("d", decided("2026-10-01", "", ""))},
		"the newest of two decisions":          {facts: inCare("d", decided("2026-06-15", "2026-07-01", "RD1"), "e", decided("2026-08-01", "", "")), want: []string{"|01/06/2026|01/08/2026|||||||"}},
	})
}

func TestList11Adopters(t *testing.T) {
	headers := []string{"Individual adopter identifier", "Family identifier", "Gender", "Disability", "Is the (prospective) adopter fostering for adoption?", "Date enquiry received", "Date Stage 1 started",
		"Date application submitted", "Date of Adoption Order", "No. of children placed", "Date of leaving adoption process", "Reason for leaving adoption process"}
	two := 2
	tests := map[string]struct {
		p    record.ProspectiveAdopter
		want []string
	}{
		"only enquired":                   {record.ProspectiveAdopter{Enquired: d("2026-01-01")}, nil},
		"applies after the extract date":  {record.ProspectiveAdopter{Enquired: d("2026-01-01"), Stage1: d("2026-10-01")}, nil},
		"on the way since long":           {record.ProspectiveAdopter{Family: "F1", Enquired: d("2023-01-01"), Stage1: d("2023-02-01"), Disability: record.No, FFA: record.Yes}, []string{"a1|F1|a) Male|b) No|Yes|01/01/2023|01/02/2023|||||"}},
		"the older process":               {record.ProspectiveAdopter{Applied: d("2023-02-01"), Disability: record.Yes}, []string{"a1||a) Male|a) Yes|No|||01/02/2023||||"}},
		"order exactly twelve months ago": {record.ProspectiveAdopter{Stage1: d("2023-02-01"), Placed: d("2025-01-01"), Children: &two, Ordered: d("2025-09-30"), Disability: record.No}, []string{"a1||a) Male|b) No|No||01/02/2023||30/09/2025|2||"}},
		"order a day earlier":             {record.ProspectiveAdopter{Stage1: d("2023-02-01"), Ordered: d("2025-09-29")}, nil},
		"left in the twelve months":       {record.ProspectiveAdopter{Stage1: d("2023-02-01"), Left: d("2026-01-01"), LeftReason: "3", Disability: record.No}, []string{"a1||a) Male|b) No|No||01/02/2023||||01/01/2026|3 - Application refused"}},
		"left, then nothing for long":     {record.ProspectiveAdopter{Stage1: d("2023-02-01"), Left: d("2025-09-29"), LeftReason: "1"}, nil},
		"leaves after the extract date":   {record.ProspectiveAdopter{Stage1: d("2023-02-01"), Left: d("2026-10-01"), LeftReason: "1", Disability: record.No}, []string{"a1||a) Male|b) No|No||01/02/2023|||||"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			meta := func(id string) record.Meta { return record.Meta{ID: id, Subject: "adult:a1"} }
			s := story.New("adult:a1", nil, []record.Record{{Meta: meta("a"), Body: record.Adult{Names: born.Names, Sex: "M", Ethnicity: "WBRI"}}, {Meta: meta("p"), Body: tt.p}})
			if diff := cmp.Diff(tt.want, list(Adopter(s, on), 11, headers...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
