package assessment

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	room "throughline/internal/assessment"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
	"throughline/internal/web/work"
)

// editView is the page on which an assessment is written: once, for all the children.
type editView struct {
	govuk.Page
	ID        string
	Form      *editForm
	Clock     govuk.Clock
	Due       string
	LateOpen  bool
	Comment   *said // why the manager gave it back
	HasDraft  bool
	MaySubmit bool
	Earlier   bool
}

// said is what a manager said last.
type said struct{ By, At, Text string }

// edit opens the assessment for writing: as it is now, or as the reader's own draft left it.
func edit(w http.ResponseWriter, r *shell.Request) error {
	v, err := r.House().Assessment.Read(r.Context(), r.Actor, subject(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	e, err := r.House().Assessment.EditAt(r.Context(), r.Actor, subject(r), nil)
	if err != nil {
		return err
	}
	if !writable(v.Report.Body) {
		return r.See(w, path(r.ID()))
	}
	d, ok, err := r.Drafts().Load(r.Context(), r.Actor.ID, draftName(r.ID()))
	if err != nil {
		return err
	}
	if !ok {
		return showEdit(w, r, v, newEditForm(e, childrenOf(v), today(r)), editPage{banner: savedBanner(r)})
	}
	bases := basesIn(d.Typed, e, v.Report.ID)
	at, err := r.House().Assessment.EditAt(r.Context(), r.Actor, subject(r), bases)
	if err != nil {
		return err
	}
	if merging(d.Typed) {
		return newMerge(r, v, at, d.Typed).show(w, r, http.StatusOK)
	}
	f := newEditForm(at, childrenOf(v), today(r))
	f.Fill(f.lay(d.Typed))
	return showEdit(w, r, v, f, editPage{draft: true, banner: draftBanner(r, e, at, d.Saved)})
}

// draftBanner tells that this is a draft, and of newer versions that others saved since it was begun.
func draftBanner(r *shell.Request, now, at room.Edit, saved time.Time) govuk.NotificationBanner {
	text := "This is your draft, kept on " + day.Moment(saved) + ". Only you can see it until you save it."
	if r.URL.Query().Has("kept") {
		text = "Your draft is kept. Only you can see it until you save it."
	}
	newer := now.Report.Base != at.Report.Base
	for i := range now.Children {
		newer = newer || now.Children[i].Base != at.Children[i].Base
	}
	if newer {
		text += " Somebody has saved the assessment since you began this draft. When you save, their changes and yours are joined, and where you both changed the same part you choose."
	}
	return govuk.NotificationBanner{Text: text}
}

// savedBanner says what a save did. The address names fields and workers, never a child.
func savedBanner(r *shell.Request) govuk.NotificationBanner {
	q := r.URL.Query()
	if !q.Has("saved") {
		return govuk.NotificationBanner{}
	}
	text := "The assessment is saved. Your team can see it."
	by := q["by"]
	for i, input := range q["joined"] {
		if label := fieldLabel(input); label != "" && i < len(by) {
			text += " " + r.Name(by[i]) + " had changed “" + label + "” while you were writing: that change is kept too."
		}
	}
	return govuk.NotificationBanner{Success: true, Text: text}
}

// editPage is what an edit page has besides its form.
type editPage struct {
	banner govuk.NotificationBanner
	draft  bool
}

func showEdit(w http.ResponseWriter, r *shell.Request, v room.View, f *editForm, p editPage) error {
	can, err := rightsOf(r, v)
	if err != nil {
		return err
	}
	view := editView{Page: r.Page("Write the assessment"), ID: r.ID(), Form: f, Clock: work.Clock(v.Clock.State, v.Clock.Words), HasDraft: p.draft, MaySubmit: can.Submit}
	if v.Clock.Due.Fixed() {
		view.Due = v.Clock.Due.By.Day().Long()
	}
	view.LateOpen = v.Clock.PastOriginal || f.WhyLate.TextArea.View().(govuk.CharacterCount).Value != ""
	view.Errors, view.Banner = f.Errors(), p.banner
	if view.Earlier, err = r.House().Assessment.HasEarlier(r.Context(), subject(r)); err != nil {
		return err
	}
	view.Scripts = []string{"autosave.js"}
	view.Back = govuk.BackLink{Text: "Back to the assessment", Href: path(r.ID())}
	if n := len(v.Report.Body.Comments); n > 0 && v.Report.Body.State == "returned" {
		c := v.Report.Body.Comments[n-1]
		view.Comment = &said{By: r.Name(c.By), At: day.Moment(c.At), Text: c.Text}
	}
	return r.Show(w, "assessment/edit", view)
}

// save takes the form: keeps it as a draft, or saves it, or saves it and hands it to the manager. Whatever goes wrong, the draft is there.
func save(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Open the assessment again: a draft of what you typed is kept")
	}
	sent := r.PostForm
	if !sent.Has("analysis") && !merging(sent) {
		return errs.New(errs.Invalid, "The form did not arrive whole. Open the assessment again: a draft of what you typed is kept")
	}
	// Kept first: the assessment may have gone to somebody else while they wrote. Drafts are each reader's own.
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, draftName(r.ID()), sent); err != nil {
		return err
	}
	now, err := r.House().Assessment.EditAt(r.Context(), r.Actor, subject(r), nil)
	if err != nil {
		return err
	}
	if sent.Has("_draft") {
		return r.See(w, path(r.ID(), "/edit?kept"))
	}
	v, err := r.House().Assessment.Read(r.Context(), r.Actor, subject(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	at, err := r.House().Assessment.EditAt(r.Context(), r.Actor, subject(r), basesIn(sent, now, v.Report.ID))
	if err != nil {
		return err
	}
	if merging(sent) {
		m := newMerge(r, v, at, sent)
		if !m.Check() {
			return m.show(w, r, http.StatusUnprocessableEntity)
		}
		sent = m.chosen(at, sent)
	}
	return saveForm(w, r, v, at, sent)
}

func saveForm(w http.ResponseWriter, r *shell.Request, v room.View, at room.Edit, sent url.Values) error {
	f := newEditForm(at, childrenOf(v), today(r))
	if !f.Parse(f.lay(sent)) {
		return showEdit(w, r, v, f, editPage{draft: true})
	}
	out, err := r.House().Assessment.Save(r.Context(), r.Actor, subject(r), f.edit(at))
	if c, ok := errors.AsType[*room.Collision](err); ok {
		return collided(w, r, v, c, sent.Has("_send"))
	}
	if f.Explain(err) {
		return showEdit(w, r, v, f, editPage{draft: true})
	}
	if err != nil {
		return err
	}
	if err := r.Sent(draftName(r.ID())); err != nil {
		return err
	}
	if sent.Has("_send") {
		return send(w, r, out)
	}
	q := url.Values{"saved": {""}}
	for _, j := range out.Joined {
		q.Add("joined", j.Input)
		q.Add("by", j.By)
	}
	return r.See(w, path(r.ID(), "/edit?", q.Encode()))
}

// send hands what was just saved to the manager; what is missing is shown where it is to be written.
func send(w http.ResponseWriter, r *shell.Request, out room.Saved) error {
	v, err := r.House().Assessment.Read(r.Context(), r.Actor, subject(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	_, err = r.House().Assessment.Submit(r.Context(), r.Actor, subject(r), out.Versions[v.Report.ID])
	if err == nil {
		return r.See(w, path(r.ID(), "?done=submitted"))
	}
	f := newEditForm(v.Edit(), childrenOf(v), today(r))
	if !f.Explain(err) {
		return err
	}
	return showEdit(w, r, v, f, editPage{banner: govuk.NotificationBanner{Text: "What you wrote is saved. It is not sent yet, because some things are missing.", NoAutoFocus: true}})
}

// discard throws the reader's draft away; the assessment stays as it was saved.
func discard(w http.ResponseWriter, r *shell.Request) error {
	if _, err := r.House().Assessment.EditAt(r.Context(), r.Actor, subject(r), nil); err != nil {
		return err
	}
	if err := r.Sent(draftName(r.ID())); err != nil {
		return err
	}
	return r.See(w, path(r.ID(), "/edit"))
}

func today(r *shell.Request) day.Day { return r.House().Desk.Today() }

// fieldLabel is how people call a field whose input has a name; empty for a name that no field has.
func fieldLabel(input string) string {
	name := input
	if rest, ok := strings.CutPrefix(input, "child-"); ok {
		_, name, _ = strings.Cut(rest, "-")
	}
	return map[string]string{
		"history": "History", "parenting": "Parenting capacity", "environment": "Family and environment", "analysis": "Analysis", "plan": "Plan",
		"why_late": "Why it takes longer than 45 working days", "seen": "When the child was seen", "seen_alone": "Seen alone",
		"why_not_seen": "Why the child was not seen", "views": "What the child thinks and wants", "wishes": "What would be different if the child could decide", "heard": "How the child was heard", "needs": "What the child needs",
		"outcome": "Outcome", "factors": "Factors",
	}[name]
}
