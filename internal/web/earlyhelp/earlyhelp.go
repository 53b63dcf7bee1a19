// Package earlyhelp has the pages of early help: the one list of both services, the request, the family's case, and the directory of support.
package earlyhelp

import (
	"net/url"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/db"
	room "throughline/internal/earlyhelp"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the pages of early help.
func Routes() []shell.Route {
	route := func(method, path string, action access.Action, about shell.About, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: action, Class: access.None, About: about, Page: page}
	}
	out := []shell.Route{
		route("GET", "/early-help", access.List, shell.Nothing, list),
		route("GET", "/early-help/new", access.Record, shell.Nothing, ask),
		route("POST", "/early-help/new", access.Record, shell.Nothing, ask),
		route("GET", "/support-directory", access.Record, shell.Nothing, offers),
		route("POST", "/support-directory", access.Record, shell.Nothing, addOffer),
		route("POST", "/support-directory/{id}", access.Record, shell.Nothing, checkOffer),
		route("GET", "/children/{id}/early-help", access.Record, shell.AChild, ofChild),
		route("POST", "/children/{id}/early-help", access.Record, shell.AChild, begin),
		route("POST", "/children/{id}/early-help/undo", access.Record, shell.AChild, takeBackBegin),
		route("GET", "/early-help/{id}", access.Read, shell.AnEarlyHelp, show),
	}
	for _, e := range editors {
		out = append(out, route("GET", "/early-help/{id}/"+e.name, access.Record, shell.AnEarlyHelp, e.run), route("POST", "/early-help/{id}/"+e.name, access.Record, shell.AnEarlyHelp, e.run))
	}
	for name, do := range acts {
		out = append(out, route("POST", "/early-help/{id}/"+name, access.Record, shell.AnEarlyHelp, act(do)))
	}
	return out
}

func subjectOf(r *shell.Request) string { return record.EarlyHelpSubject + ":" + r.ID() }

func read(r *shell.Request) (room.View, error) {
	return r.House().EarlyHelp.Read(r.Context(), r.Actor, subjectOf(r), r.Route.Pattern())
}

// row is a question and its answer.
type row struct{ Key, Value string }

func given(rows ...row) (out []row) {
	for _, r := range rows {
		if strings.TrimSpace(r.Value) != "" {
			out = append(out, r)
		}
	}
	return out
}

// teams are those in which early help workers are; people the workers of early help, each with their team.
func teams(r *shell.Request) (out []form.Option, people []form.Option, err error) {
	err = r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		all, err := story.OfKind[record.Team](t)
		if err != nil {
			return err
		}
		ws, err := story.OfKind[record.Worker](t)
		if err != nil {
			return err
		}
		names, with := map[string]string{}, map[string]bool{}
		for _, tm := range all {
			names[tm.Subject] = tm.Body.Name
		}
		for _, w := range ws {
			for _, role := range w.Body.Roles {
				if role != string(access.EarlyHelp) || !w.Body.Left.IsZero() {
					continue
				}
				for _, tm := range w.Body.Teams {
					with[tm] = true
					people = append(people, form.Option{Value: tm + "/" + w.Subject, Label: w.Body.Name + ", " + names[tm]})
				}
			}
		}
		for _, tm := range all {
			if with[tm.Subject] {
				out = append(out, form.Option{Value: tm.Subject, Label: tm.Body.Name})
			}
		}
		return nil
	})
	return out, people, err
}

// peopleFrom reads attendees as they are typed: one a line, "name, agency, role", with "apologies" for who did not come.
func peopleFrom(text string) (out []record.Attendee) {
	for line := range strings.Lines(text) {
		var a record.Attendee
		var parts []string
		for p := range strings.SplitSeq(line, ",") {
			switch p = strings.TrimSpace(p); {
			case strings.EqualFold(p, "apologies"):
				a.Apologies = true
			case p != "":
				parts = append(parts, p)
			}
		}
		if len(parts) == 0 {
			continue
		}
		a.Name = parts[0]
		if len(parts) > 1 {
			a.Agency, a.Role = parts[1], strings.Join(parts[2:], ", ")
		}
		out = append(out, a)
	}
	return out
}

// mostActions is how many new actions one form takes.
const mostActions = 4

func actionFields() (out []shell.Section) {
	for i := range mostActions {
		p := "action-" + strconv.Itoa(i)
		out = append(out, shell.Section{Heading: "Action " + strconv.Itoa(i+1), Fields: []form.Field{
			&form.Text{Name: p + "-what", Label: "What is to be done?", Max: 500}, &form.Text{Name: p + "-who", Label: "Who does it?", Complete: "off"}, &form.Date{Name: p + "-by", Label: "By when?", Noun: "The day of the action"},
		}})
	}
	return out
}

func actionsFrom(v url.Values) (out []record.TaskAgreed) {
	for i := range mostActions {
		p := "action-" + strconv.Itoa(i)
		if what := form.Line(v, p+"-what"); what != "" {
			out = append(out, record.TaskAgreed{What: what, Who: form.Line(v, p+"-who"), By: form.Day(v, p+"-by")})
		}
	}
	return out
}
