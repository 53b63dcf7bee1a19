package ssda903

import (
	"slices"

	"throughline/internal/day"
)

// careLeaverRules hold care-leaver records against the episodes.
var careLeaverRules = []rule{
	{
		code: "1000", title: "Care-leaver row for a child whose care ended in death", flags: on(OC3), tables: on(Episodes, OC3), fields: "OC3.CHILD Episodes.REC",
		message: "The episodes say that the young person died in care (E2), yet there is a care-leaver record (contact {OC3.IN_TOUCH}).",
		mend:    "Take the record out, or correct the reason why care ended.",
		differs: "The sector's checker also flags a record in which everything is blank.",
		check:   rows(OC3, func(v *view, i int32) bool { return leaverData(v, i) && diedInCare(v, v.OC3.kid[i]) }),
		peer:    rows(OC3, func(v *view, i int32) bool { return diedInCare(v, v.OC3.kid[i]) }),
	},
	{
		code: "1002", title: "Care-leaver row for somebody never seen in the episodes", flags: on(OC3), tables: on(Episodes, OC3), last: on(Episodes),
		fields:  "OC3.CHILD OC3.DOB Episodes.CHILD",
		message: "There is a care-leaver record, but no episode of the young person, born on {OC3.DOB}, in this year's or last year's return.",
		mend:    "Check the identifier. Take the record out if the young person was not in care long enough after 14 to be a care leaver.",
		differs: "The sector's checker also flags those who were 16 before the two years and may have left care before them.",
		check: rows(OC3, func(v *view, i int32) bool {
			return neverSeen(v, i) && !lt(birthday(v.OC3.DOB[i], 16), yearBefore(v.start))
		}),
		peer: rows(OC3, neverSeen),
	},
	{
		code: "1007", title: "Care-leaver row for a 17- or 18-year-old who was in care on the birthday", flags: on(OC3), tables: on(Episodes, OC3),
		fields:  leaverFields + " OC3.DOB Episodes.DECOM Episodes.DEC",
		message: "The young person, born on {OC3.DOB}, was in care on the last birthday, in the episode from {Episodes.DECOM} to {Episodes.DEC}, so care-leaver data are not asked for.",
		mend:    "Take the care-leaver data out, or correct the episodes.",
		differs: "The sector's checker leaves out episodes that are still open, and gives no result at all when a date of any episode is malformed or, but for leap years, a young person with episodes was born on 29 February.",
		check: func(v *view, h *hits) {
			e, l := &v.Episodes, &v.OC3
			for i := range l.n {
				dob := l.DOB[i]
				if !aged(dob, 17, v.end) || aged(dob, 19, v.end) || !leaverData(v, i) {
					continue
				}
				on := birthday(dob, 17)
				if aged(dob, 18, v.end) {
					on = birthday(dob, 18)
				}
				for _, j := range e.of(l.kid[i]) {
					if le(e.DECOM[j], on) && (e.blank(EpisodesDEC, j) || gt(e.DEC[j], on)) {
						h.row(OC3, i).beside("Episodes", v.sheets[Episodes], j)
						break
					}
				}
			}
		},
		peer: func(v *view, h *hits) {
			e, l := &v.Episodes, &v.OC3
			for i := range l.n {
				dob := l.DOB[i]
				if !aged(dob, 17, v.end) || !younger(dob, 19, v.end) || !leaverData(v, i) {
					continue
				}
				_, month, d := dob.Date()
				on := civil(v.ends, int(month), d)
				if gt(on, v.end) {
					on = civil(v.ends-1, int(month), d)
				}
				for _, j := range e.of(l.kid[i]) {
					if le(e.DECOM[j], on) && gt(e.DEC[j], on) {
						h.row(OC3, i).beside("Episodes", v.sheets[Episodes], j)
						break
					}
				}
			}
		},
		aborts: func(v *view) bool {
			e := &v.Episodes
			for i := range e.n {
				if e.DECOM[i].IsZero() && !e.blank(EpisodesDECOM, i) || e.DEC[i].IsZero() && !e.blank(EpisodesDEC, i) {
					return true
				}
			}
			for i, dob := range v.OC3.DOB {
				if !dob.IsZero() && e.has(v.OC3.kid[i]) && civil(v.ends, 2, 29).IsZero() && bornOnLeapDay(dob) {
					return true
				}
			}
			return false
		},
	},
	{
		code: "1010", title: "Open episode last year, care-leaver row now, but no episode now", flags: on(OC3), tables: on(Episodes, OC3), last: on(Episodes),
		fields:  "OC3.CHILD Episodes_last.DEC",
		message: "Last year's return left an episode open that began on {last.DECOM}. This year there is a care-leaver record, but no episode that says how care ended.",
		mend:    "Add the episode with its end and reason, or have last year's return corrected.",
		check: func(v *view, h *hits) {
			l := &v.last.Episodes
			for i, kid := range v.OC3.kid {
				if kid == v.nobody || v.Episodes.has(kid) {
					continue
				}
				last := int32(-1) // of those that begin on one day the last in the file
				for _, j := range l.of(kid) {
					if !l.DECOM[j].IsZero() && (last < 0 || !lt(l.DECOM[j], l.DECOM[last])) {
						last = j
					}
				}
				if last >= 0 && l.blank(EpisodesDEC, last) {
					h.row(OC3, int32(i)).beside("last", v.last.sheets[Episodes], last)
				}
			}
		},
	},
	{
		code: "1011", title: "Care-leaver row although care passed to another authority", flags: on(OC3), tables: on(Episodes, OC3), fields: leaverFields + " Episodes.REC",
		message: "The young person's care passed to another council (E3), which reports them, yet there is a care-leaver record (contact {OC3.IN_TOUCH}).",
		mend:    "Take the record out, or correct the reason why the last episode ended.",
		differs: "The sector's checker gives no result at all when a child has no episode with a valid start.",
		check: rows(OC3, func(v *view, i int32) bool {
			last := v.Episodes.latest[v.OC3.kid[i]]
			return last >= 0 && v.Episodes.REC[last] == cE3 && leaverData(v, i)
		}),
		aborts: undatedEpisodes,
	},
	{
		code: "1014", title: "UASC row for a care leaver who was not in care in the year", flags: on(UASC, OC3), tables: on(UASC, Episodes, OC3),
		fields:  leaverFields + " UASC.CHILD",
		message: "The young person is reported as an asylum seeker and as a care leaver, but was not looked after in the year; only those who were are reported as asylum seekers.",
		mend:    "Take the row out of UASC, or add the episodes of the year.",
		differs: "The sector's checker never looks at a young person without any episode.",
		check:   asylumLeavers(true),
		peer:    asylumLeavers(false),
	},
	{
		code: "1016", title: "Care-leaver row although care ended on or after the birthday", flags: on(OC3), tables: on(OC3, Episodes),
		fields:  leaverFields + " OC3.DOB Episodes.DEC",
		message: "Care ended on {Episodes.DEC}, on or after the last birthday of the young person, who was born on {OC3.DOB}; care-leaver data are asked only about those who had left care by then.",
		mend:    "Take the care-leaver data out, or correct the end of the episode or the date of birth.",
		differs: "The sector's checker takes the end of any episode, even for a change of placement, counts a year as 365.2425 days, and gives no result at all when any birth date in the table is malformed.",
		check: func(v *view, h *hits) {
			leftSince(func(v *view, dob day.Day) int {
				for n := 17; n < 19; n++ {
					if aged(dob, n, v.end) && younger(dob, n+1, v.end) {
						return n
					}
				}
				return 0
			}, func(v *view, j int32) bool { return v.Episodes.REC[j] != cX1 })(v, h)
		},
		peer: func(v *view, h *hits) {
			leftSince(func(v *view, dob day.Day) int {
				switch days := v.end.Sub(dob); {
				case days >= 6210 && days <= 6574:
					return 17
				case days >= 6575 && days <= 6939:
					return 18
				}
				return 0
			}, func(*view, int32) bool { return true })(v, h)
		},
		aborts: func(v *view) bool {
			for i, d := range v.OC3.DOB {
				if d.IsZero() && !v.OC3.blank(OC3DOB, int32(i)) {
					return true
				}
			}
			return false
		},
	},
	{
		code: "3001", query: true, title: "Living with former foster carers around the 17th birthday", flags: on(OC3), tables: on(Header, OC3), fields: "OC3.ACCOM Header.DOB",
		message: "The young person is said to live with former foster carers ({OC3.ACCOM}), but turned 17 in the year, on {Header.DOB+17y}; staying put begins at 18.",
		mend:    "Check the accommodation and the date of birth. If both are right, be ready to say so.",
		differs: "The sector's checker gives no result at all when a young person of the table stands twice in Header.",
		check: against(OC3, Header, func(v *view, i, j int32) bool {
			return (v.OC3.ACCOM[i] == cZ1 || v.OC3.ACCOM[i] == cZ2) && v.inYear(birthday(v.Header.DOB[j], 17))
		}),
		aborts: func(v *view) bool {
			return slices.ContainsFunc(v.OC3.kid, func(k int32) bool { return len(v.Header.of(k)) > 1 })
		},
	},
}

// neverSeen says whether a young person has no episode in either year's file.
func neverSeen(v *view, i int32) bool {
	return !v.Episodes.has(v.OC3.kid[i]) && !v.last.Episodes.has(v.OC3.kid[i])
}

func bornOnLeapDay(dob day.Day) bool {
	_, month, d := dob.Date()
	return month == 2 && d == 29
}

// diedInCare says whether an episode of the child ended in death in this year's file or in last year's, if that is loaded.
func diedInCare(v *view, kid int32) bool {
	return slices.ContainsFunc(v.Episodes.of(kid), func(j int32) bool { return v.Episodes.REC[j] == cE2 }) ||
		slices.ContainsFunc(v.last.Episodes.of(kid), func(j int32) bool { return v.last.Episodes.REC[j] == cE2 })
}

// asylumLeavers is rule 1014; unseen says whether a young person without any episode is flagged too.
func asylumLeavers(unseen bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		e := &v.Episodes
		p := pairing{h: h, t: UASC, u: OC3}
		for i, kid := range v.UASC.kid {
			if !unseen && !e.has(kid) || !v.OC3.has(kid) || slices.ContainsFunc(e.of(kid), func(x int32) bool {
				return le(e.DECOM[x], v.end) && (e.DEC[x].IsZero() || ge(e.DEC[x], v.start))
			}) {
				continue
			}
			for _, j := range v.OC3.of(kid) {
				if leaverData(v, j) {
					p.add(int32(i), j)
				}
			}
		}
	}
}

// leftSince flags care-leaver data of those of whom an episode that counts ended on or after the last birthday. age is 17 or 18 at the year end;
// 0 = neither.
func leftSince(age func(v *view, dob day.Day) int, counts func(v *view, j int32) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		e := &v.Episodes
		for i, dob := range v.OC3.DOB {
			if dob.IsZero() || !leaverData(v, int32(i)) {
				continue
			}
			n := age(v, dob)
			if n == 0 {
				continue
			}
			for _, j := range e.of(v.OC3.kid[i]) {
				if counts(v, j) && aged(dob, n, e.DEC[j]) {
					h.row(OC3, int32(i)).beside("Episodes", v.sheets[Episodes], j)
					break
				}
			}
		}
	}
}
