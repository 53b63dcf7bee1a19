package cin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"throughline/internal/errs"
)

// parser walks the tokens of one file. Every walking method is entered after the start tag of an element and leaves
// after its end tag.
type parser struct {
	ctx  context.Context
	src  *source
	tok  *tokens
	name string
	each func(*Header, *Child) error

	at     Place // where the current token begins
	header Header
	notes  *[]Note // where notes go at the moment
	child  *Child  // being read, or nil
	from   int64   // the offset at which that child began

	inChild int    // elements inside it so far
	joined  []byte // a text that came in several runs
}

func newParser(ctx context.Context, src *source, name string, each func(*Header, *Child) error) *parser {
	p := &parser{ctx: ctx, src: src, name: name, each: each, tok: newTokens(src.text, src.window)}
	p.notes = &p.header.Notes
	return p
}

// next gives the next start tag, end tag or text. Comments and processing instructions are passed over.
func (p *parser) next() (token, error) {
	for {
		tok, err := p.tok.next()
		p.at = p.tok.at
		if err != nil {
			return token{}, p.fault(err)
		}
		if p.child != nil && p.tok.offset()-p.from > MaxChildBytes {
			return token{}, p.refuse(p.child.Place, "this Child is longer than %d MB, which no child's census is", MaxChildBytes>>20)
		}
		switch tok.kind {
		case startTag:
			if len(p.tok.open) > MaxDepth {
				return token{}, p.refuse(p.at, "elements stand more than %d deep in one another, which a CIN census never needs", MaxDepth)
			}
			if p.inChild++; p.child != nil && p.inChild > MaxChildElements {
				return token{}, p.refuse(p.child.Place, "this Child holds more than %d elements, which no child's census does", MaxChildElements)
			}
		case directive:
			if err := p.directive(tok.bytes); err != nil {
				return token{}, err
			}
			continue
		}
		return tok, nil
	}
}

// directive lets a bare document type pass and refuses everything by which a file could pull in or blow up text.
func (p *parser) directive(d []byte) error {
	s := strings.ToUpper(string(d))
	switch {
	case strings.Contains(s, "ENTITY"):
		return p.refuse(p.at, "the file declares entities of its own, which can be used to harm the reader and which a CIN census never needs")
	case !strings.HasPrefix(s, "DOCTYPE"), strings.ContainsAny(s, "[%<\"'"),
		strings.Contains(s, " SYSTEM"), strings.Contains(s, " PUBLIC"):
		return p.refuse(p.at, "the file has a document type of its own, which a CIN census never needs")
	}
	return nil
}

// refuse makes the error for a file that is not taken.
func (p *parser) refuse(at Place, format string, args ...any) error {
	return errs.New(errs.Invalid, "%s line %d column %d: %s; nothing was read", p.name, at.Line, at.Col, fmt.Sprintf(format, args...))
}

// fault says in plain words what the tokens found.
func (p *parser) fault(err error) error {
	at := p.tok.place()
	syntax, isSyntax := errors.AsType[syntaxError](err)
	switch {
	case p.src.raw.err != nil:
		return fmt.Errorf("reading %s: %w", p.name, p.src.raw.err)
	case err == io.EOF:
		return err // the end of the file with nothing open: the caller knows whether that is right
	case errors.Is(err, errFileTooLong):
		return p.refuse(at, "the file is longer than %d GB", MaxFileBytes>>30)
	case errors.Is(err, errTokenTooLong):
		return p.refuse(p.at, "one text or tag is longer than %d MB, which a CIN census never needs", MaxTokenBytes>>20)
	case errors.Is(err, errCut):
		return p.refuse(at, "the file ends inside %s: it was cut short; export or send it again", p.inside())
	case errors.Is(err, errUTF8):
		return p.refuse(at, "there are bytes that are not UTF-8, although the file says or implies UTF-8; it is probably Windows-1252: export it as UTF-8, or declare its encoding in the first line")
	case isSyntax:
		return p.refuse(at, "this is not well-formed XML (%s)", syntax)
	}
	return p.refuse(at, "this is not XML that can be read (%s)", err)
}

// inside names the element that is open.
func (p *parser) inside() string {
	if n := len(p.tok.open); n > 0 {
		return "<" + p.tok.open[n-1].local + ">"
	}
	return "its first element"
}

// elements calls fn at each element directly inside the one that is open; fn walks it to its end.
func (p *parser) elements(fn func(tag string) error) error {
	for {
		tok, err := p.next()
		if err != nil {
			return err
		}
		switch tok.kind {
		case endTag:
			return nil
		case startTag:
			if err := fn(tok.name); err != nil {
				return err
			}
		case textRun:
			if !blank(tok.bytes) {
				in := p.tok.open[len(p.tok.open)-1].local
				p.note(in, "text between the elements of %s was left out", in)
			}
		}
	}
}

// blank says whether a text is nothing but white space.
func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\n' && c != '\t' {
			return len(bytes.TrimSpace(b)) == 0
		}
	}
	return true
}

// text reads the element that is open into v: its text up to the first nested element.
func (p *parser) text(tag string, v *Value) error {
	if v.Given {
		return p.skip(tag, "a second %s was left out: only the first counts", tag)
	}
	v.Name, v.Given, v.Place = tag, true, p.at
	nested := false
	for runs := 0; ; {
		tok, err := p.next()
		if err != nil {
			return err
		}
		switch tok.kind {
		case endTag:
			if runs > 1 {
				v.Text = string(p.joined)
			}
			return nil
		case startTag:
			nested = true
			if err := p.skip(tok.name, "%s inside %s was left out: %s holds text only", tok.name, tag, tag); err != nil {
				return err
			}
		case textRun:
			if nested {
				continue
			}
			if runs++; runs == 1 {
				v.Text = p.tok.strings.of(tok.bytes)
				continue
			}
			if runs == 2 { // a comment or a CDATA section parts them
				p.joined = append(p.joined[:0], v.Text...)
			}
			p.joined = append(p.joined, tok.bytes...)
		}
	}
}

// skip walks over the element that is open and notes why.
func (p *parser) skip(tag, format string, args ...any) error {
	p.note(tag, format, args...)
	return p.over()
}

func (p *parser) unknown(tag string) error {
	return p.skip(tag, "%s was left out: the census has no such element here", tag)
}

func (p *parser) note(tag, format string, args ...any) { p.noteAt(p.at, tag, format, args...) }

func (p *parser) noteAt(at Place, tag, format string, args ...any) {
	n := Note{Place: at, Element: tag, Text: fmt.Sprintf(format, args...)}
	if len(*p.notes) < MaxNotes {
		*p.notes = append(*p.notes, n)
	} else {
		n.Text = fmt.Sprintf("more than %d things were left out here; the last one is %s", MaxNotes, tag)
		(*p.notes)[MaxNotes-1] = n
	}
}
