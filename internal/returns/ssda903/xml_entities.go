package ssda903

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

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
