package minutes

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Figure is a number quoted in a paragraph, its answers or its follow-up; each is listed once per paragraph.
type Figure struct {
	Paragraph   string `json:"paragraph"`
	AsWritten   string `json:"as_written"`
	Value       Value  `json:"value"`
	Unit        string `json:"unit"`  // GBP, percent, ratio, or the noun that is counted
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
// references (page 19, month 7) and parts of dates are none.
var (
	figure  = regexp.MustCompile(`£(\d+(?:,\d{3})*(?:\.\d+)?)(?: ?(bn|m|k|billion|million|thousand)\b)?|(\d+(?:\.\d+)?) ?%|(\d+)(?: to |-|:)(\d+)\b|\d+(?:,\d{3})*`)
	under   = regexp.MustCompile(`(?i)^\)? underspen[dt]`)
	underOf = regexp.MustCompile(`(?i)underspen[dt]s?(?: of| by)? \(?$`)
	roughly = regexp.MustCompile(`(?i)\b(around|about|approximately|roughly|some|circa|almost|nearly|c\.?) $`)
	refers  = regexp.MustCompile(`(?i)\b(in|page|pages|table|period|month|item|appendix|section|paragraph|phase|tier|year|grade|age|aged|under|over|level|january|february|march|april|may|june|july|august|september|october|november|december) $`)
	merely  = regexp.MustCompile(`(?i)\b(just|only) $`)
	ratio   = regexp.MustCompile(`(?i)\bratios?\b`)
	nearby  = regexp.MustCompile(`^(?: [\p{L}'’-]+){1,4}`)
	periods = regexp.MustCompile(`^(years?|months?|weeks?|days?|hours?|minutes?|terms?|times)$`)
	plural  = regexp.MustCompile(`^(\p{Ll}{3,}[^s\P{L}]s|children|people|staff|men|women)$`)
)

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
	for _, s := range sentences(t.Text) {
		noun := "" // the last noun that was counted in this sentence
		for _, m := range figure.FindAllStringSubmatchIndex(s, -1) {
			before, after := s[max(0, m[0]-near):m[0]], s[m[1]:min(len(s), m[1]+near)]
			f := Figure{Paragraph: paragraph, AsWritten: s[m[0]:m[1]], About: around(s, m[0]), Span: t.Span}
			group := func(i int) string {
				if m[2*i] < 0 {
					return ""
				}
				return s[m[2*i]:m[2*i+1]]
			}
			switch {
			case group(1) != "":
				f.Unit, f.Value = "GBP", Value(scaled(group(1), scale[group(2)]))
				if under.MatchString(after) || underOf.MatchString(before) {
					f.Value = "-" + f.Value
				}
			case group(3) != "":
				f.Unit, f.Value = "percent", Value(scaled(group(3), 0))
			case partOfMore(before, after):
				continue
			case group(4) != "":
				if !ratio.MatchString(s) {
					continue
				}
				f.Unit, f.Value = "ratio", Value(scaled(group(4), 0)+":"+scaled(group(5), 0))
			default:
				if f.Unit = counted(f.AsWritten, before, after, noun); f.Unit == "" {
					continue
				}
				noun = f.Unit
				f.Value = Value(scaled(f.AsWritten, 0))
			}
			f.Approximate = roughly.MatchString(before)
			out = append(out, f)
		}
	}
	return out
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

// counted is the noun that a bare number counts; empty when it counts none.
func counted(number, before, after, noun string) string {
	year := len(number) == 4 && (number[:2] == "19" || number[:2] == "20")
	if year {
		return ""
	}
	for _, w := range strings.Fields(nearby.FindString(after)) {
		if periods.MatchString(w) {
			return ""
		}
		if plural.MatchString(w) {
			if refers.MatchString(before) {
				return ""
			}
			return w
		}
	}
	if noun != "" && !strings.HasPrefix(after, " ") && merely.MatchString(before) {
		return noun
	}
	return ""
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
	absent = regexp.MustCompile(`(?i)\bnot to hand\b|\bnot available at (the|this) meeting\b|\b(was|were) not (present|in attendance)\b|\bnot (feel )?(comfortable|able|in a position) (to )?answer|\b(could|were unable|was unable) (not |to )answer\b|\b(did|does|do) not have (the|this|that|these|any) (data|figures?|information|numbers?)\b`)
	active = regexp.MustCompile(`^(?:[Tt]hat )?(?:[Tt]he )?(\p{Lu}[\p{L}'’&-]*(?: (?:of|and|for|the|&|\p{Lu}[\p{L}'’&-]*)){0,7}) (?:would|will|to|should|agreed to) (\p{Ll}+)`)
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
