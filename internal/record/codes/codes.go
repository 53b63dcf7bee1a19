// Package codes has every code list of the service, once: the lists of the returns with their official spelling, and the
// local lists that the forms need. Lists are data (data/*.json); this package reads and checks them.
//
// Source of the returns' lists: specs/cin/codesets.json and specs/ssda903/codesets.json. Where the two returns agree on a list it is one
// set under one name, with the other return's name as an alias; where they differ they are two sets, and the note of each says so.
// Not here: bank holidays (workday) and the check letter of a UPN (match).
package codes

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// CodeSet is one code list.
type CodeSet struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Source  string   `json:"source"`
	Aliases []string `json:"aliases,omitempty"` // what else the returns call it; names are case-sensitive
	Fields  []string `json:"fields,omitempty"`  // Table.Column of the returns that hold it
	From    day.Day  `json:"from,omitzero"`     // first day of use, when known
	To      day.Day  `json:"to,omitzero"`       // last day of use, when ended
	Note    string   `json:"note,omitempty"`
	History string   `json:"history,omitempty"`
	MapsTo  string   `json:"maps_to,omitempty"` // the set that the codes' own MapsTo belong to
	Pattern string   `json:"pattern,omitempty"` // an open list: texts of this shape are codes too
	Like    string   `json:"like,omitempty"`    // an example of the pattern
	Codes   []Code   `json:"codes"`             // in the order of the source

	index map[string]int
	shape *regexp.Regexp
}

// Code is one code of a set.
type Code struct {
	Code   string  `json:"code"`
	Label  string  `json:"label"`
	From   day.Day `json:"from,omitzero"`     // first day of use, when the source gives it
	To     day.Day `json:"to,omitzero"`       // last day of use, when ended
	MapsTo string  `json:"maps_to,omitempty"` // the code of a return that this local code is reported as
	Note   string  `json:"note,omitempty"`

	// Only in the set relationship.
	Male           string         `json:"male,omitempty"`   // the label when the person is male
	Female         string         `json:"female,omitempty"` // the label when the person is female
	Inverse        string         `json:"inverse,omitempty"`
	Responsibility Responsibility `json:"responsibility,omitempty"`
}

// Find is the code, in use or not. The spelling is exact.
func (s CodeSet) Find(code string) (Code, bool) {
	if i, ok := s.index[code]; ok {
		return s.Codes[i], true
	}
	if s.shape != nil && s.shape.MatchString(code) {
		return Code{Code: code, Label: code}, true
	}
	return Code{}, false
}

// Label is what people read for a code; the code itself when the set does not have it, so that a wrong code stays visible.
func (s CodeSet) Label(code string) string {
	if c, ok := s.Find(code); ok {
		return c.Label
	}
	return code
}

// On is the codes in use on a day, in order: what a form offers. The zero day gives them all.
func (s CodeSet) On(on day.Day) []Code {
	var out []Code
	for _, c := range s.Codes {
		if on.IsZero() || on.Within(s.From, s.To) && on.Within(c.From, c.To) {
			out = append(out, c)
		}
	}
	return out
}

// Valid refuses, as errs.Invalid on the field named after the set, a code that the set does not have or that was not in use
// on the day the code is used. The zero day checks the code only.
func (s CodeSet) Valid(code string, on day.Day) error { return s.ValidAt(s.Name, code, on) }

// Label is what people read for a code of a set, inside a sentence; empty for none, and the code itself when there is no such set or code.
func Label(set, code string) string {
	s, ok := Set(set)
	if !ok || code == "" {
		return code
	}
	return s.Label(code)
}

// Sentence is Label as a sentence begins.
func Sentence(set, code string) string { return Capital(Label(set, code)) }

// Capital is a text as a sentence begins.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// ValidAt is Valid with the place (the input, the column, the line) that the error names.
func (s CodeSet) ValidAt(place, code string, on day.Day) error {
	c, ok := s.Find(code)
	switch {
	case code == "":
		return errs.Field(place, "Choose a code for %s: it is empty", lowerFirst(s.Title))
	case !ok:
		return errs.Field(place, "%s", s.unknown(code))
	case on.IsZero():
		return nil
	}
	from, to := later(s.From, c.From), earlier(s.To, c.To)
	switch {
	case on.Before(from):
		return errs.Field(place, "Code %q (%s) of %s is used only from %s, and this is for %s", code, c.Label, s.Name, from.Long(), on.Long())
	case on.After(to):
		return errs.Field(place, "Code %q (%s) of %s ended on %s, and this is for %s: choose a code in use", code, c.Label, s.Name, to.Long(), on.Long())
	}
	return nil
}

func (s CodeSet) unknown(code string) string {
	text := fmt.Sprintf("%q is not a code of %s (%s)", code, s.Name, s.Title)
	for _, c := range s.Codes {
		if strings.EqualFold(strings.TrimSpace(code), c.Code) {
			return text + fmt.Sprintf("; write it as %q", c.Code)
		}
	}
	const shown = 25
	if len(s.Codes) <= shown {
		list := make([]string, len(s.Codes))
		for i, c := range s.Codes {
			list[i] = c.Code
		}
		text += "; use one of " + strings.Join(list, ", ")
	} else {
		text += fmt.Sprintf("; `throughline codes %s` lists its %d codes", s.Name, len(s.Codes))
	}
	if s.Like != "" {
		text += ", or one like " + s.Like
	}
	return text
}

// Set is the code set of a name or alias, as the returns spell it; names are case-sensitive, because a return tells
// its lists from the other's by case alone.
func Set(name string) (CodeSet, bool) {
	i, ok := all().byName[name]
	if !ok {
		return CodeSet{}, false
	}
	s := all().sets[i]
	s.Codes = slices.Clone(s.Codes) // the caller may sort its copy
	return s, true
}

// ValidAt is ValidAt of the set of a name or alias. ok is false when there is no such set. Unlike Set it makes no copy.
func ValidAt(set, place, code string, on day.Day) (ok bool, err error) {
	i, ok := all().byName[set]
	if !ok {
		return false, nil
	}
	return true, all().sets[i].ValidAt(place, code, on)
}

// Sets is the names of all code sets, sorted, without aliases.
func Sets() []string {
	var names []string
	for _, s := range all().sets {
		names = append(names, s.Name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
	})
	return names
}

func later(a, b day.Day) day.Day {
	if a.Compare(b) >= 0 {
		return a
	}
	return b
}

func earlier(a, b day.Day) day.Day {
	if a.IsZero() || !b.IsZero() && b.Compare(a) < 0 {
		return b
	}
	return a
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
