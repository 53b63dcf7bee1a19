// Package code has the code sets of the Children in Need census as pure data: what each code means and for which census
// years it may be used. Source: specs/cin/codesets.json, kept beside this file as it was handed over; where that file
// itself says that a meaning was not confirmed, the meaning says so too.
package code

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"sync"
)

//go:embed codesets.json
var source []byte

// Code is one code of a set.
type Code struct {
	Code    string
	Meaning string // empty where the source lists the code only
	// From and To are the first and last census years in which it may be used, by the calendar year in which the
	// census ends (2023 for 2022/23). 0 means no limit is given.
	From, To int
}

// In says whether the code may be used in the census that ends in the given calendar year.
func (c Code) In(ending int) bool {
	return (c.From == 0 || ending >= c.From) && (c.To == 0 || ending <= c.To)
}

// Range is a range of numbers, both ends included.
type Range struct{ From, To int }

// Codes gives a set by its name, in the order of the source; nil when there is no such set.
func Codes(name string) []Code { return slices.Clone(sets().codes[name]) }

// Names lists the sets that Codes knows, in the order of the source.
func Names() []string { return slices.Clone(sets().names) }

// Find gives one code of a set. The code is compared exactly, case included.
func Find(name, code string) (Code, bool) {
	for _, c := range sets().codes[name] {
		if c.Code == code {
			return c, true
		}
	}
	return Code{}, false
}

// UPNCouncils are the council numbers that a unique pupil number may hold (rule 1530), former and pseudo ones included.
func UPNCouncils() []Range { return slices.Clone(sets().councils) }

// UPNCheckLetters are the check letters of a unique pupil number by remainder (rule 1510).
func UPNCheckLetters() string { return sets().letters }

type data struct {
	names    []string
	codes    map[string][]Code
	councils []Range
	letters  string
}

// sets is the embedded file, parsed once. A test proves that it parses, so a failure is a broken build.
var sets = sync.OnceValue(func() data {
	d, err := parse(source)
	if err != nil {
		panic(fmt.Sprintf("codesets.json, compiled in: %v", err))
	}
	return d
})

type set struct {
	From, To string
	Codes    json.RawMessage
	Ranges   [][2]int
	Letters  string
}

func parse(src []byte) (data, error) {
	d := data{codes: map[string][]Code{}}
	err := members(src, func(name string, raw json.RawMessage) error {
		var s set
		if err := json.Unmarshal(raw, &s); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		switch name {
		case "la_code_upn":
			for _, r := range s.Ranges {
				d.councils = append(d.councils, Range{r[0], r[1]})
			}
			return nil
		case "upn_check_letter":
			d.letters = s.Letters
			return nil
		}
		if len(s.Codes) == 0 {
			return nil // bank holidays: those belong to internal/workday
		}
		codes, err := s.list()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		d.names = append(d.names, name)
		d.codes[name] = codes
		return nil
	})
	return d, err
}

// list reads the codes of a set: an object of code and meaning, or a bare list.
func (s set) list() ([]Code, error) {
	var out []Code
	if s.Codes[0] == '[' {
		var bare []string
		err := json.Unmarshal(s.Codes, &bare)
		for _, c := range bare {
			out = append(out, Code{Code: c, From: ending(s.From), To: ending(s.To)})
		}
		return out, err
	}
	err := members(s.Codes, func(name string, raw json.RawMessage) error {
		c := Code{Code: name, From: ending(s.From), To: ending(s.To)}
		if err := json.Unmarshal(raw, &c.Meaning); err != nil {
			return err
		}
		if m := limit.FindStringSubmatchIndex(c.Meaning); m != nil {
			year := ending(c.Meaning[m[4]:m[5]])
			if c.Meaning[m[2]:m[3]] == "from" {
				c.From = year
			} else {
				c.To = year
			}
			c.Meaning = c.Meaning[:m[0]]
		}
		out = append(out, c)
		return nil
	})
	return out, err
}

// limit is how a meaning states its years: "(from 2022/23)", "(to 2019/20; use 18B or 18C)".
var limit = regexp.MustCompile(` \((from|to) (\d{4}/\d{2})[^)]*\)$`)

// ending is 2023 for "2022/23", and 0 for nothing.
func ending(year string) int {
	if len(year) < 4 {
		return 0
	}
	y, err := strconv.Atoi(year[:4])
	if err != nil {
		return 0
	}
	return y + 1
}

// members walks an object in its own order, which a map would lose.
func members(src []byte, fn func(name string, raw json.RawMessage) error) error {
	dec := json.NewDecoder(bytes.NewReader(src))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		s, ok := name.(string)
		if !ok {
			return fmt.Errorf("%v is not a name", name)
		}
		if err := fn(s, raw); err != nil {
			return err
		}
	}
	return nil
}
