package services

import (
	"net/url"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	room "throughline/internal/services"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

var abuse = abusePages()

func abusePages() pages[room.Abuse] {
	running := func(v room.Abuse) bool { return v.May && v.Body.Closed.IsZero() }
	p := pages[room.Abuse]{
		path: "/domestic-abuse", refer: "domestic-abuse", title: "Domestic abuse case", begin: "Refer to the domestic abuse service", class: access.None,
		after: "A warning goes on the record of each child and of the person who is harmed: it says that contact must be safe, and nothing else. Only the service’s team and the children’s allocated workers can open the case. You can undo this for 24 hours.",
		list:  caseList, ask: abuseAsk, start: abuseStart, show: showAbuse,
		read: func(r *shell.Request) (room.Abuse, error) {
			return r.House().Services.ReadAbuse(r.Context(), r.Actor, r.ID(), r.Route.Pattern())
		},
		about: func(v room.Abuse) (string, string, string, int64) {
			return childNames(v), v.Body.Reference, v.Subject, v.Version
		},
		undoing: func(r *shell.Request) person.Undoing { return r.House().Services.AbuseUndoing() },
	}
	p.editors = []editor[room.Abuse]{
		{name: "safe", title: "Change the safe ways of contact", button: "Save", after: "The warnings and the rule on letters follow.", fits: running, ask: safeEdit, send: safeChanged, held: heldSafe},
		{name: "risk", title: "Record the risk and the conference", button: "Save", fits: running, ask: riskFields, send: risked, held: heldRisk},
		{name: "session", title: "Record a session", button: "Save the session", fits: running, ask: sessionFields, send: sessionHeld},
		{name: "allocate", title: "Name a worker", button: "Save", fits: running,
			ask: func(r *shell.Request, v room.Abuse) ([]shell.Section, error) {
				f, err := workerField(r, v.Body.Team, "Choose a worker")
				return []shell.Section{{Fields: []form.Field{f}}}, err
			},
			send: func(r *shell.Request, _ room.Abuse, base int64, v url.Values) error {
				_, err := r.House().Services.AllocateAbuse(r.Context(), r.Actor, r.ID(), base, form.Line(v, "worker"))
				return err
			}},
		{name: "close", title: "End the case", button: "End the case", fits: running, ask: abuseEndFields, send: abuseEnded,
			after: "You can undo this for 24 hours; later it can be opened again, with a reason."},
		{name: "reopen", title: "Open it again", button: "Open it again", fits: func(v room.Abuse) bool { return v.May && !v.Body.Closed.IsZero() }, ask: reasonFields[room.Abuse],
			send: func(r *shell.Request, _ room.Abuse, base int64, v url.Values) error {
				_, err := r.House().Services.ReopenAbuse(r.Context(), r.Actor, r.ID(), base, form.Line(v, "reason"))
				return err
			}},
	}
	return p
}

func childNames(v room.Abuse) string {
	var all []string
	for _, c := range v.Children {
		all = append(all, c.Name)
	}
	return strings.Join(all, ", ")
}

// adultField asks who one of the two adults is: a relative who is recorded, or somebody in words.
func adultField(r *shell.Request, name, question, required string) form.Field {
	known := relatives(r, func(rel person.Relation) bool { return record.SubjectType(rel.Other) == record.AdultSubject })
	return &form.Radios{Name: name, Label: question, Small: true, Required: required,
		Options: append(known, form.Option{Value: "other", Label: "Somebody else", Reveals: []form.Field{&form.Text{Name: name + "-name", Label: "Name", Complete: "off"}}})}
}

func adultFrom(r *shell.Request, v url.Values, name string) record.AbuseAdult {
	switch chosen := form.Line(v, name); chosen {
	case "other", "":
		return record.AbuseAdult{Name: form.Line(v, name+"-name")}
	default:
		who, _, _ := strings.Cut(nameOf(r, chosen), ", ")
		return record.AbuseAdult{Person: chosen, Name: who}
	}
}

// safeFields ask for the safe ways of contact.
func safeFields(on day.Day) []form.Field {
	return []form.Field{
		&form.Radios{Name: "consent", Label: "Does the person who is harmed agree to the service?", Options: form.Coded("service_consent", on), Small: true, Required: "Say whether the person who is harmed agrees"},
		&form.Radios{Name: "letters", Label: "Is it safe to write to the home?", Hint: "When it is not, the service refuses every letter to that address", Options: form.YesNo(), Inline: true, Small: true, Required: "Say whether it is safe to write to the home"},
		&form.Text{Name: "phone", Label: "Which number is safe to call?", Type: "tel", Width: 20, Complete: "off"},
		&form.Text{Name: "times", Label: "When is it safe to call?", Hint: "For example: weekdays from 10 to 12", Complete: "off"},
		&form.TextArea{Name: "words", Label: "What else must be known before anybody calls?", Hint: "What to say, whom not to speak to, whether a message may be left", Rows: 3},
	}
}

func abuseAsk(r *shell.Request) ([]shell.Section, error) {
	today := r.Today()
	team, err := teamField(r)
	var others []form.Option
	for _, rel := range r.Reading.Relations {
		if rel.Ended.IsZero() && record.SubjectType(rel.Other) == record.ChildSubject && strings.HasSuffix(rel.Type, "sibling") {
			others = append(others, form.Option{Value: rel.Other, Label: rel.Name})
		}
	}
	first := []form.Field{adultField(r, "harmed", "Who is harmed?", "Choose who is harmed"), adultField(r, "harming", "Who harms?", "Choose who harms")}
	if len(others) > 0 {
		first = append(first, &form.Checkboxes{Name: "children", Label: "Which brothers and sisters are in the home?", Options: others, Small: true})
	}
	return []shell.Section{
		{Fields: append(first, &form.TextArea{Name: "need", Label: "What happens, and what is asked for?", Rows: 5, Required: "Write what happens, and what is asked for"})},
		{Heading: "Safe contact", Fields: safeFields(today)},
		{Heading: "The referral", Fields: append([]form.Field{team}, sourceFields(today)...)},
	}, err
}

func waysFrom(v url.Values) record.SafeWays {
	return record.SafeWays{Letters: record.YesNo(form.Line(v, "letters")), Phone: form.Line(v, "phone"), Times: form.Line(v, "times"), Words: form.Line(v, "words")}
}

func abuseStart(r *shell.Request, v url.Values) (string, error) {
	n := room.NewAbuse{Referred: form.Day(v, "referred"), Source: form.Line(v, "source"), By: form.Line(v, "by"), Need: form.Line(v, "need"), Harmed: adultFrom(r, v, "harmed"), Harming: adultFrom(r, v, "harming"),
		Children: v["children"], Consent: form.Line(v, "consent"), Safe: waysFrom(v), Team: form.Line(v, "team")}
	var f errs.Fields
	for name, a := range map[string]record.AbuseAdult{"harmed-name": n.Harmed, "harming-name": n.Harming} {
		if a.Name == "" {
			f.Add(name, "Enter the name")
		}
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	id, _, err := r.House().Services.ReferAbuse(r.Context(), r.Actor, r.Reading.Facts.Subject, n)
	return id, err
}

func safeEdit(r *shell.Request, _ room.Abuse) ([]shell.Section, error) {
	today := r.Today()
	return []shell.Section{{Fields: append(safeFields(today), &form.TextArea{Name: "address", Label: "The address where nothing may be sent", Hint: "One line for each part, with the house number and the postcode", Rows: 3})}}, nil
}

func heldSafe(v room.Abuse) url.Values {
	s := v.Body.Safe
	return url.Values{"consent": {v.Body.Consent}, "letters": {string(s.Letters)}, "phone": {s.Phone}, "times": {s.Times}, "words": {s.Words}, "address": {strings.Join(s.Address, "\n")}}
}

func safeChanged(r *shell.Request, _ room.Abuse, base int64, v url.Values) error {
	ways := waysFrom(v)
	for line := range strings.Lines(v.Get("address")) {
		if line = strings.TrimSpace(line); line != "" {
			ways.Address = append(ways.Address, line)
		}
	}
	_, err := r.House().Services.ChangeSafe(r.Context(), r.Actor, r.ID(), base, form.Line(v, "consent"), day.Day{}, ways)
	return err
}

func riskFields(r *shell.Request, v room.Abuse) ([]shell.Section, error) {
	today := r.Today()
	return []shell.Section{
		{Fields: []form.Field{
			&form.Radios{Name: "risk", Label: "How high is the risk?", Options: form.Coded("abuse_risk", today), Small: true, Required: "Choose how high the risk is"},
			&form.Text{Name: "dash", Label: "Score of the DASH checklist", Hint: "How many of the 24 questions were answered with yes. Leave it out when it was not filled in", Numeric: true, Width: 2},
			&form.Date{Name: "dash_on", Label: "When was the checklist filled in?", Noun: "The day", Max: today},
		}},
		{Heading: "Multi-agency risk assessment conference (MARAC)", Fields: []form.Field{
			&form.Date{Name: "marac", Label: "When was it referred?", Noun: "The day of the referral", Max: today},
			&form.Date{Name: "marac_on", Label: "When is it heard, or was it?", Noun: "The day of the conference", Min: v.Body.MARAC},
			&form.TextArea{Name: "marac_came", Label: "What was agreed there?", Rows: 3},
		}},
	}, nil
}

func heldRisk(v room.Abuse) url.Values {
	out := url.Values{"risk": {v.Body.Risk}, "marac_came": {v.Body.MARACCame}}
	if v.Body.Dash != nil {
		out.Set("dash", strconv.Itoa(*v.Body.Dash))
	}
	form.SetDay(out, "dash_on", v.Body.DashOn)
	form.SetDay(out, "marac", v.Body.MARAC)
	form.SetDay(out, "marac_on", v.Body.MARACOn)
	return out
}

func risked(r *shell.Request, _ room.Abuse, base int64, v url.Values) error {
	dash, err := whole(v, "dash")
	if err != nil {
		return err
	}
	_, err = r.House().Services.RecordRisk(r.Context(), r.Actor, r.ID(), base, room.Risk{
		Dash: dash, DashOn: form.Day(v, "dash_on"), Level: form.Line(v, "risk"), MARAC: form.Day(v, "marac"), MARACOn: form.Day(v, "marac_on"), MARACCame: form.Line(v, "marac_came"),
	})
	return err
}

func sessionFields(r *shell.Request, v room.Abuse) ([]shell.Section, error) {
	today := r.Today()
	return []shell.Section{{Fields: []form.Field{
		&form.Radios{Name: "with", Label: "With whom was it?", Options: form.Coded("abuse_session_with", today), Small: true, Required: "Choose with whom the session was"},
		&form.Date{Name: "on", Label: "When was it?", Noun: "The day of the session", Min: v.Body.Referred, Max: today, Required: "Enter the day of the session"},
		&form.Radios{Name: "outcome", Label: "What came of it?", Options: form.Coded("session_outcome", today), Small: true, Required: "Choose what came of it"},
		&form.TextArea{Name: "note", Label: "What was talked about, or why was it missed?", Rows: 4},
	}}}, nil
}

func sessionHeld(r *shell.Request, _ room.Abuse, base int64, v url.Values) error {
	_, err := r.House().Services.HoldSession(r.Context(), r.Actor, r.ID(), base, record.AbuseSession{On: form.Day(v, "on"), With: form.Line(v, "with"), Outcome: form.Line(v, "outcome"), Note: form.Line(v, "note")})
	return err
}

func abuseEndFields(r *shell.Request, v room.Abuse) ([]shell.Section, error) {
	today := r.Today()
	return closeFields("abuse_end", v.Body.Referred, today,
		&form.Radios{Name: "harmed_outcome", Label: "How did it end for the person who is harmed?", Options: form.Coded("harmed_outcome", today), Small: true, Required: "Choose how it ended for the person who is harmed"},
		&form.Radios{Name: "harming_outcome", Label: "How did the programme end for the person who harms?", Options: form.Coded("harming_outcome", today), Small: true, Required: "Choose how the programme ended for the person who harms"},
		&form.Radios{Name: "safe", Label: "Is every way of contact safe now?", Hint: "If not, the warnings stay and no letter goes to the address", Options: form.YesNo(), Inline: true, Small: true, Required: "Say whether every way of contact is safe now"},
	), nil
}

func abuseEnded(r *shell.Request, _ room.Abuse, base int64, v url.Values) error {
	_, err := r.House().Services.CloseAbuse(r.Context(), r.Actor, r.ID(), base, room.AbuseEnd{On: form.Day(v, "closed"), Outcome: form.Line(v, "outcome"), Why: form.Line(v, "why"),
		Safer: form.Line(v, "harmed_outcome"), Changed: form.Line(v, "harming_outcome"), SafeNow: form.Line(v, "safe") == "yes"})
	return err
}
