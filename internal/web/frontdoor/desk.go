package frontdoor

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	room "throughline/internal/frontdoor"
	"throughline/internal/person"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// open shows a referral as the front door works on it.
func open(w http.ResponseWriter, r *shell.Request) error {
	v, err := r.House().FrontDoor.Open(r.Context(), r.Actor, contactOf(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	return showContact(w, r, v)
}

func contactOf(r *shell.Request) string { return record.ContactSubject + ":" + r.ID() }

type contactView struct {
	govuk.Page
	ID       string
	Base     int64
	Contact  record.Contact
	View     room.View
	About    []row // who sent it, consent, home
	Parents  []part
	Children []contactChild
	Ready    bool // every child is matched and one waits for a decision
	Item     *task.Item
	Hints    []room.Hint
	Undo     *lastDecision // of the reader's decision
	Small    *shell.Step   // of what the reader did here last besides

	Word       string // referral or contact, as people call it
	New        int    // children whom nobody is like: they can be added together
	Ratings    []form.Option
	ToHear     bool // the referrer is to be told that it came in
	ToConfirm  bool // a written confirmation is awaited
	Enquiries  []enquiryRow
	NightWaits bool
	Calls      []callRow
	Tell       bool // the referrer does not see here what was decided: somebody tells them
}

type contactChild struct {
	room.ViewChild
	Number     int
	Rows       []row
	Candidates []person.Hit
	Decision   []row
	Waiting    bool
}

func showContact(w http.ResponseWriter, r *shell.Request, v room.View) error {
	c := v.Contact.Body
	view := contactView{
		Page: r.Page(codes.Capital(wordOf(c)) + " " + c.Reference), ID: r.ID(), Base: v.Contact.Version, Contact: c, View: v, Hints: v.Hints["concern"],
		About: append([]row{
			{"From", strings.Trim(strings.TrimSuffix(c.Referrer.Name+", "+c.Referrer.Role, ", ")+"\n"+c.Referrer.Agency, ", \n")},
			{"Reach them", strings.TrimSpace(c.Referrer.Phone + "\n" + c.Referrer.Email)},
			{"Kind of agency", cmp.Or(codes.Sentence("agency_type", c.Referrer.AgencyType), "Not given")},
			{"In danger now", yesNo(c.Urgent)},
			{"Where the children live", cmp.Or(strings.Join(append(slices.Clone(c.Address), c.Postcode), "\n"), "Not given")},
		}, consentRows(c.Consent, c.WhyWithout, c.OtherNote)...),
		Parents: []part{{"Mother", "", adultRows(c.Mother)}, {"Father", "", adultRows(c.Father)}},
	}
	view.Back = govuk.BackLink{Text: "Referrals waiting", Href: "/front-door"}
	if err := view.more(r, v); err != nil {
		return err
	}
	if r.URL.Query().Has("undone") {
		view.Banner = govuk.NotificationBanner{Success: true, Text: "Your decision was undone. The referral waits again, and the referrer no longer sees a decision."}
	}
	last, err := lastDecisions(r)
	if err != nil {
		return err
	}
	for i := range last {
		if last[i].Action == "/contacts/"+r.ID()+"/undo" {
			view.Undo = &last[i]
		}
	}
	view.Ready = true
	var listed []string
	for i, ch := range v.Children {
		cc := contactChild{ViewChild: ch, Number: i, Rows: childRows(ch.Typed), Waiting: ch.Told.At.IsZero()}
		switch {
		case ch.Child == "":
			view.Ready = false
			hits, err := r.House().People.Duplicates(r.Context(), r.Actor, asTyped(c, ch.Typed))
			if err != nil {
				return err
			}
			cc.Candidates = hits
			if len(hits) == 0 {
				view.New++
			}
			for _, h := range hits {
				listed = append(listed, h.Subject)
			}
		case !cc.Waiting:
			level, why, by := ch.Referral.Body.Threshold, ch.Referral.Body.Rationale, ch.Referral.Body.DecidedBy
			if ch.AtDoor.ID != "" {
				level, why, by = ch.AtDoor.Body.Threshold, ch.AtDoor.Body.Rationale, ch.AtDoor.Body.DecidedBy
			}
			cc.Decision = []row{
				{"Decision", codes.Sentence("referral_decision", ch.Told.Decision)}, {"Level of need", cmp.Or(codes.Sentence("threshold", level), "Not given")},
				{"Why", why}, {"Decided by", r.Name(by) + ", " + day.Moment(ch.Told.At)},
			}
		}
		view.Children = append(view.Children, cc)
	}
	if err := r.Listed("may be the child of a referral", listed...); err != nil {
		return err
	}
	if c.Screened() { // what nobody said is among what is missing, once
		for i := range view.Children {
			view.Children[i].Rows = said(view.Children[i].Rows)
		}
		view.About = said(view.About)
	}
	for i, g := range view.View.Gaps {
		if g.Child >= 0 && len(c.Children) > 1 {
			view.View.Gaps[i].Text = record.Name{Given: c.Children[g.Child].Given, Family: c.Children[g.Child].Family}.Full() + ": " + strings.ToLower(g.Text[:1]) + g.Text[1:]
		}
	}
	view.Ready = view.Ready && c.Open()
	items, err := r.House().Tasks.On(r.Context(), v.Contact.Subject)
	if err != nil {
		return err
	}
	for i := range items {
		if items[i].Record == v.Contact.ID && (items[i].Clock == room.Limit || items[i].Clock == room.Triage) {
			view.Item = &items[i]
		}
		view.clock(items[i])
	}
	return r.Show(w, "frontdoor/contact", view)
}

// said leaves out the questions that have no answer.
func said(rows []row) []row {
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool {
		return r.Value == "" || r.Value == "Not known" || r.Value == "Not given" || r.Value == "Not answered yet"
	})
}

// asTyped is a child of a referral as far as it helps to find them.
func asTyped(c record.Contact, ch record.ContactChild) match.Person {
	p := match.Person{Names: []match.Name{{Given: ch.Given, Family: ch.Family}}, Born: ch.Birth, Expected: ch.Expected}
	if ch.UPN != "" {
		p.IDs = append(p.IDs, match.ID{Type: match.UPN, Value: ch.UPN})
	}
	if len(c.Address) > 0 || c.Postcode != "" {
		p.Addresses = append(p.Addresses, match.Address{Lines: strings.Join(c.Address, ", "), Postcode: c.Postcode})
	}
	return p
}

// posted reads the version that the page was made from and which child is meant.
func posted(r *shell.Request) (base int64, child int, err error) {
	if base, err = r.Posted(); err == nil {
		child, err = shell.Number(r.PostForm, "child")
	}
	return base, child, err
}

func matched(w http.ResponseWriter, r *shell.Request) error {
	base, child, err := posted(r)
	if err != nil {
		return err
	}
	if _, err := r.House().FrontDoor.Match(r.Context(), r.Actor, contactOf(r), base, child, r.PostForm.Get("subject")); err != nil {
		return err
	}
	return r.See(w, "/contacts/"+r.ID()+"#child-"+strconv.Itoa(child))
}

func create(w http.ResponseWriter, r *shell.Request) error {
	base, child, err := posted(r)
	if err != nil {
		return err
	}
	if _, err := r.House().FrontDoor.CreateFrom(r.Context(), r.Actor, contactOf(r), base, child); err != nil {
		return err
	}
	return r.See(w, "/contacts/"+r.ID()+"#child-"+strconv.Itoa(child))
}

// decisionForm has the questions for each child who waits. Names are those of room.ChildDecision.Check.
type decisionForm struct {
	form.Form
	Children []childQuestions
}

type childQuestions struct {
	Number              int
	Name                string
	Same                *form.Checkboxes // the same as of the first child; nil for the first
	Decision, Threshold *form.Radios
	Rationale           *form.TextArea
	Need, Team          *form.Select
}

func newDecisionForm(r *shell.Request, v room.View) (*decisionForm, error) {
	today := r.Today()
	teams, err := teamOptions(r)
	if err != nil {
		return nil, err
	}
	f := &decisionForm{}
	for i, ch := range v.Children {
		if ch.Child == "" || !ch.Told.At.IsZero() {
			continue
		}
		p := fmt.Sprintf("decision-%d-", i)
		q := childQuestions{
			Number: i, Name: ch.Name,
			Decision:  &form.Radios{Name: p + "decision", Label: "What happens next?", Options: decisionsOn(v.Contact.Body, today), Required: "Choose what happens next for " + ch.Name},
			Threshold: &form.Radios{Name: p + "threshold", Label: "Level of need", Options: form.Coded("threshold", today), Small: true, Required: "Choose the level of need of " + ch.Name},
			Rationale: &form.TextArea{Name: p + "rationale", Label: "Why?", Hint: "What you weighed, in words that the family could read. At least 20 characters.", Rows: 4, Required: "Write why, for " + ch.Name},
			Need:      &form.Select{Name: p + "need", Label: "Main need", Empty: "Not for a referral that goes no further", Options: form.Coded("primary_need", today)},
			Team:      &form.Select{Name: p + "team", Label: "Team that takes the work", Empty: "Not for a referral that goes no further", Options: teams},
		}
		if len(f.Children) > 0 {
			q.Same = &form.Checkboxes{Name: p + "same", Label: "As for " + f.Children[0].Name + "?", Options: []form.Option{{Value: "yes", Label: "The same decision, for the same reason"}}, Small: true}
			f.Add(q.Same)
		}
		f.Add(q.Decision, q.Threshold, q.Rationale, q.Need, q.Team)
		f.Children = append(f.Children, q)
	}
	return f, nil
}

// decisionsOn are the decisions that can be made. A team goes on with a case that it has only when nobody has asked for a service.
func decisionsOn(c record.Contact, today day.Day) []form.Option {
	return slices.DeleteFunc(form.Coded("referral_decision", today), func(o form.Option) bool { return o.Value == room.OpenCase && !c.Screened() })
}

// same copies the answers for the first child to those who are to have the same.
func (f *decisionForm) same(v url.Values) {
	for _, q := range f.Children[1:] {
		if v.Get(q.Same.Name) != "yes" {
			continue
		}
		for _, field := range []string{"decision", "threshold", "rationale", "need", "team"} {
			v.Set(fmt.Sprintf("decision-%d-%s", q.Number, field), v.Get(fmt.Sprintf("decision-%d-%s", f.Children[0].Number, field)))
		}
	}
}

func teamOptions(r *shell.Request) (out []form.Option, err error) {
	err = r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		teams, err := story.OfKind[record.Team](t)
		for _, tm := range teams {
			out = append(out, form.Option{Value: tm.Subject, Label: tm.Body.Name})
		}
		return err
	})
	return out, err
}

type decideView struct {
	govuk.Page
	ID      string
	Base    int64
	Form    *decisionForm
	Concern string
}

func decide(w http.ResponseWriter, r *shell.Request) error {
	v, err := r.House().FrontDoor.Open(r.Context(), r.Actor, contactOf(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	f, err := newDecisionForm(r, v)
	if err != nil {
		return err
	}
	if len(f.Children) == 0 {
		return r.See(w, "/contacts/"+r.ID())
	}
	typed, banner, ok, err := r.Draft("decide/" + r.ID())
	if err != nil {
		return err
	}
	base := v.Contact.Version
	if ok {
		f.Fill(typed)
		if b, err := shell.Base(typed); err == nil {
			base = b // typed on that version: if it is old, the decision is refused and the draft stays
		}
	}
	return showDecide(w, r, v, f, base, banner)
}

func showDecide(w http.ResponseWriter, r *shell.Request, v room.View, f *decisionForm, base int64, banner govuk.NotificationBanner) error {
	view := decideView{Page: r.Page("Decide " + wordOf(v.Contact.Body) + " " + v.Contact.Body.Reference), ID: r.ID(), Base: base, Form: f, Concern: v.Contact.Body.Concern}
	view.Errors = f.Errors()
	view.Banner = banner
	view.Scripts = []string{"autosave.js"}
	view.Back = govuk.BackLink{Text: "The referral", Href: "/contacts/" + r.ID()}
	return r.Show(w, "frontdoor/decide", view)
}

func decided(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	// Kept before anything else can go wrong: what was typed is on the server, even when the referral was decided by somebody else meanwhile and is closed to
	// its reader. Drafts are each reader's own, so an address that was guessed opens nothing.
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, "decide/"+r.ID(), r.PostForm); err != nil {
		return err
	}
	v, err := r.House().FrontDoor.Open(r.Context(), r.Actor, contactOf(r), r.Route.Pattern())
	if kind := errs.Of(err); err != nil && (kind == errs.NotFound || kind == errs.Denied) {
		s, e := r.House().FrontDoor.Standing(r.Context(), r.Actor, contactOf(r))
		if e != nil || s.Waits {
			return errors.Join(err, r.Sent("decide/"+r.ID())) // never theirs, or no longer
		}
		return errs.New(errs.Conflict, "Referral %s was decided by %s while you were writing. Nothing was changed. What you typed is kept as a draft on your page", s.Reference, r.Name(s.DecidedBy))
	}
	if err != nil {
		return err
	}
	f, err := newDecisionForm(r, v)
	if err != nil {
		return err
	}
	base, err := shell.Base(r.PostForm)
	if err != nil {
		return err
	}
	if len(f.Children) > 0 {
		f.same(r.PostForm)
	}
	if f.Parse(r.PostForm) {
		_, err := r.House().FrontDoor.Decide(r.Context(), r.Actor, contactOf(r), base, f.decisions(r.PostForm))
		if err == nil {
			if err := r.Sent("decide/" + r.ID()); err != nil {
				return err
			}
			return r.See(w, "/front-door?decided")
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showDecide(w, r, v, f, base, govuk.NotificationBanner{})
}

func (f *decisionForm) decisions(v url.Values) []room.ChildDecision {
	var out []room.ChildDecision
	for _, q := range f.Children {
		d := room.ChildDecision{Child: q.Number, Decision: q.Decision.Value, Threshold: q.Threshold.Value, Rationale: q.Rationale.Value}
		if goesOn(d.Decision) {
			d.PrimaryNeed, d.Team = q.Need.Value, q.Team.Value
		}
		out = append(out, d)
	}
	return out
}

// goesOn says whether a team takes the work: then need and team are asked for.
func goesOn(decision string) bool {
	return decision != "no_further_action" && decision != "advice" && decision != room.OpenCase
}
