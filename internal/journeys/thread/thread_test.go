package thread_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/db"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// thread is the journey with its steps.
type thread struct{ *journeytest.Journey }

// The thread of issue 2, from a school's referral to the public page and to the same figure a year later, each step in the browser by
// the persona whose step it is, on both engines.
func TestThread(t *testing.T) {
	journeytest.Each(t, 40, time.Date(2025, time.March, 17, 10, 0, 0, 0, time.UTC), func(t *testing.T, walked *journeytest.Journey) {
		j := &thread{walked}
		j.Secrets = []string{"Zephyrine", "Peregrine", "Quillfeather"}
		known := j.Known("Zephyrine", "Quillfeather", "2015-05-01")
		before := j.Figure("AS-02", 2025)

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
func (j *thread) refer() (reference string) {
	j.T.Helper()
	j.At("2025-03-17 10:05")
	browser := browsertest.Start(j.T)
	p := browser.NewPage(j.T, browsertest.Options{Width: 1366, Height: 900})
	j.SignInByLink(p, "partner")
	p.Goto(j.URL + "/")
	j.Look(p)
	p.Click("Make a referral")
	j.Look(p)
	p.Fill("Child 1 > Given names", "Zephyrine")
	p.Fill("Child 1 > Family name", "Quillfeather")
	p.Fill("Child 1 > Date of birth > Day", "31")
	p.Fill("Child 1 > Date of birth > Month", "2")
	p.Fill("Child 1 > Date of birth > Year", "2015")
	p.SubmitButton("Continue")
	j.Wants(p, "There is a problem")
	j.Look(p)
	journeytest.Date(p, "Child 1 > Date of birth", "2015-05-01")
	p.Choose("Child 1 > Sex > Female")
	p.Fill("Child 1 > What does the child say?", "I do not like Fridays.")
	p.SubmitButton("Add another child")
	p.Fill("Child 2 > Given names", "Peregrine")
	p.Fill("Child 2 > Family name", "Quillfeather")
	journeytest.Date(p, "Child 2 > Date of birth", "2018-09-12")
	p.Choose("Child 2 > Sex > Male")
	p.SubmitButton("Continue")
	j.Wants(p, "The children's parents and home")
	j.Look(p)
	p.Choose("Do you know who the children's mother is? > Yes")
	p.Fill("Given names of the mother", "Ina")
	p.Fill("Family name of the mother", "Quillfeather")
	p.WaitFor("Draft saved at") // by itself, seconds after the last keystroke
	browser.Kill(j.T)           // as by a power cut

	p = j.As("partner")
	j.GoTo(p, "/refer")
	p.Click("Go on with your referral")
	if got := p.Value("Child 2 > Given names"); got != "Peregrine" {
		j.T.Errorf("the second child's name is %q after the browser was killed", got)
	}
	p.SubmitButton("Continue")
	if got := p.Value("Given names of the mother"); got != "Ina" {
		j.T.Errorf("the mother's name is %q after the browser was killed", got)
	}
	p.SubmitButton("Continue")
	j.Wants(p, "Say whether you know who the children's father is") // he is asked about
	p.Choose("Do you know who the children's father is? > Yes")
	p.Fill("Given names of the father", "Karl")
	p.Fill("Family name of the father", "Quillfeather")
	p.Fill("Address", "1 Example Road\nMarshwick")
	p.Fill("Postcode", "N1 1AA")
	p.SubmitButton("Continue")
	j.Wants(p, "What are you worried about?")
	j.Look(p)
	worry := "Zephyrine came to school hungry on four days and told her teacher that nobody was at home overnight. Her mother %s."
	p.Fill("What you are worried about", fmt.Sprintf(worry, "refused to talk with us"))
	p.Choose("Is a child in danger now? > No")
	p.SubmitButton("Continue")
	j.Wants(p, "Have you talked with the family about this?")
	j.Look(p)
	p.Choose("Consent dispensed with")
	p.SubmitButton("Continue")
	j.Wants(p, "About you") // the reason is asked for before anything is sent
	j.Look(p)
	p.Fill("Your role", "Designated safeguarding lead")
	p.Fill("Telephone number", "020 7946 0000")
	p.SubmitButton("Continue")
	j.Wants(p, "Check your answers", "“refused”: said no to, or did not want to")
	j.Look(p)
	p.SubmitButton("Send the referral")
	j.Wants(p, "There is a problem")
	j.Look(p)
	p.ClickCSS(".govuk-error-summary a")
	j.Wants(p, "Have you talked with the family about this?")
	p.Choose("Asking would put the child at greater risk of harm")
	p.SubmitButton("Continue")
	p.SubmitButton("Continue")
	j.Wants(p, "Check your answers", "Asking would put the child at greater risk")
	p.Click("Change Your worries")
	j.Wants(p, "“refused”: said no to, or did not want to") // beside the text too
	p.Fill("What you are worried about", fmt.Sprintf(worry, "did not want to talk with us"))
	p.SubmitButton("Continue")
	p.SubmitButton("Continue")
	p.SubmitButton("Continue")
	j.Wants(p, "Check your answers")
	if p.Shows("“refused”") {
		p.Errorf("the hint is still there")
	}
	p.SubmitButton("Send the referral")
	j.Wants(p, "Referral sent", "Your reference", "by the end of 18 March 2025")
	j.Look(p)
	reference = p.Text(".govuk-panel__body strong")
	if !regexp.MustCompile(`^[0-9A-Z][0-9A-Z-]+$`).MatchString(reference) {
		j.T.Errorf("the reference %q", reference)
	}
	p.Goto(j.URL + "/refer")
	j.Wants(p, reference, "Waiting")
	j.Look(p)
	return reference
}

// decide is step 2: the screener matches one child, adds the other, decides each, and the partner is told.
func (j *thread) decide(reference, known string) (children [2]string, report string) {
	j.T.Helper()
	j.At("2025-03-17 14:00")
	p := j.As("screener")
	j.GoTo(p, "/")
	j.Wants(p, "Referrals waiting for a decision", "Zephyrine Quillfeather")
	p.Click(reference)
	j.Wants(p, "These children may be the same")
	j.Look(p)
	p.Click("It is Zephyrine Quillfeather")
	j.Wants(p, "Open the child's record")
	p.Click("Add Peregrine as a new person")
	p.Click("Decide")
	j.Wants(p, "Decide referral")
	j.Look(p)
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
	j.Wants(p, "Write why, for Peregrine Quillfeather") // a decision without its reason is none
	j.Look(p)
	p.Fill("Peregrine Quillfeather > Why?", "He lives in the same home, and is younger than she is.")
	p.SelectOption("Peregrine Quillfeather > Team that takes the work", "Assessment team north")
	p.SubmitButton("Record the decision")
	j.Wants(p, "The decision is recorded, and the referrer was told")
	if strings.Contains(p.Text("main"), "Decide referral "+reference) { // it stands below, among what can be undone
		p.Errorf("the referral still waits in the queue")
	}

	partner := j.As("partner")
	partner.Goto(j.URL + "/refer")
	partner.Click(reference)
	j.Wants(partner, "Referral "+reference, "assess")
	j.Look(partner)
	if text := partner.Text("main"); strings.Contains(text, "Waiting") || strings.Contains(text, "younger than she is") {
		partner.Errorf("the partner reads: %s", text)
	}

	var contact record.Of[record.Contact]
	webtest.Need(j.T, j.House.DB.Read(j.T.Context(), func(tx *db.Tx) error {
		all, err := story.OfKind[record.Contact](tx)
		for _, c := range all {
			if c.Body.Reference == reference {
				contact = c
			}
		}
		return err
	}))
	if n := len(contact.Body.Children); n != 2 {
		j.T.Fatalf("the referral has %d children", n)
	}
	for i, c := range contact.Body.Children {
		children[i] = c.Subject
		a, ok := story.Latest[record.Assessment](j.Story(j.T, c.Subject))
		if !ok || report != "" && a.Body.Report != report {
			j.T.Fatalf("child %d has no part in the one assessment", i)
		}
		report = a.Body.Report
		ref, _ := story.Latest[record.Referral](j.Story(j.T, c.Subject))
		if ref.Body.DecidedBy != "worker:screener" || len(ref.Body.Rationale) < 20 {
			j.T.Errorf("child %d: decided by %q, because %q", i, ref.Body.DecidedBy, ref.Body.Rationale)
		}
	}
	if children[0] != known || children[1] == known {
		j.T.Errorf("matched %v; known was %s", children, known)
	}
	return children, strings.TrimPrefix(report, "assessment:")
}

// assess is step 3: the manager allocates, the social worker writes once for both.
func (j *thread) assess(report string) {
	j.T.Helper()
	j.At("2025-03-18 09:30")
	p := j.As("manager")
	j.GoTo(p, "/work?team=team:assessment-north")
	p.Click("Allocate, Zephyrine Quillfeather, Peregrine Quillfeather")
	j.Look(p)
	p.Choose("Tomasz Lewin")
	p.SubmitButton("Allocate")
	j.Wants(p, "The assessment is allocated")
	j.Look(p)

	j.At("2025-03-20 11:00")
	p = j.As("social-worker")
	j.GoTo(p, "/")
	p.Click("Every row on one page, to print") // what must be done sooner stands before it, and the page begins with 25 rows
	p.Click("Write the assessment, Zephyrine Quillfeather, Peregrine Quillfeather")
	j.Wants(p, "Being written", "In time, 42 working days left")
	j.Look(p)
	p.Click("Write the assessment")
	j.Look(p)
	p.Fill("History", "The school has known both since reception.")
	p.Fill("Analysis", "Both go hungry. Their mother wants help with money and with nights.")
	p.Fill("Plan", "A worker visits weekly.")
	for i, name := range []string{"Zephyrine", "Peregrine"} {
		journeytest.Date(p, "When was "+name+" Quillfeather seen?", "2025-03-19")
		p.Choose("Was " + name + " Quillfeather seen alone? > Yes")
		p.Fill("What "+name+" Quillfeather thinks and wants", "I want dinner and somebody at home.")
		p.ClickCSS(fmt.Sprintf(`input[name="child-%d-factors"][value="16A"]`, i))
		p.Choose("Outcome for " + name + " Quillfeather > Child in need plan")
	}
	p.SubmitButton("Save and send to the manager")
	j.Wants(p, "The assessment is with the manager")
	j.Look(p)
}

// authorise is steps 4 and 5: returned, changed, authorised by somebody who is not its author, frozen; and the figure moves.
func (j *thread) authorise(report string, children [2]string, before journeytest.Numbers) {
	j.T.Helper()
	j.At("2025-03-21 09:00")
	p := j.As("manager")
	j.GoTo(p, "/work")
	p.Click("Authorise the assessment, Zephyrine Quillfeather, Peregrine Quillfeather")
	j.Look(p)
	p.Fill("Your comment", "Say more about their father.")
	p.SubmitButton("Return to the worker")
	j.Wants(p, "back in the worker’s list")

	j.At("2025-03-24 09:00")
	worker := j.As("social-worker")
	worker.Goto(j.URL + "/assessments/" + report + "/edit")
	j.Wants(worker, "Say more about their father.")
	worker.Fill("Parenting capacity", "Karl has the children every second week and cooks with them.")
	worker.SubmitButton("Save and send to the manager")
	j.Wants(worker, "The assessment is with the manager")
	if worker.Exists(`form[action$="/authorise"]`) {
		worker.Errorf("an author is offered the authorisation")
	}
	entries := j.Size(j.T)
	j.Ask(j.T, j.Session(j.T, "worker:social-worker"), "POST", "/assessments/"+report+"/authorise", map[string][]string{"base": {"5"}, "comment": {""}}).Want(403, "You cannot do this")
	if j.Size(j.T) != entries {
		j.T.Error("an author authorised the assessment")
	}

	j.At("2025-03-28 10:00")
	if got := j.Figure("AS-02", 2025); got != before {
		j.T.Errorf("AS-02 moved to %v before anything was authorised; it was %v", got, before)
	}
	p = j.As("manager")
	p.Goto(j.URL + "/assessments/" + report)
	p.SubmitButton("Authorise")
	j.Wants(p, "What it says is frozen")
	j.Look(p)
	worker = j.As("social-worker")
	worker.Goto(j.URL + "/assessments/" + report + "/edit")
	if worker.Exists("textarea") {
		worker.Errorf("what is authorised can be written")
	}

	after := j.Figure("AS-02", 2025)
	if after.Numerator != before.Numerator+2 || after.Denominator != before.Denominator+2 {
		j.T.Errorf("AS-02 moved from %v to %v, not by the two assessments", before, after)
	}
	p = j.As("analyst")
	j.GoTo(p, "/figures")
	p.Click("Assessments completed in 45 working days")
	j.Look(p)
	facts := j.Facts(p)
	for key, want := range map[string]string{
		"Numerator": fmt.Sprint(after.Numerator), "Denominator": fmt.Sprint(after.Denominator), "Period": "1 April 2024 to 31 March 2025 (", "As at": "28 March 2025",
		"As known": "28 March 2025", "What it means": "Definition AS-02, version", "Source of the definition": "", "Value": fmt.Sprintf("%.1f%%", 100*float64(after.Numerator)/float64(after.Denominator)),
	} {
		if got, ok := facts[key]; !ok || !strings.Contains(got, want) || got == "" {
			p.Errorf("the figure's %s is %q, want %q", key, got, want)
		}
	}
	p.Click("Open the list behind it")
	j.Look(p)
	rows := p.Texts("main tbody tr")
	both := 0
	for _, r := range rows {
		if strings.Contains(r, "Quillfeather") && strings.Contains(r, "in time") {
			both++
		}
	}
	if both != 2 || len(rows) != after.Denominator {
		p.Errorf("the list has %d rows and %d of the two children; the figure says %d", len(rows), both, after.Denominator)
	}
	for _, c := range children {
		n := j.Number(j.T, "select cast(count(*) as bigint) from read_entry where subject = $1 and actor = 'worker:analyst' and page = 'GET /figures/{id}/list'", c)
		if n == 0 {
			j.T.Errorf("the list showed %s and nothing is in the access log", c)
		}
	}
}
