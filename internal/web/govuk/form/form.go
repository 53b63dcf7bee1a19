// Package form has the questions of a page as typed fields. A field knows its name, its words and its rules; it reads
// what was typed, keeps it (wrong or right) to be shown again, says what is wrong beside the input and in the error
// summary, and shows itself as a component.
//
//	type allocateForm struct {
//		form.Form
//		Worker form.Radios
//		By     form.Date
//	}
//
//	f := &allocateForm{
//		Worker: form.Radios{Name: "worker", Label: "Who will do this?", Options: team, Required: "Choose a worker"},
//		By:     form.Date{Name: "by", Label: "By when?", Noun: "The date"},
//	}
//	f.Add(&f.Worker, &f.By)
//	if f.Parse(r.PostForm) {
//		err := service.Allocate(f.Worker.Value, f.By.Value)
//		if err == nil { … }
//		if !f.Explain(err) { return err }
//	}
//	page.Errors = f.Errors()
//
// In a page: {{range .Form.Fields}}{{component .}}{{end}}, or one by one {{component .Form.Worker}}.
package form

import (
	"cmp"
	"errors"
	"net/url"
	"slices"

	"throughline/internal/errs"
	"throughline/internal/web/govuk"
)

// A Field is one question. The kinds in this package are Text, TextArea, Radios, Checkboxes, Select, Date and Hidden.
type Field interface {
	govuk.Viewer
	Owns(name string) bool       // whether an error about this name belongs here
	Target(name string) string   // the id of the input that an error about this name links to
	Take(url.Values)             // keep what was typed; judge nothing
	Check() string               // judge it and set the value; what is wrong and how to mend it, or nothing
	Forget()                     // the question was not asked: no value, no error, but what was typed is kept
	Fail(name, text string)      // show this error
	Put(url.Values)              // add what was typed
	Revealed() (on, off []Field) // the questions below its options: of the chosen ones, and of the others
}

// Form is the fields of a page, in order. Embed it.
type Form struct {
	fields []Field
	errors []found
}

type found struct {
	place int
	link  govuk.ErrorLink
}

// Add puts fields at the end.
func (f *Form) Add(fields ...Field) { f.fields = append(f.fields, fields...) }

// Fields are the fields in order, for a page that shows all of them. Those below an option are shown by it.
func (f Form) Fields() []Field { return f.fields }

// Fill takes values without judging them: a draft, or what was typed before.
func (f *Form) Fill(values url.Values) {
	for _, field := range f.everything() {
		field.Take(values)
	}
}

// Parse takes what was sent and judges it. It says whether all is well.
func (f *Form) Parse(values url.Values) bool {
	f.Fill(values)
	return f.Check()
}

// Send judges what was sent and, when all is well, does it. What do finds wrong is explained; done is false wherever the page is to be shown again.
func (f *Form) Send(values url.Values, do func() error) (done bool, err error) {
	if !f.Parse(values) {
		return false, nil
	}
	if err = do(); err != nil && f.Explain(err) {
		return false, nil
	}
	return err == nil, err
}

// Check judges what was taken, and says whether all is well. Questions below options that were not chosen were not
// asked: they get no value.
func (f *Form) Check() bool {
	f.errors = nil
	place := 0
	var check func([]Field)
	check = func(fields []Field) {
		for _, field := range fields {
			at := place
			place++
			if text := field.Check(); text != "" {
				field.Fail("", text)
				f.errors = append(f.errors, found{at, govuk.ErrorLink{Text: text, Href: "#" + field.Target("")}})
			}
			on, off := field.Revealed()
			check(on)
			for _, hidden := range flatten(off) {
				hidden.Forget()
			}
		}
	}
	check(f.fields)
	return len(f.errors) == 0
}

// Explain shows what a command found wrong: each error at the field that it names, and in the summary in the order of the
// form. An error about a name that no field has, or about no field at all, is in the summary without a link. It says
// whether the error was one to be explained on this page: errs.Invalid is, everything else is not.
func (f *Form) Explain(err error) bool {
	if errs.Of(err) != errs.Invalid {
		return false
	}
	fields, ok := errors.AsType[errs.Fields](err)
	if !ok {
		f.errors = append(f.errors, found{last, govuk.ErrorLink{Text: errs.Text(err)}})
		return true
	}
	all := f.everything()
	for _, e := range fields {
		i := slices.IndexFunc(all, func(field Field) bool { return field.Owns(e.Field) })
		if i < 0 {
			f.errors = append(f.errors, found{last, govuk.ErrorLink{Text: e.Text}})
			continue
		}
		all[i].Fail(e.Field, e.Text)
		f.errors = append(f.errors, found{i, govuk.ErrorLink{Text: e.Text, Href: "#" + all[i].Target(e.Field)}})
	}
	slices.SortStableFunc(f.errors, func(a, b found) int { return cmp.Compare(a.place, b.place) })
	return true
}

const last = int(^uint(0) >> 1) // after every field

// Errors is the error summary, for govuk.Page.Errors.
func (f Form) Errors() []govuk.ErrorLink {
	links := make([]govuk.ErrorLink, len(f.errors))
	for i, e := range f.errors {
		links[i] = e.link
	}
	return links
}

// Values is all that was typed, also what is wrong or below an option that is not chosen: what a draft keeps.
func (f Form) Values() url.Values {
	values := url.Values{}
	for _, field := range f.everything() {
		field.Put(values)
	}
	return values
}

func (f Form) everything() []Field { return flatten(f.fields) }

func flatten(fields []Field) []Field {
	var all []Field
	for _, field := range fields {
		all = append(all, field)
		on, off := field.Revealed()
		all = append(all, flatten(on)...)
		all = append(all, flatten(off)...)
	}
	return all
}
