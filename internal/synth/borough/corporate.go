package borough

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
	"throughline/internal/synth/life"
)

// childrenOf17 are the children under 18 who live in a borough of the size of Hackney (DfE, from the estimates of the Office for National Statistics).
var childrenOf17 = map[int]float64{2018: 57400, 2019: 57100, 2020: 56700, 2021: 56200, 2022: 55700, 2023: 55171, 2024: 54690, 2025: 54191, 2026: 53700}

// shares of the main groups among children (assumption; children are more mixed than the residents of the census of 2021).
var shares = []struct {
	group string
	share float64
}{{"white", 46}, {"mixed", 11}, {"asian", 10}, {"black", 24}, {"other", 9}}

// populations are the vintages of the population, each recorded when such estimates are published: in July of the year after.
func (a *Authority) populations(first day.Day) (out []event.Event) {
	size := 0.0
	for _, p := range a.parts {
		size += p.size
	}
	for year := first.Year() - 1; year <= day.In(a.o.Until).Year(); year++ {
		total, ok := childrenOf17[year]
		at := day.New(year+1, time.July, 15).Start().Add(10 * time.Hour)
		if at.Before(first.Start()) {
			at = first.Start().Add(3 * time.Hour)
		}
		if !ok || at.After(a.o.Until) {
			continue
		}
		body := record.Population{Vintage: fmt.Sprintf("synthetic mid-%d", year), Source: "made with the synthetic authority, after estimates of the Office for National Statistics",
			Date: day.New(year, time.June, 30)}
		n := total * size
		body.Groups = append(body.Groups, record.PopulationGroup{From: 0, To: 17, Count: int(math.Round(n))})
		for _, band := range []struct {
			from, to int
			share    float64
		}{{0, 4, 0.29}, {5, 9, 0.28}, {10, 15, 0.325}, {16, 17, 0.105}} {
			body.Groups = append(body.Groups, record.PopulationGroup{From: band.from, To: band.to, Sex: "M", Count: int(math.Round(n * band.share * 0.512))},
				record.PopulationGroup{From: band.from, To: band.to, Sex: "F", Count: int(math.Round(n * band.share * 0.488))})
		}
		for _, g := range shares {
			body.Groups = append(body.Groups, record.PopulationGroup{From: 0, To: 17, Ethnicity: g.group, Count: int(math.Round(n * g.share / 100))})
		}
		out = append(out, event.Event{At: at.UTC(), Actor: "system:populations", Why: "Record a population",
			Changes: []record.Change{record.New(a.o.Seed.ID(at, body.Vintage, "population"), record.AuthoritySubject+":"+strings.ToLower(strings.ReplaceAll(a.Name, " ", "-")), body)}})
	}
	return out
}

// provisions are what Ofsted's kinds are in the register, and sectors whose.
var (
	provisions = map[string]string{
		"Local authority fostering agency": "own_fostering", "Independent fostering agency": "fostering_agency", "Voluntary adoption agency": "adoption_agency",
		"Children's home": "childrens_home", "Secure children's home": "secure_childrens_home", "Supported accommodation": "supported_accommodation",
		"Residential special school": "residential_special_school", "Residential family centre": "residential_family_centre",
	}
	sectors = map[string]string{"PR1": "local_authority", "PR2": "local_authority", "PR4": "private", "PR5": "voluntary"}
)

// unregistered stands in a subject for a provider that ought to be registered with Ofsted and is not. notRegistered is the share of placements in homes that
// Ofsted does not inspect which are with it (assumption): a few children a year.
const (
	unregistered  = "unregistered-1"
	notRegistered = 0.3
)

func providerSubject(urn string) string { return record.ProviderSubject + ":" + urn }

// register is the register of providers, as care places children with them.
func (a *Authority) register(first day.Day) event.Event {
	at := first.Start().Add(90 * time.Minute)
	var changes []record.Change
	for _, p := range care.Market() {
		s := a.o.Seed.Stream(p.URN, "provider")
		kind, ok := provisions[p.Kind]
		if !ok {
			kind = "other"
		}
		body := record.Provider{Name: p.Name, URN: p.URN, Type: kind, Sector: sectors[p.Code], Registration: "registered", Opened: first.AddMonths(-12 * (2 + s.IntN(18)))}
		for on := first.AddMonths(-s.IntN(24)); !on.After(first); on = on.AddMonths(12) {
			body.Inspections = append(body.Inspections, record.Inspection{Date: on, Judgement: []string{"outstanding", "good", "requires_improvement", "inadequate"}[s.Weighted(18, 62, 17, 3)]})
		}
		changes = append(changes, record.New(a.o.Seed.ID(at, p.URN, "provider"), providerSubject(p.URN), body))
	}
	changes = append(changes, record.New(a.o.Seed.ID(at, unregistered, "provider"), providerSubject(unregistered), record.Provider{Name: "Samphire Crisis Care", Type: "childrens_home",
		Sector: "private", Registration: "unregistered", Opened: first.AddMonths(-30)}))
	return event.Event{At: at.UTC(), Actor: "system:commissioning", Why: "Take over the register of providers", Changes: changes}
}

// week is what a placement costs a week in pounds of 2022/23 (specs/synthetic-borough.md, section 10).
func week(p record.CLAPlacement) float64 {
	switch p.Type {
	case "U1", "U2", "U3":
		return 350
	case "U4", "U5", "U6":
		if p.Provider == "PR1" {
			return 550
		}
		return 1050
	case "K1":
		return 8500
	case "K2":
		return 5050
	case "K3", "H5", "P2":
		return 1400
	case "R1", "R2", "R3", "R5", "S1":
		return 3200
	}
	return 0
}

// corporate adds to a family's records what others in the council write in them: the price of each placement, audits of some cases, complaints.
func (p part) corporate(events []event.Event) []event.Event {
	seed := p.world.Seed
	n := len(events)
	for _, e := range events[:n] {
		for _, c := range e.Changes {
			if c.Base > 0 {
				continue
			}
			switch b := c.Body.(type) {
			case record.Child:
				events = append(events, p.educated(e.At, c, b, seed.Stream(c.Subject, "ehcp"))...)
			case record.CLAPlacement:
				if b.From.IsZero() || b.Type == "" {
					continue
				}
				s := seed.Stream(c.ID, "price")
				rise := math.Pow(1.045, float64(b.From.Year()-2022))
				price := record.PlacementPrice{Placement: c.ID, For: "placement", From: b.From, Week: int64(math.Round(week(b) * rise * s.LogNormal(1, 0.14) * 100))}
				switch {
				case b.URN != "" && b.URN != record.NoURN:
					price.Provider = providerSubject(b.URN)
				case b.Type == "R1" && seed.Stream(c.ID, "not registered").Chance(notRegistered):
					price.Provider = providerSubject(unregistered)
				}
				at := e.At.Add(time.Duration(24+s.IntN(120)) * time.Hour)
				events = append(events, event.Event{At: at, Actor: "system:finance", Why: "Agree a price", Changes: []record.Change{record.New(seed.ID(at, c.ID, "price"), c.Subject, price)}})
			case record.Referral:
				events = append(events, p.looked(c, b, seed.Stream(c.ID, "audit"))...)
				events = append(events, p.served(events[:n], c, b, seed.Stream(c.ID, "services"))...)
			}
		}
	}
	more := slices.Concat(p.practised(events[:n]), p.missed(events[:n]), p.advised(events[:n]))
	if events = append(events, more...); len(events) > n {
		event.Sort(events)
	}
	return events
}

// looked are the audit of a case and the complaint about it, where there is one: about 300 and 80 a year (assumptions).
func (p part) looked(c record.Change, r record.Referral, s *draw.Stream) (out []event.Event) {
	if r.NFA {
		return nil
	}
	seed := p.world.Seed
	add := func(on day.Day, actor, why, what string, body record.Body) {
		at := on.Start().Add(9*time.Hour + time.Duration(s.IntN(8*60))*time.Minute)
		out = append(out, event.Event{At: at.UTC(), Actor: actor, Why: why, Changes: []record.Change{record.New(seed.ID(at, c.ID, what), c.Subject, body)}})
	}
	if s.Chance(0.085) {
		on := working.OnOrAfter(r.Date.Add(30 + s.IntN(200)))
		team := life.FamilyTeams[s.IntN(len(life.FamilyTeams))]
		grade := func() string {
			return []string{"outstanding", "good", "requires_improvement", "inadequate"}[s.Weighted(6, 52, 36, 6)]
		}
		body := record.Audit{Kind: []string{"case", "dip_sample", "thematic"}[s.Weighted(70, 20, 10)], Planned: on.Add(3), Done: on, Auditor: p.staff.Manager(team, on), Team: r.Team, Grade: grade()}
		for _, q := range []string{"anti_racist_practice", "voice_of_child", "assessment", "planning", "management_oversight"} {
			body.Answers = append(body.Answers, record.AuditAnswer{Question: q, Grade: grade()})
		}
		add(on, body.Auditor, "Record an audit", "audit", body)
		out = append(out, p.moderated(out[len(out)-1], seed.Stream(c.ID, "moderation"))...)
	}
	if s.Chance(0.023) {
		received := working.OnOrAfter(r.Date.Add(20 + s.IntN(150)))
		closed := working.Add(received, 6+s.IntN(16))
		body := record.Complaint{Stage: "1", Received: received, By: []string{"parent", "child", "carer"}[s.Weighted(75, 12, 13)],
			Theme: []string{"communication", "conduct", "decision", "delay", "service"}[s.Weighted(34, 18, 22, 14, 12)], Team: r.Team, Closed: closed,
			Outcome: []string{"upheld", "partly_upheld", "not_upheld"}[s.Weighted(18, 37, 45)]}
		add(closed, "system:complaints", "Answer a complaint", "complaint", body)
	}
	return out
}
