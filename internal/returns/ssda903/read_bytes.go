package ssda903

import (
	"bufio"
	"bytes"
	"io"
	"io/fs"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"throughline/internal/errs"
)

const utf8Mark = "\xef\xbb\xbf"

// foreign are files that people send by mistake, known by their first bytes.
var foreign = []struct{ magic, what string }{
	{"PK\x03\x04", "a zip file (or an Excel or Word file); unpack it, or save it as CSV, and give the files inside"},
	{"PK\x05\x06", "an empty zip file"},
	{"\x1f\x8b", "a gzip file; unpack it and give the file inside"},
	{"7z\xbc\xaf", "a 7-zip file; unpack it and give the files inside"},
	{"BZh", "a bzip2 file; unpack it and give the file inside"},
	{"Rar!", "a rar file; unpack it and give the files inside"},
	{"%PDF", "a PDF; give the CSV or XML files that the case system exports"},
	{"\xd0\xcf\x11\xe0", "an old Excel or Word file; save it as CSV and give that"},
}

// peek looks at the beginning of a file without using it up and refuses what cannot be a return.
func peek(f Input) (io.Reader, []byte, error) {
	in := bufio.NewReaderSize(f.Body, 4096)
	head, err := in.Peek(512)
	if err != nil && err != io.EOF {
		return nil, nil, errs.As(errs.Invalid, err, "%s could not be read to its end; nothing was read", f.Name)
	}
	for _, k := range foreign {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return nil, nil, errs.New(errs.Invalid, "%s is not CSV or XML: it is %s; nothing was read", f.Name, k.what)
		}
	}
	return in, head, nil
}

// looksLikeXML says whether the first bytes are those of XML: a < after marks and blanks. No heading begins with one.
func looksLikeXML(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte(utf8Mark))
	head = bytes.TrimPrefix(head, []byte("\xff\xfe"))
	head = bytes.TrimPrefix(head, []byte("\xfe\xff"))
	head = bytes.TrimLeft(head, " \t\r\n\x00")
	return len(head) > 0 && head[0] == '<'
}

// sizeOf is how many bytes a reader will give, or 0 if it cannot say.
func sizeOf(r io.Reader) int64 {
	switch r := r.(type) {
	case interface{ Len() int }:
		return int64(r.Len())
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := r.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	}
	return 0
}

// readAll reads a whole file of at most MaxFileBytes. size is a guess that saves copying.
func readAll(name string, r io.Reader, size int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(size, 0), MaxFileBytes)) + bytes.MinRead)
	n, err := b.ReadFrom(io.LimitReader(r, MaxFileBytes+1))
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "%s could not be read to its end; nothing was read", name)
	}
	if n > MaxFileBytes {
		return nil, errs.New(errs.Invalid, "%s is larger than %d MB, which no return is; nothing was read", name, MaxFileBytes>>20)
	}
	return b.Bytes(), nil
}

// toUTF8 gives the text of a file as UTF-8 without its mark, and in words which other encoding it had. What is not UTF-8 is Windows-1252,
// which every byte can be, except in the peer reading, where it is refused.
func toUTF8(name string, b []byte, reading Reading) (text []byte, encoding string, err error) {
	if bytes.HasPrefix(b, []byte(utf8Mark)) {
		b = b[len(utf8Mark):]
	}
	order, is16 := unicode.LittleEndian, bytes.HasPrefix(b, []byte("\xff\xfe"))
	if bytes.HasPrefix(b, []byte("\xfe\xff")) {
		order, is16 = unicode.BigEndian, true
	}
	switch {
	case is16 && reading == Peer:
		return nil, "", errs.New(errs.Invalid, "%s is UTF-16, which the peer refuses; save it as UTF-8; nothing was read", name)
	case is16:
		b, err = unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(b)
		encoding = "UTF-16"
	case utf8.Valid(b):
		return b, "", nil
	case reading == Peer:
		at := badUTF8(b)
		return nil, "", errs.New(errs.Invalid, "%s line %d: the text is not UTF-8, which the peer refuses; save it as UTF-8; nothing was read",
			name, 1+bytes.Count(b[:at], []byte("\n")))
	default:
		b, err = charmap.Windows1252.NewDecoder().Bytes(b)
		encoding = "Windows-1252"
	}
	if err != nil {
		return nil, "", errs.As(errs.Invalid, err, "%s is not readable as %s; nothing was read", name, encoding)
	}
	return b, encoding, nil
}

// badUTF8 is where b stops being UTF-8.
func badUTF8(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}
