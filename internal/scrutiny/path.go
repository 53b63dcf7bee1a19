package scrutiny

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Waits says whether a question still waits for an answer.
func Waits(q record.Question) bool {
	switch q.State {
	case record.QuestionSubmitted, record.QuestionAccepted, record.QuestionPut, record.QuestionPart, record.QuestionCarried:
		return !q.Observes
	}
	return false
}

// questionStep changes a question and notes the step, in words that may be published.
func (r Room) questionStep(ctx context.Context, actor access.Actor, action access.Action, why, ref, note string, step func(tx *command.Tx, q *record.Question) ([]record.Change, error)) error {
	return change(ctx, r, actor, action, why, Subject(ref), 0, func(tx *command.Tx, old record.Of[record.Question]) (record.Question, []record.Change, error) {
		q := old.Body
		more, err := step(tx, &q)
		if err != nil {
			return q, nil, err
		}
		q.Steps = append(slices.Clip(q.Steps), record.QuestionStep{At: tx.Now, By: actor.ID, State: q.State, Note: note})
		return q, more, nil
	})
}

func waiting(q *record.Question) error {
	if !Waits(*q) && !q.Observes {
		return errs.New(errs.Conflict, "The question is %s, so this cannot be done now", QuestionWords(q.State))
	}
	return nil
}

// QuestionWords is the state of a question as people read it.
func QuestionWords(state string) string {
	switch state {
	case record.QuestionSubmitted:
		return "received"
	case record.QuestionAccepted:
		return "accepted"
	case record.QuestionCarried:
		return "not reached at the meeting, to be answered in writing"
	case record.QuestionPart:
		return "answered in part"
	case record.QuestionRuledOut:
		return "ruled out"
	case record.QuestionPut:
		return "put at the meeting"
	case record.QuestionMerged:
		return "merged with another"
	}
	return state
}

// Merge answers a question with another: both askers are told the same.
func (r Room) Merge(ctx context.Context, actor access.Actor, ref, into string) error {
	return r.questionStep(ctx, actor, access.RunCommittee, "Merge questions", ref, "Merged with "+into+", which asks the same.", func(tx *command.Tx, q *record.Question) ([]record.Change, error) {
		if err := waiting(q); err != nil {
			return nil, err
		}
		o, _, _, err := load(tx.Tx, into)
		switch {
		case err != nil || into == ref:
			return nil, errs.Field("into", "Enter the reference of the other question")
		case o.Body.MergedInto != "":
			return nil, errs.Field("into", "%s is itself merged, with %s: take that", into, o.Body.MergedInto)
		}
		q.State, q.MergedInto = record.QuestionMerged, into
		return nil, nil
	})
}

// RuleOut refuses a question, with a reason that may be published.
func (r Room) RuleOut(ctx context.Context, actor access.Actor, ref, reason string) error {
	reason = strings.TrimSpace(reason)
	return r.questionStep(ctx, actor, access.RunCommittee, "Rule a question out", ref, "Ruled out: "+reason, func(_ *command.Tx, q *record.Question) ([]record.Change, error) {
		q.WhyNot = reason
		err := waiting(q)
		q.State = record.QuestionRuledOut
		return nil, err
	})
}

// PutAt records that a question was put at a meeting, and where in its recording.
func (r Room) PutAt(ctx context.Context, actor access.Actor, ref, meeting, moment string) error {
	return r.questionStep(ctx, actor, access.RunCommittee, "Put a question at the meeting", ref, "Put at the meeting.", func(tx *command.Tx, q *record.Question) ([]record.Change, error) {
		if err := waiting(q); err != nil {
			return nil, err
		}
		if meeting != "" {
			q.Meeting = meeting
		}
		if _, err := story.One[record.Meeting](tx.Tx, q.Meeting); err != nil {
			return nil, errs.Field("meeting", "Choose the meeting")
		}
		q.State, q.Moment = record.QuestionPut, strings.TrimSpace(moment)
		return nil, nil
	})
}

// CarryOver keeps a question that the meeting did not reach: it is answered in writing by a day, and the answer goes with the agenda of a later meeting (SR-325). The day is
// the council's limit from the meeting, unless one is given.
func (r Room) CarryOver(ctx context.Context, actor access.Actor, ref, with string, due day.Day) error {
	return r.questionStep(ctx, actor, access.RunCommittee, "Carry a question over", ref, "There was no time for it at the meeting. It is answered in writing, with the next agenda.", func(tx *command.Tx, q *record.Question) ([]record.Change, error) {
		if err := waiting(q); err != nil {
			return nil, err
		}
		m, err := story.One[record.Meeting](tx.Tx, q.Meeting)
		if err != nil {
			return nil, errs.New(errs.Conflict, "Say first at which meeting it was to be put")
		}
		if with != "" {
			if n, err := story.One[record.Meeting](tx.Tx, with); err != nil || !n.Body.Date.After(m.Body.Date) {
				return nil, errs.Field("with", "Choose a later meeting")
			}
		}
		if due.IsZero() {
			due = r.due(WrittenClock, m.Body.Date)
		}
		if due.Before(m.Body.Date) {
			return nil, errs.Field("due", "The answer cannot be due before the meeting")
		}
		q.State, q.Carried, q.Due = record.QuestionCarried, with, due
		return nil, nil
	})
}

// AnsweredInPart records that the meeting heard a part of the answer; the rest is still due.
func (r Room) AnsweredInPart(ctx context.Context, actor access.Actor, ref, missing string, due day.Day) error {
	missing = strings.TrimSpace(missing)
	return r.questionStep(ctx, actor, access.RunCommittee, "Part-answer a question", ref, "Answered in part. Still open: "+missing, func(tx *command.Tx, q *record.Question) ([]record.Change, error) {
		if q.State == record.QuestionWithdrawn || q.State == record.QuestionRuledOut || q.State == record.QuestionMerged {
			return nil, waiting(q)
		}
		if missing == "" {
			return nil, errs.Field("missing", "Say what is still open")
		}
		if due.IsZero() {
			due = r.due(WrittenClock, tx.Today())
		}
		q.State, q.Due = record.QuestionPart, due
		return nil, nil
	})
}

// Route asks an office for the answer. Asked again, it goes on from the one before, with the reason: the right director was not there (SR-328). Who was asked, and when,
// stays.
func (r Room) Route(ctx context.Context, actor access.Actor, ref, office, why string, due day.Day) error {
	why = strings.TrimSpace(why)
	return change(ctx, r, actor, access.AnswerQuestion, "Route a question", Subject(ref), 0, func(tx *command.Tx, old record.Of[record.Question]) (record.Question, []record.Change, error) {
		q := old.Body
		g, err := register(tx.Tx)
		if err != nil {
			return q, nil, err
		}
		o, ok := g.Find(office)
		n := len(q.Asked)
		switch {
		case !ok:
			return q, nil, errs.Field("office", "Choose a post of the register")
		case n > 0 && q.Asked[n-1].Office == office:
			return q, nil, errs.Field("office", "This post was asked already")
		case n > 0 && why == "":
			return q, nil, errs.Field("why", "Say why it goes on to another post")
		}
		if err := waiting(&q); err != nil {
			return q, nil, err
		}
		if due.IsZero() && q.Due.IsZero() {
			due = r.due(WrittenClock, tx.Today())
		}
		if !due.IsZero() {
			q.Due = due
		}
		q.Asked = append(slices.Clip(q.Asked), record.Asked{Office: office, At: tx.Now, By: actor.ID, Why: why})
		q.Steps = append(slices.Clip(q.Steps), record.QuestionStep{At: tx.Now, By: actor.ID, State: q.State, Note: "Sent to the " + o.Office.Body.Title + " to answer."})
		return q, nil, nil
	})
}

// About says which measures a question is about (SR-339). An unknown measure is errs.Invalid.
func (r Room) About(ctx context.Context, actor access.Actor, ref string, measures []string) error {
	return change(ctx, r, actor, access.AnswerQuestion, "Say what a question is about", Subject(ref), 0, func(_ *command.Tx, old record.Of[record.Question]) (record.Question, []record.Change, error) {
		q, defs := old.Body, measure.Standard().All()
		q.Measures = nil
		for _, m := range measures {
			m = strings.TrimSpace(m)
			if m == "" {
				continue
			}
			i := slices.IndexFunc(defs, func(d measure.Definition) bool { return strings.EqualFold(d.ID, m) })
			if i < 0 {
				return q, nil, errs.Field("measures", "There is no measure %s", m)
			}
			if m = defs[i].ID; slices.Contains(q.Measures, m) {
				continue
			}
			q.Measures = append(q.Measures, m)
		}
		return q, nil, nil
	})
}

// Gap is what nobody could say, and who will be able to.
type Gap struct {
	What    string // what is not recorded, in words that may be published
	Measure string // the measure that waits for its record, where there is one
	Owner   string // subject of the office
	Due     day.Day
}

// NotRecorded says that a question cannot be answered from what is recorded, and turns that into an action: "not to hand" does not fade. It gives the action's
// reference.
func (r Room) NotRecorded(ctx context.Context, actor access.Actor, ref string, g Gap) (action string, err error) {
	err = numbered(func() error {
		return r.questionStep(ctx, actor, access.AnswerQuestion, "Say that it is not recorded", ref, "The numbers are not recorded. Recording them has become an action.", func(tx *command.Tx, q *record.Question) ([]record.Change, error) {
			if q.Gap != "" {
				return nil, errs.New(errs.Conflict, "This has become the action %s already", q.Gap)
			}
			c, err := r.follow(tx, record.Action{Sort: record.ActionGap, Meeting: q.Meeting, Paragraph: q.Origin.Paragraph, Text: strings.TrimSpace(g.What), Owner: g.Owner, Due: g.Due,
				Question: ref, Measure: g.Measure, Output: "The figure, or the reason why it cannot be counted", Origin: q.Origin})
			if err != nil {
				return nil, err
			}
			action, q.Gap = c.ID, c.ID
			return []record.Change{c}, nil
		})
	})
	return action, err
}
