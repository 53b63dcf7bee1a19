package entrance

import (
	"html/template"
	"net/http"

	"throughline/internal/errs"
	"throughline/internal/signin"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type enrolView struct {
	govuk.Page
	Form   *enrolForm
	Secret string
	URL    template.URL // otpauth:, made by us
}

type enrolForm struct {
	form.Form
	Shown form.Hidden // a hash of the key that the page showed, so that a mistyped code does not change it under the app
	Code  form.Text
}

func newEnrolForm() *enrolForm {
	f := &enrolForm{Shown: form.Hidden{Name: "shown"}, Code: form.Text{Name: "code", Label: "Code that the app shows", Hint: "6 digits", Required: "Enter the code that the app shows", Complete: "one-time-code", Numeric: true, Width: 10}}
	f.Add(&f.Shown, &f.Code)
	return f
}

// mayEnrol leads away whoever must do something else first: an invited person sets a password, somebody with a strong session proves
// afresh who they are, so that a browser left open cannot be given another app.
func mayEnrol(r *shell.Request) (elsewhere string) {
	switch {
	case !r.Session.Strong() && !r.Account.HasPassword:
		return "/sign-in/password"
	case r.Session.Strong() && !r.Session.SteppedUp(r.Now()):
		return "/sign-in/step-up"
	}
	return ""
}

func enrol(w http.ResponseWriter, r *shell.Request) error {
	if to := mayEnrol(r); to != "" {
		if r.Session.Strong() {
			r.App.SetNext(w, "/sign-in/second-factor")
		}
		return r.See(w, to)
	}
	return showEnrol(w, r, newEnrolForm())
}

func showEnrol(w http.ResponseWriter, r *shell.Request, f *enrolForm) error {
	secret, err := r.House().SignIn.EnrolCode(r.Context(), r.Session, f.Shown.Value, r.Now())
	if err != nil {
		return err
	}
	text := signin.SecretText(secret)
	f.Shown.Value = signin.KeyOf(text)
	v := enrolView{Page: r.Page("Set up your authenticator app"), Form: f, Secret: text, URL: template.URL(signin.SecretURL(secret, "Throughline", r.Account.Email))}
	v.Errors = f.Errors()
	return r.Show(w, "entrance/enrol", v)
}

func confirm(w http.ResponseWriter, r *shell.Request) error {
	if to := mayEnrol(r); to != "" {
		return r.See(w, to)
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	f := newEnrolForm()
	if f.Parse(r.PostForm) {
		token, err := r.House().SignIn.ConfirmCode(r.Context(), r.Session, f.Code.Value, r.Now())
		if err == nil {
			return in(w, r, token, true)
		}
		if !f.Explain(err) && !busy(&f.Form, "code", err) {
			return err
		}
	}
	return showEnrol(w, r, f)
}

// busy puts the limit on guesses beside the field that was guessed at.
func busy(f *form.Form, field string, err error) bool {
	return errs.Of(err) == errs.Busy && f.Explain(errs.Field(field, "%s", errs.Text(err)))
}

type stepView struct {
	govuk.Page
	Form     *stepForm
	HasCode  bool
	Provider bool
	Stopped  bool // they are asked because they opened many records of people whom they do not work with
}

type stepForm struct {
	form.Form
	Code form.Text
}

// stepUp asks somebody who is signed in to prove it afresh: with a code, or at the council's sign-in. A one-time link cannot be proved again.
func stepUp(w http.ResponseWriter, r *shell.Request) error {
	return showStepUp(w, r, newStepForm())
}

func newStepForm() *stepForm {
	f := &stepForm{Code: form.Text{Name: "code", Label: "Code from your authenticator app", Hint: "6 digits", Required: "Enter the code that the app shows", Complete: "one-time-code", Numeric: true, Width: 10}}
	f.Add(&f.Code)
	return f
}

func showStepUp(w http.ResponseWriter, r *shell.Request, f *stepForm) error {
	v := stepView{Page: r.Page("Show that it is still you"), Form: f, HasCode: r.Account.HasCode, Provider: r.App.Provider != nil && r.Session.Method == signin.ByProvider}
	v.Errors = f.Errors()
	var err error
	if v.Stopped, err = r.House().People.JustStopped(r.Context(), r.Actor); err != nil {
		return err
	}
	return r.Show(w, "entrance/step-up", v)
}

func proveAgain(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	f := newStepForm()
	if f.Parse(r.PostForm) {
		err := r.House().SignIn.StepUp(r.Context(), r.Session, f.Code.Value, r.Now())
		if err == nil {
			r.App.DropNext(w)
			return r.See(w, r.Next())
		}
		if !f.Explain(err) && !busy(&f.Form, "code", err) {
			return err
		}
	}
	return showStepUp(w, r, f)
}
