package minutes

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/papers"
)

// MaxFile is the largest file that is read, in bytes: a Word document with its pictures. A larger one is refused whole; what may lie inside a file is bounded by the
// package papers.
const MaxFile = 16 << 20

const maxDepth = 200 // elements of ModernGov's XML within each other

// The formats beside those of minutes.
const (
	FormatReport  = "cabinet-report"
	FormatSummary = "third-party-summary"
)

// Document is a file made text. The text is that of the file itself, or what was taken out of its mark-up, one block a line.
type Document struct {
	Source string
	SHA256 string // of the file, in hex
	ReadAs string // html, moderngov-xml, docx, odt or pdf; empty when the file is the text
	Text   string
}

// Open reads a file of any accepted kind: text, HTML, ModernGov XML, DOCX, ODT, PDF. A file that is malformed, too large, too deep, or that unpacks to too much is
// Invalid, with the place named.
func Open(name string, src []byte) (Document, error) {
	sum := sha256.Sum256(src)
	d := Document{Source: name, SHA256: hex.EncodeToString(sum[:])}
	if len(src) > MaxFile {
		return Document{}, notThis(name, fmt.Sprintf("it is larger than %d MB", MaxFile>>20))
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(src[:min(len(src), 4096)], []byte("\ufeff")), " \t\r\n")
	low := strings.ToLower(string(start[:min(len(start), 2048)]))
	var text string
	var err error
	switch kind := papers.KindOf(src); {
	case kind == papers.Other:
		d.Text = string(src)
		return d, nil
	case kind == papers.HTML && (strings.HasPrefix(low, "<?xml") && !strings.Contains(low, "<html") || strings.HasPrefix(low, "<meeting") || strings.HasPrefix(low, "<getmeeting")):
		d.ReadAs = "moderngov-xml"
		text, err = moderngovText(src)
	default:
		d.ReadAs = string(kind)
		text, err = papers.Text(kind, src)
	}
	if err != nil {
		why := errs.Text(err)
		if why == "" {
			why = err.Error()
		}
		return Document{}, notThis(name, why)
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
	p, err := parse(d.Source, []byte(d.Text), d.ReadAs != "" && d.ReadAs != string(papers.PDF))
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
