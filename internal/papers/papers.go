// Package papers takes the text out of the files that people send: Word (DOCX), OpenDocument (ODT), web pages and PDF.
//
// Invariant: whatever the bytes are, reading ends within fixed limits, and what is broken, too deep, too large or unpacks to too much is errs.Invalid with the place
// named. Nothing that a file names is fetched, and no entity is expanded.
package papers

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/internal/errs"
	"throughline/internal/papers/pdf"
)

// Kind is a kind of file that is read.
type Kind string

// The kinds. Other is none of them: it may be text itself.
const (
	DOCX  Kind = "docx"
	ODT   Kind = "odt"
	HTML  Kind = "html"
	PDF   Kind = "pdf"
	Other Kind = ""
)

// Limits of what is read, beside those of pdf.Default.
const (
	maxPart  = 24 << 20 // bytes of one unpacked part of a zip file
	maxParts = 4000     // parts of a zip file
	maxDepth = 200      // elements within each other
	maxText  = 2 << 20  // bytes of text
)

// KindOf tells the kind of a file by its first bytes. A zip file that is no ODT is taken for DOCX, and refused when it is none.
func KindOf(src []byte) Kind {
	switch start := bytes.TrimLeft(bytes.TrimPrefix(src[:min(len(src), 4096)], []byte("\ufeff")), " \t\r\n"); {
	case bytes.HasPrefix(src, []byte("PK\x03\x04")):
		if z, err := zip.NewReader(bytes.NewReader(src), int64(len(src))); err == nil && has(z, "content.xml") && !has(z, "word/document.xml") {
			return ODT
		}
		return DOCX
	case bytes.Contains(src[:min(len(src), 1024)], []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(start, []byte("<")):
		return HTML
	}
	return Other
}

func has(z *zip.Reader, name string) bool {
	for _, f := range z.File {
		if f.Name == name {
			return true
		}
	}
	return false
}

// Text is the text of a file: one block a line with an empty line between blocks, and the lines of a PDF as they are printed. Errors are errs.Invalid and complete a
// sentence that begins with "it". With an error the text is what was read before it: some help to a search, and never a record.
func Text(k Kind, src []byte) (string, error) {
	var b Blocks
	var err error
	switch k {
	case DOCX:
		err = docx(&b, src)
	case ODT:
		err = odt(&b, src)
	case HTML:
		err = web(&b, src)
	case PDF:
		lines, err := pdf.Lines(src, pdf.Default())
		return pdf.Text(lines), err
	default:
		return "", errs.New(errs.Invalid, "it is of no kind whose text is read")
	}
	text, full := b.Text()
	if err == nil {
		err = full
	}
	return text, err
}

// Blocks collects the text of a document, one block a line, with an empty line between blocks.
type Blocks struct {
	out  strings.Builder
	line strings.Builder
	full bool // the limit was reached
}

// Write adds to the block that is open.
func (b *Blocks) Write(s string) {
	if b.out.Len()+b.line.Len()+len(s) > maxText {
		b.full = true
		return
	}
	b.line.WriteString(s)
}

// End ends a block. An empty one is nothing.
func (b *Blocks) End() {
	s := strings.Join(strings.FieldsFunc(b.line.String(), Blank), " ")
	b.line.Reset()
	if s == "" || b.full {
		return
	}
	b.out.WriteString(s)
	b.out.WriteString("\n\n")
}

// Text is what was collected; with an errs.Invalid when there was more than is taken.
func (b *Blocks) Text() (string, error) {
	b.End()
	text := b.out.String()
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	if b.full {
		return text, errs.New(errs.Invalid, "it holds more than %d kB of text", maxText>>10)
	}
	return text, nil
}

// Blank says whether a character is white space, as readers of papers count it.
func Blank(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }

// unzip opens a zip file of an office program.
func unzip(src []byte, what string) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(src), int64(len(src)))
	if err != nil {
		return nil, errs.New(errs.Invalid, "it looks like %s, but its zip is broken: %s", what, err)
	}
	if len(z.File) > maxParts {
		return nil, errs.New(errs.Invalid, "it holds %d parts; at most %d are taken", len(z.File), maxParts)
	}
	return z, nil
}

// part unpacks one part, nil when there is none. The size that the zip claims is not believed.
func part(z *zip.Reader, name string) ([]byte, error) {
	for _, f := range z.File {
		if f.Name != name {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, errs.New(errs.Invalid, "its part %s cannot be unpacked: %s", name, err)
		}
		out, err := io.ReadAll(io.LimitReader(r, maxPart+1))
		err = errors.Join(err, r.Close())
		if len(out) > maxPart {
			return nil, errs.New(errs.Invalid, "its part %s unpacks to more than %d MB", name, maxPart>>20)
		}
		if err != nil {
			return nil, errs.New(errs.Invalid, "its part %s cannot be unpacked: %s", name, err)
		}
		return out, nil
	}
	return nil, nil
}

// walk reads XML token by token, with the depth bounded. An entity that XML does not know is an error: none is expanded.
func walk(src []byte, on func(s *xml.StartElement, e *xml.EndElement, text []byte) error) error {
	d := xml.NewDecoder(bytes.NewReader(src))
	depth := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errs.New(errs.Invalid, "%s", err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				line, _ := d.InputPos()
				return errs.New(errs.Invalid, "at line %d its elements lie more than %d deep within each other", line, maxDepth)
			}
			err = on(&t, nil, nil)
		case xml.EndElement:
			depth--
			err = on(nil, &t, nil)
		case xml.CharData:
			err = on(nil, nil, t)
		}
		if err != nil {
			return err
		}
	}
}

func attr(s *xml.StartElement, name string) string {
	for _, a := range s.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
