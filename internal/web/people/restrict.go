package people

import (
	"net/http"
	"slices"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// restrictView is who may see a record at all: the restriction, who is cleared for it, and whom a conflict of interest keeps away.
type restrictView struct {
	frame
	Restricted bool
	Reason     string
	Since      day.Day
	Cleared    []named
	Barred     []barred
	Hide       form.Form // restrict, when it is not
	Clear      form.Form // clear one more worker, when it is
	Away       form.Form
}

type named struct {
	ID, Name string
	Self     bool
}

type barred struct {
	ID, Name, Reason string
	Since            day.Day
}

// restrict is one page with a form for each thing that can be done; the field "do" says which was sent.
func restrict(w http.ResponseWriter, r *shell.Request) error {
	workers, _, err := staff(r)
	if err != nil {
		return err
	}
	v := restrictView{frame: newFrame(r, "Restrict this record"), Restricted: r.Reading.Facts.Restricted}
	for _, x := range story.All[record.Restriction](r.Reading.Story) {
		if x.Body.To.IsZero() {
			v.Reason, v.Since = x.Body.Reason, x.Body.From
		}
	}
	for _, id := range r.Reading.Facts.Cleared {
		v.Cleared = append(v.Cleared, named{id, r.Name(id), id == r.Actor.ID})
	}
	for _, b := range story.All[record.ConflictBar](r.Reading.Story) {
		if b.Body.To.IsZero() {
			v.Barred = append(v.Barred, barred{b.Body.Worker, r.Name(b.Body.Worker), b.Body.Reason, b.Body.From})
		}
	}
	reason := &form.TextArea{Name: "reason", Label: "Why must this record be hidden?", Required: "Give the reason", Rows: 3, Max: 1000}
	cleared := &form.Checkboxes{Name: "cleared", Label: "Who else must be able to see it?", Hint: "You are cleared too", Small: true}
	for _, o := range workers {
		if o.Value != r.Actor.ID && !slices.Contains(r.Reading.Facts.Barred, o.Value) {
			cleared.Options = append(cleared.Options, o)
		}
	}
	cleared.Values = append(cleared.Values, r.Reading.Facts.AllocatedTo...)
	v.Hide.Add(reason, cleared)
	one := &form.Select{Name: "worker", Label: "Worker to be cleared", Empty: "Choose a worker", Options: workers, Required: "Choose the worker"}
	v.Clear.Add(one)
	away := &form.Select{Name: "bar-worker", Label: "Worker to be kept away", Empty: "Choose a worker", Options: workers, Required: "Choose the worker"}
	because := &form.Text{Name: "bar-reason", Label: "What is the conflict of interest?", Required: "Give the reason", Max: 500, Complete: "off"}
	v.Away.Add(away, because)
	if r.Method == http.MethodGet {
		return r.Show(w, "people/restrict", v)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	people, ctx, who := r.House().People, r.Context(), r.PostForm.Get("who")
	send := func(f *form.Form, word string, command func() error) error {
		if f.Parse(r.PostForm) {
			err := command()
			if err == nil {
				return done(w, r, word)
			}
			if !f.Explain(err) {
				return err
			}
		}
		v.Errors = f.Errors()
		return r.Show(w, "people/restrict", v)
	}
	switch r.PostForm.Get("do") {
	case "restrict":
		return send(&v.Hide, "restricted", func() error {
			_, err := people.Restrict(ctx, r.Actor, subject(r), reason.Value, cleared.Values)
			return err
		})
	case "lift":
		_, err = people.Unrestrict(ctx, r.Actor, subject(r))
		return then(w, r, err, "unrestricted")
	case "clear":
		return send(&v.Clear, "cleared", func() error {
			_, err := people.ClearWorker(ctx, r.Actor, subject(r), one.Value)
			return err
		})
	case "unclear":
		_, err = people.UnclearWorker(ctx, r.Actor, subject(r), who)
		return then(w, r, err, "uncleared")
	case "bar":
		if away.Take(r.PostForm); r.PostForm.Get("bar-worker") == r.Actor.ID {
			return errs.New(errs.Conflict, "You cannot keep yourself away from this page’s record: ask another manager to record it. Nothing was changed")
		}
		return send(&v.Away, "barred", func() error {
			_, err := people.Bar(ctx, r.Actor, subject(r), away.Value, because.Value)
			return err
		})
	case "unbar":
		_, err = people.Unbar(ctx, r.Actor, subject(r), who)
		return then(w, r, err, "unbarred")
	}
	return errs.New(errs.Invalid, "The form does not say what is to be done. Open the page again")
}

func then(w http.ResponseWriter, r *shell.Request, err error, word string) error {
	if err != nil {
		return err
	}
	return done(w, r, word)
}
