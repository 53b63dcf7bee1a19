package everypage_test

import (
	"strings"
	"testing"

	"throughline/internal/casework"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/document"
	"throughline/internal/earlyhelp"
	"throughline/internal/lado"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/subjectaccess"
	"throughline/internal/web/webtest"
)

// worked is what the pages of casework, of teams, of early help and of the LADO show.
type worked struct {
	note, warning, document, letter, identity, onMother, professional string
	allegation, receipt, help, request                                string
}

// work gives the child notes, a warning, a document and a letter, and the house an allegation, an early help case and a practice form.
func (f *furnished) work(t *testing.T) {
	t.Helper()
	ctx, h, worker := t.Context(), f.House, f.Actor(t, "worker:social-worker")
	child, mother, today, w := "child:"+f.child, "adult:"+f.mother, day.In(f.Clock.Now()), &f.worked
	_, err := h.Casework.AddNote(ctx, worker, child, "", casework.NewNote{Type: "phone", Date: today, Title: "The school rang", Text: "She came without a coat."})
	webtest.Need(t, err)
	for of, subject := range map[string]string{"child": child, "mother": mother} {
		_, err = h.Casework.AddWarning(ctx, worker, subject, record.Warning{Type: "animal", Text: "A dog in the yard", From: today, Review: today.Add(90), Told: record.Yes})
		if err != nil {
			t.Fatal(of, err)
		}
	}
	file, err := document.Take(ctx, "letter.txt", strings.NewReader("The clinic saw her."), nil)
	webtest.Need(t, err)
	w.document, _, err = h.Casework.AddDocument(ctx, worker, child, casework.NewDocument{Type: "agency_report", Title: "The clinic's report", Date: today}, file)
	webtest.Need(t, err)
	w.letter, _, err = h.Casework.AddLetter(ctx, worker, child, "", casework.NewLetter{Type: "appointment", Date: today, Name: "Ina Featherquill", Role: "parent", Title: "A visit", Text: "We come on Monday."})
	webtest.Need(t, err)
	_, err = h.People.AddProfessional(ctx, worker, child, record.Professional{Name: "Rosalind Pyke", Role: "Health visitor"})
	webtest.Need(t, err)
	webtest.Need(t, h.DB.Read(ctx, func(tx *db.Tx) error {
		s, err := story.Load(tx, child)
		if err != nil {
			return err
		}
		note, _ := story.Latest[record.CaseNote](s)
		warning, _ := story.Latest[record.Warning](s)
		identity, _ := story.First[record.Child](s)
		professional, _ := story.Latest[record.Professional](s)
		w.professional = professional.ID
		w.note, w.warning, w.identity = note.ID, warning.ID, identity.ID
		if s, err = story.Load(tx, mother); err != nil {
			return err
		}
		warning, _ = story.Latest[record.Warning](s)
		w.onMother = warning.ID
		return nil
	}))

	w.request, _, err = h.Requests.Take(ctx, f.Actor(t, "worker:governance"), child, subjectaccess.New{Received: today, By: "parent", Name: "Ina Featherquill", Asked: "All of it.", Handler: "worker:governance"})
	webtest.Need(t, err)
	officer := f.Actor(t, "worker:lado")
	form := lado.Form{Referrer: record.Referrer{Name: "Sal", Agency: "Harbour Lane"}, Person: "Qvist Hallorann", Position: "employee", Setting: "Zephyr Lane Nursery",
		Sector: "early_years", Category: "physical", Concern: "He pulled a child by the arm in front of two colleagues.", Known: today}
	rc, err := h.LADO.Take(ctx, officer, form, today)
	webtest.Need(t, err)
	sent, err := h.LADO.Refer(ctx, f.Actor(t, "worker:partner"), form)
	webtest.Need(t, err)
	w.allegation, w.receipt = webtest.ID(rc.Subject), webtest.ID(sent.Subject)
	help, err := h.EarlyHelp.Ask(ctx, f.Actor(t, "worker:early-help"), earlyhelp.Request{
		Requester: record.Referrer{Name: "Sal"}, Service: "social_care", Team: "team:early-help", Need: "The children miss school.", Children: []record.EarlyHelpChild{{Given: "Quillon", Family: "Featherquill"}},
	})
	webtest.Need(t, err)
	w.help = webtest.ID(help.Subject)
}

// workedPages are their pages.
func (f *furnished) workedPages(out map[string][]sample) {
	w := f.worked
	for path, record := range map[string]string{
		"/professional": "", "/professional/{record}/end": w.professional,
		"/records": "", "/records/{record}": w.identity, "/family-tree": "", "/warnings": "", "/warnings/{warning}": w.warning, "/due": "", "/notes": "", "/notes/new": "", "/notes/{note}": w.note,
		"/notes/{note}/change": w.note, "/supervision": "", "/chronology": "", "/chronology/court": "", "/chronology/line": "", "/chronology/{record}": f.guarded.plan, "/documents": "",
		"/documents/new": "", "/documents/{document}": w.document, "/letters": "", "/letters/new": "", "/letters/{letter}": w.letter, "/letters/{letter}/print": w.letter, "/needs": "", "/practice": "", "/papers": "", "/papers/{record}": f.guarded.plan,
	} {
		out["GET /children/{id}"+path] = []sample{{who: "social-worker", with: f.child, then: record}}
	}
	for _, path := range []string{"/notes/{note}/remove", "/oversight"} {
		out["GET /children/{id}"+path] = []sample{{who: "manager", with: f.child, then: w.note}}
	}
	for _, path := range []string{"/give", "/transfer"} {
		out["GET /children/{id}"+path] = []sample{{who: "manager", with: f.child}}
	}
	out["GET /children/{id}/practice/{record}"] = []sample{{who: "social-worker", with: f.child, then: "none", not: true}}                                          // the journey of practice forms opens one
	for _, path := range []string{"/documents/{document}/file", "/letters/{letter}/file/{form}", "/chronology/court/file/{form}", "/papers/{record}/file/{form}"} { // files, which the room's own tests open
		out["GET /children/{id}"+path] = []sample{{who: "social-worker", with: f.child, then: "none", not: true}}
	}
	for path, record := range map[string]string{"/records": "", "/records/{record}": w.onMother, "/family-tree": "", "/warnings": "", "/warnings/{warning}": w.onMother} {
		out["GET /adults/{id}"+path] = []sample{{who: "manager", with: f.mother, then: record}}
	}
	for _, path := range []string{"", "/caseloads", "/transfers", "/away", "/move", "/standard"} {
		out["GET /teams/{id}"+path] = []sample{{who: "manager", with: "assessment-north"}}
	}
	out["GET /work/calendar"] = []sample{{who: "social-worker"}}
	out["GET /work/later/{id}"] = []sample{{who: "social-worker", with: "none", not: true}}
	out["GET /calendar/{token}"] = []sample{{with: "none", not: true}}
	out["GET /assessments/{id}/beside"] = []sample{{who: "social-worker", with: f.report, to: "/assessments/" + f.report}}
	for _, path := range []string{"/practice-forms", "/practice-forms/new"} {
		out["GET "+path] = []sample{{who: "administrator"}}
	}
	out["GET /practice-forms/{id}"] = []sample{{who: "administrator", with: "none", not: true}}
	out["GET /lists"] = []sample{{who: "manager"}}
	out["GET /lists/{id}"] = []sample{{who: "manager", with: "visits"}}
	out["GET /lists/{id}/file"] = []sample{{who: "manager", with: "none", not: true}}

	out["GET /access-requests"], out["GET /access-requests/new"] = []sample{{who: "governance"}}, []sample{{who: "governance"}}
	out["GET /children/{id}/access-requests/new"] = []sample{{who: "governance", with: f.child}}
	for _, path := range []string{"", "/identity", "/authority", "/ask", "/answered", "/extend", "/hand", "/sent", "/close", "/reopen", "/read"} {
		out["GET /children/{id}/access-requests/{request}"+path] = []sample{{who: "governance", with: f.child, then: w.request}}
	}
	for _, path := range []string{"/parts/{part}", "/parts/{part}/file", "/editions/{edition}"} { // the journey of access opens them
		out["GET /children/{id}/access-requests/{request}"+path] = []sample{{who: "governance", with: f.child, then: w.request, not: true}}
	}

	for _, path := range []string{"/allegations", "/allegations/new", "/allegations/question", "/safeguarding-leads"} {
		out["GET "+path] = []sample{{who: "lado"}}
	}
	out["GET /allegations/refer"] = []sample{{who: "partner"}}
	out["GET /allegation-receipts/{id}"] = []sample{{who: "partner", with: w.receipt}}
	for _, path := range []string{"", "/triage", "/meeting", "/steps", "/adult", "/close", "/child"} {
		out["GET /allegations/{id}"+path] = []sample{{who: "lado", with: w.allegation}}
	}
	for _, path := range []string{"/early-help", "/early-help/new", "/support-directory"} {
		out["GET "+path] = []sample{{who: "early-help"}}
	}
	out["GET /children/{id}/early-help"] = []sample{{who: "manager", with: f.child}}
	for _, path := range []string{"", "/consent", "/allocate", "/assessment", "/plan", "/meeting", "/signpost", "/step-up", "/close"} {
		out["GET /early-help/{id}"+path] = []sample{{who: "early-help", with: w.help}}
	}
}
