package papers

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"

	"throughline/internal/errs"
)

// docx takes the text out of a Word document: one paragraph a line, with the numbers and bullet signs that Word would show. Deleted text, comments, notes and fields'
// codes are left out.
func docx(b *Blocks, src []byte) error {
	z, err := unzip(src, "a Word file")
	if err != nil {
		return err
	}
	body, err := part(z, "word/document.xml")
	if err != nil {
		return err
	}
	if body == nil {
		return errs.New(errs.Invalid, "it is a zip file without word/document.xml, so it is no Word document")
	}
	n := numbering{level: map[string]numberedAs{}, style: map[string]listing{}, counts: map[string][]int{}}
	for name, read := range map[string]func([]byte) error{"word/numbering.xml": n.readNumbering, "word/styles.xml": n.readStyles} {
		xmlPart, err := part(z, name)
		if err != nil {
			return err
		}
		if xmlPart == nil {
			continue
		}
		if err := read(xmlPart); err != nil {
			return errs.New(errs.Invalid, "its part %s is broken: %s", name, errs.Text(err))
		}
	}
	if err := n.paragraphs(b, body); err != nil {
		return errs.New(errs.Invalid, "its part word/document.xml is broken: %s", errs.Text(err))
	}
	return nil
}

// typed are the numbers and signs of lists that people type though the program makes them too.
var typed = regexp.MustCompile(`^(?:[-–—•·] ?)?\d{1,3}\.\d{1,3}(?:[. ]|\p{Lu}|[(‘“'"]|$)|^[§·•■▪\x{F0A7}\x{F0B7}-] .`)

// listing is which list a paragraph belongs to and how deep.
type listing struct{ list, level string }

// numberedAs is how one level of a list is shown.
type numberedAs struct {
	format, text string
	start        int
}

// numbering is what Word needs to number a document's paragraphs.
type numbering struct {
	abstract map[string]string     // list to its definition
	level    map[string]numberedAs // definition/level
	style    map[string]listing    // paragraphs of a style that are listed
	counts   map[string][]int      // definition to the count of each level
}

func (n *numbering) readNumbering(src []byte) error {
	n.abstract = map[string]string{}
	def, level, num := "", "", ""
	at := numberedAs{}
	return walk(src, func(s *xml.StartElement, e *xml.EndElement, _ []byte) error {
		if s != nil {
			switch s.Name.Local {
			case "abstractNum":
				def = attr(s, "abstractNumId")
			case "lvl":
				level, at = attr(s, "ilvl"), numberedAs{start: 1}
			case "start":
				if v, err := strconv.Atoi(attr(s, "val")); err == nil {
					at.start = v
				}
			case "numFmt":
				at.format = attr(s, "val")
			case "lvlText":
				at.text = attr(s, "val")
			case "num":
				num = attr(s, "numId")
			case "abstractNumId":
				if num != "" {
					n.abstract[num] = attr(s, "val")
				}
			}
		}
		if e != nil && e.Name.Local == "lvl" && def != "" {
			n.level[def+"/"+level] = at
		}
		if e != nil && e.Name.Local == "abstractNum" {
			def = ""
		}
		return nil
	})
}

func (n *numbering) readStyles(src []byte) error {
	id := ""
	l := listing{}
	return walk(src, func(s *xml.StartElement, e *xml.EndElement, _ []byte) error {
		if s != nil {
			switch s.Name.Local {
			case "style":
				id, l = attr(s, "styleId"), listing{level: "0"}
			case "ilvl":
				l.level = attr(s, "val")
			case "numId":
				l.list = attr(s, "val")
			}
		}
		if e != nil && e.Name.Local == "style" && l.list != "" {
			n.style[id] = l
		}
		return nil
	})
}

// sign is what stands before a paragraph of a list: its number or a bullet. It counts the paragraph.
func (n *numbering) sign(l listing) string {
	def, ok := n.abstract[l.list]
	depth, err := strconv.Atoi(l.level)
	if !ok || l.list == "0" || err != nil || depth < 0 || depth > 8 {
		return ""
	}
	as, ok := n.level[def+"/"+l.level]
	if !ok || as.format == "none" {
		return ""
	}
	if as.format == "bullet" {
		return "• "
	}
	counts := n.counts[def]
	if counts == nil {
		counts = make([]int, 9)
		for i := range counts {
			counts[i] = -1
		}
		n.counts[def] = counts
	}
	for i := range depth {
		if counts[i] < 0 {
			counts[i] = n.level[def+"/"+strconv.Itoa(i)].start
		}
	}
	if counts[depth] < 0 {
		counts[depth] = as.start
	} else {
		counts[depth]++
	}
	for i := depth + 1; i < len(counts); i++ {
		counts[i] = -1
	}
	out := as.text
	for i := 0; i <= depth; i++ {
		out = strings.ReplaceAll(out, "%"+strconv.Itoa(i+1), n.shown(def, i, counts[i]))
	}
	if out == "" {
		return ""
	}
	return out + " "
}

func (n *numbering) shown(def string, level, count int) string {
	switch n.level[def+"/"+strconv.Itoa(level)].format {
	case "lowerLetter":
		return letter(count, 'a')
	case "upperLetter":
		return letter(count, 'A')
	}
	return strconv.Itoa(count)
}

func letter(n int, first rune) string {
	if n < 1 || n > 26 {
		return strconv.Itoa(n)
	}
	return string(first + rune(n-1))
}

// paragraphs adds the paragraphs of the document's body.
func (n *numbering) paragraphs(b *Blocks, src []byte) error {
	var text strings.Builder
	l := listing{}
	inText, skip := 0, 0
	return walk(src, func(s *xml.StartElement, e *xml.EndElement, chars []byte) error {
		switch {
		case s != nil:
			switch s.Name.Local {
			case "p":
				n.flush(b, &text, &l)
			case "t":
				inText++
			case "del", "moveFrom", "comment", "footnote", "Fallback", "instrText":
				skip++
			case "tab":
				text.WriteString(" ")
			case "br", "cr":
				if attr(s, "type") == "" && skip == 0 {
					text.WriteString("\n")
				}
			case "noBreakHyphen":
				text.WriteString("-")
			case "pStyle":
				if st, ok := n.style[attr(s, "val")]; ok && l.list == "" {
					l = st
				}
			case "ilvl":
				l.level = attr(s, "val")
			case "numId":
				if l.list = attr(s, "val"); l.level == "" {
					l.level = "0"
				}
			}
		case e != nil:
			switch e.Name.Local {
			case "p":
				n.flush(b, &text, &l)
			case "t":
				inText--
			case "del", "moveFrom", "comment", "footnote", "Fallback", "instrText":
				skip--
			}
		case inText > 0 && skip == 0:
			text.Write(chars)
			if text.Len() > maxText {
				return errs.New(errs.Invalid, "a paragraph is longer than %d kB", maxText>>10)
			}
		}
		return nil
	})
}

func (n *numbering) flush(b *Blocks, text *strings.Builder, l *listing) {
	for i, s := range strings.Split(strings.TrimSpace(text.String()), "\n") { // a line break begins a block
		if i > 0 {
			b.End()
		}
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		sign := ""
		if l.list != "" && i == 0 {
			sign = n.sign(*l)
		}
		if typed.MatchString(s) { // the sign is typed as well
			sign = ""
		}
		b.Write(sign + s)
	}
	b.End()
	text.Reset()
	*l = listing{}
}
