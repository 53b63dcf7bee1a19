package govuk

import (
	"bytes"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	xhtml "golang.org/x/net/html"
)

// StackClass is the class of a table whose rows become blocks on a narrow screen: each value stands on a line of its own
// with the name of its column beside it. It is for many columns of facts. A table whose figures are compared down a
// column keeps its columns, and scrolls (Scroll).
const StackClass = "app-stack"

// stacked gives the tables of class StackClass what they need to be read as blocks: every cell of the body the name of
// its column (data-column), an empty one a mark (data-blank), and every part its role, because a browser that is told to
// show a row as a block no longer tells a screen reader that it is a row. It is done to the page as a whole, so that a
// column has one name, the one in its head. Anything else passes through byte by byte. Cells that go over several rows are
// not known here: such a table cannot stack.
func stacked(page []byte) []byte {
	if !bytes.Contains(page, []byte(StackClass)) {
		return page
	}
	var s stacking
	s.out.Grow(len(page) + len(page)/4)
	z := xhtml.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == xhtml.ErrorToken {
			s.cell()
			s.out.Write(z.Raw())
			return s.out.Bytes()
		}
		raw := bytes.Clone(z.Raw()) // Token overwrites it
		switch kind {
		case xhtml.StartTagToken:
			s.start(z.Token(), raw)
		case xhtml.EndTagToken:
			s.end(z.Token().DataAtom, raw)
		case xhtml.TextToken:
			if s.naming {
				s.name.WriteString(html.UnescapeString(string(raw)) + " ")
			}
			s.letters += utf8.RuneCount(bytes.TrimSpace(raw))
			s.out.Write(raw)
		default:
			s.out.Write(raw)
		}
	}
}

// stacking is how far a page is read.
type stacking struct {
	out     bytes.Buffer
	in      bool // inside a table that stacks
	head    bool // in its head
	naming  bool // in a cell of its head
	name    strings.Builder
	names   []string // of the columns
	column  int      // of the cell that is read
	open    []byte   // the tag of a cell of the body, until it is known whether anything is in the cell
	from    int      // where its content begins
	letters int      // of its text
}

// long is as many letters as three lines have beside the name of a column on a telephone.
const long = 50

var stackRoles = map[atom.Atom]string{
	atom.Table: "table", atom.Thead: "rowgroup", atom.Tbody: "rowgroup", atom.Tfoot: "rowgroup", atom.Tr: "row", atom.Td: "cell", atom.Th: "rowheader",
}

func (s *stacking) start(t xhtml.Token, raw []byte) {
	if t.DataAtom == atom.Td || t.DataAtom == atom.Th || t.DataAtom == atom.Tr {
		s.cell() // the one before has no end tag of its own, which HTML allows
	}
	if t.DataAtom == atom.Table && slices.Contains(strings.Fields(attribute(t, "class")), StackClass) {
		s.in, s.names = true, nil
	}
	role, part := stackRoles[t.DataAtom]
	if !s.in || !part {
		s.out.Write(raw)
		return
	}
	if t.DataAtom == atom.Th && (s.head || attribute(t, "scope") == "col") {
		role = "columnheader"
	}
	if attribute(t, "role") == "" {
		raw = withAttribute(raw, "role", role)
	}
	switch t.DataAtom {
	case atom.Thead:
		s.head = true
	case atom.Tr:
		s.column = 0
	case atom.Th, atom.Td:
		span, _ := strconv.Atoi(attribute(t, "colspan"))
		span = min(max(span, 1), 1000) // as browsers do
		switch {
		case s.head:
			s.naming = true
			for range span - 1 { // the name stands at the last of its columns: see end
				s.names = append(s.names, "")
			}
		case span > 1:
			s.column += span // what goes over several columns is under none of their names
		default:
			if s.column < len(s.names) && s.names[s.column] != "" {
				raw = withAttribute(raw, "data-column", s.names[s.column])
			}
			s.column++
			s.open, s.from, s.letters = raw, s.out.Len(), 0
			return
		}
	}
	s.out.Write(raw)
}

func (s *stacking) end(tag atom.Atom, raw []byte) {
	if s.in {
		switch tag {
		case atom.Tr, atom.Tbody:
			s.cell()
		case atom.Table:
			s.cell()
			s.in = false
		case atom.Thead:
			s.head = false
		case atom.Th, atom.Td:
			if s.naming {
				s.names = append(s.names, strings.Join(strings.Fields(s.name.String()), " "))
				s.name.Reset()
				s.naming = false
			}
			s.cell()
		}
	}
	s.out.Write(raw)
}

// cell puts the tag of a cell before its content, which is read by now.
func (s *stacking) cell() {
	if s.open == nil {
		return
	}
	content := bytes.Clone(s.out.Bytes()[s.from:])
	switch {
	case len(bytes.TrimSpace(content)) == 0:
		s.open = withAttribute(s.open, "data-blank", "")
	case s.letters > long:
		s.open = withAttribute(s.open, "data-long", "")
	}
	s.out.Truncate(s.from)
	s.out.Write(s.open)
	s.out.Write(content)
	s.open = nil
}

func attribute(t xhtml.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// withAttribute puts an attribute at the end of a start tag.
func withAttribute(tag []byte, name, value string) []byte {
	return slices.Concat(tag[:len(tag)-1], []byte(` `+name+`="`+html.EscapeString(value)+`">`))
}
