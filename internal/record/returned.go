package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// AsReturned keeps what a return said and no field of ours can hold: a code that no set has, a date that is none, an empty cell where a record
// must say something. So a record never holds a value that nobody understands, and a return that is written out again still says what it said.
// It is about a child, so that it is sealed and destroyed with the rest of the child's history, and undone with the import that made it.
//
// With a Record it holds the columns of that record's row that were left out of it. Without one nothing of the row became a record, and Values
// is the whole row.
type AsReturned struct {
	Return string          `json:"return"`           // ssda903, cin
	Year   int             `json:"year,omitempty"`   // the year ending 31 March of the return
	Table  string          `json:"table"`            // as the return spells it: Episodes, CINdetails
	Record string          `json:"record,omitempty"` // the record that the rest of the row became
	On     day.Day         `json:"on,omitzero"`      // which of the rows that the record is told in: their day (DECOM)
	Parent string          `json:"parent,omitempty"` // the record that a whole row stands under: the referral, the plan
	Why    string          `json:"why,omitempty"`    // why it could not be read, for people
	Values []ReturnedValue `json:"values,omitempty"`
}

// ReturnedValue is one cell or element as it was written.
type ReturnedValue struct {
	Column string `json:"column"`
	Text   string `json:"text,omitempty"` // empty: the cell was there and empty
}

// KindName is "as_returned".
func (AsReturned) KindName() string { return "as_returned" }

// The returns.
const (
	ReturnSSDA903 = "ssda903"
	ReturnCIN     = "cin"
)

// Valid refuses a value of no return, no table or no column.
func (a AsReturned) Valid(day.Day) error {
	var f errs.Fields
	if a.Return != ReturnSSDA903 && a.Return != ReturnCIN {
		f.Add("return", "%q is not a return that is kept; use %s or %s", a.Return, ReturnSSDA903, ReturnCIN)
	}
	needText(&f, "table", a.Table, "Name the table of the return")
	for _, v := range a.Values {
		needText(&f, "column", v.Column, "Name the column of the return")
	}
	if a.Record != "" && len(a.Values) == 0 {
		f.Add("values", "Say which columns were left out of the record")
	}
	return f.Err()
}
