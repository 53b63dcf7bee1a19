package earlyhelp

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"throughline/internal/access"
	room "throughline/internal/earlyhelp"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type showView struct {
	govuk.Page
	ID         string
	Base       int64
	C          record.EarlyHelpCase
	Open       bool
	May        bool // record
	State      string
	Agreed     bool
	Asked      bool
	Clocks     []task.Item
	Met        []task.Item
	About      []row
	Assessment []row
	Consent    []row
	Children   []childView
	Meetings   []record.Of[record.FamilyMeeting]
	Signposts  []signView
	Undo       *shell.Step
	Again      []form.Field
	Contact    string // that it was passed up as, where the reader may open it
}

type childView struct {
	room.Child
	Number     int
	Born       string
	Href       string
	Candidates []person.Hit
	Before     []string
}

type signView struct {
	record.Of[record.Signpost]
	Number  string
	Outcome string
	Fields  []form.Field
}

func names(v room.View) string {
	var all []string
	for _, c := range v.Children {
		all = append(all, c.Name)
	}
	return strings.Join(all, ", ")
}

func state(c record.EarlyHelpCase) string {
	switch {
	case !c.Closed.IsZero():
		return "Ended: " + codes.Sentence("early_help_outcome", c.Outcome)
	case c.Agreed().Answer == "":
		return "The family was not asked yet"
	case c.Agreed().Answer != "given":
		return codes.Sentence("early_help_consent", c.Agreed().Answer)
	case c.Assessed.IsZero():
		return "Being assessed"
	case c.Planned.IsZero():
		return "Assessed, no plan yet"
	}
	return "Being helped"
}

func show(w http.ResponseWriter, r *shell.Request) error {
	v, err := read(r)
	if err != nil {
		return err
	}
	c := v.Case.Body
	p := showView{Page: r.Page("Early help " + c.Reference), ID: r.ID(), Base: v.Case.Version, C: c, Open: c.Closed.IsZero(), May: access.Could(r.Actor, access.Record, access.None).Allow, State: state(c),
		Agreed: c.Agreed().Answer == "given", Asked: c.Agreed().Answer != "", Meetings: v.Meetings}
	p.Caption = names(v)
	p.Back = govuk.BackLink{Text: "Early help", Href: "/early-help"}
	if r.URL.Query().Has("saved") {
		p.Banner = govuk.NotificationBanner{Success: true, Text: "Saved."}
	}
	if r.URL.Query().Has("undone") {
		p.Banner = govuk.NotificationBanner{Success: true, Text: "It is as it was before."}
	}
	p.fill(r)
	for i, ch := range v.Children {
		one, err := newChildView(r, ch, i)
		if err != nil {
			return err
		}
		p.Children = append(p.Children, one)
	}
	for i, s := range v.Signposts {
		n := strconv.Itoa(i)
		p.Signposts = append(p.Signposts, signView{s, n, codes.Sentence("signpost_outcome", s.Body.Outcome), []form.Field{&form.Select{Name: "outcome-" + n, Label: "What came of it?", Empty: "Choose one", Options: form.Coded("signpost_outcome", r.Today())}, &form.Text{Name: "note-" + n, Label: "More about it", Max: 1000}}})
	}
	items, err := r.House().Tasks.On(r.Context(), v.Subject)
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.Open() {
			p.Clocks = append(p.Clocks, i)
		} else if i.Limit != nil {
			p.Met = append(p.Met, i)
		}
	}
	if p.Undo, err = r.LastStep(r.House().EarlyHelp.Undoing(), v.Subject, "/early-help/"+r.ID()+"/undo", nil); err != nil {
		return err
	}
	if p.Undo != nil {
		p.Undo.With = map[string]string{"base": strconv.FormatInt(p.Base, 10)}
	}
	p.Again = []form.Field{&form.TextArea{Name: "reason", Label: "Why does it go on?", Rows: 3}}
	if access.Could(r.Actor, access.DecideReferral, access.Referral).Allow && c.SteppedUp != "" {
		p.Contact = "/contacts/" + record.SubjectID(c.SteppedUp)
	}
	return r.Show(w, "earlyhelp/show", p)
}

func (p *showView) fill(r *shell.Request) {
	c := p.C
	p.About = given(row{"What is needed", c.Need}, row{"What is going well", c.Strengths}, row{"What was tried", c.Tried}, row{"Who looks after the children", c.Adults},
		row{"Asked for by", strings.Trim(c.Requester.Name+", "+c.Requester.Agency, ", ")}, row{"How it came", codes.Sentence("early_help_from", c.From)}, row{"Since", c.Requested.Long()},
		row{"Whose early help", codes.Sentence("early_help_service", c.Service)}, row{"Team", r.Name(c.Team)}, row{"Worker", r.Name(c.Worker)}, row{"How it ended", c.OutcomeNote})
	done := c.Assessed.Long()
	if done == "" && !c.AssessStarted.IsZero() {
		done = "Not completed yet, begun on " + c.AssessStarted.Long()
	}
	p.Assessment = given(row{"Completed", done}, row{"What the children and the parents need", c.Needs}, row{"What the parents say", c.FamilyViews}, row{"What it means", c.Analysis}, row{"Why it took longer", c.WhyLate})
	for i := len(c.Consent) - 1; i >= 0; i-- {
		a := c.Consent[i]
		text := codes.Sentence("early_help_consent", a.Answer)
		if a.By != "" {
			text += ", " + a.By
		}
		if a.Note != "" {
			text += "\n" + a.Note
		}
		p.Consent = append(p.Consent, row{a.On.Long(), text})
	}
}

func newChildView(r *shell.Request, ch room.Child, i int) (childView, error) {
	out := childView{Child: ch, Number: i, Born: ch.Birth.Long()}
	for _, e := range ch.Since {
		out.Before = append(out.Before, "from "+e.Body.Started.Long()+" to "+e.Body.Ended.Long()+": "+codes.Sentence("early_help_outcome", e.Body.Outcome))
	}
	if ch.Subject != "" {
		out.Href = "/children/" + record.SubjectID(ch.Subject)
		return out, nil
	}
	hits, err := r.House().People.Duplicates(r.Context(), r.Actor, match.Person{Names: []match.Name{{Given: ch.Given, Family: ch.Family}}, Born: ch.Birth})
	if err != nil {
		return out, err
	}
	var listed []string
	for _, h := range hits {
		if record.SubjectType(h.Subject) == record.ChildSubject {
			out.Candidates = append(out.Candidates, h)
			listed = append(listed, h.Subject)
		}
	}
	return out, r.Listed("may be a child of a request for early help", listed...)
}

// acts are the small forms of the page of a case, each with the version it was made from.
var acts = map[string]func(r *shell.Request, base int64, v url.Values) (string, error){
	"match": func(r *shell.Request, base int64, v url.Values) (string, error) {
		i, err := shell.Number(v, "child")
		if err != nil {
			return "", err
		}
		_, err = r.House().EarlyHelp.Match(r.Context(), r.Actor, subjectOf(r), base, i, v.Get("subject"))
		return "?saved", err
	},
	"add-person": func(r *shell.Request, base int64, v url.Values) (string, error) {
		i, err := shell.Number(v, "child")
		if err != nil {
			return "", err
		}
		_, err = r.House().EarlyHelp.AddPerson(r.Context(), r.Actor, subjectOf(r), base, i)
		return "?saved", err
	},
	"done": func(r *shell.Request, base int64, v url.Values) (string, error) {
		i, err := shell.Number(v, "action")
		if err != nil {
			return "", err
		}
		_, err = r.House().EarlyHelp.Done(r.Context(), r.Actor, subjectOf(r), base, i, form.Line(v, "note"))
		return "?saved", err
	},
	"came-of": func(r *shell.Request, _ int64, v url.Values) (string, error) {
		_, err := r.House().EarlyHelp.CameOf(r.Context(), r.Actor, subjectOf(r), v.Get("signpost"), form.Line(v, "outcome-"+v.Get("n")), form.Line(v, "note-"+v.Get("n")))
		return "?saved", err
	},
	"reopen": func(r *shell.Request, base int64, v url.Values) (string, error) {
		_, err := r.House().EarlyHelp.Reopen(r.Context(), r.Actor, subjectOf(r), base, form.Line(v, "reason"))
		return "?saved", err
	},
	"undo": func(r *shell.Request, _ int64, _ url.Values) (string, error) {
		return "?undone", r.TakeBack(r.House().EarlyHelp.Undoing(), subjectOf(r))
	},
}

// act does one of them and goes back to the page; when the case itself was taken back, to the list.
func act(do func(r *shell.Request, base int64, v url.Values) (string, error)) shell.Handler {
	return func(w http.ResponseWriter, r *shell.Request) error {
		if err := r.ReadForm(); err != nil {
			return err
		}
		if _, err := read(r); err != nil { // who may not see it is told that it is not there
			return err
		}
		base, err := shell.Base(r.PostForm)
		if err != nil {
			return err
		}
		back, err := do(r, base, r.PostForm)
		if err != nil {
			return err
		}
		if back == "?undone" {
			if _, err := read(r); errs.Of(err) == errs.NotFound && err != nil {
				return r.See(w, "/early-help")
			}
		}
		return r.See(w, "/early-help/"+r.ID()+back)
	}
}
