// Package figures has the pages of measures: the catalogue, a figure with its definition and trend, the list behind it, and a
// figure as it was cited.
package figures

import (
	"fmt"
	"net/http"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// Routes are the pages of figures.
func Routes() []shell.Route {
	rt := func(method, path string, action access.Action, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: action, Class: access.Figure, Page: page}
	}
	return []shell.Route{
		rt("GET", "/figures", access.ReadMeasures, catalogue),
		rt("GET", "/figures/{id}", access.ReadMeasures, one),
		rt("GET", "/figures/{id}/list", access.OpenFigureList, list),
		rt("POST", "/figures/{id}/cite", access.PublishFigure, cite),
		rt("GET", "/cited", access.ReadMeasures, allCited),
		rt("GET", "/cited/{id}", access.ReadMeasures, cited),
	}
}

// shown is a figure as its reader may see it: exact for those whose work is inside, suppressed for members and scrutiny.
type shown struct {
	measure.Published
	Exact bool
}

func forReader(r *shell.Request, res measure.Result) shown {
	p := measure.Publish(res)
	if !access.ExactFigures(r.Actor) {
		return shown{Published: p}
	}
	p.Numerator, p.Value, p.Hidden = commas(res.Numerator), res.Value, false
	if p.Denominator != "" || res.Denominator > 0 {
		p.Denominator = commas(res.Denominator)
	}
	return shown{Published: p, Exact: true}
}

func commas(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Words is the value as a sentence says it: 69.1% (2,350 of 3,400).
func (s shown) Words() string {
	switch {
	case s.Hidden:
		return "hidden, because the count is from 1 to 5 and people could be recognised"
	case s.Value == "":
		return "nothing to count in this period"
	case s.Unit == "%" && s.Value == measure.NotApplicable:
		return "nothing to count in this period"
	case s.Unit == "%":
		return fmt.Sprintf("%s%% (%s of %s)", s.Value, s.Numerator, s.Denominator)
	}
	return s.Value
}

// yearOf reads ?year=2026, the year ending; the current one unless given. A year is no personal data.
func yearOf(r *shell.Request) (measure.Query, int, error) {
	ending := day.FinancialYearEnding(r.House().Desk.Today())
	if y := r.URL.Query().Get("year"); y != "" {
		n, err := strconv.Atoi(y)
		if err != nil || n < 1990 || n > ending {
			return measure.Query{}, 0, errs.New(errs.Invalid, "The year in the address must be a year ending from 1990 to %d", ending)
		}
		ending = n
	}
	return measure.Query{Period: measure.Year(ending), Book: r.House().Book}, ending, nil
}

type catalogueView struct {
	govuk.Page
	Year    string
	Years   []yearLink
	Live    []shown
	Waiting map[string][]measure.Definition
	Areas   []string
}

type yearLink struct {
	Text, Href string
	This       bool
}

func years(r *shell.Request, path string, this int) []yearLink {
	ending := day.FinancialYearEnding(r.House().Desk.Today())
	var out []yearLink
	for y := ending; y > ending-5; y-- {
		out = append(out, yearLink{measure.Year(y).String(), fmt.Sprintf("%s?year=%d", path, y), y == this})
	}
	return out
}

func catalogue(w http.ResponseWriter, r *shell.Request) error {
	q, ending, err := yearOf(r)
	if err != nil {
		return err
	}
	results, err := measure.Figures(r.Context(), r.House().Desk, q)
	if err != nil {
		return err
	}
	v := catalogueView{Page: r.Page("Figures"), Year: q.Period.String(), Years: years(r, "/figures", ending), Waiting: map[string][]measure.Definition{}}
	for _, res := range results {
		v.Live = append(v.Live, forReader(r, res))
	}
	for _, d := range measure.Standard().All() {
		if d.Live {
			continue
		}
		if len(v.Waiting[d.Area]) == 0 {
			v.Areas = append(v.Areas, d.Area)
		}
		v.Waiting[d.Area] = append(v.Waiting[d.Area], d)
	}
	return r.Show(w, "figures/catalogue", v)
}

type oneView struct {
	govuk.Page
	Figure      shown
	Result      measure.Result
	Years       []yearLink
	Year        int
	Trend       []trendRow
	Chart       *chart
	CanList     bool
	CanCite     bool
	Cited       []record.Of[record.Figure]
	Definition  measure.Definition
	HeldVisible bool
}

type trendRow struct {
	Period string
	shown
}

func one(w http.ResponseWriter, r *shell.Request) error {
	q, ending, err := yearOf(r)
	if err != nil {
		return err
	}
	def, err := measure.Standard().Lookup(r.ID())
	if err != nil {
		return err
	}
	if !def.Live {
		return r.Show(w, "figures/waiting", struct {
			govuk.Page
			Definition measure.Definition
		}{r.Page(def.Title), def})
	}
	points, err := measure.Trend(r.Context(), r.House().Desk, def.ID, q, 5)
	if err != nil {
		return err
	}
	res, err := measure.Read(r.Context(), r.House().Desk, r.Actor, def.ID, q)
	if err != nil {
		return err
	}
	v := oneView{
		Page: r.Page(def.Title), Figure: forReader(r, res), Result: res, Years: years(r, "/figures/"+def.ID, ending), Year: ending, Definition: def,
		CanList: access.Could(r.Actor, access.OpenFigureList, access.Figure).Allow, CanCite: access.Could(r.Actor, access.PublishFigure, access.Figure).Allow,
	}
	v.Caption = def.ID + ", " + def.Area
	v.Back = govuk.BackLink{Text: "All figures", Href: "/figures"}
	v.HeldVisible = v.Figure.Exact
	for i, p := range points {
		row := trendRow{p.Year.Period.String(), forReader(r, p.Year)}
		if !row.Exact {
			row.Published = measure.PublishTrend(points)[i].Year
		}
		v.Trend = append(v.Trend, row)
	}
	v.Chart = trendChart(def, v.Trend)
	all, err := measure.Cited(r.Context(), r.House().Desk)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Body.Measure == def.ID {
			v.Cited = append(v.Cited, f)
		}
	}
	return r.Show(w, "figures/one", v)
}

type listView struct {
	govuk.Page
	Figure shown
	Rows   measure.Rows
	In     int
	Held   []measure.Held
	ID     string
	Year   int
}

// list opens a figure to the records behind it. Each child shown is written down in the access log before the page leaves.
func list(w http.ResponseWriter, r *shell.Request) error {
	q, ending, err := yearOf(r)
	if err != nil {
		return err
	}
	res, err := measure.Read(r.Context(), r.House().Desk, r.Actor, r.ID(), q)
	if err != nil {
		return err
	}
	rows, err := measure.List(r.Context(), r.House().Desk, r.Actor, res)
	if err != nil {
		return err
	}
	subjects := make([]string, len(rows.Shown))
	for i, row := range rows.Shown {
		subjects[i] = row.Subject
	}
	if err := r.Listed("row of figure "+res.ID, subjects...); err != nil {
		return err
	}
	v := listView{Page: r.Page("The list behind " + res.ID), Figure: forReader(r, res), Rows: rows, Held: res.Held, ID: res.ID, Year: ending}
	v.Caption = res.Title
	v.Back = govuk.BackLink{Text: "The figure", Href: fmt.Sprintf("/figures/%s?year=%d", res.ID, ending)}
	for _, row := range rows.Shown {
		if row.In {
			v.In++
		}
	}
	return r.Show(w, "figures/list", v)
}

func cite(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	n, err := strconv.Atoi(r.PostForm.Get("year"))
	if err != nil {
		return errs.New(errs.Invalid, "Choose the year of the figure; nothing was changed")
	}
	f, err := measure.Cite(r.Context(), r.House().Desk, r.Actor, r.ID(), measure.Query{Period: measure.Year(n), Book: r.House().Book})
	if err != nil {
		return err
	}
	return r.See(w, "/cited/"+f.ID)
}

type citedRow struct {
	ID string
	shown
	By string
}

func allCited(w http.ResponseWriter, r *shell.Request) error {
	all, err := measure.Cited(r.Context(), r.House().Desk)
	if err != nil {
		return err
	}
	v := struct {
		govuk.Page
		Figures []citedRow
	}{Page: r.Page("Figures that were cited")}
	for _, f := range all {
		p, err := storedFor(r, f.Body)
		if err != nil {
			return err
		}
		v.Figures = append(v.Figures, citedRow{f.ID, p, r.Name(f.Body.By)})
	}
	return r.Show(w, "figures/all-cited", v)
}

func storedFor(r *shell.Request, f record.Figure) (shown, error) {
	p, err := measure.PublishFigure(f)
	if err != nil || !access.ExactFigures(r.Actor) {
		return shown{Published: p}, err
	}
	p.Numerator, p.Value, p.Hidden = commas(f.Numerator), f.Value, false
	if f.Denominator > 0 {
		p.Denominator = commas(f.Denominator)
	}
	return shown{Published: p, Exact: true}, nil
}

type citedView struct {
	govuk.Page
	ID      string
	Stored  shown
	Then    shown
	Now     shown
	Equal   bool
	Changed bool
	Why     string
	By      string
	Figure  record.Figure
}

// cited shows a figure as it was published, counted again as it was known then, and beside it as it is known now.
func cited(w http.ResponseWriter, r *shell.Request) error {
	f, err := measure.Figure(r.Context(), r.House().Desk, r.ID())
	if err != nil {
		return err
	}
	re, err := measure.Recompute(r.Context(), r.House().Desk, f.Body)
	if err != nil {
		return err
	}
	stored, err := storedFor(r, f.Body)
	if err != nil {
		return err
	}
	v := citedView{
		Page: r.Page(f.Body.Title), ID: f.ID, Stored: stored, Then: forReader(r, re.Known), Now: forReader(r, re.Now), Equal: re.Equal, Why: re.Why,
		By: r.Name(f.Body.By), Figure: f.Body,
	}
	v.Caption = "Cited figure, " + f.Body.Measure
	v.Changed = !v.Then.Same(v.Now.Published)
	v.Back = govuk.BackLink{Text: "The measure", Href: "/figures/" + f.Body.Measure}
	return r.Show(w, "figures/cited", v)
}
