package ssda903

import "slices"

// adoptionDecisionRules hold decisions to place for adoption, and their reversals, against each other, the child's episodes and last year.
var adoptionDecisionRules = []rule{
	{
		code: "522", title: "Reversal before the decision", flags: on(PlacedAdoption), fields: "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED",
		message: "The decision to place the child for adoption was reversed on {PlacedAdoption.DATE_PLACED_CEASED}, before it was made on {PlacedAdoption.DATE_PLACED}.",
		mend:    "Correct whichever date is wrong.",
		check: rows(PlacedAdoption, func(v *view, i int32) bool {
			return lt(v.PlacedAdoption.DATE_PLACED_CEASED[i], v.PlacedAdoption.DATE_PLACED[i])
		}),
	},
	{
		code: "551", title: "Placed for adoption without a decision date", flags: on(Episodes), tables: on(Episodes, PlacedAdoption),
		fields:  "Episodes.PLACE PlacedAdoption.DATE_PLACED",
		message: "The child is placed for adoption ({Episodes.PLACE}), but the date of the decision to do so is missing.",
		mend:    "Add the decision with its date to PlacedAdoption, or correct the placement type.",
		check: rows(Episodes, func(v *view, i int32) bool {
			if !adoptive.has(v.Episodes.PLACE[i]) {
				return false
			}
			decisions := v.PlacedAdoption.of(v.Episodes.kid[i])
			return len(decisions) == 0 || slices.ContainsFunc(decisions, func(j int32) bool { return v.PlacedAdoption.blank(PlacedAdoptionDATE_PLACED, j) })
		}),
	},
	{
		code: "552", title: "Decision after the placement for adoption", flags: on(PlacedAdoption, Episodes),
		fields:  "PlacedAdoption.DATE_PLACED Episodes.DECOM Episodes.PLACE",
		message: "The child was placed for adoption ({Episodes.PLACE}) on {Episodes.DECOM}, before it was decided on {PlacedAdoption.DATE_PLACED}.",
		mend:    "Correct the decision date, or the start or type of the placement.",
		differs: "The sector's checker holds the latest decision against the first placement, and so misjudges a child who was placed again after a reversal.",
		check:   placedTooSoon,
		peer: func(v *view, h *hits) {
			latest, first := v.latestDecisions(), firstWith(v, placedToBeAdopted)
			for k := range v.nobody {
				if i, j := latest[k], first[k]; i >= 0 && j >= 0 && lt(v.Episodes.DECOM[j], v.PlacedAdoption.DATE_PLACED[i]) {
					h.pair(PlacedAdoption, i, Episodes, j)
				}
			}
		},
	},
	{
		code: "553", title: "Placement order without an open decision", flags: on(Episodes, PlacedAdoption),
		fields:  "Episodes.LS Episodes.DEC PlacedAdoption.DATE_PLACED_CEASED PlacedAdoption.REASON_PLACED_CEASED",
		message: "The child is under a placement order (E1), so a decision to place it for adoption must stand; there is none, or it was reversed on {PlacedAdoption.DATE_PLACED_CEASED} ({PlacedAdoption.REASON_PLACED_CEASED}).",
		mend:    "Add the decision, or take the reversal out. If the order has ended, correct the legal status.",
		check: func(v *view, h *hits) {
			e, p := &v.Episodes, &v.PlacedAdoption
			for i := range e.n {
				if e.LS[i] == cE1 && !p.has(e.kid[i]) {
					h.row(Episodes, i)
				}
			}
			for j := range p.n {
				if reversed(&p.sheet, p.REASON_PLACED_CEASED, j) && slices.ContainsFunc(e.of(p.kid[j]), func(i int32) bool {
					return e.LS[i] == cE1 && e.blank(EpisodesDEC, i)
				}) {
					h.row(PlacedAdoption, j)
				}
			}
		},
	},
	{
		code: "554", title: "Decision after the placement order", flags: on(Episodes, PlacedAdoption), fields: "Episodes.LS Episodes.DECOM PlacedAdoption.DATE_PLACED",
		message: "The placement order (E1) began on {Episodes.DECOM}, before it was decided on {PlacedAdoption.DATE_PLACED} to place the child for adoption.",
		mend:    "Correct the decision date, or the start of the legal status.",
		differs: "The sector's checker gives no result at all when the placement-order episodes of a child all lack a valid start.",
		check: func(v *view, h *hits) {
			earliest, _ := v.pick(true, underOrder)
			for i := range v.PlacedAdoption.n {
				if j := earliest[v.PlacedAdoption.kid[i]]; j >= 0 && gt(v.PlacedAdoption.DATE_PLACED[i], v.Episodes.DECOM[j]) {
					h.pair(PlacedAdoption, i, Episodes, j)
				}
			}
		},
		aborts: func(v *view) bool { _, undated := v.pick(true, underOrder); return undated },
	},
	{
		code: "557", title: "Left care unadopted, but the decision was not ended", flags: on(Episodes, PlacedAdoption),
		fields:  "Episodes.PLACE Episodes.LS Episodes.REC PlacedAdoption.DATE_PLACED_CEASED PlacedAdoption.REASON_PLACED_CEASED",
		message: "The child was to be adopted but left care with {Episodes.REC}, so the decision must have been reversed; its reversal is {PlacedAdoption.DATE_PLACED_CEASED}, the reason {PlacedAdoption.REASON_PLACED_CEASED}.",
		mend:    "Give date and reason of the reversal, or E11 or E12 if the child was adopted.",
		check: func(v *view, h *hits) {
			e, p := &v.Episodes, &v.PlacedAdoption
			both := pairing{h: h, t: Episodes, u: PlacedAdoption}
			for i := range e.n {
				if !adoptive.has(e.PLACE[i]) && e.LS[i] != cE1 || e.REC[i] == blank || e.REC[i] == cX1 || adopted.has(e.REC[i]) {
					continue
				}
				for _, j := range orNone(p.of(e.kid[i])) {
					switch {
					case j < 0:
						h.row(Episodes, i)
					case p.blank(PlacedAdoptionDATE_PLACED_CEASED, j) || p.REASON_PLACED_CEASED[j] == blank:
						both.add(i, j)
					}
				}
			}
		},
	},
	{
		code: "558", title: "Adopted although decisions were ended", flags: on(Episodes), tables: on(Episodes, PlacedAdoption),
		fields:  "Episodes.REC PlacedAdoption.DATE_PLACED_CEASED",
		message: "The child was adopted ({Episodes.REC}), but every decision to place it for adoption was reversed, one on {PlacedAdoption.DATE_PLACED_CEASED}.",
		mend:    "Take out the reversal of the decision that led to the adoption, or correct the reason why care ended.",
		differs: "The sector's checker counts pairs of an adoption episode and a reversed decision, and stays silent when there is but one.",
		check:   adoptedAgainst(1),
		peer:    adoptedAgainst(2),
	},
	{
		code: "559", title: "Old decision missing from last year's return", flags: on(PlacedAdoption), last: on(PlacedAdoption),
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption_last.DATE_PLACED",
		message: "The decision to place the child for adoption is dated {PlacedAdoption.DATE_PLACED}, before the year, but last year's return does not have its date.",
		mend:    "Correct the date, or have last year's return corrected.",
		check: func(v *view, h *hits) {
			p, l := &v.PlacedAdoption, &v.last.PlacedAdoption
			for i := range p.n {
				if !lt(p.DATE_PLACED[i], v.start) {
					continue
				}
				then := l.of(p.kid[i])
				if len(then) == 0 || slices.ContainsFunc(then, func(j int32) bool { return l.DATE_PLACED[j].IsZero() }) {
					h.row(PlacedAdoption, i)
				}
			}
		},
	},
	{
		code: "560", title: "Decision date changed without a reversal", flags: on(PlacedAdoption), last: on(PlacedAdoption),
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption_last.DATE_PLACED PlacedAdoption_last.DATE_PLACED_CEASED",
		message: "Last year's return has a decision of {last.DATE_PLACED} that stood at the year end; here the date is {PlacedAdoption.DATE_PLACED}.",
		mend:    "Give the date of last year, with the reversal if there was one since; if last year's date was wrong, have it corrected.",
		differs: "The sector's checker compares the texts of the dates, and also flags a second decision when the first stands beside it as it did last year.",
		check: sinceLastYear(PlacedAdoption, func(v *view, i, j int32) bool {
			now, then := v.sheets[PlacedAdoption], v.last.sheets[PlacedAdoption]
			return now.kid[i] != v.nobody && stood(then, j) && !slices.ContainsFunc(now.of(now.kid[i]), func(i int32) bool {
				return sameDate(now, PlacedAdoptionDATE_PLACED, i, then, PlacedAdoptionDATE_PLACED, j)
			})
		}),
		peer: sinceLastYear(PlacedAdoption, func(v *view, i, j int32) bool {
			now, then := v.sheets[PlacedAdoption], v.last.sheets[PlacedAdoption]
			return stood(then, j) && !sameText(now, PlacedAdoptionDATE_PLACED, i, then, PlacedAdoptionDATE_PLACED, j)
		}),
	},
	{
		code: "561", title: "Decision date repeated after a reversal", flags: on(PlacedAdoption), last: on(PlacedAdoption),
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption_last.DATE_PLACED PlacedAdoption_last.DATE_PLACED_CEASED PlacedAdoption_last.REASON_PLACED_CEASED",
		message: "Last year's return says that the decision of {PlacedAdoption.DATE_PLACED} was reversed on {last.DATE_PLACED_CEASED} ({last.REASON_PLACED_CEASED}); here it stands again.",
		mend:    "Take the row out. If there was a new decision, give its own date.",
		differs: textDates,
		check:   repeatedDecision(sameDate),
		peer:    repeatedDecision(sameText),
	},
	{
		code: "563", title: "Reversal without a decision date", flags: on(PlacedAdoption),
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED PlacedAdoption.REASON_PLACED_CEASED",
		message: "A decision was reversed on {PlacedAdoption.DATE_PLACED_CEASED} ({PlacedAdoption.REASON_PLACED_CEASED}), but when it was made is left blank.",
		mend:    "Give the date of the decision.",
		check: rows(PlacedAdoption, func(v *view, i int32) bool {
			p := &v.PlacedAdoption
			return p.REASON_PLACED_CEASED[i] != blank && !p.blank(PlacedAdoptionDATE_PLACED_CEASED, i) && p.blank(PlacedAdoptionDATE_PLACED, i)
		}),
	},
	{
		code: "579", title: "Adoption decisions overlap", flags: on(PlacedAdoption), fields: "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED",
		message: "This decision was made on {PlacedAdoption.DATE_PLACED}, when the one of {previous.DATE_PLACED} still stood (reversed: {previous.DATE_PLACED_CEASED}).",
		mend:    "Give the reversal of the earlier decision, or make one row of the two.",
		check: func(v *view, h *hits) {
			p := &v.PlacedAdoption
			var order []int32
			for k := range v.nobody {
				if len(p.of(k)) < 2 {
					continue
				}
				order = append(order[:0], p.of(k)...)
				slices.SortStableFunc(order, func(a, b int32) int { return p.DATE_PLACED[a].CompareEnd(p.DATE_PLACED[b]) })
				for n := 1; n < len(order); n++ {
					i, before := order[n], order[n-1]
					if ceased := p.DATE_PLACED_CEASED[before]; ceased.IsZero() || lt(p.DATE_PLACED[i], ceased) {
						h.row(PlacedAdoption, i).beside("previous", v.sheets[PlacedAdoption], before)
					}
				}
			}
		},
	},
	{
		code: "583", title: "Earlier adoption decision never ended", flags: on(PlacedAdoption), fields: "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED",
		message: "The decision of {PlacedAdoption.DATE_PLACED} is not the child's latest, but it has no date of reversal.",
		mend:    "Give date and reason of its reversal, or take it out if it is the same decision.",
		differs: "The sector's checker sorts the dates as texts, so by the day of the month, and often takes another decision for the latest.",
		check: func(v *view, h *hits) {
			p, latest := &v.PlacedAdoption, v.latestDecisions()
			for i := range p.n {
				j := latest[p.kid[i]]
				if j >= 0 && lt(p.DATE_PLACED[i], p.DATE_PLACED[j]) && p.blank(PlacedAdoptionDATE_PLACED_CEASED, i) {
					h.row(PlacedAdoption, i)
				}
			}
		},
		peer: func(v *view, h *hits) {
			p := &v.PlacedAdoption
			text := func(i int32) string { return p.text(PlacedAdoptionDATE_PLACED, i) }
			seen := make([]bool, v.nobody)
			for _, i := range qSortDown(p.n, func(i int32) bool { return text(i) == "" }, func(a, b int32) bool { return text(a) < text(b) }) {
				if k := p.kid[i]; k != v.nobody && !seen[k] {
					seen[k] = true
				} else if p.blank(PlacedAdoptionDATE_PLACED_CEASED, i) {
					h.row(PlacedAdoption, i)
				}
			}
		},
	},
	{
		code: "584", title: "New decision not after the one ended last year", flags: on(PlacedAdoption), last: on(PlacedAdoption),
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption_last.DATE_PLACED PlacedAdoption_last.DATE_PLACED_CEASED PlacedAdoption_last.REASON_PLACED_CEASED",
		message: "Last year's return says that the decision of {last.DATE_PLACED} was reversed on {last.DATE_PLACED_CEASED}; the one here, {PlacedAdoption.DATE_PLACED}, is not later.",
		mend:    "Give the date of the new decision, or take the row out if there was none.",
		differs: "The sector's checker compares the dates as texts, and puts what it finds on the rows that have the numbers of the pairs it compared, so mostly on others.",
		check: sinceLastYear(PlacedAdoption, func(v *view, i, j int32) bool {
			p, l := &v.PlacedAdoption, &v.last.PlacedAdoption
			return reversed(&l.sheet, l.REASON_PLACED_CEASED, j) && (p.blank(PlacedAdoptionDATE_PLACED, i) || le(p.DATE_PLACED[i], l.DATE_PLACED[j]))
		}),
		peer: func(v *view, h *hits) {
			p, l := &v.PlacedAdoption, &v.last.PlacedAdoption
			seen := make([]bool, v.nobody+1)
			pair := int32(0)
			for first := range p.n {
				k := p.kid[first]
				if seen[k] {
					continue
				}
				seen[k] = true
				for _, i := range p.of(k) {
					matched := false
					for _, j := range l.of(k) {
						if !reversed(&l.sheet, l.REASON_PLACED_CEASED, j) {
							continue
						}
						now, then := p.text(PlacedAdoptionDATE_PLACED, i), l.text(PlacedAdoptionDATE_PLACED, j)
						if now == "" {
							if !matched {
								h.row(PlacedAdoption, i).beside("last", v.last.sheets[PlacedAdoption], j)
							}
							matched = true
						} else if then != "" && now <= then && pair < p.n {
							h.row(PlacedAdoption, pair)
						}
						pair++
					}
				}
			}
		},
	},
	{
		code: "1003", title: "Placement-for-adoption decision dated before care began", flags: on(Episodes, PlacedAdoption),
		fields:  "PlacedAdoption.DATE_PLACED Episodes.DECOM Episodes.RNE",
		message: "It was decided on {PlacedAdoption.DATE_PLACED} to place the child for adoption, but care began only on {Episodes.DECOM}.",
		mend:    "Correct the decision date, or the start of care.",
		differs: "The sector's checker judges a child who was in care before by its return, and gives no result at all when a child's starts of care all lack a valid date.",
		check: func(v *view, h *hits) {
			e, p, l := &v.Episodes, &v.PlacedAdoption, &v.last.Episodes
			for i := range p.n {
				k := p.kid[i]
				j := e.earliest[k]
				if j < 0 || e.RNE[j] != cS || !lt(p.DATE_PLACED[i], e.DECOM[j]) {
					continue
				}
				if then := l.earliest[k]; then < 0 || !lt(l.DECOM[then], e.DECOM[j]) {
					h.pair(PlacedAdoption, i, Episodes, j)
				}
			}
		},
		peer: func(v *view, h *hits) {
			earliest, _ := v.pick(true, startsCare)
			for i := range v.PlacedAdoption.n {
				if j := earliest[v.PlacedAdoption.kid[i]]; j >= 0 && lt(v.PlacedAdoption.DATE_PLACED[i], v.Episodes.DECOM[j]) {
					h.pair(PlacedAdoption, i, Episodes, j)
				}
			}
		},
		aborts: func(v *view) bool { _, undated := v.pick(true, startsCare); return undated },
	},
}

func underOrder(v *view, i int32) bool        { return v.Episodes.LS[i] == cE1 }
func placedToBeAdopted(v *view, i int32) bool { return adoptive.has(v.Episodes.PLACE[i]) }

// firstWith is each child's earliest episode of a kind, or -1.
func firstWith(v *view, want func(v *view, i int32) bool) []int32 {
	earliest, _ := v.pick(true, want)
	return earliest
}

// latestDecisions is each child's row of PlacedAdoption with the latest valid date, or -1.
func (v *view) latestDecisions() []int32 {
	latest := make([]int32, v.nobody+1)
	latest[v.nobody] = -1
	for k := range v.nobody {
		_, latest[k] = extremes(v.PlacedAdoption.of(k), v.PlacedAdoption.DATE_PLACED)
	}
	return latest
}

// reversed says whether a decision has the date or the reason of a reversal.
func reversed(s *sheet, reasons []code, i int32) bool {
	return !s.blank(PlacedAdoptionDATE_PLACED_CEASED, i) || reasons[i] != blank
}

// stood says whether a decision has a date and was not reversed by the end of its year.
func stood(s *sheet, j int32) bool {
	return !s.blank(PlacedAdoptionDATE_PLACED, j) && s.blank(PlacedAdoptionDATE_PLACED_CEASED, j)
}

// placedTooSoon is rule 552 as it is meant: no decision stood when a placement for adoption began, but one was made later.
func placedTooSoon(v *view, h *hits) {
	e, p := &v.Episodes, &v.PlacedAdoption
	for i := range e.n {
		if !adoptive.has(e.PLACE[i]) || e.kid[i] == v.nobody {
			continue
		}
		placed, later, decided := e.DECOM[i], int32(-1), false
		for _, j := range p.of(e.kid[i]) {
			switch made := p.DATE_PLACED[j]; {
			case le(made, placed):
				decided = decided || !lt(p.DATE_PLACED_CEASED[j], placed)
			case gt(made, placed) && (later < 0 || made.Before(p.DATE_PLACED[later])):
				later = j
			}
		}
		if !decided && later >= 0 {
			h.pair(PlacedAdoption, later, Episodes, i)
		}
	}
}

// adoptedAgainst flags the adoption episodes of children whose decisions were all reversed, when there are at least so many pairs of the two.
func adoptedAgainst(least int) func(*view, *hits) {
	return func(v *view, h *hits) {
		e, p := &v.Episodes, &v.PlacedAdoption
		for k := range v.nobody {
			decisions := p.of(k)
			if len(decisions) == 0 || slices.ContainsFunc(decisions, func(j int32) bool { return p.blank(PlacedAdoptionDATE_PLACED_CEASED, j) }) {
				continue
			}
			n := 0
			for _, i := range e.of(k) {
				if adopted.has(e.REC[i]) {
					n += len(decisions)
				}
			}
			for _, i := range e.of(k) {
				if n >= least && adopted.has(e.REC[i]) {
					h.row(Episodes, i).beside("PlacedAdoption", v.sheets[PlacedAdoption], decisions[0])
				}
			}
		}
	}
}

// repeatedDecision is rule 561 with a way of comparing dates.
func repeatedDecision(same func(a *sheet, aCol int, i int32, b *sheet, bCol int, j int32) bool) func(*view, *hits) {
	return sinceLastYear(PlacedAdoption, func(v *view, i, j int32) bool {
		l := &v.last.PlacedAdoption
		return reversed(&l.sheet, l.REASON_PLACED_CEASED, j) &&
			same(v.sheets[PlacedAdoption], PlacedAdoptionDATE_PLACED, i, v.last.sheets[PlacedAdoption], PlacedAdoptionDATE_PLACED, j)
	})
}
