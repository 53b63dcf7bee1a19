package ssda903

// healthRules are about the health, SDQ and conviction data of children looked after all year.
var healthRules = []rule{
	{
		code: "157", title: "Too young or too old for the SDQ, yet of SDQ age", flags: on(OC2), tables: on(OC2, Episodes), fields: "OC2.SDQ_REASON OC2.DOB",
		message: "The reason for no SDQ score is SDQ1, too young or too old, but the child, born on {OC2.DOB}, was between 4 and 16 all year.",
		mend:    "Give the score, or the reason that applies.",
		check: rows(OC2, func(v *view, i int32) bool {
			o := &v.OC2
			return o.SDQ_REASON[i] == cSDQ1 && o.blank(OC2SDQ_SCORE, i) && v.allYear[o.kid[i]] &&
				aged(o.DOB[i], 4, v.start) && !o.DOB[i].IsZero() && !aged(o.DOB[i], 16, v.end.Add(-1))
		}),
	},
	{
		code: "158", title: "Intervention received, so 'offered' must be empty", flags: on(OC2), fields: "OC2.INTERVENTION_RECEIVED OC2.INTERVENTION_OFFERED",
		message: "The child received an intervention for substance misuse, so whether one was offered ({OC2.INTERVENTION_OFFERED}) should be blank.",
		mend:    "Leave 'offered' blank when 'received' is 1.",
		check: rows(OC2, func(v *view, i int32) bool {
			return v.OC2.INTERVENTION_RECEIVED[i] == c1 && v.OC2.INTERVENTION_OFFERED[i] != blank
		}),
	},
	{
		code: "159", title: "Intervention not received, so 'offered' is needed", flags: on(OC2),
		fields:  "OC2.SUBSTANCE_MISUSE OC2.INTERVENTION_RECEIVED OC2.INTERVENTION_OFFERED",
		message: "The child has a substance misuse problem and received no intervention, but it is not said whether one was offered.",
		mend:    "Give 1 if an intervention was offered, 0 if not.",
		check: rows(OC2, func(v *view, i int32) bool {
			o := &v.OC2
			return o.SUBSTANCE_MISUSE[i] == c1 && o.INTERVENTION_RECEIVED[i] == c0 && o.INTERVENTION_OFFERED[i] == blank
		}),
	},
	{
		code: "180", title: "SDQ score not from 0 to 40", flags: on(OC2), fields: "OC2.SDQ_SCORE",
		message: "The SDQ score is {OC2.SDQ_SCORE}, which is not a whole number from 0 to 40.",
		mend:    "Give the total difficulties score of the carer's questionnaire, or leave it blank and give a reason.",
		check: rows(OC2, func(v *view, i int32) bool {
			if v.OC2.blank(OC2SDQ_SCORE, i) {
				return false
			}
			n, ok := numeral(v.OC2.text(OC2SDQ_SCORE, i))
			return !ok || !(n >= 0 && n <= 40) || n != float64(int(n))
		}),
	},
	{
		code: "181", title: "Health items not 0 or 1", flags: on(OC2), fields: healthFields,
		message: "One of the health or conviction items is neither 0 nor 1: convicted {OC2.CONVICTED}, development check {OC2.HEALTH_CHECK}, immunisations {OC2.IMMUNISATIONS}, dentist {OC2.TEETH_CHECK}, health assessment {OC2.HEALTH_ASSESSMENT}, substance misuse {OC2.SUBSTANCE_MISUSE}, intervention received {OC2.INTERVENTION_RECEIVED}, offered {OC2.INTERVENTION_OFFERED}.",
		mend:    "Give 1 for yes, 0 for no, or leave the item blank where it does not apply.",
		check: rows(OC2, func(v *view, i int32) bool {
			o := &v.OC2
			return badMark(o.CONVICTED[i]) || badMark(o.HEALTH_CHECK[i]) || badMark(o.IMMUNISATIONS[i]) || badMark(o.TEETH_CHECK[i]) ||
				badMark(o.HEALTH_ASSESSMENT[i]) || badMark(o.SUBSTANCE_MISUSE[i]) || badMark(o.INTERVENTION_RECEIVED[i]) || badMark(o.INTERVENTION_OFFERED[i])
		}),
	},
	{
		code: "182", title: "Core health items missing while others are filled", flags: on(OC2), fields: healthFields,
		message: "Some health data are given, but of the four items that every child needs one is blank: immunisations {OC2.IMMUNISATIONS}, dentist {OC2.TEETH_CHECK}, health assessment {OC2.HEALTH_ASSESSMENT}, substance misuse {OC2.SUBSTANCE_MISUSE}.",
		mend:    "Give 0 or 1 for all four.",
		check:   rows(OC2, func(v *view, i int32) bool { return coreMissing(v, i) && extraHealth(v, i) }),
	},
	{
		code: "185", title: "SDQ score for a child not in care all year", flags: on(OC2), tables: on(OC2, Episodes), fields: "OC2.SDQ_SCORE",
		message: "An SDQ score, {OC2.SDQ_SCORE}, is given, but by the episodes the child was not looked after for the whole year without a break.",
		mend:    "Take the score out, or correct the episodes.",
		check: rows(OC2, func(v *view, i int32) bool {
			return !v.OC2.blank(OC2SDQ_SCORE, i) && !v.allYear[v.OC2.kid[i]]
		}),
	},
	{
		code: "186", title: "SDQ score and reason both missing", flags: on(OC2), tables: on(OC2, Episodes), fields: "OC2.SDQ_SCORE OC2.SDQ_REASON OC2.DOB",
		message: "The child, born on {OC2.DOB}, was of an age for the SDQ and looked after all year, but neither a score nor a reason is given.",
		mend:    "Give the score, or the reason why there is none.",
		check: rows(OC2, func(v *view, i int32) bool {
			return v.allYear[v.OC2.kid[i]] && noSDQ(v, i) && aged(v.OC2.DOB[i], 4, v.start) && younger(v.OC2.DOB[i], 17, v.end)
		}),
	},
	{
		code: "188", title: "SDQ data for a child under 4", flags: on(OC2), fields: "OC2.SDQ_SCORE OC2.SDQ_REASON OC2.DOB",
		message: "SDQ data are given (score {OC2.SDQ_SCORE}, reason {OC2.SDQ_REASON}), but the child turns 4 on {OC2.DOB+4y}, after the year end.",
		mend:    "Take the SDQ data out, or correct the date of birth.",
		check:   rows(OC2, func(v *view, i int32) bool { return younger(v.OC2.DOB[i], 4, v.end) && !noSDQ(v, i) }),
	},
	{
		code: "189", title: "SDQ data for somebody already 17 at the start", flags: on(OC2), fields: "OC2.SDQ_SCORE OC2.SDQ_REASON OC2.DOB",
		message: "SDQ data are given (score {OC2.SDQ_SCORE}, reason {OC2.SDQ_REASON}), but the young person turned 17 on {OC2.DOB+17y}, before the year began.",
		mend:    "Take the SDQ data out, or correct the date of birth.",
		check:   rows(OC2, func(v *view, i int32) bool { return aged(v.OC2.DOB[i], 17, v.start.Add(-1)) && !noSDQ(v, i) }),
	},
	{
		code: "190", title: "Health data for a child not in care all year", flags: on(OC2), tables: on(OC2, Episodes), fields: healthFields,
		message: "Health or conviction data are given, but by the episodes the child was not looked after for the whole year without a break.",
		mend:    "Take the health data out, or correct the episodes.",
		check:   rows(OC2, func(v *view, i int32) bool { return healthData(v, i) && !v.allYear[v.OC2.kid[i]] }),
	},
	{
		code: "191", title: "Core health data missing for a child in care all year", flags: on(OC2, Episodes),
		fields:  "OC2.IMMUNISATIONS OC2.TEETH_CHECK OC2.HEALTH_ASSESSMENT OC2.SUBSTANCE_MISUSE Episodes.CHILD",
		message: "The child was looked after all year, so immunisations ({OC2.IMMUNISATIONS}), dentist ({OC2.TEETH_CHECK}), health assessment ({OC2.HEALTH_ASSESSMENT}) and substance misuse ({OC2.SUBSTANCE_MISUSE}) are all needed.",
		mend:    "Give 0 or 1 for all four; add a row to OC2 if the child has none.",
		differs: "The sector's checker gives no result at all when any child has no episode with a valid start.",
		check: func(v *view, h *hits) {
			for i := range v.OC2.n {
				if v.allYear[v.OC2.kid[i]] && coreMissing(v, i) {
					h.row(OC2, i)
				}
			}
			for k := range v.nobody {
				if v.allYear[k] && !v.OC2.has(k) && v.Episodes.earliest[k] >= 0 {
					h.row(Episodes, v.Episodes.earliest[k])
				}
			}
		},
		aborts: undatedEpisodes,
	},
	{
		code: "192", title: "Substance misuse without 'received'", flags: on(OC2), fields: "OC2.SUBSTANCE_MISUSE OC2.INTERVENTION_RECEIVED",
		message: "The child has a substance misuse problem, but it is not said whether an intervention was received.",
		mend:    "Give 1 if the child received an intervention, 0 if not.",
		check: rows(OC2, func(v *view, i int32) bool {
			return v.OC2.SUBSTANCE_MISUSE[i] == c1 && v.OC2.INTERVENTION_RECEIVED[i] == blank
		}),
	},
	{
		code: "193", title: "Intervention data without substance misuse", flags: on(OC2),
		fields:  "OC2.SUBSTANCE_MISUSE OC2.INTERVENTION_RECEIVED OC2.INTERVENTION_OFFERED",
		message: "Substance misuse is {OC2.SUBSTANCE_MISUSE}, so nothing should be said about an intervention (received {OC2.INTERVENTION_RECEIVED}, offered {OC2.INTERVENTION_OFFERED}).",
		mend:    "Take the intervention data out, or give 1 for substance misuse.",
		check: rows(OC2, func(v *view, i int32) bool {
			o := &v.OC2
			return (o.SUBSTANCE_MISUSE[i] == blank || o.SUBSTANCE_MISUSE[i] == c0) &&
				(o.INTERVENTION_RECEIVED[i] != blank || o.INTERVENTION_OFFERED[i] != blank)
		}),
	},
	{
		code: "196", title: "Unknown SDQ reason", flags: on(OC2), fields: "OC2.SDQ_REASON",
		message: "The reason for no SDQ score is {OC2.SDQ_REASON}, which is not one of SDQ1 to SDQ5.",
		mend:    "Give SDQ1 (too young or too old), SDQ2 (carer refused), SDQ3 (severe disability), SDQ4 (other) or SDQ5 (child refused).",
		check:   notIn(OC2, OC2SDQ_REASON, sdqReasonCodes),
	},
	{
		code: "197a", title: "SDQ score and reason together", flags: on(OC2), fields: "OC2.SDQ_SCORE OC2.SDQ_REASON",
		message: "There is an SDQ score, {OC2.SDQ_SCORE}, and also a reason for having none, {OC2.SDQ_REASON}.",
		mend:    "Keep the one that is right and leave the other blank.",
		check: rows(OC2, func(v *view, i int32) bool {
			return !v.OC2.blank(OC2SDQ_SCORE, i) && v.OC2.SDQ_REASON[i] != blank
		}),
	},
	{
		code: "197B", title: "SDQ data missing in the year of turning 4 or 17", query: true, flags: on(OC2), tables: on(OC2, Episodes),
		fields:  "OC2.SDQ_SCORE OC2.SDQ_REASON OC2.DOB",
		message: "The child, born on {OC2.DOB}, turned 4 or 17 in the year, and neither an SDQ score nor a reason is given.",
		mend:    "Give the score if a questionnaire was filled in, else the reason; SDQ1 if the child was too young or too old.",
		check: rows(OC2, func(v *view, i int32) bool {
			return v.allYear[v.OC2.kid[i]] && noSDQ(v, i) &&
				(v.inYear(birthday(v.OC2.DOB[i], 4)) || v.inYear(birthday(v.OC2.DOB[i], 17)))
		}),
	},
	{
		code: "198", title: "SDQ reason for a child not in care all year", flags: on(OC2), tables: on(OC2, Episodes), fields: "OC2.SDQ_REASON",
		message: "A reason for having no SDQ score, {OC2.SDQ_REASON}, is given, but by the episodes the child was not looked after for the whole year without a break.",
		mend:    "Take the reason out, or correct the episodes.",
		check: rows(OC2, func(v *view, i int32) bool {
			return v.OC2.SDQ_REASON[i] != blank && !v.allYear[v.OC2.kid[i]]
		}),
	},
}

// badMark says whether a yes-or-no item is given and is neither.
func badMark(c code) bool { return c != blank && c != c0 && c != c1 }

// noSDQ says whether a row of OC2 has neither an SDQ score nor a reason for having none.
func noSDQ(v *view, i int32) bool {
	return v.OC2.blank(OC2SDQ_SCORE, i) && v.OC2.SDQ_REASON[i] == blank
}
