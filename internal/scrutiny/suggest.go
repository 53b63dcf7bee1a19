package scrutiny

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"throughline/internal/measure"
)

// plainWords are words that say nothing about what a text is about.
var plainWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`a about after all also an and any are as at be been being by can could do does for from further had has have how i if in into is it its
		may more most much new no not of on or other our out over per service services set should so some such than that the their them there these they this those to under up was we
		were what when where whether which who why will with within would you your children child council local authority commission officers social care number rate year years update help
		information members work working`) {
		m[w] = true
	}
	return m
}()

// keywords are the words of a text that say what it is about, in one form for singular and plural.
func keywords(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		w = stem(w)
		if len(w) > 2 && !plainWords[w] {
			out[w] = true
		}
	}
	return out
}

// stem takes the commonest endings off: enough for "referrals" and "referral", "placed" and "placement" to meet.
func stem(w string) string {
	if plainWords[w] {
		return w
	}
	for _, end := range []string{"ments", "ment", "ings", "ing", "ies", "ed", "es", "s"} {
		if s := strings.TrimSuffix(w, end); s != w && len(s) > 3 {
			return s
		}
	}
	return w
}

// measureWords are the keywords of each definition, and in how many definitions each occurs.
var measureWords = sync.OnceValue(func() (x struct {
	of   []map[string]bool
	defs []measure.Definition
	in   map[string]int
}) {
	x.in = map[string]int{}
	for _, d := range measure.Standard().All() {
		ks := keywords(d.Title + " " + d.Title + " " + d.Plain + " " + d.Area)
		x.of, x.defs = append(x.of, ks), append(x.defs, d)
		for k := range ks {
			x.in[k]++
		}
	}
	return x
})

// Suggest proposes measures that a question may be about: those whose definitions share the rarest words with it, best first, at most n. It proposes; a person chooses.
func Suggest(question string, n int) []measure.Definition {
	x := measureWords()
	asked := keywords(question)
	type hit struct {
		i     int
		score float64
	}
	var hits []hit
	for i, ks := range x.of {
		score := 0.0
		for k := range asked {
			if ks[k] {
				score += math.Log(float64(len(x.defs)) / float64(x.in[k]))
			}
		}
		if score > 3 {
			hits = append(hits, hit{i, score / math.Sqrt(float64(len(ks))+4)})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	var out []measure.Definition
	for _, h := range hits[:min(n, len(hits))] {
		out = append(out, x.defs[h.i])
	}
	return out
}
