package match

import (
	"cmp"
	"slices"
	"strings"
)

// pairing is a typed word and a recorded one that may be the same.
type pairing struct {
	value float64
	how   how
	typed *Word
	name  *nameWord
	bits  uint32 // which typed words
	joins bool
}

// words pairs the typed words with the words of names, the most alike first, each used once; what is left may be part of an address.
func (s *scoring) words(q Query, c Candidate) {
	var pairs []pairing
	try := func(w *Word, bits uint32, joined bool) {
		for i := range c.words {
			if v, h := alike(w, &c.words[i].Word); v > 0 && (!joined || v >= 0.88) {
				pairs = append(pairs, pairing{v, h, w, &c.words[i], bits, joined})
			}
		}
		for i := range c.joined {
			if v, h := alike(w, &c.joined[i].Word); v >= 0.88 {
				pairs = append(pairs, pairing{v, h, w, &c.joined[i], bits, true})
			}
		}
	}
	for i := range q.Words {
		try(&q.Words[i], 1<<i, false)
		if i > 0 && i < maxWords {
			w := join2(q.Words[i-1], q.Words[i])
			try(&w, 3<<(i-1), true)
		}
	}
	slices.SortStableFunc(pairs, func(a, b pairing) int {
		return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(rank(a), rank(b)))
	})
	var typed uint32
	var taken uint64
	var chosen []pairing
	for _, p := range pairs {
		if typed&p.bits != 0 || taken&p.name.bits != 0 {
			continue
		}
		if p.value < 0.88 && s.place(p.typed, p.bits, c, &typed) {
			continue
		}
		typed |= p.bits
		taken |= p.name.bits
		chosen = append(chosen, p)
	}
	slices.SortFunc(chosen, func(a, b pairing) int { return cmp.Compare(a.bits, b.bits) })
	for _, p := range chosen {
		value := p.value
		if p.name.use != Current {
			value *= 0.98
		} else {
			s.used += ones(p.name.bits)
		}
		for i, w := range q.Words {
			if p.bits>>i&1 == 1 {
				s.count(value, w.weight())
			}
		}
		s.because(Identity, "name_"+p.how.code(), p.text())
	}
	for i := range q.Words {
		if typed>>i&1 == 0 && !s.place(&q.Words[i], 1<<i, c, &typed) && !commonplace[q.Words[i].Folded] {
			s.count(0, q.Words[i].weight())
		}
	}
	if !q.Comma && turned(chosen) {
		s.because(Identity, "name_swapped", "given and family names the other way round")
	}
}

// place says whether a word is part of an address of the candidate, and counts it.
func (s *scoring) place(w *Word, bits uint32, c Candidate, typed *uint32) bool {
	if ones(uint64(bits)) > 1 || len(w.Folded) < 3 {
		return false
	}
	for _, p := range c.places {
		near := len(w.Folded) >= 5 && len(p) >= 5 && Edits(w.Folded, p) == 1
		if p == w.Folded || near || len(w.Folded) >= 4 && strings.HasPrefix(p, w.Folded) {
			s.count(0.95, w.weight())
			s.because(Location, "address", "part of the address")
			*typed |= bits
			return true
		}
	}
	return false
}

func (w Word) weight() float64 {
	if w.short || len(w.Folded) == 1 {
		return shortWeight
	}
	return wordWeight
}

// rank orders pairs of equal likeness: single words before joined ones, current names before aliases and former ones.
func rank(p pairing) int {
	r := map[Use]int{Current: 0, Alias: 1, Former: 2}[p.name.use]
	if p.joins {
		r += 3
	}
	return r
}

// turned says whether every typed family name of a pair or more stands before every given name.
func turned(chosen []pairing) bool {
	given, family := 0, 0
	for _, p := range chosen {
		switch {
		case p.typed.short || p.name.use != Current:
		case p.name.family && given > 0:
			return false
		case p.name.family:
			family++
		default:
			given++
		}
	}
	return given > 0 && family > 0
}

func (p pairing) text() string {
	what := "given name"
	switch {
	case p.name.use == Former:
		what = "former name"
	case p.name.use == Alias:
		what = "also known as"
	case p.name.family:
		what = "family name"
	}
	both := ": " + p.typed.Typed + " ~ " + p.name.Typed
	switch p.how {
	case same:
		if p.joins {
			return what + " written apart or as one" + both
		}
		return what + ": " + p.name.Typed
	case form:
		return what + ", short or other form" + both
	case beginning:
		return what + ", its beginning" + both
	case initial:
		return what + ", its initial" + both
	}
	return what + " spelt differently" + both
}

func (h how) code() string { return [...]string{"", "same", "form", "spelt", "start", "initial"}[h] }

func ones(b uint64) (n int) {
	for ; b != 0; b &= b - 1 {
		n++
	}
	return n
}
