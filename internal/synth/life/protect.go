package life

import (
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
)

// plan is a child protection plan from its conference: reviews, core groups, visits. It ends at a review, when the child comes into care, or at 18.
// It gives the day of its end.
func (n *course) plan(conference, care, grown day.Day, s *draw.Stream) day.Day {
	conferenceID := n.enquired(conference)
	end := conference.Add(n.planDays)
	reason := "change_made"
	if !care.IsZero() && care.Before(end) {
		end, reason = care, "looked_after"
	}
	if grown.Before(end) {
		end, reason = grown, "turned_18"
	}
	if reason == "change_made" {
		if s.Chance(0.07) {
			reason = "moved"
		}
		end = n.workingEnd(end)
	}
	before := n.plans
	if before == 0 && s.Chance(0.165) {
		before = 1 + s.IntN(2) // in another council, or before our records
	}
	first := n.category(s)
	at := n.hours(conference, n.named("plan")).Add(3 * time.Hour)
	id := n.id(at, n.named("cp plan"))
	body := record.CPPlan{Referral: n.refID, Conference: conferenceID, Started: conference, NextReview: conference.Add(85), InitialCategory: first, LatestCategory: first, Previous: &before}
	chair, _ := n.w.Staff.Worker(Conferences, conference, n.a.Key)
	n.record(at, chair, "Begin a child protection plan", n.held.New(id, n.Subject, body))
	n.plans++
	team := n.familyTeam()
	for i, on := 0, conference.Add(70+s.IntN(21)); ; i, on = i+1, on.Add(160+s.IntN(22)) {
		on = calendar.OnOrAfter(on)
		if i == 0 && s.Chance(0.06) {
			on = calendar.Add(on, 8+s.IntN(20)) // late
		}
		if !on.Before(end) || on.After(n.w.Today()) {
			break
		}
		at := n.later(on, n.named("review"))
		changes := []record.Change{n.held.New(n.id(at, n.named("cp review")), n.Subject, record.CPReview{Plan: id, Date: on})}
		body.NextReview = calendar.OnOrAfter(on.Add(170))
		if s.Chance(0.08) {
			body.LatestCategory = n.category(s)
		}
		changes = append(changes, n.held.Edit(id, body))
		n.record(at, chair, "Record a review conference", changes...)
	}
	n.meetings("core_group", id, team, conference.Add(9), end, 42)
	n.visits(record.VisitCP, id, team, conference, end, 10, 0.88, 0.75)
	n.preProceedings(conference, end, care, s)
	body.Ended, body.EndReason, body.NextReview = end, reason, day.Day{}
	changes := []record.Change{n.held.Edit(id, body)}
	if reason == "change_made" && calendar.IsWorkingDay(end) {
		changes = append(changes, n.held.New(n.id(end.Start(), n.named("cp review")), n.Subject, record.CPReview{Plan: id, Date: end}))
	}
	n.record(n.hours(end, n.named("plan ended")), chair, "End a child protection plan", changes...)
	n.unchaired(end)
	return end
}

func (n *course) category(s *draw.Stream) string {
	weights := make([]float64, len(categories))
	for i, c := range categories {
		weights[i] = c.share
	}
	return categories[s.Weighted(weights...)].code
}

// preProceedings are the work under the Public Law Outline with some families who have a plan. It begins and ends in one year: the census asks for
// a block of the year in which it begins only (rule 9005).
func (n *course) preProceedings(from, to, care day.Day, s *draw.Stream) {
	start := calendar.OnOrAfter(from.Add(30 + s.IntN(60)))
	step := start.Add(60 + s.IntN(70))
	if !care.IsZero() {
		step = care.Add(-8)
	}
	chance := 0.14
	if !care.IsZero() {
		chance = 0.6
	}
	court := step.Add(2 + s.IntN(5))
	luck := s.Chance(chance)
	if !luck || step.Sub(start) < 30 || !court.Before(to) || day.FinancialYearEnding(start) != day.FinancialYearEnding(court.Add(3)) {
		return
	}
	at := n.later(start, n.named("pre-proceedings"))
	id := n.id(at, n.named("pre-proceedings"))
	body := record.PreProceedings{Referral: n.refID, Decided: start, LetterSent: start.Add(4), FGDMOffered: record.Yes, FGDMHeld: record.No}
	if s.Chance(0.55) {
		body.FGDMHeld = record.Yes
	}
	manager := n.w.Staff.Manager(n.familyTeam(), start)
	n.record(n.hours(start.Add(4), n.named("letter")), manager, "Begin pre-proceedings", n.held.New(id, n.Subject, body))
	reviews := 1 + s.IntN(2)
	body.InitialMeeting, body.ReviewMeetings = start.Add(18), &reviews
	at = n.record(n.hours(start.Add(18), n.named("meeting")), manager, "Record a pre-proceedings meeting", n.held.Edit(id, body))
	body.StepDecision, body.Outcome = step, []string{"A", "B", "C"}[s.IntN(3)]
	if !care.IsZero() {
		body.CourtApplication, body.ProceedingsLetter = court, court
	}
	when := n.hours(step, n.named("step"))
	if !care.IsZero() {
		when = n.hours(court, n.named("step"))
	}
	if !when.After(at) {
		when = at.Add(time.Hour)
	}
	n.record(when, manager, "Decide at the end of pre-proceedings", n.held.Edit(id, body))
}

// lookedAfter hands a child to care and closes the case when care ends, some months later where the child went home. It gives the day of the closure;
// forever when the case is open.
func (n *course) lookedAfter(in, conference, cpEnd day.Day, plan bool, grown day.Day) day.Day {
	s := n.ofCase(n.single, "looked after")
	child, start := n.start(in, plan, s)
	n.cared = true
	// Until care the family was helped at home.
	from := n.authorised.Add(3 + s.IntN(8))
	if plan {
		from = cpEnd.Add(1)
	}
	if !conference.IsZero() && !plan && !from.After(conference) {
		from = conference.Add(1)
	}
	if from.Before(in) {
		n.cin(from, in)
		n.endCIN(in)
	}
	transfer := calendar.Add(n.authorised, 2+s.IntN(6))
	if transfer.Before(in) {
		n.allocate(n.team, day.In(n.decided), transfer)
		n.allocate(n.familyTeam(), transfer, in)
	} else {
		n.allocate(n.team, day.In(n.decided), in)
	}
	life := care.Live(n.w.Seed, child, start, n.w.Today())
	for _, e := range life.Events {
		if known := n.decided.Add(time.Minute); e.At.Before(known) {
			e.At = known.UTC() // whoever worked with the family before is written down when the child is
		}
		if !e.At.After(n.w.Until) {
			n.out = append(n.out, e)
		}
	}
	if life.Ended().IsZero() {
		n.allocate(n.careTeam(), in, forever)
		return forever
	}
	reason, home := closure(life.Ceased())
	left := life.Ended()
	end := left
	if end.Before(n.authorised) {
		home, end = true, n.authorised
	}
	if home && left.Before(grown.Add(-40)) {
		end = n.workingEnd(left.Add(80 + s.IntN(140)))
		if end.Before(n.authorised.Add(10)) {
			end = n.authorised.Add(10)
		}
		if end.After(grown) {
			end = grown
		}
		back := left.Add(1)
		if back.Before(n.authorised.Add(1)) {
			back = n.authorised.Add(1)
		}
		n.cinPlanID = ""
		n.cin(back, end)
	}
	n.allocate(n.careTeam(), in, end)
	if reason == "RC2" {
		n.body.Death = left
		n.record(n.hours(left, n.named("death")), "system:registrar", "Record a death", n.held.Edit(n.bodyID, n.body))
	}
	n.gone = slices.Contains([]string{"RC1", "RC2", "RC5"}, reason)
	n.close(end, reason, time.Time{})
	return end
}

// endCIN ends the child in need plan before the case ends.
func (n *course) endCIN(on day.Day) {
	if n.cinPlanID == "" || !n.cinPlan.Ended.IsZero() {
		return
	}
	n.cinPlan.Ended = on
	n.record(n.hours(on, n.named("cin ended")), n.maker.worker(n.familyTeam(), on), "End a child in need plan", n.held.Edit(n.cinPlanID, n.cinPlan))
}

// start is how care begins: by a way that can be at the child's age.
func (n *course) start(in day.Day, plan bool, s *draw.Stream) (care.Child, care.Start) {
	child := care.Child{Subject: n.Subject, Born: n.Born, Sex: n.Sex}
	start := care.Start{On: in, Need: n.ref.PrimaryNeed, HomePostcode: n.family.Postcode, Family: n.a.Key, Workers: n.w.Staff.Care(in)}
	if n.family.Moved.Before(in) {
		start.HomePostcode = n.family.NewPost
	}
	if start.Need == "N0" || start.Need == "N9" {
		start.Need = "N1"
	}
	if n.a.Alone {
		start.Route, start.Need, start.HomePostcode = care.Asylum, "N8", ""
		return child, start
	}
	weights := make([]float64, len(routes))
	for i, r := range routes {
		start.Route = r.route
		if start.Valid(child) == nil {
			weights[i] = r.share
		}
		if r.route == care.InterimOrder && plan {
			weights[i] *= 4 // what a plan could not change goes to court
		}
	}
	start.Route = routes[s.Weighted(weights...)].route
	return child, start
}
