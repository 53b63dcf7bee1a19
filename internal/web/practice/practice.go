// Package practice has the pages of the council's own practice forms: written, checked and looked at before they are published; answered about a child; and
// shown by the edition that was answered.
package practice

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	room "throughline/internal/form/practice"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the pages of practice forms.
func Routes() []shell.Route {
	keep := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: "/practice-forms" + path, Action: access.KeepForms, Class: access.Account, Page: page}
	}
	child := func(method, path string, action access.Action, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: "/children/{id}/practice" + path, Action: action, Class: access.Assessment, About: shell.AChild, Page: page}
	}
	return []shell.Route{
		keep("GET", "", list),
		keep("GET", "/new", write),
		keep("POST", "/new", write),
		keep("GET", "/{id}", write),
		keep("POST", "/{id}", write),
		keep("POST", "/{id}/publish", publish),
		keep("POST", "/{id}/withdraw", withdraw),
		child("GET", "", access.Read, answers),
		child("GET", "/{record}", access.WriteAssessment, answer),
		child("POST", "/{record}", access.WriteAssessment, answer),
	}
}

func forms(r *shell.Request) room.Room {
	return room.Room{Desk: r.House().Desk, Facts: r.House().Assessment.Facts}
}

type listView struct {
	govuk.Page
	Rows []listRow
}

type listRow struct{ Name, Href, Step, State, Owner, Review string }

func list(w http.ResponseWriter, r *shell.Request) error {
	all, err := forms(r).All(r.Context())
	if err != nil {
		return err
	}
	v := listView{Page: r.Page("Practice forms")}
	set, _ := codes.Set("practice_step")
	for _, f := range all {
		row := listRow{Name: f.Form.Body.Name, Href: "/practice-forms/" + record.SubjectID(f.Subject), Step: set.Label(f.Form.Body.Step), State: "Not published", Owner: r.Name(f.Form.Body.Owner), Review: f.Form.Body.Review.Short()}
		if e, ok := f.Current(); ok {
			row.State = "Edition " + strconv.Itoa(e.Body.Number) + " is asked"
		} else if len(f.Editions) > 0 {
			row.State = "Withdrawn"
		}
		v.Rows = append(v.Rows, row)
	}
	return r.Show(w, "practice/list", v)
}

type writeView struct {
	govuk.Page
	ID       string // empty for a new form
	Base     int64
	Form     form.Form
	Problems []string
	Preview  []partView
	Editions []string
	Asked    bool // an edition is asked now
	Differs  bool // and what is written is another
}

// write shows a form as it is being written, with what is to be mended and what it will look like, and saves it.
func write(w http.ResponseWriter, r *shell.Request) error {
	var have room.Written
	if id := r.ID(); id != "" {
		var err error
		if have, err = forms(r).One(r.Context(), record.FormSubject+":"+id); err != nil {
			return err
		}
	}
	body := have.Form.Body
	if have.Subject == "" && r.URL.Query().Has("example") {
		body = record.PracticeForm{Name: "Our practice: systemic, trauma-informed, anti-racist", Step: "assessment", Text: room.Example}
	}
	v := writeView{Page: r.Page("Practice form"), ID: r.ID(), Base: have.Form.Version}
	v.Back = govuk.BackLink{Text: "Practice forms", Href: "/practice-forms"}
	name := &form.Text{Name: "name", Label: "What is the form called?", Required: "Enter what the form is called", Value: body.Name, Complete: "off"}
	step := &form.Radios{Name: "step", Label: "Where is it asked?", Required: "Choose where it is asked", Value: body.Step, Small: true}
	set, _ := codes.Set("practice_step")
	for _, c := range set.Codes {
		step.Options = append(step.Options, form.Option{Value: c.Code, Label: strings.ToUpper(c.Label[:1]) + c.Label[1:]})
	}
	review := &form.Date{Name: "review", Label: "When is it looked at again?", Noun: "The day", Value: body.Review}
	text := &form.TextArea{Name: "text", Label: "The questions", Hint: "One line each: # part, > words, ? id: question, and below it type:, hint:, - code: option, needed, if id = code.", Rows: 24, Required: "Write the questions", Max: 100_000, Value: body.Text}
	v.Form.Add(name, step, review, text)
	if r.Method == http.MethodPost {
		if err := r.ReadForm(); err != nil {
			return err
		}
		if v.Form.Parse(r.PostForm) {
			base, _ := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
			id, _, err := forms(r).Save(r.Context(), r.Actor, have.Subject, base, record.PracticeForm{Name: name.Value, Step: step.Value, Text: text.Value, Owner: r.Actor.ID, Review: review.Value})
			if err == nil {
				return r.See(w, "/practice-forms/"+record.SubjectID(id)+"?done=saved")
			}
			if !v.Form.Explain(err) {
				return err
			}
		}
		v.Errors = v.Form.Errors()
	}
	if read, err := room.Read(body.Text); err == nil && body.Text != "" {
		for _, p := range room.Check(read, body.Step) {
			v.Problems = append(v.Problems, p.String())
		}
		v.Preview = preview(read)
	}
	for _, e := range slices.Backward(have.Editions) {
		line := "Edition " + strconv.Itoa(e.Body.Number) + ", published on " + e.Body.Published.Long() + " by " + r.Name(e.Body.By)
		if !e.Body.Withdrawn.IsZero() {
			line += ", withdrawn on " + e.Body.Withdrawn.Long()
		}
		v.Editions = append(v.Editions, line)
	}
	if e, ok := have.Current(); ok {
		v.Asked, v.Differs = true, e.Body.Text != body.Text || e.Body.Name != body.Name
	} else {
		v.Differs = true
	}
	v.Banner = doneBanner(r)
	return r.Show(w, "practice/write", v)
}

func doneBanner(r *shell.Request) govuk.NotificationBanner {
	text := map[string]string{
		"saved": "The form is saved. Nobody is asked it before you publish it.", "published": "The form is published. It is asked from now on.",
		"withdrawn": "The form is no longer asked. What was answered stays.", "answered": "Your answers are saved.",
	}[r.URL.Query().Get("done")]
	return govuk.NotificationBanner{Success: text != "", Text: text}
}

func publish(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	base, _ := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
	if _, err := forms(r).Publish(r.Context(), r.Actor, record.FormSubject+":"+r.ID(), base); err != nil {
		return err
	}
	return r.See(w, "/practice-forms/"+r.ID()+"?done=published")
}

func withdraw(w http.ResponseWriter, r *shell.Request) error {
	if _, err := forms(r).Withdraw(r.Context(), r.Actor, record.FormSubject+":"+r.ID()); err != nil {
		return err
	}
	return r.See(w, "/practice-forms/"+r.ID()+"?done=withdrawn")
}

// partView is a part in words: how it will look, or what was answered.
type partView struct {
	Title string
	Words []string
	Lines []lineView
}

type lineView struct{ Label, Note, Answer string }

func preview(f room.Form) []partView {
	var out []partView
	for _, p := range f.Parts {
		v := partView{Title: p.Title, Words: p.Words}
		if p.Repeats > 1 {
			v.Words = append(slices.Clone(v.Words), "May be answered up to "+strconv.Itoa(p.Repeats)+" times.")
		}
		for _, q := range p.Questions {
			var notes []string
			if q.Hint != "" {
				notes = append(notes, q.Hint)
			}
			var labels []string
			for _, a := range q.Answers() {
				labels = append(labels, q.Say(a))
			}
			if len(labels) > 0 {
				notes = append(notes, "Answers: "+strings.Join(labels, "; "))
			}
			if s := onlyIf(f, q); s != "" {
				notes = append(notes, s)
			}
			if q.Needed {
				notes = append(notes, "Needed")
			}
			v.Lines = append(v.Lines, lineView{Label: q.Label, Note: strings.Join(notes, ". ")})
		}
		out = append(out, v)
	}
	return out
}

// onlyIf says in words when a question is asked.
func onlyIf(f room.Form, q room.Question) string {
	var parts []string
	for _, c := range q.If {
		on, _, _ := f.Find(c.Question)
		parts = append(parts, "“"+on.Label+"” is answered “"+on.Say(c.Value)+"”")
	}
	if len(parts) == 0 {
		return ""
	}
	return "Only if " + strings.Join(parts, " and ")
}

// said shows answers by the edition that they were given to.
func said(f room.Form, a record.PracticeAnswers) []partView {
	given := room.From(a.Answers)
	var out []partView
	for _, p := range f.Parts {
		for row := range max(1, p.Rows(given)) {
			v := partView{Title: p.Title}
			if p.Repeats > 1 {
				v.Title += ", " + strconv.Itoa(row+1)
			}
			for _, q := range p.Questions {
				var words []string
				for _, x := range given[room.Key{Question: q.ID, Row: row}] {
					if d, err := day.Parse(x); err == nil && q.Type == room.Date {
						x = d.Long()
					}
					words = append(words, q.Say(x))
				}
				if len(words) > 0 {
					v.Lines = append(v.Lines, lineView{Label: q.Label, Answer: strings.Join(words, "; ")})
				}
			}
			if len(v.Lines) > 0 {
				out = append(out, v)
			}
		}
	}
	return out
}
