package cin

import (
	"context"
	"encoding/xml"
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
	dec  *xml.Decoder
	name string
	each func(*Header, *Child) error

	at     Place    // where the current token begins
	open   []string // the tags that are open
	header Header
	notes  *[]Note // where notes go at the moment
	child  *Child  // being read, or nil
	from   int64   // the offset at which that child began

	inChild int // elements inside it so far
}

func newParser(ctx context.Context, src *source, name string, each func(*Header, *Child) error) *parser {
	p := &parser{ctx: ctx, src: src, name: name, each: each, dec: xml.NewDecoder(src.meter)}
	p.dec.CharsetReader = src.charset
	p.notes = &p.header.Notes
	return p
}

// next gives the next start tag, end tag or text. Comments and processing instructions are passed over.
func (p *parser) next() (xml.Token, error) {
	for {
		p.at.Line, p.at.Col = p.dec.InputPos()
		p.src.meter.reset()
		tok, err := p.dec.Token()
		if err != nil {
			return nil, p.fault(err)
		}
		if p.child != nil && p.dec.InputOffset()-p.from > MaxChildBytes {
			return nil, p.refuse(p.child.Place, "this Child is longer than %d MB, which no child's census is", MaxChildBytes>>20)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if len(p.open) == MaxDepth {
				return nil, p.refuse(p.at, "elements stand more than %d deep in one another, which a CIN census never needs", MaxDepth)
			}
			p.open = append(p.open, t.Name.Local)
			if p.inChild++; p.child != nil && p.inChild > MaxChildElements {
				return nil, p.refuse(p.child.Place, "this Child holds more than %d elements, which no child's census does", MaxChildElements)
			}
			return t, nil
		case xml.EndElement:
			p.open = p.open[:len(p.open)-1]
			return t, nil
		case xml.CharData:
			return t, nil
		case xml.Directive:
			if err := p.directive(t); err != nil {
				return nil, err
			}
		}
	}
}

// directive lets a bare document type pass and refuses everything by which a file could pull in or blow up text.
func (p *parser) directive(d xml.Directive) error {
	s := strings.ToUpper(string(d))
	switch {
	case strings.Contains(s, "ENTITY"):
		return p.refuse(p.at, "the file declares entities of its own, which can be used to harm the reader and which a CIN census never needs")
	case !strings.HasPrefix(s, "DOCTYPE"), strings.ContainsAny(s, "[%"),
		strings.Contains(s, " SYSTEM"), strings.Contains(s, " PUBLIC"):
		return p.refuse(p.at, "the file has a document type of its own, which a CIN census never needs")
	}
	return nil
}

// refuse makes the error for a file that is not taken.
func (p *parser) refuse(at Place, format string, args ...any) error {
	return errs.New(errs.Invalid, "%s line %d column %d: %s; nothing was read", p.name, at.Line, at.Col, fmt.Sprintf(format, args...))
}

// fault says in plain words what the decoder found.
func (p *parser) fault(err error) error {
	var at Place
	at.Line, at.Col = p.dec.InputPos()
	syntax, isSyntax := errors.AsType[*xml.SyntaxError](err)
	charset, isCharset := errors.AsType[*charsetError](err)
	switch {
	case p.src.raw.err != nil:
		return fmt.Errorf("reading %s: %w", p.name, p.src.raw.err)
	case err == io.EOF:
		return err // the end of the file with nothing open: the caller knows whether that is right
	case errors.Is(err, errFileTooLong):
		return p.refuse(at, "the file is longer than %d GB", MaxFileBytes>>30)
	case errors.Is(err, errTokenTooLong):
		return p.refuse(p.at, "one text or tag is longer than %d MB, which a CIN census never needs", MaxTokenBytes>>20)
	case isCharset:
		return p.refuse(at, "the file says its encoding is %q; save it as UTF-8 or Windows-1252", charset.label)
	case isSyntax && syntax.Msg == "unexpected EOF":
		return p.refuse(at, "the file ends inside <%s>: it was cut short; export or send it again", p.inside())
	case isSyntax && syntax.Msg == "invalid UTF-8":
		return p.refuse(at, "there are bytes that are not UTF-8, although the file says or implies UTF-8; it is probably Windows-1252: export it as UTF-8, or declare its encoding in the first line")
	case isSyntax:
		return p.refuse(at, "this is not well-formed XML (%s)", syntax.Msg)
	}
	return p.refuse(at, "this is not XML that can be read (%s)", strings.TrimPrefix(err.Error(), "xml: "))
}

func (p *parser) inside() string {
	if len(p.open) == 0 {
		return "its first element"
	}
	return p.open[len(p.open)-1]
}

// elements calls fn at each element directly inside the one that is open; fn walks it to its end.
func (p *parser) elements(fn func(tag string) error) error {
	for {
		tok, err := p.next()
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := fn(t.Name.Local); err != nil {
				return err
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(t)); s != "" {
				p.note(p.inside(), "text between the elements of %s was left out", p.inside())
			}
		}
	}
}

// text reads the element that is open into v: its text up to the first nested element.
func (p *parser) text(tag string, v *Value) error {
	if v.Given {
		return p.skip(tag, "a second %s was left out: only the first counts", tag)
	}
	*v = Value{Name: tag, Given: true, Place: p.at}
	var b []byte
	for nested := false; ; {
		tok, err := p.next()
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.EndElement:
			v.Text = string(b)
			return nil
		case xml.StartElement:
			nested = true
			if err := p.skip(t.Name.Local, "%s inside %s was left out: %s holds text only", t.Name.Local, tag, tag); err != nil {
				return err
			}
		case xml.CharData:
			if !nested {
				b = append(b, t...)
			}
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
