// Package clock has the time limits of the service as data, and what follows from them: when something is due, how a running
// clock stands, whether it was met in time. Everything here is a pure function of a definition, some events and a moment.
//
// Source of the limits: specs/clocks.md and clocks.json, embedded unchanged.
package clock

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"throughline/internal/errs"
	"throughline/internal/workday"
)

//go:embed clocks.json
var shipped []byte

// Level says what kind of rule sets a limit.
type Level string

// The levels of the specification.
const (
	Statutory    Level = "statutory"
	Guidance     Level = "guidance"
	Procedure    Level = "procedure"
	Local        Level = "local"
	Statistic    Level = "statistic"
	Framework    Level = "framework"
	Court        Level = "court"
	NotCommenced Level = "statutory_not_commenced"
)

var levels = []Level{Statutory, Guidance, Procedure, Local, Statistic, Framework, Court, NotCommenced}

// Confidence says how a limit was checked. A "known" paragraph is to be checked before it is printed to users.
type Confidence string

// The confidences of the specification.
const (
	Verified    Confidence = "verified"
	Known       Confidence = "known"
	LocalChoice Confidence = "local"
)

var confidences = []Confidence{Verified, Known, LocalChoice}

// Definition is one time limit. The tags are those of clocks.json, so that what is listed can be compared with the source.
type Definition struct {
	ID           string     `json:"id"`
	Area         string     `json:"area"`
	Name         string     `json:"name"`
	Level        Level      `json:"level"`
	Trigger      string     `json:"trigger"`
	Limit        Limit      `json:"deadline"`
	StopOrRebase string     `json:"stop_or_rebase"`
	MetWhen      string     `json:"met_when"`
	Reported     string     `json:"reported"`
	Source       Source     `json:"source"`
	Confidence   Confidence `json:"confidence"`
	Configurable bool       `json:"configurable"`
	Note         string     `json:"note"`
	// Points are further limits of the same clock in the same unit, set locally (AS-01: two review points). The first is Limit.N.
	Points []Point `json:"points,omitempty"`
	// Reason is why the council's figure differs from the shipped one; empty when it does not.
	Reason string `json:"reason,omitempty"`
}

// Limit is how long: N of a unit, counted in a calendar. N is negative when the limit lies before the trigger.
type Limit struct {
	N        int          `json:"n"`
	Unit     Unit         `json:"unit"`
	Calendar workday.Code `json:"calendar"`
}

// Source is the document that sets the limit and the place in it.
type Source struct {
	Document string `json:"document"`
	Ref      string `json:"ref"`
}

// Point is one of several limits of a clock.
type Point struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// At is the definition with the limit of one of its points; false when it has no such point.
func (d Definition) At(point string) (Definition, bool) {
	i := slices.IndexFunc(d.Points, func(p Point) bool { return p.Name == point })
	if i < 0 {
		return d, false
	}
	d.Limit.N, d.Points = d.Points[i].N, nil
	return d, true
}

// Backward says whether the limit lies before the event that the clock hangs on: a report before a conference.
func (d Definition) Backward() bool { return d.Limit.N < 0 || d.Limit.Unit == BeforeEvent }

// file is clocks.json. Parts that the program computes for itself are kept raw; tests compare them.
type file struct {
	Title         string                  `json:"title"`
	Version       string                  `json:"version"`
	Note          string                  `json:"note"`
	ConfidenceKey json.RawMessage         `json:"confidence_key"`
	Calendars     map[workday.Code]string `json:"calendars"`
	EW            json.RawMessage         `json:"bank_holidays_england_wales"`
	OtherUK       json.RawMessage         `json:"other_uk_bank_holidays_for_foi"`
	Rules         json.RawMessage         `json:"generic_rules"`
	LegalChanges  json.RawMessage         `json:"legal_changes"`
	Clocks        []Definition            `json:"clocks"`
	Vectors       []vector                `json:"test_vectors"`
}

// vector is a worked example of the specification.
type vector struct {
	Clock   string `json:"clock"`
	Trigger Moment `json:"trigger"`
	Due     Moment `json:"due"`
	Why     string `json:"why"`
}

// read decodes a clock file and refuses what the program does not know: a field, a unit, a calendar, a level.
func read(b []byte) (f file, err error) {
	if err := decode(b, &f); err != nil {
		return f, fmt.Errorf("clock file: %w", err)
	}
	var wrong errs.Fields
	for code := range f.Calendars {
		if !code.Valid() {
			wrong.Add("calendars", "%q is not a known calendar", code)
		}
	}
	seen := map[string]bool{}
	for _, d := range f.Clocks {
		if seen[d.ID] {
			wrong.Add(d.ID, "the clock is listed twice")
		}
		seen[d.ID] = true
		if d.ID == "" || d.Name == "" || d.Trigger == "" || d.MetWhen == "" {
			wrong.Add(d.ID, "id, name, trigger and met_when must be given")
		}
		if !slices.Contains(levels, d.Level) {
			wrong.Add(d.ID, "%q is not a known level", d.Level)
		}
		if !slices.Contains(confidences, d.Confidence) {
			wrong.Add(d.ID, "%q is not a known confidence", d.Confidence)
		}
		if err := d.Limit.valid(); err != nil {
			wrong.Add(d.ID, "%v", err)
		}
	}
	for _, v := range f.Vectors {
		if !seen[v.Clock] {
			wrong.Add(v.Clock, "a test vector names a clock that is not there")
		}
	}
	return f, wrong.Err()
}

// decode reads one JSON value strictly: unknown fields and anything after the value are errs.Invalid.
func decode(b []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return errs.As(errs.Invalid, err, "It cannot be read near byte %d", dec.InputOffset())
	}
	if _, err := dec.Token(); err != io.EOF {
		return errs.New(errs.Invalid, "There is more after the end, at byte %d", dec.InputOffset())
	}
	return nil
}
