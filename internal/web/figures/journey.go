package figures

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/chart"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// journeyView is the way from contact to care (SR-017): how many came how far, and how long each step took.
type journeyView struct {
	govuk.Page
	Years []yearLink
	Said  string
	Year  string
	Table table
	Chart *chart.Chart
	Files []fileLink
}

const journeyPath = "/journey"

func journey(w http.ResponseWriter, r *shell.Request) error {
	a, err := ask(r)
	if err != nil {
		return err
	}
	j, err := measure.JourneyOf(r.Context(), r.House().Desk, a.query())
	if err != nil {
		return err
	}
	t := journeyTable(r, a, j)
	if format := r.URL.Query().Get("format"); format != "" {
		f := file{Name: "journey-" + j.AsAt.String(), Title: "The journey from contact to care", About: [][2]string{{"Period", a.period().String()}, {"As at", j.AsAt.Long()}, {"What it means", journeyIs}}, Tables: []table{t}}
		return send(w, format, f, journeyBars(t, a))
	}
	v := journeyView{Page: r.Page("The journey from contact to care"), Years: a.years(journeyPath), Said: a.said(), Year: a.period().String(), Table: t, Chart: journeyBars(t, a)}
	v.Back = govuk.BackLink{Text: "All figures", Href: "/figures"}
	for _, f := range [][2]string{{"csv", "CSV"}, {"ods", "ODS spreadsheet"}, {"xlsx", "Excel spreadsheet"}, {"svg", "Chart as SVG"}} {
		if f[0] != "svg" || v.Chart != nil {
			v.Files = append(v.Files, fileLink{f[1], a.to(journeyPath, "format", f[0])})
		}
	}
	return r.Show(w, "figures/journey", v)
}

const journeyIs = "Each contact that was received in the period is followed by the links of its records, as far as it had come by the as-at day. A contact counts once at each step."

// journeyTable has a row for each step. What its reader may not see is hidden in every column that would give it away.
func journeyTable(r *shell.Request, a asked, j measure.Journey) table {
	t := table{Key: "journey", Title: "From contact to care, contacts received in " + a.period().String(), Head: heads("Step", "Number,Of the step before (%),Of all contacts (%),Median days from the step before")}
	exact := access.ExactFigures(r.Actor)
	open := access.Could(r.Actor, access.OpenFigureList, access.Figure).Allow
	hiddenBefore := false
	for i, s := range j.Steps {
		name := strings.ToUpper(s.Name[:1]) + s.Name[1:]
		row := []cell{{Text: name}, {Text: commas(s.Count)}, {Text: sign(s.OfBefore)}, {Text: sign(s.OfAll)}, {Text: sign(s.Days.Median)}}
		if i == 0 {
			row[2].Text, row[4].Text = "[z]", "[z]"
		}
		if !exact {
			// Who came no further than the step before is a count too.
			res := measure.Result{Shape: "number", Numerator: s.Count}
			if i > 0 {
				res = measure.Result{Shape: aShare, Numerator: s.Count - s.Skipped, Denominator: j.Steps[i-1].Count}
			}
			skipped := measure.Result{Shape: "number", Numerator: s.Skipped}
			hidden := measure.Publish(res).Hidden || measure.Publish(skipped).Hidden
			if hidden {
				row[1].Text, row[3].Text, row[4].Text = "[c]", "[c]", "[c]"
			}
			if i > 0 && (hidden || hiddenBefore) {
				row[2].Text = "[c]"
			}
			hiddenBefore = hidden
		}
		if open && s.Count > 0 {
			row[1].Href = a.to(journeyPath+"/list", "step", strconv.Itoa(i))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = strings.TrimSpace("A child can enter care from an assessment or an enquiry, without a conference or a plan: those are in the number, not in the share of the step before. " + shorthand(t))
	return t
}

// journeyBars draws the numbers of the table.
func journeyBars(t table, a asked) *chart.Chart {
	c := chart.Bars{ID: "journey", Title: "How many came how far", Subtitle: "Contacts received in " + a.period().String(), Foot: "Source: the council's own records"}
	for _, row := range t.Rows {
		v, err := strconv.ParseFloat(strings.ReplaceAll(row[1].Text, ",", ""), 64)
		p := chart.Point{Value: v, Text: row[1].Text, Known: err == nil}
		if p.Known && row[3].Text != "[z]" {
			p.Text += " (" + row[3].Text + "%)"
		}
		c.Bars = append(c.Bars, chart.Bar{Label: row[0].Text, Point: p})
	}
	return c.Draw()
}

// journeyList opens a step to the records behind it.
func journeyList(w http.ResponseWriter, r *shell.Request) error {
	a, err := ask(r)
	if err != nil {
		return err
	}
	j, err := measure.JourneyOf(r.Context(), r.House().Desk, a.query())
	if err != nil {
		return err
	}
	step, err := strconv.Atoi(r.URL.Query().Get("step"))
	if err != nil || step < 0 || step >= len(j.Steps) {
		return errs.New(errs.Invalid, "Choose a step of the journey")
	}
	s := j.Steps[step]
	res := measure.Result{ID: "FD-01", Title: "The journey from contact to care", Shape: "number", Numerator: s.Count, Value: strconv.Itoa(s.Count), Records: s.Records, Period: j.Period, AsAt: j.AsAt}
	at := func(page int) string {
		return a.to(journeyPath+"/list", "step", strconv.Itoa(step), "page", strconv.Itoa(page))
	}
	v, err := listOf(r, res, a.Page, at)
	if err != nil {
		return err
	}
	v.Page = r.Page(fmt.Sprintf("The list behind a step: %s", s.Name))
	v.Caption, v.Of = res.Title, ""
	v.Back = govuk.BackLink{Text: "The journey", Href: a.to(journeyPath)}
	return r.Show(w, "figures/list", v)
}
