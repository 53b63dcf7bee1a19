package borough

import (
	"fmt"
	"time"

	"throughline/internal/day"
	"throughline/internal/synth/life"
	"throughline/internal/synth/people"
)

// referrals are how many children's referrals a borough of the size of Hackney has in a year (DfE; 2021 and 2022 were never returned).
var referrals = map[int]float64{2017: 3900, 2018: 4000, 2019: 4190, 2020: 5031, 2021: 4050, 2022: 4250, 2023: 4148, 2024: 3782, 2025: 3653, 2026: 3620}

// share of the referrals of a year that are a family's first, and children at a referral: together they turn referrals into families who arrive.
const (
	firsts      = 0.655
	perReferral = 1.56
)

// groups are the weights of the five groups among families who are referred: children of each (assumption, after the census of 2021) times the rate
// of referral relative to White (specs/synthetic-borough.md, section 9).
var groups = []float64{46, 11 * 1.3, 10 * 0.9, 24 * 1.3, 9 * 1.0}

// careGroups are those of children who came into care before the time that is generated whole.
var careGroups = []float64{21, 24, 9, 43, 5}

// whole is the first day whose arrivals are all generated; those in care from before then are drawn apart.
var whole = day.New(2016, time.April, 1)

// legacyFrom is the first day of those: whoever was a baby then turns 18 when the records begin.
var legacyFrom = day.New(2002, time.April, 1)

// alone is how many unaccompanied young people come to be looked after in a year.
var alone = map[int]float64{2017: 12, 2018: 13, 2019: 14, 2020: 16, 2021: 12, 2022: 18, 2023: 19, 2024: 18, 2025: 18}

func of(table map[int]float64, on day.Day) float64 {
	for y := day.FinancialYearEnding(on); y > 2000; y-- {
		if v, ok := table[y]; ok {
			return v
		}
	}
	return table[2017]
}

// arrivals are the families of a part, in the order of the day on which they were first referred.
func (p part) arrivals(until day.Day) []life.Arrival {
	var out []life.Arrival
	serial := 0
	add := func(a life.Arrival) {
		if a.Only == "" {
			a.Serial = serial
			serial += people.Most
		}
		out = append(out, a)
	}
	seed := p.world.Seed
	for d := legacyFrom; d.Before(whole); d = d.Add(7) {
		s := seed.Stream(d.String(), "into care before")
		for n := s.Poisson(p.size * 88 / 52); n > 0; n-- {
			add(life.Arrival{Key: fmt.Sprintf("care/%s/%d", d, n), On: d.Add(s.IntN(7)), Source: "police", Group: people.Group(s.Weighted(careGroups...)), Care: true})
		}
	}
	for d := whole; !d.After(until); d = d.Add(1) {
		year := of(referrals, d) * firsts / perReferral * p.size / 365
		for _, src := range life.Sources {
			s := seed.Stream(d.String(), "arrivals/"+src.Name)
			for n := s.Poisson(year * src.Share / 100 * src.Shape(d)); n > 0; n-- {
				add(life.Arrival{Key: fmt.Sprintf("family/%s/%s/%d", d, src.Name, n), On: d, Source: src.Name, Group: people.Group(s.Weighted(groups...))})
			}
		}
		if !d.Before(Start) {
			p.heard(d, add)
		}
		s := seed.Stream(d.String(), "arrivals alone")
		for n := s.Poisson(p.size * of(alone, d) / 365); n > 0; n-- {
			add(life.Arrival{Key: fmt.Sprintf("alone/%s/%d", d, n), On: d, Source: "authority", Group: people.Group(s.Weighted(2, 1, 32, 25, 40)), Alone: true})
		}
	}
	return out
}

// heard are contacts about families who are never referred, and calls to the consultation line: about 14,000 contacts a year with those that become
// referrals, and 2,500 calls (assumptions).
func (p part) heard(d day.Day, add func(life.Arrival)) {
	for _, src := range life.Sources {
		s := p.world.Seed.Stream(d.String(), "heard/"+src.Name)
		for n := s.Poisson(p.size * contactsOnly / 365 * src.Share / 100 * src.Shape(d)); n > 0; n-- {
			add(life.Arrival{Key: fmt.Sprintf("contact/%s/%s/%d", d, src.Name, n), On: d, Group: people.Group(s.Weighted(groups...)), Only: life.OnlyContact})
		}
	}
	s := p.world.Seed.Stream(d.String(), "calls")
	for n := s.Poisson(p.size * calls / 365 * life.Sources.Named("authority").Shape(d)); n > 0; n-- {
		add(life.Arrival{Key: fmt.Sprintf("call/%s/%d", d, n), On: d, Only: life.OnlyCall})
	}
}

// contactsOnly are families a year of whom there is one contact and no more; calls are those to the consultation line.
const (
	contactsOnly = 3600
	calls        = 2500
)
