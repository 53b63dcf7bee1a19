package protection

import (
	"context"
	"fmt"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The decisions of a conference for one child (code set conference_decision).
const (
	PlanMade    = "plan"
	ChildInNeed = "child_in_need"
)

// Conference is the initial conference that is due.
func Conference(s story.Story) (record.Of[record.InitialCPConference], bool) {
	for _, c := range slices.Backward(story.All[record.InitialCPConference](s)) {
		if c.Body.Date.IsZero() && openReferral(s, c.Body.Referral) {
			return c, true
		}
	}
	return record.Of[record.InitialCPConference]{}, false
}

// Arrangement is when an initial conference is to be held, and who chairs it.
type Arrangement struct {
	Planned day.Day
	Chair   string // worker
	WhyLate string // asked for only when the day is after the limit
}

// Arrange sets day and chair of an initial conference for the children named, and gives the chair the cases to read. It may be arranged again
// while it was not held. A day after the limit needs a reason.
func (r Room) Arrange(ctx context.Context, actor access.Actor, a Arrangement, conferences []Of) (command.Receipt, error) {
	return r.each(ctx, actor, "Arrange an initial conference", keep, childrenOf(conferences, func(o Of) string { return o.Child }),
		func(tx *command.Tx, _ string, i int, s story.Story) ([]record.Change, error) {
			c, err := notHeld(s, conferences[i].Record)
			if err != nil {
				return nil, err
			}
			body := c.Body
			var f errs.Fields
			switch {
			case a.Planned.IsZero():
				f.Add("planned", "Enter the day of the conference")
			case a.Planned.After(body.Target):
				if record.Typed(a.WhyLate) == "" {
					f.Add("why_late", "%s is after the limit, %s. Write why the conference cannot be held in time", a.Planned.Long(), body.Target.Long())
				}
			}
			if q, ok := story.Find[record.S47Enquiry](s, body.Enquiry); ok && a.Planned.Before(q.Body.Started) {
				f.Add("planned", "The conference is before the enquiry began on %s: check the day", q.Body.Started.Long())
			}
			need(&f, "chair", a.Chair, "Choose who chairs the conference")
			if err := f.Err(); err != nil {
				return nil, err
			}
			more, err := chairs(tx, s, a.Chair)
			if err != nil {
				return nil, err
			}
			body.Planned, body.Chair, body.WhyLate = a.Planned, a.Chair, record.Typed(a.WhyLate)
			if !a.Planned.After(body.Target) {
				body.WhyLate = ""
			}
			return append(more, record.Edit(c, body)), nil
		})
}

func notHeld(s story.Story, id string) (record.Of[record.InitialCPConference], error) {
	c, err := find[record.InitialCPConference](s, id)
	if err == nil && !c.Body.Date.IsZero() {
		err = errs.New(errs.Conflict, "This conference was held on %s. Nothing was changed", c.Body.Date.Long())
	}
	return c, err
}

// chairs gives a child's case to a chair, unless they have it.
func chairs(tx *command.Tx, s story.Story, chair string) ([]record.Change, error) {
	w, err := tx.Story(chair)
	if err != nil {
		return nil, err
	}
	who, ok := story.Latest[record.Worker](w)
	if !ok || !who.Body.Left.IsZero() || !slices.Contains(who.Body.Roles, string(access.Chair)) {
		return nil, errs.Field("chair", "Choose a chair of conferences")
	}
	if chairOf(s) == chair {
		return nil, nil
	}
	changes, err := person.Allocation(tx, s, record.Allocation{Worker: chair, Role: person.RoleChair})
	if fs, ok := err.(errs.Fields); ok {
		return nil, errs.Field("chair", "%s", fs[0].Text)
	}
	return changes, err
}

// Held is an initial conference as it was held: once for all its children.
type Held struct {
	Date       day.Day
	Quorate    record.YesNo
	CoreGroup  string       // who is in the core group
	NextReview day.Day      // of the plans; empty for the limit of three months
	Minutes    record.Paper // may come later
	Children   []HeldChild
}

// HeldChild is what the conference decided for one child.
type HeldChild struct {
	Child, Conference string
	Decision          string // code set conference_decision
	Category          string // code set category_of_abuse; asked for only with a plan
	Aim               string // what must change; asked for only with a plan
	Reason            string
}

func (h Held) check(today day.Day) error {
	var f errs.Fields
	needPast(&f, "date", h.Date, day.Day{}, today, "the conference")
	if h.Quorate == "" {
		f.Add("quorate", "Say whether enough agencies were there")
	}
	for i, c := range h.Children {
		at := fmt.Sprintf("child-%d-", i)
		needCode(&f, at+"decision", "conference_decision", c.Decision, h.Date, "Choose what was decided for each child")
		reason(&f, at+"reason", c.Reason, "why this was decided")
		if c.Decision == PlanMade {
			needCode(&f, at+"category", "category_of_abuse", c.Category, h.Date, "Choose the category of the plan")
			need(&f, at+"aim", c.Aim, "Write what must change for the child to be safe")
		}
	}
	if h.NextReview.Before(h.Date) {
		f.Add("next_review", "The review must be after the conference")
	}
	return f.Err()
}

// HoldConference records an initial conference for each of its children. A plan starts on its day, with the number of plans before it counted from
// the record; the enquiry ends. Nothing that the enquiry or the arrangement holds is asked again.
func (r Room) HoldConference(ctx context.Context, actor access.Actor, h Held) (command.Receipt, error) {
	return r.each(ctx, actor, "Record an initial conference", keep, childrenOf(h.Children, func(c HeldChild) string { return c.Child }),
		func(tx *command.Tx, act string, i int, s story.Story) ([]record.Change, error) {
			if err := h.check(tx.Today()); err != nil {
				return nil, err
			}
			in := h.Children[i]
			c, err := notHeld(s, in.Conference)
			if err != nil {
				return nil, err
			}
			body := c.Body
			body.Date, body.Quorate, body.Decision, body.Reason = h.Date, h.Quorate, in.Decision, record.Typed(in.Reason)
			body.Minutes = paper(h.Minutes)
			if body.Chair == "" {
				body.Chair = chairOf(s)
			}
			changes := []record.Change{record.Edit(c, body)}
			if q, ok := story.Find[record.S47Enquiry](s, body.Enquiry); ok {
				if h.Date.Before(q.Body.Started) {
					return nil, errs.Field("date", "The conference is before the enquiry began on %s: check the day", q.Body.Started.Long())
				}
				ended := q.Body
				ended.Ended, ended.ICPCNotRequired = h.Date, record.No
				changes = append(changes, record.Edit(q, ended))
			}
			if in.Decision != PlanMade {
				return changes, nil
			}
			if p, ok := Plan(s); ok {
				return nil, errs.New(errs.Conflict, "%s has had a child protection plan since %s. End it, or record a review of it. Nothing was changed", nameOf(s), p.Body.Started.Long())
			}
			for _, p := range story.All[record.CPPlan](s) {
				if h.Date.Before(p.Body.Ended) {
					return nil, errs.Field("date", "%s had a child protection plan until %s: two of them may not overlap", nameOf(s), p.Body.Ended.Long())
				}
			}
			before := len(story.All[record.CPPlan](s))
			return append(changes, record.New(tx.NewID(), s.Subject, record.CPPlan{
				Referral: body.Referral, Conference: c.ID, Started: h.Date, InitialCategory: in.Category, LatestCategory: in.Category, Previous: &before,
				Aim: record.Typed(in.Aim), CoreGroup: record.Typed(h.CoreGroup), NextReview: h.NextReview, Together: act,
			})), nil
		})
}

func paper(p record.Paper) record.Paper {
	return record.Paper{Text: record.Typed(p.Text), Document: record.Typed(p.Document), Sent: p.Sent, To: record.Typed(p.To)}
}

// Papers are what goes out before and after a conference. What is zero stays as it is.
type Papers struct {
	Report  record.Paper
	Sent    day.Day // decisions and outline plan
	Minutes record.Paper
}

func (p Papers) check(f *errs.Fields, held, today day.Day) {
	for _, d := range []struct {
		field string
		on    day.Day
		what  string
		after bool
	}{{"report_sent", p.Report.Sent, "sending the report", false}, {"sent", p.Sent, "sending the decisions", true}, {"minutes_sent", p.Minutes.Sent, "sending the minutes", true}} {
		switch {
		case d.on.IsZero():
		case d.after && held.IsZero():
			f.Add(d.field, "The conference was not held yet")
		case d.after:
			needPast(f, d.field, d.on, held, today, d.what)
		default:
			needPast(f, d.field, d.on, day.Day{}, today, d.what)
		}
	}
}

// file lays what is given over what is there.
func (p Papers) file(report *record.Paper, sent *day.Day, minutes *record.Paper) {
	lay := func(to *record.Paper, from record.Paper) {
		if t := record.Typed(from.Text); t != "" {
			to.Text = t
		}
		if d := record.Typed(from.Document); d != "" {
			to.Document = d
		}
		if t := record.Typed(from.To); t != "" {
			to.To = t
		}
		if !from.Sent.IsZero() {
			to.Sent = from.Sent
		}
	}
	lay(report, p.Report)
	lay(minutes, p.Minutes)
	if !p.Sent.IsZero() {
		*sent = p.Sent
	}
}

// FilePapers keeps report, decisions and minutes of an initial conference with all the children of its act, and the days on which they were sent.
func (r Room) FilePapers(ctx context.Context, actor access.Actor, subject, conference string, p Papers) (command.Receipt, error) {
	return together(ctx, r, actor, "File papers of a conference", keep, subject, conference, func(c record.InitialCPConference) string { return c.Together },
		func(tx *command.Tx, part Part[record.InitialCPConference]) (record.InitialCPConference, error) {
			body := part.Record.Body
			var f errs.Fields
			p.check(&f, body.Date, tx.Today())
			p.file(&body.Report, &body.Sent, &body.Minutes)
			return body, f.Err()
		})
}

// TransferIn asks for the conference of a child who moved here with a child protection plan of another council: within 15 working days of the day on which that
// council told us (clock CP-03).
func (r Room) TransferIn(ctx context.Context, actor access.Actor, notified day.Day, children []string) (command.Receipt, error) {
	return r.each(ctx, actor, "Ask for a transfer-in conference", keep, children, func(tx *command.Tx, act string, _ int, s story.Story) ([]record.Change, error) {
		ref, ok := Open(s)
		if !ok {
			return nil, noReferral()
		}
		var f errs.Fields
		needPast(&f, "notified", notified, day.Day{}, tx.Today(), "the notice")
		if err := f.Err(); err != nil {
			return nil, err
		}
		if _, ok := Conference(s); ok {
			return nil, errs.New(errs.Conflict, "A conference is due for %s already. Nothing was changed", nameOf(s))
		}
		return []record.Change{record.New(tx.NewID(), s.Subject, record.InitialCPConference{
			Referral: ref.ID, Notified: notified, Target: r.due(TransferConference, onDay(notified)).Day(), Together: act,
		})}, nil
	})
}
