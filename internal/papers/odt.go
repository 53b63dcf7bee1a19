package papers

import (
	"encoding/xml"
	"strconv"
	"strings"

	"throughline/internal/errs"
)

// odt takes the text out of an OpenDocument text: one paragraph a line, with the numbers and bullet signs that its lists and headings show. Deleted text, comments and
// notes are left out. Elements are those of ODF 1.2, parts 1 and 3 of its content.xml and styles.xml.
func odt(b *Blocks, src []byte) error {
	z, err := unzip(src, "an OpenDocument file")
	if err != nil {
		return err
	}
	body, err := part(z, "content.xml")
	if err != nil {
		return err
	}
	if body == nil {
		return errs.New(errs.Invalid, "it is a zip file without content.xml, so it is no OpenDocument text")
	}
	styles, err := part(z, "styles.xml")
	if err != nil {
		return err
	}
	r := odtReader{b: b, styles: map[string]map[int]level{}, counts: map[string][]int{}, ofStyle: map[string]string{}}
	for _, p := range []struct {
		name string
		src  []byte
	}{{"styles.xml", styles}, {"content.xml", body}} {
		if p.src == nil {
			continue
		}
		if err := walk(p.src, r.style); err != nil {
			return errs.New(errs.Invalid, "its part %s is broken: %s", p.name, errs.Text(err))
		}
	}
	if err := walk(body, r.content); err != nil {
		return errs.New(errs.Invalid, "its part content.xml is broken: %s", errs.Text(err))
	}
	return nil
}

// level is how one level of a list is shown.
type level struct {
	bullet                 bool
	format, prefix, suffix string
	start, shown           int // how many levels are shown
}

// list is a list that is open.
type list struct {
	style string
	item  bool // its next paragraph is the first of an item
}

// outline is the name under which the numbering of headings is kept.
const outline = "\x00outline"

type odtReader struct {
	b       *Blocks
	styles  map[string]map[int]level
	ofStyle map[string]string // paragraphs' styles that name a list style
	now     string            // the list style that is read
	counts  map[string][]int

	lists  []list
	within int    // paragraphs within each other (in a frame)
	sign   string // of the paragraph that has begun
	skip   int
	chars  int // bytes of the paragraph so far
}

// style reads the list styles of one part.
func (r *odtReader) style(s *xml.StartElement, e *xml.EndElement, _ []byte) error {
	switch {
	case s == nil:
		if e != nil && (e.Name.Local == "list-style" || e.Name.Local == "outline-style") {
			r.now = ""
		}
	case s.Name.Local == "list-style":
		r.now = attr(s, "name")
		r.styles[r.now] = map[int]level{}
	case s.Name.Local == "outline-style":
		r.now = outline
		r.styles[r.now] = map[int]level{}
	case s.Name.Local == "style" && attr(s, "list-style-name") != "":
		r.ofStyle[attr(s, "name")] = attr(s, "list-style-name")
	case r.now != "" && strings.Contains(s.Name.Local, "level-style"):
		n, err := strconv.Atoi(attr(s, "level"))
		if err != nil || n < 1 || n > 10 {
			return nil
		}
		l := level{bullet: s.Name.Local == "list-level-style-bullet", format: attr(s, "num-format"), prefix: attr(s, "num-prefix"), suffix: attr(s, "num-suffix"), start: 1, shown: 1}
		if v, err := strconv.Atoi(attr(s, "start-value")); err == nil {
			l.start = v
		}
		if v, err := strconv.Atoi(attr(s, "display-levels")); err == nil && v > 0 {
			l.shown = v
		}
		r.styles[r.now][n] = l
	}
	return nil
}

// silentODT are elements whose text is none of the document's.
var silentODT = map[string]bool{"tracked-changes": true, "annotation": true, "note": true, "automatic-styles": true, "font-face-decls": true, "scripts": true, "forms": true,
	"table-of-content-source": true, "title": true, "desc": true}

// content reads the body.
func (r *odtReader) content(s *xml.StartElement, e *xml.EndElement, text []byte) error {
	switch {
	case s != nil && (r.skip > 0 || silentODT[s.Name.Local]):
		r.skip++
	case e != nil && r.skip > 0:
		r.skip--
	case r.skip > 0:
	case s != nil:
		return r.begin(s)
	case e != nil:
		r.end(e.Name.Local)
	case r.within > 0:
		if r.chars += len(text); r.chars > maxText {
			return errs.New(errs.Invalid, "a paragraph is longer than %d kB", maxText>>10)
		}
		r.put(string(text))
	}
	return nil
}

func (r *odtReader) begin(s *xml.StartElement) error {
	switch s.Name.Local {
	case "list":
		style := attr(s, "style-name")
		if style == "" && len(r.lists) > 0 {
			style = r.lists[len(r.lists)-1].style
		}
		if len(r.lists) == 0 && attr(s, "continue-numbering") != "true" && attr(s, "continue-list") == "" {
			delete(r.counts, style)
		}
		r.lists = append(r.lists, list{style: style})
	case "list-item":
		if n := len(r.lists); n > 0 {
			r.lists[n-1].item = true
			if v, err := strconv.Atoi(attr(s, "start-value")); err == nil {
				r.setCount(r.lists[n-1].style, n, v-1)
			}
		}
	case "p", "h":
		if r.within++; r.within == 1 {
			r.b.End()
			r.chars = 0
			r.sign = r.signOf(s)
		}
	case "s":
		r.put(" ")
	case "tab":
		r.put(" ")
	case "line-break":
		r.b.End()
	case "soft-page-break":
	}
	return nil
}

func (r *odtReader) end(name string) {
	switch name {
	case "list":
		if n := len(r.lists); n > 0 {
			r.lists = r.lists[:n-1]
		}
	case "p", "h":
		if r.within--; r.within == 0 {
			r.b.End()
		}
	case "table-cell", "table-row":
		r.b.End()
	}
}

// put adds text; the paragraph's sign goes before its first words, unless it is typed as well.
func (r *odtReader) put(s string) {
	if r.sign != "" && strings.TrimSpace(s) != "" {
		if !typed.MatchString(strings.TrimSpace(s)) {
			r.b.Write(r.sign)
		}
		r.sign = ""
	}
	r.b.Write(s)
}

// signOf is the number or bullet of a paragraph or heading. It counts it.
func (r *odtReader) signOf(s *xml.StartElement) string {
	if n := len(r.lists); n > 0 {
		l := &r.lists[n-1]
		if !l.item {
			return ""
		}
		l.item = false
		style := l.style
		if style == "" {
			style = r.ofStyle[attr(s, "style-name")]
		}
		return r.next(style, n)
	}
	if n, err := strconv.Atoi(attr(s, "outline-level")); s.Name.Local == "h" && err == nil && n > 0 && attr(s, "is-list-header") != "true" {
		return r.next(outline, n)
	}
	return ""
}

func (r *odtReader) setCount(style string, depth, to int) {
	counts := r.counts[style]
	if counts == nil {
		counts = make([]int, 11)
		for i := range counts {
			counts[i] = -1
		}
		r.counts[style] = counts
	}
	if depth < len(counts) {
		counts[depth] = to
	}
}

// next counts one entry of a list at a depth and gives its sign.
func (r *odtReader) next(style string, depth int) string {
	l, ok := r.styles[style][depth]
	if !ok || depth > 10 {
		return ""
	}
	if l.bullet {
		return "• "
	}
	if l.format == "" {
		return ""
	}
	if r.counts[style] == nil {
		r.setCount(style, depth, -1)
	}
	counts := r.counts[style]
	if counts[depth] < 0 {
		counts[depth] = l.start - 1
	}
	counts[depth]++
	for i := depth + 1; i < len(counts); i++ {
		counts[i] = -1
	}
	var parts []string
	for i := max(1, depth-l.shown+1); i <= depth; i++ {
		at, up := counts[i], r.styles[style][i]
		if at < 0 {
			at = up.start
		}
		parts = append(parts, shown(up.format, at))
	}
	return l.prefix + strings.Join(parts, ".") + l.suffix + " "
}

func shown(format string, n int) string {
	switch format {
	case "a":
		return letter(n, 'a')
	case "A":
		return letter(n, 'A')
	}
	return strconv.Itoa(n)
}
