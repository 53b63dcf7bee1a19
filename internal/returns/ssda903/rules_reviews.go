package ssda903

// reviewRules are about statutory reviews.
var reviewRules = []rule{
	{
		code: "166", title: "Review date absent or malformed", flags: on(Reviews), fields: "Reviews.REVIEW",
		message: "The date of the review is {Reviews.REVIEW}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the day of the review as day, month and four-digit year, or take the row out.",
		check:   missingOrMalformed(Reviews, ReviewsREVIEW),
	},
	{
		code: "167", title: "Review code unknown, absent, or without a date", flags: on(Reviews), fields: "Reviews.REVIEW Reviews.REVIEW_CODE",
		message: "The review of {Reviews.REVIEW} has the code {Reviews.REVIEW_CODE}; a review needs a date and one of the codes PN0 to PN7.",
		mend:    "Give both; the code says how the child took part, PN0 for a child under 4.",
		check: rows(Reviews, func(v *view, i int32) bool {
			given, c := !v.Reviews.blank(ReviewsREVIEW, i), v.Reviews.REVIEW_CODE[i]
			return !(given && reviewCodes.has(c) || !given && c == blank)
		}),
	},
	{
		code: "399", title: "Mother or review data for a child who had short breaks only", flags: on(Header, Episodes, Reviews),
		fields:  "Header.MOTHER Reviews.REVIEW Reviews.REVIEW_CODE Episodes.LS",
		message: "All of the child's episodes are short breaks, so nothing should be said about being a mother ({Header.MOTHER}) or reviews ({Reviews.REVIEW}, {Reviews.REVIEW_CODE}).",
		mend:    "Take mother status and reviews out, or correct the legal status of the episodes.",
		differs: "The sector's checker flags all rows of such a child in the three tables as soon as one of them carries such data, blank review rows too.",
		check:   respiteOnly(false),
		peer:    respiteOnly(true),
	},
}

// respiteOnly is rule 399. all flags every row of the child as the peer does: by joined rows of Episodes, Header and Reviews.
func respiteOnly(all bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		e, rv := &v.Episodes, &v.Reviews
		for k := range v.nobody + 1 {
			if !e.has(k) || notOnlyRespite(v, k) {
				continue
			}
			for _, a := range orNone(v.Header.of(k)) {
				mother := a >= 0 && v.Header.MOTHER[a] != blank
				any := false
				for _, b := range orNone(rv.of(k)) {
					review := b >= 0 && (!rv.blank(ReviewsREVIEW, b) || rv.REVIEW_CODE[b] != blank)
					if !mother && !review {
						continue
					}
					any = true
					if b >= 0 && (all || review) {
						h.row(Reviews, b)
					}
				}
				if !any {
					continue
				}
				for _, i := range e.of(k) {
					h.row(Episodes, i)
				}
				if a >= 0 && (all || mother) {
					h.row(Header, a)
				}
			}
		}
	}
}
