package ssda903

// motherRules are about young women who are mothers, and their children.
var motherRules = []rule{
	{
		code: "607", title: "Left care, mother status missing", flags: on(Episodes, Header), tables: on(Header, Episodes),
		fields:  "Episodes.DEC Episodes.REC Episodes.LS Header.SEX Header.MOTHER",
		message: "She left care on {Episodes.DEC} ({Episodes.REC}), but whether she is a mother is left blank.",
		mend:    "Give 1 if she has a child of her own, else 0.",
		check: joined(Episodes, Header, func(v *view, i, j int32) bool {
			e := &v.Episodes
			return v.Header.SEX[j] == cF && v.Header.MOTHER[j] == blank && v.inYear(e.DEC[i]) && e.REC[i] != blank && e.REC[i] != cX1 && notRespite(v, i)
		}),
	},
	{
		code: "611", title: "Mother without the child's birth date", flags: on(Header), fields: "Header.MOTHER Header.MC_DOB",
		message: "She is a mother, but the birth date of her first child is left blank.",
		mend:    "Give the birth date of her first child, or 0 as the mother status if she has none.",
		check:   rows(Header, func(v *view, i int32) bool { return v.Header.MOTHER[i] == c1 && v.Header.blank(HeaderMC_DOB, i) }),
	},
	{
		code: "612", title: "Child's birth date without mother status", flags: on(Header), fields: "Header.SEX Header.MOTHER Header.MC_DOB",
		message: "A child of hers is said to be born on {Header.MC_DOB}, but the mother status is {Header.MOTHER}.",
		mend:    "Give 1 as the mother status, or take the child's birth date out.",
		check: rows(Header, func(v *view, i int32) bool {
			m := v.Header.MOTHER[i]
			return v.Header.SEX[i] == cF && (m == c0 || m == blank) && !v.Header.blank(HeaderMC_DOB, i)
		}),
	},
	{
		code: "620", title: "Mother under 11", query: true, flags: on(Header), fields: "Header.MOTHER Header.DOB",
		message: "She is recorded as a mother, but was not 11 when the year began; she was born on {Header.DOB}.",
		mend:    "Check the mother status and the date of birth. If both are right, be ready to say so.",
		check:   rows(Header, func(v *view, i int32) bool { return v.Header.MOTHER[i] == c1 && younger(v.Header.DOB[i], 11, v.start) }),
	},
	{
		code: "621", title: "Mother no older than her child", flags: on(Header), fields: "Header.DOB Header.MC_DOB",
		message: "Her child is said to be born on {Header.MC_DOB}, but she herself was born on {Header.DOB}.",
		mend:    "Correct one of the two dates of birth.",
		differs: "The sector's checker also flags her when her own date of birth is missing, which rule 102 is about.",
		check:   rows(Header, func(v *view, i int32) bool { return le(v.Header.MC_DOB[i], v.Header.DOB[i]) }),
		peer: rows(Header, func(v *view, i int32) bool {
			return !v.Header.MC_DOB[i].IsZero() && !gt(v.Header.MC_DOB[i], v.Header.DOB[i])
		}),
	},
	{
		code: "624", title: "Child's birth date differs from last year", flags: on(Header), last: on(Header), fields: "Header.MC_DOB Header_last.MC_DOB",
		message: "The birth date of her child is {Header.MC_DOB} now and was {last.MC_DOB} in last year's return.",
		mend:    "Find out which is right. It is the date of her first child, so it does not change with a second.",
		differs: "The sector's checker compares the texts of the dates, and also flags a care leaver, of whom rule 628 wants both left blank.",
		check: sinceLastYear(Header, func(v *view, i, j int32) bool {
			kid := v.Header.kid[i]
			left := v.Header.blank(HeaderMC_DOB, i) && !v.Episodes.has(kid) && anyLeaverData(v, kid)
			return !left && !v.last.Header.blank(HeaderMC_DOB, j) && !sameDate(v.sheets[Header], HeaderMC_DOB, i, v.last.sheets[Header], HeaderMC_DOB, j)
		}),
		peer: sinceLastYear(Header, func(v *view, i, j int32) bool {
			return !v.last.Header.blank(HeaderMC_DOB, j) && !sameText(v.sheets[Header], HeaderMC_DOB, i, v.last.sheets[Header], HeaderMC_DOB, j)
		}),
	},
	{
		code: "625", title: "Child born after the year end or after care ended", flags: on(Header, Episodes), tables: on(Episodes, Header),
		fields:  "Header.MC_DOB Episodes.DEC",
		message: "Her child is said to be born on {Header.MC_DOB}, after the year end, {year.end}, or after her care ended on {Episodes.DEC}.",
		mend:    "Correct the child's birth date, or leave it and the mother status for next year's return.",
		differs: "The sector's checker takes the latest episode that ended, even when care went on after it, and does not look at a young woman without one.",
		check: func(v *view, h *hits) {
			e := &v.Episodes
			for i, born := range v.Header.MC_DOB {
				if born.IsZero() {
					continue
				}
				last := e.latest[v.Header.kid[i]]
				switch {
				case last >= 0 && (gt(born, v.end) || e.REC[last] != cX1 && gt(born, e.DEC[last])):
					h.pair(Header, int32(i), Episodes, last)
				case gt(born, v.end):
					h.row(Header, int32(i))
				}
			}
		},
		peer: func(v *view, h *hits) {
			e := &v.Episodes
			for i, born := range v.Header.MC_DOB {
				kid := v.Header.kid[i]
				if born.IsZero() || kid == v.nobody {
					continue
				}
				if _, last := extremes(e.of(kid), e.DEC); last >= 0 && (gt(born, v.end) || gt(born, e.DEC[last])) {
					h.pair(Header, int32(i), Episodes, last)
				}
			}
		},
	},
	{
		code: "626", title: "Mother status new, child older than the year", flags: on(Header), last: on(Header), fields: "Header.MOTHER Header.MC_DOB Header_last.MOTHER",
		message: "She is a mother since {Header.MC_DOB}, before the year began, but last year's return said that she was not.",
		mend:    "Correct the child's birth date, or have last year's return corrected.",
		check: sinceLastYear(Header, func(v *view, i, j int32) bool {
			if !lt(v.Header.MC_DOB[i], v.start) || !isOne(v.Header.text(HeaderMOTHER, i)) {
				return false
			}
			n, ok := numeral(v.last.Header.text(HeaderMOTHER, j))
			return ok && n == 0
		}),
	},
	{
		code: "628", title: "Mother status for a care leaver not in care", flags: on(Header), tables: on(Episodes, Header, OC3), fields: "Header.MOTHER " + leaverFields,
		message: "The mother status is {Header.MOTHER} for a care leaver who was not looked after in the year; it is not asked for them.",
		mend:    "Leave mother status and the child's birth date blank, or add the episodes of the year.",
		check: rows(Header, func(v *view, i int32) bool {
			kid := v.Header.kid[i]
			return v.Header.MOTHER[i] != blank && !v.Episodes.has(kid) && anyLeaverData(v, kid)
		}),
	},
}

// anyLeaverData says whether a row of the child in OC3 says anything.
func anyLeaverData(v *view, kid int32) bool {
	for _, j := range v.OC3.of(kid) {
		if leaverData(v, j) {
			return true
		}
	}
	return false
}
