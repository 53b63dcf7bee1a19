package summary

import (
	"regexp"
	"slices"
	"strings"
)

// Mention is something in a sentence that can be held against the record. Start and End are bytes of the summary.
type Mention struct {
	Text       string
	Start, End int
}

// person is a name with the post or title that the sentence gives them; either may be empty.
type person struct {
	Mention
	name, post string
}

// mentions are what a sentence says that can be checked.
type mentions struct {
	quotes  []Mention
	people  []person
	years   []Mention
	numbers []Mention
	rest    string // the sentence without quotations
}

const (
	oneName  = `\p{Lu}[\p{L}'’-]*\p{Ll}[\p{L}'’-]*`
	fullName = oneName + `(?: (?:de |van |von |der |bin |al-?|el-?|Mc|O')?` + oneName + `){1,3}`
	joined   = `(?:,? (?:and|&|of|for|the|in|to)\b)*,? `
	postHead = `(?:(?:Interim|Acting|Deputy|Assistant|Group|Corporate|Strategic|Executive|Lead|Statutory|Chief|Principal|Senior|Independent|Cabinet|Former) )*(?:Director|Head|Mayor|Member|Chair(?:man|person)?|Vice[- ]Chair|Leader|Executive|Officer|Commissioner|Manager|Headteacher|Secretary|Minister|Adviser|Inspector|Lead)`
	postTail = `(?: (?:of|for)(?: the)? ` + `\p{Lu}[\p{L}'’-]*(?:` + joined + `\p{Lu}[\p{L}'’-]*)*)?`
	titleOf  = `(?:Deputy Mayor|Mayor|Cllr|Councillor|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Rev(?:d|erend)?|Professor|MP)\.?`
	speaks   = `(?:said|says|explained|reported|told|asked|added|noted|stated|confirmed|responded|answered|advised|acknowledged|suggested|argued|claimed|thanked|highlighted|outlined|presented|introduced|warned|stressed|emphasi[sz]ed|described|promised|agreed|replied|commented|admitted|credited)`
)

var (
	quoted     = regexp.MustCompile(`“([^“”]{2,600})”|"([^"]{2,600})"|(?:^|[\s(])‘([^‘]{2,600}?)’(?:$|[^\p{L}])|(?:^|[\s(])'([^'\s][^']{1,600}?)'(?:$|[^\p{L}])`)
	titled     = regexp.MustCompile(`\b(` + titleOf + `) (` + oneName + `(?: ` + oneName + `){0,3})`)
	nameFirst  = regexp.MustCompile(`(` + fullName + `)(?:,| \(| [-–]|,? who (?:is|was)|,? as|,? the)(?: (?:the|our|then|now))* ?(` + postHead + postTail + `)`)
	postFirst  = regexp.MustCompile(`(` + postHead + postTail + `)(?:,|:| \(| [-–])(?: now| then)? ?(` + fullName + `)`)
	speaker    = regexp.MustCompile(`\b(` + fullName + `) (?:also )?` + speaks + `\b`)
	bySomebody = regexp.MustCompile(`\b(?:by|to|from|credits?|thanked|named?|names) (` + fullName + `)\b`)
	postOnly   = regexp.MustCompile(`\b` + postHead + postTail)
	yearsIn    = regexp.MustCompile(`\b(?:19|20)\d\d(?: ?(?:/|-|–|to) ?(?:(?:19|20)\d\d|\d\d))?\b`)
	numbersIn  = regexp.MustCompile(`£ ?\d+(?:,\d{3})*(?:\.\d+)?(?: ?(?:bn|billion|m|million|k|thousand)\b)?|\d+(?:,\d{3})*(?:\.\d+)? ?(?:%|per ?cent\b|percent\b)|\d+(?:,\d{3})*(?:\.\d+)?(?: (?:million|thousand|billion)\b)?`)
	// What looks like a number and counts nothing: dates, times of day, references and codes.
	noNumber = regexp.MustCompile(`(?i)\b\d{1,2}(?:st|nd|rd|th)?(?: of)? (?-i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\b\d{1,2}[.:]\d\d ?(?:am|pm)?\b(?: ?(?:am|pm)\b)|\b\d{1,2}:\d\d\b|\b\d{1,2} ?(?:am|pm)\b|\b\p{L}+-?\d+\w*\b|\b(?:items?|paragraphs?|paras?|para\.|pages?|sections?|appendix|months?|period|quarter|p) \d+(?:\.\d+)*(?:(?:,| and| to|-|–) ?\d+(?:\.\d+)*)*|\[[^\]]{1,40}\]|\(\d+\.\d+(?:[,;] ?\d+\.\d+)*\)|https?://\S+|^\s*\d+[.)] `)
)

// blankOut replaces what a pattern matches by spaces, so that places stay.
func blankOut(s string, re *regexp.Regexp) string {
	return re.ReplaceAllStringFunc(s, func(m string) string { return strings.Repeat(" ", len(m)) })
}

// mentionsOf takes a sentence apart. Posts of the record help to tell where a post ends and a name begins.
func mentionsOf(s sentence, posts []string) mentions {
	var m mentions
	rest := []byte(s.text)
	at := func(from, to int) Mention { return Mention{s.text[from:to], s.start + from, s.start + to} }
	for _, q := range quoted.FindAllStringSubmatchIndex(s.text, -1) {
		for g := 2; g < len(q); g += 2 {
			if q[g] >= 0 {
				m.quotes = append(m.quotes, at(q[g], q[g+1]))
				for i := q[g]; i < q[g+1]; i++ {
					rest[i] = ' '
				}
			}
		}
	}
	m.rest = string(rest)
	m.people = peopleIn(m.rest, posts, at)
	plain := blankOut(m.rest, noNumber)
	for _, y := range yearsIn.FindAllStringIndex(m.rest, -1) {
		if y[0] > 0 && strings.ContainsRune("£,.", rune(m.rest[y[0]-1])) || strings.HasPrefix(m.rest[y[1]:], "%") {
			continue
		}
		m.years = append(m.years, at(y[0], y[1]))
		plain = plain[:y[0]] + strings.Repeat(" ", y[1]-y[0]) + plain[y[1]:]
	}
	for _, n := range numbersIn.FindAllStringIndex(plain, -1) {
		m.numbers = append(m.numbers, at(n[0], n[1]))
	}
	return m
}

// peopleIn finds who is named. A pair of name and post is found once.
func peopleIn(s string, posts []string, at func(int, int) Mention) []person {
	var out []person
	taken := make([]bool, len(s)+1)
	add := func(from, to int, name, post string) {
		for i := from; i < to; i++ {
			if taken[i] {
				return
			}
		}
		for i := from; i < to; i++ {
			taken[i] = true
		}
		out = append(out, person{at(from, to), name, post})
	}
	for _, m := range postFirst.FindAllStringSubmatchIndex(s, -1) {
		post, name := s[m[2]:m[3]], s[m[4]:m[5]]
		add(m[0], m[1], name, post)
	}
	for _, m := range nameFirst.FindAllStringSubmatchIndex(s, -1) {
		add(m[0], m[1], s[m[2]:m[3]], s[m[4]:m[5]])
	}
	bare := postOnly.FindAllStringIndex(s, -1)
	for _, m := range bare {
		post, name := swallowed(s[m[0]:m[1]], posts)
		if name != "" {
			add(m[0], m[1], name, post)
		}
	}
	for _, m := range titled.FindAllStringSubmatchIndex(s, -1) {
		add(m[0], m[1], s[m[4]:m[5]], s[m[2]:m[3]])
	}
	for _, re := range []*regexp.Regexp{speaker, bySomebody} {
		for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
			name := s[m[2]:m[3]]
			inPost := slices.ContainsFunc(bare, func(p []int) bool { return p[0] < m[2] && m[3] <= p[1] })
			if !inPost && !postOnly.MatchString(name) {
				add(m[2], m[3], name, "")
			}
		}
	}
	for _, m := range bare {
		add(m[0], m[1], "", s[m[0]:m[1]])
	}
	return out
}

// swallowed splits a name off the end of what was taken for a post: "Director of Education Ann Example". The post must begin with one
// of the record's, and the rest be two or three words without a joining word.
func swallowed(s string, posts []string) (post, name string) {
	for _, p := range posts {
		w := strings.Fields(p)
		for n := len(w); n >= 3; n-- {
			head := strings.Join(w[:n], " ")
			rest, ok := strings.CutPrefix(s, head+" ")
			if !ok {
				continue
			}
			if wholeName.MatchString(rest) && n >= 3 {
				return head, rest
			}
		}
	}
	return s, ""
}

var wholeName = regexp.MustCompile(`^` + oneName + ` ` + oneName + `(?: ` + oneName + `)?$`)
