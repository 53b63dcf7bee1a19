// Package consultation has the pages of the consultation line: a call that is taken down, the note to the caller, and how the line is used.
package consultation

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"throughline/internal/access"
	room "throughline/internal/consultation"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the pages of the line.
func Routes() []shell.Route {
	row := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: access.DecideReferral, Class: access.Referral, Page: page}
	}
	return []shell.Route{
		row("GET", "/consultations", list),
		row("GET", "/consultations/new", begin),
		row("POST", "/consultations/new", taken),
		row("GET", "/consultations/{id}", open),
		row("GET", "/consultations/{id}/edit", edit),
		row("POST", "/consultations/{id}/edit", corrected),
		row("GET", "/consultations/{id}/note", note),
		row("POST", "/consultations/{id}/note", noteSent),
		row("POST", "/consultations/{id}/child", child),
		row("POST", "/consultations/{id}/refer", refer),
		row("POST", "/consultations/{id}/said", said),
		row("POST", "/consultations/{id}/link", link),
		row("POST", "/consultations/{id}/undo", undo),
	}
}

const newDraft = "call-new"

func callOf(r *shell.Request) string { return record.CallSubject + ":" + r.ID() }

type row struct{ Key, Value string }

// callForm is a call in the order in which it goes.
type callForm struct {
	form.Form
	Caller   []form.Field
	Asked    []form.Field
	Children []named
	Advice   []form.Field
	More     []form.Field
	Wide     bool
}

type named struct {
	Heading string
	Fields  []form.Field
}

func childCount(v url.Values) int {
	n, err := strconv.Atoi(v.Get("children"))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, room.MaxNamed)
}

func newCallForm(v url.Values, today day.Day) *callForm {
	f := &callForm{
		Caller: []form.Field{
			&form.Text{Name: "caller", Label: "Who is calling?", Required: "Enter the caller's name", Complete: "off"},
			&form.Select{Name: "who", Label: "For what kind of agency?", Empty: "Choose", Options: form.Coded("agency_type", today), Required: "Choose the kind of agency that the caller works for"},
			&form.Text{Name: "agency", Label: "Which one?", Hint: "The school, surgery or station", Complete: "off"},
		},
		Asked: []form.Field{
			&form.Select{Name: "reason", Label: "Why do they call?", Empty: "Choose", Options: form.Coded("consultation_reason", today), Required: "Choose why they called"},
			&form.TextArea{Name: "topic", Label: "What is it about?", Hint: "A call need not name a child.", Rows: 3, Max: room.MaxText},
		},
		Advice: []form.Field{
			&form.TextArea{Name: "advice", Label: "What do you advise?", Hint: "The caller gets this in writing: name nobody. At least 20 characters. Leave it empty if you ring back: the call then waits in your work.", Rows: 5, Max: room.MaxText},
			&form.Radios{Name: "consent_discussed", Label: "Did you speak about consent?", Options: []form.Option{
				{Value: string(record.Yes), Label: "Yes", Reveals: []form.Field{&form.Radios{Name: "consent", Label: "What did you say?", Options: form.Coded("consent_advice", today), Small: true}}},
				{Value: string(record.No), Label: "No"}}},
			&form.TextArea{Name: "strategies", Label: "What did you agree that they try first?", Hint: "For getting consent, and for helping before a referral", Rows: 3, Max: room.MaxText},
			&form.Radios{Name: "outcome", Label: "What does the caller do next?", Options: form.Coded("consultation_outcome", today), Small: true},
		},
		More: []form.Field{
			&form.Text{Name: "role", Label: "Their role", Complete: "off"},
			&form.Text{Name: "phone", Label: "Their telephone number", Type: "tel", Width: 20, Complete: "off"},
			&form.Text{Name: "email", Label: "Their email address, for the note", Type: "email", Complete: "off"},
			&form.Select{Name: "threshold", Label: "Level of need that you agreed on", Empty: "Not spoken about", Options: form.Coded("threshold", today)},
			&form.Text{Name: "minutes", Label: "How long did it take?", Suffix: "minutes", Numeric: true, Width: 4, Complete: "off"},
			&form.Text{Name: "waited", Label: "How long did they wait to be answered?", Suffix: "minutes", Numeric: true, Width: 4, Complete: "off"},
		},
	}
	f.Add(f.Caller...)
	f.Add(f.Asked...)
	for i := range childCount(v) {
		p := fmt.Sprintf("child-%d-", i)
		n := named{fmt.Sprintf("Child %d", i+1), []form.Field{
			&form.Text{Name: p + "given", Label: "Given names", Complete: "off"}, &form.Text{Name: p + "family", Label: "Family name", Complete: "off"},
			&form.Date{Name: p + "birth", Label: "Date of birth", Noun: "Date of birth", Max: today},
		}}
		f.Children = append(f.Children, n)
		f.Add(n.Fields...)
	}
	f.Add(f.Advice...)
	f.Add(f.More...)
	return f
}

// call is what was typed. Numbers that are none are errs.Fields.
func call(v url.Values, now time.Time) (c record.Consultation, err error) {
	get := func(name string) string { return form.Line(v, name) }
	var f errs.Fields
	number := func(name string) int {
		if get(name) == "" {
			return 0
		}
		n, err := strconv.Atoi(get(name))
		if err != nil || n < 0 || n > 600 {
			f.Add(name, "Enter a number of minutes, 0 to 600")
		}
		return n
	}
	c = record.Consultation{
		Caller: get("caller"), Role: get("role"), Agency: get("agency"), AgencyType: get("who"), Phone: get("phone"), Email: get("email"), Reason: get("reason"), Topic: get("topic"),
		Threshold: get("threshold"), Advice: get("advice"), ConsentDiscussed: record.YesNo(get("consent_discussed")), Consent: get("consent"), Strategies: get("strategies"),
		Outcome: get("outcome"), Minutes: number("minutes"), At: now,
	}
	if waited := number("waited"); waited > 0 {
		c.Rang = now.Add(-time.Duration(waited) * time.Minute).UTC()
	}
	for i := range childCount(v) {
		p := fmt.Sprintf("child-%d-", i)
		c.Named = append(c.Named, record.ContactChild{Given: get(p + "given"), Family: get(p + "family"), Birth: form.Day(v, p+"birth")})
	}
	return c, f.Err()
}

type formView struct {
	govuk.Page
	Form         *callForm
	Count        int
	Post, Draft  string
	Base         int64
	Finished     bool
	CancelledTo  string
	ConsentHints []string
}

func begin(w http.ResponseWriter, r *shell.Request) error {
	v, banner, ok, err := r.Draft(newDraft)
	if err != nil {
		return err
	}
	if !ok {
		v = url.Values{}
	}
	f := newCallForm(v, r.Today())
	f.Fill(v)
	return showForm(w, r, f, v, formView{Page: r.Page("A call to the consultation line"), Post: "/consultations/new", Draft: newDraft}, banner)
}

func showForm(w http.ResponseWriter, r *shell.Request, f *callForm, v url.Values, view formView, banner govuk.NotificationBanner) error {
	for _, name := range []string{"role", "phone", "email", "threshold", "minutes", "waited"} {
		f.Wide = f.Wide || v.Get(name) != ""
	}
	view.Form, view.Count = f, childCount(v)
	view.Errors, view.Banner = f.Errors(), banner
	view.Scripts = []string{"autosave.js"}
	view.Back = govuk.BackLink{Text: "Consultation line", Href: "/consultations"}
	return r.Show(w, "consultation/form", view)
}

// sent reads a form of a call; more says that another child is to be named, and typed is what is kept as a draft.
func sent(r *shell.Request, draft string) (v url.Values, more bool, err error) {
	if err := r.ReadForm(); err != nil {
		return nil, false, err
	}
	v, more = r.PostForm, r.PostForm.Has("_add")
	n := childCount(v)
	if more {
		n = min(n+1, room.MaxNamed)
	}
	v.Set("children", strconv.Itoa(n))
	_, err = r.Drafts().Save(r.Context(), r.Actor.ID, draft, v)
	return v, more, err
}

func taken(w http.ResponseWriter, r *shell.Request) error {
	v, more, err := sent(r, newDraft)
	if err != nil {
		return err
	}
	if more {
		return r.See(w, fmt.Sprintf("/consultations/new#child-%d-given", childCount(v)-1))
	}
	f := newCallForm(v, r.Today())
	if f.Parse(v) {
		c, err := call(v, r.Now())
		subject := ""
		if err == nil {
			subject, _, err = r.House().Line.Record(r.Context(), r.Actor, c)
		}
		if err == nil {
			if err := r.Sent(newDraft); err != nil {
				return err
			}
			return r.See(w, "/consultations/"+record.SubjectID(subject)+"?taken")
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showForm(w, r, f, v, formView{Page: r.Page("A call to the consultation line"), Post: "/consultations/new", Draft: newDraft}, govuk.NotificationBanner{})
}

// typed is a call as its form has it.
func typed(c record.Consultation) url.Values {
	v := url.Values{}
	for name, value := range map[string]string{
		"caller": c.Caller, "role": c.Role, "agency": c.Agency, "who": c.AgencyType, "phone": c.Phone, "email": c.Email, "reason": c.Reason, "topic": c.Topic, "threshold": c.Threshold,
		"advice": c.Advice, "consent_discussed": string(c.ConsentDiscussed), "consent": c.Consent, "strategies": c.Strategies, "outcome": c.Outcome,
	} {
		v.Set(name, value)
	}
	if c.Minutes > 0 {
		v.Set("minutes", strconv.Itoa(c.Minutes))
	}
	v.Set("children", strconv.Itoa(max(1, len(c.Named))))
	for i, n := range c.Named {
		p := fmt.Sprintf("child-%d-", i)
		v.Set(p+"given", n.Given)
		v.Set(p+"family", n.Family)
		if !n.Birth.IsZero() {
			y, m, d := n.Birth.Date()
			v.Set(p+"birth-day", strconv.Itoa(d))
			v.Set(p+"birth-month", strconv.Itoa(int(m)))
			v.Set(p+"birth-year", strconv.Itoa(y))
		}
	}
	return v
}

func edit(w http.ResponseWriter, r *shell.Request) error {
	view, err := r.House().Line.Open(r.Context(), r.Actor, callOf(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	v, banner, ok, err := r.Draft("call/" + r.ID())
	if err != nil {
		return err
	}
	if !ok {
		v = typed(view.Call.Body)
	}
	f := newCallForm(v, r.Today())
	f.Fill(v)
	return showForm(w, r, f, v, editView(r, view), banner)
}

func editView(r *shell.Request, view room.View) formView {
	return formView{Page: r.Page("Finish or correct a call"), Post: "/consultations/" + r.ID() + "/edit", Draft: "call/" + r.ID(), Base: view.Call.Version}
}

func corrected(w http.ResponseWriter, r *shell.Request) error {
	view, err := r.House().Line.Open(r.Context(), r.Actor, callOf(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	v, more, err := sent(r, "call/"+r.ID())
	if err != nil {
		return err
	}
	if more {
		return r.See(w, fmt.Sprintf("/consultations/%s/edit#child-%d-given", r.ID(), childCount(v)-1))
	}
	base, _ := strconv.ParseInt(v.Get("base"), 10, 64)
	f := newCallForm(v, r.Today())
	if f.Parse(v) {
		c, err := call(v, r.Now())
		if err == nil {
			_, err = r.House().Line.Correct(r.Context(), r.Actor, callOf(r), base, c)
		}
		if err == nil {
			if err := r.Sent("call/" + r.ID()); err != nil {
				return err
			}
			return r.See(w, "/consultations/"+r.ID())
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showForm(w, r, f, v, editView(r, view), govuk.NotificationBanner{})
}

type callView struct {
	govuk.Page
	ID       string
	Base     int64
	Call     record.Consultation
	Rows     []row
	Child    string
	Name     string
	Maybe    []person.Hit
	Later    []room.Later
	Contact  string // what it was taken further as
	Ratings  []form.Option
	Said     []form.Option
	Undo     *shell.Step
	CanRefer bool
}

func open(w http.ResponseWriter, r *shell.Request) error {
	view, err := r.House().Line.Open(r.Context(), r.Actor, callOf(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	return showCall(w, r, view, nil)
}

func showCall(w http.ResponseWriter, r *shell.Request, view room.View, wrong []govuk.ErrorLink) error {
	c := view.Call.Body
	today := r.Today()
	v := callView{Page: r.Page("Call of " + day.Moment(c.At)), ID: r.ID(), Base: view.Call.Version, Call: c, Name: view.Name, Later: view.Later, Ratings: form.Coded("contact_rating", today), Said: form.Coded("consultation_feedback", today)}
	v.Errors = wrong
	v.Back = govuk.BackLink{Text: "Consultation line", Href: "/consultations"}
	if view.Child != "" {
		v.Child = "/children/" + record.SubjectID(view.Child)
	}
	if c.Contact != "" {
		v.Contact = "/contacts/" + record.SubjectID(c.Contact)
	}
	v.CanRefer = c.Contact == "" && (len(c.Named) > 0 || c.Child != "")
	var names []string
	var listed []string
	for _, n := range c.Named {
		name := record.Name{Given: n.Given, Family: n.Family}.Full()
		if !n.Birth.IsZero() {
			name += ", born " + n.Birth.Long()
		}
		names = append(names, name)
		if view.Child == "" {
			hits, err := r.House().People.Duplicates(r.Context(), r.Actor, match.Person{Names: []match.Name{{Given: n.Given, Family: n.Family}}, Born: n.Birth})
			if err != nil {
				return err
			}
			for _, h := range hits {
				if record.SubjectType(h.Subject) == record.ChildSubject {
					v.Maybe = append(v.Maybe, h)
					listed = append(listed, h.Subject)
				}
			}
		}
	}
	if err := r.Listed("may be the child of a call", listed...); err != nil {
		return err
	}
	consent := "Not recorded"
	switch c.ConsentDiscussed {
	case record.Yes:
		consent = cmp.Or(codes.Sentence("consent_advice", c.Consent), "Spoken about")
	case record.No:
		consent = "Not spoken about"
	}
	v.Rows = []row{
		{"Caller", strings.Trim(c.Caller+", "+c.Role, ", ")}, {"Agency", strings.TrimSpace(c.Agency + "\n" + codes.Sentence("agency_type", c.AgencyType))}, {"Reach them", cmp.Or(strings.TrimSpace(c.Phone+"\n"+c.Email), "Not given")},
		{"Why they called", cmp.Or(codes.Sentence("consultation_reason", c.Reason), "Not recorded")}, {"What it is about", cmp.Or(c.Topic, "Not recorded")}, {"Children named", cmp.Or(strings.Join(names, "\n"), "None")},
		{"Advice", cmp.Or(c.Advice, "None yet")}, {"Consent", consent}, {"Agreed to try first", cmp.Or(c.Strategies, "Nothing")}, {"Level of need agreed", cmp.Or(codes.Sentence("threshold", c.Threshold), "Not spoken about")},
		{"What the caller does next", cmp.Or(codes.Sentence("consultation_outcome", c.Outcome), "Not recorded")}, {"Answered by", cmp.Or(r.Name(c.Worker), "Not recorded")},
	}
	if c.Role == "" {
		v.Rows[0].Value = c.Caller
	}
	if !c.NoteSent.IsZero() {
		v.Rows = append(v.Rows, row{"Note sent", day.Moment(c.NoteSent)})
	}
	if c.Helpful != "" {
		v.Rows = append(v.Rows, row{"What the caller said of the line", strings.TrimSpace(codes.Sentence("consultation_feedback", c.Helpful) + "\n" + c.Feedback)})
	}
	if r.URL.Query().Has("taken") {
		v.Banner = govuk.NotificationBanner{Success: true, Text: "The call is recorded. Send the caller the note, or refer now if a child is at risk."}
	}
	last, err := r.LastDid(r.House().Line.Undoing(), callOf(r), "/consultations/"+r.ID()+"/undo", "You changed something here")
	if err != nil {
		return err
	}
	v.Undo = last
	return r.Show(w, "consultation/call", v)
}
