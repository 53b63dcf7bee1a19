// Package reports has the pages of reports to members: where they are begun, written and published, and what the public reads of them.
//
// Invariant: the public reaches editions only. A draft, its words and who wrote them are shown to those who may see figures.
//
// Source: issue 4, "Annual report"; seed requirements SR-211 to SR-223.
package reports

import (
	"net/http"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/report"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the pages of reports, inside and in public.
func Routes() []shell.Route {
	s := newShelf()
	rt := func(method, path string, action access.Action, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: action, Class: access.Figure, Page: page}
	}
	public := func(path string, page shell.Handler) shell.Route {
		return shell.Route{Method: "GET", Path: path, Action: access.ReadPublic, Class: access.Figure, Open: true, Page: page}
	}
	return []shell.Route{
		public("/public/reports", publicList),
		public("/public/reports/{id}/{n}", s.publicOne),
		public("/public/reports/{id}/{n}/file", s.publicFile),
		rt("GET", "/reports", access.ReadMeasures, list),
		rt("GET", "/reports/new", access.PublishFigure, begin),
		rt("POST", "/reports/new", access.PublishFigure, begun),
		rt("GET", "/reports/{id}", access.ReadMeasures, shell.Counting(draft)),
		rt("GET", "/reports/{id}/file", access.ReadMeasures, shell.Counting(s.draftFile)),
		rt("GET", "/reports/{id}/write", access.PublishFigure, write),
		rt("POST", "/reports/{id}/write", access.PublishFigure, written),
		rt("GET", "/reports/{id}/publish", access.PublishFigure, shell.Counting(confirm)),
		rt("POST", "/reports/{id}/publish", access.PublishFigure, shell.Counting(published)),
		rt("GET", "/reports/{id}/editions/{n}", access.ReadMeasures, s.edition),
		rt("GET", "/reports/{id}/editions/{n}/file", access.ReadMeasures, s.editionFile),
	}
}

func room(r *shell.Request) report.Room {
	return report.Room{Desk: r.House().Desk, Book: r.House().Book}
}

// held is the report of the address.
func held(r *shell.Request) (report.Held, error) {
	return room(r).One(r.Context(), record.ReportSubject+":"+r.ID())
}

// editionOf is the edition of the address.
func editionOf(r *shell.Request) (report.Held, record.ReportEdition, error) {
	h, err := held(r)
	if err != nil {
		return h, record.ReportEdition{}, err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return h, record.ReportEdition{}, errs.New(errs.NotFound, "There is no such edition of this report")
	}
	e, err := h.Published(n)
	return h, e.Body, err
}

// idOf is the id of a report as it stands in addresses.
func idOf(h report.Held) string { return h.Report.Subject[len(record.ReportSubject)+1:] }

// periodOf is the period that a report is about.
func periodOf(b record.Report) measure.Period {
	if b.Form == record.HalfYearReport {
		return measure.Half(b.Ending)
	}
	return measure.Year(b.Ending)
}

type row struct{ Title, Href, Form, Period, State string }

type listView struct {
	govuk.Page
	Reports  []row
	CanWrite bool
}

func list(w http.ResponseWriter, r *shell.Request) error {
	all, err := room(r).All(r.Context())
	if err != nil {
		return err
	}
	v := listView{Page: r.Page("Reports to members"), CanWrite: r.May(access.PublishFigure, access.Figure)}
	for _, h := range all {
		b := h.Report.Body
		line := row{b.Title, "/reports/" + idOf(h), report.FormName(b.Form), periodOf(b).String(), "Draft, not published yet"}
		if e, ok := h.Latest(); ok {
			line.State = "Edition " + strconv.Itoa(e.Body.Number) + ", published " + day.Moment(e.Body.Published)
		}
		v.Reports = append(v.Reports, line)
	}
	return r.Show(w, "reports/list", v)
}

// yearsBack is how many years a report can be begun for.
const yearsBack = 10

type beginning struct {
	form  *form.Form
	kind  *form.Radios
	title *form.Text
	year  *form.Select
}

func newBeginning(r *shell.Request) beginning {
	b := beginning{
		form: &form.Form{},
		kind: &form.Radios{Name: "form", Label: "What kind of report is it?", Required: "Choose what kind of report it is", Options: []form.Option{
			{Value: record.AnnualReport, Label: report.FormName(record.AnnualReport), Hint: "A financial year beside the two before it, and what has happened since"},
			{Value: record.HalfYearReport, Label: report.FormName(record.HalfYearReport), Hint: "April to September, beside the same months of the two years before"},
			{Value: record.MidYearReport, Label: report.FormName(record.MidYearReport), Hint: "A financial year, and the first half of the next one"},
		}},
		title: &form.Text{Name: "title", Label: "Title", Hint: "For example, Children’s social care annual report 2025/26", Required: "Enter the title of the report"},
		year:  &form.Select{Name: "ending", Label: "Financial year", Empty: "Choose a year", Required: "Choose the financial year"},
	}
	newest := day.FinancialYearEnding(r.House().Desk.Today())
	for y := newest; y > newest-yearsBack; y-- {
		b.year.Options = append(b.year.Options, form.Option{Value: strconv.Itoa(y), Label: measure.Year(y).String()})
	}
	b.form.Add(b.kind, b.year, b.title)
	return b
}

type formView struct {
	govuk.Page
	Form *form.Form
}

func begin(w http.ResponseWriter, r *shell.Request) error {
	return showBeginning(w, r, newBeginning(r).form)
}

func showBeginning(w http.ResponseWriter, r *shell.Request, f *form.Form) error {
	v := formView{Page: r.Page("Begin a report"), Form: f}
	v.Errors, v.Back = f.Errors(), govuk.BackLink{Text: "Reports", Href: "/reports"}
	return r.Show(w, "reports/new", v)
}

func begun(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	b := newBeginning(r)
	if b.form.Parse(r.PostForm) {
		ending, err := strconv.Atoi(b.year.Value)
		if err != nil {
			return badForm(err)
		}
		subject, err := room(r).Begin(r.Context(), r.Actor, record.Report{Form: b.kind.Value, Title: b.title.Value, Ending: ending})
		if err == nil {
			return r.See(w, "/reports/"+subject[len(record.ReportSubject)+1:])
		}
		if !b.form.Explain(err) {
			return err
		}
	}
	return showBeginning(w, r, b.form)
}

func badForm(err error) error {
	return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again; nothing was changed")
}
