package ssda903

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// What a byte of text asks for.
const (
	byteForbidden = 1 << iota // control characters
	byteHigh                  // beyond ASCII
	byteEscape                // & and \r, which stand for something else
	byteLine                  // \n
	byteTag                   // <
)

var textByte = func() (is [256]uint8) {
	for c := range is {
		switch {
		case c == '\n':
			is[c] = byteLine
		case c == '\r' || c == '&':
			is[c] = byteEscape
		case c == '<':
			is[c] = byteTag
		case c < ' ' && c != '\t':
			is[c] = byteForbidden
		case c >= 0x80:
			is[c] = byteHigh
		}
	}
	return is
}()

// readText reads up to the next tag.
func (s *xmlScanner) readText() error {
	n, seen := 0, uint8(0)
	for {
		for _, c := range s.buf[s.pos+n:] {
			is := textByte[c]
			if is == byteTag {
				break
			}
			seen |= is
			n++
		}
		if s.pos+n < len(s.buf) {
			break
		}
		if !s.more() {
			if s.readErr != nil {
				return s.readErr
			}
			if !s.eof {
				return s.refuse("a text is longer than %d bytes", MaxTokenBytes)
			}
			break // the end of the file is found by the next call
		}
	}
	s.text = s.buf[s.pos : s.pos+n]
	var err error
	if seen&(byteForbidden|byteHigh) != 0 {
		if s.text, err = s.plain(s.text); err != nil {
			return err
		}
	}
	if seen&byteEscape != 0 {
		if s.text, err = s.unescape(s.text); err != nil {
			return err
		}
	}
	if seen&byteLine != 0 {
		s.advance(n)
	} else {
		s.pos += n
	}
	return nil
}

// plain checks that text is text and gives it as UTF-8.
func (s *xmlScanner) plain(b []byte) ([]byte, error) {
	var all byte
	for i, c := range b {
		all |= c
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			s.advance(i)
			return nil, s.refuse("there is a control character (%#02x), which XML forbids", c)
		}
	}
	if all < 0x80 || !s.western && utf8.Valid(b) {
		return b, nil
	}
	if !s.western {
		if s.reading == Peer {
			s.advance(badUTF8(b))
			return nil, s.refuse("the text is not UTF-8, which the file says it is; the peer refuses it")
		}
		if s.western1 == 0 {
			s.western1 = s.line + bytes.Count(b[:badUTF8(b)], []byte("\n"))
		}
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return nil, s.refuse("the text is neither UTF-8 nor Windows-1252")
	}
	return out, nil
}

// declaration reads the encoding out of <?xml …?>.
func (s *xmlScanner) declaration(b []byte) error {
	if !bytes.HasPrefix(b, []byte("xml ")) || s.marked {
		return nil
	}
	_, rest, ok := bytes.Cut(b, []byte("encoding"))
	if !ok {
		return nil
	}
	label := string(bytes.ToLower(bytes.Trim(rest, " \t\r\n='\"")))
	switch label {
	case "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be", "unicode":
		// A declaration of UTF-16 that can be read byte by byte is wrong: the text was saved again as UTF-8.
	case "windows-1252", "cp1252", "iso-8859-1", "iso8859-1", "latin1", "latin-1":
		// Systems that say Latin 1 send Windows-1252: the bytes in which they differ mean nothing in Latin 1.
		s.western = true
	default:
		return s.refuse("the encoding %s is not known; save the file as UTF-8", quoteShort(label))
	}
	return nil
}

var entities = map[string]byte{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// unescape puts the characters in place of their entities, and \n in place of \r\n and \r.
func (s *xmlScanner) unescape(b []byte) ([]byte, error) {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '\r':
			if i+1 >= len(b) || b[i+1] != '\n' {
				out = append(out, '\n')
			}
		case c != '&':
			out = append(out, c)
		default:
			n := bytes.IndexByte(b[i:], ';')
			if n < 0 || n > 12 {
				return nil, s.refuse("an & in the text begins no entity; it must be written &amp;")
			}
			name := string(b[i+1 : i+n])
			if e, ok := entities[name]; ok {
				out = append(out, e)
			} else if r, ok := reference(name); ok {
				out = utf8.AppendRune(out, r)
			} else {
				return nil, s.refuse("the entity %s is not one of XML's own, and a return may not declare others", quoteShort("&"+name+";"))
			}
			i += n
		}
	}
	return out, nil
}

// reference reads #233 or #xE9 if it is a character that XML allows.
func reference(s string) (rune, bool) {
	if len(s) < 2 || s[0] != '#' {
		return 0, false
	}
	digits, base := s[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	r := rune(n)
	return r, utf8.ValidRune(r) && (r >= ' ' || r == '\t' || r == '\n' || r == '\r') && r != 0xfffe && r != 0xffff
}
