package ssda903

import "throughline/internal/day"

// firstAct is the day on which the Children Act 1989 came into force.
var firstAct = day.New(1991, 10, 14)

// episodeDateRules are about the dates of an episode taken by itself.
var episodeDateRules = []rule{
	{
		code: "141", title: "Episode start malformed or missing", flags: on(Episodes), fields: "Episodes.DECOM",
		message: "The episode's start is {Episodes.DECOM}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the day on which this episode began as day, month and four-digit year.",
		differs: "The sector's checker lets a blank start pass, and no other rule reports it.",
		check:   missingOrMalformed(Episodes, EpisodesDECOM),
		peer:    malformed(Episodes, EpisodesDECOM),
	},
	{
		code: "147", title: "Episode end malformed", flags: on(Episodes), fields: "Episodes.DEC",
		message: "The episode's end is {Episodes.DEC}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the day on which this episode ended as day, month and four-digit year, or leave it blank while the episode is open.",
		check:   malformed(Episodes, EpisodesDEC),
	},
	{
		code: "302", title: "Care began before birth", flags: on(Episodes, Header), fields: "Header.DOB Episodes.DECOM",
		message: "The child's first episode began on {Episodes.DECOM}, before the date of birth {Header.DOB}.",
		mend:    "Correct whichever date is wrong.",
		differs: "The sector's checker gives no result at all when a child has no episode with a valid start.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			for k := range v.nobody {
				i := e.earliest[k]
				if i < 0 {
					continue
				}
				for _, j := range v.Header.of(k) {
					if gt(v.Header.DOB[j], e.DECOM[i]) {
						h.pair(Episodes, i, Header, j)
					}
				}
			}
		},
		aborts: undatedEpisodes,
	},
	{
		code: "353", title: "Episode before the Children Act", flags: on(Episodes), fields: "Episodes.DECOM",
		message: "The episode began on {Episodes.DECOM}, before the Children Act came into force on 14 October 1991.",
		mend:    "Correct the start of the episode.",
		check:   rows(Episodes, func(v *view, i int32) bool { return lt(v.Episodes.DECOM[i], firstAct) }),
	},
	{
		code: "354", title: "Episode starts after the year end", flags: on(Episodes), fields: "Episodes.DECOM",
		message: "The episode began on {Episodes.DECOM}, after the year ended on {year.end}.",
		mend:    "Correct the start, or leave the episode to next year's return.",
		check:   rows(Episodes, func(v *view, i int32) bool { return gt(v.Episodes.DECOM[i], v.end) }),
	},
	{
		code: "355", title: "Episode starts and ends on one day", flags: on(Episodes), fields: "Episodes.DECOM Episodes.DEC",
		message: "The episode began and ended on {Episodes.DECOM}; an episode lasts over at least one midnight.",
		mend:    "Take the episode out and let the ones before and after it meet, or correct its dates.",
		differs: "The sector's checker compares the texts, so 1/4/2026 and 01/04/2026 are different days to it, and an episode with neither date fails.",
		check:   rows(Episodes, func(v *view, i int32) bool { return eq(v.Episodes.DECOM[i], v.Episodes.DEC[i]) }),
		peer: rows(Episodes, func(v *view, i int32) bool {
			return v.Episodes.text(EpisodesDECOM, i) == v.Episodes.text(EpisodesDEC, i)
		}),
	},
	{
		code: "356", title: "Episode ends before it starts", flags: on(Episodes), fields: "Episodes.DECOM Episodes.DEC",
		message: "The episode ends on {Episodes.DEC}, before it begins on {Episodes.DECOM}.",
		mend:    "Correct whichever date is wrong.",
		check:   rows(Episodes, func(v *view, i int32) bool { return lt(v.Episodes.DEC[i], v.Episodes.DECOM[i]) }),
	},
	{
		code: "385", title: "Episode ends after the year end", flags: on(Episodes), fields: "Episodes.DEC",
		message: "The episode ends on {Episodes.DEC}, after the year ended on {year.end}.",
		mend:    "Leave end date and reason blank: what happened after the year end belongs in next year's return. If the date is wrong, correct it.",
		check:   rows(Episodes, func(v *view, i int32) bool { return gt(v.Episodes.DEC[i], v.end) }),
	},
}

// undatedEpisodes says whether a child has no episode with a valid start.
func undatedEpisodes(v *view) bool { return v.Episodes.undated }
