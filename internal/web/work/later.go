package work

import (
	"net/http"

	"throughline/internal/errs"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type laterView struct {
	govuk.Page
	ID   string
	Item row
	Form form.Form
}

// found is the row that a mark names, in the reader's own list or a list of their line.
func found(r *shell.Request, id string) (task.Item, error) {
	lists := r.House().Tasks
	items, err := lists.ForWorker(r.Context(), r.Actor, r.Actor.ID)
	if err != nil {
		return task.Item{}, err
	}
	for _, team := range r.Actor.Manages {
		more, err := lists.ForTeam(r.Context(), r.Actor, team)
		if err != nil {
			return task.Item{}, err
		}
		items = append(items, more...)
	}
	for _, i := range items {
		if mark(i.Task) == id {
			return i, r.ListedItems([]task.Item{i})
		}
	}
	return task.Item{}, errs.New(errs.NotFound, "This work is not in your list any more: it was done, or it went to somebody else")
}

func laterForm() (*form.Date, *form.TextArea, form.Form) {
	until := &form.Date{Name: "until", Label: "When does it come back?", Noun: "The day", Required: "Enter the day on which it comes back"}
	reason := &form.TextArea{Name: "reason", Label: "Why is it put off?", Hint: "Your manager sees this. It changes no time limit.", Rows: 3, Required: "Write why it is put off"}
	var f form.Form
	f.Add(until, reason)
	return until, reason, f
}

func later(w http.ResponseWriter, r *shell.Request) error {
	i, err := found(r, r.ID())
	if err != nil {
		return err
	}
	_, _, f := laterForm()
	return showLater(w, r, i, f)
}

func showLater(w http.ResponseWriter, r *shell.Request, i task.Item, f form.Form) error {
	v := laterView{Page: r.Page("Put this off"), ID: r.ID(), Form: f}
	lv := listView{today: r.House().Desk.Today()}
	v.Item = lv.rowOf(r, i)
	v.Back = govuk.BackLink{Text: "Back to work", Href: "/work"}
	v.Errors = f.Errors()
	return r.Show(w, "work/later", v)
}

// putOff puts a piece of work off.
func putOff(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	i, err := found(r, r.ID())
	if err != nil {
		return err
	}
	until, reason, f := laterForm()
	if f.Parse(r.PostForm) {
		_, err := room(r).PutOff(r.Context(), r.Actor, i, until.Value, reason.Value)
		if err == nil {
			return r.See(w, "/work?done=later")
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showLater(w, r, i, f)
}

// takeUp puts a piece of work back into the list before its day.
func takeUp(w http.ResponseWriter, r *shell.Request) error {
	i, err := found(r, r.ID())
	if err != nil {
		return err
	}
	if _, err := room(r).TakeUp(r.Context(), r.Actor, i); err != nil {
		return err
	}
	return r.See(w, "/work?done=now")
}
