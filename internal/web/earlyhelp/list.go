package earlyhelp

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	room "throughline/internal/earlyhelp"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type listView struct {
	govuk.Page
	Lines  []line
	Filter []filter
}

type filter struct {
	Text, Href string
	This       bool
	N          int
}

type line struct {
	Href, Reference, Service, Team, Worker, How string
	Names                                       []string
	Next                                        task.Item
}

// list is the one list. Which of it is shown is chosen by service or by "mine"; each choice says how many there are.
func list(w http.ResponseWriter, r *shell.Request) error {
	rows, err := r.House().EarlyHelp.List(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := listView{Page: r.Page("Early help")}
	v.Wide = true
	if r.URL.Query().Has("sent") {
		v.Banner = govuk.NotificationBanner{Success: true, Text: "The request is on the list. The team takes it on."}
	}
	show := r.URL.Query().Get("show")
	v.Filter = []filter{{Text: "All", Href: "/early-help"}, {Text: "My own", Href: "/early-help?show=mine"}, {Text: "Social care", Href: "/early-help?show=social_care"}, {Text: "Education", Href: "/early-help?show=education"}, {Text: "Nobody’s yet", Href: "/early-help?show=waiting"}}
	kinds := []string{"", "mine", "social_care", "education", "waiting"}
	var subjects []string
	for _, one := range rows {
		c := one.Case
		in := map[string]bool{"": true, "mine": c.Worker != "" && c.Worker == r.Actor.ID, "social_care": c.Service == "social_care", "education": c.Service == "education", "waiting": c.Worker == ""}
		for i, k := range kinds {
			if in[k] {
				v.Filter[i].N++
			}
		}
		if !in[show] {
			continue
		}
		l := line{Reference: c.Reference, Service: codes.Sentence("early_help_service", c.Service), Team: r.Name(c.Team), Worker: r.Name(c.Worker), How: codes.Sentence("early_help_from", c.From), Names: one.Names, Next: one.Waits[0]}
		if one.Child != "" {
			l.How, l.Team, l.Reference = "The front door passed it on", r.Name(one.Waits[0].Team), "Begin"
			l.Href = "/children/" + record.SubjectID(one.Child) + "/early-help"
			subjects = append(subjects, one.Child)
		} else {
			l.Href = "/early-help/" + record.SubjectID(one.Subject)
			for _, ch := range c.Children {
				subjects = append(subjects, ch.Subject)
			}
		}
		if !one.Mine {
			l.Href = ""
		}
		v.Lines = append(v.Lines, l)
	}
	for i, k := range kinds {
		v.Filter[i].This = k == show
	}
	if err := r.Listed("row of the list of early help", subjects...); err != nil {
		return err
	}
	return r.Show(w, "earlyhelp/list", v)
}

// childBlocks is how many children the form asks about.
const childBlocks = 4

func requestPage(r *shell.Request) (shell.SectionedForm, error) {
	today := r.Today()
	v := shell.SectionedForm{Page: r.Page("Ask for early help"), Action: "/early-help/new", Draft: "early-help-new", Button: "Ask for early help", After: "The request goes to the list of early help, whichever service it is for. Whether a child is known already is looked up next."}
	v.Back = govuk.BackLink{Text: "Early help", Href: "/early-help"}
	in, _, err := teams(r)
	if err != nil {
		return v, err
	}
	for i := range childBlocks {
		p := "child-" + strconv.Itoa(i)
		fields := []form.Field{&form.Text{Name: p + "-given", Label: "Given name", Complete: "off"}, &form.Text{Name: p + "-family", Label: "Family name", Complete: "off"}, &form.Date{Name: p + "-birth", Label: "Date of birth", Noun: "Date of birth", Max: today},
			&form.Text{Name: p + "-school", Label: "School or nursery", Complete: "off"}, &form.TextArea{Name: p + "-views", Label: "What does the child say?", Rows: 2}}
		v.Sections = append(v.Sections, shell.Section{Heading: "Child " + strconv.Itoa(i+1) + map[bool]string{true: "", false: ", if there is one"}[i == 0], Fields: fields})
	}
	v.Sections = append(v.Sections,
		shell.Section{Heading: "The family", Fields: []form.Field{
			&form.TextArea{Name: "adults", Label: "Who looks after the children, and how can they be reached?", Rows: 2},
			&form.TextArea{Name: "need", Label: "What does the family need help with?", Rows: 5, Max: room.MaxText, Required: "Write what the family needs help with"},
			&form.TextArea{Name: "strengths", Label: "What is going well?", Rows: 3}, &form.TextArea{Name: "tried", Label: "What was tried?", Rows: 3},
			&form.Radios{Name: "answer", Label: "Does the family agree to early help?", Hint: "A refusal is kept too. Nobody assesses a family that does not agree.", Options: append(form.Coded("early_help_consent", today)[:2], form.Option{Value: "later", Label: "The family was not asked yet"}), Small: true, Required: "Say whether the family agrees, or was not asked yet"},
			&form.Text{Name: "by", Label: "Who of the family answered?", Complete: "off"},
		}},
		shell.Section{Heading: "Who asks, and whom", Fields: []form.Field{
			&form.Text{Name: "requester-name", Label: "Who asks for the help?", Required: "Enter who asks for the help", Complete: "off"}, &form.Text{Name: "requester-agency", Label: "Agency", Hint: "Or “the family itself”", Complete: "off"},
			&form.Select{Name: "requester-source", Label: "Where it comes from", Empty: "Choose one", Options: form.Coded("referral_source", today), Required: "Choose where the request comes from"},
			&form.Radios{Name: "service", Label: "Whose early help is it?", Options: form.Coded("early_help_service", today), Small: true, Required: "Choose whose early help it is"},
			&form.Select{Name: "team", Label: "Team", Empty: "Choose a team", Options: in, Required: "Choose the team that works with it"},
		}})
	return v, nil
}

func ask(w http.ResponseWriter, r *shell.Request) error {
	v, err := requestPage(r)
	if err != nil {
		return err
	}
	return r.RunForm(w, v, url.Values{"requester-name": {r.Actor.Name}}, func(_ int64, v url.Values) (string, error) {
		q := room.Request{
			Requester: record.Referrer{Name: form.Line(v, "requester-name"), Agency: form.Line(v, "requester-agency"), Source: form.Line(v, "requester-source")}, Service: form.Line(v, "service"), Team: form.Line(v, "team"),
			Adults: form.Line(v, "adults"), Need: form.Line(v, "need"), Strengths: form.Line(v, "strengths"), Tried: form.Line(v, "tried"),
		}
		if a := form.Line(v, "answer"); a != "later" {
			q.Consent = record.FamilyConsent{Answer: a, By: form.Line(v, "by")}
		}
		for i := range childBlocks {
			p := "child-" + strconv.Itoa(i)
			c := record.EarlyHelpChild{Given: form.Line(v, p+"-given"), Family: form.Line(v, p+"-family"), Birth: form.Day(v, p+"-birth"), School: form.Line(v, p+"-school"), Views: form.Line(v, p+"-views")}
			if i == 0 || c.Given != "" || c.Family != "" {
				q.Children = append(q.Children, c)
			}
		}
		out, err := r.House().EarlyHelp.Ask(r.Context(), r.Actor, q)
		if err != nil {
			return "", err
		}
		for _, t := range append(append([]string{}, r.Actor.Teams...), r.Actor.Manages...) {
			if t == q.Team {
				return "/early-help/" + record.SubjectID(out.Subject), nil
			}
		}
		return "/early-help?sent", nil
	})
}

type offersView struct {
	govuk.Page
	Offers   []offerLine
	Sections []shell.Section
}

type offerLine struct {
	ID, Name, Organisation, For, Page, Checked string
	Old                                        bool
}

func offerFields() []shell.Section {
	return []shell.Section{{Fields: []form.Field{
		&form.Text{Name: "name", Label: "Name of the support", Required: "Enter the name of the support"}, &form.Text{Name: "organisation", Label: "Who offers it?"},
		&form.Text{Name: "for", Label: "Whom is it for?", Hint: "For example, young carers from 8 to 18"}, &form.Text{Name: "page", Label: "Its page on the web", Hint: "In full, such as https://www.example.org/club", Max: 500, Complete: "off"},
	}}}
}

func showOffers(w http.ResponseWriter, r *shell.Request, sections []shell.Section, wrong []govuk.ErrorLink) error {
	all, err := r.House().EarlyHelp.Offers(r.Context())
	if err != nil {
		return err
	}
	v := offersView{Page: r.Page("Directory of support"), Sections: sections}
	v.Errors, v.Back = wrong, govuk.BackLink{Text: "Early help", Href: "/early-help"}
	old := r.Today().AddMonths(-6)
	for _, o := range all {
		l := offerLine{ID: o.ID, Name: o.Body.Name, Organisation: o.Body.Organisation, For: o.Body.For, Page: o.Body.Page, Checked: o.Body.Checked.Short(), Old: o.Body.Checked.Before(old)}
		if !strings.HasPrefix(l.Page, "https://") && !strings.HasPrefix(l.Page, "http://") {
			l.Page = ""
		}
		v.Offers = append(v.Offers, l)
	}
	return r.Show(w, "earlyhelp/offers", v)
}

func offers(w http.ResponseWriter, r *shell.Request) error {
	return showOffers(w, r, offerFields(), nil)
}

func addOffer(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	sections := offerFields()
	f := shell.FormOf(sections)
	done, err := f.Send(r.PostForm, func() error {
		v := r.PostForm
		_, err := r.House().EarlyHelp.AddOffer(r.Context(), r.Actor, record.SupportOffer{Name: form.Line(v, "name"), Organisation: form.Line(v, "organisation"), For: form.Line(v, "for"), Page: form.Line(v, "page")})
		return err
	})
	switch {
	case err != nil:
		return err
	case done:
		return r.See(w, "/support-directory")
	}
	return showOffers(w, r, sections, f.Errors())
}

func checkOffer(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if _, err := r.House().EarlyHelp.Checked(r.Context(), r.Actor, r.ID(), r.PostForm.Has("ended")); err != nil {
		return err
	}
	return r.See(w, "/support-directory")
}
