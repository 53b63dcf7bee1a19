package ssda903

import "throughline/internal/day"

var missingSpell = spell{Missing, MissingMIS_START, MissingMIS_END}

// missingRules are about times when a child was missing or away without authorisation.
var missingRules = []rule{
	{
		code: "564", title: "Missing spell without a start", flags: on(Missing), fields: "Missing.MISSING Missing.MIS_START",
		message: "The child is said to have been missing or away ({Missing.MISSING}), but not since when.",
		mend:    "Give the day on which the child went missing, or take the row out.",
		check: rows(Missing, func(v *view, i int32) bool {
			return missingCodes.has(v.Missing.MISSING[i]) && v.Missing.blank(MissingMIS_START, i)
		}),
	},
	{
		code: "565", title: "Missing start without a kind", flags: on(Missing), fields: "Missing.MISSING Missing.MIS_START",
		message: "A spell began on {Missing.MIS_START}, but it is not said whether the child was missing or away without authorisation.",
		mend:    "Give M for missing or A for away without authorisation.",
		check: rows(Missing, func(v *view, i int32) bool {
			return !v.Missing.blank(MissingMIS_START, i) && v.Missing.MISSING[i] == blank
		}),
	},
	{
		code: "566", title: "Missing end without a kind", flags: on(Missing), fields: "Missing.MISSING Missing.MIS_END",
		message: "A spell ended on {Missing.MIS_END}, but it is not said whether the child was missing or away without authorisation.",
		mend:    "Give M for missing or A for away without authorisation.",
		check: rows(Missing, func(v *view, i int32) bool {
			return !v.Missing.blank(MissingMIS_END, i) && v.Missing.MISSING[i] == blank
		}),
	},
	{
		code: "567", title: "Missing spell ends before it starts", flags: on(Missing), fields: "Missing.MIS_START Missing.MIS_END",
		message: "The spell ended on {Missing.MIS_END}, before it began on {Missing.MIS_START}.",
		mend:    "Correct whichever date is wrong.",
		check:   rows(Missing, func(v *view, i int32) bool { return gt(v.Missing.MIS_START[i], v.Missing.MIS_END[i]) }),
	},
	{
		code: "570", title: "Missing spell starts after the year end", flags: on(Missing), fields: "Missing.MIS_START",
		message: "The spell began on {Missing.MIS_START}, after the year ended on {year.end}.",
		mend:    "Correct the date, or keep the spell for next year's return.",
		check:   rows(Missing, func(v *view, i int32) bool { return gt(v.Missing.MIS_START[i], v.end) }),
	},
	{
		code: "571", title: "Missing spell ends outside the year", flags: on(Missing), fields: "Missing.MIS_END",
		message: "The spell ended on {Missing.MIS_END}, which is not in the year from {year.start} to {year.end}.",
		mend:    "Take out a spell that ended before the year. If the child came back after the year end, leave the end blank.",
		check:   rows(Missing, missingSpell.endsOutside),
	},
	{
		code: "574", title: "Missing spells overlap", flags: on(Missing), fields: "Missing.MIS_START Missing.MIS_END",
		message: "This spell began on {Missing.MIS_START}, when another of the same child, from {previous.MIS_START} to {previous.MIS_END}, had not ended.",
		mend:    "End the earlier spell before this one begins, or make one spell of the two.",
		differs: "The sector's checker puts spells in the order of their ends, an open one by its start, and holds each against the one before only.",
		check:   missingSpell.overlap,
		peer:    missingSpell.overlapAsPeer,
	},
	{
		code: "575", title: "Placement ended, missing spell did not", flags: on(Missing), tables: on(Episodes, Missing),
		fields:  "Missing.MIS_START Missing.MIS_END Episodes.DECOM Episodes.DEC",
		message: "The child went missing on {Missing.MIS_START} and the spell is still open, but the placement in which that was ended on {Episodes.DEC}.",
		mend:    "End the spell when the placement ended; if the child was still missing, begin a new one with the next placement.",
		differs: "The sector's checker takes the end of every episode for the end of the placement, also when only the legal status changed.",
		check:   openAfterPlacement,
		peer: func(v *view, h *hits) {
			e := &v.Episodes
			against(Missing, Episodes, func(v *view, i, j int32) bool {
				return v.Missing.blank(MissingMIS_END, i) && within(v.Missing.MIS_START[i], e.DECOM[j], e.DEC[j])
			})(v, h)
		},
	},
	{
		code: "576", title: "Open missing spell of last year does not carry on", flags: on(Missing, Episodes), tables: on(Missing), last: on(Missing),
		fields:  "Missing.MIS_START Missing_last.MIS_START Missing_last.MIS_END Episodes.CHILD",
		message: "Last year's return left a spell open in which the child was missing since {last.MIS_START}; this year's return does not have it.",
		mend:    "Add that spell with the day on which the child was found; if its start was wrong last year, have that return corrected.",
		differs: "The sector's checker looks at the child's earliest spell only, and says nothing of a child without any spell this year.",
		check:   missingSpell.carriesOn,
		peer: func(v *view, h *hits) {
			m, l := &v.Missing, &v.last.Missing
			for k := range v.nobody {
				first := int32(-1)
				for _, i := range m.of(k) {
					if first < 0 || or(m.MIS_START[i], day2099).Before(or(m.MIS_START[first], day2099)) {
						first = i
					}
				}
				for _, j := range l.of(k) {
					if first >= 0 && l.blank(MissingMIS_END, j) && !l.MIS_START[j].IsZero() && l.MIS_START[j] != m.MIS_START[first] {
						h.row(Missing, first).beside("last", v.last.sheets[Missing], j)
					}
				}
			}
		},
	},
	{
		code: "577", title: "Missing spell open or outside when care ended", flags: on(Missing), tables: on(Episodes, Missing),
		fields:  "Missing.MIS_START Missing.MIS_END Episodes.DECOM Episodes.DEC",
		message: "The spell from {Missing.MIS_START} to {Missing.MIS_END} ends outside the child's care, or is still open although care has ended.",
		mend:    "End the spell on the day on which care ended at the latest, or correct the episodes.",
		differs: "The sector's checker takes a malformed end of the spell for an open one.",
		check:   missingSpell.outsideCare(false),
		peer:    missingSpell.outsideCare(true),
	},
	{
		code: "578", title: "Missing spell starts outside care", flags: on(Missing), tables: on(Episodes, Missing),
		fields:  "Missing.MIS_START Episodes.DECOM Episodes.DEC",
		message: "The child is said to have gone missing on {Missing.MIS_START}, when it was not in care.",
		mend:    "Correct the start of the spell or the episodes, or take the spell out.",
		check: func(v *view, h *hits) {
			var care []period
			for i, start := range v.Missing.MIS_START {
				care = v.care(v.Missing.kid[i], care)
				out := len(care) > 0
				for _, p := range care {
					out = out && (lt(start, p.from) || gt(start, p.to))
				}
				if out {
					h.row(Missing, int32(i))
				}
			}
		},
	},
	{
		code: "580", title: "Missing until 18, but the episode did not end with E8", flags: on(Episodes), tables: on(Episodes, Missing),
		fields:  "Missing.MIS_END Missing.DOB Episodes.DEC Episodes.REC",
		message: "The child was missing until the 18th birthday, {Missing.DOB+18y}, when the episode ended too; its reason is {Episodes.REC} instead of E8.",
		mend:    "Give E8, period of care ended for any other reason, or correct the dates.",
		check: against(Episodes, Missing, func(v *view, i, j int32) bool {
			m, dec := &v.Missing, v.Episodes.DEC[i]
			return v.Episodes.REC[i] != cE8 && eq(m.MIS_END[j], dec) && eq(dec, birthday(m.DOB[j], 18))
		}),
	},
	{
		code: "581", title: "Missing spell starts outside every episode", flags: on(Missing), tables: on(Episodes, Missing),
		fields:  "Missing.MIS_START Episodes.DECOM Episodes.DEC",
		message: "The child went missing on {Missing.MIS_START}, a day that lies in none of its episodes.",
		mend:    "Correct the start of the spell, or the dates of the episodes.",
		differs: "The sector's checker also flags a spell without a valid start, which rule 1004 is about.",
		check:   outsideEpisodes(false),
		peer:    outsideEpisodes(true),
	},
	{
		code: "586", title: "Missing spell before birth", flags: on(Missing), fields: "Missing.MIS_START Missing.DOB",
		message: "The child is said to have gone missing on {Missing.MIS_START}, but was born on {Missing.DOB}.",
		mend:    "Correct the start of the spell or the date of birth.",
		check:   rows(Missing, func(v *view, i int32) bool { return le(v.Missing.MIS_START[i], v.Missing.DOB[i]) }),
	},
	{
		code: "1004", title: "Start of missing spell absent or malformed", flags: on(Missing), fields: "Missing.MIS_START",
		message: "The day on which the child went missing is {Missing.MIS_START}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the date as day, month and four-digit year.",
		check:   missingOrMalformed(Missing, MissingMIS_START),
	},
	{
		code: "1005", title: "End of missing spell malformed", flags: on(Missing), fields: "Missing.MIS_END",
		message: "The day on which the child was found is {Missing.MIS_END}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the date as day, month and four-digit year, or leave it blank if the child was missing at the year end.",
		check:   malformed(Missing, MissingMIS_END),
	},
	{
		code: "1006", title: "Unknown kind of missing spell", flags: on(Missing), fields: "Missing.MISSING",
		message: "The kind of the spell is {Missing.MISSING}; it must be M or A.",
		mend:    "Give M for missing or A for away without authorisation.",
		check:   notIn(Missing, MissingMISSING, missingCodes),
	},
}

// day2099 stands for a missing start where the earliest spell is looked for.
var day2099 = day.New(2099, 1, 1)

// openAfterPlacement flags open spells that began in a placement which has ended. A placement goes on over episodes that begin with L, for then only
// the legal status changed.
func openAfterPlacement(v *view, h *hits) {
	e := &v.Episodes
	for i := range v.Missing.n {
		kid := v.Missing.kid[i]
		if !v.Missing.blank(MissingMIS_END, i) || kid == v.nobody || !e.has(kid) {
			continue
		}
		cd := v.cd[e.starts[kid]:e.starts[kid+1]]
		for p, j := range cd {
			if !within(v.Missing.MIS_START[i], e.DECOM[j], e.DEC[j]) {
				continue
			}
			for p+1 < len(cd) && e.RNE[cd[p+1]] == cL && e.REC[cd[p]] == cX1 {
				p++
			}
			if !e.DEC[cd[p]].IsZero() {
				h.row(Missing, i).beside("Episodes", v.sheets[Episodes], cd[p])
			}
		}
	}
}

// outsideEpisodes is rule 581; undated says whether a spell without a valid start is flagged too.
func outsideEpisodes(undated bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		e := &v.Episodes
		for i, start := range v.Missing.MIS_START {
			in := !undated && start.IsZero()
			episodes := e.of(v.Missing.kid[i])
			for _, j := range episodes {
				in = in || le(e.DECOM[j], start) && (e.DEC[j].IsZero() || le(start, e.DEC[j]))
			}
			if !in && len(episodes) > 0 {
				h.row(Missing, int32(i))
			}
		}
	}
}
