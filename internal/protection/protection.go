// Package protection is the way of a child from the concern of significant harm to a plan and out of it: strategy discussion, section 47 enquiry,
// child protection conference, child protection plan with its core groups, reviews and visits; and the plan of a child in need with its own.
//
// Invariant: each step is opened from the one before and carries over what is held; what is decided for brothers and sisters in one act is written
// into each child's own story, with each child's own outcome. An outcome of an enquiry takes effect when a manager who did not record it has
// authorised it. Source: issue 5; Working Together 2023 chapter 3; specs/clocks.json areas strategy, s47, child protection, child in need;
// acceptance-scenarios.md 4, 10 to 12 and 16; complaints-as-tests.md 3, 4 and 19.
package protection

import (
	"context"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// Room is where children are protected.
type Room struct {
	Desk  *command.Desk
	Book  *clock.Book
	Facts func(*db.Tx, string) (access.Facts, error) // what access needs to know of a person
	// OpenAssessment gives the changes that open one assessment for the children of these referrals (package assessment).
	OpenAssessment func(tx *command.Tx, team, worker string, refs []record.Of[record.Referral]) ([]record.Change, error)
}

// right is what a step asks of access for every child that it is about.
type right struct {
	action access.Action
	class  access.Class
}

// The rights of the steps.
var (
	discuss   = right{access.Record, access.Assessment} // discussions and enquiries
	keep      = right{access.Record, access.None}       // conferences, plans, visits
	authorise = right{access.AuthoriseAssessment, access.Assessment}
)

// one asks a right over a child and loads the story. authors are who wrote what is to be decided on.
func (r Room) one(t *db.Tx, actor access.Actor, now time.Time, subject string, want right, authors ...string) (story.Story, error) {
	if record.SubjectType(subject) != record.ChildSubject {
		return story.Story{}, errs.New(errs.NotFound, access.Missing)
	}
	f, err := r.Facts(t, subject)
	if err != nil {
		return story.Story{}, err
	}
	f.Authors = authors
	if err := access.Decide(actor, want.action, want.class, f, now).Err(); err != nil {
		return story.Story{}, err
	}
	return story.Load(t, f.Subject)
}

// each runs a command about several children: a right is asked over each, then decide says what to write for each.
func (r Room) each(ctx context.Context, actor access.Actor, why string, want right, children []string, decide func(tx *command.Tx, act string, i int, s story.Story) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		if len(children) == 0 {
			return nil, errs.Field("children", "Choose at least one child")
		}
		act := tx.NewID()
		var changes []record.Change
		var seen []string
		for i, c := range children {
			s, err := r.one(tx.Tx, actor, tx.Now, c, want)
			if err != nil {
				return nil, err
			}
			if slices.Contains(seen, s.Subject) {
				return nil, errs.Field("children", "A child is chosen twice")
			}
			seen = append(seen, s.Subject)
			more, err := decide(tx, act, i, s)
			if err != nil {
				return nil, err
			}
			changes = append(changes, more...)
		}
		return changes, nil
	})
}

// find is one record of a child; another's, or none, is not found.
func find[T record.Body](s story.Story, id string) (record.Of[T], error) {
	o, ok := story.Find[T](s, id)
	if !ok {
		return o, errs.New(errs.NotFound, access.Missing)
	}
	return o, nil
}

func need(f *errs.Fields, field, value, say string) {
	if strings.TrimSpace(value) == "" {
		f.Add(field, "%s", say)
	}
}

// needCode notes a code that is missing or that its set does not have on a day.
func needCode(f *errs.Fields, field, set, code string, on day.Day, say string) {
	if code == "" {
		f.Add(field, "%s", say)
		return
	}
	cs, _ := codes.Set(set)
	if err, ok := cs.ValidAt(field, code, on).(errs.Fields); ok {
		*f = append(*f, err...)
	}
}

// needPast notes a day that is missing, ahead, or before another that it cannot precede.
func needPast(f *errs.Fields, field string, d, notBefore, today day.Day, what string) {
	switch {
	case d.IsZero():
		f.Add(field, "Enter the day of %s", what)
	case d.After(today):
		f.Add(field, "The day of %s must be today or in the past", what)
	case d.Before(notBefore):
		f.Add(field, "The day of %s is before %s: check it", what, notBefore.Long())
	}
}

// Open is the referral of a child that is worked on: decided, going on and not closed. The newest, when there are several.
func Open(s story.Story) (record.Of[record.Referral], bool) {
	for _, r := range slices.Backward(story.All[record.Referral](s)) {
		if r.Body.Closed.IsZero() && !r.Body.NFA && !r.Body.Waiting() {
			return r, true
		}
	}
	return record.Of[record.Referral]{}, false
}

func noReferral() error {
	return errs.New(errs.Conflict, "This child has no open referral, so there is nothing that this step could follow. Have the contact decided at the front door first. Nothing was changed")
}

// Plan is the child protection plan that is in force.
func Plan(s story.Story) (record.Of[record.CPPlan], bool) {
	for _, p := range slices.Backward(story.All[record.CPPlan](s)) {
		if !p.Body.Started.IsZero() && p.Body.Ended.IsZero() {
			return p, true
		}
	}
	return record.Of[record.CPPlan]{}, false
}

// NeedPlan is the child in need plan that is in force.
func NeedPlan(s story.Story) (record.Of[record.CINPlan], bool) {
	for _, p := range slices.Backward(story.All[record.CINPlan](s)) {
		if !p.Body.Started.IsZero() && p.Body.Ended.IsZero() {
			return p, true
		}
	}
	return record.Of[record.CINPlan]{}, false
}

// allocated is who holds the case: the worker and the team. Until somebody is allocated it is the team of the referral.
func allocated(s story.Story) (worker, team string) {
	if r, ok := Open(s); ok {
		team = r.Body.Team
	}
	for _, a := range story.All[record.Allocation](s) {
		if a.Body.To.IsZero() && a.Body.Role != person.RoleChair {
			worker = a.Body.Worker
			if a.Body.Team != "" {
				team = a.Body.Team
			}
		}
	}
	return worker, team
}

// chairOf is the chair of the child's conferences.
func chairOf(s story.Story) string {
	chair := ""
	for _, a := range story.All[record.Allocation](s) {
		if a.Body.To.IsZero() && a.Body.Role == person.RoleChair {
			chair = a.Body.Worker
		}
	}
	return chair
}
