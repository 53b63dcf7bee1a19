// Package assessment has the pages of an assessment: written once for all the children of a family, returned, authorised and reopened.
//
// Invariant: what was typed outlives the browser, the session and the server as a draft that remembers which versions it was typed on; it
// becomes a record only through assessment.Room.Save, so that a colleague's newer words are joined or compared, never overwritten.
package assessment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/internal/access"
	room "throughline/internal/assessment"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// Routes are the pages of assessments.
func Routes() []shell.Route {
	about := func(method, path string, action access.Action, class access.Class, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: "/assessments/{id}" + path, Action: action, Class: class, About: shell.AnAssessment, Page: page}
	}
	write := func(method, path string, page shell.Handler) shell.Route {
		return about(method, path, access.WriteAssessment, access.Assessment, page)
	}
	child := func(method, path string, action access.Action, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: "/children/{id}/needs" + path, Action: action, Class: access.Assessment, About: shell.AChild, Page: page}
	}
	manage := func(path string, page shell.Handler) shell.Route {
		return about("POST", path, access.AuthoriseAssessment, access.Assessment, page)
	}
	return []shell.Route{
		about("GET", "", access.Read, access.Assessment, show),
		write("GET", "/edit", edit),
		write("POST", "/edit", save),
		write("POST", "/discard", discard),
		about("POST", "/submit", access.SubmitAssessment, access.Assessment, submit),
		about("POST", "/undo", access.Read, access.Assessment, takeBack), // the room asks for what was done
		manage("/return", giveBack),
		manage("/authorise", authorise),
		manage("/review", review),
		manage("/reopen", reopen),
		manage("/correct", correct),
		manage("/follow", again),
		about("GET", "/beside", access.Read, access.Assessment, showBeside),
		write("POST", "/copy", copyPart),
		child("GET", "", access.Read, needs),
		child("POST", "", access.WriteAssessment, startNeed),
		child("POST", "/undo", access.WriteAssessment, undoNeed),
		child("POST", "/{record}", access.WriteAssessment, changeNeed),
		about("GET", "/allocate", access.Allocate, access.Identity, allocate),
		about("POST", "/allocate", access.Allocate, access.Identity, allocated),
	}
}

// subject is the record subject that the route's {id} names.
func subject(r *shell.Request) string { return record.AssessmentSubject + ":" + r.ID() }

func path(id string, more ...string) string {
	return "/assessments/" + id + strings.Join(more, "")
}

func draftName(id string) string { return "assessment/" + id }

// rights is what the reader may do with an assessment, as far as who they are decides it; its state is another matter.
type rights struct {
	Write, Submit, Allocate bool
	Authorise               bool // of the line; an author may still not
	Author                  bool // wrote in it or handed it in
}

// rightsOf asks access about every child of an assessment: a right that one of them withholds is not there.
func rightsOf(r *shell.Request, v room.View) (rights, error) {
	out := rights{Write: true, Submit: true, Allocate: true, Authorise: true}
	body := v.Report.Body
	out.Author = slices.Contains(body.Authors, r.Actor.ID) || body.SubmittedBy == r.Actor.ID
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		for _, c := range v.Children {
			f, err := r.House().Assessment.Facts(t, c.Child)
			if err != nil {
				return err
			}
			may := func(action access.Action, class access.Class) bool {
				return access.Decide(r.Actor, action, class, f, r.Now()).Allow
			}
			out.Write = out.Write && may(access.WriteAssessment, access.Assessment)
			out.Submit = out.Submit && may(access.SubmitAssessment, access.Assessment)
			out.Authorise = out.Authorise && may(access.AuthoriseAssessment, access.Assessment)
			out.Allocate = out.Allocate && may(access.Allocate, access.Identity)
		}
		return nil
	})
	return out, err
}

// stateTag is the state of a report in a word.
func stateTag(r record.AssessmentReport) govuk.Tag {
	switch r.State {
	case record.Submitted:
		return govuk.Tag{Text: "With the manager", Classes: "govuk-tag--yellow"}
	case record.Returned:
		return govuk.Tag{Text: "Returned to be changed", Classes: "govuk-tag--orange"}
	case record.Authorised:
		return govuk.Tag{Text: "Authorised", Classes: "govuk-tag--green"}
	}
	return govuk.Tag{Text: "Being written", Classes: "govuk-tag--blue"}
}

func writable(r record.AssessmentReport) bool {
	return r.State == record.Writing || r.State == record.Returned
}

// names joins people's names as a sentence does.
func names(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " and " + all[len(all)-1]
}

func childNames(v room.View) string {
	var all []string
	for _, c := range v.Children {
		all = append(all, c.Name)
	}
	return names(all)
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
