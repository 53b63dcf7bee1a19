package web_test

import (
	"fmt"
	"strings"

	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
)

// answer is step 6: a member asks, the analyst keeps the figures, the director answers, the scrutiny officer clears and publishes.
func (j *journey) answer() (question, small, cited string) {
	j.t.Helper()
	j.at("2025-03-28 11:00")
	keep := func(measure string) string {
		p := j.as("analyst")
		j.goTo(p, "/figures/"+measure)
		p.SubmitButton("Keep this figure so that it can be cited")
		j.wants(p, "As it was cited", "Equal to what was cited")
		j.look(p)
		return p.URL()[strings.LastIndex(p.URL(), "/")+1:]
	}
	cited = keep("AS-02")
	keep("AS-05")
	n := j.figure("AS-05", 2025)
	if n.numerator < 1 || n.numerator > 5 {
		j.t.Fatalf("AS-05 is %v: the second question needs a small count", n)
	}
	put := func(text, topic, figure, answer string) string {
		member := j.as("member")
		j.goTo(member, "/")
		member.Click("Ask a question")
		j.look(member)
		member.Fill("Your question", text)
		member.Fill("What it is about", topic)
		member.SubmitButton("Put the question")
		j.wants(member, "Nobody has answered yet")
		j.look(member)
		ref := member.URL()[strings.LastIndex(member.URL(), "/")+1:]

		director := j.as("director")
		j.goTo(director, "/")
		director.Click(ref)
		director.Click("Write the answer")
		j.look(director)
		director.Fill("Post that answers", "Director of Children's Social Care")
		director.Fill("Answer", answer)
		director.Check(figure)
		director.SubmitButton("Save the answer")
		j.wants(director, "Not cleared yet", "Helen Starling")
		j.look(director)
		if director.Exists(`form[action$="/clear"]`) {
			director.Errorf("the director is offered to clear her own words")
		}

		officer := j.as("scrutiny")
		officer.Goto(j.URL + "/scrutiny/questions/" + ref)
		officer.SubmitButton("Clear the answer for publishing")
		j.wants(officer, "Cleared by Grace Tilling")
		officer.SubmitButton("Publish question and answer")
		j.wants(officer, "Published")
		j.look(officer)
		return ref
	}
	as02 := j.figure("AS-02", 2025)
	question = put("How many of our assessments are finished in 45 working days this year?", "Assessments", "Assessments completed in 45 working days",
		fmt.Sprintf("%.1f%% so far this year: %d of %d.", 100*float64(as02.numerator)/float64(as02.denominator), as02.numerator, as02.denominator))
	small = put("How many assessments are open and late today?", "Assessments", "Assessments open over 45 working days", "Few. The number is too small to publish.")
	return question, small, cited
}

// anonymous fails for a public page that says who a child is: any name, any id.
func (j *journey) anonymous(path string) {
	j.t.Helper()
	page := j.ask(j.t, "", "GET", path, nil).Want(200)
	need(j.t, j.House.DB.Read(j.t.Context(), func(tx *db.Tx) error {
		return tx.Each(func(scan db.Scan) error {
			var subject, name string
			if err := scan(&subject, &name); err != nil {
				return err
			}
			_, id, _ := strings.Cut(subject, ":")
			page.Not(name, id)
			return nil
		}, "select subject, name from person_card")
	}))
	page.Not(j.secrets...)
	for _, report := range []string{"assessment:", "contact:", "child:", "/children/", "/figures/", "/cited/"} {
		page.Not(report)
	}
}

// public is what anybody reads.
func (j *journey) public(question, small string) {
	j.t.Helper()
	as02 := j.figure("AS-02", 2025)
	p := j.as("")
	j.goTo(p, "/")
	p.Click("How many of our assessments are finished")
	j.look(p)
	j.wants(p, "How many of our assessments are finished in 45 working days this year?", "so far this year", fmt.Sprintf("(%d of %d)", as02.numerator, as02.denominator),
		"An assessment is completed on the day a manager authorises it", "comes out the same to the digit", "1 April 2024 to 31 March 2025", "as at 28 March 2025")
	if p.Shows("As it is known now") {
		p.Errorf("a correction is shown, and nothing was corrected")
	}
	j.goTo(p, "/public/questions/"+small)
	j.wants(p, "hidden, because the count is from 1 to 5")
	n := j.figure("AS-05", 2025)
	if text := p.Text("main"); strings.Contains(text, fmt.Sprintf("%d of %d", n.numerator, n.denominator)) || strings.Contains(text, fmt.Sprintf("%.1f%%", 100*float64(n.numerator)/float64(n.denominator))) {
		p.Errorf("the small count can be read: %s", text)
	}
	member := j.ask(j.t, j.session(j.t, "worker:scrutiny"), "GET", "/figures/AS-05?year=2025", nil).Want(200, "hidden")
	if strings.Contains(member.Text("main"), fmt.Sprintf("%d of %d", n.numerator, n.denominator)) {
		j.t.Error("the small count can be read by scrutiny")
	}
	for _, path := range []string{"/public", "/public/questions/" + question, "/public/questions/" + small} {
		j.anonymous(path)
	}
}

// yearLater is step 7: records are put right and entered late; the cited figure stands, with the corrected one beside it.
func (j *journey) yearLater(report, question, cited string) {
	j.t.Helper()
	was := j.figure("AS-02", 2025)
	j.at("2026-03-30 10:00")
	correct := func(report, to, why string) {
		p := j.as("manager")
		p.Goto(j.URL + "/assessments/" + report)
		p.Click("Put right the day of the authorisation")
		date(p, "On which day was it authorised?", to)
		p.Fill("Why the recorded day is wrong", why)
		p.SubmitButton("Correct the day")
		j.wants(p, "What managers said", why)
		j.look(p)
	}
	correct(report, "2025-06-02", "The form was signed in June; March was typed by mistake")

	late, n := j.lateEntry()
	correct(late, "2025-03-26", "Authorised on paper in March, entered a year late")

	now := j.figure("AS-02", 2025)
	if want := (numbers{was.numerator - 2 + n, was.denominator - 2 + n}); now != want {
		j.t.Errorf("after the corrections AS-02 is %v, want %v", now, want)
	}
	words := func(n numbers) string {
		return fmt.Sprintf("%.1f%% (%d of %d)", 100*float64(n.numerator)/float64(n.denominator), n.numerator, n.denominator)
	}
	p := j.as("director")
	j.goTo(p, "/cited/"+cited)
	j.wants(p, "Equal to what was cited", "As it was known on 28 March 2025", words(was), "As it is known today, with every correction since: "+words(now))
	if p.Shows("Not equal") || p.Shows("(no change)") {
		p.Errorf("the cited figure is not as it was")
	}
	p = j.as("")
	j.goTo(p, "/public/questions/"+question)
	j.wants(p, "As it was known when it was cited", words(was), "As it is known now", words(now), "comes out the same to the digit")
	j.anonymous("/public/questions/" + question)
	p.Screenshot("thread-a-year-later")
}

// lateEntry finishes an assessment of one child that stood open: what was done a year ago is entered now.
func (j *journey) lateEntry() (report string, children int) {
	j.t.Helper()
	var open record.Of[record.AssessmentReport]
	need(j.t, j.House.DB.Read(j.t.Context(), func(tx *db.Tx) error {
		all, err := story.OfKind[record.AssessmentReport](tx)
		for _, r := range all {
			if r.Body.State == record.Writing && r.Body.Team == "team:assessment-north" && len(r.Body.Children) == 1 && r.Body.Analysis != "" {
				open = r
			}
		}
		return err
	}))
	if open.ID == "" {
		j.t.Fatal("no assessment of one child stands open in the north")
	}
	room, worker, manager := j.House.Assessment, j.actor(j.t, open.Body.Worker), j.actor(j.t, "worker:manager")
	v, err := room.Read(j.t.Context(), worker, open.Subject, "a test")
	need(j.t, err)
	e := v.Edit()
	e.Report.WhyLate = "It was done on paper, and the paper lay in a drawer."
	_, err = room.Save(j.t.Context(), worker, open.Subject, e)
	need(j.t, err)
	v, err = room.Read(j.t.Context(), worker, open.Subject, "a test")
	need(j.t, err)
	_, err = room.Submit(j.t.Context(), worker, open.Subject, v.Report.Version)
	need(j.t, err)
	v, err = room.Read(j.t.Context(), manager, open.Subject, "a test")
	need(j.t, err)
	_, err = room.Authorise(j.t.Context(), manager, open.Subject, v.Report.Version, "Entered late")
	need(j.t, err)
	return strings.TrimPrefix(open.Subject, "assessment:"), len(open.Body.Children)
}
