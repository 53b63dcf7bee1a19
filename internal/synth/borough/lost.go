package borough

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/event"
)

// lose is what is left of a family's records after an attack: who the people are and what was open on the day was written down again from paper and
// memory; what had ended is gone. A family of whom nothing was recorded since is gone whole.
func lose(events []event.Event, on day.Day) []event.Event {
	cut := on.Start().Add(2 * time.Hour)
	n := 0
	for n < len(events) && events[n].At.Before(cut) {
		n++
	}
	if n == 0 {
		return events
	}
	if n == len(events) {
		return nil
	}
	over, was := fold(events[:n])
	var kept []record.Change
	gone := map[string]bool{}
	for _, c := range over {
		if ended(c.Body) {
			gone[c.ID] = true
			continue
		}
		kept = append(kept, c)
	}
	var later []event.Event
	for _, e := range events[n:] {
		for i, c := range e.Changes {
			if gone[c.ID] { // it is told again when somebody comes back to it
				e.Changes[i] = record.New(c.ID, c.Subject, c.Body)
				was[c.ID] = c.Base + 1
				delete(gone, c.ID)
				continue
			}
			if n := was[c.ID]; n > 0 {
				e.Changes[i].Base = c.Base - n + 1
			}
		}
		later = append(later, e)
	}
	return after(event.Event{At: cut.UTC(), Actor: "system:recovery", Why: "Write down again what was open", Changes: kept}, later, nil)
}

// ended says whether a record tells of something that was over, and so was not written down again.
func ended(b record.Body) bool {
	switch b := b.(type) {
	case record.Child, record.Adult, record.Identifier, record.Address, record.ContactDetail, record.Relationship, record.Worker, record.Team:
		return false
	case record.Referral:
		return !b.Closed.IsZero()
	case record.Assessment:
		return !b.Authorised.IsZero()
	case record.AssessmentReport:
		return b.State == record.Authorised
	case record.Allocation:
		return !b.To.IsZero()
	case record.CINPlan:
		return !b.Ended.IsZero()
	case record.CPPlan:
		return !b.Ended.IsZero()
	case record.CarePeriod:
		return !b.Ended.IsZero()
	case record.LegalStatus:
		return !b.To.IsZero()
	case record.CLAPlacement:
		return !b.To.IsZero()
	case record.Involvement:
		return !b.To.IsZero()
	case record.EarlyHelp:
		return !b.Ended.IsZero()
	case record.ImmigrationStatus, record.Mother:
		return false
	}
	return true
}
