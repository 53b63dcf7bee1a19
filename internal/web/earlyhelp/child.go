package earlyhelp

import (
	"net/http"

	"throughline/internal/day"
	room "throughline/internal/earlyhelp"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// beginView is where early help begins from what a child's records hold.
type beginView struct {
	govuk.Page
	ID       string
	Sections []shell.Section
	Now      string // the case that goes on
	Undo     *shell.Step
	Since    string
	Before   []string
}

// words of a source: what the child comes down from, or that the front door passed it on.
var words = map[string]string{"referral": "The front door passed a referral on", "assessment": "An assessment was completed", "cin_plan": "A child in need plan ended", "cp_plan": "A child protection plan ended"}

func newBegin(r *shell.Request) (beginView, *form.Form, error) {
	v := beginView{Page: r.Page("Early help"), ID: r.ID()}
	v.Back = govuk.BackLink{Text: "The child", Href: "/children/" + r.ID()}
	s, err := r.House().Desk.Story(r.Context(), r.Reading.Facts.Subject)
	if err != nil {
		return v, nil, err
	}
	if c, ok := story.First[record.Child](s); ok {
		v.Caption = c.Body.Current().Full()
	}
	for _, e := range story.All[record.EarlyHelp](s) {
		if !e.Body.Ended.IsZero() {
			v.Before = append(v.Before, "From "+e.Body.Started.Long()+" to "+e.Body.Ended.Long()+": "+codes.Sentence("early_help_outcome", e.Body.Outcome))
		}
	}
	if e, ok := room.Running(s); ok {
		v.Since = e.Body.Started.Long()
		if e.Body.Case != "" {
			v.Now = "/early-help/" + record.SubjectID(e.Body.Case)
		}
	}
	var opts []form.Option
	for _, o := range room.Sources(s) {
		opts = append(opts, form.Option{Value: o.Record, Label: words[o.Kind] + " on " + o.On.Long()})
	}
	in, _, err := teams(r)
	if err != nil {
		return v, nil, err
	}
	today := r.Today()
	f := &form.Form{}
	if len(opts) > 0 && v.Since == "" {
		v.Sections = []shell.Section{{Fields: []form.Field{
			&form.Radios{Name: "source", Label: "What does it begin from?", Hint: "What is written there is carried over, with the brothers and sisters for whom the same was decided", Options: opts, Required: "Choose what early help begins from"},
			&form.Radios{Name: "service", Label: "Whose early help is it?", Options: form.Coded("early_help_service", today), Small: true, Required: "Choose whose early help it is"},
			&form.Select{Name: "team", Label: "Team that takes it on", Empty: "Choose a team", Options: in, Required: "Choose the team that takes it on"},
			&form.Radios{Name: "answer", Label: "Does the family agree to early help?", Options: append(form.Coded("early_help_consent", today)[:2], form.Option{Value: "later", Label: "The family was not asked yet"}), Small: true, Required: "Say whether the family agrees, or was not asked yet"},
			&form.Text{Name: "by", Label: "Who of the family answered?", Complete: "off"},
		}}}
	}
	f.Add(shell.FormOf(v.Sections).Fields()...)
	return v, f, nil
}

func ofChild(w http.ResponseWriter, r *shell.Request) error {
	v, _, err := newBegin(r)
	if err != nil {
		return err
	}
	if v.Undo, err = r.LastDid(r.House().EarlyHelp.BeginUndoing(), r.Reading.Facts.Subject, "/children/"+r.ID()+"/early-help/undo", "You began this early help"); err != nil {
		return err
	}
	if r.URL.Query().Get("done") == "undone" {
		v.Banner = govuk.NotificationBanner{Success: true, Text: "That was undone. What the child came down from is open again."}
	}
	return r.Show(w, "earlyhelp/begin", v)
}

// takeBackBegin takes back the beginning of early help that the reader made from the child's records.
func takeBackBegin(w http.ResponseWriter, r *shell.Request) error {
	if err := r.TakeBack(r.House().EarlyHelp.BeginUndoing(), r.Reading.Facts.Subject); err != nil {
		return err
	}
	return r.See(w, "/children/"+r.ID()+"/early-help?done=undone")
}

func begin(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, f, err := newBegin(r)
	if err != nil {
		return err
	}
	if f.Parse(r.PostForm) {
		p := r.PostForm
		var consent record.FamilyConsent
		if a := form.Line(p, "answer"); a != "later" {
			consent = record.FamilyConsent{Answer: a, By: form.Line(p, "by"), On: day.Day{}}
		}
		out, err := r.House().EarlyHelp.Begin(r.Context(), r.Actor, r.Reading.Facts.Subject, form.Line(p, "source"), form.Line(p, "service"), form.Line(p, "team"), consent)
		if err == nil {
			for _, t := range append(append([]string{}, r.Actor.Teams...), r.Actor.Manages...) {
				if t == form.Line(p, "team") {
					return r.See(w, "/early-help/"+record.SubjectID(out.Subject))
				}
			}
			return r.See(w, "/children/"+r.ID()+"/early-help")
		}
		if !f.Explain(err) {
			return err
		}
	}
	v.Errors = f.Errors()
	return r.Show(w, "earlyhelp/begin", v)
}
