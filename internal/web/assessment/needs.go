package assessment

import (
	"net/http"
	"slices"
	"strconv"

	"throughline/internal/access"
	room "throughline/internal/assessment"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
	"throughline/internal/web/work"
)

// needsView is the assessments of particular needs of one child.
type needsView struct {
	govuk.Page
	ID    string
	Who   govuk.IdentityBar
	Rows  []needRow
	Start form.Form
	May   bool
	Undo  *shell.Step
}

// needRow is one of them, with the form that goes on with it.
type needRow struct {
	ID, Title, Began, Outcome string
	Base                      int64
	Clock                     govuk.Clock
	Source                    string
	Form                      *form.Form
}

// needForm asks for what comes next in an assessment of a need.
type needForm struct {
	form.Form
	waiting, resumed, done *form.Date
	outcome                *form.TextArea
}

func newNeedForm(n record.NeedAssessment, today day.Day) *needForm {
	f := &needForm{
		done:    &form.Date{Name: "done", Label: "When was it decided?", Noun: "The day", Max: today, Value: n.Done},
		outcome: &form.TextArea{Name: "outcome", Label: "What was decided?", Rows: 3, Value: n.Outcome},
	}
	if n.Type == record.NeedAge {
		f.waiting = &form.Date{Name: "waiting", Label: "Documents awaited since", Hint: "The 28 days rest until they come", Noun: "The day", Max: today, Value: n.Waiting}
		f.resumed = &form.Date{Name: "resumed", Label: "Documents came on", Noun: "The day", Max: today, Value: n.Resumed}
		f.Add(f.waiting, f.resumed)
	}
	f.Add(f.done, f.outcome)
	return f
}

func (f *needForm) edit() room.NeedEdit {
	e := room.NeedEdit{Done: f.done.Value, Outcome: f.outcome.Value}
	if f.waiting != nil {
		e.Waiting, e.Resumed = f.waiting.Value, f.resumed.Value
	}
	return e
}

func startForm(today day.Day) (*form.Radios, *form.Date, form.Form) {
	what := &form.Radios{Name: "type", Label: "What is assessed?", Required: "Choose what is assessed", Options: options("need_assessment_type", today)}
	began := &form.Date{Name: "began", Label: "Since when?", Hint: "When the need appeared or was put to us. Leave empty for today", Noun: "The day", Max: today}
	var f form.Form
	f.Add(what, began)
	return what, began, f
}

func needs(w http.ResponseWriter, r *shell.Request) error {
	_, _, f := startForm(today(r))
	return showNeeds(w, r, f, "", nil, nil)
}

// showNeeds shows the page, with a form that was sent and refused, if any.
func showNeeds(w http.ResponseWriter, r *shell.Request, start form.Form, changed string, sent *needForm, wrong []govuk.ErrorLink) error {
	v := needsView{Page: r.Page("Assessments of particular needs"), ID: r.ID(), Start: start, May: r.May(access.WriteAssessment, access.Assessment)}
	v.Errors = wrong
	v.Who = govuk.IdentityBar{Label: "Who this is about", Name: r.Reading.View().Name.Full()}
	v.Back = govuk.BackLink{Text: "Back to the child", Href: work.ItemPath(r.Reading.Facts.Subject)}
	set, _ := codes.Set("need_assessment_type")
	for _, n := range slices.Backward(story.All[record.NeedAssessment](r.Reading.Story)) {
		row := needRow{ID: n.ID, Base: n.Version, Title: capital(set.Label(n.Body.Type)), Began: n.Body.Began.Long(), Outcome: n.Body.Outcome}
		for _, t := range room.Tasks(r.House().Book)(r.Reading.Story) {
			if t.Record == n.ID {
				i := t.At(r.House().Book, r.Now())
				row.Clock = work.Clock(i.State, i.Words)
				if i.Limit != nil {
					l := work.LimitOf(*i.Limit)
					row.Source = l.Length + ". " + l.Source
				}
			}
		}
		if v.May && n.Body.Done.IsZero() {
			f := newNeedForm(n.Body, today(r))
			if n.ID == changed && sent != nil {
				f = sent
			}
			row.Form = &f.Form
		}
		v.Rows = append(v.Rows, row)
	}
	last, err := r.LastDid(r.House().Assessment.NeedUndoing(), r.Reading.Facts.Subject, needsPath(r, "/undo"), "You recorded this")
	if err != nil {
		return err
	}
	v.Undo = last
	if text := map[string]string{"started": "It is started, and its time limit runs.", "changed": "It is recorded.", "undone": "That was undone."}[r.URL.Query().Get("done")]; text != "" && wrong == nil {
		v.Banner = govuk.NotificationBanner{Success: true, Text: text}
	}
	return r.Show(w, "assessment/needs", v)
}

func needsPath(r *shell.Request, more string) string { return "/children/" + r.ID() + "/needs" + more }

func startNeed(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	what, began, f := startForm(today(r))
	if f.Parse(r.PostForm) {
		_, err := r.House().Assessment.StartNeed(r.Context(), r.Actor, r.Reading.Facts.Subject, what.Value, began.Value)
		if err == nil {
			return r.See(w, needsPath(r, "?done=started"))
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showNeeds(w, r, f, "", nil, f.Errors())
}

func changeNeed(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	id := r.PathValue("record")
	n, ok := story.Find[record.NeedAssessment](r.Reading.Story, id)
	if !ok {
		return errs.New(errs.NotFound, access.Missing)
	}
	_, _, start := startForm(today(r))
	f := newNeedForm(n.Body, today(r))
	if f.Parse(r.PostForm) {
		base, _ := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
		_, err := r.House().Assessment.ChangeNeed(r.Context(), r.Actor, r.Reading.Facts.Subject, id, base, f.edit())
		if err == nil {
			return r.See(w, needsPath(r, "?done=changed"))
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showNeeds(w, r, start, id, f, f.Errors())
}

func undoNeed(w http.ResponseWriter, r *shell.Request) error {
	if err := r.TakeBack(r.House().Assessment.NeedUndoing(), r.Reading.Facts.Subject); err != nil {
		return err
	}
	return r.See(w, needsPath(r, "?done=undone"))
}
