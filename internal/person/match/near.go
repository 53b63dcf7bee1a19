package match

import (
	"cmp"
	"slices"
	"strings"
)

// Weighed is a key to look up, and how much it counts for a person who has it.
type Weighed struct {
	Key
	Worth int
}

// Grams is the runs of three letters of a folded name word, which starts and ends with "_"; the first and the last letter of a word of up to
// four letters count besides, because one slip may leave nothing else of it. A word and the same word with one slip share a gram.
func Grams(w string) []string {
	if w == "" {
		return nil
	}
	r := []rune(w)
	if len(r) > maxRunes {
		r = r[:maxRunes]
	}
	padded := slices.Concat([]rune{'_'}, r, []rune{'_'})
	var out []string
	for i := range len(padded) - 2 {
		out = append(out, string(padded[i:i+3]))
	}
	if len(r) <= 4 {
		out = append(out, "__"+string(r[0]), string(r[len(r)-1])+"__")
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// tellingGrams is how many grams of a word are looked up. A letter that is wrong spoils three, two that changed places four: one is left after any slip.
const tellingGrams = 5

// commonLetters are letters by how often they stand in names, the commonest first.
const commonLetters = "_aeinrolshmtdyukbcgjfzpwvqx"

// Telling is the grams by which other spellings of one word are looked for: those of the rarer letters, because few names share them.
func Telling(grams []string) []string {
	if len(grams) <= tellingGrams {
		return grams
	}
	rarity := func(g string) (n int) {
		for _, r := range g {
			if i := strings.IndexRune(commonLetters, r); i >= 0 {
				n += i
			} else {
				n += len(commonLetters)
			}
		}
		return n
	}
	out := slices.Clone(grams)
	slices.SortStableFunc(out, func(a, b string) int { return rarity(b) - rarity(a) })
	return out[:tellingGrams]
}

// mostNear is how many other spellings of one word are looked for: enough for every slip that people make, and few enough to stay quick.
const mostNear = 12

// near is the keys of the known words that each of the typed ones may be a slip of, the most alike first. known are the words that share a gram with a
// typed one; each comes from somebody's name. What is typed as it is known is found by the keys of the word itself.
func near(typed []Word, known []string) [][]Weighed {
	type other struct {
		word  string
		value float64
	}
	out := make([][]Weighed, len(typed))
	names := make([]Word, len(known))
	for i, w := range known {
		names[i] = Word{Folded: w, Typed: w}
	}
	for i := range typed {
		q := &typed[i]
		if len(q.Folded) == 1 && len(typed) > 1 {
			continue // an initial beside a name
		}
		var found []other
		for j := range names {
			if v, _ := alike(q, &names[j]); v > 0 && v < 1 {
				found = append(found, other{names[j].Folded, v})
			}
		}
		slices.SortFunc(found, func(a, b other) int { return cmp.Or(cmp.Compare(b.value, a.value), strings.Compare(a.word, b.word)) })
		for _, f := range found[:min(len(found), mostNear)] {
			out[i] = append(out[i], Weighed{Key{NameToken, f.word}, int(f.value * nearWorth)})
		}
	}
	return out
}

// nearWorth is what a word counts that is as near as can be to the one that was typed: less than the name, the sound and the form of one that is
// spelt the same.
const nearWorth = 7.5

// weigh gives keys with the worths of their kinds.
func weigh(keys []Key) []Weighed {
	out := make([]Weighed, len(keys))
	for i, k := range keys {
		out[i] = Weighed{k, k.Kind.Worth()}
	}
	return out
}

// Typed is the words of a query that may be slips of name words.
func (q Query) Typed() []Word {
	onlyShort := !slices.ContainsFunc(q.Words, func(w Word) bool { return !w.short })
	return slices.DeleteFunc(slices.Clone(q.Words), func(w Word) bool { return w.short && !onlyShort })
}

// NameWords is the words of all the names of a person.
func (p Person) NameWords() []Word {
	var out []Word
	for _, n := range p.Names {
		out = append(out, words(n.Given+" "+n.Family)...)
	}
	return out
}
