package services_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// SR-150 to SR-153, SR-166, SR-167, SR-311: a social worker refers one child to each of the three services, and their worker goes on: a young carer gets
// an assessment, who did not come to the clinic is not let go, and of domestic abuse others find a warning only.
func TestOneChildThroughTheThreeServices(t *testing.T) {
	journeytest.One(t, 2, time.Date(2025, time.March, 17, 9, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		const team = "Which team takes it on?"
		j.Secrets = []string{"Ottoline", "Quillfeather", "Corvin", "7946 0911"}
		id := j.House.Desk.NewID
		j.Write(t, record.New(id(), "team:helpers", record.Team{Name: "Family services", Manager: "worker:manager"}),
			record.New(id(), "worker:helper", record.Worker{Name: "Ema Lund", Title: "Practitioner", Roles: []string{string(access.EarlyHelp)}, Teams: []string{"team:helpers"}}))
		j.Account(t, "worker:helper", "Ema Lund", access.EarlyHelp)
		child := j.Known("Ottoline", "Quillfeather", "2012-05-01")
		mother, at := "adult:"+id(), "/children/"+webtest.ID(child)
		j.Write(t, record.New(id(), child, record.Allocation{Worker: "worker:social-worker", Team: "team:assessment-north", Role: person.RoleAllocated, From: day.Must("2025-03-03")}),
			record.New(id(), mother, record.Adult{Names: []record.Name{{Given: "Ina", Family: "Quillfeather", Use: "current"}}}), record.New(id(), child, record.Relationship{Other: mother, Type: "parent"}),
			record.New(id(), child, record.Address{Lines: []string{"14 Kiln Row", "Marshwick"}, Postcode: "MW1 4AB"}), record.New(id(), child, record.CPPlan{Started: day.Must("2025-02-03"), InitialCategory: "NEG", LatestCategory: "NEG"}))
		j.At("2025-03-18 10:00")

		p := j.As("social-worker")
		j.GoTo(p, at)
		p.Click("Other services")
		j.Look(p)
		p.Click("Record a young carer")
		p.SubmitButton("Record a young carer")
		j.Wants(p, "There is a problem", "Choose who noticed it", "Say for whom the child cares")
		j.Look(p)
		p.Choose("School or college")
		p.Choose("For whom does the child care? > Somebody else")
		p.Fill("Who is it?", "mother")
		p.Check("Cooking, cleaning, shopping")
		p.SelectOption(team, "Family services")
		p.SubmitButton("Record a young carer")
		j.Wants(p, "Young carer Y-2025-", "Not offered an assessment yet", "Undo this")
		j.Look(p)
		p.Screenshot("young-carer")

		// What was typed and put off is there again.
		j.GoTo(p, at+"/clinical")
		p.Fill("What help is asked for?", "She does not sleep.")
		p.SubmitButton("Save and finish later")
		j.GoTo(p, at+"/clinical")
		if got := p.Value("What help is asked for?"); got != "She does not sleep." {
			t.Errorf("the draft holds %q", got)
		}
		p.Choose("Urgent")
		p.Choose("Agrees")
		p.SelectOption("Where does it come from?", "Council, social care (e.g. adults)")
		p.SelectOption(team, "Family services")
		p.SubmitButton("Refer to the clinical service")
		j.Wants(p, "Clinical referral C-2025-", "Child protection plan", "Waits for a decision")
		j.Look(p)

		j.GoTo(p, at+"/domestic-abuse")
		p.Choose("Who is harmed? > Somebody else")
		p.Fill("Who is harmed? > Name", "Ina Quillfeather")
		p.Choose("Who harms? > Somebody else")
		p.Fill("Who harms? > Name", "Corvin Quillfeather")
		p.Fill("What happens, and what is asked for?", "He reads her letters.")
		p.Choose("Agrees")
		p.Choose("Is it safe to write to the home? > No")
		p.Fill("Which number is safe to call?", "020 7946 0911")
		p.SelectOption("Where does it come from?", "Police")
		p.SelectOption(team, "Family services")
		p.SubmitButton("Refer to the domestic abuse service")
		j.Wants(p, "Domestic abuse case D-2025-", "Before any contact", "Never write to the home", "020 7946 0911", "You read this as the allocated worker")
		j.Look(p)
		p.Screenshot("domestic-abuse-case")
		abuse := strings.TrimSuffix(strings.TrimPrefix(p.URL(), j.URL), "?saved")
		j.GoTo(p, at)
		j.Wants(p, "Reach this family in safe ways only")

		p = j.As("helper")
		j.GoTo(p, "/services")
		p.Click("Young carers")
		j.Wants(p, "Who noticed it", "School or college", "12 to 15")
		j.Look(p)
		p.Click("Ottoline Quillfeather")
		p.Click("Offer an assessment")
		p.Choose("Wanted")
		p.SubmitButton("Save")
		j.Wants(p, "Record the assessment")

		j.GoTo(p, "/clinical")
		p.Click("Ottoline Quillfeather")
		p.Click("Accept the referral")
		p.Choose("Ema Lund")
		p.SubmitButton("Accept the referral")
		p.Click("Book an appointment")
		journeytest.Date(p, "On which day?", "2025-03-18")
		p.Fill("At what time?", "09:30")
		p.SubmitButton("Book the appointment")
		p.Click("What came of an appointment")
		p.Choose("Did not attend")
		p.SubmitButton("Save")
		j.Wants(p, "Did not come: decide what follows", "Nobody has decided yet")
		j.Look(p)
		p.Click("End the referral")
		p.Choose("Could not be engaged, after trying")
		p.Fill("What was decided, and what has changed?", "Nobody came to the appointment.")
		p.SubmitButton("End the referral")
		j.Wants(p, "not coming is no reason to end")
		j.GoTo(p, "/clinical")
		j.Wants(p, "Did not come: decide what follows")
		j.Look(p)
		p.Screenshot("clinical-list")

		j.GoTo(p, "/domestic-abuse")
		j.Wants(p, "Risk not recorded yet")
		j.Look(p)
		p.Click("Ottoline Quillfeather")
		p.Click("Record the risk and the conference")
		p.Choose("High")
		p.SubmitButton("Save")
		j.Wants(p, "Risk: high", "Decide on a referral to the multi-agency risk assessment conference")
		p.SubmitButton("Undo this")
		j.Wants(p, "It is as it was before.", "Risk not recorded yet")

		// Others of the child's team find a warning, and no case.
		for _, persona := range []string{"social-worker-2", "manager-2", "director", "screener"} {
			cookie := j.Session(t, "worker:"+persona)
			if there := j.Ask(t, cookie, "GET", abuse, nil); there.Status != 404 {
				t.Errorf("%s opens the case: %d", persona, there.Status)
			}
			if list := j.Ask(t, cookie, "GET", "/domestic-abuse", nil); strings.Contains(list.Body, "Quillfeather") {
				t.Errorf("%s sees the case in the list", persona)
			}
			found := j.Ask(t, cookie, "POST", "/people", url.Values{"q": {"Corvin"}})
			found.Find("input").Remove()
			if strings.Contains(found.Text("main"), "Corvin") {
				t.Errorf("%s finds who harms", persona)
			}
		}
	})
}
