package casework

import (
	"net/http"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

// newWarning is a warning to be recorded (acceptance scenario 17).
func newWarning(w http.ResponseWriter, r *shell.Request) error {
	v := formView{Head: people.NewHead(r, "Add a warning"), Action: people.Base(r) + "/warnings", Button: "Add the warning",
		Intro: []string{"A warning shows on every page of this person to everybody who may open the record. It holds at once, and a manager is asked to agree it."}}
	kind := &form.Select{Name: "type", Label: "What does it warn of?", Empty: "Choose one", Required: "Choose what it warns of", Options: people.Options("warning_type", r.Today())}
	text := &form.TextArea{Name: "text", Label: "What is known, and what to do", Required: "Write what is known, and what to do", Max: 1000, Rows: 4}
	review := &form.Date{Name: "review", Label: "Look at it again by", Hint: "At most a year from today; leave empty for a year", Noun: "The review", Min: r.Today().Add(1), Max: r.Today().AddMonths(12)}
	told := &form.Radios{Name: "told", Label: "Does the person, or a parent, know that it is recorded?", Required: "Say whether they know", Options: []form.Option{
		{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"},
	}}
	why := &form.Text{Name: "why_not", Label: "If not, why not?", Max: 300, Complete: "off"}
	v.Form.Add(kind, text, review, told, why)
	return short(w, r, v, "", "warning", func() error {
		_, err := r.House().Casework.AddWarning(r.Context(), r.Actor, r.Subject(), record.Warning{
			Type: kind.Value, Text: text.Value, Review: review.Value, Told: record.YesNo(told.Value), WhyNot: why.Value,
		})
		return err
	})
}

type warningView struct {
	people.Head
	Type    string
	Text    []string
	Facts   govuk.SummaryList
	Reviews []string
	Running bool
	Agree   bool // a manager's word is missing, and the reader may give it
	Manage  bool
	Review  form.Form
	End     form.Form
	Undo    *shell.Step
}

// warning is one warning with its reviews, and for a manager of the case what can be done about it.
func warning(w http.ResponseWriter, r *shell.Request) error {
	o, err := shell.Held[record.Warning](r, "warning")
	if err != nil {
		return err
	}
	return showWarning(w, r, o, newWarningForms(r))
}

// warningForms are the two things that a manager decides about a warning that stays or goes.
type warningForms struct {
	review, end form.Form
	outcome     *form.TextArea
	next        *form.Date
	reason      *form.Radios
}

func newWarningForms(r *shell.Request) *warningForms {
	f := &warningForms{
		outcome: &form.TextArea{Name: "outcome", Label: "What did the review find?", Required: "Write what the review found", Max: 1000, Rows: 3},
		next:    &form.Date{Name: "next", Label: "Look at it again by", Hint: "At most a year from today; leave empty for a year", Noun: "The next review", Min: r.Today().Add(1), Max: r.Today().AddMonths(12)},
		reason:  &form.Radios{Name: "end_reason", Label: "Why does it end?", Required: "Choose why the warning ends", Small: true, Options: people.Options("warning_end", r.Today())},
	}
	f.review.Add(f.outcome, f.next)
	f.end.Add(f.reason)
	return f
}

func showWarning(w http.ResponseWriter, r *shell.Request, o record.Of[record.Warning], f *warningForms) error {
	b := o.Body
	v := warningView{Head: people.NewHead(r, "Warning"), Type: people.Label("warning_type", b.Type), Text: paragraphs(b.Text), Running: b.Running(), Review: f.review, End: f.end}
	v.Banner = banner(r)
	v.Errors = append(f.review.Errors(), f.end.Errors()...)
	fact := func(key, value string) {
		if value != "" {
			v.Facts.Rows = append(v.Facts.Rows, govuk.SummaryRow{Key: govuk.Content{Text: key}, Value: govuk.Content{Text: value}})
		}
	}
	fact("Since", b.From.Long()+", recorded by "+r.Name(b.By))
	if b.Agreed != "" {
		fact("Agreed", b.AgreedOn.Long()+" by "+r.Name(b.Agreed))
	} else {
		fact("Agreed", "No manager has agreed it yet")
	}
	switch b.Told {
	case record.Yes:
		fact("Told", "The person, or a parent, knows of it")
	case record.No:
		fact("Told", "Not told: "+b.WhyNot)
	}
	if b.Running() {
		fact("Review by", b.Review.Long()+map[bool]string{true: ", overdue"}[b.Review.Before(r.Today())])
	} else {
		fact("Ended", b.Ended.Long()+" by "+r.Name(b.EndedBy)+": "+label("warning_end", b.EndReason))
	}
	for _, rv := range b.Reviews {
		v.Reviews = append(v.Reviews, rv.On.Long()+", "+r.Name(rv.By)+": "+rv.Text+" Next review by "+rv.Next.Long()+".")
	}
	v.Manage = b.Running() && r.May(access.AuthoriseAssessment, access.Assessment)
	v.Agree = v.Manage && b.Agreed == "" && b.By != r.Actor.ID
	var err error
	if v.Undo, err = lastStep(r); err != nil {
		return err
	}
	return r.Show(w, "casework/warning", v)
}

// decideWarning is a manager's word on a warning: agreed, reviewed or ended.
func decideWarning(w http.ResponseWriter, r *shell.Request) error {
	o, err := shell.Held[record.Warning](r, "warning")
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	f := newWarningForms(r)
	room, done := r.House().Casework, ""
	switch r.PostForm.Get("do") {
	case "agree":
		done = "agreed"
		_, err = room.AgreeWarning(r.Context(), r.Actor, r.Subject(), o.ID)
	case "review":
		if !f.review.Parse(r.PostForm) {
			return showWarning(w, r, o, f)
		}
		done = "reviewed"
		if _, err = room.ReviewWarning(r.Context(), r.Actor, r.Subject(), o.ID, f.outcome.Value, f.next.Value); f.review.Explain(err) {
			return showWarning(w, r, o, f)
		}
	case "end":
		if !f.end.Parse(r.PostForm) {
			return showWarning(w, r, o, f)
		}
		done = "ended"
		if _, err = room.EndWarning(r.Context(), r.Actor, r.Subject(), o.ID, f.reason.Value); f.end.Explain(err) {
			return showWarning(w, r, o, f)
		}
	default:
		err = errs.New(errs.Invalid, "The form did not arrive whole. Go back and send it again")
	}
	if err != nil {
		return err
	}
	return people.Done(w, r, "/warnings/"+o.ID, done)
}
