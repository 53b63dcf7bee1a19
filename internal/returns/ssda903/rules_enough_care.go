package ssda903

import (
	"cmp"
	"slices"

	"throughline/internal/day"
)

// enoughCareRules is about whether somebody was in care for long enough to be a care leaver.
var enoughCareRules = []rule{
	{
		code: "1001", title: "Care-leaver row for somebody without enough care after 14 and 16, or adopted", flags: on(OC3),
		tables: on(Episodes, OC3, Header), last: on(Episodes), skip: emptyForCare,
		fields:  leaverFields + " Episodes.DECOM Episodes.DEC Episodes.LS Episodes.REC Header.DOB",
		message: "The young person, born on {Header.DOB}, was adopted or, by the episodes of this year and the last, not in care for 13 weeks since the 14th birthday with a day since the 16th, so is no care leaver.",
		mend:    "Take the record out, or correct the episodes or the date of birth.",
		differs: "The sector's checker flags everybody who is 20 or not seen in the two years, counts care that began before them as if it had not been, and mixes up rows of the two years that have the same number.",
		check:   tooLittleCare,
		peer:    tooLittleCareAsPeer,
		aborts:  func(v *view) bool { return undatedInBoth(v) },
	},
}

// The care that makes a care leaver: so many days since the 14th birthday, and so many since the 16th.
const daysSince14, daysSince16 = 91, 1

// emptyForCare says why rule 1001 does not run, or "".
func emptyForCare(v *view) string {
	if v.Episodes.n == 0 || v.last.Episodes.n == 0 || v.OC3.n == 0 || v.Header.n == 0 {
		return "needs rows in Episodes of both years, OC3 and Header"
	}
	return ""
}

// undatedInBoth says whether a child has episodes in either year, but none with a valid start.
func undatedInBoth(v *view) bool {
	for k := range v.nobody {
		if (v.Episodes.has(k) || v.last.Episodes.has(k)) && v.Episodes.earliest[k] < 0 && v.last.Episodes.earliest[k] < 0 {
			return true
		}
	}
	return false
}

// tooLittleCare is rule 1001 as it is meant, as far as two years of episodes can tell: of those who turned 18 before the two years, and of those whose
// care began before their first episode in them, it says nothing but that they were adopted.
func tooLittleCare(v *view, h *hits) {
	e, l := &v.Episodes, &v.last.Episodes
	lastEnd := v.start.Add(-1)
	type stay struct {
		period
		starts, counts, adopted bool
	}
	var stays []stay
	for i := range v.OC3.n {
		k := v.OC3.kid[i]
		if k == v.nobody {
			continue
		}
		stays = stays[:0]
		for _, j := range e.of(k) {
			if !e.DECOM[j].IsZero() {
				stays = append(stays, stay{period{e.DECOM[j], or(e.DEC[j], v.end)}, e.RNE[j] == cS, notRespite(v, j), adopted.has(e.REC[j])})
			}
		}
		now := len(stays)
		for _, j := range l.of(k) {
			// An episode that stands in both files is this year's.
			if d := l.DECOM[j]; !d.IsZero() && !slices.ContainsFunc(stays[:now], func(s stay) bool { return s.from == d }) {
				stays = append(stays, stay{period{d, or(l.DEC[j], lastEnd)}, l.RNE[j] == cS, !respite.has(l.LS[j]), adopted.has(l.REC[j])})
			}
		}
		if len(stays) == 0 {
			continue
		}
		slices.SortStableFunc(stays, func(a, b stay) int { return a.from.Compare(b.from) })
		for _, j := range v.Header.of(k) {
			dob := v.Header.DOB[j]
			short := false
			if !dob.IsZero() && younger(dob, 20, v.end) && stays[0].starts {
				var care [2]int
				for n, from := range [2]day.Day{birthday(dob, 14), birthday(dob, 16)} {
					for _, s := range stays {
						if s.from.After(from) {
							from = s.from
						}
						if s.counts && s.to.After(from) {
							care[n] += s.to.Sub(from)
							from = s.to
						}
					}
				}
				short = care[0] < daysSince14 || care[1] < daysSince16
			}
			if short || stays[len(stays)-1].adopted {
				h.row(OC3, i).beside("Header", v.sheets[Header], j)
			}
		}
	}
}

// tooLittleCareAsPeer follows the steps of rule 1001 in specs/ssda903/rules.json, by their numbers there. Rows of both years carry the number that
// they have in their own file as a label, so that two rows can have one.
func tooLittleCareAsPeer(v *view, h *hits) {
	e, l := &v.Episodes, &v.last.Episodes
	// A row of (2) is a number: this year's rows first, then last year's.
	label := func(n int32) int32 {
		if n < e.n {
			return n
		}
		return n - e.n
	}
	total := e.n + l.n
	kid, decom, dec := slices.Concat(e.kid, l.kid), slices.Concat(e.DECOM, l.DECOM), slices.Concat(e.DEC, l.DEC)
	status, reason := slices.Concat(e.LS, l.LS), slices.Concat(e.REC, l.REC)

	// (3) Of the rows of a child that begin on one day the first by end is kept.
	rank := make([]int32, total)
	for place, n := range qSort(total, func(n int32) day.Day { return dec[n] }) {
		rank[n] = int32(place)
	}
	kept := make([]bool, total)
	last := make([]int32, v.nobody+1) // (4) the row with the latest start, of those kept
	var rows []int32
	for k := range v.nobody + 1 {
		rows = append(rows[:0], e.of(k)...)
		for _, j := range l.of(k) {
			rows = append(rows, e.n+j)
		}
		slices.SortFunc(rows, func(a, b int32) int {
			return cmp.Or(decom[a].CompareEnd(decom[b]), cmp.Compare(rank[a], rank[b]))
		})
		last[k] = -1
		for p, n := range rows {
			if p > 0 && decom[n] == decom[rows[p-1]] {
				continue
			}
			kept[n] = true
			if !decom[n].IsZero() && k != v.nobody {
				last[k] = n
			}
		}
	}
	labels := max(e.n, l.n)
	latest := make([]bool, labels)
	for _, n := range last {
		if n >= 0 {
			latest[label(n)] = true
		}
	}

	// (5) Rows of children whose age is known and under 20, without those that share a label with a short break.
	dobs := make([][]day.Day, v.nobody+1)
	for j, dob := range v.Header.DOB {
		if younger(dob, 20, v.end) {
			dobs[v.Header.kid[j]] = append(dobs[v.Header.kid[j]], dob)
		}
	}
	breaks := make([]bool, labels)
	for n := range total {
		if kept[n] && len(dobs[kid[n]]) > 0 && respite.has(status[n]) {
			breaks[label(n)] = true
		}
	}

	// (6) and (7)
	since14, since16 := make([]int, v.nobody+1), make([]int, v.nobody+1)
	wasAdopted := make([]bool, v.nobody+1)
	left := false
	for n := range total {
		if !kept[n] {
			continue
		}
		k := kid[n]
		if latest[label(n)] && adopted.has(reason[n]) {
			wasAdopted[k] = true
		}
		if breaks[label(n)] || len(dobs[k]) == 0 {
			continue
		}
		left = true
		to := dec[n]
		if latest[label(n)] {
			to = or(to, v.end)
		}
		if to.IsZero() || k == v.nobody {
			continue
		}
		for _, dob := range dobs[k] {
			since14[k] += max(0, to.Sub(later(decom[n], birthday(dob, 14))))
			since16[k] += max(0, to.Sub(later(decom[n], birthday(dob, 16))))
		}
	}
	if !left {
		return
	}
	for i, k := range v.OC3.kid {
		if wasAdopted[k] || since14[k] < daysSince14 || since16[k] < daysSince16 {
			h.row(OC3, int32(i))
		}
	}
}

// later is the later of two days, a missing one being the earlier.
func later(a, b day.Day) day.Day {
	if a.After(b) {
		return a
	}
	return b
}
