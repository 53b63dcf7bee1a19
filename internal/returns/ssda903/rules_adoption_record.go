package ssda903

// adoptionRecordRules hold the items of an adoption record against each other and against the child's episodes.
var adoptionRecordRules = []rule{
	{
		code: "511", title: "Couple with a single-adopter sex code", flags: on(AD1), fields: "AD1.NB_ADOPTR AD1.SEX_ADOPTR",
		message: "Two people adopted the child, but their sex is given as {AD1.SEX_ADOPTR}, the code of a single adopter.",
		mend:    "Give MM, FF or MF for the couple, or correct the number of adopters.",
		check: rows(AD1, func(v *view, i int32) bool {
			return v.AD1.NB_ADOPTR[i] == c2 && (v.AD1.SEX_ADOPTR[i] == cM1 || v.AD1.SEX_ADOPTR[i] == cF1)
		}),
	},
	adopters("514", "Single-adopter legal status with a couple sex code", cL0, "L0, single", "M1 F1", "M1 or F1"),
	adopters("517", "L3 without a mixed couple", cL3, "L3, unmarried couple of different sex", "MF", "MF"),
	adopters("518", "L4 without a same-sex couple", cL4, "L4, unmarried couple of the same sex", "MM FF", "MM or FF"),
	adopters("519", "L2 without a couple", cL2, "L2, civil partners", "MM FF MF", "MM, FF or MF"),
	adopters("520", "L11 without a mixed couple", cL11, "L11, married couple of different sex", "MF", "MF"),
	adopters("524", "L12 without a same-sex couple", cL12, "L12, married couple of the same sex", "MM FF", "MM or FF"),
	{
		code: "521", title: "Best-interest decision after placement for adoption", flags: on(Episodes, AD1), fields: "AD1.DATE_INT Episodes.DECOM Episodes.PLACE",
		message: "The decision that adoption is in the child's best interests is dated {AD1.DATE_INT}, after the child was placed for adoption ({Episodes.PLACE}) on {Episodes.DECOM}.",
		mend:    "Correct the decision date, or the start or type of the placement.",
		check: joined(Episodes, AD1, func(v *view, i, j int32) bool {
			return adoptive.has(v.Episodes.PLACE[i]) && gt(v.AD1.DATE_INT[j], v.Episodes.DECOM[i])
		}),
	},
	{
		code: "523", title: "Decision and best-interest dates differ", flags: on(PlacedAdoption, AD1), fields: "PlacedAdoption.DATE_PLACED AD1.DATE_INT",
		message: "The decision to place the child for adoption is dated {PlacedAdoption.DATE_PLACED}, the same decision in the adoption record {AD1.DATE_INT}.",
		mend:    "Give the same date in both.",
		check: joined(PlacedAdoption, AD1, func(v *view, i, j int32) bool {
			a, b := v.PlacedAdoption.DATE_PLACED[i], v.AD1.DATE_INT[j]
			return !a.IsZero() && !b.IsZero() && a != b
		}),
	},
	{
		code: "525", title: "Decision reversed, yet adoption data", flags: on(PlacedAdoption, AD1), fields: "PlacedAdoption.DATE_PLACED_CEASED " + adoptionFields,
		message: "The decision to place the child for adoption was reversed on {PlacedAdoption.DATE_PLACED_CEASED}, yet the child has an adoption record.",
		mend:    "Take the adoption record out; if the child was adopted after all, take the reversal out.",
		check: joined(PlacedAdoption, AD1, func(v *view, i, j int32) bool {
			return !v.PlacedAdoption.blank(PlacedAdoptionDATE_PLACED_CEASED, i) && adoptionData(v, j)
		}),
	},
	{
		code: "582", title: "Adopted on the matching date", flags: on(Episodes), tables: on(Episodes, AD1), fields: "Episodes.REC Episodes.DEC AD1.DATE_MATCH",
		message: "The child was adopted on {Episodes.DEC}, the very day of the match with the adopters.",
		mend:    "Correct one of the two dates: months lie between a match and the adoption order.",
		differs: textDates,
		check: against(Episodes, AD1, func(v *view, i, j int32) bool {
			return adopted.has(v.Episodes.REC[i]) && sameDate(v.sheets[Episodes], EpisodesDEC, i, v.sheets[AD1], AD1DATE_MATCH, j)
		}),
		peer: against(Episodes, AD1, func(v *view, i, j int32) bool {
			return adopted.has(v.Episodes.REC[i]) && sameText(v.sheets[Episodes], EpisodesDEC, i, v.sheets[AD1], AD1DATE_MATCH, j)
		}),
	},
	{
		code: "601", title: "Adopted in the year, adoption record incomplete", flags: on(AD1, Episodes), tables: on(Episodes, AD1),
		fields:  "Episodes.REC Episodes.DEC " + adoptionFields,
		message: "The child was adopted on {Episodes.DEC}, but its adoption record is not complete: decision {AD1.DATE_INT}, match {AD1.DATE_MATCH}, foster carer {AD1.FOSTER_CARE}, adopters {AD1.NB_ADOPTR}, their sex {AD1.SEX_ADOPTR}, their legal status {AD1.LS_ADOPTR}.",
		mend:    "Give all six items; add the record if the child has none.",
		differs: "The sector's checker says nothing of an adopted child that has no adoption record at all.",
		check: func(v *view, h *hits) {
			incompleteAdoption(v, h)
			for i := range v.Episodes.n {
				if adoptedThisYear(v, i) && !v.AD1.has(v.Episodes.kid[i]) {
					h.row(Episodes, i)
				}
			}
		},
		peer: incompleteAdoption,
	},
	{
		code: "602", title: "Adoption record without an adoption in the year", flags: on(AD1), tables: on(Episodes, AD1),
		fields:  adoptionFields + " Episodes.REC Episodes.DEC",
		message: "The child has an adoption record, but none of its episodes ended in adoption in the year.",
		mend:    "Take the record out, or give E11 or E12 as the reason why the last episode ended, with its date.",
		check: rows(AD1, func(v *view, i int32) bool {
			for _, j := range v.Episodes.of(v.AD1.kid[i]) {
				if adoptedThisYear(v, j) {
					return false
				}
			}
			return adoptionData(v, i)
		}),
	},
}

// adopters makes the rules about which sex codes go with a legal status of adopters.
func adopters(number, title string, status code, what, sexes, words string) rule {
	fit := newSet(sexes)
	return rule{
		code: number, title: title, flags: on(AD1), fields: "AD1.LS_ADOPTR AD1.SEX_ADOPTR",
		message: "The legal status of the adopters is " + what + ", but their sex is given as {AD1.SEX_ADOPTR}.",
		mend:    "Give " + words + " as the sex, or correct the legal status.",
		check: rows(AD1, func(v *view, i int32) bool {
			return v.AD1.LS_ADOPTR[i] == status && !fit.has(v.AD1.SEX_ADOPTR[i])
		}),
	}
}

// adoptedThisYear says whether an episode ended in adoption in the year.
func adoptedThisYear(v *view, i int32) bool {
	return adopted.has(v.Episodes.REC[i]) && v.inYear(v.Episodes.DEC[i])
}

// incompleteAdoption is rule 601 for children with a record.
var incompleteAdoption = joined(Episodes, AD1, func(v *view, i, j int32) bool {
	return adoptedThisYear(v, i) && adoptionGiven(v, j) < 6
})
