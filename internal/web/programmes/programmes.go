// Package programmes has the pages of work on services themselves: programmes with milestones, outreach, evaluation and funding, and how long posts are
// paid for.
package programmes

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/money"
	"throughline/internal/quality"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the pages of programmes and of posts.
func Routes() []shell.Route {
	see := func(path string, page shell.Handler) shell.Route {
		return shell.Route{Method: "GET", Path: path, Action: access.SeeProgrammes, Class: access.Figure, Page: page}
	}
	keep := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: access.KeepProgrammes, Class: access.Figure, Page: page}
	}
	return []shell.Route{
		see("/programmes", list),
		keep("GET", "/programmes/new", begin), keep("POST", "/programmes/new", begin),
		see("/programmes/{id}", show),
		keep("GET", "/programmes/{id}/edit", edit), keep("POST", "/programmes/{id}/edit", edit),
		keep("GET", "/programmes/{id}/{part}/{n}", entry), keep("POST", "/programmes/{id}/{part}/{n}", entry),
		keep("POST", "/programmes/{id}/undo", undo),
		see("/posts", posts),
		keep("GET", "/posts/{id}", onePost), keep("POST", "/posts/{id}", onePost),
		keep("POST", "/posts/undo", undoPost),
	}
}

func room(r *shell.Request) quality.Room { return quality.Room{Desk: r.House().Desk} }

func page(r *shell.Request, heading, back, href string) govuk.Page {
	p := r.Page(heading)
	p.Back = govuk.BackLink{Text: back, Href: href}
	return p
}

type line struct {
	Href, Title, About, Owner, Since, State string
	Overdue                                 int // milestones and evaluations
}

type listView struct {
	govuk.Page
	Keeps bool
	Lines []line
}

func list(w http.ResponseWriter, r *shell.Request) error {
	about := r.URL.Query().Get("about")
	all, err := room(r).All(r.Context(), r.Actor, about)
	if err != nil {
		return err
	}
	v := listView{Page: r.Page("Programmes of work"), Keeps: quality.Keeps(r.Actor)}
	v.Caption = codes.Sentence("programme_about", about)
	for _, p := range all {
		b := p.Body
		l := line{Href: "/programmes/" + strings.TrimPrefix(p.Subject, record.ProgrammeSubject+":"), Title: b.Title, About: codes.Sentence("programme_about", b.About), Owner: b.Owner, Since: b.From.Long()}
		for _, m := range b.Milestones {
			if quality.Stands(m.Due, m.Done, r.Today()) == quality.Overdue {
				l.Overdue++
			}
		}
		for _, e := range b.Evaluation {
			if quality.Stands(e.Planned, e.Done, r.Today()) == quality.Overdue {
				l.Overdue++
			}
		}
		if !b.Ended.IsZero() {
			l.State, l.Overdue = "Ended on "+b.Ended.Long(), 0
		}
		v.Lines = append(v.Lines, l)
	}
	return r.Show(w, "programmes/list", v)
}

// entryView is one entry of a list of a programme.
type entryView struct {
	Href, What, Who, When string
	State                 govuk.Tag
	Text                  []string
}

type paidView struct {
	Year, Total, Discretionary string
	Split                      []string
	Lines                      []entryView
}

type showView struct {
	govuk.Page
	ID         string
	Keeps      bool
	B          record.ServiceProgramme
	About      govuk.SummaryList
	Milestones []entryView
	Evaluation []entryView
	Outreach   []entryView
	Paid       []paidView
	Reached    string
	Posts      bool // a link to the posts of early help
	Undo       *shell.Step
}

var tags = map[quality.State]govuk.Tag{
	quality.Done: {Text: "Done", Classes: "govuk-tag--green"}, quality.Late: {Text: "Done late", Classes: "govuk-tag--yellow"}, quality.Overdue: {Text: "Overdue", Classes: "govuk-tag--red"}, quality.Soon: {Text: "Due soon", Classes: "govuk-tag--orange"}, quality.Planned: {Text: "Planned", Classes: "govuk-tag--grey"},
}

func show(w http.ResponseWriter, r *shell.Request) error {
	p, err := room(r).Open(r.Context(), r.Actor, r.ID())
	if err != nil {
		return err
	}
	b := p.Body
	v := showView{Page: page(r, b.Title, "Programmes of work", "/programmes?about="+b.About), ID: r.ID(), Keeps: quality.Keeps(r.Actor), B: b, Posts: b.About == "early_help"}
	v.Wide, v.Caption = true, codes.Sentence("programme_about", b.About)
	add := func(key, value string) {
		if value != "" {
			v.About.Rows = append(v.About.Rows, govuk.Row(key, value))
		}
	}
	add("What it is for", b.Purpose)
	add("Answers for it", b.Owner)
	add("With", b.Partners)
	add("Since", b.From.Long())
	if !b.Until.IsZero() {
		add("To be done by", b.Until.Long())
	}
	if !b.Ended.IsZero() {
		add("Ended on", b.Ended.Long())
		add("What came of it", b.Outcome)
	}
	href := func(part string, i int) string {
		if !v.Keeps {
			return ""
		}
		return fmt.Sprintf("/programmes/%s/%s/%d", v.ID, part, i+1)
	}
	reached := 0
	for i, m := range b.Milestones {
		if !m.Done.IsZero() {
			reached++
		}
		v.Milestones = append(v.Milestones, entryView{href("milestone", i), m.What, m.Owner, m.Due.Long(), tags[quality.Stands(m.Due, m.Done, r.Today())], quality.Lines(m.Note)})
	}
	v.Reached = fmt.Sprintf("%d of %d reached", reached, len(b.Milestones))
	for i, e := range b.Evaluation {
		x := entryView{href("evaluation", i), e.Method, e.By, "by " + e.Planned.Long(), tags[quality.Stands(e.Planned, e.Done, r.Today())], nil}
		if !e.Done.IsZero() {
			x.When = "done on " + e.Done.Long()
			x.Text = append(x.Text, "Found: "+e.Findings)
		}
		if e.Decision != "" {
			x.Text = append(x.Text, "Decided on "+e.Decided.Long()+": "+e.Decision)
		}
		v.Evaluation = append(v.Evaluation, x)
	}
	for i, o := range b.Outreach {
		x := entryView{href("outreach", i), o.Sector + ": " + o.What, o.By, o.On.Long(), govuk.Tag{Text: "No result yet", Classes: "govuk-tag--yellow"}, nil}
		if o.Result != "" {
			x.State, x.Text = govuk.Tag{Text: "Result", Classes: "govuk-tag--green"}, []string{"On " + o.ResultOn.Long() + ": " + o.Result}
		}
		v.Outreach = append(v.Outreach, x)
	}
	for _, y := range quality.FundedIn(b.Funding) {
		pv := paidView{Year: fmt.Sprintf("%d/%02d", y.Year-1, y.Year%100), Total: money.Text(y.Total), Discretionary: money.Text(y.Discretionary) + " (" + percent(y.Discretionary, y.Total) + ") is discretionary"}
		if y.Unsaid > 0 {
			pv.Discretionary += "; of " + money.Text(y.Unsaid) + " nobody has said whether it is"
		}
		for _, s := range y.By {
			pv.Split = append(pv.Split, codes.Sentence("funder", s.Funder)+": "+money.Text(s.Pence)+", "+percent(s.Pence, y.Total))
		}
		for i, f := range b.Funding {
			if f.Year == y.Year {
				pv.Lines = append(pv.Lines, entryView{Href: href("funding", i), What: f.What, Who: codes.Sentence("funder", f.Funder), When: money.Text(f.Pence)})
			}
		}
		v.Paid = append(v.Paid, pv)
	}
	if v.Undo, err = r.LastDid(room(r).Undoing(), v.ID, "/programmes/"+v.ID+"/undo", "You changed this"); err != nil {
		return err
	}
	return r.Show(w, "programmes/show", v)
}

// percent is a part of a whole, rounded: "–" of nothing.
func percent(part, of int64) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%d%%", (part*200+of)/(2*of))
}

func headFields(now day.Day) []form.Field {
	return []form.Field{
		&form.Text{Name: "title", Label: "Name", Required: "Enter its name"},
		&form.Radios{Name: "about", Label: "What is it about?", Options: form.Coded("programme_about", now), Small: true, Required: "Choose what it is about"},
		&form.TextArea{Name: "purpose", Label: "What is it for?", Rows: 3, Required: "Write what it is for"},
		&form.TextArea{Name: "principles", Label: "Its principles", Hint: "One on each line", Rows: 4},
		&form.TextArea{Name: "functions", Label: "What it is to do, and for whom", Hint: "One on each line", Rows: 4},
		&form.Text{Name: "owner", Label: "Who answers for it?", Hint: "A post, such as Head of early help", Required: "Enter the post that answers for it"},
		&form.Text{Name: "partners", Label: "Who works on it together?"},
		&form.Date{Name: "from", Label: "Since when?", Noun: "The day", Max: now, Required: "Enter the day on which it began"},
		&form.Date{Name: "until", Label: "By when is it to be done?", Noun: "The day"},
	}
}

func endFields(now day.Day) []form.Field {
	return []form.Field{&form.Date{Name: "ended", Label: "If it has ended: when?", Noun: "The end", Max: now}, &form.TextArea{Name: "outcome", Label: "What came of it?", Rows: 3}}
}

func headHeld(b record.ServiceProgramme) url.Values {
	v := url.Values{"title": {b.Title}, "about": {b.About}, "purpose": {b.Purpose}, "principles": {strings.Join(b.Principles, "\n")}, "functions": {strings.Join(b.Functions, "\n")},
		"owner": {b.Owner}, "partners": {b.Partners}, "outcome": {b.Outcome}}
	form.SetDay(v, "from", b.From)
	form.SetDay(v, "until", b.Until)
	form.SetDay(v, "ended", b.Ended)
	return v
}

func headTaken(b *record.ServiceProgramme, v url.Values) {
	b.Title, b.About, b.Purpose, b.Owner, b.Partners, b.Outcome = v.Get("title"), v.Get("about"), v.Get("purpose"), v.Get("owner"), v.Get("partners"), v.Get("outcome")
	b.Principles, b.Functions = quality.Lines(v.Get("principles")), quality.Lines(v.Get("functions"))
	b.From, b.Until, b.Ended = form.Day(v, "from"), form.Day(v, "until"), form.Day(v, "ended")
}

func begin(w http.ResponseWriter, r *shell.Request) error {
	v := shell.SectionedForm{Page: page(r, "Begin a programme of work", "Programmes of work", "/programmes"), Action: "/programmes/new", Draft: "programme-new", Button: "Begin",
		Sections: []shell.Section{{Fields: headFields(r.Today())}}, After: "Milestones, outreach, evaluation and funding are added on its page. You can undo this for 24 hours."}
	held := url.Values{"about": {r.URL.Query().Get("about")}}
	form.SetDay(held, "from", r.Today())
	return r.RunForm(w, v, held, func(_ int64, typed url.Values) (string, error) {
		var b record.ServiceProgramme
		headTaken(&b, typed)
		id, err := room(r).Begin(r.Context(), r.Actor, b)
		return "/programmes/" + id, err
	})
}

func edit(w http.ResponseWriter, r *shell.Request) error {
	p, err := room(r).Open(r.Context(), r.Actor, r.ID())
	if err != nil {
		return err
	}
	at := "/programmes/" + r.ID()
	v := shell.SectionedForm{Page: page(r, "Change the programme", p.Body.Title, at), Action: at + "/edit", Draft: "programme/" + r.ID() + "/edit", Base: p.Version, Button: "Save",
		Sections: []shell.Section{{Fields: append(headFields(r.Today()), endFields(r.Today())...)}}}
	return r.RunForm(w, v, headHeld(p.Body), func(base int64, typed url.Values) (string, error) {
		return at, change(r, base, func(b *record.ServiceProgramme) error { headTaken(b, typed); return nil })
	})
}

// change changes the programme of the address from the version that the form was made from.
func change(r *shell.Request, base int64, do func(*record.ServiceProgramme) error) error {
	_, err := room(r).Change(r.Context(), r.Actor, r.ID(), base, do)
	return ofEntry(err)
}

var entryField = regexp.MustCompile(`^(milestones|outreach|evaluation|funding)-\d+-`)

// ofEntry gives the fields of an entry the names that they have on its page.
func ofEntry(err error) error {
	fields, ok := errors.AsType[errs.Fields](err)
	if !ok {
		return err
	}
	out := make(errs.Fields, len(fields))
	for i, f := range fields {
		out[i] = errs.FieldError{Field: entryField.ReplaceAllString(f.Field, ""), Text: f.Text}
	}
	return out
}

func undo(w http.ResponseWriter, r *shell.Request) error {
	if err := r.TakeBack(room(r).Undoing(), r.ID()); err != nil {
		return err
	}
	if _, err := room(r).Open(r.Context(), r.Actor, r.ID()); errs.Of(err) == errs.NotFound && err != nil {
		return r.See(w, "/programmes")
	}
	return r.See(w, "/programmes/"+r.ID())
}
