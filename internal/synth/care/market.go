package care

import (
	"strconv"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
)

// Provider is somebody registered with Ofsted who looks after children: a fostering or adoption agency, or a setting with an address of its own.
type Provider struct {
	URN      string
	Name     string
	Kind     string   // what Ofsted calls it
	Places   []string // PLACE codes that it may provide
	Code     string   // PLACE_PROVIDER
	Postcode string   // of the office, or of the setting

	ring ring
}

var (
	fostering = []string{"U1", "U2", "U3", "U4", "U5", "U6", "A3", "A4", "A5", "A6"}
	adoptive  = []string{"A3", "A4", "A5", "A6"}
)

// family is a part of the market: how many providers of one kind there are in each ring.
type family struct {
	name   string
	kind   string
	places []string
	code   string
	urn    int
	count  [4]int // by ring
}

var families = []family{
	{"Fostering Service", "Local authority fostering agency", fostering, "PR1", 9000100, [4]int{1, 0, 0, 0}},
	{"Foster Care", "Independent fostering agency", fostering, "PR4", 9000200, [4]int{0, 5, 2, 1}},
	{"Family Trust", "Independent fostering agency", fostering, "PR5", 9000300, [4]int{0, 2, 1, 0}},
	{"Adoption Society", "Voluntary adoption agency", adoptive, "PR5", 9000400, [4]int{0, 2, 1, 0}},
	{"House", "Children's home", []string{"K2"}, "PR1", 9000500, [4]int{2, 0, 0, 0}},
	{"Lodge", "Children's home", []string{"K2"}, "PR4", 9000600, [4]int{2, 9, 8, 11}},
	{"Court", "Children's home", []string{"K2"}, "PR5", 9000700, [4]int{0, 1, 1, 1}},
	{"Secure Centre", "Secure children's home", []string{"K1"}, "PR2", 9000800, [4]int{0, 0, 0, 2}},
	{"Supported Living", "Supported accommodation", []string{"K3"}, "PR1", 9000900, [4]int{1, 0, 0, 0}},
	{"Pathways", "Supported accommodation", []string{"K3"}, "PR4", 9001000, [4]int{5, 9, 2, 1}},
	{"Foyer", "Supported accommodation", []string{"K3"}, "PR5", 9001100, [4]int{1, 2, 0, 0}},
	{"School", "Residential special school", []string{"S1"}, "PR4", 9001200, [4]int{0, 0, 2, 3}},
	{"Family Centre", "Residential family centre", []string{"R3"}, "PR4", 9001300, [4]int{0, 2, 1, 0}},
	{"Parent and Child Unit", "Residential family centre", []string{"R3"}, "PR5", 9001400, [4]int{0, 1, 0, 0}},
}

var trees = [...]string{"Alder", "Ash", "Aspen", "Beech", "Birch", "Cedar", "Cherry", "Chestnut", "Cypress", "Elder", "Elm", "Hazel", "Hawthorn",
	"Holly", "Hornbeam", "Juniper", "Larch", "Laurel", "Lime", "Linden", "Maple", "Medlar", "Mulberry", "Oak", "Pear", "Pine", "Plane", "Poplar",
	"Rowan", "Sorrel", "Spruce", "Walnut", "Willow", "Yew"}

// Market lists the providers of the synthetic country. It is the same whatever the seed. None of them exists.
func Market() []Provider {
	var out []Provider
	for f, fam := range families {
		n := 0
		for r, count := range fam.count {
			for range count {
				a := areas[r][(f+n)%len(areas[r])]
				out = append(out, Provider{
					URN: strconv.Itoa(fam.urn + n), Name: trees[(5*f+n)%len(trees)] + " " + fam.name, Kind: fam.kind, Places: fam.places, Code: fam.code,
					Postcode: a.postcode(211*f + 53*n), ring: ring(r),
				})
				n++
			}
		}
	}
	return out
}

// market is the providers by family's name, as placements look for them.
var market = func() map[string][]Provider {
	out := map[string][]Provider{}
	all := Market()
	for _, fam := range families {
		n := 0
		for _, c := range fam.count {
			n += c
		}
		out[fam.name], all = all[:n], all[n:]
	}
	return out
}()

// supportedSince is the day since which supported accommodation is K3 in the return; before it was H5, which nobody registered.
var supportedSince = day.New(2023, 4, 1)

// setting is where a child is put: what a placement record says of it but for its dates.
type setting struct {
	place, provider, urn, postcode string
}

// choose draws a setting for a type of placement. home is where the child's family lives; carers is the stream that picks the carer, so that
// brothers and sisters who share it come to one carer.
func choose(s, carers *draw.Stream, place, home string, on day.Day) setting {
	at := func(name string, weights ...float64) setting { // a setting with an address
		list := market[name]
		ways := make([]float64, len(list))
		for i, p := range list {
			ways[i] = weights[p.ring]
		}
		p := list[s.Weighted(ways...)]
		return setting{place, p.Code, p.URN, p.Postcode}
	}
	switch place {
	case "U1", "U2", "U3": // relatives and friends, assessed by the council
		return foster(carers, "Fostering Service", place, home, kinRings)
	case "U4", "U5", "U6":
		return foster(carers, []string{"Fostering Service", "Foster Care", "Family Trust"}[carers.Weighted(fosterBy...)], place, home, fosterRings)
	case "A5", "A6", "A3", "A4":
		return foster(carers, []string{"Fostering Service", "Adoption Society"}[carers.Weighted(0.7, 0.3)], place, home, adopterRings)
	case "K2":
		return at([]string{"House", "Lodge", "Court"}[s.Weighted(homeBy...)], homeRings...)
	case "K3":
		if on.Before(supportedSince) {
			p := at("Pathways", supportedRings...)
			return setting{"H5", "PR4", record.NoURN, p.postcode}
		}
		return at([]string{"Supported Living", "Pathways", "Foyer"}[s.Weighted(supportedBy...)], supportedRings...)
	case "K1":
		return at("Secure Centre", 1, 1, 1, 1)
	case "S1":
		return at("School", 1, 1, 1, 1)
	case "R3":
		return at([]string{"Family Centre", "Parent and Child Unit"}[s.Weighted(0.7, 0.3)], 1, 1, 1, 1)
	case "P1":
		return setting{place: place, provider: "PR0", postcode: home}
	case "R2": // a ward of the health service
		return setting{place: place, provider: "PR3", postcode: areas[near][2].postcode(77)}
	case "R1": // a residential care home, which Ofsted does not inspect
		n := s.IntN(12)
		r := []ring{near, region}[n%2]
		return setting{place: place, provider: []string{"PR4", "PR5"}[n/9], postcode: areas[r][n/2].postcode(900 + n)}
	case "R5": // a young offender institution
		return setting{place: place, provider: "PR3", postcode: areas[far][0].postcode(1711)}
	case "T1":
		return setting{place: place, postcode: areas[inside][3].postcode(1234)}
	}
	panic("synth: no provider of placement type " + place)
}

// foster draws a household of an agency.
func foster(s *draw.Stream, agency, place, home string, rings []float64) setting {
	p := draw.Pick(s, market[agency])
	a := draw.Pick(s, areas[ring(s.Weighted(rings...))])
	n := s.IntN(homes)
	return setting{place, p.Code, p.URN, otherThan(a.postcode(n), home, a, n)}
}
