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

// Visit is one visit to a family, or a word from another agency that saw the children: entered once, kept with each child (complaints-as-tests.md 4;
// acceptance-scenarios.md 16).
type Visit struct {
	Date     day.Day
	Place    string // code set visit_place
	Agency   string // code set agency_type: it was not we who saw them; empty for a visit of our own
	Notes    string // what was seen and done; for all
	Children []VisitChild
}

// VisitChild is how it was for one child.
type VisitChild struct {
	Child   string
	Seen    string // SeenAlone, SeenOnly or NotSeen
	Bedroom bool   // seen too
	Views   string // what the child said or showed
	WhyNot  string // why the child was not seen; asked for only then
}

// The answers to whether a child was seen.
const (
	SeenAlone = "alone"
	SeenOnly  = "seen"
	NotSeen   = "no"
)

// Check says what is missing. The fields are date, place and child-0-seen.
func (v Visit) Check(today day.Day) error {
	var f errs.Fields
	needPast(&f, "date", v.Date, day.Day{}, today, "the visit")
	needCode(&f, "place", "visit_place", v.Place, v.Date, "Choose where it was")
	if v.Agency != "" {
		needCode(&f, "agency", "agency_type", v.Agency, v.Date, "")
	}
	if len(v.Children) == 0 {
		f.Add("children", "Choose at least one child")
	}
	for i, c := range v.Children {
		at := fmt.Sprintf("child-%d-", i)
		switch c.Seen {
		case SeenAlone, SeenOnly:
		case NotSeen:
			need(&f, at+"why_not", c.WhyNot, "Write why the child was not seen")
		default:
			f.Add(at+"seen", "Choose whether each child was seen")
		}
	}
	return f.Err()
}

// RecordVisit writes a visit into the story of each of its children. What kind it is, and under which plan, follows from the child's record. A child who is seen
// in an enquiry that had not seen them yet is seen in it from that day.
func (r Room) RecordVisit(ctx context.Context, actor access.Actor, v Visit) (command.Receipt, error) {
	return r.each(ctx, actor, "Record a visit", keep, childrenOf(v.Children, func(c VisitChild) string { return c.Child }),
		func(tx *command.Tx, act string, i int, s story.Story) ([]record.Change, error) {
			if err := v.Check(tx.Today()); err != nil {
				return nil, err
			}
			child, _ := story.First[record.Child](s)
			if v.Date.Before(child.Body.Birth) {
				return nil, errs.Field("date", "The visit is before %s was born", nameOf(s))
			}
			in := v.Children[i]
			body := record.Visit{Date: v.Date, Place: v.Place, Agency: v.Agency, Notes: record.Typed(v.Notes), Views: record.Typed(in.Views), Together: act, Seen: record.Yes, Alone: record.No}
			body.Type, body.Plan = kindOfVisit(s, v.Date)
			if v.Agency == "" {
				body.Worker = actor.ID
			}
			switch in.Seen {
			case SeenAlone:
				body.Alone = record.Yes
			case NotSeen:
				body.Seen, body.WhyNot = record.No, record.Typed(in.WhyNot)
			}
			if v.Agency == "" && in.Seen != NotSeen && (v.Place == "home" || v.Place == "placement") {
				body.Bedroom = record.No
				if in.Bedroom {
					body.Bedroom = record.Yes
				}
			}
			changes := []record.Change{record.New(tx.NewID(), s.Subject, body)}
			if q, ok := Enquiry(s); ok && body.Seen == record.Yes && v.Agency == "" && !v.Date.Before(q.Body.Started) && (q.Body.Seen.IsZero() || v.Date.Before(q.Body.Seen)) {
				seen := q.Body
				seen.Seen = v.Date
				changes = append(changes, record.Edit(q, seen))
			}
			return changes, nil
		})
}

// kindOfVisit is what a visit on a day is to a child: under a child protection plan, to a looked-after child, or else to a child in need.
func kindOfVisit(s story.Story, on day.Day) (kind, plan string) {
	in := func(from, to day.Day) bool {
		return !from.IsZero() && !on.Before(from) && (to.IsZero() || !on.After(to))
	}
	for _, p := range slices.Backward(story.All[record.CPPlan](s)) {
		if in(p.Body.Started, p.Body.Ended) {
			return record.VisitCP, p.ID
		}
	}
	for _, p := range slices.Backward(story.All[record.CarePeriod](s)) {
		if in(p.Body.Started, p.Body.Ended) {
			return record.VisitCLA, p.ID
		}
	}
	for _, p := range slices.Backward(story.All[record.CINPlan](s)) {
		if in(p.Body.Started, p.Body.Ended) {
			return record.VisitCIN, p.ID
		}
	}
	return record.VisitCIN, ""
}

// ours says whether we saw the child on a visit.
func ours(v record.Visit) bool {
	return v.Seen == record.Yes && v.Agency == "" && (v.Type == record.VisitCP || v.Type == record.VisitCIN || v.Type == record.VisitCLA)
}

// firstSeen is the first day from a day on which we saw the child; zero for none.
func firstSeen(s story.Story, from day.Day) (first day.Day) {
	for _, v := range story.All[record.Visit](s) {
		if ours(v.Body) && !v.Body.Date.Before(from) && (first.IsZero() || v.Body.Date.Before(first)) {
			first = v.Body.Date
		}
	}
	return first
}

// byAnybody says whether some agency, or we, saw the child on a visit.
func byAnybody(v record.Visit) bool { return ours(v) || v.Seen == record.Yes }

// byLead says whether the lead social worker saw the child on a visit under the child protection plan: whoever was allocated on the day (clock CP-11). A
// visit of a colleague keeps the outer limit and not this one. Where nobody was allocated, or the record does not say who went, it is taken as one.
func byLead(s story.Story, v record.Visit) bool {
	if !ours(v) || v.Type != record.VisitCP {
		return false
	}
	led := false
	for _, a := range story.All[record.Allocation](s) {
		b := a.Body
		if b.Worker == "" || b.Role == person.RoleChair || b.From.After(v.Date) || !b.To.IsZero() && b.To.Before(v.Date) {
			continue
		}
		if b.Worker == v.Worker {
			return true
		}
		led = true
	}
	return !led || v.Worker == ""
}

// lastSeen is the last day from a day on which the child was seen on a visit that counts.
func lastSeen(s story.Story, from day.Day, counts func(record.Visit) bool) (last day.Day) {
	for _, v := range story.All[record.Visit](s) {
		if counts(v.Body) && !v.Body.Date.Before(from) && v.Body.Date.Compare(last) > 0 {
			last = v.Body.Date
		}
	}
	return last
}
