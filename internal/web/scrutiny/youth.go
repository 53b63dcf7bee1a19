package scrutiny

import (
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// youthRoutes are what young people raised, and inspections with their plans.
func youthRoutes() []shell.Route {
	return slices.Concat(
		[]shell.Route{read("/scrutiny/young-people", issues), read("/scrutiny/inspections", inspections), read("/scrutiny/inspections/{id}", inspection),
			step("/scrutiny/young-people/{id}/publish", access.RunCommittee, func(r *shell.Request) (string, error) {
				return "/scrutiny/young-people", committeeRoom(r).PublishIssue(r.Context(), r.Actor, record.YouthSubject+":"+r.ID())
			})},
		formPages("/scrutiny/young-people/new", access.AskQuestion, editIssue),
		formPages("/scrutiny/young-people/{id}", access.AnswerQuestion, editIssue),
		formPages("/scrutiny/inspections/new", access.AnswerQuestion, editInspection),
		formPages("/scrutiny/inspections/{id}/change", access.AnswerQuestion, editInspection),
		formPages("/scrutiny/inspections/{id}/action", access.RunCommittee, planAction),
	)
}

type issueRow struct {
	record.YouthIssue
	ID, State string
	Undo      *shell.Step
}

var issueStates = map[string]string{"raised": "Raised", "working": "Being worked on", "done": "Done", "not_possible": "Not possible"}

func issues(w http.ResponseWriter, r *shell.Request) error {
	ys, err := committeeRoom(r).Issues(r.Context(), r.Actor)
	v, err := rows(r, "What young people said, and what was done", each(ys, func(y record.Of[record.YouthIssue]) issueRow {
		return issueRow{YouthIssue: y.Body, ID: record.SubjectID(y.Subject), State: issueStates[y.Body.State]}
	}), err)
	for i := range v.Rows {
		if err == nil {
			v.Rows[i].Undo, err = lastStep(r, record.YouthSubject+":"+v.Rows[i].ID, r.URL.Path)
		}
	}
	if err != nil {
		return err
	}
	return r.Show(w, "scrutiny/issues", v)
}

func editIssue(r *shell.Request) (*editor, error) {
	subject, y, version := "", record.YouthIssue{State: "raised", Raised: day.In(r.Now())}, int64(0)
	if r.ID() != "" {
		subject = record.YouthSubject + ":" + r.ID()
		o, err := committeeRoom(r).Issue(r.Context(), r.Actor, subject)
		if err != nil {
			return nil, err
		}
		y, version = o.Body, o.Version
	}
	group := &form.Text{Name: "group", Label: "Group", Hint: "As it may be published. No young person is named", Required: "Enter the group", Value: y.Group}
	raised := &form.Date{Name: "raised", Label: "When they raised it", Required: "Enter when they raised it", Value: y.Raised}
	people := number("people", "How many took part", "", y.People)
	said := &form.TextArea{Name: "said", Label: "You said", Hint: "In their own words, without anything by which somebody could be known", Required: "Enter what they said", Rows: 3, Value: y.Said}
	e := &editor{heading: "What young people said", button: "Save", back: govuk.BackLink{Text: "What young people said", Href: "/scrutiny/young-people"}, version: version, fields: []form.Field{group, raised, people, said}}
	state := &form.Radios{Name: "state", Label: "What became of it?", Value: y.State, Options: []form.Option{{Value: "raised", Label: "Nothing yet"}, {Value: "working", Label: "It is being worked on"}, {Value: "done", Label: "It was done"}, {Value: "not_possible", Label: "It is not possible"}}}
	did := &form.TextArea{Name: "did", Label: "We did", Rows: 3, Value: y.Did}
	on := &form.Date{Name: "did_on", Label: "When it was done", Value: y.DidOn}
	notYet := &form.TextArea{Name: "not_yet", Label: "If it is not possible: why", Rows: 2, Value: y.NotYet}
	checked := tick("checked", "The group has read this and agrees that it was done", y.Checked)
	checked.Label = "What does the group say?"
	if subject != "" {
		e.fields = append(e.fields, state, did, on, notYet, checked)
	}
	e.save = func(version int64) (string, error) {
		y.Group, y.Raised, y.People, y.Said = group.Value, raised.Value, numberOf(people), said.Value
		if subject != "" {
			y.State, y.Did, y.DidOn, y.NotYet, y.Checked = state.Value, did.Value, on.Value, notYet.Value, yes(checked)
		}
		_, err := committeeRoom(r).SaveIssue(r.Context(), r.Actor, subject, version, y)
		return "/scrutiny/young-people", err
	}
	return e, nil
}

type inspectionRow struct {
	record.InspectionPlan
	ID    string
	Clock govuk.Clock
	Runs  bool
}

func inspectionLine(r *shell.Request, p record.Of[record.InspectionPlan]) inspectionRow {
	row := inspectionRow{InspectionPlan: p.Body, ID: record.SubjectID(p.Subject), Runs: !p.Body.Due.IsZero() && p.Body.Edition != "final"}
	if row.Runs {
		row.Clock = clockOf(p.Body.Due, day.In(r.Now()))
	}
	return row
}

func inspections(w http.ResponseWriter, r *shell.Request) error {
	ps, err := committeeRoom(r).Inspections(r.Context(), r.Actor)
	return showRows(w, r, "scrutiny/inspections", "Inspections and their plans", each(ps, func(p record.Of[record.InspectionPlan]) inspectionRow { return inspectionLine(r, p) }), err)
}

type inspectionView struct {
	govuk.Page
	Row                inspectionRow
	Actions            []actionRow
	CanChange, CanPlan bool
	Undo               *shell.Step
}

func openInspection(r *shell.Request) (room.InspectionView, error) {
	return committeeRoom(r).Inspection(r.Context(), r.Actor, record.InspectionSubject+":"+r.ID())
}

func inspection(w http.ResponseWriter, r *shell.Request) error {
	p, err := openInspection(r)
	if err != nil {
		return err
	}
	v := inspectionView{Page: r.Page(p.Plan.Body.Title), Row: inspectionLine(r, p.Plan), CanChange: r.May(access.AnswerQuestion, access.Question), CanPlan: r.May(access.RunCommittee, access.Question)}
	v.Back = govuk.BackLink{Text: "Inspections", Href: "/scrutiny/inspections"}
	g, err := committeeRoom(r).Offices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, a := range p.Actions {
		v.Actions = append(v.Actions, actionLine(a, g, day.In(r.Now())))
	}
	if v.Undo, err = lastStep(r, p.Plan.Subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/inspection", v)
}

func editInspection(r *shell.Request) (*editor, error) {
	subject, b, version := "", record.InspectionPlan{Edition: "interim"}, int64(0)
	e := &editor{heading: "Record an inspection", button: "Save the inspection", back: govuk.BackLink{Text: "Inspections", Href: "/scrutiny/inspections"}}
	if r.ID() != "" {
		p, err := openInspection(r)
		if err != nil {
			return nil, err
		}
		subject, b, version = p.Plan.Subject, p.Plan.Body, p.Plan.Version
		e.back = govuk.BackLink{Text: b.Title, Href: "/scrutiny/inspections/" + r.ID()}
	}
	var judged []string
	for _, j := range b.Judgements {
		judged = append(judged, j.Area+": "+j.Grade)
	}
	title := &form.Text{Name: "title", Label: "Title", Required: "Enter the title", Value: b.Title}
	service := &form.Text{Name: "service", Label: "Service that was inspected", Required: "Enter the service", Value: b.Service}
	by := &form.Text{Name: "inspector", Label: "Who inspected", Value: b.Inspector}
	sort := &form.Text{Name: "kind", Label: "Kind of inspection", Hint: "For example ILACS, focused visit, peer review", Value: b.Kind}
	expected := &form.Date{Name: "expected", Label: "Expected", Value: b.Expected}
	from, to := &form.Date{Name: "from", Label: "From", Value: b.From}, &form.Date{Name: "to", Label: "Until", Value: b.To}
	published := &form.Date{Name: "published", Label: "Report published", Hint: "The plan is due 70 working days later", Value: b.Published}
	judgements := &form.TextArea{Name: "judgements", Label: "Judgements, all of them", Hint: "One a line, such as “Care leavers: requires improvement”. Whoever cites one shows all", Rows: 5, Value: strings.Join(judged, "\n")}
	strengths := &form.TextArea{Name: "strengths", Label: "Strengths that it found", Hint: "One a line", Rows: 3, Value: strings.Join(b.Strengths, "\n")}
	edition := &form.Radios{Name: "edition", Label: "Edition of the plan", Value: b.Edition, Options: []form.Option{{Value: "interim", Label: "Interim"}, {Value: "draft", Label: "Draft"}, {Value: "final", Label: "Final"}}}
	e.fields, e.version = []form.Field{title, service, by, sort, expected, from, to, published, judgements, strengths, edition}, version
	e.save = func(version int64) (string, error) {
		js, err := room.ReadJudgements(judgements.Value)
		if err != nil {
			return "", err
		}
		s, err := committeeRoom(r).SaveInspection(r.Context(), r.Actor, subject, version, record.InspectionPlan{Title: title.Value, Service: service.Value, Inspector: by.Value, Kind: sort.Value, Expected: expected.Value, From: from.Value, To: to.Value,
			Published: published.Value, Judgements: js, Strengths: lines(strengths.Value), Edition: edition.Value})
		return "/scrutiny/inspections/" + record.SubjectID(s), err
	}
	return e, nil
}

func planAction(r *shell.Request) (*editor, error) {
	p, err := openInspection(r)
	if err != nil {
		return nil, err
	}
	opts, _, err := offices(r)
	text := &form.TextArea{Name: "text", Label: "What will be done", Required: "Enter what will be done", Rows: 3}
	owner := &form.Select{Name: "owner", Label: "Which post owns it?", Empty: "Choose a post", Required: "Choose the post that owns the action", Options: opts}
	due := &form.Date{Name: "due", Label: "Until when?", Required: "Enter until when: an action without a date is not followed"}
	output := &form.Text{Name: "output", Label: "What will show that it is done?"}
	return &editor{heading: "An action of the plan", caption: p.Plan.Body.Title, button: "Add the action", back: govuk.BackLink{Text: p.Plan.Body.Title, Href: "/scrutiny/inspections/" + r.ID()}, fields: []form.Field{text, owner, due, output},
		save: func(int64) (string, error) {
			_, err := committeeRoom(r).Follow(r.Context(), r.Actor, record.Action{Sort: record.ActionInspection, Plan: p.Plan.Subject, Text: text.Value, Owner: owner.Value, Due: due.Value, Output: output.Value})
			return "/scrutiny/inspections/" + r.ID(), err
		}}, err
}
