package scrutiny

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Draft is an answer as somebody writes it.
type Draft struct {
	Post, Person string   // who answers, as it will be published
	Text         string   //
	Figures      []string // figure records that it cites
	Base         int64    // the version it was written from; 0 for the first
	Office       string   // subject of the office that answers, where the register has it
	Part         bool     // it answers a part of the question: the rest is still due
}

// Written is what became of a draft.
type Written struct {
	Answer    record.Of[record.Answer]
	Unmatched []Mention // numbers in the text that no cited figure shows
	Hidden    []Mention // numbers in the text that would give a suppressed figure away: it cannot be published like this
}

// Answer writes an answer, or a new version of it, which then has to be cleared (again). What the public sees does not change until
// it is published. A figure that does not exist is errs.Invalid; a version that is not the newest, or a withdrawn question, is
// errs.Conflict.
func Answer(ctx context.Context, d *command.Desk, actor access.Actor, ref string, w Draft) (Written, error) {
	if err := may(d, actor, access.AnswerQuestion); err != nil {
		return Written{}, err
	}
	rc, err := d.Do(ctx, actor, "Answer a question", func(tx *command.Tx) ([]record.Change, error) {
		q, _, answered, err := load(tx.Tx, ref)
		if err != nil {
			return nil, err
		}
		switch q.Body.State {
		case record.QuestionWithdrawn, record.QuestionRuledOut, record.QuestionMerged:
			return nil, errs.New(errs.Conflict, "The question was %s, so it cannot be answered", QuestionWords(q.Body.State))
		}
		base := w.Base
		if base == 0 && !answered {
			if base, err = undone(tx.Tx, answerID(ref)); err != nil {
				return nil, err
			}
		}
		for _, id := range w.Figures {
			if _, err := story.One[record.Figure](tx.Tx, id); err != nil {
				return nil, errs.Field("figures", "There is no figure %s. Cite it from its measure first", id)
			}
		}
		body := record.Answer{
			Post: strings.TrimSpace(w.Post), Person: strings.TrimSpace(w.Person), By: actor.ID, Text: strings.TrimSpace(w.Text),
			Figures: w.Figures, Given: tx.Now, Office: w.Office, Part: w.Part,
		}
		out := []record.Change{{ID: answerID(ref), Subject: Subject(ref), Base: base, Body: body}}
		if to := map[bool]string{true: record.QuestionPart, false: record.QuestionAnswered}[w.Part]; q.Body.State != record.QuestionPublished && q.Body.State != to {
			q.Body.State = to
			q.Body.Steps = append(slices.Clip(q.Body.Steps), record.QuestionStep{At: tx.Now, By: actor.ID, State: to, Note: "An answer was written."})
			out = append(out, record.Edit(q, q.Body))
		}
		return out, nil
	})
	if err != nil {
		return Written{}, err
	}
	return written(ctx, d, rc.Entries[0].ID)
}

// answerID follows from the reference, so that two first answers cannot both be written.
func answerID(ref string) string { return ref + "-answer" }

// undone is the version of a record that was withdrawn, 0 when there never was one.
func undone(t *db.Tx, id string) (int64, error) {
	r, err := story.Record(t, id)
	if errs.Of(err) == errs.NotFound {
		return 0, nil
	}
	return r.Version, err
}

func written(ctx context.Context, d *command.Desk, id string) (w Written, err error) {
	var figs []record.Of[record.Figure]
	if err = d.Read(ctx, func(t *db.Tx) error {
		if w.Answer, err = story.One[record.Answer](t, id); err != nil {
			return err
		}
		figs, err = figures(t, w.Answer.Body)
		return err
	}); err != nil {
		return Written{}, err
	}
	w.Unmatched, w.Hidden, err = check(w.Answer.Body.Text, figs)
	return w, err
}

func figures(t *db.Tx, a record.Answer) ([]record.Of[record.Figure], error) {
	var out []record.Of[record.Figure]
	for _, id := range a.Figures {
		f, err := story.One[record.Figure](t, id)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func check(text string, figs []record.Of[record.Figure]) (unmatched, hidden []Mention, err error) {
	var shown []measure.Published
	var bodies []record.Figure
	for _, f := range figs {
		p, err := measure.PublishFigure(f.Body)
		if err != nil {
			return nil, nil, err
		}
		shown, bodies = append(shown, p), append(bodies, f.Body)
	}
	return Unmatched(text, shown), GivesAway(text, bodies), nil
}

// ClearAnswer says that a version of the answer may be published. Nobody clears their own words.
func ClearAnswer(ctx context.Context, d *command.Desk, actor access.Actor, ref string, version int64) error {
	if err := may(d, actor, access.PublishQuestion); err != nil {
		return err
	}
	_, err := d.Do(ctx, actor, "Clear an answer", func(tx *command.Tx) ([]record.Change, error) {
		q, a, answered, err := load(tx.Tx, ref)
		switch {
		case err != nil:
			return nil, err
		case q.Body.State == record.QuestionWithdrawn:
			return nil, errs.New(errs.Conflict, "The question was withdrawn")
		case !answered:
			return nil, errs.New(errs.Conflict, "The question has no answer yet")
		case a.Body.By == actor.ID:
			return nil, errs.New(errs.Denied, "You wrote this answer, so somebody else must clear it")
		case a.Version == version && a.Body.ClearedBy != "":
			return nil, errs.New(errs.Conflict, "This answer is already cleared")
		}
		a.Body.ClearedBy, a.Body.ClearedAt = actor.ID, tx.Now
		c := record.Edit(a, a.Body)
		c.Base = version // the words that were read are the words that are cleared
		return []record.Change{c}, nil
	})
	return err
}

// PublishQuestion publishes the question with its answer as it was cleared. From then on the public sees exactly this version; a
// later one is published by publishing again, and the page then says when it changed. An answer whose text gives a suppressed
// figure away is errs.Invalid.
func PublishQuestion(ctx context.Context, d *command.Desk, actor access.Actor, ref string) error {
	if err := may(d, actor, access.PublishQuestion); err != nil {
		return err
	}
	_, err := d.Do(ctx, actor, "Publish a question", func(tx *command.Tx) ([]record.Change, error) {
		q, a, answered, err := load(tx.Tx, ref)
		switch {
		case err != nil:
			return nil, err
		case q.Body.State == record.QuestionWithdrawn, q.Body.State == record.QuestionRuledOut, q.Body.State == record.QuestionMerged:
			return nil, errs.New(errs.Conflict, "The question was %s, so it cannot be published", QuestionWords(q.Body.State))
		case answered && a.Body.ClearedBy == "":
			return nil, errs.New(errs.Conflict, "The answer has not been cleared since it was last changed")
		}
		said, err := oral(tx.Tx, ref)
		if err != nil {
			return nil, err
		}
		if !answered && len(said) == 0 && q.Body.Gap == "" {
			return nil, errs.New(errs.Conflict, "The question has no answer yet")
		}
		p := record.Publication{At: tx.Now, By: actor.ID, Answer: a.ID, Version: a.Version}
		for _, o := range said {
			p.Oral = append(p.Oral, record.Edition{Record: o.ID, Version: o.Version})
		}
		if n := len(q.Body.Publications); n > 0 && q.Body.Publications[n-1].Version == p.Version && slices.Equal(q.Body.Publications[n-1].Oral, p.Oral) {
			return nil, errs.New(errs.Conflict, "This version is already published")
		}
		if closed, err := exempt(tx.Tx, q.Body.Meeting, q.Body.Item, ""); err != nil || closed {
			return nil, cmp.Or(err, errs.New(errs.Conflict, "The question belongs to an item that is not open to the public, so it is not published"))
		}
		figs, err := figures(tx.Tx, a.Body)
		if err != nil {
			return nil, err
		}
		if _, hidden, err := check(a.Body.Text, figs); err != nil {
			return nil, err
		} else if len(hidden) > 0 {
			return nil, errs.Field("text", "The answer says “%s”, which gives away a count of 1 to 5 that is suppressed. Take the number out and have the answer cleared again", hidden[0].Number)
		}
		q.Body.State = record.QuestionPublished
		if q.Body.PublishedAt.IsZero() {
			q.Body.PublishedAt = tx.Now
		}
		q.Body.Publications = append(q.Body.Publications, p)
		q.Body.Steps = append(slices.Clip(q.Body.Steps), record.QuestionStep{At: tx.Now, By: actor.ID, State: record.QuestionPublished, Note: "Question and answer were published."})
		return []record.Change{record.Edit(q, q.Body)}, nil
	})
	return err
}

// Case is a question as those see it who ask and those who answer.
type Case struct {
	Question record.Of[record.Question]
	Meeting  record.Meeting // the zero meeting when there is none
	Answer   record.Of[record.Answer]
	Answered bool
	Pending  bool // the answer was changed since it was published
	Figures  []record.Of[record.Figure]
	Oral     []record.Of[record.Answer] // what was said at the meeting
	Offices  Register
	Gap      record.Of[record.Action] // into which "not recorded" was turned
	Written
}

// Open gives a question with its draft answer and cited figures.
func Open(ctx context.Context, d *command.Desk, actor access.Actor, ref string) (c Case, err error) {
	if err := may(d, actor, access.Read); err != nil {
		return Case{}, err
	}
	err = d.Read(ctx, func(t *db.Tx) error {
		if c.Question, c.Answer, c.Answered, err = load(t, ref); err != nil {
			return err
		}
		if id := c.Question.Body.Meeting; id != "" {
			m, err := story.One[record.Meeting](t, id)
			if err != nil {
				return err
			}
			c.Meeting = m.Body
		}
		if c.Oral, err = oral(t, ref); err != nil {
			return err
		}
		if c.Offices, err = register(t); err != nil {
			return err
		}
		if id := c.Question.Body.Gap; id != "" {
			if c.Gap, err = story.One[record.Action](t, id); err != nil && errs.Of(err) != errs.NotFound {
				return err
			}
		}
		c.Figures, err = figures(t, c.Answer.Body)
		return err
	})
	if err != nil {
		return Case{}, err
	}
	if ps := c.Question.Body.Publications; len(ps) > 0 {
		c.Pending = ps[len(ps)-1].Version != c.Answer.Version
	}
	c.Unmatched, c.Hidden, err = check(c.Answer.Body.Text, c.Figures)
	return c, err
}

// Questions lists every question, newest first.
func Questions(ctx context.Context, d *command.Desk, actor access.Actor) (qs []record.Of[record.Question], err error) {
	if err := may(d, actor, access.List); err != nil {
		return nil, err
	}
	err = d.Read(ctx, func(t *db.Tx) error {
		qs, err = newestFirst(t)
		return err
	})
	return qs, err
}

// exempt says whether something of a meeting belongs to an item that is not open to the public: by the item's record, or by the number of a paragraph of its minutes.
func exempt(t *db.Tx, meeting, item, paragraph string) (bool, error) {
	if meeting == "" {
		return false, nil
	}
	m, err := story.One[record.Meeting](t, meeting)
	if errs.Of(err) == errs.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s, err := story.Load(t, m.Subject)
	if err != nil {
		return false, err
	}
	for _, p := range story.All[record.MinuteParagraph](s) {
		if item == "" && paragraph != "" && p.Body.Number == paragraph {
			item = p.Body.Item
		}
	}
	for _, i := range story.All[record.AgendaItem](s) {
		if i.ID == item && i.Body.Exempt > 0 {
			return true, nil
		}
	}
	return false, nil
}
