package cin

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
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

// source is the bytes of a file on their way to the XML decoder: hashed, measured and in an encoding it understands.
type source struct {
	raw      *rawReader
	meter    *meter
	encoding string
	marked   bool // the encoding is known from a byte order mark, so a declaration does not count
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

// meter refuses to feed the decoder more than MaxTokenBytes for one token, whatever the file holds.
type meter struct {
	r *bufio.Reader
	n int
}

func (m *meter) reset() { m.n = 0 }

func (m *meter) Read(b []byte) (int, error) {
	if m.n > MaxTokenBytes {
		return 0, errTokenTooLong
	}
	n, err := m.r.Read(b)
	m.n += n
	return n, err
}

func (m *meter) ReadByte() (byte, error) {
	if m.n > MaxTokenBytes {
		return 0, errTokenTooLong
	}
	m.n++
	return m.r.ReadByte()
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

// open looks at the first bytes and prepares the file for the decoder. Invalid when it cannot be XML.
func open(r io.Reader, name string) (*source, error) {
	s := &source{raw: &rawReader{r: r, sum: sha256.New()}, encoding: "UTF-8"}
	in := bufio.NewReaderSize(s.raw, 64<<10)
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
	s.meter = &meter{r: in}
	return s, nil
}

// utf16 turns UTF-16 into UTF-8. The byte order mark, if there is one, is used up.
func (s *source) utf16(in *bufio.Reader, order unicode.Endianness) (*bufio.Reader, []byte) {
	s.encoding, s.marked = "UTF-16", true
	out := bufio.NewReaderSize(unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(in), 64<<10)
	head, _ := out.Peek(512) // a fault comes back when the decoder reads
	return out, head
}

// charset serves the encodings that a declaration may name other than UTF-8.
func (s *source) charset(label string, in io.Reader) (io.Reader, error) {
	if s.marked {
		return in, nil
	}
	switch l := strings.ToLower(strings.TrimSpace(label)); l {
	case "utf8", "us-ascii", "ascii":
		return in, nil
	case "utf-16", "utf-16le", "utf-16be", "ucs-2", "unicode":
		// The declaration was legible byte by byte, so it is wrong: a text made as UTF-16 and saved as UTF-8.
		return in, nil
	case "windows-1252", "cp1252", "cp-1252", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1":
		// Systems that say ISO-8859-1 send Windows-1252: the bytes where the two differ mean nothing in ISO-8859-1.
		s.encoding = l
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	case "iso-8859-15", "iso8859-15", "latin9", "latin-9":
		s.encoding = l
		return charmap.ISO8859_15.NewDecoder().Reader(in), nil
	}
	return nil, &charsetError{label}
}

// charsetError is an encoding that is not served.
type charsetError struct{ label string }

func (e *charsetError) Error() string { return "encoding " + e.label }
