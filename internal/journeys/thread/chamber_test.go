package thread_test

import (
	"fmt"
	"strings"

	"throughline/internal/db"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// answer is step 6: a member asks, the analyst keeps the figures, the director answers, the scrutiny officer clears and publishes.
func (j *thread) answer() (question, small, cited string) {
	j.T.Helper()
	j.At("2025-03-28 11:00")
	keep := func(measure string) string {
		p := j.As("analyst")
		j.GoTo(p, "/figures/"+measure)
		p.SubmitButton("Keep this figure so that it can be cited")
		j.Wants(p, "As it was cited", "Equal to what was cited")
		j.Look(p)
		return p.URL()[strings.LastIndex(p.URL(), "/")+1:]
	}
	cited = keep("AS-02")
	keep("AS-05")
	n := j.Figure("AS-05", 2025)
	if n.Numerator < 1 || n.Numerator > 5 {
		j.T.Fatalf("AS-05 is %v: the second question needs a small count", n)
	}
	put := func(text, topic, figure, answer string) string {
		member := j.As("member")
		j.GoTo(member, "/")
		member.Click("Ask a question")
		j.Look(member)
		member.Fill("Your question", text)
		member.Fill("What it is about", topic)
		member.SubmitButton("Put the question")
		j.Wants(member, "Nobody has answered yet")
		j.Look(member)
		ref := member.URL()[strings.LastIndex(member.URL(), "/")+1:]

		director := j.As("director")
		j.GoTo(director, "/")
		director.Click(ref)
		director.Click("Write the answer")
		j.Look(director)
		director.Fill("Post that answers", "Director of Children's Social Care")
		director.Fill("Answer", answer)
		director.Check(figure)
		director.SubmitButton("Save the answer")
		j.Wants(director, "Not cleared yet", "Helen Starling")
		j.Look(director)
		if director.Exists(`form[action$="/clear"]`) {
			director.Errorf("the director is offered to clear her own words")
		}

		officer := j.As("scrutiny")
		officer.Goto(j.URL + "/scrutiny/questions/" + ref)
		officer.SubmitButton("Clear the answer for publishing")
		j.Wants(officer, "Cleared by Grace Tilling")
		officer.SubmitButton("Publish question and answer")
		j.Wants(officer, "Published")
		j.Look(officer)
		return ref
	}
	as02 := j.Figure("AS-02", 2025)
	question = put("How many of our assessments are finished in 45 working days this year?", "Assessments", "Assessments completed in 45 working days",
		fmt.Sprintf("%.1f%% so far this year: %d of %d.", 100*float64(as02.Numerator)/float64(as02.Denominator), as02.Numerator, as02.Denominator))
	small = put("How many assessments are open and late today?", "Assessments", "Assessments open over 45 working days", "Few. The number is too small to publish.")
	return question, small, cited
}

// public is what anybody reads.
func (j *thread) public(question, small string) {
	j.T.Helper()
	as02 := j.Figure("AS-02", 2025)
	p := j.As("")
	j.GoTo(p, "/")
	p.Click("How many of our assessments are finished")
	j.Look(p)
	j.Wants(p, "How many of our assessments are finished in 45 working days this year?", "so far this year", fmt.Sprintf("(%d of %d)", as02.Numerator, as02.Denominator),
		"An assessment is completed on the day a manager authorises it", "comes out the same to the digit", "1 April 2024 to 31 March 2025", "as at 28 March 2025")
	if p.Shows("As it is known now") {
		p.Errorf("a correction is shown, and nothing was corrected")
	}
	j.GoTo(p, "/public/questions/"+small)
	j.Wants(p, "Hidden, because the count is from 1 to 5")
	n := j.Figure("AS-05", 2025)
	if text := p.Text("main"); strings.Contains(text, fmt.Sprintf("%d of %d", n.Numerator, n.Denominator)) || strings.Contains(text, fmt.Sprintf("%.1f%%", 100*float64(n.Numerator)/float64(n.Denominator))) {
		p.Errorf("the small count can be read: %s", text)
	}
	member := j.Ask(j.T, j.Session(j.T, "worker:scrutiny"), "GET", "/figures/AS-05?year=2025", nil).Want(200, "hidden")
	if strings.Contains(member.Text("main"), fmt.Sprintf("%d of %d", n.Numerator, n.Denominator)) {
		j.T.Error("the small count can be read by scrutiny")
	}
	for _, path := range []string{"/public", "/public/questions/" + question, "/public/questions/" + small} {
		j.Anonymous(path)
	}
}

// yearLater is step 7: records are put right and entered late; the cited figure stands, with the corrected one beside it.
func (j *thread) yearLater(report, question, cited string) {
	j.T.Helper()
	was := j.Figure("AS-02", 2025)
	j.At("2026-03-30 10:00")
	correct := func(report, to, why string) {
		p := j.As("manager")
		p.Goto(j.URL + "/assessments/" + report)
		p.Click("Put right the day of the authorisation")
		journeytest.Date(p, "On which day was it authorised?", to)
		p.Fill("Why the recorded day is wrong", why)
		p.SubmitButton("Correct the day")
		j.Wants(p, "What managers said", why)
		j.Look(p)
	}
	correct(report, "2025-06-02", "The form was signed in June; March was typed by mistake")

	late, n := j.lateEntry()
	correct(late, "2025-03-26", "Authorised on paper in March, entered a year late")

	now := j.Figure("AS-02", 2025)
	if want := (journeytest.Numbers{Numerator: was.Numerator - 2 + n, Denominator: was.Denominator - 2 + n}); now != want {
		j.T.Errorf("after the corrections AS-02 is %v, want %v", now, want)
	}
	words := func(n journeytest.Numbers) string {
		return fmt.Sprintf("%.1f%% (%d of %d)", 100*float64(n.Numerator)/float64(n.Denominator), n.Numerator, n.Denominator)
	}
	p := j.As("director")
	j.GoTo(p, "/cited/"+cited)
	j.Wants(p, "Equal to what was cited", "As it was known on 28 March 2025", words(was), "As it is known today, with every correction since: "+words(now))
	if p.Shows("Not equal") || p.Shows("(no change)") {
		p.Errorf("the cited figure is not as it was")
	}
	p = j.As("")
	j.GoTo(p, "/public/questions/"+question)
	j.Wants(p, "As it was known when it was cited", words(was), "As it is known now", words(now), "comes out the same to the digit")
	j.Anonymous("/public/questions/" + question)
	p.Screenshot("thread-a-year-later")
}

// lateEntry finishes an assessment of one child that stood open: what was done a year ago is entered now.
func (j *thread) lateEntry() (report string, children int) {
	j.T.Helper()
	var open record.Of[record.AssessmentReport]
	webtest.Need(j.T, j.House.DB.Read(j.T.Context(), func(tx *db.Tx) error {
		all, err := story.OfKind[record.AssessmentReport](tx)
		for _, r := range all {
			if r.Body.State == record.Writing && r.Body.Team == "team:assessment-north" && len(r.Body.Children) == 1 && r.Body.Analysis != "" {
				open = r
			}
		}
		return err
	}))
	if open.ID == "" {
		j.T.Fatal("no assessment of one child stands open in the north")
	}
	room, worker, manager := j.House.Assessment, j.Actor(j.T, open.Body.Worker), j.Actor(j.T, "worker:manager")
	v, err := room.Read(j.T.Context(), worker, open.Subject, "a test")
	webtest.Need(j.T, err)
	e := v.Edit()
	e.Report.WhyLate = "It was done on paper, and the paper lay in a drawer."
	_, err = room.Save(j.T.Context(), worker, open.Subject, e)
	webtest.Need(j.T, err)
	v, err = room.Read(j.T.Context(), worker, open.Subject, "a test")
	webtest.Need(j.T, err)
	_, err = room.Submit(j.T.Context(), worker, open.Subject, v.Report.Version)
	webtest.Need(j.T, err)
	v, err = room.Read(j.T.Context(), manager, open.Subject, "a test")
	webtest.Need(j.T, err)
	_, err = room.Authorise(j.T.Context(), manager, open.Subject, v.Report.Version, "Entered late")
	webtest.Need(j.T, err)
	return strings.TrimPrefix(open.Subject, "assessment:"), len(open.Body.Children)
}
