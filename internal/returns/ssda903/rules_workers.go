package ssda903

import (
	"slices"
	"strings"

	"throughline/internal/day"
)

// workerRules are about the social workers of a child.
var workerRules = []rule{
	{
		code: "SW01aSTG1", title: "Social-worker row incomplete (before April 2023)", flags: on(SWEpisodes), fields: "SWEpisodes.SW_ID SWEpisodes.SW_DECOM",
		message: "The social worker {SWEpisodes.SW_ID} began on {SWEpisodes.SW_DECOM}; both the identifier and a valid start are needed.",
		mend:    "Give the identifier, such as the Social Work England number, and the start as DD/MM/YYYY.",
		check: rows(SWEpisodes, func(v *view, i int32) bool {
			from := v.SWEpisodes.SW_DECOM[i]
			return from.IsZero() || lt(from, april2023) && v.SWEpisodes.blank(SWEpisodesSW_ID, i)
		}),
	},
	{
		code: "SW01bSTG1", title: "Social-worker row incomplete (since April 2023)", flags: on(SWEpisodes), fields: "SWEpisodes.SW_ID SWEpisodes.SW_DECOM SWEpisodes.SW_REASON",
		message: "The social worker {SWEpisodes.SW_ID} began on {SWEpisodes.SW_DECOM} for the reason {SWEpisodes.SW_REASON}; since April 2023 identifier, a valid start and the reason are all needed.",
		mend:    "Give what is missing.",
		check: rows(SWEpisodes, func(v *view, i int32) bool {
			w := &v.SWEpisodes
			return w.SW_DECOM[i].IsZero() || ge(w.SW_DECOM[i], april2023) && (w.blank(SWEpisodesSW_ID, i) || w.SW_REASON[i] == blank)
		}),
	},
	{
		code: "SW02STG1", title: "Social-worker ID prefix", flags: on(SWEpisodes), fields: "SWEpisodes.SW_ID",
		message: "The identifier of the social worker is {SWEpisodes.SW_ID}, which begins with neither SW nor XX.",
		mend:    "Give the Social Work England number with SW before it, or an identifier of your own that begins with XX for a worker without one.",
		check: rows(SWEpisodes, func(v *view, i int32) bool {
			id := v.SWEpisodes.text(SWEpisodesSW_ID, i)
			return !strings.HasPrefix(id, "SW") && !strings.HasPrefix(id, "XX")
		}),
	},
	{
		code: "SW04STG1", title: "Social-worker start malformed", flags: on(SWEpisodes), fields: "SWEpisodes.SW_DECOM",
		message: "The social worker began on {SWEpisodes.SW_DECOM}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the date as day, month and four-digit year.",
		differs: unknownParts,
		check:   malformed(SWEpisodes, SWEpisodesSW_DECOM),
		peer:    withoutZDate(SWEpisodesSW_DECOM),
	},
	{
		code: "SW05STG1", title: "Social-worker end malformed", flags: on(SWEpisodes), fields: "SWEpisodes.SW_DEC",
		message: "The social worker ended on {SWEpisodes.SW_DEC}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the date as day, month and four-digit year, or leave it blank for the present social worker.",
		differs: unknownParts,
		check:   malformed(SWEpisodes, SWEpisodesSW_DEC),
		peer:    withoutZDate(SWEpisodesSW_DEC),
	},
	{
		code: "SW06STG2", title: "Social-worker row starts after the year end", flags: on(SWEpisodes), fields: "SWEpisodes.SW_DECOM",
		message: "The social worker began on {SWEpisodes.SW_DECOM}, after the year ended on {year.end}.",
		mend:    "Correct the date, or keep the row for next year's return.",
		check:   rows(SWEpisodes, func(v *view, i int32) bool { return gt(v.SWEpisodes.SW_DECOM[i], v.end) }),
	},
	{
		code: "SW07STG2", title: "Social-worker row ends outside the two reporting years", flags: on(SWEpisodes), fields: "SWEpisodes.SW_DEC",
		message: "The social worker ended on {SWEpisodes.SW_DEC}, which lies before last year or after the year ended on {year.end}.",
		mend:    "Take out a row that ended before last year. If the social worker ended after the year end, leave the end blank.",
		check: rows(SWEpisodes, func(v *view, i int32) bool {
			return lt(v.SWEpisodes.SW_DEC[i], v.twoYears()) || gt(v.SWEpisodes.SW_DEC[i], v.end)
		}),
	},
	{
		code: "SW08STG2", title: "Earlier social-worker row left open", flags: on(SWEpisodes), fields: "SWEpisodes.SW_DEC SWEpisodes.SW_DECOM",
		message: "The social worker {SWEpisodes.SW_ID} who began on {SWEpisodes.SW_DECOM} is not the child's latest, but has no valid end ({SWEpisodes.SW_DEC}).",
		mend:    "Give the day on which the next social worker took over.",
		differs: "The sector's checker takes a row without a valid start for the latest, and among rows that start on one day whichever its sorting leaves last.",
		check: func(v *view, h *hits) {
			w := &v.SWEpisodes
			for k := range v.nobody {
				_, last := extremes(w.of(k), w.SW_DECOM)
				for _, i := range w.of(k) {
					// Of those that begin on the last day one that is open is the latest.
					if last >= 0 && w.SW_DECOM[i] == w.SW_DECOM[last] && (w.SW_DEC[i].IsZero() || !w.SW_DEC[last].IsZero()) {
						last = i
					}
				}
				for _, i := range w.of(k) {
					if i != last && !w.SW_DECOM[i].IsZero() && w.SW_DEC[i].IsZero() {
						h.row(SWEpisodes, i)
					}
				}
			}
		},
		peer: func(v *view, h *hits) {
			w := &v.SWEpisodes
			from := func(i int32) day.Day {
				if w.SW_DECOM[i] == day1901 {
					return day.Day{}
				}
				return w.SW_DECOM[i]
			}
			last := make([]int32, v.nobody+1)
			for _, i := range qSort(w.n, from) {
				last[w.kid[i]] = i
			}
			for i, k := range w.kid {
				if k != v.nobody && last[k] != int32(i) && !from(int32(i)).IsZero() && w.SW_DEC[i].IsZero() {
					h.row(SWEpisodes, int32(i))
				}
			}
		},
	},
	{
		code: "SW09STG2", title: "Social-worker row starts and ends on one day", flags: on(SWEpisodes), fields: "SWEpisodes.SW_DECOM SWEpisodes.SW_DEC",
		message: "The social worker began and ended on one day, {SWEpisodes.SW_DECOM}.",
		mend:    "Take the row out, or correct its dates.",
		differs: textDates,
		check: rows(SWEpisodes, func(v *view, i int32) bool {
			w := v.sheets[SWEpisodes]
			return sameDate(w, SWEpisodesSW_DECOM, i, w, SWEpisodesSW_DEC, i)
		}),
		peer: rows(SWEpisodes, func(v *view, i int32) bool {
			w := v.sheets[SWEpisodes]
			return sameText(w, SWEpisodesSW_DECOM, i, w, SWEpisodesSW_DEC, i)
		}),
	},
	{
		code: "SW10STG2", title: "Social-worker rows do not join up", flags: on(SWEpisodes), fields: "SWEpisodes.SW_DECOM SWEpisodes.SW_DEC SWEpisodes.SW_REASON",
		message: "This social worker began on {SWEpisodes.SW_DECOM}, more than a week before the one from {previous.SW_DECOM} ended on {previous.SW_DEC}.",
		mend:    "End the earlier row when the new social worker took over.",
		differs: "The sector's checker also flags a gap of more than a week, as a child has that left care and came back, and rows with a missing date.",
		check: afterAnotherWorker(func(v *view, i, before int32) bool {
			return lt(v.SWEpisodes.SW_DECOM[i], v.SWEpisodes.SW_DEC[before].Add(-7))
		}),
		peer: afterAnotherWorker(func(v *view, i, before int32) bool {
			ended := v.SWEpisodes.SW_DEC[before]
			return !within(v.SWEpisodes.SW_DECOM[i], ended.Add(-7), ended.Add(7))
		}),
	},
	{
		code: "SW11bSTG2", title: "Social-worker row ended at the year end without a successor", flags: on(SWEpisodes), fields: "SWEpisodes.SW_DEC SWEpisodes.SW_DECOM",
		message: "The social worker {SWEpisodes.SW_ID} ended on {SWEpisodes.SW_DEC}, at the end of the year, and no other follows.",
		mend:    "Leave the end blank if the social worker stayed, or add the one who took over.",
		differs: "The sector's checker looks for an earlier row where a later one is meant, so that it flags nearly every child whose social worker changed at the year end.",
		check: func(v *view, h *hits) {
			w := &v.SWEpisodes
			for i := range w.n {
				if k := w.kid[i]; k != v.nobody && v.atYearEnd(w.SW_DEC[i]) && !slices.ContainsFunc(w.of(k), func(j int32) bool {
					return !w.SW_DECOM[j].IsZero() && (w.blank(SWEpisodesSW_DEC, j) || gt(w.SW_DEC[j], w.SW_DEC[i]))
				}) {
					h.row(SWEpisodes, i)
				}
			}
		},
		peer: endedAtYearEndAsPeer,
	},
	{
		code: "SW12STG2", title: "Social-worker history missing for an episode", flags: on(Episodes), tables: on(SWEpisodes, Episodes),
		fields:  "Episodes.DECOM Episodes.DEC Episodes.LS Episodes.RNE Episodes.REC SWEpisodes.SW_DECOM",
		message: "For the episode from {Episodes.DECOM} to {Episodes.DEC} no social worker of the child is given.",
		mend:    "Add the social workers that the child had in that time.",
		differs: "The sector's checker flags an episode as soon as one social worker is neither of its start nor of its end, so nearly every return has many.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e, w := &v.Episodes, &v.SWEpisodes
			return needsWorker(v, i) && !slices.ContainsFunc(w.of(e.kid[i]), func(j int32) bool {
				return le(w.SW_DECOM[j], or(e.DEC[i], v.end)) && (w.SW_DEC[j].IsZero() || ge(w.SW_DEC[j], e.DECOM[i]))
			})
		}),
		peer: rows(Episodes, func(v *view, i int32) bool {
			e, w := &v.Episodes, &v.SWEpisodes
			return needsWorker(v, i) && slices.ContainsFunc(orNone(w.of(e.kid[i])), func(j int32) bool {
				return j < 0 || !(le(w.SW_DECOM[j], e.DEC[i]) && e.REC[i] != cX1) && !(ge(w.SW_DECOM[j], e.DECOM[i]) && e.RNE[i] == cS)
			})
		}),
	},
	{
		code: "SW13STG1", title: "Unknown or absent reason for a new social worker", flags: on(SWEpisodes), fields: "SWEpisodes.SW_REASON SWEpisodes.SW_DECOM",
		message: "The reason for the social worker who began on {SWEpisodes.SW_DECOM} is {SWEpisodes.SW_REASON}, which is not one of the codes.",
		mend:    "Give one of MANAGE, FCONTA, LEFTRL, ORGRST, TSPROC, ABSENC, CHCHAN, PCCHAN, SWDIED or OTHERS; it is needed since April 2023.",
		differs: "The sector's checker gives no result at all when any start in the table cannot be read.",
		check: func(v *view, h *hits) {
			for i, from := range v.SWEpisodes.lenient(SWEpisodesSW_DECOM) {
				c := v.SWEpisodes.SW_REASON[i]
				if c != blank && !swReasonCodes.has(c) || c == blank && ge(from, april2023) {
					h.row(SWEpisodes, int32(i))
				}
			}
		},
		aborts: func(v *view) bool {
			for i, from := range v.SWEpisodes.lenient(SWEpisodesSW_DECOM) {
				if from.IsZero() && !v.SWEpisodes.blank(SWEpisodesSW_DECOM, int32(i)) {
					return true
				}
			}
			return false
		},
	},
	{
		code: "SW17STG2", title: "Last social-worker row is closed", flags: on(SWEpisodes), tables: on(SWEpisodes, Episodes), asPeer: on(SWEpisodes),
		fields:  "SWEpisodes.SW_DEC SWEpisodes.SW_DECOM",
		message: "The child is in care at the year end, but its latest social worker, {SWEpisodes.SW_ID}, ended on {SWEpisodes.SW_DEC}.",
		mend:    "Leave the end blank if the social worker stayed, or add the present one.",
		differs: "The sector's checker also flags children who have left care, and among rows that start on one day whichever its sorting leaves first.",
		check: func(v *view, h *hits) {
			w := &v.SWEpisodes
			for k := range v.nobody {
				if !slices.ContainsFunc(v.Episodes.of(k), func(j int32) bool { return v.Episodes.blank(EpisodesDEC, j) && notRespite(v, j) }) {
					continue
				}
				_, last := extremes(w.of(k), w.SW_DECOM)
				if last < 0 || w.blank(SWEpisodesSW_DEC, last) {
					continue
				}
				if !slices.ContainsFunc(w.of(k), func(i int32) bool { return w.SW_DECOM[i] == w.SW_DECOM[last] && w.blank(SWEpisodesSW_DEC, i) }) {
					h.row(SWEpisodes, last)
				}
			}
		},
		peer: func(v *view, h *hits) {
			w := &v.SWEpisodes
			from := w.lenient(SWEpisodesSW_DECOM)
			seen := make([]bool, v.nobody)
			for _, i := range qSortDown(w.n, func(i int32) bool { return from[i].IsZero() }, func(a, b int32) bool { return from[a].Compare(from[b]) < 0 }) {
				k := w.kid[i]
				if k == v.nobody || seen[k] {
					continue
				}
				seen[k] = true
				if !w.blank(SWEpisodesSW_DEC, i) {
					h.row(SWEpisodes, i)
				}
			}
		},
	},
}

const unknownParts = "The sector's checker accepts ZZ for an unknown day or month here, though no other rule about social workers does."

// april2023 is the day since which social workers are reported in full.
var april2023 = day.New(2023, 4, 1)

// twoYears is the first day of the two years for which social workers are reported. The peer takes 365 days off the start of the year, which is the
// same in all years that are known.
func (v *view) twoYears() day.Day { return v.start.Add(-365) }

// atYearEnd says whether a day is one of the last six of the year.
func (v *view) atYearEnd(d day.Day) bool { return within(d, v.end.Add(-5), v.end) }

// withoutZDate flags rows of which a date is given and is none, not even with parts ZZ.
func withoutZDate(col int) func(*view, *hits) {
	return func(v *view, h *hits) {
		s := v.sheets[SWEpisodes]
		for i, d := range s.days[col] {
			if d.IsZero() && !s.blank(col, int32(i)) && zDate(s.text(col, int32(i))).IsZero() {
				h.row(SWEpisodes, int32(i))
			}
		}
	}
}

// afterAnotherWorker flags the rows that follow another of the same child by start, then end, when the question is true. A first contact (FCONTA)
// follows on nothing.
func afterAnotherWorker(fails func(v *view, i, before int32) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		w := &v.SWEpisodes
		var order []int32
		for k := range v.nobody {
			if len(w.of(k)) < 2 {
				continue
			}
			order = append(order[:0], w.of(k)...)
			slices.SortStableFunc(order, func(a, b int32) int {
				if c := w.SW_DECOM[a].CompareEnd(w.SW_DECOM[b]); c != 0 {
					return c
				}
				return w.SW_DEC[a].CompareEnd(w.SW_DEC[b])
			})
			for p := 1; p < len(order); p++ {
				if i, before := order[p], order[p-1]; w.SW_REASON[i] != cFCONTA && fails(v, i, before) {
					h.row(SWEpisodes, i).beside("previous", v.sheets[SWEpisodes], before)
				}
			}
		}
	}
}

// endedAtYearEndAsPeer is rule SW11bSTG2 by the letters of its condition in specs/ssda903/rules.json.
func endedAtYearEndAsPeer(v *view, h *hits) {
	w := &v.SWEpisodes
	var up, down []int32
	for k := range v.nobody {
		if !w.has(k) {
			continue
		}
		up, down = append(up[:0], w.of(k)...), append(down[:0], w.of(k)...)
		slices.SortStableFunc(up, func(a, b int32) int { return w.SW_DECOM[a].CompareEnd(w.SW_DECOM[b]) })
		slices.SortStableFunc(down, func(a, b int32) int {
			if x, y := w.SW_DECOM[a], w.SW_DECOM[b]; !x.IsZero() && !y.IsZero() {
				return y.Compare(x)
			}
			return w.SW_DECOM[a].CompareEnd(w.SW_DECOM[b])
		})
		for p := 1; p < len(up); p++ {
			if v.atYearEnd(w.SW_DEC[up[p-1]]) && w.SW_DECOM[up[p]].IsZero() { // (a)
				h.row(SWEpisodes, up[p])
			}
		}
		if len(up) == 1 && v.atYearEnd(w.SW_DEC[up[0]]) { // (b)
			h.row(SWEpisodes, up[0])
		}
		for p := 1; p < len(down); p++ {
			if i := down[p-1]; v.atYearEnd(w.SW_DEC[i]) && lt(w.SW_DECOM[down[p]], w.SW_DEC[i]) { // (c)
				h.row(SWEpisodes, i)
			}
		}
	}
}

// needsWorker says whether rule SW12STG2 is about an episode: one of the two years, no short break, in which care begins or does not go on.
func needsWorker(v *view, i int32) bool {
	e := &v.Episodes
	return (e.DEC[i].IsZero() || within(e.DEC[i], v.twoYears(), v.end)) && notRespite(v, i) && (e.RNE[i] == cS || e.REC[i] != cX1)
}
