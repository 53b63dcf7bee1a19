package check

const skipsPeriod = "The peer leaves the whole test out when the earlier date is missing; here the census year is tested all the same."

// preProceedingRules are the rules on PreProceedings, from census 2026-27 (specs/cin/rules.json, module PreProceedings). The peer has
// them in draft only.
var preProceedingRules = []spec{
	{
		code: "9005", title: "Pre-proceedings began outside the census year", flags: "PreProceedings.PPStartDate", looks: "Header.ReferenceDate",
		orders: "PreProceedings.PPStartDate Header.ReferenceDate", from2026: true,
		message: "The decision to begin pre-proceedings was on {PPStartDate}, outside the census year, {first day of the census year} to {last day of the census year}.",
		mend:    "Correct the date, or leave the block to the year to which it belongs.",
		group: func(g *group, y *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				if x.start.outside(y.from, y.to) {
					m.flag(&x.row, nil, "PPStartDate")
				}
			})
		},
	},
	{
		code: "9006", title: "Letter before proceedings outside the year or before the decision", flags: "PreProceedings.LBPSentDate",
		looks: "PreProceedings.PPStartDate Header.ReferenceDate", orders: "PreProceedings.LBPSentDate PreProceedings.PPStartDate Header.ReferenceDate", from2026: true,
		message: "The letter before proceedings was sent on {LBPSentDate}, which is outside the census year or before pre-proceedings began on {PPStartDate}.",
		mend:    "Correct the date that is wrong.",
		differs: skipsPeriod,
		group: func(g *group, y *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				if stepOut(x.letter, x.start, y) {
					m.flag(&x.row, nil, "LBPSentDate")
				}
			})
		},
	},
	{
		code: "9007", title: "Letter sent, but not said whether a family meeting was offered", flags: "PreProceedings.FGDMMeetingOffer",
		looks: "PreProceedings.LBPSentDate", from2026: true,
		message: "FGDMMeetingOffer is {FGDMMeetingOffer} and the letter before proceedings was sent on {LBPSentDate}; the two go together.",
		mend:    "Where the letter was sent, say whether a family group decision making meeting was offered.",
		differs: "The peer has it the wrong way round: it flags an offer without a letter.",
		group: func(g *group, _ *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				if x.letter.ok() && x.offer == "" {
					m.flag(&x.row, nil, "FGDMMeetingOffer")
				}
			})
		},
		peer: func(g *group, _ *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				if x.offer != "" && !x.letter.ok() {
					m.flag(&x.row, nil, "FGDMMeetingOffer")
				}
			})
		},
	},
	{
		code: "9008", title: "First pre-proceedings meeting outside the census year", flags: "PreProceedings.InitialPPMeetingDate", looks: "Header.ReferenceDate",
		orders: "PreProceedings.InitialPPMeetingDate Header.ReferenceDate", from2026: true,
		message: "The first pre-proceedings meeting was on {InitialPPMeetingDate}, outside the census year, {first day of the census year} to {last day of the census year}.",
		mend:    "Correct the date.",
		group: func(g *group, y *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				if x.meeting.outside(y.from, y.to) {
					m.flag(&x.row, nil, "InitialPPMeetingDate")
				}
			})
		},
	},
	{
		code: "9009", title: "Decision to step up or down outside the year or too early", flags: "PreProceedings.StepDecisionDate",
		looks: "PreProceedings.PPStartDate Header.ReferenceDate", orders: "PreProceedings.StepDecisionDate PreProceedings.PPStartDate Header.ReferenceDate", from2026: true,
		message: "The decision to step up or down was on {StepDecisionDate}, which is outside the census year or before pre-proceedings began on {PPStartDate}.",
		mend:    "Correct the date that is wrong.",
		differs: skipsPeriod,
		group: func(g *group, y *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				if stepOut(x.decision, x.start, y) {
					m.flag(&x.row, nil, "StepDecisionDate")
				}
			})
		},
	},
	{
		code: "9010Q", title: "Family meeting offered, but not said whether it was held", flags: "PreProceedings.FGDMMeetingFac",
		looks: "PreProceedings.FGDMMeetingOffer", query: true, peerSeverity: "error", from2026: true,
		message: "A family group decision making meeting was offered ({FGDMMeetingOffer}), but FGDMMeetingFac does not say whether it was held.",
		mend:    "Enter true if the meeting was held, false if not.",
		differs: "A query, and for an offer written true as well. The peer takes only 1, and calls it an error.",
		group: func(g *group, y *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				offered := y.yes(x.offer)
				if y.peer {
					offered = x.offer == "1"
				}
				if offered && x.held == "" {
					m.flag(&x.row, nil, "FGDMMeetingFac")
				}
			})
		},
	},
	{
		code: "9011", title: "Outcome of pre-proceedings is not a code", flags: "PreProceedings.PPOutcome", from2026: true,
		message: "The outcome of pre-proceedings is {PPOutcome}; it must be A, B or C.",
		mend:    "Choose the code that fits; leave it out while pre-proceedings go on.",
		differs: "The peer also flags a block without an outcome, which is one still in progress.",
		group: func(g *group, y *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				if s := x.outcome; s != "A" && s != "B" && s != "C" && (y.peer || s != "") {
					m.flag(&x.row, nil, "PPOutcome")
				}
			})
		},
	},
	{
		code: "9012", title: "Application to court outside the year or too early", flags: "PreProceedings.CourtAppDate",
		looks: "PreProceedings.StepDecisionDate Header.ReferenceDate", orders: "PreProceedings.CourtAppDate PreProceedings.StepDecisionDate Header.ReferenceDate", from2026: true,
		message: "The application to court was made on {CourtAppDate}, which is outside the census year or before the decision to step up on {StepDecisionDate}.",
		mend:    "Correct the date that is wrong.",
		differs: skipsPeriod,
		group: func(g *group, y *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				if stepOut(x.court, x.decision, y) {
					m.flag(&x.row, nil, "CourtAppDate")
				}
			})
		},
	},
	{
		code: "9013", title: "Letter that care proceedings begin outside the year or too early", flags: "PreProceedings.LetterInitCPDate",
		looks: "PreProceedings.CourtAppDate Header.ReferenceDate", orders: "PreProceedings.LetterInitCPDate PreProceedings.CourtAppDate Header.ReferenceDate", from2026: true,
		message: "The letter that care proceedings have begun was sent on {LetterInitCPDate}, which is outside the census year or before the application to court on {CourtAppDate}.",
		mend:    "Correct the date that is wrong.",
		differs: skipsPeriod,
		group: func(g *group, y *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				if stepOut(x.care, x.court, y) {
					m.flag(&x.row, nil, "LetterInitCPDate")
				}
			})
		},
	},
	{
		code: "9015Q", title: "Number of review meetings is missing", flags: "PreProceedings.ReviewMeetingsCount",
		looks: "PreProceedings.InitialPPMeetingDate", query: true, peerSeverity: "error", from2026: true,
		message: "The first pre-proceedings meeting was on {InitialPPMeetingDate}, but the number of review meetings is missing.",
		mend:    "Enter how many review meetings were held, 0 for none.",
		differs: "A query, as its code says. The peer calls it an error.",
		group: func(g *group, _ *year, m *marks) {
			eachPre(g, func(x *preProceeding) {
				if x.meeting.ok() && x.reviews == "" {
					m.flag(&x.row, nil, "ReviewMeetingsCount")
				}
			})
		},
	},
}

func eachPre(g *group, fn func(*preProceeding)) {
	for i := range g.pre {
		fn(&g.pre[i])
	}
}

// stepOut says whether a step of pre-proceedings is outside the census year or before the step that it follows. The peer asks only when
// both are given.
func stepOut(step, after date, y *year) bool {
	if y.peer && !after.ok() {
		return false
	}
	return step.outside(y.from, y.to) || step.before(after)
}
