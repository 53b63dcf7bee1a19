package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The thread of issue 2, from a school's referral to the public page and to the same figure a year later, each step in the browser by
// the persona whose step it is, on both engines. The pages do not depend on the engine, so they are looked at thoroughly on SQLite only.
func TestThread(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		url := e.URL(t)
		browsertest.Shared(t) // skips by name where there is no Chromium, before the work of furnishing
		j := &journey{site: newCouncil(t, url, 40, time.Date(2025, time.March, 17, 10, 0, 0, 0, time.UTC)), t: t, thorough: e.SQLite() && !testing.Short(), seen: map[string]bool{},
			secrets: []string{"Zephyrine", "Peregrine", "Quillfeather"}}
		known := j.known("Zephyrine", "Quillfeather", "2015-05-01")
		before := j.figure("AS-02", 2025)

		reference := j.refer()
		children, report := j.decide(reference, known)
		j.assess(report)
		j.authorise(report, children, before)
		if t.Failed() {
			return
		}
		question, small, cited := j.answer()
		j.public(question, small)
		j.yearLater(report, question, cited)
	})
}

// refer is step 1: the school's safeguarding lead refers two siblings.
func (j *journey) refer() (reference string) {
	j.t.Helper()
	j.at("2025-03-17 10:05")
	browser := browsertest.Start(j.t)
	p := browser.NewPage(j.t, browsertest.Options{Width: 1366, Height: 900})
	j.signInByLink(p, "partner")
	p.Goto(j.URL + "/")
	j.look(p)
	p.Click("Make a referral")
	j.look(p)
	p.Fill("Child 1 > Given names", "Zephyrine")
	p.Fill("Child 1 > Family name", "Quillfeather")
	p.Fill("Child 1 > Date of birth > Day", "31")
	p.Fill("Child 1 > Date of birth > Month", "2")
	p.Fill("Child 1 > Date of birth > Year", "2015")
	p.SubmitButton("Continue")
	j.wants(p, "There is a problem")
	j.look(p)
	date(p, "Child 1 > Date of birth", "2015-05-01")
	p.Choose("Child 1 > Sex > Female")
	p.Fill("Child 1 > What does the child say?", "I do not like Fridays.")
	p.SubmitButton("Add another child")
	p.Fill("Child 2 > Given names", "Peregrine")
	p.Fill("Child 2 > Family name", "Quillfeather")
	date(p, "Child 2 > Date of birth", "2018-09-12")
	p.Choose("Child 2 > Sex > Male")
	p.SubmitButton("Continue")
	j.wants(p, "The children's parents and home")
	j.look(p)
	p.Choose("Do you know who the children's mother is? > Yes")
	p.Fill("Given names of the mother", "Ina")
	p.Fill("Family name of the mother", "Quillfeather")
	p.WaitFor("Draft saved at") // by itself, seconds after the last keystroke
	browser.Kill(j.t)           // as by a power cut

	p = j.as("partner")
	j.goTo(p, "/refer")
	p.Click("Go on with your referral")
	if got := p.Value("Child 2 > Given names"); got != "Peregrine" {
		j.t.Errorf("the second child's name is %q after the browser was killed", got)
	}
	p.SubmitButton("Continue")
	if got := p.Value("Given names of the mother"); got != "Ina" {
		j.t.Errorf("the mother's name is %q after the browser was killed", got)
	}
	p.SubmitButton("Continue")
	j.wants(p, "Say whether you know who the children's father is") // he is asked about
	p.Choose("Do you know who the children's father is? > Yes")
	p.Fill("Given names of the father", "Karl")
	p.Fill("Family name of the father", "Quillfeather")
	p.Fill("Address", "1 Example Road\nMarshwick")
	p.Fill("Postcode", "N1 1AA")
	p.SubmitButton("Continue")
	j.wants(p, "What are you worried about?")
	j.look(p)
	worry := "Zephyrine came to school hungry on four days and told her teacher that nobody was at home overnight. Her mother %s."
	p.Fill("What you are worried about", fmt.Sprintf(worry, "refused to talk with us"))
	p.Choose("Is a child in danger now? > No")
	p.SubmitButton("Continue")
	j.wants(p, "Have you talked with the family about this?")
	j.look(p)
	p.Choose("Consent dispensed with")
	p.SubmitButton("Continue")
	j.wants(p, "About you") // the reason is asked for before anything is sent
	j.look(p)
	p.Fill("Your role", "Designated safeguarding lead")
	p.Fill("Telephone number", "020 7946 0000")
	p.SubmitButton("Continue")
	j.wants(p, "Check your answers", "“refused”: said no to, or did not want to")
	j.look(p)
	p.SubmitButton("Send the referral")
	j.wants(p, "There is a problem")
	j.look(p)
	p.ClickCSS(".govuk-error-summary a")
	j.wants(p, "Have you talked with the family about this?")
	p.Choose("Asking would put the child at greater risk of harm")
	p.SubmitButton("Continue")
	p.SubmitButton("Continue")
	j.wants(p, "Check your answers", "Asking would put the child at greater risk")
	p.Click("Change Your worries")
	j.wants(p, "“refused”: said no to, or did not want to") // beside the text too
	p.Fill("What you are worried about", fmt.Sprintf(worry, "did not want to talk with us"))
	p.SubmitButton("Continue")
	p.SubmitButton("Continue")
	p.SubmitButton("Continue")
	j.wants(p, "Check your answers")
	if p.Shows("“refused”") {
		p.Errorf("the hint is still there")
	}
	p.SubmitButton("Send the referral")
	j.wants(p, "Referral sent", "Your reference", "by the end of 18 March 2025")
	j.look(p)
	reference = p.Text(".govuk-panel__body strong")
	if !regexp.MustCompile(`^[0-9A-Z][0-9A-Z-]+$`).MatchString(reference) {
		j.t.Errorf("the reference %q", reference)
	}
	p.Goto(j.URL + "/refer")
	j.wants(p, reference, "Waiting")
	j.look(p)
	return reference
}

// decide is step 2: the screener matches one child, adds the other, decides each, and the partner is told.
func (j *journey) decide(reference, known string) (children [2]string, report string) {
	j.t.Helper()
	j.at("2025-03-17 14:00")
	p := j.as("screener")
	j.goTo(p, "/")
	j.wants(p, "Referrals waiting for a decision", "Zephyrine Quillfeather")
	p.Click(reference)
	j.wants(p, "These children may be the same")
	j.look(p)
	p.Click("It is Zephyrine Quillfeather")
	j.wants(p, "Open the child's record")
	p.Click("Add Peregrine as a new person")
	p.Click("Decide")
	j.wants(p, "Decide referral")
	j.look(p)
	for _, name := range []string{"Zephyrine", "Peregrine"} {
		who := name + " Quillfeather > "
		p.Choose(who + "What happens next? > Social work assessment")
		p.Choose(who + "Level of need > Level 3: targeted help, several or complex needs")
		p.SelectOption(who+"Main need", "Abuse or neglect")
		if name == "Zephyrine" {
			p.Fill(who+"Why?", "The school's account is clear and recent, and she was alone overnight.")
			p.SelectOption(who+"Team that takes the work", "Assessment team north")
		}
	}
	p.SubmitButton("Record the decision")
	j.wants(p, "Write why, for Peregrine Quillfeather") // a decision without its reason is none
	j.look(p)
	p.Fill("Peregrine Quillfeather > Why?", "He lives in the same home, and is younger than she is.")
	p.SelectOption("Peregrine Quillfeather > Team that takes the work", "Assessment team north")
	p.SubmitButton("Record the decision")
	j.wants(p, "The decision is recorded, and the referrer was told")
	if strings.Contains(p.Text("main"), reference) {
		p.Errorf("the referral still waits in the queue")
	}

	partner := j.as("partner")
	partner.Goto(j.URL + "/refer")
	partner.Click(reference)
	j.wants(partner, "Referral "+reference, "assess")
	j.look(partner)
	if text := partner.Text("main"); strings.Contains(text, "Waiting") || strings.Contains(text, "younger than she is") {
		partner.Errorf("the partner reads: %s", text)
	}

	var contact record.Of[record.Contact]
	need(j.t, j.House.DB.Read(j.t.Context(), func(tx *db.Tx) error {
		all, err := story.OfKind[record.Contact](tx)
		for _, c := range all {
			if c.Body.Reference == reference {
				contact = c
			}
		}
		return err
	}))
	if n := len(contact.Body.Children); n != 2 {
		j.t.Fatalf("the referral has %d children", n)
	}
	for i, c := range contact.Body.Children {
		children[i] = c.Subject
		a, ok := story.Latest[record.Assessment](j.story(j.t, c.Subject))
		if !ok || report != "" && a.Body.Report != report {
			j.t.Fatalf("child %d has no part in the one assessment", i)
		}
		report = a.Body.Report
		ref, _ := story.Latest[record.Referral](j.story(j.t, c.Subject))
		if ref.Body.DecidedBy != "worker:screener" || len(ref.Body.Rationale) < 20 {
			j.t.Errorf("child %d: decided by %q, because %q", i, ref.Body.DecidedBy, ref.Body.Rationale)
		}
	}
	if children[0] != known || children[1] == known {
		j.t.Errorf("matched %v; known was %s", children, known)
	}
	return children, strings.TrimPrefix(report, "assessment:")
}

// assess is step 3: the manager allocates, the social worker writes once for both.
func (j *journey) assess(report string) {
	j.t.Helper()
	j.at("2025-03-18 09:30")
	p := j.as("manager")
	j.goTo(p, "/work?team=team:assessment-north")
	p.Click("Allocate, Zephyrine Quillfeather, Peregrine Quillfeather")
	j.look(p)
	p.Choose("Tomasz Lewin")
	p.SubmitButton("Allocate")
	j.wants(p, "The assessment is allocated")
	j.look(p)

	j.at("2025-03-20 11:00")
	p = j.as("social-worker")
	j.goTo(p, "/")
	p.Click("Zephyrine Quillfeather, Peregrine Quillfeather")
	j.wants(p, "Being written", "In time, 42 working days left")
	j.look(p)
	p.Click("Write the assessment")
	j.look(p)
	p.Fill("History", "The school has known both since reception.")
	p.Fill("Analysis", "Both go hungry. Their mother wants help with money and with nights.")
	p.Fill("Plan", "A worker visits weekly.")
	for i, name := range []string{"Zephyrine", "Peregrine"} {
		date(p, "When was "+name+" Quillfeather seen?", "2025-03-19")
		p.Choose("Was " + name + " Quillfeather seen alone? > Yes")
		p.Fill("What "+name+" Quillfeather thinks and wants", "I want dinner and somebody at home.")
		p.ClickCSS(fmt.Sprintf(`input[name="child-%d-factors"][value="16A"]`, i))
		p.Choose("Outcome for " + name + " Quillfeather > Child in need plan")
	}
	p.SubmitButton("Save and send to the manager")
	j.wants(p, "The assessment is with the manager")
	j.look(p)
}

// authorise is steps 4 and 5: returned, changed, authorised by somebody who is not its author, frozen; and the figure moves.
func (j *journey) authorise(report string, children [2]string, before numbers) {
	j.t.Helper()
	j.at("2025-03-21 09:00")
	p := j.as("manager")
	j.goTo(p, "/work")
	p.Click("Authorise the assessment, Zephyrine Quillfeather, Peregrine Quillfeather")
	j.look(p)
	p.Fill("Your comment", "Say more about their father.")
	p.SubmitButton("Return to the worker")
	j.wants(p, "back in the worker’s list")

	j.at("2025-03-24 09:00")
	worker := j.as("social-worker")
	worker.Goto(j.URL + "/assessments/" + report + "/edit")
	j.wants(worker, "Say more about their father.")
	worker.Fill("Parenting capacity", "Karl has the children every second week and cooks with them.")
	worker.SubmitButton("Save and send to the manager")
	j.wants(worker, "The assessment is with the manager")
	if worker.Exists(`form[action$="/authorise"]`) {
		worker.Errorf("an author is offered the authorisation")
	}
	entries := j.size(j.t)
	j.ask(j.t, j.session(j.t, "worker:social-worker"), "POST", "/assessments/"+report+"/authorise", map[string][]string{"base": {"5"}, "comment": {""}}).Want(403, "You cannot do this")
	if j.size(j.t) != entries {
		j.t.Error("an author authorised the assessment")
	}

	j.at("2025-03-28 10:00")
	if got := j.figure("AS-02", 2025); got != before {
		j.t.Errorf("AS-02 moved to %v before anything was authorised; it was %v", got, before)
	}
	p = j.as("manager")
	p.Goto(j.URL + "/assessments/" + report)
	p.SubmitButton("Authorise")
	j.wants(p, "What it says is frozen")
	j.look(p)
	worker = j.as("social-worker")
	worker.Goto(j.URL + "/assessments/" + report + "/edit")
	if worker.Exists("textarea") {
		worker.Errorf("what is authorised can be written")
	}

	after := j.figure("AS-02", 2025)
	if after.numerator != before.numerator+2 || after.denominator != before.denominator+2 {
		j.t.Errorf("AS-02 moved from %v to %v, not by the two assessments", before, after)
	}
	p = j.as("analyst")
	j.goTo(p, "/figures")
	p.Click("Assessments completed in 45 working days")
	j.look(p)
	facts := j.facts(p)
	for key, want := range map[string]string{
		"Numerator": fmt.Sprint(after.numerator), "Denominator": fmt.Sprint(after.denominator), "Period": "1 April 2024 to 31 March 2025 (", "As at": "28 March 2025",
		"As known": "28 March 2025", "What it means": "Definition AS-02, version", "Source of the definition": "", "Value": fmt.Sprintf("%.1f%%", 100*float64(after.numerator)/float64(after.denominator)),
	} {
		if got, ok := facts[key]; !ok || !strings.Contains(got, want) || got == "" {
			p.Errorf("the figure's %s is %q, want %q", key, got, want)
		}
	}
	p.Click("Open the list behind it")
	j.look(p)
	rows := p.Texts("main tbody tr")
	both := 0
	for _, r := range rows {
		if strings.Contains(r, "Quillfeather") && strings.Contains(r, "in time") {
			both++
		}
	}
	if both != 2 || len(rows) != after.denominator {
		p.Errorf("the list has %d rows and %d of the two children; the figure says %d", len(rows), both, after.denominator)
	}
	for _, c := range children {
		n := j.number(j.t, "select cast(count(*) as bigint) from read_entry where subject = $1 and actor = 'worker:analyst' and page = 'GET /figures/{id}/list'", c)
		if n == 0 {
			j.t.Errorf("the list showed %s and nothing is in the access log", c)
		}
	}
}
