package measure

import (
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

// entitled are the measures of what care leavers are owed, by what is recorded of a day, not by what a return says once a year. Source: Children Act 1989
// s23A to s24; Care Leavers Regulations 2010 reg 7(2); clocks CL-02, CL-05; specs/measures.md, Care leavers.
var entitled = map[string]counter{
	"CL-07": {
		plain: "Of the young people who had left care and were owed a pathway plan at the end of the day, how many had one that was made or reviewed within six months.",
		note:  "Owed to relevant and former relevant children up to 21, and after that while they have a plan.",
		kinds: entitledKinds, snapshot: true, class: access.Assessment, count: planInDate,
	},
	"CL-07e": {
		of: "CL-07", title: "Eligible children of 16¼ with a pathway plan",
		plain: "Of the eligible children, still looked after, who were 16 and three months or older at the end of the day, how many had a pathway plan.",
		kinds: entitledKinds, snapshot: true, class: access.Assessment, count: planBeforeLeaving,
	},
	"CL-17": {
		plain: "Of the young people who had left care and were owed a personal adviser at the end of the day, how many had two or more changes of their adviser or of their social worker in the 12 months before.",
		note:  "A change is that somebody else has the same role after somebody had it. That an adviser takes over from a social worker is no change.",
		kinds: append([]string{kind[record.Allocation]()}, entitledKinds...), snapshot: true, class: access.Assessment, count: changesOfAdviser,
	},
}

var entitledKinds = []string{kind[record.CareLeaver](), kind[record.PathwayPlan](), kind[record.Child]()}

// adulthood is the age up to which a pathway plan is owed without being asked for.
const adulthood = 21

// entitlementOn is what a young person was entitled to on a day: the newest statement of a day, not those of a return's year. Of two of a day the later
// recorded counts.
func entitlementOn(f *Facts, on day.Day) (id string, l record.CareLeaver) {
	for i := range f.leavers.All {
		b := f.leavers.All[i].Body
		if b.Eligibility == "" || b.Date.IsZero() || b.Date.After(on) || b.Date.Before(l.Date) {
			continue
		}
		id, l = f.leavers.All[i].ID, b
	}
	return id, l
}

// pathwayOn is the pathway plan that was open at the end of a day.
func pathwayOn(f *Facts, on day.Day) (*record.PathwayPlan, bool) {
	for i := range slices.Backward(f.pathways.All) {
		if b := &f.pathways.All[i].Body; !b.Started.IsZero() && open(b.Started, b.Ended, on) {
			return b, true
		}
	}
	return nil, false
}

// ofLeaver is a contribution of a care leaver who is owed a plan and an adviser; ok is false for anybody else.
func ofLeaver(f *Facts, on day.Day) (c Contribution, ok bool) {
	id, l := entitlementOn(f, on)
	if l.Eligibility != "relevant" && l.Eligibility != "former_relevant" {
		return c, false
	}
	birth := f.child().Birth
	if _, has := pathwayOn(f, on); !has && (birth.IsZero() || on.Age(birth) >= adulthood) {
		return c, false
	}
	c = one(f, id, false, on)
	c.Started = l.Date
	return c, true
}

func planInDate(f *Facts, p span) []Contribution {
	c, ok := ofLeaver(f, p.asAt)
	if !ok {
		return nil
	}
	if plan, has := pathwayOn(f, p.asAt); has {
		c.Due = plan.Latest(p.asAt).AddMonths(6)
		c.In = !p.asAt.After(c.Due)
	}
	return []Contribution{c}
}

func planBeforeLeaving(f *Facts, p span) []Contribution {
	id, l := entitlementOn(f, p.asAt)
	birth := f.child().Birth
	if l.Eligibility != "eligible" || birth.IsZero() || p.asAt.Before(birth.AddMonths(16*12+3)) {
		return nil
	}
	_, has := pathwayOn(f, p.asAt)
	c := one(f, id, has, p.asAt)
	c.Started, c.Due = l.Date, birth.AddMonths(16*12+3)
	return []Contribution{c}
}

// changesOfAdviser is CL-17.
func changesOfAdviser(f *Facts, p span) []Contribution {
	c, ok := ofLeaver(f, p.asAt)
	if !ok {
		return nil
	}
	year, changes := yearTo(p.asAt), 0
	for _, role := range []string{"allocated", "personal_adviser"} {
		var own []*record.Allocation
		for i := range f.allocations.All {
			if b := &f.allocations.All[i].Body; b.Role == role && b.Worker != "" && !b.From.IsZero() && !b.From.After(p.asAt) {
				own = append(own, b)
			}
		}
		slices.SortStableFunc(own, func(a, b *record.Allocation) int { return a.From.Compare(b.From) })
		for i := 1; i < len(own); i++ {
			if own[i].Worker != own[i-1].Worker && year.has(own[i].From) {
				changes++
			}
		}
	}
	c.In = changes >= 2
	return []Contribution{c}
}
