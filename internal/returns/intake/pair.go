package intake

import (
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
)

// pair says which recorded fact each incoming one is; -1 is a new one. Facts have no ids in the census, so a fact is known by its key and,
// where keys are equal, by its number among them. Passes go from the surest to the least sure; no recorded fact is taken twice.
func pair[In, Held any](in []In, held []Held, passes ...func(In, Held) bool) []int {
	to := make([]int, len(in))
	for i := range to {
		to[i] = -1
	}
	taken := make([]bool, len(held))
	for _, same := range passes {
		for i := range in {
			for h := range held {
				if to[i] < 0 && !taken[h] && same(in[i], held[h]) {
					to[i], taken[h] = h, true
				}
			}
		}
	}
	return to
}

// diff is a field in which the file disagrees with what is recorded.
type diff struct{ field, held, incoming string }

// filler merges the fields of a fact: what is missing is filled in, what disagrees is kept and noted.
type filler struct {
	diffs []diff
	open  bool // the recorded fact has no end and the file brings one: what goes with the end may change
}

func (f *filler) text(field string, held *string, incoming string) {
	switch {
	case incoming == "" || incoming == *held:
	case *held == "" || f.open:
		*held = incoming
	default:
		f.diffs = append(f.diffs, diff{field, *held, incoming})
	}
}

func (f *filler) day(field string, held *day.Day, incoming day.Day) {
	switch {
	case incoming.IsZero() || incoming == *held:
	case held.IsZero():
		*held = incoming
	default:
		f.diffs = append(f.diffs, diff{field, held.String(), incoming.String()})
	}
}

// codes compares lists of codes as sets.
func (f *filler) codes(field string, held *[]string, incoming []string) {
	switch {
	case len(incoming) == 0 || sameCodes(*held, incoming):
	case len(*held) == 0 || f.open:
		*held = incoming
	default:
		f.diffs = append(f.diffs, diff{field, strings.Join(*held, " "), strings.Join(incoming, " ")})
	}
}

func sameCodes(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// mergeReferral fills what the record lacks. With the closure comes what the referral had come to by then.
func mergeReferral(in referral, held record.Referral) (record.Referral, []diff) {
	f := filler{}
	f.text("ReferralSource", &held.Source, in.body.Source)
	f.text("PrimaryNeedCode", &held.PrimaryNeed, in.body.PrimaryNeed)
	f.open = held.Closed.IsZero() && !in.body.Closed.IsZero()
	switch {
	case !in.nfaGiven || in.body.NFA == held.NFA:
	case f.open:
		held.NFA = in.body.NFA
	default:
		f.diffs = append(f.diffs, diff{"ReferralNFA", yesNo(held.NFA), yesNo(in.body.NFA)})
	}
	f.day("CINclosureDate", &held.Closed, in.body.Closed)
	f.text("ReasonForClosure", &held.Closure, in.body.Closure)
	return held, f.diffs
}

func yesNo(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// mergeAssessment fills what the record lacks. An assessment that is written here gets its authorisation here, from a manager, never
// from a file.
func mergeAssessment(in fact[record.Assessment], held record.Assessment) (record.Assessment, []diff) {
	was := held
	f := filler{open: held.Authorised.IsZero() && !in.body.Authorised.IsZero()}
	f.day("AssessmentActualStartDate", &held.Started, in.body.Started)
	f.day("AssessmentInternalReviewDate", &held.Reviewed, in.body.Reviewed)
	f.day("AssessmentAuthorisationDate", &held.Authorised, in.body.Authorised)
	f.codes("AssessmentFactors", &held.Factors, in.body.Factors)
	if was.Report != "" && (held.Authorised != was.Authorised || !sameCodes(held.Factors, was.Factors)) {
		if held.Authorised != was.Authorised {
			f.diffs = append(f.diffs, diff{"AssessmentAuthorisationDate", "", in.body.Authorised.String()})
		}
		return was, f.diffs
	}
	return held, f.diffs
}

// mergeChild fills what the record lacks. A birth takes the place of an expected date; a code that says "not known" gives way to one
// that says more.
func mergeChild(in, held record.Child) (record.Child, []diff) {
	var f filler
	switch {
	case !in.Birth.IsZero():
		f.day("PersonBirthDate", &held.Birth, in.Birth)
		if held.Birth == in.Birth {
			held.Expected = day.Day{}
		}
	case held.Birth.IsZero():
		f.day("ExpectedPersonBirthDate", &held.Expected, in.Expected)
	}
	f.day("PersonDeathDate", &held.Death, in.Death)
	open(&f, "Sex", &held.Sex, in.Sex, "U")
	if held.Gender == "" && held.Sex == in.Sex {
		held.Gender = in.Gender
	}
	open(&f, "Ethnicity", &held.Ethnicity, in.Ethnicity, "NOBT")
	f.codes("Disability", &held.Disabilities, in.Disabilities)
	return held, f.diffs
}

// open is text for a field whose code unknown means that nothing is known yet.
func open(f *filler, field string, held *string, incoming, unknown string) {
	switch {
	case incoming == unknown && *held != "":
	case *held == unknown && incoming != "":
		*held = incoming
	default:
		f.text(field, held, incoming)
	}
}

// answer is text for yes and no.
func (f *filler) answer(field string, held *record.YesNo, incoming record.YesNo) {
	text := string(*held)
	f.text(field, &text, string(incoming))
	*held = record.YesNo(text)
}

func (f *filler) number(field string, held **int, incoming *int) {
	switch {
	case incoming == nil || *held != nil && **held == *incoming:
	case *held == nil:
		*held = incoming
	default:
		f.diffs = append(f.diffs, diff{field, strconv.Itoa(**held), strconv.Itoa(*incoming)})
	}
}

func mergeCINPlan(in fact[record.CINPlan], held record.CINPlan) (record.CINPlan, []diff) {
	var f filler
	f.day("CINPlanStartDate", &held.Started, in.body.Started)
	f.day("CINPlanEndDate", &held.Ended, in.body.Ended)
	return held, f.diffs
}

func mergeEnquiry(in fact[record.S47Enquiry], held record.S47Enquiry) (record.S47Enquiry, []diff) {
	var f filler
	f.day("S47ActualStartDate", &held.Started, in.body.Started)
	f.answer("ICPCnotRequired", &held.ICPCNotRequired, in.body.ICPCNotRequired)
	return held, f.diffs
}

func mergeConference(in fact[record.InitialCPConference], held record.InitialCPConference) (record.InitialCPConference, []diff) {
	var f filler
	f.day("InitialCPCtarget", &held.Target, in.body.Target)
	f.day("DateOfInitialCPC", &held.Date, in.body.Date)
	return held, f.diffs
}

// mergePlan fills what the record lacks. The latest category is the one thing that changes in a plan: while the plan is open here, the file of
// a later year brings the newer one.
func mergePlan(in fact[record.CPPlan], held record.CPPlan) (record.CPPlan, []diff) {
	var f filler
	f.day("CPPstartDate", &held.Started, in.body.Started)
	f.text("InitialCategoryOfAbuse", &held.InitialCategory, in.body.InitialCategory)
	f.open = held.Ended.IsZero() && !in.body.Ended.IsZero()
	f.text("LatestCategoryOfAbuse", &held.LatestCategory, in.body.LatestCategory)
	f.open = false
	f.day("CPPendDate", &held.Ended, in.body.Ended)
	f.number("NumberOfPreviousCPP", &held.Previous, in.body.Previous)
	return held, f.diffs
}

func mergeReview(in fact[record.CPReview], held record.CPReview) (record.CPReview, []diff) {
	return held, nil // a review is its date
}

func mergePreProceedings(in fact[record.PreProceedings], held record.PreProceedings) (record.PreProceedings, []diff) {
	var f filler
	f.day("PPStartDate", &held.Decided, in.body.Decided)
	f.day("LBPSentDate", &held.LetterSent, in.body.LetterSent)
	f.answer("FGDMMeetingOffer", &held.FGDMOffered, in.body.FGDMOffered)
	f.answer("FGDMMeetingFac", &held.FGDMHeld, in.body.FGDMHeld)
	f.day("InitialPPMeetingDate", &held.InitialMeeting, in.body.InitialMeeting)
	f.open = held.StepDecision.IsZero() // meetings are counted on while the work goes on
	if f.open && in.body.ReviewMeetings != nil && held.ReviewMeetings != nil && *in.body.ReviewMeetings > *held.ReviewMeetings {
		held.ReviewMeetings = in.body.ReviewMeetings
	}
	f.open = false
	f.number("ReviewMeetingsCount", &held.ReviewMeetings, in.body.ReviewMeetings)
	f.day("StepDecisionDate", &held.StepDecision, in.body.StepDecision)
	f.text("PPOutcome", &held.Outcome, in.body.Outcome)
	f.day("CourtAppDate", &held.CourtApplication, in.body.CourtApplication)
	f.day("LetterInitCPDate", &held.ProceedingsLetter, in.body.ProceedingsLetter)
	return held, f.diffs
}
