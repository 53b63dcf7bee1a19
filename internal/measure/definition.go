// Package measure has the figures of the service: definitions as data, and for those whose records exist a pure function of a
// child's story. A figure carries the ids of the records behind it, the day it is as at and the instant it is as known, so that
// it opens to its list and can be computed again, to the digit, years later.
//
// Invariant: nothing is invented. A measure without a function here waits for its record, and says so.
//
// Source of the definitions: specs/measures.md and measures.json, embedded unchanged.
package measure

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"sync"

	"throughline/internal/errs"
)

//go:embed measures.json
var shipped []byte

// Definition is one measure as the specification states it.
type Definition struct {
	ID          string
	Version     int // of the definition
	Area        string
	Title       string
	Numerator   string
	Denominator string
	Basis       string
	Rule        string
	Unit        string
	Polarity    string // high, low or neutral: which direction is good
	Source      string
	Record      string // the record that the measure is counted from
	Plain       string // the definition in plain words; empty until the measure is live
	Live        bool   // it is counted here
	Of          string // the measure of the specification that this is a second reading of; empty for those of the specification itself
	Published   []PublishedSet
	Changes     []string // what each version after the first counts otherwise
}

// Waits says which record a measure waits for; empty when it is live.
func (d Definition) Waits() string {
	if d.Live {
		return ""
	}
	return waits(d.ID, d.Record)
}

// Catalogue is every definition, and what the specification says of all of them.
type Catalogue struct {
	Title      string
	Version    int
	GapRule    string            // about years without a return
	Symbols    map[string]string // the shorthand of published tables: c, x, z, u, k
	Neighbours map[string]Neighbours

	all   []Definition
	index map[string]int
}

// Neighbours are a council's statistical neighbours; the model is named because the set changes between models.
type Neighbours struct {
	Model2025 []struct {
		Code      int    `json:"code"`
		Name      string `json:"name"`
		Closeness string `json:"closeness"`
	} `json:"model_2025"`
	Model2021 []string `json:"model_2021"`
	Rule      string   `json:"rule"`
}

// file is measures.json. Every field is named: one that is not is an error.
type file struct {
	Title             string                `json:"title"`
	Version           string                `json:"version"`
	ComparatorSources map[string]string     `json:"comparator_sources"`
	Neighbours        map[string]Neighbours `json:"statistical_neighbours"`
	Rounding          struct {
		Symbols       map[string]string `json:"symbols"`
		Observed      []string          `json:"observed"`
		PrimaryRule   string            `json:"primary_rule"`
		SecondaryRule string            `json:"secondary_rule"`
		TestCase      string            `json:"test_case"`
		ExceptionSeen string            `json:"exception_seen"`
		ProductRule   string            `json:"product_rule"`
	} `json:"dfe_rounding_and_symbols"`
	GapRule     string   `json:"gap_rule"`
	PeriodRules []string `json:"period_rules"`
	Measures    []struct {
		ID          string         `json:"id"`
		Area        string         `json:"area"`
		Title       string         `json:"title"`
		Numerator   string         `json:"numerator"`
		Denominator string         `json:"denominator"`
		Basis       string         `json:"basis"`
		Rule        string         `json:"rule"`
		Unit        string         `json:"unit"`
		Polarity    string         `json:"polarity"`
		Source      string         `json:"source"`
		Record      string         `json:"record"`
		Comparators []PublishedSet `json:"comparators"`
	} `json:"measures"`
}

// read decodes a measure file and refuses what the program does not know.
func read(b []byte, counters map[string]counter) (*Catalogue, error) {
	var f file
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, errs.As(errs.Invalid, err, "The measure file cannot be read near byte %d", dec.InputOffset())
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errs.New(errs.Invalid, "The measure file has more after its end, at byte %d", dec.InputOffset())
	}
	version, err := strconv.Atoi(f.Version)
	if err != nil || version < 1 {
		return nil, errs.Field("version", "%q is not a version number", f.Version)
	}
	c := &Catalogue{
		Title: f.Title, Version: version, GapRule: f.GapRule, Symbols: f.Rounding.Symbols, Neighbours: f.Neighbours,
		index: make(map[string]int, len(f.Measures)),
	}
	var wrong errs.Fields
	for _, m := range f.Measures {
		if _, twice := c.index[m.ID]; twice {
			wrong.Add(m.ID, "the measure is listed twice")
		}
		if m.ID == "" || m.Title == "" || m.Numerator == "" || m.Unit == "" || m.Record == "" || m.Source == "" {
			wrong.Add(m.ID, "id, title, numerator, unit, record and source must be given")
		}
		for _, set := range m.Comparators {
			if set.Code != "" && set.YearType == "" {
				wrong.Add(m.ID, "comparator %s does not say what its years are", set.Code)
			}
		}
		d := Definition{
			ID: m.ID, Version: version, Area: m.Area, Title: m.Title, Numerator: m.Numerator, Denominator: m.Denominator, Basis: m.Basis,
			Rule: m.Rule, Unit: m.Unit, Polarity: m.Polarity, Source: m.Source, Record: m.Record, Published: m.Comparators,
		}
		if k, ok := counters[m.ID]; ok {
			d.Live, d.Plain, d.Version, d.Changes = true, k.plain, version+len(k.earlier), k.changes(version)
		}
		c.add(d)
		for _, id := range slices.Sorted(maps.Keys(counters)) {
			if k := counters[id]; k.of == m.ID {
				second := d
				second.ID, second.Title, second.Plain, second.Live, second.Of = id, k.title, k.plain, true, m.ID
				second.Version, second.Changes = version+len(k.earlier), k.changes(version)
				c.add(second)
			}
		}
	}
	for id := range counters {
		if _, ok := c.index[id]; !ok {
			wrong.Add(id, "the program counts a measure that has no definition")
		}
	}
	return c, wrong.Err()
}

func (c *Catalogue) add(d Definition) {
	c.index[d.ID] = len(c.all)
	c.all = append(c.all, d)
}

var standard = sync.OnceValue(func() *Catalogue {
	c, err := read(shipped, counters)
	if err != nil {
		panic(fmt.Sprintf("the measures compiled into the program cannot be read: %v", err))
	}
	return c
})

// Standard is the shipped catalogue.
func Standard() *Catalogue { return standard() }

// All is every definition, in the order of the specification. The slice is the caller's own.
func (c *Catalogue) All() []Definition { return slices.Clone(c.all) }

// Lookup is the definition with an id such as AS-02; errs.NotFound when there is none.
func (c *Catalogue) Lookup(id string) (Definition, error) {
	i, ok := c.index[id]
	if !ok {
		return Definition{}, errs.New(errs.NotFound, "There is no measure %q; the command \"measures\" lists them", id)
	}
	return c.all[i], nil
}

// Live are the definitions that are counted here, in the order of the specification.
func (c *Catalogue) Live() []Definition {
	return slices.DeleteFunc(c.All(), func(d Definition) bool { return !d.Live })
}
