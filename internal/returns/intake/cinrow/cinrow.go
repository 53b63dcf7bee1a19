// Package cinrow says how records and rows of the CIN census correspond: what a record says in a row, and what of a row no record can say.
//
// The law that import and export share: a row is what its record says (this file) and what is left over (left.go). What is left over is kept as
// record.AsReturned and comes back when the row is written, for as long as the record still says what it said when the row came in.
// Source: specs/cin/schema.json.
package cinrow

import (
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
)

// Cell is one element of a row that holds text.
type Cell struct{ Column, Text string }

// Numbers are the identifiers of a child that a census gives.
type Numbers struct{ ID, UPN, FormerUPN, UPNUnknown string }

// sexFrom is the census year from which Sex takes the place of GenderCurrent.
const sexFrom = 2025

// Identifiers is the row of ChildIdentifiers in a census year; the year 0 is the newest.
func Identifiers(year int, c record.Child, n Numbers) []Cell {
	cells := []Cell{
		{"LAchildID", n.ID}, {"UPN", n.UPN}, {"FormerUPN", n.FormerUPN}, {"UPNunknown", n.UPNUnknown},
		{"PersonBirthDate", c.Birth.String()}, {"ExpectedPersonBirthDate", c.Expected.String()}, {"GenderCurrent", ""}, {"Sex", ""},
		{"PersonDeathDate", c.Death.String()},
	}
	if year != 0 && year < sexFrom {
		cells[6].Text = genderOf(c)
	} else {
		cells[7].Text = c.Sex
	}
	return cells
}

// genderOf is GenderCurrent: what was recorded as such, else what the sex gives.
func genderOf(c record.Child) string {
	if slices.Contains([]string{"0", "1", "2", "9"}, c.Gender) {
		return c.Gender
	}
	switch c.Sex {
	case "M":
		return "1"
	case "F":
		return "2"
	case "U":
		return "0"
	}
	return ""
}

// Characteristics is the row of ChildCharacteristics. Its Disabilities are c.Disabilities.
func Characteristics(c record.Child) []Cell { return []Cell{{"Ethnicity", c.Ethnicity}} }

// Referral is the row of CINdetails. The conference is the one that was held without an enquiry.
func Referral(r record.Referral, c record.InitialCPConference) []Cell {
	return []Cell{
		{"CINreferralDate", r.Date.String()}, {"ReferralSource", r.Source}, {"PrimaryNeedCode", r.PrimaryNeed}, {"CINclosureDate", r.Closed.String()},
		{"ReasonForClosure", r.Closure}, {"DateOfInitialCPC", c.Date.String()}, {"ReferralNFA", bit(r.NFA)},
	}
}

// Assessment is the row of Assessments. Its factors are a.Factors.
func Assessment(a record.Assessment) []Cell {
	return []Cell{
		{"AssessmentActualStartDate", a.Started.String()}, {"AssessmentInternalReviewDate", a.Reviewed.String()},
		{"AssessmentAuthorisationDate", a.Authorised.String()},
	}
}

// CINPlan is the row of CINplanDates.
func CINPlan(p record.CINPlan) []Cell {
	return []Cell{{"CINPlanStartDate", p.Started.String()}, {"CINPlanEndDate", p.Ended.String()}}
}

// Enquiry is the row of Section47, with the conference that followed from it.
func Enquiry(e record.S47Enquiry, c record.InitialCPConference) []Cell {
	return []Cell{
		{"S47ActualStartDate", e.Started.String()}, {"InitialCPCtarget", c.Target.String()}, {"DateOfInitialCPC", c.Date.String()},
		{"ICPCnotRequired", e.ICPCNotRequired.Digit()},
	}
}

// Plan is the row of ChildProtectionPlans.
func Plan(p record.CPPlan) []Cell {
	return []Cell{
		{"CPPstartDate", p.Started.String()}, {"CPPendDate", p.Ended.String()}, {"InitialCategoryOfAbuse", p.InitialCategory},
		{"LatestCategoryOfAbuse", p.LatestCategory}, {"NumberOfPreviousCPP", number(p.Previous)},
	}
}

// Review is one date of the Reviews of a plan.
func Review(r record.CPReview) []Cell { return []Cell{{"CPPreviewDate", r.Date.String()}} }

// PreProceedings is the row of that name.
func PreProceedings(p record.PreProceedings) []Cell {
	return []Cell{
		{"PPStartDate", p.Decided.String()}, {"LBPSentDate", p.LetterSent.String()}, {"FGDMMeetingOffer", p.FGDMOffered.Digit()},
		{"FGDMMeetingFac", p.FGDMHeld.Digit()}, {"InitialPPMeetingDate", p.InitialMeeting.String()},
		{"ReviewMeetingsCount", number(p.ReviewMeetings)}, {"StepDecisionDate", p.StepDecision.String()}, {"PPOutcome", p.Outcome},
		{"CourtAppDate", p.CourtApplication.String()}, {"LetterInitCPDate", p.ProceedingsLetter.String()},
	}
}

func bit(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// isDate says whether a column holds a date.
func isDate(column string) bool {
	return strings.HasSuffix(column, "Date") || strings.HasSuffix(column, "date") || column == "InitialCPCtarget" || column == "DateOfInitialCPC"
}

// isFlag says whether a column holds a yes or no.
func isFlag(column string) bool {
	return column == "ReferralNFA" || column == "ICPCnotRequired" || column == "FGDMMeetingOffer" || column == "FGDMMeetingFac"
}

func isCount(column string) bool {
	return column == "NumberOfPreviousCPP" || column == "ReviewMeetingsCount"
}

func isUPN(column string) bool { return column == "UPN" || column == "FormerUPN" }

// DateOf is the day of a column in a row, or no day.
func DateOf(cells []Cell, column string) day.Day {
	for _, c := range cells {
		if c.Column == column {
			d, _ := day.Parse(c.Text) // as String wrote it
			return d
		}
	}
	return day.Day{}
}
