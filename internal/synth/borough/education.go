package borough

import (
	"slices"
	"time"

	"throughline/internal/record"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
)

// educated is the way of a child to an education, health and care plan, for those who have one: about one in twenty of all children and half of those
// with a disability (assumptions; DfE, "Education, health and care plans", January 2025: 5.3 % of pupils). Social care learns of it when the plan is
// issued, or when it meets the child if that is later. Plans are issued within 20 weeks in about half the cases (SEND Regulations 2014, reg 13).
func (p part) educated(known time.Time, c record.Change, child record.Child, s *draw.Stream) []event.Event {
	chance := 0.045
	if len(child.Disabilities) > 0 && !slices.Contains(child.Disabilities, "NONE") {
		chance = 0.5
	}
	plan, age := s.Chance(chance), 3+s.IntN(9)
	if !plan || child.Birth.IsZero() {
		return nil
	}
	requested := child.Birth.AddMonths(12*age + s.IntN(12))
	weeks := 12 + s.IntN(8)
	if !s.Chance(0.5) {
		weeks = 21 + s.IntN(25)
	}
	started := requested.Add(7 * weeks)
	body := record.EHCP{Requested: requested, Decided: requested.Add(30 + s.IntN(12)), Decision: "Y", Assessed: started.Add(-14), Outcome: "Y", Exception: record.No, Started: started}
	needs := []string{"SEMH", "SLCN", "ASD", "MLD", "SPLD", "SLD", "PD", "HI"}
	first := s.Weighted(24, 22, 30, 8, 5, 5, 4, 2)
	body.Needs = []record.SENNeed{{Type: needs[first], Rank: 1}}
	if s.Chance(0.4) {
		body.Needs = append(body.Needs, record.SENNeed{Type: needs[(first+1+s.IntN(len(needs)-1))%len(needs)], Rank: 2})
	}
	at := started.Start().Add(11 * time.Hour).UTC()
	if !at.After(known) {
		at = known.Add(90 * time.Minute)
	}
	seed := p.world.Seed
	return []event.Event{{At: at, Actor: "system:education", Why: "Record an education, health and care plan", Changes: []record.Change{record.New(seed.ID(at, c.Subject, "ehcp"), c.Subject, body)}}}
}
