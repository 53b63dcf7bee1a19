package scrutiny

import (
	"strings"

	"throughline/internal/access"
	"throughline/internal/measure"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// pathRoutes are what happens to a question between its asking and its answer.
func pathRoutes() (out []shell.Route) {
	base := "/scrutiny/questions/{id}"
	out = append(out, formPages(base+"/merge", access.RunCommittee, merge)...)
	out = append(out, formPages(base+"/rule-out", access.RunCommittee, ruleOut)...)
	out = append(out, formPages(base+"/put", access.RunCommittee, putAt)...)
	out = append(out, formPages(base+"/carry", access.RunCommittee, carryOver)...)
	out = append(out, formPages(base+"/part", access.RunCommittee, partAnswered)...)
	out = append(out, formPages(base+"/route", access.AnswerQuestion, route)...)
	out = append(out, formPages(base+"/about", access.AnswerQuestion, about)...)
	return append(out, formPages(base+"/not-recorded", access.AnswerQuestion, notRecorded)...)
}

func questionPath(ref string) string { return "/scrutiny/questions/" + ref }

func openQuestion(r *shell.Request, heading, button string) (room.Case, *editor, error) {
	c, err := room.Open(r.Context(), r.House().Desk, r.Actor, r.ID())
	e := &editor{heading: heading, caption: r.ID(), button: button, back: govuk.BackLink{Text: "Question " + r.ID(), Href: questionPath(r.ID())}, intro: []string{c.Question.Body.Text}, version: c.Question.Version}
	return c, e, err
}

// asks builds a form about a question: its fields, and what is done with them.
func asks(r *shell.Request, heading, button string, build func(c room.Case, e *editor, rm room.Room) (func() error, error)) (*editor, error) {
	c, e, err := openQuestion(r, heading, button)
	if err != nil {
		return nil, err
	}
	do, err := build(c, e, committeeRoom(r))
	e.save = func(int64) (string, error) { return questionPath(r.ID()), do() }
	return e, err
}

func merge(r *shell.Request) (*editor, error) {
	return asks(r, "Merge with another question", "Merge", func(_ room.Case, e *editor, rm room.Room) (func() error, error) {
		into := &form.Text{Name: "into", Label: "Reference of the question that asks the same", Width: 20, Required: "Enter the reference of the other question"}
		e.fields = []form.Field{into}
		return func() error {
			return rm.Merge(r.Context(), r.Actor, r.ID(), strings.ToUpper(strings.TrimSpace(into.Value)))
		}, nil
	})
}

func ruleOut(r *shell.Request) (*editor, error) {
	return asks(r, "Rule the question out", "Rule it out", func(_ room.Case, e *editor, rm room.Room) (func() error, error) {
		why := &form.TextArea{Name: "reason", Label: "Reason, as it may be published", Required: "Say why, as it may be published", Rows: 3}
		e.fields = []form.Field{why}
		return func() error { return rm.RuleOut(r.Context(), r.Actor, r.ID(), why.Value) }, nil
	})
}

func putAt(r *shell.Request) (*editor, error) {
	return asks(r, "Put at a meeting", "Save", func(c room.Case, e *editor, rm room.Room) (func() error, error) {
		ms, err := meetings(r, nil)
		m := &form.Select{Name: "meeting", Label: "Meeting", Empty: "Choose the meeting", Required: "Choose the meeting", Options: ms, Value: c.Question.Body.Meeting}
		moment := &form.Text{Name: "moment", Label: "Where in the webcast", Hint: "For example 1:02:03", Width: 10}
		e.fields = []form.Field{m, moment}
		return func() error { return rm.PutAt(r.Context(), r.Actor, r.ID(), m.Value, moment.Value) }, err
	})
}

func carryOver(r *shell.Request) (*editor, error) {
	return asks(r, "Not reached at the meeting", "Carry it over", func(c room.Case, e *editor, rm room.Room) (func() error, error) {
		e.intro = append(e.intro, "It is answered in writing within ten working days of the meeting, unless you give another date. The answer goes with the agenda of the meeting that you choose.")
		ms, err := meetings(r, func(m record.Meeting) bool { return c.Meeting.Date.IsZero() || m.Date.After(c.Meeting.Date) })
		with := &form.Select{Name: "with", Label: "With the agenda of", Empty: "Not known yet", Options: ms}
		due := &form.Date{Name: "due", Label: "Written answer due"}
		e.fields = []form.Field{with, due}
		return func() error { return rm.CarryOver(r.Context(), r.Actor, r.ID(), with.Value, due.Value) }, err
	})
}

func partAnswered(r *shell.Request) (*editor, error) {
	return asks(r, "Answered in part", "Save", func(_ room.Case, e *editor, rm room.Room) (func() error, error) {
		missing := &form.TextArea{Name: "missing", Label: "What is still open, as it may be published", Required: "Say what is still open", Rows: 3}
		due := &form.Date{Name: "due", Label: "The rest is due", Hint: "Ten working days from today unless you give another date"}
		e.fields = []form.Field{missing, due}
		return func() error { return rm.AnsweredInPart(r.Context(), r.Actor, r.ID(), missing.Value, due.Value) }, nil
	})
}

func route(r *shell.Request) (*editor, error) {
	return asks(r, "Who should answer", "Send it there", func(c room.Case, e *editor, rm room.Room) (func() error, error) {
		opts, g, err := offices(r)
		for _, a := range c.Question.Body.Asked {
			e.intro = append(e.intro, "Asked on "+moment(a.At)+": "+g.Title(a.Office)+".")
		}
		to := &form.Select{Name: "office", Label: "Post", Empty: "Choose a post", Required: "Choose a post", Options: opts}
		why := &form.Text{Name: "why", Label: "Why it goes on", Hint: "Needed when another post was asked before"}
		due := &form.Date{Name: "due", Label: "Answer due", Hint: "Ten working days from today unless you give another date"}
		e.fields = []form.Field{to, why, due}
		return func() error { return rm.Route(r.Context(), r.Actor, r.ID(), to.Value, why.Value, due.Value) }, err
	})
}

func about(r *shell.Request) (*editor, error) {
	return asks(r, "Which figures is it about?", "Save", func(c room.Case, e *editor, rm room.Room) (func() error, error) {
		have := &form.Text{Name: "measures", Label: "Measures, by their ids", Hint: "For example FD-09, AS-02. The list is under Figures", Value: strings.Join(c.Question.Body.Measures, ", "), Required: "Enter the id of a measure"}
		proposed := &form.Checkboxes{Name: "proposed", Label: "Measures whose definitions share words with the question"}
		for _, d := range room.Suggest(c.Question.Body.Text, 6) {
			hint := "Counted here"
			if !d.Live {
				hint = "Not recorded yet: " + d.Waits()
			}
			proposed.Options = append(proposed.Options, form.Option{Value: d.ID, Label: d.ID + " " + d.Title, Hint: hint})
		}
		have.Required = ""
		e.fields = []form.Field{have}
		if len(proposed.Options) > 0 {
			e.fields = []form.Field{proposed, have}
		}
		return func() error {
			return rm.About(r.Context(), r.Actor, r.ID(), append(strings.FieldsFunc(have.Value, func(c rune) bool { return c == ',' || c == ' ' }), proposed.Values...))
		}, nil
	})
}

func notRecorded(r *shell.Request) (*editor, error) {
	return asks(r, "The numbers are not recorded", "Make it an action", func(c room.Case, e *editor, rm room.Room) (func() error, error) {
		e.intro = append(e.intro, "“Not to hand” does not fade: it becomes an action with an owner and a date, and the public page says so.")
		opts, _, err := offices(r)
		what := &form.TextArea{Name: "text", Label: "What is not recorded, as it may be published", Required: "Say what is not recorded", Rows: 3}
		m := &form.Select{Name: "measure", Label: "Measure that waits for it", Empty: "None"}
		for _, id := range c.Question.Body.Measures {
			if d, err := measure.Standard().Lookup(id); err == nil {
				m.Options = append(m.Options, form.Option{Value: id, Label: id + " " + d.Title})
				if !d.Live && what.Value == "" {
					what.Value, m.Value = d.Title+" is not recorded yet.", id
				}
			}
		}
		owner := &form.Select{Name: "owner", Label: "Which post will see to it?", Empty: "Choose a post", Required: "Choose the post that owns the action", Options: opts}
		if n := len(c.Question.Body.Asked); n > 0 {
			owner.Value = c.Question.Body.Asked[n-1].Office
		}
		due := &form.Date{Name: "due", Label: "Until when?", Required: "Enter until when"}
		e.fields = []form.Field{what, m, owner, due}
		return func() error {
			_, err := rm.NotRecorded(r.Context(), r.Actor, r.ID(), room.Gap{What: what.Value, Measure: m.Value, Owner: owner.Value, Due: due.Value})
			return err
		}, err
	})
}
