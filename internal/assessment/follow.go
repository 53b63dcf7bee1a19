package assessment

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The states of a next step.
const (
	FollowPending = "pending"
	FollowDone    = "done"
	FollowFailed  = "failed"
)

// Follow is the next step that an authorised outcome asks for, for one child, and how it stands (acceptance scenario 12).
type Follow struct {
	Child  int // position in the report
	Title  string
	Closes bool // it closes the referral
	State  string
	On     day.Day // when it was done, where the record says so
	Why    string  // why it could not be done
}

// closing is the step of no further action.
const closing = "Close the referral"

// Follows is the next step of one child's part: every outcome asks for exactly one. An outcome that nobody has authorised asks for none.
func Follows(s story.Story, a record.Assessment, ref record.Referral) (f Follow, ok bool) {
	if a.Authorised.IsZero() || a.Outcome == "" {
		return f, false
	}
	f.State = FollowPending
	since := a.Authorised
	done := func(title string, is bool) (Follow, bool) {
		f.Title = title
		if is {
			f.State = FollowDone
		}
		return f, true
	}
	switch a.Outcome {
	case noFurtherAction:
		f.Title, f.Closes = closing, true
		if !ref.Closed.IsZero() {
			f.State, f.On = FollowDone, ref.Closed
		} else if why := keepsOpen(s); why != "" {
			f.State, f.Why = FollowFailed, "It stays open, because "+why
		}
		return f, true
	case "child_in_need_plan":
		return done("Make the child in need plan", planned(s, since))
	case "strategy_discussion":
		return done("Hold the strategy discussion", has(s, func(d record.StrategyDiscussion) bool { return !d.Date.Before(since) }))
	case "transferred":
		return done("Hand the case over to the other council and close it", !ref.Closed.IsZero())
	}
	for _, st := range steps {
		if st.outcome == a.Outcome {
			return done(st.title, st.done(s, since))
		}
	}
	return f, false
}

// keepsOpen says what is still being done for a child, so that the referral cannot end with no further action; "" when nothing is.
func keepsOpen(s story.Story) string {
	for _, p := range story.All[record.CPPlan](s) {
		if p.Body.Ended.IsZero() {
			return "a child protection plan has run since " + p.Body.Started.Long()
		}
	}
	for _, p := range story.All[record.CarePeriod](s) {
		if p.Body.Ended.IsZero() {
			return "the child has been looked after since " + p.Body.Started.Long()
		}
	}
	for _, p := range story.All[record.CINPlan](s) {
		if p.Body.Ended.IsZero() {
			return "a child in need plan has run since " + p.Body.Started.Long()
		}
	}
	return ""
}

// follow is the next step of each child of an authorised report.
func (w whole) follow() []Follow {
	if w.report.Body.State != record.Authorised {
		return nil
	}
	var out []Follow
	for i, p := range w.children {
		if f, ok := Follows(p.story, p.text.Body, p.referral.Body); ok {
			f.Child = i
			out = append(out, f)
		}
	}
	return out
}

// CloseAgain closes the referrals that no further action was to close and could not, now that nothing keeps them open. A manager of the line does it; what still keeps
// one open is errs.Conflict with the reason, and nothing is written.
func (r Room) CloseAgain(ctx context.Context, actor access.Actor, report string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Close a referral after an assessment", func(tx *command.Tx) ([]record.Change, error) {
		w, err := r.load(tx.Tx, report)
		if err != nil {
			return nil, err
		}
		if _, err := w.may(of(tx), access.AuthoriseAssessment, access.Assessment, nil); err != nil {
			return nil, err
		}
		var changes []record.Change
		for _, f := range w.follow() {
			p := w.children[f.Child]
			if !f.Closes || f.State == FollowDone || p.referral.ID == "" {
				continue
			}
			if f.State == FollowFailed {
				return nil, errs.New(errs.Conflict, "The referral of %s cannot be closed. %s. End that first; nothing was changed", p.child.Current().Full(), f.Why)
			}
			next, _ := NextStep(p.referral.Body, p.text.Body.Outcome, tx.Today(), actor.ID)
			changes = append(changes, record.Edit(p.referral, next))
		}
		if len(changes) == 0 {
			return nil, errs.New(errs.Conflict, "Nothing waits to be closed. Nothing was changed")
		}
		return append(changes, w.edit(w.report.Version, said(w.report.Body, tx, "closed the referral", ""))), nil
	})
}
