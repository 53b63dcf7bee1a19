package life

import (
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
)

// enquired is a section 47 enquiry of an episode.
type enquired struct {
	started    day.Day
	conference day.Day // zero: none was required
	ended      day.Day
}

// assess is the assessment of the children of an episode, with the enquiry that may be part of it, and what follows.
func (e *episode) assess(changes []record.Change, screener string) day.Day {
	s := e.draws("assessment")
	opened := day.In(e.decided)
	q := e.enquiry(opened)
	days := assessmentDays(e.draws("working days"), e.on)
	if q != nil {
		days = max(days, 12)
	}
	authorised := e.pushed(opened, calendar.Add(calendar.OnOrAfter(e.on), days), 45)
	if authorised.Before(opened) {
		authorised = opened
	}
	if q != nil && !q.conference.IsZero() && day.FinancialYearEnding(q.conference) != day.FinancialYearEnding(authorised) && authorised.Before(q.conference) {
		// A conference of the new year stands in its census with the assessment (rule 2991Q): that ends in the new year too.
		from, _ := day.FinancialYear(day.FinancialYearEnding(q.conference))
		authorised = calendar.Add(calendar.OnOrAfter(from), s.IntN(3))
	}
	inNeed := e.inNeed(q)
	subject, reportID := "", e.id(e.decided, e.named("report"))
	subject = record.AssessmentSubject + ":" + reportID
	e.worker, _ = e.w.Staff.Worker(e.team, opened, e.a.Key)
	report := record.AssessmentReport{Referred: e.on, Worker: e.worker, Team: e.team, State: record.Writing}
	for _, c := range e.cases {
		c.assessmentID = e.id(e.decided, e.named("assessment"))
		c.assessment = record.Assessment{Referral: c.refID, Report: subject, Started: opened}
		report.Children = append(report.Children, record.ReportChild{Child: c.Subject, Assessment: c.assessmentID})
		changes = append(changes, e.held.New(c.assessmentID, c.Subject, c.assessment))
	}
	changes = append(changes, e.held.New(reportID, subject, report))
	e.record(e.decided, screener, "Decide a referral", changes...)
	e.see(authorised, s)
	e.reviewPoint(reportID, &report, opened, authorised)
	e.authorise(reportID, &report, authorised, q, inNeed)
	return e.follow(authorised, q, inNeed)
}

// pushed moves a day over the end of a year back before it, when by then the work is more than a number of working days old: managers see to it that
// nothing old is open when the census is taken (rules 8670Q and 8675Q).
func (e *episode) pushed(started, ended day.Day, limit int) day.Day {
	_, last := day.FinancialYear(day.FinancialYearEnding(started))
	if !ended.After(last) || last.After(e.w.Today()) {
		return ended
	}
	working := calendar.OnOrAfter(last)
	if working != last {
		working = calendar.Add(working, -1)
	}
	old := calendar.Between(started, working) - limit
	if old <= 0 {
		return ended
	}
	return calendar.Add(working, -e.draws("pushed").IntN(min(old, 6)))
}

// enquiry draws whether there is an enquiry, and its days. The difference by ethnicity is planted here.
func (e *episode) enquiry(opened day.Day) *enquired {
	s := e.draws("enquiry")
	chance := enquiry * EnquiryBy[e.a.Group]
	if e.source.Name == "police" {
		chance = enquiry * EnquiryByPolice[e.a.Group]
	}
	straight := e.cases[0].ref.Decision == "strategy_discussion"
	if !s.Chance(chance) && !straight || e.a.Alone {
		return nil
	}
	q := &enquired{started: calendar.Add(calendar.OnOrAfter(opened), s.IntN(4))}
	q.ended = calendar.Add(q.started, 8+s.IntN(7))
	if s.Chance(conference.on(q.started)) {
		q.conference = e.pushed(q.started, calendar.Add(q.started, among(s, conferenceDays)), 15)
		q.ended = q.conference
	}
	return q
}

// inNeed draws whether social work goes on after the assessment.
func (e *episode) inNeed(q *enquired) bool {
	s := e.draws("in need")
	chance := notInNeed.on(e.on) * NotInNeedBy[e.a.Group]
	if q != nil {
		chance *= 0.8
	}
	not := s.Chance(chance)
	return e.a.Alone || q != nil && !q.conference.IsZero() || !not
}

// see is the first visit of the assessment.
func (e *episode) see(authorised day.Day, s *draw.Stream) {
	seen := calendar.Add(calendar.OnOrAfter(e.on), 1+s.IntN(9))
	if opened := day.In(e.decided); seen.Before(opened) {
		seen = opened
	}
	if seen.After(authorised) {
		seen = authorised
	}
	var changes []record.Change
	for _, c := range e.cases {
		if c.Born.After(seen) {
			continue
		}
		alone := e.ofCase(c, "alone")
		c.assessment.Seen, c.assessment.SeenAlone, c.assessment.Views = seen, "yes", draw.Pick(alone, views)
		if seen.Age(c.Born) < 3 {
			c.assessment.SeenAlone = "not_appropriate"
		} else if alone.Chance(0.2) {
			c.assessment.SeenAlone = "no"
		}
		changes = append(changes, e.held.Edit(c.assessmentID, c.assessment))
	}
	if len(changes) > 0 {
		at := e.hours(seen, e.named("seen"))
		if at.Before(e.decided) {
			at = e.decided.Add(40 * time.Minute)
		}
		e.record(at, e.worker, "Write an assessment", changes...)
	}
}

// reviewPoint is the manager's look at the assessment after ten working days.
func (e *episode) reviewPoint(id string, report *record.AssessmentReport, opened, authorised day.Day) {
	s := e.draws("review point")
	on := calendar.Add(calendar.OnOrAfter(e.on), 9+s.Weighted(60, 30, 10))
	if !on.Before(authorised) || on.Before(opened) {
		return
	}
	report.ReviewedOn = []day.Day{on}
	at := e.hours(on, e.named("review point"))
	report.Comments = []record.Comment{{By: e.w.Staff.Manager(e.team, on), At: at.UTC(), Did: "reviewed", Text: "Go on as planned."}}
	e.record(at, e.w.Staff.Manager(e.team, on), "Decide at a review point", e.held.Edit(id, *report))
}

// authorise is the end of the assessment: handed in the day before or on the day, and authorised by the manager.
func (e *episode) authorise(id string, report *record.AssessmentReport, on day.Day, q *enquired, inNeed bool) {
	manager := e.w.Staff.Manager(e.team, on)
	submitted := e.hours(on, e.named("submitted"))
	if before := calendar.Add(on, -1); before.After(day.In(e.decided)) && e.draws("submitted").Chance(0.6) {
		submitted = e.hours(before, e.named("submitted"))
	}
	report.Analysis, report.Plan, report.Authors = analysis, "As each child's part says.", []string{e.worker}
	if calendar.Between(e.on, on) > 45 {
		report.WhyLate = whyLate
	}
	report.State, report.SubmittedBy, report.SubmittedAt = record.Submitted, e.worker, submitted.UTC()
	submitted = e.record(submitted, e.worker, "Submit an assessment", e.held.Edit(id, *report))
	at := e.hours(on, e.named("authorised"))
	if !at.After(submitted) {
		at = submitted.Add(35 * time.Minute)
	}
	report.State, report.AuthorisedBy, report.AuthorisedAt, report.Completed = record.Authorised, manager, at.UTC(), on
	report.Comments = append(slices.Clone(report.Comments), record.Comment{By: manager, At: at.UTC(), Did: "authorised", Text: clear})
	changes := []record.Change{e.held.Edit(id, *report)}
	for _, c := range e.cases {
		s := e.ofCase(c, "factors")
		c.assessment.Authorised = on
		c.assessment.Outcome = "child_in_need_plan"
		c.assessment.Needs = "To know what will happen next."
		switch {
		case !inNeed:
			c.assessment.Outcome = []string{"no_further_action", "early_help"}[e.draws("early help").Weighted(70, 30)]
		case q != nil && !q.conference.IsZero():
			c.assessment.Outcome = "initial_conference"
		}
		c.assessment.Factors = found(s, on, on.Age(c.Born), c.assessment.Outcome == "no_further_action" && q == nil)
		if e.a.Alone {
			c.assessment.Factors, c.assessment.Outcome = []string{"9A"}, "looked_after"
		}
		if c.Born.After(on) {
			c.assessment.WhyNotSeen = "The child is not born yet."
		}
		changes = append(changes, e.held.Edit(c.assessmentID, c.assessment))
	}
	e.record(at, manager, "Authorise an assessment", changes...)
}

// exploitation was asked for from 2021/22 on.
var exploitation = day.New(2021, time.April, 1)

// found are the factors of an assessment.
func found(s *draw.Stream, on day.Day, age int, nothing bool) []string {
	if nothing && s.Chance(0.18) {
		return []string{"21"}
	}
	var out []string
	for n := s.Geometric(1.9); n > 0; n-- {
		weights := make([]float64, len(factors))
		for i, f := range factors {
			weights[i] = f.weight * fits(f.code, age)
			if f.code == "24A" && on.Before(exploitation) {
				weights[i] = 0
			}
		}
		if code := factors[s.Weighted(weights...)].code; !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// fits keeps what older children do from the small ones.
func fits(factor string, age int) float64 {
	switch factor {
	case "24A", "11A", "10A", "13A", "2A", "15A", "12A", "3A":
		if age < 10 {
			return 0
		}
		return 2.6
	case "19B", "18B", "14A", "7A", "4A":
		if age < 6 {
			return 0
		}
		return 1.5
	}
	return 1
}
