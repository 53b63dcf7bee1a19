package ssda903

import (
	"slices"

	"throughline/internal/day"
)

// uascRules are about unaccompanied asylum-seeking children.
var uascRules = []rule{
	{
		code: "104", title: "Asylum-seeker end date malformed or before the year", flags: on(UASC), fields: "UASC.DUC",
		message: "The date on which the status of unaccompanied asylum seeker ended is {UASC.DUC}, which is no date of the form DD/MM/YYYY or lies before {year.start}.",
		mend:    "Correct the date. A child whose status ended before the year does not belong in this table.",
		check: rows(UASC, func(v *view, i int32) bool {
			u := &v.UASC
			return u.DUC[i].IsZero() && !u.blank(UASCDUC, i) || lt(u.DUC[i], v.start)
		}),
	},
	{
		code: "205A", title: "Asylum seeker last year, not now, and the dates disagree", flags: on(Header, UASC), tables: on(UASC), last: on(UASC),
		fields:  "UASC.CHILD Header.UASC UASC.DUC UASC_last.DUC",
		message: "Last year's return has this child as an unaccompanied asylum seeker with the end date {last UASC.DUC}, this year's does not; so the status must have ended in last year, and no end date be given now ({UASC.DUC}).",
		mend:    "If the status lasted into this year, put the child in the UASC table; if not, have last year's end date corrected and take this year's out.",
		differs: "From CSV files the sector's checker takes a row in the UASC table itself as the mark of an asylum seeker, so it sees only children who are in UASC but not in Header; the children meant are those who have left UASC.",
		skip:    withoutBothMarks,
		check:   leftUASC,
		peer: bothUASC(func(v *view, i, j int32, now, then bool) bool {
			return !now && then && (!v.UASC.blank(UASCDUC, i) || !within(v.last.UASC.DUC[j], yearBefore(v.start), yearBefore(v.end)))
		}),
	},
	{
		code: "205B", title: "Asylum seeker in both years, and the dates disagree", flags: on(Header, UASC), tables: on(UASC), last: on(UASC),
		fields:  "UASC.DUC Header.CHILD UASC_last.DUC UASC_last.DOB",
		message: "The child is an unaccompanied asylum seeker in both years. The end date was {last UASC.DUC} and is {UASC.DUC} now, for somebody born on {last UASC.DOB}.",
		mend:    "Last year's end date must be the 18th birthday, {last UASC.DOB+18y}. This year's must be the same, or a day in this year on which the status ended early.",
		skip:    withoutBothMarks,
		check: bothUASC(func(v *view, i, j int32, now, then bool) bool {
			if !now || !then { // then there is a row of last year
				return false
			}
			duc, before := v.UASC.DUC[i], v.last.UASC.DUC[j]
			return !v.inYear(duc) && !eq(duc, before) || !eq(before, birthday(v.last.UASC.DOB[j], 18))
		}),
	},
	{
		code: "205C", title: "Asylum-seeker end date for a child never marked as one", flags: on(Header, UASC), tables: on(UASC), last: on(UASC),
		fields:  "UASC.DUC Header.CHILD UASC_last.DUC",
		message: "An end date of the status is given ({UASC.DUC} now, {last UASC.DUC} last year), but neither year marks the child as an unaccompanied asylum seeker.",
		mend:    "Mark the child as an asylum seeker, which needs a row in Header, or take the end date out.",
		skip:    withoutBothMarks,
		check: bothUASC(func(v *view, i, j int32, now, then bool) bool {
			return !now && !then && (!v.UASC.DUC[i].IsZero() || j >= 0 && !v.last.UASC.DUC[j].IsZero())
		}),
	},
	{
		code: "205D", title: "Asylum seeker now but not last year", flags: on(Header, UASC), tables: []Table{}, fields: "Header.UASC Header_last.UASC UASC.CHILD",
		message: "The child is an unaccompanied asylum seeker now but was in last year's return without being one.",
		mend:    "A child who arrived alone was alone last year too: correct the year that is wrong.",
		skip: func(v *view) string {
			if r := withoutMark(v.year, v.r.ThisMarks, "this year's"); r != "" {
				return r
			}
			return withoutMark(v.last, v.r.LastMarks, "last year's")
		},
		check: newUASC,
	},
	{
		code: "231", title: "Unaccompanied asylum seeker under 11", query: true, flags: on(Header), fields: "Header.DOB",
		message: "The child came alone as an asylum seeker, yet was born on {Header.DOB} and is under 11.",
		mend:    "Check the date of birth and the mark. If both are right, be ready to say so.",
		differs: "The sector's checker reads a column that no file has, so it never gives a result.",
		skip:    func(v *view) string { return withoutMark(v.year, v.r.ThisMarks, "this year's") },
		check: rows(Header, func(v *view, i int32) bool {
			return v.r.ThisMarks != nil && isOne(v.r.ThisMarks[i]) && younger(v.Header.DOB[i], 11, v.end)
		}),
		dead: true,
	},
	{
		code: "303", title: "Asylum-seeker end date without the mark", flags: on(UASC, Header), fields: "UASC.DUC Header.UASC",
		message: "The end date {UASC.DUC} is given for a child whose asylum-seeker mark in Header is {Header.UASC}.",
		mend:    "Give 1 as the mark if the child is or was an unaccompanied asylum seeker; if not, take the end date out.",
		skip: func(v *view) string {
			if v.r.ThisMarks == nil {
				return "needs the asylum-seeker mark of Header"
			}
			return ""
		},
		check: func(v *view, h *hits) {
			for i := range v.Header.n {
				if isOne(v.r.ThisMarks[i]) {
					continue
				}
				for _, j := range v.UASC.of(v.Header.kid[i]) {
					if !v.UASC.blank(UASCDUC, j) {
						h.pair(Header, i, UASC, j)
					}
				}
			}
		},
	},
	{
		code: "304", title: "Asylum-seeker end date after the 18th birthday", flags: on(UASC), fields: "UASC.DUC UASC.DOB",
		message: "The status of unaccompanied asylum seeker is said to end on {UASC.DUC}, after the 18th birthday on {UASC.DOB+18y}.",
		mend:    "The status ends on the 18th birthday at the latest: correct the end date or the date of birth.",
		check: rows(UASC, func(v *view, i int32) bool {
			return gt(v.UASC.DUC[i], birthday(v.UASC.DOB[i], 18))
		}),
	},
}

// yearBefore is the same day a year earlier.
func yearBefore(d day.Day) day.Day { return birthday(d, -1) }

// withoutMark says why a year has nothing to tell asylum seekers by, or "".
func withoutMark(y *year, marks []string, whose string) string {
	switch {
	case !y.Header.loaded() && !y.UASC.loaded():
		return "needs " + whose + " Header or UASC"
	case y.Header.loaded() && marks == nil:
		return "needs the asylum-seeker mark of " + whose + " Header"
	}
	return ""
}

// withoutBothMarks says why the two years cannot be compared, or "".
func withoutBothMarks(v *view) string {
	if v.r.ThisMarks == nil || v.r.LastMarks == nil {
		return "needs the asylum-seeker marks of this year's and last year's Header"
	}
	return ""
}

// bothUASC joins each row of UASC with Header and with last year's UASC and Header, and flags its row and the Header row when the question is true.
// i is the row of UASC, j that of last year's UASC or -1; now and then say whether Header marks the child in each year. Of the rows of both
// Headers only the marks are asked about, so four tables are joined in the time of two.
func bothUASC(fails func(v *view, i, j int32, now, then bool) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		for i := range v.UASC.n {
			kid := v.UASC.kid[i]
			heads := orNone(v.Header.of(kid))
			before := orNone(v.last.UASC.of(kid))
			thens := marksOf(orNone(v.last.Header.of(kid)), v.r.LastMarks)
			for _, now := range marksOf(heads, v.r.ThisMarks) {
				j, found := int32(-1), false
				for _, j = range before {
					asked := thens
					if j < 0 {
						asked = []bool{false}
					}
					if found = slices.ContainsFunc(asked, func(then bool) bool { return fails(v, i, j, now, then) }); found {
						break
					}
				}
				if !found {
					continue
				}
				h.row(UASC, i).beside("last UASC", v.last.sheets[UASC], j)
				for _, a := range heads {
					if a >= 0 && isOne(v.r.ThisMarks[a]) == now {
						h.row(Header, a).beside("UASC", v.sheets[UASC], i).beside("last UASC", v.last.sheets[UASC], j)
					}
				}
			}
		}
	}
}

// marksOf is which marks the rows have, each once. The row -1 is not marked.
func marksOf(rows []int32, marks []string) []bool {
	var has [2]bool
	for _, row := range rows {
		if row >= 0 && isOne(marks[row]) {
			has[1] = true
		} else {
			has[0] = true
		}
	}
	switch has {
	case [2]bool{true, true}:
		return []bool{false, true}
	case [2]bool{false, true}:
		return []bool{true}
	}
	return []bool{false}
}

// orNone is the rows of a left join: the row -1 stands for none.
func orNone(rows []int32) []int32 {
	if len(rows) == 0 {
		return []int32{-1}
	}
	return rows
}

// leftUASC is rule 205A as it is meant: from Header, whose child last year's Header and UASC have as an asylum seeker and this year's does not.
func leftUASC(v *view, h *hits) {
	for a := range v.Header.n {
		kid := v.Header.kid[a]
		if kid == v.nobody || isOne(v.r.ThisMarks[a]) {
			continue
		}
		b := v.last.Header.first(kid)
		if b < 0 || !isOne(v.r.LastMarks[b]) {
			continue
		}
		for _, j := range v.last.UASC.of(kid) {
			for _, i := range orNone(v.UASC.of(kid)) {
				if within(v.last.UASC.DUC[j], yearBefore(v.start), yearBefore(v.end)) && (i < 0 || v.UASC.blank(UASCDUC, i)) {
					continue
				}
				h.row(Header, a).beside("UASC", v.sheets[UASC], i).beside("last UASC", v.last.sheets[UASC], j)
				if i >= 0 {
					h.row(UASC, i).beside("last UASC", v.last.sheets[UASC], j)
				}
			}
		}
	}
}

// newUASC is rule 205D. A year without Header goes by its UASC rows; the flags then go to UASC.
func newUASC(v *view, h *hits) {
	marked := func(y *year, marks []string, row int32) bool {
		if y.Header.loaded() {
			return isOne(marks[row])
		}
		return y.UASC.SEX[row] != blank || !y.UASC.blank(UASCDUC, row)
	}
	head := func(y *year) *sheet {
		if y.Header.loaded() {
			return y.sheets[Header]
		}
		return y.sheets[UASC]
	}
	now, then := head(v.year), head(v.last)
	for i := range now.n {
		for _, j := range then.of(now.kid[i]) {
			if marked(v.year, v.r.ThisMarks, i) && !marked(v.last, v.r.LastMarks, j) {
				h.row(now.table, i)
			}
		}
	}
}
