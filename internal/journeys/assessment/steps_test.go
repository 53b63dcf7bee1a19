package assessment_test

import (
	"context"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/browsertest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/outbox"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// relay refuses mail until it is mended.
type relay struct {
	broken bool
	took   []string
}

func (r *relay) Carry(_ context.Context, address string, t outbox.Text) error {
	if r.broken {
		return errs.New(errs.Busy, "The mail relay cannot be reached")
	}
	r.took = append(r.took, address+": "+t.Subject)
	return nil
}

// step is an assessment of a girl and her brother.
type step struct {
	*journeytest.Journey
	girl, boy, report, plan string
	relay                   *relay
}

func (s *step) at(more string) string {
	return s.URL + "/assessments/" + webtest.ID(s.report) + more
}

func (s *step) body() record.AssessmentReport {
	r, _ := story.Latest[record.AssessmentReport](s.Story(s.T, s.report))
	return r.Body
}

func newStep(j *journeytest.Journey) *step {
	const team = "team:assessment-north"
	id, today := j.House.Desk.NewID, day.In(start)
	s := &step{Journey: j, girl: "child:" + id(), boy: "child:" + id(), report: "assessment:" + id(), plan: id(), relay: &relay{broken: true}}
	j.House.Outbox.Carrier = s.relay
	body := record.AssessmentReport{Referred: today.Add(-5), Worker: "worker:social-worker", Team: team, State: record.Writing}
	changes := []record.Change{record.New(id(), "worker:both", record.Worker{Name: "Hedda Lorne", Title: "Senior social worker", Roles: []string{string(access.SocialWorker), string(access.Manager)}, Teams: []string{team}, Manages: []string{team}})}
	for subject, given := range map[string]string{s.girl: "Perpetua", s.boy: "Crispin"} {
		ref, part := id(), id()
		changes = append(changes,
			record.New(id(), subject, record.Child{Names: []record.Name{{Given: given, Family: "Holloway", Use: "current"}}, Birth: day.Must("2014-05-01"), Sex: "F"}),
			record.New(id(), subject, record.Allocation{Worker: "worker:social-worker", Team: team, Role: "allocated", From: today.Add(-5)}),
			record.New(ref, subject, record.Referral{Date: today.Add(-5), Decision: "assessment", Team: team}),
			record.New(part, subject, record.Assessment{Referral: ref, Report: s.report, Started: today.Add(-4)}))
		body.Children = append(body.Children, record.ReportChild{Child: subject, Assessment: part})
	}
	if body.Children[0].Child != s.girl {
		body.Children[0], body.Children[1] = body.Children[1], body.Children[0]
	}
	changes = append(changes, record.New(id(), s.report, body), record.New(s.plan, s.boy, record.CINPlan{Started: today.Add(-300)}))
	j.Write(j.T, changes...)
	j.Account(j.T, "worker:both", "Hedda Lorne", access.SocialWorker, access.Manager)
	return s
}

// TestScenarios9To12 is one assessment from a power cut to what follows from it.
func TestScenarios9To12(t *testing.T) {
	t.Parallel()
	journeytest.One(t, 2, start, func(t *testing.T, j *journeytest.Journey) {
		j.Thorough = false // everypage and the room's own tests look at these pages
		j.Secrets = []string{"Perpetua", "Holloway"}
		s := newStep(j)
		s.scenario9()
		s.scenario11()
		s.scenario10()
		s.scenario12()
	})
}

// scenario9: the connection goes in the middle of a form whose needed fields are empty; a colleague writes meanwhile; both are told, nothing is overwritten.
func (s *step) scenario9() {
	s.T.Helper()
	b := browsertest.Start(s.T)
	p := b.NewPage(s.T, browsertest.Options{Width: 1366, Height: 768})
	s.SignInByLink(p, "social-worker")
	p.Goto(s.at("/edit"))
	p.Fill("Analysis", "The children go hungry. Their mother drinks in the evenings.")
	p.WaitFor("Draft saved at")
	b.Kill(s.T) // no page gets to say goodbye

	amina := s.As("social-worker-2")
	amina.Goto(s.at("/edit"))
	if got := amina.Value("Analysis"); got != "" {
		amina.Errorf("a colleague sees the draft: %q", got)
	}
	amina.Fill("Analysis", "The children go hungry, and their mother asks for help with money.")
	amina.Fill("Plan", "A worker visits weekly.")
	amina.SubmitButton("Save")
	amina.WaitFor("The assessment is saved")

	ada := s.As("social-worker")
	ada.Goto(s.URL + "/home")
	ada.Click("Go on with: Assessment, Perpetua Holloway, Crispin Holloway")
	ada.WaitFor("This is your draft")
	if got := ada.Value("Analysis"); got != "The children go hungry. Their mother drinks in the evenings." {
		ada.Errorf("the draft holds %q", got)
	}
	ada.SubmitButton("Save")
	s.Wants(ada, "Somebody else changed the same part", "Amina Farrow", "asks for help with money", "drinks in the evenings")
	if got := s.body().Analysis; got != "The children go hungry, and their mother asks for help with money." {
		ada.Errorf("overwritten before anybody chose: %q", got)
	}
	ada.Choose("Write one text from both")
	ada.Fill("The text from both: Analysis", "The children go hungry. Their mother drinks in the evenings and asks for help with money.")
	ada.SubmitButton("Save what you chose")
	ada.WaitFor("The assessment is saved")
	if r := s.body(); r.Analysis != "The children go hungry. Their mother drinks in the evenings and asks for help with money." || r.Plan != "A worker visits weekly." {
		ada.Errorf("saved: %q and %q", r.Analysis, r.Plan)
	}
}

// write answers what the first submission needs.
func write(p *browsertest.Page) {
	for i, name := range []string{"Perpetua Holloway", "Crispin Holloway"} {
		journeytest.Date(p, "When was "+name+" seen?", "2026-03-01")
		p.Choose("Was " + name + " seen alone? > Yes")
		p.Fill("What "+name+" thinks and wants", "I want dinner.")
		factor, outcome := "16A", "Initial child protection conference"
		if i == 1 {
			factor, outcome = "21", "No further action"
		}
		p.ClickCSS(`input[name="child-` + string(rune('0'+i)) + `-factors"][value="` + factor + `"]`)
		p.Choose("Outcome for " + name + " > " + outcome)
	}
}

// scenario11: returned with a comment of five characters at least; the author is told, the work is back in their list, and it is sent again.
func (s *step) scenario11() {
	s.T.Helper()
	ada := s.As("social-worker")
	ada.Goto(s.at("/edit"))
	write(ada)
	ada.SubmitButton("Save and send to the manager")
	ada.WaitFor("The assessment is with the manager")
	ruth := s.As("manager")
	ruth.Goto(s.URL + "/work")
	ruth.Click("Authorise the assessment, Perpetua Holloway, Crispin Holloway")
	ruth.Fill("Your comment", "More")
	ruth.SubmitButton("Return to the worker")
	ruth.WaitFor("Write at least 5 characters")
	ruth.Fill("Your comment", "Say more about the father.")
	ruth.SubmitButton("Return to the worker")
	ruth.WaitFor("back in the worker’s list")
	ada.Goto(s.URL + "/work")
	ada.Click("Change the returned assessment, Perpetua Holloway, Crispin Holloway")
	s.Wants(ada, "Say more about the father.", "Told by mail", "An assessment came back to you: pending")
	ada.Click("Write the assessment")
	ada.Fill("Parenting capacity", "Their father cares for them every second week.")
	ada.SubmitButton("Save and send to the manager")
	ada.WaitFor("The assessment is with the manager")
}

// scenario10: who wrote in it does not approve, nor does who has no authority; what was approved is frozen, and a later edit is an edition that needs approval again.
func (s *step) scenario10() {
	s.T.Helper()
	hedda := s.As("both") // manager of the line, and wrote in it: she saves a word first
	ruth := s.As("manager")
	ruth.Goto(s.at(""))
	ruth.Fill("Your comment", "One word more, please.")
	ruth.SubmitButton("Return to the worker")
	hedda.Goto(s.at("/edit"))
	hedda.Fill("History", "Known since 2024.")
	hedda.SubmitButton("Save")
	hedda.WaitFor("The assessment is saved")
	ada := s.As("social-worker")
	ada.Goto(s.at(""))
	ada.SubmitButton("Send to the manager")
	ada.WaitFor("The assessment is with the manager")

	size := s.Size(s.T)
	base := map[string][]string{"base": {ada.Eval(`document.querySelector('input[name=base]')?.value ?? '9'`)}, "comment": {"Clear and fair."}}
	for who, status := range map[string]int{"both": 403, "social-worker": 403, "social-worker-2": 403, "manager-2": 403} {
		p := s.As(who)
		p.Goto(s.at(""))
		if p.Exists(`form[action$="/authorise"]`) {
			p.Errorf("%s is offered the decision", who)
		}
		s.Ask(s.T, s.Session(s.T, "worker:"+who), "POST", "/assessments/"+webtest.ID(s.report)+"/authorise", base).Want(status)
	}
	if s.Size(s.T) != size || s.body().State != record.Submitted {
		s.T.Error("a refused decision was taken")
	}
	s.authorise()
	frozen := s.body()
	ada.Goto(s.at("/edit"))
	if ada.Exists("textarea") {
		ada.Errorf("a frozen assessment can be written")
	}

	ruth.Goto(s.at(""))
	ruth.Click("Change an authorised assessment")
	ruth.Fill("Why it is opened again", "The father's address was wrong.")
	ruth.SubmitButton("Open a new edition")
	s.Wants(ruth, "A new edition is open. It needs to be authorised again.")
	ada.Goto(s.at("/edit"))
	ada.Fill("Family and environment", "He lives in Leeds.")
	ada.SubmitButton("Save and send to the manager")
	ada.WaitFor("The assessment is with the manager")
	if r := s.body(); r.State != record.Submitted || r.Edition() != frozen.Edition()+1 {
		ada.Errorf("%s, edition %d after %d", r.State, r.Edition(), frozen.Edition())
	}
	s.authorise()
}

func (s *step) authorise() {
	s.T.Helper()
	ruth := s.As("manager")
	ruth.Goto(s.at(""))
	ruth.Fill("Your comment", "Clear and fair.")
	ruth.SubmitButton("Authorise")
	ruth.WaitFor("What it says is frozen")
}

// scenario12: after two authorisations each step is there once, with its state; what failed says why, is tried again and done; mail that failed is sent in the end.
func (s *step) scenario12() {
	s.T.Helper()
	ruth, ada := s.As("manager"), s.As("social-worker")
	ada.Goto(s.URL + "/work")
	if n := ada.Eval(`[...document.querySelectorAll('main a')].filter(a => a.textContent.includes('Arrange the initial conference') && a.textContent.includes('Perpetua')).length`); n != "1" {
		ada.Errorf("the step stands %s times in the work list", n)
	}
	ruth.Goto(s.at(""))
	s.Wants(ruth, "What follows", "Arrange the initial conference: pending", "Close the referral: failed. It stays open, because a child in need plan has run since 6 May 2025")
	ruth.SubmitButton("Try to close it again")
	s.Wants(ruth, "cannot be closed", "a child in need plan has run since 6 May 2025")

	// The plan ends, the conference is held: one step is tried again, the other is done by its record.
	plan, _ := story.Find[record.CINPlan](s.Story(s.T, s.boy), s.plan)
	plan.Body.Ended = day.In(start)
	s.Write(s.T, record.Edit(plan, plan.Body), record.New(s.House.Desk.NewID(), s.girl, record.InitialCPConference{Date: day.In(start)}))
	ada.Goto(s.URL + "/work")
	s.Wants(ada, "Close the referral")
	if ada.Shows("Arrange the initial conference") {
		ada.Errorf("a step that is done is still in the work list")
	}
	ruth.Goto(s.at(""))
	s.Wants(ruth, "Arrange the initial conference: done", "Close the referral: pending")
	ruth.SubmitButton("Try to close it again")
	s.Wants(ruth, "That was tried again", "Close the referral: done on 2 March 2026", "Undo this")
	if ref, _ := story.Latest[record.Referral](s.Story(s.T, s.boy)); ref.Body.Closure != "RC8" {
		ruth.Errorf("closed as %q", ref.Body.Closure)
	}

	// Mail: the relay is broken at first. Nothing is lost, nothing is sent twice.
	_, err := s.House.Outbox.Deliver(s.T.Context())
	webtest.Need(s.T, err)
	ruth.Goto(s.at(""))
	s.Wants(ruth, "An assessment came back to you: failed. The mail relay cannot be reached. It is tried again on")
	s.relay.broken = false
	ruth.SubmitButton("Send it again now")
	s.Wants(ruth, "That was tried again", "An assessment came back to you: done")
	if ruth.Shows("The mail relay cannot be reached") {
		ruth.Errorf("mail is still shown as failed")
	}
	_, err = s.House.Outbox.Deliver(s.T.Context())
	webtest.Need(s.T, err)
	count := map[string]int{}
	for _, took := range s.relay.took {
		count[took]++
	}
	if count["social-worker@demo.example: An assessment came back to you"] != 2 || count["social-worker@demo.example: An assessment was authorised"] != 2 {
		s.T.Errorf("the relay took %v", strings.Join(s.relay.took, "; "))
	}
}
