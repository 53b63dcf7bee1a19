package ssda903

import (
	"strconv"
	"strings"
)

// The commonest forms of a check.

// rows flags every row of a table of which the question is true.
func rows(t Table, fails func(v *view, i int32) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		for i := range v.sheets[t].n {
			if fails(v, i) {
				h.row(t, i)
			}
		}
	}
}

// notIn flags every row of a table whose column is given and not in the set.
func notIn(t Table, col int, known set) func(*view, *hits) {
	return func(v *view, h *hits) {
		for i, c := range v.sheets[t].codes[col] {
			if c != blank && !known.has(c) {
				h.row(t, int32(i))
			}
		}
	}
}

// missingOrNotIn flags every row of a table whose column is blank or not in the set.
func missingOrNotIn(t Table, col int, known set) func(*view, *hits) {
	return func(v *view, h *hits) {
		for i, c := range v.sheets[t].codes[col] {
			if !known.has(c) {
				h.row(t, int32(i))
			}
		}
	}
}

// malformed flags every row of a table whose column is given and is not a strict date.
func malformed(t Table, col int) func(*view, *hits) {
	return func(v *view, h *hits) {
		s := v.sheets[t]
		for i, d := range s.days[col] {
			if d.IsZero() && !s.blank(col, int32(i)) {
				h.row(t, int32(i))
			}
		}
	}
}

// missingOrMalformed flags every row of a table whose column is not a strict date, blank included.
func missingOrMalformed(t Table, col int) func(*view, *hits) {
	return func(v *view, h *hits) {
		for i, d := range v.sheets[t].days[col] {
			if d.IsZero() {
				h.row(t, int32(i))
			}
		}
	}
}

// numeral reads a text as a number: 12, 12.0, with blanks around.
func numeral(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s, "xXpP_") {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}
