package borough

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
	"throughline/internal/synth/life"
	"throughline/internal/synth/people"
)

// adopters are those who ask to adopt, about 30 households a year in a borough (assumption): the enquiry, stage 1 (two months) and stage 2 (four
// months; Adoption Agencies Regulations 2005, regs 23 to 30), approval, a match and an order for some, and leaving for others. A couple are two records
// with one family.
func (p part) adopters(first day.Day, until time.Time) (out []event.Event) {
	return p.yearly("adopters", 30, first, until, func(d day.Day, key string, _ *draw.Stream) []event.Event { return p.household(d, key, until) })
}

// yearly makes what happens about so many times a year in a borough, on working days, each by a key of its own.
func (p part) yearly(what string, times float64, first day.Day, until time.Time, one func(d day.Day, key string, s *draw.Stream) []event.Event) (out []event.Event) {
	for d := first; !d.After(day.In(until)); d = d.Add(1) {
		if !working.IsWorkingDay(d) {
			continue
		}
		s := p.world.Seed.Stream(d.String(), what)
		for n := s.Poisson(p.size * times / workingDays); n > 0; n-- {
			out = append(out, one(d, fmt.Sprintf("%s/%d", d, n), s)...)
		}
	}
	event.Sort(out)
	return out
}

// workingDays are those of a year.
const workingDays = 253

// household is one household's way.
func (p part) household(enquired day.Day, key string, until time.Time) (out []event.Event) {
	seed := p.world.Seed
	s := seed.Stream(key, "adopting household")
	type step struct {
		on  day.Day
		why string
		set func(*record.ProspectiveAdopter)
	}
	var way []step
	on := enquired
	then := func(days int, why string, set func(*record.ProspectiveAdopter, day.Day)) {
		on = working.OnOrAfter(on.Add(days))
		when := on
		way = append(way, step{when, why, func(a *record.ProspectiveAdopter) { set(a, when) }})
	}
	leaves := func() {
		reason := []string{"1", "2", "3"}[s.Weighted(65, 25, 10)]
		then(10+s.IntN(60), "An adopter leaves", func(a *record.ProspectiveAdopter, d day.Day) { a.Left, a.LeftReason = d, reason })
	}
	then(0, "Record an enquiry of an adopter", func(a *record.ProspectiveAdopter, d day.Day) { a.Enquired = d })
	goOn := func() {
		if !s.Chance(0.45) { // most who ask go no further
			return
		}
		then(20+s.IntN(60), "Begin stage 1 of an adopter", func(a *record.ProspectiveAdopter, d day.Day) { a.Stage1 = d })
		if s.Chance(0.2) {
			leaves()
			return
		}
		then(55+s.IntN(60), "End stage 1 of an adopter", func(a *record.ProspectiveAdopter, d day.Day) { a.Stage1End = d })
		then(1+s.IntN(30), "Begin stage 2 of an adopter", func(a *record.ProspectiveAdopter, d day.Day) { a.Stage2 = d })
		if s.Chance(0.1) {
			leaves()
			return
		}
		then(100+s.IntN(70), "Approve an adopter", func(a *record.ProspectiveAdopter, d day.Day) { a.Stage2End, a.Approved = d, d })
		if s.Chance(0.12) {
			leaves()
			return
		}
		children := 1 + s.Weighted(78, 22)
		then(40+int(s.Exponential(170)), "Match an adopter with a child", func(a *record.ProspectiveAdopter, d day.Day) { a.Matched = d })
		then(14+s.IntN(40), "Place a child with an adopter", func(a *record.ProspectiveAdopter, d day.Day) { a.Placed, a.Children = d, &children })
		then(130+s.IntN(220), "Record an adoption order", func(a *record.ProspectiveAdopter, d day.Day) { a.Ordered = d })
	}
	goOn()
	at := func(st step) time.Time {
		return st.on.Start().Add(10*time.Hour + time.Duration(seed.Stream(key+st.why, "hour").IntN(6*60))*time.Minute).UTC()
	}
	family := seed.ID(at(way[0]), key, "adoptive family")
	for n := range 1 + s.Weighted(40, 60) { // alone, or a couple
		who := adopter(seed.Stream(fmt.Sprintf("%s/%d", key, n), "adopter"), enquired)
		id := seed.ID(at(way[0]), fmt.Sprintf("%s/%d", key, n), "adopter")
		subject := record.AdultSubject + ":" + id
		body := record.ProspectiveAdopter{Family: strings.ToUpper(family[len(family)-8:]), Disability: record.No, FFA: record.No}
		if s.Chance(0.06) {
			body.Disability = record.Yes
		}
		if s.Chance(0.15) {
			body.FFA = record.Yes
		}
		var held event.Held
		adultID, unsaid := seed.ID(at(way[0]), subject, "adult"), false
		for i, st := range way {
			if at(st).After(until) {
				break
			}
			st.set(&body)
			changes := []record.Change{}
			said := who
			if day.In(at(st)).Before(life.SexCodes) {
				said.Sex = ""
			}
			switch {
			case i == 0:
				changes = append(changes, held.New(adultID, subject, said), held.New(id, subject, body))
			case unsaid && said.Sex != "":
				changes = append(changes, held.Edit(adultID, said), held.Edit(id, body))
			default:
				changes = append(changes, held.Edit(id, body))
			}
			unsaid = said.Sex == ""
			out = append(out, event.Event{At: at(st).Add(time.Duration(n) * time.Minute), Actor: "system:adoption", Why: st.why, Changes: changes})
		}
	}
	return slices.DeleteFunc(out, func(e event.Event) bool { return e.At.After(until) })
}

// adopter is nobody: somebody of 28 to 50.
func adopter(s *draw.Stream, on day.Day) record.Adult {
	name, sex := workerName(s)
	if s.Chance(0.35) {
		name, sex = draw.Pick(s, mensNames)+" "+draw.Pick(s, workerFamilies), "M"
	}
	given, family, _ := strings.Cut(name, " ")
	return record.Adult{Names: []record.Name{{Given: given, Family: family, Use: "current"}}, Birth: on.AddMonths(-12 * (28 + s.IntN(23))).Add(-s.IntN(300)), Sex: sex,
		Ethnicity: people.Ethnicity(s)}
}
