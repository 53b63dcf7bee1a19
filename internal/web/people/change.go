package people

import (
	"net/http"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// formView is a page with one form below the head of a record (template people/form).
type formView struct {
	frame
	Intro  []string
	Form   form.Form
	Action string
	Button string
}

// ask is the whole of a page with one form: it shows the form, and when it is sent, does it. send is called with a form that was judged. The word is
// that of doneWords.
func ask(w http.ResponseWriter, r *shell.Request, v formView, word string, send func() error) error {
	if r.Method == http.MethodGet {
		return r.Show(w, "people/form", v)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if v.Form.Parse(r.PostForm) {
		err := send()
		if err == nil {
			return done(w, r, word)
		}
		if !v.Form.Explain(err) {
			return err
		}
	}
	v.Errors = v.Form.Errors()
	return r.Show(w, "people/form", v)
}

func newFormView(r *shell.Request, heading, path, button string, intro ...string) formView {
	f := newFrame(r, heading)
	return formView{frame: f, Intro: intro, Action: f.Base + path, Button: button}
}

// versionField carries the version that a form was made from.
func versionField(r *shell.Request) *form.Hidden {
	_, version, _ := recorded(r.Reading.Story)
	return &form.Hidden{Name: "version", Value: strconv.FormatInt(version, 10)}
}

func parseVersion(h *form.Hidden) (int64, error) {
	v, err := strconv.ParseInt(h.Value, 10, 64)
	if err != nil {
		return 0, errs.New(errs.Invalid, "The form does not say which version of the record it was made from. Open the page again")
	}
	return v, nil
}

func rename(w http.ResponseWriter, r *shell.Request) error {
	v := newFormView(r, "New name", "/name", "Record the new name", "The name until now is kept as a former name, and the person can still be found by it.")
	version := versionField(r)
	given := &form.Text{Name: "given", Label: "Given names", Value: r.Reading.View().Name.Given, Complete: "off"}
	family := &form.Text{Name: "family", Label: "Family name", Value: r.Reading.View().Name.Family, Complete: "off"}
	from := &form.Date{Name: "from", Label: "Since when?", Hint: "Leave empty for today", Noun: "The day of the new name", Max: day.In(r.Now())}
	v.Form.Add(version, given, family, from)
	return ask(w, r, v, "name", func() error {
		n, err := parseVersion(version)
		if err == nil {
			_, err = r.House().People.Rename(r.Context(), r.Actor, subject(r), n, given.Value, family.Value, from.Value)
		}
		return err
	})
}

func birth(w http.ResponseWriter, r *shell.Request) error {
	v := newFormView(r, "Record the birth", "/birth", "Record the birth")
	version := versionField(r)
	born := &form.Date{Name: "birth", Label: "Date of birth", Noun: "Date of birth", Required: "Enter the date of birth", Max: day.In(r.Now())}
	given := &form.Text{Name: "given", Label: "Given names", Hint: "Leave both names empty if the child has no name yet", Complete: "off"}
	family := &form.Text{Name: "family", Label: "Family name", Complete: "off"}
	sex := &form.Select{Name: "sex", Label: "Sex", Empty: "Not known yet", Options: options("sex", day.In(r.Now()))}
	v.Form.Add(version, born, given, family, sex)
	return ask(w, r, v, "birth", func() error {
		n, err := parseVersion(version)
		if err == nil {
			_, err = r.House().People.Birth(r.Context(), r.Actor, subject(r), n, person.Born{On: born.Value, Given: given.Value, Family: family.Value, Sex: sex.Value})
		}
		return err
	})
}

func addIdentifier(w http.ResponseWriter, r *shell.Request) error {
	v := newFormView(r, "Add a number", "/identifier", "Add the number", "A new number ends the one of the same kind. The old one is kept, and the person can still be found by it.")
	today := day.In(r.Now())
	kinds := &form.Radios{Name: "type", Label: "Which number?", Required: "Choose which number this is"}
	reason := &form.Select{Name: "reason", Label: "Reason", Empty: "Choose a reason", Options: options("upn_unknown", today), Required: "Choose why there is no UPN"}
	value := &form.Text{Name: "value", Label: "Number", Width: 20, Complete: "off"}
	from := &form.Date{Name: "from", Label: "Since when?", Hint: "Leave empty for today", Noun: "The day from which the number counts", Max: today}
	for _, o := range options("identifier_type", today) {
		if o.Value == record.UPNUnknown {
			o.Reveals = []form.Field{reason}
			if !r.Reading.View().Child {
				continue
			}
		}
		kinds.Options = append(kinds.Options, o)
	}
	v.Form.Add(kinds, value, from)
	return ask(w, r, v, "identifier", func() error {
		i := record.Identifier{Type: kinds.Value, Value: value.Value, From: from.Value}
		if i.Type == record.UPNUnknown {
			i.Value = reason.Value
		} else if i.Value == "" {
			return errs.Field("value", "Enter the number")
		}
		_, err := r.House().People.AddIdentifier(r.Context(), r.Actor, subject(r), i)
		return retarget(err, "value", record.UPN, record.NHSNumber, "upn_unknown")
	})
}

// retarget moves errors about what a command calls a thing to the field in which it was typed.
func retarget(err error, to string, names ...string) error {
	if errs.Of(err) != errs.Invalid {
		return err
	}
	text := errs.Text(err)
	for _, n := range names {
		if rest, ok := strings.CutPrefix(text, n+": "); ok {
			return errs.Field(to, "%s", rest)
		}
	}
	return err
}

func addAddress(w http.ResponseWriter, r *shell.Request) error {
	v := newFormView(r, "Add an address", "/address", "Add the address", "A new address ends the one until now. For a former address give both dates.")
	today := day.In(r.Now())
	text := &form.TextArea{Name: "lines", Label: "Address", Hint: "House or flat, street and town", Rows: 3, Max: 400}
	postcode := &form.Text{Name: "postcode", Label: "Postcode", Width: 10, Complete: "off", Rule: good(match.ParsePostcode)}
	from := &form.Date{Name: "from", Label: "Lives there since", Hint: "Leave empty for today", Noun: "The day of the move", Max: today}
	to := &form.Date{Name: "to", Label: "Lived there until", Hint: "Only for a former address", Noun: "The end", Max: today}
	secret := &form.Checkboxes{Name: "confidential", Label: "Is the address a secret?", Small: true,
		Options: []form.Option{{Value: "yes", Label: "This address must not be disclosed", Hint: "It is shown only to those who may read restricted sources, and nobody can be found by it"}}}
	v.Form.Add(text, postcode, from, to, secret)
	return ask(w, r, v, "address", func() error {
		_, err := r.House().People.AddAddress(r.Context(), r.Actor, subject(r), record.Address{
			Lines: strings.Split(text.Value, "\n"), Postcode: postcode.Value, From: from.Value, To: to.Value, Confidential: secret.Has("yes"),
		})
		return err
	})
}

func addContact(w http.ResponseWriter, r *shell.Request) error {
	v := newFormView(r, "Add a telephone number or email address", "/contact", "Add")
	kind := &form.Radios{Name: "type", Label: "What is it?", Required: "Choose a telephone number or an email address",
		Options: []form.Option{{Value: record.Phone, Label: "Telephone number"}, {Value: record.Email, Label: "Email address"}}}
	value := &form.Text{Name: "value", Label: "Number or address", Required: "Enter the telephone number or email address", Complete: "off"}
	secret := &form.Checkboxes{Name: "confidential", Label: "Is it a secret?", Small: true, Options: []form.Option{{Value: "yes", Label: "This must not be disclosed"}}}
	v.Form.Add(kind, value, secret)
	return ask(w, r, v, "contact", func() error {
		_, err := r.House().People.AddContactDetail(r.Context(), r.Actor, subject(r), record.ContactDetail{Type: kind.Value, Value: value.Value, Confidential: secret.Has("yes")})
		return err
	})
}

func endContact(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if _, err := r.House().People.EndContactDetail(r.Context(), r.Actor, subject(r), r.PostForm.Get("id")); err != nil {
		return err
	}
	return done(w, r, "contact-ended")
}
