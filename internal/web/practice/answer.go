package practice

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	room "throughline/internal/form/practice"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type answersView struct {
	govuk.Page
	Who   govuk.IdentityBar
	Given []givenView
	Ask   []listRow
}

type givenView struct {
	Title string
	Parts []partView
}

// answers shows what was answered about a child, each by its own edition, and what may be answered.
func answers(w http.ResponseWriter, r *shell.Request) error {
	all, err := forms(r).All(r.Context())
	if err != nil {
		return err
	}
	v := answersView{Page: r.Page("Our practice forms"), Who: who(r)}
	v.Back, v.Banner = govuk.BackLink{Text: "Back to the child", Href: "/children/" + r.ID()}, doneBanner(r)
	for _, a := range slices.Backward(story.All[record.PracticeAnswers](r.Reading.Story)) {
		for _, f := range all {
			if f.Subject != a.Body.Form || a.Body.Edition > len(f.Editions) {
				continue
			}
			e := f.Editions[a.Body.Edition-1].Body
			read, err := room.Read(e.Text)
			if err != nil {
				return err
			}
			v.Given = append(v.Given, givenView{e.Name + ", edition " + strconv.Itoa(e.Number) + ", " + r.Name(a.Body.Worker) + ", " + a.Body.Date.Long(), said(read, a.Body)})
		}
	}
	if r.May(access.WriteAssessment, access.Assessment) {
		for _, f := range all {
			if e, ok := f.Current(); ok {
				v.Ask = append(v.Ask, listRow{Name: e.Body.Name, Href: "/children/" + r.ID() + "/practice/" + record.SubjectID(f.Subject)})
			}
		}
	}
	return r.Show(w, "practice/answers", v)
}

func who(r *shell.Request) govuk.IdentityBar {
	return govuk.IdentityBar{Label: "Who this is about", Name: r.Reading.View().Name.Full()}
}

type answerView struct {
	govuk.Page
	Who     govuk.IdentityBar
	ID, Of  string
	Base    int64
	Edition int
	Draft   string
	Parts   []askView
	Kept    bool
}

type askView struct {
	Title  string
	Words  []string
	Fields []form.Field
}

// answer asks a form about a child.
func answer(w http.ResponseWriter, r *shell.Request) error {
	subject := record.FormSubject + ":" + r.PathValue("record")
	have, err := forms(r).One(r.Context(), subject)
	if err != nil {
		return err
	}
	e, ok := have.Current()
	if !ok {
		return errs.New(errs.NotFound, "This form is not asked now")
	}
	read, err := room.Read(e.Body.Text)
	if err != nil {
		return err
	}
	was, gone := room.Gone(r.Reading.Story, subject, e.Body.Number, r.Today())
	v := answerView{Page: r.Page(e.Body.Name), Who: who(r), ID: r.ID(), Of: r.PathValue("record"), Base: was.Version, Edition: e.Body.Number}
	v.Draft = "practice/" + r.PathValue("record") + "/" + r.ID()
	v.Back = govuk.BackLink{Text: "Our practice forms", Href: "/children/" + r.ID() + "/practice"}
	v.Scripts = []string{"autosave.js"}
	given := room.Given{}
	if gone {
		given = room.From(was.Body.Answers)
	}
	if r.Method == http.MethodPost {
		if err := r.ReadForm(); err != nil {
			return err
		}
		if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, v.Draft, r.PostForm); err != nil {
			return err
		}
		given = sent(read, r.PostForm)
		edition, _ := strconv.Atoi(r.PostForm.Get("edition"))
		base, _ := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
		if !r.PostForm.Has("_more") {
			_, err := forms(r).Answer(r.Context(), r.Actor, r.Reading.Facts.Subject, subject, edition, base, given)
			if err == nil {
				if err := r.Sent(v.Draft); err != nil {
					return err
				}
				return r.See(w, "/children/"+r.ID()+"/practice?done=answered")
			}
			var f form.Form
			v.Parts = ask(read, given, &f)
			if !f.Explain(err) {
				return err
			}
			v.Errors = f.Errors()
			return r.Show(w, "practice/answer", v)
		}
	} else if typed, _, kept, err := r.Draft(v.Draft); err != nil {
		return err
	} else if kept {
		given, v.Kept = sent(read, typed), true
	}
	var f form.Form
	v.Parts = ask(read, given, &f)
	return r.Show(w, "practice/answer", v)
}

// sent reads answers as a browser sends them.
func sent(f room.Form, v url.Values) room.Given {
	out := room.Given{}
	for _, p := range f.Parts {
		for row := range p.Repeats {
			for _, q := range p.Questions {
				k := room.Key{Question: q.ID, Row: row}
				values := v[k.Name()]
				if q.Type == room.Date {
					values = nil
					d, m, y := v.Get(k.Name()+"-day"), v.Get(k.Name()+"-month"), v.Get(k.Name()+"-year")
					if d+m+y != "" {
						values = []string{y + "-" + two(m) + "-" + two(d)}
					}
				}
				if strings.Join(values, "") != "" {
					out[k] = values
				}
			}
		}
	}
	return out
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// ask makes the fields of a form, filled with the answers given. A part that repeats has one row more than is answered.
func ask(f room.Form, given room.Given, all *form.Form) []askView {
	var out []askView
	for _, p := range f.Parts {
		rows := 1
		if p.Repeats > 1 {
			rows = min(p.Repeats, p.Rows(given)+1)
		}
		for row := range rows {
			v := askView{Title: p.Title}
			if p.Repeats > 1 {
				v.Title += ", " + strconv.Itoa(row+1)
			}
			if row == 0 {
				v.Words = p.Words
			}
			for _, q := range p.Questions {
				v.Fields = append(v.Fields, field(f, q, room.Key{Question: q.ID, Row: row}, given))
			}
			all.Add(v.Fields...)
			out = append(out, v)
		}
	}
	return out
}

func field(f room.Form, q room.Question, k room.Key, given room.Given) form.Field {
	hint := q.Hint
	if s := onlyIf(f, q); s != "" {
		hint = strings.TrimSpace(s + ". " + hint)
	}
	first := ""
	if len(given[k]) > 0 {
		first = given[k][0]
	}
	var options []form.Option
	for _, a := range q.Answers() {
		options = append(options, form.Option{Value: a, Label: q.Say(a)})
	}
	switch q.Type {
	case room.Long:
		return &form.TextArea{Name: k.Name(), Label: q.Label, Hint: hint, Value: first, Max: 100_000, Size: "s"}
	case room.YesNo, room.Choice:
		return &form.Radios{Name: k.Name(), Label: q.Label, Hint: hint, Value: first, Options: options, Small: true, Inline: q.Type == room.YesNo, Size: "s"}
	case room.Several:
		return &form.Checkboxes{Name: k.Name(), Label: q.Label, Hint: hint, Values: given[k], Options: options, Small: true, Size: "s"}
	case room.Date:
		d, _ := day.Parse(first)
		return &form.Date{Name: k.Name(), Label: q.Label, Hint: hint, Value: d, Size: "s"}
	}
	return &form.Text{Name: k.Name(), Label: q.Label, Hint: hint, Value: first, Max: 2000, Size: "s", Complete: "off"}
}
