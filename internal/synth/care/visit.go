package care

import (
	"fmt"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
)

// tellVisits writes the social worker's visits: in the first week of each placement, then every six weeks, after a year in a long-term one every
// three months (Care Planning Regulations 2010, reg 28).
func (l *life) tellVisits(p *period) {
	s := l.stream(fmt.Sprintf("visits/%d", p.n))
	n := 0
	for _, st := range p.stays {
		on := st.from.Add(1 + s.IntN(6))
		for on.Before(st.to) {
			for on.Weekday() == time.Saturday || on.Weekday() == time.Sunday {
				on = on.Add(1)
			}
			if !on.Before(st.to) {
				break
			}
			v := record.Visit{Type: record.VisitCLA, Date: on, Plan: p.id, Seen: record.Yes, Alone: record.No, Place: "placement", Worker: l.who(on)}
			switch {
			case !s.Chance(seenAtVisit):
				v.Seen, v.Alone, v.WhyNot = record.No, "", []string{"not at home", "at school", "would not come down", "missing"}[s.IntN(4)]
			case s.Chance(0.06):
				v.Place = []string{"school", "community", "office", "video"}[s.IntN(4)]
			}
			if alone := s.Chance(seenAlone); alone && v.Seen == record.Yes {
				v.Alone = record.Yes
			}
			if room := s.Chance(0.5); room && v.Seen == record.Yes && v.Place == "placement" {
				v.Bedroom = record.Yes
			}
			l.made(on, "Record a visit", fmt.Sprintf("visit/%d/%d", p.n, n), v)
			n++
			every := 42
			if st.place == "U1" || st.place == "U4" {
				every = 90
			}
			late := 0
			if !s.Chance(visitsInTime) {
				late = 8 + s.IntN(25)
			}
			on = on.Add(every - s.IntN(12) + late)
		}
	}
}

// interview writes the offer of a talk after a child came back, and the talk.
func (l *life) interview(name, missing string, back time.Time) {
	s := l.stream("interview/" + name)
	to := day.In(back)
	offered := to.Add(s.IntN(2))
	body := record.ReturnInterview{Missing: missing, Offered: record.Yes, OfferedOn: offered}
	accepted, inTime := s.Chance(interviewAccepted), s.Chance(interviewInTime)
	if !s.Chance(interviewOffered) {
		l.made(to.Add(3), "Record a return interview", "interview/"+name, record.ReturnInterview{Missing: missing, Offered: record.No})
		return
	}
	if !accepted {
		body.Accepted = record.No
		l.made(offered, "Record a return interview", "interview/"+name, body)
		return
	}
	id := l.made(offered, "Record a return interview", "interview/"+name, body)
	hours := 14 + s.IntN(57)
	if !inTime {
		hours = 73 + s.IntN(200)
	}
	held := back.Add(time.Duration(hours) * time.Hour)
	if on := day.In(held); !on.After(offered) {
		held = offered.Add(1).Start().Add(15 * time.Hour)
	}
	body.Accepted, body.Held, body.Independent = record.Yes, held, record.Yes
	l.changed(day.In(held), "Hold a return interview", id, body)
}
