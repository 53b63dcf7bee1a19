package cin

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// tokenKind says what a token is.
type tokenKind uint8

const (
	startTag tokenKind = iota
	endTag
	textRun
	directive
)

// token is a piece of XML. Its bytes are good until the next token is asked for.
type token struct {
	kind  tokenKind
	name  string // local name of a start tag
	bytes []byte // of a text, entities resolved and line ends made \n; of a directive, what stands between <! and >
}

// tokens reads XML 1.0 in UTF-8, token by token, in one window of memory. It knows exactly what a census needs: elements, texts, CDATA,
// comments, processing instructions and the predefined entities; attributes are checked and passed over. Everything that encoding/xml
// takes for an error is one here (a fuzz test holds the two against each other).
type tokens struct {
	r       io.Reader
	buf     []byte // the window
	pos     int    // of the next byte in it
	end     int    // of the bytes in it
	readErr error  // why no more bytes will come: io.EOF at the end

	before    int64 // bytes of the file before the window
	at        Place // where the token asked for last begins
	began     int64 // and how far into the text
	line      int   // of pos, from 1
	lineStart int64 // where that line begins in the file

	open    []tag  // the elements that are open
	names   []byte // the names of open as they were written, with prefix, one after the other
	started bool   // there has been an element
	closing bool   // an empty element: its end is the next token
	scratch []byte // a text that had to be changed
	strings pool
}

// tag is an open element: its local name and how much of names is its own.
type tag struct {
	local string
	from  int
}

// syntaxError is XML that is not well formed, at the place where the tokens stand.
type syntaxError string

func (e syntaxError) Error() string { return string(e) }

var (
	errCut  = errors.New("the file ends in the middle")
	errUTF8 = errors.New("bytes that are not UTF-8")
)

// newTokens reads a text through a window of so many bytes, which grows where a token needs it.
func newTokens(r io.Reader, window int) *tokens {
	return &tokens{r: r, buf: make([]byte, window), line: 1}
}

// offset is how far into the file the tokens stand.
func (t *tokens) offset() int64 { return t.before + int64(t.pos) }

// place is the line and column of the next byte.
func (t *tokens) place() Place { return Place{t.line, int(t.offset()-t.lineStart) + 1} }

// take moves over n bytes of the window and counts their lines.
func (t *tokens) take(n int) {
	b := t.buf[t.pos : t.pos+n]
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		t.line += bytes.Count(b, []byte{'\n'})
		t.lineStart = t.offset() + int64(i) + 1
	}
	t.pos += n
}

// more puts more of the file into the window and keeps what is there from pos on. It says whether anything came.
func (t *tokens) more() (bool, error) {
	if t.readErr != nil {
		if t.readErr == io.EOF {
			return false, nil
		}
		return false, t.readErr
	}
	if t.end-t.pos > MaxTokenBytes {
		return false, errTokenTooLong
	}
	if t.pos > 0 {
		t.before += int64(t.pos)
		t.end = copy(t.buf, t.buf[t.pos:t.end])
		t.pos = 0
	}
	if t.end == len(t.buf) {
		t.buf = append(t.buf, make([]byte, len(t.buf))...)
	}
	for range 100 {
		n, err := t.r.Read(t.buf[t.end:])
		t.end += n
		t.readErr = err
		if n > 0 || err != nil {
			return n > 0, nil
		}
	}
	return false, io.ErrNoProgress
}

// find gives the index of the first s at or after pos+from, relative to pos, reading on as long as there is none; errCut when the file
// ends without one.
func (t *tokens) find(s string, from int) (int, error) {
	for {
		if t.pos+from < t.end {
			if i := bytes.Index(t.buf[t.pos+from:t.end], []byte(s)); i >= 0 {
				return t.fits(from + i)
			}
		}
		from = max(from, t.end-t.pos-len(s)+1)
		if ok, err := t.more(); err != nil {
			return 0, err
		} else if !ok {
			return 0, t.cut()
		}
	}
}

func (t *tokens) fits(n int) (int, error) {
	if n > MaxTokenBytes {
		return 0, errTokenTooLong
	}
	return n, nil
}

// cut is the error for a file that ends in the middle, with the tokens moved to its end.
func (t *tokens) cut() error {
	if t.readErr != nil && t.readErr != io.EOF {
		return t.readErr
	}
	t.take(t.end - t.pos)
	return errCut
}

// skipTo passes over everything before an offset of the text, unseen, and stands at the place that it is known to have.
func (t *tokens) skipTo(offset int64, at Place) error {
	for offset > t.before+int64(t.end) {
		t.pos = t.end
		if ok, err := t.more(); err != nil {
			return err
		} else if !ok {
			return t.cut()
		}
	}
	t.pos = int(offset - t.before)
	t.line, t.lineStart = at.Line, offset-int64(at.Col-1)
	return nil
}

// ensure says whether at least n bytes stand in the window after pos.
func (t *tokens) ensure(n int) (bool, error) {
	for t.end-t.pos < n {
		if ok, err := t.more(); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// next gives the next token: io.EOF at the end of a file in which nothing is open. Comments and processing instructions are passed over.
func (t *tokens) next() (token, error) {
	t.at, t.began = t.place(), t.offset()
	if t.closing {
		t.closing = false
		t.pop()
		return token{kind: endTag}, nil
	}
	for ; ; t.at, t.began = t.place(), t.offset() {
		ok, err := t.ensure(1)
		switch {
		case err != nil:
			return token{}, err
		case !ok && len(t.open) > 0:
			return token{}, t.cut()
		case !ok:
			return token{}, io.EOF
		}
		if t.buf[t.pos] != '<' {
			return t.text()
		}
		if ok, err := t.ensure(2); err != nil {
			return token{}, err
		} else if !ok {
			return token{}, t.cut()
		}
		switch t.buf[t.pos+1] {
		case '/':
			return t.endTag()
		case '?':
			if err := t.instruction(); err != nil {
				return token{}, err
			}
		case '!':
			tok, ok, err := t.declaration()
			if err != nil || ok {
				return tok, err
			}
		default:
			return t.startTag()
		}
	}
}

// text reads up to the next tag.
func (t *tokens) text() (token, error) {
	n := 0
	for {
		if i := bytes.IndexByte(t.buf[t.pos+n:t.end], '<'); i >= 0 {
			n += i
			break
		}
		n = t.end - t.pos
		if ok, err := t.more(); err != nil {
			return token{}, err
		} else if !ok {
			break
		}
	}
	if _, err := t.fits(n); err != nil {
		return token{}, err
	}
	raw := t.buf[t.pos : t.pos+n]
	b, err := t.resolve(raw, true)
	if err != nil {
		return token{}, err
	}
	t.take(n)
	return token{kind: textRun, bytes: b}, nil
}

// plainByte marks the bytes of a text that stand for themselves without a further look.
var plainByte = func() (table [256]bool) {
	for c := ' '; c < 0x80; c++ {
		table[c] = c != '&' && c != '<' && c != ']'
	}
	table['\n'], table['\t'] = true, true
	return table
}()

// resolve gives a text or an attribute's value as it is meant. Where it is wrong the tokens are moved to the fault.
func (t *tokens) resolve(raw []byte, isText bool) ([]byte, error) {
	i := 0
	for i < len(raw) && plainByte[raw[i]] {
		i++
	}
	if i == len(raw) {
		return raw, nil
	}
	out := append(t.scratch[:0], raw[:i]...)
	defer func() { t.scratch = out }()
	fault := func(err error) ([]byte, error) {
		if isText {
			t.take(i) // the place of an attribute is that of its tag
		}
		return nil, err
	}
	for i < len(raw) {
		c := raw[i]
		switch {
		case plainByte[c]:
			out = append(out, c)
			i++
		case c == '&':
			r, n, err := entity(raw[i:])
			if err != nil {
				return fault(err)
			}
			out, i = utf8.AppendRune(out, r), i+n
		case c == '\r':
			out = append(out, '\n')
			if i++; i < len(raw) && raw[i] == '\n' {
				i++
			}
		case c == ']':
			if isText && bytes.HasPrefix(raw[i:], []byte("]]>")) {
				return fault(syntaxError("unescaped ]]> outside a CDATA section"))
			}
			out = append(out, c)
			i++
		default:
			r, n := utf8.DecodeRune(raw[i:])
			if r == utf8.RuneError && n <= 1 {
				return fault(errUTF8)
			}
			if !allowed(r) {
				return fault(syntaxError(fmt.Sprintf("illegal character code %U", r)))
			}
			out, i = append(out, raw[i:i+n]...), i+n
		}
	}
	return out, nil
}

// allowed says whether XML 1.0 allows a character (section 2.2).
func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= 0x10ffff
}

// entity reads a reference at the start of b: &amp; and its four companions, &#65; and &#x41;.
func entity(b []byte) (r rune, n int, err error) {
	i := bytes.IndexByte(b[:min(len(b), 40)], ';')
	if i < 0 {
		shown := b[:min(len(b), 12)]
		for !utf8.Valid(shown) && len(shown) > 0 {
			shown = shown[:len(shown)-1]
		}
		return 0, 0, syntaxError(fmt.Sprintf("invalid character entity %s (no semicolon)", shown))
	}
	name := string(b[1:i])
	bad := syntaxError(fmt.Sprintf("invalid character entity &%s;", strings.ToValidUTF8(name, "?")))
	switch name {
	case "amp":
		return '&', i + 1, nil
	case "lt":
		return '<', i + 1, nil
	case "gt":
		return '>', i + 1, nil
	case "quot":
		return '"', i + 1, nil
	case "apos":
		return '\'', i + 1, nil
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return 0, 0, bad
	}
	base := rune(10)
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	if digits == "" {
		return 0, 0, bad
	}
	for _, c := range digits {
		d := rune(99)
		switch {
		case '0' <= c && c <= '9':
			d = c - '0'
		case 'a' <= c && c <= 'f':
			d = c - 'a' + 10
		case 'A' <= c && c <= 'F':
			d = c - 'A' + 10
		}
		if d >= base {
			return 0, 0, bad
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, 0, bad
		}
	}
	if !allowed(r) {
		return 0, 0, syntaxError(fmt.Sprintf("illegal character code %U", r))
	}
	return r, i + 1, nil
}
