package annexa_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/returns/annexa"
	"throughline/internal/returns/finding"
)

var analyst = access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}}

// on is the extract date of these tests.
var on = day.Must("2026-09-30")

func d(s string) day.Day {
	if s == "" {
		return day.Day{}
	}
	return day.Must(s)
}

type house struct {
	*commandtest.Desk
	t testing.TB
}

func newHouse(t testing.TB) house {
	t.Helper()
	h := house{commandtest.New(t, filepath.Join(t.TempDir(), "house.db"), person.Lists()), t}
	h.Clock.Set(time.Date(2026, time.September, 30, 15, 0, 0, 0, time.UTC))
	return h
}

func (h house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// write records facts about one subject.
func (h house) write(subject string, facts ...any) {
	h.t.Helper()
	_, err := h.Do(h.t.Context(), analyst, "Prepare a test", func(*command.Tx) ([]record.Change, error) {
		var out []record.Change
		for i := 0; i < len(facts); i += 2 {
			out = append(out, record.New(subject[strings.IndexByte(subject, ':')+1:]+"-"+facts[i].(string), subject, facts[i+1].(record.Body)))
		}
		return out, nil
	})
	h.ok(err)
}

// child records a child with its number and a worker.
func (h house) child(name string, c record.Child, facts ...any) {
	h.t.Helper()
	c.Names = []record.Name{{Given: name, Family: "Example", Use: "current"}}
	head := []any{"child", c, "number", record.Identifier{Type: record.LAChildID, Value: "C-" + name}, "with", record.Allocation{Worker: "worker:w", Team: "team:t", Role: "allocated", From: d("2020-01-01")}}
	for i := 1; i < len(facts); i += 2 {
		facts[i] = linked(name, facts[i].(record.Body))
	}
	h.write("child:"+name, append(head, facts...)...)
}

// linked puts the child's name before the ids that a body names.
func linked(name string, b record.Body) record.Body {
	id := func(s *string) {
		if *s != "" {
			*s = name + "-" + *s
		}
	}
	switch b := b.(type) {
	case record.Assessment:
		id(&b.Referral)
		return b
	case record.CINPlan:
		id(&b.Referral)
		return b
	case record.S47Enquiry:
		id(&b.Referral)
		return b
	case record.InitialCPConference:
		id(&b.Referral)
		id(&b.Enquiry)
		return b
	case record.CPPlan:
		id(&b.Referral)
		id(&b.Conference)
		return b
	case record.CPReview:
		id(&b.Plan)
		return b
	case record.LegalStatus:
		id(&b.Period)
		return b
	case record.CLAPlacement:
		id(&b.Period)
		return b
	case record.ReturnInterview:
		id(&b.Missing)
		return b
	}
	return b
}

func girl(birth string) record.Child {
	return record.Child{Birth: d(birth), Sex: "F", Ethnicity: "BAFR", Disabilities: []string{"NONE"}}
}

// where is the one place that these tests know.
func where(postcode string) (annexa.Place, bool) {
	return annexa.Place{Authority: "Exampleshire", Home: true}, postcode == "HM1 1AA"
}

// borough is a child of every kind, with all that the lists ask of them.
func (h house) borough() {
	h.write("worker:w", "w", record.Worker{Name: "Wren Worker", Roles: []string{"social_worker"}})
	h.write("team:t", "t", record.Team{Name: "Team T"})
	ref := func(date, closed, why string) record.Referral {
		return record.Referral{Date: d(date), Source: "2A", PrimaryNeed: "N1", Closed: d(closed), Closure: why}
	}
	plan := func(from, to, icpc string) record.CPPlan {
		return record.CPPlan{Referral: "r", Conference: icpc, Started: d(from), Ended: d(to), InitialCategory: "NEG", LatestCategory: "EMO"}
	}
	h.child("contact", girl("2018-02-03"), "c", record.ChildContact{Date: d("2026-03-30"), Source: "6"}, "d", record.ChildContact{Date: d("2026-04-01"), Source: "1A"})
	h.child("early", girl("2019-05-01"), "e", record.EarlyHelp{Started: d("2026-02-01"), Organisation: "Hill School"})
	h.child("nfa", girl("2012-01-01"), "r", record.Referral{Date: d("2026-05-01"), Source: "6", NFA: true, Closed: d("2026-05-02"), Closure: "RC7"})
	h.child("unborn", record.Child{Expected: d("2026-12-01"), Ethnicity: "NOBT"}, "r", ref("2026-09-01", "", ""), "a", record.Assessment{Referral: "r", Started: d("2026-09-02")})
	h.child("plan", girl("2014-02-28"), "r", ref("2026-06-01", "", ""), "a", record.Assessment{Referral: "r", Started: d("2026-06-02"), Authorised: d("2026-07-10"), Outcome: "child_in_need_plan", Seen: d("2026-06-05")},
		"p", record.CINPlan{Referral: "r", Started: d("2026-07-11")}, "v", record.Visit{Type: record.VisitCIN, Date: d("2026-09-20"), Seen: record.Yes})
	h.child("closed", girl("2015-02-28"), "r", ref("2026-01-10", "2026-08-01", "RC7"), "p", record.CINPlan{Referral: "r", Started: d("2026-03-01"), Ended: d("2026-08-01")})
	h.child("protected", girl("2016-02-28"), "o", ref("2025-11-01", "2025-12-20", "RC7"), "r", ref("2026-05-01", "", ""),
		"old", record.S47Enquiry{Referral: "o", Started: d("2025-11-05"), ICPCNotRequired: record.No}, "oi", record.InitialCPConference{Referral: "o", Enquiry: "old", Date: d("2025-11-20")},
		"op", record.CPPlan{Referral: "o", Conference: "oi", Started: d("2025-11-20"), Ended: d("2025-12-20"), InitialCategory: "PHY", LatestCategory: "PHY"},
		"s", record.S47Enquiry{Referral: "r", Started: d("2026-05-05"), ICPCNotRequired: record.No}, "i", record.InitialCPConference{Referral: "r", Enquiry: "s", Date: d("2026-05-20")},
		"p", plan("2026-05-20", "", "i"), "w", record.CPReview{Plan: "p", Date: d("2026-08-10")}, "v", record.Visit{Type: record.VisitCP, Date: d("2026-09-28"), Seen: record.Yes, Alone: record.Yes})
	h.child("care", girl("2012-09-30"), "r", ref("2026-01-10", "", ""), "c", record.CarePeriod{Started: d("2026-02-01"), Given: []record.CareNeed{{Need: "N1"}}}, "l", record.LegalStatus{Period: "c", Status: "C2", From: d("2026-02-01")},
		"q", record.CLAPlacement{Period: "c", Type: "U6", Provider: "PR4", From: d("2026-02-01"), Postcode: "HM1 1AA", Location: "IN", URN: "SC034511"}, "m", record.Missing{Type: "M", From: d("2026-06-01"), To: d("2026-06-02")},
		"i", record.ReturnInterview{Missing: "m", Offered: record.Yes, Accepted: record.No}, "w", record.CLAReview{Date: d("2026-07-01"), Participation: "PN1"}, "v", record.Visit{Type: record.VisitCLA, Date: d("2026-09-01"), Seen: record.Yes},
		"h", record.CLAHealth{Type: "health_assessment", Date: d("2026-03-01"), Done: record.Yes}, "k", record.CLACarePlan{Period: "", Started: d("2026-03-01"), Permanence: "LTFOST18"})
	h.child("left", girl("2013-09-30"), "r", ref("2025-01-10", "2026-04-30", "RC7"), "c", record.CarePeriod{Started: d("2025-02-01"), Ended: d("2026-04-30"), Ceased: "E4A", Given: []record.CareNeed{{Need: "N5"}}},
		"l", record.LegalStatus{Period: "c", Status: "V2", From: d("2025-02-01"), To: d("2026-04-30")}, "q", record.CLAPlacement{Period: "c", Type: "K2", Provider: "PR1", From: d("2025-02-01"), To: d("2026-04-30"), Postcode: "HM1 1AA", Location: "IN"})
	h.child("breaks", girl("2012-09-30"), "c", record.CarePeriod{Started: d("2026-02-01")}, "l", record.LegalStatus{Period: "c", Status: "V4", From: d("2026-02-01")})
	h.child("leaver", girl("2006-01-01"), "c", record.CarePeriod{Started: d("2015-01-01"), Ended: d("2024-01-01"), Ceased: "E5"}, "l", record.LegalStatus{Period: "c", Status: "C2", From: d("2015-01-01"), To: d("2024-01-01")},
		"o", record.CareLeaver{Date: d("2026-08-01"), InTouch: "YES", Activity: "F1", Accommodation: "U1"}, "v", record.Visit{Type: record.VisitLeavingCare, Date: d("2026-09-10")}, "w", record.PathwayPlan{Started: d("2023-12-01")})
	h.child("adopted", girl("2023-01-01"), "r", ref("2023-01-10", "", ""), "c", record.CarePeriod{Started: d("2023-02-01"), Given: []record.CareNeed{{Need: "N1"}}}, "l", record.LegalStatus{Period: "c", Status: "E1", From: d("2024-02-01")},
		"k", record.LegalStatus{Period: "c", Status: "C1", From: d("2023-02-01"), To: d("2024-02-01")}, "q", record.CLAPlacement{Period: "c", Type: "A5", Provider: "PR0", From: d("2026-05-01"), Postcode: "HM1 1AA", Location: "IN"},
		"q0", record.CLAPlacement{Period: "c", Type: "U6", Provider: "PR1", From: d("2023-02-01"), To: d("2026-05-01"), Postcode: "HM1 1AA", Location: "IN"}, "d", record.PlacedForAdoption{Decided: d("2024-01-10")}, "a", record.Adoption{Matched: d("2026-04-01")})
}

func (h house) book(o annexa.Options) ([]byte, annexa.Summary) {
	h.t.Helper()
	if o.Where == nil {
		o.Where = where
	}
	var b bytes.Buffer
	sum, err := annexa.Write(h.t.Context(), h.Desk.Desk, analyst, &b, o, annexa.Cover{Authority: "Exampleshire"})
	h.ok(err)
	return b.Bytes(), sum
}

func read(t testing.TB, b []byte) *annexa.Workbook {
	t.Helper()
	w, err := annexa.Read("annex-a.xlsx", bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// sentences are the findings in words.
func sentences(run finding.Run) (out []string) {
	for _, f := range run.Findings {
		r, _ := run.Rule(f.Rule)
		out = append(out, f.Rule+" "+f.Table+" "+f.Child+": "+r.Sentence(f))
	}
	return out
}
