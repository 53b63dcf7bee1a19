package entrance

import (
	"net/http"

	"throughline/internal/errs"
	"throughline/internal/signin"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type passwordView struct {
	govuk.Page
	Form  *passwordForm
	Least int
	First bool // after an invitation or a recovery
	Email string
}

type passwordForm struct {
	form.Form
	Password, Again form.Text
}

func newPasswordForm() *passwordForm {
	f := &passwordForm{
		Password: form.Text{Name: "password", Label: "New password", Required: "Enter a new password", Type: "password", Complete: "new-password", Max: signin.MaxPassword, Width: 20},
		Again:    form.Text{Name: "again", Label: "New password again", Required: "Enter the new password again", Type: "password", Complete: "new-password", Max: signin.MaxPassword, Width: 20},
	}
	f.Add(&f.Password, &f.Again)
	return f
}

// mayHavePassword says who may set one: somebody invited or recovered, who has none; and the holder of one who has just proved who they
// are. A council account has its password at the council.
func mayHavePassword(r *shell.Request) (elsewhere string, err error) {
	switch {
	case !r.Session.Strong() && !r.Account.HasPassword:
		return "", nil
	case !r.Session.Strong():
		return "/sign-in/second-factor", nil
	case !r.Account.HasPassword:
		return "", errs.New(errs.Denied, "You do not sign in here with a password, so there is none to change")
	case !r.Session.SteppedUp(r.Now()):
		return "/sign-in/step-up", nil
	}
	return "", nil
}

func password(w http.ResponseWriter, r *shell.Request) error {
	to, err := mayHavePassword(r)
	switch {
	case err != nil:
		return err
	case to == "/sign-in/step-up":
		r.App.SetNext(w, "/sign-in/password")
		return r.See(w, to)
	case to != "":
		return r.See(w, to)
	}
	return showPassword(w, r, newPasswordForm())
}

func showPassword(w http.ResponseWriter, r *shell.Request, f *passwordForm) error {
	v := passwordView{Page: r.Page("Choose a password"), Form: f, Least: signin.MinWithoutMFA, First: !r.Account.HasPassword, Email: r.Account.Email}
	if r.Account.HasCode {
		v.Least = signin.MinWithMFA
	}
	v.Errors = f.Errors()
	return r.Show(w, "entrance/password", v)
}

func keepPassword(w http.ResponseWriter, r *shell.Request) error {
	to, err := mayHavePassword(r)
	if err != nil {
		return err
	}
	if to != "" {
		return r.See(w, to)
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	f := newPasswordForm()
	if !f.Parse(r.PostForm) {
		return showPassword(w, r, f)
	}
	if f.Password.Value != f.Again.Value {
		f.Explain(errs.Field("again", "The two passwords are not the same. Enter both again"))
		return showPassword(w, r, f)
	}
	if err := r.House().SignIn.SetPassword(r.Context(), r.Account.ID, f.Password.Value, r.Session.Key, r.Now()); err != nil {
		if f.Explain(err) {
			return showPassword(w, r, f)
		}
		return err
	}
	if !r.Session.Strong() {
		return r.See(w, "/sign-in/second-factor")
	}
	return r.See(w, "/sessions")
}
