package figures

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/web/shell"
)

// asked is what an address asks of a figure. Nothing in it is about a person.
type asked struct {
	Ending  int     // the calendar year in which the financial year ends
	Half    bool    // only its first half
	AsAt    day.Day // the last day that counts; zero unless given
	AsKnown day.Day // what was known at the end of that day; zero means now
	By      string  // the breakdown that is shown
	Where   *oneOf  // only one group of a dimension
	Band    string  // only one band of a distribution
	Part    string  // of a list: "in" the numerator, "out" of it, or all
	Page    int     // of a list, from 1
	Today   day.Day //
	book    *shell.Request
}

// oneOf is one group of a dimension.
type oneOf struct{ By, Key string }

// firstYear is the first year that can be asked for.
const firstYear = 1990

// ask reads an address. A year, a day or a dimension that does not exist is errs.Invalid.
func ask(r *shell.Request) (a asked, err error) { return askedOf(r, r.URL.Query()) }

func askedOf(r *shell.Request, v url.Values) (a asked, err error) {
	a = asked{Today: r.House().Desk.Today(), Page: 1, book: r, Band: v.Get("band"), Part: v.Get("part"), Half: v.Get("half") != ""}
	if a.AsKnown, err = dayIn(v, "as-known", "known"); err != nil {
		return a, err
	}
	if a.AsKnown.After(a.Today) {
		return a, errs.Field("as-known", "Nothing is known yet of a day that is to come")
	}
	if a.AsAt, err = dayIn(v, "as-at", "as at"); err != nil {
		return a, err
	}
	last := a.Today
	if !a.AsKnown.IsZero() {
		last = a.AsKnown
	}
	if a.AsAt.After(last) {
		return a, errs.Field("as-at", "Choose an as-at date up to %s", last.Long())
	}
	newest := day.FinancialYearEnding(a.Today)
	a.Ending = day.FinancialYearEnding(last)
	if !a.AsAt.IsZero() {
		a.Ending = day.FinancialYearEnding(a.AsAt)
	}
	if y := v.Get("year"); y != "" {
		if a.Ending, err = strconv.Atoi(y); err != nil || a.Ending < firstYear || a.Ending > newest {
			return a, errs.New(errs.Invalid, "The year in the address must be a year ending from %d to %d", firstYear, newest)
		}
	}
	if p := v.Get("page"); p != "" {
		if a.Page, err = strconv.Atoi(p); err != nil || a.Page < 1 {
			return a, errs.New(errs.Invalid, "The page in the address must be a number from 1")
		}
	}
	if a.By = v.Get("by"); a.By != "" && !slices.Contains(measure.Dimensions(), a.By) {
		return a, errs.New(errs.Invalid, "A figure cannot be broken down by %q", a.By)
	}
	if key := v.Get("key"); key != "" && a.By != "" {
		a.Where = &oneOf{a.By, key}
	}
	if (a.Half || !a.AsAt.IsZero() || !a.AsKnown.IsZero()) && !access.ExactFigures(r.Actor) {
		// The difference of two days' figures is what happened on a day.
		return a, errs.New(errs.Denied, "Figures of whole years are shown to you. Ask an analyst for other dates")
	}
	if !slices.Contains([]string{"", "in", "out"}, a.Part) {
		return a, errs.New(errs.Invalid, "A list is of all records, of those in the numerator, or of the others")
	}
	return a, nil
}

func dayIn(v url.Values, name, words string) (day.Day, error) {
	s := strings.TrimSpace(v.Get(name))
	if s == "" {
		return day.Day{}, nil
	}
	d, err := day.Parse(s)
	if err != nil {
		return day.Day{}, errs.Field(name, "Write the %s date like 2026-03-31", words)
	}
	return d, nil
}

// period is the year or the half that is asked for.
func (a asked) period() measure.Period {
	if a.Half {
		return measure.Half(a.Ending)
	}
	return measure.Year(a.Ending)
}

// query is what measures are asked. The as-at day is given too, so that a snapshot of a past year stands at its end.
func (a asked) query() measure.Query {
	q := measure.Query{Period: a.period(), AsAt: a.AsAt, Book: a.book.House().Book}
	if !a.AsKnown.IsZero() {
		q.AsKnown = a.AsKnown.Add(1).Start().Add(-time.Microsecond)
	}
	if q.AsAt.IsZero() {
		q.AsAt = q.Period.To
		for _, d := range []day.Day{a.Today, a.AsKnown} {
			if d.Before(q.AsAt) {
				q.AsAt = d
			}
		}
	}
	if a.Where != nil {
		q.Where = []measure.Where{{By: a.Where.By, Key: a.Where.Key}}
	}
	q.Band = a.Band
	return q
}

// values are the answer as an address has it.
func (a asked) values() url.Values {
	v := url.Values{"year": {strconv.Itoa(a.Ending)}}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	if a.Half {
		v.Set("half", "1")
	}
	set("as-at", a.AsAt.String())
	set("as-known", a.AsKnown.String())
	set("by", a.By)
	set("band", a.Band)
	set("part", a.Part)
	if a.Where != nil {
		set("key", a.Where.Key)
	}
	return v
}

// to is a path with what is asked, changed by pairs of name and value; an empty value takes the name out.
func (a asked) to(path string, pairs ...string) string {
	v := a.values()
	for i := 0; i+1 < len(pairs); i += 2 {
		if v.Del(pairs[i]); pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return path + "?" + v.Encode()
}

// yearLink is a year that can be chosen.
type yearLink struct {
	Text, Href string
	This       bool
}

// years are the last years, newest first.
func (a asked) years(path string) []yearLink {
	newest := day.FinancialYearEnding(a.Today)
	var out []yearLink
	for y := newest; y > newest-6; y-- {
		out = append(out, yearLink{measure.Year(y).String(), a.to(path, "year", strconv.Itoa(y), "as-at", "", "half", ""), y == a.Ending && !a.Half})
	}
	return out
}

// said is the choice in words, where it is not the plain one.
func (a asked) said() string {
	var parts []string
	if a.Half {
		parts = append(parts, "first half of the year only")
	}
	if !a.AsAt.IsZero() {
		parts = append(parts, "as at "+a.AsAt.Long())
	}
	if !a.AsKnown.IsZero() {
		parts = append(parts, fmt.Sprintf("as it was known at the end of %s, without what was recorded or corrected later", a.AsKnown.Long()))
	}
	return strings.Join(parts, "; ")
}
