package childpage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// family puts in a girl on a protection plan with everything that her page shows, her mother and her brother.
func family(j *journeytest.Journey) (girl string) {
	d := day.Must
	named := func(given string) []record.Name {
		return []record.Name{{Given: given, Family: "Quillfeather", Use: "current"}}
	}
	_, err := j.House.Desk.Do(j.T.Context(), j.Actor(j.T, "worker:manager"), "Set up", func(t *command.Tx) ([]record.Change, error) {
		girlID, changes, err := person.Create(t, person.NewPerson{
			Child:     &record.Child{Names: named("Zephyrine"), Birth: d("2015-05-01"), Sex: "F", Language: "pl"},
			Addresses: []record.Address{{Lines: []string{"1 Example Road"}, Postcode: "N1 1AA", From: d("2020-01-01")}},
		})
		if err != nil {
			return nil, err
		}
		girl = girlID
		boy, more, err := person.Create(t, person.NewPerson{Child: &record.Child{Names: named("Peregrine"), Birth: d("2018-09-12"), Sex: "M"}})
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
		mother, more, err := person.Create(t, person.NewPerson{
			Adult:     &record.Adult{Names: named("Ina"), Birth: d("1988-02-03"), Sex: "F"},
			Addresses: []record.Address{{Lines: []string{"1 Example Road"}, Postcode: "N1 1AA", From: d("2020-01-01")}},
		})
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
		father, more, err := person.Create(t, person.NewPerson{Adult: &record.Adult{Names: named("Karl"), Birth: d("1986-07-03"), Sex: "M"}})
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
		add := func(subject string, b record.Body) string {
			id := t.NewID()
			changes = append(changes, record.New(id, subject, b))
			return id
		}
		for _, child := range []string{girl, boy} {
			add(child, record.Allocation{Worker: "worker:social-worker", Team: "team:assessment-north", Role: person.RoleAllocated, From: d("2025-01-20")})
			add(child, record.Relationship{Other: mother, Type: "parent", Responsibility: true})
			add(child, record.Relationship{Other: father, Type: "parent"})
		}
		add(girl, record.Relationship{Other: boy, Type: "sibling"})
		add(mother, record.Relationship{Other: father, Type: "partner", From: d("2012-01-01"), To: d("2024-06-30")})
		ref := add(girl, record.Referral{Date: d("2025-01-13"), Source: "2A", Decision: "assessment", Threshold: "3", Rationale: "The school’s account is clear and recent, and she was alone overnight.", PrimaryNeed: "N1", Team: "team:assessment-north"})
		add(girl, record.Assessment{Referral: ref, Started: d("2025-01-14"), Seen: d("2025-01-16"), SeenAlone: "yes", Views: "I do not like Fridays.", Factors: []string{"3B", "4B"}, Authorised: d("2025-02-10"), Outcome: "initial_conference"})
		add(girl, record.S47Enquiry{Referral: ref, Started: d("2025-02-03"), Ended: d("2025-02-20")})
		conference := add(girl, record.InitialCPConference{Referral: ref, Date: d("2025-02-20"), Target: d("2025-02-24")})
		plan := add(girl, record.CPPlan{Referral: ref, Conference: conference, Started: d("2025-02-20"), InitialCategory: "NEG", LatestCategory: "NEG", Aim: "She is never alone at night, eats before school, and has somebody whom she can ring."})
		add(girl, record.Visit{Type: record.VisitCP, Plan: plan, Date: d("2025-03-05"), Seen: record.Yes, Alone: record.Yes, Place: "home", Views: "I want my nan to fetch me on Fridays.", Worker: "worker:social-worker"})
		add(girl, record.Visit{Type: record.VisitCP, Plan: plan, Date: d("2025-03-12"), Seen: record.No, WhyNot: "Nobody opened the door.", Worker: "worker:social-worker"})
		add(mother, record.Warning{Type: "animal", Text: "A dog that bit the postman. Ask for it to be shut away before you go in.", From: d("2025-01-20"), Review: d("2026-01-20"), By: "worker:social-worker", Agreed: "worker:manager", AgreedOn: d("2025-01-21")})
		return changes, nil
	})
	webtest.Need(j.T, err)
	return girl
}

// Complaint 15: whoever opens a record grasps it on one screen. Acceptance scenarios 4, 15, 17, 22; complaints 1 and 14.
func TestComplaint15OneScreen(t *testing.T) {
	journeytest.One(t, 10, time.Date(2025, time.March, 17, 10, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		j.Secrets = []string{"Zephyrine", "Peregrine", "Quillfeather"}
		j.At("2025-03-17 10:00")
		girl := family(j)
		base := "/children/" + webtest.ID(girl)
		glance(j, base)
		if t.Failed() {
			return
		}
		scenario22(j, base)
		scenario17(j, base)
		complaint14(j, base)
	})
}

// glance opens the page as the worker: everything that must be known is above the fold of a small laptop.
func glance(j *journeytest.Journey, base string) {
	j.T.Helper()
	p := j.As("social-worker")
	p.NeedsArial()
	p.Resize(1366, 768)
	j.GoTo(p, base)
	p.Resize(1366, 768)
	j.Wants(p, "Child protection plan, since 20 February 2025", "She is never alone at night", "Neglect (protection plan)", "Last seen: 5 March 2025", "Last seen alone: 5 March 2025",
		"12 March 2025: Nobody opened the door.", "I want my nan to fetch me on Fridays.", "1 Example Road", "Ina Quillfeather", "Tomasz Lewin", "Dangerous animal", "What is due next")
	p.Screenshot("child-1366")
	if bottom := p.Eval("Math.ceil(document.getElementById('at-a-glance').getBoundingClientRect().bottom + window.scrollY)"); len(bottom) > 4 || number(j.T, bottom) > 768 {
		p.Errorf("the page needs %s pixels to say what must be known, and a small laptop has 768", bottom)
	}
	p.Resize(360, 800)
	p.Screenshot("child-360")
	p.Resize(1366, 768)
}

func number(t *testing.T, s string) (n int) {
	t.Helper()
	if _, err := fmt.Sscan(s, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// scenario22 is a case note whose draft outlives the browser, changed for a reason.
func scenario22(j *journeytest.Journey, base string) {
	j.T.Helper()
	browser := browsertest.Start(j.T)
	p := browser.NewPage(j.T, browsertest.Options{Width: 1366, Height: 768})
	j.SignInByLink(p, "social-worker")
	p.Goto(j.URL + base)
	p.Click("Case note")
	j.Look(p)
	p.Screenshot("note-new-1366")
	p.SelectOption("What kind of note?", "Home visit")
	p.Fill("In a few words", "Visit after school")
	p.Fill("The note", strings.Repeat("She showed me her drawings, one after the other. ", 40))
	p.WaitFor("Draft saved at")
	browser.Kill(j.T)

	p = j.As("social-worker")
	j.GoTo(p, "/home")
	p.Click("Go on with: A case note")
	j.Wants(p, "This is your draft")
	p.Check("This belongs in the chronology")
	p.SubmitButton("Record the note")
	j.Wants(p, "The note is recorded", "She showed me her drawings", "You added a case note")
	j.Look(p)
	p.Screenshot("notes-1366")
	p.Resize(360, 800)
	p.Screenshot("notes-360")
	p.Resize(1366, 768)
	p.Click("Visit after school")
	j.Look(p)
	p.Click("Change this note")
	j.Look(p)
	p.Fill("The note", "She showed me two drawings.")
	p.SubmitButton("Change the note")
	j.Wants(p, "Choose the reason", "Say who asked for it")
	p.SelectOption("Why is it changed?", "A fact was wrong")
	p.Fill("Who asked for it?", "Ina Quillfeather")
	p.SubmitButton("Change the note")
	j.Wants(p, "What it said before is kept", "She showed me two drawings.", "asked for by Ina Quillfeather")
	j.Look(p)
}

// scenario17 is a warning, agreed by the manager; and the manager's supervision and oversight.
func scenario17(j *journeytest.Journey, base string) {
	j.T.Helper()
	p := j.As("social-worker")
	j.GoTo(p, base+"/warnings")
	p.SelectOption("What does it warn of?", "Do not visit alone")
	p.Fill("What is known, and what to do", "The father comes by at night. Go with a colleague.")
	p.Choose("Does the person, or a parent, know that it is recorded? > Yes")
	p.SubmitButton("Add the warning")
	j.Wants(p, "The warning is recorded", "no manager has agreed it yet", "Warning: do not visit alone")

	m := j.As("manager")
	j.GoTo(m, base)
	m.Click("Open the warning: Do not visit alone")
	j.Look(m)
	m.Screenshot("warning-1366")
	m.SubmitButton("Agree this warning")
	j.Wants(m, "You agreed the warning")
	j.GoTo(m, base+"/supervision")
	m.Screenshot("supervision-1366")
	m.Fill("Reflection", "What are Fridays like for her?")
	m.Fill("What was agreed", "Ask nan about Fridays; Tomasz; 24 3 2025")
	m.SubmitButton("Record the supervision")
	j.Wants(m, "The supervision is recorded", "What are Fridays like for her?")
	j.GoTo(m, base+"/oversight")
	m.SelectOption("What is it about?", "Risk and safety")
	m.Fill("What do you decide or direct?", "A visit each week until the review.")
	m.Fill("Why?", "She was not seen last week.")
	m.SubmitButton("Record the decision")
	j.Wants(m, "The decision is recorded")
}

// complaint14 is the chronology: it wrote itself, a person says what matters, the court gets its layout; and the family on two days.
func complaint14(j *journeytest.Journey, base string) {
	j.T.Helper()
	p := j.As("social-worker")
	j.GoTo(p, base+"/chronology")
	j.Wants(p, "Referral by: school", "Section 47 enquiry", "Child protection plan began", "Visit after school", "Management oversight")
	p.Screenshot("chronology-1366")
	p.Click("Mark: Child protection plan began, 20 February 2025")
	j.Look(p)
	p.Choose("How much does it matter? > Turning point")
	p.Fill("What does it mean?", "From here on the family knew how worried we were.")
	p.SubmitButton("Save")
	j.Wants(p, "The line is marked", "From here on the family knew")
	j.GoTo(p, base+"/chronology/court")
	j.Wants(p, "Zephyrine Quillfeather, born 1 May 2015", "From here on the family knew")
	p.Screenshot("court-1366")
	j.GoTo(p, base+"/family-tree")
	j.Wants(p, "Ina Quillfeather", "Peregrine Quillfeather")
	p.Screenshot("family-tree-1366")
	p.Resize(360, 800)
	p.Screenshot("family-tree-360")
	p.Resize(1366, 768)
	if p.Shows("Karl Quillfeather: partner") || p.Shows("Ina Quillfeather: partner") {
		p.Errorf("a couple that has parted is shown together")
	}
	journeytest.Date(p, "The family on", "2020-03-01")
	p.SubmitButton("Show this day")
	j.Wants(p, "On 1 March 2020", "partner of")
	j.GoTo(p, base+"/records")
}
