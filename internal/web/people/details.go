package people

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// detailsForm is who somebody is, to be corrected.
type detailsForm struct {
	form.Form
	Version                  form.Hidden
	Given, Family            form.Text
	Birth, Expected, Death   form.Date
	Sex, Ethnicity, Language form.Select
	Gender, School           form.Text
	Interpreter, Disability  form.Checkboxes
	labels                   []labelled
}

// labelled is a field with what a comparison calls it, and how it says its value.
type labelled struct {
	label string
	field form.Field
	shown func() string
}

// newDetails makes the form of a record's body: a record.Child or record.Adult. The reader's classes decide which fields there are.
func newDetails(r *shell.Request, body record.Body) *detailsForm {
	today := day.In(r.Now())
	child, isChild := body.(record.Child)
	f := &detailsForm{
		Version:   form.Hidden{Name: "version"},
		Given:     form.Text{Name: "given", Label: "Given names", Hint: "Correct a slip of the pen here. For a new name use “New name”: the old one is kept then.", Complete: "off"},
		Family:    form.Text{Name: "family", Label: "Family name", Complete: "off"},
		Birth:     form.Date{Name: "birth", Label: "Date of birth", Noun: "Date of birth", Max: today},
		Expected:  form.Date{Name: "expected", Label: "Expected date of birth", Noun: "Expected date of birth", Required: "Enter the expected date of birth"},
		Death:     form.Date{Name: "death", Label: "Date of death", Noun: "Date of death", Hint: "Leave empty unless the person has died", Max: today},
		Sex:       form.Select{Name: "sex", Label: "Sex", Empty: "Not asked yet", Options: options("sex", today)},
		Ethnicity: form.Select{Name: "ethnicity", Label: "Ethnicity", Empty: "Not asked yet", Options: options("ethnicity", today)},
		Language:  form.Select{Name: "language", Label: "First language", Empty: "Not asked yet", Options: options("language", today)},
		Gender:    form.Text{Name: "gender", Label: "Gender, in the child’s own words", Complete: "off"},
		School:    form.Text{Name: "school", Label: "School", Complete: "off"},
		Interpreter: form.Checkboxes{Name: "interpreter", Label: "Interpreter", Small: true,
			Options: []form.Option{{Value: "yes", Label: "An interpreter is needed"}}},
		Disability: form.Checkboxes{Name: "disabilities", Label: "Disability", Small: true, Options: options("disability", today, child.Disabilities...)},
	}
	f.Add(&f.Version)
	add := func(label string, field form.Field, shown func() string) {
		f.Add(field)
		f.labels = append(f.labels, labelled{label, field, shown})
	}
	add("Given names", &f.Given, func() string { return f.Given.Value })
	add("Family name", &f.Family, func() string { return f.Family.Value })
	if isChild && child.Unborn() {
		add("Expected date of birth", &f.Expected, func() string { return f.Expected.Value.Long() })
	} else {
		add("Date of birth", &f.Birth, func() string { return f.Birth.Value.Long() })
	}
	add("Sex", &f.Sex, func() string { return capital(label("sex", f.Sex.Value)) })
	if isChild {
		add("Gender", &f.Gender, func() string { return f.Gender.Value })
	}
	add("Ethnicity", &f.Ethnicity, func() string { return capital(label("ethnicity", f.Ethnicity.Value)) })
	add("First language", &f.Language, func() string { return label("language", f.Language.Value) })
	add("Interpreter", &f.Interpreter, func() string {
		return map[bool]string{true: "An interpreter is needed", false: "Not needed"}[f.Interpreter.Has("yes")]
	})
	if isChild && r.May(access.Read, access.Health) {
		add("Disability", &f.Disability, func() string {
			var out []string
			for _, d := range f.Disability.Values {
				out = append(out, label("disability", d))
			}
			return strings.Join(out, ", ")
		})
	}
	if isChild && r.May(access.Read, access.Education) {
		add("School", &f.School, func() string { return f.School.Value })
	}
	add("Date of death", &f.Death, func() string { return f.Death.Value.Long() })
	return f
}

// fill shows a record's body in the form. A code that has ended since stays to be chosen.
func (f *detailsForm) fill(body record.Body, version int64) {
	yes := map[bool][]string{true: {"yes"}}
	f.Version.Value = strconv.FormatInt(version, 10)
	on := day.Day{}
	switch b := body.(type) {
	case record.Child:
		n := b.Current()
		f.Given.Value, f.Family.Value, f.Birth.Value, f.Expected.Value, f.Death.Value = n.Given, n.Family, b.Birth, b.Expected, b.Death
		f.Sex.Value, f.Gender.Value, f.Ethnicity.Value, f.Language.Value = b.Sex, b.Gender, b.Ethnicity, b.Language
		f.Interpreter.Values, f.Disability.Values, f.School.Value = yes[b.Interpreter], b.Disabilities, b.School
	case record.Adult:
		n := b.Current()
		f.Given.Value, f.Family.Value, f.Birth.Value, f.Death.Value = n.Given, n.Family, b.Birth, b.Death
		f.Sex.Value, f.Ethnicity.Value, f.Language.Value, f.Interpreter.Values = b.Sex, b.Ethnicity, b.Language, yes[b.Interpreter]
	}
	for set, field := range map[string]*form.Select{"sex": &f.Sex, "ethnicity": &f.Ethnicity, "language": &f.Language} {
		if field.Value != "" && !has(field.Options, field.Value) {
			field.Options = append(field.Options, options(set, on, field.Value)[len(options(set, on)):]...)
			if !has(field.Options, field.Value) {
				field.Options = append(field.Options, form.Option{Value: field.Value, Label: capital(label(set, field.Value))})
			}
		}
	}
}

func has(options []form.Option, value string) bool {
	for _, o := range options {
		if o.Value == value {
			return true
		}
	}
	return false
}

// body is the record's body with what was typed in place of what was there.
func (f *detailsForm) body(was record.Body) record.Body {
	switch b := was.(type) {
	case record.Child:
		b.Names = corrected(b.Names, b.Current(), f.Given.Value, f.Family.Value)
		if b.Unborn() {
			b.Expected = f.Expected.Value
		} else {
			b.Birth = f.Birth.Value
		}
		b.Death, b.Sex, b.Gender, b.Ethnicity, b.Language = f.Death.Value, f.Sex.Value, f.Gender.Value, f.Ethnicity.Value, f.Language.Value
		b.Interpreter, b.Disabilities, b.School = f.Interpreter.Has("yes"), f.Disability.Values, f.School.Value
		return b
	case record.Adult:
		b.Names = corrected(b.Names, b.Current(), f.Given.Value, f.Family.Value)
		b.Birth, b.Death, b.Sex, b.Ethnicity, b.Language = f.Birth.Value, f.Death.Value, f.Sex.Value, f.Ethnicity.Value, f.Language.Value
		b.Interpreter = f.Interpreter.Has("yes")
		return b
	}
	return was
}

// corrected puts the current name right and leaves the others.
func corrected(names []record.Name, current record.Name, given, family string) []record.Name {
	out := append([]record.Name(nil), names...)
	for i := len(out) - 1; i >= 0; i-- {
		if out[i] == current {
			out[i].Given, out[i].Family = given, family
			return out
		}
	}
	return append(out, record.Name{Given: given, Family: family, Use: "current"})
}

type detailsView struct {
	frame
	Form      *detailsForm
	Conflicts []govuk.Compare
}

// recorded is the newest body of the person's own record, its version and its id.
func recorded(s story.Story) (record.Body, int64, string) {
	if c, ok := story.First[record.Child](s); ok {
		return c.Body, c.Version, c.ID
	}
	if a, ok := story.First[record.Adult](s); ok {
		return a.Body, a.Version, a.ID
	}
	return nil, 0, ""
}

// details corrects who somebody is. When a colleague changed the record meanwhile, what only one of the two changed is kept, and what both
// changed is shown side by side.
func details(w http.ResponseWriter, r *shell.Request) error {
	now, version, id := recorded(r.Reading.Story)
	f := newDetails(r, now)
	v := detailsView{frame: newFrame(r, "Change details"), Form: f}
	if r.Method == http.MethodGet {
		f.fill(now, version)
		return r.Show(w, "people/details", v)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if !f.Parse(r.PostForm) {
		v.Errors = f.Errors()
		return r.Show(w, "people/details", v)
	}
	base, err := strconv.ParseInt(f.Version.Value, 10, 64)
	if err != nil || base < 1 || base > version {
		return errs.New(errs.Invalid, "The form does not say which version of the record it was made from. Open the page again")
	}
	if base < version {
		old, err := bodyAt(r, id, base)
		if err != nil {
			return err
		}
		if v.Conflicts, err = mine(r, f, old, now, id, version); err != nil {
			return err
		}
		if len(v.Conflicts) > 0 {
			v.Status = http.StatusConflict
			return r.Show(w, "people/details", v)
		}
	}
	err = save(r, version, f.body(now))
	switch _, stale := errors.AsType[*journal.Stale](err); {
	case err == nil:
		return done(w, r, "details")
	case stale:
		return errs.As(errs.Busy, err, "A colleague changed this record in the same moment. Nothing of yours was saved yet: go back and send it again")
	case f.Explain(err):
		v.Errors = f.Errors()
		return r.Show(w, "people/details", v)
	}
	return err
}

func save(r *shell.Request, version int64, body record.Body) (err error) {
	switch b := body.(type) {
	case record.Child:
		_, err = r.House().People.EditChild(r.Context(), r.Actor, subject(r), version, b)
	case record.Adult:
		_, err = r.House().People.EditAdult(r.Context(), r.Actor, subject(r), version, b)
	}
	return err
}

// bodyAt is a record's body as an older version had it.
func bodyAt(r *shell.Request, id string, version int64) (body record.Body, err error) {
	err = r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		e, err := r.House().Desk.Journal.Version(t, id, version)
		if err != nil {
			return err
		}
		rec, ok, err := story.Entry(e)
		if err == nil && !ok {
			err = errs.New(errs.Conflict, "The version that this form was made from was disposed of. Open the page again")
		}
		body = rec.Body
		return err
	})
	return body, err
}

// mine brings a form that was made from an old version up to the newest: fields that only the colleague changed take the colleague's value,
// fields that only this reader changed stay, and those that both changed differently are given back, with both values and both names.
func mine(r *shell.Request, f *detailsForm, old, now record.Body, id string, version int64) ([]govuk.Compare, error) {
	before, theirs := newDetails(r, now), newDetails(r, now)
	before.fill(old, version)
	theirs.fill(now, version)
	who, err := writer(r, id, version)
	if err != nil {
		return nil, err
	}
	var conflicts []govuk.Compare
	for i, field := range f.labels {
		m, b, t := valueOf(field), valueOf(before.labels[i]), valueOf(theirs.labels[i])
		switch {
		case m == t || b == t:
		case m == b:
			typed := url.Values{}
			theirs.labels[i].field.Put(typed)
			field.field.Take(typed)
			field.field.Check()
		default:
			conflicts = append(conflicts, govuk.Compare{
				Left:  govuk.Side{Heading: field.label + " as " + who + " has saved it", Text: orNothing(t)},
				Right: govuk.Side{Heading: field.label + " as you typed it", Text: orNothing(m), Chosen: true},
			})
		}
	}
	f.Version.Value = strconv.FormatInt(version, 10)
	return conflicts, nil
}

func valueOf(l labelled) string { return l.shown() }

func orNothing(s string) string {
	if s == "" {
		return "Nothing"
	}
	return s
}

// writer is who wrote a version of a record.
func writer(r *shell.Request, id string, version int64) (string, error) {
	var who string
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		e, err := r.House().Desk.Journal.Version(t, id, version)
		who = e.Actor
		return err
	})
	return r.Name(who), err
}
