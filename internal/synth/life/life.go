// Package life makes the lives of the children of the synthetic authority: how they come to the front door, what is assessed, enquired, agreed and
// closed. It gives what was recorded, by whom and when: a borough is these events in the order of their time.
//
// What is drawn for one family follows from the seed and the family's key alone. Without the layer of defects everything that a census asks is
// recorded, in an order that a census takes: the returns of such a borough have no findings (internal/returns/cin/check).
//
// Source: specs/synthetic-borough.md, sections 3 to 5, 9 and 11. The numbers of those sections stand here as tables, each with its reason.
package life

import (
	"fmt"
	"time"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
	"throughline/internal/synth/people"
	"throughline/internal/workday"
)

// Staff says who works in the authority.
type Staff interface {
	// Worker is who of a team has a case on a day, and the day on which they leave; no day while they stay. The key says which case.
	Worker(team string, on day.Day, key string) (worker string, leaves day.Day)
	// Manager is a team's manager on a day.
	Manager(team string, on day.Day) string
	// Partner is somebody of an agency that refers.
	Partner(agencyType, key string) Partner
	// Care are those who may have a child in care in the years from a day on.
	Care(on day.Day) []care.Worker
}

// Partner is a professional of another agency.
type Partner struct{ Worker, Name, Role, Agency string }

// World is what surrounds the families of one authority.
type World struct {
	Seed  draw.Seed
	Place people.Place
	Staff Staff
	Until time.Time // nothing is recorded later
}

// Today is the last day.
func (w *World) Today() day.Day { return day.In(w.Until) }

// PractisedSince is when the council began to record in the cases what was in notebooks and messages before, supervision and the handing over from team to
// team: the last full financial year is whole.
func (w *World) PractisedSince() day.Day {
	from, _ := day.FinancialYear(day.FinancialYearEnding(w.Today()) - 1)
	return from
}

// Arrival is a family's first referral.
type Arrival struct {
	Key    string
	On     day.Day
	Source string // a key of Sources
	Group  people.Group
	Serial int  // of the first child's numbers
	Alone  bool // an unaccompanied young person
	Only   Only // all that is heard of them; nothing: a family who is referred
	Care   bool // the children come into care at once: those who were in care before the time that is generated whole
}

// Only is what is all that the front door hears of somebody.
type Only string

// A contact that becomes no referral, and a call to the consultation line that names no child.
const (
	OnlyContact Only = "contact"
	OnlyCall    Only = "call"
)

// most is how many referrals a family has at most.
const most = 8

var calendar = clock.Standard().Calendars().Working(workday.EW)

// Of gives everything that was recorded about a family, in the order of its time.
func Of(w *World, a Arrival) []event.Event {
	switch a.Only {
	case OnlyContact:
		return Contacts(w, a)
	case OnlyCall:
		return Call(w, a)
	}
	m := &maker{w: w, a: a, known: map[string]bool{}, last: map[string]time.Time{}, ids: map[string]int{}}
	wish := people.Wanted{Group: a.Group, On: a.On, Serial: a.Serial, Alone: a.Alone}
	if a.Alone {
		wish.Age = 1 + []int{15, 16, 17}[m.stream("alone").Weighted(15, 50, 35)]
	}
	if a.Care {
		wish.Age = 1 + []int{0, 1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16}[m.stream("into care").Weighted(15, 4, 3, 2, 2, 5, 5, 5, 5, 5, 5, 5, 5, 4, 8)]
	}
	m.family = people.Make(w.Seed, w.Place, a.Key, wish)
	if first := &m.family.Children[0]; a.Alone && first.Born.AddMonths(12*18).Before(a.On.Add(60)) {
		first.Born = first.Born.Add(60) // somebody who is about to turn 18 is not taken in
	}
	m.unborn()
	m.children = make([]*child, len(m.family.Children))
	for i := range m.children {
		m.children[i] = &child{Child: m.family.Children[i], n: i}
	}
	on, source := a.On, a.Source
	for n := range most {
		next := m.referral(n, on, source)
		if next.IsZero() {
			break
		}
		on, source = next, m.source(n+1).Name
	}
	m.moves()
	event.Sort(m.out)
	return m.out
}

// maker makes the life of one family.
type maker struct {
	w        *World
	a        Arrival
	family   people.Family
	children []*child
	held     event.Held
	out      []event.Event
	known    map[string]bool      // adults who are recorded
	last     map[string]time.Time // record to the time of its newest version
	ids      map[string]int       // how often a purpose had an id
	after    []func()             // what follows at a later time from what is recorded next
}

// child is a child and what of it is going on.
type child struct {
	people.Child
	n         int
	recorded  bool
	body      record.Child
	bodyID    string
	address   string  // id of the address
	unborn    bool    // it was not born when it was first recorded
	gone      bool    // dead, adopted or moved away
	busyUntil day.Day // an episode of it runs so long; Until for ever
	plans     int     // child protection plans so far
	cared     bool    // in care, now or before: a life in care is drawn whole, with those who come back
}

func (m *maker) stream(purpose string) *draw.Stream { return m.w.Seed.Stream(m.a.Key, purpose) }

// of is a stream of one child.
func (m *maker) of(c *child, purpose string) *draw.Stream {
	return m.w.Seed.Stream(fmt.Sprintf("%s/%d", m.a.Key, c.n), purpose)
}

// id is a record's id; a purpose that comes again gets another.
func (m *maker) id(at time.Time, purpose string) string {
	m.ids[purpose]++
	return m.w.Seed.ID(at, m.a.Key, fmt.Sprintf("%s/%d", purpose, m.ids[purpose]))
}

// record writes down changes at a time, or later where one of their records had its last version then. What would be recorded after the last day
// is not.
func (m *maker) record(at time.Time, actor, why string, changes ...record.Change) time.Time {
	for _, c := range changes {
		if last, ok := m.last[c.ID]; ok && !at.After(last) {
			at = last.Add(time.Minute)
		}
	}
	for _, c := range changes {
		m.last[c.ID] = at
	}
	if !at.After(m.w.Until) {
		m.out = append(m.out, event.Event{At: at.UTC(), Actor: actor, Why: why, Changes: changes})
	}
	next := m.after
	m.after = nil
	for _, fn := range next {
		fn()
	}
	return at
}

// hours is a time in the office hours of a day.
func (m *maker) hours(d day.Day, purpose string) time.Time {
	return d.Start().Add(9*time.Hour + time.Duration(m.stream("hour/"+purpose+d.String()).IntN(8*60))*time.Minute)
}

// later is a time some days after a day, as people write things down: most on the same or the next day, a few after a week.
func (m *maker) later(d day.Day, purpose string) time.Time {
	s := m.stream("late/" + purpose + d.String())
	lag := int(s.Gamma(0.7, 1.4))
	return calendar.OnOrAfter(d.Add(lag)).Start().Add(9*time.Hour + time.Duration(s.IntN(8*60))*time.Minute)
}

// worker is who has a case of the family.
func (m *maker) worker(team string, on day.Day) string {
	w, _ := m.w.Staff.Worker(team, on, m.a.Key)
	return w
}

// unborn makes the youngest child of some families one that is expected when they are first referred. The birth falls into the year of the
// referral: a census writes a birth after its year as if it had not been told (rule 8520).
func (m *maker) unborn() {
	s := m.stream("unborn")
	last := &m.family.Children[len(m.family.Children)-1]
	if m.a.Alone || m.a.Care || m.a.On.Sub(last.Born) > 500 || !s.Chance(0.3) {
		return
	}
	due := m.a.On.Add(20 + s.IntN(170))
	if day.FinancialYearEnding(due) != day.FinancialYearEnding(m.a.On) {
		return
	}
	last.Born = due
}

// moves records the family's second address.
func (m *maker) moves() {
	f := m.family
	if f.Moved.IsZero() || len(m.children) == 0 {
		return
	}
	at := m.later(f.Moved, "move")
	var changes []record.Change
	for _, c := range m.children {
		if !c.recorded || c.gone || !at.After(m.last[c.address]) {
			continue
		}
		old, _ := event.Body[record.Address](&m.held, c.address)
		if !f.Moved.After(old.From) {
			continue
		}
		old.To = f.Moved
		changes = append(changes, m.held.Edit(c.address, old))
		c.address = m.id(at, "address")
		changes = append(changes, m.held.New(c.address, c.Subject, record.Address{Lines: f.NewLines, Postcode: f.NewPost, From: f.Moved}))
	}
	if len(changes) > 0 {
		m.record(at, m.worker(m.assessmentTeam(), day.In(at)), "Change an address", changes...)
	}
}
