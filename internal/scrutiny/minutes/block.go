package minutes

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A printed page cuts sentences into lines, and its head and foot stand between them. joiner puts blocks together again by the
// join rule of specs/scrutiny.md 3: a line that starts lower case, or that begins no block while the one above lacks an end stop,
// goes on with the one above. In a text whose lines are filled to one width, a line above that is full is gone on with as well,
// though a sentence ends with it.
type joiner struct {
	out    []line
	filled bool            // the last line of the last block reaches the margin
	width  int             // to which lines are filled; 0 when the text is not wrapped
	words  map[string]bool // of the whole text, by which a cut word is told from a compound
	faults []Fault
}

var (
	pageFoot   = regexp.MustCompile(`^(?i:page \d{1,3}(?: of \d{1,3})?|[-–—] ?\d{1,3} ?[-–—]|\d{1,3} ?\| ?page)$`)
	bareDigit  = regexp.MustCompile(`^\d{1,3}\.?$`)
	bareNumber = regexp.MustCompile(`^\d{1,3}$`)
	loneSign   = regexp.MustCompile(`^[§·•■▪\x{F0A7}\x{F0B7}]$`)
	dashed     = regexp.MustCompile(`^[-–—•·] ?(\d{1,3}\.\d{1,3}\b.*)$`)
	looksPara  = regexp.MustCompile(`^(?:[-–—•·] ?)?\d{1,3}\.\d{1,3}(?:[. ]|\p{Lu}|[(‘“'"]|$)`)
	looksItem  = regexp.MustCompile(`^(?:[-–—] ?)?(?:(?i:agenda )?(?i:item )?)(\d{1,3})[.:)]? +([\p{Lu}‘“'"(].*)$`)
	address    = regexp.MustCompile(`^(?i:https?://|www\.)`)
)

// wrapWidth is the width that the lines of a text are filled to, in characters; 0 when most blocks are one line each.
func wrapWidth(ls []line) int {
	var widths []int
	follow := 0
	for i, l := range ls {
		widths = append(widths, utf8.RuneCountInString(l.text))
		if i > 0 && !l.gap && !looksPara.MatchString(l.text) && !bulletStart.MatchString(l.text) {
			follow++
		}
	}
	if len(ls) < 12 || follow*4 < len(ls) {
		return 0
	}
	slices.Sort(widths)
	w := widths[len(widths)*92/100]
	if w > 170 || w < 40 {
		return 0
	}
	return w
}

// furniture drops the heads and feet of printed pages: page numbers, and lines that stand near a page's edge on two pages or more.
func furniture(ls []line) []line {
	if len(ls) == 0 {
		return ls
	}
	const near = 4 // lines of a head or a foot at most
	edge := map[string]int{}
	numbers := map[int]bool{}
	if slices.ContainsFunc(ls, func(l line) bool { return l.page }) {
		edge[unnumbered(ls[0].text)]++ // the first page has a head too
	}
	for i, l := range ls {
		if bareNumber.MatchString(l.text) {
			numbers[atoi(l.text)] = true
		}
		if l.page {
			for k := max(0, i-near); k < min(len(ls), i+near); k++ {
				edge[unnumbered(ls[k].text)]++
			}
		}
	}
	drop := make([]bool, len(ls))
	runs := func(l line) bool { // whether a line at the very edge belongs to a head or a foot
		return pageFoot.MatchString(l.text) || bareNumber.MatchString(l.text) || edge[unnumbered(l.text)] > 1 && !looksPara.MatchString(l.text) && !bulletStart.MatchString(l.text) && !agreedStart.MatchString(l.text)
	}
	// On the first page the head is dropped only when the committee is named below it: it may be the title.
	drop[0] = edge[unnumbered(ls[0].text)] > 1 && runs(ls[0]) && slices.ContainsFunc(ls[1:min(len(ls), 12)], func(l line) bool { return committee.MatchString(l.text) })
	for i := range ls {
		if ls[i].page {
			for k := i; k < min(len(ls), i+near) && runs(ls[k]); k++ {
				drop[k] = true
			}
			for k := i - 1; k >= max(0, i-near) && runs(ls[k]); k-- {
				drop[k] = true
			}
		}
	}
	for k := len(ls) - 1; k >= max(0, len(ls)-near) && runs(ls[k]); k-- {
		drop[k] = true
	}
	for i, l := range ls {
		if pageFoot.MatchString(l.text) {
			drop[i] = true
		}
		if !drop[i] && bareNumber.MatchString(l.text) { // one of a row of page numbers, and not the number of an item
			n := atoi(l.text)
			title := i+1 < len(ls) && titleLike(ls[i+1].text) && i+2 < len(ls) && strings.HasPrefix(ls[i+2].text, l.text+".")
			drop[i] = (numbers[n-1] || numbers[n+1] || n < 3) && !title && i > 0
		}
	}
	var out []line
	gap, page := false, false
	for i, l := range ls {
		if drop[i] {
			gap, page = gap || l.gap, page || l.page
			continue
		}
		l.gap, l.page = l.gap || gap, l.page || page
		gap, page = false, false
		out = append(out, l)
	}
	return out
}

var numerals = regexp.MustCompile(`\d+`)

func unnumbered(s string) string { return numerals.ReplaceAllString(s, "#") }

// signs puts a bullet sign that stands alone before the line that follows it.
func signs(ls []line) []line {
	var out []line
	for i := 0; i < len(ls); i++ {
		l := ls[i]
		if loneSign.MatchString(l.text) && i+1 < len(ls) && !loneSign.MatchString(ls[i+1].text) {
			next := ls[i+1]
			l.text += " " + next.text
			l.span.End = next.span.End
			i++
		}
		out = append(out, l)
	}
	return out
}

// add takes the next line of an item's body. begins says that it begins a block by its number.
func (j *joiner) add(l line, begins bool) {
	full := j.width > 0 && utf8.RuneCountInString(l.text) > j.width*82/100
	defer func() { j.filled = full }()
	if len(j.out) == 0 {
		j.out = append(j.out, l)
		return
	}
	last := &j.out[len(j.out)-1]
	text, sign := l.text, false
	if m := bulletStart.FindStringSubmatch(l.text); m != nil {
		text, sign = m[1], true
	}
	if !begins && j.goesOn(last, text, l, sign) && len(last.text) < maxJoined {
		if sign {
			j.faults = append(j.faults, Fault{"", "a bullet sign stands inside a sentence; it was left out", l.span})
		}
		glue := " "
		if r, size := utf8.DecodeLastRuneInString(last.text); r == '-' && size < len(last.text) {
			if before, _ := utf8.DecodeLastRuneInString(last.text[:len(last.text)-size]); unicode.IsLetter(before) {
				glue = "" // a compound that was cut at its hyphen, or a word that was cut by one
				if j.cut(last.text, text) {
					last.text = last.text[:len(last.text)-size]
				}
			}
		}
		if before, soft := strings.CutSuffix(last.text, "\u00ad"); soft {
			last.text, glue = before, ""
		}
		last.text += glue + text
		last.span.End = l.span.End
		return
	}
	j.out = append(j.out, l)
}

// cut says whether a hyphen at a line's end cuts a word: the same minutes write it in one piece elsewhere, and not with a hyphen. A compound keeps its hyphen, and so
// does what cannot be told.
func (j *joiner) cut(above, below string) bool {
	a, b := above[strings.LastIndexByte(above, ' ')+1:], below
	if i := strings.IndexFunc(below, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		b = below[:i]
	}
	whole := strings.TrimFunc(strings.TrimSuffix(a, "-"), func(r rune) bool { return !unicode.IsLetter(r) }) + b
	return j.words[singular(whole)] && !j.words[singular(a+b)]
}

// vocabulary are the words of a text, but those that a line's end cuts.
func vocabulary(ls []line) map[string]bool {
	out := map[string]bool{}
	for _, l := range ls {
		words := strings.FieldsFunc(l.text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
		for i, w := range words {
			if i == len(words)-1 && strings.HasSuffix(l.text, "-") || len(w) > 40 {
				continue
			}
			out[singular(w)] = true
		}
	}
	return out
}

func singular(w string) string { return strings.TrimSuffix(strings.ToLower(w), "s") }

// goesOn is the join rule.
func (j *joiner) goesOn(last *line, text string, l line, sign bool) bool {
	first, _ := utf8.DecodeRuneInString(text)
	lower := unicode.IsLower(first) && !address.MatchString(text)
	ended := endStop(last.text)
	above := last.text[:min(len(last.text), 120)] // what begins the block above; a block may grow by many lines
	listed := strings.HasSuffix(last.text, ":") || strings.HasSuffix(last.text, ",") && bulletStart.MatchString(above)
	listed = listed || entryEnds.MatchString(last.text[max(0, len(last.text)-8):])
	if m := bulletStart.FindStringSubmatch(above); m != nil && sign {
		r, _ := utf8.DecodeRuneInString(m[1])
		listed = listed || unicode.IsLower(r) // a list whose entries begin lower case
	}
	switch {
	case lower && sign:
		return !ended && !listed
	case lower:
		return !ended || !headingLike(*last)
	case l.row || last.row, sign, agreedStart.MatchString(text), address.MatchString(text), subNumber.MatchString(text), ended && unsigned(text):
		return false
	}
	if m := agreedStart.FindStringSubmatch(above); m != nil && bareThat.MatchString(m[1]) && lettered.MatchString(text) {
		return false
	}
	if lettered.MatchString(text) && listBefore.MatchString(last.text[max(0, len(last.text)-8):]) {
		return false
	}
	if name, _ := commenter(l.text, nil); name != "" {
		return false
	}
	if knownHeading.MatchString(above) || len(last.text) < 20 && agreedStart.MatchString(last.text) && agreedStart.FindStringSubmatch(last.text)[1] == "" {
		return false
	}
	if knownHeading.MatchString(text) || l.gap && headingLike(l) {
		return false
	}
	if j.filled && !l.gap {
		return true
	}
	if headingLike(*last) && last.gap {
		return false
	}
	return !ended && !strings.HasSuffix(last.text, ":")
}

// entryEnds is the end of an entry of a list that another entry follows.
var entryEnds = regexp.MustCompile(`[;,] (?:and|or)$`)

// listBefore is the end of a block that an entry of a list may follow.
var listBefore = regexp.MustCompile(`(?:[:;,.]|\b(?:and|or))$`)

// unsigned says whether a text begins as an answer does, without a bullet sign: a printer may lose the sign.
func unsigned(s string) bool {
	r := roleStart.FindStringSubmatch(s)
	if r == nil || !isRole(r[1]) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(r[3])
	return unicode.IsUpper(first) || strings.ContainsRune("‘“'\"£", first)
}

// knownHeading are headings of minutes that are known by their words.
var knownHeading = regexp.MustCompile(`^(?i:(?:members['’]? )?questions (?:from|by|and answers)\b.{0,60}|introductions?(?: (?:from|by)\b.{0,60})?|(?:conclusions?|summary|summing up|discussion|background|next steps|closing remarks|recommendations|presentation(?: (?:from|by)\b.{0,60})?|comments from\b.{0,60}))$`)

// headingLike says whether a line has the form of a heading: short, no end stop, begins with a capital, and is no sentence cut short.
func headingLike(l line) bool {
	if len(l.text) > 200 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(l.text)
	words := strings.Fields(l.text)
	if len(words) == 0 || len(words) > 12 || endStop(l.text) || !unicode.IsUpper(first) || strings.HasSuffix(l.text, ",") || strings.HasSuffix(l.text, ":") {
		return false
	}
	switch words[len(words)-1] {
	case "of", "and", "the", "for", "to", "in", "a", "an", "with", "by", "on", "at", "from", "or", "was", "were", "is", "are", "had", "has", "that", "which", "&", "-", "–":
		return false
	}
	return true
}
