package check

import "strings"

const anyCase = "The peer takes only true and 1 for yes and false and 0 for no, exactly so; here any case will do, as in 8568 and in the schema."

// episodeRules are the rules on CINdetails (specs/cin/rules.json, module CINdetails).
var episodeRules = []spec{
	{
		code: "2990", title: "Closed after assessment, yet more was done",
		flags: "CINdetails.DateOfInitialCPC ChildProtectionPlans.LAchildID Section47.LAchildID CINplanDates.LAchildID", looks: "CINdetails.ReasonForClosure",
		message: "The episode was closed with {CINdetails.ReasonForClosure}, closed after assessment, but has an initial conference, a Section 47 enquiry, a protection plan or a child in need plan.",
		mend:    "Give the real reason for closure, or take out what does not belong to this episode.",
		group: func(g *group, _ *year, m *marks) {
			for i := range g.episodes {
				e := &g.episodes[i]
				if e.reason != "RC8" && e.reason != "RC9" {
					continue
				}
				subs := g.subRows(e.ep, true, true, true)
				for _, r := range subs {
					m.flag(r, &e.row, "LAchildID")
				}
				if len(subs) > 0 || e.conference.ok() {
					m.flag(&e.row, nil, "DateOfInitialCPC")
				}
			}
		},
	},
	{
		code: "8565", title: "Something happened after the episode closed",
		flags: "CINdetails.CINclosureDate CINdetails.DateOfInitialCPC Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate " +
			"Section47.S47ActualStartDate Section47.DateOfInitialCPC CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate ChildProtectionPlans.CPPendDate",
		orders: "CINdetails.CINclosureDate CINdetails.DateOfInitialCPC Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate " +
			"Section47.S47ActualStartDate Section47.DateOfInitialCPC CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate",
		message: "The episode closed on {CINdetails.CINclosureDate}, but an assessment, enquiry, conference or plan in it has a later date.",
		mend:    "Move the closure to the day on which the last of the work ended, or correct the later date.",
		differs: "The peer never looks at protection plans, and stops altogether where child in need plans fail and enquiries do not fail equally often.",
		group:   afterClosure,
		stops: func(t *totals) string {
			if t.latePlans > 0 && t.latePlans != t.lateEnquiries {
				return "the peer stops: it cannot put together unequal numbers of late plans and late enquiries"
			}
			return ""
		},
	},
	{
		code: "8568", title: "Further action: missing or not a flag", flags: "CINdetails.ReferralNFA",
		message: "ReferralNFA is {ReferralNFA}; it must say true or false (or 1 or 0).",
		mend:    "Enter true if nothing further was done after the referral, false otherwise.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				switch lower(e.nfa) {
				case "true", "false", "1", "0":
				default:
					m.flag(&e.row, nil, "ReferralNFA")
				}
			})
		},
	},
	{
		code: "8569Q", title: "Referral before the census year ended in nothing further", flags: "CINdetails.CINreferralDate", query: true,
		looks: "CINdetails.ReferralNFA Header.ReferenceDate", orders: "CINdetails.CINreferralDate Header.ReferenceDate",
		message: "The referral of {CINreferralDate} was made before the census year, and ReferralNFA is {ReferralNFA}: with nothing further done it does not belong in this year.",
		mend:    "Leave the referral out, or correct its date or ReferralNFA.",
		differs: "A referral up to one working day before the year is allowed. The peer's limit is the first working day of the year, and it takes only false and 0 for no.",
		group: func(g *group, y *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if e.referral.before(y.oldReferral) && !y.no(e.nfa) {
					m.flag(&e.row, nil, "CINreferralDate")
				}
			})
		},
	},
	{
		code: "8585Q", title: "Closed because of death, without a date of death", flags: "ChildIdentifiers.PersonDeathDate CINdetails.ReasonForClosure", query: true,
		message: "The episode referred on {CINdetails.CINreferralDate} was closed with {CINdetails.ReasonForClosure}, death of the child, but there is no date of death.",
		mend:    "Enter the date of death, or correct the reason for closure.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				for i := range g.episodes {
					if e := &g.episodes[i]; !x.death.ok() && e.reason == "RC2" {
						m.both(&x.row, "PersonDeathDate", &e.row, "ReasonForClosure")
					}
				}
			})
		},
	},
	{
		code: "8600", title: "Referral date missing or after the census year", flags: "CINdetails.CINreferralDate", looks: "Header.ReferenceDate",
		orders:  "CINdetails.CINreferralDate Header.ReferenceDate",
		message: "The referral date is {CINreferralDate}; it must be a date, and not after {last day of the census year}.",
		mend:    "Enter the day on which the referral was received.",
		group: func(g *group, y *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if !e.referral.ok() || e.referral.after(y.to) {
					m.flag(&e.row, nil, "CINreferralDate")
				}
			})
		},
	},
	{
		code: "8606", title: "Referred long before birth",
		flags:  "CINdetails.CINreferralDate ChildIdentifiers.PersonBirthDate ChildIdentifiers.ExpectedPersonBirthDate",
		orders: "CINdetails.CINreferralDate ChildIdentifiers.PersonBirthDate ChildIdentifiers.ExpectedPersonBirthDate",
		message: "The referral of {CINdetails.CINreferralDate} is more than 280 days before the child's date of birth ({ChildIdentifiers.PersonBirthDate}) " +
			"or expected date of birth ({ChildIdentifiers.ExpectedPersonBirthDate}).",
		mend: "Correct the date of the referral or of the birth.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				birth, expected := x.birth.addDays(-280), x.expected.addDays(-280)
				for i := range g.episodes {
					if e := &g.episodes[i]; e.referral.before(birth) || e.referral.before(expected) {
						m.flag(&e.row, &x.row, "CINreferralDate")
						m.flag(&x.row, &e.row, "PersonBirthDate", "ExpectedPersonBirthDate")
					}
				}
			})
		},
	},
	{
		code: "8610", title: "No primary need although the referral went further", flags: "CINdetails.ReferralNFA CINdetails.PrimaryNeedCode",
		message: "ReferralNFA is {ReferralNFA}, so the referral went further, but there is no primary need code.",
		mend:    "Enter the child's primary need, N0 to N9; or correct ReferralNFA.",
		differs: anyCase,
		group: func(g *group, y *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if y.no(e.nfa) && e.need == "" {
					m.flag(&e.row, nil, "ReferralNFA", "PrimaryNeedCode")
				}
			})
		},
	},
	{
		code: "8620", title: "Closed outside the census year", flags: "CINdetails.CINclosureDate", looks: "Header.ReferenceDate",
		orders:  "CINdetails.CINclosureDate Header.ReferenceDate",
		message: "The closure on {CINclosureDate} is not within the census year, {first day of the census year} to {last day of the census year}.",
		mend:    "Correct the date. Leave the episode out if it closed before the year; leave the closure out if it came after.",
		group: func(g *group, y *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if e.closure.ok() && !e.closure.within(y.from, y.to) {
					m.flag(&e.row, nil, "CINclosureDate")
				}
			})
		},
	},
	{
		code: "8630", title: "Closed before it was referred", flags: "CINdetails.CINreferralDate CINdetails.CINclosureDate",
		orders:  "CINdetails.CINreferralDate CINdetails.CINclosureDate",
		message: "The episode closed on {CINclosureDate}, before it was referred on {CINreferralDate}.",
		mend:    "Correct the date that is wrong.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if e.closure.before(e.referral) {
					m.flag(&e.row, nil, "CINreferralDate", "CINclosureDate")
				}
			})
		},
	},
	{
		code: "8640", title: "Reason for closure is not a code", flags: "CINdetails.ReasonForClosure",
		message: "The reason for closure is {ReasonForClosure}; it must be one of RC1 to RC9.",
		mend:    "Choose the code that fits.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if s := e.reason; s != "" && (len(s) != 3 || s[:2] != "RC" || s[2] < '1' || s[2] > '9') {
					m.flag(&e.row, nil, "ReasonForClosure")
				}
			})
		},
	},
	{
		code: "8650", title: "Primary need is not a code", flags: "CINdetails.PrimaryNeedCode",
		message: "The primary need is {PrimaryNeedCode}; it must be one of N0 to N9.",
		mend:    "Choose the code that fits.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if s := e.need; s != "" && (len(s) != 2 || s[0] != 'N' || s[1] < '0' || s[1] > '9') {
					m.flag(&e.row, nil, "PrimaryNeedCode")
				}
			})
		},
	},
	{
		code: "8805", title: "Closed without a reason", flags: "CINdetails.CINclosureDate CINdetails.ReasonForClosure",
		message: "The episode closed on {CINclosureDate}, but there is no reason for closure.",
		mend:    "Enter the reason, RC1 to RC9.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if e.closure.ok() && e.reason == "" {
					m.flag(&e.row, nil, "CINclosureDate", "ReasonForClosure")
				}
			})
		},
	},
	{
		code: "8810", title: "Reason for closure without a closure", flags: "CINdetails.ReasonForClosure CINdetails.CINclosureDate",
		message: "There is a reason for closure, {ReasonForClosure}, but no date of closure ({CINclosureDate}).",
		mend:    "Enter the date on which the episode closed, or take out the reason.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if e.reason != "" && !e.closure.ok() {
					m.flag(&e.row, nil, "ReasonForClosure", "CINclosureDate")
				}
			})
		},
	},
	{
		code: "8815", title: "More than one open episode", flags: "CINdetails.CINclosureDate", looks: "CINdetails.ReferralNFA",
		message: "The episode referred on {CINreferralDate} is open, and the child has at least two open episodes that went further.",
		mend:    "Close all but the current one.",
		differs: "The peer also flags closed episodes whose ordinal is that of an open one under a repeated id, leaves out children without an id, and takes only false and 0 for no.",
		group:   manyOpen,
	},
	{
		code: "8816", title: "An earlier episode is still open", flags: "CINdetails.CINreferralDate", looks: "CINdetails.CINclosureDate CINdetails.ReferralNFA",
		orders:  "CINdetails.CINreferralDate",
		message: "An episode that went further is open although the child has a later referral; this one was referred on {CINreferralDate}, the other on {the other CINreferralDate}.",
		mend:    "Close the earlier episode, or correct the dates of referral.",
		differs: "The peer leaves out children without an id and takes only false and 0 for no.",
		group:   openBeforeLatest,
	},
	{
		code: "8820", title: "Episodes overlap", flags: "CINdetails.CINreferralDate CINdetails.CINclosureDate", looks: "CINdetails.ReferralNFA Header.ReferenceDate",
		orders:  "CINdetails.CINreferralDate CINdetails.CINclosureDate Header.ReferenceDate",
		message: "The episode from {CINreferralDate} to {CINclosureDate} overlaps another of the same child, from {the other CINreferralDate} to {the other CINclosureDate}.",
		mend:    "A child has one episode at a time: close the first before the second begins, or join them.",
		group: func(g *group, y *year, m *marks) {
			for i := range g.episodes {
				for j := range g.episodes {
					a, b := &g.episodes[i], &g.episodes[j]
					if i == j || !b.referral.upTo(a.referral) {
						continue
					}
					if a.referral.before(b.closure) || !b.closure.ok() && a.referral.before(y.to) && y.no(lower(b.nfa)) {
						m.flag(&a.row, &b.row, "CINreferralDate")
						m.flag(&b.row, &a.row, "CINreferralDate", "CINclosureDate")
					}
				}
			}
		},
	},
	{
		code: "8825Q", title: "Closed after assessment, without an assessment", flags: "CINdetails.ReasonForClosure", looks: "Assessments.LAchildID", query: true,
		message: "The episode was closed with {ReasonForClosure}, closed after assessment, but has no assessment.",
		mend:    "Add the assessment, or correct the reason for closure.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if (e.reason == "RC8" || e.reason == "RC9") && !g.assessed(e.ep) {
					m.flag(&e.row, nil, "ReasonForClosure")
				}
			})
		},
	},
	{
		code: "8831", title: "Nothing further, yet work was done", flags: "CINdetails.DateOfInitialCPC Assessments.LAchildID Section47.LAchildID",
		looks:   "CINdetails.ReferralNFA Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate Section47.S47ActualStartDate",
		message: "ReferralNFA is {CINdetails.ReferralNFA}, nothing further done, but the episode has an assessment, a Section 47 enquiry or an initial conference.",
		mend:    "Correct ReferralNFA to false, or take out what does not belong to this referral.",
		differs: anyCase,
		group:   nothingFurther,
	},
	{
		code: "8866", title: "Source of referral is missing or not a code", flags: "CINdetails.CINreferralDate CINdetails.ReferralSource",
		orders:  "CINdetails.CINreferralDate",
		message: "The referral of {CINreferralDate} has the source {ReferralSource}, which is not one of the codes.",
		mend:    "Enter who made the referral; 10 if it is not known, 9 if anonymous.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				if sourcesSince.upTo(e.referral) && !sets().source[e.source] {
					m.flag(&e.row, nil, "CINreferralDate", "ReferralSource")
				}
			})
		},
	},
	{
		code: "8867", title: "Closed with an assessment unfinished", flags: "CINdetails.CINclosureDate Assessments.AssessmentAuthorisationDate",
		message: "The episode closed on {CINdetails.CINclosureDate}, but the assessment begun on {Assessments.AssessmentActualStartDate} has no date of authorisation.",
		mend:    "Enter the day on which the assessment was authorised; if the episode is open, take out the closure.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				for i := range g.assessments {
					if a := &g.assessments[i]; e.closure.ok() && a.ep == e.ep && !a.authorised.ok() {
						m.both(&e.row, "CINclosureDate", &a.row, "AssessmentAuthorisationDate")
					}
				}
			})
		},
	},
	{
		code: "8868", title: "Closed with an enquiry unresolved", flags: "CINdetails.CINclosureDate Section47.DateOfInitialCPC Section47.ICPCnotRequired",
		message: "The episode closed on {CINdetails.CINclosureDate}, but the enquiry begun on {Section47.S47ActualStartDate} does not say how it ended: " +
			"conference on {Section47.DateOfInitialCPC}, conference not required {Section47.ICPCnotRequired}.",
		mend:    "Enter the date of the initial conference, or say that none was required.",
		differs: "The peer also flags an enquiry that has a conference and says that none was required, which is its own addition, and takes only true and 1 for yes.",
		group: func(g *group, y *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				for i := range g.enquiries {
					s := &g.enquiries[i]
					if !e.closure.ok() || s.ep != e.ep {
						continue
					}
					if held, not := s.conference.ok(), y.yes(s.notNeeded); !held && !not || held && not && y.peer {
						m.flag(&e.row, &s.row, "CINclosureDate")
						m.flag(&s.row, &e.row, "DateOfInitialCPC", "ICPCnotRequired")
					}
				}
			})
		},
	},
	{
		code: "8873Q", title: "No factor found, yet not closed for that", flags: "Assessments.AssessmentFactors CINdetails.ReasonForClosure", query: true,
		message: "The only assessment of the episode found no factor (21), but the reason for closure is {CINdetails.ReasonForClosure}, not RC8 or RC9.",
		mend:    "Check the factors and the reason for closure.",
		differs: "Only when 21 is the sole factor of a completed assessment, the only one of a closed episode. The peer also fires on open episodes, unfinished assessments and where other factors stand beside 21.",
		group:   noFactor, peer: peerNoFactor,
	},
}

// sourcesSince is when sources of referral became compulsory (rules.json, 8866).
var sourcesSince = readDate("2013-04-01", "")

func eachEpisode(g *group, fn func(*episode)) {
	for i := range g.episodes {
		fn(&g.episodes[i])
	}
}

// subRows lists the rows of some tables that belong to an episode.
func (g *group) subRows(ep episodeKey, enquiries, plans, cinPlans bool) []*row {
	var out []*row
	for i := range g.enquiries {
		if r := &g.enquiries[i].row; enquiries && r.ep == ep {
			out = append(out, r)
		}
	}
	for i := range g.plans {
		if r := &g.plans[i].row; plans && r.ep == ep {
			out = append(out, r)
		}
	}
	for i := range g.cinPlans {
		if r := &g.cinPlans[i].row; cinPlans && r.ep == ep {
			out = append(out, r)
		}
	}
	return out
}

// assessed says whether an episode has an assessment.
func (g *group) assessed(ep episodeKey) bool {
	for i := range g.assessments {
		if g.assessments[i].ep == ep {
			return true
		}
	}
	return false
}

// afterClosure is 8565.
func afterClosure(g *group, y *year, m *marks) {
	eachEpisode(g, func(e *episode) {
		c := e.closure
		if !c.ok() {
			return
		}
		late := func(r *row, fields ...string) {
			m.flag(r, &e.row, fields...)
			m.flag(&e.row, r, "CINclosureDate", "DateOfInitialCPC")
		}
		if e.conference.after(c) {
			m.flag(&e.row, nil, "CINclosureDate", "DateOfInitialCPC")
		}
		for i := range g.assessments {
			if a := &g.assessments[i]; a.ep == e.ep && (a.start.after(c) || a.authorised.after(c)) {
				late(&a.row, "AssessmentActualStartDate", "AssessmentAuthorisationDate")
			}
		}
		for i := range g.enquiries {
			if s := &g.enquiries[i]; s.lateIn(e) {
				late(&s.row, "S47ActualStartDate", "DateOfInitialCPC")
			}
		}
		for i := range g.cinPlans {
			if q := &g.cinPlans[i]; q.lateIn(e) {
				late(&q.row, "CINPlanStartDate", "CINPlanEndDate")
			}
		}
		for i := range g.plans {
			if p := &g.plans[i]; !y.peer && p.ep == e.ep && p.end.after(c) {
				late(&p.row, "CPPendDate")
			}
		}
	})
}

func (s *enquiry) lateIn(e *episode) bool {
	return s.ep == e.ep && (s.start.after(e.closure) || s.conference.after(e.closure))
}

func (q *cinPlan) lateIn(e *episode) bool {
	return q.ep == e.ep && (q.start.after(e.closure) || q.end.after(e.closure))
}

// manyOpen is 8815.
func manyOpen(g *group, y *year, m *marks) {
	if y.peer && !g.named() {
		return
	}
	n := 0
	eachEpisode(g, func(e *episode) {
		if !e.closure.ok() && y.no(e.nfa) {
			n++
		}
	})
	if n < 2 {
		return
	}
	eachEpisode(g, func(e *episode) {
		for i := range g.episodes {
			if o := &g.episodes[i]; !o.closure.ok() && o.ep == e.ep {
				m.flag(&e.row, nil, "CINclosureDate")
				return
			}
		}
	})
}

// openBeforeLatest is 8816.
func openBeforeLatest(g *group, y *year, m *marks) {
	if y.peer && !g.named() {
		return
	}
	var latest *episode
	eachEpisode(g, func(e *episode) {
		if e.referral.ok() && (latest == nil || e.referral.after(latest.referral)) {
			latest = e
		}
	})
	eachEpisode(g, func(e *episode) {
		if e != latest && e.referral.ok() && !e.closure.ok() && y.no(e.nfa) {
			m.both(&e.row, "CINreferralDate", &latest.row, "CINreferralDate")
		}
	})
}

// nothingFurther is 8831.
func nothingFurther(g *group, y *year, m *marks) {
	eachEpisode(g, func(e *episode) {
		if !y.yes(e.nfa) {
			return
		}
		found := e.conference.ok()
		for i := range g.assessments {
			if a := &g.assessments[i]; a.ep == e.ep && (a.start.ok() || a.authorised.ok()) {
				m.flag(&a.row, &e.row, "LAchildID")
				found = true
			}
		}
		for i := range g.enquiries {
			if s := &g.enquiries[i]; s.ep == e.ep && (s.start.ok() || e.conference.ok()) {
				m.flag(&s.row, &e.row, "LAchildID")
				found = true
			}
		}
		if found {
			m.flag(&e.row, nil, "DateOfInitialCPC")
		}
	})
}

// noFactor is 8873Q.
func noFactor(g *group, _ *year, m *marks) {
	eachEpisode(g, func(e *episode) {
		a := g.soleAssessment(e.ep)
		if a == nil || !e.closure.ok() || !a.authorised.ok() || e.reason == "RC8" || e.reason == "RC9" {
			return
		}
		if all := a.factorCodes(); len(all) == 1 && all[0] == "21" {
			m.both(&a.row, "AssessmentFactors", &e.row, "ReasonForClosure")
		}
	})
}

// soleAssessment is the assessment of an episode that has one only, else nil.
func (g *group) soleAssessment(ep episodeKey) *assessment {
	var sole *assessment
	for i := range g.assessments {
		if a := &g.assessments[i]; a.ep == ep {
			if sole != nil {
				return nil
			}
			sole = a
		}
	}
	return sole
}

// peerNoFactor is 8873Q as the peer has it: one assessment number in the episode, 21 anywhere among its factors, closed or not.
func peerNoFactor(g *group, _ *year, m *marks) {
	eachEpisode(g, func(e *episode) {
		if e.reason == "RC8" || e.reason == "RC9" {
			return
		}
		number := 0
		for i := range g.assessments {
			if a := &g.assessments[i]; a.ep == e.ep {
				if number != 0 && number != a.id {
					return
				}
				number = a.id
			}
		}
		for i := range g.assessments {
			if a := &g.assessments[i]; a.ep == e.ep && a.mentions("21") {
				m.both(&a.row, "AssessmentFactors", &e.row, "ReasonForClosure")
			}
		}
	})
}

func (a *assessment) mentions(code string) bool {
	for _, f := range a.factors {
		if strings.Contains(f.Value.Text, code) {
			return true
		}
	}
	return strings.Contains(a.direct, code)
}

// factorCodes are the factors of the assessment that hold a text, wherever they stand.
func (a *assessment) factorCodes() []string {
	var all []string
	for _, f := range a.factors {
		if f.Value.Text != "" {
			all = append(all, f.Value.Text)
		}
	}
	for _, v := range a.loose {
		if v.Text != "" {
			all = append(all, v.Text)
		}
	}
	return all
}
