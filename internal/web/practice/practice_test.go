package practice_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/house"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// TestAFormFromWritingToAnswers (acceptance scenario 21): the example is begun from, checked, published, answered, changed; the old answers keep their words.
func TestAFormFromWritingToAnswers(t *testing.T) {
	s := webtest.New(t)
	s.Write(record.New(s.House.Desk.NewID(), "child:kit", record.Child{Names: []record.Name{{Given: "Kit", Family: "Ash", Use: "current"}}, Birth: day.Must("2014-03-01")}),
		record.New(s.House.Desk.NewID(), "child:kit", record.Allocation{Worker: webtest.Worker, Team: webtest.North, Role: "allocated", From: s.Clock.Today()}))
	alex, ada := s.Client(t, webtest.Admin), s.Client(t, webtest.Worker)
	ada.Get("/practice-forms").Want(403)
	alex.Get("/practice-forms").Sound().Want(200, "There is none yet")
	page := alex.Get("/practice-forms/new?example").Sound().Want(200, "whose view", "How it reads")
	v := page.Form("/practice-forms/new")
	broken := strings.Replace(v.Get("text"), "? why_not_talked:", "? how_talked:", 1)
	v.Set("text", broken)
	page = alex.Send("/practice-forms/new", v).Sound().Want(200, "To be mended before it can be published", "is there already").Not("Publish as the next edition")
	at, _, _ := strings.Cut(page.Path, "?")
	v = page.Form(at)
	v.Set("text", "# P\n? a: A\n colour")
	alex.Send(at, v).Sound().Want(422, "Line 3: this cannot be read")
	v.Set("text", strings.Replace(broken, "? how_talked: What would help", "? why_not_talked: What would help", 1))
	page = alex.Send(at, v).Sound().Want(200, "Nothing is to be mended", "Only if “Have you talked with the family about what is different between you?” is answered “No”")
	alex.Send(at+"/publish", page.Form(at+"/publish")).Sound().Want(200, "The form is published", "Edition 1, published on 2 March 2026 by Alex Thorn")

	child := "/children/kit/practice"
	form := child + "/" + strings.TrimPrefix(at, "/practice-forms/")
	ada.Get(child).Sound().Want(200, "Nothing has been answered yet", "Our practice: systemic")
	page = ada.Get(form).Sound().Want(200, "Which patterns keep coming back", "Talks in the family, 1").Not("Talks in the family, 2")
	a := page.Form(form)
	page = ada.Send(form, a).Sound().Want(422, "Answer “Which patterns keep coming back")
	for q, x := range map[string]string{"talked_about_difference": "no", "patterns": "Shouting after school", "hypothesis": "Hunger", "past_harm": "none", "racism": "not_asked", "we_will": "Ask on Friday", "how_talked": "not asked, so dropped"} {
		a.Set("q-0-"+q, x)
	}
	a.Set("q-0-talk_said", "We are tired.")
	for part, x := range map[string]string{"day": "1", "month": "3", "year": "2026"} {
		a.Set("q-0-talk_on-"+part, x)
	}
	more := page.Form(form)
	for k, x := range a {
		more[k] = x
	}
	more.Set("_more", "1")
	ada.Send(form, more).Sound().Want(200, "Talks in the family, 2", "We are tired.")
	ada.Send(form, a).Sound().Want(200, "Your answers are saved", "edition 1, Ada Lindqvist", "Shouting after school", "1 March 2026").Not("not asked, so dropped")

	page = alex.Get(at)
	v = page.Form(at)
	v.Set("text", strings.Replace(v.Get("text"), "Which patterns keep coming back, and what starts and ends them?", "What repeats itself?", 1))
	page = alex.Send(at, v)
	alex.Send(at+"/publish", page.Form(at+"/publish")).Want(200, "Edition 2")
	ada.Get(form).Want(200, "What repeats itself?")
	ada.Get(child).Want(200, "edition 1, Ada", "Which patterns keep coming back").Not("What repeats itself?")
	ada.Send(form, a).Want(409, "was changed or withdrawn since you opened it")
	s.Client(t, webtest.Outsider).Get(child).Want(403)
}

// TestAnswersChangeNothingElse (complaint 28): no derived row, and so no list, time limit or fact that a measure or a return counts from, depends on an answer.
func TestAnswersChangeNothingElse(t *testing.T) {
	lists := house.Lists(webtest.New(t).House.Book)
	bodies := []record.Body{
		record.Child{Names: []record.Name{{Given: "Kit", Family: "Ash", Use: "current"}}, Birth: day.Must("2014-03-01")},
		record.Referral{Date: day.Must("2026-01-05"), Decision: "assessment", Team: "team:a"}, record.Assessment{Referral: "r1", Started: day.Must("2026-01-05"), Outcome: "early_help"},
		record.CarePeriod{Started: day.Must("2026-01-05")}, record.Visit{Type: record.VisitCLA, Date: day.Must("2026-01-09"), Seen: record.Yes},
	}
	of := func(more ...record.Body) story.Story {
		var rs []record.Record
		for i, b := range append(append([]record.Body{}, bodies...), more...) {
			rs = append(rs, record.Record{Meta: record.Meta{ID: "r" + string(rune('0'+i)), Subject: "child:1"}, Body: b})
		}
		return story.New("child:1", nil, rs)
	}
	plain := lists.Make(of())
	for _, id := range []string{"outcome", "seen", "date", "factors", "anything"} {
		with := lists.Make(of(record.PracticeAnswers{Form: "form:1", Edition: 1, Date: day.Must("2026-02-01"), Answers: []record.PracticeAnswer{{Question: id, Values: []string{"no_further_action"}}}}))
		if diff := cmp.Diff(plain, with); diff != "" {
			t.Errorf("an answer to %q changes what follows from the record:\n%s", id, diff)
		}
	}
	if len(plain) < 3 {
		t.Errorf("only %d lists have rows", len(plain))
	}
}
