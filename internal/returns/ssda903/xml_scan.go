package ssda903

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// Limits of the XML form.
const (
	MaxTokenBytes = 64 << 10 // of one tag, text or comment
	MaxDepth      = 16       // of elements in each other; the return has four
)

// token is what xmlScanner.next found.
type token uint8

const (
	tokenEnd   token = iota // of the file
	tokenOpen               // <X>, or the first half of <X/>
	tokenClose              // </X>, or the second half of <X/>
	tokenText
)

// xmlScanner takes an XML file apart, holding no more of it than one token. It knows the part of XML that a return can need: elements,
// attributes (which it skips), text, CDATA, comments, the five entities and character references. Document types, and with them entities of
// the file's own, are refused. It is several times as fast as encoding/xml, which is why it is here.
type xmlScanner struct {
	name    string
	reading Reading
	r       io.Reader
	buf     []byte
	pos     int // of the next token in buf
	eof     bool
	readErr error

	line    int // of pos, from 1
	newline int // place in buf of the last line end before pos; may be negative
	marked  bool
	western bool // the declaration says Windows-1252 or Latin 1

	names  []byte // of the open elements, one after the other
	starts []int  // where each begins in names
	opened []int  // the line of each

	tag       []byte // of an open or close token, without prefix; valid until the next call
	text      []byte // of a text token; valid until the next call
	selfClose bool
	western1  int // the first line on which text was not UTF-8, though it should be; 0 = none
}

// next finds the next token. Comments and instructions are passed over.
func (s *xmlScanner) next() (token, error) {
	if s.selfClose {
		s.selfClose = false
		return tokenClose, s.pop(s.names[s.starts[len(s.starts)-1]:])
	}
	for {
		if s.pos == len(s.buf) && !s.more() {
			if s.readErr != nil {
				return 0, s.readErr
			}
			if len(s.opened) > 0 {
				return 0, s.cut("the content")
			}
			return tokenEnd, nil
		}
		if s.buf[s.pos] != '<' {
			return tokenText, s.readText()
		}
		if s.pos+1 == len(s.buf) && !s.more() {
			return tokenOpen, s.readTag() // which says that the file ends here
		}
		switch s.buf[s.pos+1] {
		case '/':
			return tokenClose, s.readEnd()
		case '?':
			n, err := s.find(2, "?>", "an instruction")
			if err != nil {
				return 0, err
			}
			if err := s.declaration(s.buf[s.pos+2 : s.pos+n]); err != nil {
				return 0, err
			}
			s.advance(n + 2)
		case '!':
			if s.has("<![CDATA[") {
				n, err := s.find(9, "]]>", "a CDATA section")
				if err != nil {
					return 0, err
				}
				s.text, err = s.plain(s.buf[s.pos+9 : s.pos+n])
				s.advance(n + 3)
				return tokenText, err
			}
			if !s.has("<!--") {
				return 0, s.refuse("the file has a document type or declares entities, which no return needs and which can be an attack; it is refused")
			}
			n, err := s.find(4, "-->", "a comment")
			if err != nil {
				return 0, err
			}
			s.advance(n + 3)
		default:
			return tokenOpen, s.readTag()
		}
	}
}

// readEnd reads </X>.
func (s *xmlScanner) readEnd() error {
	if n := len(s.starts) - 1; n >= 0 { // nearly always the name that is due, and > right after it
		open := s.names[s.starts[n]:]
		if rest := s.buf[s.pos+2:]; len(rest) > len(open) && rest[len(open)] == '>' && bytes.Equal(rest[:len(open)], open) {
			s.pos += len(open) + 3 // there is no line end in it
			return s.pop(open)
		}
	}
	n, err := s.find(2, ">", "a tag")
	if err != nil {
		return err
	}
	if err := s.pop(bytes.TrimRight(s.buf[s.pos+2:s.pos+n], " \t\r\n")); err != nil {
		return err
	}
	s.advance(n + 1)
	return nil
}

// readTag reads <X …> or <X …/>.
func (s *xmlScanner) readTag() error {
	b := s.buf[s.pos+1:]
	i := 0
	for i < len(b) && nameByte[b[i]] {
		i++
	}
	if i < len(b) && b[i] == '>' { // nearly always: no attribute, nothing to close
		if err := s.push(b[:i]); err != nil {
			return err
		}
		s.pos += i + 2
		return nil
	}
	n, err := s.find(1, ">", "a tag")
	if err != nil {
		return err
	}
	b = s.buf[s.pos+1 : s.pos+n]
	if bytes.IndexByte(b, '"') >= 0 || bytes.IndexByte(b, '\'') >= 0 {
		for { // a > may stand in the value of an attribute
			b = s.buf[s.pos+1 : s.pos+n]
			if closed(b) {
				break
			}
			if n, err = s.find(n+1, ">", "a tag"); err != nil {
				return err
			}
		}
	}
	if len(b) > 0 && b[len(b)-1] == '/' {
		s.selfClose = true
		b = b[:len(b)-1]
	}
	name, attrs := b, []byte(nil)
	if i := bytes.IndexAny(b, " \t\r\n"); i >= 0 {
		name, attrs = b[:i], b[i:]
	}
	if err := s.push(name); err != nil {
		return err
	}
	if err := s.attributes(attrs); err != nil {
		return err
	}
	s.advance(n + 1)
	return nil
}

// closed says whether every quoted value in b has its end.
func closed(b []byte) bool {
	var in byte
	for _, c := range b {
		switch {
		case in == 0 && (c == '"' || c == '\''):
			in = c
		case c == in:
			in = 0
		}
	}
	return in == 0
}

// attributes checks the form of what stands after a name. The return uses none, so their values do not count.
func (s *xmlScanner) attributes(b []byte) error {
	for {
		b = bytes.TrimLeft(b, " \t\r\n")
		if len(b) == 0 {
			return nil
		}
		name, rest, ok := bytes.Cut(b, []byte("="))
		name, rest = bytes.TrimRight(name, " \t\r\n"), bytes.TrimLeft(rest, " \t\r\n")
		if !ok || !isName(name) || len(rest) < 2 || rest[0] != '"' && rest[0] != '\'' {
			return s.refuse("the tag of <%s> is not well formed", s.tag)
		}
		i := bytes.IndexByte(rest[1:], rest[0])
		if i < 0 || bytes.IndexByte(rest[1:1+i], '<') >= 0 {
			return s.refuse("the tag of <%s> is not well formed", s.tag)
		}
		if s.reading == Peer && (string(name) == "xmlns" || bytes.IndexByte(s.names[s.starts[len(s.starts)-1]:], ':') >= 0) {
			return s.refuse("the elements are in a namespace, in which the peer finds nothing; the intended reading can read the file")
		}
		b = rest[i+2:]
	}
}

func (s *xmlScanner) push(name []byte) error {
	if !isName(name) {
		return s.refuse("%s is not the name of an element; a < in text must be written &lt;", quoteShort(string(name)))
	}
	if len(s.starts) == MaxDepth {
		return s.refuse("more than %d elements stand in each other; a return has four", MaxDepth)
	}
	s.starts, s.opened = append(s.starts, len(s.names)), append(s.opened, s.line)
	s.names = append(s.names, name...)
	s.tag = local(s.names[len(s.names)-len(name):])
	return nil
}

func (s *xmlScanner) pop(name []byte) error {
	n := len(s.starts) - 1
	if n < 0 {
		return s.refuse("</%s> closes nothing", name)
	}
	open := s.names[s.starts[n]:]
	if s.tag = local(open); !bytes.Equal(name, open) {
		return s.refuse("</%s> stands where </%s> belongs (opened on line %d)", bytes.ToValidUTF8(name, []byte("?")), open, s.opened[n])
	}
	s.names, s.starts, s.opened = s.names[:s.starts[n]], s.starts[:n], s.opened[:n]
	return nil
}

// local is a name without its namespace prefix.
func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

func isName(b []byte) bool {
	if len(b) == 0 || len(b) > 100 || b[0] >= '0' && b[0] <= '9' || b[0] == '-' || b[0] == '.' {
		return false
	}
	var all byte
	for _, c := range b {
		all |= c
		if !nameByte[c] {
			return false
		}
	}
	return all < 0x80 || utf8.Valid(b)
}

// nameByte says which bytes may be part of a name; beyond ASCII all are let through.
var nameByte = func() (is [256]bool) {
	for c := range is {
		is[c] = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == ':' || c >= 0x80
	}
	return is
}()
