package measure

import (
	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
)

var planKind = kind[record.CPPlan]()

// protection are the measures of conferences and child protection plans. Source: DfE CIN census tables C4, D1 to D7; specs/measures.md, Child
// protection.
var protection = map[string]counter{
	"CP-01": {
		plain: "How many initial child protection conferences were held in the period after an enquiry, one for each child. Conferences for children who came from another council with a plan are not in it.",
		shape: aNumber, rate: true, headline: true, kinds: []string{conferenceKind}, class: access.Assessment, count: conferencesHeld,
	},
	"CP-02": {
		plain: "Of the initial child protection conferences held in the period after an enquiry, how many were held within 15 working days of the strategy discussion that began it.",
		bands: conferenceBands, kinds: []string{conferenceKind, enquiryKind}, class: access.Assessment, count: conferencesInTime,
	},
	"CP-03": {
		plain: "Of the initial child protection conferences held in the period, how many ended in a child protection plan.",
		kinds: []string{conferenceKind, planKind}, class: access.Assessment, count: conferencesToPlan,
	},
	"CP-04": {
		plain: "How many child protection plans were started in the period, and for how many of every 10,000 children.",
		shape: aNumber, rate: true, headline: true, kinds: []string{planKind}, class: access.Assessment, count: plansStarted,
	},
	"CP-05": {
		plain: "How many children had a child protection plan at the end of the day, and how many of every 10,000 children.",
		shape: aNumber, snapshot: true, rate: true, headline: true, kinds: []string{planKind}, class: access.Assessment, count: plansOpen,
	},
	"CP-05n": {
		plain: "How many children had a child protection plan at the end of the day.",
		shape: aNumber, snapshot: true, kinds: []string{planKind}, class: access.Assessment, count: plansOpen,
	},
	"CP-06": {
		plain: "The latest category of abuse of the child protection plans open at the end of the day.",
		shape: aSpread, snapshot: true, kinds: []string{planKind}, class: access.Assessment,
		count: category(func(p record.CPPlan) string { return p.LatestCategory }),
	},
	"CP-06i": {
		of: "CP-06", title: "Category of abuse, at the start of the plan",
		plain: "The category of abuse in which the child protection plans open at the end of the day were made.",
		shape: aSpread, snapshot: true, kinds: []string{planKind}, class: access.Assessment,
		count: category(func(p record.CPPlan) string { return p.InitialCategory }),
	},
	"CP-07": {
		plain: "Of the child protection plans started in the period, how many were not the child's first, however long ago the earlier one was.",
		kinds: []string{planKind}, class: access.Assessment, count: plansAgain,
	},
	"CP-07b": {
		plain: "Of the child protection plans started in the period, how many began within 24 months of the end of an earlier plan of the child. Within 12 months is shown beside it.",
		bands: []string{"within 12 months"}, note: "Only earlier plans whose end is recorded here can be counted.",
		kinds: []string{planKind}, class: access.Assessment, count: plansAgainSoon,
	},
	"CP-08": {
		plain:    "Of the child protection plans open at the end of the day, how many had been open for 3 months or less.",
		snapshot: true, kinds: []string{planKind}, class: access.Assessment, note: "Plans that ended are another measure: CP-08e.", count: plansOpenFor(3),
	},
	"CP-08e": {
		of: "CP-08", title: "CP plan under 3 months, plans that ended",
		plain: "Of the child protection plans that ended in the period, how many had lasted 3 months or less.",
		kinds: []string{planKind}, class: access.Assessment, note: "Plans still open are another measure: CP-08.", count: plansEndedWithin(3),
	},
	"CP-09": {
		plain:    "Of the child protection plans open at the end of the day, how many had been open for 6 months or less.",
		snapshot: true, kinds: []string{planKind}, class: access.Assessment, note: "Plans that ended are another measure: CP-09e.", count: plansOpenFor(6),
	},
	"CP-09e": {
		of: "CP-09", title: "CP plan under 6 months, plans that ended",
		plain: "Of the child protection plans that ended in the period, how many had lasted 6 months or less.",
		kinds: []string{planKind}, class: access.Assessment, note: "Plans still open are another measure: CP-09.", count: plansEndedWithin(6),
	},
	"CP-10": {
		plain:    "Of the child protection plans open at the end of the day, how many had been open for 2 years or more.",
		snapshot: true, kinds: []string{planKind}, class: access.Assessment, count: plansOpenTwoYears,
	},
	"CP-11": {
		plain: "Of the child protection plans that ended in the period, how many had lasted 2 years or more: over 729 days.",
		kinds: []string{planKind}, class: access.Assessment, count: plansEndedTwoYears,
	},
	"CP-12": {
		plain: "Of the children who had had a child protection plan for 3 months or more at the end of the day, for how many every review that fell due in the 12 months before was held on time: " +
			"the first within 3 months of the start of the plan, each later one within 6 months of the one before.",
		snapshot: true, kinds: []string{planKind, kind[record.CPReview]()}, class: access.Assessment, count: plansReviewed,
	},
	"CP-15": {
		plain: "Why the child protection plans ended that ended in the period.",
		shape: aSpread, kinds: []string{planKind}, class: access.Assessment, count: whyPlansEnded,
	},
	"CP-16": {
		plain: "How many child protection plans ended in the period, and for how many of every 10,000 children.",
		shape: aNumber, rate: true, headline: true, kinds: []string{planKind}, class: access.Assessment, count: plansEnded,
	},
	"CP-17": {
		plain: "How many children had a child protection plan and were looked after at the end of the day.",
		shape: aNumber, snapshot: true, kinds: []string{planKind, kind[record.CarePeriod](), kind[record.LegalStatus]()}, class: access.Assessment, count: plansInCare,
	},
	"CP-18": {
		plain: "Of the child protection plans that ended in the period, how many had lasted 3 months or less, compared between ethnic groups.",
		kinds: []string{planKind, kind[record.Child]()}, class: access.Assessment, count: plansEndedWithin(3),
	},
}

func ofConference(f *Facts, c *fact[record.InitialCPConference], in bool) Contribution {
	out := one(f, c.ID, in, c.Body.Date)
	out.Ended, out.Referral = c.Body.Date, c.Body.Referral
	return out
}

func conferencesHeld(f *Facts, p span) (out []Contribution) {
	for i := range f.conferences.All {
		if c := &f.conferences.All[i]; c.Body.Enquiry != "" && p.has(c.Body.Date) {
			out = append(out, ofConference(f, c, true))
		}
	}
	return out
}

var conferenceBands = []string{"0 to 10 working days", "11 to 15", "16 to 20", "21 or more"}

// conferencesInTime is CP-02 (clock S47-01). One held before its enquiry began has used no working day.
func conferencesInTime(f *Facts, p span) (out []Contribution) {
	for i := range f.conferences.All {
		conf := &f.conferences.All[i]
		if conf.Body.Enquiry == "" || !p.has(conf.Body.Date) {
			continue
		}
		c := ofConference(f, conf, false)
		e, ok := f.enquiries.find(conf.Body.Enquiry)
		switch {
		case !ok:
			c.Held = "Its enquiry is not recorded, so no clock can be counted"
		case e.Started.IsZero():
			c.Held = "Its enquiry has no start, so no clock can be counted"
		default:
			limit := due(&c, "S47-01", e.Started, p)
			c.In, _ = limit.InTime(clock.On(conf.Body.Date))
			c.Bands = []string{band(p.working().Between(e.Started, conf.Body.Date), []int{10, 15, 20}, conferenceBands)}
		}
		out = append(out, c)
	}
	return out
}

// conferencesToPlan is CP-03. The plan names its conference or, where a census brought it, began on its day in the same case.
func conferencesToPlan(f *Facts, p span) (out []Contribution) {
	for i := range f.conferences.All {
		conf := &f.conferences.All[i]
		if !p.has(conf.Body.Date) {
			continue
		}
		in := false
		for _, pl := range f.plans.All {
			in = in || pl.Body.Conference == conf.ID ||
				pl.Body.Conference == "" && pl.Body.Referral == conf.Body.Referral && pl.Body.Started == conf.Body.Date
		}
		out = append(out, ofConference(f, conf, in))
	}
	return out
}

// ofPlan is a contribution of a plan on a day.
func ofPlan(f *Facts, pl *fact[record.CPPlan], in bool, on day.Day) Contribution {
	c := one(f, pl.ID, in, on)
	c.Started, c.Ended, c.Referral = pl.Body.Started, pl.Body.Ended, pl.Body.Referral
	return c
}

// eachPlan gives a contribution for every plan that a test lets through.
func eachPlan(f *Facts, through func(*record.CPPlan) (on day.Day, ok bool), in func(*fact[record.CPPlan]) bool) (out []Contribution) {
	for i := range f.plans.All {
		pl := &f.plans.All[i]
		if on, ok := through(&pl.Body); ok && !pl.Body.Started.IsZero() {
			out = append(out, ofPlan(f, pl, in(pl), on))
		}
	}
	return out
}

func all(*fact[record.CPPlan]) bool { return true }

func started(p span) func(*record.CPPlan) (day.Day, bool) {
	return func(pl *record.CPPlan) (day.Day, bool) { return pl.Started, p.has(pl.Started) }
}

func ended(p span) func(*record.CPPlan) (day.Day, bool) {
	return func(pl *record.CPPlan) (day.Day, bool) { return pl.Ended, p.has(pl.Ended) }
}

func openPlan(p span) func(*record.CPPlan) (day.Day, bool) {
	return func(pl *record.CPPlan) (day.Day, bool) { return p.asAt, open(pl.Started, pl.Ended, p.asAt) }
}

func plansStarted(f *Facts, p span) []Contribution { return eachPlan(f, started(p), all) }
func plansEnded(f *Facts, p span) []Contribution   { return eachPlan(f, ended(p), all) }

// plansOpen counts children: the plan that began last when two are open at once.
func plansOpen(f *Facts, p span) []Contribution { return oneChild(eachPlan(f, openPlan(p), all)) }

// oneChild keeps the contribution that began last.
func oneChild(cs []Contribution) []Contribution {
	if len(cs) < 2 {
		return cs
	}
	last := cs[0]
	for _, c := range cs[1:] {
		if !c.Started.Before(last.Started) {
			last = c
		}
	}
	return []Contribution{last}
}

func category(of func(record.CPPlan) string) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		out := plansOpen(f, p)
		for i := range out {
			pl, _ := f.plans.find(out[i].Record)
			out[i].Bands = []string{labels("category_of_abuse").of(of(*pl))}
		}
		return out
	}
}

func whyPlansEnded(f *Facts, p span) []Contribution {
	out := plansEnded(f, p)
	for i := range out {
		pl, _ := f.plans.find(out[i].Record)
		out[i].Bands = []string{labels("cp_plan_end_reason").of(pl.EndReason)}
	}
	return out
}

func plansAgain(f *Facts, p span) []Contribution {
	return eachPlan(f, started(p), func(pl *fact[record.CPPlan]) bool {
		again := pl.Body.Previous != nil && *pl.Body.Previous > 0
		for _, o := range f.plans.All {
			again = again || o.Body.Started.Before(pl.Body.Started)
		}
		return again
	})
}

func plansAgainSoon(f *Facts, p span) []Contribution {
	within := func(pl *record.CPPlan, months int) bool {
		for _, o := range f.plans.All {
			if o.Body.Started.Before(pl.Started) && !o.Body.Ended.IsZero() && !o.Body.Ended.After(pl.Started) && !pl.Started.After(o.Body.Ended.AddMonths(months)) {
				return true
			}
		}
		return false
	}
	out := eachPlan(f, started(p), func(pl *fact[record.CPPlan]) bool { return within(&pl.Body, 24) })
	for i := range out {
		if pl, _ := f.plans.find(out[i].Record); within(pl, 12) {
			out[i].Bands = []string{"within 12 months"}
		}
	}
	return out
}

func plansOpenFor(months int) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		return oneChild(eachPlan(f, openPlan(p), func(pl *fact[record.CPPlan]) bool { return !p.asAt.After(pl.Body.Started.AddMonths(months)) }))
	}
}

func plansEndedWithin(months int) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		return eachPlan(f, ended(p), func(pl *fact[record.CPPlan]) bool {
			return !pl.Body.Ended.After(pl.Body.Started.AddMonths(months))
		})
	}
}

func plansOpenTwoYears(f *Facts, p span) []Contribution {
	return oneChild(eachPlan(f, openPlan(p), func(pl *fact[record.CPPlan]) bool { return !p.asAt.Before(pl.Body.Started.AddMonths(24)) }))
}

func plansEndedTwoYears(f *Facts, p span) []Contribution {
	return eachPlan(f, ended(p), func(pl *fact[record.CPPlan]) bool { return pl.Body.Ended.Sub(pl.Body.Started) > 729 })
}

// plansReviewed is CP-12 (clocks CP-08 and CP-09): a review that fell due in the 12 months and was held late, or not by the as-at day, fails the child.
func plansReviewed(f *Facts, p span) []Contribution {
	from := p.asAt.AddMonths(-12)
	out := eachPlan(f, openPlan(p), func(pl *fact[record.CPPlan]) bool {
		var held []day.Day
		for _, r := range f.planReviews.All {
			if r.Body.Plan == pl.ID && !r.Body.Date.After(p.asAt) {
				held = append(held, r.Body.Date)
			}
		}
		return onTime(pl.Body.Started, held, from, p.asAt, func(n int, last day.Day) day.Day {
			if n == 0 {
				return last.AddMonths(3)
			}
			return last.AddMonths(6)
		})
	})
	for i := 0; i < len(out); i++ {
		if out[i].Started.AddMonths(3).After(p.asAt) {
			out = append(out[:i], out[i+1:]...)
			i--
		}
	}
	return oneChild(out)
}

func plansInCare(f *Facts, p span) []Contribution {
	out := plansOpen(f, p)
	if _, ok := inCare(f, p.asAt); !ok {
		return nil
	}
	return out
}
