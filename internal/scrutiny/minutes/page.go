package minutes

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"throughline/internal/errs"
	"throughline/internal/papers"
)

// line is one line that is not blank, with its white space collapsed. The span leaves out the white space around it.
type line struct {
	text string
	span Span
	gap  bool // a blank line stood before it
	page bool // a form feed stood before it: it is the first of a printed page
	row  bool // tabs part it into cells: it is a row of a table
}

// lines splits the source. No-break spaces, form feeds and a byte order mark are white space.
func lines(src []byte) []line {
	var out []line
	gap, page := false, false
	for n, start := 1, 0; start < len(src); n++ {
		end := len(src)
		if i := bytes.IndexByte(src[start:], '\n'); i >= 0 {
			end = start + i
		}
		raw := string(src[start:end])
		left := strings.TrimLeftFunc(raw, blank)
		at := start + len(raw) - len(left)
		trimmed := strings.TrimRightFunc(left, blank)
		page = page || strings.Contains(raw[:len(raw)-len(left)], "\f")
		if trimmed == "" {
			gap = true
		} else {
			out = append(out, line{strings.Join(strings.FieldsFunc(trimmed, blank), " "), Span{n, at, at + len(trimmed)}, gap, page, inCells(trimmed)})
			gap, page = false, false
		}
		start = end + 1
	}
	return out
}

// inCells says whether a tab stands between words. One behind a paragraph's number or a bullet sign is none.
func inCells(s string) bool {
	before, _, found := strings.Cut(s, "\t")
	if found && beforeTab.MatchString(strings.TrimSpace(before)) {
		_, s, _ = strings.Cut(s, "\t")
		before, _, found = strings.Cut(strings.TrimLeftFunc(s, blank), "\t")
	}
	return found && strings.TrimSpace(before) != ""
}

// beforeTab is what a word processor puts a tab behind.
var beforeTab = regexp.MustCompile(`^(?:[\d.]+|\W|\(?[\p{L}\d]{1,3}\)|[-–—] ?[\d.]+)$`)

func blank(r rune) bool { return papers.Blank(r) }

func join(ls []line) string {
	texts := make([]string, len(ls))
	for i, l := range ls {
		texts[i] = l.text
	}
	return strings.Join(texts, " ")
}

// page is the parts of a web page of one agenda item.
type page struct {
	title           line
	purpose         []line
	body, documents []line
	ended           bool // "Supporting documents:" was there
	last            line
}

const (
	itemMark      = "agenda item"
	minutesMark   = "minutes:"
	documentsMark = "supporting documents:"
)

// split finds the marks of the page in their order.
func split(name string, ls []line) (page, error) {
	var p page
	at := index(ls, itemMark)
	if at < 0 || at > 5 {
		return p, notThis(name, "it does not begin with the line \"Agenda item\"")
	}
	ls = ls[at+1:]
	minutes := index(ls, minutesMark)
	switch {
	case minutes < 0:
		return p, notThis(name, "it is the page of an agenda item, but the line \"Minutes:\" is missing; the minutes may not be published yet")
	case minutes == 0:
		return p, notThis(name, "there is no title between \"Agenda item\" and \"Minutes:\"")
	}
	p.title, p.purpose, p.body = ls[0], ls[1:minutes], ls[minutes+1:]
	p.last = ls[len(ls)-1]
	if end := index(p.body, documentsMark); end >= 0 {
		p.body, p.documents, p.ended = p.body[:end], p.body[end+1:], true
	}
	return p, nil
}

func index(ls []line, mark string) int {
	for i, l := range ls {
		if strings.EqualFold(l.text, mark) {
			return i
		}
	}
	return -1
}

var clock = regexp.MustCompile(`\s*\((\d{1,2})\.(\d{2})\)$`)

// title takes the planned start off the end of a title. A year in brackets before it belongs to the title.
func title(s string) (string, Optional) {
	m := clock.FindStringSubmatch(s)
	if m == nil {
		return s, ""
	}
	h, _ := strconv.Atoi(m[1]) // digits by the pattern
	mins, _ := strconv.Atoi(m[2])
	rest := strings.TrimSuffix(s, m[0])
	if h > 23 || mins > 59 || rest == "" {
		return s, ""
	}
	return rest, Optional(fmt.Sprintf("%02d:%02d", h, mins))
}

// known are the first bytes or words by which other things are recognised.
var known = []struct{ start, what string }{
	{"%PDF", "a PDF file, not its text"},
	{"PK\x03\x04", "a Word file or another zip file"},
	{"\xd0\xcf\x11\xe0", "an old Word file"},
	{"{\\rtf", "an RTF file"},
	{"<", "a web page or XML with its mark-up"},
	{"{", "JSON"},
}

// refuse recognises what is not the page of an agenda item.
func refuse(name string, src []byte) error {
	text := strings.TrimLeftFunc(string(src[:min(len(src), 64<<10)]), blank)
	if text == "" && len(src) < 64<<10 {
		return notThis(name, "it is empty")
	}
	for _, k := range known {
		if strings.HasPrefix(text, k.start) {
			return notThis(name, "it looks like "+k.what)
		}
	}
	switch {
	case len(src) > MaxBytes:
		return notThis(name, fmt.Sprintf("it is longer than %d kB", MaxBytes>>10))
	case !utf8.Valid(src):
		return notThis(name, fmt.Sprintf("line %d has bytes that are not UTF-8; save it as UTF-8 text", badLine(src)))
	case bytes.IndexByte(src, 0) >= 0:
		return notThis(name, "it holds NUL bytes, so it is not a text")
	case longLine(src) > 0:
		return notThis(name, fmt.Sprintf("line %d is longer than %d bytes, which no paragraph of minutes is", longLine(src), maxLine))
	}
	return nil
}

// maxLine is the longest line taken, in bytes. The longest paragraph at hand has 1,700.
const maxLine = 20_000

// longLine is the number of the first line that is too long, or 0.
func longLine(src []byte) int {
	n := 1
	for l := range bytes.Lines(src) {
		if len(l) > maxLine {
			return n
		}
		n++
	}
	return 0
}

func badLine(src []byte) int {
	n := 1
	for len(src) > 0 {
		r, size := utf8.DecodeRune(src)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			n++
		}
		src = src[size:]
	}
	return n
}

func notThis(name, why string) error {
	return errs.New(errs.Invalid, "%s cannot be read as minutes: %s. Accepted are the page of one agenda item "+
		"(from \"Agenda item\" over its title and \"Minutes:\" to \"Supporting documents:\"), the page of a meeting, and printed minutes with numbered items, "+
		"as text, PDF, HTML, ModernGov XML, DOCX or ODT. Nothing was read.", name, why)
}
