package life

import (
	"fmt"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
	"throughline/internal/synth/people"
)

// contacts are what the front door hears of a family that is known already, in the years after a referral: a repeat that makes no referral, and while
// a case is open a word for its team. About 2.3 for each child of a referral, so that there are 3.5 contacts to a referral with those of families
// who are never referred (Contacts).
func (e *episode) contacts() {
	s := e.draws("contacts")
	for n := s.Poisson(2.3 * float64(len(e.cases)) / 1.6); n > 0; n-- {
		on := e.on.Add(4 + int(s.Exponential(420)))
		c := e.cases[s.IntN(len(e.cases))]
		if on.After(e.w.Today()) || !on.Before(c.Born.AddMonths(12*18)) || on.Before(c.Born) || c.gone {
			continue
		}
		outcome := []string{"no_further_action", "advice", "other"}[s.Weighted(55, 35, 10)]
		if c.busyUntil.After(on) {
			outcome = "open_case"
		}
		e.childContact(c.child, s, on, outcome)
	}
}

// childContact records one contact about a child.
func (m *maker) childContact(c *child, s *draw.Stream, on day.Day, outcome string) {
	weights := make([]float64, len(Sources))
	for i, one := range Sources {
		weights[i] = one.Share * one.shape(on)
	}
	code, agency := Sources[s.Weighted(weights...)].code(s, on)
	received := on.Start().Add(8*time.Hour + time.Duration(s.IntN(10*60))*time.Minute)
	decided := received.Add(time.Duration(20+s.IntN(20*60)) * time.Minute)
	screener, _ := m.w.Staff.Worker(FrontDoor, on, m.a.Key+on.String())
	id := m.id(received, fmt.Sprintf("contact about/%d", c.n))
	body := record.ChildContact{Date: on, Received: received.UTC(), Source: code, AgencyType: agency, Rating: []string{"red", "amber", "green"}[s.Weighted(8, 42, 50)],
		Outcome: outcome, Decided: decided.UTC(), DecidedBy: screener}
	m.record(decided, screener, "Decide a contact", m.held.New(id, c.Subject, body))
}

// Contacts gives what was recorded of a family of whom the front door hears once and who is never referred: the child and the contact.
func Contacts(w *World, a Arrival) []event.Event {
	m := &maker{w: w, a: a, known: map[string]bool{}, last: map[string]time.Time{}, ids: map[string]int{}}
	m.family = people.Make(w.Seed, w.Place, a.Key, people.Wanted{Group: a.Group, On: a.On, Serial: a.Serial})
	s := m.stream("contact")
	for i := range m.family.Children {
		c := &child{Child: m.family.Children[i], n: i}
		if i > 0 && !s.Chance(0.5) {
			continue
		}
		at := a.On.Start().Add(8 * time.Hour)
		body := record.Child{Names: []record.Name{{Given: c.Given, Family: c.Family, Use: "current"}}, Birth: c.Born, Sex: c.Sex, Ethnicity: c.Ethnicity}
		if s.Chance(0.15) {
			body.Ethnicity = "" // a contact that goes no further leaves it out
		}
		if a.On.Before(SexCodes) {
			body.Sex, body.Gender = "", map[string]string{"M": "1", "F": "2"}[c.Sex]
		}
		screener, _ := w.Staff.Worker(FrontDoor, a.On, a.Key)
		m.record(at, screener, "Add a child", m.held.New(m.id(at, fmt.Sprintf("child/%d", i)), c.Subject, body))
		m.childContact(c, s, a.On, []string{"no_further_action", "advice", "early_help", "other"}[s.Weighted(50, 32, 12, 6)])
	}
	event.Sort(m.out)
	return m.out
}

// Call gives one call to the consultation line. Schools and the police ring most (minutes of the commission).
func Call(w *World, a Arrival) []event.Event {
	m := &maker{w: w, a: a, last: map[string]time.Time{}, ids: map[string]int{}}
	s := m.stream("call")
	at := a.On.Start().Add(9*time.Hour + time.Duration(s.IntN(8*60))*time.Minute)
	kinds := []string{"school", "police", "health_visiting", "gp", "mental_health", "voluntary", "council_early_help", "housing"}
	kind := kinds[s.Weighted(38, 22, 9, 8, 7, 7, 6, 3)]
	p := w.Staff.Partner(kind, a.Key)
	worker, _ := w.Staff.Worker(FrontDoor, a.On, a.Key)
	body := record.Consultation{At: at.UTC(), Caller: p.Name + ", " + p.Role, Agency: p.Agency, AgencyType: kind, Threshold: []string{"1", "2", "3", "4"}[s.Weighted(20, 45, 27, 8)],
		Outcome: []string{"refer", "early_help", "own_help", "other_service", "information"}[s.Weighted(27, 26, 24, 13, 10)], Worker: worker, Minutes: 4 + s.IntN(26)}
	if s.Chance(0.85) {
		body.ConsentDiscussed, body.Consent = record.Yes, []string{"seek", "given", "dispense", "refused", "not_needed"}[s.Weighted(40, 38, 10, 6, 6)]
	}
	if s.Chance(0.3) { // of a child who is not known here
		named := people.Make(w.Seed, w.Place, a.Key, people.Wanted{Group: people.Group(s.IntN(len(people.Groups))), On: a.On}).Children[0]
		body.Named = []record.ContactChild{{Given: named.Given, Family: named.Family, Birth: named.Born}}
	}
	id := m.id(at, "call")
	m.record(at.Add(10*time.Minute), worker, "Record a call", m.held.New(id, record.CallSubject+":"+id, body))
	return m.out
}
