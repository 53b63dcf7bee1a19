package summary

import (
	"regexp"
	"strings"
	"unicode"
)

// folded is a text for comparing quotations: lower case, one kind of quotation mark and dash, white space collapsed.
func folded(s string) string {
	s = strings.NewReplacer("’", "'", "‘", "'", "“", "\"", "”", "\"", "–", "-", "—", "-", "\u00a0", " ").Replace(s)
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}

// small are words that say nothing about what a sentence is about.
var small = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(`a about after again all also although am an and any are as at be because been before being below between both but by can could did do does doing down during each few for from further
		had has have having he her here hers him his how however i if in into is it its itself just may me might more most must my no nor not now of off on once only or other our out over own per same shall she should so some such than that the
		their them then there these they this those through to too under until up very via was we were what when where which while who whom why will with within would you your
		said say says told reported report noted asked explained added stated heard advised confirmed discussed members member commission committee panel council meeting item question questions answer officers officer chair
		new year years month number around roughly approximately nearly almost`) {
		out[w] = true
	}
	return out
}()

// stems are the words of a text that say what it is about, each cut to its stem.
func stems(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words(s) {
		if st := stem(w); st != "" {
			out[st] = true
		}
	}
	return out
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(folded(s), "'s", ""), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
}

// stem cuts the commonest endings off a word and keeps six letters; empty for a word that says nothing.
func stem(w string) string {
	w = strings.Trim(w, "'")
	if len(w) < 3 || small[w] {
		return ""
	}
	for _, end := range []string{"ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ed", "es", "s", "ly", "y", "e"} {
		if cut := strings.TrimSuffix(w, end); cut != w && len(cut) >= 4 {
			w = cut
			break
		}
	}
	if r := []rune(w); len(r) > 6 {
		w = string(r[:6])
	}
	return w
}

// shared counts the stems that two texts have in common.
func shared(a, b map[string]bool) int {
	n := 0
	for s := range a {
		if b[s] {
			n++
		}
	}
	return n
}

// sentence is one sentence of a summary with where it stands.
type sentence struct {
	text  string
	line  int
	start int // bytes from the start of the summary
}

var sentenceEnd = regexp.MustCompile(`[.!?]["”’)]*\s+["“‘(]?\p{Lu}`)

// sentencesOf splits a summary: lines first, then sentences. A stop after a title or an initial ends none.
func sentencesOf(text string) []sentence {
	var out []sentence
	at := 0
	for n, l := range strings.SplitAfter(text, "\n") {
		start := 0
		put := func(end int) {
			raw := l[start:end]
			s := strings.TrimSpace(raw)
			if s != "" {
				out = append(out, sentence{s, n + 1, at + start + strings.Index(raw, s)})
			}
			start = end
		}
		for _, m := range sentenceEnd.FindAllStringIndex(l, -1) {
			before := l[start:m[0]]
			if i := strings.LastIndexAny(before, " ("); titleBefore[strings.TrimSpace(before[i+1:])] {
				continue
			}
			end := m[0] + 1
			for end < m[1] && !unicode.IsSpace(rune(l[end])) {
				end++
			}
			put(end)
		}
		put(len(l))
		at += len(l)
	}
	return out
}

var titleBefore = map[string]bool{"Cllr": true, "Mr": true, "Mrs": true, "Ms": true, "Dr": true, "Rev": true, "Prof": true, "No": true, "para": true, "p": true, "vs": true}
