package ssda903

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"throughline/internal/errs"
)

// value is the text of an element, as a place in the child's bytes.
type value struct {
	given    bool // there is such an element, be it empty
	from, to uint32
}

// block is an element that becomes a row: an EPISODE or a block of HEADER.
type block struct {
	table  Table
	line   int
	values [64]value
	own    bool // some value is not empty
}

// xmlFile is an XML return while it is read, child by child.
type xmlFile struct {
	*xmlScanner
	build [Tables]*builder
	marks []string
	notes []Note

	// The child that is being read.
	childLine int
	bytes     []byte // the texts of its elements
	gathered  block  // peer: the last value of each name; intended: the single-valued elements of HEADER
	blocks    []block

	tags     map[string]*tag // every name that was met
	children int
	known    bool    // some child had a HEADER or an EPISODE
	unknown  []named // elements that do not belong where they stand
	doubled  []named // elements that stand twice in one place
	empty    []named // blocks without any value
	stray    tally
	trimmed  [64]tally
	redated  [64]tally
}

// readXML reads an XML return, in memory that does not grow with the file beyond the tables.
//
// The peer reading gathers all values of a child by name, the last of a name winning, and fills the gaps of every block from them
// (tables.json, xml.peer_quirk). The intended reading takes each value where it stands; blocks without any value of their own make no row.
func readXML(name string, r io.Reader, reading Reading, tables *[Tables]*Data, marks *[]string) ([]Note, error) {
	s, err := newXMLScanner(name, r, reading)
	if err != nil {
		return nil, err
	}
	f := &xmlFile{xmlScanner: s, marks: []string{}, tags: map[string]*tag{}}
	for _, t := range xmlTables {
		f.build[t] = newBuilder(t, name)
	}
	if err := f.document(); err != nil {
		return nil, err
	}
	f.tell()
	for _, t := range xmlTables {
		d := f.build[t].data()
		d.NoColumns = reading == Peer && d.Rows() == 0
		tables[t] = d
	}
	*marks = f.marks
	return f.notes, nil
}

func (f *xmlFile) note(line int, format string, args ...any) {
	f.notes = append(f.notes, Note{File: f.name, Line: line, Text: fmt.Sprintf(format, args...)})
}

// document reads the root element and the children in it.
func (f *xmlFile) document() error {
	root := ""
	for {
		tok, err := f.next()
		if err != nil {
			return err
		}
		switch tok {
		case tokenEnd:
			if root == "" {
				return errs.New(errs.Invalid, "%s holds no element at all: it is empty or was cut short; nothing was read", f.name)
			}
			return nil
		case tokenText:
			if len(bytes.TrimSpace(f.text)) > 0 {
				return f.refuse("there is text outside the root element; two files may have been joined")
			}
		case tokenOpen:
			if root != "" {
				return f.refuse("something follows the end of the return; two files may have been joined")
			}
			root = string(f.tag)
			if err := f.root(root); err != nil {
				return err
			}
		}
	}
}

func (f *xmlFile) root(root string) error {
	ours := strings.EqualFold(root, "EXPSSDA903")
	for {
		tok, err := f.next()
		if err != nil {
			return err
		}
		switch tok {
		case tokenClose:
			if !ours && !f.known {
				return f.refuse("the root element is <%s> and no HEADER or EPISODE is in it, so this is not an SSDA903 return, which begins with <EXPSSDA903>", root)
			}
			return nil
		case tokenText:
			f.strayText()
		case tokenOpen:
			if tag := string(f.tag); f.reading == Intended && tag != "CHILD" {
				if !ours {
					return f.refuse("the root element is <%s> and holds a <%s>; an SSDA903 return begins with <EXPSSDA903> and holds CHILD elements", root, tag)
				}
				count(&f.unknown, tag, f.line)
				if err := f.over(); err != nil {
					return err
				}
				continue
			}
			if err := f.child(); err != nil {
				return err
			}
		}
	}
}

// over passes over an element that is not known.
func (f *xmlFile) over() error {
	for depth := len(f.starts); len(f.starts) >= depth; {
		if _, err := f.next(); err != nil {
			return err
		}
	}
	return nil
}

// tag is the name of an element and what it can be in a return.
type tag struct {
	text    string
	field   field
	isField bool
	block   Table
	isBlock bool // of HEADER
}

// met is the tag that was read last.
func (f *xmlFile) met() *tag {
	if t := f.tags[string(f.tag)]; t != nil {
		return t
	}
	t := &tag{text: string(f.tag)}
	t.field, t.isField = fields.byName[t.text]
	t.block, t.isBlock = blocks[t.text]
	if len(f.tags) < 1000 {
		f.tags[t.text] = t
	}
	return t
}

// named is a tally of something with a name.
type named struct {
	name string
	tally
}

// count adds to the tally of a name. A file with very many odd names has them counted together.
func count(all *[]named, name string, line int) {
	const most = 30
	for i := range *all {
		if n := &(*all)[i]; n.name == name || i == most {
			n.add(line)
			return
		}
	}
	if len(*all) == most {
		name = "others"
	}
	*all = append(*all, named{name, tally{1, line}})
}

func (f *xmlFile) strayText() {
	if f.reading == Intended && len(bytes.TrimSpace(f.text)) > 0 {
		f.stray.add(f.line)
	}
}

// tell writes the notes about the whole file. The peer reading passes over all of this in silence, as the peer does.
func (f *xmlFile) tell() {
	if f.western1 > 0 {
		f.note(f.western1, "the file says that it is UTF-8, but here it is not; what is not was read as Windows-1252")
	}
	if f.reading == Peer {
		return
	}
	for _, n := range f.unknown {
		f.note(n.line, "<%s> is no part of the return, or not where it stands; it was left out (%s)", n.name, some(n.n, "time", "times"))
	}
	for _, n := range f.doubled {
		f.note(n.line, "<%s> stands twice in one place; the last one counts (%s)", n.name, some(n.n, "time", "times"))
	}
	for _, n := range f.empty {
		f.note(n.line, "%s left out for want of any value", some(n.n, "element of "+n.name+" was", "elements of "+n.name+" were"))
	}
	if f.stray.n > 0 {
		f.note(f.stray.line, "text between elements was left out (%s)", some(f.stray.n, "time", "times"))
	}
	for id, name := range fields.names {
		tellTidied(f.note, name, f.trimmed[id], f.redated[id])
	}
}
