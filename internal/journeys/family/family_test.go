package family_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/casework"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

const (
	north  = "team:assessment-north"
	worker = "worker:social-worker"
	find   = "Name, date of birth, number or part of an address"
)

// people are a girl, her brother, a child who is not born yet, and their mother.
type people struct{ girl, boy, unborn, mother string }

func path(subject string) string {
	if strings.HasPrefix(subject, "child:") {
		return "/children/" + webtest.ID(subject)
	}
	return "/adults/" + webtest.ID(subject)
}

func furnish(j *journeytest.Journey) (f people) {
	j.T.Helper()
	named := func(given string) []record.Name {
		return []record.Name{{Given: given, Family: "Trevarthen", Use: "current"}}
	}
	_, err := j.House.Desk.Do(j.T.Context(), j.Actor(j.T, "worker:manager"), "Set up", func(t *command.Tx) (changes []record.Change, err error) {
		add := func(n person.NewPerson) (subject string) {
			var more []record.Change
			if err == nil {
				subject, more, err = person.Create(t, n)
				changes = append(changes, more...)
			}
			return subject
		}
		f.girl = add(person.NewPerson{Child: &record.Child{Names: named("Elowen"), Birth: day.Must("2015-05-01"), Sex: "F"},
			Identifiers: []record.Identifier{{Type: record.FormerChildID, Value: "MOS-48213"}}, Addresses: []record.Address{{Lines: []string{"3 Example Row"}, Postcode: "N16 5QZ", From: day.Must("2020-01-01")}}})
		f.boy = add(person.NewPerson{Child: &record.Child{Names: named("Jory"), Birth: day.Must("2018-09-12"), Sex: "M"}})
		f.unborn = add(person.NewPerson{Child: &record.Child{Names: named(""), Expected: day.Must("2025-03-20")}})
		f.mother = add(person.NewPerson{Adult: &record.Adult{Names: named("Morwenna"), Birth: day.Must("1988-02-03"), Sex: "F"}})
		for _, child := range []string{f.girl, f.boy, f.unborn} {
			changes = append(changes, record.New(t.NewID(), child, record.Allocation{Worker: worker, Team: north, Role: person.RoleAllocated, From: day.Must("2025-01-20")}))
		}
		return changes, err
	})
	webtest.Need(j.T, err)
	return f
}

// TestScenarios19And20 are the family as it is recorded (19) and the person as they are found (20), with the steps and fields of complaints 5 and 16.
func TestScenarios19And20(t *testing.T) {
	t.Parallel()
	journeytest.One(t, 2, time.Date(2025, time.March, 17, 9, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		j.Thorough = false // everypage looks at these pages
		j.Secrets = []string{"Elowen", "Trevarthen", "Morwenna"}
		j.At("2025-03-17 10:00")
		f := furnish(j)
		scenario19(j, f)
		scenario20(j, f)
		complaint5(j, f)
		complaint16(j, f)
	})
}

// relate records on one page what another person is to the person of the page.
func relate(p *browsertest.Page, on, name, kind, since string, holds bool) {
	p.Goto(on)
	p.Click("Add a relationship")
	p.Fill(find, name)
	p.SubmitButton("Search")
	p.Choose(name)
	p.SelectOption("What is that person to the one on this page?", kind)
	if holds {
		p.Check("The one has parental responsibility for the other")
	}
	if since != "" {
		journeytest.Date(p, "Since when?", since)
	}
	p.SubmitButton("Add the relationship")
	p.WaitFor("The relationship is recorded")
}

// list is the family and carers of a page, as one text.
func list(p *browsertest.Page) string {
	return p.Eval(`[...document.querySelectorAll('h2')].find(h => h.textContent === 'Family and carers').parentElement.innerText.replace(/\s+/g, ' ')`)
}

func scenario19(j *journeytest.Journey, f people) {
	j.T.Helper()
	p := j.As("social-worker")
	at := func(subject string) string { return j.URL + path(subject) }
	says := func(subject string, texts ...string) {
		j.T.Helper()
		p.Goto(at(subject))
		for _, text := range texts {
			if got := list(p); !strings.Contains(got, text) {
				p.Errorf("%s: the family does not say %q: %s", path(subject), text, got)
			}
		}
	}
	relate(p, at(f.girl), "Morwenna Trevarthen", "Parent", "", true)
	says(f.girl, "Morwenna Trevarthen, parent", "has parental responsibility")
	says(f.mother, "Elowen Trevarthen, child") // nobody typed it there
	if strings.Contains(list(p), "has parental responsibility") {
		p.Errorf("the daughter holds parental responsibility for her mother")
	}
	relate(p, at(f.girl), "Jory Trevarthen", "Sibling", "2018-09-12", false)
	says(f.girl, "Jory Trevarthen, sibling", "since 12 Sep 2018")
	says(f.boy, "Elowen Trevarthen, sibling", "since 12 Sep 2018")

	// The child who is not born yet: found by the family's name, related, born. The relationship goes over to the born child.
	p.Goto(at(f.unborn))
	p.Click("Add a relationship")
	p.Fill(find, "Elowen Trevarthen")
	p.SubmitButton("Search")
	p.Choose("Elowen Trevarthen")
	p.SelectOption("What is that person to the one on this page?", "Sibling")
	p.SubmitButton("Add the relationship")
	p.WaitFor("The relationship is recorded")
	relate(p, at(f.unborn), "Morwenna Trevarthen", "Parent", "", true)
	p.Goto(at(f.unborn))
	p.Click("Record the birth")
	journeytest.Date(p, "Date of birth", "2025-03-15")
	p.Fill("Given names", "Wella")
	p.Fill("Family name", "Trevarthen")
	p.SelectOption("Sex", "Male")
	p.SubmitButton("Record the birth")
	j.Wants(p, "The birth is recorded", "Wella Trevarthen", "15 March 2025")
	if p.Shows("Record the birth") {
		p.Errorf("a child who is born can be born again")
	}
	says(f.girl, "Wella Trevarthen, sibling", "Jory Trevarthen, sibling")
	says(f.mother, "Wella Trevarthen, child", "Elowen Trevarthen, child")

	// One link of one brother is ended, not deleted: on both sides, and no other.
	p.Goto(at(f.girl))
	p.Click("end the relationship with Jory Trevarthen")
	journeytest.Date(p, "When did it end?", "2025-03-16")
	p.SubmitButton("End the relationship")
	j.Wants(p, "The relationship was ended", "1 that ended")
	for subject, others := range map[string][]string{f.girl: {"Jory Trevarthen", "Wella Trevarthen", "Morwenna Trevarthen"}, f.boy: {"Elowen Trevarthen"}} {
		p.Goto(at(subject))
		p.Click("1 that ended")
		if got := list(p); !strings.Contains(got, others[0]) || !strings.Contains(got, "12 Sep 2018 to 16 Mar 2025") {
			p.Errorf("%s: what ended is gone: %s", path(subject), got)
		}
		current := p.Eval(`document.querySelector('main').innerText.split('that ended')[0]`)
		for _, other := range others[1:] {
			if !strings.Contains(current, other) {
				p.Errorf("%s: %s went too", path(subject), other)
			}
		}
	}
	says(f.mother, "Wella Trevarthen, child", "Elowen Trevarthen, child")
}

func scenario20(j *journeytest.Journey, f people) {
	j.T.Helper()
	p := j.As("manager")
	for what, q := range map[string]string{
		"one wrong letter in each name": "Elowan Trevarthan", "the day of birth": "1/5/2015", "a part of the postcode": "N16 5", "an id of an earlier system": "MOS-48213",
	} {
		p.Goto(j.URL + "/people")
		p.Fill(find, q)
		p.SubmitButton("Search")
		p.WaitFor("found")
		if !p.Exists(`a[href="` + path(f.girl) + `"]`) {
			p.Errorf("%s: %q does not find her", what, q)
		}
	}
	// Made a second time: warned, made all the same, merged, undone, merged again; the address of what is given up leads on.
	p.Goto(j.URL + "/people/new")
	p.Choose("A child")
	p.Fill("Given names", "Elowyn")
	p.Fill("Family name", "Trevarthen")
	journeytest.Date(p, "Date of birth", "2015-05-01")
	p.Choose("Assessment team north")
	p.Click("Continue")
	j.Wants(p, "This person may be recorded already", "Elowen Trevarthen")
	p.Choose("None of them: add a new person anyway")
	p.Click("Continue")
	p.Click("Add this person")
	j.Wants(p, "The person was added")
	twin := strings.SplitN(p.URL(), "?", 2)[0]
	p.Goto(j.URL + path(f.girl))
	p.Click("Merge a duplicate")
	p.Fill(find, "Elowyn Trevarthen")
	p.SubmitButton("Search")
	p.Choose("Elowyn Trevarthen")
	p.Fill("How do you know that this is one person?", "Same school, same mother, same day of birth.")
	p.SubmitButton("Merge the two records")
	j.Wants(p, "The two records are one now", "Undo the merge")
	p.Goto(twin)
	j.Wants(p, "Elowen Trevarthen") // the old address
	p.Goto(j.URL + path(f.girl) + "?done=merged")
	p.SubmitButton("Undo the merge")
	j.Wants(p, "The two records are apart again")
	p.Goto(twin)
	j.Wants(p, "Elowyn Trevarthen")
	if p.Shows("Elowen Trevarthen") {
		p.Errorf("the two are still told together")
	}
}

// steps counts what somebody does: one for each click, and one for a text that is typed and sent off with Enter.
type steps struct {
	p *browsertest.Page
	n int
}

func (s *steps) click(text string) { s.n++; s.p.Click(text) }

func (s *steps) ask(field, text string) {
	s.n++
	s.p.Fill(field, text)
	s.p.Press("Enter")
}

// complaint5: a person, the plan, the last visit, the legal status and a phrase in a note are at most two steps away, wherever one is.
func complaint5(j *journeytest.Journey, f people) {
	t := j.T
	t.Helper()
	id := j.House.Desk.NewID
	plan := id()
	j.Write(t, record.New(plan, f.girl, record.CPPlan{Started: day.Must("2025-02-20"), InitialCategory: "NEG", LatestCategory: "NEG", Aim: "She eats before school."}),
		record.New(id(), f.girl, record.Visit{Type: record.VisitCP, Plan: plan, Date: day.Must("2025-03-05"), Seen: record.Yes, Alone: record.Yes, Worker: worker}),
		record.New(id(), f.girl, record.CarePeriod{Started: day.Must("2025-03-10")}), record.New(id(), f.girl, record.LegalStatus{Status: "V2", From: day.Must("2025-03-10")}))
	for i := range 60 {
		text := fmt.Sprintf("Telephone call number %d. Nothing new.", i)
		if i == 7 {
			text = "She calls her grandmother the marzipan queen."
		}
		_, err := j.House.Casework.AddNote(t.Context(), j.Actor(t, worker), f.girl, "", casework.NewNote{Type: "phone", Date: day.Must("2025-03-11"), Title: "Call", Text: text})
		webtest.Need(t, err)
	}
	for what, want := range map[string]string{"the person": "1 May 2015", "the plan": "She eats before school.", "the last visit": "Last seen: 5 March 2025", "the legal status": "since 10 March 2025"} {
		s := &steps{p: j.As("social-worker")}
		s.p.Goto(j.URL + "/home")
		s.ask("Find a person", "Elowen Trevarthen")
		s.click("Elowen Trevarthen")
		s.p.WaitFor(want)
		t.Logf("complaint 5: %s: %d steps from any page", what, s.n)
		if s.n > 2 {
			t.Errorf("%s: %d steps", what, s.n)
		}
	}
	s := &steps{p: j.As("social-worker")}
	s.p.Goto(j.URL + path(f.girl))
	s.ask("Find in what was written", "Marzipan queen")
	s.p.WaitFor("1 of ")
	s.click("Call")
	s.p.WaitFor("She calls her grandmother the marzipan queen.")
	t.Logf("complaint 5: a phrase in one of 60 notes: %d steps from the record", s.n)
	if s.n > 2 {
		t.Errorf("a phrase in a note: %d steps", s.n)
	}
	if strings.Contains(strings.ToLower(s.p.URL()), "marzipan") {
		t.Error("what was looked for is in the address")
	}
}

// fields counts what a page asks: the radio buttons of a question and the boxes of a date are one.
func fields(p *browsertest.Page) (n int) {
	fmt.Sscan(p.Eval(`new Set([...document.querySelectorAll('main form:not([role=search]) :is(input, select, textarea)')].filter(e => !['hidden', 'submit'].includes(e.type)).map(e => e.name.replace(/-(day|month|year)$/, ''))).size`), &n)
	return n
}

// complaint16: the worker adds an address, and a professional with their organisation, on the record itself; nobody else has to.
func complaint16(j *journeytest.Journey, f people) {
	t := j.T
	t.Helper()
	s := &steps{p: j.As("social-worker")}
	s.p.Goto(j.URL + path(f.girl))
	s.click("Add an address")
	n := fields(s.p)
	s.p.Fill("Address", "8 Sample Court")
	s.p.Fill("Postcode", "N1 9ZZ")
	s.click("Add the address")
	s.p.WaitFor("8 Sample Court")
	t.Logf("complaint 16: an address: %d steps, %d fields of which 2 were needed", s.n, n)
	if s.n > 2 || n > 5 {
		t.Errorf("an address: %d steps, %d fields", s.n, n)
	}
	s = &steps{p: s.p}
	s.click("Add a professional")
	n = fields(s.p)
	s.p.Fill("Name", "Rosalind Pyke")
	s.p.Fill("What are they to the child?", "Health visitor")
	s.p.Fill("Organisation", "Reedmere Community Health")
	s.click("Add the professional")
	s.p.WaitFor("Rosalind Pyke, Health visitor, Reedmere Community Health")
	t.Logf("complaint 16: a professional and their organisation: %d steps, %d fields of which 2 were needed", s.n, n)
	if s.n > 2 || n > 6 {
		t.Errorf("a professional: %d steps, %d fields", s.n, n)
	}
	s.p.Click("end the time of Rosalind Pyke")
	s.p.SubmitButton("End it")
	s.p.WaitFor("The professional’s time with the child was ended")
}
