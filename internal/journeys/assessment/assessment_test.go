package assessment_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

var start = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// TestScenario18ReassessmentBesideTheLast: the last assessment stands beside this one, its parts are copied into the draft one by one, a child's own words are not,
// and nothing that is held is typed again (complaint 3). The clicks are counted.
func TestScenario18ReassessmentBesideTheLast(t *testing.T) {
	t.Parallel()
	journeytest.One(t, 6, start, func(t *testing.T, j *journeytest.Journey) {
		j.Secrets = []string{"Thistlewood", "Wilhelmina"}
		id, today := j.House.Desk.NewID, day.In(start)
		const team, worker = "team:assessment-north", "worker:social-worker"
		child, was, now := "child:"+id(), "assessment:"+id(), "assessment:"+id()
		ref1, ref2, part1, part2 := id(), id(), id(), id()
		changes := []record.Change{
			record.New(id(), child, record.Child{Names: []record.Name{{Given: "Wilhelmina", Family: "Thistlewood", Use: "current"}}, Birth: day.Must("2014-05-01"), Sex: "F"}),
			record.New(id(), child, record.Allocation{Worker: worker, Team: team, Role: "allocated", From: today.Add(-10)}),
			record.New(ref1, child, record.Referral{Date: today.Add(-400), Decision: "assessment", Team: team, Closed: today.Add(-340), Closure: "RC8"}),
			record.New(part1, child, record.Assessment{Referral: ref1, Report: was, Started: today.Add(-400), Authorised: today.Add(-340), Views: "I want quiet.", Needs: "Glasses.", Outcome: "no_further_action", Factors: []string{"21"}, Seen: today.Add(-350), SeenAlone: "yes"}),
			record.New(id(), was, record.AssessmentReport{Children: []record.ReportChild{{Child: child, Assessment: part1}}, Referred: today.Add(-400), Worker: worker, Team: team,
				State: record.Authorised, Completed: today.Add(-340), History: "They came from Leeds in 2019.", Analysis: "Her mother works nights.", Authors: []string{worker}, SubmittedBy: worker, AuthorisedBy: "worker:manager"}),
			record.New(ref2, child, record.Referral{Date: today.Add(-5), Decision: "assessment", Team: team}),
			record.New(part2, child, record.Assessment{Referral: ref2, Report: now, Started: today.Add(-4)}),
			record.New(id(), now, record.AssessmentReport{Children: []record.ReportChild{{Child: child, Assessment: part2}}, Referred: today.Add(-5), Worker: worker, Team: team, State: record.Writing}),
		}
		_, err := j.House.Desk.Do(t.Context(), access.Actor{ID: "worker:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil })
		webtest.Need(t, err)
		at := j.URL + "/assessments/" + strings.TrimPrefix(now, "assessment:")

		ada := j.As("social-worker")
		ada.Goto(at + "/edit")
		j.Look(ada)
		clicks := 0
		ada.Click("See the last assessment beside this one, and copy parts of it")
		clicks++
		ada.WaitFor("They came from Leeds in 2019.")
		j.Look(ada)
		if ada.Exists(`input[name=part][value$="views"]`) {
			ada.Errorf("what a child said is offered to be copied")
		}
		ada.SubmitButton("Copy to my draft: History")
		clicks++
		ada.WaitFor("Your draft is kept")
		if got := ada.Value("History"); got != "They came from Leeds in 2019." {
			ada.Errorf("copied: %q", got)
		}
		ada.Check("Talked with the child")
		ada.Fill("If Wilhelmina Thistlewood could decide, what would be different?", "Mum is home at bedtime.")
		ada.SubmitButton("Save")
		clicks += 2
		ada.WaitFor("The assessment is saved")
		t.Logf("history of the last assessment taken over: %d clicks, nothing typed again", clicks-1)
		if clicks > 4 {
			t.Errorf("%d clicks", clicks)
		}
		ada.Goto(at)
		ada.WaitFor("Mum is home at bedtime.")
		j.Look(ada)
		ada.Goto(at + "/beside")
		j.Look(ada)
		// A particular need: two fields, one needed (complaint 19).
		ada.Goto(fmt.Sprintf("%s/children/%s/needs", j.URL, strings.TrimPrefix(child, "child:")))
		j.Look(ada)
		ada.Choose("What is assessed? > Needs of a young carer")
		ada.SubmitButton("Start")
		ada.WaitFor("its time limit runs")
		j.Look(ada)
		ada.Goto(j.URL + "/work")
		ada.WaitFor("Assess the needs of the young carer")
	})
}
