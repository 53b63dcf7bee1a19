package person

import (
	"fmt"
	"slices"
	"strings"

	"throughline/internal/db"
	"throughline/internal/person/match"
)

// sharingGrams is the words of anybody's names that share a gram with a typed word. A borough of 30,000 people has some 10,000 different words: the
// index is read in leaps from one to the next, so that a name that a thousand people have costs as much as one that a single person has.
func sharingGrams(t *db.Tx, typed []match.Word) ([]string, error) {
	var grams []string
	for _, w := range typed {
		grams = append(grams, match.Telling(match.Grams(w.Folded))...)
	}
	slices.Sort(grams)
	grams = slices.Compact(grams)
	if len(grams) == 0 {
		return nil, nil
	}
	grams = grams[:min(len(grams), mostGrams)]
	room := roomFor(len(grams), mostGrams)
	args := make([]any, 0, 2*room)
	for i := range room {
		if i < len(grams) {
			args = append(args, grams[i]+" ", grams[i]+"!") // "!" is what follows a blank
		} else {
			args = append(args, "", "")
		}
	}
	found, err := db.Column[string](t, gramQueries[room], args...)
	words := make([]string, 0, len(found))
	for _, value := range found {
		_, word, _ := strings.Cut(value, " ")
		words = append(words, word)
	}
	slices.Sort(words)
	return slices.Compact(words), err
}

// roomFor is how many places a query has for so many values: one of a few sizes, so that its text stays prepared.
func roomFor(n, most int) int {
	for _, size := range []int{24, 48} {
		if n <= size {
			return size
		}
	}
	return most
}

// gramQueries are the texts by how many grams they have place for.
var gramQueries = func() map[int]string {
	out := map[int]string{}
	for _, room := range []int{24, 48, mostGrams} {
		out[room] = "with recursive v (low, high) as (values " + places(room, "text", "text") + `), w (low, high, value) as (
			select low, high, (select min(k.value) from search_key k where k.kind = 'tri' and k.value >= v.low and k.value < v.high) from v where low <> ''
			union all
			select low, high, (select min(k.value) from search_key k where k.kind = 'tri' and k.value > w.value and k.value < w.high) from w where value is not null)
			select value from w where value is not null`
	}
	return out
}()

// places is rows of typed placeholders: (cast($1 as text), cast($2 as text)), …
func places(rows int, types ...string) string { return placesFrom(0, rows, types...) }

// placesFrom is places after so many others.
func placesFrom(before, rows int, types ...string) string {
	all := make([]string, rows)
	for i := range all {
		cells := make([]string, len(types))
		for j, t := range types {
			cells[j] = fmt.Sprintf("cast($%d as %s)", before+len(types)*i+j+1, t)
		}
		all[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	return strings.Join(all, ", ")
}

// The kinds of key that tell more than who somebody is.
var (
	placeKinds = []match.Kind{match.Postcode, match.Outward, match.Place}
	phoneKinds = []match.Kind{match.PhoneKey}
)
