// Package sheet writes workbooks, as XLSX or as ODS, row by row: memory does not grow with the rows of an ODS, and hardly with those of an XLSX.
//
// A cell is text unless it is marked as a number, and text stays text: nothing in a cell is ever run as a formula, and leading zeros stay.
package sheet

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"throughline/internal/errs"
)

// Limits that Excel and LibreOffice share.
const (
	MaxRows  = 1 << 20 // rows of a sheet, the heading among them
	MaxText  = 32_767  // characters of a cell; a longer text is cut and ends in …
	maxTitle = 31      // characters of a sheet's name
)

// Format is a kind of workbook.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	ODS  Format = "ods"
)

// Style is how a cell looks. What it means must also be said in words.
type Style int

// The styles.
const (
	Plain   Style = iota
	Title         // large and bold
	Head          // the heading of a column
	Failing       // a cell that somebody must look at
	Prose         // text that wraps
)

// Width is how wide a column is.
type Width int

// The widths, about 12, 22 and 70 characters.
const (
	Narrow Width = iota
	Middle
	Wide
)

// Cell is one cell. Number says that Text is a number, whole or with a decimal point, which the sheet may reckon with; what is none stays text.
type Cell struct {
	Text   string
	Style  Style
	Number bool
}

// Sheet is one table. Columns without a width are Narrow. A heading, if there is one, is the first row: it stays in sight and filters.
type Sheet struct {
	Name    string
	Columns []Width
	Head    []string
}

// Book is a workbook that is being written. Sheet begins a sheet, Row adds a row to it, Close ends the workbook; without Close it is no workbook.
// Row is Invalid when the sheet is full.
type Book interface {
	Sheet(Sheet) error
	Row(...Cell) error
	Close() error
}

// New begins a workbook on w. Usage when the format is neither.
func New(w io.Writer, f Format) (Book, error) {
	switch f {
	case XLSX:
		return newXLSX(w)
	case ODS:
		return newODS(w)
	}
	return nil, errs.New(errs.Usage, "%q is not a kind of workbook; use xlsx or ods", f)
}

// names keeps the names of sheets apart and such as both programs take.
type names map[string]bool

func (n names) take(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < ' ' {
			return ' '
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	if name == "" {
		name = "Sheet"
	}
	try := cut(name, maxTitle)
	for i := 2; n[strings.ToLower(try)]; i++ {
		end := " " + itoa(i)
		try = strings.TrimSpace(cut(name, maxTitle-len(end))) + end
	}
	n[strings.ToLower(try)] = true
	return try
}

// cut is the first n characters.
func cut(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// clean is a text as a workbook can hold it: valid UTF-8, no character that XML forbids, not too long.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case r == '\r':
			return -1
		case r < ' ' || r == 0xFFFE || r == 0xFFFF:
			return utf8.RuneError
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	if utf8.RuneCountInString(s) > MaxText {
		return cut(s, MaxText-1) + "…"
	}
	return s
}

func full(name string) error {
	return errs.New(errs.Invalid, "The sheet %s is full: a workbook holds %d rows. Use CSV", name, MaxRows)
}

// numeric says whether a cell is a number, as spreadsheets write one: 12, -3.5. A text that only looks like one (1e5, Inf, 0x1F) is not.
func (c Cell) numeric() (n float64, ok bool) {
	if !c.Number || strings.Trim(c.Text, "-0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(c.Text, 64)
	return n, err == nil
}
