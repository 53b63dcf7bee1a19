package accounts

import (
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type teamsView struct {
	govuk.Page
	Rows []teamRow
	Form form.Form
}

type teamRow struct {
	Name, Manager string
	Members       int
}

// teams lists the teams and adds one.
func teams(w http.ResponseWriter, r *shell.Request) error {
	v := teamsView{Page: r.Page("Teams")}
	v.Back, v.Banner = govuk.BackLink{Text: "Back to accounts", Href: "/accounts"}, banner(r)
	staff, err := workers(r)
	if err != nil {
		return err
	}
	var all []record.Of[record.Team]
	if err := r.House().DB.Read(r.Context(), func(t *db.Tx) (err error) {
		all, err = story.OfKind[record.Team](t)
		return err
	}); err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b record.Of[record.Team]) int { return strings.Compare(a.Body.Name, b.Body.Name) })
	manager := &form.Select{Name: "manager", Label: "Manager", Hint: "The team is in their line from then on", Empty: "Nobody yet"}
	for _, w := range staff {
		leads := slices.Contains(w.Body.Roles, string(access.Manager)) || slices.Contains(w.Body.Roles, string(access.Director))
		if leads && w.Body.Left.IsZero() {
			manager.Options = append(manager.Options, form.Option{Value: w.Subject, Label: w.Body.Name})
		}
	}
	slices.SortFunc(manager.Options, func(a, b form.Option) int { return strings.Compare(a.Label, b.Label) })
	for _, t := range all {
		row := teamRow{Name: t.Body.Name, Manager: staff[t.Body.Manager].Body.Name}
		for _, w := range staff {
			if w.Body.Left.IsZero() && slices.Contains(w.Body.Teams, t.Subject) {
				row.Members++
			}
		}
		v.Rows = append(v.Rows, row)
	}
	name := &form.Text{Name: "name", Label: "Name of the team", Required: "Enter the name of the team", Complete: "off"}
	v.Form.Add(name, manager)
	if r.Method == http.MethodGet {
		return r.Show(w, "accounts/teams", v)
	}
	if err := parse(r); err != nil {
		return err
	}
	if v.Form.Parse(r.PostForm) {
		_, _, err := room(r).AddTeam(r.Context(), r.Actor, name.Value, manager.Value)
		if err == nil {
			r.App.ForgetNames()
			return r.See(w, "/accounts/teams?done=team")
		}
		if !v.Form.Explain(err) {
			return err
		}
	}
	v.Errors = v.Form.Errors()
	return r.Show(w, "accounts/teams", v)
}
