package scrutiny

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

func committeeRoom(r *shell.Request) room.Room {
	return room.Room{Desk: r.House().Desk, Book: r.House().Book}
}

// editor is a page with one form: what it asks, and what becomes of the answers.
type editor struct {
	heading, caption string
	intro            []string
	back             govuk.BackLink
	button           string
	fields           []form.Field
	version          int64 // of what is changed; 0 for something new
	save             func(version int64) (to string, err error)
}

type editorView struct {
	govuk.Page
	Form           *form.Form
	Intro          []string
	Action, Button string
	Draft          string
	Version        int64
}

// formPages are the two routes of an editor: its form, and what takes it. What is typed is kept as a draft until it is sent; one that was written from an older version
// is refused with both authors, and stays a draft.
func formPages(path string, action access.Action, build func(r *shell.Request) (*editor, error)) []shell.Route {
	draft := func(r *shell.Request) string {
		return strings.TrimPrefix(r.URL.Path, "/") + strings.TrimSuffix("."+r.URL.Query().Get("record"), ".")
	}
	show := func(w http.ResponseWriter, r *shell.Request, e *editor, f *form.Form, banner govuk.NotificationBanner) error {
		v := editorView{Page: r.Page(e.heading), Form: f, Intro: e.intro, Action: r.URL.RequestURI(), Button: e.button, Draft: draft(r), Version: e.version}
		v.Caption, v.Back, v.Errors, v.Banner, v.Scripts = e.caption, e.back, f.Errors(), banner, []string{"autosave.js"}
		return r.Show(w, "scrutiny/form", v)
	}
	make := func(r *shell.Request) (*editor, *form.Form, error) {
		e, err := build(r)
		if err != nil {
			return nil, nil, err
		}
		f := &form.Form{}
		f.Add(e.fields...)
		return e, f, nil
	}
	get := func(w http.ResponseWriter, r *shell.Request) error {
		e, f, err := make(r)
		if err != nil {
			return err
		}
		typed, banner, ok, err := r.Draft(draft(r))
		if err != nil {
			return err
		}
		if ok {
			f.Fill(typed)
			if v, err := strconv.ParseInt(typed.Get("version"), 10, 64); err == nil {
				e.version = v
			}
		}
		return show(w, r, e, f, banner)
	}
	post := func(w http.ResponseWriter, r *shell.Request) error {
		if err := r.ReadForm(); err != nil {
			return err
		}
		e, f, err := make(r)
		if err != nil {
			return err
		}
		if v, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64); err == nil {
			e.version = v
		}
		if f.Parse(r.PostForm) {
			to, err := e.save(e.version)
			if err == nil {
				if err := r.Sent(draft(r)); err != nil {
					return err
				}
				return r.See(w, to)
			}
			stale, old := errors.AsType[*journal.Stale](err)
			if old {
				if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, draft(r), r.PostForm); err != nil {
					return err
				}
				return errs.As(errs.Conflict, err, "%s has changed this while you were writing. Your words are kept as a draft: open the page again to see what stands there now, and bring yours in", r.Name(stale.CurrentBy))
			}
			if !f.Explain(err) {
				return err
			}
		}
		return show(w, r, e, f, govuk.NotificationBanner{})
	}
	return []shell.Route{
		{Method: "GET", Path: path, Action: action, Class: access.Question, Page: get},
		{Method: "POST", Path: path, Action: action, Class: access.Question, Page: post},
	}
}

// lastStep is what the reader did last with a thing and may still take back. back is the page to see then.
func lastStep(r *shell.Request, subject, back string) (*shell.Step, error) {
	last, err := r.LastStep(committeeRoom(r).Undoing(), subject, "/scrutiny/undo", nil)
	if last != nil {
		last.With = map[string]string{"subject": subject, "back": back}
	}
	return last, err
}

func undo(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := r.TakeBack(committeeRoom(r).Undoing(), r.PostForm.Get("subject")); err != nil {
		return err
	}
	back := r.PostForm.Get("back")
	if !strings.HasPrefix(back, "/scrutiny") {
		back = "/scrutiny"
	}
	return r.See(w, back)
}

// step is a route for a button without a form of its own.
func step(path string, action access.Action, do func(r *shell.Request) (to string, err error)) shell.Route {
	return shell.Route{Method: "POST", Path: path, Action: action, Class: access.Question, Page: func(w http.ResponseWriter, r *shell.Request) error {
		if err := r.ReadForm(); err != nil {
			return err
		}
		to, err := do(r)
		if err != nil {
			return err
		}
		return r.See(w, to)
	}}
}

func read(path string, page shell.Handler) shell.Route {
	return shell.Route{Method: "GET", Path: path, Action: access.Read, Class: access.Question, Page: page}
}

func meetingPath(subject string) string { return "/scrutiny/meetings/" + record.SubjectID(subject) }

// offices are the posts of the register, as choices.
func offices(r *shell.Request) ([]form.Option, room.Register, error) {
	g, err := committeeRoom(r).Offices(r.Context(), r.Actor)
	var out []form.Option
	for _, o := range g {
		out = append(out, form.Option{Value: o.Office.Subject, Label: o.Words(day.In(r.Now()))})
	}
	return out, g, err
}

// meetings are meetings as choices, by record, newest first.
func meetings(r *shell.Request, keep func(record.Meeting) bool) (out []form.Option, err error) {
	ms, err := room.Meetings(r.Context(), r.House().Desk)
	for _, m := range ms {
		if keep == nil || keep(m.Body) {
			out = append(out, form.Option{Value: m.ID, Label: m.Body.Date.Long() + ", " + m.Body.Commission})
		}
	}
	return out, err
}

// held are the meetings that took place.
func held(m record.Meeting) bool { return room.Minuted(m) }

// subjectOf is the subject of a meeting's record.
func subjectOf(r *shell.Request, meeting string) (string, error) {
	ms, err := room.Meetings(r.Context(), r.House().Desk)
	for _, m := range ms {
		if m.ID == meeting {
			return m.Subject, err
		}
	}
	return "", err
}

func yes(c *form.Checkboxes) bool { return c.Has("yes") }

func tick(name, label string, on bool) *form.Checkboxes {
	c := &form.Checkboxes{Name: name, Label: "", Options: []form.Option{{Value: "yes", Label: label}}, Small: true}
	if on {
		c.Values = []string{"yes"}
	}
	return c
}

func ragField(value string) *form.Radios {
	return &form.Radios{Name: "rag", Label: "How does it stand?", Value: value, Required: "Choose how it stands", Options: []form.Option{
		{Value: "green", Label: "Green: done, or nothing stands in the way"}, {Value: "amber", Label: "Amber: acceptable, with a risk that the text names"},
		{Value: "red", Label: "Red: not acceptable; the owner is asked to attend"}}}
}
