package ssda903

import "throughline/internal/day"

// provisionRules are about who provides a placement, and whether the kind of placement fits the rest of the episode.
var provisionRules = []rule{
	{
		code: "446", title: "Placement order before it existed", flags: on(Episodes), fields: "Episodes.LS Episodes.DECOM",
		message: "The legal status is E1, placement order, from {Episodes.DECOM}; there have been such orders since 1 December 2005 only.",
		mend:    "Correct the legal status or the start of the episode.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return v.Episodes.LS[i] == cE1 && lt(v.Episodes.DECOM[i], firstPlacementOrders)
		}),
	},
	{
		code: "454", title: "Over 350 miles from home", query: true, flags: on(Episodes), refs: needsPlaces, fields: "Episodes.PL_DISTANCE Episodes.HOME_POST Episodes.PL_POST",
		message: "The placement is {Episodes.PL_DISTANCE} miles from home by the postcodes {Episodes.HOME_POST} and {Episodes.PL_POST}.",
		mend:    "Check both postcodes. If they are right, be ready to say so.",
		check: func(v *view, h *hits) {
			for i, miles := range v.r.ThisPlaces.Distance {
				if miles > 350 && miles != 999.9 {
					h.row(Episodes, int32(i))
				}
			}
		},
	},
	{
		code: "516", title: "Guardianship by foster carer without a foster placement", flags: on(Episodes), fields: "Episodes.REC Episodes.PLACE",
		message: "Care ended with special guardianship to the former foster carer ({Episodes.REC}), but the placement was {Episodes.PLACE}, which is no foster placement.",
		mend:    "Give U1 to U6 as the placement type, or E47 or E48 if the guardian was somebody else.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			return (e.REC[i] == cE45 || e.REC[i] == cE46) && !fostered.has(e.PLACE[i])
		}),
	},
	{
		code: "526", title: "Provider missing", flags: on(Episodes), fields: "Episodes.PLACE Episodes.PLACE_PROVIDER",
		message: "Who provides the placement ({Episodes.PLACE}) is left blank.",
		mend:    "Give one of PR0 to PR5. Only temporary (T0 to T4) and other placements (Z11 to Z14) have no provider.",
		check: rows(Episodes, func(v *view, i int32) bool {
			e := &v.Episodes
			return e.PLACE_PROVIDER[i] == blank && !temporary.has(e.PLACE[i]) && !otherPlace.has(e.PLACE[i])
		}),
	},
	provides("527", "Own provision with P1, R2, R5", "PR1, the council itself", cPR1, "P1 R2 R5"),
	provides("528", "Other-authority provision with P1, R2, R5", "PR2, another council", cPR2, "P1 R2 R5"),
	provides("529", "Other public provision with fostering, adoption, homes or parents", "PR3, another public body such as the health service", cPR3,
		"A3 A4 A5 A6 K1 K2 P1 U1 U2 U3 U4 U5 U6"),
	provides("530", "Private provision with parents", "PR4, a private body", cPR4, "P1"),
	provides("531", "Voluntary provision with parents", "PR5, a voluntary body", cPR5, "P1"),
	{
		code: "550", title: "Parent provider on another placement", flags: on(Episodes), fields: "Episodes.PLACE Episodes.PLACE_PROVIDER",
		message: "The provider is PR0, the child's parents, but the placement type is {Episodes.PLACE} instead of P1.",
		mend:    "Correct the provider or the placement type.",
		check:   rows(Episodes, func(v *view, i int32) bool { return v.Episodes.PLACE_PROVIDER[i] == cPR0 && v.Episodes.PLACE[i] != cP1 }),
	},
	{
		code: "1008", title: "URN not in the Ofsted list", flags: on(Episodes), refs: needsProviders, fields: "Episodes.URN",
		message: "The Ofsted number {Episodes.URN} is not in the list of providers.",
		mend:    "Correct the number, or give XXXXXXX if the placement has none. A list that is older than the placement may lack it.",
		differs: "The sector's checker does not find a number that the list's workbook holds as a number, and gives no result at all when it holds all of them so.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return hasURN(v, i) && len(v.providers.byURN[v.Episodes.text(EpisodesURN, i)]) == 0
		}),
		aborts: func(v *view) bool { return v.providers.AllNumeric() },
	},
	{
		code: "1009", title: "Unknown reason for placement change", flags: on(Episodes), fields: "Episodes.REASON_PLACE_CHANGE",
		message: "The reason for the change of placement is {Episodes.REASON_PLACE_CHANGE}, which is not one of the codes.",
		mend:    "Give one of CARPL, CLOSE, ALLEG, STAND, APPRR, CREQB, CREQO, CHILD, LAREQ, PLACE, CUSTOD or OTHER.",
		check:   notIn(Episodes, EpisodesREASON_PLACE_CHANGE, reasonPlaceCodes),
	},
	{
		code: "1015", title: "Own provision, but placed outside the authority", query: true, flags: on(Episodes), refs: needsPlaces | needsDistricts | needsCouncil,
		fields:  "Episodes.PL_LA Episodes.PLACE_PROVIDER Episodes.PLACE Episodes.LS",
		message: "The council itself provides the placement ({Episodes.PLACE}), but it lies in {Episodes.PL_LA}, outside the council's area.",
		mend:    "Check the provider and the postcode. If the council has a home outside its area, be ready to say so.",
		differs: "The sector's checker takes a placement of which the place is not known for one outside; rules 169 and 392b are about those.",
		check:   rows(Episodes, func(v *view, i int32) bool { return ownOutside(v, i) && v.r.ThisPlaces.LA[i] != "" }),
		peer:    rows(Episodes, ownOutside),
	},
}

// firstPlacementOrders is the day on which the Adoption and Children Act 2002 brought placement orders.
var firstPlacementOrders = day.New(2005, 12, 1)

// provides makes the rules about providers who do not offer a type of placement.
func provides(number, title, what string, provider code, places string) rule {
	not := newSet(places)
	return rule{
		code: number, title: title, flags: on(Episodes), fields: "Episodes.PLACE Episodes.PLACE_PROVIDER",
		message: "The provider is " + what + ", which does not provide a placement of type {Episodes.PLACE}.",
		mend:    "Correct the provider or the placement type.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return v.Episodes.PLACE_PROVIDER[i] == provider && not.has(v.Episodes.PLACE[i])
		}),
	}
}

// ownOutside is rule 1015 with places that are not known.
func ownOutside(v *view, i int32) bool {
	e := &v.Episodes
	return e.PLACE_PROVIDER[i] == cPR1 && e.LS[i] != blank && notRespite(v, i) && e.PLACE[i] != blank && !adoptive.has(e.PLACE[i]) &&
		!fostered.has(e.PLACE[i]) && v.r.ThisPlaces.LA[i] != v.authority
}
