package ssda903

// developmentRules are about convictions and development checks in the health data.
var developmentRules = []rule{
	{
		code: "542", title: "Conviction data under 10", flags: on(OC2), fields: "OC2.CONVICTED OC2.DOB",
		message: "Whether the child was convicted is given as {OC2.CONVICTED}, but it turns 10 only on {OC2.DOB+10y}, after the year end.",
		mend:    "Leave the item blank, or correct the date of birth.",
		check:   rows(OC2, func(v *view, i int32) bool { return younger(v.OC2.DOB[i], 10, v.end) && v.OC2.CONVICTED[i] != blank }),
	},
	{
		code: "543", title: "Conviction data missing at 10 or over", flags: on(OC2), tables: on(OC2, Episodes), fields: "OC2.CONVICTED OC2.DOB",
		message: "The child was looked after all year and turned 10 on {OC2.DOB+10y}, but whether it was convicted is left blank.",
		mend:    "Give 1 if the child was convicted or had a final warning in the year, else 0.",
		differs: "The sector's checker lets a child pass that turned 10 on the last day of the year, of whom neither this rule nor 542 then asks anything.",
		check:   rows(OC2, func(v *view, i int32) bool { return unconvicted(v, i) && aged(v.OC2.DOB[i], 10, v.end) }),
		peer:    rows(OC2, func(v *view, i int32) bool { return unconvicted(v, i) && aged(v.OC2.DOB[i], 10, v.end.Add(-1)) }),
	},
	{
		code: "544", title: "Conviction without the core health items", flags: on(OC2), fields: healthFields,
		message: "Whether the child was convicted is given as {OC2.CONVICTED}, but of the four core items one is blank: immunisations {OC2.IMMUNISATIONS}, dentist {OC2.TEETH_CHECK}, health assessment {OC2.HEALTH_ASSESSMENT}, substance misuse {OC2.SUBSTANCE_MISUSE}.",
		mend:    "Give 0 or 1 for all four.",
		differs: "The sector's checker looks at children with a conviction only, though the item says something with 0 too.",
		check:   rows(OC2, func(v *view, i int32) bool { return v.OC2.CONVICTED[i] != blank && coreMissing(v, i) }),
		peer:    rows(OC2, func(v *view, i int32) bool { return v.OC2.CONVICTED[i] == c1 && coreMissing(v, i) }),
	},
	{
		code: "545", title: "Development check missing under 5", flags: on(OC2), tables: on(OC2, Episodes), fields: "OC2.HEALTH_CHECK OC2.DOB",
		message: "The child was looked after all year and turns 5 only on {OC2.DOB+5y}, but whether its development checks are up to date is left blank.",
		mend:    "Give 1 if they are, 0 if not.",
		check: rows(OC2, func(v *view, i int32) bool {
			return v.allYear[v.OC2.kid[i]] && v.OC2.HEALTH_CHECK[i] == blank && younger(v.OC2.DOB[i], 5, v.end)
		}),
	},
	{
		code: "546", title: "Development check at 5 or over", flags: on(OC2), tables: on(OC2, Episodes), fields: "OC2.HEALTH_CHECK OC2.DOB",
		message: "Development checks are for the under-fives, but the child turned 5 on {OC2.DOB+5y}, by the year end; the item says {OC2.HEALTH_CHECK}.",
		mend:    "Leave the item blank, or correct the date of birth.",
		check: rows(OC2, func(v *view, i int32) bool {
			return v.allYear[v.OC2.kid[i]] && v.OC2.HEALTH_CHECK[i] != blank && aged(v.OC2.DOB[i], 5, v.end)
		}),
	},
	{
		code: "547", title: "Development check without the core health items", flags: on(OC2), fields: healthFields,
		message: "The development checks are given as {OC2.HEALTH_CHECK}, but of the four core items one is blank: immunisations {OC2.IMMUNISATIONS}, dentist {OC2.TEETH_CHECK}, health assessment {OC2.HEALTH_ASSESSMENT}, substance misuse {OC2.SUBSTANCE_MISUSE}.",
		mend:    "Give 0 or 1 for all four.",
		differs: "The sector's checker looks at children whose checks are up to date only, though the item says something with 0 too.",
		check:   rows(OC2, func(v *view, i int32) bool { return v.OC2.HEALTH_CHECK[i] != blank && coreMissing(v, i) }),
		peer:    rows(OC2, func(v *view, i int32) bool { return v.OC2.HEALTH_CHECK[i] == c1 && coreMissing(v, i) }),
	},
}

// unconvicted says whether a child who was looked after all year has no conviction data.
func unconvicted(v *view, i int32) bool {
	return v.allYear[v.OC2.kid[i]] && v.OC2.CONVICTED[i] == blank
}
