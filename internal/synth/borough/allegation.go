package borough

import (
	"fmt"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
)

// allegations are those against people who work with children, about 250 a year (assumption). The adult of each is
// invented, and it names no child of the authority.
func (p part) allegations(first day.Day, until time.Time) []event.Event {
	return p.yearly("allegations", 250, first, until, func(d day.Day, key string, s *draw.Stream) []event.Event { return p.allegation(d, key, s, until) })
}

// allegation is one: received, triaged on the next working day, met about on the one after when the threshold is met, and closed.
func (p part) allegation(d day.Day, key string, s *draw.Stream, until time.Time) (out []event.Event) {
	at := d.Start().Add(10*time.Hour + time.Duration(s.IntN(360))*time.Minute)
	if at.After(until) {
		return nil
	}
	id := p.world.Seed.ID(at, key, "allegation")
	body := record.LADOReferral{Reference: fmt.Sprintf("L-%d-%s", d.Year(), strings.ToUpper(id[30:])), Known: d.Add(-s.IntN(3)), Received: d,
		Position: []string{"employee", "volunteer", "carer", "supply"}[s.Weighted(70, 8, 15, 7)],
		Sector:   []string{"school", "early_years", "fostering", "residential", "social_care", "health", "transport", "faith", "sport"}[s.Weighted(38, 12, 11, 8, 6, 6, 5, 6, 8)],
		Source:   []string{"2A", "6", "5B", "3F", "8"}[s.Weighted(45, 15, 20, 8, 12)], Category: []string{"physical", "sexual", "emotional", "neglect", "conduct", "private_life"}[s.Weighted(32, 16, 9, 7, 22, 14)]}
	p.against(key, &body)
	var held event.Held
	tell := func(at time.Time, why string, c record.Change) {
		out = append(out, event.Event{At: at.UTC(), Actor: "system:lado", Why: why, Changes: []record.Change{c}})
	}
	tell(at, "Record an allegation", held.New(id, record.LADOSubject+":"+id, body))
	later := func(on day.Day, hour time.Duration, why string) {
		if at := on.Start().Add(hour * time.Hour); !at.After(until) {
			tell(at, why, held.Edit(id, body))
		}
	}
	closed := working.Add(d, 3+int(s.Gamma(1.3, 22)))
	body.Triage, body.Triaged = []string{"threshold_met", "advice", "not_lado"}[s.Weighted(42, 40, 18)], working.Add(d, 1)
	later(body.Triaged, 16, "Triage an allegation")
	outcome := ""
	if body.Triage == "threshold_met" {
		body.Meetings = []day.Day{working.Add(d, 2)}
		later(body.Meetings[0], 16, "Record an allegations meeting")
		outcome = []string{"substantiated", "unsubstantiated", "unfounded", "false", "malicious"}[s.Weighted(32, 38, 18, 9, 3)]
	}
	body.Closed, body.Outcome = closed, outcome
	later(closed, 16, "Close an allegation")
	return out
}

// workplaces are what adults do in each sector, what the place is called, and the kind of agency that refers from there, so that its name is one that the
// authority knows.
var workplaces = map[string]struct {
	jobs   []string
	called string
	agency string
}{
	"school":      {[]string{"Teacher", "Teaching assistant", "Caretaker", "Sports coach"}, "", "school"},
	"early_years": {[]string{"Nursery worker", "Childminder"}, "%s Nursery", ""},
	"fostering":   {[]string{"Foster carer"}, "Foster home, %s", ""},
	"residential": {[]string{"Residential worker", "Night worker"}, "%s House", ""},
	"social_care": {[]string{"Family support worker", "Contact supervisor"}, "%s Family Centre", ""},
	"health":      {[]string{"Nurse", "Health care assistant"}, "", "emergency_department"},
	"transport":   {[]string{"Driver", "Passenger assistant"}, "%s Cars", ""},
	"faith":       {[]string{"Youth leader", "Teacher at the supplementary school"}, "%s Fellowship", ""},
	"sport":       {[]string{"Coach", "Volunteer helper"}, "%s Juniors", ""},
}

// alleged is what is said of an adult, by the category of the allegation.
var alleged = map[string]string{
	"physical": "A child said that the adult took hold of them and left a mark.", "sexual": "Messages to a child were found that an adult should not send.",
	"emotional": "Children said that the adult shames them before others.", "neglect": "A child was left alone for longer than the place's rules allow.",
	"conduct": "The adult met a child outside work and told nobody.", "private_life": "The police told the employer of what happened in the adult's own home.",
}

// against says who an allegation is about, what they do and where.
func (p part) against(key string, l *record.LADOReferral) {
	s := p.world.Seed.Stream(key, "alleged adult")
	l.Person, _ = workerName(s)
	l.Born = l.Received.AddMonths(-12 * (21 + s.IntN(42))).Add(-s.IntN(365))
	w := workplaces[l.Sector]
	l.Job, l.Concern = draw.Pick(s, w.jobs), alleged[l.Category]
	if l.Setting = p.staff.Partner(w.agency, key).Agency; w.agency == "" {
		l.Setting = fmt.Sprintf(w.called, draw.Pick(s, places))
	}
}
