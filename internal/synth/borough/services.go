package borough

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
	"throughline/internal/synth/life"
)

// served is what the services beside social work do for a child who was referred and taken on: about one in 50 is found to care for somebody, one in 20
// is referred to the clinical service and one in 40 to the domestic abuse service (assumptions).
func (p part) served(events []event.Event, c record.Change, r record.Referral, s *draw.Stream) []event.Event {
	if r.NFA || r.Date.IsZero() {
		return nil
	}
	v := &serving{part: p, child: c.Subject, key: c.ID, s: s, from: working.OnOrAfter(r.Date.Add(12 + s.IntN(40)))}
	carer, clinical, abuse := s.Chance(0.02), s.Chance(0.05), s.Chance(0.025)
	age := -1
	for _, e := range events {
		for _, k := range e.Changes {
			if b, ok := k.Body.(record.Child); ok && k.Subject == c.Subject && !b.Birth.IsZero() && !b.Birth.After(v.from) {
				age, v.birth = v.from.Age(b.Birth), b.Birth
			}
		}
	}
	carer, clinical = carer && age >= 7 && age < 17, clinical && age >= 4 && age < 17
	if carer {
		v.carer()
	}
	if clinical {
		v.clinical()
	}
	if abuse {
		v.abuse(events)
	}
	return v.out
}

// serving makes the events of the services for one child.
type serving struct {
	part
	child, key string
	s          *draw.Stream
	from       day.Day
	birth      day.Day
	held       event.Held
	out        []event.Event
}

func (v *serving) worker(on day.Day) string {
	w, _ := v.staff.Worker(life.EarlyHelpTeam, on, v.key)
	return w
}

func (v *serving) at(on day.Day) time.Time {
	return on.Start().Add(9*time.Hour + time.Duration(v.s.IntN(7*60))*time.Minute).UTC()
}

func (v *serving) id(on day.Day, what string) string {
	return v.world.Seed.ID(on.Start().Add(9*time.Hour), v.key, what)
}

func (v *serving) tell(on day.Day, why string, changes ...record.Change) {
	v.out = append(v.out, event.Event{At: v.at(on), Actor: v.worker(on), Why: why, Changes: changes})
}

// reference is short and says nothing.
func (v *serving) reference(letter, id string) string {
	return letter + "-" + v.from.String()[:4] + "-" + id[len(id)-6:]
}

func (v *serving) carer() {
	s, on, id, need := v.s, v.from, v.id(v.from, "young carer"), v.id(v.from, "carer's assessment")
	y := record.YoungCarer{Reference: v.reference("Y", id), Identified: on, Appearance: on, Source: []string{"school", "assessment", "health", "self", "adults"}[s.Weighted(38, 30, 14, 8, 10)],
		For:   []record.CaredFor{{Who: []string{"mother", "father", "younger brother", "grandmother"}[s.Weighted(55, 15, 20, 10)], Condition: []string{"long_term", "mental_health", "physical", "learning", "substance"}[s.Weighted(30, 28, 20, 14, 8)]}},
		Tasks: []string{"household", []string{"siblings", "emotional", "medicine"}[s.IntN(3)]}, School: "not_asked", Team: life.EarlyHelpTeam, Worker: v.worker(on)}
	v.tell(on, "Record a young carer", v.held.New(id, v.child, y))
	on = working.Add(on, 2+s.IntN(8))
	y.Offered, y.Answer = on, []string{"accepted", "declined", "thinking"}[s.Weighted(78, 12, 10)]
	if y.Answer != "accepted" {
		v.tell(on, "Offer a young carer an assessment", v.held.Edit(id, y))
		v.noCarer(&y, id, working.Add(on, 30), "declined", "The family was asked three times and does not want the service.")
		return
	}
	y.Assessment = need
	n := record.NeedAssessment{Type: record.NeedYoungCarer, Began: y.Appearance, Worker: y.Worker}
	v.tell(on, "Offer a young carer an assessment", v.held.Edit(id, y), v.held.New(need, v.child, n))
	on = working.Add(on, 20+s.IntN(30))
	n.Done, n.Outcome = on, "The care is more than is right for the child's age. The child wants two evenings a week for friends."
	v.tell(on, "Record a young carer's assessment", v.held.Edit(need, n))
	on = working.Add(on, 3+s.IntN(8))
	y.Plan, y.Planned, y.Next = "Two evenings a week off, and a person to talk to at school.", on, on.AddMonths(6)
	y.Support = []record.CarerSupport{{Service: "Young carers’ club", From: on}}
	y.School, y.SchoolAgree, y.SchoolTold = record.SchoolMayKnow, "The mother", on
	v.tell(on, "Agree support for a young carer", v.held.Edit(id, y))
	for n, adult := 0, v.birth.AddMonths(18*12); ; n++ {
		on = working.OnOrAfter(y.Next)
		switch {
		case !on.Before(adult):
			v.noCarer(&y, id, working.OnOrAfter(adult), "adult", "Eighteen: the carers' service for adults has taken over.")
			return
		case n == 3:
			v.noCarer(&y, id, on, "less", "The care is shared now, and the club goes on by itself.")
			return
		}
		y.Reviews = append(append([]record.CarerReview(nil), y.Reviews...), record.CarerReview{On: on, Text: "The two evenings are kept. School has been told when it matters.", Worker: v.worker(on)})
		y.Next = on.AddMonths(6)
		v.tell(on, "Review a young carer's support", v.held.Edit(id, y))
	}
}

// noCarer ends the work with a young carer, and the support with it.
func (v *serving) noCarer(y *record.YoungCarer, id string, on day.Day, outcome, why string) {
	y.Closed, y.Outcome, y.Why, y.ClosedBy = on, outcome, why, v.worker(on)
	y.Support = append([]record.CarerSupport(nil), y.Support...)
	for i := range y.Support {
		y.Support[i].To = on
	}
	v.tell(on, "End work with a young carer", v.held.Edit(id, *y))
}

func (v *serving) clinical() {
	s, on, id := v.s, v.from, v.id(v.from, "clinical referral")
	c := record.ClinicalReferral{Reference: v.reference("C", id), Referred: on, Source: "5A", Need: "Sleep, worry, and angry hours at home.", Priority: []string{"routine", "soon", "urgent"}[s.Weighted(60, 32, 8)],
		PlanThen: []string{record.NoPlan, record.PlanInNeed, record.PlanProtection}[s.Weighted(45, 38, 17)], Consent: "given", Team: life.EarlyHelpTeam}
	v.tell(on, "Refer to the clinical service", v.held.New(id, v.child, c))
	on = working.Add(on, 1+s.IntN(9))
	c.Accepted, c.Worker = on, v.worker(on)
	c.AcceptedBy = c.Worker
	v.tell(on, "Accept a clinical referral", v.held.Edit(id, c))
	for range 2 + s.IntN(4) {
		on = working.Add(on, 8+s.IntN(34))
		a := record.Appointment{At: on.Start().Add(10 * time.Hour), Outcome: []string{record.AppointmentKept, record.AppointmentMissed, record.CancelledByFamily, record.CancelledByService}[s.Weighted(70, 16, 9, 5)]}
		if a.Outcome == record.AppointmentMissed || a.Outcome == record.CancelledByFamily {
			a.Follow, a.Decided, a.By = "Rang the family and agreed a time after school.", on, c.Worker
		}
		c.Appointments = append(append([]record.Appointment(nil), c.Appointments...), a)
		v.tell(on, "Record what came of an appointment", v.held.Edit(id, c))
	}
	first := 14 + s.IntN(14)
	c.Measures = []record.ClinicalMeasure{{On: c.Accepted, Tool: "sdq", Moment: "start", Score: first}, {On: on, Tool: "sdq", Moment: "end", Score: first - s.IntN(9)}}
	on = working.Add(on, 5+s.IntN(20))
	c.Closed, c.Outcome, c.Why, c.ClosedBy = on, []string{"done", "declined", "passed_on"}[s.Weighted(76, 12, 12)], "Agreed with the child and the family at the last appointment.", c.Worker
	v.tell(on, "End a clinical referral", v.held.Edit(id, c))
}

func (v *serving) abuse(events []event.Event) {
	s, on, id := v.s, v.from, v.id(v.from, "domestic abuse")
	var harmed, harming record.AbuseAdult
	for _, e := range events { // the parents, as they are recorded
		for _, c := range e.Changes {
			a, ok := c.Body.(record.Adult)
			switch {
			case !ok || len(a.Names) == 0:
			case harmed.Name == "":
				harmed = record.AbuseAdult{Person: c.Subject, Name: a.Current().Full()}
			case harming.Name == "" && c.Subject != harmed.Person:
				harming = record.AbuseAdult{Person: c.Subject, Name: a.Current().Full()}
			}
		}
	}
	if harmed.Name == "" {
		return
	}
	if harming.Name == "" {
		harming.Name = "A former partner"
	}
	subject, warning, contact := record.AbuseSubject+":"+id, v.id(on, "safe warning"), v.id(on, "safe contact")
	c := record.DomesticAbuseCase{Reference: v.reference("D", id), Referred: on, Source: "6", Need: "The police were called to the home twice in a month.", Harmed: harmed, Harming: harming, Children: []string{v.child},
		Consent: []string{"given", "not_asked", "refused"}[s.Weighted(76, 16, 8)], Safe: record.SafeWays{Letters: []record.YesNo{record.No, record.Yes}[s.Weighted(70, 30)], Phone: "020 7946 0955", Times: "Weekdays from 10 to 12", Words: "Say that it is the library."},
		Warned: []record.WarnedFor{{Person: v.child, Record: warning}, {Person: v.child, Record: contact}}, Team: life.EarlyHelpTeam}
	if c.Consent != "not_asked" {
		c.ConsentOn = on
	}
	v.tell(on, "Refer to the domestic abuse service", v.held.New(id, subject, c),
		record.New(warning, v.child, record.Warning{Type: "safe_contact", From: on, Review: on.AddMonths(12), By: v.worker(on),
			Text: "Reach this family in safe ways only. Before you write, call or visit, ask the team that keeps case " + c.Reference + " which way is safe."}),
		record.New(contact, v.child, record.SafeContact{Ways: record.SafeWays{Letters: c.Safe.Letters}, From: on, By: v.worker(on)}))
	on = working.Add(on, 1+s.IntN(4))
	score := 4 + s.IntN(17)
	c.Worker, c.Dash, c.DashOn, c.Risk = v.worker(on), &score, on, []string{"standard", "medium", "high"}[min(score/7, 2)]
	if c.Risk == "high" {
		c.MARAC, c.MARACOn = on, working.Add(on, 10)
	}
	v.tell(on, "Record the risk of domestic abuse", v.held.Edit(id, c))
	if c.Risk == "high" {
		on = c.MARACOn
		c.MARACCame = "Locks changed, a flag on the address, and a worker who keeps in touch."
		v.tell(on, "Record the risk of domestic abuse", v.held.Edit(id, c))
	}
	for range 3 + s.IntN(6) {
		on = working.Add(on, 5+s.IntN(6))
		c.Sessions = append(append([]record.AbuseSession(nil), c.Sessions...), record.AbuseSession{On: on, With: []string{"harmed", "harming", "child"}[s.Weighted(60, 30, 10)], Outcome: []string{"attended", "missed", "cancelled_them"}[s.Weighted(74, 16, 10)], Worker: c.Worker})
		v.tell(on, "Record a session of the domestic abuse service", v.held.Edit(id, c))
	}
	on = working.Add(on, 10+s.IntN(40))
	c.Closed, c.Outcome, c.Why, c.ClosedBy = on, []string{"work_done", "risk_lower", "declined"}[s.Weighted(55, 30, 15)], "Agreed with the person who was harmed; other support is in place.", c.Worker
	c.Safer, c.Changed = []string{"safer", "some", "unknown"}[s.Weighted(58, 30, 12)], []string{"not_offered", "part", "completed", "not_begun"}[s.Weighted(50, 20, 16, 14)]
	v.tell(on, "End a case of domestic abuse", v.held.Edit(id, c))
}
