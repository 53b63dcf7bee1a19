package match

import (
	"strings"

	"throughline/internal/day"
)

// Candidate is a person made ready to be scored against many queries.
type Candidate struct {
	words     []nameWord
	joined    []nameWord // two neighbours as one
	current   int        // how many words the current names have
	born      day.Day
	unborn    bool // born is the expected date
	ids       []ID // Value as compared
	postcodes []string
	places    []string
	phones    []string
}

// nameWord is one word of a name of a candidate.
type nameWord struct {
	Word
	use    Use
	family bool
	bits   uint64 // which words it takes
}

// maxNameWords bounds the name words of a candidate that are compared; a person with more has them in no register.
const maxNameWords = 60

// Prepare makes a person ready for Score.
func Prepare(p Person) Candidate {
	c := Candidate{born: p.Born, places: []string{}}
	if p.Unborn() {
		c.born, c.unborn = p.Expected, true
	}
	for _, use := range []Use{Current, Alias, Former} { // the current name explains a hit before a former one does
		for _, n := range p.Names {
			if n.Use == use || use == Current && n.Use == "" {
				c.name(n.Given, use, false)
				c.name(n.Family, use, true)
			}
		}
	}
	for _, id := range p.IDs {
		for _, v := range idSpellings(id.Value) {
			c.ids = append(c.ids, ID{Type: id.Type, Value: v, System: id.System})
		}
	}
	for _, a := range p.Addresses {
		if a.Confidential {
			continue
		}
		if pc := postcodeOf(a); pc != "" {
			c.postcodes = append(c.postcodes, pc)
		}
		c.places = append(c.places, addressWords(a.Lines)...)
	}
	for _, ph := range p.Phones {
		if d := phoneDigits(ph.Number); d != "" && !ph.Confidential {
			c.phones = append(c.phones, d)
		}
	}
	return c
}

func (c *Candidate) name(typed string, use Use, family bool) {
	part := words(typed)
	last := -1 // where the word before stands, when it was added
	for i, w := range part {
		if use == Current {
			c.current++
		}
		if len(c.words) == maxNameWords {
			return
		}
		known := -1
		for j, o := range c.words {
			if o.Folded == w.Folded && o.family == family {
				known = j
				break
			}
		}
		at := known
		if known < 0 {
			at = len(c.words)
			c.words = append(c.words, nameWord{w, use, family, 1 << at})
		}
		if i > 0 && last != at && (known < 0 || c.words[last].use == use) {
			before := c.words[last]
			c.joined = append(c.joined, nameWord{join2(before.Word, c.words[at].Word), use, family, before.bits | c.words[at].bits})
		}
		last = at
	}
}

// join2 is two words written as one.
func join2(a, b Word) Word {
	folded := a.Folded + b.Folded
	return Word{Folded: folded, Typed: strings.TrimSpace(a.Typed + " " + b.Typed), sounds: Skeletons(folded), forms: Forms(folded), abjad: a.abjad || b.abjad}
}
