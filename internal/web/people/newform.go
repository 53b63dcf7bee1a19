package people

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// What somebody who is added may be.
const (
	bornChild   = "child"
	unbornChild = "unborn"
	adult       = "adult"
)

// newForm asks for everything that is known of somebody who is not in the records yet.
type newForm struct {
	form.Form
	Kind                     form.Radios
	Birth, Expected          form.Date
	Given, Family            form.Text
	Sex, Ethnicity, Language form.Select
	Interpreter              form.Checkboxes
	UPN, NHS, Local          form.Text
	Lines                    form.TextArea
	Postcode                 form.Text
	Confidential             form.Checkboxes
	Phone                    form.Text
	Team                     form.Radios
}

func newNewForm(r *shell.Request) *newForm {
	today := day.In(r.Now())
	f := &newForm{
		Birth:     form.Date{Name: "birth", Label: "Date of birth", Hint: "For example, 27 3 2016. Leave empty if it is not known, and for an unborn child.", Noun: "Date of birth", Max: today},
		Expected:  form.Date{Name: "expected", Label: "Expected date of birth", Noun: "Expected date of birth", Required: "Enter the expected date of birth", Min: today.Add(-28)},
		Given:     form.Text{Name: "given", Label: "Given names", Hint: "For an unborn child with no name yet, leave this empty", Complete: "off"},
		Family:    form.Text{Name: "family", Label: "Family name", Required: "Enter the family name, or the name the person is known by", Complete: "off"},
		Sex:       form.Select{Name: "sex", Label: "Sex", Empty: "Not asked yet", Options: options("sex", today)},
		Ethnicity: form.Select{Name: "ethnicity", Label: "Ethnicity", Empty: "Not asked yet", Options: options("ethnicity", today)},
		Language:  form.Select{Name: "language", Label: "First language", Empty: "Not asked yet", Options: options("language", today)},
		Interpreter: form.Checkboxes{Name: "interpreter", Label: "Interpreter", Small: true,
			Options: []form.Option{{Value: "yes", Label: "An interpreter is needed"}}},
		UPN:      form.Text{Name: "upn", Label: "Unique pupil number (UPN)", Hint: "One letter and 12 digits", Width: 20, Complete: "off", Rule: good(match.ParseUPN)},
		NHS:      form.Text{Name: "nhs_number", Label: "NHS number", Hint: "10 digits", Width: 20, Complete: "off", Rule: good(match.ParseNHS)},
		Local:    form.Text{Name: "local", Label: "Id in an earlier system or another council", Width: 20, Complete: "off"},
		Lines:    form.TextArea{Name: "lines", Label: "Address", Hint: "House or flat, street and town. Leave empty if it is not known.", Rows: 3, Max: 400},
		Postcode: form.Text{Name: "postcode", Label: "Postcode", Width: 10, Complete: "off", Rule: good(match.ParsePostcode)},
		Confidential: form.Checkboxes{Name: "confidential", Label: "Is the address a secret?", Small: true,
			Options: []form.Option{{Value: "yes", Label: "This address must not be disclosed", Hint: "It is shown only to those who may read restricted sources, and nobody can be found by it"}}},
		Phone: form.Text{Name: "phone", Label: "Telephone number", Type: "tel", Width: 20, Complete: "off"},
	}
	f.Kind = form.Radios{Name: "kind", Label: "Who do you want to add?", Required: "Choose whether this is a child, an unborn child or an adult", Options: []form.Option{
		{Value: bornChild, Label: "A child"},
		{Value: unbornChild, Label: "An unborn child", Reveals: []form.Field{&f.Expected}},
		{Value: adult, Label: "An adult: a parent, carer or relative"},
	}}
	f.Add(&f.Kind, &f.Given, &f.Family, &f.Birth, &f.Sex, &f.Ethnicity, &f.Language, &f.Interpreter, &f.UPN, &f.NHS, &f.Local, &f.Lines, &f.Postcode, &f.Confidential, &f.Phone)
	if teams := ownTeams(r); len(teams) > 0 {
		f.Team = form.Radios{Name: "team", Label: "Which team will work with a child?", Hint: "Not needed for an adult. Without a team nobody can open the record until there is a referral.",
			Options: append(teams, form.Option{Value: "none", Label: "No team yet"})}
		f.Add(&f.Team)
	}
	return f
}

// good is a rule of a field that a parser judges; what was typed may be empty.
func good(parse func(string) (string, error)) func(string) error {
	return func(v string) error {
		if v == "" {
			return nil
		}
		_, err := parse(v)
		return fieldText(err)
	}
}

// ownTeams are the teams that the actor works in or leads, to choose from.
func ownTeams(r *shell.Request) []form.Option {
	var out []form.Option
	for _, t := range slices.Concat(r.Actor.Teams, r.Actor.Manages) {
		if !slices.ContainsFunc(out, func(o form.Option) bool { return o.Value == t }) {
			out = append(out, form.Option{Value: t, Label: r.Name(t)})
		}
	}
	return out
}

// person is what was typed, as it will be recorded.
func (f *newForm) person() person.NewPerson {
	var n person.NewPerson
	name := []record.Name{{Given: f.Given.Value, Family: f.Family.Value, Use: "current"}}
	needed := f.Interpreter.Has("yes")
	if f.Kind.Value == adult {
		n.Adult = &record.Adult{Names: name, Birth: f.Birth.Value, Sex: f.Sex.Value, Ethnicity: f.Ethnicity.Value, Language: f.Language.Value, Interpreter: needed}
	} else {
		n.Child = &record.Child{Names: name, Birth: f.Birth.Value, Expected: f.Expected.Value, Sex: f.Sex.Value, Ethnicity: f.Ethnicity.Value,
			Language: f.Language.Value, Interpreter: needed}
	}
	for _, i := range []record.Identifier{
		{Type: record.UPN, Value: f.UPN.Value}, {Type: record.NHSNumber, Value: f.NHS.Value}, {Type: record.FormerChildID, Value: f.Local.Value},
	} {
		if i.Value != "" {
			n.Identifiers = append(n.Identifiers, i)
		}
	}
	if f.Lines.Value != "" || f.Postcode.Value != "" {
		n.Addresses = []record.Address{{Lines: strings.Split(f.Lines.Value, "\n"), Postcode: f.Postcode.Value, Confidential: f.Confidential.Has("yes")}}
	}
	if f.Phone.Value != "" {
		n.Contacts = []record.ContactDetail{{Type: record.Phone, Value: f.Phone.Value}}
	}
	return n
}

// team is the team that is to hold a child's case from the start, or "".
func (f *newForm) team() string {
	if f.Kind.Value == adult || f.Team.Value == "none" {
		return ""
	}
	return f.Team.Value
}

// matchable is somebody who is not recorded yet, as the duplicate warning compares people.
func matchable(n person.NewPerson) match.Person {
	const nobody = record.ChildSubject + ":new"
	var recs []record.Record
	add := func(b record.Body) {
		recs = append(recs, record.Record{Meta: record.Meta{Kind: b.KindName(), Subject: nobody}, Body: b})
	}
	if n.Child != nil {
		add(*n.Child)
	} else {
		add(*n.Adult)
	}
	for _, i := range n.Identifiers {
		add(i)
	}
	for _, a := range n.Addresses {
		add(a)
	}
	for _, c := range n.Contacts {
		add(c)
	}
	return person.Matchable(story.New(nobody, nil, recs))
}

// summary is the answers to be checked.
func (f *newForm) summary(r *shell.Request) govuk.SummaryList {
	var rows []govuk.SummaryRow
	add := func(key, value, field string) {
		if value == "" {
			value = "Not given"
		}
		rows = append(rows, govuk.Row(key, value, govuk.Link{Text: "Change", HiddenText: strings.ToLower(key[:1]) + key[1:], Href: "/people/new#" + field}))
	}
	switch f.Kind.Value {
	case bornChild:
		add("Who", "A child", "kind")
		add("Date of birth", f.Birth.Value.Long(), "birth-day")
	case unbornChild:
		add("Who", "An unborn child", "kind")
		add("Expected", f.Expected.Value.Long(), "expected-day")
	default:
		add("Who", "An adult", "kind")
		add("Date of birth", f.Birth.Value.Long(), "birth-day")
	}
	add("Name", strings.TrimSpace(f.Given.Value+" "+f.Family.Value), "given")
	add("Sex", capital(label("sex", f.Sex.Value)), "sex")
	add("Ethnicity", capital(label("ethnicity", f.Ethnicity.Value)), "ethnicity")
	language := label("language", f.Language.Value)
	if f.Interpreter.Has("yes") {
		language = strings.TrimPrefix(language+", an interpreter is needed", ", ")
	}
	add("First language", capital(language), "language")
	add("UPN", f.UPN.Value, "upn")
	add("NHS number", f.NHS.Value, "nhs_number")
	add("Other id", f.Local.Value, "local")
	address := strings.Join(append(lines(f.Lines.Value), f.Postcode.Value), ", ")
	address = strings.TrimSuffix(strings.TrimPrefix(address, ", "), ", ")
	if address != "" && f.Confidential.Has("yes") {
		address += " (must not be disclosed)"
	}
	add("Address", address, "lines")
	add("Telephone", f.Phone.Value, "phone")
	if f.Kind.Value != adult && len(ownTeams(r)) > 0 {
		team := "No team yet"
		if f.team() != "" {
			team = r.Name(f.team())
		}
		add("Team", team, "team")
	}
	return govuk.SummaryList{Rows: rows}
}

// lines are the lines of a text that say something.
func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// newDraft is the form's name among the drafts.
const newDraft = "people-new"

// anyway marks a draft whose owner has looked at the people it may be a duplicate of.
const anyway = "anyway"

// drafted gives the form as it stands in the draft, judged, and a mark that another content would not have. ok is false when there is no
// draft, or it is not fit to be recorded.
func drafted(r *shell.Request) (f *newForm, typed url.Values, mark string, ok bool, err error) {
	d, there, err := r.Drafts().Load(r.Context(), r.Actor.ID, newDraft)
	if err != nil || !there {
		return nil, nil, "", false, err
	}
	f = newNewForm(r)
	ok = f.Parse(d.Typed)
	sum := sha256.Sum256([]byte(d.Typed.Encode()))
	return f, d.Typed, hex.EncodeToString(sum[:12]), ok, nil
}
