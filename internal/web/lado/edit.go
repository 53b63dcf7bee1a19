package lado

import (
	"net/http"
	"net/url"
	"strings"

	"throughline/internal/day"
	room "throughline/internal/lado"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// editor is one form about one allegation. What is held is filled in; what was typed is kept as a draft until it is sent.
type editor struct {
	name, title, button, after string
	ask                        func(today day.Day, l record.LADOReferral) []shell.Section
	held                       func(l record.LADOReferral) url.Values // nil where the form begins empty
	send                       func(r *shell.Request, base int64, v url.Values) error
}

var editors = []editor{
	{name: "triage", title: "Decide on allegation", button: "Record the decision", ask: triageFields, send: triaged,
		after: "Where the harm threshold is met a case is opened, with the time limits of meeting, review and outcome. Advice only, and what is not for the LADO, is closed at once. You can undo this for 24 hours.",
		held: func(l record.LADOReferral) url.Values {
			return url.Values{"category": {l.Category}, "priority": {map[bool]string{true: "urgent", false: ""}[l.ImmediateRisk]}}
		}},
	{name: "meeting", title: "Meeting or review: allegation", button: "Save the meeting", ask: meetingFields, send: met,
		after: "Agreed actions go to your list, each with its day."},
	{name: "steps", title: "Employer, police and others: allegation", button: "Save", ask: stepFields, send: stepped,
		held: func(l record.LADOReferral) url.Values {
			v := url.Values{"regulator": {l.Regulator}}
			for name, d := range map[string]day.Day{"police": l.Police, "police_ended": l.PoliceEnded, "suspended": l.Suspended, "suspension_confirmed": l.SuspensionTold, "dismissed": l.Dismissed, "barring_told": l.BarringTold} {
				form.SetDay(v, name, d)
			}
			return v
		}},
	{name: "adult", title: "Who it is about: allegation", button: "Save", ask: adultFields, send: described,
		held: func(l record.LADOReferral) url.Values {
			v := url.Values{"person": {l.Person}, "position": {l.Position}, "job": {l.Job}, "setting": {l.Setting}, "sector": {l.Sector}, "elsewhere": {rolesText(l.OtherRoles)}}
			form.SetDay(v, "born", l.Born)
			return v
		}},
	{name: "close", title: "Outcome of allegation", button: "Record the outcome", ask: closeFields, send: closed,
		after: "The case is closed. How long its record is kept follows from the outcome. You can undo this for 24 hours; later the case can be opened again, with a reason."},
}

func triageFields(today day.Day, _ record.LADOReferral) []shell.Section {
	decisions := form.Coded("lado_triage", today)
	for i := range decisions {
		if decisions[i].Value == room.MeetsThreshold {
			decisions[i].Hint = "Somebody who works with children has, or may have, harmed a child, committed an offence against one, or behaved so that they may be a risk or unsuitable"
			decisions[i].Reveals = []form.Field{&form.Radios{Name: "priority", Label: "How soon must the next step be taken?", Options: form.Coded("lado_priority", today), Small: true, Required: "Choose how soon the next step must be taken"}}
		}
	}
	return []shell.Section{{Fields: []form.Field{
		&form.Radios{Name: "decision", Label: "What do you decide?", Options: decisions, Required: "Choose what you decide"},
		&form.Radios{Name: "category", Label: "What kind of concern is it?", Options: form.Coded("lado_category", today), Small: true, Required: "Choose what kind of concern it is"},
		&form.TextArea{Name: "rationale", Label: "Why?", Hint: "At least 20 characters", Rows: 4, Required: "Write why, in at least 20 characters"},
		&form.TextArea{Name: "advice", Label: "What is the referrer advised to do?", Hint: "Needed when it is advice only, or not for the LADO", Rows: 3},
	}}}
}

func triaged(r *shell.Request, base int64, v url.Values) error {
	_, err := r.House().LADO.Triage(r.Context(), r.Actor, subjectOf(r), base, room.Triage{
		Decision: form.Line(v, "decision"), Priority: form.Line(v, "priority"), Category: form.Line(v, "category"), Rationale: form.Line(v, "rationale"), Advice: form.Line(v, "advice"),
	})
	return err
}

// mostActions is how many agreed actions one form takes; a further meeting record takes more.
const mostActions = 4

func meetingFields(today day.Day, l record.LADOReferral) []shell.Section {
	out := []shell.Section{{Fields: []form.Field{
		&form.Radios{Name: "type", Label: "What kind of meeting was it?", Options: form.Coded("lado_meeting", today), Small: true, Required: "Choose what kind of meeting it was"},
		&form.Date{Name: "on", Label: "When was it?", Noun: "The day of the meeting", Min: l.Received, Max: today, Required: "Enter the day of the meeting"},
		&form.TextArea{Name: "attendees", Label: "Who was there?", Hint: "One person on each line: name, agency, role. Add “apologies” for who could not come. A review by you alone needs nobody.", Rows: 4},
		&form.TextArea{Name: "discussion", Label: "What was shared and weighed?", Hint: "For a review: how it stands, and why it is still open", Rows: 6, Required: "Write what was shared and weighed"},
		&form.TextArea{Name: "decisions", Label: "What was decided?", Rows: 3},
		&form.Date{Name: "next", Label: "When is the next meeting?", Noun: "The next meeting", Min: today},
	}}}
	for i := range mostActions {
		p := "action-" + string(rune('0'+i))
		out = append(out, shell.Section{Heading: "Agreed action " + string(rune('1'+i)), Fields: []form.Field{
			&form.Text{Name: p + "-what", Label: "What is to be done?", Max: 500},
			&form.Text{Name: p + "-who", Label: "Who does it?", Complete: "off"},
			&form.Date{Name: p + "-by", Label: "By when?", Noun: "The day of the action"},
		}})
	}
	return out
}

func met(r *shell.Request, base int64, v url.Values) error {
	m := record.AllegationMeeting{Type: form.Line(v, "type"), At: room.Noon(form.Day(v, "on")), Attendees: room.People(v.Get("attendees")), Discussion: form.Line(v, "discussion"), Decisions: form.Line(v, "decisions"), Next: form.Day(v, "next")}
	for i := range mostActions {
		p := "action-" + string(rune('0'+i))
		if what := form.Line(v, p+"-what"); what != "" {
			m.Actions = append(m.Actions, record.TaskAgreed{What: what, Who: form.Line(v, p+"-who"), By: form.Day(v, p+"-by")})
		}
	}
	_, err := r.House().LADO.Meet(r.Context(), r.Actor, subjectOf(r), base, m)
	return err
}

func stepFields(today day.Day, _ record.LADOReferral) []shell.Section {
	past := func(name, label, noun string) form.Field {
		return &form.Date{Name: name, Label: label, Noun: noun, Max: today}
	}
	return []shell.Section{
		{Heading: "Police", Fields: []form.Field{past("police", "The police investigate since", "The day the police began"), past("police_ended", "The police ended on", "The day the police ended")}},
		{Heading: "Suspension", Fields: []form.Field{past("suspended", "Suspended by the employer on", "The day of the suspension"), past("suspension_confirmed", "Confirmed to the person in writing on", "The day of the letter")}},
		{Heading: "Dismissal", Fields: []form.Field{past("dismissed", "Dismissed on, or would have been had they not left", "The day of the dismissal"), past("barring_told", "The employer referred to the Disclosure and Barring Service on", "The day of the referral")}},
		{Heading: "Regulator", Fields: []form.Field{&form.Text{Name: "regulator", Label: "Which regulator was told?", Hint: "For example Ofsted, the Teaching Regulation Agency, Social Work England"}}},
	}
}

func stepped(r *shell.Request, base int64, v url.Values) error {
	_, err := r.House().LADO.Step(r.Context(), r.Actor, subjectOf(r), base, room.Steps{
		Police: form.Day(v, "police"), PoliceEnded: form.Day(v, "police_ended"), Suspended: form.Day(v, "suspended"), SuspensionTold: form.Day(v, "suspension_confirmed"),
		Dismissed: form.Day(v, "dismissed"), BarringTold: form.Day(v, "barring_told"), Regulator: form.Line(v, "regulator"),
	})
	return err
}

func adultFields(today day.Day, _ record.LADOReferral) []shell.Section {
	return []shell.Section{{Fields: []form.Field{
		&form.Text{Name: "person", Label: "Name of the adult", Complete: "off"},
		&form.Date{Name: "born", Label: "Date of birth", Hint: "How long the record is kept follows from it", Noun: "Date of birth", Max: today},
		&form.Radios{Name: "position", Label: "How do they work there?", Options: form.Coded("lado_position", today), Small: true},
		&form.Text{Name: "job", Label: "What do they do?"},
		&form.Text{Name: "setting", Label: "Setting", Required: "Enter where the person works or helps", Complete: "off"},
		&form.Select{Name: "sector", Label: "What kind of place is it?", Empty: "Not known", Options: form.Coded("lado_sector", today)},
		&form.TextArea{Name: "elsewhere", Label: "Where else do they work or help with children?", Hint: "One place on each line: setting, what they do. Add “told 3/12/2026” when that setting was told.", Rows: 3},
	}}}
}

func described(r *shell.Request, base int64, v url.Values) error {
	_, err := r.House().LADO.Describe(r.Context(), r.Actor, subjectOf(r), base, room.Adult{
		Person: form.Line(v, "person"), Born: form.Day(v, "born"), Position: form.Line(v, "position"), Job: form.Line(v, "job"), Setting: form.Line(v, "setting"), Sector: form.Line(v, "sector"), Other: rolesFrom(v.Get("elsewhere")),
	})
	return err
}

// rolesFrom reads other places of work as they are typed: one a line, "setting, job", with "told 3/12/2026".
func rolesFrom(text string) (out []record.LADORole) {
	for line := range strings.Lines(text) {
		var o record.LADORole
		var rest []string
		for part := range strings.SplitSeq(line, ",") {
			part = strings.TrimSpace(part)
			if when, ok := strings.CutPrefix(strings.ToLower(part), "told "); ok {
				if p := strings.Split(when, "/"); len(p) == 3 {
					if d, err := day.FromParts(p[0], p[1], p[2]); err == nil {
						o.Told = d
						continue
					}
				}
			}
			if part != "" {
				rest = append(rest, part)
			}
		}
		if len(rest) > 0 {
			o.Setting, o.Job = rest[0], strings.Join(rest[1:], ", ")
			out = append(out, o)
		}
	}
	return out
}

func rolesText(roles []record.LADORole) string {
	var lines []string
	for _, o := range roles {
		line := o.Setting
		if o.Job != "" {
			line += ", " + o.Job
		}
		if !o.Told.IsZero() {
			y, m, d := o.Told.Date()
			line += ", told " + itoa(d) + "/" + itoa(int(m)) + "/" + itoa(y)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func closeFields(today day.Day, l record.LADOReferral) []shell.Section {
	return []shell.Section{{Fields: []form.Field{
		&form.Radios{Name: "outcome", Label: "What is the outcome?", Options: form.Coded("lado_outcome", today), Required: "Choose the outcome"},
		&form.TextArea{Name: "note", Label: "Why, and what was learned?", Rows: 5, Required: "Write why this is the outcome"},
		&form.Date{Name: "closed", Label: "On which day was it concluded?", Hint: "Leave it out for today", Noun: "The day", Min: l.Received, Max: today},
	}}}
}

func closed(r *shell.Request, base int64, v url.Values) error {
	_, err := r.House().LADO.Close(r.Context(), r.Actor, subjectOf(r), base, form.Line(v, "outcome"), form.Line(v, "note"), form.Day(v, "closed"))
	return err
}

func (e editor) page(r *shell.Request, v room.View) shell.SectionedForm {
	l := v.Referral.Body
	p := shell.SectionedForm{Page: r.Page(e.title + " " + l.Reference), Action: "/allegations/" + r.ID() + "/" + e.name, Draft: "allegation/" + r.ID() + "/" + e.name, Base: v.Referral.Version, Button: e.button,
		After: e.after, Sections: e.ask(r.Today(), l)}
	p.Back = govuk.BackLink{Text: "The allegation", Href: "/allegations/" + r.ID()}
	return p
}

func (e editor) run(w http.ResponseWriter, r *shell.Request) error {
	v, err := read(r)
	if err != nil {
		return err
	}
	var held url.Values
	if e.held != nil {
		held = e.held(v.Referral.Body)
	}
	return r.RunForm(w, e.page(r, v), held, func(base int64, typed url.Values) (string, error) {
		return "/allegations/" + r.ID() + "?saved", e.send(r, base, typed)
	})
}
