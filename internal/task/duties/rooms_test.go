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
	"throughline/internal/lado"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/task"
)

// ofRooms are the lists of complaint 8 whose rules are in the rooms, as somebody would ask for them over the records themselves: subject and the day that the limit
// counts from. They share nothing with the rules.
var ofRooms = map[string]string{
	"CP-11":  planned("v.body->>'type' = 'cp' and coalesce(v.body->>'agency', '') = '' and (v.body->>'worker' is null or v.body->>'worker' = 'worker:lead')"),
	"CP-12":  planned("coalesce(v.body->>'agency', '') = ''"),
	"CP-13":  planned("true"),
	"CP-06":  meeting("cp_plan", "core_group", "not"),
	"CP-07":  meeting("cp_plan", "core_group", ""),
	"CIN-02": meeting("cin_plan", "cin_review", "not"),
	"CIN-03": meeting("cin_plan", "cin_review", ""),
	"S47-01": `select q.subject || ' ' || cast(q.body->>'started' as text) from record q where q.kind = 's47_enquiry' and not q.withdrawn and coalesce(q.body->>'icpc_not_required', '') <> 'yes'
		and not exists (select 1 from record c where c.kind = 'initial_cp_conference' and c.body->>'enquiry' = q.id and c.body->>'date' is not null)`,
	"ED-01": education("= 0", "p.body->>'started'"),
	"ED-03": education("> 0", "max(m.body->>'date')"),
	"QA-03": `select a.subject || ' ' || coalesce((select max(cast(s.body->>'date' as text)) from record s where s.kind = 'supervision' and s.subject = a.subject and s.body->>'date' >= a.body->>'from'), cast(a.body->>'from' as text))
		from record a where a.kind = 'allocation' and a.body->>'to' is null`,
	"CP-08": conference("= 0", "p.body->>'started'"),
	"CP-09": conference("> 0", "max(v.body->>'date')"),
	"CIN-04": `select p.subject || ' ' || coalesce((select max(cast(v.body->>'date' as text)) from record v where v.kind = 'visit' and v.subject = p.subject and v.body->>'seen' = 'yes' and coalesce(v.body->>'agency', '') = ''
		and v.body->>'date' >= p.body->>'started'), cast(p.body->>'started' as text)) from record p where p.kind = 'cin_plan' and p.body->>'ended' is null
		and not exists (select 1 from record c where c.kind = 'cp_plan' and c.subject = p.subject and c.body->>'ended' is null)`,
	"LADO-02": allegations("l.body->>'triaged' is null"),
	"LADO-03": allegations("l.body->>'triage' = 'threshold_met' and l.body->>'closed' is null and not exists (select 1 from record m where m.kind = 'allegation_meeting' and m.subject = l.subject and m.body->>'type' <> 'review')"),
	"LADO-04": `select l.subject || ' ' || coalesce((select max(substr(m.body->>'at', 1, 10)) from record m where m.kind = 'allegation_meeting' and m.subject = l.subject and m.body->>'type' = 'review'), cast(l.body->>'received' as text))
		from record l where l.kind = 'lado_referral' and l.body->>'triage' = 'threshold_met' and l.body->>'closed' is null`,
	"LADO-06": allegations("l.body->>'triage' = 'threshold_met' and l.body->>'closed' is null"),
	"LADO-07": allegations("l.body->>'triage' = 'threshold_met' and l.body->>'closed' is null"),
	"LADO-05": `select l.subject || ' ' || cast(l.body->>'received' as text) from record l where l.kind = 'lado_referral' and l.body->>'triage' = 'threshold_met' and l.body->>'closed' is null`,
}

// planned asks for the plans in force and the last visit that counts.
func planned(counts string) string {
	return `select p.subject || ' ' || coalesce((select max(cast(v.body->>'date' as text)) from record v where v.kind = 'visit' and v.subject = p.subject and v.body->>'seen' = 'yes'
		and v.body->>'date' >= p.body->>'started' and ` + counts + `), cast(p.body->>'started' as text)) from record p where p.kind = 'cp_plan' and p.body->>'ended' is null`
}

// conference asks for the child protection plans in force by how many review conferences they have had.
func conference(many, from string) string {
	return `select p.subject || ' ' || cast(` + from + ` as text) from record p left join record v on v.kind = 'cp_review' and v.body->>'plan' = p.id
		where p.kind = 'cp_plan' and p.body->>'ended' is null group by p.id, p.subject, p.body->>'started' having count(v.id) ` + many
}

// allegations asks for those of a condition, from the day on which they were received.
func allegations(where string) string {
	return "select l.subject || ' ' || cast(l.body->>'received' as text) from record l where l.kind = 'lado_referral' and " + where
}

// meeting asks for the plans in force that have had, or not had, a meeting, and the last of them.
func meeting(plan, kind, not string) string {
	return fmt.Sprintf(`select p.subject || ' ' || coalesce((select max(cast(m.body->>'date' as text)) from record m where m.kind = 'plan_meeting' and m.body->>'type' = '%[2]s' and m.body->>'plan' = p.id), cast(p.body->>'started' as text))
		from record p where p.kind = '%[1]s' and p.body->>'ended' is null and %[3]s exists (select 1 from record m where m.kind = 'plan_meeting' and m.body->>'type' = '%[2]s' and m.body->>'plan' = p.id)`, plan, kind, not)
}

// education asks for the children in care, all of school age here, by how many education plans they have had.
func education(many, from string) string {
	return `select p.subject || ' ' || cast(` + from + ` as text) from record p left join record m on m.kind = 'plan_meeting' and m.subject = p.subject and m.body->>'type' = 'pep' and m.body->>'date' >= p.body->>'started'
		where p.kind = 'care_period' and p.body->>'ended' is null group by p.subject, cast(p.body->>'started' as text), p.body->>'started' having count(m.id) ` + many
}

// TestListsOfTheRoomsAreTheRecords (complaint 8; must-show 5 of issue 5): visits, conferences and their reviews, core groups, child in need reviews, education plans, supervision and allegations, for children with
// random lives, on both engines.
func TestListsOfTheRoomsAreTheRecords(t *testing.T) {
	b := clock.Standard()
	lists := append(person.Lists(), task.List(rule(b)))
	commandtest.Each(t, lists, func(t *testing.T, w *commandtest.Desk) {
		r := rand.New(rand.NewPCG(5, 2026))
		var changes []record.Change
		after := func(from day.Day) day.Day { return from.Add(r.IntN(max(1, w.Today().Sub(from)))) }
		for i := range 40 {
			subject := fmt.Sprintf("child:%02d", i)
			add := func(body record.Body) string {
				id := w.NewID()
				changes = append(changes, record.New(id, subject, body))
				return id
			}
			ended := func(from day.Day) (out day.Day) {
				if r.IntN(4) == 0 {
					out = w.Today()
				}
				return out
			}
			start := w.Today().Add(-r.IntN(600) - 30)
			add(record.Child{Names: []record.Name{{Given: "A", Family: fmt.Sprint("B", i), Use: "current"}}, Birth: w.Today().Add(-r.IntN(3000) - 3000)})
			ref := add(record.Referral{Date: start, Decision: "assessment", Team: "team:north"})
			add(record.Allocation{Worker: "worker:lead", Team: "team:north", Role: "allocated", From: start})
			if r.IntN(2) == 0 {
				p := record.CPPlan{Referral: ref, Started: after(start)}
				p.Ended = ended(p.Started)
				id := add(p)
				for range r.IntN(3) {
					add(record.PlanMeeting{Type: "core_group", Plan: id, Date: after(p.Started)})
					if r.IntN(2) == 0 {
						add(record.CPReview{Plan: id, Date: after(p.Started)})
					}
				}
			}
			if r.IntN(2) == 0 {
				p := record.CINPlan{Referral: ref, Started: after(start)}
				p.Ended = ended(p.Started)
				id := add(p)
				for range r.IntN(3) {
					add(record.PlanMeeting{Type: "cin_review", Plan: id, Date: after(p.Started)})
				}
			}
			for range r.IntN(6) {
				v := record.Visit{Type: []string{record.VisitCP, record.VisitCP, record.VisitCIN}[r.IntN(3)], Date: after(start), Seen: []record.YesNo{record.Yes, record.Yes, record.No}[r.IntN(3)], Worker: []string{"worker:lead", "worker:other", ""}[r.IntN(3)]}
				if v.Seen == record.Yes && r.IntN(5) == 0 {
					v.Agency, v.Worker = "school", ""
				}
				if v.Seen == record.No {
					v.WhyNot = "Nobody opened"
				}
				add(v)
			}
			if r.IntN(3) == 0 {
				q := record.S47Enquiry{Referral: ref, Started: after(start)}
				if r.IntN(4) == 0 {
					q.ICPCNotRequired = record.Yes
				}
				id := add(q)
				if q.ICPCNotRequired == "" && r.IntN(2) == 0 {
					c := record.InitialCPConference{Referral: ref, Enquiry: id}
					if r.IntN(2) == 0 {
						c.Date = after(q.Started)
					}
					add(c)
				}
			}
			if r.IntN(2) == 0 {
				p := record.CarePeriod{Started: after(start)}
				p.Ended = ended(p.Started)
				id := add(p)
				for range r.IntN(3) {
					add(record.PlanMeeting{Type: "pep", Plan: id, Date: after(p.Started)})
				}
			}
			for range r.IntN(3) {
				add(record.Supervision{Date: after(start), Worker: "worker:lead", Supervisor: "worker:mira", Reflection: "What is it like for the child?"})
			}
			if r.IntN(2) == 0 {
				l := record.LADOReferral{Reference: fmt.Sprint("L-", i), Received: after(start)}
				if r.IntN(4) > 0 {
					l.Triage, l.Triaged = lado.MeetsThreshold, l.Received
				}
				if l.Triage != "" && r.IntN(3) == 0 {
					l.Closed, l.Outcome = w.Today(), "false"
				}
				subject := fmt.Sprintf("%s:%d", record.LADOSubject, i)
				changes = append(changes, record.New(w.NewID(), subject, l))
				for range r.IntN(3) {
					changes = append(changes, record.New(w.NewID(), subject, record.AllegationMeeting{Type: []string{lado.Review, "evaluation"}[r.IntN(2)], At: after(l.Received).Start().Add(12 * time.Hour)}))
				}
			}
		}
		if _, err := w.Do(t.Context(), access.Actor{ID: "worker:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil }); err != nil {
			t.Fatal(err)
		}
		for id, query := range ofRooms {
			want := commandtest.Query[string](t, w, query)
			actor := access.Actor{ID: "worker:ana", Roles: []access.Role{access.Analyst, access.LADO}}
			items, err := task.Lists{DB: w.DB, Book: b, Now: w.Clock.Now}.ByClock(t.Context(), actor, id)
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
			if len(got) < 2 {
				t.Errorf("%s: only %d rows were compared", id, len(got))
			}
		}
	})
}
