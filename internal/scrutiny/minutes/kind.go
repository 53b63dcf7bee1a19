package minutes

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	observes = regexp.MustCompile(`(?i)\bobservations?\b|\bobserved\b`)
	conducts = regexp.MustCompile(`(?i)\b(overr[au]n\w*|time limit\w*|adjourn\w*|out of time|not been time|not (?:been )?enough time|not (?:been )?reached|extend\w* (?:the|this) meeting|meeting be extended|standing orders?|guillotine|suspend\w*)\b`)
	thanks   = regexp.MustCompile(`(?i)\b(thank(s|ed)?|appreciat\w+|grateful|concluded the item|closed the item|(?:in )?summing up|summed up|in closing)\b`)
	requests = regexp.MustCompile(`(?i)\b(request(s|ed)?|ask(s|ed)?|sought|wanted to know|enquired|would be (really |very )?helpful|could officers|can officers)\b`)
	chair    = regexp.MustCompile(`(?i)\bthe (vice[ -]?)?chair\b`)
)

// settle decides the kind of a paragraph and what its bullets are.
//
// Outside a questions section every paragraph is narrative. Inside one, a question mark or an answer makes a question
// paragraph; without either, words decide between a closing, a procedural paragraph and a request that nobody answered.
func (d *draft) settle(people []string) Paragraph {
	if d.doubt && d.asker == "" && questionMarks(d.text.Text) == 0 && !d.byRole() {
		d.section = ""
	}
	p := Paragraph{Number: d.number, Kind: Narrative, Text: d.text}
	if d.section != "" {
		marks := questionMarks(d.text.Text)
		p.QuestionMarks, p.Answers = &marks, []Answer{}
		p.Kind = d.kind(marks)
		if p.Kind.Asks() {
			p.AskedBy, p.Group = d.askedBy(people), d.asker
		}
	}
	for _, x := range d.bullets {
		if p.Kind.Asks() {
			p.Answers = append(p.Answers, Answer{Optional(x.role), x.text})
		} else {
			p.Bullets = append(p.Bullets, x.text.Starts)
			p.BulletTexts = append(p.BulletTexts, x.text)
		}
	}
	for _, t := range d.follow {
		p.FollowUp = append(p.FollowUp, t.Starts)
		p.FollowUpTexts = append(p.FollowUpTexts, *t)
	}
	for _, c := range d.says {
		p.Comments = append(p.Comments, Comment{c.member, c.text.Text, c.text.Span})
	}
	for _, t := range d.agreed {
		p.Agreed = append(p.Agreed, t.Text)
		p.AgreedTexts = append(p.AgreedTexts, *t)
	}
	return p
}

func (d *draft) kind(marks int) Kind {
	text := d.text.Text
	switch {
	case marks > 0 && len(d.bullets) == 0 && observes.MatchString(sentences(text)[0]):
		return Observation
	case marks > 0:
		return Question
	case d.answered():
		return Request
	case conducts.MatchString(text):
		return Procedural
	case thanks.MatchString(text):
		return Closing
	case observes.MatchString(sentences(text)[0]):
		return Observation
	case requests.MatchString(text):
		return Request
	}
	return Procedural
}

// answered says whether the bullets answer: they do, unless they are a list that the paragraph announces with a colon.
func (d *draft) answered() bool {
	return d.byRole() || len(d.bullets) > 0 && !strings.HasSuffix(d.text.Text, ":")
}

// byRole says whether a post stands before one of the bullets.
func (d *draft) byRole() bool {
	return slices.ContainsFunc(d.bullets, func(x *bullet) bool { return x.role != "" })
}

// named are members at the start of a question who do something: Cllr A and Cllr B asked.
var named = regexp.MustCompile(`^(` + titledName + `(?:(?:,? and |, | & )` + titledName + `)*)(?: \([^()]{1,40}\))? (?:(?:also|then|further|both|therefore) )?` + asksVerb)

const (
	titledName = `(?:Cllrs?|Councillors?|Deputy Mayor|Mayor|Mr|Mrs|Ms|Miss|Dr|Rev(?:d|erend)?|Father|Sister|Professor)\.? \p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,3}`
	asksVerb   = `(?:asked|asks|queried|enquired|inquired|questioned|sought|wanted|wished|requested|highlighted|noted|commented|raised|observed|referred|said|stated|suggested|pointed|expressed|challenged|welcomed|followed|reported|felt)\b`
)

var asksAfter = regexp.MustCompile(`^(?: \([^()]{1,40}\))? (?:(?:also|then|further|therefore) )?` + asksVerb)

// askedBy is the group or the member in brackets, else the members whom the paragraph begins with, else the chair when the first sentence has the chair ask, else the body of
// the heading. People are the names of the attendance list, by which a co-optee is known.
func (d *draft) askedBy(people []string) string {
	if d.asker != "" {
		return d.asker
	}
	if m := named.FindStringSubmatch(d.text.Text); m != nil {
		return m[1]
	}
	for _, p := range people {
		if rest, ok := strings.CutPrefix(d.text.Text, p); ok && asksAfter.MatchString(rest) {
			return p
		}
	}
	if m := chair.FindStringSubmatch(sentences(d.text.Text)[0]); m != nil {
		if m[1] != "" {
			return "Vice-Chair"
		}
		return "Chair"
	}
	return d.section
}

// questionMarks counts the marks that end a question. A mark that stands alone or inside a word is a lost character
// (a ¾ that became ?), and several together end one question.
func questionMarks(s string) int {
	n := 0
	for i, r := range s {
		if r == '?' && !lost(s, i) && !strings.HasPrefix(s[i+1:], "?") {
			n++
		}
	}
	return n
}

// lost says whether the question mark at i stands for a character that was lost.
func lost(s string, i int) bool {
	from, to := i, i+1
	for from > 0 && s[from-1] == '?' && i-from < 3 {
		from--
	}
	for to < len(s) && s[to] == '?' && to-i < 3 {
		to++
	}
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	alone := before == utf8.RuneError || unicode.IsSpace(before)
	inside := unicode.IsLetter(before) && unicode.IsLower(after)
	return alone || inside || strings.ContainsRune("£$€", before)
}

// sentences splits at end stops that are followed by a space and no lower-case letter. There is always one at least.
func sentences(s string) []string {
	var out []string
	start := 0
	for i, r := range s {
		if r != '.' && r != '?' && r != '!' || i+1 >= len(s) || s[i+1] != ' ' || r == '?' && lost(s, i) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[i+2:])
		if !unicode.IsLower(next) {
			out = append(out, s[start:i+1])
			start = i + 2
		}
	}
	return append(out, s[start:])
}

// Asking is the body that asks under a heading such as "Questions from the Commission"; empty for another heading.
func Asking(heading string) string {
	if m := questions.FindStringSubmatch(heading); m != nil {
		return m[1]
	}
	if questioning.MatchString(heading) {
		return defaultAsker
	}
	return ""
}

// defaultAsker asks under a heading that does not say who, such as "Questions and Answers".
const defaultAsker = "Members"
