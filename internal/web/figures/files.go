package figures

import (
	"bytes"
	"fmt"
	"net/http"

	"throughline/internal/chart"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/returns/sheet"
	"throughline/internal/web/shell"
)

// oneFile is a measure's page as CSV, ODS, XLSX or, its chart, SVG: the same tables, cell for cell.
func oneFile(w http.ResponseWriter, r *shell.Request) error {
	def, err := measure.Standard().Lookup(r.ID())
	if err != nil {
		return err
	}
	a, err := ask(r)
	if err != nil {
		return err
	}
	if a.By == "" {
		a.By = measure.ByEthnicGroup
	}
	l, err := load(r, a, def)
	if err != nil {
		return err
	}
	return send(w, r.URL.Query().Get("format"), l.file(r), l.line())
}

// file is the page's tables with what a reader must know.
func (l loaded) file(r *shell.Request) file {
	f := file{Name: dashed(l.def.ID+" "+l.def.Title) + "-" + l.figure.AsAt.String(), Title: l.def.Title}
	f.About = [][2]string{
		{"Measure", l.def.ID + ", definition " + fmt.Sprint(l.def.Version)}, {"Value", l.figure.Words()}, {"What it means", l.def.Plain}, {"Numerator", l.def.Numerator},
		{"Denominator", l.def.Denominator}, {"Period", l.figure.Period.From.Long() + " to " + l.figure.Period.To.Long()}, {"Basis", l.figure.Basis}, {"Rule", l.def.Rule},
		{"As at", l.figure.AsAt.Long()}, {"As known", day.Moment(l.figure.AsKnown)}, {"Source of the definition", l.def.Source}, {"Good is", good(l.def.Polarity)}, {"Note", l.figure.Note},
	}
	f.Tables = append(f.Tables, l.trend())
	for _, t := range []*table{l.others(), l.bands()} {
		if t != nil {
			f.Tables = append(f.Tables, *t)
		}
	}
	if t := l.breakdown(r); t != nil {
		f.Tables = append(f.Tables, *t)
	}
	return f
}

// send writes a file of tables, or the chart. It is made whole before the first byte leaves.
func send(w http.ResponseWriter, format string, f file, picture *chart.Chart) error {
	var b bytes.Buffer
	var kind string
	var err error
	switch format {
	case "csv":
		kind, err = "text/csv; charset=utf-8", f.csv(&b)
	case "ods":
		kind, err = "application/vnd.oasis.opendocument.spreadsheet", f.workbook(&b, sheet.ODS)
	case "xlsx":
		kind, err = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", f.workbook(&b, sheet.XLSX)
	case "svg":
		if picture == nil {
			return errs.New(errs.NotFound, "There is no chart: it needs two values that may be shown")
		}
		kind = "image/svg+xml"
		b.Write(picture.File())
	default:
		return errs.New(errs.Invalid, "Choose the format: csv, ods, xlsx or svg")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+f.Name+"."+format+`"`)
	_, err = w.Write(b.Bytes())
	return err
}
