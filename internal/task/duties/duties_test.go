package duties_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
	"throughline/internal/task/duties"
)

var d = day.Must

func child(bodies ...record.Body) story.Story {
	rs := []record.Record{{Meta: record.Meta{ID: "r0", Subject: "child:1"}, Body: record.Child{Birth: d("2016-06-01")}}}
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: fmt.Sprintf("r%d", i+1), Subject: "child:1"}, Body: b})
	}
	return story.New("child:1", nil, rs)
}

// TestDue: each limit at its boundary days.
func TestDue(t *testing.T) {
	t.Parallel()
	care := record.CarePeriod{Started: d("2026-01-05")} // a Monday
	review := func(on string) record.CLAReview { return record.CLAReview{Date: d(on)} }
	visit := func(on string, seen record.YesNo) record.Visit {
		return record.Visit{Type: record.VisitCLA, Date: d(on), Seen: seen}
	}
	check := func(kind, on string, done record.YesNo) record.CLAHealth {
		return record.CLAHealth{Type: kind, Date: d(on), Done: done}
	}
	back := time.Date(2026, 3, 2, 22, 30, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		bodies []record.Body
		clock  string
		due    string // "" where it is not due at all
	}{
		"first review, 20 working days":        {[]record.Body{care}, "CLA-20", "2026-02-02"},
		"first review, over Easter":            {[]record.Body{record.CarePeriod{Started: d("2026-03-20")}}, "CLA-20", "2026-04-21"},
		"second review, three months":          {[]record.Body{care, review("2026-01-30")}, "CLA-21", "2026-04-30"},
		"later reviews, six months":            {[]record.Body{care, review("2026-01-30"), review("2026-08-31")}, "CLA-22", "2027-02-28"},
		"reviews come in any order":            {[]record.Body{care, review("2026-08-31"), review("2026-01-30")}, "CLA-22", "2027-02-28"},
		"a review of an earlier time in care":  {[]record.Body{review("2025-12-01"), care}, "CLA-20", "2026-02-02"},
		"care ended":                           {[]record.Body{record.CarePeriod{Started: d("2026-01-05"), Ended: d("2026-02-01")}}, "CLA-20", ""},
		"no day of beginning":                  {[]record.Body{record.CarePeriod{}}, "CLA-20", ""},
		"first visit, one week":                {[]record.Body{care}, "CLA-10", "2026-01-12"},
		"next visit, six weeks":                {[]record.Body{care, visit("2026-01-10", record.Yes)}, "CLA-11", "2026-02-21"},
		"nobody was seen":                      {[]record.Body{care, visit("2026-01-10", record.No)}, "CLA-10", "2026-01-12"},
		"after a year in the placement":        {[]record.Body{care, visit("2027-01-05", record.Yes)}, "CLA-13", "2027-02-16"},
		"a new placement begins anew":          {[]record.Body{care, visit("2026-01-10", record.Yes), record.CLAPlacement{From: d("2026-05-01")}}, "CLA-10", "2026-05-08"},
		"initial health assessment":            {[]record.Body{care}, "H-01", "2026-02-02"},
		"refused counts as not done":           {[]record.Body{care, check("health_assessment", "2026-01-20", record.No)}, "H-01", "2026-02-02"},
		"review health assessment, 5 and over": {[]record.Body{care, check("health_assessment", "2026-01-20", record.Yes)}, "H-04", "2027-01-20"},
		"dental check":                         {[]record.Body{care, check("dental_check", "2026-02-28", record.Yes)}, "H-05", "2027-02-28"},
		"personal education plan":              {[]record.Body{care}, "ED-01", "2026-01-19"},
		"a child of two needs none":            {[]record.Body{record.CarePeriod{Started: d("2018-06-01")}}, "ED-01", ""},
		"return interview, 72 hours":           {[]record.Body{record.Missing{Type: "M", From: d("2026-03-01"), To: d("2026-03-02"), Returned: back}}, "MIS-01", clock.At(back.Add(72 * time.Hour)).String()},
		"interview held":                       {[]record.Body{record.Missing{Type: "M", From: d("2026-03-01"), To: d("2026-03-02")}, record.ReturnInterview{Missing: "r1", Held: back}}, "MIS-01", ""},
		"interview not wanted":                 {[]record.Body{record.Missing{Type: "M", From: d("2026-03-01"), To: d("2026-03-02")}, record.ReturnInterview{Missing: "r1", Offered: record.Yes, Accepted: record.No}}, "MIS-01", ""},
		"away is not missing":                  {[]record.Body{record.Missing{Type: "A", From: d("2026-03-01"), To: d("2026-03-02")}}, "MIS-01", ""},
		"still missing":                        {[]record.Body{record.Missing{Type: "M", From: d("2026-03-01")}}, "MIS-01", ""},
		"first meeting before court":           {[]record.Body{record.PreProceedings{Decided: d("2026-03-27")}}, "PRE-01", "2026-04-14"},
		"meeting held":                         {[]record.Body{record.PreProceedings{Decided: d("2026-03-27"), InitialMeeting: d("2026-04-10")}}, "PRE-01", ""},
		"sixteen weeks from the letter":        {[]record.Body{record.PreProceedings{Decided: d("2026-03-02"), LetterSent: d("2026-03-03")}}, "PRE-03", "2026-06-23"},
		"issued":                               {[]record.Body{record.PreProceedings{LetterSent: d("2026-03-03"), CourtApplication: d("2026-05-01")}}, "PRE-03", ""},
	} {
		got := ""
		for _, x := range duties.Tasks(clock.Standard())(child(tt.bodies...)) {
			if x.Clock == tt.clock {
				got = x.Due.String()
			}
		}
		if got != tt.due {
			t.Errorf("%s: %s due %q, want %q", name, tt.clock, got, tt.due)
		}
	}
	under := story.New("child:2", nil, []record.Record{
		{Meta: record.Meta{ID: "r1", Subject: "child:2"}, Body: record.Child{Birth: d("2024-06-01")}},
		{Meta: record.Meta{ID: "r2", Subject: "child:2"}, Body: care},
		{Meta: record.Meta{ID: "r3", Subject: "child:2"}, Body: check("health_assessment", "2026-01-20", record.Yes)},
	})
	found := slices.ContainsFunc(duties.Of(under), func(x duties.Duty) bool { return x.Clock == "H-03" })
	if !found {
		t.Error("a child under 5 is not due in six months")
	}
}

// raw are the lists as somebody would ask for them over the records themselves: child and the day that the limit counts from. They share nothing with the
// rules.
var raw = map[string]string{
	"CLA-20": reviews + " having count(v.id) = 0",
	"CLA-21": reviews + " having count(v.id) = 1",
	"CLA-22": reviews + " having count(v.id) > 1",
	"H-01":   checks("health_assessment") + " having count(h.id) = 0",
	"H-03+4": checks("health_assessment") + " having count(h.id) > 0",
	"H-05":   checks("dental_check"),
	"MIS-01": `select m.subject || ' ' || cast(m.body->>'to' as text) from record m where m.kind = 'missing' and not m.withdrawn and m.body->>'type' = 'M' and m.body->>'to' is not null
		and not exists (select 1 from record l where l.kind = 'missing' and l.subject = m.subject and l.body->>'type' = 'M' and l.body->>'to' > m.body->>'to')
		and not exists (select 1 from record i where i.kind = 'return_interview' and i.body->>'missing' = m.id and (i.body->>'held' is not null or i.body->>'accepted' = 'no'))`,
	"PRE-01": `select p.subject || ' ' || cast(p.body->>'decided' as text) from record p where p.kind = 'pre_proceedings' and p.body->>'initial_meeting' is null
		and p.body->>'step_decision' is null and p.body->>'outcome' is null and p.body->>'court_application' is null`,
	"PRE-03": `select p.subject || ' ' || cast(p.body->>'letter_sent' as text) from record p where p.kind = 'pre_proceedings' and p.body->>'letter_sent' is not null
		and p.body->>'step_decision' is null and p.body->>'outcome' is null and p.body->>'court_application' is null`,
}

const (
	inCare = ` from record p %s where p.kind = 'care_period' and not p.withdrawn and p.body->>'ended' is null and p.body->>'started' is not null group by p.subject, cast(p.body->>'started' as text)`
	from   = `select p.subject || ' ' || coalesce(max(cast(%s.body->>'date' as text)), cast(p.body->>'started' as text))`
)

var reviews = fmt.Sprintf(from, "v") + fmt.Sprintf(inCare, "left join record v on v.kind = 'cla_review' and v.subject = p.subject and v.body->>'date' >= p.body->>'started'")

func checks(kind string) string {
	return fmt.Sprintf(from, "h") + fmt.Sprintf(inCare, "left join record h on h.kind = 'cla_health' and h.subject = p.subject and h.body->>'type' = '"+kind+"' and h.body->>'date' >= p.body->>'started' and (h.body->>'done' is null or h.body->>'done' <> 'no')")
}

// TestListsAreTheRecords (complaint 8): each list equals a query over the raw records, on both engines, for children with random lives.
func TestListsAreTheRecords(t *testing.T) {
	b := clock.Standard()
	lists := append(person.Lists(), task.List(duties.Tasks(b)))
	commandtest.Each(t, lists, func(t *testing.T, w *commandtest.Desk) {
		r := rand.New(rand.NewPCG(8, 2026))
		var changes []record.Change
		on := func() day.Day { return w.Today().Add(-r.IntN(900)) }
		for i := range 60 {
			subject := fmt.Sprintf("child:%02d", i)
			add := func(body record.Body) string {
				id := w.NewID()
				changes = append(changes, record.New(id, subject, body))
				return id
			}
			add(record.Child{Names: []record.Name{{Given: "A", Family: fmt.Sprint("B", i), Use: "current"}}, Birth: w.Today().Add(-r.IntN(6000) - 400)})
			if r.IntN(3) > 0 {
				p := record.CarePeriod{Started: on()}
				if r.IntN(4) == 0 {
					p.Ended = w.Today()
				}
				add(p)
			}
			for range r.IntN(5) {
				add(record.CLAReview{Date: on()})
			}
			for range r.IntN(6) {
				add(record.CLAHealth{Type: []string{"health_assessment", "dental_check"}[r.IntN(2)], Date: on(), Done: []record.YesNo{"", record.Yes, record.No}[r.IntN(3)]})
			}
			used := map[day.Day]bool{} // two episodes that end on one day are one too many for a query
			for range r.IntN(4) {
				m := record.Missing{Type: []string{"M", "M", "A"}[r.IntN(3)], From: on()}
				if to := m.From.Add(r.IntN(3)); r.IntN(5) > 0 && !used[to] && !to.After(w.Today()) {
					m.To, used[to] = to, true
				}
				id := add(m)
				if !m.To.IsZero() && r.IntN(2) == 0 {
					i := record.ReturnInterview{Missing: id, Offered: record.Yes}
					switch r.IntN(3) {
					case 0:
						i.Accepted = record.No
					case 1:
						i.Held = m.To.Start().Add(9 * time.Hour)
					}
					add(i)
				}
			}
			if r.IntN(3) == 0 {
				p := record.PreProceedings{Decided: on()}
				if p.LetterSent = p.Decided.Add(3); r.IntN(2) == 0 {
					p.StepDecision = p.LetterSent.Add(30)
				}
				if p.LetterSent.After(w.Today()) {
					p.LetterSent = day.Day{}
				}
				if r.IntN(2) == 0 && !p.LetterSent.IsZero() {
					p.InitialMeeting = p.LetterSent
				}
				if p.StepDecision.After(w.Today()) {
					p.StepDecision = day.Day{}
				}
				add(p)
			}
		}
		if _, err := w.Do(t.Context(), access.Actor{ID: "worker:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil }); err != nil {
			t.Fatal(err)
		}
		shown := 0
		for id, query := range raw {
			want := commandtest.Query[string](t, w, query)
			clocks := []string{id}
			if id == "H-03+4" {
				clocks = []string{"H-03", "H-04"}
			}
			actor := access.Actor{ID: "worker:ana", Roles: []access.Role{access.Analyst}}
			items, err := task.Lists{DB: w.DB, Book: b, Now: w.Clock.Now}.ByClock(t.Context(), actor, clocks...)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, i := range items {
				got = append(got, i.Subject+" "+i.Started.Day().String())
			}
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: the list is not what the records say (-records +list):\n%s", id, diff)
			}
			shown += len(got)
		}
		if shown < 60 {
			t.Errorf("only %d rows were compared", shown)
		}
	})
}
