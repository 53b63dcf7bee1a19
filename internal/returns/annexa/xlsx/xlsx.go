// Package xlsx reads workbooks of unknown origin, sheet by sheet and row by row.
//
// A workbook is untrusted: a small file can unpack to gigabytes, name cells that no sheet has, or be broken in the middle. What is read is bounded
// before it is kept; whatever is wrong is errs.Invalid with the part of the file and, where it is known, the row. Formulas are never run: what a
// cell showed when it was saved is what is read.
//
// Source: ECMA-376 part 1, clauses 12.3 and 18 (parts, cells, shared strings, styles).
package xlsx

import (
	"archive/zip"
	"compress/flate"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"path"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Limits of a workbook, as Excel has them or far above what a council's lists need.
const (
	maxParts  = 2_000
	maxBytes  = 512 << 20 // of all that is unpacked
	maxText   = 128 << 20 // of shared strings
	maxRow    = 1 << 20
	maxColumn = 16_384
	maxKept   = 512 // columns of a row that are kept
	maxCell   = 32_767
)

// Kind is what a cell holds.
type Kind int

// The kinds of cell. A Fault is what Excel shows in place of a value: #N/A.
const (
	Blank Kind = iota
	Text
	Number
	Date
	Fault
)

// Cell is one cell. Text is what it says; a number is written without exponent.
type Cell struct {
	Kind Kind
	Text string
	Num  float64
	Day  day.Day // of a Date, without its time of day
}

// Book is an opened workbook.
type Book struct {
	name    string
	parts   map[string]*zip.File
	sheets  []sheet
	strings []string
	dates   []bool // by style
	from    day.Day
	left    int64 // bytes that may still be unpacked
	texts   int   // bytes of shared strings that may be held
}

type sheet struct{ name, part string }

// Open reads the table of contents, the shared strings and the styles. The name is what errors call the file.
func Open(name string, r io.ReaderAt, size int64) (*Book, error) {
	return open(name, r, size, maxBytes, maxText)
}

func open(name string, r io.ReaderAt, size, most int64, texts int) (*Book, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "%s is no Excel workbook (.xlsx), or it is damaged; nothing was read", name)
	}
	b := &Book{name: name, parts: map[string]*zip.File{}, left: most, texts: texts, from: day.New(1899, 12, 30)}
	if len(z.File) > maxParts {
		return nil, errs.New(errs.Invalid, "%s has %d parts, which no workbook of lists has; nothing was read", name, len(z.File))
	}
	for _, f := range z.File {
		b.parts[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	root, err := b.main()
	if err != nil {
		return nil, err
	}
	rels, err := b.relations(root)
	if err != nil {
		return nil, err
	}
	if err := b.contents(root, rels); err != nil {
		return nil, err
	}
	if err := b.readStrings(rels["sharedStrings"]); err != nil {
		return nil, err
	}
	return b, b.readStyles(rels["styles"])
}

// Sheets names the sheets in their order.
func (b *Book) Sheets() (out []string) {
	for _, s := range b.sheets {
		out = append(out, s.name)
	}
	return out
}

// main is the part that holds the workbook.
func (b *Book) main() (string, error) {
	rels, err := b.relations("")
	if err != nil {
		return "", err
	}
	if p := rels["officeDocument"]; p != "" {
		return p, nil
	}
	if b.parts["xl/workbook.xml"] != nil {
		return "xl/workbook.xml", nil
	}
	return "", errs.New(errs.Invalid, "%s is a zip file but no Excel workbook (.xlsx); nothing was read", b.name)
}

// relations are the parts that a part names: by id, and by the last word of their type for those of which there is one.
func (b *Book) relations(of string) (map[string]string, error) {
	out := map[string]string{}
	part := path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	if of == "" {
		part = "_rels/.rels"
	}
	if b.parts[strings.ToLower(part)] == nil {
		return out, nil
	}
	err := b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return nil
		}
		target := attr(e, "Target")
		if strings.HasPrefix(target, "/") {
			target = strings.TrimPrefix(target, "/")
		} else {
			target = path.Join(path.Dir(of), target)
		}
		out["#"+attr(e, "Id")] = target
		out[path.Base(attr(e, "Type"))] = target
		return nil
	})
	return out, err
}

func (b *Book) contents(part string, rels map[string]string) error {
	err := b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			if v := attr(e, "date1904"); v == "1" || v == "true" {
				b.from = day.New(1904, 1, 1)
			}
		case "sheet":
			if target := rels["#"+attr(e, "id")]; target != "" {
				b.sheets = append(b.sheets, sheet{attr(e, "name"), target})
			}
		}
		return nil
	})
	if err == nil && len(b.sheets) == 0 {
		err = errs.New(errs.Invalid, "%s has no sheets; nothing was read", b.name)
	}
	return err
}

func (b *Book) readStrings(part string) error {
	if part == "" || b.parts[strings.ToLower(part)] == nil {
		return nil
	}
	total := 0
	return b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := textOf(d, e)
		if err != nil {
			return err
		}
		if total += len(s) + 16; total > b.texts {
			return errs.New(errs.Invalid, "%s holds more text than any workbook of lists; nothing was read", b.name)
		}
		b.strings = append(b.strings, s)
		return nil
	})
}

// textOf is the text of a string item: that of its t elements, but for those that say how to speak it.
func textOf(d *xml.Decoder, start xml.StartElement) (string, error) {
	var out strings.Builder
	in, spoken, depth := false, 0, 1
	for depth > 0 {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			in = t.Name.Local == "t"
			if t.Name.Local == "rPh" {
				spoken = depth
			}
		case xml.EndElement:
			if depth == spoken {
				spoken = 0
			}
			depth--
			in = false
		case xml.CharData:
			if in && spoken == 0 && out.Len() <= maxCell {
				out.Write(t)
			}
		}
	}
	return out.String(), nil
}

func (b *Book) readStyles(part string) error {
	if part == "" || b.parts[strings.ToLower(part)] == nil {
		return nil
	}
	formats := map[string]string{}
	inCells := false
	return b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if len(formats) < 10_000 {
				formats[attr(e, "numFmtId")] = attr(e, "formatCode")
			}
		case "cellXfs":
			inCells = true
		case "cellStyleXfs", "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells && len(b.dates) < 100_000 {
				id := attr(e, "numFmtId")
				code, custom := formats[id]
				b.dates = append(b.dates, custom && dateFormat(code) || !custom && builtinDate(id))
			}
		}
		return nil
	})
}

// builtinDate says whether a number format that every workbook knows is one of dates.
func builtinDate(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 58)
}

// dateFormat says whether a format shows a day: it has a d or y outside quotes, brackets and escapes.
func dateFormat(code string) bool {
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
		case strings.IndexByte("dDyY", c) >= 0:
			return true
		}
	}
	return false
}

// Rows gives the rows of a sheet that hold something, in order; number is as Excel counts, from 1. The cells may be kept.
func (b *Book) Rows(name string, row func(number int, cells []Cell) error) error {
	part := ""
	for _, s := range b.sheets {
		if s.name == name {
			part = s.part
		}
	}
	if part == "" {
		return errs.New(errs.NotFound, "%s has no sheet %s", b.name, name)
	}
	number := 0
	return b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "row" {
			return nil
		}
		n := number + 1
		if r := attr(e, "r"); r != "" {
			var err error
			if n, err = strconv.Atoi(r); err != nil || n <= number || n > maxRow {
				return errs.New(errs.Invalid, "%s, sheet %s: after row %d comes one that is numbered %q; nothing was read", b.name, name, number, cut(r))
			}
		}
		if n > maxRow {
			return errs.New(errs.Invalid, "%s, sheet %s has more than %d rows; nothing was read", b.name, name, maxRow)
		}
		number = n
		cells, err := b.cells(d, name, n)
		if err != nil || len(cells) == 0 {
			return err
		}
		return row(n, cells)
	})
}

// cells reads the cells of a row up to its end.
func (b *Book) cells(d *xml.Decoder, sheet string, row int) (out []Cell, err error) {
	column := 0
	for {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return trim(out), nil // of the row: what stands in it is read to its own end below
		case xml.StartElement:
			if t.Name.Local != "c" {
				if err := d.Skip(); err != nil {
					return nil, err
				}
				continue
			}
			column++
			if r := attr(t, "r"); r != "" {
				at, ok := columnOf(r)
				if !ok || at < column {
					return nil, errs.New(errs.Invalid, "%s, sheet %s, row %d: a cell is called %q, which it cannot be; nothing was read", b.name, sheet, row, cut(r))
				}
				column = at
			}
			if column > maxColumn {
				return nil, errs.New(errs.Invalid, "%s, sheet %s, row %d has more than %d cells; nothing was read", b.name, sheet, row, maxColumn)
			}
			c, err := b.cell(d, t)
			if err != nil {
				return nil, err
			}
			if column > maxKept || c.Kind == Blank {
				continue
			}
			for len(out) < column {
				out = append(out, Cell{})
			}
			out[column-1] = c
		}
	}
}

func trim(cells []Cell) []Cell {
	for len(cells) > 0 && cells[len(cells)-1].Kind == Blank {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// columnOf is the number of the column in the name of a cell: 28 in AB7.
func columnOf(ref string) (int, bool) {
	n, i := 0, 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if n = n*26 + int(ref[i]-'A') + 1; n > maxColumn {
			return 0, false
		}
	}
	return n, i > 0 && strings.Trim(ref[i:], "0123456789") == ""
}

// cell reads one cell to its end.
func (b *Book) cell(d *xml.Decoder, e xml.StartElement) (Cell, error) {
	kind, style := attr(e, "t"), attr(e, "s")
	value, text := "", ""
	for {
		t, err := d.Token()
		if err != nil {
			return Cell{}, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return b.meaning(kind, style, value, text), nil
		case xml.StartElement:
			switch t.Name.Local {
			case "v":
				if value, err = inner(d); err != nil {
					return Cell{}, err
				}
			case "is":
				if text, err = textOf(d, t); err != nil {
					return Cell{}, err
				}
			default:
				if err := d.Skip(); err != nil {
					return Cell{}, err
				}
			}
		}
	}
}

// inner is the text of an element up to its end.
func inner(d *xml.Decoder) (string, error) {
	var out strings.Builder
	for depth := 1; depth > 0; {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if out.Len() <= maxCell {
				out.Write(t)
			}
		}
	}
	return out.String(), nil
}

func (b *Book) meaning(kind, style, value, text string) Cell {
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(b.strings) {
			return Cell{Kind: Fault, Text: "#REF!"}
		}
		return said(b.strings[n])
	case "inlineStr":
		return said(text)
	case "str":
		return said(value)
	case "e":
		return Cell{Kind: Fault, Text: strings.TrimSpace(value)}
	case "b":
		return said(map[string]string{"1": "TRUE", "0": "FALSE"}[strings.TrimSpace(value)])
	case "d":
		if d, err := day.Parse(value[:min(10, len(value))]); err == nil {
			return Cell{Kind: Date, Text: d.Time().Format("02/01/2006"), Day: d}
		}
		return said(value)
	}
	value = strings.TrimSpace(value)
	if value == "" {
		return Cell{}
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return said(value)
	}
	if s, err := strconv.Atoi(style); err == nil && s >= 0 && s < len(b.dates) && b.dates[s] && n >= 1 && n < 2_958_466 {
		d := b.from.Add(int(n))
		return Cell{Kind: Date, Text: d.Time().Format("02/01/2006"), Num: n, Day: d}
	}
	return Cell{Kind: Number, Text: strconv.FormatFloat(n, 'f', -1, 64), Num: n}
}

func said(s string) Cell {
	if strings.TrimSpace(s) == "" {
		return Cell{}
	}
	return Cell{Kind: Text, Text: s}
}

// each goes through the elements of a part. fn may read on to the end of the element that it is given.
func (b *Book) each(part string, fn func(*xml.Decoder, xml.StartElement) error) error {
	f := b.parts[strings.ToLower(part)]
	if f == nil {
		return errs.New(errs.Invalid, "%s is a damaged workbook: its part %s is missing; nothing was read", b.name, cut(part))
	}
	r, err := f.Open()
	if err != nil {
		return errs.As(errs.Invalid, err, "%s is a damaged workbook: its part %s cannot be unpacked; nothing was read", b.name, cut(part))
	}
	defer r.Close() // only read from: nothing can be lost
	limited := &bounded{r: r, left: &b.left}
	d := xml.NewDecoder(limited)
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			e, ok := t.(xml.StartElement)
			if !ok {
				continue
			}
			err = fn(d, e)
		}
		switch {
		case err == nil:
		case limited.over:
			return errs.New(errs.Invalid, "%s unpacks to more than %d MB, which no workbook of lists does; nothing was read", b.name, maxBytes>>20)
		case errs.Of(err) != errs.Internal || !broken(err):
			return err
		default:
			return errs.As(errs.Invalid, err, "%s is a damaged workbook: its part %s is broken; nothing was read", b.name, cut(part))
		}
	}
}

// broken says whether an error is one of the file, not of whoever was given its rows.
func broken(err error) bool {
	_, syntax := errors.AsType[*xml.SyntaxError](err)
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	return syntax || corrupt || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrFormat) ||
		errors.Is(err, zip.ErrAlgorithm) || strings.HasPrefix(err.Error(), "xml: ")
}

// bounded reads no more than what may still be unpacked.
type bounded struct {
	r    io.Reader
	left *int64
	over bool
}

// Read counts what is read.
func (b *bounded) Read(p []byte) (int, error) {
	if *b.left <= 0 {
		b.over = true
		return 0, io.ErrUnexpectedEOF
	}
	if int64(len(p)) > *b.left {
		p = p[:*b.left]
	}
	n, err := b.r.Read(p)
	*b.left -= int64(n)
	return n, err
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// cut keeps what a file says short in a sentence.
func cut(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}
