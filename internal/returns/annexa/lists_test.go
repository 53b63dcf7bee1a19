package annexa

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

func d(s string) day.Day {
	if s == "" {
		return day.Day{}
	}
	return day.Must(s)
}

// on is the extract date of these tests; six months before is 2026-03-30, as September has 30 days and twelve months before 2025-09-30.
var on = d("2026-09-30")

var born = record.Child{Names: []record.Name{{Given: "Ada", Family: "Example"}}, Birth: d("2015-06-10"), Sex: "F", Ethnicity: "MWBC", Disabilities: []string{"NONE"}}

// tell makes a child's story: bodies by id in the order given. An even place is an id, an odd one its body; an id that comes again takes the place of
// the one before.
func tell(child record.Child, facts ...any) story.Story {
	recs := []record.Record{rec("child", child), rec("number", record.Identifier{Type: record.LAChildID, Value: "C1"})}
	for i := 0; i < len(facts); i += 2 {
		r := rec(facts[i].(string), facts[i+1].(record.Body))
		if at := slices.IndexFunc(recs, func(o record.Record) bool { return o.ID == r.ID }); at >= 0 {
			recs[at] = r
			continue
		}
		recs = append(recs, r)
	}
	return story.New("child:1", nil, recs)
}

func rec(id string, b record.Body) record.Record {
	return record.Record{Meta: record.Meta{ID: id, Kind: b.KindName(), Subject: "child:1", Version: 1, At: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)}, Body: b}
}

var around1 = Around{
	On: on, Workers: map[string]string{"worker:w": "Wren Worker", "worker:x": "Xan Next", "worker:p": "Pat Adviser"}, Teams: map[string]string{"team:t": "Team T"},
	Where: func(p string) (Place, bool) {
		switch p {
		case "HM1 1AA":
			return Place{Authority: "Exampleshire", Home: true}, true
		case "ZZ9 9ZZ":
			return Place{Authority: "NUK"}, true
		}
		return Place{}, false
	},
}

// list gives the rows of one list, each as the texts of some columns.
func list(rows []Row, number int, headers ...string) (out []string) {
	for _, r := range rows {
		if r.List != number {
			continue
		}
		var texts []string
		for _, h := range headers {
			if Of(number).Column(h) < 0 {
				panic("no column " + h)
			}
			texts = append(texts, r.Cell(h).String())
		}
		out = append(out, strings.Join(texts, "|"))
	}
	return out
}

type listCase struct {
	child record.Child
	facts []any
	want  []string
}

func run(t *testing.T, number int, headers []string, cases map[string]listCase) {
	t.Helper()
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			if tt.child.Names == nil {
				tt.child = born
			}
			got := list(Child(tell(tt.child, tt.facts...), around1), number, headers...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func referred(date, closed, closure string) record.Referral {
	return record.Referral{Date: d(date), Source: "6", PrimaryNeed: "N1", Closed: d(closed), Closure: closure}
}

func TestWhoTheChildIs(t *testing.T) {
	headers := []string{"Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"}
	facts := []any{"r", referred("2026-09-01", "", "")}
	unborn := record.Child{Names: born.Names, Expected: d("2026-12-01")}
	leap := record.Child{Names: born.Names, Birth: d("2012-02-29"), Gender: "non-binary", Ethnicity: "REFU"}
	run(t, 3, headers, map[string]listCase{
		"a girl of eleven":                     {born, facts, []string{"C1|b) Female|f) MWBC|10/06/2015|11"}},
		"unborn":                               {unborn, facts, []string{"C1|c) Not stated/recorded|s) NOBT|01/12/2026|-1"}},
		"born after the extract date":          {record.Child{Names: born.Names, Birth: d("2026-10-01"), Sex: "M"}, facts, []string{"C1|a) Male|s) NOBT|01/10/2026|-1"}},
		"born on the extract date":             {record.Child{Names: born.Names, Birth: on, Sex: "U"}, facts, []string{"C1|c) Not stated/recorded|s) NOBT|30/09/2026|0"}},
		"birthday on the extract date":         {record.Child{Names: born.Names, Birth: d("2016-09-30")}, facts, []string{"C1|c) Not stated/recorded|s) NOBT|30/09/2016|10"}},
		"birthday on the next day":             {record.Child{Names: born.Names, Birth: d("2016-10-01")}, facts, []string{"C1|c) Not stated/recorded|s) NOBT|01/10/2016|9"}},
		"own words of gender, leap day, REFU":  {leap, facts, []string{"C1|d) Neither|s) REFU|29/02/2012|14"}},
		"neither date known has no age either": {record.Child{Names: born.Names}, facts, []string{"C1|c) Not stated/recorded|s) NOBT||"}},
	})
}

func TestNumberOfAChild(t *testing.T) {
	id := func(kind, value, from, to string) record.Identifier {
		return record.Identifier{Type: kind, Value: value, From: d(from), To: d(to)}
	}
	tests := map[string]struct {
		facts []record.Body
		want  string
	}{
		"none: that of the record":    {nil, "1"},
		"the one in force":            {[]record.Body{id(record.FormerChildID, "OLD", "", "2026-01-01"), id(record.LAChildID, "NEW", "2026-01-01", "")}, "NEW"},
		"the one in force back then":  {[]record.Body{id(record.FormerChildID, "OLD", "", "2026-10-01"), id(record.LAChildID, "NEW", "2026-10-01", "")}, "OLD"},
		"one that ended is not given": {[]record.Body{id(record.LAChildID, "OVER", "", "2026-09-30")}, "1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			recs := []record.Record{rec("child", born)}
			for i, b := range tt.facts {
				recs = append(recs, rec(string(rune('a'+i)), b))
			}
			if got := numberOf(story.New("child:1", nil, recs), on); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestList1Contacts(t *testing.T) {
	c := func(date, source string) record.ChildContact {
		return record.ChildContact{Date: d(date), Source: source}
	}
	run(t, 1, []string{"Date of Contact", "Contact Source"}, map[string]listCase{
		"exactly six months before is in":     {facts: []any{"a", c("2026-03-30", "6")}, want: []string{"30/03/2026|q) 6: Police"}},
		"a day earlier is not":                {facts: []any{"a", c("2026-03-29", "6")}},
		"on the extract date":                 {facts: []any{"a", c("2026-09-30", "2A")}, want: []string{"30/09/2026|e) 2A: Schools"}},
		"after it":                            {facts: []any{"a", c("2026-10-01", "2A")}},
		"same day and source are one":         {facts: []any{"a", c("2026-08-01", "6"), "b", c("2026-08-01", "6"), "c", c("2026-08-01", "5D")}, want: []string{"01/08/2026|q) 6: Police", "01/08/2026|p1) 5D: LA services"}},
		"no source is unknown":                {facts: []any{"a", c("2026-08-01", "")}, want: []string{"01/08/2026|u) 10: Unknown"}},
		"a referral alone is no contact here": {facts: []any{"r", referred("2026-08-01", "", "")}},
	})
}

func TestContactsOfTheFrontDoor(t *testing.T) {
	c := record.Contact{
		Reference: "AB12", Received: time.Date(2026, 3, 30, 8, 0, 0, 0, time.UTC), Referrer: record.Referrer{Source: "3A"},
		Children: []record.ContactChild{{Given: "Ada", Subject: "child:1"}, {Given: "Bo", Birth: d("2020-01-01"), Sex: "M"}},
	}
	s := story.New("contact:9", nil, []record.Record{{Meta: record.Meta{ID: "k", Subject: "contact:9"}, Body: c}})
	matched, rows := ContactsOf(s, on)
	a := around1
	a.Contacts = matched
	got := append(list(Child(tell(born), a), 1, "Child Unique ID", "Date of Contact", "Contact Source"), list(rows, 1, "Child Unique ID", "Date of Contact", "Age of Child (Years)")...)
	if diff := cmp.Diff([]string{"C1|30/03/2026|g) 3A: Health services", "AB12/2|30/03/2026|6"}, got); diff != "" {
		t.Error(diff)
	}
	if m, r := ContactsOf(s, on.Add(1)); len(m)+len(r) != 0 {
		t.Error("a contact of more than six months before is in the list")
	}
}

func TestList2EarlyHelp(t *testing.T) {
	eh := func(from, to string) record.EarlyHelp {
		return record.EarlyHelp{Started: d(from), Ended: d(to), Organisation: "Hill School"}
	}
	run(t, 2, []string{"Assessment start date", "Assessment completion date", "Organisation completing assessment"}, map[string]listCase{
		"current since long":               {facts: []any{"a", eh("2024-01-01", "")}, want: []string{"01/01/2024||Hill School"}},
		"ended exactly six months before":  {facts: []any{"a", eh("2024-01-01", "2026-03-30")}, want: []string{"01/01/2024|30/03/2026|Hill School"}},
		"ended a day earlier":              {facts: []any{"a", eh("2024-01-01", "2026-03-29")}},
		"ends after the extract date":      {facts: []any{"a", eh("2026-05-01", "2026-10-01")}, want: []string{"01/05/2026||Hill School"}},
		"an assessment without help":       {facts: []any{"a", record.EarlyHelp{Assessed: d("2026-05-01"), Completed: d("2026-06-01"), Organisation: "X"}}, want: []string{"01/05/2026|01/06/2026|X"}},
		"help goes on after an assessment": {facts: []any{"a", record.EarlyHelp{Started: d("2026-05-02"), Assessed: d("2026-05-01"), Completed: d("2026-06-01"), Organisation: "X"}}, want: []string{"01/05/2026||X"}},
		"two of one child":                 {facts: []any{"a", eh("2024-01-01", ""), "b", eh("2026-09-30", "")}, want: []string{"01/01/2024||Hill School", "30/09/2026||Hill School"}},
	})
}

func TestList3Referrals(t *testing.T) {
	headers := []string{"Date of referral", "Referral NFA?", "Number of Referrals in Last 12 Months"}
	nfa := referred("2026-04-01", "2026-04-02", "RC7")
	nfa.NFA = true
	waiting := record.Referral{Contact: "contact:9", Date: d("2026-09-29")}
	run(t, 3, headers, map[string]listCase{
		"the only one counts none": {facts: []any{"a", referred("2026-08-01", "", "")}, want: []string{"01/08/2026|b) No|0"}},
		// Twelve months before the latest one, not before today: 2025-08-15 is in, 2025-07-31 is not.
		"counted before the latest": {facts: []any{"a", referred("2025-08-15", "2025-09-01", "RC7"), "b", referred("2025-07-31", "2025-08-01", "RC7"), "c", referred("2026-08-01", "", "")},
			want: []string{"01/08/2026|b) No|1"}},
		"exactly twelve months before the latest counts": {facts: []any{"a", referred("2025-08-01", "", ""), "c", referred("2026-08-01", "", "")}, want: []string{"01/08/2026|b) No|1"}},
		"the same in all rows, NFA too":                  {facts: []any{"a", nfa, "c", referred("2026-08-01", "", "")}, want: []string{"01/04/2026|a) Yes|1", "01/08/2026|b) No|1"}},
		"what waits for its decision is a contact":       {facts: []any{"a", waiting}},
		"older than six months is in no row":             {facts: []any{"a", referred("2026-03-29", "", "")}},
	})
}

func TestList4Assessments(t *testing.T) {
	headers := []string{"Continuous Assessment Start Date", "Child Seen During Continuous Assessment", "Continuous Assessment Date of Authorisation",
		"Was the child assessed as requiring LA children’s social care support"}
	a := func(from, to, outcome string) record.Assessment {
		return record.Assessment{Referral: "r", Started: d(from), Authorised: d(to), Outcome: outcome}
	}
	seen := a("2026-05-01", "", "")
	seen.Seen = d("2026-05-03")
	run(t, 4, headers, map[string]listCase{
		"open since long is in":                 {facts: []any{"r", referred("2025-01-01", "", ""), "a", a("2025-01-02", "", "")}, want: []string{"02/01/2025|c) Unknown||"}},
		"authorised exactly six months before":  {facts: []any{"r", referred("2026-01-01", "", ""), "a", a("2026-01-02", "2026-03-30", "child_in_need_plan")}, want: []string{"02/01/2026|c) Unknown|30/03/2026|a) Yes"}},
		"authorised a day earlier":              {facts: []any{"r", referred("2026-01-01", "", ""), "a", a("2026-01-02", "2026-03-29", "child_in_need_plan")}},
		"authorised after the extract date":     {facts: []any{"r", referred("2026-09-01", "", ""), "a", a("2026-09-02", "2026-10-01", "no_further_action")}, want: []string{"02/09/2026|c) Unknown||"}},
		"no further action":                     {facts: []any{"r", referred("2026-05-01", "", ""), "a", a("2026-05-02", "2026-06-01", "no_further_action")}, want: []string{"02/05/2026|c) Unknown|01/06/2026|b) No"}},
		"a census tells it by the closure":      {facts: []any{"r", referred("2026-05-01", "2026-06-02", "RC8"), "a", a("2026-05-02", "2026-06-01", "")}, want: []string{"02/05/2026|c) Unknown|01/06/2026|b) No"}},
		"seen":                                  {facts: []any{"r", referred("2026-05-01", "", ""), "a", seen}, want: []string{"01/05/2026|a) Yes||"}},
		"two that began on one day are one row": {facts: []any{"r", referred("2026-05-01", "", ""), "a", a("2026-05-02", "", ""), "b", a("2026-05-02", "2026-06-01", "")}, want: []string{"02/05/2026|c) Unknown||"}},
		"one that began after the extract date": {facts: []any{"r", referred("2026-09-01", "", ""), "a", a("2026-10-01", "", "")}},
	})
}

func TestList5Enquiries(t *testing.T) {
	headers := []string{"Strategy discussion initiating Section 47 Enquiry Start Date", "Was an Initial Child Protection Conference deemed unnecessary?",
		"Date of Initial Child Protection Conference", "Did the Initial Child Protection Conference Result in a Child Protection Plan",
		"Number of Section 47 Enquiries in the last 12 months", "Number of ICPCs in the last 12 months"}
	e := func(started string, unneeded record.YesNo) record.S47Enquiry {
		return record.S47Enquiry{Referral: "r", Started: d(started), ICPCNotRequired: unneeded}
	}
	icpc := func(enquiry, held string) record.InitialCPConference {
		return record.InitialCPConference{Referral: "r", Enquiry: enquiry, Date: d(held)}
	}
	plan := func(from, to, icpc string) record.CPPlan {
		return record.CPPlan{Referral: "r", Started: d(from), Ended: d(to), Conference: icpc, InitialCategory: "NEG", LatestCategory: "NEG"}
	}
	run(t, 5, headers, map[string]listCase{
		// Ofsted's three examples.
		"no earlier history":    {facts: []any{"a", e("2026-09-01", record.No), "i", icpc("a", "2026-09-15"), "p", plan("2026-09-15", "", "i")}, want: []string{"01/09/2026|b) No|15/09/2026|a) Yes|0|0"}},
		"one five months ago":   {facts: []any{"a", e("2026-04-30", record.No), "i", icpc("a", "2026-05-15"), "b", e("2026-09-25", "")}, want: []string{"30/04/2026|b) No|15/05/2026|b) No|1|1", "25/09/2026||||1|1"}},
		"one eleven months ago": {facts: []any{"a", e("2025-10-30", record.No), "i", icpc("a", "2025-11-15"), "b", e("2026-09-25", "")}, want: []string{"25/09/2026||||1|1"}},

		"no conference needed":                        {facts: []any{"a", e("2026-09-01", record.Yes)}, want: []string{"01/09/2026|a) Yes|||0|0"}},
		"none needed, for the child is on a plan":     {facts: []any{"p", plan("2026-01-01", "", ""), "a", e("2026-09-01", record.Yes)}, want: []string{"01/09/2026|b) No|||0|0"}},
		"needed and not held yet":                     {facts: []any{"a", e("2026-09-20", record.No), "i", icpc("a", "2026-10-05")}, want: []string{"20/09/2026|b) No|||0|0"}},
		"plan of that day, which names no conference": {facts: []any{"a", e("2026-09-01", ""), "i", icpc("a", "2026-09-15"), "p", plan("2026-09-15", "", "")}, want: []string{"01/09/2026|b) No|15/09/2026|a) Yes|0|0"}},
		"open for more than six months is in":         {facts: []any{"a", e("2026-01-01", "")}, want: []string{"01/01/2026||||0|0"}},
		"begun exactly six months before":             {facts: []any{"a", e("2026-03-30", record.Yes)}, want: []string{"30/03/2026|a) Yes|||0|0"}},
		"a day earlier":                               {facts: []any{"a", e("2026-03-29", record.Yes)}},
		"conference held in the period":               {facts: []any{"a", e("2026-03-20", record.No), "i", icpc("a", "2026-04-05")}, want: []string{"20/03/2026|b) No|05/04/2026|b) No|0|0"}},
	})
}

func TestList6InNeed(t *testing.T) {
	headers := []string{"CIN Start Date", "Primary Need Code", "CIN Closure Date", "Reason for Closure", "Case status"}
	cin := func(from, to string) record.CINPlan {
		return record.CINPlan{Referral: "r", Started: d(from), Ended: d(to)}
	}
	cp := record.CPPlan{Referral: "r", Started: d("2026-05-01"), InitialCategory: "NEG", LatestCategory: "NEG"}
	open := record.Assessment{Referral: "r", Started: d("2026-09-01")}
	nfa := record.Assessment{Referral: "r", Started: d("2026-09-01"), Authorised: d("2026-09-20"), Outcome: "no_further_action"}
	inNeed := record.Assessment{Referral: "r", Started: d("2026-09-01"), Authorised: d("2026-09-20"), Outcome: "child_in_need_plan"}
	r := referred("2026-02-01", "", "")
	care := []any{"c", record.CarePeriod{Started: d("2026-06-01"), Given: []record.CareNeed{{Need: "N5"}}}, "l", record.LegalStatus{Period: "c", Status: "C2", From: d("2026-06-01")},
		"pl", record.CLAPlacement{Period: "c", From: d("2026-06-01"), Type: "U6", Provider: "PR1"}}
	v4 := []any{"c", record.CarePeriod{Started: d("2026-06-01")}, "l", record.LegalStatus{Period: "c", Status: "V4", From: d("2026-06-01")}}
	run(t, 6, headers, map[string]listCase{
		"a referral alone is not in need":             {facts: []any{"r", r}},
		"open assessment":                             {facts: []any{"r", r, "a", open}, want: []string{"01/02/2026|N1 - Abuse or neglect|||d) Open assessment"}},
		"found not in need":                           {facts: []any{"r", r, "a", nfa}},
		"found in need, no plan yet":                  {facts: []any{"r", r, "a", inNeed}, want: []string{"01/02/2026|N1 - Abuse or neglect|||c) Child in need plan"}},
		"CIN plan goes before an open assessment":     {facts: []any{"r", r, "a", open, "p", cin("2026-03-01", "")}, want: []string{"01/02/2026|N1 - Abuse or neglect|||c) Child in need plan"}},
		"CP plan goes before a CIN plan":              {facts: []any{"r", r, "x", cp, "p", cin("2026-03-01", "")}, want: []string{"01/02/2026|N1 - Abuse or neglect|||b) Child Protection plan"}},
		"looked after goes before all":                {facts: append([]any{"r", r, "x", cp}, care...), want: []string{"01/02/2026|N1 - Abuse or neglect|||a) Looked after child"}},
		"looked after without a referral":             {facts: care, want: []string{"|N5 - Family dysfunction|||a) Looked after child"}},
		"short breaks do not make a looked-after one": {facts: v4},
		"closed wins":                                 {facts: []any{"r", referred("2026-02-01", "2026-03-30", "RC7"), "p", cin("2026-03-01", "2026-03-30")}, want: []string{"01/02/2026|N1 - Abuse or neglect|30/03/2026|RC7 - Services ceased for any other reason, including child no longer in need|e) Closed episode"}},
		"closed before the period":                    {facts: []any{"r", referred("2026-02-01", "2026-03-29", "RC7"), "p", cin("2026-03-01", "2026-03-29")}},
		"closed after assessment is no need":          {facts: []any{"r", referred("2026-08-01", "2026-09-21", "RC8"), "a", record.Assessment{Referral: "r", Started: d("2026-08-01"), Authorised: d("2026-09-20")}}},
		"closes after the extract date":               {facts: []any{"r", referred("2026-02-01", "2026-10-01", "RC7"), "p", cin("2026-03-01", "2026-10-01")}, want: []string{"01/02/2026|N1 - Abuse or neglect|||c) Child in need plan"}},
		"the latest episode": {facts: []any{"q", referred("2026-01-01", "2026-04-01", "RC7"), "o", record.CINPlan{Referral: "q", Started: d("2026-01-10"), Ended: d("2026-04-01")}, "r", referred("2026-06-01", "", ""), "p", cin("2026-07-01", "")},
			want: []string{"01/06/2026|N1 - Abuse or neglect|||c) Child in need plan"}},
	})
}

func TestList7Protection(t *testing.T) {
	headers := []string{"Child Protection Plan Start Date", "Initial Category of Abuse", "Latest Category of Abuse", "Date of the Last Statutory Visit", "Was the Child Seen Alone?",
		"Date of latest review conference", "Child Protection Plan End Date", "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
		"Number of Previous Child Protection Plans", "Allocated Team", "Allocated Worker"}
	plan := func(from, to string) record.CPPlan {
		return record.CPPlan{Referral: "r", Started: d(from), Ended: d(to), InitialCategory: "NEG", LatestCategory: "MUL"}
	}
	two := 2
	told := plan("2026-05-01", "")
	told.Previous = &two
	run(t, 7, headers, map[string]listCase{
		"two plans: the latest, one before": {facts: []any{"a", plan("2024-01-01", "2024-06-01"), "b", plan("2026-05-01", "")}, want: []string{"01/05/2026|a) Neglect|e) Multiple/not recommended|||||b) No|1||"}},
		"more before than are recorded":     {facts: []any{"b", told}, want: []string{"01/05/2026|a) Neglect|e) Multiple/not recommended|||||b) No|2||"}},
		"ended exactly six months before":   {facts: []any{"a", plan("2025-01-01", "2026-03-30")}, want: []string{"01/01/2025|a) Neglect|e) Multiple/not recommended||||30/03/2026|b) No|0||"}},
		"ended a day earlier":               {facts: []any{"a", plan("2025-01-01", "2026-03-29")}},
		"visits, reviews, powers, worker": {facts: []any{"a", plan("2026-05-01", ""),
			"v", record.Visit{Type: record.VisitCP, Date: d("2026-09-10"), Seen: record.Yes, Alone: record.No}, "w", record.Visit{Type: record.VisitCP, Date: d("2026-08-10"), Alone: record.Yes},
			"x", record.Visit{Type: record.VisitCIN, Date: d("2026-09-20")}, "y", record.CPReview{Plan: "a", Date: d("2026-07-30")}, "z", record.CPReview{Plan: "other", Date: d("2026-08-30")},
			"l", record.LegalStatus{Status: "L2", From: d("2026-03-29"), To: d("2026-03-30")},
			"m", record.Allocation{Worker: "worker:w", Team: "team:t", Role: "allocated", From: d("2026-05-01"), To: d("2026-09-01")},
			"n", record.Allocation{Worker: "worker:x", Team: "team:t", Role: "allocated", From: d("2026-09-01")},
			"o", record.Allocation{Worker: "worker:p", Team: "team:t", Role: "chair", From: d("2026-09-05")}},
			want: []string{"01/05/2026|a) Neglect|e) Multiple/not recommended|10/09/2026|b) No|30/07/2026||a) Yes|0|Team T|Xan Next"}},
		"police protection before the period": {facts: []any{"a", plan("2026-01-01", ""), "l", record.LegalStatus{Status: "L1", From: d("2026-03-27"), To: d("2026-03-29")}}, want: []string{"01/01/2026|a) Neglect|e) Multiple/not recommended|||||b) No|0||"}},
	})
}

func TestTheSpecIsWritten(t *testing.T) {
	raw, err := os.ReadFile("lists.json")
	if err != nil {
		t.Fatal(err)
	}
	var spec template
	if err := json.Unmarshal(raw, &spec); err != nil {
		t.Fatal(err)
	}
	if len(spec.Lists) != Lists {
		t.Fatalf("%d lists", len(spec.Lists))
	}
	for _, l := range All() {
		for _, c := range l.Columns {
			if (c.Type == Coded || c.Type == LA) && SetOf(c.Set) == nil {
				t.Errorf("%s, %s: no code set %q", l.Sheet, c.Header, c.Set)
			}
		}
		for _, k := range l.Key {
			if l.Column(k) < 0 {
				t.Errorf("%s: the key names %q, which is no column", l.Sheet, k)
			}
		}
	}
	for _, s := range Sets() {
		if len(s.byKey) != len(s.Values) {
			t.Errorf("%s: two codes have one key", s.Name)
		}
	}
	quirks := []string{Of(8).Columns[19].Header, Of(9).Columns[12].Header, Of(10).Columns[12].Header}
	if diff := cmp.Diff([]string{"Date Ceased to be Looked After ", "LA In Touch ", "Date of Adoption Order "}, quirks); diff != "" {
		t.Error(diff)
	}
}

func TestKey(t *testing.T) {
	for value, want := range map[string]string{
		"a) WBRI": "WBRI", "q) 6: Police": "6", "p1) 5D: LA services": "5D", "zz) T4: Temporary placement - seven days or less": "T4", "C1: ICO": "C1",
		"N2 - Child’s disability": "N2", "a) E11: Adopted - application unopposed": "E11", "e) Multiple/not recommended": "Multiple/not recommended", "1 - Adopter withdrew from process": "1",
		"NUK - Child placed outside the UK": "NUK", "Yes": "Yes",
	} {
		if got := Key(value); got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}
