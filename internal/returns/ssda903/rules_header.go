package ssda903

import "throughline/internal/day"

// headerRules are about who the child is.
var headerRules = []rule{
	{
		code: "101", title: "Sex absent or unknown", flags: on(Header), fields: "Header.SEX",
		message: "The sex is {Header.SEX}, which is not one of M, F or U.",
		mend:    "Give M for male or F for female; U only when it is truly not known.",
		check:   missingOrNotIn(Header, HeaderSEX, sexCodes),
	},
	{
		code: "102", title: "Birth date absent or malformed", flags: on(Header), fields: "Header.DOB",
		message: "The date of birth is {Header.DOB}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the child's date of birth as day, month and four-digit year, such as 05/11/2012.",
		check:   missingOrMalformed(Header, HeaderDOB),
	},
	{
		code: "103", title: "Ethnicity absent or unknown", flags: on(Header), fields: "Header.ETHNIC",
		message: "The ethnicity is {Header.ETHNIC}, which is not one of the codes of the return.",
		mend:    "Give one of the four-letter ethnicity codes; REFU when it was refused, NOBT when it has not been asked yet.",
		check:   missingOrNotIn(Header, HeaderETHNIC, ethnicCodes),
	},
	{
		code: "105", title: "Asylum-seeker mark absent or not 0 or 1", flags: on(Header), fields: "Header.UASC",
		message: "The mark for an unaccompanied asylum-seeking child is {Header.UASC}; it must be 0 or 1.",
		mend:    "Write 1 in the UASC element if the child is or was an unaccompanied asylum seeker in the year, else 0.",
		skip: func(v *view) string {
			if v.r.Form == CSV {
				return "concerns returns in XML only"
			}
			return ""
		},
		check: func(v *view, h *hits) {
			for i := range v.Header.n {
				if v.r.ThisMarks == nil {
					h.row(Header, i)
				} else if n, ok := numeral(v.r.ThisMarks[i]); !ok || n != 0 && n != 1 {
					h.row(Header, i)
				}
			}
		},
	},
	{
		code: "168", title: "Pupil number malformed", flags: on(Header), fields: "Header.UPN",
		message: "The unique pupil number {Header.UPN} does not have the form of one.",
		mend:    "Give the number as the school holds it: a letter (not I, O or S) and 12 digits, or 11 digits and a letter at the end. Without one, give UN1 to UN5 to say why.",
		check: rows(Header, func(v *view, i int32) bool {
			s := v.Header.text(HeaderUPN, i)
			return s != "" && !noUPN(s) && !wellFormedUPN(s)
		}),
	},
	{
		code: "171", title: "Birth date of the mother's child malformed", flags: on(Header), fields: "Header.MC_DOB",
		message: "The birth date of the young mother's child is {Header.MC_DOB}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the birth date of her first child as day, month and four-digit year.",
		check:   malformed(Header, HeaderMC_DOB),
	},
	{
		code: "174", title: "Mother's child given for a boy", flags: on(Header), fields: "Header.SEX Header.MC_DOB",
		message: "The child is recorded as male, yet {Header.MC_DOB} is given as the birth date of a mother's child.",
		mend:    "Take the birth date of the mother's child out, or correct the sex.",
		check:   rows(Header, func(v *view, i int32) bool { return v.Header.SEX[i] == cM && !v.Header.blank(HeaderMC_DOB, i) }),
	},
	{
		code: "202", title: "Sex differs from last year", flags: on(Header), last: on(Header), fields: "Header.SEX Header_last.SEX",
		message: "The sex is {Header.SEX} now and was {last.SEX} in last year's return.",
		mend:    "Find out which is right. If this year's is, nothing needs changing here, but expect a question about it.",
		check:   changedHeader(func(v *view, i, j int32) bool { return v.Header.SEX[i] != v.last.Header.SEX[j] }),
	},
	{
		code: "203", title: "Birth date differs from last year", flags: on(Header), last: on(Header), fields: "Header.DOB Header_last.DOB",
		message: "The date of birth is {Header.DOB} now and was {last.DOB} in last year's return.",
		mend:    "Find out which is right and correct it; if last year's was wrong, say so when the department asks.",
		differs: twiceLastYear,
		check:   changedHeader(func(v *view, i, j int32) bool { return v.Header.DOB[i] != v.last.Header.DOB[j] }),
		aborts:  repeatedLastYear,
	},
	{
		code: "204", title: "Ethnicity differs from last year", flags: on(Header), last: on(Header), fields: "Header.ETHNIC Header_last.ETHNIC",
		message: "The ethnicity is {Header.ETHNIC} now and was {last.ETHNIC} in last year's return.",
		mend:    "Find out which is right. If the family has told you since, keep this year's.",
		differs: twiceLastYear,
		check:   changedHeader(func(v *view, i, j int32) bool { return v.Header.ETHNIC[i] != v.last.Header.ETHNIC[j] }),
		aborts:  repeatedLastYear,
	},
	{
		code: "207", title: "Mother last year, not now", flags: on(Header), tables: on(Header, Episodes), last: on(Header),
		fields:  "Header.MOTHER Header_last.MOTHER",
		message: "Last year's return said that she is a mother; this year's says {Header.MOTHER}.",
		mend:    "Somebody who was a mother last year still is one: give 1, or have last year's return corrected.",
		check: changedHeader(func(v *view, i, j int32) bool {
			return v.last.Header.MOTHER[j] == c1 && v.Header.MOTHER[i] != c1 && v.Episodes.has(v.Header.kid[i])
		}),
	},
	{
		code: "208", title: "Pupil number differs from last year", flags: on(Header), last: on(Header), fields: "Header.UPN Header_last.UPN",
		message: "The unique pupil number is {Header.UPN} now and was {last.UPN} in last year's return.",
		mend:    "A pupil number does not change and does not get lost: find out which is right and use it in both years.",
		differs: "The sector's checker also flags a number that was blank last year and is UN1 now, for its exception to that can never hold, and it gives no result at all when a child stands twice in last year's Header.",
		check: changedHeader(func(v *view, i, j int32) bool {
			return changedUPN(v, i, j) && !(v.last.Header.blank(HeaderUPN, j) && v.Header.text(HeaderUPN, i) == "UN1")
		}),
		peer:   changedHeader(changedUPN),
		aborts: repeatedLastYear,
	},
	{
		code: "209", title: "UN1 for a child of school age", flags: on(Header), fields: "Header.UPN Header.DOB",
		message: "The pupil number is given as UN1, not yet of school age, but the child was born on {Header.DOB} and turned 4 on {Header.DOB+4y}.",
		mend:    "Give the pupil number that the child has had since starting school, or the code that says why there is none.",
		differs: "The sector's checker asks whether the child was 4 by 31 August of the year before the one in which the return's year starts, a year later than the school year that is meant.",
		check:   rows(Header, func(v *view, i int32) bool { return schoolAge(v, i, v.ends-1) }),
		peer:    rows(Header, func(v *view, i int32) bool { return schoolAge(v, i, v.ends-2) }),
	},
	{
		code: "232", title: "Sex reported as unknown", query: true, flags: on(Header), fields: "Header.SEX",
		message: "The sex is reported as U, not known.",
		mend:    "Give M or F if it is known; if it is not, be ready to say why.",
		check:   rows(Header, func(v *view, i int32) bool { return v.Header.SEX[i] == cU }),
	},
	{
		code: "301", title: "Born after the year end", flags: on(Header), fields: "Header.DOB",
		message: "The date of birth, {Header.DOB}, is after the end of the year, {year.end}.",
		mend:    "Correct the date of birth. A child born after the year end belongs in next year's return.",
		check:   rows(Header, func(v *view, i int32) bool { return gt(v.Header.DOB[i], v.end) }),
	},
	{
		code: "351", title: "Over 25 at the start", flags: on(Header), fields: "Header.DOB",
		message: "Born on {Header.DOB}, this person was 25 before the year began on {year.start}.",
		mend:    "Correct the date of birth, or take the person out: the return ends well before 25.",
		check: rows(Header, func(v *view, i int32) bool {
			return !v.Header.DOB[i].IsZero() && aged(v.Header.DOB[i], 25, v.start.Add(-1))
		}),
	},
	{
		code: "165", title: "Mother status unknown, or wrong for the child", flags: on(Header, OC3), tables: on(Header, Episodes, OC3),
		fields:  "Header.MOTHER Header.SEX OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		message: "The mother status is {Header.MOTHER} for a child whose sex is {Header.SEX}, which does not fit.",
		mend:    "Give 0 or 1 for every girl who was looked after in the year, leave it blank for boys and for young people who have only a care-leaver record.",
		differs: "The sector's checker still looks for the old codes 1 and 2 in place of M and F, so that only an unknown value is seen, and leaves out children who have nothing but short breaks.",
		check:   motherStatus(cM, cF, false),
		peer:    motherStatus(c1, c2, true),
	},
	{
		code: "393", title: "Mother status missing", flags: on(Header), tables: on(Header, Episodes), fields: "Header.MOTHER Header.SEX",
		message: "She was looked after, but whether she is a mother is left blank.",
		mend:    "Give 1 if she has a child of her own, else 0.",
		check: rows(Header, func(v *view, i int32) bool {
			return v.Header.SEX[i] == cF && v.Header.MOTHER[i] == blank && notOnlyRespite(v, v.Header.kid[i])
		}),
	},
}

const twiceLastYear = "The sector's checker gives no result at all when a child of this year's Header stands twice in last year's."

// changedHeader joins Header with last year's and flags this year's row when the question is true of a pair.
func changedHeader(differs func(v *view, i, j int32) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		for i := range v.Header.n {
			for _, j := range v.last.Header.of(v.Header.kid[i]) {
				if differs(v, i, j) {
					h.row(Header, i).beside("last", v.last.sheets[Header], j)
				}
			}
		}
	}
}

// repeatedLastYear says whether a child of Header stands more than once in last year's.
func repeatedLastYear(v *view) bool {
	for _, k := range v.Header.kid {
		if len(v.last.Header.of(k)) > 1 {
			return true
		}
	}
	return false
}

// noUPN says whether a pupil number is one of the codes that say why there is none.
func noUPN(s string) bool { return len(s) == 3 && s[:2] == "UN" && s[2] >= '1' && s[2] <= '5' }

// wellFormedUPN says whether a text has the form of a pupil number. The check letter is not worked out.
func wellFormedUPN(s string) bool {
	letter := func(c byte) bool { return c >= 'A' && c <= 'Z' && c != 'I' && c != 'O' && c != 'S' }
	if len(s) != 13 || !letter(s[0]) {
		return false
	}
	for _, c := range []byte(s[1:12]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s[12] >= '0' && s[12] <= '9' || s[12] >= 'A' && s[12] <= 'Z'
}

// changedUPN says whether a pupil number changed in a way that it should not.
func changedUPN(v *view, i, j int32) bool {
	now, then := v.Header.text(HeaderUPN, i), v.last.Header.text(HeaderUPN, j)
	switch {
	case now == then:
		return false
	case (then == "UN1" || then == "") && noUPN(now) && now != "UN1":
		return false
	case (then == "" || noUPN(then)) && now != "" && !noUPN(now):
		return false
	}
	return true
}

// schoolAge says whether a child with UN1 was 4 by 31 August of a calendar year.
func schoolAge(v *view, i int32, year int) bool {
	return v.Header.text(HeaderUPN, i) == "UN1" && aged(v.Header.DOB[i], 4, day.New(year, 8, 31))
}

// notOnlyRespite says whether a child has an episode that is not a short break.
func notOnlyRespite(v *view, kid int32) bool {
	for _, j := range v.Episodes.of(kid) {
		if !respite.has(v.Episodes.LS[j]) {
			return true
		}
	}
	return false
}

// motherStatus checks MOTHER against sex and cohort (rule 165). Short breaks do not count as being looked after in the year.
func motherStatus(male, female code, onlyWithEpisodes bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		e, l := &v.Episodes, &v.OC3
		for i := range v.Header.n {
			kid, mother, sex := v.Header.kid[i], v.Header.MOTHER[i], v.Header.SEX[i]
			if onlyWithEpisodes && !notOnlyRespite(v, kid) {
				continue
			}
			in := false
			for _, j := range e.of(kid) {
				in = in || !respite.has(e.LS[j]) && ge(or(e.DEC[j], v.end), v.start) && le(e.DECOM[j], v.end)
			}
			wrong := mother != blank && !yesNoCodes.has(mother) || mother != blank && sex == male || sex == female && mother == blank && in
			leavers := l.of(kid)
			if wrong && len(leavers) == 0 {
				h.row(Header, i)
			}
			for _, j := range leavers {
				if wrong || sex == female && mother != blank && !in && leaverData(v, j) {
					h.pair(Header, i, OC3, j)
				}
			}
		}
	}
}
