package lado

import (
	"net/http"

	room "throughline/internal/lado"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type boardView struct {
	govuk.Page
	New    []line // nobody has decided yet
	Cases  []line // the harm threshold is met
	Search *form.Text
	Asked  bool
	Found  []line
}

// line is one allegation in a list.
type line struct {
	Href, Reference, Person, Setting, Sector, Category, Priority, Officer, State string
	Received                                                                     string
	Next                                                                         *task.Item
	More                                                                         int // further things that wait
	Urgent                                                                       bool
}

func lineOf(r *shell.Request, w room.Row) line {
	l := w.Referral
	out := line{
		Href: "/allegations/" + record.SubjectID(w.Subject), Reference: l.Reference, Person: l.Person, Setting: l.Setting, Sector: short("lado_sector", l.Sector), Category: short("lado_category", l.Category),
		Priority: short("lado_priority", l.Priority), Officer: r.Name(l.Officer), Received: l.Received.Short(), State: state(l), Urgent: l.ImmediateRisk && l.Triage == "",
	}
	if len(w.Waits) > 0 {
		out.Next, out.More = &w.Waits[0], len(w.Waits)-1
	}
	return out
}

// state is how an allegation stands, in few words.
func state(l record.LADOReferral) string {
	switch {
	case l.Consultation:
		return "Question"
	case l.Triage == "":
		return "Waits for a decision"
	case l.Closed.IsZero():
		return "Open"
	case l.Outcome != "":
		return short("lado_outcome", l.Outcome)
	}
	return short("lado_triage", l.Triage)
}

func newBoard(r *shell.Request) (boardView, error) {
	v := boardView{Page: r.Page("Allegations"), Search: &form.Text{Name: "q", Label: "Find an allegation, open or closed", Hint: "By reference, adult, setting or referrer", Required: "Enter something to look for", Complete: "off"}}
	v.Wide = true
	rows, err := r.House().LADO.Open(r.Context(), r.Actor)
	for _, w := range rows {
		if w.Referral.Triage == "" {
			v.New = append(v.New, lineOf(r, w))
		} else {
			v.Cases = append(v.Cases, lineOf(r, w))
		}
	}
	return v, err
}

func board(w http.ResponseWriter, r *shell.Request) error {
	v, err := newBoard(r)
	if err != nil {
		return err
	}
	if r.URL.Query().Has("destroyed") {
		v.Banner = govuk.NotificationBanner{Success: true, Text: "The record and its history are destroyed, here and in every backup."}
	}
	return r.Show(w, "lado/board", v)
}

// found lists what a search gave. The words come by POST, so that they are in no address.
func found(w http.ResponseWriter, r *shell.Request) error {
	if err := mine(r); err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, err := newBoard(r)
	if err != nil {
		return err
	}
	f := shell.FormOf([]shell.Section{{Fields: []form.Field{v.Search}}})
	if f.Parse(r.PostForm) {
		rows, err := r.House().LADO.Find(r.Context(), r.Actor, v.Search.Value)
		if err != nil {
			return err
		}
		v.Asked = true
		for _, one := range rows {
			v.Found = append(v.Found, lineOf(r, one))
		}
	}
	v.Errors = f.Errors()
	return r.Show(w, "lado/board", v)
}

type leadsView struct {
	govuk.Page
	Settings []settingLine
	Sections []shell.Section
}

type settingLine struct {
	Name, Sector         string
	Referrals, Questions int
	Leads                []leadLine
}

type leadLine struct{ ID, Name, Role, Reach, Trained string }

func leadFields(r *shell.Request) []shell.Section {
	today := r.Today()
	return []shell.Section{{Fields: []form.Field{
		&form.Text{Name: "setting", Label: "Setting", Required: "Enter the name of the setting", Complete: "off"},
		&form.Select{Name: "sector", Label: "What kind of place is it?", Empty: "Choose one", Options: form.Coded("lado_sector", today), Required: "Choose what kind of setting it is"},
		&form.Text{Name: "name", Label: "Name of the safeguarding lead", Required: "Enter the name of the safeguarding lead", Complete: "off"},
		&form.Text{Name: "role", Label: "Role", Complete: "off"},
		&form.Text{Name: "phone", Label: "Telephone", Type: "tel", Width: 20, Complete: "off"},
		&form.Text{Name: "email", Label: "Email", Type: "email", Complete: "off"},
		&form.Date{Name: "trained", Label: "Last trained on", Noun: "The day of training", Max: today},
	}}}
}

func showLeads(w http.ResponseWriter, r *shell.Request, sections []shell.Section, wrong []govuk.ErrorLink) error {
	v := leadsView{Page: r.Page("Settings and their safeguarding leads"), Sections: sections}
	v.Errors, v.Wide = wrong, true
	v.Back = govuk.BackLink{Text: "Allegations", Href: "/allegations"}
	settings, err := r.House().LADO.Settings(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, s := range settings {
		l := settingLine{Name: s.Name, Sector: codes.Sentence("lado_sector", s.Sector), Referrals: s.Referrals, Questions: s.Questions}
		for _, one := range s.Leads {
			b := one.Body
			line := leadLine{ID: one.ID, Name: b.Name, Role: b.Role, Reach: b.Phone, Trained: "no training recorded"}
			if b.Email != "" {
				if line.Reach != "" {
					line.Reach += ", "
				}
				line.Reach += b.Email
			}
			if !b.Trained.IsZero() {
				line.Trained = "trained on " + b.Trained.Short()
			}
			l.Leads = append(l.Leads, line)
		}
		v.Settings = append(v.Settings, l)
	}
	return r.Show(w, "lado/leads", v)
}

func leads(w http.ResponseWriter, r *shell.Request) error { return showLeads(w, r, leadFields(r), nil) }

func addLead(w http.ResponseWriter, r *shell.Request) error {
	if err := mine(r); err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	sections := leadFields(r)
	f := shell.FormOf(sections)
	done, err := f.Send(r.PostForm, func() error {
		v := r.PostForm
		_, err := r.House().LADO.AddLead(r.Context(), r.Actor, record.SafeguardingLead{
			Setting: form.Line(v, "setting"), Sector: form.Line(v, "sector"), Name: form.Line(v, "name"), Role: form.Line(v, "role"), Phone: form.Line(v, "phone"), Email: form.Line(v, "email"), Trained: form.Day(v, "trained"),
		})
		return err
	})
	switch {
	case err != nil:
		return err
	case done:
		return r.See(w, "/safeguarding-leads")
	}
	return showLeads(w, r, sections, f.Errors())
}

func endLead(w http.ResponseWriter, r *shell.Request) error {
	if err := mine(r); err != nil {
		return err
	}
	if _, err := r.House().LADO.EndLead(r.Context(), r.Actor, r.ID()); err != nil {
		return err
	}
	return r.See(w, "/safeguarding-leads")
}
