package frontdoor

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// MinRationale is the least that a decision must say for itself, in characters.
const MinRationale = 20

// ChildDecision is what is decided for one child of a referral.
type ChildDecision struct {
	Child       int    // position in the referral
	Decision    string // code set referral_decision
	Threshold   string // code set threshold
	Rationale   string
	PrimaryNeed string // code set primary_need; not for a referral that goes no further
	Team        string // team that takes the work; not for a referral that goes no further
	Worker      string // of that team; only who may allocate may name one
}

// ends says whether a decision closes the referral or contact at once.
func ends(decision string) bool {
	return decision == "no_further_action" || decision == "advice" || decision == OpenCase
}

// OpenCase is the decision that the team that works with the child already takes it on. It is one on a contact: a new referral of an open case is decided as what
// is asked for.
const OpenCase = "open_case"

// contactOutcomes is the outcome of a contact about a child (code set contact_outcome) that each decision is.
var contactOutcomes = map[string]string{
	"assessment": "referral", "strategy_discussion": "referral", "early_help": "early_help", "advice": "advice", "no_further_action": "no_further_action", OpenCase: OpenCase,
}

// Check says what is missing or wrong in a decision on a day. Inputs are named decision-0-rationale and so on, by the child's position.
func (d ChildDecision) Check(on day.Day) errs.Fields {
	var f errs.Fields
	in := func(field string) string { return fmt.Sprintf("decision-%d-%s", d.Child, field) }
	need := func(field, value, text string) {
		if value == "" {
			f.Add(in(field), "%s", text)
		}
	}
	need("decision", d.Decision, "Choose what happens next for this child")
	code(&f, in("decision"), "referral_decision", d.Decision, on)
	need("threshold", d.Threshold, "Choose the level of need")
	code(&f, in("threshold"), "threshold", d.Threshold, on)
	if n := utf8.RuneCountInString(d.Rationale); n < MinRationale {
		f.Add(in("rationale"), "Write the reason for this child's decision, in at least %d characters", MinRationale)
	} else if n > MaxText {
		f.Add(in("rationale"), "This has %d characters; the most is %d", n, MaxText)
	}
	if d.Decision != "" && !ends(d.Decision) {
		need("need", d.PrimaryNeed, "Choose the primary need")
		need("team", d.Team, "Choose the team that takes this on")
	}
	code(&f, in("need"), "primary_need", d.PrimaryNeed, on)
	return f
}

// Apply gives the referral as the decision makes it. A referral that goes no further is closed on the day of the decision.
//
// The census flag ReferralNFA says that nothing followed the referral: advice is such an end too. The closure reason is RC7: RC8 and RC9
// mean a closure after an assessment (census rule 8825Q), and a closure without a reason is an error (rule 8805).
func (d ChildDecision) Apply(r record.Referral, by string, at time.Time) record.Referral {
	r.Decision, r.Threshold, r.Rationale, r.PrimaryNeed = d.Decision, d.Threshold, d.Rationale, d.PrimaryNeed
	r.DecidedBy, r.Decided = by, at.UTC()
	if ends(d.Decision) {
		r.NFA, r.Closed, r.Closure = true, day.In(at), "RC7"
		return r
	}
	r.Team = d.Team
	return r
}

// Screen gives the child's part of a contact as the decision makes it. referral is the record that it became, empty when it is none.
func (d ChildDecision) Screen(c record.ChildContact, by string, at time.Time, referral string) record.ChildContact {
	c.Outcome, c.Threshold, c.Rationale, c.DecidedBy, c.Decided, c.Referral = contactOutcomes[d.Decision], d.Threshold, d.Rationale, by, at.UTC(), referral
	if !ends(d.Decision) {
		c.PrimaryNeed, c.Team = d.PrimaryNeed, d.Team
	}
	return c
}

// Decide makes the decisions for some or all children of a referral, each with its own reason, and tells the referrer. Children for whom an
// assessment is decided now get one assessment together. base is the version of the referral that the actor saw.
// It fails with errs.Invalid by field, and with errs.Conflict when a child is not matched yet, is decided already, or comes twice.
func (r Room) Decide(ctx context.Context, actor access.Actor, contact string, base int64, decisions []ChildDecision) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, decidingWords, func(tx *command.Tx) ([]record.Change, error) {
		c, err := load(tx.Tx, contact)
		if err != nil {
			return nil, err
		}
		if _, err := r.may(tx.Tx, stamp{actor, tx.Now}, access.DecideReferral, c); err != nil {
			return nil, err
		}
		d := deciding{room: r, tx: tx, contact: c.Body}
		if err := d.check(decisions); err != nil {
			return nil, err
		}
		for _, one := range decisions {
			if err := d.child(one); err != nil {
				return nil, err
			}
		}
		if err := d.assess(); err != nil {
			return nil, err
		}
		edit := record.Edit(c, d.contact)
		edit.Base = base
		return append(d.changes, edit), nil
	})
}

// deciding collects what decisions write.
type deciding struct {
	room     Room
	tx       *command.Tx
	contact  record.Contact // as it becomes
	assessed []record.Of[record.Referral]
	team     string // of the assessment
	worker   string
	changes  []record.Change
}

// check refuses decisions that are incomplete, skip a stage or repeat one.
func (d *deciding) check(decisions []ChildDecision) error {
	if len(decisions) == 0 {
		return errs.Field("decisions", "Decide for at least one child")
	}
	var f errs.Fields
	var seen []int
	first := -1 // the first child to be assessed
	for i, one := range decisions {
		ch, err := at(d.contact, one.Child)
		if err != nil {
			return err
		}
		_, told := d.contact.Told(one.Child)
		switch {
		case slices.Contains(seen, one.Child):
			return errs.New(errs.Conflict, "Child %d has two decisions here; give one. Nothing was changed", one.Child+1)
		case told:
			return errs.New(errs.Conflict, "The decision for child %d has been made and told to the referrer already. Nothing was changed", one.Child+1)
		case ch.Subject == "" || ch.Referral == "" && ch.AtDoor == "":
			return errs.New(errs.Conflict, "First say who child %d is: match a person or add one. Nothing was changed", one.Child+1)
		}
		seen = append(seen, one.Child)
		f = append(f, one.Check(d.tx.Today())...)
		if one.Decision == OpenCase && !d.contact.Screened() {
			f.Add(fmt.Sprintf("decision-%d-decision", one.Child), "This is a referral: somebody asks for a service. Decide what they get; the team that works with the child can take it on")
		}
		if err := d.checkTeam(&f, one); err != nil {
			return err
		}
		if one.Decision != "assessment" {
			continue
		}
		if first >= 0 && (one.Team != decisions[first].Team || one.Worker != decisions[first].Worker) {
			f.Add(fmt.Sprintf("decision-%d-team", one.Child), "Children assessed together have one team and one worker. Choose the same for each, or decide them one after the other")
		}
		if first < 0 {
			first = i
		}
	}
	return f.Err()
}

// checkTeam notes a team that is none, and a worker who is not in it.
func (d *deciding) checkTeam(f *errs.Fields, one ChildDecision) error {
	if one.Team != "" {
		s, err := story.Load(d.tx.Tx, one.Team)
		if err != nil {
			return err
		}
		if _, ok := story.Latest[record.Team](s); !ok {
			f.Add(fmt.Sprintf("decision-%d-team", one.Child), "Choose a team from the list")
		}
	}
	if one.Worker == "" {
		return nil
	}
	s, err := story.Load(d.tx.Tx, one.Worker)
	if err != nil {
		return err
	}
	w, ok := story.Latest[record.Worker](s)
	if !ok || !w.Body.Left.IsZero() || !slices.Contains(w.Body.Teams, one.Team) {
		f.Add(fmt.Sprintf("decision-%d-worker", one.Child), "Choose a worker of the team")
	}
	return nil
}

// child decides one child: the referral, the word to the referrer, and who takes it on.
func (d *deciding) child(one ChildDecision) error {
	ch := d.contact.Children[one.Child]
	s, err := d.tx.Story(ch.Subject)
	if err != nil {
		return err
	}
	ref, err := d.part(s, one)
	if err != nil {
		return err
	}
	if one.Worker != "" {
		f, err := d.room.person(d.tx.Tx, s.Subject)
		if err != nil {
			return err
		}
		f.FrontDoor = true
		if err := access.Decide(d.tx.Actor, access.Allocate, access.Identity, f, d.tx.Now).Err(); err != nil {
			return err
		}
	}
	d.contact.Feedback = append(slices.Clone(d.contact.Feedback), record.Feedback{
		Child: one.Child, At: d.tx.Now.UTC(), By: d.tx.Actor.ID, Decision: one.Decision,
		Text: toldOf(d.contact, one.Decision, d.tx.Now),
	})
	switch {
	case one.Decision == "assessment":
		d.assessed, d.team, d.worker = append(d.assessed, ref), one.Team, one.Worker
	case !ends(one.Decision) && !held(s, one.Team, one.Worker):
		more, err := person.Allocation(d.tx, s, record.Allocation{Team: one.Team, Worker: one.Worker, Role: person.RoleAllocated})
		if err != nil {
			return err
		}
		d.changes = append(d.changes, more...)
	}
	return nil
}

// part writes the decision on the child's own part: on the referral that waited or, of a contact, on the child_contact, with a referral of the day that it is
// accepted as one (clock FD-01: the referral's clock starts at the moment that a contact is accepted as a referral). It gives the referral, which is zero
// when the contact became none.
func (d *deciding) part(s story.Story, one ChildDecision) (ref record.Of[record.Referral], err error) {
	ch := d.contact.Children[one.Child]
	gone := errs.New(errs.Conflict, "What the front door recorded of child %d was withdrawn. Match the child again; nothing was changed", one.Child+1)
	decided := errs.New(errs.Conflict, "The decision for child %d has been made already. Nothing was changed", one.Child+1)
	by, now := d.tx.Actor.ID, d.tx.Now
	if ch.AtDoor == "" {
		ref, ok := story.Find[record.Referral](s, ch.Referral)
		if !ok {
			return ref, gone
		}
		if !ref.Body.Waiting() {
			return ref, decided
		}
		was := ref
		ref.Body = one.Apply(ref.Body, by, now)
		d.changes = append(d.changes, record.Edit(was, ref.Body))
		return ref, nil
	}
	at, ok := story.Find[record.ChildContact](s, ch.AtDoor)
	if !ok {
		return ref, gone
	}
	if at.Body.Outcome != "" {
		return ref, decided
	}
	if one.Decision == OpenCase && !slices.ContainsFunc(story.All[record.Allocation](s), func(a record.Of[record.Allocation]) bool { return a.Body.To.IsZero() }) {
		return ref, errs.Field(fmt.Sprintf("decision-%d-decision", one.Child), "No team works with this child now. Choose another decision")
	}
	if contactOutcomes[one.Decision] == "referral" {
		ref.ID, ref.Subject = d.tx.NewID(), s.Subject
		ref.Body = one.Apply(record.Referral{Date: d.tx.Today(), Source: at.Body.Source, Agency: d.contact.Referrer.Agency}, by, now)
		d.contact.Children = slices.Clone(d.contact.Children)
		d.contact.Children[one.Child].Referral = ref.ID
		d.changes = append(d.changes, record.New(ref.ID, ref.Subject, ref.Body))
	}
	d.changes = append(d.changes, record.Edit(at, one.Screen(at.Body, by, now, ref.ID)))
	return ref, nil
}

// held says whether a team, and a worker where one is named, has the case already.
func held(s story.Story, team, worker string) bool {
	return slices.ContainsFunc(story.All[record.Allocation](s), func(a record.Of[record.Allocation]) bool {
		return a.Body.To.IsZero() && a.Body.Role != person.RoleChair && a.Body.Team == team && (worker == "" || a.Body.Worker == worker)
	})
}

func (d *deciding) assess() error {
	if len(d.assessed) == 0 {
		return nil
	}
	more, err := d.room.OpenAssessment(d.tx, d.team, d.worker, d.assessed)
	d.changes = append(d.changes, more...)
	return err
}
