package minutes

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FormatPage is the web page of a whole meeting (ModernGov's "Agenda and minutes") as text.
const FormatPage = "moderngov-meeting-page-as-text"

// paperList is what a page writes behind a title for the item's papers; paperMark a line that begins their list.
var (
	paperList = regexp.MustCompile(`(?i)\s*(?:pdf icon )?PDF \d+ ?[KM]B.*$`)
	paperMark = regexp.MustCompile(`(?i)^(?:additional|supporting) documents:$|^(?:pdf icon )?.{0,120}PDF \d+ ?[KM]B$`)
)

// FormatPrinted is the printed minutes of a whole meeting, as the text of their PDF or of their word processor file.
const FormatPrinted = "printed-minutes-pdf-as-text"

// section is one agenda item of a meeting before it is read.
type section struct {
	number string
	title  line
	takes  int // lines of the heading
	lines  []line
	marked []bool // lines that begin a numbered paragraph
}

// sections finds the agenda items: where a paragraph N.1 (or the first of its number) stands, the heading "N Title" above it; a
// heading between two items that has no numbered paragraphs must be the next number in order. Everything before the first is the head.
func sections(ls []line, whole bool) (head []line, out []section) {
	starts, items := numbers(ls)
	var at []int // the line each section begins with
	add := func(i int, n int, l line, takes int) {
		at = append(at, i)
		out = append(out, section{number: strconv.Itoa(n), title: l, takes: takes})
	}
	current, done := 0, 0
	for i := range ls {
		if !starts[i] || items[i] == current {
			continue
		}
		n := items[i]
		found, title, takes := -1, line{}, 0
		for k := i - 1; k >= done; k-- {
			if starts[k] {
				break
			}
			if title, takes = heading(ls, k, n); takes > 0 {
				found = k
				break
			}
		}
		// Items between the last and this one that have no numbered paragraphs.
		limit := found
		if limit < 0 {
			limit = i
		}
		for want, k := current+1, done; current > 0 && want < n && k < limit; k++ {
			if h, t := heading(ls, k, want); t > 0 && !starts[k] && standsAlone(ls, k, whole) {
				add(k, want, h, t)
				want++
			}
		}
		if found >= 0 {
			add(found, n, title, takes)
		} else {
			add(i, n, line{}, 0)
		}
		current, done = n, i+1
	}
	for k := done; k < len(ls) && (current > 0 || len(at) > 0); k++ {
		if h, t := heading(ls, k, current+1); t > 0 && !starts[k] && standsAlone(ls, k, whole) {
			add(k, current+1, h, t)
			current++
		}
	}
	if len(at) == 0 {
		return unnumberedSections(ls)
	}
	for s := range out {
		from, to := at[s]+out[s].takes, len(ls)
		if s+1 < len(out) {
			to = at[s+1]
		}
		if from < to {
			out[s].lines, out[s].marked = ls[from:to], starts[from:to]
		}
	}
	return ls[:at[0]], out
}

// pageSections finds the items of a meeting's web page: a number with a dot on a line of its own, the title on the next. None for a
// printed text, or when fewer than two are found.
func pageSections(ls []line, printed bool) (head []line, out []section) {
	if printed {
		return nil, nil
	}
	starts, _ := numbers(ls)
	var at []int
	current := 0
	for k := 0; k+1 < len(ls); k++ {
		if !bareDigit.MatchString(ls[k].text) || !strings.HasSuffix(ls[k].text, ".") || !titleLike(ls[k+1].text) {
			continue
		}
		if n := atoi(strings.TrimSuffix(ls[k].text, ".")); n > current {
			at = append(at, k)
			out = append(out, section{number: strconv.Itoa(n), title: ls[k+1], takes: 2})
			current = n
		}
	}
	if len(out) < 2 {
		return nil, nil
	}
	for s := range out {
		from, to := at[s]+2, len(ls)
		if s+1 < len(out) {
			to = at[s+1]
		}
		out[s].lines, out[s].marked = ls[from:to], starts[from:to]
	}
	return ls[:at[0]], out
}

// numbers finds the lines that begin a numbered paragraph: in one item numbers rise, and items rise. It gives each one's item.
func numbers(ls []line) (starts []bool, items []int) {
	starts, items = make([]bool, len(ls)), make([]int, len(ls))
	item, last := 0, 0
	for i, l := range ls {
		if m := dashed.FindStringSubmatch(l.text); m != nil {
			l.text = m[1]
		}
		m := numberStart.FindStringSubmatch(l.text)
		if m == nil || clockAfter.MatchString(strings.TrimSpace(m[3]+m[4])) {
			continue
		}
		rest := strings.TrimSpace(strings.TrimLeft(m[3], ". ") + m[4])
		first, _ := utf8.DecodeRuneInString(rest)
		if unicode.IsLower(first) && i > 0 && !endStop(ls[i-1].text) || strings.TrimRight(m[3], ". ") != "" && !unicode.IsUpper(first) && !strings.ContainsRune("(‘“'\"£¼½¾", first) {
			continue // 4.5 million, or 9.2m
		}
		n, _ := strconv.Atoi(m[1])
		k, _ := strconv.Atoi(m[2])
		switch {
		case n == item && k > last && k <= last+20:
		case n > item && n <= item+15 && k <= 3 && k > 0, item == 0 && k == 1:
		default:
			continue
		}
		item, last = n, k
		starts[i], items[i] = true, n
	}
	return starts, items
}

// heading gives the title of item n when line k is its heading, and how many lines that takes: a number that stands alone takes the
// next line as its title. None is 0 lines.
func heading(ls []line, k, n int) (line, int) {
	if m := looksItem.FindStringSubmatch(ls[k].text); m != nil && m[1] == strconv.Itoa(n) {
		l := ls[k]
		l.text = m[2]
		if !titleLike(l.text) {
			return line{}, 0
		}
		return l, 1
	}
	if bareDigit.MatchString(ls[k].text) && strings.TrimSuffix(ls[k].text, ".") == strconv.Itoa(n) && k+1 < len(ls) && titleLike(ls[k+1].text) && !looksPara.MatchString(ls[k+1].text) {
		l := ls[k+1]
		l.span.Start, l.span.Line = ls[k].span.Start, ls[k].span.Line
		return l, 2
	}
	return line{}, 0
}

func titleLike(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return len(strings.Fields(s)) <= 30 && !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, ";") && !unicode.IsLower(first)
}

// standsAlone says whether a heading without numbered paragraphs is set apart from what is above it, as an entry of a list is not. Of lines that are whole blocks an entry
// has its sign.
func standsAlone(ls []line, k int, whole bool) bool {
	return ls[k].gap && (k == 0 || endStop(ls[k-1].text) || whole || !bulletStart.MatchString(ls[k-1].text))
}

// unnumberedSections reads minutes whose paragraphs have no numbers: at least three items in order, each set apart.
func unnumberedSections(ls []line) (head []line, out []section) {
	var at []int
	want := 0
	for k := range ls {
		m := looksItem.FindStringSubmatch(ls[k].text)
		n := 0
		switch {
		case m != nil:
			n, _ = strconv.Atoi(m[1])
		case bareDigit.MatchString(ls[k].text):
			n, _ = strconv.Atoi(strings.TrimSuffix(ls[k].text, "."))
		}
		if n == 0 || want > 0 && n != want || !ls[k].gap && k > 0 {
			continue
		}
		if h, t := heading(ls, k, n); t > 0 && endsWithout(h.text) {
			at = append(at, k)
			out = append(out, section{number: strconv.Itoa(n), title: h, takes: t})
			want = n + 1
		}
	}
	if len(out) < 3 {
		return ls, nil
	}
	for s := range out {
		from, to := at[s]+out[s].takes, len(ls)
		if s+1 < len(out) {
			to = at[s+1]
		}
		if from < to {
			out[s].lines, out[s].marked = ls[from:to], make([]bool, to-from)
		}
	}
	return ls[:at[0]], out
}

func endsWithout(s string) bool { return !endStop(s) && len(strings.Fields(s)) <= 14 }

// read reads one item.
func (s section) read(p *Proposal, h *headReading, width int, printed bool, words map[string]bool) Item {
	it := Item{Number: s.number, Headings: []string{}}
	lines, marked := s.lines, s.marked
	name := paperList.ReplaceAllString(s.title.text, "")
	if at := index(lines, minutesMark); at >= 0 && !slices.Contains(marked[:at], true) {
		for _, l := range lines[:at] {
			if !paperMark.MatchString(l.text) {
				it.Purpose = Optional(strings.TrimSpace(string(it.Purpose) + " " + l.text))
			}
		}
		lines, marked = lines[at+1:], marked[at+1:]
	}
	if at := index(lines, documentsMark); at >= 0 {
		for _, l := range lines[at+1:] {
			it.Documents = append(it.Documents, l.text)
		}
		lines, marked = lines[:at], marked[:at]
	}
	if s.title.text == "" {
		at := s.title.span
		if len(s.lines) > 0 {
			at = s.lines[0].span
		}
		p.TextFaults = append(p.TextFaults, Fault{Optional(s.number), "the item has no heading", at})
	}
	// A title may be cut into lines: it goes on while no paragraph has begun and it is full or its clock time is still to come.
	for printed && len(lines) > 0 && !marked[0] && !lines[0].gap && name != "" && clock.FindString(name) == "" && len(strings.Fields(name)) < 30 {
		full := width > 0 && utf8.RuneCountInString(name) > width*70/100
		if !full && !clock.MatchString(lines[0].text) {
			break
		}
		name += " " + lines[0].text
		lines, marked = lines[1:], marked[1:]
	}
	it.Title, it.PlannedTime = title(name)
	j := &joiner{width: width, words: words}
	for i, l := range lines {
		if duration.MatchString(l.text) && len(strings.Fields(l.text)) < 16 {
			h.ends = append(h.ends, l.text)
			continue
		}
		if m := dashed.FindStringSubmatch(l.text); m != nil && marked[i] {
			j.faults = append(j.faults, Fault{"", "a list sign stands before a paragraph number; it was left out", l.span})
			l.text = m[1]
		}
		if !printed {
			j.out = append(j.out, l)
			continue
		}
		j.add(l, marked[i])
	}
	b := &body{item: &it, faults: &p.TextFaults, people: h.people(), asks: kindOfBody.FindString(string(p.Meeting.Body))}
	for _, l := range j.out {
		b.line(l)
	}
	b.close()
	for _, f := range j.faults {
		f.Paragraph = Optional(within(&it, f.Span))
		p.TextFaults = append(p.TextFaults, f)
	}
	it.count()
	return it
}

// kindOfBody is what a committee calls itself in short.
var kindOfBody = regexp.MustCompile(`(?:Commission|Committee|Panel|Board|Forum|Task Group|Cabinet|Executive)$`)

// within is the number of the paragraph that a place lies in.
func within(it *Item, at Span) string {
	number := it.Number
	for _, para := range it.Paragraphs {
		if para.Span.Start > at.Start {
			break
		}
		number = para.Number
	}
	return number
}

// meetingMinutes reads the minutes of a whole meeting, printed or as a web page. Only lines of what was printed are joined, and not
// those that are whole blocks already.
func meetingMinutes(p *Proposal, ls []line, printed, whole bool) error {
	ls = signs(ls)
	width := 0
	if printed && !whole {
		ls = furniture(ls)
		width = wrapWidth(ls)
	}
	head, secs := pageSections(ls, printed)
	if len(secs) == 0 {
		head, secs = sections(ls, whole)
	}
	if len(secs) == 0 {
		return notThis(p.Source, "there is no numbered agenda item with a numbered paragraph (like 5.1)")
	}
	p.Format, p.Meeting, p.Attendance, p.Declarations = FormatPrinted, &Meeting{}, newAttendance(), []Declaration{}
	if !printed {
		p.Format = FormatPage
	}
	h := readHead(p, head, width)
	words := vocabulary(ls)
	for _, s := range secs {
		p.Items = append(p.Items, s.read(p, h, width, printed && !whole, words))
	}
	p.fromItems(h)
	p.total()
	p.Roles = ProposeRoles(p.Totals.AnswersByRole, slices.Concat(p.Attendance.Officers, p.Attendance.ExecutiveMembers), nil)
	return nil
}

// total sums the items.
func (p *Proposal) total() {
	t := Totals{Items: len(p.Items), AnswersByRole: map[string]int{}, Declarations: len(p.Declarations)}
	for i := range p.Items {
		c := p.Items[i].Counts
		t.Paragraphs += c.Paragraphs
		t.QuestionParagraphs += c.QuestionParagraphs
		t.Answered += c.Answered
		t.Answers += c.Answers
		for r, n := range c.AnswersByRole {
			t.AnswersByRole[r] += n
		}
		t.Agreed += c.Agreed + len(p.Items[i].Agreed)
		for _, para := range p.Items[i].Paragraphs {
			t.MemberComments += len(para.Comments)
		}
	}
	p.Totals = &t
}

var (
	closes   = regexp.MustCompile(`(?i)\b(?:conclud\w+|clos(?:ed|ing)|ended|finish(?:ed)?|adjourned)\b[^.]{0,40}?(?: at| by)?:? (\d{1,2})(?:[.:](\d{2}))?` + halfDay)
	duration = regexp.MustCompile(`(?i)^(?:the )?(?:duration(?: of (?:the )?meeting)?|end of (?:the )?meeting|time finished)\b:?(.*)$`)
	times    = regexp.MustCompile(`(?i)(\d{1,2})(?:[.:](\d{2}))?` + halfDay)
)

// halfDay is what stands behind a clock time.
const halfDay = `(?: ?(am\b|pm\b|a\.m\.|p\.m\.|hours\b|hrs\b))?`

// clockTime makes 21:50 of 9, 50 and pm. Without am or pm an hour from 1 to 11 of a closing time is in the evening only if evening says so.
func clockTime(h, m, half string, evening bool) Optional {
	hour, _ := strconv.Atoi(h)
	mins, _ := strconv.Atoi(m)
	switch strings.ToLower(strings.ReplaceAll(half, ".", "")) {
	case "pm":
		if hour < 12 {
			hour += 12
		}
	case "am":
		if hour == 12 {
			hour = 0
		}
	default:
		if evening && hour < 12 {
			hour += 12
		}
	}
	if hour > 23 || mins > 59 || h == "" {
		return ""
	}
	return Optional(fmt.Sprintf("%02d:%02d", hour, mins))
}
