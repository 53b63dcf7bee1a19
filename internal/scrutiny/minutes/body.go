package minutes

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// body builds the item from the lines under "Minutes:".
type body struct {
	item    *Item
	faults  *[]Fault
	section string // the body that asks, under a heading "Questions from the ..."; empty elsewhere
	doubt   bool   // a heading of another kind stands below that: each paragraph says itself whether it still asks
	para    *draft
	last    *Text    // the block that a line may continue; nil after a heading
	head    *line    // the heading that was taken last, while nothing has followed it
	before  string   // the section before that heading
	doubted bool     // the doubt before it
	cells   bool     // short lines below a colon, or a row of a table: what follows them is no heading
	asks    string   // who asks under a heading that does not say it
	inList  bool     // after a bare "Agreed:": what follows is agreed, block by block
	people  []string // the names of the attendance list, by which a comment is known without "Cllr"
}

// maxJoined is the length beyond which no further line is joined to a block, so that hostile input costs no more than its
// length. The longest paragraph at hand has 1,700 bytes.
const maxJoined = 8 << 10

// draft is a paragraph before its kind is known.
type draft struct {
	number  string
	n       int
	section string
	doubt   bool
	asker   string
	text    Text
	bullets []*bullet
	follow  []*Text
	agreed  []*Text
	says    []*comment
}

// comment is what a member said where comments are listed by name.
type comment struct {
	member string
	text   Text
}

type bullet struct {
	role string
	text Text
}

var (
	numberStart = regexp.MustCompile(`^(\d{1,3})\.(\d{1,3})(\.? +|[^\d\s.%]|$)(.*)$`)
	bulletStart = regexp.MustCompile(`^[§·•■▪\x{F0A7}\x{F0B7}-] (.+)$`)
	agreedStart = regexp.MustCompile(`^(?:(?i:(?:it was )?(?:agreed|resolved)(?: actions?)?|actions?(?: points?| agreed)?(?: \d{1,2})?) ?: ?|(?i:actions?(?: points?)? \d{1,2}) ?[-–—] ?|(?:AGREED|RESOLVED) ?[-–—]? ?)(.*)$`)
	bareThat    = regexp.MustCompile(`^(?i:that|to)?[:;,]?$`)
	commentName = regexp.MustCompile(`^(?:[§·•■▪\x{F0A7}\x{F0B7}-] )?((?:(?:Cllr|Councillor|Deputy Mayor|Mayor|Cabinet Member|(?:The )?(?:Vice[- ])?Chair)\b\.?(?: [\p{Lu}][\p{L}'’.-]*){0,4}))` + saysThat)
	subNumber   = regexp.MustCompile(`^\d{1,3}\.\d{1,3}\.\d{1,3}\.? +(.+)$`)
	listed      = regexp.MustCompile(`^(?:\(?[a-z]\)|\(?[ivx]{1,4}\)|\(?\d{1,2}\)) ?(.+)$`)
	askerStart  = regexp.MustCompile(`^\((\p{Lu}[^()]{1,80})\) ?(.+)$`)
	roleStart   = regexp.MustCompile(`^\(([^()]{2,60})\)( ?)(.+)$`)
	questions   = regexp.MustCompile(`^(?i:(?:members['’]? )?questions (?:from|by) )(?:the )?(.+)$`)
	questioning = regexp.MustCompile(`^(?i:(?:members['’]? )?(?:questions|q ?& ?a)(?:,? (?:and|&) (?:answers?|discussions?|comments?|responses?))?)$`)
	member      = regexp.MustCompile(`^(?:Cllrs?|Councillors?)\b`)
	clockAfter  = regexp.MustCompile(`^(?i:[ap]\.?m\b)`)
	abbreviated = regexp.MustCompile(`^\p{Lu}[\p{L}&]*\p{Lu}[\p{L}&]*$`)
	post        = regexp.MustCompile(`^(?:(?:Interim|Acting|Deputy|Assistant|Group|Corporate|Strategic|Executive|Cabinet|Statutory) )*(?:Director|Head|Manager|Member|Mayor|Chief|Officer|Lead|Cllr|Councillor)\b`)
)

// line takes the next line.
func (b *body) line(l line) {
	switch {
	case b.unhead(l):
	case b.number(l), b.agreed(l), b.comment(l), b.bullet(l), b.continues(l):
		b.head = nil
	case b.heading(l):
	default:
		b.head = nil
		b.loose(l)
	}
}

// unhead takes a line that starts lower case under what was taken for a heading: both are one sentence that was wrapped.
func (b *body) unhead(l line) bool {
	first, _ := utf8.DecodeRuneInString(l.text)
	if b.head == nil || !unicode.IsLower(first) {
		return false
	}
	h := *b.head
	b.item.Headings = b.item.Headings[:len(b.item.Headings)-1]
	b.item.HeadingText = b.item.HeadingText[:len(b.item.HeadingText)-1]
	b.section, b.doubt, b.head = b.before, b.doubted, nil
	h.text += " " + l.text
	h.span.End = l.span.End
	b.loose(h)
	return true
}

// number takes a line that begins a paragraph: the number of the item, a dot and a number greater than the last.
// 9.50pm, 3.5% and 1.445m are no such numbers.
func (b *body) number(l line) bool {
	m := numberStart.FindStringSubmatch(l.text)
	if m == nil {
		return false
	}
	glued, rest := m[3], m[4]
	if strings.TrimRight(glued, ". ") != "" { // the text follows without a space
		r, _ := utf8.DecodeRuneInString(glued)
		if !unicode.IsUpper(r) && !strings.ContainsRune("(‘“'\"£¼½¾", r) {
			return false
		}
		rest = glued + rest
	} else if clockAfter.MatchString(rest) {
		return false
	}
	n, _ := strconv.Atoi(m[2]) // digits by the pattern
	switch {
	case b.item.Number == "":
		b.item.Number = m[1]
	case b.item.Number != m[1] || b.para != nil && (n <= b.para.n || n > b.para.n+20):
		return false
	}
	number := m[1] + "." + m[2]
	if b.para != nil && n > b.para.n+1 {
		b.fault(number, fmt.Sprintf("the number before it is %s: a paragraph may be missing", b.para.number), l.span)
	}
	if rest == glued+m[4] && rest != "" {
		b.fault(number, "no space after the paragraph number", l.span)
	}
	b.close()
	d := &draft{number: number, n: n, section: b.section, doubt: b.doubt}
	if b.section != "" {
		if a := askerStart.FindStringSubmatch(rest); a != nil && (!isRole(a[1]) || member.MatchString(a[1])) {
			d.asker, rest = a[1], a[2]
		}
	}
	d.text = newText(rest, l.span)
	b.para, b.last, b.inList, b.cells = d, &d.text, false, false
	return true
}

func (b *body) agreed(l line) bool {
	m := agreedStart.FindStringSubmatch(l.text)
	if m == nil {
		return false
	}
	b.inList = bareThat.MatchString(m[1])
	b.last, b.cells = nil, false
	if !b.inList {
		b.addAgreed(m[1], l.span)
	}
	return true
}

// addAgreed adds what was agreed; the letter or number of a list's entry is left out, as a bullet sign is.
func (b *body) addAgreed(s string, at Span) {
	if m := listed.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	t := newText(s, at)
	if b.para == nil { // an item whose paragraphs have no numbers
		b.item.Agreed = append(b.item.Agreed, t)
		b.last = &b.item.Agreed[len(b.item.Agreed)-1]
		return
	}
	b.para.agreed = append(b.para.agreed, &t)
	b.last = &t
}

func (b *body) bullet(l line) bool {
	if b.para == nil {
		return false
	}
	m := bulletStart.FindStringSubmatch(l.text)
	if n := subNumber.FindStringSubmatch(l.text); n != nil && !b.inList && b.para.section != "" && unsigned(n[1]) {
		m = n // an answer that has a number of its own
	}
	if m == nil { // a printer may lose the sign of an answer, not its post
		if b.inList || b.para.section == "" || !unsigned(l.text) || b.last != nil && !endStop(b.last.Text) {
			return false
		}
		m = []string{l.text, l.text}
	}
	if b.inList {
		b.addAgreed(m[1], l.span)
		return true
	}
	b.cells = false
	x := &bullet{}
	rest := m[1]
	if r := roleStart.FindStringSubmatch(rest); r != nil && b.para.section != "" && isRole(r[1]) {
		x.role, rest = r[1], r[3]
		if r[2] == "" {
			b.fault(b.para.number, "no space after the role ("+x.role+")", l.span)
		}
	}
	x.text = newText(rest, l.span)
	b.para.bullets = append(b.para.bullets, x)
	b.last = &x.text
	return true
}

// comment takes a line that lists what a member said: Cllr Name - text. Under a paragraph that asks, a bullet is an answer.
func (b *body) comment(l line) bool {
	if b.para == nil || b.inList {
		return false
	}
	name, text := commenter(l.text, b.people)
	if name == "" || b.para.section != "" && bulletStart.MatchString(l.text) && questionMarks(b.para.text.Text) > 0 {
		return false
	}
	b.cells = false
	c := &comment{name, newText(text, l.span)}
	b.para.says = append(b.para.says, c)
	b.last = &c.text
	return true
}

// commenter splits a comment into who and what; both are empty when the line is none.
func commenter(s string, people []string) (name, text string) {
	if m := commentName.FindStringSubmatch(s); m != nil {
		return m[1], m[2]
	}
	if m := bulletStart.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	for _, p := range people {
		rest, ok := strings.CutPrefix(s, p)
		if !ok {
			continue
		}
		if m := saysAfter.FindStringSubmatch(rest); m != nil {
			return p, m[1]
		}
	}
	return "", ""
}

// saysThat parts who says something from what: by a colon or a dash. A hyphen without a space beside it is part of a name.
const saysThat = `(?:(?: ?\([^()]{1,40}\))?(?: ?[–—] ?| -+ ?|- |: ))(\p{Lu}.*|[‘“'"].*)$`

var saysAfter = regexp.MustCompile(`^` + saysThat)

// isRole says whether a bracket holds a post: an abbreviation with two capitals or more (HoS), one with its service (HoS Safeguarding), or a post written out.
func isRole(s string) bool {
	return len(s) <= 8 && abbreviated.MatchString(s) || withService.MatchString(s) || post.MatchString(s)
}

var withService = regexp.MustCompile(`^[A-Z]{1,3}o[A-Z]{1,4},? \p{Lu}[\p{L}&,’' ]{1,40}$`)

// continues takes a line that goes on with the sentence of the block above it.
func (b *body) continues(l line) bool {
	first, _ := utf8.DecodeRuneInString(l.text)
	if b.last == nil || l.row || len(b.last.Text) > maxJoined || !unicode.IsLower(first) || endStop(b.last.Text) {
		return false
	}
	at := b.last.Span
	at.End = l.span.End
	*b.last = newText(strings.TrimSpace(b.last.Text+" "+l.text), at)
	return true
}

// heading takes a short line without an end stop.
func (b *body) heading(l line) bool {
	if len(l.text) > 300 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(l.text)
	if len(strings.Fields(l.text)) > 12 || endStop(l.text) || strings.HasSuffix(l.text, ":") ||
		strings.HasSuffix(l.text, ",") || !unicode.IsUpper(first) || b.inList {
		return false
	}
	known := knownHeading.MatchString(l.text) || questioning.MatchString(l.text)
	if !known && (l.row || b.cells || b.last != nil && strings.HasSuffix(b.last.Text, ":")) {
		b.cells = true // what a colon announces, or a cell of a table
		return false
	}
	b.item.Headings = append(b.item.Headings, l.text)
	b.item.HeadingText = append(b.item.HeadingText, newText(l.text, l.span))
	b.head, b.before, b.doubted = &l, b.section, b.doubt
	b.last, b.cells = nil, false
	switch asks := b.asking(l.text); {
	case asks != "":
		b.section, b.doubt = asks, false
	case known || b.section == "":
		b.section, b.doubt = "", false
	default: // a topic among the questions, or something new: its paragraphs say which
		b.doubt = true
	}
	return true
}

// asking is who asks under a heading; empty when it is no heading of questions.
func (b *body) asking(heading string) string {
	if b.asks != "" && questioning.MatchString(heading) {
		return b.asks
	}
	return Asking(heading)
}

// loose takes any other line: it follows up the paragraph above.
func (b *body) loose(l line) {
	b.cells = b.cells && len(strings.Fields(l.text)) <= 12 && !endStop(l.text) || l.row
	switch t := newText(l.text, l.span); {
	case b.para == nil && b.inList:
		b.addAgreed(l.text, l.span)
	case b.para == nil:
		b.item.Preamble = append(b.item.Preamble, t)
		b.last = nil
	case b.inList:
		b.addAgreed(l.text, l.span)
	default:
		b.para.follow = append(b.para.follow, &t)
		b.last = &t
	}
}

// endStop says whether a text ends as a sentence does. Closing quotes and brackets do not count.
func endStop(s string) bool {
	s = strings.TrimRight(s, `)’”'"`)
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, ";")
}

func (b *body) fault(number, what string, at Span) {
	*b.faults = append(*b.faults, Fault{Optional(number), what, at})
}

// close settles the paragraph that is open.
func (b *body) close() {
	if b.para != nil {
		b.item.Paragraphs = append(b.item.Paragraphs, b.para.settle(b.people))
	}
}

// finish settles the last paragraph. Invalid when there is none.
func (b *body) finish(name string) error {
	b.close()
	if len(b.item.Paragraphs) == 0 {
		return notThis(name, "there is no numbered paragraph (like 5.1) under \"Minutes:\"")
	}
	if b.item.Headings == nil {
		b.item.Headings = []string{}
	}
	return nil
}
