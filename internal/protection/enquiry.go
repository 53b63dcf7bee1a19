package protection

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The outcomes of an enquiry (code set s47_outcome).
const (
	ToConference = "conference"
	NoConference = "no_conference"
	Services     = "services"
	NoAction     = "no_further_action"
)

// MinReason is the least that is said of why, in characters.
const MinReason = 20

// MinComment is the least that a manager says when giving something back, in characters (acceptance-scenarios.md 11).
const MinComment = 5

func reason(f *errs.Fields, field, s, what string) {
	if utf8.RuneCountInString(record.Typed(s)) < MinReason {
		f.Add(field, "Write %s, in at least %d characters", what, MinReason)
	}
}

// Enquiry is the section 47 enquiry that is going on: neither ended nor in a conference yet.
func Enquiry(s story.Story) (record.Of[record.S47Enquiry], bool) {
	for _, q := range slices.Backward(story.All[record.S47Enquiry](s)) {
		if _, held := heldAfter(s, q.ID); q.Body.Ended.IsZero() && q.Body.ICPCNotRequired != record.Yes && !held && openReferral(s, q.Body.Referral) {
			return q, true
		}
	}
	return record.Of[record.S47Enquiry]{}, false
}

// openReferral says whether a record belongs to a referral that is not closed.
func openReferral(s story.Story, referral string) bool {
	ref, ok := story.Find[record.Referral](s, referral)
	return ok && ref.Body.Closed.IsZero()
}

// heldAfter is the conference that was held after an enquiry.
func heldAfter(s story.Story, enquiry string) (day.Day, bool) {
	for _, c := range story.All[record.InitialCPConference](s) {
		if c.Body.Enquiry == enquiry && !c.Body.Date.IsZero() {
			return c.Body.Date, true
		}
	}
	return day.Day{}, false
}

// Initiated is the moment from which an enquiry's conference is counted: its strategy discussion, else its start.
func Initiated(s story.Story, q record.Of[record.S47Enquiry]) clock.Moment {
	if d, ok := story.Find[record.StrategyDiscussion](s, q.Body.Discussion); ok {
		return clock.On(d.Body.Date)
	}
	return clock.On(q.Body.Started)
}

// EnquiryOutcome is what an enquiry came to for one child.
type EnquiryOutcome struct {
	Child, Enquiry string // the enquiry is the record's id
	Outcome        string // code set s47_outcome
	Reason         string // what was found, and why this outcome
}

func (o EnquiryOutcome) check(f *errs.Fields, i int, today day.Day) {
	at := fmt.Sprintf("child-%d-", i)
	needCode(f, at+"outcome", "s47_outcome", o.Outcome, today, "Choose the outcome for each child")
	reason(f, at+"reason", o.Reason, "what was found and why this is the outcome")
}

// ProposeOutcome records what an enquiry came to for each child and hands it to the manager. The child must have been seen. It may be recorded again until a
// manager has authorised it.
func (r Room) ProposeOutcome(ctx context.Context, actor access.Actor, outcomes []EnquiryOutcome) (command.Receipt, error) {
	return r.each(ctx, actor, "Record the outcome of an enquiry", discuss, childrenOf(outcomes, func(o EnquiryOutcome) string { return o.Child }),
		func(tx *command.Tx, _ string, i int, s story.Story) ([]record.Change, error) {
			var f errs.Fields
			for i, o := range outcomes {
				o.check(&f, i, tx.Today())
			}
			if err := f.Err(); err != nil {
				return nil, err
			}
			q, err := find[record.S47Enquiry](s, outcomes[i].Enquiry)
			if err != nil {
				return nil, err
			}
			if err := undecided(q.Body); err != nil {
				return nil, err
			}
			body := q.Body
			if body.Seen.IsZero() {
				body.Seen = firstSeen(s, body.Started)
			}
			if child, _ := story.First[record.Child](s); body.Seen.IsZero() && !child.Body.Unborn() {
				return nil, errs.Field(fmt.Sprintf("child-%d-outcome", i), "%s has not been seen in this enquiry. Record the visit first", nameOf(s))
			}
			body.Outcome, body.Reason, body.Comment = outcomes[i].Outcome, record.Typed(outcomes[i].Reason), ""
			body.ProposedBy, body.ProposedAt = actor.ID, tx.Now.UTC()
			return []record.Change{record.Edit(q, body)}, nil
		})
}

func childrenOf[T any](all []T, child func(T) string) []string {
	out := make([]string, len(all))
	for i, a := range all {
		out[i] = child(a)
	}
	return out
}

func undecided(q record.S47Enquiry) error {
	if !q.AuthorisedAt.IsZero() || !q.Ended.IsZero() || q.ICPCNotRequired != "" {
		return errs.New(errs.Conflict, "The outcome of this enquiry is decided already. Nothing was changed")
	}
	return nil
}

// waiting refuses an enquiry whose outcome does not wait for a manager.
func waiting(q record.S47Enquiry) error {
	if err := undecided(q); err != nil {
		return err
	}
	if q.ProposedAt.IsZero() {
		return errs.New(errs.Conflict, "No outcome of this enquiry waits for a manager. Nothing was changed")
	}
	return nil
}

func sharedEnquiry(q record.S47Enquiry) string { return q.Together }

// AuthoriseOutcome authorises the outcome of an enquiry for all the children of its act, as each has it. What follows is opened by rule: an initial conference,
// due 15 working days after the strategy discussion; every other outcome ends the enquiry, with no conference required. It is errs.Denied for whoever
// recorded the outcome.
func (r Room) AuthoriseOutcome(ctx context.Context, actor access.Actor, subject, enquiry, comment string) (command.Receipt, error) {
	return r.manage(ctx, actor, "Authorise the outcome of an enquiry", subject, enquiry, func(tx *command.Tx, act string, p Part[record.S47Enquiry]) ([]record.Change, error) {
		body := p.Record.Body
		body.Comment, body.AuthorisedBy, body.AuthorisedAt = record.Typed(comment), actor.ID, tx.Now.UTC()
		if body.Outcome != ToConference {
			body.ICPCNotRequired, body.Ended = record.Yes, tx.Today()
			return []record.Change{record.Edit(p.Record, body)}, nil
		}
		body.ICPCNotRequired = record.No
		return []record.Change{record.Edit(p.Record, body), record.New(tx.NewID(), p.Subject, record.InitialCPConference{
			Referral: body.Referral, Enquiry: p.Record.ID, Target: r.due(S47Conference, Initiated(p.Story, p.Record)).Day(), Together: act,
		})}, nil
	})
}

// ReturnOutcome gives an outcome back to whoever recorded it, with a comment.
func (r Room) ReturnOutcome(ctx context.Context, actor access.Actor, subject, enquiry, comment string) (command.Receipt, error) {
	return r.manage(ctx, actor, "Return the outcome of an enquiry", subject, enquiry, func(_ *command.Tx, _ string, p Part[record.S47Enquiry]) ([]record.Change, error) {
		if utf8.RuneCountInString(record.Typed(comment)) < MinComment {
			return nil, errs.Field("comment", "Write at least %d characters about what must change", MinComment)
		}
		body := p.Record.Body
		body.Comment, body.ProposedBy, body.ProposedAt = record.Typed(comment), "", time.Time{}
		return []record.Change{record.Edit(p.Record, body)}, nil
	})
}

// manage runs a manager's decision on the outcomes of one act that wait.
func (r Room) manage(ctx context.Context, actor access.Actor, why, subject, enquiry string, decide func(*command.Tx, string, Part[record.S47Enquiry]) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		all, err := parts(tx.Tx, r, actor, subject, enquiry, authorise, sharedEnquiry)
		if err != nil {
			return nil, err
		}
		act := tx.NewID()
		var changes []record.Change
		for i, p := range all {
			if err := waiting(p.Record.Body); err != nil {
				if i > 0 {
					continue // a brother or sister whose outcome is decided, or not recorded yet
				}
				return nil, err
			}
			if _, err := r.one(tx.Tx, actor, tx.Now, p.Subject, authorise, p.Record.Body.ProposedBy); err != nil {
				return nil, err
			}
			more, err := decide(tx, act, p)
			if err != nil {
				return nil, err
			}
			changes = append(changes, more...)
		}
		return changes, nil
	})
}

// NotConvene is a manager's decision that an initial conference that was asked for is not held, with the reason, for the children named. The enquiry ends
// with no conference required, and the conference is withdrawn with its history.
func (r Room) NotConvene(ctx context.Context, actor access.Actor, why string, conferences []Of) (command.Receipt, error) {
	return r.each(ctx, actor, "Decide not to hold an initial conference", authorise, childrenOf(conferences, func(o Of) string { return o.Child }),
		func(tx *command.Tx, _ string, i int, s story.Story) ([]record.Change, error) {
			var f errs.Fields
			reason(&f, "reason", why, "why there is no conference")
			if err := f.Err(); err != nil {
				return nil, err
			}
			c, err := find[record.InitialCPConference](s, conferences[i].Record)
			if err != nil {
				return nil, err
			}
			q, err := find[record.S47Enquiry](s, c.Body.Enquiry)
			if err != nil {
				return nil, err
			}
			if !c.Body.Date.IsZero() {
				return nil, errs.New(errs.Conflict, "This conference was held on %s. Nothing was changed", c.Body.Date.Long())
			}
			body := q.Body
			body.Outcome, body.Reason = NoConference, record.Typed(why)
			body.ICPCNotRequired, body.Ended = record.Yes, tx.Today()
			body.AuthorisedBy, body.AuthorisedAt = actor.ID, tx.Now.UTC()
			return []record.Change{record.Edit(q, body), record.Remove(c)}, nil
		})
}

// Of names one child's record in an act for several.
type Of struct{ Child, Record string }

// TellOutcome records that family and referrer were told that there is no conference (clock S47-03), for all the children of the act.
func (r Room) TellOutcome(ctx context.Context, actor access.Actor, subject, enquiry string, on day.Day) (command.Receipt, error) {
	return together(ctx, r, actor, "Tell the outcome of an enquiry", discuss, subject, enquiry, sharedEnquiry,
		func(tx *command.Tx, p Part[record.S47Enquiry]) (record.S47Enquiry, error) {
			body := p.Record.Body
			if body.ICPCNotRequired != record.Yes {
				if p.Subject == subject {
					return body, errs.New(errs.Conflict, "This enquiry goes on, or goes to a conference. Nothing was changed")
				}
				return body, nil
			}
			var f errs.Fields
			needPast(&f, "on", on, body.Ended, tx.Today(), "telling them")
			body.Told = on
			return body, f.Err()
		})
}
