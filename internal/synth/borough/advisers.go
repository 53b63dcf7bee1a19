package borough

import (
	"fmt"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/event"
	"throughline/internal/synth/life"
)

// advised gives each young person who left care a personal adviser, from the day on which they are relevant or former relevant until they are 21, and the
// next adviser when one leaves (Children Act 1989 s23B and s23C).
func (p part) advised(events []event.Event) (out []event.Event) {
	var births, from map[string]day.Day // made for those few families who need them
	var order []string
	for _, e := range events {
		for _, c := range e.Changes {
			if b, ok := c.Body.(record.CareLeaver); ok && (b.Eligibility == "relevant" || b.Eligibility == "former_relevant") {
				if from == nil {
					births, from = map[string]day.Day{}, map[string]day.Day{}
				}
				if had, ok := from[c.Subject]; !ok || b.Date.Before(had) {
					if !ok {
						order = append(order, c.Subject)
					}
					from[c.Subject] = b.Date
				}
			}
		}
	}
	if order == nil {
		return nil
	}
	for _, e := range events {
		for _, c := range e.Changes {
			if b, ok := c.Body.(record.Child); ok {
				births[c.Subject] = b.Birth
			}
		}
	}
	seed, today := p.world.Seed, p.world.Today()
	for _, subject := range order {
		on, end := from[subject], births[subject].AddMonths(12*21)
		for n := 0; on.Before(end) && !on.After(today); n++ {
			adviser, leaves := p.staff.Worker(life.LeavingCare, on, subject)
			to := end
			if !leaves.IsZero() && leaves.Before(to) {
				to = leaves
			}
			key := fmt.Sprintf("%s/adviser/%d", subject, n)
			s := seed.Stream(key, "hour")
			hour := func(d day.Day) time.Time {
				return working.OnOrAfter(d).Start().Add(9*time.Hour + time.Duration(s.IntN(8*60))*time.Minute).UTC()
			}
			begun, ended := hour(on), hour(to)
			if !ended.After(begun) {
				ended = begun.Add(time.Hour)
			}
			var held event.Held
			id := seed.ID(begun, key, "allocation")
			body := record.Allocation{Worker: adviser, Team: life.LeavingCare, Role: "personal_adviser", From: on}
			out = append(out, event.Event{At: begun, Actor: p.staff.Manager(life.LeavingCare, on), Why: "Allocate a case", Changes: []record.Change{held.New(id, subject, body)}})
			body.To = to
			out = append(out, event.Event{At: ended, Actor: p.staff.Manager(life.LeavingCare, to), Why: "End an allocation", Changes: []record.Change{held.Edit(id, body)}})
			on = to
		}
	}
	return out
}
