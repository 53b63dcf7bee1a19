package workday

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// BankHolidays is an imported GOV.UK list: for each division, its holidays by year. A year that is present is complete.
type BankHolidays map[Division]map[int][]Holiday

// Fewest is the smallest number of bank holidays that any division has in a whole year; a year with fewer is cut short.
const Fewest = 8

// maxFile bounds what is read; the published file is under 60 kB.
const maxFile = 4 << 20

// ReadGOVUK reads the file published at https://www.gov.uk/bank-holidays.json. Fields that it does not use are let through, since
// GOV.UK may add some. A date that is not one, a repeated or unknown division, or a year cut short is errs.Invalid and names the place.
func ReadGOVUK(r io.Reader) (BankHolidays, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxFile {
		return nil, errs.New(errs.Invalid, "The bank holiday file is larger than 4 MB: check that it is the GOV.UK file")
	}
	return ParseGOVUK(b)
}

// ParseGOVUK is ReadGOVUK for bytes already at hand.
func ParseGOVUK(b []byte) (BankHolidays, error) {
	var file map[string]struct {
		Division string `json:"division"`
		Events   []struct {
			Title string `json:"title"`
			Date  string `json:"date"`
		} `json:"events"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			return nil, errs.As(errs.Invalid, err, "The bank holiday file is not valid JSON at byte %d: download it again", syntax.Offset)
		}
		return nil, errs.As(errs.Invalid, err, "The bank holiday file does not have the GOV.UK shape (divisions with events)")
	}
	out := BankHolidays{}
	var wrong errs.Fields
	for name, part := range file {
		division := Division(name)
		if !slices.Contains(Divisions(), division) {
			wrong.Add(name, "not a division; expected one of %v", Divisions())
			continue
		}
		if part.Division != "" && part.Division != name {
			wrong.Add(name, "its division says %q", part.Division)
		}
		years := map[int][]Holiday{}
		for _, e := range part.Events {
			d, err := day.Parse(e.Date)
			switch {
			case err != nil:
				wrong.Add(name, "%v", err)
			case d.IsZero() || strings.TrimSpace(e.Title) == "":
				wrong.Add(name, "an event has no date or no title (date %q, title %q)", e.Date, e.Title)
			case slices.ContainsFunc(years[d.Year()], func(h Holiday) bool { return h.Date == d }):
				wrong.Add(name, "%s is listed twice", d)
			case d.Year() < FirstYear || d.Year() > LastYear:
				wrong.Add(name, "%s is outside %d to %d", d, FirstYear, LastYear)
			default:
				years[d.Year()] = append(years[d.Year()], Holiday{d, e.Title})
			}
		}
		for year, hs := range years {
			if len(hs) < Fewest {
				wrong.Add(name, "%d has only %d holidays, a whole year has at least %d: wait for the full year", year, len(hs), Fewest)
			}
			slices.SortFunc(hs, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
		}
		out[division] = years
	}
	if len(file) == 0 {
		wrong.Add("file", "it holds no division")
	}
	slices.SortFunc(wrong, func(a, b errs.FieldError) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Text, b.Text))
	})
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// year is the holidays of a division: those of the file where it has the year, else the computed ones.
func (b BankHolidays) year(in Division, year int) []Holiday {
	if hs := b[in][year]; len(hs) > 0 {
		return hs
	}
	return Holidays(in, year)
}

// Difference is a day on which an imported file and the computed rules disagree: news of a one-off holiday, or a mistake in the file.
type Difference struct {
	Division Division `json:"division"`
	Date     day.Day  `json:"date"`
	Name     string   `json:"title"`
	InFile   bool     `json:"in_file"` // true: only in the file; false: only in the rules
}

// Differences compares the file with the rules, for the years that the file has, in date order.
func (b BankHolidays) Differences() []Difference {
	var out []Difference
	for _, in := range Divisions() {
		for year, listed := range b[in] {
			computed := Holidays(in, year)
			out = append(out, missing(in, listed, computed, true)...)
			out = append(out, missing(in, computed, listed, false)...)
		}
	}
	slices.SortFunc(out, func(x, y Difference) int {
		return cmp.Or(x.Date.Compare(y.Date), cmp.Compare(x.Division, y.Division), cmp.Compare(x.Name, y.Name))
	})
	return out
}

// missing is what one list has and the other has not.
func missing(in Division, these, those []Holiday, inFile bool) []Difference {
	var out []Difference
	for _, h := range these {
		if !slices.ContainsFunc(those, func(o Holiday) bool { return o.Date == h.Date }) {
			out = append(out, Difference{in, h.Date, h.Name, inFile})
		}
	}
	return out
}
