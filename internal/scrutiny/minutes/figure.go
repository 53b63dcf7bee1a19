package minutes

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Figure is a number quoted in a paragraph, its answers or its follow-up; each is listed once per paragraph.
type Figure struct {
	Paragraph   string `json:"paragraph"`
	AsWritten   string `json:"as_written"`
	Value       Value  `json:"value"`
	Unit        string `json:"unit"`  // GBP, percent, ratio, share (1:4 is one in four), or the noun that is counted
	About       string `json:"about"` // the sentence it stands in
	Approximate bool   `json:"approximate,omitempty"`
	Span        Span   `json:"span"` // of the block it stands in
}

// Value is a decimal number as text, in whole units (pounds, not millions), or a ratio such as 4:1.
// An underspend is negative.
type Value string

// MarshalJSON writes a number, and a ratio as a string.
func (v Value) MarshalJSON() ([]byte, error) {
	if strings.Contains(string(v), ":") {
		return json.Marshal(string(v))
	}
	return []byte(v), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Value) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, (*string)(v))
	}
	var n json.Number
	err := json.Unmarshal(b, &n)
	*v = Value(n)
	return err
}

// The words of the grammar of figures. A count is a number with the noun it counts close behind it; years, periods of time,
// references (page 19, month 7) and parts of dates are none. A share is "1 in 4", "two thirds of" or "¼ of", and is kept as 1:4.
var (
	figure = regexp.MustCompile(`£(?P<pounds>\d+(?:,\d{3})*(?:\.\d+)?)(?: ?(?P<scale>bn|m|k|billion|million|thousand)\b)?` +
		`|(?P<low>\d+(?:\.\d+)?)(?:-|–| to )(?P<high>\d+(?:\.\d+)?) ?(?:%|per ?cent\b)` +
		`|(?P<percent>\d+(?:\.\d+)?) ?(?:%|per ?cent\b)` +
		`|(?i)\b(?P<wordcent>` + numberWord + `(?:[- ]` + numberWord + `)?) per ?cent\b` +
		`|\b(?P<one>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) (?:in|out of) (?:every )?(?P<in>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b` +
		`|\b(?:(?P<parts>a|one|two|three|four) )?(?P<part>half|thirds?|quarters?|fifths?|tenths?) of\b` +
		`|(?P<fraction>[¼½¾⅓⅔]) of\b` +
		`|(?P<from>\d+)(?: to |-|–|:)(?P<to>\d+)\b|\d+(?:,\d{3})*`)
	under    = regexp.MustCompile(`(?i)^\)? underspen[dt]`)
	underOf  = regexp.MustCompile(`(?i)underspen[dt]s?(?: of| by)? \(?$`)
	roughly  = regexp.MustCompile(`(?i)\b(around|about|approximately|roughly|some|circa|almost|nearly|c\.?) $`)
	refers   = regexp.MustCompile(`(?i)\b(in|page|pages|table|period|month|item|appendix|section|paragraph|phase|tier|year|grade|age|aged|under|over|level|january|february|march|april|may|june|july|august|september|october|november|december) $`)
	merely   = regexp.MustCompile(`(?i)\b(just|only|up from|down from|peak of|against|compared (?:to|with)|(?:rose|fell|risen|fallen|dropped|grew|grown|increased|reduced) (?:to|from)|from [\d,]+ to) $`)
	ratio    = regexp.MustCompile(`(?i)\bratios?\b`)
	nearby   = regexp.MustCompile(`^(?: [\p{L}'’-]+){1,4}`)
	periods  = regexp.MustCompile(`^(years?|months?|weeks?|days?|hours?|minutes?|terms?|times)$`)
	plural   = regexp.MustCompile(`^(\p{Ll}{3,}[^s\P{L}]s|children|people|staff|men|women)$`)
	ordinal  = regexp.MustCompile(`(?i)\b(first|second|third|fourth|last|latter|other|final|next|previous|this|each|every) $`)
	average  = regexp.MustCompile(`(?i)\b(average|mean|median)\b`)
	month    = regexp.MustCompile(`^ (?:January|February|March|April|May|June|July|August|September|October|November|December)\b`)
	further  = regexp.MustCompile(`^(?: of (?:the |these |all )?| to | and |-|–)(\d+(?:,\d{3})*)\b`)
	between  = regexp.MustCompile(`(?i)\b(?:between|from) $`)
	numberOf = regexp.MustCompile(`(?i)\bnumbers? of ([^.;:?]{3,80}?) (?:\([^()]{1,60}\) )?(?:has |have |had |who |that |which |in |on |for |at |with )?(?:rose|risen|fell|fallen|fall|dropped|grew|grown|increased?|decreased?|reduced|was|were|is|are|stood|stands|went|in|on|who|that)\b`)
	changes  = regexp.MustCompile(`(?i)\b([\p{L}'’-]+ )?(?:rose|risen|fell|fallen|dropped|grew|grown|increased|decreased|reduced) from $`)
)

// numberWord is a number in words, up to ninety.
const numberWord = `(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)`

var inWords = map[string]int{"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
	"fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}

var fractions = map[string]Value{"¼": "1:4", "½": "1:2", "¾": "3:4", "⅓": "1:3", "⅔": "2:3"}

// spelled is a number in digits or words; -1 for what is none.
func spelled(s string) int {
	if s == "" { // "half of" is one half
		return 1
	}
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	sum := 0
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '-' }) {
		n, ok := inWords[w]
		if !ok {
			return -1
		}
		sum += n
	}
	return sum
}

// near is how many bytes before and after a figure say what it is.
const near = 40

// around is a sentence, or of a very long one the part at the byte at.
func around(s string, at int) string {
	const most = 600
	if len(s) <= most {
		return s
	}
	from := max(0, min(at-most/2, len(s)-most))
	return strings.ToValidUTF8(s[from:from+most], "")
}

var scale = map[string]int{"bn": 9, "billion": 9, "m": 6, "million": 6, "k": 3, "thousand": 3}

// figures finds the figures of one block of a paragraph.
func figures(paragraph string, t Text) []Figure {
	var out []Figure
	timed := average.MatchString(t.Text) // periods are measured here
	for _, s := range sentences(t.Text) {
		out = append(out, sentenceFigures(paragraph, s, t.Span, timed)...)
	}
	return out
}

// changing is what a sentence says that is more or fewer: "the number of plans rose from", or the noun before the verb.
func changing(before string) string {
	words := []string{}
	if m := numberOf.FindAllStringSubmatch(before, -1); len(m) > 0 {
		words = strings.Fields(m[len(m)-1][1])
	} else if m := changes.FindStringSubmatch(before[max(0, len(before)-near):]); m != nil {
		words = strings.Fields(m[1])
	}
	for i := len(words) - 1; i >= 0; i-- {
		if w := strings.Trim(words[i], ","); plural.MatchString(w) && !periods.MatchString(w) {
			return w
		}
	}
	return ""
}

// ofTime says whether a text goes on with a period of time.
func ofTime(after string) bool {
	w := strings.Fields(after)
	return len(w) > 0 && periods.MatchString(strings.Trim(w[0], ".,;)"))
}

// partOfMore says whether a number touches a letter, a sign or another number: part of a code, a date, a year, a fraction.
func partOfMore(before, after string) bool {
	touch := func(s string) bool { return s != "" && strings.ContainsAny(s, "/.-–:£¼½¾0123456789") }
	var a, z string
	if before != "" {
		a = before[len(before)-1:]
		if a >= "A" && a <= "Z" || a >= "a" && a <= "z" {
			return true
		}
	}
	if after != "" {
		z = after[:1]
		if z >= "A" && z <= "Z" || z >= "a" && z <= "z" {
			return true
		}
	}
	return touch(a) || touch(z) && len(after) > 1 && after[1] >= '0' && after[1] <= '9' || z == "/"
}

func yearLike(s string) bool { return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") }

// counted is the noun that a bare number counts; empty when it counts none. A period of time is one where an average is told.
func counted(number, before, after, noun string, timed bool) string {
	if yearLike(number) || month.MatchString(after) {
		return ""
	}
	if m := further.FindStringSubmatchIndex(after); m != nil && !yearLike(after[m[2]:m[3]]) && (strings.HasPrefix(after, " of") || between.MatchString(before)) {
		before, after = "", after[m[1]:] // 41 of 44 cases, between 30 and 40 families
	}
	for _, w := range strings.Fields(nearby.FindString(after)) {
		if periods.MatchString(w) {
			if timed && !refers.MatchString(before) && w != "times" {
				return w
			}
			return ""
		}
		if plural.MatchString(w) {
			if refers.MatchString(before) {
				return ""
			}
			return w
		}
	}
	if noun != "" && !partsNoun(after) && merely.MatchString(before) {
		return noun
	}
	return ""
}

// partsNoun says whether a word follows that is neither "in" nor "at", so that another thing may be counted.
func partsNoun(after string) bool {
	w := strings.Fields(after)
	return strings.HasPrefix(after, " ") && len(w) > 0 && w[0] != "in" && w[0] != "at" && w[0] != "on" && w[0] != "and" && w[0] != "last" && w[0] != "a"
}

// scaled is a decimal text times ten to a power, exactly: 1.445 and 6 make 1445000.
func scaled(s string, power int) string {
	whole, frac, _ := strings.Cut(strings.ReplaceAll(s, ",", ""), ".")
	frac += strings.Repeat("0", max(0, power-len(frac)))
	whole, frac = whole+frac[:power], strings.TrimRight(frac[power:], "0")
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if frac != "" {
		return whole + "." + frac
	}
	return whole
}

var (
	absent  = regexp.MustCompile(`(?i)\bnot to hand\b|\bnot available at (the|this) meeting\b|\b(was|were) not (present|in attendance)\b|\bnot (feel )?(comfortable|able|in a position) (to )?answer|\b(could|were unable|was unable) (not |to )answer\b|\b(did|does|do) not have (the|this|that|these|any) (data|figures?|information|numbers?)\b`)
	isAsked = regexp.MustCompile(`^(?:[Tt]hat )?(?:[Tt]he )?(\p{Lu}[\p{L}'’&-]*(?: (?:of|and|for|the|&|\p{Lu}[\p{L}'’&-]*)){0,7}) (?:would |to )?(?:be|is|are) (?:asked|requested|invited) to (?:report|provide|send|write|bring|share|circulate|present|set|give|explain|arrange|look|consider|review)\b`)
	active  = regexp.MustCompile(`^(?:[Tt]hat )?(?:[Tt]he )?(\p{Lu}[\p{L}'’&-]*(?: (?:of|and|for|the|&|\p{Lu}[\p{L}'’&-]*)){0,7}) (?:would|will|to|should|agreed to) (\p{Ll}+)`)
)

// derive proposes what follows from the paragraphs: actions, figures, gaps, contradictions and faults in their texts.
func (p *Proposal) derive() {
	inCapitals := map[string]bool{}
	for _, a := range abbreviation.FindAllString(p.Text, -1) {
		inCapitals[a] = true
	}
	for _, it := range p.Agenda() {
		for i, t := range it.Agreed {
			p.Actions = append(p.Actions, newAction(it.Number, i, t))
		}
		for _, t := range slices.Concat(it.Preamble, it.Agreed) {
			p.Figures = append(p.Figures, figures(it.Number, t)...)
		}
		for _, para := range it.Paragraphs {
			p.deriveFrom(para, inCapitals)
		}
	}
	slices.SortStableFunc(p.TextFaults, func(a, b Fault) int { return a.Span.Start - b.Span.Start })
	p.Contradictions = append(p.Contradictions, p.check()...)
	p.Queries = p.queries()
}

func (p *Proposal) deriveFrom(para Paragraph, inCapitals map[string]bool) {
	for i, t := range para.AgreedTexts {
		p.Actions = append(p.Actions, newAction(para.Number, i, t))
	}
	for _, a := range para.Answers {
		for _, s := range sentences(a.Text.Text) {
			if absent.MatchString(s) {
				p.InformationGaps = append(p.InformationGaps, Gap{para.Number, gap(s, len(para.AgreedTexts) > 0, inCapitals), s, a.Span})
			}
		}
	}
	seen := map[[2]string]bool{} // as written, unit
	for _, t := range para.texts() {
		for i, r := range t.Text {
			if r == '?' && lost(t.Text, i) || r == utf8.RuneError {
				p.TextFaults = append(p.TextFaults, Fault{Optional(para.Number), "a " + string(r) + " stands where a character was lost", t.Span})
			}
		}
		for _, f := range figures(para.Number, t) {
			if key := [2]string{f.AsWritten, f.Unit}; !seen[key] {
				seen[key] = true
				p.Figures = append(p.Figures, f)
			}
		}
	}
}

var (
	missing  = regexp.MustCompile(`(?i)^(?:.*?\bthat )?(?:whilst |while |although |though )?(?:the |an? )?(.{2,80}?) (?:was|were|is|are) (not (?:present|in attendance|to hand|available)\b)`)
	unspoken = regexp.MustCompile(`(?i)\bnot (?:feel )?(?:comfortable|able|in a position) (?:to )?answer|\b(?:could|were unable|was unable) (?:not |to )answer\b`)
)

// gap says in few words what a sentence says was missing: who or what was not there, that a question got no answer, and whether an action came of it. A sentence
// of another form stays as it is.
func gap(sentence string, agreed bool, inCapitals map[string]bool) string {
	var parts []string
	if m := missing.FindStringSubmatch(sentence); m != nil {
		parts = append(parts, respelt(m[1], inCapitals)+" "+strings.ToLower(m[2]))
	}
	if unspoken.MatchString(sentence) {
		parts = append(parts, "question not answered")
	}
	if len(parts) == 0 {
		return sentence
	}
	if agreed {
		parts = append(parts, "became an agreed action")
	}
	first, size := utf8.DecodeRuneInString(parts[0])
	return string(unicode.ToUpper(first)) + strings.Join(parts, "; ")[size:]
}

// respelt writes an abbreviation in capitals where these minutes do so elsewhere: Obis for OBIS is a slip.
func respelt(s string, inCapitals map[string]bool) string {
	words := strings.Fields(s)
	for i, w := range words {
		upper := strings.ToUpper(w)
		if first, size := utf8.DecodeRuneInString(w); inCapitals[upper] && len(w) >= 3 && unicode.IsUpper(first) && w[size:] == strings.ToLower(w[size:]) {
			words[i] = upper
		}
	}
	return strings.Join(words, " ")
}

var (
	dueBy  = regexp.MustCompile(`(?i)\b(?:by|before|no later than|on or before|due(?: on)?) (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:the )?(\d{1,2}(?:st|nd|rd|th)?(?: of)? [a-z]+,? \d{4})`)
	brings = regexp.MustCompile(`^(?:[Tt]hat )?(?:[Tt]he |[Aa]n? )?(\p{Ll}[\p{L}'’ -]*?)(?: (?:on|about|regarding|concerning|in relation to|of) .*?)? (?:would|will|should|to|shall) be (?:provided|sent|presented|submitted|circulated|given|supplied|shared|brought|reported)(?: (?:back )?(to|with) (.+?))?[.]?$`)
)

// newAction makes an action of an agreed text. An owner is proposed where the text says who will act, an output where it says what
// will be given to whom, a due day where it says a day.
func newAction(paragraph string, i int, t Text) Action {
	a := Action{Ref: fmt.Sprintf("%s/%d", paragraph, i+1), Paragraph: paragraph, Text: t.Text, Span: t.Span}
	if m := active.FindStringSubmatch(t.Text); m != nil && m[2] != "be" && m[2] != "have" { // a passive names no doer
		a.Owner = Optional(m[1])
	} else if m := isAsked.FindStringSubmatch(t.Text); m != nil {
		a.Owner = Optional(m[1])
	}
	if m := brings.FindStringSubmatch(t.Text); m != nil {
		a.Output = Optional(m[1])
		if m[3] != "" {
			to, _, _ := strings.Cut(m[3], " by ")
			a.Output += Optional(" to " + to)
		}
	}
	if m := dueBy.FindStringSubmatch(t.Text); m != nil {
		a.Due = isoDay(m[1])
	}
	return a
}

// texts gives every text of a paragraph: its own, its bullets or answers, its follow-up and what was agreed.
func (p Paragraph) texts() []Text {
	all := append([]Text{p.Text}, p.BulletTexts...)
	for _, a := range p.Answers {
		all = append(all, a.Text)
	}
	for _, c := range p.Comments {
		all = append(all, newText(c.Text, c.Span))
	}
	return append(append(all, p.FollowUpTexts...), p.AgreedTexts...)
}
