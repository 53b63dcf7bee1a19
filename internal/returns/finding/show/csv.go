package show

import (
	"cmp"
	"encoding/csv"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"throughline/internal/returns/finding"
)

var csvHead = []string{"rule", "severity", "title", "child", "table", "row", "fields", "values", "message", "mend", "child_position", "line", "worker"}

// CSV prints one line for each finding, and one for each rule that fired on the return as a whole, for a spreadsheet.
func CSV(w io.Writer, run finding.Run) error {
	out := newCSV(w)
	out.line(csvHead...)
	rules := byCode(run)
	for _, code := range run.LALevel {
		r := known(rules, code)
		out.line(code, severityWords(r.Severity), r.Title, "", "", "", fieldNames(r.Fields), "", r.Meaning(), r.HowToMend(), "", "", "")
	}
	for _, f := range run.Findings {
		r := known(rules, f.Rule)
		values := make([]string, len(f.Values))
		for i, v := range f.Values {
			values[i] = v.Field + "=" + v.Text
		}
		out.line(f.Rule, severityWords(r.Severity), r.Title, f.Child, f.Table, strconv.Itoa(f.Row), fieldNames(f.Fields), strings.Join(values, "; "),
			r.Sentence(f), r.Mending(f), some(f.Pos), some(f.Line), f.Worker)
	}
	return out.end()
}

func fieldNames(fields []string) string { return strings.Join(fields, " ") }

// some is a number, or nothing when it is 0.
func some(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// csvPrinter writes lines of which no cell can run as a formula.
type csvPrinter struct {
	w   *csv.Writer
	err error
}

func newCSV(w io.Writer) *csvPrinter {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return &csvPrinter{w: c}
}

func (p *csvPrinter) line(cells ...string) {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = harmless(c)
	}
	if p.err == nil {
		p.err = p.w.Write(safe)
	}
}

func (p *csvPrinter) end() error {
	p.w.Flush()
	return cmp.Or(p.err, p.w.Error())
}

// plainNumber is a number, which may begin with a sign.
var plainNumber = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?$`)

// harmless puts an apostrophe before what a spreadsheet would run as a formula. Blanks, quotes and line breaks before it do not count, because
// a program may take them away; a cell that begins with a tab or a line break of its own may move what follows. Plain numbers are left alone.
func harmless(cell string) string {
	bare := strings.TrimLeft(cell, " \t\r\n\v\f\u00a0\ufeff\"")
	first, _ := utf8.DecodeRuneInString(bare)
	formula := bare != "" && strings.ContainsRune("=+-@＝＋－＠", first) && !plainNumber.MatchString(cell)
	if formula || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
		return "'" + cell
	}
	return cell
}
