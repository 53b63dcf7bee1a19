package life

import (
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
)

// open is the end of a case that goes on.
var forever = day.New(2200, time.January, 1)

// passedOn is the first day on which the census knows a closure with a word to early help.
var passedOn = day.New(2022, time.April, 1)

// follow is what happens after the assessment. It gives the day on which the last child's case was closed; zero while one is open.
func (e *episode) follow(authorised day.Day, q *enquired, inNeed bool) day.Day {
	shared := e.draws("need")
	long, careLuck := needsDays(shared), shared.Float()
	planLuck := e.draws("plan")
	length := among(planLuck, planDays)
	var last day.Day
	open := false
	for _, c := range e.cases {
		n := course{episode: e, single: c, authorised: authorised, q: q, inNeed: inNeed, long: long, planDays: length}
		n.luck = careLuck
		if s := e.ofCase(c, "care luck"); s.Chance(0.4) {
			n.luck = s.Float()
		}
		ended := n.run()
		c.busyUntil = ended
		if ended == forever {
			open = true
			continue
		}
		if last.IsZero() || ended.After(last) {
			last = ended
		}
	}
	if open && last.IsZero() {
		return day.Day{}
	}
	return last
}

// course is one child's way through an episode of need.
type course struct {
	*episode
	*single
	authorised day.Day
	q          *enquired
	inNeed     bool
	long       int // days of need from the referral
	planDays   int
	luck       float64 // below the chance of care: the child comes to be looked after

	cinPlan   record.CINPlan
	cinPlanID string
	chair     record.Allocation
	chairID   string

	team0     string // the team that had the case last
	had, left day.Day
}

// run makes the child's part and gives the day on which the case was closed; forever when it is open.
func (n *course) run() day.Day {
	grown := n.Born.AddMonths(12 * 18)
	conference := day.Day{}
	if n.q != nil {
		conference = n.q.conference
	}
	if !n.inNeed && !n.a.Care {
		n.enquired(conference)
		n.allocate(n.team, day.In(n.decided), n.authorised)
		n.close(n.authorised, n.reason(), time.Time{})
		return n.authorised
	}
	s := n.ofCase(n.single, "course")
	end := n.on.Add(n.long)
	care := n.intoCare(conference, s)
	plan := !conference.IsZero() && s.Chance(planned)
	cpEnd := day.Day{}
	if plan && (care.IsZero() || care.After(conference.Add(1))) && conference.Before(grown.Add(-20)) {
		cpEnd = n.plan(conference, care, grown, s)
	} else {
		plan = false
		defer func() { n.unchaired(conference) }()
		if !care.IsZero() && !care.After(conference) {
			conference = day.Day{} // the child is in care before the conference could be held
		}
		n.enquired(conference)
	}
	switch {
	case plan && s.Chance(0.35):
		end = cpEnd
	case plan:
		end = cpEnd.Add(60 + s.IntN(150))
	}
	if end.Before(n.authorised.Add(21)) {
		end = n.authorised.Add(21 + s.IntN(40))
	}
	if !care.IsZero() {
		return n.lookedAfter(care, conference, cpEnd, plan, grown)
	}
	if end.After(grown) {
		end = grown
	}
	end = n.workingEnd(end)
	if end.Before(n.authorised) { // only of somebody who is about to turn 18
		end = n.authorised
	}
	from := n.authorised.Add(3 + s.IntN(8))
	if plan {
		from = cpEnd.Add(1)
	}
	transfer := calendar.Add(n.authorised, 2+s.IntN(6))
	n.allocate(n.team, day.In(n.decided), transfer)
	n.allocate(n.caseTeam(), transfer, end)
	if plan {
		n.cin(from, end)
	} else if conference.IsZero() || conference.Before(from) {
		n.cin(from, end)
	} else {
		n.cin(conference.Add(1), end)
	}
	if end == grown {
		n.close(end, "RC7", time.Time{})
	} else {
		n.close(end, n.needReason(s), time.Time{})
	}
	return end
}

// workingEnd moves an end to a working day of the same year.
func (n *course) workingEnd(d day.Day) day.Day {
	if calendar.IsWorkingDay(d) || d.After(n.w.Today()) {
		return d
	}
	later := calendar.OnOrAfter(d)
	if day.FinancialYearEnding(later) != day.FinancialYearEnding(d) || later.After(n.Born.AddMonths(12*18)) {
		return d
	}
	return later
}

func (n *course) caseTeam() string {
	if n.Disabilities[0] != "NONE" && n.of(n.child, "disabled team").Chance(0.3) {
		return DisabledChildren
	}
	return n.familyTeam()
}

// reason is why a case is closed after the assessment. One with an enquiry is not "closed after assessment" to the census (rule 2990).
func (n *course) reason() string {
	switch {
	case n.q != nil:
		return "RC7"
	case n.assessment.Outcome == "early_help" && !n.authorised.Before(passedOn):
		return "RC9"
	}
	return "RC8"
}

// needReason is why a case of need is closed.
func (n *course) needReason(s *draw.Stream) string {
	switch s.Weighted(90, 6, 3, 1) {
	case 1:
		return "RC5"
	case 2:
		return "RC3"
	case 3:
		return "RC4"
	}
	return "RC7"
}

// enquired records the enquiry of a child, with its conference unless there is none.
func (n *course) enquired(conference day.Day) (conferenceID string) {
	if n.q == nil {
		return ""
	}
	at := n.hours(n.q.started, n.named("enquiry"))
	if !at.After(n.decided) {
		at = n.decided.Add(50 * time.Minute)
	}
	manager := n.w.Staff.Manager(n.team, n.q.started)
	discussion := record.StrategyDiscussion{Referral: n.refID, Date: n.q.started, Initiator: "police", Agencies: []string{"police", "health_other", "school"}, Decision: "s47_joint", Worker: n.worker}
	discussionID := n.id(at, n.named("discussion"))
	id := n.id(at, n.named("enquiry"))
	body := record.S47Enquiry{Referral: n.refID, Started: n.q.started}
	n.record(at, manager, "Begin a section 47 enquiry", n.held.New(discussionID, n.Subject, discussion), n.held.New(id, n.Subject, body))
	decided := calendar.Add(n.q.started, 3)
	if !conference.IsZero() && !decided.Before(conference) {
		decided = n.q.started
	}
	// Most children are seen on the day or the next; the choice stands by itself, so that nothing else of the life moves with it.
	seen := calendar.Add(n.q.started, n.ofCase(n.single, "seen in the enquiry").Weighted(58, 26, 11, 5))
	if seen.After(decided) {
		seen = decided
	}
	if !seen.Before(n.Born) {
		body.Seen = seen
	}
	if conference.IsZero() {
		ended := n.q.ended
		if !n.q.conference.IsZero() {
			ended = calendar.Add(n.q.started, 6)
		}
		if ended.After(n.authorised) && !n.inNeed {
			ended = n.authorised // nothing of a case is open after its closure
		}
		if body.Seen.After(ended) {
			body.Seen = ended
		}
		body.ICPCNotRequired, body.Ended = record.Yes, ended
		n.record(n.hours(ended, n.named("enquiry ended")), manager, "End a section 47 enquiry", n.held.Edit(id, body))
		return ""
	}
	// The decision that a conference is needed comes some days in; it is held later.
	body.ICPCNotRequired = record.No
	chair, _ := n.w.Staff.Worker(Conferences, conference, n.a.Key)
	held := record.InitialCPConference{Referral: n.refID, Enquiry: id, Target: calendar.Add(n.q.started, 15), Planned: conference, Chair: chair}
	conferenceID = n.id(at, n.named("conference"))
	due := n.record(n.hours(decided, n.named("conference due")), manager, "Ask for an initial conference", n.held.Edit(id, body), n.held.New(conferenceID, n.Subject, held))
	n.chaired(chair, decided, due)
	held.Date, held.Quorate = conference, record.Yes
	body.Ended = conference
	at = n.hours(conference, n.named("conference"))
	if !at.After(due) {
		at = due.Add(2 * time.Hour)
	}
	n.record(at, chair, "Record an initial conference", n.held.Edit(conferenceID, held), n.held.Edit(id, body))
	return conferenceID
}

// chaired gives the case a chair, until the conference or the plan that it agreed ends: see unchaired.
func (n *course) chaired(chair string, from day.Day, at time.Time) {
	n.chairID = n.id(at, n.named("chair"))
	n.chair = record.Allocation{Worker: chair, Team: Conferences, Role: "chair", From: from}
	n.record(at.Add(time.Minute), n.w.Staff.Manager(n.team, from), "Allocate a chair", n.held.New(n.chairID, n.Subject, n.chair))
}

// unchaired ends what chaired began.
func (n *course) unchaired(on day.Day) {
	if n.chairID == "" || !n.chair.To.IsZero() || on.Before(n.chair.From) {
		return
	}
	n.chair.To = on
	n.record(n.hours(calendar.OnOrAfter(on), n.named("chair ended")), n.chair.Worker, "End an allocation", n.held.Edit(n.chairID, n.chair))
}

// intoCare draws whether and when the child comes to be looked after; zero when not.
func (n *course) intoCare(conference day.Day, s *draw.Stream) day.Day {
	if n.cared {
		return day.Day{}
	}
	if n.a.Alone {
		return n.on.Add(s.IntN(2))
	}
	when := s.Weighted(45, 55) // an emergency, or what work with the family did not change
	wait := s.IntN(9)
	if when == 1 {
		wait = 15 + s.IntN(max(n.long*2/3, 30))
	}
	start := n.on.Add(wait)
	if start.Before(n.Born) {
		start = n.Born.Add(1 + s.IntN(12))
	}
	chance := lookedAfter.on(start) * careByAge(start.Age(n.Born)) * CareBy[n.a.Group]
	if !conference.IsZero() {
		chance *= 2.4
	} else {
		chance *= 0.78
	}
	if n.a.Care {
		start, chance = n.on.Add(wait), 0.7
		if n.n == len(n.children)-1 {
			chance = 1
		}
	}
	if n.luck >= chance || !start.Before(n.Born.AddMonths(12*18-2)) || start.Before(n.Born) {
		return day.Day{}
	}
	return start
}

// close closes the case on a day. at is when that is written down; about the same day unless given.
func (n *course) close(on day.Day, reason string, at time.Time) {
	if at.IsZero() {
		at = n.hours(on, n.named("close")).Add(20 * time.Minute)
	}
	n.ref.Closed, n.ref.Closure = on, reason
	changes := []record.Change{n.held.Edit(n.refID, n.ref)}
	if n.cinPlanID != "" && n.cinPlan.Ended.IsZero() {
		n.cinPlan.Ended = on
		changes = append(changes, n.held.Edit(n.cinPlanID, n.cinPlan))
	}
	team := n.familyTeam()
	n.record(at, n.w.Staff.Manager(team, on), "Close a case", changes...)
	if reason == "RC5" {
		n.gone = true
	}
	if reason == "RC9" {
		n.stepDown(on)
	}
}

// stepDown is the early help that a closed case is passed to.
func (n *course) stepDown(closed day.Day) {
	s := n.ofCase(n.single, "step down")
	from := closed.Add(3 + s.IntN(12))
	to := from.Add(50 + s.IntN(160))
	id := n.id(from.Start(), n.named("early help"))
	worker, _ := n.w.Staff.Worker(EarlyHelpTeam, from, n.a.Key)
	body := record.EarlyHelp{Started: from, Source: "5B", AgencyType: "council_social_care", StepDown: n.refID, Service: "social_care", Worker: worker, Team: EarlyHelpTeam}
	body.Assessed = calendar.Add(from, 1+s.IntN(4))
	n.record(n.hours(body.Assessed, n.named("early help")), worker, "Begin early help", n.held.New(id, n.Subject, body))
	if body.Completed = calendar.Add(body.Assessed, 12+s.IntN(30)); body.Completed.Before(to) {
		n.record(n.hours(body.Completed, n.named("early help assessed")), worker, "Finish an early help assessment", n.held.Edit(id, body))
	} else {
		body.Completed = day.Day{}
	}
	body.Ended, body.Outcome = to, []string{"support_given", "universal", "declined"}[s.Weighted(70, 20, 10)]
	n.record(n.hours(to, n.named("early help ended")), worker, "End early help", n.held.Edit(id, body))
}

// cin is a child in need plan with its visits and reviews. It ends when the case is closed, or on to.
func (n *course) cin(from, to day.Day) {
	if to.Sub(from) < 14 {
		return
	}
	at := n.later(from, n.named("cin"))
	if !at.Before(to.Start()) {
		at = from.Start().Add(11 * time.Hour)
	}
	n.cinPlanID = n.id(at, n.named("cin plan"))
	n.cinPlan = record.CINPlan{Referral: n.refID, Started: from}
	team := n.familyTeam()
	worker := n.maker.worker(team, from)
	n.record(at, worker, "Begin a child in need plan", n.held.New(n.cinPlanID, n.Subject, n.cinPlan))
	n.visits(record.VisitCIN, n.cinPlanID, team, from, to, 20, 0.80, 0.65)
	n.meetings("cin_review", n.cinPlanID, team, from.Add(60), to, 120)
}

// visits to a child: one in so many working days, on time with a chance, and alone with a chance.
func (n *course) visits(kind, plan, team string, from, to day.Day, every int, inTime, alone float64) {
	s := n.ofCase(n.single, "visits/"+kind)
	for on := calendar.OnOrAfter(from); ; {
		step := every - s.IntN(3)
		if !s.Chance(inTime) {
			step = every + 1 + s.IntN(every)
		}
		on = calendar.Add(on, max(step, 1))
		if !on.Before(to) || on.After(n.w.Today()) {
			return
		}
		if on.Before(n.Born) {
			continue
		}
		worker := n.maker.worker(team, on)
		v := record.Visit{Type: kind, Date: on, Plan: plan, Seen: record.Yes, Alone: record.No, Place: "home", Worker: worker}
		switch {
		case s.Chance(0.04):
			v.Seen, v.WhyNot = record.No, "Nobody was at home."
		case on.Age(n.Born) < 3:
			v.Alone = ""
		case s.Chance(alone):
			v.Alone = record.Yes
		}
		at := n.later(on, n.named("visit"))
		n.record(at, worker, "Record a visit", n.held.New(n.id(at, n.named("visit")), n.Subject, v))
	}
}

// meetings are the reviews of a plan.
func (n *course) meetings(kind, plan, team string, from, to day.Day, every int) {
	s := n.ofCase(n.single, "meetings/"+kind)
	for on := from; ; on = on.Add(every - 12 + s.IntN(24)) {
		on = calendar.OnOrAfter(on)
		if !on.Before(to) || on.After(n.w.Today()) {
			return
		}
		at := n.later(on, n.named(kind))
		n.record(at, n.maker.worker(team, on), "Record a meeting", n.held.New(n.id(at, n.named(kind)), n.Subject, record.PlanMeeting{Type: kind, Plan: plan, Date: on}))
	}
}

// allocate gives the case to a team from a day to a day, and to whoever of it works then; when they leave, to the next.
func (n *course) allocate(team string, from, to day.Day) {
	if !from.Before(to) {
		return
	}
	n.handOver(team, from)
	n.team0, n.had, n.left = team, from, to
	for n2 := 0; from.Before(to) && !from.After(n.w.Today()); n2++ {
		worker, leaves := n.w.Staff.Worker(team, from, n.a.Key)
		until := to
		if !leaves.IsZero() && leaves.Before(until) {
			until = leaves
		}
		manager := n.w.Staff.Manager(team, from)
		at := n.hours(calendar.OnOrAfter(from), n.named("allocate")+team)
		id := n.id(at, n.named("allocation"))
		body := record.Allocation{Worker: worker, Team: team, Role: "allocated", From: from}
		if n2 > 0 {
			body.Change = "LEFTRL"
		}
		if at.Before(n.decided) {
			at = n.decided.Add(30 * time.Minute)
		}
		n.record(at, manager, "Allocate a case", n.held.New(id, n.Subject, body))
		if until != forever {
			body.To = until
			n.record(n.hours(calendar.OnOrAfter(until), n.named("allocation ended")), manager, "End an allocation", n.held.Edit(id, body))
		}
		from = until
	}
}

// closure is how a case is closed when care ends, by the reason for which it ended; home says that the family is helped on for a while.
func closure(ceased string) (reason string, home bool) {
	switch {
	case ceased == "E11" || ceased == "E12":
		return "RC1", false
	case ceased == "E2":
		return "RC2", false
	case ceased == "E3":
		return "RC5", false
	case ceased == "E41":
		return "RC3", false
	case strings.HasPrefix(ceased, "E43"), strings.HasPrefix(ceased, "E44"), strings.HasPrefix(ceased, "E45"), strings.HasPrefix(ceased, "E46"), ceased == "E47", ceased == "E48":
		return "RC4", false
	case ceased == "E7":
		return "RC6", false
	case ceased == "E4A" || ceased == "E4B" || ceased == "E13" || ceased == "E14":
		return "RC7", true
	}
	return "RC7", false
}
