// Package care draws whole lives of looked-after children: why and how care began, under which legal statuses it went on, where and with whom the
// child lived, what was reviewed, checked and found, how it ended, and how the young person was at each birthday until 21.
//
// Invariants. A life is drawn to its end first and then told up to a day, so that another day gives the same life, told for longer or shorter.
// Legal status, placement, age and reason for the end are drawn together: no life breaks a rule of the SSDA903 (the tests export and check them).
// What is drawn follows from the seed and the child's subject alone; there is no clock.
//
// Sources: specs/synthetic-borough.md sections 6, 7, 8 and 11 (targets.go has the numbers with their tags); specs/ssda903/rules.json for what fits
// together; Children Act 1989 ss20, 31, 38, 44, 46; Adoption and Children Act 2002 ss18 to 21 and 42.
package care

import (
	"fmt"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
)

// Child is who is looked after. The records that say who that is (child, identifier, address) are made by whoever draws the child.
type Child struct {
	Subject string
	Born    day.Day
	Sex     string // M, F
}

// Route is how care begins.
type Route int

// The routes into care.
const (
	Section20        Route = iota // accommodated by agreement
	PoliceProtection              // and what follows within three days
	EmergencyOrder
	InterimOrder
	Remand
	Asylum      // an unaccompanied asylum-seeking child, accommodated under section 20
	ShortBreaks // a series of short breaks of a disabled child (V4)
)

// String is the route in words.
func (r Route) String() string {
	return [...]string{"section 20", "police protection", "emergency protection order", "interim care order", "remand", "asylum", "short breaks"}[r]
}

// Worker is a social worker who may be the child's.
type Worker struct {
	Subject      string // worker:…
	Registration string // Social Work England's number: SW123456
}

// Start is how a child comes to be looked after.
type Start struct {
	On           day.Day
	Route        Route
	Need         string   // code set CIN; N8 for an unaccompanied child when empty, N1 for another
	HomePostcode string   // where the family lives; of no use for an unaccompanied child
	Family       string   // the same for brothers and sisters who come together: young ones go to one carer; empty for a child alone
	Workers      []Worker // of whom the child's social workers are drawn; a pool of invented ones when empty
}

// Valid says why care of the child cannot begin so; nil when it can. A start from Draw always can.
func (s Start) Valid(c Child) error {
	age := s.On.Age(c.Born)
	switch {
	case c.Subject == "" || c.Born.IsZero() || s.On.IsZero() || s.On.Before(c.Born):
		return fmt.Errorf("care on %q of a child born on %q (%q)", s.On, c.Born, c.Subject)
	case !s.On.Before(c.birthday(18).Add(-14)):
		return fmt.Errorf("care on %s of somebody who is 18 by %s", s.On, c.birthday(18))
	case s.Route == Remand && age < 11, s.Route == Asylum && age < 12:
		return fmt.Errorf("%s at %d", s.Route, age)
	case s.Route == InterimOrder && !s.On.Before(c.birthday(16)), s.Route == EmergencyOrder && !s.On.Before(c.birthday(16)):
		return fmt.Errorf("%s at %d: no care order could follow before 17", s.Route, age)
	case s.Route == ShortBreaks && (age < 4 || age > 15):
		return fmt.Errorf("short breaks that begin at %d", age)
	case s.Route != Asylum && s.Route != ShortBreaks && s.HomePostcode == "":
		return fmt.Errorf("care without the postcode of the home")
	}
	return nil
}

// Span is one period of care as it was told: Ended is zero and Ceased empty while it goes on.
type Span struct {
	From, Ended day.Day
	Ceased      string // code set REC
}

// Life is what was recorded of a looked-after life up to a day.
type Life struct {
	Events  []event.Event // in order of time
	Periods []Span
}

// Ended is the day on which the last period ended, zero while the child is looked after.
func (l Life) Ended() day.Day {
	if len(l.Periods) == 0 {
		return day.Day{}
	}
	return l.Periods[len(l.Periods)-1].Ended
}

// Ceased is why the last period ended, empty while the child is looked after.
func (l Life) Ceased() string {
	if len(l.Periods) == 0 {
		return ""
	}
	return l.Periods[len(l.Periods)-1].Ceased
}

// Live draws the looked-after life of a child and tells it up to a day, that day included. It panics when care of the child cannot begin so: see
// Start.Valid.
func Live(seed draw.Seed, c Child, start Start, until day.Day) Life {
	if err := start.Valid(c); err != nil {
		panic("synth: " + err.Error())
	}
	l := &life{seed: seed, child: c, start: start}
	l.book = book{seed: seed, child: c.Subject, byDay: map[actKey]*act{}}
	if l.start.Need == "" {
		l.start.Need = map[bool]string{true: "N8", false: "N1"}[start.Route == Asylum]
	}
	l.plan()
	l.house()
	l.ending()
	l.tell()
	out := Life{Events: l.book.events(l.who, until)}
	for _, p := range l.periods {
		if p.from.After(until) {
			break
		}
		s := Span{From: p.from}
		if !p.to.After(until) {
			s.Ended, s.Ceased = p.to, p.ceased
		}
		out.Periods = append(out.Periods, s)
	}
	return out
}

// life is a life while it is drawn.
type life struct {
	book
	seed    draw.Seed
	child   Child
	start   Start
	periods []*period
	workers []spell
}

func (l *life) stream(purpose string) *draw.Stream {
	return l.seed.Stream(l.child.Subject, "care/life/"+purpose)
}

// birthday is the day on which the child turns n, as the return has it: somebody born on 29 February on the 28th of a common year.
func (c Child) birthday(n int) day.Day { return c.Born.AddMonths(12 * n) }

// group is the age group of section 6 on a day: under 1, 1 to 4, 5 to 9, 10 to 15, 16 and over.
func (c Child) group(on day.Day) int {
	for i, age := range []int{1, 5, 10, 16} {
		if on.Before(c.birthday(age)) {
			return i
		}
	}
	return 4
}

// tell writes the life into the book.
func (l *life) tell() {
	l.employ()
	l.background()
	for _, p := range l.periods {
		l.tellPeriod(p)
		l.tellPlacements(p)
		l.tellAdoption(p)
		l.tellVisits(p)
		if p.breaks {
			continue
		}
		l.tellCourt(p)
		l.tellPlans(p)
		l.tellReviews(p)
		l.tellMissing(p)
		l.tellLiberty(p)
	}
	l.tellHealth()
	l.tellLeaver()
}

const (
	begins = "Begin to look after a child"
	ends   = "End looking after a child"
)

// tellPeriod writes the period and its legal statuses.
func (l *life) tellPeriod(p *period) {
	home := l.start.HomePostcode
	if l.start.Route == Asylum || p.breaks {
		home = ""
	}
	p.id = l.lasting(p.from, p.to, begins, ends, fmt.Sprintf("period/%d", p.n), func(ended bool) record.Body {
		b := record.CarePeriod{Started: p.from, Given: []record.CareNeed{{Need: l.start.Need, HomePostcode: home}}}
		if ended {
			b.Ended, b.Ceased = p.to, p.ceased
		}
		return b
	})
	for i, s := range p.statuses {
		why, over := "Record a legal status", "Record a legal status"
		if s.from == p.from {
			why = begins
		}
		if s.to == p.to {
			over = ends
		}
		l.lasting(s.from, s.to, why, over, fmt.Sprintf("status/%d/%d", p.n, i), func(ended bool) record.Body {
			b := record.LegalStatus{Period: p.id, Status: s.code, From: s.from}
			if ended {
				b.To = s.to
			}
			return b
		})
	}
}
