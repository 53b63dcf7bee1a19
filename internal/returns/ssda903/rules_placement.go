package ssda903

import "throughline/internal/day"

// placementRules are about placements and who provides them, judged by one episode.
var placementRules = []rule{
	{
		code: "178", title: "Unknown provider, or provider on a placement that has none", flags: on(Episodes), fields: "Episodes.PLACE_PROVIDER Episodes.PLACE",
		message: "The placement provider is {Episodes.PLACE_PROVIDER} for a placement of type {Episodes.PLACE}: the code is unknown, or such a placement has no provider.",
		mend:    "Give one of PR0 to PR5, or leave the provider blank for temporary (T0 to T4) and other placements (Z11 to Z14).",
		differs: "The sector's checker forgets T4 among the placements without a provider; rule 213 has it.",
		check:   wrongProvider(newSet("T0 T1 T2 T3 T4 Z11 Z12 Z13 Z14")),
		peer:    wrongProvider(newSet("T0 T1 T2 T3 Z11 Z12 Z13 Z14")),
	},
	{
		code: "213", title: "Provider on a placement type that has none", flags: on(Episodes), fields: "Episodes.PLACE Episodes.PLACE_PROVIDER",
		message: "The placement type is {Episodes.PLACE}, which has no provider, yet the provider is {Episodes.PLACE_PROVIDER}.",
		mend:    "Leave the provider blank, or correct the placement type.",
		check: rows(Episodes, func(v *view, i int32) bool {
			c := v.Episodes.PLACE[i]
			return (temporary.has(c) || otherPlace.has(c)) && v.Episodes.PLACE_PROVIDER[i] != blank
		}),
	},
	{
		code: "214", title: "Placement location on a short break", flags: on(Episodes), fields: "Episodes.LS Episodes.PL_POST Episodes.URN",
		message: "This is a short break ({Episodes.LS}), for which no placement postcode ({Episodes.PL_POST}) and no Ofsted number ({Episodes.URN}) are returned.",
		mend:    "Take postcode and number out, or correct the legal status.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			return respite.has(e.LS[i]) && (!e.blank(EpisodesPL_POST, i) || !e.blank(EpisodesURN, i))
		}),
	},
	{
		code: "217", title: "Adoption by current carers must begin with S, T or U", flags: on(Episodes), fields: "Episodes.PLACE Episodes.DECOM Episodes.RNE",
		message: "The placement {Episodes.PLACE} is for adoption by the child's current foster carer, so the carer did not change; the reason for the new episode, {Episodes.RNE}, says otherwise.",
		mend:    "Give T or U as the reason (S if care starts), or correct the placement type.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			if e.PLACE[i] != cA3 && e.PLACE[i] != cA5 || !ge(e.DECOM[i], april2015) {
				return false
			}
			return e.RNE[i] != cS && e.RNE[i] != cT && e.RNE[i] != cU
		}),
	},
	{
		code: "222", title: "Ofsted number on a placement type that has none", flags: on(Episodes), fields: "Episodes.PLACE Episodes.URN",
		message: "The placement type is {Episodes.PLACE}, which Ofsted does not inspect, yet the Ofsted number is {Episodes.URN}.",
		mend:    "Take the number out, or correct the placement type.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return noURN.has(v.Episodes.PLACE[i]) && hasURN(v, i)
		}),
	},
	{
		code: "378", title: "Placed with parents under section 20", flags: on(Episodes), fields: "Episodes.PLACE Episodes.LS",
		message: "The child is accommodated under section 20 (V2) and placed with parents (P1); a child cannot be accommodated with its own parents.",
		mend:    "Correct the legal status or the placement type. If the child went home without an order, care ended.",
		check:   rows(Episodes, func(v *view, i int32) bool { return v.Episodes.PLACE[i] == cP1 && v.Episodes.LS[i] == cV2 }),
	},
	{
		code: "380", title: "Care begins with a temporary placement", flags: on(Episodes), fields: "Episodes.PLACE Episodes.RNE",
		message: "The temporary placement {Episodes.PLACE} began with the reason {Episodes.RNE}; a temporary placement interrupts another one, so it begins with P or B.",
		mend:    "Give P or B as the reason for the new episode, or correct the placement type.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			return temporary.has(e.PLACE[i]) && e.RNE[i] != cP && e.RNE[i] != cB
		}),
	},
	{
		code: "381", title: "Care ends with a temporary placement", flags: on(Episodes), fields: "Episodes.PLACE Episodes.REC",
		message: "The temporary placement {Episodes.PLACE} ended with {Episodes.REC}; after a temporary placement the child goes back, so it ends with X1.",
		mend:    "Give X1 as the reason, or correct the placement type.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			return temporary.has(e.PLACE[i]) && e.REC[i] != blank && e.REC[i] != cX1
		}),
	},
	{
		code: "382", title: "Short break in a temporary placement", flags: on(Episodes), fields: "Episodes.PLACE Episodes.LS",
		message: "This is a short break ({Episodes.LS}), so it cannot be the temporary placement {Episodes.PLACE}.",
		mend:    "Correct the placement type or the legal status.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return respite.has(v.Episodes.LS[i]) && temporary.has(v.Episodes.PLACE[i])
		}),
	},
	{
		code: "384", title: "Short break in long-term fostering", flags: on(Episodes), fields: "Episodes.PLACE Episodes.LS",
		message: "This is a short break ({Episodes.LS}), so it cannot be the long-term foster placement {Episodes.PLACE}.",
		mend:    "Give U3 or U6 as the placement type, or correct the legal status.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			return respite.has(e.LS[i]) && (e.PLACE[i] == cU1 || e.PLACE[i] == cU4)
		}),
	},
	{
		code: "390", title: "Adopted from a placement that is not for adoption", flags: on(Episodes), fields: "Episodes.REC Episodes.PLACE",
		message: "The episode ended in adoption ({Episodes.REC}), but the placement was {Episodes.PLACE}, which is not one for adoption.",
		mend:    "Give A3 to A6 as the type of the last placement, or correct the reason for the end.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return adopted.has(v.Episodes.REC[i]) && !adoptive.has(v.Episodes.PLACE[i])
		}),
	},
	{
		code: "408", title: "Placed under a placement order without the order", flags: on(Episodes), fields: "Episodes.PLACE Episodes.LS",
		message: "The placement {Episodes.PLACE} is for adoption under a placement order, but the legal status is {Episodes.LS}.",
		mend:    "Give E1 as the legal status, or A3 or A4 as the placement type if the parents consented.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			return (e.PLACE[i] == cA5 || e.PLACE[i] == cA6) && e.LS[i] != cE1
		}),
	},
	{
		code: "233", title: "Reason for placement change on an open episode", flags: on(Episodes), fields: "Episodes.REASON_PLACE_CHANGE Episodes.DEC",
		message: "The episode is open, yet {Episodes.REASON_PLACE_CHANGE} is given as the reason for a change of placement.",
		mend:    "Take the reason out; it belongs on an episode that has ended.",
		differs: "The sector's checker reads a column that no file has, so it never gives a result.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return v.Episodes.REASON_PLACE_CHANGE[i] != blank && v.Episodes.blank(EpisodesDEC, i)
		}),
		dead: true,
	},
	{
		code: "218", title: "Ofsted number missing", flags: on(Episodes), fields: "Episodes.URN Episodes.PLACE Episodes.DEC Episodes.PL_LA",
		message: "The placement type is {Episodes.PLACE}, which Ofsted inspects, but no Ofsted number is given.",
		mend:    "Give the URN of the home or agency, or XXXXXXX if it has none, as outside England.",
		differs: "The sector's checker also asks for the number on short breaks, for which rule 214 forbids it.",
		refs:    needsPlaces,
		check:   rows(Episodes, func(v *view, i int32) bool { return withoutURN(v, i) && !respite.has(v.Episodes.LS[i]) }),
		peer:    rows(Episodes, withoutURN),
	},
	{
		code: "377", title: "More than two carer-holiday covers", flags: on(Episodes), fields: "Episodes.PLACE Episodes.DECOM",
		message: "This is one of more than two placements within twelve months because the foster carer was on holiday (T3); it began on {Episodes.DECOM}.",
		mend:    "Check the placement types: a third such absence is a placement of its own.",
		differs: "The sector's checker counts the whole file, not twelve months.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			var cover []int32
			for k := range v.nobody {
				if !e.has(k) {
					continue
				}
				cover = cover[:0]
				for _, i := range v.cd[e.starts[k]:e.starts[k+1]] {
					if e.PLACE[i] == cT3 && !e.DECOM[i].IsZero() {
						cover = append(cover, i)
					}
				}
				for n := 2; n < len(cover); n++ {
					if lt(e.DECOM[cover[n]], birthday(e.DECOM[cover[n-2]], 1)) {
						h.row(Episodes, cover[n-2])
						h.row(Episodes, cover[n-1])
						h.row(Episodes, cover[n])
					}
				}
			}
		},
		peer: func(v *view, h *hits) {
			e := &v.Episodes
			for k := range v.nobody {
				n := 0
				for _, i := range e.of(k) {
					if e.PLACE[i] == cT3 {
						n++
					}
				}
				for _, i := range e.of(k) {
					if n > 2 && e.PLACE[i] == cT3 {
						h.row(Episodes, i)
					}
				}
			}
		},
	},
}

// april2015 is the day since which the reason for a new episode tells whether the carer stays.
var april2015 = day.New(2015, 4, 1)

// noNumber stands where a placement has no Ofsted number.
const noNumber = "XXXXXXX"

// hasURN says whether an episode carries an Ofsted number.
func hasURN(v *view, i int32) bool {
	s := v.Episodes.text(EpisodesURN, i)
	return s != "" && s != noNumber
}

// withoutURN is rule 218 but for short breaks.
func withoutURN(v *view, i int32) bool {
	e := &v.Episodes
	if !e.blank(EpisodesURN, i) || noURN.has(e.PLACE[i]) || !e.blank(EpisodesDEC, i) && !ge(e.DEC[i], v.start) {
		return false
	}
	switch v.r.ThisPlaces.LA[i] {
	case "SCO", "NIR", "WAL":
		return false
	}
	return true
}

// wrongProvider is rule 178 with the placements that have no provider.
func wrongProvider(without set) func(*view, *hits) {
	return rows(Episodes, func(v *view, i int32) bool {
		c := v.Episodes.PLACE_PROVIDER[i]
		return c != blank && (!providerCodes.has(c) || without.has(v.Episodes.PLACE[i]))
	})
}
