package protection

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The decisions of a strategy discussion that begin an enquiry (code set strategy_decision).
const (
	Joint  = "s47_joint"
	Single = "s47_single"
)

// Enquires says whether a decision of a strategy discussion begins a section 47 enquiry.
func Enquires(decision string) bool { return decision == Joint || decision == Single }

// Discussion is a strategy discussion as it is recorded: once for all the children that it was about.
type Discussion struct {
	At           time.Time // date and time
	Initiator    string    // code set agency_type: who asked for it
	Participants []record.Participant
	Reason, Plan string
	Children     []DiscussionChild
}

// DiscussionChild is what was decided for one child.
type DiscussionChild struct{ Child, Decision string }

// Check says what is missing. The fields are at, initiator, participants, reason and child-0-decision.
func (d Discussion) Check(now time.Time) error {
	var f errs.Fields
	on := day.In(d.At)
	switch {
	case d.At.IsZero():
		f.Add("at", "Enter the day and time of the discussion")
	case d.At.After(now):
		f.Add("at", "The discussion must have been held already")
	}
	needCode(&f, "initiator", "agency_type", d.Initiator, on, "Choose who asked for the discussion")
	need(&f, "reason", d.Reason, "Write what the discussion was about")
	agencies := map[string]bool{}
	for i, p := range d.Participants {
		at := fmt.Sprintf("participant-%d-", i)
		need(&f, at+"name", p.Name, "Enter who took part for this agency")
		needCode(&f, at+"agency", "agency_type", p.Agency, on, "Choose the agency of "+p.Name)
		needCode(&f, at+"view", "harm_view", p.View, on, "Choose what the agency of "+p.Name+" thinks")
		agencies[p.Agency] = true
	}
	if len(d.Participants) == 0 {
		f.Add("participants", "Say who took part besides social care, and what their agency thinks")
	}
	if len(d.Children) == 0 {
		f.Add("children", "Choose at least one child")
	}
	for i, c := range d.Children {
		at := fmt.Sprintf("child-%d-decision", i)
		needCode(&f, at, "strategy_decision", c.Decision, on, "Choose what was decided for each child")
		if c.Decision == Joint && !agencies["police"] {
			f.Add(at, "An enquiry together with the police needs the police in the discussion")
		}
	}
	return f.Err()
}

// HoldDiscussion records a strategy discussion for each of its children. Where it decided on an enquiry, the enquiry starts on its day, led by whoever the
// child is allocated to: nothing of it is asked again. A child who has no assessment yet gets one by the same command. It is errs.Conflict for a child
// without an open referral and for one who has an enquiry already.
func (r Room) HoldDiscussion(ctx context.Context, actor access.Actor, d Discussion) (command.Receipt, error) {
	var opened map[string]string // by referral
	ids := make([]string, len(d.Children))
	for i, c := range d.Children {
		ids[i] = c.Child
	}
	return r.each(ctx, actor, "Record a strategy discussion", discuss, ids, func(tx *command.Tx, act string, i int, s story.Story) ([]record.Change, error) {
		if err := d.Check(tx.Now); err != nil {
			return nil, err
		}
		ref, ok := Open(s)
		if !ok {
			return nil, noReferral()
		}
		on := day.In(d.At)
		if on.Before(ref.Body.Date) {
			return nil, errs.Field("at", "The discussion is before the referral of %s: check the day", ref.Body.Date.Long())
		}
		if Enquires(d.Children[i].Decision) {
			if q, ok := Enquiry(s); ok {
				return nil, errs.New(errs.Conflict, "There is a section 47 enquiry already, since %s. Record a discussion within it as “assessment goes on”. Nothing was changed", q.Body.Started.Long())
			}
		}
		body := record.StrategyDiscussion{
			Referral: ref.ID, Date: on, At: d.At.UTC(), Initiator: d.Initiator, Reason: record.Typed(d.Reason), Plan: record.Typed(d.Plan),
			Decision: d.Children[i].Decision, Worker: actor.ID, Concern: Concern(s, on), Together: act,
		}
		var changes []record.Change
		if i == 0 {
			var err error
			if changes, opened, err = r.fastTrack(tx, actor, d); err != nil {
				return nil, err
			}
		}
		body.Assessment = assessedBy(s, ref.ID, opened)
		for _, p := range d.Participants {
			p.Name = strings.TrimSpace(p.Name)
			body.Attendees = append(body.Attendees, p)
			if !slices.Contains(body.Agencies, p.Agency) {
				body.Agencies = append(body.Agencies, p.Agency)
			}
		}
		id := tx.NewID()
		changes = append(changes, record.New(id, s.Subject, body))
		if Enquires(body.Decision) {
			lead, _ := allocated(s)
			changes = append(changes, record.New(tx.NewID(), s.Subject, record.S47Enquiry{
				Referral: ref.ID, Started: on, Discussion: id, Lead: lead, Together: act,
				Seen: firstSeen(s, on),
			}))
		}
		return changes, nil
	})
}

// assessing is the newest assessment of a referral.
func assessing(s story.Story, referral string) (record.Of[record.Assessment], bool) {
	for _, a := range slices.Backward(story.All[record.Assessment](s)) {
		if a.Body.Referral == referral {
			return a, true
		}
	}
	return record.Of[record.Assessment]{}, false
}

// Concern is the day on which significant harm became a concern that no discussion has answered: the decision of the front door, or the assessment, that
// asked for one; else on.
func Concern(s story.Story, on day.Day) day.Day {
	if c, _, ok := concern(s); ok && !c.After(on) {
		return c
	}
	return on
}

// asks is the outcome by which a referral or an assessment asks for a strategy discussion.
const asks = "strategy_discussion"

// concern is the newest call for a discussion in the open referral, with the record that made it, unless one was held since.
func concern(s story.Story) (since day.Day, by string, ok bool) {
	ref, open := Open(s)
	if !open {
		return since, by, false
	}
	if ref.Body.Decision == asks {
		since, by = ref.Body.Date, ref.ID
		if !ref.Body.Decided.IsZero() {
			since = day.In(ref.Body.Decided)
		}
	}
	for _, a := range story.All[record.Assessment](s) {
		if a.Body.Referral == ref.ID && a.Body.Outcome == asks && !a.Body.Authorised.IsZero() {
			since, by = a.Body.Authorised, a.ID
		}
	}
	if since.IsZero() {
		return since, by, false
	}
	for _, d := range story.All[record.StrategyDiscussion](s) {
		if d.Body.Referral == ref.ID && !d.Body.Date.Before(since) {
			return since, by, false
		}
	}
	// An enquiry that came with an import stands for the discussion that began it.
	for _, q := range story.All[record.S47Enquiry](s) {
		if q.Body.Referral == ref.ID && !q.Body.Started.Before(since) {
			return since, by, false
		}
	}
	return since, by, true
}

// SendDiscussion records that the record of a discussion went to those who took part, for all the children of the act.
func (r Room) SendDiscussion(ctx context.Context, actor access.Actor, subject, id string, on day.Day) (command.Receipt, error) {
	return together(ctx, r, actor, "Send the record of a strategy discussion", discuss, subject, id,
		func(d record.StrategyDiscussion) string { return d.Together },
		func(tx *command.Tx, p Part[record.StrategyDiscussion]) (record.StrategyDiscussion, error) {
			var f errs.Fields
			needPast(&f, "on", on, p.Record.Body.Date, tx.Today(), "the sending")
			p.Record.Body.Sent = on
			return p.Record.Body, f.Err()
		})
}

// together changes the records of one act, one for each child over whom the actor has the right.
func together[T record.Body](ctx context.Context, r Room, actor access.Actor, why string, want right, subject, id string, shared func(T) string,
	change func(*command.Tx, Part[T]) (T, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		all, err := parts(tx.Tx, r, actor, subject, id, want, shared)
		if err != nil {
			return nil, err
		}
		var changes []record.Change
		for _, p := range all {
			body, err := change(tx, p)
			if err != nil {
				return nil, err
			}
			changes = append(changes, record.Edit(p.Record, body))
		}
		return changes, nil
	})
}

// opened is the day of the open referral; zero without one.
func opened(s story.Story) day.Day {
	ref, _ := Open(s)
	return ref.Body.Date
}
