package minutes

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"throughline/internal/errs"
)

// Limits of what is read. A file beyond one is refused whole; the message names it.
const (
	MaxFile  = 16 << 20 // bytes of a file: a Word document with its pictures
	maxPart  = 24 << 20 // bytes of one unpacked part of a DOCX
	maxParts = 4000     // parts of a DOCX
	maxDepth = 200      // elements within each other
)

// The formats beside those of minutes.
const (
	FormatReport  = "cabinet-report"
	FormatSummary = "third-party-summary"
)

// Document is a file made text. The text is that of the file itself, or what was taken out of its mark-up, one block a line.
type Document struct {
	Source string
	SHA256 string // of the file, in hex
	ReadAs string // html, moderngov-xml or docx; empty when the file is the text
	Text   string
}

// Open reads a file of any accepted kind: text, HTML, ModernGov XML, DOCX. A file that is malformed, too large, too deep, or that
// unpacks to too much is Invalid, with the place named.
func Open(name string, src []byte) (Document, error) {
	sum := sha256.Sum256(src)
	d := Document{Source: name, SHA256: hex.EncodeToString(sum[:])}
	if len(src) > MaxFile {
		return Document{}, notThis(name, fmt.Sprintf("it is larger than %d MB", MaxFile>>20))
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(src[:min(len(src), 4096)], []byte("\ufeff")), " \t\r\n")
	var text string
	var err error
	switch low := strings.ToLower(string(start[:min(len(start), 2048)])); {
	case bytes.HasPrefix(src, []byte("PK\x03\x04")):
		d.ReadAs = "docx"
		text, err = docxText(src)
	case strings.HasPrefix(low, "<?xml") && !strings.Contains(low, "<html") || strings.HasPrefix(low, "<meeting") || strings.HasPrefix(low, "<getmeeting"):
		d.ReadAs = "moderngov-xml"
		text, err = moderngovText(src)
	case strings.HasPrefix(low, "<"):
		d.ReadAs = "html"
		text, err = htmlText(src)
	default:
		d.Text = string(src)
		return d, nil
	}
	if err != nil {
		why := errs.Text(err)
		if why == "" {
			why = err.Error()
		}
		return Document{}, notThis(name, why)
	}
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	d.Text = text
	return d, nil
}

// Format says what the document is: one of the formats of minutes, FormatReport, FormatSummary; Format when nothing is known.
func (d Document) Format() string {
	src := []byte(d.Text)
	return [...]string{shapeItem: Format, shapePage: FormatPage, shapePrinted: FormatPrinted, shapeReport: FormatReport, shapeSummary: FormatSummary}[shapeOf(lines(src), src)]
}

// Proposal reads the document as minutes.
func (d Document) Proposal() (Proposal, error) {
	p, err := parse(d.Source, []byte(d.Text), d.ReadAs != "")
	if err != nil {
		return Proposal{}, err
	}
	p.SHA256, p.ReadAs = d.SHA256, d.ReadAs
	return p, nil
}

// Read opens a file and reads it as minutes: Open and Proposal in one.
func Read(name string, src []byte) (Proposal, error) {
	d, err := Open(name, src)
	if err != nil {
		return Proposal{}, err
	}
	return d.Proposal()
}

// blocks collects the text of a document, one block a line, with a blank line between blocks.
type blocks struct {
	out  strings.Builder
	line strings.Builder
	full bool // the limit was reached
}

func (b *blocks) write(s string) {
	if b.out.Len()+b.line.Len()+len(s) > 2*MaxBytes {
		b.full = true
		return
	}
	b.line.WriteString(s)
}

// end ends a block. An empty one is nothing.
func (b *blocks) end() {
	s := strings.Join(strings.FieldsFunc(b.line.String(), blank), " ")
	b.line.Reset()
	if s == "" || b.full {
		return
	}
	b.out.WriteString(s)
	b.out.WriteString("\n\n")
}

func (b *blocks) text() (string, error) {
	b.end()
	if b.full {
		return "", errs.New(errs.Invalid, "it holds more than %d kB of text", MaxBytes>>9)
	}
	return b.out.String(), nil
}
