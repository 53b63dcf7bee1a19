package scrutiny

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// recommendationRoutes are the recommendations and the responses to them.
func recommendationRoutes() []shell.Route {
	return slices.Concat(
		[]shell.Route{read("/scrutiny/recommendations", recommendations), read("/scrutiny/recommendations/{id}", recommendation)},
		formPages("/scrutiny/recommendations/new", access.RunCommittee, newRecommendation),
		formPages("/scrutiny/recommendations/{id}/notify", access.RunCommittee, notify),
		formPages("/scrutiny/recommendations/{id}/respond", access.AnswerQuestion, respond),
		formPages("/scrutiny/recommendations/{id}/report", access.AnswerQuestion, reportRecommendation),
		formPages("/scrutiny/recommendations/{id}/conclude", access.RunCommittee, conclude),
	)
}

func recommendationPath(id string) string { return "/scrutiny/recommendations/" + id }

type recommendationRow struct {
	record.Of[record.Recommendation]
	To, State string
	Clock     govuk.Clock
	Clocked   bool
}

func recommendationLine(x record.Of[record.Recommendation], g room.Register, today day.Day) recommendationRow {
	row := recommendationRow{Of: x, To: g.Title(x.Body.To), State: strings.ReplaceAll(x.Body.State, "_", " "), Clocked: !x.Body.Due.IsZero()}
	late := room.LateBy(x.Body, today)
	switch {
	case !row.Clocked:
	case x.Body.Responded.IsZero():
		row.Clock = clockOf(x.Body.Due, today)
	case late > 0:
		row.Clock = govuk.Clock{State: govuk.Late, Detail: "by " + days(late)}
	default:
		row.Clock = govuk.Clock{State: govuk.Met}
	}
	return row
}

func recommendations(w http.ResponseWriter, r *shell.Request) error {
	g, err := committeeRoom(r).Offices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	waits := 0
	xs, err := committeeRoom(r).Recommendations(r.Context(), r.Actor)
	v, err := rows(r, "Recommendations", each(xs, func(x record.Of[record.Recommendation]) recommendationRow {
		if x.Body.State == record.RecommendationNotified {
			waits++
		}
		return recommendationLine(x, g, day.In(r.Now()))
	}), err)
	if err != nil {
		return err
	}
	v.Wide, v.Waits = true, waits
	return r.Show(w, "scrutiny/recommendations", v)
}

type recommendationView struct {
	govuk.Page
	Row                                           recommendationRow
	Progress                                      []progressRow
	CanNotify, CanRespond, CanReport, CanConclude bool
	Undo                                          *shell.Step
}

func recommendation(w http.ResponseWriter, r *shell.Request) error {
	x, err := committeeRoom(r).Recommendation(r.Context(), r.Actor, r.ID())
	if err != nil {
		return err
	}
	g, err := committeeRoom(r).Offices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := recommendationView{Page: r.Page("Recommendation " + x.Body.Reference), Row: recommendationLine(x, g, day.In(r.Now())), Progress: progressRows(r, x.Body.Progress)}
	v.Back = govuk.BackLink{Text: "Recommendations", Href: "/scrutiny/recommendations"}
	run, answers, st := r.May(access.RunCommittee, access.Question), r.May(access.AnswerQuestion, access.Question), x.Body.State
	v.CanNotify = run && !room.Answered(st)
	v.CanRespond = answers && st == record.RecommendationNotified
	v.CanReport = answers && (st == record.RecommendationAccepted || st == record.RecommendationPart)
	v.CanConclude = run && room.Answered(st) && x.Body.Impact == ""
	if v.Undo, err = lastStep(r, x.Subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/recommendation", v)
}

func newRecommendation(r *shell.Request) (*editor, error) {
	opts, _, err := offices(r)
	if err != nil {
		return nil, err
	}
	ms, err := meetings(r, held)
	if err != nil {
		return nil, err
	}
	text := &form.TextArea{Name: "text", Label: "Recommendation", Required: "Enter the recommendation", Rows: 3}
	to := &form.Select{Name: "to", Label: "To whom is it made?", Empty: "Choose a post", Required: "Choose to whom it is made", Options: opts}
	reason := &form.TextArea{Name: "reason", Label: "Reason", Rows: 3}
	evidence := &form.TextArea{Name: "evidence", Label: "Evidence", Rows: 2}
	cost := &form.Text{Name: "cost", Label: "What would it cost?"}
	meeting := &form.Select{Name: "meeting", Label: "Meeting", Empty: "No meeting", Options: ms}
	para := &form.Text{Name: "paragraph", Label: "Paragraph of the minutes", Width: 5}
	review := r.URL.Query().Get("review")
	return &editor{heading: "Make a recommendation", button: "Record the recommendation", back: govuk.BackLink{Text: "Recommendations", Href: "/scrutiny/recommendations"}, fields: []form.Field{text, to, reason, evidence, cost, meeting, para},
		save: func(int64) (string, error) {
			id, err := committeeRoom(r).Recommend(r.Context(), r.Actor, record.Recommendation{Text: text.Value, To: to.Value, Reason: reason.Value, Evidence: evidence.Value, Cost: cost.Value, Meeting: meeting.Value, Paragraph: para.Value, Review: review})
			return recommendationPath(id), err
		}}, nil
}

func openRecommendation(r *shell.Request, heading, button string) (record.Recommendation, *editor, error) {
	x, err := committeeRoom(r).Recommendation(r.Context(), r.Actor, r.ID())
	e := &editor{heading: heading, caption: x.Body.Reference, button: button, back: govuk.BackLink{Text: "Recommendation " + x.Body.Reference, Href: recommendationPath(r.ID())}, intro: []string{x.Body.Text}, version: x.Version}
	return x.Body, e, err
}

func notify(r *shell.Request) (*editor, error) {
	x, e, err := openRecommendation(r, "The report was sent with a notice", "Start the clock")
	if err != nil {
		return nil, err
	}
	e.intro = append(e.intro, "The executive has two months, beginning with the day on which it had the report or, if that was later, the notice. A partner that is asked under health scrutiny has 28 days.")
	received := &form.Date{Name: "received", Label: "Report received", Required: "Enter when the report was received", Value: x.Received}
	notified := &form.Date{Name: "notified", Label: "Notice received", Required: "Enter when the notice was received", Value: x.Notified}
	public := tick("published", "The report is published, so the response is published too", x.Published)
	public.Label = "Is the report public?"
	e.fields = []form.Field{received, notified, public}
	e.save = func(int64) (string, error) {
		return recommendationPath(r.ID()), committeeRoom(r).Notify(r.Context(), r.Actor, r.ID(), received.Value, notified.Value, yes(public))
	}
	return e, nil
}

func respond(r *shell.Request) (*editor, error) {
	_, e, err := openRecommendation(r, "Respond", "Send the response")
	if err != nil {
		return nil, err
	}
	state := &form.Radios{Name: "state", Label: "Is it accepted?", Required: "Choose whether it is accepted", Options: []form.Option{{Value: record.RecommendationAccepted, Label: "Accepted"}, {Value: record.RecommendationPart, Label: "Accepted in part"},
		{Value: record.RecommendationRejected, Label: "Rejected"}, {Value: record.RecommendationNoted, Label: "Noted"}}}
	text := &form.TextArea{Name: "response", Label: "Response, with its reasons", Required: "Enter the response", Rows: 5}
	plan := &form.TextArea{Name: "plan", Label: "What will be done, by whom and until when", Rows: 4}
	by := &form.Text{Name: "by", Label: "Who responds, name and post", Required: "Enter who responds", Value: r.Actor.Name}
	on := &form.Date{Name: "on", Label: "On which day", Required: "Enter the day of the response", Value: day.In(r.Now())}
	e.fields = []form.Field{state, text, plan, by, on}
	e.save = func(int64) (string, error) {
		return recommendationPath(r.ID()), committeeRoom(r).Respond(r.Context(), r.Actor, r.ID(), state.Value, text.Value, plan.Value, by.Value, on.Value)
	}
	return e, nil
}

func reportRecommendation(r *shell.Request) (*editor, error) {
	x, e, err := openRecommendation(r, "Report on the recommendation", "Send the report")
	if err != nil {
		return nil, err
	}
	e.heading += ", number " + strconv.Itoa(len(x.Progress)+1)
	text := &form.TextArea{Name: "progress", Label: "How it stands", Required: "Say how it stands", Rows: 5}
	rag := ragField("")
	evidence := &form.Text{Name: "evidence", Label: "What shows it?"}
	e.fields = []form.Field{text, rag, evidence}
	e.save = func(int64) (string, error) {
		return recommendationPath(r.ID()), committeeRoom(r).ReportRecommendation(r.Context(), r.Actor, r.ID(), room.Report{Text: text.Value, RAG: rag.Value, Evidence: evidence.Value})
	}
	return e, nil
}

func conclude(r *shell.Request) (*editor, error) {
	_, e, err := openRecommendation(r, "Conclude the monitoring", "Conclude")
	if err != nil {
		return nil, err
	}
	state := &form.Radios{Name: "state", Label: "How does it end?", Required: "Choose how it ends", Options: []form.Option{{Value: record.RecommendationImplemented, Label: "Implemented"}, {Value: record.RecommendationNot, Label: "Not implemented"}, {Value: record.RecommendationLapsed, Label: "Lapsed"}}}
	impact := &form.TextArea{Name: "impact", Label: "What changed for children and families", Required: "Say what changed, or why nothing did", Rows: 4}
	e.fields = []form.Field{state, impact}
	e.save = func(int64) (string, error) {
		return recommendationPath(r.ID()), committeeRoom(r).Conclude(r.Context(), r.Actor, r.ID(), state.Value, impact.Value)
	}
	return e, nil
}
