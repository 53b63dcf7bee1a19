package match

import (
	"cmp"
	"slices"
	"strings"
)

// Piece is one thing that people are looked for by, a word or a date or a number, with every key that they may have because of it. The first is what it says
// when it is taken at its word; the others are worth no more.
type Piece []Weighed

// Names is the keys of the piece by which it is a word of a name.
func (p Piece) Names() Piece {
	return slices.DeleteFunc(slices.Clone(p), func(k Weighed) bool { return k.Kind != NameToken && k.Kind != Skeleton && k.Kind != NameForm })
}

// Sound is the key of the piece that the most spellings share: how it sounds, if that is a key of it, else its first.
func (p Piece) Sound() Piece {
	if i := slices.IndexFunc(p, func(k Weighed) bool { return k.Kind == Skeleton }); i >= 0 {
		return p[i : i+1]
	}
	return p[:1]
}

// Pieces are the pieces of a query, in the order in which they were typed. known are the words of anybody's names that share a gram with one of Typed.
func (q Query) Pieces(known []string) []Piece {
	typed := q.Typed()
	slips := near(typed, known)
	out := make([]Piece, 0, len(q.Words)+len(q.Parts))
	at := 0
	for i, w := range q.Words {
		var s keySet
		if i > 0 { // Abdul Rahman is also Abdulrahman
			joined := q.Words[i-1].Folded + w.Folded
			s.add(NameToken, joined)
			s.sounds(joined)
		}
		var slip []Weighed
		if at < len(typed) && typed[at].Folded == w.Folded {
			s.word(w.Folded)
			if !commonplace[w.Folded] {
				s.add(Place, w.Folded)
			}
			slip = slips[at]
			at++
		}
		out = append(out, pieceOf(Key{NameToken, w.Folded}, s, slip))
	}
	for _, p := range q.Parts {
		out = append(out, pieceOf(Key{}, p.keys(), nil))
	}
	return slices.DeleteFunc(out, func(p Piece) bool { return len(p) == 0 })
}

// Pieces are what somebody is like, for those who look for the same person under another record: each word of a name, the birth, and each of the other keys.
func (p Person) Pieces(known []string) []Piece {
	words := p.NameWords()
	slips := near(words, known)
	var out []Piece
	for i, w := range words {
		var s keySet
		s.word(w.Folded)
		out = append(out, pieceOf(Key{NameToken, w.Folded}, s, slips[i]))
	}
	var born keySet
	said := map[Key]bool{}
	for _, piece := range out {
		for _, k := range piece {
			said[k.Key] = true
		}
	}
	for _, k := range Keys(p) {
		switch {
		case k.Kind == Gram || said[k]:
		case k.Kind == DOB:
			born.add(DOB, k.Value)
			born.add(DOBSwapped, k.Value)
		case k.Kind == DOBSwapped || k.Kind == DOBYear:
			born.add(k.Kind, k.Value)
		default:
			out = append(out, Piece{{k, k.Kind.Worth()}})
		}
	}
	if len(born) > 0 {
		out = append(out, pieceOf(Key{}, born, nil))
	}
	return out
}

// pieceOf is a piece: what was typed first, then the keys by their worth, each once.
func pieceOf(typed Key, keys keySet, slips []Weighed) Piece {
	out := Piece(append(weigh(keys.sorted()), slips...))
	slices.SortStableFunc(out, func(a, b Weighed) int {
		if first := cmp.Compare(boolInt(b.Key == typed), boolInt(a.Key == typed)); first != 0 {
			return first
		}
		return cmp.Or(cmp.Compare(b.Worth, a.Worth), strings.Compare(string(a.Kind), string(b.Kind)))
	})
	seen := map[Key]bool{}
	return slices.DeleteFunc(out, func(k Weighed) bool {
		again := seen[k.Key]
		seen[k.Key] = true
		return again
	})
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
