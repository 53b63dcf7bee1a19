package match

import (
	"cmp"
	"slices"
	"strings"

	"throughline/internal/day"
)

// Found is the score from which a candidate is a hit.
const Found = 0.6

// Reason is one reason for a hit or a warning, in words for people.
type Reason struct {
	Code  string `json:"code"`
	Text  string `json:"text"`
	Class Class  `json:"class"` // a reader who may not see this class must not be shown the reason, nor the hit when it has no other
}

// Class is the field class that a reason tells something of.
type Class string

// The field classes of reasons.
const (
	Identity Class = "identity"
	Location Class = "address"
	Contact  Class = "contact"
)

// weights of what a query has.
const (
	wordWeight    = 1.0
	shortWeight   = 0.3 // a particle or an initial
	dateWeight    = 1.5
	idWeight      = 3.0
	phoneWeight   = 1.5
	codeWeight    = 1.2 // a full postcode
	outwardWeight = 0.6
	smallWeight   = 0.7 // a house number, a year, a short number that fits nothing
)

// Score says how well a candidate fits a query, 0 to 1, and why. Everything typed counts: a word that fits nothing lowers the score.
// An identifier that fits makes a hit of at least 0.9 whatever else was typed.
func Score(q Query, c Candidate) (float64, []Reason) {
	s := scoring{}
	s.words(q, c)
	for _, p := range q.Parts {
		s.part(p, c)
	}
	if s.weight == 0 {
		return 0, nil
	}
	score := s.sum / s.weight
	if spare := c.current - s.used; spare > 0 && len(q.Words) > 0 {
		score *= 1 - 0.01*float64(min(spare, 4)) // of two full fits the one with fewer names besides comes first
	}
	if s.identified {
		score = max(score, 0.9)
	}
	return score, s.why
}

type scoring struct {
	sum, weight float64
	used        int // words of current names that were typed
	identified  bool
	why         []Reason
}

func (s *scoring) count(value, weight float64) {
	s.sum += value * weight
	s.weight += weight
}

func (s *scoring) because(class Class, code, text string) {
	r := Reason{code, text, class}
	if !slices.Contains(s.why, r) {
		s.why = append(s.why, r)
	}
}

// part counts the best of what a part may be.
func (s *scoring) part(p Part, c Candidate) {
	for _, id := range c.ids {
		if p.Number != "" && slices.Contains(idSpellings(p.Number), id.Value) {
			s.identified = true
			s.count(1, idWeight)
			s.because(Identity, "id_"+string(id.Type), idNames[id.Type])
			return
		}
	}
	switch {
	case len(p.Dates) > 0:
		best, code, text := 0.0, "", ""
		for _, d := range p.Dates {
			if v, cd, t := compareDates(d, c.born, c.unborn); v > best {
				best, code, text = v, cd, t
			}
		}
		s.count(best, dateWeight)
		if best > 0 {
			s.because(Identity, code, text)
		}
	case p.Phone != "":
		s.either(slices.Contains(c.phones, p.Phone), phoneWeight, Contact, "phone", "phone number")
	case p.Postcode != "":
		near := slices.ContainsFunc(c.postcodes, func(o string) bool { return Edits(o, p.Postcode) == 1 })
		if !slices.Contains(c.postcodes, p.Postcode) && near {
			s.count(0.7, codeWeight)
			s.because(Location, "postcode_near", "postcode, one character different")
			return
		}
		s.either(slices.Contains(c.postcodes, p.Postcode), codeWeight, Location, "postcode", "postcode")
	case p.Year != "" && !c.born.IsZero() && c.born.String()[:4] == p.Year:
		s.either(true, smallWeight, Identity, "dob_year", "year of birth")
	case slices.ContainsFunc(p.Houses, func(h string) bool { return slices.Contains(c.places, h) }):
		s.either(true, smallWeight, Location, "address", "part of the address")
	case p.Outward != "":
		start := cmp.Or(p.Sector, p.Outward)
		fits := slices.ContainsFunc(c.postcodes, func(o string) bool {
			return outwardOf(o) == p.Outward && strings.HasPrefix(o, start)
		})
		s.either(fits, outwardWeight, Location, "postcode_part", "part of the postcode")
	case len(p.Number) >= 6:
		s.count(0, idWeight)
	default:
		s.count(0, smallWeight)
	}
}

func (s *scoring) either(fits bool, weight float64, class Class, code, text string) {
	if !fits {
		s.count(0, weight)
		return
	}
	s.count(1, weight)
	s.because(class, code, text)
}

var idNames = map[IDType]string{UPN: "UPN", FormerUPN: "former UPN", NHS: "NHS number", Local: "local id", FormerID: "former id"}

// compareDates is how near a typed date is to a recorded one.
func compareDates(d, born day.Day, unborn bool) (value float64, code, text string) {
	if born.IsZero() || d.IsZero() {
		return 0, "", ""
	}
	what := "date of birth"
	if unborn {
		what = "expected date of birth"
	}
	if d == born {
		return 1, "dob", what
	}
	if swap(born) == d {
		return 0.9, "dob_swapped", strings.Replace(what, "date of birth", "day and month of birth", 1) + " swapped"
	}
	if unborn {
		if gap := d.Sub(born); gap >= -42 && gap <= 42 {
			return 0.7, "dob_near", what + ", within six weeks"
		}
	}
	y, m, dd := d.Date()
	by, bm, bd := born.Date()
	switch {
	case y == by && m == bm:
		return 0.65, "dob_near", what + ", another day of the month"
	case y == by && dd == bd:
		return 0.65, "dob_near", what + ", another month"
	case m == bm && dd == bd && Edits(born.String()[:4], d.String()[:4]) == 1:
		return 0.65, "dob_near", what + ", another year"
	case y == by:
		return 0.3, "dob_year", "year of birth"
	}
	return 0, "", ""
}
