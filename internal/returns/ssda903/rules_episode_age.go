package ssda903

import (
	"strconv"

	"throughline/internal/day"
	"throughline/internal/returns/finding"
)

// episodeAgeRules hold episodes against the child's date of birth in Header.
var episodeAgeRules = []rule{
	{
		code: "234", title: "Custody as reason under the age of 10", flags: on(Episodes, Header), fields: "Episodes.REASON_PLACE_CHANGE Episodes.DECOM Header.DOB",
		message: "The placement changed because of custody (CUSTOD), but the child, born on {Header.DOB}, turned 10 only on {Header.DOB+10y}.",
		mend:    "Correct the reason or the date of birth: no child under 10 can be held criminally responsible.",
		differs: "The sector's checker takes the start of the episode that carries the reason; custody begins with the episode after it.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			for p, i := range v.cd {
				if e.REASON_PLACE_CHANGE[i] != cCUSTOD {
					continue
				}
				on := e.DEC[i]
				if next := v.next(p); next >= 0 {
					on = or(e.DECOM[next], on)
				}
				for _, j := range v.Header.of(e.kid[i]) {
					if younger(v.Header.DOB[j], 10, on) {
						h.pair(Episodes, i, Header, j)
					}
				}
			}
		},
		peer: func(v *view, h *hits) {
			e, dob, decom := &v.Episodes, v.Header.lenient(HeaderDOB), v.Episodes.lenient(EpisodesDECOM)
			for i := range e.n {
				if e.REASON_PLACE_CHANGE[i] != cCUSTOD {
					continue
				}
				for _, j := range v.Header.of(e.kid[i]) {
					if younger(dob[j], 10, decom[i]) {
						h.pair(Episodes, i, Header, j)
					}
				}
			}
		},
	},
	{
		code: "352", title: "Came into care at 18 or later", flags: on(Episodes), tables: on(Header, Episodes), fields: "Episodes.DECOM Episodes.RNE Header.DOB",
		message: "Care began on {Episodes.DECOM}, on or after the 18th birthday, {Header.DOB+18y}.",
		mend:    "Correct the start, the reason for the new episode, or the date of birth.",
		check: withHeader(func(v *view, i int32, dob day.Day) bool {
			return v.Episodes.RNE[i] == cS && aged(dob, 18, v.Episodes.DECOM[i])
		}),
	},
	{
		code: "358", title: "Criminal-justice legal status at 10 or under", flags: on(Episodes, Header), fields: "Episodes.LS Episodes.DECOM Header.DOB",
		message: "The legal status {Episodes.LS} began on {Episodes.DECOM}, but the child turned 10 on {Header.DOB+10y}.",
		mend:    "Correct the legal status, the start or the date of birth: no child under 10 can be remanded or sentenced.",
		check: func(v *view, h *hits) {
			e, justice := &v.Episodes, newSet("J1 J2 J3")
			for i := range e.n {
				if !justice.has(e.LS[i]) {
					continue
				}
				for _, j := range v.Header.of(e.kid[i]) {
					if younger(v.Header.DOB[j], 10, e.DECOM[i].Add(-1)) {
						h.pair(Episodes, i, Header, j)
					}
				}
			}
		},
	},
	{
		code: "359", title: "In care after the 18th birthday", flags: on(Episodes), tables: on(Episodes, Header),
		fields:  "Episodes.DEC Episodes.LS Episodes.PLACE Header.DOB",
		message: "The episode is still open at the year end, {year.end}, but the young person turned 18 on {Header.DOB+18y}.",
		mend:    "End the episode on the 18th birthday at the latest. Only a young person under section 20 (V2) in a children's home (K2) may stay on.",
		check: withHeader(func(v *view, i int32, dob day.Day) bool {
			e := &v.Episodes
			return e.blank(EpisodesDEC, i) && aged(dob, 18, v.end.Add(-1)) && !(e.LS[i] == cV2 && e.PLACE[i] == cK2)
		}),
	},
	youngFor("371", "Supported accommodation under 16", "supported accommodation (K3)", cK3, 16),
	youngFor("372", "Custody under 10", "a young offender institution or prison (R5)", cR5, 10),
	youngFor("373", "Residential school under 4", "a residential school (S1)", cS1, 4),
	youngFor("374", "Residential employment under 14", "residential employment (P3)", cP3, 14),
	{
		code: "386", title: "Adopted at 18 or later", flags: on(Episodes), tables: on(Header, Episodes), fields: "Episodes.REC Episodes.DEC Header.DOB",
		message: "The episode ended in adoption on {Episodes.DEC}, on or after the 18th birthday, {Header.DOB+18y}.",
		mend:    "Correct the end, its reason, or the date of birth.",
		check: withHeader(func(v *view, i int32, dob day.Day) bool {
			return adopted.has(v.Episodes.REC[i]) && aged(dob, 18, v.Episodes.DEC[i])
		}),
	},
	{
		code: "387", title: "Independent living under 14", flags: on(Episodes), tables: on(Header, Episodes), fields: "Episodes.REC Episodes.DEC Header.DOB",
		message: "Care ended on {Episodes.DEC} with independent living ({Episodes.REC}), but the child, born on {Header.DOB}, is not known to have been 14.",
		mend:    "Correct the reason for the end, its date, or the date of birth.",
		check: withHeader(func(v *view, i int32, dob day.Day) bool {
			e := &v.Episodes
			return (e.REC[i] == cE5 || e.REC[i] == cE6) && !e.DEC[i].IsZero() && !aged(dob, 14, e.DEC[i])
		}),
	},
	{
		code: "389", title: "Adult services under 16", flags: on(Episodes), tables: on(Episodes, Header), fields: "Episodes.REC Episodes.DEC Header.DOB",
		message: "Care ended on {Episodes.DEC} with a move to adult social care (E7), but the child, born on {Header.DOB}, is not known to have been 16.",
		mend:    "Correct the reason for the end, its date, or the date of birth.",
		check: withHeader(func(v *view, i int32, dob day.Day) bool {
			return v.Episodes.REC[i] == cE7 && !aged(dob, 16, v.Episodes.DEC[i])
		}),
	},
	{
		code: "407", title: "Special guardianship at 18 or later", flags: on(Episodes, Header), fields: "Episodes.REC Episodes.DEC Header.DOB",
		message: "The episode ended with special guardianship ({Episodes.REC}) on {Episodes.DEC}, but the 18th birthday was {Header.DOB+18y}.",
		mend:    "Correct the end, its reason, or the date of birth.",
		differs: "The sector's checker lets an order on the 18th birthday itself pass, which it does not for adoption (rule 386).",
		check:   guardianship(0),
		peer:    guardianship(-1),
	},
}

// withHeader joins each episode with the child's rows of Header (left) and flags it when the question is true of any; no row gives the zero day.
func withHeader(fails func(v *view, i int32, dob day.Day) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		e := &v.Episodes
		for i := range e.n {
			heads := v.Header.of(e.kid[i])
			if len(heads) == 0 && fails(v, i, day.Day{}) {
				h.row(Episodes, i)
			}
			for _, j := range heads {
				if fails(v, i, v.Header.DOB[j]) {
					h.row(Episodes, i).beside("Header", v.sheets[Header], j)
				}
			}
		}
	}
}

// youngFor makes the rules about placements that need an age.
func youngFor(number, title, what string, place code, age int) rule {
	fails := withHeader(func(v *view, i int32, dob day.Day) bool {
		e := &v.Episodes
		return e.PLACE[i] == place && younger(dob, age, e.DECOM[i]) && (v.reading != finding.Peer || !e.DEC[i].IsZero())
	})
	years := strconv.Itoa(age)
	return rule{
		code: number, title: title, flags: on(Episodes), tables: on(Episodes, Header), fields: "Episodes.PLACE Episodes.DECOM Header.DOB",
		message: "The placement in " + what + " began on {Episodes.DECOM}, before the child turned " + years + " on {Header.DOB+" + years + "y}.",
		mend:    "Correct the placement type, the start of the episode, or the date of birth.",
		differs: "The sector's checker never looks at open episodes.",
		check:   fails,
	}
}

// guardianship is rule 407; late moves the day on which 18 is too late.
func guardianship(late int) func(*view, *hits) {
	orders := newSet("E45 E46 E47 E48")
	return func(v *view, h *hits) {
		e := &v.Episodes
		for i := range e.n {
			if !orders.has(e.REC[i]) {
				continue
			}
			for _, j := range v.Header.of(e.kid[i]) {
				if aged(v.Header.DOB[j], 18, e.DEC[i].Add(late)) {
					h.pair(Episodes, i, Header, j)
				}
			}
		}
	}
}
