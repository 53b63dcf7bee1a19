package check

import "strings"

// protectionRules are the rules on ChildProtectionPlans (specs/cin/rules.json, module ChildProtectionPlans).
var protectionRules = []spec{
	{
		code: "1105", title: "Protection plan began before the referral", flags: "ChildProtectionPlans.CPPstartDate CINdetails.CINreferralDate",
		orders:  "ChildProtectionPlans.CPPstartDate CINdetails.CINreferralDate",
		message: "The protection plan began on {ChildProtectionPlans.CPPstartDate}, before the referral on {CINdetails.CINreferralDate}.",
		mend:    "Correct the date that is wrong, or put the plan under the referral that it follows.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				for i := range g.plans {
					if p := &g.plans[i]; p.ep == e.ep && p.start.before(e.referral) {
						m.both(&p.row, "CPPstartDate", &e.row, "CINreferralDate")
					}
				}
			})
		},
	},
	{
		code: "2885", title: "Protection plan does not begin on the day of a conference",
		flags: "ChildProtectionPlans.CPPstartDate Section47.DateOfInitialCPC CINdetails.DateOfInitialCPC", looks: "Section47.ICPCnotRequired Header.ReferenceDate",
		orders:  "ChildProtectionPlans.CPPstartDate Header.ReferenceDate",
		message: "The protection plan begins on {ChildProtectionPlans.CPPstartDate}, which is not the day of an initial conference in its episode.",
		mend:    "A protection plan begins on the day of the initial conference; correct the date that is wrong or enter the conference.",
		differs: "An enquiry that needed no conference is left out when ICPCnotRequired is true in any form. The peer leaves it out only when the flag is 1.",
		group:   planAndConference,
	},
	{
		code: "8720", title: "Protection plan without a start, or after the census year", flags: "ChildProtectionPlans.CPPstartDate", looks: "Header.ReferenceDate",
		orders:  "ChildProtectionPlans.CPPstartDate Header.ReferenceDate",
		message: "The start of the protection plan is {CPPstartDate}; it must be a date, and not after {last day of the census year}.",
		mend:    "Enter the day on which the plan began.",
		group: func(g *group, y *year, m *marks) {
			eachPlan(g, func(p *plan) {
				if !p.start.ok() || p.start.after(y.to) {
					m.flag(&p.row, nil, "CPPstartDate")
				}
			})
		},
	},
	{
		code: "8730", title: "Number of earlier plans missing or not a number", flags: "ChildProtectionPlans.NumberOfPreviousCPP",
		message: "The number of earlier protection plans is {NumberOfPreviousCPP}; it must be a whole number, 0 or more.",
		mend:    "Enter how many protection plans the child had before this one, 0 for none, other councils' plans included.",
		differs: "The peer stops when any value of the file is not a whole number; here such a value is what is wrong.",
		group: func(g *group, _ *year, m *marks) {
			eachPlan(g, func(p *plan) {
				if negative, ok := wholeNumber(p.previous); !ok || negative {
					m.flag(&p.row, nil, "NumberOfPreviousCPP")
				}
			})
		},
		stops: func(t *totals) string {
			if t.previousNoNumber > 0 {
				return "the peer stops: a number of earlier plans is not a whole number"
			}
			return ""
		},
	},
	{
		code: "8832", title: "Nothing further, yet a protection plan", flags: "ChildProtectionPlans.LAchildID CINdetails.ReferralNFA",
		message: "ReferralNFA is {CINdetails.ReferralNFA}, nothing further done, but the episode has a protection plan, begun on {ChildProtectionPlans.CPPstartDate}.",
		mend:    "Correct ReferralNFA to false, or take out the plan.",
		differs: "The peer mixes up the row numbers of the two tables and flags wrong rows, or none.",
		group: func(g *group, y *year, m *marks) {
			g.plansAfterNothing(func(e *episode, p *plan) { m.both(&e.row, "ReferralNFA", &p.row, "LAchildID") })
		},
		peer: never, // swapped.go
	},
	{
		code: "8840", title: "Protection plan of one day", flags: "ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate",
		message: "The protection plan began and ended on {CPPstartDate}.",
		mend:    "Correct the date that is wrong.",
		group: func(g *group, _ *year, m *marks) {
			eachPlan(g, func(p *plan) {
				if p.start.equals(p.end) {
					m.flag(&p.row, nil, "CPPstartDate", "CPPendDate")
				}
			})
		},
	},
	{
		code: "8905", title: "First category of abuse missing or not a code", flags: "ChildProtectionPlans.InitialCategoryOfAbuse",
		message: "The first category of abuse is {InitialCategoryOfAbuse}; it must be NEG, PHY, SAB, EMO or MUL.",
		mend:    "Enter the category that the initial conference decided.",
		group: func(g *group, _ *year, m *marks) {
			eachPlan(g, func(p *plan) {
				if !category(p.first) {
					m.flag(&p.row, nil, "InitialCategoryOfAbuse")
				}
			})
		},
	},
	{
		code: "8910", title: "Latest category of abuse missing or not a code", flags: "ChildProtectionPlans.LatestCategoryOfAbuse",
		message: "The latest category of abuse is {LatestCategoryOfAbuse}; it must be NEG, PHY, SAB, EMO or MUL.",
		mend:    "Enter the category that the last conference decided.",
		group: func(g *group, _ *year, m *marks) {
			eachPlan(g, func(p *plan) {
				if !category(p.latest) {
					m.flag(&p.row, nil, "LatestCategoryOfAbuse")
				}
			})
		},
	},
	{
		code: "8915", title: "Died before the protection plan began", flags: "ChildIdentifiers.PersonDeathDate ChildProtectionPlans.CPPstartDate",
		orders:  "ChildIdentifiers.PersonDeathDate ChildProtectionPlans.CPPstartDate",
		message: "The date of death {ChildIdentifiers.PersonDeathDate} is before the start of a protection plan, {ChildProtectionPlans.CPPstartDate}.",
		mend:    "Correct the date that is wrong.",
		group: func(g *group, _ *year, m *marks) {
			eachDeath(g, func(x *identifier) {
				for i := range g.plans {
					if p := &g.plans[i]; x.death.before(p.start) {
						m.both(&x.row, "PersonDeathDate", &p.row, "CPPstartDate")
					}
				}
			})
		},
	},
	{
		code: "8920", title: "Died before the protection plan ended", flags: "ChildIdentifiers.PersonDeathDate ChildProtectionPlans.CPPendDate",
		orders:  "ChildIdentifiers.PersonDeathDate ChildProtectionPlans.CPPendDate",
		message: "The date of death {ChildIdentifiers.PersonDeathDate} is before the end of a protection plan, {ChildProtectionPlans.CPPendDate}.",
		mend:    "End the plan on the day of death at the latest, or correct the date of death.",
		group: func(g *group, _ *year, m *marks) {
			eachDeath(g, func(x *identifier) {
				for i := range g.plans {
					if p := &g.plans[i]; x.death.before(p.end) {
						m.both(&x.row, "PersonDeathDate", &p.row, "CPPendDate")
					}
				}
			})
		},
	},
	{
		code: "8925", title: "Protection plan ended before it began", flags: "ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate",
		orders:  "ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate",
		message: "The protection plan ended on {CPPendDate}, before it began on {CPPstartDate}.",
		mend:    "Correct the date that is wrong.",
		group: func(g *group, _ *year, m *marks) {
			eachPlan(g, func(p *plan) {
				if p.end.before(p.start) {
					m.flag(&p.row, nil, "CPPstartDate", "CPPendDate")
				}
			})
		},
	},
	{
		code: "8930", title: "Protection plan ended outside the census year", flags: "ChildProtectionPlans.CPPendDate", looks: "Header.ReferenceDate",
		orders:  "ChildProtectionPlans.CPPendDate Header.ReferenceDate",
		message: "The protection plan ended on {CPPendDate}, outside the census year, {first day of the census year} to {last day of the census year}.",
		mend:    "Correct the date; leave out a plan that ended before the year, and the end of one that ended after it.",
		group: func(g *group, y *year, m *marks) {
			eachPlan(g, func(p *plan) {
				if p.end.outside(y.from, y.to) {
					m.flag(&p.row, nil, "CPPendDate")
				}
			})
		},
	},
	{
		code: "8935", title: "More than one open protection plan", flags: "ChildProtectionPlans.CPPendDate",
		message: "The protection plan from {CPPstartDate} to {CPPendDate} is one of the child's, of which two or more are open.",
		mend:    "Enter the end of all but the current plan, or take out the repeat.",
		differs: "The peer counts open plans with one ordinal across episodes: it misses two open plans of one episode, flags ended plans along, and leaves out children without an id.",
		group: func(g *group, _ *year, m *marks) {
			n := 0
			eachPlan(g, func(p *plan) {
				if !p.end.ok() {
					n++
				}
			})
			eachPlan(g, func(p *plan) {
				if n >= 2 && !p.end.ok() {
					m.flag(&p.row, nil, "CPPendDate")
				}
			})
		},
		peer: func(g *group, _ *year, m *marks) {
			if !g.named() {
				return
			}
			eachPlan(g, func(p *plan) {
				n := 0
				for i := range g.plans {
					if o := &g.plans[i]; o.id == p.id && !o.end.ok() {
						n++
					}
				}
				if n >= 2 {
					m.flag(&p.row, nil, "CPPendDate")
				}
			})
		},
	},
	{
		code: "8940", title: "Protection plans overlap", flags: "ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate", looks: "Header.ReferenceDate",
		orders:  "ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate Header.ReferenceDate",
		message: "The protection plan from {CPPstartDate} to {CPPendDate} overlaps another of the child, from {the other CPPstartDate} to {the other CPPendDate}; the day of the end counts.",
		mend:    "A child has one protection plan at a time: correct the dates, or take out the repeat.",
		differs: "The peer never holds plans against each other that have the same ordinal in different episodes.",
		group: func(g *group, y *year, m *marks) {
			for i := range g.plans {
				for j := range g.plans {
					a, b := &g.plans[i], &g.plans[j]
					if i == j || y.peer && a.id == b.id || !b.start.upTo(a.start) {
						continue
					}
					if a.start.upTo(b.end) || !b.end.ok() && a.start.upTo(y.to) {
						m.flag(&a.row, &b.row, "CPPstartDate")
						m.flag(&b.row, &a.row, "CPPstartDate", "CPPendDate")
					}
				}
			}
		},
	},
}

func eachPlan(g *group, fn func(*plan)) {
	for i := range g.plans {
		fn(&g.plans[i])
	}
}

func category(s string) bool {
	switch s {
	case "NEG", "PHY", "SAB", "EMO", "MUL":
		return true
	}
	return false
}

// wholeNumber reads an integer as the peer does: blanks around it and a sign are allowed, and single underscores between digits.
func wholeNumber(s string) (negative, ok bool) {
	s = strings.TrimSpace(s)
	if s != "" && (s[0] == '+' || s[0] == '-') {
		negative, s = s[0] == '-', s[1:]
	}
	digits := strings.ReplaceAll(s, "_", "")
	if !isDigits(digits) || s[0] == '_' || s[len(s)-1] == '_' || strings.Contains(s, "__") {
		return false, false
	}
	return negative && strings.Trim(digits, "0") != "", true
}

// plansAfterNothing gives every protection plan of an episode in which nothing further was done (8832).
func (g *group) plansAfterNothing(fn func(*episode, *plan)) {
	eachEpisode(g, func(e *episode) {
		if !endedInNothing(e.nfa) {
			return
		}
		for i := range g.plans {
			if p := &g.plans[i]; p.ep == e.ep {
				fn(e, p)
			}
		}
	})
}

func endedInNothing(nfa string) bool { return nfa == "1" || lower(nfa) == "true" }

// planAndConference is 2885.
func planAndConference(g *group, y *year, m *marks) {
	together := func(a, b *row) bool { return a.ep == b.ep && a.kid.absent == b.kid.absent }
	exempt := func(s *enquiry) bool {
		if y.peer {
			return s.notNeeded == "1"
		}
		return y.yes(s.notNeeded)
	}
	for i := range g.plans {
		p := &g.plans[i]
		if !p.start.within(y.from, y.to) || g.earlierPlan(i, y, together) {
			continue // not of this year, or its episode has been judged with an earlier plan
		}
		var held []*row
		var dates []date
		for j := range g.enquiries {
			if s := &g.enquiries[j]; together(&s.row, &p.row) && !exempt(s) {
				held, dates = append(held, &s.row), append(dates, s.conference)
			}
		}
		if len(held) == 0 {
			for j := range g.episodes {
				if e := &g.episodes[j]; together(&e.row, &p.row) {
					held, dates = append(held, &e.row), append(dates, e.conference)
				}
			}
		}
		if len(held) == 0 {
			continue
		}
		anyFits := false
		for j := i; j < len(g.plans); j++ {
			o := &g.plans[j]
			if !together(&o.row, &p.row) || !o.start.within(y.from, y.to) {
				continue
			}
			fits := false
			for _, d := range dates {
				fits = fits || o.start.equals(d)
			}
			if !fits {
				m.flag(&o.row, held[0], "CPPstartDate")
			}
			anyFits = anyFits || fits
		}
		if !anyFits {
			for _, r := range held {
				m.flag(r, &p.row, "DateOfInitialCPC")
			}
		}
	}
}

// earlierPlan says whether a plan before the i-th began in the year in the same episode.
func (g *group) earlierPlan(i int, y *year, together func(a, b *row) bool) bool {
	for j := range i {
		if o := &g.plans[j]; together(&o.row, &g.plans[i].row) && o.start.within(y.from, y.to) {
			return true
		}
	}
	return false
}

// reviewRules are the rules on Reviews (specs/cin/rules.json, module Reviews, and 8841).
var reviewRules = []spec{
	{
		code: "4003", title: "Review during a child in need plan", flags: "ChildProtectionPlans.CPPendDate CINplanDates.CINPlanStartDate Reviews.CPPreviewDate",
		looks:   "CINplanDates.CINPlanEndDate Header.ReferenceDate",
		orders:  "CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate Reviews.CPPreviewDate",
		message: "A review of the protection plan, on {Reviews.CPPreviewDate}, falls within a child in need plan from {CINplanDates.CINPlanStartDate} to {CINplanDates.CINPlanEndDate}, and is not on the last day of the protection plan ({ChildProtectionPlans.CPPendDate}).",
		mend:    "Correct the date of the review, or the dates of the plans.",
		differs: "The peer joins reviews to equally numbered plans of every episode and to child in need plans of any, needs both plans to have ended, and sees only the first date of a block. Here an open child in need plan runs to the end of the year, an open protection plan counts, and everything is of one episode.",
		group: func(g *group, y *year, m *marks) {
			g.reviewsInCINPlan(m, func(p *plan, v *review, q *cinPlan) bool {
				return p.ep == v.ep && q.ep == v.ep && (v.on.before(q.end) || !q.end.ok() && v.on.upTo(y.to))
			})
		},
		peer: func(g *group, _ *year, m *marks) {
			g.reviewsInCINPlan(m, func(p *plan, v *review, q *cinPlan) bool { return p.end.ok() && v.on.before(q.end) })
		},
	},
	{
		code: "8841", title: "Review on or before the start of the plan", flags: "ChildProtectionPlans.CPPstartDate Reviews.CPPreviewDate",
		orders:  "ChildProtectionPlans.CPPstartDate Reviews.CPPreviewDate",
		message: "The review on {Reviews.CPPreviewDate} is not after the start of the protection plan on {ChildProtectionPlans.CPPstartDate}.",
		mend:    "Correct the date that is wrong; the initial conference is no review.",
		differs: "The peer sees only the first date of a block of reviews.",
		group: func(g *group, _ *year, m *marks) {
			eachPlan(g, func(p *plan) {
				for i := range g.reviews {
					if v := &g.reviews[i]; v.ep == p.ep && v.plan == p.id && v.on.upTo(p.start) {
						m.both(&p.row, "CPPstartDate", &v.row, "CPPreviewDate")
					}
				}
			})
		},
	},
	{
		code: "8842Q", title: "Review without a date", flags: "Reviews.CPPreviewDate", query: true,
		message: "The date of a review is {CPPreviewDate}, which is no date.",
		mend:    "Enter the day on which the review was held.",
		differs: "The peer sees only the first date of a block of reviews.",
		group: func(g *group, _ *year, m *marks) {
			for i := range g.reviews {
				if v := &g.reviews[i]; !v.on.ok() {
					m.flag(&v.row, nil, "CPPreviewDate")
				}
			}
		},
	},
}

// reviewsInCINPlan is the common part of 4003: a review of an equally numbered plan on or after the start of a child in need plan.
func (g *group) reviewsInCINPlan(m *marks, joined func(*plan, *review, *cinPlan) bool) {
	for i := range g.reviews {
		v := &g.reviews[i]
		for j := range g.plans {
			p := &g.plans[j]
			if p.id != v.plan || v.on.equals(p.end) {
				continue
			}
			for k := range g.cinPlans {
				if q := &g.cinPlans[k]; q.start.upTo(v.on) && joined(p, v, q) {
					m.three(&p.row, "CPPendDate", &q.row, "CINPlanStartDate", &v.row, "CPPreviewDate")
				}
			}
		}
	}
}
