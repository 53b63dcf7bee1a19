package protection

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// The reasons for closure that mean that nothing but an assessment followed the referral (code set reason_for_closure).
const (
	endedOther     = "RC7"
	afterAssessing = "RC8"
	toEarlyHelp    = "RC9"
)

// GoesOn says in words what still goes on for a child, so that the case cannot be closed; empty when nothing does.
func GoesOn(s story.Story) string {
	ref, _ := Open(s)
	_, plan := Plan(s)
	_, need := NeedPlan(s)
	_, enquiry := Enquiry(s)
	_, conference := Conference(s)
	for _, is := range []struct {
		yes  bool
		what string
	}{
		{plan, "a child protection plan is in force"},
		{some(s, func(p record.CarePeriod) bool { return !p.Started.IsZero() && p.Ended.IsZero() }), "the child is looked after"},
		{need, "a child in need plan is in force"},
		{enquiry, "a section 47 enquiry goes on"},
		{conference, "an initial conference is due"},
		{some(s, func(a record.Assessment) bool { return a.Referral == ref.ID && a.Authorised.IsZero() }), "an assessment is not authorised yet"},
		{some(s, func(p record.PreProceedings) bool {
			return p.Referral == ref.ID && !p.Decided.IsZero() && p.StepDecision.IsZero() && p.Outcome == ""
		}), "pre-proceedings go on"},
		{some(s, func(p record.CareProceedings) bool { return !p.Issued.IsZero() && p.Ordered.IsZero() }), "care proceedings go on"},
	} {
		if is.yes {
			return is.what
		}
	}
	return ""
}

func some[T record.Body](s story.Story, is func(T) bool) bool {
	for _, r := range story.All[T](s) {
		if is(r.Body) {
			return true
		}
	}
	return false
}

// onlyAssessed says whether nothing but an assessment followed a referral: only then may it be closed as RC8 or RC9 (specs/cin/rules.json 2990 and 8825Q).
func onlyAssessed(s story.Story, referral string) bool {
	return some(s, func(a record.Assessment) bool { return a.Referral == referral && !a.Authorised.IsZero() }) &&
		!some(s, func(q record.S47Enquiry) bool { return q.Referral == referral }) &&
		!some(s, func(c record.InitialCPConference) bool { return c.Referral == referral }) &&
		!some(s, func(p record.CPPlan) bool { return p.Referral == referral }) &&
		!some(s, func(p record.CINPlan) bool { return p.Referral == referral })
}

// MayEndAs says whether the open case of a child may be closed for a reason of code set reason_for_closure.
func MayEndAs(s story.Story, closure string) bool {
	ref, ok := Open(s)
	return ok && (closure != afterAssessing && closure != toEarlyHelp || onlyAssessed(s, ref.ID))
}

// lastEnd is the last day on which something of a referral ended: a plan, an enquiry, an assessment, a conference. Zero when nothing did.
func lastEnd(s story.Story, referral string) day.Day {
	ends := slices.Concat(
		those(s, func(a record.Assessment) (string, day.Day) { return a.Referral, a.Authorised }),
		those(s, func(q record.S47Enquiry) (string, day.Day) { return q.Referral, q.Ended }),
		those(s, func(c record.InitialCPConference) (string, day.Day) { return c.Referral, c.Date }),
		those(s, func(p record.CPPlan) (string, day.Day) { return p.Referral, p.Ended }),
		those(s, func(p record.CINPlan) (string, day.Day) { return p.Referral, p.Ended }),
	)
	var last day.Day
	for _, e := range ends {
		if e.of == referral && e.on.Compare(last) > 0 {
			last = e.on
		}
	}
	return last
}

// ending is the day on which something of a referral ended.
type ending struct {
	of string // the referral
	on day.Day
}

func those[T record.Body](s story.Story, of func(T) (referral string, end day.Day)) (out []ending) {
	for _, r := range story.All[T](s) {
		referral, end := of(r.Body)
		out = append(out, ending{referral, end})
	}
	return out
}

// Closing is the end of an episode of need for one or several children.
type Closing struct {
	On       day.Day
	Closure  string // code set reason_for_closure
	Why      string
	Children []string
}

// CloseCase closes the open referral of each of the children, with the reason: a manager's decision. It is errs.Conflict while something goes on
// (GoesOn). What was allocated stays allocated until it is ended, so that the last notes can be written: a task says so.
func (r Room) CloseCase(ctx context.Context, actor access.Actor, c Closing) (command.Receipt, error) {
	return r.each(ctx, actor, "Close a case", authorise, c.Children, func(tx *command.Tx, _ string, _ int, s story.Story) ([]record.Change, error) {
		ref, ok := Open(s)
		if !ok {
			return nil, noReferral()
		}
		if what := GoesOn(s); what != "" {
			return nil, errs.New(errs.Conflict, "The case of %s cannot be closed: %s. End that first. Nothing was changed", nameOf(s), what)
		}
		var f errs.Fields
		needPast(&f, "date", c.On, ref.Body.Date, tx.Today(), "the end")
		if last := lastEnd(s, ref.ID); !c.On.IsZero() && c.On.Before(last) {
			f.Add("date", "Something of the case of %s ended on %s: it was not closed before", nameOf(s), last.Long())
		}
		needCode(&f, "closure", "reason_for_closure", c.Closure, c.On, "Choose why the case is closed")
		if c.Closure != "" && !MayEndAs(s, c.Closure) {
			f.Add("closure", "More than an assessment followed the referral of %s, or no assessment did: choose another reason", nameOf(s))
		}
		reason(&f, "why", c.Why, "why the case is closed")
		return []record.Change{record.Edit(ref, closed(ref.Body, c.On, c.Closure, actor.ID, c.Why))}, f.Err()
	})
}

func closed(ref record.Referral, on day.Day, closure, by, why string) record.Referral {
	ref.Closed, ref.Closure, ref.ClosedBy, ref.ClosedWhy = on, closure, by, record.Typed(why)
	return ref
}

// StepDown gives the change that closes a referral because the family goes on with early help, for the command that begins the help. It gives none where the
// referral is closed, where something goes on, and where the assessment came to something else. The reason follows from the record: after an
// assessment alone RC9, after more RC7; a referral that the front door passed on straight away is one that nothing followed, and the team that held it
// while it waited holds it no longer.
func StepDown(s story.Story, referral, by string, on day.Day) []record.Change {
	ref, ok := story.Find[record.Referral](s, referral)
	if !ok || !ref.Body.Closed.IsZero() || ref.Body.Waiting() || GoesOn(s) != "" {
		return nil
	}
	body := closed(ref.Body, on, endedOther, by, "The family goes on with early help.")
	var changes []record.Change
	switch {
	case ref.Body.Decision == "early_help" && lastEnd(s, referral).IsZero():
		body.NFA = true
		for _, a := range story.All[record.Allocation](s) {
			if a.Body.To.IsZero() && a.Body.Worker == "" {
				held := a.Body
				held.To = on
				changes = append(changes, record.Edit(a, held))
			}
		}
	case onlyAssessed(s, referral):
		if !some(s, func(a record.Assessment) bool { return a.Referral == referral && a.Outcome == "early_help" }) {
			return nil
		}
		body.Closure = toEarlyHelp
	}
	return append(changes, record.Edit(ref, body))
}

// endTasks say what is to be done at the end: an open case in which nothing goes on any more, and a closed one that somebody still has.
func endTasks(s story.Story) []task.Task {
	ref, open := Open(s)
	worker, team := allocated(s)
	if !open {
		newest, ok := story.Latest[record.Referral](s)
		if !ok || newest.Body.ClosedBy == "" || worker == "" && team == "" || GoesOn(s) != "" ||
			some(s, func(record.CareLeaver) bool { return true }) || some(s, func(e record.EarlyHelp) bool { return e.Ended.IsZero() && e.Case == "" }) {
			return nil
		}
		for _, a := range story.All[record.Allocation](s) {
			if a.Body.To.IsZero() && a.Body.Role != person.RoleChair {
				return []task.Task{{Record: newest.ID, Title: "The case is closed: end its allocation", Started: clock.On(newest.Body.Closed), Team: team, Queue: task.Review}}
			}
		}
		return nil
	}
	last := lastEnd(s, ref.ID)
	_, asking := needed(s)
	_, _, concerned := concern(s)
	if last.IsZero() || asking || concerned || GoesOn(s) != "" || !broughtToAnEnd(s, ref.ID) {
		return nil
	}
	return []task.Task{{Record: ref.ID, Title: "Nothing goes on in this case: close it, or say what follows", Started: clock.On(last), Team: team, Queue: task.Review}}
}

// broughtToAnEnd says whether a plan, an enquiry or a conference of a referral came to an end here. What follows an assessment alone is a task of the
// assessment itself, and an import may leave everything open.
func broughtToAnEnd(s story.Story, referral string) bool {
	return some(s, func(q record.S47Enquiry) bool {
		return q.Referral == referral && !q.AuthorisedAt.IsZero() && !q.Ended.IsZero()
	}) ||
		some(s, func(p record.CPPlan) bool { return p.Referral == referral && p.EndedBecause != "" && !p.Ended.IsZero() }) ||
		some(s, func(p record.CINPlan) bool {
			return p.Referral == referral && p.EndedBecause != "" && !p.Ended.IsZero()
		})
}
