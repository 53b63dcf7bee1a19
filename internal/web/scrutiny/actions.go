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

// actionRoutes are the actions.
func actionRoutes() []shell.Route {
	return slices.Concat(
		[]shell.Route{read("/scrutiny/actions", actions), read("/scrutiny/actions/{id}", action),
			step("/scrutiny/actions/{id}/accept", access.AnswerQuestion, func(r *shell.Request) (string, error) {
				return actionPath(r.ID()), committeeRoom(r).AcceptAction(r.Context(), r.Actor, r.ID())
			}),
			step("/scrutiny/actions/{id}/publish", access.RunCommittee, func(r *shell.Request) (string, error) {
				return actionPath(r.ID()), committeeRoom(r).PublishAction(r.Context(), r.Actor, r.ID())
			})},
		formPages("/scrutiny/actions/new", access.RunCommittee, newAction),
		formPages("/scrutiny/actions/{id}/report", access.AnswerQuestion, reportAction),
		formPages("/scrutiny/actions/{id}/close", access.AskQuestion, closeAction),
		formPages("/scrutiny/actions/{id}/end", access.RunCommittee, endAction),
		formPages("/scrutiny/actions/{id}/reopen", access.RunCommittee, reopenAction),
	)
}

func actionPath(ref string) string { return "/scrutiny/actions/" + ref }

type actionRow struct {
	Ref, Text, Owner, Due, State string
	Clock                        govuk.Clock
	Runs                         bool
	RAG                          string
	Public                       bool
}

var sortWords = map[string]string{record.ActionAgreed: "Agreed", record.ActionRequested: "Requested, not minuted as agreed", record.ActionPromised: "Promised by an officer", record.ActionGap: "Not recorded when it was asked",
	record.ActionInspection: "Of an inspection's action plan", record.ActionStatutory: "Asked for by law"}

func actionLine(a record.Of[record.Action], g room.Register, today day.Day) actionRow {
	row := actionRow{Ref: a.Body.Reference, Text: a.Body.Text, Owner: g.Title(a.Body.Owner), Due: a.Body.Due.Short(), State: strings.ReplaceAll(a.Body.State, "_", " "), Runs: room.Running(a.Body), Public: !a.Body.PublishedAt.IsZero()}
	if a.Body.Plain != "" {
		row.Text = a.Body.Plain
	}
	switch {
	case a.Body.State == record.ActionReported:
		row.Clock = govuk.Clock{State: govuk.Met, Detail: "waits for the commission"}
	case row.Runs:
		row.Clock = clockOf(a.Body.Due, today)
	default:
		row.Clock = govuk.Clock{State: govuk.Stopped}
	}
	if n := len(a.Body.Progress); n > 0 {
		row.RAG = a.Body.Progress[n-1].RAG
	}
	return row
}

// actions are the open ones, or those that ended (?show=ended).
func actions(w http.ResponseWriter, r *shell.Request) error {
	g, err := committeeRoom(r).Offices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	as, err := committeeRoom(r).Actions(r.Context(), r.Actor)
	today, overdue := day.In(r.Now()), 0
	parts := []part[actionRow]{{Key: "open", Text: "Open"}, {Key: "ended", Text: "Ended"}}
	for _, a := range as {
		row, at := actionLine(a, g, today), 1
		if row.Runs {
			at = 0
		}
		parts[at].Rows = append(parts[at].Rows, row)
		if room.OverdueBy(a.Body, today) > 0 {
			overdue++
		}
	}
	v, err := partRows(r, "Actions", parts, err)
	if err != nil {
		return err
	}
	v.Wide, v.Waits = true, overdue
	return r.Show(w, "scrutiny/actions", v)
}

type actionView struct {
	govuk.Page
	room.ActionView
	Line                                   actionRow
	Sort                                   string
	Progress                               []progressRow
	MeetingPath, ClosedPath                string
	CanAccept, CanReport, CanClose, CanRun bool
	Undo                                   *shell.Step
}

type progressRow struct {
	record.Progress
	Who   string
	Clash bool
}

func progressRows(r *shell.Request, ps []record.Progress) (out []progressRow) {
	for i := len(ps) - 1; i >= 0; i-- {
		out = append(out, progressRow{ps[i], r.Name(ps[i].By), room.RAGClash(ps[i])})
	}
	return out
}

func action(w http.ResponseWriter, r *shell.Request) error {
	a, err := committeeRoom(r).Action(r.Context(), r.Actor, r.ID())
	if err != nil {
		return err
	}
	g, err := committeeRoom(r).Offices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	b := a.Action.Body
	v := actionView{Page: r.Page("Action " + b.Reference), ActionView: a, Line: actionLine(a.Action, g, day.In(r.Now())), Sort: sortWords[b.Sort], Progress: progressRows(r, b.Progress)}
	v.Back = govuk.BackLink{Text: "Actions", Href: "/scrutiny/actions"}
	answers := r.May(access.AnswerQuestion, access.Question)
	v.CanRun = r.May(access.RunCommittee, access.Question)
	v.CanAccept, v.CanReport = answers && b.State == record.ActionOpen, answers && v.Line.Runs
	v.CanClose = r.May(access.AskQuestion, access.Question) && v.Line.Runs
	for _, m := range []struct {
		id   string
		path *string
	}{{b.Meeting, &v.MeetingPath}, {b.ClosedAt, &v.ClosedPath}} {
		if m.id != "" {
			s, err := subjectOf(r, m.id)
			if err != nil {
				return err
			}
			*m.path = meetingPath(s)
		}
	}
	if v.Undo, err = lastStep(r, a.Action.Subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/action", v)
}

func newAction(r *shell.Request) (*editor, error) {
	opts, _, err := offices(r)
	if err != nil {
		return nil, err
	}
	ms, err := meetings(r, held)
	if err != nil {
		return nil, err
	}
	agreed, err := agreedWords(r)
	if err != nil {
		return nil, err
	}
	sort := &form.Radios{Name: "sort", Label: "Why is it followed?", Required: "Choose why it is followed"}
	for _, s := range []string{record.ActionAgreed, record.ActionRequested, record.ActionPromised, record.ActionGap, record.ActionStatutory} {
		sort.Options = append(sort.Options, form.Option{Value: s, Label: sortWords[s]})
	}
	text := &form.TextArea{Name: "text", Label: "What will be done, as it is minuted", Required: "Enter what will be done", Rows: 3, Value: agreed}
	plain := &form.Text{Name: "plain", Label: "In plain words"}
	owner := &form.Select{Name: "owner", Label: "Which post owns it?", Empty: "Choose a post", Required: "Choose the post that owns the action", Options: opts}
	due := &form.Date{Name: "due", Label: "Until when?", Hint: "“A future agenda” is no date. Twenty working days after the meeting is usual", Required: "Enter until when: an action without a date is not followed"}
	meeting := &form.Select{Name: "meeting", Label: "Meeting", Empty: "No meeting", Options: ms, Value: r.URL.Query().Get("meeting")}
	para := &form.Text{Name: "paragraph", Label: "Paragraph of the minutes", Width: 5, Value: r.URL.Query().Get("paragraph")}
	if text.Value != "" {
		sort.Value = record.ActionAgreed
	}
	output := &form.Text{Name: "output", Label: "What does the commission get?", Hint: "For example a written briefing"}
	return &editor{heading: "Follow an action", button: "Follow the action", back: govuk.BackLink{Text: "Actions", Href: "/scrutiny/actions"}, fields: []form.Field{sort, text, plain, owner, due, meeting, para, output},
		save: func(int64) (string, error) {
			ref, err := committeeRoom(r).Follow(r.Context(), r.Actor, record.Action{Sort: sort.Value, Text: text.Value, Plain: plain.Value, Owner: owner.Value, Due: due.Value, Meeting: meeting.Value, Paragraph: para.Value, Output: output.Value})
			return actionPath(ref), err
		}}, nil
}

func openAction(r *shell.Request, heading, button string) (room.ActionView, *editor, error) {
	a, err := committeeRoom(r).Action(r.Context(), r.Actor, r.ID())
	e := &editor{heading: heading, caption: r.ID(), button: button, back: govuk.BackLink{Text: "Action " + r.ID(), Href: actionPath(r.ID())}, version: a.Action.Version, intro: []string{a.Action.Body.Text}}
	return a, e, err
}

func reportAction(r *shell.Request) (*editor, error) {
	_, e, err := openAction(r, "Report on the action", "Send the report")
	if err != nil {
		return nil, err
	}
	text := &form.TextArea{Name: "text", Label: "What was done, and what comes next", Required: "Say what was done", Rows: 5}
	rag := ragField("")
	evidence := &form.Text{Name: "evidence", Label: "What shows it?", Hint: "A paper, a minute, a figure"}
	done := tick("done", "It is done, and the commission can close it", false)
	done.Label = "Is it done?"
	e.fields = []form.Field{text, rag, evidence, done}
	e.save = func(int64) (string, error) {
		return actionPath(r.ID()), committeeRoom(r).ReportAction(r.Context(), r.Actor, r.ID(), room.Report{Text: text.Value, RAG: rag.Value, Evidence: evidence.Value, Done: yes(done)})
	}
	return e, nil
}

func closeAction(r *shell.Request) (*editor, error) {
	_, e, err := openAction(r, "Close the action", "Close the action")
	if err != nil {
		return nil, err
	}
	ms, err := meetings(r, nil)
	if err != nil {
		return nil, err
	}
	e.intro = append(e.intro, "Only the commission closes an action: its chair, or the scrutiny officer with the number of the minute that says so.")
	meeting := &form.Select{Name: "meeting", Label: "Meeting that closed it", Empty: "Choose the meeting", Required: "Choose the meeting that closed it", Options: ms}
	minute := &form.Text{Name: "minute", Label: "Number of the minute", Width: 5, Required: "Enter the number of the minute that closes it"}
	outcome := &form.TextArea{Name: "outcome", Label: "What came of it", Hint: "It may be published. Do not name a child or a family", Rows: 3}
	e.fields = []form.Field{meeting, minute, outcome}
	e.save = func(int64) (string, error) {
		return actionPath(r.ID()), committeeRoom(r).CloseAction(r.Context(), r.Actor, r.ID(), room.Closing{Meeting: meeting.Value, Minute: minute.Value, Outcome: outcome.Value})
	}
	return e, nil
}

func endAction(r *shell.Request) (*editor, error) {
	_, e, err := openAction(r, "End the action otherwise", "End the action")
	if err != nil {
		return nil, err
	}
	state := &form.Radios{Name: "state", Label: "How does it end?", Required: "Choose how it ends", Options: []form.Option{{Value: record.ActionSuperseded, Label: "Another action takes its place"}, {Value: record.ActionNotAgreed, Label: "The commission did not agree it"}}}
	other := &form.Text{Name: "superseded", Label: "Reference of the other action", Width: 20}
	why := &form.TextArea{Name: "why", Label: "Why", Required: "Say why", Rows: 2}
	e.fields = []form.Field{state, other, why}
	e.save = func(int64) (string, error) {
		return actionPath(r.ID()), committeeRoom(r).EndAction(r.Context(), r.Actor, r.ID(), state.Value, strings.TrimSpace(other.Value), why.Value)
	}
	return e, nil
}

func reopenAction(r *shell.Request) (*editor, error) {
	_, e, err := openAction(r, "Open the action again", "Open the action again")
	if err != nil {
		return nil, err
	}
	due := &form.Date{Name: "due", Label: "Until when?", Required: "Enter until when"}
	why := &form.TextArea{Name: "why", Label: "Why", Required: "Say why it is opened again", Rows: 2}
	e.fields = []form.Field{due, why}
	e.save = func(int64) (string, error) {
		return actionPath(r.ID()), committeeRoom(r).ReopenAction(r.Context(), r.Actor, r.ID(), due.Value, why.Value)
	}
	return e, nil
}
