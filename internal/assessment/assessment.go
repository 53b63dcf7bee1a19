// Package assessment is one report written for all the children of a family who were referred together, with a part for each child; its way
// to a manager's authorisation; and its clocks.
//
// Invariant: no typed word is lost. What two people change in different fields is kept from both; the same field changed twice is shown to
// the second, never overwritten. What was authorised is frozen: a later change is a new edition that needs authorisation again, by
// somebody who never wrote in it. Source: issue 2, thread 3 and 4; acceptance-scenarios.md 9 to 11; complaints-as-tests.md 1 to 4;
// Working Together 2023 chapter 3; specs/clocks.json AS-01, AS-02.
package assessment

import (
	"slices"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Room is where assessments are written and authorised.
type Room struct {
	Desk  *command.Desk
	Book  *clock.Book
	Facts func(*db.Tx, string) (access.Facts, error)             // what access needs to know of a person
	Tell  func(tx *command.Tx, worker, what, about string) error // tells a worker by mail that something waits; nil tells nobody
}

// whole is a report with its children's parts as they are now.
type whole struct {
	report   record.Of[record.AssessmentReport]
	children []part
}

// part is one child of a report.
type part struct {
	story    story.Story
	facts    access.Facts
	child    record.Child
	text     record.Of[record.Assessment]
	referral record.Of[record.Referral] // zero when there is none
}

// open loads a report and decides an action on it: the actor must be allowed it for every child of the report. Whoever wrote in the
// report counts as its author. It gives the grounds, for the access log.
func (r Room) open(t *db.Tx, st stamp, report string, action access.Action) (whole, access.Decision, error) {
	w, err := r.load(t, report)
	if err != nil {
		return w, access.Decision{}, err
	}
	d, err := w.may(st, action, access.Assessment, w.authors())
	return w, d, err
}

func (r Room) load(t *db.Tx, report string) (w whole, err error) {
	if record.SubjectType(report) != record.AssessmentSubject {
		return w, errs.New(errs.NotFound, access.Missing)
	}
	s, err := story.Load(t, report)
	if err != nil {
		return w, err
	}
	var ok bool
	if w.report, ok = story.Latest[record.AssessmentReport](s); !ok || len(w.report.Body.Children) == 0 {
		return w, errs.New(errs.NotFound, access.Missing)
	}
	for _, ch := range w.report.Body.Children {
		var p part
		canonical, err := story.Canonical(t, ch.Child)
		if err != nil {
			return w, err
		}
		if p.facts, err = r.Facts(t, canonical); err != nil {
			return w, err
		}
		if p.story, err = story.Load(t, canonical); err != nil {
			return w, err
		}
		if p.text, ok = story.Find[record.Assessment](p.story, ch.Assessment); !ok {
			return w, errs.New(errs.NotFound, access.Missing)
		}
		who, _ := story.First[record.Child](p.story)
		p.child = who.Body
		p.referral, _ = story.Find[record.Referral](p.story, p.text.Body.Referral)
		w.children = append(w.children, p)
	}
	return w, nil
}

// may decides an action for every child. Where one of them is hidden from the actor the whole is: a refusal about a brother would say
// that there is something.
func (w whole) may(st stamp, action access.Action, class access.Class, authors []string) (access.Decision, error) {
	var first access.Decision
	var refused *access.Decision
	for i, p := range w.children {
		p.facts.Authors = authors
		d := access.Decide(st.actor, action, class, p.facts, st.now)
		if i == 0 {
			first = d
		}
		if !d.Allow && (refused == nil || d.Hide && !refused.Hide) {
			refused = &d
		}
	}
	if refused != nil {
		return *refused, refused.Err()
	}
	return first, nil
}

// authors are all who wrote in the report or handed it in.
func (w whole) authors() []string {
	out := slices.Clone(w.report.Body.Authors)
	if by := w.report.Body.SubmittedBy; by != "" && !slices.Contains(out, by) {
		out = append(out, by)
	}
	return out
}

// edit is the report as a change made from the version that the actor saw.
func (w whole) edit(base int64, body record.AssessmentReport) record.Change {
	c := record.Edit(w.report, body)
	c.Base = base
	return c
}
