package services

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// whole is a number as it was typed; nil when none was.
func whole(v url.Values, name string) (*int, error) {
	text := form.Line(v, name)
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
	at, err := time.ParseInLocation("2006-01-02 15:04", form.Day(v, "on").String()+" "+strings.ReplaceAll(form.Line(v, "at"), ".", ":"), day.London)
	if err != nil {
		return at, errs.Field("at", "Enter the time, such as 14:30")
	}
	return at, nil
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
		&form.Select{Name: "source", Label: "Where does it come from?", Empty: "Choose one", Options: form.Coded("referral_source", on), Required: "Choose where it comes from"},
		&form.Text{Name: "by", Label: "Who asks?", Hint: "Name and role. Leave it out when it is you", Complete: "off"},
		pastDay("referred", "When did the referral come?", "The day of the referral", day.Day{}, on),
	}
}

func pastDay(name, question, noun string, from, today day.Day) *form.Date {
	return &form.Date{Name: name, Label: question, Hint: "Leave it out for today", Noun: noun, Min: from, Max: today}
}

// closeFields ask how a service ends.
func closeFields(set string, from, today day.Day, more ...form.Field) []shell.Section {
	fields := append([]form.Field{&form.Radios{Name: "outcome", Label: "Why does it end?", Options: form.Coded(set, today), Small: true, Required: "Choose why it ends"}}, more...)
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
