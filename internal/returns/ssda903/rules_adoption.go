package ssda903

// adoptionRules are about adoption records and decisions to place for adoption.
var adoptionRules = []rule{
	{
		code: "112", title: "Best-interest decision date malformed", flags: on(AD1), fields: "AD1.DATE_INT",
		message: "The date of the decision that adoption is in the child's best interests is {AD1.DATE_INT}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the date as day, month and four-digit year.",
		check:   malformed(AD1, AD1DATE_INT),
	},
	{
		code: "113", title: "Matching date malformed", flags: on(AD1), fields: "AD1.DATE_MATCH",
		message: "The date of the match with the adopters is {AD1.DATE_MATCH}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the date as day, month and four-digit year.",
		check:   malformed(AD1, AD1DATE_MATCH),
	},
	{
		code: "114", title: "Unknown foster-carer-adopter code", flags: on(AD1), fields: "AD1.FOSTER_CARE",
		message: "Whether the child was adopted by the former foster carer is given as {AD1.FOSTER_CARE}; it must be 0 or 1.",
		mend:    "Give 1 if the adopters fostered the child before, else 0.",
		check:   notIn(AD1, AD1FOSTER_CARE, fosterCareCodes),
	},
	{
		code: "115", title: "Placement decision date malformed", flags: on(PlacedAdoption), fields: "PlacedAdoption.DATE_PLACED",
		message: "The date of the decision to place the child for adoption is {PlacedAdoption.DATE_PLACED}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the date as day, month and four-digit year.",
		check:   malformed(PlacedAdoption, PlacedAdoptionDATE_PLACED),
	},
	{
		code: "116", title: "Date of reversal malformed", flags: on(PlacedAdoption), fields: "PlacedAdoption.DATE_PLACED_CEASED",
		message: "The date of the decision no longer to place the child for adoption is {PlacedAdoption.DATE_PLACED_CEASED}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the date as day, month and four-digit year, or leave it blank if the decision stands.",
		check:   malformed(PlacedAdoption, PlacedAdoptionDATE_PLACED_CEASED),
	},
	{
		code: "117", title: "Adoption decision dates after the year end or after care ended", flags: on(Episodes, PlacedAdoption),
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED Episodes.DEC Episodes.REC",
		message: "The decision to place for adoption ({PlacedAdoption.DATE_PLACED}) or its reversal ({PlacedAdoption.DATE_PLACED_CEASED}) is dated after the year end, {year.end}, or after the child's care ended on {Episodes.DEC}.",
		mend:    "Correct the decision dates, or the end of the episode.",
		check: func(v *view, h *hits) {
			p := &v.PlacedAdoption
			latest, _ := v.pick(false, func(v *view, i int32) bool { return !v.Episodes.DECOM[i].IsZero() && v.Episodes.REC[i] != cX1 })
			for i := range p.n {
				j := latest[p.kid[i]]
				if j < 0 {
					continue
				}
				dec := v.Episodes.DEC[j]
				if gt(p.DATE_PLACED[i], v.end) || gt(p.DATE_PLACED[i], dec) || gt(p.DATE_PLACED_CEASED[i], v.end) || gt(p.DATE_PLACED_CEASED[i], dec) {
					h.pair(PlacedAdoption, i, Episodes, j)
				}
			}
		},
	},
	{
		code: "118", title: "Reversal before the year or before care began", flags: on(Episodes, PlacedAdoption),
		fields:  "PlacedAdoption.DATE_PLACED_CEASED Episodes.DECOM Episodes.LS",
		message: "The decision to place for adoption was reversed on {PlacedAdoption.DATE_PLACED_CEASED}, which is before the year began or before the child's care began on {Episodes.DECOM}.",
		mend:    "Correct the date. A decision that was reversed before the year does not belong in this return.",
		differs: "The sector's checker gives no result at all when a child's episodes other than short breaks all lack a valid start.",
		check: func(v *view, h *hits) {
			p := &v.PlacedAdoption
			earliest, _ := v.pick(true, notRespite)
			for i := range p.n {
				j := earliest[p.kid[i]]
				if j >= 0 && (lt(p.DATE_PLACED_CEASED[i], v.Episodes.DECOM[j]) || lt(p.DATE_PLACED_CEASED[i], v.start)) {
					h.pair(PlacedAdoption, i, Episodes, j)
				}
			}
		},
		aborts: func(v *view) bool { _, undated := v.pick(true, notRespite); return undated },
	},
	{
		code: "119", title: "Reversal date and reason must come together", flags: on(PlacedAdoption),
		fields:  "PlacedAdoption.DATE_PLACED_CEASED PlacedAdoption.REASON_PLACED_CEASED",
		message: "The date of the reversal is {PlacedAdoption.DATE_PLACED_CEASED} and its reason {PlacedAdoption.REASON_PLACED_CEASED}: one is given and the other is not.",
		mend:    "Give both if the decision was reversed, neither if it stands.",
		check: rows(PlacedAdoption, func(v *view, i int32) bool {
			p := &v.PlacedAdoption
			return p.blank(PlacedAdoptionDATE_PLACED_CEASED, i) != (p.REASON_PLACED_CEASED[i] == blank)
		}),
	},
	{
		code: "120", title: "Unknown reason for reversal", flags: on(PlacedAdoption), fields: "PlacedAdoption.REASON_PLACED_CEASED",
		message: "The reason why the child is no longer to be placed for adoption is {PlacedAdoption.REASON_PLACED_CEASED}, which is not one of RD1 to RD4.",
		mend:    "Give RD1 (the child's needs changed), RD2 (no placement order), RD3 (no adopters found) or RD4 (other).",
		check:   notIn(PlacedAdoption, PlacedAdoptionREASON_PLACED_CEASED, reasonCeasedCodes),
	},
	{
		code: "151", title: "Adoption record only partly filled", flags: on(AD1), fields: adoptionFields,
		message: "Some items of the adoption record are given and some are blank: decision {AD1.DATE_INT}, match {AD1.DATE_MATCH}, foster carer {AD1.FOSTER_CARE}, adopters {AD1.NB_ADOPTR}, their sex {AD1.SEX_ADOPTR}, their legal status {AD1.LS_ADOPTR}.",
		mend:    "Give all six, or take the record out if the child was not adopted in the year.",
		check:   rows(AD1, func(v *view, i int32) bool { n := adoptionGiven(v, i); return n > 0 && n < 6 }),
	},
	{
		code: "175", title: "Unknown number of adopters", flags: on(AD1), fields: "AD1.NB_ADOPTR",
		message: "The number of adopters is {AD1.NB_ADOPTR}; it must be 1 or 2.",
		mend:    "Give 1 for a single adopter, 2 for a couple.",
		check:   notIn(AD1, AD1NB_ADOPTR, nbAdoptrCodes),
	},
	{
		code: "176", title: "Unknown sex of adopters", flags: on(AD1), fields: "AD1.SEX_ADOPTR",
		message: "The sex of the adopters is {AD1.SEX_ADOPTR}, which is not one of the codes.",
		mend:    "Give M1 or F1 for a single man or woman, MM, FF or MF for a couple.",
		check:   notIn(AD1, AD1SEX_ADOPTR, sexAdoptrCodes),
	},
	{
		code: "177", title: "Unknown legal status of adopters", flags: on(AD1), fields: "AD1.LS_ADOPTR",
		message: "The legal status of the adopters is {AD1.LS_ADOPTR}, which is not one of the codes.",
		mend:    "Give L0 (single), L11 or L12 (married), L2 (civil partners), L3 or L4 (unmarried couple).",
		check:   notIn(AD1, AD1LS_ADOPTR, lsAdoptrCodes),
	},
	{
		code: "184", title: "Placement decision before birth", flags: on(PlacedAdoption), tables: on(Header, PlacedAdoption),
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption.DOB",
		message: "The decision to place the child for adoption is dated {PlacedAdoption.DATE_PLACED}, but the child was born on {Header.DOB}.",
		mend:    "Correct the decision date or the date of birth.",
		differs: "The sector's checker takes the birth date of the decision's own row, not that of Header, and also flags a row whose birth date is missing.",
		check: rows(PlacedAdoption, func(v *view, i int32) bool {
			p := &v.PlacedAdoption
			for _, j := range v.Header.of(p.kid[i]) {
				if lt(p.DATE_PLACED[i], v.Header.DOB[j]) {
					return true
				}
			}
			return !v.Header.has(p.kid[i]) && lt(p.DATE_PLACED[i], p.DOB[i])
		}),
		peer: rows(PlacedAdoption, func(v *view, i int32) bool {
			p := &v.PlacedAdoption
			return !p.DATE_PLACED[i].IsZero() && !ge(p.DATE_PLACED[i], p.DOB[i])
		}),
	},
	{
		code: "331", title: "Match after the adoption placement began", flags: on(AD1, Episodes), fields: "AD1.DATE_MATCH Episodes.DECOM Episodes.REC",
		message: "The child was matched with the adopters on {AD1.DATE_MATCH}, after the episode that ended in adoption began on {Episodes.DECOM}.",
		mend:    "Correct the date of the match, or the start of the episode.",
		check: func(v *view, h *hits) {
			for i := range v.AD1.n {
				for _, j := range v.Episodes.of(v.AD1.kid[i]) {
					if adopted.has(v.Episodes.REC[j]) && gt(v.AD1.DATE_MATCH[i], v.Episodes.DECOM[j]) {
						h.pair(AD1, i, Episodes, j)
					}
				}
			}
		},
	},
	{
		code: "333", title: "Best-interest decision missing or after the match", flags: on(AD1), fields: "AD1.DATE_INT AD1.DATE_MATCH",
		message: "The child was matched on {AD1.DATE_MATCH}; the decision that adoption is in the child's best interests, {AD1.DATE_INT}, is missing or later.",
		mend:    "Give the date of the decision; it cannot be after the match.",
		check: rows(AD1, func(v *view, i int32) bool {
			a := &v.AD1
			return !a.DATE_MATCH[i].IsZero() && !le(a.DATE_INT[i], a.DATE_MATCH[i])
		}),
	},
	{
		code: "334", title: "Best-interest decision before care began", flags: on(AD1, Episodes), fields: "AD1.DATE_INT Episodes.DECOM Episodes.RNE",
		message: "The decision that adoption is in the child's best interests is dated {AD1.DATE_INT}, before this period of care began on {Episodes.DECOM}.",
		mend:    "Correct the decision date or the start of care.",
		differs: "The sector's checker gives no result at all when a child's starts of care all lack a valid date.",
		check: func(v *view, h *hits) {
			latest, _ := v.pick(false, startsCare)
			for i := range v.AD1.n {
				if j := latest[v.AD1.kid[i]]; j >= 0 && lt(v.AD1.DATE_INT[i], v.Episodes.DECOM[j]) {
					h.pair(AD1, i, Episodes, j)
				}
			}
		},
		aborts: func(v *view) bool { _, undated := v.pick(false, startsCare); return undated },
	},
	{
		code: "335", title: "Foster-carer-adopter code against the last placement", flags: on(AD1, Episodes),
		fields:  "Episodes.PLACE Episodes.REC AD1.FOSTER_CARE",
		message: "The last placement was {Episodes.PLACE}, but whether the child was adopted by the former foster carer is given as {AD1.FOSTER_CARE}.",
		mend:    "A3 and A5 are placements with the current foster carer and go with 1, A4 and A6 are not and go with 0: correct one of the two.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			for i := range v.AD1.n {
				for _, j := range e.of(v.AD1.kid[i]) {
					if e.REC[j] != cE1 && !adopted.has(e.REC[j]) {
						continue
					}
					switch e.PLACE[j] {
					case cA2, cA3, cA5:
						if v.AD1.FOSTER_CARE[i] == c0 {
							h.pair(AD1, i, Episodes, j)
						}
					case cA1, cA4, cA6:
						if v.AD1.FOSTER_CARE[i] == c1 {
							h.pair(AD1, i, Episodes, j)
						}
					}
				}
			}
		},
	},
}

func notRespite(v *view, i int32) bool { return !respite.has(v.Episodes.LS[i]) }
func startsCare(v *view, i int32) bool { return v.Episodes.RNE[i] == cS }

// pick finds, for each child, the earliest or latest of the episodes that are asked for; -1 = none. undated says that some child has such episodes, but
// none with a valid start, upon which the peer's rules raise an error.
func (v *view) pick(earliest bool, want func(v *view, i int32) bool) (rows []int32, undated bool) {
	e := &v.Episodes
	rows = make([]int32, v.nobody+1)
	rows[v.nobody] = -1
	for k := range v.nobody {
		best, any := int32(-1), false
		for _, i := range e.of(k) {
			if !want(v, i) {
				continue
			}
			any = true
			d := e.DECOM[i]
			if !d.IsZero() && (best < 0 || earliest && d.Before(e.DECOM[best]) || !earliest && d.After(e.DECOM[best])) {
				best = i
			}
		}
		rows[k] = best
		undated = undated || any && best < 0
	}
	return rows, undated
}
