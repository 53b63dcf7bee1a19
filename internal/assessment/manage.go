package assessment

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// The least that a manager must say, in characters.
const (
	MinComment    = 5  // acceptance-scenarios.md 11
	MinCorrection = 10 // why a recorded date was wrong
)

func comment(field, text string, least int) (string, error) {
	text = strings.TrimSpace(clean(text))
	if utf8.RuneCountInString(text) < least {
		return "", errs.Field(field, "Write at least %d characters", least)
	}
	return text, nil
}

// said adds what a manager did and said.
func said(r record.AssessmentReport, tx *command.Tx, did, text string) record.AssessmentReport {
	r.Comments = append(slices.Clone(r.Comments), record.Comment{By: tx.Actor.ID, At: tx.Now.UTC(), Did: did, Text: text})
	return r
}

// Return gives a submitted assessment back to its worker with a comment of at least MinComment characters. Nothing of what was written changes.
func (r Room) Return(ctx context.Context, actor access.Actor, report string, base int64, text string) (command.Receipt, error) {
	return r.act(ctx, actor, "Return an assessment", report, access.AuthoriseAssessment, func(tx *command.Tx, w whole) ([]record.Change, error) {
		text, err := comment("comment", text, MinComment)
		if err != nil {
			return nil, err
		}
		if err := submitted(w.report.Body); err != nil {
			return nil, err
		}
		body := said(w.report.Body, tx, "returned", text)
		body.State = record.Returned
		return []record.Change{w.edit(base, body)}, r.tell(tx, cmp.Or(body.Worker, body.SubmittedBy), "returned", report)
	})
}

func submitted(r record.AssessmentReport) error {
	if r.State != record.Submitted {
		return errs.New(errs.Conflict, "This assessment is not waiting for a manager (it is %s). Nothing was changed", r.State)
	}
	return nil
}

// Authorise freezes a submitted assessment. For each child the day is set on which it was authorised, the first time; the outcome then leads to the
// next step: no further action closes the referral (RC8), unless a plan or care still runs; every other outcome leaves it open. The comment may be empty.
// Nobody who wrote in it may authorise it: errs.Denied.
func (r Room) Authorise(ctx context.Context, actor access.Actor, report string, base int64, text string) (command.Receipt, error) {
	return r.act(ctx, actor, "Authorise an assessment", report, access.AuthoriseAssessment, func(tx *command.Tx, w whole) ([]record.Change, error) {
		if err := submitted(w.report.Body); err != nil {
			return nil, err
		}
		body := said(w.report.Body, tx, "authorised", strings.TrimSpace(clean(text)))
		body.State, body.AuthorisedBy, body.AuthorisedAt = record.Authorised, actor.ID, tx.Now.UTC()
		if body.Completed.IsZero() {
			body.Completed = tx.Today()
		}
		changes := []record.Change{w.edit(base, body)}
		for _, p := range w.children {
			if p.text.Body.Authorised.IsZero() {
				part := p.text.Body
				part.Authorised = tx.Today()
				changes = append(changes, record.Edit(p.text, part))
			}
			if p.text.Body.Outcome == noFurtherAction && keepsOpen(p.story) != "" {
				continue // the page and the work list say why it stays open
			}
			if next, changed := NextStep(p.referral.Body, p.text.Body.Outcome, tx.Today(), actor.ID); changed && p.referral.ID != "" {
				changes = append(changes, record.Edit(p.referral, next))
			}
		}
		return changes, r.tell(tx, cmp.Or(body.Worker, body.SubmittedBy), "authorised", report)
	})
}

// NextStep is the referral after an assessment with an outcome was authorised on a day by a worker, and whether it changed. No further action closes it with RC8
// unless it is closed already; another outcome, in a later edition, opens again what RC8 had closed.
func NextStep(ref record.Referral, outcome string, on day.Day, by string) (record.Referral, bool) {
	switch {
	case outcome == noFurtherAction && ref.Closed.IsZero():
		ref.Closed, ref.Closure, ref.ClosedBy = on, "RC8", by
		return ref, true
	case outcome != noFurtherAction && ref.Closure == "RC8":
		ref.Closed, ref.Closure, ref.ClosedBy = day.Day{}, "", ""
		return ref, true
	}
	return ref, false
}

// Reopen starts a new edition of an authorised assessment, which needs authorisation again. The first authorisation stays the day that the clocks
// and the census know.
func (r Room) Reopen(ctx context.Context, actor access.Actor, report string, base int64, reason string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Reopen an assessment", func(tx *command.Tx) ([]record.Change, error) {
		w, err := r.load(tx.Tx, report)
		if err != nil {
			return nil, err
		}
		// Reopening decides nothing about what was written, so a manager who wrote in it may do it.
		if _, err := w.may(of(tx), access.AuthoriseAssessment, access.Assessment, nil); err != nil {
			return nil, err
		}
		reason, err := comment("reason", reason, MinComment)
		if err != nil {
			return nil, err
		}
		if w.report.Body.State != record.Authorised {
			return nil, errs.New(errs.Conflict, "Only an authorised assessment can be reopened; this one is %s. Nothing was changed", w.report.Body.State)
		}
		body := said(w.report.Body, tx, "reopened", reason)
		body.State, body.SubmittedBy = record.Writing, ""
		body.SubmittedAt = record.AssessmentReport{}.SubmittedAt
		return []record.Change{w.edit(base, body)}, nil
	})
}

// Review records a manager's decision at one of the council's review points (clock AS-01), with a comment of at least MinComment characters.
func (r Room) Review(ctx context.Context, actor access.Actor, report string, base int64, text string) (command.Receipt, error) {
	return r.act(ctx, actor, "Review an assessment", report, access.AuthoriseAssessment, func(tx *command.Tx, w whole) ([]record.Change, error) {
		text, err := comment("comment", text, MinComment)
		if err != nil {
			return nil, err
		}
		if !w.report.Body.Completed.IsZero() {
			return nil, errs.New(errs.Conflict, "This assessment was completed on %s, so its review points are over. Nothing was changed", w.report.Body.Completed.Long())
		}
		body := said(w.report.Body, tx, "reviewed", text)
		body.ReviewedOn = append(slices.Clone(body.ReviewedOn), tx.Today())
		return []record.Change{w.edit(base, body)}, nil
	})
}

// CorrectAuthorised puts right the day on which an assessment was first authorised, for all its children, where the recorded day was wrong. The
// day must lie from the start of the assessment to today, and the reason has at least MinCorrection characters. What was known before stays in the journal.
func (r Room) CorrectAuthorised(ctx context.Context, actor access.Actor, report string, base int64, to day.Day, reason string) (command.Receipt, error) {
	return r.act(ctx, actor, "Correct the date of an authorisation", report, access.AuthoriseAssessment, func(tx *command.Tx, w whole) ([]record.Change, error) {
		was := w.report.Body.Completed
		if was.IsZero() {
			return nil, errs.New(errs.Conflict, "This assessment was never authorised, so there is no date to correct. Nothing was changed")
		}
		var f errs.Fields
		switch {
		case to.IsZero():
			f.Add("date", "Enter the day on which the assessment was authorised")
		case to.After(tx.Today()):
			f.Add("date", "The day must be today or in the past")
		case to.Before(w.started()):
			f.Add("date", "The day must not be before the assessment was started on %s", w.started().Long())
		case to == was:
			f.Add("date", "%s is the recorded day already", to.Long())
		}
		text, err := comment("reason", reason, MinCorrection)
		if fs, ok := err.(errs.Fields); ok {
			f = append(f, fs...)
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		body := said(w.report.Body, tx, "corrected", "Authorised on "+to.Long()+", not "+was.Long()+": "+text)
		body.Completed = to
		changes := []record.Change{w.edit(base, body)}
		for _, p := range w.children {
			part := p.text.Body
			part.Authorised = to
			changes = append(changes, record.Edit(p.text, part))
			// An episode that this authorisation closed was closed on that day.
			if ref := p.referral.Body; p.referral.ID != "" && ref.Closure == "RC8" && ref.Closed == was {
				ref.Closed = to
				changes = append(changes, record.Edit(p.referral, ref))
			}
		}
		return changes, nil
	})
}

// started is the day on which the last of the children's parts was started.
func (w whole) started() day.Day {
	var last day.Day
	for _, p := range w.children {
		if last.IsZero() || p.text.Body.Started.After(last) {
			last = p.text.Body.Started
		}
	}
	return last
}
