package lado_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/record"
)

// SR-035 to SR-040, scenario 7: a nursery refers in writing and gets a receipt; the LADO decides, meets and closes; a director finds nothing of it.
func TestAnAllegationFromTheFormToTheOutcome(t *testing.T) {
	journeytest.One(t, 2, time.Date(2025, time.March, 17, 9, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		j.Secrets = []string{"Quillfeather", "Zephyr Lane"}
		for key, name := range map[string]string{"lado": "Lena Orme", "lado-2": "Piers Vane"} {
			j.Write(t, record.New(j.House.Desk.NewID(), "worker:"+key, record.Worker{Name: name, Title: "LADO", Roles: []string{string(access.LADO)}}))
			j.Account(t, "worker:"+key, name, access.LADO)
		}
		j.At("2025-03-18 10:00")

		p := j.As("partner")
		j.GoTo(p, "/refer")
		p.Click("Tell the LADO")
		j.Look(p)
		p.SubmitButton("Send to the LADO")
		j.Wants(p, "There is a problem", "Write what is alleged")
		j.Look(p)
		p.Fill("Name of the adult", "Uwe Quillfeather")
		p.Choose("Employee")
		p.Fill("Name of the school, nursery, club or other place", "Zephyr Lane Nursery")
		p.SelectOption("What kind of place is it?", "Nursery, childminder or other early years provider")
		p.Choose("Physical harm")
		p.Fill("What is alleged?", "He pulled a child by the arm. Two colleagues saw it.")
		journeytest.Date(p, "When did you, the employer, come to know of it?", "2025-03-17")
		p.Choose("No")
		p.SubmitButton("Send to the LADO")
		j.Wants(p, "Sent to the LADO", "by the end of 19 March 2025")
		j.Look(p)
		receipt := p.URL()
		reference := p.Text(".govuk-panel__body strong")

		p = j.As("lado")
		j.GoTo(p, "/allegations")
		j.Wants(p, reference, "Zephyr Lane Nursery", "1 working day left")
		j.Look(p)
		p.Screenshot("lado-board")
		p.Click(reference)
		j.Wants(p, "What is alleged", "National LADO Network")
		j.Look(p)
		p.Click("Decide")
		j.Look(p)
		p.Choose("The harm threshold is met")
		p.Choose("High: by the end of the next working day")
		p.Fill("Why?", "A child was hurt, and two people saw it.")
		p.SubmitButton("Record the decision")
		j.Wants(p, "Saved.", "Undo this", "Evaluation / allegations management meeting")
		p.Screenshot("lado-case")
		p.Click("Record a meeting or review")
		j.Look(p)
		p.Choose("Evaluation meeting: with the employer")
		journeytest.Date(p, "When was it?", "2025-03-18")
		p.Fill("Who was there?", "Ada Stone, Zephyr Lane Nursery, manager")
		p.Fill("What was shared and weighed?", "Both accounts agree.")
		p.SubmitButton("Save the meeting")
		j.Wants(p, "Meetings and reviews", "Both accounts agree.")
		j.Look(p)
		p.Click("Record the outcome")
		p.Choose("Substantiated: there is enough evidence that it is true")
		p.Fill("Why, and what was learned?", "Two witnesses.")
		p.SubmitButton("Record the outcome")
		j.Wants(p, "Substantiated", "Enter the date of birth")
		j.Look(p)
		p.SubmitButton("Undo this")
		j.Wants(p, "It is as it was before.")

		// Everybody else finds nothing, and the answer is that for what is not there.
		for _, persona := range []string{"director", "manager", "analyst", "governance"} {
			cookie := j.Session(t, "worker:"+persona)
			there := j.Ask(t, cookie, "GET", strings.TrimPrefix(receipt, j.URL), nil)
			if there.Status == 200 {
				t.Errorf("%s opens the receipt", persona)
			}
			found := j.Ask(t, cookie, "POST", "/people", url.Values{"q": {"Quillfeather"}})
			found.Find("input").Remove()
			if strings.Contains(found.Text("main"), "Uwe") || strings.Contains(found.Text("main"), reference) {
				t.Errorf("%s finds the allegation by a search", persona)
			}
			if list := j.Ask(t, cookie, "GET", "/allegations", nil); list.Status == 200 {
				t.Errorf("%s sees the list", persona)
			}
			if n := j.Ask(t, cookie, "GET", "/figures/LADO-01/list", nil); strings.Contains(n.Body, reference) {
				t.Errorf("%s opens the list behind the figure", persona)
			}
		}
	})
}
