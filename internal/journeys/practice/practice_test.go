package practice_test

import (
	"strings"
	"testing"
	"time"

	"throughline/internal/day"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

const first = `# What we saw
? warm: Was the home warm?
  type: yes/no
  needed
? why_cold: Why was it cold?
  type: long
  if warm = no
`

const second = `# What we saw
? warm: How warm was the home?
  type: choice
  needed
  - warm: Warm enough
  - cold: Too cold
? why_cold: What made it cold?
  type: long
  if warm = cold
`

// TestScenario21TheFormIsChanged: what was answered renders with its own edition when a question gets other words and another type; a draft of the old edition
// survives; a condition that can never hold and an id that is there twice stop the publishing. Only those who answer for practice keep forms.
func TestScenario21TheFormIsChanged(t *testing.T) {
	t.Parallel()
	journeytest.One(t, 2, time.Date(2025, time.March, 17, 9, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		j.Thorough = false // everypage looks at these pages
		j.At("2025-03-17 10:00")
		id := j.House.Desk.NewID
		child := "child:" + id()
		j.Write(t, record.New(id(), child, record.Child{Names: []record.Name{{Given: "Tamsin", Family: "Goodbeare", Use: "current"}}, Birth: day.Must("2014-05-01"), Sex: "F"}),
			record.New(id(), child, record.Allocation{Worker: "worker:social-worker", Team: "team:assessment-north", Role: "allocated", From: day.Must("2025-03-01")}))
		base := j.URL + "/children/" + webtest.ID(child) + "/practice"

		// Refused before publishing: a dangling condition and a doubled id, each with its line.
		helen := j.As("director")
		helen.Goto(j.URL + "/home")
		helen.Click("Practice forms")
		helen.Click("Write a form")
		helen.Fill("What is the form called?", "Warm homes")
		helen.Choose("Assessment")
		helen.Fill("The questions", strings.Replace(first, "if warm = no", "if heating = no", 1)+"? warm: Was it warm again?\n")
		helen.SubmitButton("Save and check")
		j.Wants(helen, "To be mended before it can be published", "“why_cold” is asked only after a question “heating”, which is not in the form", "Line 8: The id “warm” is there already, in line 2")
		if helen.Exists(`form[action$="/publish"]`) {
			helen.Errorf("a form with faults can be published")
		}
		form, _, _ := strings.Cut(helen.URL(), "?")
		if page := j.Ask(t, j.Session(t, "worker:director"), "POST", strings.TrimPrefix(form, j.URL)+"/publish", map[string][]string{"base": {"1"}}); page.Status != 422 {
			t.Errorf("published by hand: %d", page.Status)
		}
		helen.Fill("The questions", first)
		helen.SubmitButton("Save and check")
		j.Wants(helen, "Nothing is to be mended", "Only if “Was the home warm?” is answered “No”")
		helen.SubmitButton("Publish as the next edition")
		j.Wants(helen, "The form is published", "Edition 1, published on 17 March 2025 by Helen Starling")
		if status := j.As("manager").Goto(j.URL + "/practice-forms"); status != 403 {
			t.Errorf("a manager keeps the council's forms: %d", status)
		}

		// One worker answers, another leaves a draft.
		tomasz := j.As("social-worker")
		tomasz.Goto(base)
		tomasz.Click("Warm homes")
		tomasz.Choose("Was the home warm? > No")
		tomasz.Fill("Why was it cold?", "The meter was empty.")
		tomasz.SubmitButton("Save")
		j.Wants(tomasz, "Your answers are saved", "Warm homes, edition 1, Tomasz Lewin, 17 March 2025", "The meter was empty.")
		j.At("2025-06-17 10:00") // the answers of March are no longer gone on with
		amina := j.As("social-worker-2")
		amina.Goto(base)
		amina.Click("Warm homes")
		amina.Fill("Why was it cold?", "The window is broken.")
		amina.WaitFor("Draft saved at")

		// Another type and other words.
		j.At("2025-06-18 10:00")
		helen = j.As("director")
		helen.Goto(form)
		helen.Fill("The questions", second)
		helen.SubmitButton("Save and check")
		helen.SubmitButton("Publish as the next edition")
		j.Wants(helen, "Edition 2, published on 18 June 2025")
		tomasz = j.As("social-worker")
		tomasz.Goto(base)
		j.Wants(tomasz, "Warm homes, edition 1, Tomasz Lewin, 17 March 2025", "Was the home warm?", "Why was it cold?", "The meter was empty.")
		if tomasz.Shows("How warm was the home?") {
			tomasz.Errorf("old answers are shown with the words of the new edition")
		}
		amina = j.As("social-worker-2")
		amina.Goto(base)
		amina.Click("Warm homes")
		j.Wants(amina, "This is your draft", "How warm was the home?")
		if got := amina.Value("What made it cold?"); got != "The window is broken." {
			amina.Errorf("the draft holds %q", got)
		}
		amina.Choose("Too cold")
		amina.SubmitButton("Save")
		j.Wants(amina, "Your answers are saved", "Warm homes, edition 2, Amina Farrow, 18 June 2025", "What made it cold?", "The window is broken.", "Warm homes, edition 1, Tomasz Lewin, 17 March 2025", "Was the home warm?")
	})
}
