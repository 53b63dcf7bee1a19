package earlyhelp_test

import (
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// SR-023 to SR-031: one request for two children; the family agrees; assessment, plan, meeting; up to the front door, which types nothing again.
func TestEarlyHelpFromTheRequestUpToSocialCare(t *testing.T) {
	journeytest.One(t, 2, time.Date(2025, time.March, 17, 9, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		j.Secrets = []string{"Ottoline", "Peregrine", "Quillfeather"}
		id := j.House.Desk.NewID
		j.Write(t, record.New(id(), "team:early-help", record.Team{Name: "Early help team", Manager: "worker:manager"}),
			record.New(id(), "worker:early-help", record.Worker{Name: "Ema Lund", Title: "Early help worker", Roles: []string{string(access.EarlyHelp)}, Teams: []string{"team:early-help"}}))
		j.Account(t, "worker:early-help", "Ema Lund", access.EarlyHelp)
		j.At("2025-03-18 10:00")

		p := j.As("early-help")
		j.GoTo(p, "/early-help")
		p.Click("Ask for early help")
		j.Look(p)
		for i, given := range []string{"Ottoline", "Peregrine"} {
			group := []string{"Child 1", "Child 2, if there is one"}[i] + " > "
			p.Fill(group+"Given name", given)
			p.Fill(group+"Family name", "Quillfeather")
			p.Fill(group+"What does the child say?", "I want to sleep at home.")
		}
		p.Fill("What does the family need help with?", "The mother is ill and the children miss school.")
		p.Choose("The family agreed")
		p.Fill("Who asks for the help?", "Sal Lead")
		p.SelectOption("Where it comes from", "School")
		p.Choose("The early help team of children's social care")
		p.SelectOption("Team", "Early help team")
		p.SubmitButton("Ask for early help")
		j.Wants(p, "Early help E-2025-", "Nobody like this is recorded")
		j.Look(p)
		p.SubmitButton("Add Ottoline as a new person")
		p.SubmitButton("Add Peregrine as a new person")
		p.Click("Name a worker")
		p.Choose("Ema Lund, Early help team")
		p.SubmitButton("Give it to this worker")
		j.Wants(p, "Write the assessment", "Early help assessment completed")
		p.Click("Write the assessment")
		j.Look(p)
		p.Fill("What do the children and the parents need?", "Help in the mornings.")
		p.Fill("What does this mean for the children, and what should change?", "The children are tired.")
		journeytest.Date(p, "Completed on", "2025-03-18")
		p.SubmitButton("Save")
		p.Click("Make the plan")
		j.Look(p)
		p.Fill("What should be different for the children?", "At school on time.")
		p.Fill("Action 1 > What is to be done?", "A place in the breakfast club")
		p.Fill("Action 1 > Who does it?", "Sal Lead")
		p.SubmitButton("Save the plan")
		j.Wants(p, "Being helped", "A place in the breakfast club", "Team around the family review")
		j.Look(p)
		p.Screenshot("early-help-case")
		j.GoTo(p, "/early-help")
		j.Wants(p, "Ottoline Quillfeather", "Ema Lund")
		p.Screenshot("early-help-list")
		p.Click("Meet as a team around the family")
		p.Click("Pass up to social care")
		j.Look(p)
		p.Fill("What has changed, and what are you worried about for each child?", "The father came back and hit the mother.")
		p.Choose("No")
		p.Choose("Consent given")
		p.SubmitButton("Pass up to social care")
		j.Wants(p, "Passed up to social care")
		j.Look(p)

		p = j.As("screener")
		j.GoTo(p, "/front-door")
		var contact record.Of[record.Contact]
		webtest.Need(t, j.House.DB.Read(t.Context(), func(tx *db.Tx) error {
			all, err := story.OfKind[record.Contact](tx)
			for _, c := range all {
				if c.Body.Referrer.AgencyType == "council_early_help" {
					contact = c
				}
			}
			return err
		}))
		j.GoTo(p, "/contacts/"+webtest.ID(contact.Subject))
		j.Wants(p, "hit the mother", "The mother is ill", "Help in the mornings.", "A place in the breakfast club", "I want to sleep at home.")
		if strings.Contains(p.Text("main"), "Who is this?") {
			t.Error("the front door is asked who the children are, although early help knew them")
		}
	})
}
