// Package show prints what the checks of a return found, for a terminal, a program, a spreadsheet, a browser and paper.
//
// Each format is a function of the run alone: the same run gives the same bytes. All speak of a row by the number that the return counts
// with, so that a place named in one format is found in another. Shapes: design/cli.md, "JSON of validate".
package show

import (
	"context"
	"io"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/sheet"
)

// Format is a way to print a run or a list of rules.
type Format string

// The formats. ODS and XLSX are for runs only.
const (
	TextFormat Format = "text"
	JSONFormat Format = "json"
	CSVFormat  Format = "csv"
	HTMLFormat Format = "html"
	ODSFormat  Format = "ods"
	XLSXFormat Format = "xlsx"
)

// Options are what a report says beside the run.
type Options struct {
	Name     string  // of the file or folder that was checked
	On       day.Day // when it was checked; zero = not said
	NoDetail bool    // only the counts (text), no detail (JSON)
	Width    int     // of the terminal, in characters; 0 = 100
	Most     int     // text: sentences for each rule, html: rows for each rule; 0 = 20 and 2,000. What is left out is counted
	Tables   Tables  // the rows of the return, for workbooks
	Progress func(part string, done, of int64)
}

// Write prints a run. Usage when there is no such format.
func Write(ctx context.Context, w io.Writer, f Format, run finding.Run, o Options) error {
	switch f {
	case TextFormat:
		return Text(w, run, o)
	case JSONFormat:
		return JSON(w, run, o)
	case CSVFormat:
		return CSV(w, run)
	case HTMLFormat:
		return HTML(w, run, o)
	case ODSFormat, XLSXFormat:
		return Workbook(ctx, w, sheet.Format(f), run, o)
	}
	return errs.New(errs.Usage, "%q is not a format; use text, json, csv, html, ods or xlsx", f)
}

// ReturnName is what people call a return.
func ReturnName(r string) string {
	switch r {
	case "ssda903":
		return "SSDA903 (children looked after)"
	case "cin":
		return "Children in need census"
	case "annex-a":
		return "Annex A (the lists of an inspection)"
	}
	return r
}
