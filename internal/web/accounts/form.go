package accounts

import (
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// workerForm is what somebody is called and may do.
type workerForm struct {
	form.Form
	Version               form.Hidden
	Name, Title           form.Text
	Roles, Teams, Manages form.Checkboxes
	Agency                form.Text
	AgencyType, Source    form.Select
}

func newWorkerForm(r *shell.Request) (*workerForm, error) {
	var teams []form.Option
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		all, err := story.OfKind[record.Team](t)
		teams = nil
		for _, o := range all {
			teams = append(teams, form.Option{Value: o.Subject, Label: o.Body.Name})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(teams, func(a, b form.Option) int { return strings.Compare(a.Label, b.Label) })
	today := day.In(r.Now())
	f := &workerForm{
		Version:    form.Hidden{Name: "version"},
		Name:       form.Text{Name: "name", Label: "Name", Required: "Enter the person’s name", Complete: "off"},
		Title:      form.Text{Name: "title", Label: "Job title", Complete: "off"},
		Roles:      form.Checkboxes{Name: "roles", Label: "What does this person do?", Hint: "Choose as few as the work needs", Small: true, Required: "Choose at least one role", Options: roleOptions()},
		Teams:      form.Checkboxes{Name: "teams", Label: "Teams they work in", Small: true, Options: teams},
		Manages:    form.Checkboxes{Name: "manages", Label: "Teams in their line", Hint: "For managers and directors: their own teams and all below", Small: true, Options: teams},
		Agency:     form.Text{Name: "agency", Label: "Agency", Hint: "Only for somebody from another agency, for example a school", Complete: "off"},
		AgencyType: form.Select{Name: "agency_type", Label: "Sort of agency", Empty: "Not from another agency", Options: options("agency_type", today)},
		Source:     form.Select{Name: "source", Label: "Source of their referrals in the census", Empty: "Not from another agency", Options: options("referral_source", today)},
	}
	f.Add(&f.Version, &f.Name, &f.Title, &f.Roles, &f.Teams, &f.Manages, &f.Agency, &f.AgencyType, &f.Source)
	return f, nil
}

// roleOptions are the roles that an administrator may give. A young person's account belongs to their record and is not made here.
func roleOptions() []form.Option {
	var out []form.Option
	for _, t := range access.Roles() {
		if role := access.Role(t.Name); role == access.Public || role == access.YoungPerson {
			continue
		}
		name, what, _ := strings.Cut(t.Meaning, ": ")
		out = append(out, form.Option{Value: t.Name, Label: name, Hint: strings.ToUpper(what[:1]) + what[1:]})
	}
	return out
}

func options(set string, on day.Day) []form.Option {
	s, _ := codes.Set(set)
	var out []form.Option
	for _, c := range s.On(on) {
		out = append(out, form.Option{Value: c.Code, Label: strings.ToUpper(c.Label[:1]) + c.Label[1:]})
	}
	return out
}

func (f *workerForm) fill(o record.Of[record.Worker]) {
	w := o.Body
	f.Version.Value = strconv.FormatInt(o.Version, 10)
	f.Name.Value, f.Title.Value, f.Roles.Values, f.Teams.Values, f.Manages.Values = w.Name, w.Title, w.Roles, w.Teams, w.Manages
	f.Agency.Value, f.AgencyType.Value, f.Source.Value = w.Agency, w.AgencyType, w.Source
}

func (f *workerForm) worker() record.Worker {
	return record.Worker{
		Name: f.Name.Value, Title: f.Title.Value, Roles: f.Roles.Values, Teams: f.Teams.Values, Manages: f.Manages.Values,
		Agency: f.Agency.Value, AgencyType: f.AgencyType.Value, Source: f.Source.Value,
	}
}

// whyForm says why an account is disabled.
type whyForm struct {
	form.Form
	Why form.Text
}

func newWhyForm() *whyForm {
	f := &whyForm{Why: form.Text{Name: "why", Label: "Why is it disabled?", Required: "Say why the account is disabled", Max: 300, Complete: "off"}}
	f.Add(&f.Why)
	return f
}
