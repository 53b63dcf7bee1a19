package ssda903

import (
	"strconv"

	"throughline/internal/day"
)

// episodeLengthRules are about legal statuses and placements that may last only so long.
var episodeLengthRules = []rule{
	{
		code: "361", title: "Police protection over 72 hours", flags: on(Episodes), fields: "Episodes.LS Episodes.DECOM Episodes.DEC",
		message: "Police protection (L1) lasts 72 hours at most; together with the episodes that it adjoins, this one from {Episodes.DECOM} to {Episodes.DEC} lasts longer.",
		mend:    "Correct the dates, or give the legal status that followed.",
		differs: runsDiffer,
		check:   runs(cL1, 3, false),
		peer:    runs(cL1, 3, true),
	},
	{
		code: "362", title: "Emergency protection over 21 days", flags: on(Episodes), fields: "Episodes.LS Episodes.DECOM Episodes.DEC",
		message: "An emergency protection order (L2) lasts 21 days at most; together with the episodes that it adjoins, this one from {Episodes.DECOM} to {Episodes.DEC} lasts longer.",
		mend:    "Correct the dates, or give the legal status that followed.",
		differs: runsDiffer,
		check:   runs(cL2, 21, false),
		peer:    runs(cL2, 21, true),
	},
	{
		code: "363", title: "Child assessment order over 7 days", flags: on(Episodes), fields: "Episodes.LS Episodes.DECOM Episodes.DEC",
		message: "A child assessment order (L3) lasts 7 days at most; together with the episodes that it adjoins, this one from {Episodes.DECOM} to {Episodes.DEC} lasts longer.",
		mend:    "Correct the dates, or give the legal status that followed.",
		differs: unsorted,
		check:   stretches(cL3, 7, false),
		peer:    stretches(cL3, 7, true),
	},
	{
		code: "364", title: "Police detention too long", flags: on(Episodes), fields: "Episodes.LS Episodes.DECOM Episodes.DEC",
		message: "Detention in the council's care for the police (J2) is short; together with the episodes that it adjoins, this one from {Episodes.DECOM} to {Episodes.DEC} lasts more than 21 days.",
		mend:    "Correct the dates, or give the legal status that followed.",
		differs: unsorted,
		check:   stretches(cJ2, 21, false),
		peer:    stretches(cJ2, 21, true),
	},
	{
		code: "365", title: "Short break over 17 days", flags: on(Episodes), fields: "Episodes.LS Episodes.DECOM Episodes.DEC",
		message: "This single short break (V3) lasts from {Episodes.DECOM} to {Episodes.DEC} (blank: still going on at the year end), more than 17 days.",
		mend:    "Correct the dates. A break that went on for longer is accommodation under section 20 (V2).",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			return e.LS[i] == cV3 && gt(openTo(v, i), e.DECOM[i].Add(17))
		}),
	},
	{
		code: "367", title: "Short breaks over 75 days in the year", flags: on(Episodes), fields: "Episodes.LS Episodes.DECOM Episodes.DEC",
		message: "The child's single short breaks (V3) add up to more than 75 days in the year; this one is from {Episodes.DECOM} to {Episodes.DEC}.",
		mend:    "Correct the dates. With more than 75 days the child counts as looked after: give V2 instead.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			var kept []int32
			for k := range v.nobody {
				kept = kept[:0]
				sum := 0
				for _, i := range e.of(k) {
					if e.LS[i] != cV3 || e.DECOM[i].IsZero() {
						continue
					}
					from, to := e.DECOM[i], openTo(v, i)
					if from.Before(v.start) {
						from = v.start
					}
					if to.After(v.end) {
						to = v.end
					}
					if gt(to, from) {
						kept, sum = append(kept, i), sum+to.Sub(from)
					}
				}
				if sum > 75 {
					for _, i := range kept {
						h.row(Episodes, i)
					}
				}
			}
		},
	},
	longFor("375", "Hospital stay over six weeks", "A temporary stay in hospital (T1)", "six weeks", cT1, 42),
	longFor("376", "Carer-holiday cover over three weeks", "A placement while the foster carer is on holiday (T3)", "three weeks", cT3, 21),
	longFor("379", "Other temporary placement over a week", "Another temporary placement (T4)", "seven days", cT4, 7),
}

const (
	runsDiffer = "The sector's checker decides whether two such episodes adjoin by the episode right after the first, even if that is of another kind, so it can join over a gap."
	unsorted   = "The sector's checker goes by the order of the file instead of the dates."
)

// openTo is the end of an episode, the year end when it is blank, missing when it is malformed.
func openTo(v *view, i int32) day.Day {
	if v.Episodes.blank(EpisodesDEC, i) {
		return v.end
	}
	return v.Episodes.DEC[i]
}

// runs flags the episodes of a legal status that together, one beginning when the other ends, span more than so many days. As the peer has it, a
// run goes on when the row right after the earlier one of that status begins when that ends, whatever that row is.
func runs(status code, most int, peer bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		e := &v.Episodes
		var run []int32
		var from, to day.Day
		shut := func() {
			if !from.IsZero() && to.Sub(from) > most {
				for _, i := range run {
					h.row(Episodes, i)
				}
			}
			run, from, to = run[:0], day.Day{}, day.Day{}
		}
		for k := range v.nobody {
			if !e.has(k) {
				continue
			}
			cd, before := v.cd[e.starts[k]:e.starts[k+1]], -1
			for p, i := range cd {
				if e.LS[i] != status {
					continue
				}
				if before >= 0 {
					ended, follows := or(e.DEC[cd[before]], v.end), i
					if peer {
						follows = cd[before+1]
					}
					if peer && !eq(ended, e.DECOM[follows]) || !peer && !ge(ended, e.DECOM[follows]) {
						shut()
					}
				}
				before = p
				run = append(run, i)
				if d := e.DECOM[i]; !d.IsZero() && (from.IsZero() || d.Before(from)) {
					from = d
				}
				if d := or(e.DEC[i], v.end); to.IsZero() || d.After(to) {
					to = d
				}
			}
			shut()
		}
	}
}

// stretches flags the episodes of a legal status that adjoin and together last more than so many days.
func stretches(status code, most int, fileOrder bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		e := &v.Episodes
		var stretch []int32
		days, before := 0, int32(-1)
		shut := func() {
			if days > most {
				for _, i := range stretch {
					h.row(Episodes, i)
				}
			}
			stretch, days = stretch[:0], 0
		}
		for p := range e.n {
			i := p
			if !fileOrder {
				i = v.cd[p]
			}
			if e.LS[i] != status || e.DECOM[i].IsZero() {
				continue
			}
			if before >= 0 && (e.kid[i] != e.kid[before] || e.kid[i] == v.nobody || gt(e.DECOM[i], openTo(v, before))) {
				shut()
			}
			stretch, before = append(stretch, i), i
			if to := openTo(v, i); !to.IsZero() {
				days += to.Sub(e.DECOM[i])
			}
		}
		shut()
	}
}

// longFor makes the rules about temporary placements that may last only so long.
func longFor(number, title, what, limit string, place code, most int) rule {
	long := func(v *view, i int32, end day.Day) bool {
		e := &v.Episodes
		return e.PLACE[i] == place && gt(end, e.DECOM[i].Add(most))
	}
	return rule{
		code: number, title: title, flags: on(Episodes), asPeer: on(Episodes, Header), fields: "Episodes.PLACE Episodes.DECOM Episodes.DEC",
		message: what + " lasts " + limit + " at most (" + strconv.Itoa(most) + " days); this one is from {Episodes.DECOM} to {Episodes.DEC} (blank: still going on at the year end).",
		mend:    "Correct the dates. If the child stayed for longer, it was a placement of its own with its own type.",
		differs: "The sector's checker never looks at open episodes, and not at children whose date of birth is missing from Header.",
		check:   rows(Episodes, func(v *view, i int32) bool { return long(v, i, openTo(v, i)) }),
		peer: withHeader(func(v *view, i int32, dob day.Day) bool {
			return !dob.IsZero() && long(v, i, v.Episodes.DEC[i])
		}),
	}
}
