package scrutiny

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/measure"
	"throughline/internal/record"
)

// Mention is a number in an answer and the words around it.
type Mention struct{ Number, Around string }

var (
	digits = regexp.MustCompile(`\d+(?:,\d{3})*(?:\.\d+)?`)
	// What looks like a number and counts nothing: years, dates, times of day, the ids of measures and paragraphs.
	notCounts = regexp.MustCompile(`(?i)\b(?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?\b` +
		`|\b\d{1,2}(?:st|nd|rd|th)?(?: and \d{1,2})? (?-i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b(?: (?:19|20)\d\d)?` +
		`|\b\d{1,2}[.:]\d\d ?(?:am|pm)\b|\b\d{1,2} ?(?:am|pm)\b|\b[A-Z]+-?\d+\w*\b|\bparagraphs? \d+(?:\.\d+)*`)
	// A small count spelled out, with what it counts close behind.
	spelled = regexp.MustCompile(`(?i)\b(one|two|three|four|five)\b(?: \w+)? (?:child|children|assessments?|referrals?|famil(?:y|ies)|young people|young person|cases?)\b`)
)

var words = []string{"one", "two", "three", "four", "five"}

// mentions are the numbers in a text that count something.
func mentions(text string) []Mention {
	plain := notCounts.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
	var out []Mention
	for _, m := range digits.FindAllStringIndex(plain, -1) {
		out = append(out, Mention{text[m[0]:m[1]], around(text, m[0], m[1])})
	}
	return out
}

// around is up to 40 bytes either side, cut at spaces.
func around(text string, from, to int) string {
	a, z := max(0, from-40), min(len(text), to+40)
	if i := strings.IndexByte(text[a:from], ' '); a > 0 && i >= 0 {
		a += i + 1
	}
	if i := strings.LastIndexByte(text[to:z], ' '); z < len(text) && i >= 0 {
		z = to + i
	}
	return strings.ToValidUTF8(strings.TrimSpace(text[a:z]), "")
}

// same is a number in one form: no separators, no empty decimals.
func same(n string) string {
	n = strings.ReplaceAll(n, ",", "")
	if strings.Contains(n, ".") {
		n = strings.TrimRight(strings.TrimRight(n, "0"), ".")
	}
	return n
}

// Unmatched lists the numbers in an answer that no cited figure shows: neither its numbers and comparators, nor its definition in
// words ("45 working days"). It is a list to think about, not a fault: the officer may know the number from elsewhere.
func Unmatched(text string, figures []measure.Published) []Mention {
	known := map[string]bool{}
	for _, f := range figures {
		for _, s := range []string{f.Numerator, f.Denominator, f.Value} {
			known[same(s)] = true
		}
		for _, c := range f.Comparators {
			known[same(c.Value)] = true
		}
		for _, m := range mentions(f.Title + ". " + f.Plain) {
			known[same(m.Number)] = true
		}
	}
	return slices.DeleteFunc(mentions(text), func(m Mention) bool { return known[same(m.Number)] })
}

// GivesAway lists the numbers in an answer that are one of the numbers of a cited figure that is suppressed.
func GivesAway(text string, figures []record.Figure) []Mention {
	secret := map[string]bool{}
	for _, f := range figures {
		p, err := measure.PublishFigure(f)
		if err != nil || !p.Hidden {
			continue
		}
		for _, n := range []int{f.Numerator, f.Denominator, f.Denominator - f.Numerator} {
			if n > 0 {
				secret[strconv.Itoa(n)] = true
			}
		}
		secret[same(f.Value)] = true
	}
	all := mentions(text)
	for _, m := range spelled.FindAllStringSubmatchIndex(text, -1) {
		all = append(all, Mention{text[m[2]:m[3]], around(text, m[0], m[1])})
	}
	return slices.DeleteFunc(all, func(m Mention) bool {
		if i := slices.Index(words, strings.ToLower(m.Number)); i >= 0 {
			return !secret[strconv.Itoa(i+1)]
		}
		return !secret[same(m.Number)]
	})
}
