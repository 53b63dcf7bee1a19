package casework

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"throughline/internal/access"
	room "throughline/internal/casework"
	"throughline/internal/chronology"
	"throughline/internal/day"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/outputs"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

type papersView struct {
	people.Head
	Rows []paperRow
}

type paperRow struct {
	On          day.Day
	Path, Title string
}

// papers lists what can be printed or sent: plans, assessments, conferences, newest first.
func papers(w http.ResponseWriter, r *shell.Request) error {
	v := papersView{Head: people.NewHead(r, "Print or send a plan, an assessment or minutes")}
	on := map[string]day.Day{}
	for _, l := range chronology.Of(r.Reading.Story) {
		if on[l.Record].IsZero() {
			on[l.Record] = l.On
		}
	}
	for _, rec := range r.Reading.Story.Records {
		if title, ok := room.Sendable(rec.Kind); ok && readable(r, rec) {
			v.Rows = append(v.Rows, paperRow{on[rec.ID], people.Base(r) + "/papers/" + rec.ID, title})
		}
	}
	slices.SortStableFunc(v.Rows, func(a, b paperRow) int { return b.On.Compare(a.On) })
	return r.Show(w, "casework/papers", v)
}

func readable(r *shell.Request, rec record.Record) bool {
	k, ok := record.Lookup(rec.Kind)
	return ok && r.May(access.Read, access.Class(k.Class))
}

type paperView struct {
	people.Head
	To      *form.Select
	Here    string
	Paper   document.Paper
	Files   []outputs.Link
	Refused string
	Chosen  string
}

// others are recipients who are no relatives.
var others = []form.Option{{Value: "professional", Label: "A professional who works with the child"}, {Value: "court", Label: "A court or legal representative"}}

// thePaper is the paper that the route names, as it is.
func thePaper(r *shell.Request) (document.Paper, error) {
	i := slices.IndexFunc(r.Reading.Story.Records, func(rec record.Record) bool { return rec.ID == r.PathValue("record") })
	if i < 0 || !readable(r, r.Reading.Story.Records[i]) {
		return document.Paper{}, errs.New(errs.NotFound, "%s", access.Missing)
	}
	rec := r.Reading.Story.Records[i]
	var report *record.AssessmentReport
	if a, ok := rec.Body.(record.Assessment); ok {
		var err error
		if report, err = r.House().Casework.Report(r.Context(), r.Reading, a); err != nil {
			return document.Paper{}, err
		}
	}
	return room.PaperOf(r.Reading.Story, rec, report, room.Words{Name: r.Name, Person: func(subject string) string {
		for _, rel := range r.Reading.Relations {
			if rel.Other == subject {
				return rel.Name
			}
		}
		return ""
	}}, r.Today())
}

// recipients are who a paper can go to: the child, relatives whom the reader may know of, and others.
func recipients(r *shell.Request) []form.Option {
	view := r.Reading.View()
	out := []form.Option{{Value: r.Subject(), Label: view.Name.Full() + ", the child"}}
	for _, rel := range view.Relations {
		if !slices.ContainsFunc(out, func(o form.Option) bool { return o.Value == rel.Other }) {
			out = append(out, form.Option{Value: rel.Other, Label: rel.Name + ", " + rel.Label})
		}
	}
	return append(out, others...)
}

// leaves asks whether the paper may go to whom the address names.
func leaves(r *shell.Request, p document.Paper) (chosen string, err error) {
	to := r.URL.Query().Get("to")
	i := slices.IndexFunc(recipients(r), func(o form.Option) bool { return o.Value == to })
	if i < 0 {
		return "", errs.New(errs.Invalid, "Choose who gets it")
	}
	name, _, _ := strings.Cut(recipients(r)[i].Label, ", ")
	if slices.ContainsFunc(others, func(o form.Option) bool { return o.Value == to }) {
		to = ""
	}
	return name, r.House().Casework.Leaves(r.Context(), r.Reading, to, name, p)
}

// paperPage shows a paper, and for whom it is chosen the forms in which it can be had.
func paperPage(w http.ResponseWriter, r *shell.Request) error {
	p, err := thePaper(r)
	v := paperView{Head: people.NewHead(r, p.Title), Here: people.Base(r) + "/papers/" + r.PathValue("record"), Paper: p,
		To: &form.Select{Name: "to", Label: "Who gets it?", Empty: "Choose one", Options: recipients(r), Value: r.URL.Query().Get("to")}}
	v.Back = govuk.BackLink{Text: "Plans, assessments and minutes", Href: people.Base(r) + "/papers"}
	if errs.Of(err) == errs.Conflict { // not ready to leave
		v.Head, v.Refused, v.To = people.NewHead(r, "Print or send"), errs.Text(err), nil
		return r.Show(w, "casework/paper", v)
	}
	if err != nil {
		return err
	}
	if v.To.Value != "" {
		switch v.Chosen, err = leaves(r, p); errs.Of(err) {
		case errs.Conflict:
			v.Refused = errs.Text(err)
		default:
			if err != nil {
				return err
			}
			v.Files = outputs.Links(v.Here, url.Values{"to": {v.To.Value}}.Encode())
		}
	}
	return r.Show(w, "casework/paper", v)
}

// filePaper is the same as a file, for a recipient to whom it may go.
func filePaper(desk *outputs.Desk, w http.ResponseWriter, r *shell.Request) error {
	p, err := thePaper(r)
	if err != nil {
		return err
	}
	if _, err := leaves(r, p); err != nil {
		return err
	}
	return desk.Send(w, r, strings.ReplaceAll(strings.ToLower(p.Title), " ", "-"), p)
}
