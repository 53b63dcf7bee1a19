package scrutiny

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// decisionRoutes are the decisions of the executive, their notices and their call-in.
func decisionRoutes() []shell.Route {
	return slices.Concat(
		[]shell.Route{read("/scrutiny/decisions", decisions), read("/scrutiny/decisions/{id}", decision)},
		formPages("/scrutiny/decisions/new", access.RunCommittee, editDecision),
		formPages("/scrutiny/decisions/{id}/change", access.RunCommittee, editDecision),
		formPages("/scrutiny/decisions/{id}/call-in", access.RunCommittee, callIn),
		formPages("/scrutiny/decisions/{id}/judge", access.RunCommittee, judgeCallIn),
		formPages("/scrutiny/decisions/{id}/hear", access.RunCommittee, hearCallIn),
	)
}

func decisionPath(id string) string { return "/scrutiny/decisions/" + id }

type decisionRow struct {
	room.DecisionView
	ID, State string
	Clock     govuk.Clock // of the window for a call-in, or of the notice
	Clocked   bool
	What      string // that the clock runs for
}

func decisionLine(r *shell.Request, v room.DecisionView) decisionRow {
	row := decisionRow{DecisionView: v, ID: record.SubjectID(v.Decision.Subject)}
	d, today := v.Decision.Body, day.In(r.Now())
	switch {
	case d.Abandoned != "":
		row.State = "not taken"
	case !d.Implemented.IsZero():
		row.State = "carried out " + d.Implemented.Short()
	case v.CallIn != nil:
		row.State = "called in: " + room.CallInWords(v.CallIn.Body)
	case d.Published.IsZero() && !d.Taken.IsZero():
		row.State = "taken, not published yet"
	case d.Published.IsZero():
		row.State = "to be taken " + d.Expected.Short()
		if d.Key && d.Noticed.IsZero() {
			row.Clocked, row.What, row.Clock = true, "notice by "+v.NoticeDue.Short(), clockOf(v.NoticeDue, today)
		}
	case d.Waived != "":
		row.State = "published, call-in waived"
	case !today.After(d.Until):
		row.State, row.Clocked, row.What, row.Clock = "may be called in", true, "until "+d.Until.Short(), clockOf(d.Until, today)
	default:
		row.State = "may be carried out"
	}
	return row
}

func decisions(w http.ResponseWriter, r *shell.Request) error {
	ds, err := committeeRoom(r).Decisions(r.Context(), r.Actor)
	return showRows(w, r, "scrutiny/decisions", "Decisions and call-in", each(ds, func(v room.DecisionView) decisionRow { return decisionLine(r, v) }), err)
}

type decisionView struct {
	govuk.Page
	Row                                  decisionRow
	Hearing, HearingPath, Report         string
	CanRun, CanCallIn, CanJudge, CanHear bool
	Undo                                 *shell.Step
}

func openDecision(r *shell.Request) (room.DecisionView, error) {
	return committeeRoom(r).Decision(r.Context(), r.Actor, record.DecisionSubject+":"+r.ID())
}

func decision(w http.ResponseWriter, r *shell.Request) error {
	o, err := openDecision(r)
	if err != nil {
		return err
	}
	d := o.Decision.Body
	v := decisionView{Page: r.Page(d.Title), Row: decisionLine(r, o), CanRun: r.May(access.RunCommittee, access.Question)}
	v.Caption, v.Back = d.Reference, govuk.BackLink{Text: "Decisions and call-in", Href: "/scrutiny/decisions"}
	if d.Report != "" {
		v.Report = cabinetPath(record.SubjectID(d.Report))
	}
	today := day.In(r.Now())
	v.CanCallIn = v.CanRun && o.CallIn == nil && !d.Published.IsZero() && d.Waived == "" && d.Implemented.IsZero() && !today.Before(d.Published)
	if c := o.CallIn; c != nil {
		v.CanJudge, v.CanHear = v.CanRun && c.Body.Outcome == "", v.CanRun && c.Body.Stands == "yes"
		if c.Body.Hearing != "" {
			s, err := subjectOf(r, c.Body.Hearing)
			if err != nil {
				return err
			}
			v.HearingPath = meetingPath(s)
			ms, err := meetings(r, nil)
			if err != nil {
				return err
			}
			for _, m := range ms {
				if m.Value == c.Body.Hearing {
					v.Hearing = m.Label
				}
			}
		}
	}
	if v.Undo, err = lastStep(r, o.Decision.Subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/decision", v)
}

func editDecision(r *shell.Request) (*editor, error) {
	subject, d, version := "", record.Decision{Maker: "Cabinet"}, int64(0)
	e := &editor{heading: "Record a decision", button: "Save the decision", back: govuk.BackLink{Text: "Decisions and call-in", Href: "/scrutiny/decisions"},
		intro: []string{"A key decision needs a notice 28 clear days before it. Once the decision is published it may be called in for five working days, and is not carried out in that time."}}
	if r.ID() != "" {
		v, err := openDecision(r)
		if err != nil {
			return nil, err
		}
		subject, d, version = v.Decision.Subject, v.Decision.Body, v.Decision.Version
		e.heading, e.back = "Change the decision", govuk.BackLink{Text: d.Title, Href: decisionPath(r.ID())}
	}
	reports, err := committeeRoom(r).CabinetReports(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	title := &form.Text{Name: "title", Label: "What is decided", Required: "Enter what is decided", Value: d.Title}
	ref := &form.Text{Name: "reference", Label: "Key decision number", Width: 10, Value: d.Reference}
	maker := &form.Text{Name: "maker", Label: "Who takes it", Required: "Enter who takes the decision", Value: d.Maker}
	authority := &form.Text{Name: "authority", Label: "On what authority", Value: d.Authority}
	key := &form.Radios{Name: "key", Label: "Is it a key decision?", Value: map[bool]string{true: "yes", false: "no"}[d.Key], Options: form.YesNo()}
	noticed, expected := &form.Date{Name: "noticed", Label: "Notice published", Value: d.Noticed}, &form.Date{Name: "expected", Label: "To be taken on", Value: d.Expected}
	urgency := &form.Select{Name: "urgency", Label: "With less notice", Empty: "No: the notice is long enough", Value: d.Urgency, Options: []form.Option{{Value: record.GeneralException, Label: "General exception: the chair was told five clear days before"}, {Value: record.SpecialUrgency, Label: "Special urgency: the chair agreed"}}}
	why := area("why_urgent", "Why it could not wait", "", d.WhyUrgent, 2)
	by, told := &form.Text{Name: "agreed_by", Label: "Chair who was told, or agreed", Value: d.AgreedBy}, &form.Date{Name: "agreed_on", Label: "When the chair was told, or agreed", Value: d.AgreedOn}
	taken, published := &form.Date{Name: "taken", Label: "Taken on", Value: d.Taken}, &form.Date{Name: "published", Label: "Decision published on", Value: d.Published}
	waived := &form.Text{Name: "waived", Label: "If it may not be called in because it is urgent: why, and who agreed", Value: d.Waived}
	done := &form.Date{Name: "implemented", Label: "Carried out on", Value: d.Implemented}
	report := &form.Select{Name: "report", Label: "Report to the cabinet", Empty: "None is recorded here", Value: d.Report}
	for _, c := range reports {
		report.Options = append(report.Options, form.Option{Value: c.Subject, Label: c.Body.Title + ", " + c.Body.Meeting.Long()})
	}
	exempt, interest := exemptFields(d.Exempt, d.Interest)
	abandoned := &form.Text{Name: "abandoned", Label: "If it was given up: why", Value: d.Abandoned}
	e.fields, e.version = []form.Field{title, ref, maker, authority, key, noticed, expected, urgency, why, by, told, exempt, interest, report}, version
	if subject != "" {
		e.fields = append(e.fields, taken, published, waived, done, abandoned)
	}
	e.save = func(version int64) (string, error) {
		s, err := committeeRoom(r).SaveDecision(r.Context(), r.Actor, subject, version, record.Decision{Title: title.Value, Reference: ref.Value, Maker: maker.Value, Authority: authority.Value, Key: key.Value == "yes", Noticed: noticed.Value, Expected: expected.Value,
			Urgency: urgency.Value, WhyUrgent: why.Value, AgreedBy: by.Value, AgreedOn: told.Value, Taken: taken.Value, Published: published.Value, Waived: waived.Value, Implemented: done.Value, Report: report.Value, Exempt: exemptOf(exempt), Interest: interest.Value, Abandoned: abandoned.Value})
		return decisionPath(record.SubjectID(s)), err
	}
	return e, nil
}

// onDecision is a form about a decision that leads back to it.
func onDecision(r *shell.Request, heading, button string, build func(v room.DecisionView, e *editor) (func() error, error)) (*editor, error) {
	v, err := openDecision(r)
	if err != nil {
		return nil, err
	}
	e := &editor{heading: heading, caption: v.Decision.Body.Title, button: button, back: govuk.BackLink{Text: v.Decision.Body.Title, Href: decisionPath(r.ID())}}
	do, err := build(v, e)
	e.save = func(int64) (string, error) { return decisionPath(r.ID()), do() }
	return e, err
}

func callIn(r *shell.Request) (*editor, error) {
	return onDecision(r, "Call the decision in", "Record the call-in", func(v room.DecisionView, e *editor) (func() error, error) {
		e.intro = []string{"It may be called in until " + v.Decision.Body.Until.Long() + ", by five councillors. From then on it is not carried out until it was heard."}
		received := &form.Date{Name: "received", Label: "Received on", Required: "Enter the day it was received", Value: day.In(r.Now())}
		signed := area("signatories", "Councillors who signed", "One a line", "", 6)
		signed.Required = "Enter who signed it"
		grounds := area("grounds", "Grounds", "Which principle of decision-making was not kept, and how", "", 4)
		grounds.Required = "Enter the grounds"
		e.fields = []form.Field{received, signed, grounds}
		return func() error {
			return committeeRoom(r).CallIn(r.Context(), r.Actor, v.Decision.Subject, record.CallIn{Received: received.Value, Signatories: lines(signed.Value), Grounds: grounds.Value})
		}, nil
	})
}

func theCallIn(v room.DecisionView) (record.CallIn, error) {
	if v.CallIn == nil {
		return record.CallIn{}, errs.New(errs.Conflict, "The decision is not called in")
	}
	return v.CallIn.Body, nil
}

func judgeCallIn(r *shell.Request) (*editor, error) {
	return onDecision(r, "Does the call-in stand?", "Save", func(v room.DecisionView, e *editor) (func() error, error) {
		c, err := theCallIn(v)
		e.intro = []string{c.Grounds, strconv.Itoa(len(c.Signatories)) + " signed: " + strings.Join(c.Signatories, ", ") + "."}
		stands := &form.Radios{Name: "stands", Label: "What does the monitoring officer say?", Value: c.Stands, Required: "Choose whether the call-in stands", Options: []form.Option{{Value: "yes", Label: "It stands"}, {Value: "no", Label: "It does not stand"}}}
		by := &form.Text{Name: "judged_by", Label: "Monitoring officer", Required: "Enter the monitoring officer", Value: c.JudgedBy}
		on := &form.Date{Name: "on", Label: "When", Required: "Enter the day", Value: day.In(r.Now())}
		why := area("why_not", "If it does not stand: why", "", c.WhyNot, 2)
		e.fields = []form.Field{stands, by, on, why}
		return func() error {
			return committeeRoom(r).JudgeCallIn(r.Context(), r.Actor, v.Decision.Subject, stands.Value, by.Value, why.Value, on.Value)
		}, err
	})
}

func hearCallIn(r *shell.Request) (*editor, error) {
	return onDecision(r, "The hearing of the call-in", "Save", func(v room.DecisionView, e *editor) (func() error, error) {
		c, err := theCallIn(v)
		if err != nil {
			return nil, err
		}
		ms, err := meetings(r, func(m record.Meeting) bool { return !m.Date.Before(c.Received) })
		hearing := &form.Select{Name: "hearing", Label: "Meeting that hears it", Empty: "Choose the meeting", Required: "Choose the meeting that hears it", Options: ms, Value: c.Hearing}
		outcome := &form.Radios{Name: "outcome", Label: "What did the commission say?", Value: c.Outcome, Hint: "Leave it open until it was heard", Options: []form.Option{{Value: record.CallInNoAction, Label: "The decision stands"}, {Value: record.CallInBack, Label: "It goes back to who took it"}, {Value: record.CallInCouncil, Label: "It goes to the full council"}}}
		reasons := area("reasons", "Reasons that go with it", "", c.Reasons, 3)
		answer, on := area("answer", "What was decided again", "", c.Answer, 3), &form.Date{Name: "answered_on", Label: "When it was decided again", Value: c.AnsweredOn}
		e.fields = []form.Field{hearing, outcome, reasons, answer, on}
		return func() error {
			return committeeRoom(r).HearCallIn(r.Context(), r.Actor, v.Decision.Subject, room.Heard{Hearing: hearing.Value, Outcome: outcome.Value, Reasons: reasons.Value, Answer: answer.Value, AnsweredOn: on.Value})
		}, err
	})
}
