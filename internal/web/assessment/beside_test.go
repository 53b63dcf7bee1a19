package assessment_test

import (
	"net/url"
	"strings"
	"testing"

	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// TestReassessmentBesideTheLast (acceptance scenario 18): a new assessment of the same children opens beside the last one, parts are copied into the draft one by
// one, what a child said is not, and what changed is marked.
func TestReassessmentBesideTheLast(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mira := w.Client(t, webtest.Worker), w.Client(t, webtest.Manager)
	ada.Get(w.path("/beside")).Want(200, "Write the assessment").Not("Beside the last assessment")
	v := complete(ada.Get(w.path("/edit")).Form(w.path("/edit")))
	v.Set("child-0-wishes", "To see Nan.")
	v["child-0-heard"] = []string{"talked", "play"}
	v.Set("_send", "1")
	ada.Send(w.path("/edit"), v).Sound().Want(200, "With the manager", "To see Nan.", "Play, drawing or other direct work; talked with the child")
	mira.Send(w.path("/authorise"), mira.Get(w.path("")).Form(w.path("/authorise"))).Want(200, "frozen")
	last := w.report(t)

	// The children come again.
	again := "assessment:" + w.House.Desk.NewID()
	body := record.AssessmentReport{Referred: w.Clock.Today(), Worker: webtest.Worker, Team: webtest.North, State: record.Writing}
	var changes []record.Change
	for _, c := range last.Body.Children {
		ref, part := w.House.Desk.NewID(), w.House.Desk.NewID()
		changes = append(changes, record.New(ref, c.Child, record.Referral{Date: w.Clock.Today(), Decision: "assessment", Team: webtest.North}),
			record.New(part, c.Child, record.Assessment{Referral: ref, Report: again, Started: w.Clock.Today()}))
		body.Children = append(body.Children, record.ReportChild{Child: c.Child, Assessment: part})
	}
	w.Write(append(changes, record.New(w.House.Desk.NewID(), again, body))...)
	w.id = strings.TrimPrefix(again, "assessment:")

	ada.Get(w.path("/edit")).Want(200, "See the last assessment beside this one")
	page := ada.Get(w.path("/beside")).Sound().Want(200, "Known since 2024.", "I want dinner", "What the child thinks and wants: Zoë Brandt", "hear them again")
	if n := page.Find(`input[name=part][value$=views]`).Length(); n != 0 {
		t.Error("what a child said is offered to be copied")
	}
	ada.Send(w.path("/copy"), url.Values{"part": {"history"}}).Sound().Want(200, "Your draft is kept", "Known since 2024.")
	if w.report(t).Body.History != "" {
		t.Error("copied into the record without being saved")
	}
	ada.Send(w.path("/copy"), url.Values{"part": {"child-0-views"}}).Want(422, "no such part")
	f := ada.Get(w.path("/edit")).Form(w.path("/edit"))
	f.Set("history", f.Get("history")+" And moved in May.")
	ada.Send(w.path("/edit"), f).Want(200, "The assessment is saved")
	page = ada.Get(w.path("/beside"))
	if ins := page.Text("ins"); !strings.Contains(ins, "And moved in May.") {
		t.Errorf("new words are not marked: %q", ins)
	}
}

// TestNeedsOfAChild: an assessment of a particular need is begun, waits for documents, is decided, and taken back (clock AS-07).
func TestNeedsOfAChild(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.Client(t, webtest.Worker)
	child := w.report(t).Body.Children[0].Child
	at := "/children/" + webtest.ID(child) + "/needs"
	page := ada.Get(at).Sound().Want(200, "None yet", "Start another")
	ada.Send(at, page.Form(at)).Sound().Want(422, "Choose what is assessed")
	v := page.Form(at)
	v.Set("type", "age")
	page = ada.Send(at, v).Sound().Want(200, "its time limit runs", "Age of an unaccompanied child", "28 days", "ADCS age assessment guidance")
	ada.Send(at, v).Want(409, "being assessed already")
	ada.Get("/work").Want(200, "Complete the age assessment")
	n, ok := story.Latest[record.NeedAssessment](w.story(t, child))
	if !ok {
		t.Fatal("nothing recorded")
	}
	one := at + "/" + n.ID
	v = page.Form(one)
	for f, x := range map[string]string{"waiting-day": "2", "waiting-month": "3", "waiting-year": "2026"} {
		v.Set(f, x)
	}
	ada.Send(one, v).Want(200, "It is recorded")
	ada.Send(one, v).Want(409, "")
	ada.Get("/work").Want(200, "The age assessment waits for documents").Not("Complete the age assessment")
	page = ada.Get(at).Want(200, "Undo this")
	ada.Send(at+"/undo", page.Form(at+"/undo")).Want(200, "That was undone", "28 days")
	w.Client(t, webtest.Outsider).Get(at).Want(403)
}
