package protection_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/day"
	"throughline/internal/frontdoor"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// walk is a journey with what the pages asked.
type walk struct {
	*journeytest.Journey
	asked map[string]string // a question that was answered, and where
	count map[string]int    // page to the number of its questions
	order []string
}

var start = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

func each(t *testing.T, test func(w *walk)) {
	t.Parallel()
	journeytest.One(t, 12, start, func(t *testing.T, j *journeytest.Journey) {
		w := &walk{j, map[string]string{}, map[string]int{}, nil}
		j.Secrets = []string{"Wilhelmina", "Barnaby", "Thistlewood"}
		test(w)
	})
}

// decided is where the journey starts: brothers and sisters whose referral was decided, with an assessment that the social worker has.
func (w *walk) decided(given ...string) (children []string, report string) {
	w.T.Helper()
	ctx := w.T.Context()
	s := frontdoor.Sending{
		Referrer: record.Referrer{Name: "Marian Holt", Role: "Designated safeguarding lead", Phone: "020 7946 0000"},
		Mother:   record.ContactAdult{Known: frontdoor.Known, Given: "Ottilie", Family: "Thistlewood"},
		Father:   record.ContactAdult{Known: frontdoor.NotKnown, Why: "The mother has not said, and the school does not know."},
		Address:  []string{"1 Example Road", "Marshwick"}, Postcode: "N1 1AA", Consent: "given",
		Concern: "Wilhelmina came to school with bruises on both arms, and told her teacher that she was held down.",
	}
	for i, g := range given {
		s.Children = append(s.Children, record.ContactChild{Given: g, Family: "Thistlewood", Birth: day.Must("2015-05-01").AddMonths(24 * i), Sex: []string{"F", "M", "F"}[i], View: "I do not like it."})
	}
	rc, err := w.House.FrontDoor.Send(ctx, w.Actor(w.T, "worker:partner"), s)
	webtest.Need(w.T, err)
	screener := w.Actor(w.T, "worker:screener")
	var decisions []frontdoor.ChildDecision
	base := func() int64 { return w.Story(w.T, rc.Subject).Records[0].Version }
	for i := range given {
		m, err := w.House.FrontDoor.CreateFrom(ctx, screener, rc.Subject, base(), i)
		webtest.Need(w.T, err)
		children = append(children, m.Child)
		decisions = append(decisions, frontdoor.ChildDecision{
			Child: i, Decision: "assessment", Threshold: "4", Rationale: "The marks are recent and the account is her own.", PrimaryNeed: "N1", Team: "team:assessment-north", Worker: "worker:social-worker",
		})
	}
	_, err = w.House.FrontDoor.Decide(ctx, w.Actor(w.T, "worker:manager"), rc.Subject, base(), decisions)
	webtest.Need(w.T, err)
	a, _ := story.Latest[record.Assessment](w.Story(w.T, children[0]))
	return children, strings.TrimPrefix(a.Body.Report, "assessment:")
}

func page(child string) string {
	return "/children/" + strings.TrimPrefix(child, "child:") + "/protection"
}

// question is one thing that a page asks, and what stands in it already.
type question struct{ Name, Label, Value string }

// questions are what the form of a page asks, radios and checkboxes of one name as one question.
func questions(p *browsertest.Page) (out []question) {
	raw := p.Eval(`JSON.stringify((() => {
		const clean = s => (s || '').replace(/\s+/g, ' ').trim();
		const seen = new Map();
		const date = /-(day|month|year)$/;
		for (const e of document.querySelectorAll('main form[data-draft] input, main form[data-draft] select, main form[data-draft] textarea')) {
			if (e.type === 'hidden' || e.type === 'submit' || !e.checkVisibility()) continue;
			const name = e.name.replace(date, '');
			const group = e.closest('fieldset');
			const many = e.type === 'radio' || e.type === 'checkbox' || date.test(e.name);
			const legend = many && group && group.querySelector('legend');
			const label = clean(legend ? legend.textContent : (e.labels && e.labels[0] || {}).textContent);
			const value = e.type === 'radio' || e.type === 'checkbox' ? (e.checked ? e.value : '') : e.value;
			const q = seen.get(name) || {Name: name, Label: label, Value: ''};
			q.Value += value;
			seen.set(name, q);
		}
		return [...seen.values()];
	})())`)
	if err := json.Unmarshal([]byte(raw), &out); err != nil {
		p.Fatalf("the questions cannot be read: %v: %s", err, raw)
	}
	return out
}

// about are the words of facts of who somebody is, who they are to each other and who works with them: complaint 3 counts how often these are asked for again.
var about = regexp.MustCompile(`(?i)given name|family name|surname|first name|date of birth|birth|\bsex\b|gender|ethnic|language|address|postcode|telephone|phone|e-?mail|mother|father|parent's|sibling|relationship|nhs|\bupn\b|social worker|allocated|team manager|referral date|date of referral|referrer|need code|primary need`)

// anew are questions about something that has just happened, which no earlier step can have answered.
var anew = regexp.MustCompile(`^(Day|Time|Outcome|Decision|Why|What was found|What was discussed|Your comment|Were enough agencies there|Which children|Who was the visit|What was seen|Where$|Was |What .* said|Bedroom)`)

// sees counts what a page asks and fails when it asks for a fact that is held: who somebody is, or what an earlier page was told.
func (w *walk) sees(p *browsertest.Page, step string) []question {
	w.T.Helper()
	qs := questions(p)
	if len(qs) == 0 {
		p.Errorf("%s asks nothing", step)
	}
	w.count[step] += len(qs)
	w.order = append(w.order, step)
	for _, q := range qs {
		if about.MatchString(q.Label) && q.Value == "" {
			p.Errorf("%s asks for a fact that is held: %q (%s)", step, q.Label, q.Name)
		}
		if where, before := w.asked[q.Label]; before && where != step && q.Value == "" && !anew.MatchString(q.Label) {
			p.Errorf("%s asks again %q, which %s was told", step, q.Label, where)
		}
	}
	for _, q := range qs {
		w.asked[q.Label] = step
	}
	return qs
}

// report prints what was asked.
func (w *walk) report() {
	w.T.Helper()
	total := 0
	for _, step := range w.order {
		w.T.Logf("%-28s %2d questions", step, w.count[step])
		total += w.count[step]
	}
	w.T.Logf("%-28s %2d questions, 0 of them for a fact that was held", "together", total)
}

// Must-show 2 of issue 5, complaint 3, scenarios 10 and 12: from a decided referral over assessment, strategy discussion, section 47 enquiry and conference
// to the plan, for a child and her brother, each step by the persona whose step it is. No fact that is held is asked for again; the pages count.
func TestReferralToPlan(t *testing.T) {
	each(t, func(w *walk) {
		w.At("2026-03-02 10:05")
		kids, report := w.decided("Wilhelmina", "Barnaby")
		w.assess(report)
		sister := page(kids[0])

		// Strategy discussion, with the police and the school nurse, for both.
		w.At("2026-03-06 11:30")
		p := w.As("social-worker")
		w.GoTo(p, sister)
		w.Wants(p, "Hold a strategy discussion", "London procedures")
		p.Click("Record the strategy discussion")
		w.Wants(p, "What the record holds already", "Significant harm a concern since", "Tomasz Lewin")
		w.Look(p)
		w.sees(p, "strategy discussion")
		p.SubmitButton("Record the discussion")
		w.Wants(p, "There is a problem", "Enter the time of the discussion")
		w.Look(p)
		p.Fill("Time", "10:45")
		p.SelectOption("Which agency asked for it?", "School or college")
		p.Fill("Agency 1 > Who took part", "DS Noor")
		p.SelectOption("Agency 1 > What they think", "Significant harm, or likely to be")
		p.Fill("Agency 2 > Who took part", "Nia Marsh")
		p.SelectOption("Agency 2 > What they think", "Harm, not significant")
		p.Fill("What was discussed", "The bruises do not fit the account that was given.")
		p.Fill("Who does what next", "Police see the home today; the school nurse is asked for a body map.")
		p.SelectOption("Decision for Wilhelmina Thistlewood", "Section 47 enquiry together with the police")
		p.SelectOption("Decision for Barnaby Thistlewood", "Section 47 enquiry together with the police")
		p.SubmitButton("Record the discussion")
		w.Wants(p, "The strategy discussion is recorded", "Record the outcome of the enquiry", "See the child in the section 47 enquiry", "Initial conference, not arranged yet")
		w.Look(p)
		w.Wants(p, "Your last step, on", "Undo this")

		// Both are seen.
		p.Click("Record a visit")
		w.Look(p)
		w.sees(p, "visit")
		for _, name := range []string{"Wilhelmina", "Barnaby"} {
			p.Choose("Was " + name + " Thistlewood seen? > Seen, and alone")
			p.Fill("What "+name+" Thistlewood said or showed", "I want to go to gran.")
		}
		p.Fill("What was seen and done", "Both were seen in their room.")
		p.SubmitButton("Record the visit")
		w.Wants(p, "The visit is recorded")
		if p.Shows("See the child in the section 47 enquiry") {
			p.Errorf("the child was seen, and the limit still runs")
		}

		// The outcome goes to the manager, who authorises it for both.
		w.At("2026-03-10 15:00")
		p = w.As("social-worker")
		w.GoTo(p, sister)
		p.Click("Record the outcome of the enquiry")
		w.Wants(p, "seen on 6 March 2026")
		w.Look(p)
		w.sees(p, "outcome of the enquiry")
		for i := range kids {
			p.ClickCSS(fmt.Sprintf(`input[name="child-%d-outcome"][value="conference"]`, i))
			w.fillCSS(p, fmt.Sprintf(`textarea[name="child-%d-reason"]`, i), "The body map shows grip marks of different ages.")
		}
		p.SubmitButton("Send to the manager")
		w.Wants(p, "It waits for the manager")
		p = w.As("manager")
		w.GoTo(p, sister)
		p.Click("Authorise the outcome of the enquiry")
		w.Wants(p, "The body map shows grip marks", "Tomasz Lewin")
		w.Look(p)
		w.sees(p, "authorising the outcome")
		p.SubmitButton("Authorise")
		w.Wants(p, "The outcome is authorised", "Arrange the initial conference")
		w.Look(p)

		// The conference is arranged, read by its chair in a list, and recorded.
		p = w.As("social-worker")
		w.GoTo(p, sister)
		p.Click("Arrange the initial conference")
		w.Wants(p, "27 March 2026") // 15 working days after the discussion
		w.Look(p)
		w.sees(p, "arranging the conference")
		journeytest.Date(p, "Day of the conference", "2026-03-30")
		p.SelectOption("Who chairs it?", "Miriam Castell")
		p.SubmitButton("Arrange the conference")
		w.Wants(p, "There is a problem", "Write why the conference cannot be held in time")
		journeytest.Date(p, "Day of the conference", "2026-03-26")
		p.SubmitButton("Arrange the conference")
		w.Wants(p, "The conference is arranged", "arranged for 26 Mar 2026")

		w.At("2026-03-26 16:00")
		p = w.As("chair")
		w.GoTo(p, "/conferences")
		w.Wants(p, "My conferences (2)", "Wilhelmina Thistlewood", "Barnaby Thistlewood", "arranged for 26 Mar 2026")
		w.Look(p)
		p.Click("Wilhelmina Thistlewood")
		p.Click("Record the initial conference")
		w.Wants(p, "Miriam Castell", "27 March 2026")
		w.Look(p)
		w.sees(p, "recording the conference")
		if got := p.Value("Who is in the core group"); !strings.Contains(got, "Tomasz Lewin") || !strings.Contains(got, "Nia Marsh") || strings.Contains(got, "DS Noor") {
			p.Errorf("the core group that is offered: %q", got)
		}
		p.Choose("Were enough agencies there? > Yes")
		for i, v := range []string{"plan", "child_in_need"} {
			p.ClickCSS(fmt.Sprintf(`input[name="child-%d-decision"][value="%s"]`, i, v))
			w.fillCSS(p, fmt.Sprintf(`textarea[name="child-%d-reason"]`, i), "The conference was of one mind about this child.")
		}
		p.SelectOption("Category", "Physical")
		p.Fill("What must change for the child to be safe", "Nobody hurts her, and she has somebody to tell.")
		p.SubmitButton("Record the conference")
		w.Wants(p, "The conference is recorded", "Child protection plan", "Physical", "Hold the first core group", "Send the decisions of the conference", "Visit the child")
		w.Look(p)

		p = w.As("social-worker")
		w.GoTo(p, page(kids[1]))
		w.Wants(p, "Make the child in need plan")
		w.report()
		w.plan(kids)
	})
}

func (w *walk) fillCSS(p *browsertest.Page, css, text string) {
	p.ClickCSS(css)
	p.Type(text)
}

// assess writes the assessment for both and has it authorised with the outcome of a strategy discussion.
func (w *walk) assess(report string) {
	w.T.Helper()
	w.At("2026-03-04 10:00")
	p := w.As("social-worker")
	w.GoTo(p, "/assessments/"+report+"/edit")
	w.sees(p, "assessment")
	p.Fill("Analysis", "Both are at risk of being hurt by an adult at home.")
	for i, name := range []string{"Wilhelmina", "Barnaby"} {
		journeytest.Date(p, "When was "+name+" Thistlewood seen?", "2026-03-03")
		p.Choose("Was " + name + " Thistlewood seen alone? > Yes")
		p.Fill("What "+name+" Thistlewood thinks and wants", "I want it to stop.")
		p.ClickCSS(fmt.Sprintf(`input[name="child-%d-factors"][value="17A"]`, i))
		p.Choose("Outcome for " + name + " Thistlewood > Strategy discussion")
	}
	p.SubmitButton("Save and send to the manager")
	w.Wants(p, "The assessment is with the manager")
	p = w.As("manager")
	w.GoTo(p, "/assessments/"+report)
	p.SubmitButton("Authorise")
	w.Wants(p, "authorised")
}

// plan is the state in which the children's records are at the end: each their own, and nothing of the other.
func (w *walk) plan(kids []string) {
	w.T.Helper()
	sister, brother := w.Story(w.T, kids[0]), w.Story(w.T, kids[1])
	p, ok := protection.Plan(sister)
	before := -1
	if p.Body.Previous != nil {
		before = *p.Body.Previous
	}
	if !ok || p.Body.InitialCategory != "PHY" || before != 0 || p.Body.Started != day.Must("2026-03-26") {
		w.T.Errorf("the sister's plan: %+v", p.Body)
	}
	if _, has := protection.Plan(brother); has {
		w.T.Error("the brother has a plan that nobody decided on")
	}
	c, _ := story.Latest[record.InitialCPConference](brother)
	q, _ := story.Latest[record.S47Enquiry](brother)
	if c.Body.Decision != "child_in_need" || c.Body.Chair != "worker:chair" || q.Body.Lead != "worker:social-worker" || q.Body.Seen != day.Must("2026-03-06") {
		w.T.Errorf("the brother's: %+v %+v", c.Body, q.Body)
	}
}

// Scenario 16 and complaint 4: a statutory visit is recorded once for a family of three. At most eight questions for one child, and one page to load and send.
func TestVisitOnceForAFamily(t *testing.T) {
	each(t, func(w *walk) {
		w.At("2026-03-02 10:05")
		kids, _ := w.decided("Wilhelmina", "Barnaby", "Rosalind")
		w.At("2026-03-05 16:00")
		p := w.As("social-worker")
		w.GoTo(p, page(kids[0])+"/visit")
		qs := w.sees(p, "visit to three")
		ofOne := 0
		for _, q := range qs {
			if !strings.HasPrefix(q.Name, "child-") && q.Name != "children" || strings.HasPrefix(q.Name, "child-0-") {
				ofOne++
			}
		}
		if ofOne > 8 {
			p.Errorf("a visit asks %d questions for one child, at most 8 are allowed", ofOne)
		}
		w.T.Logf("a visit asks %d questions for one child, %d for three, on 1 page", ofOne, len(qs))
		p.Choose("Was Wilhelmina Thistlewood seen? > Seen, and alone")
		p.Fill("What Wilhelmina Thistlewood said or showed", "I sleep at gran's on Fridays.")
		p.Choose("Was Barnaby Thistlewood seen? > Seen, but not alone")
		p.Choose("Was Rosalind Thistlewood seen? > Not seen")
		p.Fill("What was seen and done", "The home was calm.")
		p.SubmitButton("Record the visit")
		w.Wants(p, "There is a problem", "Write why the child was not seen")
		w.Look(p)
		p.ClickCSS(".govuk-error-summary a")
		w.fillCSS(p, `input[name="child-2-why_not"]`, "She was at nursery.")
		p.SubmitButton("Record the visit")
		w.Wants(p, "The visit is recorded", "Visit: seen alone")
		w.Look(p)
		want := []record.Visit{
			{Seen: record.Yes, Alone: record.Yes, Views: "I sleep at gran's on Fridays."}, {Seen: record.Yes, Alone: record.No}, {Seen: record.No, Alone: record.No, WhyNot: "She was at nursery."},
		}
		for i, kid := range kids {
			all := story.All[record.Visit](w.Story(w.T, kid))
			if len(all) != 1 {
				w.T.Fatalf("child %d has %d visits", i, len(all))
			}
			got := all[0].Body
			if got.Seen != want[i].Seen || got.Alone != want[i].Alone || got.Views != want[i].Views || got.WhyNot != want[i].WhyNot || got.Notes != "The home was calm." || got.Date != day.Must("2026-03-05") {
				w.T.Errorf("child %d: %+v", i, got)
			}
			for j, other := range []string{"Wilhelmina", "Barnaby", "Rosalind"} {
				if raw, _ := json.Marshal(got); j != i && strings.Contains(string(raw), other) {
					w.T.Errorf("the visit of child %d names %s", i, other)
				}
			}
		}
		p.SubmitButton("Undo this")
		w.Wants(p, "That was undone")
		for i, kid := range kids {
			if n := len(story.All[record.Visit](w.Story(w.T, kid))); n != 0 {
				w.T.Errorf("child %d has %d visits after it was undone", i, n)
			}
		}
	})
}
