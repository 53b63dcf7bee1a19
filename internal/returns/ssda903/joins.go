package ssda903

import (
	"slices"

	"throughline/internal/day"
)

// Forms of checks that hold rows of one child against each other, across tables or years.

// pairing flags pairs of rows of two tables, each row once however many partners it has: rows without CHILD all join with each other.
type pairing struct {
	h            *hits
	t, u         Table
	seenT, seenU []bool
}

func (p *pairing) add(i, j int32) {
	s, other := p.h.v.sheets[p.t], p.h.v.sheets[p.u]
	if p.seenT == nil {
		p.seenT, p.seenU = make([]bool, s.n), make([]bool, other.n)
	}
	if !p.seenT[i] {
		p.seenT[i] = true
		p.h.row(p.t, i).beside(p.u.String(), other, j)
	}
	if !p.seenU[j] {
		p.seenU[j] = true
		p.h.row(p.u, j).beside(p.t.String(), s, i)
	}
}

// joined flags both rows of every pair of the same child in two tables of which the question is true.
func joined(t, u Table, fails func(v *view, i, j int32) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		s, other := v.sheets[t], v.sheets[u]
		p := pairing{h: h, t: t, u: u}
		for i := range s.n {
			for _, j := range other.of(s.kid[i]) {
				if fails(v, i, j) {
					p.add(i, j)
				}
			}
		}
	}
}

// against flags the rows of the first table only.
func against(t, u Table, fails func(v *view, i, j int32) bool) func(*view, *hits) {
	return func(v *view, h *hits) { oneSided(h, v.sheets[t], v.sheets[u], u.String(), fails) }
}

// sinceLastYear joins a table with last year's and flags this year's row.
func sinceLastYear(t Table, fails func(v *view, i, j int32) bool) func(*view, *hits) {
	return func(v *view, h *hits) { oneSided(h, v.sheets[t], v.last.sheets[t], "last", fails) }
}

// oneSided flags a row of the first sheet when the question is true with any row of the same child in the other, which is put beside it.
func oneSided(h *hits, s, other *sheet, label string, fails func(v *view, i, j int32) bool) {
	for i := range s.n {
		for _, j := range other.of(s.kid[i]) {
			if fails(h.v, i, j) {
				h.row(s.table, i).beside(label, other, j)
				break
			}
		}
	}
}

// sameText says whether two cells are given and hold the same text.
func sameText(a *sheet, aCol int, i int32, b *sheet, bCol int, j int32) bool {
	text := a.text(aCol, i)
	return text != "" && text == b.text(bCol, j)
}

// sameDate says whether two cells are given and hold the same date, however it is written, or the same text.
func sameDate(a *sheet, aCol int, i int32, b *sheet, bCol int, j int32) bool {
	return eq(a.days[aCol][i], b.days[bCol][j]) || sameText(a, aCol, i, b, bCol, j)
}

// textDates is the sentence for rules of which the peer compares dates as they are written.
const textDates = "The sector's checker compares the texts, so that 1/4/2026 and 01/04/2026 are different days to it."

// qSortDown is qSort with the greatest first: rows with a key are turned round, sorted, and turned round again (convention Q_sort, descending).
func qSortDown(n int32, missing func(i int32) bool, less func(a, b int32) bool) []int32 {
	t, without := make([]int32, 0, n), []int32(nil)
	for i := range n {
		if missing(i) {
			without = append(without, i)
		} else {
			t = append(t, i)
		}
	}
	slices.Reverse(t)
	introsort(t, less)
	slices.Reverse(t)
	return append(t, without...)
}

// period is a stretch of time; a zero end is open.
type period struct{ from, to day.Day }

// care is the periods of care of a child: episodes with a valid start, in order of it, of which each but the first begins no later than the one
// before ends. A period ends with its last episode. The slice is used again.
func (v *view) care(kid int32, into []period) []period {
	e := &v.Episodes
	into = into[:0]
	if kid == v.nobody || !e.has(kid) {
		return into
	}
	before := int32(-1)
	for _, i := range v.cd[e.starts[kid]:e.starts[kid+1]] {
		switch {
		case e.DECOM[i].IsZero():
			continue
		case before < 0 || gt(e.DECOM[i], e.DEC[before]):
			into = append(into, period{e.DECOM[i], e.DEC[i]})
		default:
			into[len(into)-1].to = e.DEC[i]
		}
		before = i
	}
	return into
}

// undatedEitherYear says whether a child has no episode with a valid start in this year's file, or none in last year's though it has rows there.
func undatedEitherYear(v *view) bool { return v.Episodes.undated || v.last.Episodes.undated }

// noColumns says whether one of the tables is there without columns, which in the peer raises an error when it is read.
func noColumns(t ...Table) func(*view) bool {
	return func(v *view) bool {
		for _, t := range t {
			if d := v.sheets[t].data; d != nil && d.NoColumns {
				return true
			}
		}
		return false
	}
}
