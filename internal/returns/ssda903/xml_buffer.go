package ssda903

import (
	"bytes"
	"fmt"
	"io"

	"golang.org/x/text/encoding/unicode"

	"throughline/internal/errs"
)

func newXMLScanner(name string, r io.Reader, reading Reading) (*xmlScanner, error) {
	s := &xmlScanner{name: name, reading: reading, r: r, line: 1, newline: -1, buf: make([]byte, 0, 2*MaxTokenBytes)}
	s.more()
	switch b := s.buf; {
	case bytes.HasPrefix(b, []byte(utf8Mark)):
		s.pos, s.newline, s.marked = len(utf8Mark), len(utf8Mark)-1, true
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("<\x00")):
		s.utf16(unicode.LittleEndian)
	case bytes.HasPrefix(b, []byte("\xfe\xff")), bytes.HasPrefix(b, []byte("\x00<")):
		s.utf16(unicode.BigEndian)
	}
	return s, s.readErr
}

func (s *xmlScanner) utf16(order unicode.Endianness) {
	s.r = unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(io.MultiReader(bytes.NewReader(bytes.Clone(s.buf)), s.r))
	s.buf, s.eof, s.marked = s.buf[:0], false, true
	s.more()
}

// more reads on, dropping what was used. It says whether there is anything new.
func (s *xmlScanner) more() bool {
	if s.eof {
		return false
	}
	if s.pos > 0 {
		n := copy(s.buf, s.buf[s.pos:])
		s.buf = s.buf[:n]
		s.newline -= s.pos
		s.pos = 0
	}
	if len(s.buf) == cap(s.buf) {
		return false // the token is too long; find says so
	}
	for range 100 {
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.readErr = errs.As(errs.Invalid, err, "%s could not be read to its end; nothing was read", s.name)
			}
		}
		if n > 0 || s.eof {
			return n > 0
		}
	}
	s.eof, s.readErr = true, errs.As(errs.Invalid, io.ErrNoProgress, "%s could not be read to its end; nothing was read", s.name)
	return false
}

// find gives the distance from pos to the next sep at or after from, or an error that says what was cut short.
func (s *xmlScanner) find(from int, sep, what string) (int, error) {
	for {
		if i := bytes.Index(s.buf[s.pos+from:], []byte(sep)); i >= 0 {
			return from + i, nil
		}
		from = max(from, len(s.buf)-s.pos-len(sep)+1)
		if !s.more() {
			switch {
			case s.readErr != nil:
				return 0, s.readErr
			case s.eof:
				return 0, s.cut(what)
			}
			return 0, s.refuse("%s is longer than %d bytes", what, MaxTokenBytes)
		}
	}
}

// cut is the error of a file that ends too early.
func (s *xmlScanner) cut(what string) error {
	if n := len(s.opened); n > 0 {
		return s.refuse("the file ends inside %s of <%s>, which opens on line %d: it was cut short", what, s.names[s.starts[n-1]:], s.opened[n-1])
	}
	return s.refuse("the file ends inside %s: it was cut short", what)
}

func (s *xmlScanner) refuse(format string, args ...any) error {
	return errs.New(errs.Invalid, "%s line %d column %d: %s; nothing was read", s.name, s.line, s.pos-s.newline, fmt.Sprintf(format, args...))
}

// advance uses up n bytes and counts their lines.
func (s *xmlScanner) advance(n int) {
	b := s.buf[s.pos : s.pos+n]
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		s.line += bytes.Count(b, []byte{'\n'})
		s.newline = s.pos + i
	}
	s.pos += n
}

// has says whether the next bytes are p.
func (s *xmlScanner) has(p string) bool {
	for len(s.buf)-s.pos < len(p) {
		if !s.more() {
			return false
		}
	}
	return string(s.buf[s.pos:s.pos+len(p)]) == p
}
