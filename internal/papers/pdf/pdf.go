// Package pdf takes the text out of a PDF file: lines in the order of reading, with the page they stand on.
//
// Invariant: whatever the bytes are, reading ends, within the Limits, and answers with all the text or with one errs.Invalid that says why not. It never panics,
// follows no link and runs nothing. What it cannot give is said, not guessed: an encrypted file, a file of pictures, and letters whose font does not say what they
// are, are refused.
//
// Two libraries were tried on PDFs of Chromium and Ghostscript (26 November 2026). rsc.io/pdf v0.1.1 does not read the fonts that Chromium writes.
// github.com/ledongthuc/pdf (6c8c28e0e8a0) reads them, gives a page's foot before its text, panics on a damaged file, and unpacks without a limit. So this is our
// own, after ISO 32000-1, as far as text needs it.
//
// Not read: LZW and the filters of pictures, text at a slant (stamps across a page), vertical writing, forms' fields, comments, and fonts of predefined
// character collections that have no ToUnicode map.
package pdf

import (
	"strings"

	"throughline/internal/errs"
)

// Limits bound what one file may cost. Zero is refused, not taken as endless.
type Limits struct {
	Bytes    int // of the file
	Pages    int
	Objects  int
	Unpacked int // bytes that all its streams unpack to
	Text     int // bytes of text
	Steps    int // tokens read and operators done: a bound of time that does not depend on the machine
}

// Default are the limits for a paper of a meeting or a document about a child. A step costs about 100 ns.
func Default() Limits {
	return Limits{Bytes: 25 << 20, Pages: 1500, Objects: 200_000, Unpacked: 96 << 20, Text: 3 << 20, Steps: 20_000_000}
}

// Line is one line of a page.
type Line struct {
	Page int // from 1
	Text string
	Gap  bool // there is more room above it than between the lines of a paragraph; always so for the first of a page
	Edge bool // the file itself marks it as the head or foot of a page (an artifact of pagination)
}

// Lines reads a file. Errors are errs.Invalid and complete a sentence that begins with "it".
func Lines(src []byte, limits Limits) ([]Line, error) {
	f, err := open(src, limits)
	if err != nil {
		return nil, err
	}
	pages, err := f.pages()
	if err != nil {
		return nil, err
	}
	var out []Line
	unknown := 0
	for n, p := range pages {
		runs, dots, err := f.read(p, &unknown)
		if err != nil {
			return nil, errs.New(errs.Invalid, "its page %d cannot be read: %s", n+1, errs.Text(err))
		}
		out = append(out, layout(runs, dots, n+1)...)
	}
	switch {
	case unknown > 20 && unknown*10 > f.text:
		return nil, errs.New(errs.Invalid, "its fonts do not say which letters they draw, so its text cannot be told; save it again from the program that made it")
	case len(out) == 0:
		return nil, errs.New(errs.Invalid, "it holds no text; it may be a scan, which has to be put through character recognition first")
	}
	return out, nil
}

// Text writes lines as text: a form feed between pages, an empty line where there is a gap; between pages, where the sentence above has ended. What the file marks
// as the head or foot of a page is left out.
func Text(lines []Line) string {
	var b strings.Builder
	page, last := 0, ""
	for _, l := range lines {
		if l.Edge {
			continue
		}
		switch {
		case page > 0 && l.Page != page:
			if strings.HasSuffix(last, ".") || strings.HasSuffix(last, "?") || strings.HasSuffix(last, ":") || strings.HasSuffix(last, ";") {
				b.WriteString("\n")
			}
			b.WriteString("\f")
		case page > 0 && l.Gap:
			b.WriteString("\n")
		}
		page, last = l.Page, l.Text
		b.WriteString(l.Text)
		b.WriteString("\n")
	}
	return b.String()
}
