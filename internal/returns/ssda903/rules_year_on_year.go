package ssda903

import "math"

// yearOnYearRules hold this year's first episode of a child against last year's last.
var yearOnYearRules = []rule{
	{
		code: "452", title: "Placement authority changed over the year end (same reason for new episode)", flags: on(Episodes), last: on(Episodes), refs: needsPlaces | needsDistricts,
		fields:  "Episodes.PL_LA Episodes.RNE",
		message: "The episode goes on from last year with the same reason, {Episodes.RNE}, but its placement lies in {Episodes.PL_LA} now and lay in {last.PL_LA} then.",
		mend:    "Correct the placement's postcode in this year's return, or have last year's corrected. If the child moved, begin a new episode.",
		differs: undatedYear,
		check: overYearEnd(func(v *view, i, j int32) bool {
			return v.last.Episodes.blank(EpisodesDEC, j) && sameRNE(v, i, j) && v.r.ThisPlaces.LA[i] != v.r.LastPlaces.LA[j]
		}),
		aborts: undatedEitherYear,
	},
	{
		code: "453", title: "Distance changed over the year end", flags: on(Episodes), last: on(Episodes), refs: needsPlaces,
		fields:  "Episodes.PL_DISTANCE Episodes.RNE",
		message: "The episode goes on from last year with the same reason, {Episodes.RNE}, but the distance from home is {Episodes.PL_DISTANCE} miles now and was {last.PL_DISTANCE} then.",
		mend:    "Correct the postcodes of home and placement in this year's return, or have last year's corrected.",
		differs: distances,
		check:   overYearEnd(func(v *view, i, j int32) bool { return goesOn(v, j) && sameRNE(v, i, j) && moved(v, i, j) }),
		peer:    overYearEnd(func(v *view, i, j int32) bool { return goesOn(v, j) && sameRNE(v, i, j) && movedAsPeer(v, i, j) }),
		aborts:  undatedEitherYear,
	},
	{
		code: "502", title: "Open episode of last year does not carry on", flags: on(Episodes), last: on(Episodes),
		fields:  "Episodes.DECOM Episodes_last.DECOM Episodes_last.DEC",
		message: "Last year's return left an episode open that began on {last.DECOM}, but the child's first episode of this year begins on {Episodes.DECOM}.",
		mend:    "Begin this year's return with the episode that was open; if its start was wrong last year, have that return corrected.",
		differs: "The sector's checker gives no result at all when a child has no episode with a valid start this year.",
		check: func(v *view, h *hits) {
			e, l := &v.Episodes, &v.last.Episodes
			for k := range v.nobody {
				i := e.earliest[k]
				if i < 0 {
					continue
				}
				for _, j := range l.of(k) {
					if l.blank(EpisodesDEC, j) && l.DECOM[j] != e.DECOM[i] {
						h.row(Episodes, i).beside("last", v.last.sheets[Episodes], j)
					}
				}
			}
		},
		aborts: undatedEpisodes,
	},
	changed("503A", "Reason for new episode", "RNE", "reason for the new episode", 0, func(v *view, i, j int32) bool {
		return v.Episodes.RNE[i] != v.last.Episodes.RNE[j]
	}),
	changed("503B", "Legal status", "LS", "legal status", 0, func(v *view, i, j int32) bool { return v.Episodes.LS[i] != v.last.Episodes.LS[j] }),
	changed("503C", "Category of need", "CIN", "category of need", 0, func(v *view, i, j int32) bool { return v.Episodes.CIN[i] != v.last.Episodes.CIN[j] }),
	changed("503D", "Placement type", "PLACE", "placement type", 0, func(v *view, i, j int32) bool {
		now, then := v.Episodes.PLACE[i], v.last.Episodes.PLACE[j]
		// Z1 was split into Z11 to Z14 with the return of 2025-26.
		return now != then && !(v.ends == 2026 && then == cZ1 && otherPlace.has(now))
	}),
	changed("503E", "Provider", "PLACE_PROVIDER", "placement provider", 0, func(v *view, i, j int32) bool {
		return v.Episodes.PLACE_PROVIDER[i] != v.last.Episodes.PLACE_PROVIDER[j]
	}),
	changed("503F", "URN", "URN", "Ofsted number", 0, func(v *view, i, j int32) bool {
		return v.Episodes.text(EpisodesURN, i) != v.last.Episodes.text(EpisodesURN, j)
	}),
	{
		code: "503G", title: "Distance changed over the year end (any reason for new episode)", flags: on(Episodes), last: on(Episodes), refs: needsPlaces,
		fields:  "Episodes.PL_DISTANCE Episodes_last.PL_DISTANCE",
		message: "The episode was open at the end of last year, but the distance from home is {Episodes.PL_DISTANCE} miles now and was {last.PL_DISTANCE} then.",
		mend:    "Correct the postcodes of home and placement in this year's return, or have last year's corrected.",
		differs: distances,
		check:   overYearEnd(func(v *view, i, j int32) bool { return goesOn(v, j) && moved(v, i, j) }),
		peer:    overYearEnd(func(v *view, i, j int32) bool { return goesOn(v, j) && movedAsPeer(v, i, j) }),
		aborts:  undatedEitherYear,
	},
	changed("503H", "Placement authority", "PL_LA", "council in whose area the placement lies", needsPlaces|needsDistricts, func(v *view, i, j int32) bool {
		return v.r.ThisPlaces.LA[i] != v.r.LastPlaces.LA[j]
	}),
	changed("503J", "Inside or outside mark", "PL_LOCATION", "mark for inside or outside the council's area", needsPlaces|needsDistricts|needsCouncil, func(v *view, i, j int32) bool {
		return v.r.ThisPlaces.Location[i] != v.r.LastPlaces.Location[j]
	}),
	{
		code: "562", title: "Episode from before the year not found as last year's last", flags: on(Episodes), last: on(Episodes),
		fields:  "Episodes.DECOM Episodes_last.DECOM",
		message: "The episode began on {Episodes.DECOM}, before the year, so it should be the child's last in last year's return; the last there began on {last.DECOM}.",
		mend:    "Correct the start of the episode, or have last year's return corrected.",
		differs: "The sector's checker gives no result at all when a child of last year's file has no episode with a valid start there.",
		check: func(v *view, h *hits) {
			e, l := &v.Episodes, &v.last.Episodes
			for k := range v.nobody {
				i, j := e.earliest[k], l.latest[k]
				if i >= 0 && lt(e.DECOM[i], v.start) && (j < 0 || l.DECOM[j] != e.DECOM[i]) {
					h.row(Episodes, i).beside("last", v.last.sheets[Episodes], j)
				}
			}
		},
		aborts: func(v *view) bool { return v.last.Episodes.undated },
	},
	{
		code: "NoE", title: "In care before the year but not in last year's episodes", flags: on(Episodes), last: on(Episodes),
		fields:  "Episodes.DECOM Episodes_last.CHILD",
		message: "The episode began on {Episodes.DECOM}, before the year, but the child has no episode in last year's return.",
		mend:    "Correct the start, or have last year's return corrected. If the child's identifier changed, use the one of last year.",
		check: rows(Episodes, func(v *view, i int32) bool {
			return lt(v.Episodes.DECOM[i], v.start) && !v.last.Episodes.has(v.Episodes.kid[i])
		}),
	},
}

const (
	undatedYear = "The sector's checker gives no result at all when a child has no episode with a valid start in this year's or in last year's file."
	distances   = "The sector's checker lets a distance pass that is not known any more, and some of two tenths of a mile, which its arithmetic makes a little less; it gives no result at all when a child has no episode with a valid start in either year's file."
)

// overYearEnd asks about each child's earliest episode of this year and the latest of last year, and flags the first.
func overYearEnd(fails func(v *view, i, j int32) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		for k := range v.nobody {
			i, j := v.Episodes.earliest[k], v.last.Episodes.latest[k]
			if i >= 0 && j >= 0 && fails(v, i, j) {
				h.row(Episodes, i).beside("last", v.last.sheets[Episodes], j)
			}
		}
	}
}

// changed makes the rules about an item of an episode that goes on over the year end.
func changed(number, title, field, what string, refs refs, differs func(v *view, i, j int32) bool) rule {
	return rule{
		code: number, title: title + " changed over the year end", flags: on(Episodes), last: on(Episodes), refs: refs,
		fields:  "Episodes." + field + " Episodes_last." + field,
		message: "The episode was open at the end of last year with the " + what + " {last." + field + "}; now it has {Episodes." + field + "}.",
		mend:    "A change makes a new episode: end this one and begin another. If last year's return was wrong, have it corrected.",
		differs: undatedYear,
		check:   overYearEnd(func(v *view, i, j int32) bool { return goesOn(v, j) && differs(v, i, j) }),
		aborts:  undatedEitherYear,
	}
}

// goesOn says whether an episode of last year has no valid end.
func goesOn(v *view, j int32) bool { return v.last.Episodes.DEC[j].IsZero() }

func sameRNE(v *view, i, j int32) bool {
	return v.Episodes.RNE[i] != blank && v.Episodes.RNE[i] == v.last.Episodes.RNE[j]
}

// moved says whether the distance from home differs from last year's by two tenths of a mile or more, or is known in one year only.
func moved(v *view, i, j int32) bool {
	now, then := v.r.ThisPlaces.Distance[i], v.r.LastPlaces.Distance[j]
	if math.IsNaN(now) || math.IsNaN(then) {
		return math.IsNaN(now) != math.IsNaN(then)
	}
	return math.Abs(math.Round(10*now)-math.Round(10*then)) >= 2
}

// movedAsPeer takes the distances as binary fractions: 0.3 and 0.1 are less than 0.2 apart.
func movedAsPeer(v *view, i, j int32) bool {
	now, then := v.r.ThisPlaces.Distance[i], v.r.LastPlaces.Distance[j]
	return math.Abs(now-then) >= 0.2 || math.IsNaN(then) && !math.IsNaN(now)
}
