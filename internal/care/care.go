// Package care is the time in which a child is looked after: how it begins and ends, the legal statuses and placements in it, its reviews; and the
// requests to the panel for what a placement or a service costs.
//
// Invariants. Within one time of care the legal statuses follow one another without gap or overlap, and so do the placements; a temporary stay runs
// beside the placement that waits. Two times of care do not overlap. A change may be dated ahead, moved to another day, corrected or taken out, and what
// was recorded before stays in the journal. What the SSDA903 calls an episode is no record: internal/returns/episode cuts it out of what is kept here, on
// the page as in the return.
//
// Source: issue 5; acceptance-scenarios.md 4, 5, 6 and 13; Children Act 1989 ss20, 22, 31; specs/ssda903 (tables, codesets, rules 213, 226, 380 to
// 383, 526 to 531, 550); specs/finance.md 5.
package care

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// Room is where children are looked after.
type Room struct {
	Desk  *command.Desk
	Facts func(*db.Tx, string) (access.Facts, error) // what access needs to know of a person
	Actor func(*db.Tx, string) (access.Actor, error) // a worker as the access rules see them today
}

// right is what a step asks of access for its child.
type right struct {
	action access.Action
	class  access.Class
}

// The rights of the steps. Where a child lives is an address: whoever may not write one changes nothing here.
var (
	keep   = right{access.Record, access.Address}
	ask    = right{access.RequestSpending, access.Money}
	decide = right{access.AuthoriseSpending, access.Money}
)

// one asks a right over a child and loads the story. authors are who wrote what is to be decided on.
func (r Room) one(t *db.Tx, actor access.Actor, now time.Time, subject string, want right, authors ...string) (story.Story, error) {
	if record.SubjectType(subject) != record.ChildSubject {
		return story.Story{}, missing()
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

func missing() error { return errs.New(errs.NotFound, "%s", access.Missing) }

// do runs a command about one child. The prices of the placements that it changes follow them.
func (r Room) do(ctx context.Context, actor access.Actor, why string, want right, subject string, decide func(*command.Tx, story.Story) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		s, err := r.one(tx.Tx, actor, tx.Now, subject, want)
		if err != nil {
			return nil, err
		}
		changes, err := decide(tx, s)
		if err != nil {
			return nil, err
		}
		return follow(s, changes, tx.Today()), nil
	})
}

// needCode notes a code that is missing or that its set does not have on a day (acceptance scenario 6).
func needCode(f *errs.Fields, field, set, code string, on day.Day, say string) {
	if code == "" {
		f.Add(field, "%s", say)
		return
	}
	checkCode(f, field, set, code, on)
}

func checkCode(f *errs.Fields, field, set, code string, on day.Day) {
	if code == "" {
		return
	}
	cs, _ := codes.Set(set)
	if fields, ok := errors.AsType[errs.Fields](cs.ValidAt(field, code, on)); ok {
		*f = append(*f, fields...)
	}
}

// needPast notes a day that is missing or ahead.
func needPast(f *errs.Fields, field string, d, today day.Day, what string) {
	switch {
	case d.IsZero():
		f.Add(field, "Enter the day %s", what)
	case d.After(today):
		f.Add(field, "The day %s must be today or in the past", what)
	}
}

// undoable are the commands that their author may take back for a time, with what they need to be allowed.
var undoable = withFacts(map[string]right{
	start: keep, changeStatus: keep, changePlacement: keep, correct: keep, cease: keep, takeOut: keep,
	askPanel: ask, amendRequest: ask, withdrawRequest: ask, approveRequest: decide, refuseRequest: decide, returnRequest: decide,
	tiePrice: pay, amendPrice: pay, settlePrice: pay,
})

// withFacts adds the commands on facts.
func withFacts(all map[string]right) map[string]right {
	for _, x := range facts {
		all[x.recording()], all[x.correcting()], all[x.takingOut()] = x.right(), x.right(), x.right()
	}
	return all
}

// The commands of the room, in words.
const (
	start           = "Begin to look after a child"
	changeStatus    = "Change a legal status"
	changePlacement = "Move a child to another placement"
	correct         = "Correct the record of care"
	cease           = "End the time of being looked after"
	takeOut         = "Take out a change of care"

	askPanel        = "Ask the panel"
	amendRequest    = "Amend a request to the panel"
	withdrawRequest = "Withdraw a request to the panel"
	approveRequest  = "Approve a request to the panel"
	refuseRequest   = "Refuse a request to the panel"
	returnRequest   = "Return a request to the panel"
)

// Undoing takes back a step that was taken with a child.
func (r Room) Undoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: slices.Collect(maps.Keys(undoable)), May: func(t *db.Tx, actor access.Actor, subject, why string) (string, error) {
		if why == "" {
			f, err := r.Facts(t, subject)
			return f.Subject, err
		}
		s, err := r.one(t, actor, r.Desk.Now(), subject, undoable[why])
		return s.Subject, err
	}}
}
