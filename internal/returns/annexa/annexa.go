// Package annexa is Ofsted's Annex A: the eleven lists of children and adopters that an inspection of children's services asks for.
//
// Each list is a function of stories, the extract date and what is known of places: the same records give the same rows, byte for byte. Every row
// names the record that proves it. Checking and reading a workbook are of the same data as writing it (lists.json), so that the three cannot drift.
//
// Source: specs/annex-a/README.md and lists.json. Headers are written with the quirks of the template, trailing blanks and curly quotes too.
package annexa

import (
	_ "embed"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"time"

	"throughline/internal/day"
)

// Lists is how many lists there are; they count from 1.
const Lists = 11

// Type is what a column holds.
type Type string

// The types of column. An LA is the name of a council in England, or one of the codes of its set for a place elsewhere.
const (
	Text     Type = "string"
	Date     Type = "date"
	Whole    Type = "integer"
	Coded    Type = "code"
	Postcode Type = "postcode"
	LA       Type = "la"
)

// Column is one column of a list.
type Column struct {
	Header  string   `json:"header"`
	Type    Type     `json:"type"`
	Set     string   `json:"set,omitempty"`     // of a Coded column, and of an LA
	Blank   string   `json:"blank"`             // never, discouraged, or allowed with the reason
	Meaning string   `json:"meaning"`           //
	Aliases []string `json:"aliases,omitempty"` // other headers that councils write
	Min     *int     `json:"min,omitempty"`     // of a Whole column
	Since   string   `json:"since,omitempty"`   // a column that the template of 2019 has not
}

// Required says whether a cell of the column must say something.
func (c Column) Required() bool { return c.Blank == "never" }

// List is one list of the workbook.
type List struct {
	Number  int      `json:"list"`
	Name    string   `json:"name"`
	Sheet   string   `json:"sheet"`
	Title   string   `json:"title"`
	Grain   string   `json:"grain"`   // what a row is
	Period  string   `json:"period"`  //
	Include string   `json:"include"` //
	Exclude string   `json:"exclude"` // "" when nothing is
	Key     []string `json:"key"`     // headers of the columns that no two rows share
	Columns []Column `json:"columns"`

	index map[string]int // by header as it is written
}

// Column is the place of a column by its header, -1 when there is none.
func (l *List) Column(header string) int {
	if i, ok := l.index[header]; ok {
		return i
	}
	return -1
}

// Set is a list of codes as they are written, with their prefix.
type Set struct {
	Name    string            `json:"name"`
	Values  []string          `json:"values"`
	Groups  map[string]string `json:"groups,omitempty"`  // individual code to the group that analysis puts it in
	Aliases map[string]string `json:"aliases,omitempty"` // other spellings, which are taken in and never written
	Note    string            `json:"note,omitempty"`

	byKey map[string]string // what tells a code apart: WBRI, 6, U6, Yes
}

// Code is a code as it is written, by what tells it apart: "WBRI" is "a) WBRI". "" when the set has none.
func (s *Set) Code(key string) string { return s.byKey[strings.ToLower(key)] }

// Key is what tells a code apart, without its letter and its words: "q) 6: Police" is "6".
func Key(value string) string {
	if head, rest, ok := strings.Cut(value, ") "); ok && len(head) <= 2 && strings.Trim(head, "abcdefghijklmnopqrstuvwxyz1") == "" {
		value = rest
	}
	if code, _, ok := strings.Cut(value, ":"); ok {
		return strings.TrimSpace(code)
	}
	code, _, _ := strings.Cut(value, " - ")
	return strings.TrimSpace(code)
}

//go:embed lists.json
var listsJSON []byte

type template struct {
	Sets  []*Set  `json:"sets"`
	Lists []*List `json:"lists"`

	byName map[string]*Set
}

var load = sync.OnceValue(func() *template {
	t := &template{byName: map[string]*Set{}}
	if err := json.Unmarshal(listsJSON, t); err != nil {
		panic("lists.json: " + err.Error()) // it is part of the program; a test reads it
	}
	for _, s := range t.Sets {
		s.byKey = map[string]string{}
		for _, v := range s.Values {
			s.byKey[strings.ToLower(Key(v))] = v
		}
		t.byName[s.Name] = s
	}
	for _, l := range t.Lists {
		l.index = map[string]int{}
		for i, c := range l.Columns {
			l.index[c.Header] = i
		}
	}
	return t
})

// All is the lists in their order. Nobody may change them.
func All() []*List { return load().Lists }

// Of is a list by its number, nil when there is none.
func Of(number int) *List {
	if number < 1 || number > len(load().Lists) {
		return nil
	}
	return load().Lists[number-1]
}

// SetOf is a set of codes by its name, nil when there is none.
func SetOf(name string) *Set { return load().byName[name] }

// Sets is all sets of codes, in the order of the template.
func Sets() []*Set { return load().Sets }

// Cell is one cell of a row: a text, a day or a whole number; blank when it is none of them.
type Cell struct {
	Text   string
	Day    day.Day
	Number *int
}

// Blank says whether the cell says nothing.
func (c Cell) Blank() bool { return c.Text == "" && c.Day.IsZero() && c.Number == nil }

// String is the cell as people read it, days as 31/03/2026.
func (c Cell) String() string {
	switch {
	case c.Number != nil:
		return strconv.Itoa(*c.Number)
	case !c.Day.IsZero():
		return c.Day.Time().Format("02/01/2006")
	}
	return c.Text
}

// Row is one row of a list.
type Row struct {
	List    int
	Subject string    // whose story it was made of
	Record  string    // the record that proves it
	At      time.Time // when that record was written last: how fresh the row is
	Cells   []Cell    // in the order of the columns
}

// Cell is the cell of a column by its header.
func (r Row) Cell(header string) Cell {
	if i := Of(r.List).Column(header); i >= 0 && i < len(r.Cells) {
		return r.Cells[i]
	}
	return Cell{}
}
