package services

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	room "throughline/internal/services"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

var clinic = clinicPages()

func clinicPages() pages[room.Clinical] {
	running := func(v room.Clinical) bool { return v.Body.Closed.IsZero() }
	accepted := func(v room.Clinical) bool { return running(v) && !v.Body.Accepted.IsZero() }
	some := func(of func(record.Appointment) bool) func(room.Clinical) bool {
		return func(v room.Clinical) bool { return running(v) && slices.ContainsFunc(v.Body.Appointments, of) }
	}
	p := pages[room.Clinical]{
		path: "/clinical", refer: "clinical", title: "Clinical referral", begin: "Refer to the clinical service", class: access.Health,
		after: "The child’s plan of today goes along: you are not asked for it. The team decides and offers a first appointment. You can undo this for 24 hours.",
		list:  waitingList, ask: clinicalAsk, start: clinicalStart, show: showClinical,
		read: func(r *shell.Request) (room.Clinical, error) {
			return r.House().Services.ReadClinical(r.Context(), r.Actor, r.ID(), r.Route.Pattern())
		},
		about: func(v room.Clinical) (string, string, string, int64) {
			return v.Name, v.Body.Reference, v.Child, v.Version
		},
		undoing: func(r *shell.Request) person.Undoing { return r.House().Services.ClinicalUndoing() },
	}
	p.editors = []editor[room.Clinical]{
		{name: "accept", title: "Accept the referral", button: "Accept the referral", after: "A referral that another service fits better is not accepted: end it, and say why.",
			fits: func(v room.Clinical) bool { return running(v) && v.Body.Accepted.IsZero() }, ask: acceptFields, send: acceptedIt,
			held: func(v room.Clinical) url.Values { return url.Values{"priority": {v.Body.Priority}} }},
		{name: "appointment", title: "Book an appointment", button: "Book the appointment", fits: accepted, ask: bookFields, send: booked},
		{name: "came", title: "What came of an appointment", button: "Save", after: "Whatever came of it, the referral stays open. When the child did not come, somebody decides what follows.",
			fits: some(func(a record.Appointment) bool { return a.Outcome == "" }), ask: cameFields, send: came},
		{name: "follow", title: "Decide what follows", button: "Save the decision", fits: some(room.NotKept), ask: followFields, send: followed},
		{name: "measure", title: "Record a score", button: "Save the score", fits: accepted, ask: scoreFields, send: scored},
		{name: "allocate", title: "Name a worker", button: "Save", fits: running,
			ask: func(r *shell.Request, v room.Clinical) ([]shell.Section, error) {
				f, err := workerField(r, v.Body.Team, "Choose a worker")
				return []shell.Section{{Fields: []form.Field{f}}}, err
			},
			send: func(r *shell.Request, _ room.Clinical, base int64, v url.Values) error {
				_, err := r.House().Services.AllocateClinical(r.Context(), r.Actor, r.ID(), base, form.Line(v, "worker"))
				return err
			}},
		{name: "close", title: "End the referral", button: "End the referral", after: "You can undo this for 24 hours; later it can be opened again, with a reason.", fits: running,
			ask: func(r *shell.Request, v room.Clinical) ([]shell.Section, error) {
				return closeFields("clinical_outcome", v.Body.Referred, r.Today()), nil
			},
			send: func(r *shell.Request, _ room.Clinical, base int64, v url.Values) error {
				_, err := r.House().Services.CloseClinical(r.Context(), r.Actor, r.ID(), base, form.Day(v, "closed"), form.Line(v, "outcome"), form.Line(v, "why"))
				return err
			}},
		{name: "reopen", title: "Open it again", button: "Open it again", fits: func(v room.Clinical) bool { return !running(v) }, ask: reasonFields[room.Clinical],
			send: func(r *shell.Request, _ room.Clinical, base int64, v url.Values) error {
				_, err := r.House().Services.ReopenClinical(r.Context(), r.Actor, r.ID(), base, form.Line(v, "reason"))
				return err
			}},
	}
	return p
}

func clinicalAsk(r *shell.Request) ([]shell.Section, error) {
	today := r.Today()
	team, err := teamField(r)
	return []shell.Section{{Fields: append([]form.Field{
		&form.TextArea{Name: "need", Label: "What help is asked for?", Hint: "What worries the child, since when, what was tried", Rows: 5, Required: "Write what help is asked for"},
		&form.TextArea{Name: "views", Label: "What does the child or young person say?", Rows: 3},
		&form.Radios{Name: "priority", Label: "How soon does the child need help?", Options: form.Coded("clinical_priority", today), Small: true, Required: "Choose how soon the child needs help"},
		&form.Radios{Name: "consent", Label: "Does the child, or who may say it for the child, agree?", Options: form.Coded("service_consent", today), Small: true, Required: "Say whether the child, or who may say it for the child, agrees"},
		team,
	}, sourceFields(today)...)}}, err
}

func clinicalStart(r *shell.Request, v url.Values) (string, error) {
	id, _, err := r.House().Services.ReferClinical(r.Context(), r.Actor, r.Reading.Facts.Subject, room.NewClinical{
		Referred: form.Day(v, "referred"), Source: form.Line(v, "source"), By: form.Line(v, "by"), Need: form.Line(v, "need"), Views: form.Line(v, "views"), Priority: form.Line(v, "priority"), Consent: form.Line(v, "consent"), Team: form.Line(v, "team"),
	})
	return id, err
}

func acceptFields(r *shell.Request, v room.Clinical) ([]shell.Section, error) {
	who, err := workerField(r, v.Body.Team, "")
	return []shell.Section{{Fields: []form.Field{
		&form.Radios{Name: "priority", Label: "How soon does the child need help?", Options: form.Coded("clinical_priority", r.Today()), Small: true, Required: "Choose how soon the child needs help"}, who,
	}}}, err
}

func acceptedIt(r *shell.Request, _ room.Clinical, base int64, v url.Values) error {
	_, err := r.House().Services.AcceptClinical(r.Context(), r.Actor, r.ID(), base, form.Line(v, "priority"), form.Line(v, "worker"))
	return err
}

func bookFields(_ *shell.Request, v room.Clinical) ([]shell.Section, error) {
	return []shell.Section{{Fields: []form.Field{
		&form.Date{Name: "on", Label: "On which day?", Noun: "The day of the appointment", Min: v.Body.Referred, Required: "Enter the day of the appointment"},
		&form.Text{Name: "at", Label: "At what time?", Hint: "For example 14:30", Width: 5, Required: "Enter the time of the appointment"},
		&form.Text{Name: "with", Label: "With whom, and where?", Complete: "off"},
	}}}, nil
}

func booked(r *shell.Request, _ room.Clinical, base int64, v url.Values) error {
	at, err := moment(v)
	if err != nil {
		return err
	}
	_, err = r.House().Services.BookAppointment(r.Context(), r.Actor, r.ID(), base, at, form.Line(v, "with"))
	return err
}

// which asks for one of the appointments; when there is one only, nothing is asked.
func which(v room.Clinical, of func(record.Appointment) bool) form.Field {
	f := &form.Radios{Name: "appointment", Label: "Which appointment?", Small: true, Required: "Choose the appointment"}
	for i, a := range v.Body.Appointments {
		if of(a) {
			f.Options = append(f.Options, form.Option{Value: strconv.Itoa(i), Label: day.Moment(a.At)})
		}
	}
	if len(f.Options) == 1 {
		return &form.Hidden{Name: "appointment", Value: f.Options[0].Value}
	}
	return f
}

func chosen(v url.Values) (int, error) {
	i, err := strconv.Atoi(form.Line(v, "appointment"))
	if err != nil {
		return 0, errs.Field("appointment", "Choose the appointment")
	}
	return i, nil
}

func cameFields(r *shell.Request, v room.Clinical) ([]shell.Section, error) {
	return []shell.Section{{Fields: []form.Field{which(v, func(a record.Appointment) bool { return a.Outcome == "" }),
		&form.Radios{Name: "outcome", Label: "What came of it?", Options: form.Coded("appointment_outcome", r.Today()), Small: true, Required: "Choose what came of it"},
		&form.TextArea{Name: "note", Label: "More about it", Rows: 3},
	}}}, nil
}

func came(r *shell.Request, _ room.Clinical, base int64, v url.Values) error {
	i, err := chosen(v)
	if err == nil {
		_, err = r.House().Services.Came(r.Context(), r.Actor, r.ID(), base, i, form.Line(v, "outcome"), form.Line(v, "note"))
	}
	return err
}

func followFields(_ *shell.Request, v room.Clinical) ([]shell.Section, error) {
	return []shell.Section{{Fields: []form.Field{which(v, room.NotKept),
		&form.TextArea{Name: "follow", Label: "What was done, and what is tried next?", Hint: "Who was rung or visited, what stood in the way, what would make it easier to come", Rows: 4, Required: "Write what was done, and what is tried next"},
	}}}, nil
}

func followed(r *shell.Request, _ room.Clinical, base int64, v url.Values) error {
	i, err := chosen(v)
	if err == nil {
		_, err = r.House().Services.Follow(r.Context(), r.Actor, r.ID(), base, i, form.Line(v, "follow"))
	}
	return err
}

func scoreFields(r *shell.Request, v room.Clinical) ([]shell.Section, error) {
	today := r.Today()
	return []shell.Section{{Fields: []form.Field{
		&form.Radios{Name: "tool", Label: "What was measured with?", Options: form.Coded("clinical_tool", today), Small: true, Required: "Choose what was measured with"},
		&form.Radios{Name: "moment", Label: "When in the work?", Options: form.Coded("measure_moment", today), Small: true, Required: "Choose whether it is the start or the end"},
		&form.Text{Name: "score", Label: "Score", Numeric: true, Width: 3, Required: "Enter the score"},
		pastDay("on", "When was it filled in?", "The day", v.Body.Referred, today),
	}}}, nil
}

func scored(r *shell.Request, _ room.Clinical, base int64, v url.Values) error {
	score, err := whole(v, "score")
	if err != nil {
		return err
	}
	if score == nil {
		return errs.Field("score", "Enter the score")
	}
	_, err = r.House().Services.Measure(r.Context(), r.Actor, r.ID(), base, record.ClinicalMeasure{On: form.Day(v, "on"), Tool: form.Line(v, "tool"), Moment: form.Line(v, "moment"), Score: *score})
	return err
}

func clinicalState(c record.ClinicalReferral) string {
	switch {
	case !c.Closed.IsZero():
		return "Ended: " + codes.Sentence("clinical_outcome", c.Outcome)
	case c.Accepted.IsZero():
		return "Waits for a decision"
	case slices.ContainsFunc(c.Appointments, room.NotKept):
		return "Did not come: decide what follows"
	case room.FirstKept(c).IsZero():
		return "Waits for a first appointment"
	}
	return "Seen since " + room.FirstKept(c).Short()
}

// waited says how long a child waited, or waits.
func waited(c record.ClinicalReferral, today day.Day) string {
	days, ok := room.Waited(c, today)
	if !ok {
		return ""
	}
	if days == 1 {
		return "1 day"
	}
	return strconv.Itoa(days) + " days"
}

func showClinical(p pages[room.Clinical], r *shell.Request, v room.Clinical, out *showView) {
	c, today := v.Body, r.Today()
	out.State, out.Ended, out.People = clinicalState(c), !c.Closed.IsZero(), []link{{v.Name, "/children/" + record.SubjectID(v.Child)}}
	p.steps(v, out, "accept", "appointment", "came", "follow", "reopen")
	out.Parts = []part{{Heading: "The referral", Rows: given(row{"What help is asked for", c.Need}, row{"What the child says", c.Views}, row{"Priority", codes.Sentence("clinical_priority", c.Priority)},
		row{"Plan when it came", codes.Sentence("plan_status", c.PlanThen)}, row{"Agreement", codes.Sentence("service_consent", c.Consent)}, row{"Referred", c.Referred.Long() + " by " + by(r, c.By, c.Account)},
		row{"Accepted", c.Accepted.Long()}, row{"Waited for a first appointment", waited(c, today)}, row{"Team", r.Name(c.Team)}, row{"Worker", r.Name(c.Worker)}, row{"Why it ended", c.Why})}}
	t := table{Caption: "Appointments", Heads: []string{"When", "With", "What came of it", "What follows"}}
	for _, a := range c.Appointments {
		came := cmp.Or(codes.Sentence("appointment_outcome", a.Outcome), "to come, or not recorded yet")
		if a.Note != "" {
			came += ": " + a.Note
		}
		follow := a.Follow
		if room.NotKept(a) {
			follow = "Nobody has decided yet"
		}
		t.Lines = append(t.Lines, []string{day.Moment(a.At), a.With, came, follow})
	}
	m := table{Caption: "Scores", Heads: []string{"With", "When", "Score"}}
	for _, s := range c.Measures {
		m.Lines = append(m.Lines, []string{codes.Sentence("clinical_tool", s.Tool), codes.Sentence("measure_moment", s.Moment) + ", " + s.On.Short(), strconv.Itoa(s.Score)})
	}
	out.Parts = append(out.Parts, part{Heading: "Appointments", Table: t, Empty: "None yet."}, part{Heading: "What was measured", Table: m, Empty: "Nothing yet."})
}

// waitingList shows who waits how long, longest first within each priority; who waits over 18 weeks is flagged (measure CS-02).
func waitingList(r *shell.Request) (listView, []string, error) {
	rows, err := r.House().Services.Waiting(r.Context(), r.Actor)
	v := listView{Page: r.Page("Clinical service"), Heads: []string{"Child", "Priority", "Waits or waited", "State", "Worker"}, All: "/clinical?show=all"}
	if err != nil {
		return v, nil, err
	}
	if past(r) {
		v.All = ""
	}
	today := r.Today()
	var subjects []string
	waiting, long, missed := 0, 0, 0
	for _, one := range rows {
		c := one.Body
		if !c.Closed.IsZero() {
			if v.Past++; v.All != "" {
				continue
			}
		}
		l := line{Href: "/clinical/" + one.ID, Reference: c.Reference, Names: one.Name, Cells: []string{codes.Sentence("clinical_priority", c.Priority), cmp.Or(waited(c, today), "was not seen"), clinicalState(c), cmp.Or(r.Name(c.Worker), "Nobody yet")}}
		if c.Closed.IsZero() && room.FirstKept(c).IsZero() {
			waiting++
			if days, _ := room.Waited(c, today); days > 7*room.LongWait {
				long++
				l.Flag = "Over " + strconv.Itoa(room.LongWait) + " weeks"
			}
		}
		if c.Closed.IsZero() && slices.ContainsFunc(c.Appointments, room.NotKept) {
			missed++
		}
		subjects = append(subjects, one.Child)
		v.Lines = append(v.Lines, l)
	}
	v.Counts = []counts{{"Waiting list", []row{{"Wait for a first appointment", strconv.Itoa(waiting)}, {"Of them over " + strconv.Itoa(room.LongWait) + " weeks", strconv.Itoa(long)}, {"Did not come, and nobody has decided what follows", strconv.Itoa(missed)}}}}
	return v, subjects, nil
}
