package accounts

import (
	"net/http"
	"strconv"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/signin"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type addView struct {
	govuk.Page
	Form *workerForm
}

// add makes a worker record and the account that is joined to it. The two are kept in different places, so the second is judged before the first is
// written, and the first is undone when the second fails all the same.
func add(w http.ResponseWriter, r *shell.Request) error {
	f, err := newWorkerForm(r)
	if err != nil {
		return err
	}
	email := &form.Text{Name: "email", Label: "Email address they sign in with", Type: "email", Required: "Enter an email address, like name@example.gov.uk", Complete: "off"}
	f.Add(email)
	v := addView{Page: r.Page("Add an account"), Form: f}
	v.Back = govuk.BackLink{Text: "Back to accounts", Href: "/accounts"}
	if r.Method == http.MethodPost {
		if err := parse(r); err != nil {
			return err
		}
		if f.Parse(r.PostForm) {
			id, err := create(r, f, email.Value)
			if err == nil {
				r.App.ForgetNames()
				return r.See(w, "/accounts/"+id)
			}
			if !f.Explain(err) {
				return err
			}
		}
		v.Errors = f.Errors()
	}
	return r.Show(w, "accounts/add", v)
}

func create(r *shell.Request, f *workerForm, email string) (id string, err error) {
	_, err = r.House().SignIn.AccountByEmail(r.Context(), email)
	if err == nil {
		return "", errs.Field("email", "Another account signs in with this already")
	} else if errs.Of(err) != errs.NotFound {
		return "", err
	}
	worker, rc, err := room(r).AddWorker(r.Context(), r.Actor, f.worker())
	if err != nil {
		return "", err
	}
	a, err := r.House().SignIn.Create(r.Context(), signin.Account{
		Kind: signin.Person, Worker: worker, Name: f.Name.Value, Email: email,
	}, "", r.Now())
	if err != nil {
		if _, undone := r.House().Desk.Undo(r.Context(), r.Actor, rc.Command); undone != nil {
			return "", errs.As(errs.Internal, undone, "a worker without an account stays: %s", worker)
		}
		return "", err
	}
	return a.ID, nil
}

func changeRoles(w http.ResponseWriter, r *shell.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	v, err := load(r)
	if err != nil {
		return err
	}
	if v.Roles == nil {
		return errs.New(errs.Conflict, "This account is not joined to a worker. Nothing was changed")
	}
	if v.Roles.Parse(r.PostForm) {
		version, err := strconv.ParseInt(v.Roles.Version.Value, 10, 64)
		if err != nil {
			return errs.New(errs.Invalid, "The form does not say which version of the record it was made from. Open the page again")
		}
		_, err = room(r).ChangeWorker(r.Context(), r.Actor, v.Worker.Subject, version, v.Roles.worker())
		if err == nil {
			v.Account.Name = v.Roles.Name.Value
			return after(w, r, r.House().SignIn.Update(r.Context(), v.Account, r.Now()), "roles")
		}
		if !v.Roles.Explain(err) {
			return err
		}
	}
	v.Errors = v.Roles.Errors()
	return r.Show(w, "accounts/show", v)
}

// notSelf refuses what would lock the administrator out, or let them decide about themselves.
func notSelf(r *shell.Request) error {
	if r.ID() == r.Account.ID {
		return errs.New(errs.Denied, "Another administrator must do this with your own account")
	}
	return nil
}

func disable(w http.ResponseWriter, r *shell.Request) error {
	if err := notSelf(r); err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	v, err := load(r)
	if err != nil {
		return err
	}
	if !v.Why.Parse(r.PostForm) {
		v.Errors = v.Why.Errors()
		return r.Show(w, "accounts/show", v)
	}
	return after(w, r, r.House().SignIn.Disable(r.Context(), r.ID(), v.Why.Why.Value, r.Now()), "disabled")
}

func enable(w http.ResponseWriter, r *shell.Request) error {
	if err := notSelf(r); err != nil {
		return err
	}
	v, err := load(r)
	if err != nil {
		return err
	}
	if v.HasLeft {
		return errs.New(errs.Conflict, "This person has left. Record that they are back first; nothing was changed")
	}
	return after(w, r, r.House().SignIn.Enable(r.Context(), r.ID(), r.Now()), "enabled")
}

func endSessions(w http.ResponseWriter, r *shell.Request) error {
	keep := ""
	if r.ID() == r.Account.ID {
		keep = r.Session.Key
	}
	return after(w, r, r.House().SignIn.EndSessions(r.Context(), r.ID(), keep, "ended by an administrator", r.Now()), "ended")
}

// left records that somebody has left, and closes their account in the same breath.
func left(w http.ResponseWriter, r *shell.Request) error {
	v, err := load(r)
	if err != nil {
		return err
	}
	if v.Roles == nil {
		return errs.New(errs.Conflict, "This account is not joined to a worker. Disable it instead; nothing was changed")
	}
	if _, err := room(r).Leave(r.Context(), r.Actor, v.Worker.Subject, day.Day{}); err != nil {
		return err
	}
	return after(w, r, r.House().SignIn.Disable(r.Context(), r.ID(), "has left", r.Now()), "left")
}

func back(w http.ResponseWriter, r *shell.Request) error {
	v, err := load(r)
	if err != nil {
		return err
	}
	if v.Roles == nil {
		return errs.New(errs.Conflict, "This account is not joined to a worker. Nothing was changed")
	}
	_, err = room(r).Return(r.Context(), r.Actor, v.Worker.Subject)
	return after(w, r, err, "back")
}

// link is the address that a one-time token is used at, for the administrator to hand over.
func link(r *shell.Request, token string) string {
	scheme := "http"
	if r.App.Secure {
		scheme = "https"
	}
	return scheme + "://" + r.Host + "/sign-in/link/" + token
}

// invite shows a link that lets the holder set a password and a second factor. It is shown once.
func invite(w http.ResponseWriter, r *shell.Request) error {
	if err := notSelf(r); err != nil {
		return err
	}
	v, err := load(r)
	if err != nil {
		return err
	}
	if why := v.Account.Closed(r.Now()); why != "" {
		return errs.New(errs.Conflict, "This account is closed (%s). Enable it first; nothing was changed", why)
	}
	token, err := r.House().SignIn.Invite(r.Context(), r.ID(), r.Account.ID, r.Now())
	if err != nil {
		return err
	}
	v.Link, v.LinkFor = link(r, token), "It works once, within 72 hours. A password and second factor that the account has now are taken away when it is used."
	return r.Show(w, "accounts/show", v)
}

// askRecovery begins a recovery. It gives a code for the second person; nothing opens until they confirm.
func askRecovery(w http.ResponseWriter, r *shell.Request) error {
	v, err := load(r)
	if err != nil {
		return err
	}
	if v.Code, err = r.House().SignIn.AskRecovery(r.Context(), r.ID(), r.Account.ID, r.Now()); err != nil {
		return err
	}
	return r.Show(w, "accounts/show", v)
}

type recoveryView struct {
	govuk.Page
	Form form.Form
	Link string
}

// confirmRecovery is the page of the second person: they enter the code that the first was given, and hand the link to the holder.
func confirmRecovery(w http.ResponseWriter, r *shell.Request) error {
	v := recoveryView{Page: r.Page("Confirm a recovery")}
	v.Back = govuk.BackLink{Text: "Back to accounts", Href: "/accounts"}
	code := &form.Text{Name: "code", Label: "Code of the recovery", Hint: "The administrator who asked for it has the code", Required: "Enter the code of the recovery", Complete: "off"}
	v.Form.Add(code)
	if r.Method == http.MethodGet {
		return r.Show(w, "accounts/recovery", v)
	}
	if err := parse(r); err != nil {
		return err
	}
	if v.Form.Parse(r.PostForm) {
		token, err := r.House().SignIn.ConfirmRecovery(r.Context(), code.Value, r.Account.ID, r.Now())
		switch {
		case err == nil:
			v.Link = link(r, token)
			return r.Show(w, "accounts/recovery", v)
		case errs.Of(err) == errs.NotFound:
			v.Form.Explain(errs.Field("code", "This code is not known, was used, or is older than 24 hours. Ask for a new recovery"))
		case errs.Of(err) == errs.Denied:
			v.Form.Explain(errs.Field("code", "%s", errs.Text(err)))
		default:
			return err
		}
	}
	v.Errors = v.Form.Errors()
	return r.Show(w, "accounts/recovery", v)
}
