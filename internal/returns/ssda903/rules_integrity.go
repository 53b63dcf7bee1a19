package ssda903

// integrityRules are about whether the tables fit together: every child in Header, the same birth dates, nobody twice.
var integrityRules = []rule{
	{
		code: "442", title: "UPN missing", flags: on(Header), tables: on(Episodes, Header), fields: "Header.UPN Episodes.LS",
		message: "The child was looked after, but the unique pupil number is left blank.",
		mend:    "Give the number, or one of UN1 to UN5 to say why there is none.",
		check: rows(Header, func(v *view, i int32) bool {
			return v.Header.blank(HeaderUPN, i) && notOnlyRespite(v, v.Header.kid[i])
		}),
	},
	{
		code: "444", title: "UPN used twice", flags: on(Header), fields: "Header.UPN",
		message: "The unique pupil number {Header.UPN} is given for more than one child.",
		mend:    "Find out whose it is. If the rows are of one child, keep one of them.",
		differs: "The sector's checker also flags two rows of one child, which rule INT32 is about.",
		check:   sharedUPN(false),
		peer:    sharedUPN(true),
	},
	{
		code: "1012", title: "Rows in other tables for a child without episodes", flags: on(PlacedAdoption, Missing, Reviews, AD1, PrevPerm, OC2), tables: on(Episodes),
		fields:  "PlacedAdoption.CHILD Missing.CHILD Reviews.CHILD AD1.CHILD PrevPerm.CHILD OC2.CHILD",
		message: "The child has this row, but no episode in the year.",
		mend:    "Add the episodes of the year, or take the row out if the child was not looked after.",
		check: func(v *view, h *hits) {
			for _, t := range on(PlacedAdoption, Missing, Reviews, AD1, PrevPerm, OC2) {
				for i, k := range v.sheets[t].kid {
					if !v.Episodes.has(k) {
						h.row(t, int32(i))
					}
				}
			}
		},
		aborts: noColumns(PlacedAdoption, Missing, Reviews, AD1, PrevPerm, OC2),
	},
	{
		code: "EPI", title: "Header row without episodes or care-leaver data", flags: on(Header), fields: "Header.CHILD",
		message: "The child stands in Header, but has neither an episode nor a care-leaver record.",
		mend:    "Add what is missing, or take the child out of the return.",
		check: rows(Header, func(v *view, i int32) bool {
			return !v.Episodes.has(v.Header.kid[i]) && !v.OC3.has(v.Header.kid[i])
		}),
		aborts: noColumns(Episodes, OC3),
	},
	notInHeader("INT01", AD1, "an adoption record"),
	notInHeader("INT02", PlacedAdoption, "a decision to place for adoption"),
	notInHeader("INT03", Episodes, "an episode"),
	notInHeader("INT04", Missing, "a missing spell"),
	notInHeader("INT05", OC2, "health data"),
	notInHeader("INT06", OC3, "a care-leaver record"),
	notInHeader("INT07", PrevPerm, "a row about previous permanence"),
	notInHeader("INT08", Reviews, "a review"),
	notInHeader("INT09", UASC, "a row as an asylum seeker"),
	bornOtherwise("INT11", AD1, "the adoption record"),
	bornOtherwise("INT12", PlacedAdoption, "the decision to place for adoption"),
	bornOtherwise("INT13", Missing, "the missing spell"),
	bornOtherwise("INT14", OC2, "the health data"),
	bornOtherwise("INT15", OC3, "the care-leaver record"),
	bornOtherwise("INT16", PrevPerm, "the row about previous permanence"),
	bornOtherwise("INT17", Reviews, "the review"),
	bornOtherwise("INT18", UASC, "the row as an asylum seeker"),
	{
		code: "INT21", title: "UASC sex differs from Header", flags: on(UASC), tables: on(Header, UASC), fields: "UASC.SEX Header.SEX",
		message: "The sex is {UASC.SEX} in the row as an asylum seeker and {Header.SEX} in Header.",
		mend:    "Find out which is right and give it in both.",
		check: against(UASC, Header, func(v *view, i, j int32) bool {
			a, b := v.UASC.SEX[i], v.Header.SEX[j]
			return a != blank && b != blank && a != b
		}),
	},
	twice("INT31", AD1, "adoption record"),
	twice("INT32", Header, "row in Header"),
	twice("INT33", OC2, "row of health data"),
	twice("INT34", OC3, "care-leaver record"),
	twice("INT35", PrevPerm, "row about previous permanence"),
	twice("INT36", UASC, "row as an asylum seeker"),
}

// notInHeader makes the rules that every child of a table stands in Header.
func notInHeader(number string, t Table, what string) rule {
	return rule{
		code: number, title: t.String() + " child not in Header", flags: on(t), tables: on(Header, t), fields: t.String() + ".CHILD",
		message: "There is " + what + " of the child {" + t.String() + ".CHILD}, who does not stand in Header.",
		mend:    "Add the child to Header, or correct the identifier.",
		check:   rows(t, func(v *view, i int32) bool { return !v.Header.has(v.sheets[t].kid[i]) }),
	}
}

// bornOtherwise makes the rules that a table has the birth date of Header.
func bornOtherwise(number string, t Table, what string) rule {
	col := t.Col("DOB")
	return rule{
		code: number, title: t.String() + " birth date differs from Header", flags: on(t), tables: on(Header, t), fields: t.String() + ".DOB Header.DOB",
		message: "By " + what + " the child was born on {" + t.String() + ".DOB}, by Header on {Header.DOB}.",
		mend:    "Find out which is right and give it in both.",
		check: against(t, Header, func(v *view, i, j int32) bool {
			a, b := v.sheets[t].days[col][i], v.Header.DOB[j]
			return !a.IsZero() && !b.IsZero() && a != b
		}),
	}
}

// twice makes the rules that a child stands in a table once.
func twice(number string, t Table, what string) rule {
	return rule{
		code: number, title: "Child twice in " + t.String(), flags: on(t), fields: t.String() + ".CHILD",
		message: "The child {" + t.String() + ".CHILD} has more than one " + what + ".",
		mend:    "Keep the right one and take the others out.",
		check: rows(t, func(v *view, i int32) bool {
			kid := v.sheets[t].kid[i]
			return kid != v.nobody && len(v.sheets[t].of(kid)) > 1
		}),
	}
}

// sharedUPN is rule 444; sameChild says whether rows of one child count as two.
func sharedUPN(sameChild bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		s := &v.Header
		type holder struct {
			kid    int32
			shared bool
		}
		var holders []holder
		known, of := make(map[string]int32, s.n), make([]int32, s.n) // the place of a number, and of each row's, in holders
		for i := range s.n {
			upn := s.text(HeaderUPN, i)
			if of[i] = -1; upn == "" || noUPN(upn) {
				continue
			}
			n, ok := known[upn]
			if !ok {
				n = int32(len(holders))
				known[upn], holders = n, append(holders, holder{kid: s.kid[i]})
			} else if sameChild || s.kid[i] != holders[n].kid || s.kid[i] == v.nobody {
				holders[n].shared = true
			}
			of[i] = n
		}
		for i, n := range of {
			if n >= 0 && holders[n].shared {
				h.row(Header, int32(i))
			}
		}
	}
}
