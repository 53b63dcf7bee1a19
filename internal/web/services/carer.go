package services

import (
	"net/url"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	room "throughline/internal/services"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

var carers = carerPages()

func carerPages() pages[room.Carer] {
	running := func(v room.Carer) bool { return v.Body.Closed.IsZero() }
	p := pages[room.Carer]{
		path: "/young-carers", refer: "young-carer", title: "Young carer", begin: "Record a young carer", class: access.None,
		after: "The team offers an assessment next. Nobody tells the school unless the family agrees. You can undo this for 24 hours.",
		list:  carerList, ask: carerAsk, start: carerStart, show: showCarer,
		read: func(r *shell.Request) (room.Carer, error) {
			return r.House().Services.ReadCarer(r.Context(), r.Actor, r.ID(), r.Route.Pattern())
		},
		about: func(v room.Carer) (string, string, string, int64) {
			return v.Name, v.Body.Reference, v.Child, v.Version
		},
		undoing: func(r *shell.Request) person.Undoing { return r.House().Services.CarerUndoing() },
	}
	p.editors = []editor[room.Carer]{
		{name: "offer", title: "Offer an assessment", button: "Save", after: "When it is wanted the assessment opens, and its time limit counts from the day on which the need appeared.",
			fits: func(v room.Carer) bool { return running(v) && v.Body.Assessment == "" }, ask: offerFields, send: offered},
		{name: "assessment", title: "Record the assessment", button: "Save the assessment", ask: foundFields, send: found,
			fits: func(v room.Carer) bool {
				return running(v) && v.Assessment.ID != "" && v.Assessment.Body.Done.IsZero()
			}},
		{name: "plan", title: "Agree the support", button: "Save the support", ask: supportFields, held: heldSupport, send: supported, fits: running},
		{name: "review", title: "Record a review", button: "Save the review", ask: reviewFields, send: reviewed,
			fits: func(v room.Carer) bool { return running(v) && !v.Body.Planned.IsZero() }},
		{name: "school", title: "What the school may know", button: "Save", ask: schoolFields, held: heldSchool, send: schooled, fits: running},
		{name: "allocate", title: "Name a worker", button: "Save", fits: running,
			ask: func(r *shell.Request, v room.Carer) ([]shell.Section, error) {
				f, err := workerField(r, v.Body.Team, "Choose a worker")
				return []shell.Section{{Fields: []form.Field{f}}}, err
			},
			send: func(r *shell.Request, _ room.Carer, base int64, v url.Values) error {
				_, err := r.House().Services.AllocateCarer(r.Context(), r.Actor, r.ID(), base, form.Line(v, "worker"))
				return err
			}},
		{name: "close", title: "End the work", button: "End the work", after: "Support that still runs ends with it. You can undo this for 24 hours; later it can be opened again, with a reason.", fits: running,
			ask: func(r *shell.Request, v room.Carer) ([]shell.Section, error) {
				return closeFields("young_carer_outcome", v.Body.Identified, r.Today()), nil
			},
			send: func(r *shell.Request, _ room.Carer, base int64, v url.Values) error {
				_, err := r.House().Services.CloseCarer(r.Context(), r.Actor, r.ID(), base, form.Day(v, "closed"), form.Line(v, "outcome"), form.Line(v, "why"))
				return err
			}},
		{name: "reopen", title: "Open it again", button: "Open it again", fits: func(v room.Carer) bool { return !running(v) }, ask: reasonFields[room.Carer],
			send: func(r *shell.Request, _ room.Carer, base int64, v url.Values) error {
				_, err := r.House().Services.ReopenCarer(r.Context(), r.Actor, r.ID(), base, form.Line(v, "reason"))
				return err
			}},
	}
	return p
}

// mostCaredFor is how many people the form takes for whom a child cares.
const mostCaredFor = 2

// relatives are those of a child whom the reader may know, as answers to choose; the value names the person.
func relatives(r *shell.Request, of func(person.Relation) bool) (out []form.Option) {
	for _, rel := range r.Reading.Relations {
		if rel.Ended.IsZero() && of(rel) {
			out = append(out, form.Option{Value: rel.Other, Label: rel.Name + ", " + rel.Label})
		}
	}
	return out
}

func anybody(person.Relation) bool { return true }

func carerAsk(r *shell.Request) ([]shell.Section, error) {
	today := r.Today()
	team, err := teamField(r)
	if err != nil {
		return nil, err
	}
	out := []shell.Section{{Fields: []form.Field{
		&form.Radios{Name: "source", Label: "Who noticed it?", Options: form.Coded("young_carer_source", today), Small: true, Required: "Choose who noticed it"},
		&form.Text{Name: "by", Label: "Name and role", Hint: "Leave it out when it is you", Complete: "off"},
		pastDay("identified", "When was it noticed?", "The day", day.Day{}, today),
	}}}
	known := relatives(r, anybody)
	for i := range mostCaredFor {
		p := "for-" + strconv.Itoa(i)
		who := form.Radios{Name: p, Label: "For whom does the child care?", Small: true, Options: append(append([]form.Option{}, known...),
			form.Option{Value: "other", Label: "Somebody else", Reveals: []form.Field{&form.Text{Name: p + "-who", Label: "Who is it?", Hint: "For example: grandmother", Complete: "off"}}})}
		heading := ""
		if i == 0 {
			who.Required = "Say for whom the child cares"
		} else {
			heading, who.Label = "Somebody else, if there is", "For whom does the child care as well?"
			who.Options = append(who.Options, form.Option{Value: "", Label: "Nobody else"})
		}
		out = append(out, shell.Section{Heading: heading, Fields: []form.Field{&who, &form.Select{Name: p + "-condition", Label: "Why does this person need care?", Empty: "Not known yet", Options: form.Coded("care_need", today)}}})
	}
	return append(out, shell.Section{Heading: "The child", Fields: []form.Field{
		&form.Checkboxes{Name: "tasks", Label: "What does the child do?", Options: form.Coded("young_carer_task", today), Small: true},
		&form.Text{Name: "hours", Label: "About how many hours a week?", Hint: "Leave it out when nobody knows", Numeric: true, Width: 3},
		&form.TextArea{Name: "impact", Label: "What does it mean for the child?", Hint: "School, sleep, friends, worry", Rows: 3},
		&form.TextArea{Name: "views", Label: "What does the child say?", Rows: 3}, team,
	}}), nil
}

// nameOf is who a relative is, in words.
func nameOf(r *shell.Request, subject string) string {
	for _, rel := range r.Reading.Relations {
		if rel.Other == subject {
			return rel.Name + ", " + rel.Label
		}
	}
	return ""
}

func carerStart(r *shell.Request, v url.Values) (string, error) {
	n := room.NewCarer{Identified: form.Day(v, "identified"), Source: form.Line(v, "source"), By: form.Line(v, "by"), Tasks: v["tasks"], Impact: form.Line(v, "impact"), Views: form.Line(v, "views"), Team: form.Line(v, "team")}
	var err error
	if n.Hours, err = whole(v, "hours"); err != nil {
		return "", err
	}
	for i := range mostCaredFor {
		p := "for-" + strconv.Itoa(i)
		c := record.CaredFor{Condition: form.Line(v, p+"-condition")}
		switch chosen := form.Line(v, p); chosen {
		case "":
			continue
		case "other":
			c.Who = form.Line(v, p+"-who")
		default:
			c.Person, c.Who = chosen, nameOf(r, chosen)
		}
		n.For = append(n.For, c)
	}
	id, _, err := r.House().Services.IdentifyCarer(r.Context(), r.Actor, r.Reading.Facts.Subject, n)
	return id, err
}

func offerFields(r *shell.Request, v room.Carer) ([]shell.Section, error) {
	today := r.Today()
	return []shell.Section{{Fields: []form.Field{
		&form.Radios{Name: "answer", Label: "What did the child and the family say?", Options: form.Coded("young_carer_answer", today), Small: true, Required: "Choose what the child and the family said"},
		pastDay("offered", "When was it offered?", "The day of the offer", v.Body.Identified, today),
	}}}, nil
}

func offered(r *shell.Request, _ room.Carer, base int64, v url.Values) error {
	_, err := r.House().Services.OfferCarer(r.Context(), r.Actor, r.ID(), base, form.Day(v, "offered"), form.Line(v, "answer"))
	return err
}

func foundFields(r *shell.Request, v room.Carer) ([]shell.Section, error) {
	return []shell.Section{{Fields: []form.Field{
		&form.TextArea{Name: "outcome", Label: "What did the assessment find?", Hint: "Is the care right for the child’s age, and is it too much? What does the child want? What should change?", Rows: 8, Required: "Write what the assessment found"},
		pastDay("done", "When was it completed?", "The day of completion", v.Assessment.Body.Began, r.Today()),
	}}}, nil
}

func found(r *shell.Request, _ room.Carer, base int64, v url.Values) error {
	_, err := r.House().Services.AssessCarer(r.Context(), r.Actor, r.ID(), base, form.Day(v, "done"), form.Line(v, "outcome"))
	return err
}

// mostSupport is how many kinds of support the form takes.
const mostSupport = 3

func supportFields(r *shell.Request, _ room.Carer) ([]shell.Section, error) {
	today := r.Today()
	out := []shell.Section{{Fields: []form.Field{&form.TextArea{Name: "plan", Label: "What should change for the child, and how?", Rows: 4, Required: "Write what should change for the child"}}}}
	for i := range mostSupport {
		p := "support-" + strconv.Itoa(i)
		out = append(out, shell.Section{Heading: "Support " + strconv.Itoa(i+1) + map[bool]string{true: "", false: ", if there is more"}[i == 0], Fields: []form.Field{
			&form.Text{Name: p, Label: "What is it?", Hint: "For example: young carers’ club on Thursdays", Complete: "off"}, pastDay(p+"-from", "Since when?", "The first day", day.Day{}, today),
			&form.Date{Name: p + "-to", Label: "If it has ended: on which day?", Noun: "The last day", Max: today},
		}})
	}
	return append(out, shell.Section{Fields: []form.Field{&form.Date{Name: "next", Label: "When is it reviewed?", Noun: "The day of the review", Min: today.Add(1), Required: "Enter the day of the next review"}}}), nil
}

func heldSupport(v room.Carer) url.Values {
	out := url.Values{"plan": {v.Body.Plan}}
	form.SetDay(out, "next", v.Body.Next)
	for i, s := range v.Body.Support {
		if p := "support-" + strconv.Itoa(i); i < mostSupport {
			out.Set(p, s.Service)
			form.SetDay(out, p+"-from", s.From)
			form.SetDay(out, p+"-to", s.To)
		}
	}
	return out
}

func supported(r *shell.Request, c room.Carer, base int64, v url.Values) error {
	var support []record.CarerSupport
	for i := range mostSupport {
		p := "support-" + strconv.Itoa(i)
		s := record.CarerSupport{Service: form.Line(v, p), From: form.Day(v, p+"-from"), To: form.Day(v, p+"-to")}
		if s.Service == "" {
			continue
		}
		if s.From.IsZero() {
			s.From = r.Today()
		}
		support = append(support, s)
	}
	if len(c.Body.Support) > mostSupport { // those for which the form had no place stay
		support = append(support, c.Body.Support[mostSupport:]...)
	}
	_, err := r.House().Services.PlanCarer(r.Context(), r.Actor, r.ID(), base, form.Line(v, "plan"), support, form.Day(v, "next"))
	return err
}

func reviewFields(r *shell.Request, v room.Carer) ([]shell.Section, error) {
	today := r.Today()
	return []shell.Section{{Fields: []form.Field{
		&form.TextArea{Name: "text", Label: "How does it go, and what does the child say?", Rows: 5, Required: "Write how the support goes"},
		pastDay("on", "When was the review?", "The day of the review", v.Body.Planned, today),
		&form.Date{Name: "next", Label: "When is the next review?", Noun: "The next review", Min: today.Add(1), Required: "Enter the day of the next review"},
	}}}, nil
}

func reviewed(r *shell.Request, _ room.Carer, base int64, v url.Values) error {
	_, err := r.House().Services.ReviewCarer(r.Context(), r.Actor, r.ID(), base, form.Day(v, "on"), form.Line(v, "text"), form.Day(v, "next"))
	return err
}

func schoolFields(r *shell.Request, _ room.Carer) ([]shell.Section, error) {
	today := r.Today()
	may := form.Coded("young_carer_school", today)
	for i := range may {
		if may[i].Value == record.SchoolMayKnow {
			may[i].Reveals = []form.Field{&form.Text{Name: "who", Label: "Who agreed?", Complete: "off"}, &form.Date{Name: "told", Label: "If the school was told: when?", Noun: "The day", Max: today}}
		}
	}
	return []shell.Section{{Fields: []form.Field{&form.Radios{Name: "school", Label: "May the school know?", Options: may, Required: "Choose whether the school may know"}}}}, nil
}

func heldSchool(v room.Carer) url.Values {
	out := url.Values{"school": {v.Body.School}, "who": {v.Body.SchoolAgree}}
	form.SetDay(out, "told", v.Body.SchoolTold)
	return out
}

func schooled(r *shell.Request, _ room.Carer, base int64, v url.Values) error {
	told, who := form.Day(v, "told"), form.Line(v, "who")
	if form.Line(v, "school") != record.SchoolMayKnow {
		told, who = day.Day{}, ""
	}
	_, err := r.House().Services.SchoolCarer(r.Context(), r.Actor, r.ID(), base, form.Line(v, "school"), told, who)
	return err
}
