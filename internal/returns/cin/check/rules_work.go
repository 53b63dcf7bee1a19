package check

import (
	"slices"
	"strings"
	"time"
)

const factorsOffSchema = "The peer sees only factors that stand outside their wrapper, against the schema; factors in their place it cannot report."

// assessmentRules are the rules on Assessments (specs/cin/rules.json, module Assessments).
var assessmentRules = []spec{
	{
		code: "1103", title: "Assessment began before the referral", flags: "Assessments.AssessmentActualStartDate CINdetails.CINreferralDate",
		orders:  "Assessments.AssessmentActualStartDate CINdetails.CINreferralDate",
		message: "The assessment began on {Assessments.AssessmentActualStartDate}, before the referral on {CINdetails.CINreferralDate}.",
		mend:    "Correct the date that is wrong, or put the assessment under the referral that it follows.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				for i := range g.assessments {
					if a := &g.assessments[i]; a.ep == e.ep && a.start.before(e.referral) {
						m.both(&a.row, "AssessmentActualStartDate", &e.row, "CINreferralDate")
					}
				}
			})
		},
	},
	{
		code: "8608", title: "Assessment ended before it began", flags: "Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate",
		orders:  "Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate",
		message: "The assessment was authorised on {AssessmentAuthorisationDate}, before it began on {AssessmentActualStartDate}.",
		mend:    "Correct the date that is wrong.",
		group: func(g *group, _ *year, m *marks) {
			eachAssessment(g, func(a *assessment) {
				if a.start.after(a.authorised) {
					m.flag(&a.row, nil, "AssessmentActualStartDate", "AssessmentAuthorisationDate")
				}
			})
		},
	},
	{
		code: "8614", title: "Factors on an unfinished assessment", flags: "Assessments.AssessmentAuthorisationDate Assessments.AssessmentFactors",
		message: "The assessment begun on {AssessmentActualStartDate} has no date of authorisation, but has the factors {AssessmentFactors}.",
		mend:    "Enter the day on which it was authorised, or leave factors out until it is.",
		differs: "The peer stops at the first unfinished assessment whose factors stand where the schema wants them, and can report only those outside.",
		group: func(g *group, y *year, m *marks) {
			eachAssessment(g, func(a *assessment) {
				if !a.authorised.ok() && a.hasFactors(y.peer) {
					m.flag(&a.row, nil, "AssessmentAuthorisationDate", "AssessmentFactors")
				}
			})
		},
		stops: func(t *totals) string {
			if t.openWithFactors > 0 {
				return "the peer stops: an unfinished assessment has a list of factors"
			}
			return ""
		},
	},
	{
		code: "8670Q", title: "Assessment open for more than 45 working days", query: true,
		flags: "Assessments.AssessmentAuthorisationDate Assessments.AssessmentActualStartDate", looks: "Header.ReferenceDate",
		orders:  "Assessments.AssessmentActualStartDate Header.ReferenceDate",
		message: "The assessment began on {AssessmentActualStartDate}, more than 45 working days before the end of the census year, and has no date of authorisation.",
		mend:    "Enter the day on which it was authorised. If it is open still, confirm that.",
		differs: "The peer counts back 44 working days, not 45, and knows no bank holidays before 2022 or after 2027.",
		group: func(g *group, y *year, m *marks) {
			eachAssessment(g, func(a *assessment) {
				if !a.authorised.ok() && a.start.before(y.longAssessed) {
					m.flag(&a.row, nil, "AssessmentAuthorisationDate", "AssessmentActualStartDate")
				}
			})
		},
	},
	{
		code: "8696", title: "Assessment authorised outside the census year", flags: "Assessments.AssessmentAuthorisationDate", looks: "Header.ReferenceDate",
		orders:  "Assessments.AssessmentAuthorisationDate Header.ReferenceDate",
		message: "The assessment was authorised on {AssessmentAuthorisationDate}, outside the census year, {first day of the census year} to {last day of the census year}.",
		mend:    "Correct the date, or leave the assessment to the year in which it was authorised.",
		group: func(g *group, y *year, m *marks) {
			eachAssessment(g, func(a *assessment) {
				if a.authorised.outside(y.from, y.to) {
					m.flag(&a.row, nil, "AssessmentAuthorisationDate")
				}
			})
		},
	},
	{
		code: "8736", title: "Unfinished assessment from outside the census year", flags: "Assessments.AssessmentAuthorisationDate Assessments.AssessmentActualStartDate",
		looks: "Header.ReferenceDate", orders: "Assessments.AssessmentActualStartDate Header.ReferenceDate",
		message: "The assessment has no date of authorisation, and its start, {AssessmentActualStartDate}, is not within the census year, {first day of the census year} to {last day of the census year}.",
		mend:    "Enter the date of authorisation, or correct the start.",
		group: func(g *group, y *year, m *marks) {
			eachAssessment(g, func(a *assessment) {
				if !a.authorised.ok() && !a.start.within(y.from, y.to) {
					m.flag(&a.row, nil, "AssessmentAuthorisationDate", "AssessmentActualStartDate")
				}
			})
		},
	},
	{
		code: "8863Q", title: "Assessments overlap", flags: "Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate", query: true,
		looks: "Header.ReferenceDate", orders: "Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate Header.ReferenceDate",
		message: "The assessment from {AssessmentActualStartDate} to {AssessmentAuthorisationDate} overlaps another in this episode, from {the other AssessmentActualStartDate} to {the other AssessmentAuthorisationDate}.",
		mend:    "Take out the repeat, or correct the dates: one assessment ends before the next begins.",
		differs: "The peer takes two assessments with the same dates for one; here they overlap.",
		group: func(g *group, y *year, m *marks) {
			for i := range g.assessments {
				for j := range g.assessments {
					a, b := &g.assessments[i], &g.assessments[j]
					if i == j || a.ep != b.ep || y.peer && a.start.same(b.start) && a.authorised.same(b.authorised) || !b.start.upTo(a.start) {
						continue
					}
					if a.start.upTo(b.authorised) || !b.authorised.ok() && a.start.upTo(y.to) {
						m.flag(&a.row, &b.row, "AssessmentActualStartDate")
						m.flag(&b.row, &a.row, "AssessmentActualStartDate", "AssessmentAuthorisationDate")
					}
				}
			}
		},
	},
	{
		code: "8869", title: "No factor found, yet factors given", flags: "Assessments.AssessmentFactors",
		message: "The factors {AssessmentFactors} hold 21, no factor found, together with others.",
		mend:    "Leave 21 alone, or take it out.",
		differs: factorsOffSchema + " It also holds different assessments of one episode against each other.",
		group: func(g *group, _ *year, m *marks) {
			eachAssessment(g, func(a *assessment) {
				if all := a.factorCodes(); slices.Contains(all, "21") && slices.ContainsFunc(all, func(s string) bool { return s != "21" }) {
					m.flag(&a.row, nil, "AssessmentFactors")
				}
			})
		},
		peer: func(g *group, _ *year, m *marks) {
			eachAssessment(g, func(a *assessment) {
				for i := range g.assessments {
					b := &g.assessments[i]
					if a.direct == "21" && b.ep == a.ep && b.authorised.same(a.authorised) && b.direct != "21" {
						m.flag(&b.row, &a.row, "AssessmentFactors")
					}
				}
			})
		},
	},
	{
		code: "8896", title: "More than one unfinished assessment", flags: "Assessments.AssessmentAuthorisationDate",
		message: "The assessment begun on {AssessmentActualStartDate} is one of two or more in this episode without a date of authorisation.",
		mend:    "Enter the dates of authorisation, or take out the repeat.",
		differs: "The peer flags the finished assessments of the episode as well, and leaves out children without an id.",
		group: func(g *group, y *year, m *marks) {
			if y.peer && !g.named() {
				return
			}
			eachAssessment(g, func(a *assessment) {
				n := 0
				for i := range g.assessments {
					if b := &g.assessments[i]; b.ep == a.ep && !b.authorised.ok() {
						n++
					}
				}
				if n >= 2 && (y.peer || !a.authorised.ok()) {
					m.flag(&a.row, nil, "AssessmentAuthorisationDate")
				}
			})
		},
	},
	{
		code: "8897Q", title: "Assessment without valid factors", flags: "Assessments.AssessmentAuthorisationDate Assessments.AssessmentFactors", query: true,
		looks: "Header.ReferenceDate", orders: "Assessments.AssessmentAuthorisationDate Header.ReferenceDate",
		message: "The assessment authorised on {AssessmentAuthorisationDate} has no factor, or one that is not a code: {AssessmentFactors}.",
		mend:    "Enter the factors that were found; 21 if there were none.",
		differs: "The peer judges an assessment by the factors of assessments with the same number in the child's other episodes too, and stops when a factor is not a code.",
		group: func(g *group, y *year, m *marks) {
			eachAssessment(g, func(a *assessment) {
				all := a.factorCodes()
				if y.from.upTo(a.authorised) && (len(all) == 0 || slices.ContainsFunc(all, func(s string) bool { return !sets().factors[s] })) {
					m.flag(&a.row, nil, "AssessmentAuthorisationDate", "AssessmentFactors")
				}
			})
		},
		peer: func(g *group, y *year, m *marks) {
			eachAssessment(g, func(a *assessment) {
				if g.peerFailsFactors(a, y) {
					m.flag(&a.row, nil, "AssessmentAuthorisationDate", "AssessmentFactors")
				}
			})
		},
		stops: func(t *totals) string {
			if t.factorsNoCode > 0 {
				return "the peer stops: a factor is not a code"
			}
			return ""
		},
	},
	{
		code: "8898", title: "Factor given twice", flags: "Assessments.AssessmentFactors",
		message: "The factors {AssessmentFactors} hold one code more than once.",
		mend:    "Leave each code once.",
		differs: "The peer never reports this rule: it stops as soon as there is something to report.",
		group: func(g *group, _ *year, m *marks) {
			eachAssessment(g, func(a *assessment) {
				all := a.factorCodes()
				for i, s := range all {
					if slices.Contains(all[:i], s) {
						m.flag(&a.row, nil, "AssessmentFactors")
						return
					}
				}
			})
		},
		peer: never,
	},
	{
		code: "8945Q", title: "Old code for physical abuse", flags: "Assessments.AssessmentFactors", query: true,
		message: "The factors {AssessmentFactors} hold 18A, which is no longer used.",
		mend:    "Use 18B for physical abuse by a child and 18C for physical abuse by an adult.",
		differs: factorsOffSchema,
		group:   func(g *group, y *year, m *marks) { oldFactor(g, y, m, "18A") },
	},
	{
		code: "8950Q", title: "Old code for sexual abuse", flags: "Assessments.AssessmentFactors", query: true,
		message: "The factors {AssessmentFactors} hold 19A, which is no longer used.",
		mend:    "Use 19B for sexual abuse by a child and 19C for sexual abuse by an adult.",
		differs: factorsOffSchema,
		group:   func(g *group, y *year, m *marks) { oldFactor(g, y, m, "19A") },
	},
}

func eachAssessment(g *group, fn func(*assessment)) {
	for i := range g.assessments {
		fn(&g.assessments[i])
	}
}

// hasFactors says whether there are factors. To the peer a list of factors without a text is factors, and of those outside the wrapper
// only the first counts.
func (a *assessment) hasFactors(peer bool) bool {
	if peer {
		return len(a.factors) > 0 || a.direct != ""
	}
	return len(a.factorCodes()) > 0
}

func oldFactor(g *group, y *year, m *marks, code string) {
	eachAssessment(g, func(a *assessment) {
		if y.peer && strings.ToUpper(a.direct) == code ||
			!y.peer && slices.ContainsFunc(a.factorCodes(), func(s string) bool { return strings.ToUpper(s) == code }) {
			m.flag(&a.row, nil, "AssessmentFactors")
		}
	})
}

// peerFailsFactors is 8897Q of the peer for one assessment.
func (g *group) peerFailsFactors(a *assessment, y *year) bool {
	if !y.from.upTo(a.authorised) {
		return false
	}
	if !a.hasFactors(true) {
		return true
	}
	joined := 0
	for i := range g.assessments {
		if b := &g.assessments[i]; b.id == a.id {
			for _, f := range b.factors {
				if !sets().factors[f.Value.Text] {
					return true
				}
				joined++
			}
		}
	}
	return joined == 0 // its factor stands outside the wrapper and makes no row to join, and no factor is no code
}

// cinPlanRules are the rules on CINplanDates (specs/cin/rules.json, module CINplanDates).
var cinPlanRules = []spec{
	{
		code: "4000", title: "Nothing further, yet a child in need plan", flags: "CINdetails.ReferralNFA CINplanDates.LAchildID",
		message: "ReferralNFA is {CINdetails.ReferralNFA}, nothing further done, but the episode has a child in need plan.",
		mend:    "Correct ReferralNFA to false, or take out the plan.",
		differs: anyCase,
		group: func(g *group, y *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				for i := range g.cinPlans {
					if q := &g.cinPlans[i]; q.ep == e.ep && y.yes(e.nfa) {
						m.both(&e.row, "ReferralNFA", &q.row, "LAchildID")
					}
				}
			})
		},
	},
	{
		code: "4001", title: "Child in need plan and protection plan both open", flags: "ChildProtectionPlans.CPPendDate CINplanDates.CINPlanEndDate",
		message: "The protection plan from {ChildProtectionPlans.CPPstartDate} and the child in need plan from {CINplanDates.CINPlanStartDate} are both open in one episode.",
		mend:    "End the child in need plan when the protection plan begins, or enter the end of the protection plan.",
		group: func(g *group, _ *year, m *marks) {
			for i := range g.plans {
				for j := range g.cinPlans {
					if p, q := &g.plans[i], &g.cinPlans[j]; p.ep == q.ep && !p.end.ok() && q.start.ok() && !q.end.ok() {
						m.both(&p.row, "CPPendDate", &q.row, "CINPlanEndDate")
					}
				}
			}
		},
	},
	{
		code: "4004", title: "More than one open child in need plan", flags: "CINplanDates.CINPlanEndDate",
		message: "The child in need plan from {CINPlanStartDate} is one of two or more without an end in this episode.",
		mend:    "Enter the end of all but the current plan.",
		differs: "The peer flags the ended plans of the episode as well, and leaves out children without an id.",
		group: func(g *group, y *year, m *marks) {
			if y.peer && !g.named() {
				return
			}
			eachCINPlan(g, func(q *cinPlan) {
				n := 0
				for i := range g.cinPlans {
					if o := &g.cinPlans[i]; o.ep == q.ep && !o.end.ok() {
						n++
					}
				}
				if n >= 2 && (y.peer || !q.end.ok()) {
					m.flag(&q.row, nil, "CINPlanEndDate")
				}
			})
		},
	},
	{
		code: "4010", title: "Child in need plan without a start, or after the census year", flags: "CINplanDates.CINPlanStartDate", looks: "Header.ReferenceDate",
		orders:  "CINplanDates.CINPlanStartDate Header.ReferenceDate",
		message: "The start of the child in need plan is {CINPlanStartDate}; it must be a date, and not after {last day of the census year}.",
		mend:    "Enter the day on which the plan began.",
		group: func(g *group, y *year, m *marks) {
			eachCINPlan(g, func(q *cinPlan) {
				if !q.start.ok() || q.start.after(y.to) {
					m.flag(&q.row, nil, "CINPlanStartDate")
				}
			})
		},
	},
	{
		code: "4011", title: "Child in need plan ended before it began", flags: "CINplanDates.CINPlanEndDate CINplanDates.CINPlanStartDate",
		orders:  "CINplanDates.CINPlanEndDate CINplanDates.CINPlanStartDate",
		message: "The child in need plan ended on {CINPlanEndDate}, before it began on {CINPlanStartDate}.",
		mend:    "Correct the date that is wrong.",
		group: func(g *group, _ *year, m *marks) {
			eachCINPlan(g, func(q *cinPlan) {
				if q.end.before(q.start) {
					m.flag(&q.row, nil, "CINPlanEndDate", "CINPlanStartDate")
				}
			})
		},
	},
	{
		code: "4012Q", title: "Child in need plan of one day", flags: "CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate", query: true,
		message: "The child in need plan began and ended on {CINPlanStartDate}.",
		mend:    "Confirm that this is right, or correct a date.",
		group: func(g *group, _ *year, m *marks) {
			eachCINPlan(g, func(q *cinPlan) {
				if q.start.equals(q.end) {
					m.flag(&q.row, nil, "CINPlanStartDate", "CINPlanEndDate")
				}
			})
		},
	},
	{
		code: "4013", title: "Child in need plan ended outside the census year", flags: "CINplanDates.CINPlanEndDate", looks: "Header.ReferenceDate",
		orders:  "CINplanDates.CINPlanEndDate Header.ReferenceDate",
		message: "The child in need plan ended on {CINPlanEndDate}, outside the census year, {first day of the census year} to {last day of the census year}.",
		mend:    "Correct the date; leave out a plan that ended before the year, and the end of one that ended after it.",
		group: func(g *group, y *year, m *marks) {
			eachCINPlan(g, func(q *cinPlan) {
				if q.end.outside(y.from, y.to) {
					m.flag(&q.row, nil, "CINPlanEndDate")
				}
			})
		},
	},
	{
		code: "4014", title: "Child in need plans overlap", flags: "CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate", looks: "Header.ReferenceDate",
		orders:  "CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate Header.ReferenceDate",
		message: "The child in need plan from {CINPlanStartDate} to {CINPlanEndDate} overlaps another of the child, from {the other CINPlanStartDate} to {the other CINPlanEndDate}; the day of the end counts.",
		mend:    "End one plan before the next begins, or take out the repeat.",
		group: func(g *group, y *year, m *marks) {
			for i := range g.cinPlans {
				for j := range g.cinPlans {
					if a, b := &g.cinPlans[i], &g.cinPlans[j]; i != j && b.start.upTo(a.start) && (a.start.upTo(b.end) || !b.end.ok() && a.start.upTo(y.to)) {
						m.flag(&a.row, &b.row, "CINPlanStartDate")
						m.flag(&b.row, &a.row, "CINPlanStartDate", "CINPlanEndDate")
					}
				}
			}
		},
	},
	{
		code: "4015", title: "Child in need plan began before the referral", flags: "CINplanDates.CINPlanStartDate CINdetails.CINreferralDate",
		orders:  "CINplanDates.CINPlanStartDate CINdetails.CINreferralDate",
		message: "The child in need plan began on {CINplanDates.CINPlanStartDate}, before the referral on {CINdetails.CINreferralDate}.",
		mend:    "Correct the date that is wrong, or put the plan under the referral that it follows.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				for i := range g.cinPlans {
					if q := &g.cinPlans[i]; q.ep == e.ep && q.start.before(e.referral) {
						m.both(&q.row, "CINPlanStartDate", &e.row, "CINreferralDate")
					}
				}
			})
		},
	},
	{
		code: "4016", title: "Child in need plan began during a protection plan",
		flags: "CINplanDates.CINPlanStartDate ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate", looks: "Header.ReferenceDate",
		orders:  "CINplanDates.CINPlanStartDate ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate Header.ReferenceDate",
		message: "The child in need plan began on {CINplanDates.CINPlanStartDate}, while the protection plan from {ChildProtectionPlans.CPPstartDate} to {ChildProtectionPlans.CPPendDate} was running.",
		mend:    "A child in need plan begins when the protection plan ends, not before; correct the date that is wrong.",
		group: func(g *group, y *year, m *marks) {
			for i := range g.cinPlans {
				for j := range g.plans {
					if q, p := &g.cinPlans[i], &g.plans[j]; p.start.upTo(q.start) && (q.start.before(p.end) || !p.end.ok() && q.start.upTo(y.to)) {
						m.flag(&q.row, &p.row, "CINPlanStartDate")
						m.flag(&p.row, &q.row, "CPPstartDate", "CPPendDate")
					}
				}
			}
		},
	},
	{
		code: "4017", title: "Protection plan began during a child in need plan",
		flags: "ChildProtectionPlans.CPPstartDate CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate", looks: "Header.ReferenceDate",
		orders:  "ChildProtectionPlans.CPPstartDate CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate Header.ReferenceDate",
		message: "The protection plan began on {ChildProtectionPlans.CPPstartDate}, while the child in need plan from {CINplanDates.CINPlanStartDate} to {CINplanDates.CINPlanEndDate} was running.",
		mend:    "End the child in need plan on the day on which the protection plan begins, or correct the date that is wrong.",
		group: func(g *group, y *year, m *marks) {
			for i := range g.plans {
				for j := range g.cinPlans {
					if p, q := &g.plans[i], &g.cinPlans[j]; q.start.upTo(p.start) && (p.start.before(q.end) || !q.end.ok() && p.start.upTo(y.to)) {
						m.flag(&p.row, &q.row, "CPPstartDate")
						m.flag(&q.row, &p.row, "CINPlanStartDate", "CINPlanEndDate")
					}
				}
			}
		},
	},
}

func eachCINPlan(g *group, fn func(*cinPlan)) {
	for i := range g.cinPlans {
		fn(&g.cinPlans[i])
	}
}

// enquiryRules are the rules on Section47 (specs/cin/rules.json, module Section47, and 2991Q).
var enquiryRules = []spec{
	{
		code: "1104", title: "Initial conference before the referral", flags: "Section47.DateOfInitialCPC CINdetails.CINreferralDate",
		orders:  "Section47.DateOfInitialCPC CINdetails.CINreferralDate",
		message: "The initial conference of the enquiry was on {Section47.DateOfInitialCPC}, before the referral on {CINdetails.CINreferralDate}.",
		mend:    "Correct the date that is wrong, or put the enquiry under the referral that it follows.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				for i := range g.enquiries {
					if s := &g.enquiries[i]; s.ep == e.ep && s.conference.before(e.referral) {
						m.both(&s.row, "DateOfInitialCPC", &e.row, "CINreferralDate")
					}
				}
			})
		},
	},
	{
		code: "2884", title: "One initial conference in two places", flags: "Section47.DateOfInitialCPC CINdetails.DateOfInitialCPC",
		message: "The initial conference on {Section47.DateOfInitialCPC} stands both with a Section 47 enquiry and with an episode itself.",
		mend:    "Leave the date with the enquiry and take it out of the episode.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				for i := range g.enquiries {
					if s := &g.enquiries[i]; s.conference.equals(e.conference) {
						m.both(&s.row, "DateOfInitialCPC", &e.row, "DateOfInitialCPC")
					}
				}
			})
		},
	},
	{
		code: "2889", title: "Enquiry began before the referral", flags: "Section47.S47ActualStartDate CINdetails.CINreferralDate",
		orders:  "Section47.S47ActualStartDate CINdetails.CINreferralDate",
		message: "The Section 47 enquiry began on {Section47.S47ActualStartDate}, before the referral on {CINdetails.CINreferralDate}.",
		mend:    "Correct the date that is wrong, or put the enquiry under the referral that it follows.",
		group: func(g *group, _ *year, m *marks) {
			eachEpisode(g, func(e *episode) {
				for i := range g.enquiries {
					if s := &g.enquiries[i]; s.ep == e.ep && s.start.before(e.referral) {
						m.both(&s.row, "S47ActualStartDate", &e.row, "CINreferralDate")
					}
				}
			})
		},
	},
	{
		code: "2991Q", title: "Enquiry without an assessment", flags: "Section47.LAchildID", looks: "Assessments.LAchildID", query: true,
		message: "The Section 47 enquiry begun on {S47ActualStartDate} stands in an episode that has no assessment.",
		mend:    "Add the assessment, or confirm that there was none.",
		group: func(g *group, _ *year, m *marks) {
			eachEnquiry(g, func(s *enquiry) {
				if !g.assessed(s.ep) {
					m.flag(&s.row, nil, "LAchildID")
				}
			})
		},
	},
	{
		code: "8615", title: "Initial conference before the enquiry", flags: "Section47.S47ActualStartDate Section47.DateOfInitialCPC",
		orders:  "Section47.S47ActualStartDate Section47.DateOfInitialCPC",
		message: "The initial conference was on {DateOfInitialCPC}, but the start of the enquiry, {S47ActualStartDate}, is missing or later.",
		mend:    "Enter the day on which the enquiry began, or correct the date of the conference.",
		group: func(g *group, _ *year, m *marks) {
			eachEnquiry(g, func(s *enquiry) {
				if s.conference.ok() && (!s.start.ok() || s.start.after(s.conference)) {
					m.flag(&s.row, nil, "S47ActualStartDate", "DateOfInitialCPC")
				}
			})
		},
	},
	{
		code: "8675Q", title: "No conference 15 working days after the enquiry began", query: true,
		flags: "Section47.DateOfInitialCPC Section47.S47ActualStartDate Section47.ICPCnotRequired", looks: "Header.ReferenceDate",
		orders:  "Section47.S47ActualStartDate Header.ReferenceDate",
		message: "The enquiry began on {S47ActualStartDate}, more than 15 working days before the end of the census year; a conference was required (ICPCnotRequired is {ICPCnotRequired}), but has no date.",
		mend:    "Enter the date of the conference, or say that none was required.",
		differs: "The peer counts back 14 working days, not 15, knows no bank holidays before 2022 or after 2027, and takes only false and 0 for no.",
		group: func(g *group, y *year, m *marks) {
			eachEnquiry(g, func(s *enquiry) {
				if !s.conference.ok() && y.no(s.notNeeded) && s.start.before(y.longEnquiry) {
					m.flag(&s.row, nil, "DateOfInitialCPC", "S47ActualStartDate", "ICPCnotRequired")
				}
			})
		},
	},
	{
		code: "8715", title: "Initial conference outside the census year", flags: "Section47.DateOfInitialCPC", looks: "Header.ReferenceDate",
		orders:  "Section47.DateOfInitialCPC Header.ReferenceDate",
		message: "The initial conference on {DateOfInitialCPC} is outside the census year, {first day of the census year} to {last day of the census year}.",
		mend:    "Correct the date, or leave the enquiry to the year of its conference.",
		group: func(g *group, y *year, m *marks) {
			eachEnquiry(g, func(s *enquiry) {
				if s.conference.outside(y.from, y.to) {
					m.flag(&s.row, nil, "DateOfInitialCPC")
				}
			})
		},
	},
	{
		code: "8740", title: "Unresolved enquiry from outside the census year", flags: "Section47.S47ActualStartDate Section47.DateOfInitialCPC Section47.ICPCnotRequired",
		looks: "Header.ReferenceDate", orders: "Section47.S47ActualStartDate Header.ReferenceDate",
		message: "The enquiry began on {S47ActualStartDate}, outside the census year; a conference was required (ICPCnotRequired is {ICPCnotRequired}), but has no date.",
		mend:    "Enter the date of the conference, say that none was required, or correct the start.",
		differs: "The peer takes only 0 for no; false does as well.",
		group: func(g *group, y *year, m *marks) {
			eachEnquiry(g, func(s *enquiry) {
				required := y.no(s.notNeeded)
				if y.peer {
					required = s.notNeeded == "0"
				}
				if !s.conference.ok() && required && s.start.outside(y.from, y.to) {
					m.flag(&s.row, nil, "S47ActualStartDate", "DateOfInitialCPC", "ICPCnotRequired")
				}
			})
		},
	},
	{
		code: "8839", title: "More than one enquiry waits for a conference", flags: "Section47.DateOfInitialCPC", looks: "Section47.ICPCnotRequired",
		message: "The enquiry begun on {S47ActualStartDate} has no conference, and two or more enquiries of this episode wait for one.",
		mend:    "Enter the dates of the conferences, or say where none was required.",
		differs: "The peer also flags enquiries that say that no conference was required, and takes only true and 1 for yes.",
		group: func(g *group, y *year, m *marks) {
			eachEnquiry(g, func(s *enquiry) {
				n := 0
				for i := range g.enquiries {
					if o := &g.enquiries[i]; o.ep == s.ep && o.kid.absent == s.kid.absent && o.waits(y) {
						n++
					}
				}
				if n >= 2 && !s.conference.ok() && (y.peer || s.waits(y)) {
					m.flag(&s.row, nil, "DateOfInitialCPC")
				}
			})
		},
	},
	{
		code: "8870Q", title: "Target for the conference falls on a weekend", flags: "Section47.InitialCPCtarget", query: true,
		message: "The target date for the initial conference, {InitialCPCtarget}, is a Saturday or Sunday.",
		mend:    "The target is 15 working days after the start of the enquiry; correct the date.",
		differs: "The peer reads only dates written day-month-year with hyphens, which the schema does not allow.",
		group: func(g *group, y *year, m *marks) {
			eachEnquiry(g, func(s *enquiry) {
				if readDate(s.target, y.reading).weekend() {
					m.flag(&s.row, nil, "InitialCPCtarget")
				}
			})
		},
		peer: func(g *group, _ *year, m *marks) {
			eachEnquiry(g, func(s *enquiry) {
				if d, err := time.Parse("2-1-2006", s.target); err == nil && (d.Weekday() == time.Saturday || d.Weekday() == time.Sunday) {
					m.flag(&s.row, nil, "InitialCPCtarget")
				}
			})
		},
	},
	{
		code: "8875", title: "Initial conference on a weekend", flags: "Section47.DateOfInitialCPC", orders: "Section47.DateOfInitialCPC",
		message: "The initial conference on {DateOfInitialCPC} was on a Saturday or Sunday.",
		mend:    "Check the date.",
		group: func(g *group, _ *year, m *marks) {
			eachEnquiry(g, func(s *enquiry) {
				if s.conference.weekend() {
					m.flag(&s.row, nil, "DateOfInitialCPC")
				}
			})
		},
	},
	{
		code: "8890", title: "Enquiries overlap", flags: "Section47.S47ActualStartDate Section47.DateOfInitialCPC", looks: "Section47.ICPCnotRequired Header.ReferenceDate",
		orders:  "Section47.S47ActualStartDate Section47.DateOfInitialCPC Header.ReferenceDate",
		message: "The enquiry begun on {S47ActualStartDate} (conference {DateOfInitialCPC}) overlaps another in this episode, begun on {the other S47ActualStartDate} (conference {the other DateOfInitialCPC}).",
		mend:    "Take out the repeat, or correct the dates: one enquiry ends before the next begins.",
		differs: "The peer takes two enquiries with the same dates for one; here they overlap.",
		group: func(g *group, y *year, m *marks) {
			for i := range g.enquiries {
				for j := range g.enquiries {
					a, b := &g.enquiries[i], &g.enquiries[j]
					if i == j || a.ep != b.ep || y.peer && a.start.same(b.start) && a.conference.same(b.conference) || !b.start.upTo(a.start) {
						continue
					}
					if a.start.upTo(b.conference) || !b.conference.ok() && a.start.upTo(y.to) && !y.yes(lower(b.notNeeded)) {
						m.flag(&a.row, &b.row, "S47ActualStartDate")
						m.flag(&b.row, &a.row, "S47ActualStartDate", "DateOfInitialCPC")
					}
				}
			}
		},
	},
}

func eachEnquiry(g *group, fn func(*enquiry)) {
	for i := range g.enquiries {
		fn(&g.enquiries[i])
	}
}

// waits says whether an enquiry has neither a conference nor a word that none was required.
func (s *enquiry) waits(y *year) bool { return !s.conference.ok() && !y.yes(s.notNeeded) }
