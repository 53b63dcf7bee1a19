// Package protection has the pages of a child's way to a plan and out of it: strategy discussion, section 47 enquiry, conference, child protection plan,
// child in need plan, core groups, reviews and visits, and the list of a chair.
//
// Invariant: a page asks for nothing that the record holds; it shows it instead. A step for brothers and sisters is one form, with what differs
// asked once for each.
//
// Source: issue 5 (Protection, Children in need); complaints-as-tests.md 3, 4 and 19; acceptance-scenarios.md 4, 10 to 12 and 16.
package protection

import (
	"errors"
	"net/http"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the pages of protection.
func Routes() []shell.Route {
	var out []shell.Route
	on := func(method, path string, action access.Action, class access.Class, page shell.Handler) {
		out = append(out, shell.Route{Method: method, Path: "/children/{id}/protection" + path, Action: action, Class: class, About: shell.AChild, Page: page})
	}
	both := func(path string, action access.Action, class access.Class, page shell.Handler) {
		on("GET", path, action, class, page)
		on("POST", path, action, class, page)
	}
	on("GET", "", access.Read, access.None, overview)
	on("POST", "/undo", access.Read, access.None, takeBack) // the room asks for what was done
	both("/discussion", access.Record, access.Assessment, discussion)
	both("/discussion/{record}/sent", access.Record, access.Assessment, discussionSent)
	both("/enquiry/{record}/outcome", access.Record, access.Assessment, outcome)
	both("/enquiry/{record}/authorise", access.AuthoriseAssessment, access.Assessment, authorise)
	on("POST", "/enquiry/{record}/return", access.AuthoriseAssessment, access.Assessment, giveBack)
	both("/enquiry/{record}/told", access.Record, access.Assessment, told)
	both("/transfer-in", access.Record, access.None, transferIn)
	both("/conference/{record}/arrange", access.Record, access.None, arrange)
	both("/conference/{record}/not-convene", access.AuthoriseAssessment, access.Assessment, notConvene)
	both("/conference/{record}/hold", access.Record, access.None, hold)
	both("/conference/{record}/papers", access.Record, access.None, papers)
	on("GET", "/conference/{record}/agenda", access.Record, access.None, agenda)
	both("/plan/{record}/terms", access.Record, access.None, terms)
	both("/plan/{record}/action/{n}", access.Record, access.None, action)
	both("/plan/{record}/core-group", access.Record, access.None, coreGroup)
	both("/plan/{record}/report", access.Record, access.None, reviewReport)
	both("/plan/{record}/review", access.Record, access.None, review)
	both("/plan/{record}/end", access.Record, access.None, endPlan)
	both("/plan/{record}/oversight", access.Record, access.None, oversight)
	both("/plan/{record}/move", access.Record, access.None, moveOut)
	both("/review/{record}/papers", access.Record, access.None, reviewPapers)
	both("/visit", access.Record, access.None, visit)
	both("/visiting", access.Record, access.None, visiting)
	both("/visiting/{record}/end", access.Record, access.None, endVisiting)
	both("/need", access.Record, access.None, needPlan)
	both("/need/{record}/terms", access.Record, access.None, needTerms)
	both("/need/{record}/action/{n}", access.Record, access.None, needAction)
	both("/need/{record}/review", access.Record, access.None, needReview)
	both("/need/{record}/end", access.Record, access.None, endNeed)
	both("/close", access.AuthoriseAssessment, access.Assessment, closeCase)
	return append(out, shell.Route{Method: "GET", Path: "/conferences", Action: access.List, Class: access.None, Page: conferences})
}

func root(subject string) string { return "/children/" + record.SubjectID(subject) + "/protection" }

// frame is the head of every page here.
type frame struct {
	govuk.Page
	Base string // address of the overview
	Bar  govuk.IdentityBar
}

func newFrame(r *shell.Request, heading string) frame {
	v := r.Reading.View()
	p := r.Page(heading)
	p.Title = heading + " – Child’s record"
	p.Back = govuk.BackLink{Text: "Protection and plans", Href: root(r.Subject())}
	bar := govuk.IdentityBar{Name: v.Name.Full()}
	switch {
	case v.Unborn:
		bar.Facts = append(bar.Facts, govuk.Fact{Key: "Expected", Value: govuk.Content{Text: v.Expected.Long()}})
	case !v.Birth.IsZero():
		bar.Facts = append(bar.Facts, govuk.Fact{Key: "Born", Value: govuk.Content{Text: v.Birth.Long()}})
	}
	return frame{Page: p, Base: root(r.Subject()), Bar: bar}
}

// step is a page with one form.
type step struct {
	frame
	Intro  []string
	Links  []link            // to what is done elsewhere first
	Held   govuk.SummaryList // what the record holds, and is therefore not asked
	Action string
	Draft  string
	Button string
	Second *button // another thing that may be done with the same form
	Form   form.Form
	Groups []group
}

type button struct{ Text, Action string }

// group is some of the fields, under a heading of their own where they are one child's; beside each other where they are one row.
type group struct {
	Heading string
	Fields  []form.Field
	Row     bool
}

// newStep is a page of the form at a path below the overview.
func newStep(r *shell.Request, heading, path, button string, intro ...string) *step {
	f := newFrame(r, heading)
	s := &step{frame: f, Intro: intro, Action: f.Base + path, Button: button, Draft: "/drafts/protection/" + record.SubjectID(r.Subject()) + path}
	s.Scripts = []string{"autosave.js"}
	return s
}

// hold says what is held and so is not asked.
func (s *step) hold(key, value string) {
	if value != "" {
		s.Held.Rows = append(s.Held.Rows, govuk.Row(key, value))
	}
}

func (s *step) ask(fields ...form.Field) { s.group("", false, fields...) }

func (s *step) group(heading string, row bool, fields ...form.Field) {
	s.Form.Add(fields...)
	s.Groups = append(s.Groups, group{heading, fields, row})
}

// run shows the form, with what was typed before; when it is sent, does it. send is called with a form that was judged. The word is that of
// doneWords. rename gives the fields of an error the names that they have on the page; nil where they are the same.
func (s *step) run(w http.ResponseWriter, r *shell.Request, word string, send func() error, rename func(string) string) error {
	name := strings.TrimPrefix(s.Draft, "/drafts/")
	if r.Method == http.MethodGet {
		typed, banner, ok, err := r.Draft(name)
		if err != nil {
			return err
		}
		if ok {
			s.Form.Fill(typed)
			s.Banner = banner
		}
		return r.Show(w, "protection/step", s)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if s.Form.Parse(r.PostForm) {
		err := send()
		if err == nil {
			if err := r.Sent(name); err != nil {
				return err
			}
			return r.See(w, s.Base+"?done="+word)
		}
		if errs.Of(err) == errs.Conflict {
			s.Errors, s.Status = []govuk.ErrorLink{{Text: errs.Text(err)}}, http.StatusConflict
			return r.Show(w, "protection/step", s)
		}
		if !s.Form.Explain(renamed(err, rename)) {
			return err
		}
	}
	s.Errors = s.Form.Errors()
	return r.Show(w, "protection/step", s)
}

func renamed(err error, rename func(string) string) error {
	fields, ok := errors.AsType[errs.Fields](err)
	if !ok || rename == nil {
		return err
	}
	var out errs.Fields
	for _, f := range fields {
		out = append(out, errs.FieldError{Field: rename(f.Field), Text: f.Text})
	}
	return out
}

// doneWords is what the banner says after each step. Addresses hold only the key.
var doneWords = map[string]string{
	"discussion": "The strategy discussion is recorded.", "sent": "It is recorded that this was sent.", "outcome": "The outcome is recorded. It waits for the manager.",
	"authorised": "The outcome is authorised.", "returned": "The outcome was returned.", "told": "It is recorded that they were told.",
	"asked": "The conference is asked for.", "arranged": "The conference is arranged.", "not-convened": "The decision not to hold a conference is recorded.",
	"held": "The conference is recorded.", "papers": "The papers are kept.", "terms": "The plan is changed.", "action": "The action is recorded.",
	"core-group": "The core group is recorded.", "review": "The review is recorded.", "ended": "The plan has ended.", "oversight": "The review of the plan is recorded.",
	"move": "The move is recorded.", "visit": "The visit is recorded.", "visiting": "It is recorded. When the next visit is due follows from it.", "need": "The child in need plan is recorded.", "closed": "The case is closed. End its allocation when the last notes are written.", "undone": "That was undone. The record is as it was before.",
}

func yes(v record.YesNo) string {
	switch v {
	case record.Yes:
		return "Yes"
	case record.No:
		return "No"
	}
	return ""
}
