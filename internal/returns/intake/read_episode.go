package intake

import (
	"slices"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/cin"
	"throughline/internal/returns/intake/cinrow"
)

// readEpisode reads a referral and what stands in it. Without the date of the referral there is nothing that the rest belongs to, so all of it
// is kept as it came.
func (e *entry) readEpisode(x cin.Episode, today day.Day) {
	r := row{child: e.pos, number: x.Number, line: x.Line, table: cin.CINdetails}
	date, err := x.CINreferralDate.Date()
	if err != nil || date.IsZero() {
		v := x.CINreferralDate
		if !v.Given {
			v.Name, v.Line = "CINreferralDate", x.Line
		}
		e.note(r.place(v), "the referral has no date that can be read; it is kept as it came, with its rows")
		e.whole = append(e.whole, e.wholeEpisode(r, x))
		return
	}
	ref := referral{fact: fact[record.Referral]{row: r, body: record.Referral{
		Date: date, Source: e.code(r, x.ReferralSource, "referral_source", date), PrimaryNeed: e.code(r, x.PrimaryNeedCode, "primary_need", date),
		Closed: e.date(r, x.CINclosureDate),
	}}}
	ref.body.Closure = e.code(r, x.ReasonForClosure, "reason_for_closure", ref.body.Closed)
	nfa := e.answer(r, x.ReferralNFA)
	ref.body.NFA, ref.nfaGiven = nfa == record.Yes, nfa != ""
	held := record.InitialCPConference{Date: e.date(r, x.DateOfInitialCPC)}
	if !held.Date.IsZero() {
		ref.conference = &held
	}
	ref.left = e.over(r, cinrow.Over(cinrow.Referral(ref.body, held), x.Field))
	for _, a := range x.Assessments {
		e.readAssessment(&ref, a, today)
	}
	for _, p := range x.CINPlans {
		r := row{child: e.pos, number: p.Number, line: p.Line, table: cin.CINplanDates}
		f := fact[record.CINPlan]{row: r, body: record.CINPlan{Started: e.date(r, p.CINPlanStartDate), Ended: e.date(r, p.CINPlanEndDate)}}
		f.left = e.over(r, cinrow.Over(cinrow.CINPlan(f.body), p.Field))
		ref.plans = append(ref.plans, f)
	}
	for _, q := range x.Enquiries {
		ref.enquiries = append(ref.enquiries, e.readEnquiry(q))
	}
	for _, p := range x.Plans {
		ref.protection = append(ref.protection, e.readPlan(p))
	}
	for _, p := range x.PreProceedings {
		ref.proceedings = append(ref.proceedings, e.readPreProceedings(p))
	}
	e.referrals = append(e.referrals, ref)
}

// readAssessment reads an assessment. One that was authorised counts without its start; one with neither date says nothing.
func (e *entry) readAssessment(ref *referral, x cin.Assessment, today day.Day) {
	r := row{child: e.pos, number: x.Number, line: x.Line, table: cin.Assessments}
	a := fact[record.Assessment]{row: r, body: record.Assessment{
		Started: e.date(r, x.AssessmentActualStartDate), Reviewed: e.date(r, x.AssessmentInternalReviewDate),
		Authorised: e.date(r, x.AssessmentAuthorisationDate),
	}}
	if a.body.Started.IsZero() && a.body.Authorised.IsZero() {
		e.note(r.String(), "the assessment has neither a start nor an authorisation date that can be read; it is kept as it came")
		ref.whole = append(ref.whole, e.wholeAssessment(r, x))
		return
	}
	if x.AssessmentActualStartDate.Missing() {
		e.note(r.String(), "the assessment has no AssessmentActualStartDate; it was brought in without one")
	}
	used := a.body.Authorised
	if used.IsZero() {
		used = today
	}
	all := x.AllFactors()
	for _, v := range all {
		if code := e.code(r, v, "assessment_factors", used); code != "" && !slices.Contains(a.body.Factors, code) {
			a.body.Factors = append(a.body.Factors, code)
		}
	}
	a.left = e.over(r, cinrow.Over(cinrow.Assessment(a.body), x.Field))
	list := row{child: e.pos, number: x.Number, line: x.Line, table: cin.AssessmentFactorsList}
	a.left = append(a.left, e.over(list, cinrow.OverList("AssessmentFactors", all, a.body.Factors))...)
	ref.assessments = append(ref.assessments, a)
}

func (e *entry) readEnquiry(x cin.Enquiry) enquiry {
	r := row{child: e.pos, number: x.Number, line: x.Line, table: cin.Section47}
	q := enquiry{fact: fact[record.S47Enquiry]{row: r, body: record.S47Enquiry{
		Started: e.date(r, x.S47ActualStartDate), ICPCNotRequired: e.answer(r, x.ICPCnotRequired),
	}}}
	c := record.InitialCPConference{Target: e.date(r, x.InitialCPCtarget), Date: e.date(r, x.DateOfInitialCPC)}
	if !c.Target.IsZero() || !c.Date.IsZero() {
		q.conference = &c
	}
	q.left = e.over(r, cinrow.Over(cinrow.Enquiry(q.body, c), x.Field))
	return q
}

// readPlan reads a child protection plan and its reviews, in however many blocks they stand.
func (e *entry) readPlan(x cin.Plan) protection {
	r := row{child: e.pos, number: x.Number, line: x.Line, table: cin.ChildProtectionPlans}
	p := protection{fact: fact[record.CPPlan]{row: r, body: record.CPPlan{Started: e.date(r, x.CPPstartDate), Ended: e.date(r, x.CPPendDate)}}}
	p.body.InitialCategory = e.code(r, x.InitialCategoryOfAbuse, "category_of_abuse", p.body.Started)
	p.body.LatestCategory = e.code(r, x.LatestCategoryOfAbuse, "category_of_abuse", p.body.Started)
	p.body.Previous = e.count(r, x.NumberOfPreviousCPP)
	p.left = e.over(r, cinrow.Over(cinrow.Plan(p.body), x.Field))
	if n := len(slices.DeleteFunc(slices.Clone(x.Reviews), func(b cin.ReviewBlock) bool { return len(b.Dates) == 0 })); n > 1 {
		e.blocks++
	}
	for _, b := range x.Reviews {
		p.reviews = append(p.reviews, e.readReviews(b)...)
	}
	return p
}

// readReviews reads the dates of a block. An element without a date says nothing.
func (e *entry) readReviews(b cin.ReviewBlock) (out []fact[record.CPReview]) {
	for _, v := range b.Dates {
		r := row{child: e.pos, number: b.Number, line: v.Line, table: cin.Reviews}
		f := fact[record.CPReview]{row: r, body: record.CPReview{Date: e.date(r, v)}}
		l := cinrow.Over(cinrow.Review(f.body), func(string) *cin.Value { return &v })
		f.left = e.over(r, l)
		if len(l.Empty) == 0 {
			out = append(out, f)
		}
	}
	return out
}

func (e *entry) readPreProceedings(x cin.PreProceeding) fact[record.PreProceedings] {
	r := row{child: e.pos, number: x.Number, line: x.Line, table: cin.PreProceedings}
	f := fact[record.PreProceedings]{row: r, body: record.PreProceedings{
		Decided: e.date(r, x.PPStartDate), LetterSent: e.date(r, x.LBPSentDate), FGDMOffered: e.answer(r, x.FGDMMeetingOffer),
		FGDMHeld: e.answer(r, x.FGDMMeetingFac), InitialMeeting: e.date(r, x.InitialPPMeetingDate), ReviewMeetings: e.count(r, x.ReviewMeetingsCount),
		StepDecision: e.date(r, x.StepDecisionDate), Outcome: e.code(r, x.PPOutcome, "pp_outcome", day.Day{}),
		CourtApplication: e.date(r, x.CourtAppDate), ProceedingsLetter: e.date(r, x.LetterInitCPDate),
	}}
	f.left = e.over(r, cinrow.Over(cinrow.PreProceedings(f.body), x.Field))
	return f
}

// readLoose gives plans and reviews that stand directly under Child to what stands before them.
func (e *entry) readLoose(c cin.Child) {
	type place struct{ referral, plan int }
	none := place{-1, -1}
	last := none
	if n := len(e.referrals) - 1; n >= 0 && len(e.referrals[n].protection) > 0 {
		last = place{n, len(e.referrals[n].protection) - 1}
	}
	var loose []place
	for _, p := range c.LoosePlans {
		to := -1
		if p.EpisodeID > 0 {
			number := c.Episodes[p.EpisodeID-1].Number
			to = slices.IndexFunc(e.referrals, func(r referral) bool { return r.number == number })
		}
		if to < 0 {
			e.hold(row{child: e.pos, number: p.Number, line: p.Line, table: cin.ChildProtectionPlans}.String(), "the plan stands under no CINdetails with a date; it was held back")
			loose = append(loose, none)
			continue
		}
		at := &e.referrals[to].protection
		*at = append(*at, e.readPlan(p))
		last = place{to, len(*at) - 1}
		loose = append(loose, last)
	}
	for _, b := range c.LooseReviews {
		to := last
		if b.PlanID > 0 {
			to = loose[b.PlanID-1]
		}
		if to == none {
			e.hold(row{child: e.pos, number: b.Number, line: b.Line, table: cin.Reviews}.String(), "the reviews stand under no plan that was brought in; they were held back")
			continue
		}
		plan := &e.referrals[to.referral].protection[to.plan]
		plan.reviews = append(plan.reviews, e.readReviews(b)...)
	}
}

func (e *entry) wholeEpisode(r row, x cin.Episode) wholeRow {
	w := e.keep(r, "the referral has no date that can be read", cinrow.Referral(record.Referral{}, record.InitialCPConference{}), x.Field)
	for _, a := range x.Assessments {
		w.kids = append(w.kids, e.wholeAssessment(row{child: e.pos, number: a.Number, line: a.Line, table: cin.Assessments}, a))
	}
	under := "the referral that it stands under has no date"
	for _, p := range x.CINPlans {
		w.kids = append(w.kids, e.keep(row{child: e.pos, number: p.Number, line: p.Line, table: cin.CINplanDates}, under, cinrow.CINPlan(record.CINPlan{}), p.Field))
	}
	for _, q := range x.Enquiries {
		w.kids = append(w.kids, e.keep(row{child: e.pos, number: q.Number, line: q.Line, table: cin.Section47}, under, cinrow.Enquiry(record.S47Enquiry{}, record.InitialCPConference{}), q.Field))
	}
	for _, p := range x.Plans {
		k := e.keep(row{child: e.pos, number: p.Number, line: p.Line, table: cin.ChildProtectionPlans}, under, cinrow.Plan(record.CPPlan{}), p.Field)
		k.values = append(k.values, e.list(cin.Reviews, "CPPreviewDate", p.ReviewDates())...)
		w.kids = append(w.kids, k)
	}
	for _, p := range x.PreProceedings {
		w.kids = append(w.kids, e.keep(row{child: e.pos, number: p.Number, line: p.Line, table: cin.PreProceedings}, under, cinrow.PreProceedings(record.PreProceedings{}), p.Field))
	}
	return w
}

func (e *entry) wholeAssessment(r row, x cin.Assessment) wholeRow {
	w := e.keep(r, "the assessment has no date that can be read", cinrow.Assessment(record.Assessment{}), x.Field)
	w.values = append(w.values, e.list(cin.AssessmentFactorsList, "AssessmentFactors", x.AllFactors())...)
	return w
}

func (e *entry) keep(r row, why string, columns []cinrow.Cell, given func(string) *cin.Value) wholeRow {
	values, empty := cinrow.Whole(columns, given)
	e.over(r, cinrow.Left{Empty: empty})
	return wholeRow{row: r, values: values, why: why}
}

func (e *entry) list(t cin.Table, column string, came []cin.Value) []record.ReturnedValue {
	l := cinrow.OverList(column, came, nil)
	e.over(row{table: t}, cinrow.Left{Empty: l.Empty})
	return l.Values
}
