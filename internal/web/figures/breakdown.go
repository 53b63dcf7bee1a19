package figures

import (
	"slices"
	"strconv"
	"strings"

	"throughline/internal/chart"
	"throughline/internal/measure"
	"throughline/internal/web/shell"
)

// dimensionTitle is a dimension as people call it.
func dimensionTitle(by string) string {
	switch by {
	case measure.ByEthnicGroup:
		return "Ethnic group"
	case measure.ByEthnicity:
		return "Ethnicity in full"
	case measure.ByLocality:
		return "Where the child lives"
	case measure.BySource:
		return "Who referred"
	}
	return strings.ToUpper(by[:1]) + strings.ReplaceAll(by[1:], "_", " ")
}

// keyTitle is a group as people call it.
func keyTitle(r *shell.Request, by, key string) string {
	if by == measure.ByTeam && strings.HasPrefix(key, "team:") {
		return r.Name(key)
	}
	return strings.ToUpper(key[:min(1, len(key))]) + key[min(1, len(key)):]
}

// groups are those of the dimension that is shown, in an order that reads: ages and main groups in theirs, others by size; what is not known last.
func (l loaded) groups() []measure.Group {
	for _, b := range l.res.Breakdowns {
		if b.By != l.By {
			continue
		}
		out := slices.Clone(b.Groups)
		order := map[string]int{"unborn": 1, "under 1": 2, "1 to 4": 3, "5 to 9": 4, "10 to 15": 5, "16 and over": 6}
		for i, g := range measure.EthnicGroups {
			order[g] = i + 1
		}
		rank := func(g measure.Group) int {
			switch {
			case g.Keys[0] == "not known":
				return 1000
			case order[g.Keys[0]] > 0:
				return order[g.Keys[0]]
			}
			return 100
		}
		slices.SortStableFunc(out, func(a, b measure.Group) int {
			if x, y := rank(a), rank(b); x != y {
				return x - y
			}
			if !l.figure.Exact {
				return strings.Compare(a.Keys[0], b.Keys[0]) // an order by size would tell what is hidden
			}
			return max(b.Denominator, b.Numerator) - max(a.Denominator, a.Numerator)
		})
		return out
	}
	return nil
}

// breakdown is the figure by one dimension, each number with the list it opens; nil when there is nothing to break down.
func (l loaded) breakdown(r *shell.Request) *table {
	groups := l.groups()
	if len(groups) == 0 || l.alone {
		return nil
	}
	t := &table{Key: dashed(l.By), Title: l.def.Title + ", by " + strings.ToLower(dimensionTitle(l.By)), Head: heads(dimensionTitle(l.By), unit(l.figure.Unit)+",Numerator")}
	share, base := l.figure.Shape == aShare, hasBase(l.figure.Shape)
	if base {
		t.Head = append(t.Head, column{"Denominator", true})
	}
	if share {
		t.Head = append(t.Head, column{"Not in the numerator", true})
	}
	path := "/figures/" + l.def.ID + "/list"
	for _, g := range groups {
		key := g.Keys[0]
		if !l.figure.Exact {
			t.Rows = append(t.Rows, l.outsideRow(r, g))
			continue
		}
		open := func(n int, part string) cell {
			c := cell{Text: commas(n)}
			if n > 0 {
				c.Href = l.to(path, "by", l.By, "key", key, "part", part)
			}
			return c
		}
		value := g.Value
		if value == "" {
			value = "[z]"
		}
		part := "in"
		if l.figure.Shape == aMean || l.figure.Shape == aMedian {
			part = ""
		}
		row := []cell{{Text: keyTitle(r, l.By, key)}, {Text: value}, open(g.Numerator, part)}
		switch {
		case share:
			row = append(row, open(g.Denominator, ""), open(g.Denominator-g.Numerator, "out"))
		case l.figure.Shape == aRatio:
			row = append(row, cell{Text: commas(g.Denominator)})
		case base:
			row = append(row, open(g.Denominator, "out"))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = shorthand(*t)
	return t
}

// outsideRow is a group as members may see it: no list, and what is hidden is hidden in every column.
func (l loaded) outsideRow(r *shell.Request, g measure.Group) []cell {
	p := l.published(g)
	row := []cell{{Text: keyTitle(r, l.By, g.Keys[0])}, {Text: sign(p.Value)}, {Text: sign(p.Numerator)}}
	if hasBase(l.figure.Shape) {
		row = append(row, cell{Text: sign(p.Denominator)})
	}
	if l.figure.Shape == aShare {
		rest := "[c]"
		if !p.Hidden {
			rest = commas(g.Denominator - g.Numerator)
		}
		row = append(row, cell{Text: rest})
	}
	return row
}

// published is a group at the publishing boundary.
func (l loaded) published(g measure.Group) measure.PublishedRow {
	for _, b := range l.public.Breakdowns {
		for _, row := range b.Rows {
			if b.By == l.By && row.Key == g.Keys[0] {
				return row
			}
		}
	}
	return measure.PublishedRow{Key: g.Keys[0], Numerator: measure.Suppressed, Denominator: measure.Suppressed, Value: measure.Suppressed, Hidden: true}
}

// bars are the breakdown as a chart.
func (l loaded) bars(r *shell.Request) *chart.Chart {
	c := chart.Bars{ID: "bars", Unit: l.figure.Unit, Title: "By " + strings.ToLower(dimensionTitle(l.By)), Subtitle: l.def.Title + ", " + l.figure.Period.String(), Foot: "Source: the council's own records, as at " + l.figure.AsAt.Short()}
	groups := l.groups()
	if len(groups) > mostBars {
		groups = groups[:mostBars]
		c.Foot += ". The largest " + strconv.Itoa(mostBars) + " only; the table has all"
	}
	for _, g := range groups {
		v, err := strconv.ParseFloat(g.Value, 64)
		p := chart.Point{Value: v, Text: g.Value, Known: err == nil && v >= 0}
		if !l.figure.Exact && l.published(g).Hidden {
			p = chart.Point{Text: "[c]"}
		}
		if !p.Known && p.Text != "[c]" {
			p.Text = "[z]"
		} else if p.Known && l.figure.Unit == "%" {
			p.Text += "% (" + commas(g.Numerator) + ")"
		}
		c.Bars = append(c.Bars, chart.Bar{Label: keyTitle(r, l.By, g.Keys[0]), Point: p})
	}
	if l.figure.Shape == aShare {
		if v, text, _, ok := l.figure.main(); ok {
			c.Line, c.LineName = &chart.Point{Value: v, Text: text, Known: true}, "All"
		}
	}
	return c.Draw()
}

// mostBars is how many bars can be read in one picture.
const mostBars = 24
