package lado

import (
	"net/http"
	"net/url"

	"throughline/internal/access"
	"throughline/internal/day"
	room "throughline/internal/lado"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// referral are the questions of the written form. Who sends it is known, so it is not asked.
func referral(today day.Day) []shell.Section {
	return []shell.Section{
		{Heading: "The adult", Fields: []form.Field{
			&form.Text{Name: "person", Label: "Name of the adult", Hint: "Write “not known” if you do not know it. Leave it out if the fault is the setting’s, and not one person’s.", Complete: "off"},
			&form.Date{Name: "born", Label: "Date of birth, if you know it", Noun: "Date of birth", Max: today},
			&form.Radios{Name: "position", Label: "How do they work there?", Options: form.Coded("lado_position", today), Small: true, Required: "Choose how the person works there"},
			&form.Text{Name: "job", Label: "What do they do?", Hint: "For example, room leader, coach, foster carer"},
		}},
		{Heading: "Where they work or help", Fields: []form.Field{
			&form.Text{Name: "setting", Label: "Name of the school, nursery, club or other place", Required: "Enter where the person works or helps", Complete: "off"},
			&form.Select{Name: "sector", Label: "What kind of place is it?", Empty: "Choose one", Options: form.Coded("lado_sector", today), Required: "Choose what kind of place it is"},
			&form.TextArea{Name: "elsewhere", Label: "Do they work or help with children anywhere else?", Hint: "Leave it out if you do not know. One place on each line.", Rows: 2},
		}},
		{Heading: "What happened", Fields: []form.Field{
			&form.Radios{Name: "category", Label: "What kind of concern is it?", Options: form.Coded("lado_category", today), Small: true, Required: "Choose what kind of concern it is"},
			&form.TextArea{Name: "concern", Label: "What is alleged?", Hint: "What was seen or said, when, where, by whom, and what you have done so far. Write facts; do not question the child further.", Rows: 8, Max: room.MaxText, Required: "Write what is alleged: what was seen or said, when, by whom"},
			&form.Date{Name: "happened", Label: "When did it happen?", Hint: "Leave it out if nobody knows", Noun: "The day it happened", Max: today},
			&form.Date{Name: "known", Label: "When did you, the employer, come to know of it?", Noun: "The day you came to know of it", Max: today, Required: "Enter the day on which the employer came to know of it"},
			&form.TextArea{Name: "children", Label: "Which children?", Hint: "Names and dates of birth, as far as you know them. One child on each line.", Rows: 3},
			&form.Radios{Name: "danger", Label: "Is a child in danger now?", Hint: "If somebody is being hurt at this moment, call 999 first.", Options: form.YesNo(), Inline: true, Required: "Say whether a child is in danger now"},
		}},
	}
}

// whoRefers are the questions about the referrer, for what the LADO types in.
func whoRefers(today day.Day) shell.Section {
	return shell.Section{Heading: "Who refers", Fields: []form.Field{
		&form.Date{Name: "received", Label: "When did it come?", Hint: "The clocks count from this day", Noun: "The day it came", Max: today, Required: "Enter the day it came"},
		&form.Text{Name: "referrer-name", Label: "Name", Required: "Enter the name of who refers", Complete: "off"},
		&form.Text{Name: "referrer-role", Label: "Role", Complete: "off"},
		&form.Text{Name: "referrer-agency", Label: "Agency", Complete: "off"},
		&form.Select{Name: "referrer-source", Label: "Where it comes from", Empty: "Not known", Options: form.Coded("referral_source", today)},
		&form.Text{Name: "referrer-phone", Label: "Telephone", Type: "tel", Width: 20, Complete: "off"},
		&form.Text{Name: "referrer-email", Label: "Email", Type: "email", Complete: "off"},
	}}
}

func formFrom(v url.Values) room.Form {
	m := room.Form{
		Referrer: record.Referrer{Name: form.Line(v, "referrer-name"), Role: form.Line(v, "referrer-role"), Agency: form.Line(v, "referrer-agency"), Source: form.Line(v, "referrer-source"), Phone: form.Line(v, "referrer-phone"), Email: form.Line(v, "referrer-email")},
		Person:   form.Line(v, "person"), Born: form.Day(v, "born"), Position: form.Line(v, "position"), Job: form.Line(v, "job"), Setting: form.Line(v, "setting"), Sector: form.Line(v, "sector"),
		Category: form.Line(v, "category"), Concern: form.Line(v, "concern"), Children: form.Line(v, "children"), Happened: form.Day(v, "happened"), Known: form.Day(v, "known"), Danger: v.Get("danger") == "yes",
	}
	m.Other = rolesFrom(v.Get("elsewhere"))
	return m
}

const referDraft = "allegation-new"

func refer(w http.ResponseWriter, r *shell.Request) error {
	return r.RunForm(w, referPage(r), nil, func(_ int64, v url.Values) (string, error) {
		rc, err := r.House().LADO.Refer(r.Context(), r.Actor, formFrom(v))
		return "/allegation-receipts/" + record.SubjectID(rc.Subject), err
	})
}

func referPage(r *shell.Request) shell.SectionedForm {
	today := r.Today()
	v := shell.SectionedForm{Page: r.Page("Tell the LADO about an adult who works with children"), Action: "/allegations/refer", Draft: referDraft, Button: "Send to the LADO",
		Intro: []string{
			"Use this when somebody who works or helps with children, paid or not, may have harmed a child, committed an offence against one, or behaved so that they may be a risk.",
			"Send it within one working day of knowing (Working Together 2023; Keeping Children Safe in Education). You get a receipt at once, and the LADO decides within one working day.",
		},
		After:    "Only the LADO can read this. Nothing of it appears on a child’s record, in a search or in a list.",
		Sections: referral(today),
	}
	v.Back = govuk.BackLink{Text: "Your page", Href: "/home"}
	if r.Actor.Has(access.Partner) {
		v.Back = govuk.BackLink{Text: "Referrals from your agency", Href: "/refer"}
	}
	return v
}

type receiptView struct {
	govuk.Page
	Receipt room.Receipt
}

// receipt is for whoever sent it, and nobody else.
func receipt(w http.ResponseWriter, r *shell.Request) error {
	rc, err := r.House().LADO.Sent(r.Context(), r.Actor, subjectOf(r))
	if err != nil {
		return err
	}
	v := receiptView{Page: r.Page(""), Receipt: rc}
	v.Title = "Sent to the LADO"
	return r.Show(w, "lado/receipt", v)
}

// mine refuses a page of the LADO's to everybody else, as one that is not there.
func mine(r *shell.Request) error { return room.Opens(r.Actor) }

func takePage(r *shell.Request) shell.SectionedForm {
	today := r.Today()
	v := shell.SectionedForm{Page: r.Page("A referral that came in writing"), Action: "/allegations/new", Draft: "allegation-taken", Button: "Record the referral",
		Intro:    []string{"For a letter or a mail. A telephone call is a question until it is written: record it as a question."},
		Sections: append([]shell.Section{whoRefers(today)}, referral(today)...),
	}
	v.Back = govuk.BackLink{Text: "Allegations", Href: "/allegations"}
	return v
}

func take(w http.ResponseWriter, r *shell.Request) error {
	if err := mine(r); err != nil {
		return err
	}
	return r.RunForm(w, takePage(r), nil, func(_ int64, v url.Values) (string, error) {
		rc, err := r.House().LADO.Take(r.Context(), r.Actor, formFrom(v), form.Day(v, "received"))
		return "/allegations/" + record.SubjectID(rc.Subject), err
	})
}

func askPage(r *shell.Request) shell.SectionedForm {
	today := r.Today()
	v := shell.SectionedForm{Page: r.Page("A question to the LADO"), Action: "/allegations/question", Draft: "allegation-question", Button: "Record the question",
		Intro: []string{"A call or mail that asks for advice. It is counted apart from referrals and has no time limit. When the written form comes, make it a referral from its page: nothing is typed again."},
		Sections: []shell.Section{{Fields: []form.Field{
			&form.Date{Name: "received", Label: "When was it asked?", Noun: "The day it was asked", Max: today, Required: "Enter the day it was asked"},
			&form.Text{Name: "referrer-name", Label: "Who asked", Complete: "off"},
			&form.Text{Name: "setting", Label: "Where do they work?", Required: "Enter where the caller works", Complete: "off"},
			&form.Select{Name: "sector", Label: "What kind of place is it?", Empty: "Not known", Options: form.Coded("lado_sector", today)},
			&form.TextArea{Name: "concern", Label: "What was asked?", Rows: 4, Required: "Write what was asked"},
			&form.TextArea{Name: "advice", Label: "What did you advise?", Rows: 4, Required: "Write what you advised"},
		}}},
	}
	v.Back = govuk.BackLink{Text: "Allegations", Href: "/allegations"}
	return v
}

func ask(w http.ResponseWriter, r *shell.Request) error {
	if err := mine(r); err != nil {
		return err
	}
	return r.RunForm(w, askPage(r), nil, func(_ int64, v url.Values) (string, error) {
		rc, err := r.House().LADO.Ask(r.Context(), r.Actor, formFrom(v), form.Day(v, "received"), form.Line(v, "advice"))
		return "/allegations/" + record.SubjectID(rc.Subject), err
	})
}
