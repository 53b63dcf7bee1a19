// Package accounts has the administrator's pages: who can sign in, in which role and team, and how they get in again.
//
// Invariant: what somebody may do is in their worker record, written by commands of the workforce; an account is only how they sign in. A
// one-time link is shown once, on the page that made it, and never in an address of ours.
//
// Source: issue 2 (Access); requirements/security-and-resilience.md c2 R1 to R3; complaints-as-tests.md row 22.
package accounts

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/signin"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
	"throughline/internal/workforce"
)

// Routes are the administrator's pages.
func Routes() []shell.Route {
	var out []shell.Route
	on := func(pattern string, page shell.Handler) {
		method, path, _ := strings.Cut(pattern, " ")
		out = append(out, shell.Route{Method: method, Path: path, Action: access.ManageAccounts, Class: access.Account, Page: page})
	}
	on("GET /accounts", list)
	on("GET /accounts/new", add)
	on("POST /accounts/new", add)
	on("GET /accounts/teams", teams)
	on("POST /accounts/teams", teams)
	on("GET /accounts/recovery", confirmRecovery)
	on("POST /accounts/recovery", confirmRecovery)
	on("GET /accounts/{id}", show)
	on("POST /accounts/{id}/roles", changeRoles)
	on("POST /accounts/{id}/disable", disable)
	on("POST /accounts/{id}/enable", enable)
	on("POST /accounts/{id}/invite", invite)
	on("POST /accounts/{id}/recover", askRecovery)
	on("POST /accounts/{id}/end-sessions", endSessions)
	on("POST /accounts/{id}/left", left)
	on("POST /accounts/{id}/back", back)
	return out
}

func room(r *shell.Request) workforce.Room { return workforce.Room{Desk: r.House().Desk} }

type listView struct {
	govuk.Page
	Rows []row
}

type row struct {
	ID, Name, Roles, Used string
	State                 state
}

// state is how an account stands, in a word and a sentence.
type state struct {
	Tag  govuk.Tag
	Text string
}

func list(w http.ResponseWriter, r *shell.Request) error {
	all, err := r.House().SignIn.Accounts(r.Context())
	if err != nil {
		return err
	}
	staff, err := workers(r)
	if err != nil {
		return err
	}
	v := listView{Page: r.Page("Accounts")}
	v.Wide = true
	for _, a := range all {
		v.Rows = append(v.Rows, row{ID: a.ID, Name: a.Name, Roles: roleWords(staff[a.Worker].Body), Used: used(a), State: stateOf(a, r.Now())})
	}
	return r.Show(w, "accounts/list", v)
}

// workers are the worker records by their subject.
func workers(r *shell.Request) (map[string]record.Of[record.Worker], error) {
	out := map[string]record.Of[record.Worker]{}
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		all, err := story.OfKind[record.Worker](t)
		for _, o := range all {
			out[o.Subject] = o
		}
		return err
	})
	return out, err
}

func roleWords(w record.Worker) string {
	out := make([]string, len(w.Roles))
	for i, r := range w.Roles {
		out[i] = strings.ReplaceAll(r, "_", " ")
	}
	return strings.Join(out, ", ")
}

func used(a signin.Account) string {
	if a.LastUsed.IsZero() {
		return "Never"
	}
	return day.Moment(a.LastUsed)
}

// stateOf is how an account stands at a time: a dormant one is closed, one that will soon be is warned of.
func stateOf(a signin.Account, now time.Time) state {
	last := a.Created
	for _, t := range []time.Time{a.Reopened, a.LastUsed} {
		if t.After(last) {
			last = t
		}
	}
	days := int(now.Sub(last).Hours() / 24)
	switch closed := a.Closed(now); {
	case a.Status != signin.Enabled:
		return state{govuk.Tag{Text: "Disabled", Classes: "govuk-tag--grey"}, a.Why}
	case closed != "":
		return state{govuk.Tag{Text: "Closed", Classes: "govuk-tag--red"}, capital(closed)}
	case signin.Dormancy(last, now) == signin.Fading:
		return state{govuk.Tag{Text: "Unused", Classes: "govuk-tag--yellow"}, fmt.Sprintf("Unused for %d days. It closes after 30.", days)}
	case a.LastUsed.IsZero():
		return state{govuk.Tag{Text: "Not used yet", Classes: "govuk-tag--blue"}, "Send an invitation"}
	}
	return state{govuk.Tag{Text: "Open", Classes: "govuk-tag--green"}, ""}
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

type showView struct {
	govuk.Page
	Account  signin.Account
	Self     bool
	State    state
	Used     string
	Worker   record.Of[record.Worker]
	HasLeft  bool
	Cases    int64
	Sessions []signin.Session
	Roles    *workerForm
	Why      *whyForm
	Link     string // a one-time link, shown once
	LinkFor  string
	Code     string // of a recovery that waits for its second person
}

// base is the address of an account's page.
func (v showView) Base() string { return "/accounts/" + v.Account.ID }

// load is everything that an account's page shows.
func load(r *shell.Request) (v showView, err error) {
	if v.Account, err = r.House().SignIn.Account(r.Context(), r.ID()); err != nil {
		return v, err
	}
	v.Page = r.Page(v.Account.Name)
	v.Title = "Account"
	v.Back = govuk.BackLink{Text: "Back to accounts", Href: "/accounts"}
	v.Self, v.State, v.Used = v.Account.ID == r.Account.ID, stateOf(v.Account, r.Now()), used(v.Account)
	if v.Sessions, err = r.House().SignIn.Sessions(r.Context(), v.Account.ID, r.Now()); err != nil {
		return v, err
	}
	staff, err := workers(r)
	if err != nil {
		return v, err
	}
	v.Why = newWhyForm()
	if v.Worker = staff[v.Account.Worker]; v.Worker.ID == "" {
		return v, nil
	}
	v.HasLeft = !v.Worker.Body.Left.IsZero()
	if v.Roles, err = newWorkerForm(r); err != nil {
		return v, err
	}
	v.Roles.fill(v.Worker)
	err = r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		return t.Row("select cast(count(*) as bigint) from access_link where relation = 'allocated' and actor = $1", []any{v.Worker.Subject}, &v.Cases)
	})
	return v, err
}

// doneWords is what the banner says after each change.
var doneWords = map[string]string{
	"roles": "The roles and teams were changed. They hold from the next page.", "disabled": "The account is disabled and its sessions are ended.",
	"enabled": "The account is open again.", "ended": "Every session of this account is ended.", "left": "It is recorded that this person has left. Their account is disabled.",
	"back": "It is recorded that this person is back. Enable the account when they need it.", "team": "The team was added.",
}

func banner(r *shell.Request) govuk.NotificationBanner {
	return govuk.NotificationBanner{Success: true, Text: doneWords[r.URL.Query().Get("done")]}
}

func show(w http.ResponseWriter, r *shell.Request) error {
	v, err := load(r)
	if err != nil {
		return err
	}
	v.Banner = banner(r)
	return r.Show(w, "accounts/show", v)
}

func parse(r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	return nil
}

// after sends the reader back to the account, or gives the error.
func after(w http.ResponseWriter, r *shell.Request, err error, word string) error {
	if err != nil {
		return err
	}
	r.App.ForgetNames()
	return r.See(w, "/accounts/"+r.ID()+"?done="+word)
}
