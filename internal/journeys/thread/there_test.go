//go:build there

package thread_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"throughline/internal/browsertest"
	"throughline/internal/day"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/measure"
)

// there is a demo that runs elsewhere, and a window of each persona who has signed in.
type there struct {
	*testing.T
	url   string
	links map[string]string // sign-in links by the persona's name
	open  map[string]*browsertest.Page
}

// TestThreadThere walks the thread in a demo that was started by the README's first command, perhaps in another system: by its address, by the
// sign-in links that it prints, and by nothing else but its pages. THROUGHLINE_THERE is the file with what it printed. .ci/bare-system does so.
func TestThreadThere(t *testing.T) {
	printed, err := os.ReadFile(os.Getenv("THROUGHLINE_THERE"))
	if err != nil {
		t.Fatalf("THROUGHLINE_THERE must name the file with what the demo printed: %v", err)
	}
	d := &there{T: t, links: map[string]string{}, open: map[string]*browsertest.Page{}}
	for _, m := range regexp.MustCompile(`(?m)(http://\S+)(/sign-in/link/\S+)  ([^,]+),`).FindAllStringSubmatch(string(printed), -1) {
		d.url = m[1]
		d.links[m[3]] = m[1] + m[2]
	}
	if d.url == "" {
		t.Fatalf("no sign-in link in %s", printed)
	}

	// 1. A school refers two siblings.
	p := d.as("Marian Holt")
	p.Goto(d.url + "/refer")
	p.Click("Make a referral")
	p.Fill("Child 1 > Given names", "Zephyrine")
	p.Fill("Child 1 > Family name", "Quillfeather")
	journeytest.Date(p, "Child 1 > Date of birth", "2015-05-01")
	p.Choose("Child 1 > Sex > Female")
	p.SubmitButton("Add another child")
	p.Fill("Child 2 > Given names", "Peregrine")
	p.Fill("Child 2 > Family name", "Quillfeather")
	journeytest.Date(p, "Child 2 > Date of birth", "2018-09-12")
	p.Choose("Child 2 > Sex > Male")
	p.SubmitButton("Continue")
	p.Choose("Do you know who the children's mother is? > Yes")
	p.Fill("Given names of the mother", "Ina")
	p.Fill("Family name of the mother", "Quillfeather")
	p.Choose("Do you know who the children's father is? > No")
	p.Fill("Address", "1 Example Road\nMarshwick")
	p.Fill("Postcode", "N1 1AA")
	p.WaitFor("Draft saved at")
	p.SubmitButton("Continue")
	p.Fill("What you are worried about", "Zephyrine came to school hungry on four days and told her teacher that nobody was at home overnight.")
	p.Choose("Is a child in danger now? > No")
	p.SubmitButton("Continue")
	p.Choose("Consent dispensed with")
	p.Choose("Asking would put the child at greater risk of harm")
	p.SubmitButton("Continue")
	p.Fill("Your role", "Designated safeguarding lead")
	p.Fill("Telephone number", "020 7946 0000")
	p.SubmitButton("Continue")
	p.SubmitButton("Send the referral")
	p.WaitFor("Referral sent")
	reference := p.Text(".govuk-panel__body strong")

	// 2. The front door adds both and decides.
	p = d.as("Dilys Okoro")
	p.Goto(d.url + "/front-door")
	p.Click(reference)
	for _, name := range []string{"Zephyrine", "Peregrine"} {
		p.Click("Add " + name + " as a new person")
	}
	p.Click("Decide")
	for _, name := range []string{"Zephyrine", "Peregrine"} {
		who := name + " Quillfeather > "
		p.Choose(who + "What happens next? > Social work assessment")
		p.Choose(who + "Level of need > Level 3: targeted help, several or complex needs")
		p.SelectOption(who+"Main need", "Abuse or neglect")
		p.Fill(who+"Why?", "The school's account is clear and recent, and they were alone overnight.")
		p.SelectOption(who+"Team that takes the work", "Assessment team north")
	}
	p.SubmitButton("Record the decision")
	p.WaitFor("The decision is recorded, and the referrer was told")
	p = d.as("Marian Holt")
	p.Goto(d.url + "/refer")
	p.Click(reference)
	p.WaitFor("assess")

	// 3 and 4. It is allocated, written once for both, returned, authorised.
	before := d.figure("AS-02")
	p = d.as("Ruth Adeyemi")
	p.Goto(d.url + "/work?team=team:assessment-north")
	d.whole(p)
	p.Click("Allocate, Zephyrine Quillfeather, Peregrine Quillfeather")
	p.Choose("Tomasz Lewin")
	p.SubmitButton("Allocate")
	p.WaitFor("The assessment is allocated")
	w := d.as("Tomasz Lewin")
	w.Goto(d.url + "/work")
	d.whole(w)
	w.Click("Write the assessment, Zephyrine Quillfeather, Peregrine Quillfeather")
	report := w.URL()
	w.Click("Write the assessment")
	w.Fill("History", "The school has known both since reception.")
	w.Fill("Analysis", "Both go hungry. Their mother wants help with money and with nights.")
	w.Fill("Plan", "A worker visits weekly.")
	for i, name := range []string{"Zephyrine", "Peregrine"} {
		journeytest.Date(w, "When was "+name+" Quillfeather seen?", day.In(time.Now()).String())
		w.Choose("Was " + name + " Quillfeather seen alone? > Yes")
		w.Fill("What "+name+" Quillfeather thinks and wants", "I want dinner and somebody at home.")
		w.ClickCSS(fmt.Sprintf(`input[name="child-%d-factors"][value="16A"]`, i))
		w.Choose("Outcome for " + name + " Quillfeather > Child in need plan")
	}
	w.SubmitButton("Save and send to the manager")
	w.WaitFor("The assessment is with the manager")
	p.Goto(report)
	p.Fill("Your comment", "Say more about their father.")
	p.SubmitButton("Return to the worker")
	p.WaitFor("back in the worker’s list")
	w.Goto(report + "/edit")
	w.WaitFor("Say more about their father.")
	w.Fill("Parenting capacity", "Karl has the children every second week and cooks with them.")
	w.SubmitButton("Save and send to the manager")
	w.WaitFor("The assessment is with the manager")
	p.Goto(report)
	p.SubmitButton("Authorise")
	p.WaitFor("What it says is frozen")

	// 5. The figure moves by the two, and opens to the list behind it.
	after := d.figure("AS-02")
	if after.Numerator != before.Numerator+2 || after.Denominator != before.Denominator+2 {
		t.Errorf("AS-02 moved from %v to %v, not by the two assessments", before, after)
	}
	a := d.as("Priya Nandakumar")
	a.Click("Open the list behind it")
	if last := ".govuk-pagination__list li:last-child a"; a.Exists(last) { // oldest first
		a.ClickCSS(last)
	}
	a.WaitFor("Quillfeather")

	// 6. A member's question is answered citing it, and the public reads the answer.
	a.Goto(d.url + "/figures/AS-02")
	a.SubmitButton("Keep this figure so that it can be cited")
	a.WaitFor("Equal to what was cited")
	cited := a.URL()
	member := d.as("Councillor Sam Ibekwe")
	member.Goto(d.url + "/scrutiny")
	member.Click("Ask a question")
	member.Fill("Your question", "How many of our assessments are finished in 45 working days this year?")
	member.Fill("What it is about", "Assessments")
	member.SubmitButton("Put the question")
	question := member.URL()[strings.LastIndex(member.URL(), "/")+1:]
	director := d.as("Helen Starling")
	director.Goto(d.url + "/scrutiny/questions/" + question + "/answer")
	director.Fill("Post that answers", "Director of Children's Social Care")
	director.Fill("Answer", fmt.Sprintf("%d of %d so far.", after.Numerator, after.Denominator))
	director.Check(fmt.Sprintf("Assessments completed in 45 working days, %s: %.1f%% (%d of %d)", measure.YearOf(day.In(time.Now())), 100*float64(after.Numerator)/float64(after.Denominator), after.Numerator, after.Denominator))
	director.SubmitButton("Save the answer")
	director.WaitFor("Not cleared yet")
	officer := d.as("Grace Tilling")
	officer.Goto(d.url + "/scrutiny/questions/" + question)
	officer.SubmitButton("Clear the answer for publishing")
	officer.SubmitButton("Publish question and answer")
	officer.WaitFor("Published")
	public := browsertest.NewPage(t, browsertest.Options{Width: 1366, Height: 900})
	public.Goto(d.url + "/public/questions/" + question)
	public.WaitFor("An assessment is completed on the day a manager authorises it")
	if text := public.Text("main"); strings.Contains(text, "Quillfeather") {
		t.Errorf("the public page names a family: %s", text)
	}
	public.Screenshot("there-answer")

	// 7. A year does not go by here, but a record is put right: the manager takes the authorisation back. What was cited stands, equal to the digit,
	// and what is known now stands beside it.
	p.Goto(report)
	p.Click("Undo this")
	now := d.figure("AS-02")
	if now != before {
		t.Errorf("after the undo AS-02 is %v, and was %v before the two were authorised", now, before)
	}
	share := func(n journeytest.Numbers) string {
		return message.NewPrinter(language.BritishEnglish).Sprintf("%.1f%% (%d of %d)", 100*float64(n.Numerator)/float64(n.Denominator), n.Numerator, n.Denominator)
	}
	director.Goto(cited)
	for _, words := range []string{"Equal to what was cited", share(after), "with every correction since: " + share(now)} { // the public page is counted again every ten minutes
		director.WaitFor(words)
	}
	director.Screenshot("there-corrected")
}

// as is the window of a persona; the link is used when the window is opened.
func (d *there) as(name string) *browsertest.Page {
	d.Helper()
	if d.open[name] == nil {
		p := browsertest.NewPage(d.T, browsertest.Options{Width: 1366, Height: 900})
		if d.links[name] == "" {
			d.Fatalf("the demo prints no link of %s; it has %v", name, slices.Sorted(maps.Keys(d.links)))
		}
		p.Goto(d.links[name])
		p.SubmitButton("Sign in")
		d.open[name] = p
	}
	return d.open[name]
}

// whole shows every row of a list that stands in parts.
func (d *there) whole(p *browsertest.Page) {
	d.Helper()
	if every := "Every row on one page, to print"; p.Shows(every) {
		p.Click(every)
	}
}

// figure is what the page of a figure says, as the analyst sees it.
func (d *there) figure(id string) (n journeytest.Numbers) {
	d.Helper()
	p := d.as("Priya Nandakumar")
	p.Goto(d.url + "/figures/" + id)
	keys, values := p.Texts(".govuk-summary-list__key"), p.Texts(".govuk-summary-list__value")
	for i, k := range keys {
		text := strings.ReplaceAll(values[i], ",", "")
		switch k {
		case "Numerator":
			fmt.Sscan(text, &n.Numerator)
		case "Denominator":
			fmt.Sscan(text, &n.Denominator)
		}
	}
	return n
}
