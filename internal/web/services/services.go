// Package services has the pages of the three services beside social work: young carers, domestic abuse, and the clinical service. Their lists, records,
// forms and undo are one set of pages; what is asked and shown is each service's own.
package services

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the pages.
func Routes() []shell.Route {
	return slices.Concat([]shell.Route{
		{Method: "GET", Path: "/services", Action: access.List, Class: access.None, Page: overview},
		{Method: "GET", Path: "/children/{id}/services", Action: access.Search, Class: access.Identity, About: shell.AChild, Page: ofChild},
	}, carers.routes(), clinic.routes(), abuse.routes())
}

// pages are those of one service, whose record is a V.
type pages[V any] struct {
	path, refer  string // of the list, and of the form about a child: "/young-carers", "young-carer"
	title, begin string
	after        string // what happens when it has begun
	class        access.Class
	list         func(*shell.Request) (listView, []string, error) // with the people who are shown
	ask          func(*shell.Request) ([]shell.Section, error)
	start        func(*shell.Request, url.Values) (string, error)
	read         func(*shell.Request) (V, error)
	show         func(pages[V], *shell.Request, V, *showView)
	about        func(V) (caption, reference, subject string, version int64)
	editors      []editor[V]
	undoable     func(*shell.Request) (person.Done, bool, error)
	undo         func(*shell.Request, string) error
}

// editor is one form about one record. What is held is filled in; what was typed is kept as a draft until it is sent.
type editor[V any] struct {
	name, title, button, after string
	fits                       func(V) bool // whether there is anything to do; always unless given
	ask                        func(*shell.Request, V) ([]shell.Section, error)
	held                       func(V) url.Values // nil where the form begins empty
	send                       func(r *shell.Request, v V, base int64, typed url.Values) error
}

func (p pages[V]) routes() []shell.Route {
	on := func(method, path string, action access.Action, about shell.About, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: action, Class: p.class, About: about, Page: page}
	}
	out := []shell.Route{
		on("GET", p.path, access.List, shell.Nothing, p.showList),
		on("GET", p.path+"/{id}", access.Read, shell.AService, p.showOne),
		on("POST", p.path+"/{id}/undo", access.Read, shell.AService, p.takeBack), // who referred may take it back without being of the service
		{Method: "GET", Path: "/children/{id}/" + p.refer, Action: access.Search, Class: access.Identity, About: shell.AChild, Page: p.new},
		{Method: "POST", Path: "/children/{id}/" + p.refer, Action: access.Search, Class: access.Identity, About: shell.AChild, Page: p.sent},
	}
	for _, e := range p.editors {
		out = append(out, on("GET", p.path+"/{id}/"+e.name, access.Record, shell.AService, func(w http.ResponseWriter, r *shell.Request) error { return p.edit(w, r, e) }),
			on("POST", p.path+"/{id}/"+e.name, access.Record, shell.AService, func(w http.ResponseWriter, r *shell.Request) error { return p.take(w, r, e) }))
	}
	return out
}

// newForm is the form with which a service begins for a child.
func (p pages[V]) newForm(r *shell.Request) (shell.SectionedForm, error) {
	v := shell.SectionedForm{Page: r.Page(p.begin), Action: "/children/" + r.ID() + "/" + p.refer, Draft: "service-new/" + r.ID() + "/" + p.refer, Button: p.begin, After: p.after}
	v.Caption = r.Reading.View().Name.Full()
	v.Back = govuk.BackLink{Text: "Other services", Href: "/children/" + r.ID() + "/services"}
	var err error
	v.Sections, err = p.ask(r)
	return v, err
}

func (p pages[V]) new(w http.ResponseWriter, r *shell.Request) error {
	v, err := p.newForm(r)
	if err != nil {
		return err
	}
	if err := r.DraftInto(&v); err != nil {
		return err
	}
	return r.ShowForm(w, v)
}

func (p pages[V]) sent(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, err := p.newForm(r)
	if err != nil {
		return err
	}
	return r.TakeForm(w, v, func(typed url.Values) (string, error) {
		id, err := p.start(r, typed)
		if err != nil {
			return "", err
		}
		r.SetPathValue("id", id)
		if _, err := p.read(r); err != nil { // who refers a child whom others work with is shown that it has gone
			return "/services?sent", nil
		}
		return p.path + "/" + id + "?saved", nil
	})
}

func (p pages[V]) form(r *shell.Request, e editor[V], v V) (shell.SectionedForm, error) {
	caption, reference, _, version := p.about(v)
	f := shell.SectionedForm{Page: r.Page(e.title), Action: p.path + "/" + r.ID() + "/" + e.name, Draft: strings.TrimPrefix(p.path, "/") + "/" + r.ID() + "/" + e.name, Base: version, Button: e.button, After: e.after}
	f.Caption, f.Back = caption, govuk.BackLink{Text: p.title + " " + reference, Href: p.path + "/" + r.ID()}
	var err error
	f.Sections, err = e.ask(r, v)
	return f, err
}

// open reads the record of a form that changes it.
func (p pages[V]) open(r *shell.Request, e editor[V]) (V, error) {
	v, err := p.read(r)
	if err == nil && e.fits != nil && !e.fits(v) {
		err = errs.New(errs.Conflict, "There is nothing to do here now: it was done, or it has ended. Open the record to see how it stands; nothing was changed")
	}
	return v, err
}

func (p pages[V]) edit(w http.ResponseWriter, r *shell.Request, e editor[V]) error {
	v, err := p.open(r, e)
	if err != nil {
		return err
	}
	f, err := p.form(r, e, v)
	if err != nil {
		return err
	}
	if e.held != nil {
		shell.FormOf(f.Sections).Fill(e.held(v))
	}
	if err := r.DraftInto(&f); err != nil {
		return err
	}
	return r.ShowForm(w, f)
}

func (p pages[V]) take(w http.ResponseWriter, r *shell.Request, e editor[V]) error {
	v, err := p.open(r, e)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	f, err := p.form(r, e, v)
	if err != nil {
		return err
	}
	if f.Base, err = shell.Base(r.PostForm); err != nil {
		return err
	}
	return r.TakeForm(w, f, func(typed url.Values) (string, error) {
		if err := e.send(r, v, f.Base, typed); err != nil {
			return "", err
		}
		if _, err := p.read(r); err != nil { // the service no longer has it
			return p.path + "?saved", nil
		}
		return p.path + "/" + r.ID() + "?saved", nil
	})
}

func (p pages[V]) takeBack(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := p.undo(r, r.PostForm.Get("command")); err != nil {
		return err
	}
	if _, err := p.read(r); err != nil { // the record itself was taken back
		return r.See(w, "/services?undone")
	}
	return r.See(w, p.path+"/"+r.ID()+"?undone")
}

// showView is one record.
type showView struct {
	govuk.Page
	At       string // its address
	State    string
	Ended    bool
	Warning  []row // what must be known before anything else
	People   []link
	Waits    []task.Item
	Buttons  []link // the next steps
	Links    []link // what else can be done
	Parts    []part
	Undo     *person.Done
	When     string
	ReadOnly string
}

type link struct{ Text, Href string }

// part is a heading with answers or a table.
type part struct {
	Heading string
	Rows    []row
	Table   table
	Empty   string
}

type table struct {
	Caption string
	Heads   []string
	Lines   [][]string
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

func (p pages[V]) showOne(w http.ResponseWriter, r *shell.Request) error {
	v, err := p.read(r)
	if err != nil {
		return err
	}
	caption, reference, subject, _ := p.about(v)
	out := showView{Page: r.Page(p.title + " " + reference), At: p.path + "/" + r.ID()}
	out.Caption, out.Back = caption, govuk.BackLink{Text: "Other services", Href: "/services"}
	out.Banner = done(r)
	p.show(p, r, v, &out)
	items, err := r.House().Tasks.On(r.Context(), subject)
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.Open() && strings.HasSuffix(i.Title, reference) {
			out.Waits = append(out.Waits, i)
		}
	}
	if d, ok, err := p.undoable(r); err == nil && ok {
		out.Undo, out.When = &d, day.Moment(d.At)
	}
	return r.Show(w, "services/show", out)
}

// steps puts the editors that fit into buttons and links: those that are named first are the next steps.
func (p pages[V]) steps(v V, out *showView, next ...string) {
	for _, e := range p.editors {
		if e.fits != nil && !e.fits(v) {
			continue
		}
		l := link{e.title, out.At + "/" + e.name}
		if slices.Contains(next, e.name) {
			out.Buttons = append(out.Buttons, l)
		} else {
			out.Links = append(out.Links, l)
		}
	}
}

// listView is the list of a service.
type listView struct {
	govuk.Page
	Intro  string
	Counts []counts
	Heads  []string
	Lines  []line
	Past   int
	All    string // the address with what has ended; "" when that is shown
}

// counts is one small table of numbers.
type counts struct {
	Caption string
	Rows    []row
}

type line struct {
	Href, Reference, Names string
	Cells                  []string
	Flag                   string
	Next                   string
}

func (p pages[V]) showList(w http.ResponseWriter, r *shell.Request) error {
	v, shown, err := p.list(r)
	if err != nil {
		return err
	}
	v.Wide, v.Banner, v.Back = true, done(r), govuk.BackLink{Text: "Other services", Href: "/services"}
	if err := r.Listed("row of the list of a service", shown...); err != nil {
		return err
	}
	return r.Show(w, "services/list", v)
}

// past says whether what has ended is shown as well.
func past(r *shell.Request) bool { return r.URL.Query().Get("show") == "all" }

// done is what has just been done.
func done(r *shell.Request) govuk.NotificationBanner {
	for name, text := range map[string]string{"saved": "Saved.", "undone": "It is as it was before.", "sent": "The service has it now. Its team decides what follows."} {
		if r.URL.Query().Has(name) {
			return govuk.NotificationBanner{Success: true, Text: text}
		}
	}
	return govuk.NotificationBanner{}
}

func options(set string, on day.Day) (out []form.Option) {
	s, _ := codes.Set(set)
	for _, c := range s.On(on) {
		out = append(out, form.Option{Value: c.Code, Label: capital(c.Label)})
	}
	return out
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// label is a code in words.
func label(set, code string) string { return codes.Sentence(set, code) }

func long(d day.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.Long()
}

func setDay(v url.Values, name string, d day.Day) {
	if !d.IsZero() {
		y, m, dd := d.Date()
		v.Set(name+"-day", strconv.Itoa(dd))
		v.Set(name+"-month", strconv.Itoa(int(m)))
		v.Set(name+"-year", strconv.Itoa(y))
	}
}

func date(v url.Values, name string) day.Day {
	d, err := day.FromParts(v.Get(name+"-day"), v.Get(name+"-month"), v.Get(name+"-year"))
	if err != nil {
		return day.Day{}
	}
	return d
}

func get(v url.Values, name string) string { return strings.TrimSpace(v.Get(name)) }

// whole is a number as it was typed; nil when none was.
func whole(v url.Values, name string) (*int, error) {
	text := get(v, name)
	if text == "" {
		return nil, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, errs.Field(name, "Enter a whole number, such as 14")
	}
	return &n, nil
}

// moment is a day and a time of day as they were typed.
func moment(v url.Values) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02 15:04", date(v, "on").String()+" "+strings.ReplaceAll(get(v, "at"), ".", ":"), day.London)
	if err != nil {
		return at, errs.Field("at", "Enter the time, such as 14:30")
	}
	return at, nil
}

// subjectID is the part of a subject's id that stands in an address.
func subjectID(subject string) string {
	_, id, _ := strings.Cut(subject, ":")
	return id
}

// teamField asks which team takes it on; nothing is asked where there is one.
func teamField(r *shell.Request) (form.Field, error) {
	teams, err := r.House().Services.Teams(r.Context())
	if err != nil {
		return nil, err
	}
	if len(teams) == 1 {
		return &form.Hidden{Name: "team", Value: teams[0].Subject}, nil
	}
	f := &form.Select{Name: "team", Label: "Which team takes it on?", Empty: "Choose a team", Required: "Choose the team that takes it on"}
	for _, t := range teams {
		f.Options = append(f.Options, form.Option{Value: t.Subject, Label: t.Name})
	}
	return f, nil
}

// workerField asks who of a team works with it.
func workerField(r *shell.Request, team, required string) (form.Field, error) {
	f := &form.Radios{Name: "worker", Label: "Who works with it?", Small: true, Required: required}
	members, err := r.House().Services.Members(r.Context(), team)
	for _, m := range members {
		f.Options = append(f.Options, form.Option{Value: m.Subject, Label: m.Name})
	}
	return f, err
}

// sourceFields ask where a referral comes from.
func sourceFields(on day.Day) []form.Field {
	return []form.Field{
		&form.Select{Name: "source", Label: "Where does it come from?", Empty: "Choose one", Options: options("referral_source", on), Required: "Choose where it comes from"},
		&form.Text{Name: "by", Label: "Who asks?", Hint: "Name and role. Leave it out when it is you", Complete: "off"},
		pastDay("referred", "When did the referral come?", "The day of the referral", day.Day{}, on),
	}
}

func pastDay(name, question, noun string, from, today day.Day) *form.Date {
	return &form.Date{Name: name, Label: question, Hint: "Leave it out for today", Noun: noun, Min: from, Max: today}
}

// closeFields ask how a service ends.
func closeFields(set string, from, today day.Day, more ...form.Field) []shell.Section {
	fields := append([]form.Field{&form.Radios{Name: "outcome", Label: "Why does it end?", Options: options(set, today), Small: true, Required: "Choose why it ends"}}, more...)
	return []shell.Section{{Fields: append(fields,
		&form.TextArea{Name: "why", Label: "What was decided, and what has changed?", Hint: "At least 20 characters", Rows: 4, Required: "Write why it ends and what has changed, in at least 20 characters"},
		pastDay("closed", "On which day did it end?", "The day", from, today))}}
}

func reasonFields[V any](*shell.Request, V) ([]shell.Section, error) {
	return []shell.Section{{Fields: []form.Field{&form.TextArea{Name: "reason", Label: "Why does it go on?", Rows: 3, Required: "Write why it goes on"}}}}, nil
}

// by is who asked: those who were named, or who typed it in.
func by(r *shell.Request, named, account string) string {
	if named == "" {
		return r.Name(account)
	}
	return named
}

type overviewView struct {
	govuk.Page
	Services []service
}

type service struct{ Name, Href, Says string }

// overview leads to the lists.
func overview(w http.ResponseWriter, r *shell.Request) error {
	v := overviewView{Page: r.Page("Other services")}
	v.Banner = done(r)
	for _, s := range []service{
		{"Young carers", carers.path, "Children who care for somebody: what was offered, their assessment, support and reviews."},
		{"Clinical service", clinic.path, "Referrals, who waits how long, appointments, what was measured."},
		{"Domestic abuse", abuse.path, "Cases of your team: safe ways of contact first, risk, sessions, how they ended."},
	} {
		if s.Href != clinic.path || access.Could(r.Actor, access.List, access.Health).Allow {
			v.Services = append(v.Services, s)
		}
	}
	return r.Show(w, "services/overview", v)
}

type childView struct {
	govuk.Page
	Now   []link
	Past  []link
	Begin []link
}

// ofChild is what the services do for one child, as far as the reader may know it, and the ways to begin.
func ofChild(w http.ResponseWriter, r *shell.Request) error {
	v := childView{Page: r.Page("Other services")}
	v.Caption = r.Reading.View().Name.Full()
	v.Back = govuk.BackLink{Text: "The child", Href: "/children/" + r.ID()}
	add := func(closed bool, l link) {
		if closed {
			v.Past = append(v.Past, l)
		} else {
			v.Now = append(v.Now, l)
		}
	}
	for _, rec := range r.Reading.Story.Records {
		switch b := rec.Body.(type) {
		case record.YoungCarer:
			if r.May(access.Read, access.None) {
				add(!b.Closed.IsZero(), link{"Young carer since " + b.Identified.Long(), carers.path + "/" + rec.ID})
			}
		case record.ClinicalReferral:
			if r.May(access.Read, access.Health) {
				add(!b.Closed.IsZero(), link{"Referred to the clinical service on " + b.Referred.Long(), clinic.path + "/" + rec.ID})
			}
		}
	}
	id, err := r.House().Services.AbuseOf(r.Context(), r.Actor, r.Reading.Facts.Subject)
	if err != nil {
		return err
	}
	if id != "" {
		add(false, link{"Domestic abuse service", abuse.path + "/" + id})
	}
	for _, l := range []link{{carers.begin, carers.refer}, {clinic.begin, clinic.refer}, {abuse.begin, abuse.refer}} {
		v.Begin = append(v.Begin, link{l.Text, "/children/" + r.ID() + "/" + l.Href})
	}
	return r.Show(w, "services/child", v)
}
