package casework

import (
	"slices"
	"strings"
	"unicode"
)

// Snippet is a line of a text with what was looked for in it.
type Snippet struct{ Before, Marked, After string }

// How many words a snippet has around what was found.
const (
	wordsBefore = 14
	wordsAfter  = 22
)

// Snippet is the place of a text where what was looked for stands: the longest phrase of it.
func (w Terms) Snippet(text string) Snippet {
	phrases := slices.Clone(w.phrases)
	slices.SortStableFunc(phrases, func(a, b []string) int { return len(b) - len(a) })
	typed := strings.Fields(text)
	type folded struct {
		word string
		of   int // the typed word that it is of
	}
	var all []folded
	for i, t := range typed {
		for _, f := range foldedWords(t) {
			all = append(all, folded{f, i})
		}
	}
	for _, p := range phrases {
		for at := 0; at+len(p) <= len(all); at++ {
			hit := true
			for i, one := range p {
				if all[at+i].word != one {
					hit = false
					break
				}
			}
			if hit {
				return cutOut(typed, all[at].of, all[at+len(p)-1].of+1)
			}
		}
	}
	return cutOut(typed, 0, 0) // the words are there in another shape: its beginning
}

// cutOut is the words from one to another, with some before and after. Signs at the ends of what is marked are not marked.
func cutOut(typed []string, from, to int) Snippet {
	start, end := max(0, from-wordsBefore), min(len(typed), to+wordsAfter)
	before, marked, after := strings.Join(typed[start:from], " "), strings.Join(typed[from:to], " "), strings.Join(typed[to:end], " ")
	if from > start {
		before += " "
	}
	if end > to && to > from {
		after = " " + after
	}
	if start > 0 {
		before = "… " + before
	}
	if end < len(typed) {
		after += " …"
	}
	sign := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }
	core := strings.TrimRightFunc(marked, sign)
	after, marked = marked[len(core):]+after, core
	core = strings.TrimLeftFunc(marked, sign)
	return Snippet{before + marked[:len(marked)-len(core)], core, after}
}
