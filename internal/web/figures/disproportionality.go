package figures

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// stageView is one stage of the journey, by ethnic group (SR-061, SR-062).
type stageView struct {
	govuk.Page
	Years  []yearLink
	Stages []byLink
	Views  []byLink
	Say    measure.Disparity
	Words  []string
	Table  *table
	Why    string // there is no table
	Exact  bool
	Files  []fileLink
}

const stagesPath = "/disproportionality"

// disproportionality compares groups at one stage. A disparity is a prompt to look, not a finding about anybody: no colours and no order by size.
func disproportionality(w http.ResponseWriter, r *shell.Request) error {
	a, err := ask(r)
	if err != nil {
		return err
	}
	if a.By == "" {
		a.By = measure.ByEthnicGroup
	}
	n := 0
	if s := r.URL.Query().Get("stage"); s != "" {
		if n, err = strconv.Atoi(s); err != nil || n < 0 || n >= len(measure.Stages) {
			return errs.New(errs.Invalid, "Choose a stage of the journey")
		}
	}
	stage := measure.Stages[n]
	a.Where, a.Band = nil, ""
	path := func(pairs ...string) string {
		return a.to(stagesPath, append([]string{"stage", strconv.Itoa(n)}, pairs...)...)
	}
	v := stageView{Page: r.Page("Ethnic groups at each stage"), Exact: access.ExactFigures(r.Actor)}
	v.Wide = true
	v.Back = govuk.BackLink{Text: "The journey from contact to care", Href: a.to(journeyPath, "by", "")}
	for _, y := range a.years(stagesPath) {
		y.Href += "&stage=" + strconv.Itoa(n)
		v.Years = append(v.Years, y)
	}
	for i, s := range measure.Stages {
		v.Stages = append(v.Stages, byLink{strings.ToUpper(s.Name[:1]) + s.Name[1:], path("stage", strconv.Itoa(i)), i == n})
	}
	for _, by := range []string{measure.ByEthnicGroup, measure.ByEthnicity} {
		v.Views = append(v.Views, byLink{dimensionTitle(by), path("by", by), by == a.By})
	}
	d, err := measure.Disproportion(r.Context(), r.House().Desk, stage.Measure, a.query(), a.By)
	switch {
	case errs.Of(err) == errs.Invalid:
		v.Why = errs.Text(err)
		return r.Show(w, "figures/disproportionality", v)
	case err != nil:
		return err
	}
	if !v.Exact && measure.Publish(measure.Result{Shape: "number", Numerator: d.Unknown}).Hidden {
		d.Known, d.Cautions = "nearly all", nil // the share would give a small count away
	}
	v.Say = d
	t := stageTable(d, a, v.Exact)
	v.Table = &t
	for _, row := range d.Rows {
		if row.Words != "" && row.Publishable && (v.Exact || !row.Caution) {
			v.Words = append(v.Words, row.Words)
		}
	}
	if format := r.URL.Query().Get("format"); format != "" {
		f := file{Name: "disproportionality-" + dashed(stage.Name) + "-" + a.period().To.String(), Title: "Ethnic groups: " + stage.Name, Tables: []table{t}}
		f.About = [][2]string{{"Measure", stage.Measure + ", " + d.Title}, {"Period", a.period().String()}, {"Compared with", d.Reference}, {"Ethnicity known (%)", d.Known}, {"Population", d.Vintage}, {"Take care", strings.Join(d.Cautions, " ")}}
		return send(w, format, f, nil)
	}
	for _, f := range [][2]string{{"csv", "CSV"}, {"ods", "ODS spreadsheet"}, {"xlsx", "Excel spreadsheet"}} {
		v.Files = append(v.Files, fileLink{f[1], path("format", f[0])})
	}
	return r.Show(w, "figures/disproportionality", v)
}

// stageTable has the count, rate, interval, ratio and gap of each group beside each other (specs/disproportionality.md 3, guard 2). Outside it has
// neither counts nor rates: only the ratios of guard 1, in whole tenths, because a rate and its interval give a small count away.
func stageTable(d measure.Disparity, a asked, exact bool) table {
	rate, base := "Rate per 10,000", "Children in the group"
	if d.View == measure.ByStage {
		rate, base = "Share (%)", "Came as far as the stage before"
	}
	t := table{Key: "groups", Title: d.Title + ", by " + strings.ToLower(dimensionTitle(d.By)) + ", " + a.period().String()}
	num := func(v float64) string {
		return strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), "-", "−", 1)
	}
	times := func(x measure.Ratio) (string, string) {
		if !x.Known {
			return "[z]", "[z]"
		}
		return strconv.FormatFloat(x.Value, 'f', 1, 64), fmt.Sprintf("%.1f to %.1f", x.Interval.Low, x.Interval.High)
	}
	if exact {
		t.Head = heads("Group", "Number,"+base)
		t.Head = append(t.Head, column{rate, true}, column{"95% interval", false}, column{"Times the rate of " + d.Reference, true}, column{"95% interval of that", false}, column{"Times that of all others", true},
			column{"Gap to " + d.Reference, true}, column{"More than expected", true}, column{"Read with care", false})
	} else {
		t.Head = append(heads("Group", "Times the rate of "+d.Reference), column{"95% interval", false}, column{"Read with care", false})
	}
	for _, row := range d.Rows {
		ratio, in := times(row.Ratio)
		others, _ := times(row.Others)
		care := ""
		switch {
		case row.Caution:
			care = "Few events or a wide interval"
		case row.Finding:
			care = "Differs from all others beyond chance"
		default:
			care = "Not told apart from chance"
		}
		if row.Group == d.Reference {
			ratio, in = "1.0", "the comparison"
		}
		if !exact {
			if !row.Publishable || row.Caution {
				ratio, in, care = "[c]", "[c]", "Too few to say"
			}
			t.Rows = append(t.Rows, []cell{{Text: row.Group}, {Text: ratio}, {Text: in}, {Text: care}})
			continue
		}
		excess := "[z]"
		if row.Expected.Known {
			excess = num(row.Expected.Excess)
		}
		t.Rows = append(t.Rows, []cell{{Text: row.Group}, {Text: commas(row.Events)}, {Text: commas(row.Base)}, {Text: num(row.Rate)}, {Text: num(row.Interval.Low) + " to " + num(row.Interval.High)},
			{Text: ratio}, {Text: in}, {Text: others}, {Text: num(row.Gap)}, {Text: excess}, {Text: care}})
	}
	t.Note = shorthand(t)
	return t
}
