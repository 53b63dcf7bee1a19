package cin

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"throughline/internal/errs"
)

var (
	errFileTooLong  = errors.New("file too long")
	errTokenTooLong = errors.New("token too long")
)

// source is the bytes of a file on their way to the tokens: hashed, measured and turned into UTF-8.
type source struct {
	raw      *rawReader
	text     io.Reader
	encoding string
	marked   bool // the encoding is known from a byte order mark, so a declaration does not count
	window   int  // bytes to read at once
}

func (s *source) sum() string { return hex.EncodeToString(s.raw.sum.Sum(nil)) }

// rawReader hashes and counts what is read from the file and remembers a fault of the file itself.
type rawReader struct {
	r   io.Reader
	sum hash.Hash
	n   int64
	err error // of the reader, other than io.EOF
}

func (r *rawReader) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	r.sum.Write(b[:n])
	r.n += int64(n)
	if r.n > MaxFileBytes {
		return 0, errFileTooLong
	}
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// foreign are files that people send by mistake, known by their first bytes.
var foreign = []struct{ magic, what string }{
	{"PK\x03\x04", "a zip file (or an Excel or Word file); unpack it and give the XML file inside"},
	{"PK\x05\x06", "an empty zip file"},
	{"\x1f\x8b", "a gzip file; unpack it and give the XML file inside"},
	{"7z\xbc\xaf", "a 7-zip file; unpack it and give the XML file inside"},
	{"%PDF", "a PDF; give the XML file that the case system exports"},
	{"\xd0\xcf\x11\xe0", "an old Excel or Word file; give the XML file that the case system exports"},
}

// open looks at the first bytes and prepares the file for the decoder, window bytes at once. Invalid when it cannot be XML.
func open(r io.Reader, name string, window int) (*source, error) {
	s := &source{raw: &rawReader{r: r, sum: sha256.New()}, encoding: "UTF-8", window: window}
	in := bufio.NewReaderSize(s.raw, window)
	head, err := in.Peek(512)
	if err != nil && err != io.EOF {
		return nil, err
	}
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return nil, errs.New(errs.Invalid, "%s is not XML: it is %s; nothing was read", name, f.what)
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		s.marked = true
		if _, err := in.Discard(3); err != nil {
			return nil, err
		}
		head = head[3:]
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("<\x00")):
		in, head = s.utf16(in, unicode.LittleEndian)
	case bytes.HasPrefix(head, []byte("\xfe\xff")), bytes.HasPrefix(head, []byte("\x00<")):
		in, head = s.utf16(in, unicode.BigEndian)
	}
	switch first := bytes.TrimLeft(head, " \t\r\n"); {
	case len(first) == 0 && len(head) < 256:
		return nil, errs.New(errs.Invalid, "%s is empty; nothing was read", name)
	case len(first) == 0 || first[0] != '<':
		return nil, errs.New(errs.Invalid,
			"%s is not XML: it does not begin with <; a CIN census is the XML file that the case system exports; nothing was read", name)
	}
	return s, s.declared(head, in, name)
}

// utf16 turns UTF-16 into UTF-8. The byte order mark, if there is one, is used up.
func (s *source) utf16(in *bufio.Reader, order unicode.Endianness) (*bufio.Reader, []byte) {
	s.encoding, s.marked = "UTF-16", true
	out := bufio.NewReaderSize(unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(in), s.window)
	head, _ := out.Peek(512) // a fault comes back when the decoder reads
	return out, head
}

// declared reads the XML declaration at the head of a file, if there is one, and serves the encoding that it names.
func (s *source) declared(head []byte, in io.Reader, name string) error {
	s.text = in
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("<?xml"))
	if !ok || len(rest) == 0 || !strings.ContainsRune(" \t\r\n", rune(rest[0])) {
		return nil
	}
	text, _, _ := bytes.Cut(rest, []byte("?>"))
	refuse := func(format string, args ...any) error {
		return errs.New(errs.Invalid, "%s line 1 column 1: %s; nothing was read", name, fmt.Sprintf(format, args...))
	}
	if v := pseudo(text, "version"); v != "" && v != "1.0" {
		return refuse("the file says it is XML %q; only version 1.0 can be read", v)
	}
	label := pseudo(text, "encoding")
	switch l := strings.ToLower(strings.TrimSpace(label)); {
	case s.marked, l == "", l == "utf-8", l == "utf8", l == "us-ascii", l == "ascii":
	case l == "utf-16", l == "utf-16le", l == "utf-16be", l == "ucs-2", l == "unicode":
		// The declaration was legible byte by byte, so it is wrong: a text made as UTF-16 and saved as UTF-8.
	case l == "windows-1252", l == "cp1252", l == "cp-1252", l == "iso-8859-1", l == "iso8859-1", l == "iso_8859-1", l == "latin1", l == "latin-1":
		// Systems that say ISO-8859-1 send Windows-1252: the bytes where the two differ mean nothing in ISO-8859-1.
		s.encoding, s.text = l, charmap.Windows1252.NewDecoder().Reader(in)
	case l == "iso-8859-15", l == "iso8859-15", l == "latin9", l == "latin-9":
		s.encoding, s.text = l, charmap.ISO8859_15.NewDecoder().Reader(in)
	default:
		return refuse("the file says its encoding is %q; save it as UTF-8 or Windows-1252", label)
	}
	return nil
}

// pseudo is the value of name="value" in an XML declaration.
func pseudo(b []byte, name string) string {
	for {
		i := bytes.Index(b, []byte(name))
		if i < 0 {
			return ""
		}
		before := i == 0 || strings.ContainsRune(" \t\r\n", rune(b[i-1]))
		b = b[i+len(name):]
		v := bytes.TrimLeft(b, " \t\r\n")
		if !before || len(v) == 0 || v[0] != '=' {
			continue
		}
		v = bytes.TrimLeft(v[1:], " \t\r\n")
		if len(v) == 0 || v[0] != '"' && v[0] != '\'' {
			return ""
		}
		value, _, ok := bytes.Cut(v[1:], v[:1])
		if !ok {
			return ""
		}
		return string(value)
	}
}
