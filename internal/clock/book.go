package clock

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"throughline/internal/errs"
	"throughline/internal/workday"
)

// Book is one authority's set of time limits: the shipped definitions under its settings, with the calendars to count them in. It is immutable.
type Book struct {
	all       []Definition
	index     map[string]int
	calendars workday.Calendars
	amber     Amber
}

// Amber says when a running clock turns from "running" to "due soon": when at most Percent of its length, or at most
// WorkingDays working days, remain. Clocks counted in hours use Percent only. On its due date a clock is always amber.
// Source: local practice of the specification, 20 per cent or one working day; a council may change both.
type Amber struct {
	Percent     int `json:"percent"`
	WorkingDays int `json:"working_days"`
}

var standard = sync.OnceValue(func() *Book {
	b, err := open(shipped, shippedSettings)
	if err != nil {
		panic(fmt.Sprintf("the clocks compiled into the program cannot be read: %v", err))
	}
	return b
})

// Standard is the shipped book: the limits of clocks.json, the default settings, the computed holidays.
func Standard() *Book { return standard() }

// open reads a clock file and applies the default settings to it.
func open(clocks, settings []byte) (*Book, error) {
	f, err := read(clocks)
	if err != nil {
		return nil, err
	}
	b := &Book{all: f.Clocks, index: make(map[string]int, len(f.Clocks)), calendars: workday.Standard()}
	for i, d := range b.all {
		b.index[d.ID] = i
	}
	s, err := ParseSettings(settings)
	if err != nil {
		return nil, err
	}
	return b.With(s)
}

// All is every definition, in the order of the specification. The slice is the caller's own.
func (b *Book) All() []Definition { return slices.Clone(b.all) }

// Lookup is the definition with an id such as AS-02; errs.NotFound when there is none.
func (b *Book) Lookup(id string) (Definition, error) {
	i, ok := b.index[id]
	if !ok {
		return Definition{}, errs.New(errs.NotFound, "There is no time limit %q; the command \"clocks\" lists them", id)
	}
	return b.all[i], nil
}

// Calendars are the calendars that the book counts in.
func (b *Book) Calendars() workday.Calendars { return b.calendars }

// Amber is the book's rule for "due soon".
func (b *Book) Amber() Amber { return b.amber }

// WithCalendars is the same book counted in other calendars: imported bank holidays, a school calendar.
func (b *Book) WithCalendars(c workday.Calendars) *Book {
	made := *b
	made.calendars = c
	return &made
}

// With is the book under a council's settings. A setting for a clock that does not exist, may not be changed or has
// no number to change, and a number that makes no sense, are errs.Invalid, one field per clock; nothing is applied then.
func (b *Book) With(s Settings) (*Book, error) {
	made := *b
	made.all = slices.Clone(b.all)
	var wrong errs.Fields
	if s.Amber != nil {
		if a := *s.Amber; a.Percent < 0 || a.Percent > 100 || a.WorkingDays < 0 || a.WorkingDays > 60 {
			wrong.Add("amber", "percent must be 0 to 100 and working_days 0 to 60")
		} else {
			made.amber = a
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.Clocks)) {
		i, ok := b.index[id]
		if !ok {
			wrong.Add(id, "there is no such time limit")
			continue
		}
		d, problem := s.Clocks[id].apply(b.all[i])
		if problem != "" {
			wrong.Add(id, "%s", problem)
			continue
		}
		made.all[i] = d
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	return &made, nil
}

// Lookup is Book.Lookup in the shipped book.
func Lookup(id string) (Definition, error) { return Standard().Lookup(id) }

// All is Book.All of the shipped book.
func All() []Definition { return Standard().All() }
