package people

import (
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// outside is somebody of another service on a child's page.
type outside struct{ ID, Name, Text, Reach, Since string }

func outsiders(r *shell.Request) []outside {
	var out []outside
	for _, p := range person.Professionals(r.Reading) {
		b := p.Body
		row := outside{ID: p.ID, Name: b.Name, Text: b.Name + ", " + b.Role, Reach: strings.Trim(b.Phone+", "+b.Email, ", "), Since: b.From.Short()}
		if b.Organisation != "" {
			row.Text += ", " + b.Organisation
		}
		out = append(out, row)
	}
	return out
}

// addProfessional is somebody of another service who works with the child; nobody else has to enter them first (complaint 16).
func addProfessional(w http.ResponseWriter, r *shell.Request) error {
	v := newFormView(r, "Add a professional", "/professional", "Add the professional", "Somebody of another service who works with the child. Our own workers are allocated.")
	name := &form.Text{Name: "name", Label: "Name", Required: "Enter the name", Max: 150, Complete: "off"}
	role := &form.Text{Name: "role", Label: "What are they to the child?", Hint: "For example health visitor, class teacher, support worker", Required: "Say what they are to the child, for example health visitor", Max: 150, Complete: "off"}
	org := &form.Text{Name: "organisation", Label: "Organisation", Max: 150, Complete: "off"}
	phone := &form.Text{Name: "phone", Label: "Telephone number", Type: "tel", Width: 20, Max: 40, Complete: "off"}
	email := &form.Text{Name: "email", Label: "Email address", Max: 150, Complete: "off"}
	from := &form.Date{Name: "from", Label: "Since when?", Hint: "Leave empty for today", Noun: "The start", Max: day.In(r.Now())}
	v.Form.Add(name, role, org, phone, email, from)
	return ask(w, r, v, "professional", func() error {
		_, err := r.House().People.AddProfessional(r.Context(), r.Actor, subject(r), record.Professional{
			Name: name.Value, Role: role.Value, Organisation: org.Value, Phone: phone.Value, Email: email.Value, From: from.Value,
		})
		return err
	})
}

// endProfessional ends a professional's time with the child. It is kept.
func endProfessional(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	now := person.Professionals(r.Reading)
	i := slices.IndexFunc(now, func(p record.Of[record.Professional]) bool { return p.ID == id })
	if i < 0 {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	b := now[i].Body
	v := newFormView(r, "End a professional’s time", "/professional/"+id+"/end", "End it", b.Name+", "+b.Role+". Ending keeps it in the history.")
	to := &form.Date{Name: "to", Label: "When did it end?", Hint: "Leave empty for today", Noun: "The end", Max: day.In(r.Now())}
	v.Form.Add(to)
	return ask(w, r, v, "professional-ended", func() error {
		_, err := r.House().People.EndProfessional(r.Context(), r.Actor, subject(r), id, to.Value)
		return err
	})
}
