package earlyhelp

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"throughline/internal/day"
	room "throughline/internal/earlyhelp"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// editor is one form about one case. What is held is filled in; what was typed is kept as a draft until it is sent.
type editor struct {
	name, title, button, after string
	ask                        func(r *shell.Request, v room.View) ([]shell.Section, error)
	held                       func(c record.EarlyHelpCase) url.Values // nil where the form begins empty
	send                       func(r *shell.Request, v room.View, base int64, typed url.Values) error
}

func plain(ask func(today day.Day, c record.EarlyHelpCase) []shell.Section) func(*shell.Request, room.View) ([]shell.Section, error) {
	return func(r *shell.Request, v room.View) ([]shell.Section, error) {
		return ask(r.Today(), v.Case.Body), nil
	}
}

var editors = []editor{
	{name: "consent", title: "Does the family agree?", button: "Save the answer", ask: plain(consentFields), send: consented, after: "Every answer is kept. From the first “agreed” the limit of the assessment counts."},
	{name: "allocate", title: "Name a worker", button: "Give it to this worker", ask: allocateFields, send: allocated},
	{name: "assessment", title: "Early help assessment", button: "Save", ask: plain(assessFields), held: heldAssessment, send: assessed, after: "Leave the day of completion empty while you are writing."},
	{name: "plan", title: "Early help plan", button: "Save the plan", ask: plain(planFields), held: heldPlan, send: planned, after: "What was done already stays. Open actions that are not listed here are dropped."},
	{name: "meeting", title: "Team around the family", button: "Save the meeting", ask: plain(meetingFields), send: met, after: "Actions join the plan. The next meeting is due within six weeks."},
	{name: "signpost", title: "Point the family to other support", button: "Save", ask: offerChoice, send: pointed, after: "You are asked later what came of it."},
	{name: "step-up", title: "Pass up to social care", button: "Pass up to social care", ask: plain(upFields), send: steppedUp, after: "The children, what they say, the need, the assessment, the plan and how it went go along: nothing is typed again. The front door decides within one working day. You can undo this for 24 hours, until somebody there has gone on with it."},
	{name: "close", title: "End early help", button: "End early help", ask: plain(closeFields), send: closed, after: "You can undo this for 24 hours; later the case can be opened again, with a reason."},
}

func consentFields(today day.Day, c record.EarlyHelpCase) []shell.Section {
	return []shell.Section{{Fields: []form.Field{
		&form.Radios{Name: "answer", Label: "What did the family say?", Options: form.Coded("early_help_consent", today), Small: true, Required: "Choose what the family said"},
		&form.Text{Name: "by", Label: "Who answered?", Complete: "off"}, &form.Date{Name: "on", Label: "When?", Hint: "Leave it out for today", Noun: "The day", Max: today},
		&form.TextArea{Name: "note", Label: "What did they say, and with whom do they not want things shared?", Rows: 3},
	}}}
}

func consented(r *shell.Request, _ room.View, base int64, v url.Values) error {
	_, err := r.House().EarlyHelp.Agree(r.Context(), r.Actor, subjectOf(r), base, record.FamilyConsent{Answer: form.Line(v, "answer"), By: form.Line(v, "by"), On: form.Day(v, "on"), Note: form.Line(v, "note")})
	return err
}

func allocateFields(r *shell.Request, _ room.View) ([]shell.Section, error) {
	_, people, err := teams(r)
	return []shell.Section{{Fields: []form.Field{&form.Radios{Name: "worker", Label: "Who works with the family?", Options: people, Small: true, Required: "Choose a worker"}}}}, err
}

func allocated(r *shell.Request, _ room.View, base int64, v url.Values) error {
	team, worker, _ := strings.Cut(form.Line(v, "worker"), "/")
	_, err := r.House().EarlyHelp.Allocate(r.Context(), r.Actor, subjectOf(r), base, team, worker)
	return err
}

func assessFields(today day.Day, c record.EarlyHelpCase) []shell.Section {
	out := []shell.Section{{Fields: []form.Field{
		&form.TextArea{Name: "strengths", Label: "What is going well?", Rows: 3}, &form.TextArea{Name: "needs", Label: "What do the children and the parents need?", Rows: 5},
		&form.TextArea{Name: "family_views", Label: "What do the parents say?", Rows: 3},
	}}}
	for i, ch := range c.Children {
		out[0].Fields = append(out[0].Fields, &form.TextArea{Name: "child-" + strconv.Itoa(i) + "-views", Label: "What does " + ch.Given + " say?", Rows: 3})
	}
	out[0].Fields = append(out[0].Fields, &form.TextArea{Name: "analysis", Label: "What does this mean for the children, and what should change?", Rows: 5},
		&form.Date{Name: "done", Label: "Completed on", Noun: "The day of completion", Max: today}, &form.TextArea{Name: "why_late", Label: "If it took longer than the limit: why?", Rows: 2})
	return out
}

func heldAssessment(c record.EarlyHelpCase) url.Values {
	v := url.Values{"strengths": {c.Strengths}, "needs": {c.Needs}, "family_views": {c.FamilyViews}, "analysis": {c.Analysis}, "why_late": {c.WhyLate}}
	for i, ch := range c.Children {
		v.Set("child-"+strconv.Itoa(i)+"-views", ch.Views)
	}
	form.SetDay(v, "done", c.Assessed)
	return v
}

func assessed(r *shell.Request, view room.View, base int64, v url.Values) error {
	a := room.Assessment{Strengths: form.Line(v, "strengths"), Needs: form.Line(v, "needs"), FamilyViews: form.Line(v, "family_views"), Analysis: form.Line(v, "analysis"), Done: form.Day(v, "done"), WhyLate: form.Line(v, "why_late"), Views: map[int]string{}}
	for i := range view.Case.Body.Children {
		a.Views[i] = form.Line(v, "child-"+strconv.Itoa(i)+"-views")
	}
	_, err := r.House().EarlyHelp.Assess(r.Context(), r.Actor, subjectOf(r), base, a)
	return err
}

func planFields(day.Day, record.EarlyHelpCase) []shell.Section {
	return append([]shell.Section{{Fields: []form.Field{&form.TextArea{Name: "aim", Label: "What should be different for the children?", Hint: "In the family’s words", Rows: 3, Required: "Write what should be different for the children"}}}}, actionFields()...)
}

func heldPlan(c record.EarlyHelpCase) url.Values {
	v := url.Values{"aim": {c.Aim}}
	n := 0
	for _, a := range c.Actions {
		if !a.Done.IsZero() || n >= mostActions {
			continue
		}
		p := "action-" + strconv.Itoa(n)
		v.Set(p+"-what", a.What)
		v.Set(p+"-who", a.Who)
		form.SetDay(v, p+"-by", a.By)
		n++
	}
	return v
}

func planned(r *shell.Request, view room.View, base int64, v url.Values) error {
	actions := actionsFrom(v)
	open := 0
	for _, a := range view.Case.Body.Actions { // those for which the form had no place stay as they are
		if a.Done.IsZero() {
			if open++; open > mostActions {
				actions = append(actions, a)
			}
		}
	}
	_, err := r.House().EarlyHelp.Plan(r.Context(), r.Actor, subjectOf(r), base, form.Line(v, "aim"), actions)
	return err
}

func meetingFields(today day.Day, c record.EarlyHelpCase) []shell.Section {
	return append([]shell.Section{{Fields: []form.Field{
		&form.Date{Name: "on", Label: "When was it?", Noun: "The day of the meeting", Min: c.Requested, Max: today, Required: "Enter the day of the meeting"},
		&form.TextArea{Name: "attendees", Label: "Who was there?", Hint: "One person on each line: name, agency, role. Add “apologies” for who could not come.", Rows: 4, Required: "Name who was there, one on each line"},
		&form.TextArea{Name: "progress", Label: "What has changed for the children?", Rows: 4, Required: "Write what has changed for the children"},
		&form.TextArea{Name: "discussion", Label: "What else was said?", Rows: 3}, &form.Date{Name: "next", Label: "When is the next meeting?", Noun: "The next meeting", Min: today},
	}}}, actionFields()...)
}

func met(r *shell.Request, _ room.View, base int64, v url.Values) error {
	_, err := r.House().EarlyHelp.Meet(r.Context(), r.Actor, subjectOf(r), base, record.FamilyMeeting{
		On: form.Day(v, "on"), Attendees: peopleFrom(v.Get("attendees")), Progress: form.Line(v, "progress"), Discussion: form.Line(v, "discussion"), Next: form.Day(v, "next"), Actions: actionsFrom(v),
	})
	return err
}

func offerChoice(r *shell.Request, _ room.View) ([]shell.Section, error) {
	all, err := r.House().EarlyHelp.Offers(r.Context())
	var opts []form.Option
	for _, o := range all {
		opts = append(opts, form.Option{Value: o.ID, Label: o.Body.Name})
	}
	fields := []form.Field{&form.Text{Name: "service", Label: "Which support?", Hint: "Or choose one of the directory below", Complete: "off"}, &form.Text{Name: "organisation", Label: "Who offers it?", Complete: "off"}, &form.TextArea{Name: "why", Label: "Why this?", Rows: 2}}
	if len(opts) > 0 {
		fields = append(fields, &form.Select{Name: "offer", Label: "From the directory", Empty: "None of these", Options: opts})
	}
	return []shell.Section{{Fields: fields}}, err
}

func pointed(r *shell.Request, _ room.View, base int64, v url.Values) error {
	s := record.Signpost{Service: form.Line(v, "service"), Organisation: form.Line(v, "organisation"), Why: form.Line(v, "why"), Offer: form.Line(v, "offer")}
	if s.Offer != "" {
		all, err := r.House().EarlyHelp.Offers(r.Context())
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.ID == s.Offer && s.Service == "" {
				s.Service, s.Organisation = o.Body.Name, o.Body.Organisation
			}
		}
	}
	_, err := r.House().EarlyHelp.Point(r.Context(), r.Actor, subjectOf(r), base, s)
	return err
}

func upFields(today day.Day, _ record.EarlyHelpCase) []shell.Section {
	basis := form.Coded("consent_basis", today)
	for i := range basis {
		if basis[i].Value != "given" {
			basis[i].Reveals = []form.Field{&form.Radios{Name: "why_without", Label: "Why without?", Options: form.Coded("consent_dispensed_reason", today), Small: true}}
		}
	}
	return []shell.Section{{Fields: []form.Field{
		&form.TextArea{Name: "why", Label: "What has changed, and what are you worried about for each child?", Rows: 5, Max: room.MaxText, Required: "Write what has changed, and what you are worried about for each child"},
		&form.Radios{Name: "urgent", Label: "Is a child in danger now?", Hint: "If somebody is being hurt at this moment, call 999 first.", Options: form.YesNo(), Inline: true, Required: "Say whether a child is in danger now"},
		&form.Radios{Name: "consent", Label: "Does the family know, and agree?", Options: basis, Required: "Say whether the family knows and agrees"},
	}}}
}

func steppedUp(r *shell.Request, _ room.View, base int64, v url.Values) error {
	_, _, err := r.House().EarlyHelp.StepUp(r.Context(), r.Actor, subjectOf(r), base, room.Up{Why: form.Line(v, "why"), Urgent: v.Get("urgent") == "yes", Consent: form.Line(v, "consent"), WhyWithout: form.Line(v, "why_without")})
	return err
}

func closeFields(today day.Day, c record.EarlyHelpCase) []shell.Section {
	var opts []form.Option
	for _, o := range form.Coded("early_help_outcome", today) {
		if o.Value != room.StepUpOutcome {
			opts = append(opts, o)
		}
	}
	return []shell.Section{{Fields: []form.Field{
		&form.Radios{Name: "outcome", Label: "How did it end?", Options: opts, Small: true, Required: "Choose how it ended"},
		&form.TextArea{Name: "note", Label: "What has changed for the children, or why did it end?", Rows: 4, Required: "Write what has changed for the children, or why it ended"},
		&form.Date{Name: "closed", Label: "On which day?", Hint: "Leave it out for today", Noun: "The day", Min: c.Requested, Max: today},
	}}}
}

func closed(r *shell.Request, _ room.View, base int64, v url.Values) error {
	_, err := r.House().EarlyHelp.Close(r.Context(), r.Actor, subjectOf(r), base, form.Line(v, "outcome"), form.Line(v, "note"), form.Day(v, "closed"))
	return err
}

func (e editor) page(r *shell.Request, v room.View) (shell.SectionedForm, error) {
	p := shell.SectionedForm{Page: r.Page(e.title), Action: "/early-help/" + r.ID() + "/" + e.name, Draft: "early-help/" + r.ID() + "/" + e.name, Base: v.Case.Version, Button: e.button, After: e.after}
	p.Caption = names(v)
	p.Back = govuk.BackLink{Text: "Early help " + v.Case.Body.Reference, Href: "/early-help/" + r.ID()}
	var err error
	p.Sections, err = e.ask(r, v)
	return p, err
}

func (e editor) run(w http.ResponseWriter, r *shell.Request) error {
	v, err := read(r)
	if err != nil {
		return err
	}
	p, err := e.page(r, v)
	if err != nil {
		return err
	}
	var held url.Values
	if e.held != nil {
		held = e.held(v.Case.Body)
	}
	return r.RunForm(w, p, held, func(base int64, typed url.Values) (string, error) {
		return "/early-help/" + r.ID() + "?saved", e.send(r, v, base, typed)
	})
}
