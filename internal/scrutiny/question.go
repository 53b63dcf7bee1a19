// Package scrutiny is the thread from case to chamber: questions put to officers, answers that cite figures, and what the public sees
// of them.
//
// Invariants: an answer cites only figures that can be counted again; nobody clears their own words; the public sees exactly the
// version that was published, and no count of 1 to 5.
//
// Source: specs/scrutiny.md section 2 (meeting, question, answer, figure_claim); web-conventions 5 (disclosure) and 7 (councillor).
package scrutiny

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/scrutiny/minutes"
	"throughline/internal/story"
)

// Subject is the subject of the question with a reference, and of its answer.
func Subject(reference string) string { return record.QuestionSubject + ":" + reference }

func may(d *command.Desk, actor access.Actor, action access.Action) error {
	return access.Decide(actor, action, access.Question, access.Facts{}, d.Now()).Err()
}

// HoldMeeting records a meeting and gives its record id. A commission meets once a day: a second record of it is errs.Conflict.
func HoldMeeting(ctx context.Context, d *command.Desk, actor access.Actor, m record.Meeting) (string, error) {
	if err := may(d, actor, access.PublishQuestion); err != nil {
		return "", err
	}
	rc, err := d.Do(ctx, actor, "Record a meeting", func(tx *command.Tx) ([]record.Change, error) {
		all, err := story.OfKind[record.Meeting](tx.Tx)
		if err != nil {
			return nil, err
		}
		for _, o := range all {
			if o.Body.Date == m.Date && strings.EqualFold(o.Body.Commission, m.Commission) {
				return nil, errs.New(errs.Conflict, "The meeting of the %s on %s is already recorded", m.Commission, m.Date.Long())
			}
		}
		return []record.Change{record.New(tx.NewID(), tx.NewSubject(record.MeetingSubject), m)}, nil
	})
	if err != nil {
		return "", err
	}
	return rc.Entries[0].ID, nil
}

// Meetings lists the meetings, newest first.
func Meetings(ctx context.Context, d *command.Desk) (ms []record.Of[record.Meeting], err error) {
	err = d.Read(ctx, func(t *db.Tx) error {
		ms, err = story.OfKind[record.Meeting](t)
		return err
	})
	slices.SortStableFunc(ms, func(a, b record.Of[record.Meeting]) int { return b.Body.Date.Compare(a.Body.Date) })
	return ms, err
}

// NewQuestion is a question as somebody types it.
type NewQuestion struct {
	Text     string
	Asker    string // as it may be published; the member's own name when a member asks and leaves it out
	Topic    string
	Meeting  string  // record, or none yet
	Received day.Day // today when left out
	Follows  string  // reference of the question to which it is supplementary
	Source   string  // pre_submitted, at_meeting or written_after
	Young    bool    // asked by or for young people
	Measures []string
}

// Ask puts a question and gives its reference. Members and scrutiny officers may.
func Ask(ctx context.Context, d *command.Desk, actor access.Actor, q NewQuestion) (string, error) {
	if err := may(d, actor, access.AskQuestion); err != nil {
		return "", err
	}
	body := record.Question{
		Meeting: q.Meeting, Asker: strings.TrimSpace(q.Asker), Text: strings.TrimSpace(q.Text), Topic: strings.TrimSpace(q.Topic),
		Received: q.Received, State: record.QuestionAccepted, Follows: strings.TrimSpace(q.Follows), Source: q.Source, Young: q.Young, Measures: q.Measures,
	}
	if actor.Has(access.Member) {
		body.AskerBy = actor.ID
		if body.Asker == "" {
			body.Asker = actor.Name
		}
	}
	return put(ctx, d, actor, "Put a question", body)
}

// FromMinutes is a paragraph of published minutes that an officer accepts as a question.
type FromMinutes struct {
	Proposal  minutes.Proposal
	Paragraph string  // 4.13
	Meeting   string  // record: the page does not say when it was
	Topic     string  // the item's title when left out
	Asker     string  // as the minutes say when left out
	Received  day.Day // the day of the meeting when left out
}

// AcceptQuestion puts a question that the minutes propose, with its place in the source, and gives its reference. A paragraph that
// asks nothing is errs.Invalid; one that was accepted before is errs.Conflict and names the reference.
func AcceptQuestion(ctx context.Context, d *command.Desk, actor access.Actor, f FromMinutes) (string, error) {
	if err := may(d, actor, access.AskQuestion); err != nil {
		return "", err
	}
	var paras []minutes.Paragraph
	title := ""
	for _, it := range f.Proposal.Agenda() {
		if slices.ContainsFunc(it.Paragraphs, func(p minutes.Paragraph) bool { return p.Number == f.Paragraph }) {
			paras, title = it.Paragraphs, it.Title
		}
	}
	i := slices.IndexFunc(paras, func(p minutes.Paragraph) bool { return p.Number == f.Paragraph })
	switch {
	case i < 0:
		return "", errs.Field("paragraph", "The minutes have no paragraph %s", f.Paragraph)
	case !paras[i].Kind.Asks():
		return "", errs.Field("paragraph", "Paragraph %s asks nothing (it is %s)", f.Paragraph, paras[i].Kind)
	case f.Meeting == "":
		return "", errs.Field("meeting", "Choose the meeting: the page of the minutes does not say when it was")
	}
	p := paras[i]
	body := record.Question{
		Meeting: f.Meeting, Asker: f.Asker, Text: p.Text.Text, Topic: f.Topic, Received: f.Received, State: record.QuestionAccepted,
		Origin: record.Span{File: f.Proposal.Source, SHA256: f.Proposal.SHA256, Paragraph: p.Number, From: p.Span.Start, To: p.Span.End},
	}
	if body.Topic == "" {
		body.Topic = title
	}
	if body.Asker == "" {
		body.Asker = p.AskedBy
	}
	return put(ctx, d, actor, "Accept a question from the minutes", body)
}

// tries is how often a reference is asked for again when another server took it first.
const tries = 10

func put(ctx context.Context, d *command.Desk, actor access.Actor, why string, q record.Question) (ref string, err error) {
	for range tries {
		_, err = d.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
			q := q
			if err := settle(tx, &q); err != nil {
				return nil, err
			}
			if ref, err = freshReference(tx); err != nil {
				return nil, err
			}
			q.Reference = ref
			return []record.Change{record.New(ref, Subject(ref), q)}, nil
		})
		if _, taken := errors.AsType[*journal.Stale](err); !taken {
			break
		}
	}
	if err != nil {
		return "", err
	}
	return ref, nil
}

// settle fills in what the meeting says, and refuses a paragraph that was accepted before.
func settle(tx *command.Tx, q *record.Question) error {
	if q.Meeting != "" {
		m, err := story.One[record.Meeting](tx.Tx, q.Meeting)
		if err != nil {
			return errs.Field("meeting", "There is no such meeting")
		}
		if q.Received.IsZero() && !m.Body.Date.After(tx.Today()) {
			q.Received = m.Body.Date
		}
		if q.Origin != (record.Span{}) {
			q.Asker = fullName(q.Asker, m.Body.Commission)
		}
	}
	if q.Received.IsZero() {
		q.Received = tx.Today()
	}
	if q.Follows != "" {
		if _, _, _, err := load(tx.Tx, q.Follows); err != nil {
			return errs.Field("follows", "There is no question %s", q.Follows)
		}
	}
	if q.Origin == (record.Span{}) {
		return nil
	}
	all, err := story.OfKind[record.Question](tx.Tx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Body.Origin.SHA256 == q.Origin.SHA256 && o.Body.Origin.Paragraph == q.Origin.Paragraph {
			return errs.New(errs.Conflict, "Paragraph %s of these minutes was accepted before, as %s", q.Origin.Paragraph, o.Body.Reference)
		}
	}
	return nil
}

// fullName is the asker of the minutes ("Commission", "Chair") as a page apart from them must say it.
func fullName(asker, commission string) string {
	switch {
	case asker == "Chair":
		return "Chair of the " + commission
	case strings.HasSuffix(commission, asker):
		return commission
	}
	return asker
}

// freshReference is the next reference of the year: Q-2026-001. A reference is never given twice, also when its question was undone.
func freshReference(tx *command.Tx) (string, error) {
	prefix := fmt.Sprintf("Q-%d-", tx.Today().Year())
	taken, err := db.Column[string](tx.Tx, "select subject from record where kind = $1", record.Question{}.KindName())
	if err != nil {
		return "", err
	}
	last := 0
	for _, s := range taken {
		if n, err := strconv.Atoi(strings.TrimPrefix(s, Subject(prefix))); err == nil {
			last = max(last, n)
		}
	}
	return fmt.Sprintf("%s%03d", prefix, last+1), nil
}

// load gives a question and its answer, if there is one. An unknown reference is errs.NotFound.
func load(t *db.Tx, ref string) (q record.Of[record.Question], a record.Of[record.Answer], answered bool, err error) {
	s, err := story.Load(t, Subject(ref))
	if err != nil {
		return q, a, false, err
	}
	q, ok := story.First[record.Question](s)
	if !ok {
		return q, a, false, errs.New(errs.NotFound, "There is no question %s. Check the reference", ref)
	}
	a, answered = story.Find[record.Answer](s, answerID(ref)) // what was said at the meeting stands beside it
	return q, a, answered, nil
}

// oral are the answers that were given at the meeting, as its minutes have them.
func oral(t *db.Tx, ref string) (out []record.Of[record.Answer], err error) {
	s, err := story.Load(t, Subject(ref))
	for _, a := range story.All[record.Answer](s) {
		if a.Body.Oral {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b record.Of[record.Answer]) int { return a.Body.Origin.From - b.Body.Origin.From })
	return out, err
}

// Withdraw takes a question back, with a reason that may be published. The page of a published one then says so, and no more.
func Withdraw(ctx context.Context, d *command.Desk, actor access.Actor, ref, reason string) error {
	if err := may(d, actor, access.PublishQuestion); err != nil {
		return err
	}
	_, err := d.Do(ctx, actor, "Withdraw a question", func(tx *command.Tx) ([]record.Change, error) {
		q, _, _, err := load(tx.Tx, ref)
		if err != nil {
			return nil, err
		}
		if q.Body.State == record.QuestionWithdrawn {
			return nil, errs.New(errs.Conflict, "The question was already withdrawn")
		}
		q.Body.State, q.Body.WithdrawnAt, q.Body.WhyWithdrawn = record.QuestionWithdrawn, tx.Now, strings.TrimSpace(reason)
		return []record.Change{record.Edit(q, q.Body)}, nil
	})
	return err
}
