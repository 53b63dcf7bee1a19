package measure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/errs"
)

// PublishedSet is one series that somebody else published: values by year, then by whose they are.
type PublishedSet struct {
	Code     string                     `json:"lait_code"`
	Measure  string                     `json:"lait_measure"`
	Polarity string                     `json:"lait_polarity"`
	YearType string                     `json:"year_type"` // Financial Year, Academic Year, Calendar Year, Annual …
	Source   string                     `json:"source"`
	Values   map[string]map[string]Cell `json:"values"`
}

// Cell is a published value exactly as printed: one text, or named or listed parts. The zero Cell is a value that was not
// published.
type Cell struct {
	Text  string
	Parts []Part
}

// Part is one of several values in a cell.
type Part struct{ Name, Text string }

// UnmarshalJSON reads null, a number, a string, an object of those or a list of those; anything else is an error.
func (c *Cell) UnmarshalJSON(b []byte) error {
	*c = Cell{}
	switch b[0] {
	case '{':
		var m map[string]json.RawMessage
		if err := json.Unmarshal(b, &m); err != nil {
			return err
		}
		for name, raw := range m {
			s, err := scalar(raw)
			if err != nil {
				return err
			}
			c.Parts = append(c.Parts, Part{name, s})
		}
		slices.SortFunc(c.Parts, func(a, b Part) int { return strings.Compare(a.Name, b.Name) })
		return nil
	case '[':
		var l []json.RawMessage
		if err := json.Unmarshal(b, &l); err != nil {
			return err
		}
		for i, raw := range l {
			s, err := scalar(raw)
			if err != nil {
				return err
			}
			c.Parts = append(c.Parts, Part{strconv.Itoa(i + 1), s})
		}
		return nil
	}
	s, err := scalar(b)
	c.Text = s
	return err
}

// scalar keeps a number's digits as they are printed.
func scalar(b []byte) (string, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	switch v := v.(type) {
	case nil:
		return "", nil
	case json.Number:
		return v.String(), nil
	case string:
		return v, nil
	}
	return "", errs.New(errs.Invalid, "a published value is %s: neither a number nor a text", b)
}

// Comparator is one published value beside a figure, with its own year.
type Comparator struct {
	Who    string
	Period string // 2022/23
	Value  string // as printed; empty when none was published (a gap, never a zero)
	Source string
}

// order is how comparators are listed.
var order = []string{"Hackney", "SN_mean", "Inner_London", "London", "England"}

// comparators are the published values for the year that ends in the given calendar year.
func (d Definition) comparators(ending int) (out []Comparator, gap bool) {
	year := strconv.Itoa(ending)
	for _, set := range d.Published {
		values, ok := set.Values[year]
		if !ok {
			continue
		}
		for _, who := range order {
			cell, ok := values[who]
			if !ok || len(cell.Parts) > 0 {
				continue
			}
			gap = gap || who == "Hackney" && (cell.Text == "" || cell.Text == "x")
			out = append(out, Comparator{nameOf(who, values), yearOf(set.YearType, ending), cell.Text, set.Source})
		}
	}
	return out, gap
}

func nameOf(who string, values map[string]Cell) string {
	if who == "SN_mean" {
		return fmt.Sprintf("Statistical neighbours of Hackney (mean of %s)", values["SN_n"].Text)
	}
	return strings.ReplaceAll(who, "_", " ")
}

func yearOf(kind string, ending int) string {
	if kind == "Financial Year" || kind == "Academic Year" {
		return fmt.Sprintf("%d/%02d", ending-1, ending%100)
	}
	return strconv.Itoa(ending)
}
