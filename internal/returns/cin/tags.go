package cin

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// startTag reads a start tag that begins at pos, with its attributes.
func (t *tokens) startTag() (token, error) {
	n, err := t.find(">", 1)
	if err != nil {
		return token{}, err
	}
	if b := t.buf[t.pos : t.pos+n]; bytes.IndexByte(b, '"') >= 0 || bytes.IndexByte(b, '\'') >= 0 {
		if n, err = t.quotedEnd(); err != nil { // the > may stand within quotes
			return token{}, err
		}
	}
	inside := t.buf[t.pos+1 : t.pos+n]
	empty := len(inside) > 0 && inside[len(inside)-1] == '/'
	if empty {
		inside = inside[:len(inside)-1]
	}
	length := nameLength(inside)
	name := inside[:length]
	if length == 0 {
		return token{}, t.fault(n, "expected an element name after <")
	}
	if !plainName(name) && !validName(name) {
		return token{}, t.fault(n, fmt.Sprintf("invalid element name %q", name))
	}
	if length < len(inside) {
		if err := t.attributes(inside[length:], n); err != nil {
			return token{}, err
		}
	}
	local := t.local(name)
	t.open = append(t.open, tag{local, len(t.names)})
	t.names = append(t.names, name...)
	t.closing, t.started = empty, true
	t.take(n + 1)
	return token{kind: startTag, name: local}, nil
}

// fault is a syntax error in a tag of n bytes before its >: the tokens are moved past it.
func (t *tokens) fault(n int, text string) error {
	t.take(n + 1)
	return syntaxError(text)
}

// quotedEnd finds the > of a tag that holds quotes.
func (t *tokens) quotedEnd() (int, error) {
	for i, quote := 1, byte(0); ; i++ {
		if ok, err := t.ensure(i + 1); err != nil {
			return 0, err
		} else if !ok {
			return 0, t.cut()
		}
		switch c := t.buf[t.pos+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return t.fits(i)
		}
	}
}

// attributes checks what follows the name of a tag. Nothing of it is kept: the census has no attributes.
func (t *tokens) attributes(b []byte, n int) error {
	for {
		rest := bytes.TrimLeft(b, " \t\r\n")
		if len(rest) == 0 {
			return nil
		}
		b = rest
		length := nameLength(b)
		if length == 0 {
			return t.fault(n, "expected an attribute name in an element")
		}
		if !validName(b[:length]) {
			return t.fault(n, fmt.Sprintf("invalid attribute name %q", b[:length]))
		}
		b = bytes.TrimLeft(b[length:], " \t\r\n")
		if len(b) == 0 || b[0] != '=' {
			return t.fault(n, "attribute name without = in an element")
		}
		b = bytes.TrimLeft(b[1:], " \t\r\n")
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return t.fault(n, "unquoted or missing attribute value in an element")
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return t.fault(n, "unquoted or missing attribute value in an element")
		}
		value := b[1 : 1+end]
		if bytes.IndexByte(value, '<') >= 0 {
			return t.fault(n, "unescaped < inside a quoted string")
		}
		if _, err := t.resolve(value, false); err != nil {
			return err
		}
		b = b[end+2:]
	}
}

// endTag reads an end tag that begins at pos. It must be that of the element opened last.
func (t *tokens) endTag() (token, error) {
	n, err := t.find(">", 2)
	if err != nil {
		return token{}, err
	}
	inside := t.buf[t.pos+2 : t.pos+n]
	if len(t.open) > 0 {
		if own := t.names[t.open[len(t.open)-1].from:]; bytes.Equal(own, inside) { // as nearly always
			t.take(n + 1)
			t.pop()
			return token{kind: endTag}, nil
		}
	}
	length := nameLength(inside)
	name := inside[:length]
	switch {
	case length == 0 || !validName(name):
		return token{}, t.fault(n, "expected an element name after </")
	case len(bytes.TrimLeft(inside[length:], " \t\r\n")) > 0:
		return token{}, t.fault(n, fmt.Sprintf("invalid characters between </%s and >", name))
	case len(t.open) == 0:
		return token{}, t.fault(n, fmt.Sprintf("unexpected end element </%s>", name))
	}
	if own := t.names[t.open[len(t.open)-1].from:]; !bytes.Equal(own, name) {
		return token{}, t.fault(n, fmt.Sprintf("element <%s> closed by </%s>", own, name))
	}
	t.take(n + 1)
	t.pop()
	return token{kind: endTag}, nil
}

func (t *tokens) pop() {
	last := len(t.open) - 1
	t.names = t.names[:t.open[last].from]
	t.open = t.open[:last]
}

// instruction passes over a processing instruction.
func (t *tokens) instruction() error {
	n, err := t.find("?>", 2)
	if err != nil {
		return err
	}
	inside := t.buf[t.pos+2 : t.pos+n]
	length := nameLength(inside)
	switch {
	case length == 0 || !validName(inside[:length]):
		return t.fault(n, "expected a target name after <?")
	case bytes.Equal(inside[:length], []byte("xml")) && (len(t.open) > 0 || t.started):
		return t.fault(n, "an XML declaration in the middle of the file")
	}
	t.take(n + 2)
	return nil
}

// declaration reads what begins with <!: a comment (passed over), a CDATA section (a text) or a directive. It says whether there is a token.
func (t *tokens) declaration() (token, bool, error) {
	switch kind, err := t.bang(); {
	case err != nil:
		return token{}, false, err
	case kind == '-':
		return token{}, false, t.comment()
	case kind == '[':
		tok, err := t.cdata()
		return tok, err == nil, err
	}
	n, err := t.find(">", 2)
	if err != nil {
		return token{}, false, err
	}
	tok := token{kind: directive, bytes: t.buf[t.pos+2 : t.pos+n]}
	t.take(n + 1)
	return tok, true, nil
}

// bang says which sort of <! stands at pos: '-' for a comment, '[' for CDATA, 0 for a directive.
func (t *tokens) bang() (byte, error) {
	for _, s := range []string{"<!--", "<![CDATA["} {
		if ok, err := t.ensure(3); err != nil {
			return 0, err
		} else if !ok {
			return 0, t.cut()
		}
		if t.buf[t.pos+2] != s[2] {
			continue
		}
		if ok, err := t.ensure(len(s)); err != nil {
			return 0, err
		} else if !ok {
			return 0, t.cut()
		}
		if !bytes.HasPrefix(t.buf[t.pos:t.end], []byte(s)) {
			return 0, t.fault(len(s)-1, fmt.Sprintf("invalid sequence after <!%c", s[2]))
		}
		return s[2], nil
	}
	return 0, nil
}

func (t *tokens) comment() error {
	n, err := t.find("--", 4)
	if err != nil {
		return err
	}
	if ok, err := t.ensure(n + 3); err != nil {
		return err
	} else if !ok {
		return t.cut()
	}
	if t.buf[t.pos+n+2] != '>' {
		return t.fault(n+1, "-- within a comment")
	}
	t.take(n + 3)
	return nil
}

// cdata reads a CDATA section: its text as it stands.
func (t *tokens) cdata() (token, error) {
	const start = len("<![CDATA[")
	n, err := t.find("]]>", start)
	if err != nil {
		return token{}, err
	}
	raw := t.buf[t.pos+start : t.pos+n]
	out := t.scratch[:0]
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		switch {
		case r == utf8.RuneError && size <= 1:
			t.take(start + i)
			return token{}, errUTF8
		case !allowed(r):
			t.take(start + i)
			return token{}, syntaxError(fmt.Sprintf("illegal character code %U", r))
		case r == '\r':
			out = append(out, '\n')
			if i+1 < len(raw) && raw[i+1] == '\n' {
				size = 2
			}
		default:
			out = append(out, raw[i:i+size]...)
		}
		i += size
	}
	t.scratch = out
	t.take(n + 3)
	return token{kind: textRun, bytes: out}, nil
}

// nameLength is how many bytes at the start of b belong to a name.
func nameLength(b []byte) int {
	for i, c := range b {
		if c < utf8.RuneSelf && !('A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '_' || c == ':' || c == '.' || c == '-') {
			return i
		}
	}
	return len(b)
}

// plainName says of most names at a glance that they are one.
func plainName(name []byte) bool {
	for _, c := range name {
		if !('A' <= c && c <= 'Z' || 'a' <= c && c <= 'z') {
			return false
		}
	}
	return true
}

// validName says whether a name is one: it begins with a letter or underscore. Names beyond ASCII are held to letters, digits and marks.
func validName(name []byte) bool {
	for i := 0; i < len(name); {
		r, n := rune(name[i]), 1
		if r >= utf8.RuneSelf {
			if r, n = utf8.DecodeRune(name[i:]); r == utf8.RuneError && n <= 1 {
				return false
			}
			if !unicode.IsLetter(r) && (i == 0 || !unicode.In(r, unicode.Digit, unicode.Mark)) {
				return false
			}
		} else if i == 0 && (r == '-' || r == '.' || '0' <= r && r <= '9') {
			return false
		}
		i += n
	}
	return bytes.Count(name, []byte{':'}) <= 1
}

// local is the part of a name after its prefix, as a string that is made once for each name.
func (t *tokens) local(name []byte) string {
	if i := bytes.IndexByte(name, ':'); i > 0 && i < len(name)-1 {
		name = name[i+1:]
	}
	return t.strings.of(name)
}
