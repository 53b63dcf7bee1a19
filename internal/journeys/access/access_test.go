package access_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/casework"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/document"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

const (
	north  = "team:assessment-north"
	worker = "worker:social-worker" // Tomasz Lewin, who has the case
)

// family is what the walk is about: a girl with a note, two documents and an assessment, and her mother with a warning.
type family struct {
	girl, mother, report string
	note, paper          string // ids: a note, and a document that only the allocated worker and the line may know of
}

func (f family) base() string { return "/children/" + webtest.ID(f.girl) }

// The words that are in the girl's record alone: whoever may not know of it finds none of them anywhere.
const (
	given, surname = "Isolde", "Fernsworth"
	phrase         = "the lighthouse drawing"
)

func furnish(j *journeytest.Journey) (f family) {
	j.T.Helper()
	d, desk := day.Must, j.House.Desk
	named := func(given string) []record.Name {
		return []record.Name{{Given: given, Family: surname, Use: "current"}}
	}
	f.report = "assessment:" + desk.NewID()
	_, err := desk.Do(j.T.Context(), j.Actor(j.T, "worker:manager"), "Set up", func(t *command.Tx) ([]record.Change, error) {
		girl, changes, err := person.Create(t, person.NewPerson{Child: &record.Child{Names: named(given), Birth: d("2015-05-01"), Sex: "F"}})
		if err != nil {
			return nil, err
		}
		mother, more, err := person.Create(t, person.NewPerson{Adult: &record.Adult{Names: named("Ottoline"), Birth: d("1988-02-03"), Sex: "F"}})
		if err != nil {
			return nil, err
		}
		f.girl, f.mother, changes = girl, mother, append(changes, more...)
		ref, part := t.NewID(), t.NewID()
		return append(changes,
			record.New(t.NewID(), girl, record.Allocation{Worker: worker, Team: north, Role: person.RoleAllocated, From: d("2025-01-20")}),
			record.New(t.NewID(), girl, record.Relationship{Other: mother, Type: "parent", Responsibility: true}),
			record.New(ref, girl, record.Referral{Date: d("2025-03-03"), Decision: "assessment", Threshold: "3", PrimaryNeed: "N1", Team: north}),
			record.New(part, girl, record.Assessment{Referral: ref, Report: f.report, Started: d("2025-03-04")}),
			record.New(t.NewID(), f.report, record.AssessmentReport{Children: []record.ReportChild{{Child: girl, Assessment: part}}, Referred: d("2025-03-03"), Worker: worker, Team: north, State: record.Writing}),
			record.New(t.NewID(), mother, record.Warning{Type: "animal", Text: "A dog that bit the postman.", From: d("2025-01-20"), Review: d("2026-01-20"), By: worker, Agreed: "worker:manager", AgreedOn: d("2025-01-21")}),
			record.New(t.NewID(), girl, record.Warning{Type: "not_alone", Text: "Her uncle comes by at night.", From: d("2025-01-20"), Review: d("2026-01-20"), By: worker, Agreed: "worker:manager", AgreedOn: d("2025-01-21")}),
		), nil
	})
	webtest.Need(j.T, err)
	tomasz := j.Actor(j.T, worker)
	_, err = j.House.Casework.AddNote(j.T.Context(), tomasz, f.girl, "", casework.NewNote{Type: "visit", Date: d("2025-03-10"), Title: "Visit after school", Text: "She showed me " + phrase + "."})
	webtest.Need(j.T, err)
	file, err := document.Take(j.T.Context(), "police.txt", strings.NewReader("What the police found: "+phrase+"."), nil)
	webtest.Need(j.T, err)
	f.paper, _, err = j.House.Casework.AddDocument(j.T.Context(), tomasz, f.girl, casework.NewDocument{Type: "agency_report", Title: "Police report", Date: d("2025-03-09"), Restricted: true}, file)
	webtest.Need(j.T, err)
	for _, r := range j.Story(j.T, f.girl).Records {
		if _, ok := r.Body.(record.CaseNote); ok {
			f.note = r.ID
		}
	}
	return f
}

// TestScenarios7And8And22 is who may know what: a part that is restricted and a record that is (7), every reading in the log and none without it (8), and a note that
// is taken out and stays in the history (22).
func TestScenarios7And8And22(t *testing.T) {
	t.Parallel()
	journeytest.One(t, 2, time.Date(2025, time.March, 17, 9, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		j.Thorough = false // everypage looks at these pages
		j.Secrets = []string{given, surname}
		j.At("2025-03-17 10:00")
		f := furnish(j)
		scenario22(j, f)
		scenario23(j, f)
		scenario7(j, f)
		scenario8(j, f)
	})
}

// refused says that an address answers somebody as one that does not exist does, whatever way it is asked.
func refused(j *journeytest.Journey, p *browsertest.Page, cookie, path string) {
	j.T.Helper()
	if status := p.Goto(j.URL + path); status != 404 {
		p.Errorf("%s: status %d, not 404", path, status)
	}
	for _, word := range []string{given, surname, phrase, "Police report", "Visit after school"} {
		if p.Shows(word) {
			p.Errorf("%s says %q to somebody who may not know of it", path, word)
		}
	}
	if page := j.Ask(j.T, cookie, "POST", path, url.Values{"text": {"x"}, "base": {"1"}, "base-report": {"1"}, "analysis": {"x"}}); page.Status != 404 && page.Status != 405 && page.Status != 403 {
		j.T.Errorf("POST %s: %d", path, page.Status)
	}
}

// scenario7: first a document that is restricted within an open record, then the whole record.
func scenario7(j *journeytest.Journey, f family) {
	t := j.T
	t.Helper()
	colleague, cookie := j.As("social-worker-2"), j.Session(t, "worker:social-worker-2") // Amina Farrow, of the same team
	colleague.Goto(j.URL + f.base())
	j.Wants(colleague, "Her uncle comes by at night.", "A dog that bit the postman.") // the warnings stay
	colleague.Click("Documents")
	j.Wants(colleague, "Warning: do not visit alone") // on every page
	if colleague.Shows("Police report") {
		colleague.Errorf("a restricted document is listed")
	}
	refused(j, colleague, cookie, f.base()+"/documents/"+f.paper)
	refused(j, colleague, cookie, f.base()+"/documents/"+f.paper+"/file")

	ruth := j.As("manager")
	ruth.Goto(j.URL + f.base())
	ruth.Click("Restrict")
	ruth.Fill("Why must this record be hidden?", "Her aunt works in the team.")
	ruth.SubmitButton("Restrict the record")
	j.Wants(ruth, "The record is restricted", "Restricted record")

	before := j.Logged(t)
	for _, more := range []string{"", "/notes", "/notes/" + f.note, "/notes/" + f.note + "/change", "/documents", "/documents/" + f.paper + "/file", "/chronology", "/chronology/court", "/letters/new", "/records", "/protection", "/family-tree", "/problems", "/readings"} {
		refused(j, colleague, cookie, f.base()+more)
	}
	refused(j, colleague, cookie, "/assessments/"+webtest.ID(f.report))
	refused(j, colleague, cookie, "/assessments/"+webtest.ID(f.report)+"/edit")
	attempts := 0
	for _, r := range j.Readings(t, before) {
		if r.Actor == "worker:social-worker-2" && r.Subject == f.girl && !r.Allowed {
			attempts++
		}
	}
	if attempts < 16 {
		t.Errorf("%d refused attempts are in the log", attempts)
	}
	colleague.Goto(j.URL + "/people")
	for _, q := range []string{given + " " + surname, surname + " 1/5/2015", phrase} {
		colleague.Fill("Name, date of birth, number or part of an address", q)
		colleague.SubmitButton("Search")
		colleague.WaitFor("found")
		if colleague.Exists(`a[href="` + f.base() + `"]`) {
			colleague.Errorf("the search for %q finds her", q)
		}
	}
	for _, list := range []string{"/work", "/lists", "/lists/assessments", "/lists/assessments/file?format=csv", "/problems"} { // lists and what leaves the service
		if page := j.Ask(t, cookie, "GET", list, nil); strings.Contains(page.Body, given) || strings.Contains(page.Body, webtest.ID(f.girl)) {
			t.Errorf("%s tells of her", list)
		}
	}
	// Her mother's record is not restricted: it opens, warns, and says nothing of the girl.
	colleague.Goto(j.URL + "/adults/" + webtest.ID(f.mother))
	if colleague.Shows(given) {
		colleague.Errorf("the mother's page tells of the girl")
	}

	tomasz := j.As("social-worker")
	tomasz.Goto(j.URL + f.base())
	j.Wants(tomasz, "Restricted record", "Her uncle comes by at night.", "A dog that bit the postman.")
	tomasz.Goto(j.URL + f.base() + "/documents")
	j.Wants(tomasz, "Police report")
	ruth.Goto(j.URL + f.base())
	ruth.Click("Who has read this record")
	j.Wants(ruth, "Amina Farrow", "Refused")
}

// scenario8: who looked, what for and when, with the reason of an emergency; and a log that cannot be written lets nobody read.
func scenario8(j *journeytest.Journey, f family) {
	t := j.T
	t.Helper()
	ruth := j.As("manager")
	ruth.Goto(j.URL + f.base())
	ruth.Click("Restrict")
	ruth.SubmitButton("Lift the restriction")
	j.Wants(ruth, "The restriction was lifted")

	joel := j.As("social-worker-3") // of another team
	joel.Goto(j.URL + "/people")
	joel.Fill("Name, date of birth, number or part of an address", given+" "+surname)
	joel.SubmitButton("Search")
	j.Wants(joel, "This record is not open to you")
	joel.Click("Open in an emergency")
	joel.Fill("Why must you open this record now?", "Found alone at the bus station, police hold her")
	joel.SubmitButton("Open the record")
	j.Wants(joel, "The record is open to you for 60 minutes", "Her uncle comes by at night.")

	ruth.Goto(j.URL + f.base())
	ruth.Click("Who has read this record")
	j.Wants(ruth, "Joel Pemberton", "Emergency access: Found alone at the bus station, police hold her", "Tomasz Lewin", "Ruth Adeyemi", "17 March 2025")

	// Without a log there is no reading: neither here nor for the one who has the case.
	away := func(from, to string) {
		t.Helper()
		webtest.Need(t, j.House.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("alter table " + from + " rename to " + to)
			return err
		}))
	}
	tomasz := j.As("social-worker")
	away("read_entry", "read_entry_away")
	for _, path := range []string{f.base(), f.base() + "/notes/" + f.note, "/assessments/" + webtest.ID(f.report)} {
		if status := tomasz.Goto(j.URL + path); status != 500 || tomasz.Shows(given) || tomasz.Shows(phrase) {
			tomasz.Errorf("%s without a log: status %d", path, status)
		}
	}
	away("read_entry_away", "read_entry")
	if status := tomasz.Goto(j.URL + f.base()); status != 200 {
		tomasz.Errorf("with the log again: status %d", status)
	}
}

// scenario22: a colleague may not; the allocated worker may, with a reason and who asked; the list says so, and what it said stays for whoever may put it back.
// (That a note is changed so is walked in the journey of the child's page.)
func scenario22(j *journeytest.Journey, f family) {
	t := j.T
	t.Helper()
	at := f.base() + "/notes/" + f.note
	colleague, cookie := j.As("social-worker-2"), j.Session(t, "worker:social-worker-2")
	colleague.Goto(j.URL + at)
	j.Wants(colleague, phrase)
	if colleague.Shows("Take it out of the record") || colleague.Shows("Change this note") {
		colleague.Errorf("somebody who neither wrote it nor has the case is offered to change it")
	}
	size := j.Size(t)
	for _, path := range []string{"/change", "/remove"} {
		if status := colleague.Goto(j.URL + at + path); status != 403 {
			colleague.Errorf("%s: status %d, not 403", path, status)
		}
		j.Ask(t, cookie, "POST", at+path, url.Values{"reason": {"twice"}, "for": {"Nobody"}, "text": {"Gone"}, "base": {"1"}}).Want(403)
	}
	if j.Size(t) != size {
		t.Error("a refused change is in the journal")
	}

	tomasz := j.As("social-worker")
	tomasz.Goto(j.URL + at)
	tomasz.Click("Take it out of the record")
	tomasz.SubmitButton("Take it out")
	j.Wants(tomasz, "Choose the reason", "Say who asked for it")
	tomasz.Choose("It told of somebody else what does not belong here")
	tomasz.Fill("Who asked for it?", "Her grandmother")
	tomasz.SubmitButton("Take it out")
	j.Wants(tomasz, "The note is taken out of the record", "Taken out by Tomasz Lewin", "asked for by Her grandmother: it told of somebody else what does not belong here")
	if tomasz.Shows(phrase) {
		tomasz.Errorf("the list still says what was taken out")
	}
	colleague.Goto(j.URL + at)
	j.Wants(colleague, "Taken out by Tomasz Lewin")
	if colleague.Exists("details") && strings.Contains(colleague.Eval("document.querySelector('main').textContent"), phrase) {
		colleague.Errorf("somebody who may not put it back reads what was taken out")
	}
	ruth := j.As("manager")
	ruth.Goto(j.URL + at)
	ruth.Click("As recorded on")
	j.Wants(ruth, "What it said before", phrase)
	// Its author takes it back: it is there again, word for word.
	tomasz.Goto(j.URL + f.base() + "/notes")
	tomasz.SubmitButton("Undo this")
	j.Wants(tomasz, "That was undone", phrase)
}

// scenario23: she asks for a copy of her record. Information governance takes the request, and decides part by part; what is taken out says why; what is restricted is
// not given by the way. (The archive, its hashes and the second reader are in the room's own test.)
func scenario23(j *journeytest.Journey, f family) {
	j.T.Helper()
	gil := j.As("governance")
	gil.Goto(j.URL + "/access-requests")
	gil.Click("Record a request")
	gil.Fill("Name and date of birth of the child or young person", given+" "+surname)
	gil.SubmitButton("Find")
	gil.Click(given + " " + surname)
	gil.SubmitButton("Record the request")
	j.Wants(gil, "Enter the day on which the request came", "Choose who asks")
	journeytest.Date(gil, "When did the request come?", "2025-03-17")
	gil.Choose("The person whose record it is")
	gil.Fill("Name of who asks", given)
	gil.Fill("What do they ask for?", "Everything.")
	gil.SubmitButton("Record the request")
	j.Wants(gil, "17 Apr 2025", "Being prepared")
	gil.Click("R-2025-")
	j.Wants(gil, "It is not recorded that the requester showed who they are", "Visit after school", "Restricted: its source let only few read it")
	gil.Click("Visit after school")
	j.Wants(gil, phrase)
	gil.Fill("Or these words, wherever they stand here", phrase)
	gil.SubmitButton("Take these out")
	j.Wants(gil, "Choose the ground on which it is held back", "Write for the reader why it is held back")
	gil.SelectOption("On which ground?", "It is about somebody else who did not agree (Schedule 2, paragraph 16)")
	gil.Fill("What does the reader see in its place?", "This is about somebody else.")
	gil.SubmitButton("Take these out")
	j.Wants(gil, "Your decision is kept", "the reader sees This is about somebody else.")
	gil.Click("Request R-2025-")
	gil.Click("Read what leaves")
	j.Wants(gil, "Taken out: This is about somebody else.", "You prepare this answer, so somebody else must read it before it leaves")
	if gil.Shows(phrase) {
		gil.Errorf("what leaves still says what was taken out")
	}
}
