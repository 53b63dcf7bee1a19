package ssda903

import (
	"slices"

	"throughline/internal/day"
)

// day1901 stands for a missing start in a few rules.
var day1901 = day.New(1901, 1, 1)

// episodeOrderRules hold an episode against the child's other episodes.
var episodeOrderRules = []rule{
	{
		code: "142", title: "Earlier episode left open", flags: on(Episodes), fields: "Episodes.DEC Episodes.REC Episodes.DECOM",
		message: "The episode that began on {Episodes.DECOM} is not the child's last, yet its end ({Episodes.DEC}) or the reason for it ({Episodes.REC}) is missing.",
		mend:    "End it on the day on which the next episode began, with X1 or the reason why care ended.",
		differs: "The sector's checker takes an episode without a valid start as the child's last, and among episodes that start on one day whichever its sorting leaves last.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			unended := func(i int32) bool { return e.DEC[i].IsZero() || e.REC[i] == blank }
			for k := range v.nobody {
				// The last is the one with the latest start; of equals one that is open, for the others must have ended first.
				last := e.latest[k]
				for _, i := range e.of(k) {
					if last >= 0 && e.DECOM[i] == e.DECOM[last] && (unended(i) || !unended(last)) {
						last = i
					}
				}
				for _, i := range e.of(k) {
					if i != last && !e.DECOM[i].IsZero() && unended(i) {
						h.row(Episodes, i)
					}
				}
			}
		},
		peer: func(v *view, h *hits) {
			e := &v.Episodes
			order := qSort(e.n, func(i int32) day.Day {
				if e.DECOM[i] == day1901 {
					return day.Day{}
				}
				return e.DECOM[i]
			})
			last := make([]int32, v.nobody+1)
			for _, i := range order {
				last[e.kid[i]] = i
			}
			for i := range e.n {
				if e.kid[i] == v.nobody || last[e.kid[i]] == i || e.DECOM[i].IsZero() || e.DECOM[i] == day1901 {
					continue
				}
				if e.DEC[i].IsZero() || e.REC[i] == blank {
					h.row(Episodes, i)
				}
			}
		},
	},
	{
		code: "199", title: "Episodes after an adoption", flags: on(Episodes), fields: "Episodes.CHILD Episodes.DECOM Episodes.REC",
		message: "This episode began on {Episodes.DECOM}, but an earlier episode of the same child had ended in adoption.",
		mend:    "An adopted child comes back into care as a new person with a new identifier; otherwise correct the reason for the earlier end.",
		differs: "The sector's checker takes an episode that stands in both years' files for two, in whichever order its sorting leaves them.",
		check: func(v *view, h *hits) {
			e, l := &v.Episodes, &v.last.Episodes
			for k := range v.nobody {
				var first day.Day
				for _, i := range e.of(k) {
					if d := e.DECOM[i]; adopted.has(e.REC[i]) && (first.IsZero() || lt(d, first)) {
						first = d
					}
				}
				for _, i := range l.of(k) {
					if d := l.DECOM[i]; adopted.has(l.REC[i]) && (first.IsZero() || lt(d, first)) {
						first = d
					}
				}
				if first.IsZero() {
					continue
				}
				for _, i := range e.of(k) {
					if gt(e.DECOM[i], first) {
						h.row(Episodes, i)
					}
				}
			}
		},
		peer: func(v *view, h *hits) {
			e, l := &v.Episodes, &v.last.Episodes
			count := make([]int32, v.nobody+1)
			for _, n := range qSort(e.n+l.n, func(n int32) day.Day {
				if n < e.n {
					return e.DECOM[n]
				}
				return l.DECOM[n-e.n]
			}) {
				if n >= e.n {
					if adopted.has(l.REC[n-e.n]) && !l.DECOM[n-e.n].IsZero() {
						count[l.kid[n-e.n]]++
					}
					continue
				}
				if e.DECOM[n].IsZero() || e.kid[n] == v.nobody {
					continue
				}
				is := adopted.has(e.REC[n])
				if is {
					count[e.kid[n]]++
				}
				if c := count[e.kid[n]]; c > 1 || c == 1 && !is {
					h.row(Episodes, n)
				}
			}
		},
	},
	{
		code: "210", title: "UN4 for a child looked after for more than a week", flags: on(Header, Episodes), fields: "Header.UPN Episodes.DECOM",
		message: "The pupil number is given as UN4, newly looked after and not yet known, but an episode began on {Episodes.DECOM}, more than a week before the year end.",
		mend:    "Give the pupil number, or another code for why there is none.",
		differs: "The sector's checker has it the wrong way round and flags the children who came in the last week of the year.",
		check:   newlyLookedAfter(func(v *view, decom day.Day) bool { return lt(decom, v.end.Add(-7)) }),
		peer:    newlyLookedAfter(func(v *view, decom day.Day) bool { return ge(decom, v.end.Add(-7)) }),
	},
	{
		code: "225", title: "Reason for placement change missing", flags: on(Episodes), fields: "Episodes.REASON_PLACE_CHANGE Episodes.REC Episodes.PLACE Episodes.RNE",
		message: "The child moved from this placement ({Episodes.PLACE}) to another on {next.DECOM}, but no reason for the change is given.",
		mend:    "Give the reason for the change of placement, such as CARPL for the care plan.",
		check: func(v *view, h *hits) {
			e, moves := &v.Episodes, newSet("P B T U")
			for p, i := range v.cd {
				if e.REC[i] != cX1 || e.REASON_PLACE_CHANGE[i] != blank || temporary.has(e.PLACE[i]) {
					continue
				}
				if n := v.next(p); n >= 0 && moves.has(e.RNE[n]) && !temporary.has(e.PLACE[n]) {
					h.row(Episodes, i).beside("next", v.sheets[Episodes], n)
				}
			}
		},
	},
	{
		code: "226", title: "Reason for placement change around a temporary placement", flags: on(Episodes), fields: "Episodes.REASON_PLACE_CHANGE Episodes.PLACE",
		message: "This is a temporary placement ({Episodes.PLACE}), so neither it ({Episodes.REASON_PLACE_CHANGE}) nor the episode before it ({previous.REASON_PLACE_CHANGE}) carries a reason for placement change.",
		mend:    "Take the reason out, or correct the placement type.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			for p, i := range v.cd {
				if !temporary.has(e.PLACE[i]) {
					continue
				}
				before := v.previous(p)
				if e.REASON_PLACE_CHANGE[i] != blank || before >= 0 && e.REASON_PLACE_CHANGE[before] != blank {
					h.row(Episodes, i).beside("previous", v.sheets[Episodes], before)
				}
			}
		},
	},
	{
		code: "336", title: "No foster placement before adoption by the foster carer", flags: on(Episodes), fields: "Episodes.PLACE Episodes.DECOM",
		message: "The placement {Episodes.PLACE} is for adoption by the child's foster carer, but the placement before it was {previous.PLACE}, which is no foster placement.",
		mend:    "Correct the placement type of this episode or of the one before.",
		differs: "The sector's checker tests A3 and A4 where the official text names A3 and A5, looks for the placement before in this year's file only, and gives no result at all when a child has no valid start.",
		check: func(v *view, h *hits) {
			e, l := &v.Episodes, &v.last.Episodes
			for p, i := range v.cd {
				if e.PLACE[i] != cA3 && e.PLACE[i] != cA5 || e.DECOM[i].IsZero() || e.kid[i] == v.nobody {
					continue
				}
				if before := v.previous(p); before >= 0 {
					if !fosteredBefore(e.PLACE[before]) {
						h.row(Episodes, i).beside("previous", v.sheets[Episodes], before)
					}
					continue
				}
				// The child's first of the year: last year's file may have the one before.
				before := int32(-1)
				for _, j := range l.of(e.kid[i]) {
					if lt(l.DECOM[j], e.DECOM[i]) && (before < 0 || gt(l.DECOM[j], l.DECOM[before])) {
						before = j
					}
				}
				if before >= 0 && !fosteredBefore(l.PLACE[before]) {
					h.row(Episodes, i).beside("previous", v.last.sheets[Episodes], before)
				}
			}
		},
		peer: func(v *view, h *hits) {
			e := &v.Episodes
			order := qSort(e.n, func(i int32) day.Day { return e.DECOM[i] })
			before, first := make([]int32, v.nobody+1), make([]int32, v.nobody+1)
			for k := range before {
				before[k], first[k] = -1, -1
			}
			for _, i := range order {
				k := e.kid[i]
				if k == v.nobody {
					before[k] = -1
				} else if first[k] < 0 && !e.DECOM[i].IsZero() {
					first[k] = i
				}
				if (e.PLACE[i] == cA3 || e.PLACE[i] == cA4) && first[k] != i && (before[k] < 0 || !fosteredBefore(e.PLACE[before[k]])) {
					h.row(Episodes, i).beside("previous", v.sheets[Episodes], before[k])
				}
				before[k] = i
			}
		},
		aborts: undatedEpisodes,
	},
	{
		code: "357", title: "First episode does not begin with S", flags: on(Episodes), fields: "Episodes.RNE Episodes.DECOM",
		message: "The child's first episode began in this year, on {Episodes.DECOM}, so care started with it; the reason for the new episode is {Episodes.RNE}.",
		mend:    "Give S as the reason, or add the episodes before it.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			for k := range v.nobody {
				if i := e.earliest[k]; i >= 0 && ge(e.DECOM[i], v.start) && e.RNE[i] != cS {
					h.row(Episodes, i)
				}
			}
		},
	},
	{
		code: "383", title: "Temporary placement not followed by a return", flags: on(Episodes), fields: "Episodes.PLACE Episodes.RNE Episodes.PL_POST",
		message: "After the temporary placement the child should be back where it was before ({before.PLACE}, {before.PL_POST}) with the reason P; this episode is {Episodes.PLACE}, {Episodes.PL_POST} with {Episodes.RNE}.",
		mend:    "If the child went back, make placement type and postcode the same as before. If not, the absence was a placement of its own.",
		differs: "The sector's checker reads the starts by a freer form of date, and takes two blank postcodes for different ones.",
		check:   returned(false),
		peer:    returned(true),
	},
	{
		code: "388", title: "X1 and the following episode disagree", flags: on(Episodes), fields: "Episodes.REC Episodes.DEC Episodes.DECOM",
		message: "The episode ended on {Episodes.DEC} with {Episodes.REC}, which does not agree with the next episode's start, {next.DECOM}: X1 says that one follows the same day, any other reason that none does.",
		mend:    "Give X1 if another episode follows at once and add it if it is missing; else give the reason why care ended.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			order, moved := v.cd, false
			for _, d := range e.DECOM {
				moved = moved || d.IsZero()
			}
			if moved { // an episode without a start comes before the others
				order = slices.Clone(v.cd)
				for k := range v.nobody + 1 {
					slices.SortStableFunc(order[e.starts[k]:e.starts[k+1]], func(a, b int32) int {
						if c := or(e.DECOM[a], day1901).Compare(or(e.DECOM[b], day1901)); c != 0 {
							return c
						}
						return int(a - b)
					})
				}
			}
			for p, i := range order {
				if e.DEC[i].IsZero() || e.REC[i] == blank {
					continue
				}
				next := int32(-1)
				if p+1 < len(order) && e.kid[i] != v.nobody && e.kid[order[p+1]] == e.kid[i] {
					next = order[p+1]
				}
				follows := next >= 0 && e.DEC[i] == or(e.DECOM[next], day1901)
				if (e.REC[i] == cX1) != follows {
					h.row(Episodes, i).beside("next", v.sheets[Episodes], next)
				}
			}
		},
	},
	{
		code: "431", title: "New start of care on or before the previous end", flags: on(Episodes), fields: "Episodes.RNE Episodes.DECOM",
		message: "Care is said to start anew (S) on {Episodes.DECOM}, but the child's previous episode ended only on {previous.DEC}.",
		mend:    "If care went on without a gap, give P, L, T, U or B as the reason; else correct the dates.",
		check: afterAnother(func(v *view, i, before int32) bool {
			e := &v.Episodes
			return e.RNE[i] == cS && le(e.DECOM[i], e.DEC[before])
		}),
	},
	{
		code: "432", title: "Care had ended, but the next episode is no new start", flags: on(Episodes), fields: "Episodes.RNE Episodes.DECOM",
		message: "The previous episode ended care ({previous.REC}), so this one must start it anew with S; its reason is {Episodes.RNE}.",
		mend:    "Give S here, or X1 as the end of the previous episode if care went on.",
		check: afterAnother(func(v *view, i, before int32) bool {
			return ending.has(v.Episodes.REC[before]) && v.Episodes.RNE[i] != cS
		}),
	},
	{
		code: "433", title: "Continuation does not begin when the last one ended", flags: on(Episodes), fields: "Episodes.RNE Episodes.DECOM",
		message: "This episode goes on from the previous one ({Episodes.RNE}), so it must begin on the day on which that ended: it begins on {Episodes.DECOM}, that ended on {previous.DEC}.",
		mend:    "Make the two dates the same; if there was a gap in care, give S.",
		differs: "The sector's checker compares the texts, so that 1/4/2026 does not follow on 01/04/2026.",
		check:   continues(func(v *view, i, before int32) bool { return eq(v.Episodes.DECOM[i], v.Episodes.DEC[before]) }),
		peer: continues(func(v *view, i, before int32) bool {
			return !v.Episodes.blank(EpisodesDECOM, i) && v.Episodes.text(EpisodesDECOM, i) == v.Episodes.text(EpisodesDEC, before)
		}),
	},
	{
		code: "434", title: "Legal-status-only change that is not one", flags: on(Episodes), fields: changeFields,
		message: "The reason L says that only the legal status changed; it was {previous.LS} and is {Episodes.LS}, the placement was {previous.PLACE}, {previous.PL_POST}, {previous.URN}, {previous.PLACE_PROVIDER} and is {Episodes.PLACE}, {Episodes.PL_POST}, {Episodes.URN}, {Episodes.PLACE_PROVIDER}.",
		mend:    "Give the reason that fits what changed, or correct what did not change.",
		check: afterAnother(func(v *view, i, before int32) bool {
			e := &v.Episodes
			return e.RNE[i] == cL && (e.LS[i] != blank && e.LS[i] == e.LS[before] || !samePlacement(v, i, before))
		}),
	},
	{
		code: "435", title: "Placement-only change that is not one", flags: on(Episodes), fields: changeFields,
		message: "The reason {Episodes.RNE} says that the placement changed and the legal status did not; the status was {previous.LS} and is {Episodes.LS}, the placement was {previous.PLACE}, {previous.PL_POST}, {previous.URN}, {previous.PLACE_PROVIDER} and is {Episodes.PLACE}, {Episodes.PL_POST}, {Episodes.URN}, {Episodes.PLACE_PROVIDER}.",
		mend:    "Give the reason that fits what changed, or correct what did not change.",
		differs: "The sector's checker does not see an unchanged placement when any of its four items is blank in both episodes.",
		check: afterAnother(func(v *view, i, before int32) bool {
			return onlyPlacement(v, i) && (otherStatus(v, i, before) || samePlacement(v, i, before))
		}),
		peer: afterAnother(func(v *view, i, before int32) bool {
			e := &v.Episodes
			return onlyPlacement(v, i) && (otherStatus(v, i, before) || samePlacement(v, i, before) && e.PLACE[i] != blank &&
				e.PLACE_PROVIDER[i] != blank && !e.blank(EpisodesPL_POST, i) && !e.blank(EpisodesURN, i))
		}),
	},
	{
		code: "436", title: "Double change that is not one", flags: on(Episodes), fields: changeFields,
		message: "The reason {Episodes.RNE} says that legal status and placement both changed; the status was {previous.LS} and is {Episodes.LS}, the placement was {previous.PLACE}, {previous.PL_POST}, {previous.URN}, {previous.PLACE_PROVIDER} and is {Episodes.PLACE}, {Episodes.PL_POST}, {Episodes.URN}, {Episodes.PLACE_PROVIDER}.",
		mend:    "Give the reason that fits what changed, or correct what did not change.",
		check: afterAnother(func(v *view, i, before int32) bool {
			e := &v.Episodes
			return (e.RNE[i] == cU || e.RNE[i] == cB) && (!otherStatus(v, i, before) || samePlacement(v, i, before))
		}),
	},
}

const changeFields = "Episodes.RNE Episodes.LS Episodes.PLACE Episodes.PL_POST Episodes.URN Episodes.PLACE_PROVIDER"

// afterAnother flags the episodes that follow another of the same child, in CD order, of which the question is true.
func afterAnother(fails func(v *view, i, before int32) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		for p, i := range v.cd {
			if before := v.previous(p); before >= 0 && fails(v, i, before) {
				h.row(Episodes, i).beside("previous", v.sheets[Episodes], before)
			}
		}
	}
}

// continues is rule 433: among episodes by start, then end, those that go on from another must meet it.
func continues(meets func(v *view, i, before int32) bool) func(*view, *hits) {
	goesOn := newSet("P L T U B")
	return func(v *view, h *hits) {
		e := &v.Episodes
		var order []int32
		for k := range v.nobody {
			rows := e.of(k)
			if len(rows) < 2 {
				continue
			}
			order = append(order[:0], rows...)
			slices.SortStableFunc(order, func(a, b int32) int {
				if c := e.DECOM[a].CompareEnd(e.DECOM[b]); c != 0 {
					return c
				}
				return e.DEC[a].CompareEnd(e.DEC[b])
			})
			for p := 1; p < len(order); p++ {
				if i, before := order[p], order[p-1]; goesOn.has(e.RNE[i]) && !meets(v, i, before) {
					h.row(Episodes, i).beside("previous", v.sheets[Episodes], before)
				}
			}
		}
	}
}

// returned is rule 383.
func returned(peer bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		e := &v.Episodes
		decom := e.DECOM
		if peer {
			decom = e.lenient(EpisodesDECOM)
		}
		var order []int32
		for k := range v.nobody {
			rows := e.of(k)
			if len(rows) < 3 {
				continue
			}
			order = append(order[:0], rows...)
			slices.SortStableFunc(order, func(a, b int32) int { return decom[a].CompareEnd(decom[b]) })
			for p := 2; p < len(order); p++ {
				i, away, before := order[p], order[p-1], order[p-2]
				if !temporary.has(e.PLACE[away]) {
					continue
				}
				post := e.text(EpisodesPL_POST, i)
				back := e.RNE[i] == cP && e.PLACE[i] == e.PLACE[before] && post == e.text(EpisodesPL_POST, before)
				if !back || peer && (post == "" || e.PLACE[i] == blank) {
					h.row(Episodes, i).beside("before", v.sheets[Episodes], before)
				}
			}
		}
	}
}

// newlyLookedAfter is rule 210: joins Header rows with UN4 with the child's episodes.
func newlyLookedAfter(fails func(v *view, decom day.Day) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		for j := range v.Header.n {
			if v.Header.text(HeaderUPN, j) != "UN4" {
				continue
			}
			for _, i := range v.Episodes.of(v.Header.kid[j]) {
				if fails(v, v.Episodes.DECOM[i]) {
					h.pair(Episodes, i, Header, j)
				}
			}
		}
	}
}

// fosteredBefore says whether a placement may come before adoption by the foster carer.
func fosteredBefore(place code) bool { return adoptive.has(place) || fostered.has(place) }

func onlyPlacement(v *view, i int32) bool { return v.Episodes.RNE[i] == cP || v.Episodes.RNE[i] == cT }

// otherStatus says whether the legal status differs; a blank one differs from everything.
func otherStatus(v *view, i, before int32) bool {
	return v.Episodes.LS[i] == blank || v.Episodes.LS[i] != v.Episodes.LS[before]
}

// samePlacement says whether type, postcode, Ofsted number and provider are the same; blank is the same as blank.
func samePlacement(v *view, i, before int32) bool {
	e := &v.Episodes
	return e.PLACE[i] == e.PLACE[before] && e.PLACE_PROVIDER[i] == e.PLACE_PROVIDER[before] &&
		e.text(EpisodesPL_POST, i) == e.text(EpisodesPL_POST, before) && e.text(EpisodesURN, i) == e.text(EpisodesURN, before)
}
