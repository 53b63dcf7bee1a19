package figures

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/chart"
	"throughline/internal/measure"
	"throughline/internal/measure/commentary"
	"throughline/internal/record"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// measureView is the page of a measure.
type measureView struct {
	govuk.Page
	Figure     shown
	Definition measure.Definition
	Good       string
	Asked      asked
	Years      []yearLink
	Said       string // the choice of dates, where it is not the plain one
	CanList    bool
	CanCite    bool
	Lists      []listLink
	Held       int
	Trend      table
	Chart      *chart.Chart
	Others     *table
	Bands      *table
	By         []byLink
	Breakdown  *table
	Bars       *chart.Chart
	Cited      []record.Of[record.Figure]
	Files      []fileLink
	Comments   []said // commentary, newest first
	Questions  []commentary.Question
	CanSee     bool // questions on their own pages
}

type listLink struct{ Text, Href string }

// byLink is a dimension that can be chosen.
type byLink struct {
	Text, Href string
	This       bool
}

type fileLink struct{ Text, Href string }

// loaded is what a measure's page and its files are made of.
type loaded struct {
	asked
	def    measure.Definition
	res    measure.Result
	figure shown
	public measure.PublishedTables // what members and the public may see of it
	alone  bool                    // its parts may not be shown
	points []measure.Point
	rows   []trendRow
}

type trendRow struct {
	Period string
	shown
	Comparators []measure.Comparator
}

// trendYears is how many years a trend shows.
const trendYears = 6

func load(r *shell.Request, a asked, def measure.Definition) (l loaded, err error) {
	a.Where, a.Band, a.Part = nil, "", "" // they are of lists
	l = loaded{asked: a, def: def}
	q := a.query()
	if l.points, err = measure.Trend(r.Context(), r.House().Desk, def.ID, q, trendYears); err != nil {
		return l, err
	}
	if q.Each = []string{a.By}; !access.ExactFigures(r.Actor) {
		q.Each = measure.Dimensions() // what is hidden in one table follows from all of them
	}
	if l.res, err = measure.Read(r.Context(), r.House().Desk, r.Actor, def.ID, q); err != nil {
		return l, err
	}
	l.figure, l.public = forReader(r, l.res), measure.PublishTables(l.res)
	// The figure itself is shown on other pages. Where its parts would give somebody away beside it, the parts stay away.
	l.alone = !l.figure.Exact && l.public.Figure.Hidden && !l.figure.Hidden
	for _, p := range l.points {
		row := trendRow{Period: p.Year.Period.String(), shown: forReader(r, p.Year), Comparators: p.Year.Comparators}
		if p.Year.Basis != "snapshot" {
			row.Period = measure.Year(p.Year.Period.Ending()).String()
		}
		l.rows = append(l.rows, row)
	}
	return l, nil
}

func one(w http.ResponseWriter, r *shell.Request) error {
	def, err := measure.Standard().Lookup(r.ID())
	if err != nil {
		return err
	}
	if !def.Live {
		v := struct {
			govuk.Page
			Definition measure.Definition
			Good       string
		}{r.Page(def.Title), def, good(def.Polarity)}
		v.Caption, v.Back = def.ID+", "+areaTitle(def.Area), govuk.BackLink{Text: "All figures", Href: "/figures"}
		return r.Show(w, "figures/waiting", v)
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
	path := "/figures/" + def.ID
	v := measureView{
		Page: r.Page(def.Title), Figure: l.figure, Definition: def, Good: good(def.Polarity), Asked: a, Years: a.years(path), Said: a.said(),
		CanList: access.Could(r.Actor, access.OpenFigureList, access.Figure).Allow, CanCite: access.Could(r.Actor, access.PublishFigure, access.Figure).Allow,
		Trend: l.trend(), Chart: l.line(), Others: l.others(), Bands: l.bands(),
	}
	v.Caption = def.ID + ", " + areaTitle(def.Area)
	v.Back = govuk.BackLink{Text: "All figures", Href: "/figures"}
	if v.CanList {
		v.Lists = l.lists()
		v.Held = len(l.res.Held)
	}
	if v.Breakdown = l.breakdown(r); v.Breakdown != nil {
		v.Bars = l.bars(r)
	}
	for _, by := range measure.Dimensions() {
		v.By = append(v.By, byLink{dimensionTitle(by), a.to(path, "by", by) + "#breakdown", by == a.By})
	}
	for _, f := range [][2]string{{"csv", "CSV"}, {"ods", "ODS spreadsheet"}, {"xlsx", "Excel spreadsheet"}} {
		v.Files = append(v.Files, fileLink{f[1], a.to(path+"/file", "format", f[0])})
	}
	if v.Chart != nil {
		v.Files = append(v.Files, fileLink{"Chart as SVG", a.to(path+"/file", "format", "svg")})
	}
	all, err := measure.Cited(r.Context(), r.House().Desk)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Body.Measure == def.ID {
			v.Cited = append(v.Cited, f)
		}
	}
	if v.Comments, err = commentaries(r, def.ID); err != nil {
		return err
	}
	if v.Questions, err = commentary.Asked(r.Context(), r.House().Desk, r.Actor, def.ID); err != nil {
		return err
	}
	v.CanSee = r.May(access.Read, access.Question)
	return r.Show(w, "figures/one", v)
}

// good says in words which direction is good.
func good(polarity string) string {
	switch {
	case strings.HasPrefix(polarity, "high"):
		return "Higher is better"
	case strings.HasPrefix(polarity, "low distance"), strings.Contains(polarity, "distance"), polarity == "toward 1":
		return "Nearer to the comparison is better"
	case strings.HasPrefix(polarity, "low"):
		return "Lower is better"
	}
	return "Neither: it is context"
}

// lists are the ways from the figure to the records behind it, each with how many there are.
func (l loaded) lists() []listLink {
	path := "/figures/" + l.def.ID + "/list"
	all := len(l.res.Records)
	in := 0
	for _, ref := range l.res.Records {
		if ref.In {
			in++
		}
	}
	out := []listLink{{fmt.Sprintf("Open the list behind it (%s)", commas(all)), l.to(path, "by", "")}}
	if in > 0 && in < all {
		those, others := "in the numerator", "not in the numerator"
		if inTime(l.res) {
			those, others = "in time", "not in time"
		}
		out = append(out, listLink{fmt.Sprintf("Only the %s %s", commas(in), those), l.to(path, "by", "", "part", "in")},
			listLink{fmt.Sprintf("Only the %s %s", commas(all-in), others), l.to(path, "by", "", "part", "out")})
	}
	return out
}

// unit is what stands behind the name of a column of values.
func unit(u string) string {
	switch u {
	case "number", "":
		return "Number"
	case "%":
		return "Value (%)"
	}
	return "Value (" + u + ")"
}

func (l loaded) trend() table {
	t := table{Key: "trend", Title: l.def.Title + ", by year", Head: heads("Year", unit(l.figure.Unit)+",Numerator")}
	rate := false
	for _, row := range l.rows {
		rate = rate || row.Rate != nil
	}
	base := hasBase(l.figure.Shape)
	if base {
		t.Head = append(t.Head, column{"Denominator", true})
	}
	if rate {
		t.Head = append(t.Head, column{"Per 10,000 children", true}, column{"Population", false})
	}
	t.Head = append(t.Head, column{"As at", false})
	for _, row := range l.rows {
		cells := []cell{{Text: row.Period}, {Text: row.value()}, {Text: row.hiddenOr(row.Numerator)}}
		if base {
			cells = append(cells, cell{Text: row.hiddenOr(row.Denominator)})
		}
		if rate {
			if row.Rate != nil {
				cells = append(cells, cell{Text: row.Rate.Value}, cell{Text: row.Rate.Vintage})
			} else {
				cells = append(cells, cell{Text: row.hiddenOr("[x]")}, cell{Text: ""})
			}
		}
		t.Rows = append(t.Rows, append(cells, cell{Text: row.AsAt.Short()}))
	}
	t.Note = shorthand(t)
	return t
}

// value is the figure's value in a table: the shorthand where there is none (web-conventions 5).
func (s shown) value() string { return sign(s.Value) }

func (s shown) hiddenOr(text string) string {
	if s.Hidden {
		return "[c]"
	}
	return text
}

// shorthand says what the signs of a table mean, those that it has.
func shorthand(t table) string {
	var said []string
	for _, sign := range [][2]string{
		{"[c]", "[c]: hidden to protect people, because a count is from 1 to 5 or would give one away"}, {"[x]", "[x]: not available"}, {"[z]", "[z]: nothing to count"},
	} {
		for _, row := range t.Rows {
			if containsText(row, sign[0]) {
				said = append(said, sign[1])
				break
			}
		}
	}
	if len(said) == 0 {
		return ""
	}
	return strings.Join(said, ". ") + "."
}

func containsText(row []cell, text string) bool {
	for _, c := range row {
		if c.Text == text {
			return true
		}
	}
	return false
}

// others are the published values of others, each with its own year.
func (l loaded) others() *table {
	if len(l.figure.Comparators) == 0 {
		return nil
	}
	t := &table{Key: "others", Title: "Published values of other areas, each with its own year", Head: heads("Who,Year", "Value")}
	t.Head = append(t.Head, column{"Source", false})
	for _, c := range l.figure.Comparators {
		value := c.Value
		if value == "" {
			value = "[x]"
		}
		t.Rows = append(t.Rows, []cell{{Text: c.Who}, {Text: c.Period}, {Text: value}, {Text: c.Source}})
	}
	t.Note = shorthand(*t)
	return t
}

// partHead says what stands beside the number of a part: a share or, of an index, how many times its share of the others.
func partHead(r measure.Result) string {
	if r.BandUnit() == "%" {
		return "Share (%)"
	}
	return "Index (1.0 is the share of all)"
}

// bands are the parts of a distribution, each with the list it opens for those who may open lists.
func (l loaded) bands() *table {
	if len(l.res.Bands) == 0 || l.alone {
		return nil
	}
	t := &table{Key: "parts", Title: l.def.Title + ": its parts", Head: heads("Part", "Number,"+partHead(l.res))}
	for i, b := range l.res.Bands {
		row := []cell{{Text: b.Name}, {Text: commas(b.Count)}, {Text: sign(b.Value)}}
		if !l.figure.Exact {
			p := l.public.Bands[i]
			row[1].Text, row[2].Text = sign(p.Numerator), sign(p.Value)
		} else if b.Count > 0 {
			row[1].Href = l.to("/figures/"+l.def.ID+"/list", "by", "", "band", b.Name)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = shorthand(*t)
	return t
}

// sign is a published value as a table has it.
func sign(value string) string {
	switch value {
	case measure.Suppressed:
		return "[c]"
	case "", measure.NotApplicable:
		return "[z]"
	}
	return grouped(value)
}

// line is the trend as a chart, with what others published.
func (l loaded) line() *chart.Chart {
	_, _, of, _ := l.figure.main()
	c := chart.Line{ID: "trend", Unit: of, Title: l.finding(), Subtitle: l.def.Title + ", by year", Foot: "Source: the council's own records, as at " + l.figure.AsAt.Short() + "; others as published, each of its own year. " + good(l.def.Polarity) + "."}
	own := chart.Series{Name: "This council"}
	lines := map[string]int{}
	c.Series = []chart.Series{own}
	c.Breaks = map[int]string{}
	for i, row := range l.rows {
		label := row.Period
		if r := l.points[i].Year; r.Basis == "snapshot" { // whole dates would run into each other
			label = r.AsAt.Start().Format("Jan 2006")
		}
		c.Labels = append(c.Labels, label)
		v, text, _, ok := row.main()
		c.Series[0].Points = append(c.Series[0].Points, chart.Point{Value: v, Text: text, Known: ok})
		if strings.Contains(row.Note, "Provisional") && i == len(l.rows)-1 {
			c.Breaks[i] = "so far"
		}
		for _, o := range row.Comparators {
			v, err := strconv.ParseFloat(o.Value, 64)
			if err != nil || !comparable(row.shown, o.Who) {
				continue
			}
			name := o.Who
			if strings.HasPrefix(name, "Statistical") {
				name = "Neighbours"
			}
			at, ok := lines[name]
			if !ok {
				at = len(c.Series)
				lines[name] = at
				c.Series = append(c.Series, chart.Series{Name: name, Points: make([]chart.Point, len(l.rows))})
			}
			c.Series[at].Points[i] = chart.Point{Value: v, Text: o.Value, Known: true}
		}
	}
	return c.Draw()
}

// comparable says whether a published value can stand in the same picture: of a rate only beside a rate, and of a count only one of councils.
func comparable(s shown, who string) bool {
	if s.First && s.Rate == nil {
		return false
	}
	neighbours := strings.HasPrefix(who, "Statistical")
	if s.Unit == "number" && !s.First {
		return neighbours
	}
	return neighbours || who == "London" || who == "England"
}

// finding is what the trend says, in ten words at most: between the last whole year and the one before. Nothing is said of fewer than three points.
func (l loaded) finding() string {
	var last []trendRow
	for _, row := range l.rows {
		if _, _, _, ok := row.main(); ok && !strings.Contains(row.Note, "Provisional") {
			last = append(last, row)
		}
	}
	if len(last) < 3 {
		return l.def.Title
	}
	a, b := last[len(last)-2], last[len(last)-1]
	from, before, of, _ := a.main()
	to, after, _, _ := b.main()
	if of != "%" {
		of = " " + of
	}
	if of == "%" || of == " number" {
		of = ""
	}
	word := "Up"
	switch {
	case to == from:
		return fmt.Sprintf("%s%s in %s, as the year before", after, of, b.Period)
	case to < from:
		word = "Down"
	}
	return fmt.Sprintf("%s from %s to %s%s in %s", word, before, after, of, b.Period)
}
