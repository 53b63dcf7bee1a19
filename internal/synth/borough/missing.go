package borough

import (
	"fmt"
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/event"
	"throughline/internal/synth/life"
)

// Children who go missing from home: the minutes tell of 256 children and 1,407 occasions in a year, from care and from home together, of whom about 75 are
// from care (specs/synthetic-borough.md, section 7). The chance is of a child of 10 or more with an open case; how often, how long and what became of the
// interview are as that section has them for all.
const (
	missingFromHome = 0.12
	missingTimes    = 0.94 // of a logarithmic series: 5.6 on average, a third of the children once
	missingHours    = 9.0  // the median
	missingSigma    = 1.3  // a tenth lasts more than two days
	talkOffered     = 0.85
	talkAccepted    = 0.55
	talkInTime      = 0.6 // of those held
)

// missed are the times that children of a family were missing from home while their case was open, of the years that are recorded here, and the interviews
// after them. The police tell of each when the child is back.
func (p part) missed(events []event.Event) (out []event.Event) {
	type mine struct {
		subject, id string
		referral    record.Referral
		care        record.CarePeriod
	}
	var referrals, cared []*mine
	births := map[string]day.Day{}
	note := func(all *[]*mine, c record.Change) *mine {
		for _, m := range *all {
			if m.id == c.ID {
				return m
			}
		}
		m := &mine{subject: c.Subject, id: c.ID}
		*all = append(*all, m)
		return m
	}
	for _, e := range events {
		for _, c := range e.Changes {
			switch b := c.Body.(type) {
			case record.Child:
				births[c.Subject] = b.Birth
			case record.Referral:
				note(&referrals, c).referral = b
			case record.CarePeriod:
				note(&cared, c).care = b
			}
		}
	}
	before := map[string]day.Day{} // a child to the day of the last return
	for _, ref := range referrals {
		r, id, subject, birth := ref.referral, ref.id, ref.subject, births[ref.subject]
		if r.NFA || r.Date.IsZero() || birth.IsZero() || r.Date.Age(birth) < 10 {
			continue
		}
		from, to := r.Date.Add(2), day.In(p.world.Until)
		for _, end := range []day.Day{r.Closed, from.Add(365), birth.AddMonths(12 * 18)} {
			if !end.IsZero() && end.Before(to) {
				to = end
			}
		}
		if from.Before(Start) {
			from = Start
		}
		s := p.world.Seed.Stream(id, "missing from home")
		if goes := s.Chance(missingFromHome); !goes || to.Sub(from) < 14 {
			continue
		}
		type spellAway struct{ out, back time.Time }
		var times []spellAway
		for range s.LogSeries(missingTimes) {
			away := s.Between(from, to.Add(-1)).Start().Add(time.Duration(10*60+s.IntN(14*60)) * time.Minute).UTC()
			times = append(times, spellAway{away, away.Add(time.Duration(s.LogNormal(missingHours, missingSigma)*60) * time.Minute)})
		}
		slices.SortStableFunc(times, func(a, b spellAway) int { return a.out.Compare(b.out) })
		for n, m := range times {
			left, back := day.In(m.out), day.In(m.back)
			looked := slices.ContainsFunc(cared, func(m *mine) bool {
				c := m.care
				return m.subject == subject && !c.Started.After(back) && (c.Ended.IsZero() || !c.Ended.Before(left))
			})
			if looked || back.After(to) || !before[subject].IsZero() && !left.After(before[subject]) {
				continue
			}
			before[subject] = back
			out = append(out, p.back(subject, fmt.Sprintf("%s/missing/%d", id, n), m.out, m.back)...)
		}
	}
	return out
}

// back is one time of being missing from home, and the interview after it.
func (p part) back(subject, key string, left, back time.Time) []event.Event {
	seed := p.world.Seed
	s := seed.Stream(key, "return")
	screener, _ := p.staff.Worker(life.FrontDoor, day.In(back), key)
	at := back.Add(time.Duration(20+s.IntN(180)) * time.Minute)
	id := seed.ID(at, key, "missing")
	out := []event.Event{{At: at, Actor: screener, Why: "Report a missing child found",
		Changes: []record.Change{record.New(id, subject, record.Missing{Type: "M", From: day.In(left), To: day.In(back), FromHome: true, Returned: back})}}}
	body := record.ReturnInterview{Missing: id, Offered: record.No}
	offered, accepted, inTime, soon, late := s.Chance(talkOffered), s.Chance(talkAccepted), s.Chance(talkInTime), 14+s.IntN(50), 74+s.IntN(200)
	told := at.Add(20 * time.Hour)
	if offered {
		body.Offered, body.OfferedOn, body.Accepted = record.Yes, day.In(at), record.No
	}
	if offered && accepted {
		hours := late
		if inTime {
			hours = soon
		}
		body.Accepted, body.Held, body.Independent = record.Yes, back.Add(time.Duration(hours)*time.Hour), record.Yes
		told = body.Held.Add(time.Hour)
	}
	by, _ := p.staff.Worker(life.EarlyHelpTeam, day.In(told), key)
	if !told.After(at) {
		told = at.Add(time.Hour)
	}
	return append(out, event.Event{At: told, Actor: by, Why: "Record a return interview", Changes: []record.Change{record.New(seed.ID(told, key, "interview"), subject, body)}})
}
