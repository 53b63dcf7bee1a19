package ssda903

import (
	"slices"

	"throughline/internal/day"
)

// Checks of spells, that is rows with a start and an end: times missing and deprivation-of-liberty orders.

// spell is the columns of a table that hold its start and its end.
type spell struct {
	table      Table
	start, end int
}

func (x spell) days(v *view) (s *sheet, start, end []day.Day) {
	s = v.sheets[x.table]
	return s, s.days[x.start], s.days[x.end]
}

// overlap flags a spell that begins while an earlier one of the child goes on. One without an end goes on for ever, one whose end is malformed
// is left out.
func (x spell) overlap(v *view, h *hits) {
	s, start, end := x.days(v)
	var order []int32
	for k := range v.nobody {
		if len(s.of(k)) < 2 {
			continue
		}
		order = order[:0]
		for _, i := range s.of(k) {
			if !start[i].IsZero() && (!end[i].IsZero() || s.blank(x.end, i)) {
				order = append(order, i)
			}
		}
		slices.SortStableFunc(order, func(a, b int32) int { return start[a].Compare(start[b]) })
		longest := int32(-1) // the one that goes on for the longest so far
		for _, i := range order {
			if longest >= 0 && (end[longest].IsZero() || lt(start[i], end[longest])) {
				h.row(x.table, i).beside("previous", s, longest)
			}
			if longest < 0 || end[longest].CompareEnd(end[i]) < 0 {
				longest = i
			}
		}
	}
}

// overlapAsPeer sorts spells by their end, open ones by their start, and holds each against the one before only.
func (x spell) overlapAsPeer(v *view, h *hits) {
	s, start, end := x.days(v)
	var order []int32
	for k := range v.nobody {
		if len(s.of(k)) < 2 {
			continue
		}
		order = append(order[:0], s.of(k)...)
		slices.SortStableFunc(order, func(a, b int32) int {
			if c := or(end[a], start[a]).CompareEnd(or(end[b], start[b])); c != 0 {
				return c
			}
			return start[a].CompareEnd(start[b])
		})
		for p := 1; p < len(order); p++ {
			if i, before := order[p], order[p-1]; end[before].IsZero() || lt(start[i], end[before]) {
				h.row(x.table, i).beside("previous", s, before)
			}
		}
	}
}

// outsideCare flags spells that no period of care holds the end of: it lies outside, or the spell is open and the period ended or began later.
// asPeer takes a malformed end for an open spell.
func (x spell) outsideCare(asPeer bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		s, start, end := x.days(v)
		var care []period
		for i := range s.n {
			if start[i].IsZero() || !asPeer && end[i].IsZero() && !s.blank(x.end, i) {
				continue
			}
			care = v.care(s.kid[i], care)
			out := len(care) > 0
			for _, p := range care {
				open := end[i].IsZero()
				out = out && (open && (!p.to.IsZero() || lt(start[i], p.from)) || gt(end[i], p.to) || lt(end[i], p.from))
			}
			if out {
				h.row(x.table, i)
			}
		}
	}
}

// carriesOn flags the child's earliest spell when one that last year's return left open does not stand in this year's at all, and the child's
// earliest episode when it has no spell this year.
func (x spell) carriesOn(v *view, h *hits) {
	s, start, _ := x.days(v)
	then := v.last.sheets[x.table]
	for k := range v.nobody {
		for _, j := range then.of(k) {
			began := then.days[x.start][j]
			if began.IsZero() || !then.blank(x.end, j) || slices.ContainsFunc(s.of(k), func(i int32) bool { return start[i] == began }) {
				continue
			}
			first, _ := extremes(s.of(k), start)
			if first < 0 {
				first = s.first(k)
			}
			switch {
			case first >= 0:
				h.row(x.table, first).beside("last", then, j)
			case v.Episodes.loaded() && v.Episodes.earliest[k] >= 0:
				h.row(Episodes, v.Episodes.earliest[k]).beside("last", then, j)
			}
		}
	}
}

// endsOutside says whether the spell ends outside the year.
func (x spell) endsOutside(v *view, i int32) bool {
	end := v.sheets[x.table].days[x.end][i]
	return lt(end, v.start) || gt(end, v.end)
}
