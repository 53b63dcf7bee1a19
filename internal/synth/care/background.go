package care

import (
	"fmt"

	"throughline/internal/day"
	"throughline/internal/record"
)

// background writes what is found out when care begins: earlier permanence, asylum, and whether a girl is a mother.
func (l *life) background() {
	p := l.periods[0]
	s := l.stream("background")
	perm := record.PreviousPermanence{Option: []string{"Z1", "P1", "P2", "P3", "P4"}[s.Weighted(previousPermanence...)]}
	if since := p.from.Sub(l.child.Born); since < 400 || p.route == Asylum {
		perm.Option = "Z1" // nobody had another permanent home so soon
	} else if perm.Option != "Z1" {
		ordered := l.child.Born.Add(200 + s.IntN(since-300))
		perm.Authority = []string{Council, "211", "316", "999"}[s.Weighted(50, 20, 20, 10)]
		perm.Ordered = record.PartDay(ordered.String())
		if s.Chance(0.2) { // the day is not known; the month was over before care began
			perm.Ordered = record.PartDay(ordered.String()[:8] + "ZZ")
		}
	}
	l.made(p.from, begins, "permanence", perm)
	if p.route == Asylum {
		to, nation := l.child.birthday(18), []string{"Afghanistan", "Sudan", "Eritrea", "Iran", "Iraq", "Vietnam", "Albania", "Syria", "Ethiopia"}[s.Weighted(22, 20, 13, 12, 9, 9, 6, 5, 4)]
		l.lasting(p.from, day.Day{}, begins, "", "asylum", func(bool) record.Body {
			return record.ImmigrationStatus{Status: record.UASC, From: p.from, To: to, Nationality: nation}
		})
	}
	if l.child.Sex != "F" || p.breaks {
		return
	}
	l.made(p.from, begins, "mother", record.Mother{Mother: record.No})
	for _, p := range l.periods {
		from := later(p.from.Add(30), l.child.birthday(15))
		for y := 0; ; y++ {
			on := from.Add(s.IntN(365))
			if from = from.Add(365); !on.Before(p.to.Add(-20)) {
				break
			}
			if s.Chance(motherYearly) {
				l.made(on, "Record the birth of a child's child", "mother/born", record.Mother{Mother: record.Yes, ChildBirth: on})
				return
			}
		}
	}
}

// tellAdoption writes the decision to place for adoption and what became of it.
func (l *life) tellAdoption(p *period) {
	a := p.adoption
	if a == nil {
		return
	}
	l.lasting(a.decided, a.reversed, "Decide that a child should be placed for adoption", "Decide that a child should no longer be placed for adoption",
		fmt.Sprintf("decision/%d", p.n), func(ended bool) record.Body {
			b := record.PlacedForAdoption{Decided: a.decided}
			if ended && !a.reversed.IsZero() {
				b.Reversed, b.Reason = a.reversed, a.reason
			}
			return b
		})
	if a.matched.IsZero() {
		return
	}
	s := l.stream(fmt.Sprintf("adopters/%d", p.n))
	couples := []record.Adoption{
		{Adopters: "2", AdopterSex: "MF", AdopterLaw: "L11"}, {Adopters: "2", AdopterSex: "MF", AdopterLaw: "L3"},
		{Adopters: "2", AdopterSex: "MM", AdopterLaw: "L12"}, {Adopters: "2", AdopterSex: "FF", AdopterLaw: "L12"},
		{Adopters: "2", AdopterSex: "MM", AdopterLaw: "L4"}, {Adopters: "2", AdopterSex: "FF", AdopterLaw: "L2"},
		{Adopters: "1", AdopterSex: "F1", AdopterLaw: "L0"}, {Adopters: "1", AdopterSex: "M1", AdopterLaw: "L0"},
	}
	b := couples[s.Weighted(58, 16, 6, 5, 3, 2, 9, 1)]
	b.Decided, b.Matched, b.ByCarer = a.decided, a.matched, record.No
	if a.byCarer {
		b.ByCarer = record.Yes
	}
	l.made(a.matched, "Match a child with adopters", fmt.Sprintf("adoption/%d", p.n), b)
}
