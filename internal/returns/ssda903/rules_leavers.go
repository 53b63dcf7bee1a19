package ssda903

// leaverRules are about care leavers.
var leaverRules = []rule{
	{
		code: "131", title: "Contact code absent or unknown", flags: on(OC3), fields: "OC3.IN_TOUCH",
		message: "Whether the council is in touch with the care leaver is given as {OC3.IN_TOUCH}, which is not one of the codes.",
		mend:    "Give YES, NO, DIED, REFU (refuses contact), NREQ (needs no services any more) or RHOM (back home for six months).",
		check:   missingOrNotIn(OC3, OC3IN_TOUCH, inTouchCodes),
	},
	{
		code: "132", title: "Activity code absent or unknown", flags: on(OC3), fields: "OC3.ACTIV",
		message: "What the care leaver does is given as {OC3.ACTIV}, which is not one of the codes.",
		mend:    "Give one of F1, P1, F2, P2, F4, P4, F5, P5, G4, G5, G6, or 0 when it is not known or not needed.",
		check:   missingOrNotIn(OC3, OC3ACTIV, activCodes),
	},
	{
		code: "133", title: "Accommodation code absent or unknown", flags: on(OC3), fields: "OC3.ACCOM",
		message: "Where the care leaver lives is given as {OC3.ACCOM}, which is not one of the codes.",
		mend:    "Give the letter of the kind of home with 1 for suitable or 2 for unsuitable, such as U1, or 0 when it is not known or not needed.",
		check:   missingOrNotIn(OC3, OC3ACCOM, accomCodes),
	},
	{
		code: "134", title: "Adoption and care-leaver data for one child", flags: on(AD1, OC3), fields: adoptionFields + " " + leaverFields,
		message: "The child has an adoption record and a care-leaver record with data in both; an adopted child is not a care leaver.",
		mend:    "Take out the record that does not belong to this child.",
		differs: "The sector's checker marks the adoption record only; either may be the wrong one.",
		tables:  on(OC3, AD1),
		check:   adoptedLeavers(true),
		peer:    adoptedLeavers(false),
	},
	{
		code: "153", title: "Care-leaver record only partly filled", flags: on(OC3), fields: leaverFields,
		message: "Of contact ({OC3.IN_TOUCH}), activity ({OC3.ACTIV}) and accommodation ({OC3.ACCOM}) some are given and some are blank.",
		mend:    "Give all three; where one does not apply its code is 0.",
		check: rows(OC3, func(v *view, i int32) bool {
			l := &v.OC3
			return leaverData(v, i) && (l.IN_TOUCH[i] == blank || l.ACTIV[i] == blank || l.ACCOM[i] == blank)
		}),
	},
	{
		code: "187", title: "In care all year, yet adoption or care-leaver data", flags: on(AD1, OC3), tables: on(OC3, AD1, Episodes),
		fields:  adoptionFields + " " + leaverFields,
		message: "The child was looked after all year without a break, so this record for a child who left care should be empty.",
		mend:    "Take the record out, or correct the episodes if care did end in the year.",
		check: func(v *view, h *hits) {
			for i := range v.OC3.n {
				if v.allYear[v.OC3.kid[i]] && leaverData(v, i) {
					h.row(OC3, i)
				}
			}
			for i := range v.AD1.n {
				if v.allYear[v.AD1.kid[i]] && adoptionData(v, i) {
					h.row(AD1, i)
				}
			}
		},
	},
	{
		code: "215", title: "Care-leaver and health data for one child", flags: on(OC2, OC3), fields: leaverFields + " " + healthFields,
		message: "The child has a care-leaver record and health data; health data belong to children who were looked after all year, who are not yet care leavers.",
		mend:    "Take out the record that does not belong to this child.",
		check: func(v *view, h *hits) {
			for i := range v.OC3.n {
				if !leaverData(v, i) {
					continue
				}
				for _, j := range v.OC2.of(v.OC3.kid[i]) {
					if healthData(v, j) {
						h.pair(OC3, i, OC2, j)
					}
				}
			}
		},
	},
	{
		code: "344", title: "Died or back home, yet activity or accommodation given", flags: on(OC3), fields: leaverFields,
		message: "Contact is {OC3.IN_TOUCH}, so activity and accommodation should both be 0; they are {OC3.ACTIV} and {OC3.ACCOM}.",
		mend:    "Give 0 for both, or correct the contact code.",
		check: rows(OC3, func(v *view, i int32) bool {
			l := &v.OC3
			return (l.IN_TOUCH[i] == cDIED || l.IN_TOUCH[i] == cRHOM) && (l.ACTIV[i] != c0 || l.ACCOM[i] != c0)
		}),
	},
	{
		code: "345", title: "In touch, yet activity or accommodation is 0", flags: on(OC3), fields: leaverFields,
		message: "The council is in touch with the care leaver, so it should know activity and accommodation; they are {OC3.ACTIV} and {OC3.ACCOM}.",
		mend:    "Give the codes for what the young person does and where they live, or correct the contact code.",
		check: rows(OC3, func(v *view, i int32) bool {
			l := &v.OC3
			return l.IN_TOUCH[i] == cYES && (l.ACTIV[i] == c0 || l.ACCOM[i] == c0)
		}),
	},
	{
		code: "347", title: "Foyer under 18", query: true, flags: on(OC3), fields: "OC3.ACCOM OC3.DOB",
		message: "The accommodation is {OC3.ACCOM}, a foyer or the like, for somebody who turns 18 only on {OC3.DOB+18y}.",
		mend:    "Check the accommodation and the date of birth. If both are right, be ready to say so.",
		differs: "The sector's checker looks for the old code T, which is no longer valid, judges the age at the start of the year, and gives no result at all when any birth date in the table is malformed.",
		check: rows(OC3, func(v *view, i int32) bool {
			return (v.OC3.ACCOM[i] == cT1 || v.OC3.ACCOM[i] == cT2) && younger(v.OC3.DOB[i], 18, v.end)
		}),
		peer: rows(OC3, func(v *view, i int32) bool {
			return v.OC3.ACCOM[i] == cT && !v.OC3.DOB[i].IsZero() && v.start.Sub(v.OC3.DOB[i]) <= 6574
		}),
		aborts: func(v *view) bool {
			for i, d := range v.OC3.DOB {
				if d.IsZero() && !v.OC3.blank(OC3DOB, int32(i)) {
					return true
				}
			}
			return false
		},
	},
	{
		code: "348", title: "Reported dead last year", flags: on(OC3), last: on(OC3), fields: "OC3.IN_TOUCH OC3_last.IN_TOUCH",
		message: "Last year's return says that the young person died; this year's contact code is {OC3.IN_TOUCH}.",
		mend:    "Take the record out, or have last year's return corrected.",
		check: func(v *view, h *hits) {
			for i := range v.OC3.n {
				for _, j := range v.last.OC3.of(v.OC3.kid[i]) {
					if v.last.OC3.IN_TOUCH[j] == cDIED && v.OC3.IN_TOUCH[i] != cDIED {
						h.row(OC3, i)
					}
				}
			}
		},
	},
	{
		code: "391", title: "Care-leaver data under 17", flags: on(OC3), fields: "OC3.DOB " + leaverFields,
		message: "The record has care-leaver data, but the young person, born on {OC3.DOB}, is not 17 before the year ends.",
		mend:    "Take the record out, or correct the date of birth.",
		check:   rows(OC3, func(v *view, i int32) bool { return younger(v.OC3.DOB[i], 17, v.end) && leaverData(v, i) }),
	},
}

// The columns that make up an adoption record, a care-leaver record and the health and conviction data.
const (
	adoptionFields = "AD1.DATE_INT AD1.DATE_MATCH AD1.FOSTER_CARE AD1.NB_ADOPTR AD1.SEX_ADOPTR AD1.LS_ADOPTR"
	leaverFields   = "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM"
	healthFields   = "OC2.CONVICTED OC2.HEALTH_CHECK OC2.IMMUNISATIONS OC2.TEETH_CHECK OC2.HEALTH_ASSESSMENT OC2.SUBSTANCE_MISUSE OC2.INTERVENTION_RECEIVED OC2.INTERVENTION_OFFERED"
)

// leaverData says whether a row of OC3 says anything.
func leaverData(v *view, i int32) bool {
	l := &v.OC3
	return l.IN_TOUCH[i] != blank || l.ACTIV[i] != blank || l.ACCOM[i] != blank
}

// adoptionGiven counts how many of the six adoption fields of a row of AD1 are given.
func adoptionGiven(v *view, i int32) int {
	a, n := &v.AD1, 0
	for _, is := range [6]bool{
		!a.blank(AD1DATE_INT, i), !a.blank(AD1DATE_MATCH, i), a.FOSTER_CARE[i] != blank,
		a.NB_ADOPTR[i] != blank, a.SEX_ADOPTR[i] != blank, a.LS_ADOPTR[i] != blank,
	} {
		if is {
			n++
		}
	}
	return n
}

// adoptionData says whether a row of AD1 says anything.
func adoptionData(v *view, i int32) bool { return adoptionGiven(v, i) > 0 }

// coreMissing says whether one of the four health items that every child needs is blank in a row of OC2.
func coreMissing(v *view, i int32) bool {
	o := &v.OC2
	return o.IMMUNISATIONS[i] == blank || o.TEETH_CHECK[i] == blank || o.HEALTH_ASSESSMENT[i] == blank || o.SUBSTANCE_MISUSE[i] == blank
}

// extraHealth says whether one of the other four health and conviction items is given in a row of OC2.
func extraHealth(v *view, i int32) bool {
	o := &v.OC2
	return o.CONVICTED[i] != blank || o.HEALTH_CHECK[i] != blank || o.INTERVENTION_RECEIVED[i] != blank || o.INTERVENTION_OFFERED[i] != blank
}

// healthData says whether any of the eight health and conviction items is given in a row of OC2.
func healthData(v *view, i int32) bool {
	o := &v.OC2
	return extraHealth(v, i) || o.IMMUNISATIONS[i] != blank || o.TEETH_CHECK[i] != blank || o.HEALTH_ASSESSMENT[i] != blank ||
		o.SUBSTANCE_MISUSE[i] != blank
}

// adoptedLeavers is rule 134.
func adoptedLeavers(both bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		for i := range v.AD1.n {
			if !adoptionData(v, i) {
				continue
			}
			for _, j := range v.OC3.of(v.AD1.kid[i]) {
				switch {
				case !leaverData(v, j):
				case both:
					h.pair(AD1, i, OC3, j)
				default:
					h.row(AD1, i)
				}
			}
		}
	}
}
