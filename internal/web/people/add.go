package people

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"

	drafts "throughline/internal/form"
)

type addView struct {
	govuk.Page
	Form    *newForm
	Drafted bool
	Status  govuk.DraftStatus
}

// add asks who is to be added. What was typed before and not sent is there again.
func add(w http.ResponseWriter, r *shell.Request) error {
	f := newNewForm(r)
	typed, banner, ok, err := r.Draft(newDraft)
	if err != nil {
		return err
	}
	f.Fill(typed)
	v := addView{Page: r.Page("Add a person"), Form: f, Drafted: ok}
	v.Banner = banner
	return showAdd(w, r, v)
}

func showAdd(w http.ResponseWriter, r *shell.Request, v addView) error {
	v.Back = govuk.BackLink{Text: "Back to find a person", Href: "/people"}
	v.Scripts = []string{"autosave.js"}
	v.Errors = v.Form.Errors()
	return r.Show(w, "people/add", v)
}

// takeNew keeps what was typed on the server and goes on: nobody's name travels through hidden fields or addresses.
func takeNew(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	f := newNewForm(r)
	ok := f.Parse(r.PostForm)
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, newDraft, f.Values()); err != nil {
		return err
	}
	if !ok {
		return showAdd(w, r, addView{Page: r.Page("Add a person"), Form: f})
	}
	return r.See(w, "/people/new/check")
}

func startAgain(w http.ResponseWriter, r *shell.Request) error {
	if err := r.Sent(newDraft); err != nil {
		return err
	}
	return r.See(w, "/people/new")
}

type duplicatesView struct {
	govuk.Page
	Form form.Form
	Hits []hit
}

// lookedFor is what somebody who is about to be added is looked for by, for the log of searches.
func lookedFor(p match.Person) string {
	var out []string
	for _, n := range p.Names {
		out = append(out, n.Given, n.Family)
	}
	for _, d := range []day.Day{p.Born, p.Expected} {
		if !d.IsZero() {
			out = append(out, d.String())
		}
	}
	return strings.Join(out, " ")
}

// likely are the people whom the person in the draft may be, as a question.
func likely(r *shell.Request, f *newForm) (v duplicatesView, choice *form.Radios, err error) {
	who := matchable(f.person())
	found, err := r.House().People.Duplicates(r.Context(), r.Actor, who)
	if err != nil {
		return v, nil, err
	}
	if v.Hits, err = shown(r, lookedFor(who), found[:min(len(found), mostHits)]); err != nil {
		return v, nil, err
	}
	choice = &form.Radios{Name: "who", Label: "Is it one of them?", Size: "m", Required: "Choose one of these people, or that it is none of them"}
	if len(v.Hits) == 1 {
		choice.Label = "Is it this person?"
	}
	for _, h := range v.Hits {
		choice.Options = append(choice.Options, form.Option{Value: h.Subject, Label: "It is " + h.Name, Hint: h.Born})
	}
	choice.Options = append(choice.Options, form.Option{Divider: "or"}, form.Option{Value: anyway, Label: "None of them: add a new person anyway"})
	v.Form.Add(choice)
	v.Page = r.Page("This person may be recorded already")
	v.Back = govuk.BackLink{Text: "Back to what you entered", Href: "/people/new"}
	return v, choice, nil
}

func duplicates(w http.ResponseWriter, r *shell.Request) error {
	f, _, _, ok, err := drafted(r)
	if err != nil || !ok {
		return elseSee(w, r, err, "/people/new")
	}
	v, _, err := likely(r, f)
	if err != nil {
		return err
	}
	if len(v.Hits) == 0 {
		return r.See(w, "/people/new/check")
	}
	return r.Show(w, "people/duplicates", v)
}

func takeDuplicates(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	f, typed, _, ok, err := drafted(r)
	if err != nil || !ok {
		return elseSee(w, r, err, "/people/new")
	}
	v, choice, err := likely(r, f)
	if err != nil {
		return err
	}
	if !v.Form.Parse(r.PostForm) {
		v.Errors = v.Form.Errors()
		return r.Show(w, "people/duplicates", v)
	}
	if choice.Value == anyway {
		typed.Set(anyway, "yes")
		if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, newDraft, typed); err != nil {
			return err
		}
		return r.See(w, "/people/new/check")
	}
	i := slices.IndexFunc(v.Hits, func(h hit) bool { return h.Subject == choice.Value })
	if v.Hits[i].Path == "" {
		return errs.New(errs.Denied, "This person is recorded already, and the record is not open to you. Ask the people who work with them: %s. What you typed is kept as a draft", v.Hits[i].Held)
	}
	return r.See(w, v.Hits[i].Path)
}

type checkView struct {
	govuk.Page
	Summary govuk.SummaryList
	Mark    string
	Changed bool
}

func checkNew(w http.ResponseWriter, r *shell.Request) error {
	f, typed, mark, ok, err := drafted(r)
	if err != nil || !ok {
		return elseSee(w, r, err, "/people/new")
	}
	if warned, err := mustLook(r, f, typed.Get(anyway)); err != nil || warned {
		return elseSee(w, r, err, "/people/new/duplicates")
	}
	return r.Show(w, "people/check", check(r, f, mark))
}

// mustLook says whether there are likely duplicates that the draft's owner has not looked at.
func mustLook(r *shell.Request, f *newForm, looked string) (bool, error) {
	if looked != "" {
		return false, nil
	}
	found, err := r.House().People.Duplicates(r.Context(), r.Actor, matchable(f.person()))
	return len(found) > 0, err
}

func check(r *shell.Request, f *newForm, mark string) checkView {
	v := checkView{Page: r.Page("Check before you add this person"), Summary: f.summary(r), Mark: mark}
	v.Back = govuk.BackLink{Text: "Back to what you entered", Href: "/people/new"}
	return v
}

// create records the person in the draft. The mark says which state of the draft was checked: one that was changed since, in another
// window, is shown again.
func create(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	f, typed, mark, ok, err := drafted(r)
	if err != nil || !ok {
		return elseSee(w, r, err, "/people/new")
	}
	if r.PostForm.Get("mark") != mark {
		v := check(r, f, mark)
		v.Banner = govuk.NotificationBanner{Text: "These answers were changed in another window after you opened this page. Nothing was added yet: check them again."}
		v.Status = http.StatusConflict
		return r.Show(w, "people/check", v)
	}
	if warned, err := mustLook(r, f, typed.Get(anyway)); err != nil || warned {
		return elseSee(w, r, err, "/people/new/duplicates")
	}
	subject, err := keep(r, f)
	if err != nil {
		if f.Explain(err) {
			return showAdd(w, r, addView{Page: r.Page("Add a person"), Form: f})
		}
		return err
	}
	return added(w, r, subject)
}

// keep writes the person, the team that holds the case, and the end of the draft in one transaction. The team is one of the actor's own:
// a new record holds nothing that its maker did not know.
func keep(r *shell.Request, f *newForm) (subject string, err error) {
	team := f.team()
	if team != "" && !slices.Contains(slices.Concat(r.Actor.Teams, r.Actor.Manages), team) {
		return "", errs.Field("team", "Choose one of your own teams")
	}
	_, err = r.House().Desk.Do(r.Context(), r.Actor, "Add a person", func(t *command.Tx) ([]record.Change, error) {
		id, changes, err := person.Create(t, f.person())
		if err != nil {
			return nil, err
		}
		subject = id
		if team != "" {
			more, err := person.Allocation(t, story.Story{Subject: id}, record.Allocation{Team: team})
			if err != nil {
				return nil, err
			}
			changes = append(changes, more...)
		}
		return changes, drafts.DropIn(t.Tx, r.Actor.ID, newDraft)
	})
	return subject, err
}

// added leads to the new record, or where its maker may not open it, back to the search with a word about what comes next.
func added(w http.ResponseWriter, r *shell.Request, subject string) error {
	var f access.Facts
	if err := r.House().DB.Read(r.Context(), func(t *db.Tx) (err error) {
		f, err = person.Facts(t, subject)
		return err
	}); err != nil {
		return err
	}
	if access.Decide(r.Actor, access.Read, access.Identity, f, r.Now()).Allow {
		return r.See(w, Path(subject)+"?done=added")
	}
	return r.See(w, "/people?done=added")
}

// elseSee is the error if there is one, else it leads to another page.
func elseSee(w http.ResponseWriter, r *shell.Request, err error, to string) error {
	if err != nil {
		return err
	}
	return r.See(w, to)
}

// fieldText is what is wrong with a single field, in words for people.
func fieldText(err error) error {
	if f, ok := errors.AsType[errs.Fields](err); ok && len(f) > 0 {
		return errors.New(f[0].Text)
	}
	return err
}
