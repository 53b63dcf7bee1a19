package report

import (
	"fmt"
	"strconv"
	"strings"

	"throughline/internal/measure"
)

// figureOf is the row of a measure.
func figureOf(rs []measure.Result, cols []column, main int) Figure {
	r := rs[main]
	f := Figure{
		ID: r.ID + "/" + strings.ReplaceAll(cols[main].period.String(), "/", "-"), Measure: r.ID, Title: r.Title, Unit: r.Unit, Basis: r.Basis, AsAt: r.AsAt,
		Plain: r.Definition.Plain, Definition: r.Definition.Version, Source: r.Source, Note: r.Note, Rated: r.Headline, Comparators: r.Comparators,
	}
	for _, x := range rs {
		f.Values = append(f.Values, valueOf(x))
	}
	return f
}

// valueOf is a result as it may be published.
func valueOf(r measure.Result) Value {
	p := measure.PublishTables(r).Figure
	v := Value{Text: p.Value, Numerator: p.Numerator, Denominator: p.Denominator, Hidden: p.Hidden}
	if n, err := strconv.ParseFloat(v.Text, 64); err == nil {
		v.Known, v.number, v.plain = true, n, v.Text
		v.Text = inUnit(v.Text, r.Unit)
		if r.Rate != nil {
			v.Rate = r.Rate.Value
		}
	}
	return v
}

// inUnit is a number with its unit: 69.1%, 33 days, 2,401.
func inUnit(n, unit string) string {
	switch unit {
	case "%":
		return n + "%"
	case "number", "":
		return thousands(n)
	case "score", "ratio":
		return n
	}
	return n + " " + unit
}

// thousands puts a comma between groups of three digits.
func thousands(n string) string {
	whole, rest, _ := strings.Cut(n, ".")
	if len(whole) > 3 && len(whole) < 10 {
		for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if rest != "" {
		return whole + "." + rest
	}
	return whole
}

// sentence states a figure with both ends of its change.
func sentence(f Figure, cols []column, main int) string {
	now := f.Values[main]
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", f.Title)
	switch {
	case now.Hidden:
		fmt.Fprintf(&b, "the figure for %s is hidden because it is about five or fewer.", cols[main].name)
		return b.String()
	case !now.Known:
		fmt.Fprintf(&b, "there was nothing to count in %s.", cols[main].name)
		return b.String()
	}
	fmt.Fprintf(&b, "%s in %s", now.Text, cols[main].name)
	if f.Basis == "snapshot" {
		b.Reset()
		fmt.Fprintf(&b, "%s: %s on %s", f.Title, now.Text, f.AsAt.Long())
	}
	if now.Rate != "" {
		fmt.Fprintf(&b, ", %s for every 10,000 children", now.Rate)
	}
	if now.Denominator != "" && f.Unit == "%" {
		fmt.Fprintf(&b, " (%s of %s)", thousands(now.Numerator), thousands(now.Denominator))
	}
	if main > 0 {
		switch before := f.Values[main-1]; {
		case before.Hidden:
			fmt.Fprintf(&b, "; the figure for %s is hidden", cols[main-1].name)
		case before.Known:
			fmt.Fprintf(&b, "; it was %s", before.Text)
			if before.Rate != "" {
				fmt.Fprintf(&b, " (%s)", before.Rate)
			}
			fmt.Fprintf(&b, " in %s", cols[main-1].name)
		}
	}
	for _, c := range f.Comparators {
		if c.Who == "England" && c.Value != "" && c.Value != "x" && c.Value != "c" && (f.Unit == "%" || f.Rated && now.Rate != "") {
			unit := "%"
			if f.Rated {
				unit = ""
			}
			fmt.Fprintf(&b, "; England %s%s (%s)", c.Value, unit, c.Period)
			break
		}
	}
	return b.String() + "."
}

// seriesOf is what a chart shows.
func seriesOf(r measure.Result, rs []measure.Result) *Series {
	s := &Series{Title: r.Title, Unit: r.Unit}
	for _, x := range rs {
		s.Labels = append(s.Labels, labelOf(x))
		s.Values = append(s.Values, valueOf(x))
	}
	return s
}

func labelOf(r measure.Result) string {
	if r.Basis == "snapshot" {
		return strconv.Itoa(r.AsAt.Year())
	}
	return strings.TrimPrefix(r.Period.String(), "first half of ")
}
