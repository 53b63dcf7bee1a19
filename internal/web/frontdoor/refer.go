// Package frontdoor has the pages of the front door: a partner's written referral, and the queue where it is matched and decided.
package frontdoor

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	room "throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the front door's pages.
func Routes() []shell.Route {
	partner := func(method, path string, page shell.Handler) shell.Route {
		action := access.Refer
		if path == "/refer" || path == "/refer/sent/{id}" {
			action = access.SeeOwnReferrals
		}
		return shell.Route{Method: method, Path: path, Action: action, Class: access.Referral, Page: page}
	}
	desk := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: access.DecideReferral, Class: access.Referral, About: shell.AContact, Page: page}
	}
	all := func(method, path string, page shell.Handler) shell.Route {
		rt := desk(method, path, page)
		rt.About = shell.Nothing
		return rt
	}
	return []shell.Route{
		partner("GET", "/refer", sent),
		partner("GET", "/refer/sent/{id}", sentOne),
		partner("GET", "/refer/new", begin),
		partner("GET", "/refer/new/{step}", showStep),
		partner("POST", "/refer/new/{step}", takeStep),
		partner("GET", "/refer/check", check),
		partner("POST", "/refer/check", send),
		partner("POST", "/refer/discard", discard),
		all("GET", "/front-door", showBoard),
		all("GET", "/front-door/new", take),
		all("POST", "/front-door/new", taken),
		all("GET", "/front-door/handover", handover),
		all("POST", "/front-door/handover", takeOn),
		desk("GET", "/contacts/{id}", open),
		desk("POST", "/contacts/{id}/undo", undo),
		desk("POST", "/contacts/{id}/match", matched),
		desk("POST", "/contacts/{id}/create", create),
		desk("GET", "/contacts/{id}/decide", decide),
		desk("POST", "/contacts/{id}/decide", decided),
		desk("POST", "/contacts/{id}/create-all", createAll),
		desk("POST", "/contacts/{id}/rate", rate),
		desk("POST", "/contacts/{id}/heard", heard),
		desk("POST", "/contacts/{id}/confirmed", confirmed),
		desk("GET", "/contacts/{id}/ask", ask),
		desk("POST", "/contacts/{id}/ask", asked),
		desk("GET", "/contacts/{id}/enquiries/{record}", enquiry),
		desk("POST", "/contacts/{id}/enquiries/{record}", answered),
		desk("POST", "/contacts/{id}/enquiries/{record}/chase", chased),
		desk("POST", "/contacts/{id}/enquiries/{record}/end", endEnquiry),
	}
}

// A referral is filled in over a few short pages. Each page's answers are its draft, so that nothing is lost between them, and the
// record is made only when the whole is sent.
var steps = []struct {
	name, title, hint string
	fields            func(v url.Values, r *shell.Request) []section
}{
	{"children", "Who are you worried about?", "You can refer brothers and sisters together. Give what you know; you can leave out what you do not.", childrenFields},
	{"family", "The children's parents and home", "We ask for both parents, because children often have both in their lives.", familyFields},
	{"worries", "What are you worried about?", "Write what you saw and heard, in plain words that the family could read. It becomes part of the child's record.", worriesFields},
	{"consent", "Have you talked with the family about this?", "", consentFields},
	{"you", "About you", "So that we can reach you and tell you what was decided.", youFields},
}

// section is a heading with its questions.
type section struct {
	Heading string
	Fields  []form.Field
}

func draftName(step string) string { return "referral-new/" + step }

func stepAt(name string) int {
	for i, s := range steps {
		if s.name == name {
			return i
		}
	}
	return -1
}

// typed gathers the answers of every page so far.
func typed(r *shell.Request) (url.Values, error) {
	all := url.Values{}
	for _, s := range steps {
		d, ok, err := r.Drafts().Load(r.Context(), r.Actor.ID, draftName(s.name))
		if err != nil {
			return nil, err
		}
		if ok {
			for k, v := range d.Typed {
				all[k] = v
			}
		}
	}
	return all, nil
}

func begin(w http.ResponseWriter, r *shell.Request) error {
	return r.See(w, "/refer/new/"+steps[0].name)
}

type stepView struct {
	govuk.Page
	Hint     string
	Sections []section
	Step     string
	Number   int
	Of       int
	Children int // how many there are on this page; 0 on the others
	Hints    []room.Hint
}

func showStep(w http.ResponseWriter, r *shell.Request) error {
	i := stepAt(r.PathValue("step"))
	if i < 0 {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	v, err := typed(r)
	if err != nil {
		return err
	}
	if !v.Has("referrer-name") {
		v.Set("referrer-name", r.Actor.Name) // we know who is signed in
	}
	sections := steps[i].fields(v, r)
	f := formOf(sections)
	f.Fill(v)
	if len(r.URL.Query()["put-right"]) > 0 { // back from the check page, to the errors
		f.Check()
	}
	return viewStep(w, r, i, sections, f, v)
}

func viewStep(w http.ResponseWriter, r *shell.Request, i int, sections []section, f *form.Form, v url.Values) error {
	view := stepView{Page: r.Page(steps[i].title), Hint: steps[i].hint, Sections: sections, Step: steps[i].name, Number: i + 1, Of: len(steps)}
	view.Errors = f.Errors()
	view.Scripts = []string{"autosave.js"}
	view.Back = govuk.BackLink{Text: "Back", Href: "/refer"}
	if i > 0 {
		view.Back.Href = "/refer/new/" + steps[i-1].name
	}
	if steps[i].name == "children" {
		view.Children = childCount(v)
	}
	if steps[i].name == "worries" {
		view.Hints = room.Language(v.Get("concern"))
	}
	return r.Show(w, "frontdoor/step", view)
}

func formOf(sections []section) *form.Form {
	f := &form.Form{}
	for _, s := range sections {
		f.Add(s.Fields...)
	}
	return f
}

func takeStep(w http.ResponseWriter, r *shell.Request) error {
	i := stepAt(r.PathValue("step"))
	if i < 0 {
		return errs.New(errs.NotFound, "%s", access.Missing)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	v := r.PostForm
	if steps[i].name == "children" {
		n := childCount(v)
		if v.Has("_add") {
			n = min(n+1, room.MaxChildren)
		}
		v.Set("children", strconv.Itoa(n))
	}
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, draftName(steps[i].name), v); err != nil {
		return err
	}
	if v.Has("_add") {
		return r.See(w, "/refer/new/children#child-"+strconv.Itoa(childCount(v)-1)+"-given")
	}
	if v.Has("_later") {
		return r.See(w, "/refer")
	}
	sections := steps[i].fields(v, r)
	f := formOf(sections)
	if !f.Parse(v) {
		return viewStep(w, r, i, sections, f, v)
	}
	if v.Has("_back-to-check") || i+1 == len(steps) {
		return r.See(w, "/refer/check")
	}
	return r.See(w, "/refer/new/"+steps[i+1].name)
}

func childCount(v url.Values) int {
	n, err := strconv.Atoi(v.Get("children"))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, room.MaxChildren)
}

func childrenFields(v url.Values, r *shell.Request) []section {
	today := r.Today()
	var out []section
	for i := range childCount(v) {
		p := fmt.Sprintf("child-%d-", i)
		out = append(out, section{fmt.Sprintf("Child %d", i+1), []form.Field{
			&form.Text{Name: p + "given", Label: "Given names", Complete: "off"},
			&form.Text{Name: p + "family", Label: "Family name", Complete: "off"},
			&form.Date{Name: p + "birth", Label: "Date of birth", Hint: "For example, 27 3 2017", Noun: "Date of birth", Max: today},
			&form.Date{Name: p + "expected", Label: "Or, for an unborn child, the date the birth is expected", Noun: "The expected date"},
			&form.Radios{Name: p + "sex", Label: "Sex", Options: form.Coded("sex", today), Inline: true, Small: true},
			&form.Select{Name: p + "ethnicity", Label: "Ethnicity", Empty: "Not known", Options: form.Coded("ethnicity", today)},
			&form.Select{Name: p + "language", Label: "Language spoken at home", Empty: "Not known", Options: form.Coded("language", today)},
			&form.Text{Name: p + "upn", Label: "Unique pupil number (UPN)", Hint: "A letter and 12 characters. Schools have it; leave it out if you do not.", Width: 20, Complete: "off"},
			&form.TextArea{Name: p + "view", Label: "What does the child say?", Hint: "Their own words, if they have told you or somebody else. Write if they do not know about this referral.", Rows: 3},
		}})
	}
	return out
}

func familyFields(_ url.Values, r *shell.Request) []section {
	today := r.Today()
	parent := func(who, name string) []form.Field {
		p := name + "-"
		return []form.Field{&form.Radios{Name: p + "known", Label: "Do you know who the children's " + who + " is?", Required: "Say whether you know who the children's " + who + " is", Options: []form.Option{
			{Value: room.Known, Label: "Yes", Reveals: []form.Field{
				&form.Text{Name: p + "given", Label: "Given names of the " + who, Complete: "off"},
				&form.Text{Name: p + "family", Label: "Family name of the " + who, Complete: "off"},
				&form.Date{Name: p + "birth", Label: "Date of birth of the " + who, Noun: "Date of birth of the " + who, Max: today},
				&form.Text{Name: p + "phone", Label: "Telephone number of the " + who, Width: 20, Complete: "off"},
			}},
			{Value: room.NotKnown, Label: "No: I asked, and nobody could say"},
			{Value: room.NotAsked, Label: "I have not asked", Reveals: []form.Field{&form.Text{Name: p + "why", Label: "Why not?"}}},
		}}}
	}
	return []section{
		{"Mother", parent("mother", "mother")},
		{"Father", parent("father", "father")},
		{"Where the children live", []form.Field{
			&form.TextArea{Name: "address", Label: "Address", Rows: 3},
			&form.Text{Name: "postcode", Label: "Postcode", Width: 10, Complete: "off"},
		}},
	}
}

func worriesFields(url.Values, *shell.Request) []section {
	return []section{{"", []form.Field{
		&form.TextArea{Name: "concern", Label: "What you are worried about", Hint: "What happened, when, who saw it, and what it means for each child", Required: "Write what you are worried about: what you saw or heard, when, and what it means for each child", Rows: 8, Max: room.MaxText},
		&form.TextArea{Name: "strengths", Label: "What is going well, and what has been tried", Rows: 4, Max: room.MaxText},
		&form.Radios{Name: "urgent", Label: "Is a child in danger now?", Hint: "If somebody is being hurt at this moment, call 999 first.", Required: "Say whether a child is in danger now", Options: form.YesNo(), Inline: true},
	}}}
}

func consentFields(_ url.Values, r *shell.Request) []section {
	today := r.Today()
	why := form.Coded("consent_dispensed_reason", today)
	why = append(why, form.Option{Value: room.OtherReason, Label: "Another reason", Reveals: []form.Field{&form.TextArea{Name: "why_without_note", Label: "What is the reason?", Rows: 3}}})
	basis := form.Coded("consent_basis", today)
	for i := range basis {
		if basis[i].Value != "given" {
			basis[i].Reveals = []form.Field{&form.Radios{Name: "why_without", Label: "Why was it dispensed with?", Options: why, Small: true}}
		}
	}
	return []section{{"", []form.Field{
		&form.Radios{Name: "consent", Label: "Did a parent, or somebody with parental responsibility, agree to this referral?", Hint: "You do not need agreement to protect a child from serious harm. We ask so that the family can be told how this came to us.",
			Required: "Say whether a parent agreed to this referral, or why you went on without", Options: basis},
	}}}
}

func youFields(url.Values, *shell.Request) []section {
	return []section{{"", []form.Field{
		&form.Text{Name: "referrer-name", Label: "Your name", Complete: "name", Required: "Enter your name"},
		&form.Text{Name: "referrer-role", Label: "Your role", Hint: "For example, designated safeguarding lead", Required: "Enter your role, for example designated safeguarding lead", Complete: "organization-title"},
		&form.Text{Name: "referrer-phone", Label: "Telephone number", Type: "tel", Complete: "tel", Width: 20},
		&form.Text{Name: "referrer-email", Label: "Email address", Type: "email", Complete: "email"},
	}}}
}

// sending makes the referral of the answers. Dates that cannot be read were refused on their own page.
func sending(v url.Values) room.Sending {
	date := func(name string) day.Day { return form.Day(v, name) }
	get := func(name string) string { return form.Line(v, name) }
	parent := func(p string) record.ContactAdult {
		a := record.ContactAdult{Known: get(p + "known")}
		switch a.Known {
		case room.Known:
			a.Given, a.Family, a.Birth, a.Phone = get(p+"given"), get(p+"family"), date(p+"birth"), get(p+"phone")
		case room.NotAsked:
			a.Why = get(p + "why")
		}
		return a
	}
	s := room.Sending{
		Referrer: record.Referrer{Name: get("referrer-name"), Role: get("referrer-role"), Phone: get("referrer-phone"), Email: get("referrer-email")},
		Mother:   parent("mother-"), Father: parent("father-"), Postcode: get("postcode"), Concern: get("concern"), Strengths: get("strengths"),
		Consent: get("consent"), Urgent: get("urgent") == "yes",
	}
	for line := range strings.Lines(v.Get("address")) {
		if line = strings.TrimSpace(line); line != "" {
			s.Address = append(s.Address, line)
		}
	}
	if s.Consent != "given" {
		s.WhyWithout = get("why_without")
		if s.WhyWithout == room.OtherReason {
			s.OtherNote = get("why_without_note")
		}
	}
	for i := range childCount(v) {
		p := fmt.Sprintf("child-%d-", i)
		s.Children = append(s.Children, record.ContactChild{
			Given: get(p + "given"), Family: get(p + "family"), Birth: date(p + "birth"), Expected: date(p + "expected"), Sex: get(p + "sex"),
			Ethnicity: get(p + "ethnicity"), Language: get(p + "language"), UPN: get(p + "upn"), View: get(p + "view"),
		})
	}
	return s
}
