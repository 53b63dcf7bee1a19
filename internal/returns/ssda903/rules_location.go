package ssda903

import "strings"

// locationRules are about where home and placement lie.
var locationRules = []rule{
	{
		code: "164", title: "Distance out of range", flags: on(Episodes), refs: needsPlaces, skip: noMarks, fields: "Episodes.PL_DISTANCE",
		message: "The distance between home and placement is {Episodes.PL_DISTANCE} miles, which is not from 0 to 999.9.",
		mend:    "Correct the postcodes of home and placement.",
		check: func(v *view, h *hits) {
			was := v.wasUASC()
			for i, miles := range v.r.ThisPlaces.Distance {
				if !was[v.Episodes.kid[i]] && (miles < 0 || miles > 999.9) {
					h.row(Episodes, int32(i))
				}
			}
		},
	},
	{
		code: "169", title: "Placement authority not known", flags: on(Episodes), refs: needsPlaces | needsPostcodes | needsDistricts, fields: "Episodes.PL_POST Episodes.LS",
		message: "In which council's area the placement lies is not known: its postcode is {Episodes.PL_POST}.",
		mend:    "Give the full postcode of the placement.",
		differs: "The sector's checker goes by a list of districts of April 2021 and flags valid postcodes in the councils made since.",
		check: func(v *view, h *hits) {
			for i := range v.Episodes.n {
				if notRespite(v, i) && v.r.ThisPlaces.LA[i] == "" {
					if _, known := PlacementAuthority(v.Episodes.text(EpisodesPL_POST, i), v.postcodes, v.authorities); !known {
						h.row(Episodes, i)
					}
				}
			}
		},
		peer: rows(Episodes, func(v *view, i int32) bool { return notRespite(v, i) && v.r.ThisPlaces.LA[i] == "" }),
	},
	{
		code: "179", title: "Inside or outside the council's area not known", flags: on(Episodes), refs: needsPlaces | needsDistricts | needsCouncil, fields: "Episodes.PL_POST Episodes.LS",
		message: "Whether the placement is inside or outside the council's area cannot be told from its postcode, {Episodes.PL_POST}.",
		mend:    "Give the full postcode of the placement.",
		check:   rows(Episodes, func(v *view, i int32) bool { return notRespite(v, i) && v.r.ThisPlaces.Location[i] == "" }),
	},
	{
		code: "392a", title: "Distance missing", flags: on(Episodes), refs: needsPlaces, skip: noMarks, fields: "Episodes.HOME_POST Episodes.PL_POST Episodes.LS",
		message: "The distance between home and placement cannot be worked out from the postcodes {Episodes.HOME_POST} and {Episodes.PL_POST}.",
		mend:    "Give both postcodes in full; check the one that is blank or not known.",
		check: func(v *view, h *hits) {
			was := v.wasUASC()
			for i, miles := range v.r.ThisPlaces.Distance {
				if miles != miles && !was[v.Episodes.kid[i]] && notRespite(v, int32(i)) {
					h.row(Episodes, int32(i))
				}
			}
		},
	},
	{
		code: "392b", title: "Postcode missing", flags: on(Episodes), fields: "Episodes.HOME_POST Episodes.PL_POST Episodes.LS",
		message: "The postcode of the home is {Episodes.HOME_POST} and that of the placement {Episodes.PL_POST}; both are needed.",
		mend:    "Give both postcodes in full. Only unaccompanied asylum seekers have no home postcode.",
		check: func(v *view, h *hits) {
			was := v.wasUASC()
			for i := range v.Episodes.n {
				if notRespite(v, i) && !was[v.Episodes.kid[i]] && (v.Episodes.blank(EpisodesHOME_POST, i) || v.Episodes.blank(EpisodesPL_POST, i)) {
					h.row(Episodes, i)
				}
			}
		},
	},
	{
		code: "392c", title: "Unknown postcode", flags: on(Episodes), refs: needsPostcodes, fields: "Episodes.HOME_POST Episodes.PL_POST",
		message: "Of the postcodes of the home ({Episodes.HOME_POST}) and of the placement ({Episodes.PL_POST}) one does not exist.",
		mend:    "Correct the postcode that is wrong.",
		differs: "The sector's checker knows a postcode that begins with a blank only if another one in the return begins with the same letter.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return unknownPostcode(v, v.Episodes.text(EpisodesHOME_POST, i)) || unknownPostcode(v, v.Episodes.text(EpisodesPL_POST, i))
		}),
		peer: func(v *view, h *hits) {
			e := &v.Episodes
			var letters [256]bool
			for i := range e.n {
				for _, s := range [2]string{e.text(EpisodesHOME_POST, i), e.text(EpisodesPL_POST, i)} {
					if s != "" {
						letters[s[0]] = true
					}
				}
			}
			unknown := func(s string) bool {
				if unknownPostcode(v, s) {
					return true
				}
				bare := strings.TrimLeft(s, " ")
				return bare != s && bare != "" && !letters[bare[0]]
			}
			for i := range e.n {
				if unknown(e.text(EpisodesHOME_POST, i)) || unknown(e.text(EpisodesPL_POST, i)) {
					h.row(Episodes, i)
				}
			}
		},
	},
	{
		code: "392d", title: "Home and placement postcode the same", query: true, flags: on(Episodes), fields: "Episodes.HOME_POST Episodes.PL_POST Episodes.PLACE",
		message: "Home and placement have the same postcode, {Episodes.HOME_POST}, although the child is not placed with parents (placement {Episodes.PLACE}).",
		mend:    "Check both postcodes. If the carers live close by, be ready to say so.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			return e.PLACE[i] != cP1 && !e.blank(EpisodesHOME_POST, i) && e.text(EpisodesHOME_POST, i) == e.text(EpisodesPL_POST, i)
		}),
	},
	{
		code: "398", title: "Postcodes on a short break", flags: on(Episodes), fields: "Episodes.LS Episodes.HOME_POST Episodes.PL_POST",
		message: "This is a short break ({Episodes.LS}), for which no postcodes are returned ({Episodes.HOME_POST}, {Episodes.PL_POST}).",
		mend:    "Take the postcodes out, or correct the legal status.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			return respite.has(e.LS[i]) && (!e.blank(EpisodesHOME_POST, i) || !e.blank(EpisodesPL_POST, i))
		}),
	},
	{
		code: "406", title: "Distance for an asylum seeker", flags: on(Episodes), refs: needsPlaces, skip: noMarks, fields: "Episodes.HOME_POST Episodes.PL_POST Episodes.PL_DISTANCE",
		message: "The child is or was an unaccompanied asylum seeker and has no home in this country, yet a home postcode, {Episodes.HOME_POST}, gives a distance of {Episodes.PL_DISTANCE} miles to the placement.",
		mend:    "Take the home postcode out, or correct the mark of an asylum seeker.",
		check: func(v *view, h *hits) {
			was := v.wasUASC()
			for i, miles := range v.r.ThisPlaces.Distance {
				if miles == miles && was[v.Episodes.kid[i]] {
					h.row(Episodes, int32(i))
				}
			}
		},
	},
	{
		code: "411", title: "Inside or outside mark against the council", flags: on(Episodes), refs: needsPlaces | needsDistricts | needsCouncil, fields: "Episodes.PL_LOCATION Episodes.PL_LA",
		message: "The placement is marked as inside the council's area, but lies in {Episodes.PL_LA}.",
		mend:    "Correct the placement's postcode.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return v.r.ThisPlaces.Location[i] == "IN" && v.r.ThisPlaces.LA[i] != v.authority
		}),
	},
	{
		code: "420", title: "Placement authority on a short break", flags: on(Episodes), refs: needsPlaces | needsDistricts, fields: "Episodes.LS Episodes.PL_POST Episodes.PL_LA",
		message: "This is a short break ({Episodes.LS}), for which no place is returned; the postcode {Episodes.PL_POST} lies in {Episodes.PL_LA}.",
		mend:    "Take the placement's postcode out, or correct the legal status.",
		check:   rows(Episodes, func(v *view, i int32) bool { return respite.has(v.Episodes.LS[i]) && v.r.ThisPlaces.LA[i] != "" }),
	},
}

// noMarks says that asylum seekers cannot be told in either year, or "".
func noMarks(v *view) string {
	told := func(y *year, marks []string) bool { return marks != nil || !y.Header.loaded() && y.UASC.loaded() }
	if told(v.year, v.r.ThisMarks) || told(v.last, v.r.LastMarks) {
		return ""
	}
	return "needs to know which children are asylum seekers: Header and UASC of either year"
}

// unknownPostcode says whether a postcode is given and does not exist.
func unknownPostcode(v *view, s string) bool {
	if s == "" {
		return false
	}
	_, ok := v.postcodes.Find(s)
	return !ok
}
