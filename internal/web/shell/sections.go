package shell

import (
	"net/http"
	"net/url"
	"strconv"

	"throughline/internal/errs"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
)

// Section is a heading with its questions; without a heading the questions stand by themselves.
type Section struct {
	Heading string
	Fields  []form.Field
}

// FormOf is all questions of the sections as one form.
func FormOf(sections []Section) *form.Form {
	f := &form.Form{}
	for _, s := range sections {
		f.Add(s.Fields...)
	}
	return f
}

// SectionedForm is a page with one form, whose answers are kept as a draft until it is sent.
type SectionedForm struct {
	govuk.Page
	Intro    []string
	Sections []Section
	Action   string // where it is sent
	Draft    string // the name under which what is typed is kept
	Base     int64  // the version of the record that it changes; 0 for a new one
	Button   string
	After    string // what happens next
}

// ShowForm shows the page.
func (r *Request) ShowForm(w http.ResponseWriter, v SectionedForm) error {
	v.Scripts = []string{"autosave.js"}
	return r.Show(w, "shell/form", v)
}

// DraftInto fills the form with what the actor had typed and not sent.
func (r *Request) DraftInto(v *SectionedForm) error {
	typed, banner, ok, err := r.Draft(v.Draft)
	if err != nil || !ok {
		return err
	}
	FormOf(v.Sections).Fill(typed)
	v.Banner = banner
	if b, err := Base(typed); err == nil {
		v.Base = b // typed on that version: if it is old it is refused, and the draft stays
	}
	return nil
}

// TakeForm takes what was sent: it is kept as a draft first, then judged, then done, and the draft dropped. do gives the page that comes next.
func (r *Request) TakeForm(w http.ResponseWriter, v SectionedForm, do func(url.Values) (string, error)) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, v.Draft, r.PostForm); err != nil {
		return err
	}
	f, to := FormOf(v.Sections), ""
	done, err := f.Send(r.PostForm, func() (err error) {
		to, err = do(r.PostForm)
		return err
	})
	if err != nil {
		return err
	}
	if done {
		if err := r.Sent(v.Draft); err != nil {
			return err
		}
		return r.See(w, to)
	}
	v.Errors = f.Errors()
	return r.ShowForm(w, v)
}

// RunForm shows a form, or takes it when it was sent. It is shown with what is held, if that is given, and over it with what the actor had typed and not sent. do gets
// the version that the form was made from, 0 for a new record; it gives the page that comes next.
func (r *Request) RunForm(w http.ResponseWriter, v SectionedForm, held url.Values, do func(base int64, typed url.Values) (string, error)) error {
	if r.Method == http.MethodGet {
		if held != nil {
			FormOf(v.Sections).Fill(held)
		}
		if err := r.DraftInto(&v); err != nil {
			return err
		}
		return r.ShowForm(w, v)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if v.Base != 0 {
		var err error
		if v.Base, err = Base(r.PostForm); err != nil {
			return err
		}
	}
	return r.TakeForm(w, v, func(typed url.Values) (string, error) { return do(v.Base, typed) })
}

// ReadForm reads the form that was sent. One that was cut off is refused.
func (r *Request) ReadForm() error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again; what was saved before is kept")
	}
	return nil
}

// Posted reads the form that was sent, and gives the version that it was made from.
func (r *Request) Posted() (base int64, err error) {
	if err := r.ReadForm(); err != nil {
		return 0, err
	}
	return Base(r.PostForm)
}

// Base is the version that a form was made from.
func Base(v url.Values) (int64, error) {
	n, err := strconv.ParseInt(v.Get("base"), 10, 64)
	if err != nil {
		return 0, incomplete
	}
	return n, nil
}

// Number is a whole number that a form carries and does not show, such as the place of an action in its plan.
func Number(v url.Values, name string) (int, error) {
	n, err := strconv.Atoi(v.Get(name))
	if err != nil {
		return 0, incomplete
	}
	return n, nil
}

var incomplete = errs.New(errs.Invalid, "The form is not complete. Open the record again; nothing was changed")
