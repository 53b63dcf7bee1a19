package figures

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"throughline/internal/chart"
	"throughline/internal/measure"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// monthsView is a measure month by month: a run chart with its limits, and what the rules find in it.
type monthsView struct {
	govuk.Page
	Chart   *chart.Chart
	Signals []string
	Why     string
	Table   table
	Files   []fileLink
}

// chartMonths is how many months a run chart shows.
const chartMonths = 36

// monthly is what the page of months and its files are made of.
type monthly struct {
	def   measure.Definition
	shown []shown
	run   measure.RunChart
}

func months(r *shell.Request, a asked, def measure.Definition) (m monthly, err error) {
	q := a.query()
	results, err := measure.Months(r.Context(), r.House().Desk, def.ID, q, chartMonths)
	if err != nil {
		return m, err
	}
	m.def, m.run = def, measure.Chart(measure.Readings(results))
	for _, res := range results {
		m.shown = append(m.shown, forReader(r, res))
	}
	return m, nil
}

func oneMonths(w http.ResponseWriter, r *shell.Request) error {
	def, err := measure.Standard().Lookup(r.ID())
	if err != nil {
		return err
	}
	a, err := ask(r)
	if err != nil {
		return err
	}
	m, err := months(r, a, def)
	if err != nil {
		return err
	}
	if format := r.URL.Query().Get("format"); format != "" {
		f := file{Name: dashed(def.ID+" "+def.Title) + "-months-" + a.query().AsAt.String(), Title: def.Title + ", by month", About: [][2]string{{"Measure", def.ID}, {"What it means", def.Plain}, {"Limits", limitsAre}}, Tables: []table{m.table()}}
		return send(w, format, f, m.chart())
	}
	path := "/figures/" + def.ID
	v := monthsView{Page: r.Page(def.Title + ", by month"), Chart: m.chart(), Signals: m.signals(), Why: m.run.Why, Table: m.table()}
	v.Caption, v.Back = def.ID+", "+areaTitle(def.Area), govuk.BackLink{Text: def.Title, Href: a.to(path)}
	for _, f := range [][2]string{{"csv", "CSV"}, {"ods", "ODS spreadsheet"}, {"xlsx", "Excel spreadsheet"}, {"svg", "Chart as SVG"}} {
		if f[0] != "svg" || v.Chart != nil {
			v.Files = append(v.Files, fileLink{f[1], a.to(path+"/months", "format", f[0])})
		}
	}
	return r.Show(w, "figures/months", v)
}

const limitsAre = "Limits are the mean and 2.66 times the mean of the steps from month to month, on either side. A reading outside of them is not chance."

func monthName(p measure.Period) string {
	_, month, _ := p.From.Date()
	return month.String()[:3] + " " + strconv.Itoa(p.From.Year()%100)
}

func (m monthly) chart() *chart.Chart {
	unit := ""
	c := chart.Line{ID: "months", Subtitle: m.def.Title + ", by month", Foot: "Source: the council's own records. " + good(m.def.Polarity) + "."}
	own := chart.Series{Name: "This council"}
	limits := chart.Limits{}
	for i, s := range m.shown {
		c.Labels = append(c.Labels, monthName(m.run.Readings[i].Period))
		unit = s.Unit
		p := chart.Point{Value: m.run.Readings[i].Value, Text: s.Value, Known: !m.run.Readings[i].Gap}
		own.Points = append(own.Points, p)
		at := func(v float64) chart.Point { return chart.Point{Value: max(v, 0), Known: m.run.HasIn} }
		high := m.run.High
		if s.Unit == "%" {
			high = min(high, 100)
		}
		limits.Centre, limits.Lower, limits.Upper = append(limits.Centre, at(m.run.Mean)), append(limits.Lower, at(m.run.Low)), append(limits.Upper, at(high))
	}
	c.Unit, c.Series, c.Title = unit, []chart.Series{own}, m.finding()
	if m.run.HasIn {
		c.Limits = &limits
	}
	return c.Draw()
}

// finding is what the newest signal says.
func (m monthly) finding() string {
	switch n := len(m.run.Signals); {
	case n == 0 && m.run.HasIn:
		return "No change that is more than chance"
	case n == 1:
		return "One change that is more than chance"
	case n > 1:
		return fmt.Sprintf("%d changes that are more than chance", n)
	}
	return m.def.Title + ", by month"
}

func (m monthly) signals() []string {
	var out []string
	for _, s := range m.run.Signals {
		from, to := monthName(m.run.Readings[s.From].Period), monthName(m.run.Readings[s.To].Period)
		way := map[bool]string{true: "above", false: "below"}[s.Up]
		switch {
		case s.Rule == "trend":
			out = append(out, fmt.Sprintf("A trend: it %s from %s to %s, every month.", map[bool]string{true: "rises", false: "falls"}[s.Up], from, to))
		case s.Rule == "shift":
			out = append(out, fmt.Sprintf("A shift: from %s to %s it stays %s the median.", from, to, way))
		default:
			out = append(out, fmt.Sprintf("%s is %s the limits.", from, way))
		}
	}
	return out
}

func (m monthly) table() table {
	t := table{Key: "months", Title: m.def.Title + ", by month", Head: heads("Month", unit(m.unit())+",Numerator")}
	base := len(m.shown) > 0 && hasBase(m.shown[0].Shape)
	if base {
		t.Head = append(t.Head, column{"Denominator", true})
	}
	for i, s := range m.shown {
		row := []cell{{Text: monthName(m.run.Readings[i].Period)}, {Text: s.value()}, {Text: s.hiddenOr(s.Numerator)}}
		if base {
			row = append(row, cell{Text: s.hiddenOr(s.Denominator)})
		}
		t.Rows = append(t.Rows, row)
	}
	if m.run.HasIn {
		t.Note = fmt.Sprintf("Mean %.1f, lower limit %.1f, upper limit %.1f, median %.1f. %s ", m.run.Mean, max(0, m.run.Low), m.run.High, m.run.Median, limitsAre)
	}
	t.Note = strings.TrimSpace(t.Note + shorthand(t))
	return t
}

func (m monthly) unit() string {
	if len(m.shown) == 0 {
		return ""
	}
	return m.shown[0].Unit
}
