package lado

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	room "throughline/internal/lado"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

func itoa(n int) string { return strconv.Itoa(n) }

type showView struct {
	govuk.Page
	ID       string
	Base     int64
	L        record.LADOReferral
	State    string
	Open     bool
	Urgent   bool
	Clocks   []task.Item // that run
	Met      []task.Item
	Adult    []row
	About    []row
	Decision []row
	Others   []row
	Meetings []meetingView
	Children []room.Named
	Earlier  []line
	Keep     room.Keeping
	Over     bool // its time is over
	Asked    string
	Agree    bool // this reader may agree to its being destroyed
	Undo     *shell.Step
	Came     []form.Field // of a question, when the writing came
	Again    []form.Field
	Heard    []form.Field
	Longer   []form.Field
	Sooner   []form.Field
}

type meetingView struct {
	ID, Type, When, Chair string
	Base                  int64
	M                     record.AllegationMeeting
}

func given(rows ...row) (out []row) {
	for _, r := range rows {
		if strings.TrimSpace(r.Value) != "" {
			out = append(out, r)
		}
	}
	return out
}

func show(w http.ResponseWriter, r *shell.Request) error {
	v, err := read(r)
	if err != nil {
		return err
	}
	l := v.Referral.Body
	p := showView{Page: r.Page("Allegation " + l.Reference), ID: r.ID(), Base: v.Referral.Version, L: l, State: state(l), Open: l.Closed.IsZero(), Urgent: l.ImmediateRisk && l.Closed.IsZero(), Children: v.Children, Keep: v.Keep}
	if l.Consultation {
		p.Heading = "Question " + l.Reference
	}
	p.Back = govuk.BackLink{Text: "Allegations", Href: "/allegations"}
	if r.URL.Query().Has("saved") {
		p.Banner = govuk.NotificationBanner{Success: true, Text: "Saved."}
	}
	if r.URL.Query().Has("undone") {
		p.Banner = govuk.NotificationBanner{Success: true, Text: "It is as it was before."}
	}
	p.fill(r, v)
	if err := p.clocks(r, v.Subject); err != nil {
		return err
	}
	if p.Undo, err = r.LastStep(r.House().LADO.Undoing(), v.Subject, "/allegations/"+r.ID()+"/undo", nil); err != nil {
		return err
	}
	p.forms(r.Today())
	return r.Show(w, "lado/show", p)
}

func (p *showView) fill(r *shell.Request, v room.View) {
	l := p.L
	born := ""
	if !l.Born.IsZero() {
		born = l.Born.Long()
	}
	p.Adult = given(row{"Name", l.Person}, row{"Date of birth", born}, row{"Works there as", short("lado_position", l.Position) + comma(l.Job)}, row{"Where", l.Setting + comma(codes.Sentence("lado_sector", l.Sector))}, row{"Elsewhere", rolesText(l.OtherRoles)})
	p.About = given(row{"Referred by", strings.Trim(l.Referrer.Name+comma(l.Referrer.Role)+comma(l.Referrer.Agency), ", ")}, row{"Reach them", strings.TrimSpace(l.Referrer.Phone + "\n" + l.Referrer.Email)},
		row{"Source", codes.Sentence("referral_source", l.Source)}, row{"It happened", l.Happened.Long()}, row{"The employer knew", l.Known.Long()}, row{"Received", l.Received.Long()}, row{"Children, as named", l.Named})
	p.Decision = given(row{"Decision", codes.Sentence("lado_triage", l.Triage)}, row{"Kind of concern", codes.Sentence("lado_category", l.Category)}, row{"Priority", codes.Sentence("lado_priority", l.Priority)}, row{"Next step by", l.ActBy.Long()}, row{"Why", l.Rationale},
		row{"Advice", l.Advice}, row{"Decided", decidedBy(r, l)}, row{"In whose hands", r.Name(l.Officer)}, row{"Outcome", codes.Sentence("lado_outcome", l.Outcome)}, row{"Why this outcome", l.OutcomeNote}, row{"Closed", l.Closed.Long()}, row{"What the referrer says of our work", mark(l)})
	p.Others = given(row{"Police", span(l.Police, l.PoliceEnded)}, row{"Suspended", span2(l.Suspended, l.SuspensionTold, "confirmed in writing on ", "not confirmed in writing yet")},
		row{"Dismissed, or would have been", span2(l.Dismissed, l.BarringTold, "referred to the Disclosure and Barring Service on ", "not referred to the Disclosure and Barring Service yet")}, row{"Regulator told", l.Regulator})
	for _, m := range v.Meetings {
		p.Meetings = append(p.Meetings, meetingView{ID: m.ID, Type: short("lado_meeting", m.Body.Type), When: day.In(m.Body.At).Long(), Chair: r.Name(m.Body.Chair), Base: m.Version, M: m.Body})
	}
	for _, e := range v.Earlier {
		p.Earlier = append(p.Earlier, lineOf(r, e))
	}
	p.Over = !v.Keep.Until.IsZero() && v.Keep.Until.Before(r.Today())
	p.Asked = r.Name(l.DestroyAskedBy)
	p.Agree = l.DestroyAskedBy != "" && l.DestroyAskedBy != r.Actor.ID
}

func comma(s string) string {
	if s == "" {
		return ""
	}
	return ", " + s
}

func span(from, to day.Day) string {
	switch {
	case from.IsZero():
		return ""
	case to.IsZero():
		return "Investigating since " + from.Long() + ". The time limits run on."
	}
	return "Investigated from " + from.Long() + " to " + to.Long()
}

func span2(from, then day.Day, yes, no string) string {
	switch {
	case from.IsZero():
		return ""
	case then.IsZero():
		return from.Long() + ", " + no
	}
	return from.Long() + ", " + yes + then.Long()
}

func decidedBy(r *shell.Request, l record.LADOReferral) string {
	switch {
	case !l.Decided.IsZero():
		return r.Name(l.DecidedBy) + ", " + day.Moment(l.Decided)
	case !l.Triaged.IsZero():
		return l.Triaged.Long()
	}
	return ""
}

func mark(l record.LADOReferral) string {
	if l.Feedback == nil {
		return ""
	}
	return itoa(*l.Feedback) + " of 5" + comma(l.FeedbackNote)
}

// clocks are the time limits, those that run first. How long the record is kept is said in its own place.
func (p *showView) clocks(r *shell.Request, subject string) error {
	items, err := r.House().Tasks.On(r.Context(), subject)
	for _, i := range items {
		switch {
		case i.Clock == "LADO-10":
		case i.Open():
			p.Clocks = append(p.Clocks, i)
		case i.Limit != nil:
			p.Met = append(p.Met, i)
		}
	}
	return err
}

func (p *showView) forms(today day.Day) {
	p.Came = []form.Field{&form.Date{Name: "came", Label: "When did the written referral come?", Noun: "The day it came", Max: today}, &form.Date{Name: "known", Label: "When did the employer come to know?", Noun: "The day it was known", Max: today}}
	p.Again = []form.Field{&form.TextArea{Name: "reason", Label: "What came to light?", Rows: 3}}
	p.Heard = []form.Field{&form.Radios{Name: "mark", Label: "How well did we work with you?", Inline: true, Small: true, Options: []form.Option{{Value: "1", Label: "1, badly"}, {Value: "2", Label: "2"}, {Value: "3", Label: "3"}, {Value: "4", Label: "4"}, {Value: "5", Label: "5, well"}}},
		&form.Text{Name: "said", Label: "What they say", Max: 1000}}
	p.Longer = []form.Field{&form.Date{Name: "until", Label: "Keep until", Noun: "The day"}, &form.Text{Name: "why", Label: "Why longer?", Max: 500}}
	p.Sooner = []form.Field{&form.Radios{Name: "priority", Label: "How soon must the next step be taken?", Options: form.Coded("lado_priority", today), Small: true}}
}

// acts are the small forms of the page of an allegation, each with the version it was made from.
var acts = map[string]func(r *shell.Request, base int64, v url.Values) error{
	"written": func(r *shell.Request, base int64, v url.Values) error {
		_, err := r.House().LADO.Written(r.Context(), r.Actor, subjectOf(r), base, form.Day(v, "came"), form.Day(v, "known"))
		return err
	},
	"priority": func(r *shell.Request, base int64, v url.Values) error {
		_, err := r.House().LADO.Reprioritise(r.Context(), r.Actor, subjectOf(r), base, form.Line(v, "priority"), "")
		return err
	},
	"mine": func(r *shell.Request, base int64, _ url.Values) error {
		v, err := read(r)
		if err != nil {
			return err
		}
		_, err = r.House().LADO.Reprioritise(r.Context(), r.Actor, subjectOf(r), base, v.Referral.Body.Priority, r.Actor.ID)
		return err
	},
	"reopen": func(r *shell.Request, base int64, v url.Values) error {
		_, err := r.House().LADO.Reopen(r.Context(), r.Actor, subjectOf(r), base, form.Line(v, "reason"))
		return err
	},
	"feedback": func(r *shell.Request, base int64, v url.Values) error {
		n, err := strconv.Atoi(v.Get("mark"))
		if err != nil {
			return errs.Field("mark", "Choose a mark from 1 to 5")
		}
		_, err = r.House().LADO.Heard(r.Context(), r.Actor, subjectOf(r), base, n, form.Line(v, "said"))
		return err
	},
	"keep": func(r *shell.Request, base int64, v url.Values) error {
		_, err := r.House().LADO.KeepLonger(r.Context(), r.Actor, subjectOf(r), base, form.Day(v, "until"), form.Line(v, "why"))
		return err
	},
	"ask-to-destroy": func(r *shell.Request, base int64, _ url.Values) error {
		_, err := r.House().LADO.AskToDestroy(r.Context(), r.Actor, subjectOf(r), base)
		return err
	},
	"action": func(r *shell.Request, base int64, v url.Values) error {
		n, err := shell.Number(v, "action")
		if err != nil {
			return err
		}
		_, err = r.House().LADO.Done(r.Context(), r.Actor, subjectOf(r), v.Get("meeting"), base, n, r.Today(), form.Line(v, "note"))
		return err
	},
	"unlink": func(r *shell.Request, base int64, v url.Values) error {
		_, err := r.House().LADO.LinkChild(r.Context(), r.Actor, subjectOf(r), base, v.Get("child"), false)
		return err
	},
	"link": func(r *shell.Request, base int64, v url.Values) error {
		_, err := r.House().LADO.LinkChild(r.Context(), r.Actor, subjectOf(r), base, v.Get("child"), true)
		return err
	},
}

// act does one of them and goes back to the page.
func act(do func(r *shell.Request, base int64, v url.Values) error) shell.Handler {
	return func(w http.ResponseWriter, r *shell.Request) error {
		if err := r.ReadForm(); err != nil {
			return err
		}
		if err := mine(r); err != nil {
			return err
		}
		base, err := shell.Base(r.PostForm)
		if err != nil {
			return err
		}
		if err := do(r, base, r.PostForm); err != nil {
			return err
		}
		return r.See(w, "/allegations/"+r.ID()+"?saved")
	}
}

func undo(w http.ResponseWriter, r *shell.Request) error {
	if err := mine(r); err != nil {
		return err
	}
	if err := r.TakeBack(r.House().LADO.Undoing(), subjectOf(r)); err != nil {
		return err
	}
	return r.See(w, "/allegations/"+r.ID()+"?undone")
}

func destroy(w http.ResponseWriter, r *shell.Request) error {
	if err := mine(r); err != nil {
		return err
	}
	if err := r.House().LADO.Destroy(r.Context(), r.Actor, subjectOf(r)); err != nil {
		return err
	}
	return r.See(w, "/allegations?destroyed")
}

type childView struct {
	govuk.Page
	ID    string
	Base  int64
	Named string
	Q     *form.Text
	Asked bool
	Hits  []person.Hit
}

func newChild(r *shell.Request) (childView, error) {
	v, err := read(r)
	if err != nil {
		return childView{}, err
	}
	p := childView{Page: r.Page("Link a child to allegation " + v.Referral.Body.Reference), ID: r.ID(), Base: v.Referral.Version, Named: v.Referral.Body.Named,
		Q: &form.Text{Name: "q", Label: "Name, date of birth or number of the child", Required: "Enter something to look for", Complete: "off"}}
	p.Back = govuk.BackLink{Text: "The allegation", Href: "/allegations/" + r.ID()}
	return p, nil
}

func child(w http.ResponseWriter, r *shell.Request) error {
	p, err := newChild(r)
	if err != nil {
		return err
	}
	return r.Show(w, "lado/child", p)
}

func childFound(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	p, err := newChild(r)
	if err != nil {
		return err
	}
	f := shell.FormOf([]shell.Section{{Fields: []form.Field{p.Q}}})
	if f.Parse(r.PostForm) {
		p.Asked = true
		if p.Hits, err = r.House().LADO.Candidates(r.Context(), r.Actor, p.Q.Value); err != nil {
			return err
		}
	}
	p.Errors = f.Errors()
	return r.Show(w, "lado/child", p)
}
