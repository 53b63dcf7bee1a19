package ssda903

// episodeCodeRules are about the codes of an episode taken by itself.
var episodeCodeRules = []rule{
	{
		code: "143", title: "Unknown reason for new episode", flags: on(Episodes), fields: "Episodes.RNE",
		message: "The reason for the new episode is {Episodes.RNE}, which is not one of S, P, L, T, U, B.",
		mend:    "Give S when care starts, L when only the legal status changes, P, T, U or B when the placement does.",
		check:   notIn(Episodes, EpisodesRNE, rneCodes),
	},
	{
		code: "144", title: "Unknown legal status", flags: on(Episodes), fields: "Episodes.LS",
		message: "The legal status is {Episodes.LS}, which is not one of the codes of the return.",
		mend:    "Give the code of the order or agreement under which the child is looked after, such as C2 for a full care order or V2 for section 20.",
		check:   notIn(Episodes, EpisodesLS, lsCodes),
	},
	{
		code: "145", title: "Unknown category of need", flags: on(Episodes), fields: "Episodes.CIN",
		message: "The category of need is {Episodes.CIN}, which is not one of N1 to N8.",
		mend:    "Give the main need for which the child came into care, N1 to N8.",
		check:   notIn(Episodes, EpisodesCIN, cinCodes),
	},
	{
		code: "146", title: "Unknown placement type", flags: on(Episodes), fields: "Episodes.PLACE",
		message: "The placement type is {Episodes.PLACE}, which is not one of this year's codes.",
		mend:    "Give the code of the placement. H5, P2 and Z1 are no longer used: K3 stands for supported accommodation, Z11 to Z14 for other placements.",
		check:   notIn(Episodes, EpisodesPLACE, placeCodes),
	},
	{
		code: "149", title: "Unknown reason for episode end", flags: on(Episodes), fields: "Episodes.REC",
		message: "The reason why the episode ended is {Episodes.REC}, which is not one of the codes of the return.",
		mend:    "Give X1 when another episode follows at once, else the code that says how care ended.",
		check:   notIn(Episodes, EpisodesREC, recCodes),
	},
	{
		code: "148", title: "Episode end date and reason must come together", flags: on(Episodes), fields: "Episodes.DEC Episodes.REC",
		message: "The end date is {Episodes.DEC} and the reason for the end is {Episodes.REC}: one is given and the other is not.",
		mend:    "Give both when the episode has ended, neither while it is open.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return v.Episodes.blank(EpisodesDEC, i) != (v.Episodes.REC[i] == blank)
		}),
	},
	{
		code: "366", title: "Short break not begun with S", flags: on(Episodes), fields: "Episodes.LS Episodes.RNE",
		message: "This single short break (V3) began with the reason {Episodes.RNE}; each such break is a start of care by itself.",
		mend:    "Give S as the reason for the new episode.",
		check:   rows(Episodes, func(v *view, i int32) bool { return v.Episodes.LS[i] == cV3 && v.Episodes.RNE[i] != cS }),
	},
	{
		code: "426", title: "V3 and V4 for one child", flags: on(Episodes), fields: "Episodes.LS",
		message: "This short break is recorded as {Episodes.LS}, but the child has breaks of the other kind as well in this year.",
		mend:    "Use V3 (each break by itself) or V4 (a series) for all of the child's short breaks.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			for k := range v.nobody {
				var single, series bool
				for _, i := range e.of(k) {
					single, series = single || e.LS[i] == cV3, series || e.LS[i] == cV4
				}
				if !single || !series {
					continue
				}
				for _, i := range e.of(k) {
					if respite.has(e.LS[i]) {
						h.row(Episodes, i)
					}
				}
			}
		},
	},
}
