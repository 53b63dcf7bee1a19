package reports

import (
	"fmt"
	"net/http"
	"strconv"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/measure/personal"
	"throughline/internal/record"
	"throughline/internal/report"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type writeView struct {
	govuk.Page
	ID, Slot string
	Form     *form.Form
	Base     int64
	Other    string // another's words, which came in between
	Whose    string
	Found    []personal.Found // what may tell who somebody is
}

// placeOf is the place of the address.
func placeOf(r *shell.Request) (report.Section, error) {
	name := r.URL.Query().Get("slot")
	for _, s := range report.Slots() {
		if s.Slot == name {
			return s, nil
		}
	}
	return report.Section{}, errs.New(errs.NotFound, "A report has no such place")
}

func newWords(s report.Section, text string) (*form.Form, *form.TextArea) {
	area := &form.TextArea{
		Name: "text", Label: s.Asks, Value: text, Rows: 14,
		Hint: "Each line becomes a paragraph with a number of its own. The figures are set beside your words by themselves. When an edition is published, everybody can read this: do not name a child or a family, nor give a number of five or fewer.",
	}
	f := &form.Form{}
	f.Add(area)
	return f, area
}

func draftName(id, slot string) string { return "report/" + id + "/" + slot }

func write(w http.ResponseWriter, r *shell.Request) error {
	s, err := placeOf(r)
	if err != nil {
		return err
	}
	h, err := held(r)
	if err != nil {
		return err
	}
	words, _ := h.Report.Body.Text(s.Slot)
	f, _ := newWords(s, words.Text)
	v := writeView{Base: h.Report.Version}
	typed, banner, ok, err := r.Draft(draftName(r.ID(), s.Slot))
	if err != nil {
		return err
	}
	if ok {
		f.Fill(typed)
		if b, err := strconv.ParseInt(typed.Get("base"), 10, 64); err == nil {
			v.Base = b
		}
	}
	return showWrite(w, r, h, s, f, banner, v)
}

func showWrite(w http.ResponseWriter, r *shell.Request, h report.Held, s report.Section, f *form.Form, banner govuk.NotificationBanner, v writeView) error {
	status := v.Status
	v.Page, v.ID, v.Slot, v.Form = r.Page(s.Title), r.ID(), s.Slot, f
	v.Status, v.Caption = status, h.Report.Body.Title
	v.Errors, v.Banner, v.Scripts = f.Errors(), banner, []string{"autosave.js"}
	v.Back = govuk.BackLink{Text: "The report", Href: "/reports/" + r.ID()}
	return r.Show(w, "reports/write", v)
}

func written(w http.ResponseWriter, r *shell.Request) error {
	s, err := placeOf(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	h, err := held(r)
	if err != nil {
		return err
	}
	// Kept first: whatever happens below, what was typed is on the server.
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, draftName(r.ID(), s.Slot), r.PostForm); err != nil {
		return err
	}
	base, err := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
	if err != nil {
		return errs.New(errs.Invalid, "The form is not complete. Open the report again; your draft is kept")
	}
	f, area := newWords(s, "")
	v := writeView{Base: base}
	if f.Parse(r.PostForm) {
		if v.Found, err = unsure(r, area.Value); err != nil {
			return err
		}
		if len(v.Found) > 0 {
			v.Status = http.StatusUnprocessableEntity
			return showWrite(w, r, h, s, f, govuk.NotificationBanner{}, v)
		}
		err := room(r).Write(r.Context(), r.Actor, h.Report.Subject, base, s.Slot, area.Value)
		switch {
		case err == nil:
			if err := r.Sent(draftName(r.ID(), s.Slot)); err != nil {
				return err
			}
			return r.See(w, "/reports/"+r.ID()+"#"+s.Slot)
		case errs.Of(err) == errs.Conflict:
			if h, err = held(r); err != nil {
				return err
			}
			theirs, _ := h.Report.Body.Text(s.Slot)
			v.Base, v.Other, v.Status = h.Report.Version, theirs.Text, http.StatusConflict
			v.Whose = r.Name(theirs.By) + ", " + day.Moment(theirs.At)
		case !f.Explain(err):
			return err
		}
	}
	return showWrite(w, r, h, s, f, govuk.NotificationBanner{}, v)
}

// unsure is what may tell who somebody is in texts whose author has not said that it is nobody's data.
func unsure(r *shell.Request, texts ...string) ([]personal.Found, error) {
	if r.PostForm.Get("sure") == "yes" {
		return nil, nil
	}
	return personal.Look(r.Context(), r.House().Desk, r.Actor, texts...)
}

// wordsOf are all texts of a report.
func wordsOf(b record.Report) (out []string) {
	out = append(out, b.Title)
	for _, t := range b.Texts {
		out = append(out, t.Text)
	}
	for _, p := range b.Priorities {
		out = append(out, p.Text)
	}
	return out
}

type confirmView struct {
	govuk.Page
	ID       string
	Version  int64
	Next     int
	Period   string
	Figures  int
	Written  []string // places with words
	Empty    []string // places without
	Live     bool     // the period goes on
	Priority int
	Found    []personal.Found
}

// confirm says what will be frozen.
func confirm(w http.ResponseWriter, r *shell.Request) error {
	h, err := held(r)
	if err != nil {
		return err
	}
	b := h.Report.Body
	p := periodOf(b)
	v := confirmView{
		Page: r.Page("Publish " + b.Title), ID: r.ID(), Version: h.Report.Version, Next: len(h.Editions) + 1, Period: p.String(),
		Live: !p.To.Before(r.House().Desk.Today()), Priority: len(b.Priorities),
	}
	counted := map[string]bool{}
	for _, s := range report.Slots() {
		if t, ok := b.Text(s.Slot); ok && t.Text != "" {
			v.Written = append(v.Written, s.Title)
		} else {
			v.Empty = append(v.Empty, s.Title)
		}
		for _, id := range s.Measures {
			def, err := measure.Standard().Lookup(id)
			if err != nil {
				return err
			}
			if def.Live {
				counted[id] = true
			}
		}
	}
	v.Figures = len(counted)
	if v.Found, err = personal.Look(r.Context(), r.House().Desk, r.Actor, wordsOf(b)...); err != nil {
		return err
	}
	v.Back = govuk.BackLink{Text: "The report", Href: "/reports/" + r.ID()}
	return r.Show(w, "reports/publish", v)
}

func published(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	seen, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return errs.New(errs.Invalid, "The form is not complete. Open the report again; nothing was published")
	}
	h, err := held(r)
	if err != nil {
		return err
	}
	if h.Report.Version != seen {
		return errs.New(errs.Conflict, "Somebody wrote in the report since you looked at it. Read it again, then publish; nothing was published")
	}
	found, err := unsure(r, wordsOf(h.Report.Body)...)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return errs.Field("sure", "The words name somebody, or may: %s. Take it out, or say that it is nobody's data; nothing was published", found[0])
	}
	e, err := room(r).Publish(r.Context(), r.Actor, record.ReportSubject+":"+r.ID())
	if err != nil {
		return err
	}
	return r.See(w, fmt.Sprintf("/reports/%s/editions/%d", r.ID(), e.Number))
}
