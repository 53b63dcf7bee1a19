package ssda903

import "throughline/internal/day"

// episodeEndRules are about how an episode ends and how the next one follows.
var episodeEndRules = []rule{
	{
		code: "437", title: "Episodes after death or 18", flags: on(Episodes), fields: "Episodes.REC Episodes.DECOM",
		message: "The episode ended with {Episodes.REC}, death or being found to be an adult, yet the child has a later one that begins on {next.DECOM}.",
		mend:    "Correct the reason, or take the later episodes out.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			for p, i := range v.cd {
				if (e.REC[i] == cE2 || e.REC[i] == cE15) && !e.DECOM[i].IsZero() && v.next(p) >= 0 {
					h.row(Episodes, i).beside("next", v.sheets[Episodes], v.next(p))
				}
			}
		},
	},
	{
		code: "460", title: "Stayed put at 18, but not yet 18", flags: on(Episodes), tables: on(Header, Episodes), fields: "Episodes.REC Episodes.DEC Header.DOB",
		message: "Care ended on {Episodes.DEC} with staying put after 18 (E17), but the 18th birthday is {Header.DOB+18y}.",
		mend:    "Correct the end, its reason, or the date of birth.",
		differs: "The sector's checker gives no result at all when a child with such an episode stands twice in Header.",
		check: withHeader(func(v *view, i int32, dob day.Day) bool {
			return v.Episodes.REC[i] == cE17 && younger(dob, 18, v.Episodes.DEC[i])
		}),
		aborts: func(v *view) bool {
			for i, c := range v.Episodes.REC {
				if c == cE17 && len(v.Header.of(v.Episodes.kid[i])) > 1 {
					return true
				}
			}
			return false
		},
	},
	{
		code: "501", title: "Episode begins before the previous one ends", flags: on(Episodes), fields: "Episodes.DECOM Episodes.DEC",
		message: "The episode begins on {Episodes.DECOM}, before the child's previous one ends on {previous.DEC}.",
		mend:    "Correct the start of this episode or the end of the one before.",
		check: afterAnother(func(v *view, i, before int32) bool {
			return lt(v.Episodes.DECOM[i], v.Episodes.DEC[before])
		}),
	},
	{
		code: "504", title: "Category of need changed within a period of care", flags: on(Episodes), fields: "Episodes.CIN Episodes.REC Episodes.DEC Episodes.DECOM",
		message: "The category of need is {Episodes.CIN} and was {previous.CIN} in the previous episode, though care went on without a break.",
		mend:    "The category is the one for which the child came into care and stays the same until care ends: use the first.",
		differs: "The sector's checker also flags an episode when both categories are blank.",
		check: afterAnother(func(v *view, i, before int32) bool {
			return wentOn(v, i, before) && v.Episodes.CIN[i] != v.Episodes.CIN[before]
		}),
		peer: afterAnother(func(v *view, i, before int32) bool {
			return wentOn(v, i, before) && (v.Episodes.CIN[i] == blank || v.Episodes.CIN[i] != v.Episodes.CIN[before])
		}),
	},
}

// wentOn says whether the previous episode ended with X1 on the day on which this one begins.
func wentOn(v *view, i, before int32) bool {
	return v.Episodes.REC[before] == cX1 && eq(v.Episodes.DEC[before], v.Episodes.DECOM[i])
}
