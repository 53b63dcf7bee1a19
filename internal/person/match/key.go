package match

import (
	"slices"
	"strings"
)

// Key is one row of the search table beside its person, or one row to look up.
type Key struct {
	Kind  Kind
	Value string
}

// Kind is the sort of a key, as it stands in the table.
type Kind string

// The kinds of key.
const (
	Gram       Kind = "tri"      // three letters of a name word, a blank, and the word: see Grams
	NameToken  Kind = "name"     // a folded name word, or two neighbours written as one
	Skeleton   Kind = "skel"     // how a name word sounds
	NameForm   Kind = "form"     // the full name that a short or other form stands for
	DOB        Kind = "dob"      // date of birth, or expected date
	DOBSwapped Kind = "dob_swap" // the same with day and month swapped
	DOBYear    Kind = "dob_year"
	UPNKey     Kind = "upn"
	NHSKey     Kind = "nhs"
	LocalKey   Kind = "local"
	FormerKey  Kind = "former_id" // former UPNs too
	Postcode   Kind = "postcode"  // without the blank
	Outward    Kind = "outward"
	Place      Kind = "address" // a folded address word or house number
	PhoneKey   Kind = "phone"
)

// Worth is how much a shared key counts in the first cut: add up the worths of a person's keys that a query shares, and rank
// the people with the highest sums by Score. A year or a part of an address alone finds too many to be worth more.
func (k Kind) Worth() int {
	switch k {
	case UPNKey, NHSKey, LocalKey, FormerKey:
		return 40
	case DOB, PhoneKey, Postcode:
		return 12
	case NameToken, DOBSwapped:
		return 8
	case Skeleton, NameForm:
		return 5
	case Place:
		return 3
	case Outward, DOBYear:
		return 2
	}
	return 1
}

// keySet gathers keys; the answer is sorted and holds none twice.
type keySet []Key

func (s *keySet) add(kind Kind, value string) {
	if value != "" {
		*s = append(*s, Key{kind, value})
	}
}

func (s keySet) sorted() []Key {
	if len(s) == 0 {
		return nil
	}
	slices.SortFunc(s, func(a, b Key) int {
		if a.Kind != b.Kind {
			return strings.Compare(string(a.Kind), string(b.Kind))
		}
		return strings.Compare(a.Value, b.Value)
	})
	return slices.Compact(s)
}

// word adds the keys of one folded name word, other than its grams.
func (s *keySet) word(w string) {
	s.add(NameToken, w)
	s.sounds(w)
}

func (s *keySet) sounds(w string) {
	for _, sk := range Skeletons(w) {
		if len(sk) >= 2 {
			s.add(Skeleton, sk)
		}
	}
	s.add(NameForm, w)
	for _, f := range Forms(w) {
		s.add(NameForm, f)
	}
}

// Keys is the search keys of a person: sorted, none twice, the same for the same person. They follow from Fold, Skeletons and forms.txt:
// rebuild the table when those change.
func Keys(p Person) []Key {
	s := make(keySet, 0, 64)
	for _, n := range p.Names {
		for _, part := range [][]string{Words(n.Given), Words(n.Family)} {
			for i, w := range part {
				s.word(w)
				for _, g := range Grams(w) {
					s.add(Gram, g+" "+w)
				}
				if i > 0 { // Abdul Rahman is also Abdulrahman
					joined := part[i-1] + w
					s.add(NameToken, joined)
					s.sounds(joined)
				}
			}
		}
	}
	born := p.Born
	if born.IsZero() {
		born = p.Expected
	}
	if !born.IsZero() {
		s.add(DOB, born.String())
		if swapped := swap(born); !swapped.IsZero() {
			s.add(DOBSwapped, swapped.String())
		}
		s.add(DOBYear, born.String()[:4])
	}
	for _, id := range p.IDs {
		s.id(id)
	}
	for _, a := range p.Addresses {
		if a.Confidential {
			continue
		}
		if pc := postcodeOf(a); pc != "" {
			s.add(Postcode, pc)
			s.add(Outward, outwardOf(pc))
		}
		for _, w := range addressWords(a.Lines) {
			s.add(Place, w)
		}
	}
	for _, ph := range p.Phones {
		if !ph.Confidential {
			s.add(PhoneKey, phoneDigits(ph.Number))
		}
	}
	return s.sorted()
}

func (s *keySet) id(id ID) {
	kind := map[IDType]Kind{UPN: UPNKey, NHS: NHSKey, Local: LocalKey, FormerUPN: FormerKey, FormerID: FormerKey}[id.Type]
	if kind == "" {
		return
	}
	for _, v := range idSpellings(id.Value) {
		s.add(kind, v)
	}
}

// idSpellings is an identifier as it is compared: capitals, no blanks or signs, and without leading zeros when it is a number.
func idSpellings(s string) []string {
	c := compact(s)
	out := []string{c}
	if t := strings.TrimLeft(c, "0"); t != c && t != "" && strings.Trim(t, "0123456789") == "" {
		out = append(out, t)
	}
	return out
}

// addressWords is the folded words of an address that tell it from others.
func addressWords(lines string) []string {
	lines = postcodeInRow.ReplaceAllString(lines, " ")
	return slices.DeleteFunc(Words(lines), func(w string) bool {
		return commonplace[w] || len(w) == 1 && (w[0] < '0' || w[0] > '9')
	})
}

// commonplace words stand in too many addresses to find any.
var commonplace = map[string]bool{
	"road": true, "rd": true, "street": true, "st": true, "avenue": true, "ave": true, "lane": true, "ln": true, "close": true, "drive": true, "dr": true,
	"court": true, "ct": true, "flat": true, "house": true, "the": true, "apartment": true, "apt": true, "room": true, "unit": true, "floor": true,
	"block": true, "estate": true, "place": true, "gardens": true, "way": true, "terrace": true, "crescent": true, "of": true, "and": true, "london": true,
}

// phoneDigits is a phone number as it is compared: national, digits only.
func phoneDigits(s string) string {
	d := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	switch {
	case strings.HasPrefix(d, "0044"):
		d = d[4:]
	case strings.HasPrefix(strings.TrimSpace(s), "+44"):
		d = d[2:]
	default:
		return d
	}
	return "0" + strings.TrimPrefix(d, "0") // +44 (0)20 …
}
