package assessment

import (
	"errors"
	"net/http"
	"strconv"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// forms are the small forms at an assessment. Their fields have prefixes, because several may stand on one page.
type forms struct {
	Decide, Review, Reopen, Correct *small
}

// small is a form of a comment or reason and, for a correction, a date.
type small struct {
	form.Form
	prefix string
	Text   form.TextArea
	Date   form.Date
}

func newSmall(prefix, name, label, hint string) *small {
	f := &small{prefix: prefix, Text: form.TextArea{Name: prefix + name, Label: label, Hint: hint, Rows: 3, Size: "s"}}
	f.Add(&f.Text)
	return f
}

func newForms(today day.Day) *forms {
	f := &forms{
		Decide: newSmall("", "comment", "Your comment", "The worker and everybody who may read the assessment see it. Needed when you return it."),
		Review: newSmall("review-", "comment", "What you decide at this review point", "For example, to go on, to finish early, or what must happen first."),
		Reopen: newSmall("reopen-", "reason", "Why it is opened again", ""),
	}
	c := &small{
		prefix: "correct-",
		Date:   form.Date{Name: "correct-date", Label: "On which day was it authorised?", Hint: "For example, 27 3 2026", Noun: "The day", Max: today},
		Text:   form.TextArea{Name: "correct-reason", Label: "Why the recorded day is wrong", Rows: 3, Size: "s"},
	}
	c.Add(&c.Date, &c.Text)
	f.Correct = c
	return f
}

// did is one action on an assessment: it names its form, and what the page says when it is done.
type did struct {
	word string
	form func(*forms) *small
	do   func(r *shell.Request, base int64, f *small) (command.Receipt, error)
}

// take carries out an action. When it is refused the page comes back with everything that was typed.
func (a did) take(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	base, err := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
	if err != nil {
		return errs.New(errs.Invalid, "The form did not arrive whole. Go back and send it again")
	}
	all := newForms(today(r))
	f := &small{}
	if a.form != nil {
		f = a.form(all)
		if !f.Parse(r.PostForm) {
			return render(w, r, all, 0, f.Errors())
		}
	}
	_, err = a.do(r, base, f)
	switch {
	case err == nil:
		return r.See(w, path(r.ID(), "?done=", a.word))
	case errs.Of(err) == errs.Conflict:
		return render(w, r, all, http.StatusConflict, []govuk.ErrorLink{{Text: conflictText(err)}})
	case a.form == nil:
		return refusedSubmit(w, r, all, err)
	case f.Explain(prefixed(err, f.prefix)):
		return render(w, r, all, 0, f.Errors())
	}
	return err
}

func conflictText(err error) string {
	text := errs.Text(err)
	if text == "" {
		text = "Somebody else changed this assessment while you were reading it"
	}
	return text + ". This is how it stands now: read it again before you decide. What you typed is still below, where the page still offers it."
}

// prefixed renames the fields of an error to those of a form with a prefix.
func prefixed(err error, prefix string) error {
	fields, ok := errors.AsType[errs.Fields](err)
	if !ok || prefix == "" {
		return err
	}
	var out errs.Fields
	for _, f := range fields {
		out = append(out, errs.FieldError{Field: prefix + f.Field, Text: f.Text})
	}
	return out
}

// refusedSubmit lists what is missing, each with a link to the page where it is written.
func refusedSubmit(w http.ResponseWriter, r *shell.Request, all *forms, err error) error {
	links := missing(r.ID(), err)
	if len(links) == 0 {
		return err
	}
	return render(w, r, all, 0, links)
}

func submit(w http.ResponseWriter, r *shell.Request) error {
	return did{word: "submitted", do: func(r *shell.Request, base int64, _ *small) (command.Receipt, error) {
		return r.House().Assessment.Submit(r.Context(), r.Actor, subject(r), base)
	}}.take(w, r)
}

func giveBack(w http.ResponseWriter, r *shell.Request) error {
	return did{"returned", func(f *forms) *small { return f.Decide }, func(r *shell.Request, base int64, f *small) (command.Receipt, error) {
		return r.House().Assessment.Return(r.Context(), r.Actor, subject(r), base, f.Text.Value)
	}}.take(w, r)
}

func authorise(w http.ResponseWriter, r *shell.Request) error {
	return did{"authorised", func(f *forms) *small { return f.Decide }, func(r *shell.Request, base int64, f *small) (command.Receipt, error) {
		return r.House().Assessment.Authorise(r.Context(), r.Actor, subject(r), base, f.Text.Value)
	}}.take(w, r)
}

func review(w http.ResponseWriter, r *shell.Request) error {
	return did{"reviewed", func(f *forms) *small { return f.Review }, func(r *shell.Request, base int64, f *small) (command.Receipt, error) {
		return r.House().Assessment.Review(r.Context(), r.Actor, subject(r), base, f.Text.Value)
	}}.take(w, r)
}

func reopen(w http.ResponseWriter, r *shell.Request) error {
	return did{"reopened", func(f *forms) *small { return f.Reopen }, func(r *shell.Request, base int64, f *small) (command.Receipt, error) {
		return r.House().Assessment.Reopen(r.Context(), r.Actor, subject(r), base, f.Text.Value)
	}}.take(w, r)
}

func correct(w http.ResponseWriter, r *shell.Request) error {
	return did{"corrected", func(f *forms) *small { return f.Correct }, func(r *shell.Request, base int64, f *small) (command.Receipt, error) {
		return r.House().Assessment.CorrectAuthorised(r.Context(), r.Actor, subject(r), base, f.Date.Value, f.Text.Value)
	}}.take(w, r)
}
