package ssda903

// reviewCodeRules are about how a child took part in a review, by its age in Reviews.
var reviewCodeRules = []rule{
	{
		code: "440", title: "Review code for under-4s on an older child", flags: on(Reviews), fields: "Reviews.REVIEW Reviews.REVIEW_CODE Reviews.DOB",
		message: "The review of {Reviews.REVIEW} has the code PN0 for a child under 4, but the child turned 4 on {Reviews.DOB+4y}.",
		mend:    "Give PN1 to PN7, or correct the date of the review or of birth.",
		check: rows(Reviews, func(v *view, i int32) bool {
			return v.Reviews.REVIEW_CODE[i] == cPN0 && aged(v.Reviews.DOB[i], 4, v.Reviews.REVIEW[i].Add(-1))
		}),
	},
	{
		code: "441", title: "Review code for older children on an under-4", flags: on(Reviews), fields: "Reviews.REVIEW Reviews.REVIEW_CODE Reviews.DOB",
		message: "The review of {Reviews.REVIEW} has the code {Reviews.REVIEW_CODE} for a child of 4 or over, but the child turns 4 only on {Reviews.DOB+4y}.",
		mend:    "Give PN0, or correct the date of the review or of birth.",
		check: rows(Reviews, func(v *view, i int32) bool {
			c := v.Reviews.REVIEW_CODE[i]
			return c != cPN0 && reviewCodes.has(c) && younger(v.Reviews.DOB[i], 4, v.Reviews.REVIEW[i])
		}),
	},
}
