package ssda903

import "strings"

// providerRules hold episodes against the Ofsted list of providers.
var providerRules = []rule{
	{
		code: "219", title: "Ofsted number does not fit the placement type", flags: on(Episodes), refs: needsProviders, fields: "Episodes.URN Episodes.PLACE",
		message: "The provider with the Ofsted number {Episodes.URN} does not offer placements of type {Episodes.PLACE}.",
		mend:    "Correct the number or the placement type.",
		differs: "The sector's checker flags numbers that are not in the list here as well as in rule 1008.",
		check: unfit(false, func(v *view, i int32, p *Provider) bool {
			return !listed(p.PlaceCodes, v.Episodes.text(EpisodesPLACE, i))
		}),
		peer: unfit(true, func(v *view, i int32, p *Provider) bool {
			return !listed(p.PlaceCodes, v.Episodes.text(EpisodesPLACE, i))
		}),
		aborts: noURNs,
	},
	{
		code: "221", title: "Ofsted number does not fit the postcode", flags: on(Episodes), refs: needsProviders,
		fields:  "Episodes.URN Episodes.PL_POST Episodes.PLACE Episodes.LS",
		message: "The Ofsted list has another postcode for the number {Episodes.URN} than the placement's, {Episodes.PL_POST}.",
		mend:    "Correct the number or the postcode. Where a provider has several homes, each has its own number.",
		check: func(v *view, h *hits) {
			e, inspected := &v.Episodes, newSet("K1 K2 K3 R3 S1")
			for i := range e.n {
				if !inspected.has(e.PLACE[i]) || respite.has(e.LS[i]) || !hasURN(v, i) || e.blank(EpisodesPL_POST, i) {
					continue
				}
				post, known := strings.ReplaceAll(e.text(EpisodesPL_POST, i), " ", ""), false
				for _, n := range v.providers.byURN[e.text(EpisodesURN, i)] {
					known = true
					if v.providers.All[n].Postcode != post {
						h.row(Episodes, i)
					}
				}
				if !known {
					h.row(Episodes, i)
				}
			}
		},
	},
	{
		code: "224", title: "Ofsted number does not fit the provider code", flags: on(Episodes), refs: needsProviders, fields: "Episodes.URN Episodes.PLACE_PROVIDER",
		message: "The Ofsted list has another kind of provider for the number {Episodes.URN} than {Episodes.PLACE_PROVIDER}.",
		mend:    "Correct the number or the provider code.",
		check: unfit(true, func(v *view, i int32, p *Provider) bool {
			return !listed(p.ProviderCodes, v.Episodes.text(EpisodesPLACE_PROVIDER, i))
		}),
		aborts: noURNs,
	},
	{
		code: "227", title: "Provider had closed before the episode began", flags: on(Episodes), refs: needsProviders, fields: "Episodes.URN Episodes.DECOM",
		message: "The episode began on {Episodes.DECOM}, when the provider with the Ofsted number {Episodes.URN} had already closed.",
		mend:    "Correct the number or the start of the episode. A provider that re-registered has a new number.",
		check:   unfit(false, func(v *view, i int32, p *Provider) bool { return ge(v.Episodes.DECOM[i], p.Closed) }),
		aborts:  func(v *view) bool { return !v.providers.AnyClosed() },
	},
	{
		code: "228", title: "Provider closed before the episode ended", flags: on(Episodes), refs: needsProviders, fields: "Episodes.URN Episodes.DEC",
		message: "The episode lasted until {Episodes.DEC} (blank: until the year end), after the provider with the Ofsted number {Episodes.URN} had closed.",
		mend:    "Correct the number, or end the episode when the provider closed.",
		check:   unfit(false, func(v *view, i int32, p *Provider) bool { return gt(or(v.Episodes.DEC[i], v.end), p.Closed) }),
	},
	{
		code: "229", title: "Own or other council's provision against the provider's place", flags: on(Episodes), refs: needsProviders | needsPostcodes | needsDistricts | needsCouncil,
		fields:  "Episodes.URN Episodes.PLACE_PROVIDER",
		message: "The placement is recorded as {Episodes.PLACE_PROVIDER} (PR1: our own, PR2: another council's), but the provider with the Ofsted number {Episodes.URN} does not lie where that says.",
		mend:    "Correct the provider code or the number.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			for i := range e.n {
				own := e.PLACE_PROVIDER[i] == cPR1
				if !own && e.PLACE_PROVIDER[i] != cPR2 || !hasURN(v, i) {
					continue
				}
				known := false
				for _, n := range v.providers.byURN[e.text(EpisodesURN, i)] {
					known = true
					la, _ := PlacementAuthority(v.providers.All[n].Postcode, v.postcodes, v.authorities)
					if own != (la == v.authority) {
						h.row(Episodes, i)
					}
				}
				if !known && own {
					h.row(Episodes, i)
				}
			}
		},
	},
}

// unfit flags the episodes with an Ofsted number of which the question is true for any provider with that number; unknown says whether one that is not
// in the list is flagged too.
func unfit(unknown bool, fails func(v *view, i int32, p *Provider) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		for i := range v.Episodes.n {
			if !hasURN(v, i) {
				continue
			}
			found := v.providers.byURN[v.Episodes.text(EpisodesURN, i)]
			if len(found) == 0 && unknown {
				h.row(Episodes, i)
			}
			for _, n := range found {
				if fails(v, i, &v.providers.All[n]) {
					h.row(Episodes, i)
				}
			}
		}
	}
}

// listed says whether a code is among those of a list with commas between them. A blank code is in no list.
func listed(list, code string) bool {
	for code != "" {
		one, rest, more := strings.Cut(list, ",")
		if one == code {
			return true
		}
		if !more {
			break
		}
		list = rest
	}
	return false
}

// noURNs says whether no episode carries an Ofsted number.
func noURNs(v *view) bool {
	for i := range v.Episodes.n {
		if hasURN(v, i) {
			return false
		}
	}
	return true
}
