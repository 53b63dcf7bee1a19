package minutes

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	observes = regexp.MustCompile(`(?i)\bobservations?\b|\bobserved\b`)
	conducts = regexp.MustCompile(`(?i)\b(overr[au]n\w*|time limit\w*|adjourn\w*|out of time|not been time|standing orders?|guillotine|suspend\w*)\b`)
	thanks   = regexp.MustCompile(`(?i)\b(thank(s|ed)?|appreciat\w+|grateful|concluded the item|closed the item)\b`)
	requests = regexp.MustCompile(`(?i)\b(request(s|ed)?|ask(s|ed)?|sought|wanted to know|enquired|would be (really |very )?helpful|could officers|can officers)\b`)
	chair    = regexp.MustCompile(`(?i)\bthe (vice[ -]?)?chair\b`)
)

// settle decides the kind of a paragraph and what its bullets are.
//
// Outside a questions section every paragraph is narrative. Inside one, a question mark or an answer makes a question
// paragraph; without either, words decide between a closing, a procedural paragraph and a request that nobody answered.
func (d *draft) settle() Paragraph {
	p := Paragraph{Number: d.number, Kind: Narrative, Text: d.text}
	if d.section != "" {
		marks := questionMarks(d.text.Text)
		p.QuestionMarks, p.Answers = &marks, []Answer{}
		p.Kind = d.kind(marks)
		if p.Kind.Asks() {
			p.AskedBy = d.askedBy()
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
	roles := false
	for _, x := range d.bullets {
		roles = roles || x.role != ""
	}
	return roles || len(d.bullets) > 0 && !strings.HasSuffix(d.text.Text, ":")
}

// askedBy is the group in brackets, else the chair when the first sentence has the chair ask, else the body of the heading.
func (d *draft) askedBy() string {
	if d.asker != "" {
		return d.asker
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
	return ""
}
