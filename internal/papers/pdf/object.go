package pdf

import (
	"bytes"
	"strconv"

	"throughline/internal/errs"
)

// The objects of ISO 32000-1, 7.3. Numbers are float64, strings text, null is nil.
type (
	name    string
	text    string
	keyword string // a word that is none of these: an operator, or "obj"
	array   []any
	dict    map[name]any
	ref     struct{ n, gen int }
	// stream is a dictionary and its bytes as they lie in the file.
	stream struct {
		dict dict
		raw  []byte
	}
)

// maxNest is how deep arrays and dictionaries may lie within each other.
const maxNest = 60

// maxList is how many entries an array may have.
const maxList = 200_000

// budget counts what a file has cost.
type budget struct {
	steps, unpacked int
}

func (b *budget) step(n int) error {
	if b.steps -= n; b.steps < 0 {
		return errs.New(errs.Invalid, "it needs more work than a document of this size should")
	}
	return nil
}

// lexer reads objects one after the other.
type lexer struct {
	src    []byte
	at     int
	budget *budget
	flat   bool // of a content stream: "1 0 R" is no reference
}

func space(c byte) bool { return c == 0 || c == 9 || c == 10 || c == 12 || c == 13 || c == 32 }

func delimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (l *lexer) skip() {
	for l.at < len(l.src) {
		switch c := l.src[l.at]; {
		case space(c):
			l.at++
		case c == '%':
			for l.at < len(l.src) && l.src[l.at] != '\n' && l.src[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

var errEnd = errs.New(errs.Invalid, "it ends in the middle of an object")

// next is the next object. At the end it is errEnd.
func (l *lexer) next(depth int) (any, error) {
	if depth > maxNest {
		return nil, errs.New(errs.Invalid, "its objects lie more than %d deep within each other", maxNest)
	}
	start := l.at
	l.skip()
	if err := l.budget.step(1 + (l.at-start)/16); err != nil {
		return nil, err
	}
	if l.at >= len(l.src) {
		return nil, errEnd
	}
	start = l.at
	switch c := l.src[l.at]; c {
	case '/':
		return l.name(), nil
	case '(':
		return l.read(l.literal)
	case '[':
		l.at++
		return l.array(depth)
	case '<':
		if l.at+1 < len(l.src) && l.src[l.at+1] == '<' {
			l.at += 2
			return l.dict(depth)
		}
		return l.read(l.hex)
	case ')', '>', ']', '{', '}':
		l.at++
		if c == '>' && l.at < len(l.src) && l.src[l.at] == '>' {
			l.at++
			return keyword(">>"), nil
		}
		return keyword(c), nil
	}
	for l.at < len(l.src) && !space(l.src[l.at]) && !delimiter(l.src[l.at]) {
		l.at++
	}
	word := l.src[start:l.at]
	if err := l.budget.step(len(word) / 16); err != nil {
		return nil, err
	}
	if v, ok := number(word); ok {
		if !l.flat && v >= 0 && v == float64(int(v)) {
			if r, ok := l.reference(int(v)); ok {
				return r, nil
			}
		}
		return v, nil
	}
	switch string(word) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	return keyword(word), nil
}

// read reads one string; its length counts, whether it ends or not.
func (l *lexer) read(one func() (any, error)) (any, error) {
	start := l.at
	v, err := one()
	if e := l.budget.step((l.at - start) / 16); e != nil {
		return nil, e
	}
	return v, err
}

// number reads what a PDF takes as a number: 4, -.002, 34., and what broken writers make of it.
func number(word []byte) (float64, bool) {
	if len(word) == 0 || len(word) > 40 || bytes.IndexByte([]byte("0123456789+-."), word[0]) < 0 {
		return 0, false
	}
	for _, c := range word {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(string(word), 64)
	if err != nil || v > 1e12 || v < -1e12 {
		return 0, true // a number that makes no sense is none of our text
	}
	return v, true
}

// reference looks whether a number is the first of "12 0 R".
func (l *lexer) reference(n int) (ref, bool) {
	back := l.at
	digits := func() (int, bool) {
		l.skip()
		start := l.at
		for l.at < len(l.src) && l.src[l.at] >= '0' && l.src[l.at] <= '9' && l.at-start < 10 {
			l.at++
		}
		v, err := strconv.Atoi(string(l.src[start:l.at]))
		return v, err == nil
	}
	gen, ok := digits()
	if ok {
		l.skip()
		if l.at < len(l.src) && l.src[l.at] == 'R' && (l.at+1 == len(l.src) || space(l.src[l.at+1]) || delimiter(l.src[l.at+1])) {
			l.at++
			return ref{n, gen}, true
		}
	}
	l.at = back
	return ref{}, false
}

func (l *lexer) name() name {
	l.at++
	var out []byte
	for l.at < len(l.src) && !space(l.src[l.at]) && !delimiter(l.src[l.at]) && len(out) < 300 {
		c := l.src[l.at]
		if c == '#' && l.at+2 < len(l.src) {
			hi, lo := nibble(l.src[l.at+1]), nibble(l.src[l.at+2])
			if hi >= 0 && lo >= 0 {
				c = byte(hi<<4 | lo)
				l.at += 2
			}
		}
		out = append(out, c)
		l.at++
	}
	return name(out)
}

func nibble(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func (l *lexer) literal() (any, error) {
	l.at++
	depth := 1
	var out []byte
	for ; l.at < len(l.src); l.at++ {
		c := l.src[l.at]
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.at++
				return text(out), nil
			}
		case '\\':
			l.at++
			if l.at >= len(l.src) {
				return nil, errEnd
			}
			out = l.escape(out)
			continue
		}
		out = append(out, c)
	}
	return nil, errEnd
}

func (l *lexer) escape(out []byte) []byte {
	c := l.src[l.at]
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	switch {
	case c == '\r':
		if l.at+1 < len(l.src) && l.src[l.at+1] == '\n' {
			l.at++
		}
		return out
	case c == '\n':
		return out
	case c >= '0' && c <= '7':
		v := 0
		for k := 0; k < 3 && l.at < len(l.src) && l.src[l.at] >= '0' && l.src[l.at] <= '7'; k++ {
			v = v<<3 | int(l.src[l.at]-'0')
			l.at++
		}
		l.at--
		return append(out, byte(v))
	}
	return append(out, c)
}

func (l *lexer) hex() (any, error) {
	l.at++
	var out []byte
	high := -1
	for ; l.at < len(l.src); l.at++ {
		c := l.src[l.at]
		if c == '>' {
			l.at++
			if high >= 0 {
				out = append(out, byte(high<<4))
			}
			return text(out), nil
		}
		n := nibble(c)
		switch {
		case n < 0:
		case high < 0:
			high = n
		default:
			out = append(out, byte(high<<4|n))
			high = -1
		}
	}
	return nil, errEnd
}

func (l *lexer) array(depth int) (any, error) {
	var out array
	for {
		v, err := l.next(depth + 1)
		if err != nil {
			return nil, err
		}
		switch v {
		case keyword("]"):
			return out, nil
		case keyword(">>"), keyword("endobj"):
			return nil, errs.New(errs.Invalid, "one of its lists is not closed")
		}
		if _, ok := v.(keyword); !ok {
			if out = append(out, v); len(out) > maxList {
				return nil, errs.New(errs.Invalid, "one of its lists has more than %d entries", maxList)
			}
		}
	}
}

func (l *lexer) dict(depth int) (any, error) {
	out := dict{}
	for {
		k, err := l.next(depth + 1)
		if err != nil {
			return nil, err
		}
		if k == keyword(">>") {
			return out, nil
		}
		if k == keyword("endobj") || k == keyword("stream") {
			return nil, errs.New(errs.Invalid, "one of its dictionaries is not closed")
		}
		key, ok := k.(name)
		if !ok {
			continue // a writer's slip
		}
		v, err := l.next(depth + 1)
		if err != nil {
			return nil, err
		}
		if v == keyword(">>") {
			return out, nil
		}
		if _, bad := v.(keyword); !bad {
			out[key] = v
		}
	}
}
