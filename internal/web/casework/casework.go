// Package casework has the pages of the daily writing about a person: notes, supervision, management oversight, warnings, the chronology, documents and letters.
//
// Source: issue 5; complaints-as-tests.md rows 1, 6, 14 and 23; acceptance-scenarios.md 17, 22 and 24.
package casework

import (
	"net/http"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/outputs"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

// Routes are the pages of casework.
func Routes() []shell.Route {
	var out []shell.Route
	on := func(about shell.About, method, path string, action access.Action, class access.Class, page shell.Handler) {
		root := map[shell.About]string{shell.AChild: "/children/", shell.AnAdult: "/adults/"}[about]
		out = append(out, shell.Route{Method: method, Path: root + "{id}" + path, Action: action, Class: class, About: about, Page: page})
	}
	child := func(method, path string, action access.Action, class access.Class, page shell.Handler) {
		on(shell.AChild, method, path, action, class, page)
	}
	both := func(path string, action access.Action, class access.Class, page shell.Handler) {
		child("GET", path, action, class, page)
		child("POST", path, action, class, page)
	}
	desk := outputs.NewDesk()
	from := func(page func(*outputs.Desk, http.ResponseWriter, *shell.Request) error) func(http.ResponseWriter, *shell.Request) error {
		return func(w http.ResponseWriter, r *shell.Request) error { return page(desk, w, r) }
	}
	child("GET", "/notes", access.Read, access.None, notes)
	child("POST", "/notes", access.Read, access.None, notes) // what is looked for is in no address
	both("/notes/new", access.Record, access.None, newNote)
	child("GET", "/notes/{note}", access.Read, access.None, note)
	both("/notes/{note}/change", access.Record, access.None, changeNote)
	both("/notes/{note}/remove", access.Undo, access.None, removeNote)
	both("/supervision", access.Record, access.None, supervision)
	both("/oversight", access.AuthoriseAssessment, access.Assessment, oversight)
	child("GET", "/chronology", access.Read, access.None, chronologyPage)
	child("GET", "/chronology/court", access.Read, access.None, court)
	child("GET", "/chronology/court/file/{form}", access.Read, access.None, from(fileCourt))
	both("/chronology/line", access.Record, access.None, addLine)
	both("/chronology/{record}", access.Record, access.None, markLine)
	child("GET", "/documents", access.Read, access.None, documents)
	child("POST", "/documents", access.Read, access.None, documents)
	both("/documents/new", access.Record, access.None, newDocument)
	child("GET", "/documents/{document}", access.Read, access.None, oneDocument)
	child("POST", "/documents/{document}", access.Undo, access.None, markDocument)
	child("GET", "/documents/{document}/file", access.Read, access.None, fetch)
	child("GET", "/letters", access.Read, access.None, letters)
	both("/letters/new", access.Record, access.None, newLetter)
	child("GET", "/letters/{letter}", access.Read, access.None, letter)
	child("POST", "/letters/{letter}", access.AuthoriseAssessment, access.Assessment, agreeLetter)
	child("GET", "/letters/{letter}/print", access.Read, access.None, printLetter)
	child("GET", "/letters/{letter}/file/{form}", access.Read, access.None, from(fileLetter))
	child("GET", "/papers", access.Read, access.None, papers)
	child("GET", "/papers/{record}", access.Read, access.None, paperPage)
	child("GET", "/papers/{record}/file/{form}", access.Read, access.None, from(filePaper))
	child("POST", "/casework/undo", access.Record, access.None, takeBack)
	for _, about := range []shell.About{shell.AChild, shell.AnAdult} {
		on(about, "GET", "/warnings", access.Record, access.None, newWarning)
		on(about, "POST", "/warnings", access.Record, access.None, newWarning)
		on(about, "GET", "/warnings/{warning}", access.Read, access.Identity, warning)
		on(about, "POST", "/warnings/{warning}", access.AuthoriseAssessment, access.Assessment, decideWarning)
	}
	on(shell.AnAdult, "POST", "/casework/undo", access.Record, access.None, takeBack)
	return out
}

// formView is a page with one form below a record.
type formView struct {
	people.Head
	Intro   []string
	Form    form.Form
	Action  string
	Draft   string // where the draft is kept while somebody types; "" for a short form
	Button  string
	Note    string // below the button
	Drafted bool
}

// showForm shows a form that may have a draft.
func showForm(w http.ResponseWriter, r *shell.Request, v formView) error {
	v.Errors = v.Form.Errors()
	if v.Draft != "" {
		v.Scripts = []string{"autosave.js"}
	}
	return r.Show(w, "casework/form", v)
}

// writing runs a long form: shown with its draft, kept whatever goes wrong, recorded at the end. fill makes the form; keep records it.
func writing(w http.ResponseWriter, r *shell.Request, v formView, draft, done, then string, keep func() error) error {
	v.Draft = "/drafts/" + draft
	if r.Method == http.MethodGet {
		typed, banner, ok, err := r.Draft(draft)
		if err != nil {
			return err
		}
		if ok {
			v.Form.Fill(typed)
			v.Banner, v.Drafted = banner, true
		}
		return showForm(w, r, v)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, draft, r.PostForm); err != nil {
		return err
	}
	if r.PostForm.Has("_draft") {
		return r.See(w, r.URL.Path)
	}
	return keeping(w, r, v, then, done, keep)
}

// keeping records a form that was sent, or shows what is wrong with it.
func keeping(w http.ResponseWriter, r *shell.Request, v formView, then, word string, keep func() error) error {
	done, err := v.Form.Send(r.PostForm, keep)
	switch {
	case err != nil:
		return err
	case done:
		return people.Done(w, r, then, word)
	}
	return showForm(w, r, v)
}

// doneWords is what the banner says after each change.
var doneWords = map[string]string{
	"note": "The note is recorded.", "note-changed": "The note is changed. What it said before is kept in the history.", "note-removed": "The note is taken out of the record.",
	"supervision": "The supervision is recorded.", "oversight": "The decision is recorded.", "warning": "The warning is recorded. It shows on every page of this person.",
	"agreed": "You agreed the warning.", "reviewed": "The review is recorded.", "ended": "The warning is ended. It stays in the history.",
	"line": "The line is in the chronology.", "marked": "The line is marked.", "undone": "That was undone.",
	"document": "The document is recorded.", "document-changed": "The document is changed.", "letter": "The letter is recorded.", "letter-agreed": "You agreed that the letter may go.",
}

func banner(r *shell.Request) govuk.NotificationBanner { return people.DoneBanner(r, doneWords) }

var didWords = map[string]string{
	"Add a case note": "added a case note", "Change a case note": "changed a case note", "Take out a case note": "took out a case note", "Record a supervision": "recorded a supervision",
	"Record management oversight": "recorded management oversight", "Add a warning": "added a warning", "Agree a warning": "agreed a warning", "Review a warning": "reviewed a warning",
	"End a warning": "ended a warning", "Mark a line of the chronology": "marked a line of the chronology", "Add a line to the chronology": "added a line to the chronology",
	"Add a document": "added a document", "Change a document": "changed a document", "Write a letter": "wrote a letter", "Agree a letter": "agreed a letter",
}

// lastStep is what the reader did last here and may still take back.
func lastStep(r *shell.Request) (*shell.Step, error) {
	if !r.May(access.Record, access.None) {
		return nil, nil
	}
	return r.LastStep(r.House().Casework.Undoing(), r.Subject(), people.Base(r)+"/casework/undo", func(d person.Done) string {
		return "You " + didWords[d.Why] + " on " + day.Moment(d.At) + "."
	})
}

// takeBack undoes what the reader did last on this person's casework.
func takeBack(w http.ResponseWriter, r *shell.Request) error {
	if err := r.TakeBack(r.House().Casework.Undoing(), r.Subject()); err != nil {
		return err
	}
	if r.Route.About == shell.AChild {
		return people.Done(w, r, "/notes", "undone")
	}
	return r.See(w, people.Base(r))
}

// long is a text of any usual length. It shows no count: nobody should write towards a number.
type long struct{ form.TextArea }

// View implements govuk.Viewer.
func (l long) View() govuk.Component {
	v := l.TextArea.View()
	if c, ok := v.(govuk.CharacterCount); ok {
		return c.Textarea
	}
	return v
}
