// Package episode cuts the time in which a child is looked after into the episodes of the SSDA903, and puts episodes of a return together again
// as periods of care, legal statuses and placements.
//
// Its invariant: for any rows, what Read makes of them and Cut makes of that are the same rows, but for the whole rows that Read lists as unread,
// with the reason. Nothing is dropped or changed on the way.
//
// Source: specs/ssda903/tables.json and codesets.json (RNE, REC); rules 365 to 367, 380 to 383, 388, 398, 426, 431 to 436 and 504 say how
// episodes follow each other.
package episode

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Row is one episode as the return has it, without the child's number.
type Row struct {
	Decom    day.Day // first day
	RNE      string
	LS       string
	CIN      string
	Place    string
	Provider string
	Dec      day.Day // the day it ended, on which the next begins; empty while it is open
	REC      string
	Change   string // REASON_PLACE_CHANGE
	Home     string // HOME_POST
	Postcode string // PL_POST
	URN      string
}

// Columns names the cells of a row in the return's order, without CHILD.
func Columns() []string {
	return []string{"DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"}
}

// Cells is the row as text, in the order of Columns, with dates as 31/03/2026.
func (r Row) Cells() []string {
	return []string{written(r.Decom), r.RNE, r.LS, r.CIN, r.Place, r.Provider, written(r.Dec), r.REC, r.Change, r.Home, r.Postcode, r.URN}
}

// cell is a column that is text; nil for a day, a reason for the new episode, and what is no column.
func (r *Row) cell(column string) *string {
	switch column {
	case "LS":
		return &r.LS
	case "CIN":
		return &r.CIN
	case "PLACE":
		return &r.Place
	case "PLACE_PROVIDER":
		return &r.Provider
	case "REC":
		return &r.REC
	case "REASON_PLACE_CHANGE":
		return &r.Change
	case "HOME_POST":
		return &r.Home
	case "PL_POST":
		return &r.Postcode
	case "URN":
		return &r.URN
	}
	return nil
}

// written is a day as the return writes it: 31/03/2026.
func written(d day.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("02/01/2006")
}

// Parse reads cells in the order of Columns. It fails with errs.Invalid on a date that is none; codes are not checked here.
func Parse(cells []string) (Row, error) {
	if len(cells) != len(Columns()) {
		return Row{}, errs.New(errs.Invalid, "an episode has %d cells, this row has %d", len(Columns()), len(cells))
	}
	r := Row{RNE: cells[1], LS: cells[2], CIN: cells[3], Place: cells[4], Provider: cells[5], REC: cells[7], Change: cells[8],
		Home: cells[9], Postcode: cells[10], URN: cells[11]}
	var f errs.Fields
	for _, c := range []struct {
		at   int
		into *day.Day
	}{{0, &r.Decom}, {6, &r.Dec}} {
		d, ok := parseDay(cells[c.at])
		if !ok {
			f.Add(Columns()[c.at], "%q is not a date like 31/03/2026", cells[c.at])
		}
		*c.into = d
	}
	return r, f.Err()
}

// parseDay reads D/M/YYYY. Empty is no day, which is not an error.
func parseDay(s string) (day.Day, bool) {
	if s == "" {
		return day.Day{}, true
	}
	parts := strings.Split(s, "/")
	if len(parts) != 3 || len(parts[2]) != 4 {
		return day.Day{}, false
	}
	var n [3]int
	for i, p := range parts {
		if strings.Trim(p, "0123456789") != "" || i < 2 && len(p) > 2 {
			return day.Day{}, false
		}
		var err error
		if n[i], err = strconv.Atoi(p); err != nil {
			return day.Day{}, false
		}
	}
	d := day.New(n[2], time.Month(n[1]), n[0])
	y, m, dd := d.Date()
	return d, n[2] > 0 && y == n[2] && int(m) == n[1] && dd == n[0]
}

// Compare orders rows as a child's story goes: by start, then by end with open ones last, then by their cells.
func Compare(a, b Row) int {
	return cmp.Or(a.Decom.Compare(b.Decom), a.Dec.CompareEnd(b.Dec), strings.Compare(fmt.Sprint(a.Cells()), fmt.Sprint(b.Cells())))
}

// shortBreaks says whether a legal status is one of short breaks, for which the return asks for no place (rules 214 and 398).
func shortBreaks(ls string) bool { return ls == "V3" || ls == "V4" }

// temporary says whether a placement is a stay away from another that goes on: PLACE T0 to T4 (rules 380 to 383).
func temporary(place string) bool {
	return len(place) == 2 && place[0] == 'T' && place[1] >= '0' && place[1] <= '4'
}
