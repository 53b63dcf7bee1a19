package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Assessment is one child's part of an assessment: the facts the CIN census and the measures need, and what is said of
// this child alone. The text shared by siblings is in the AssessmentReport.
type Assessment struct {
	Referral   string   `json:"referral"`          // the referral record whose date starts the clock
	Report     string   `json:"report,omitempty"`  // subject of the shared report; empty for imported ones
	Started    day.Day  `json:"started"`           // AssessmentActualStartDate
	Reviewed   day.Day  `json:"reviewed,omitzero"` // AssessmentInternalReviewDate
	Authorised day.Day  `json:"authorised,omitzero"`
	Factors    []string `json:"factors,omitempty"` // code set assessment_factors
	Seen       day.Day  `json:"seen,omitzero"`
	SeenAlone  string   `json:"seen_alone,omitempty"` // yes, no, not_appropriate
	WhyNotSeen string   `json:"why_not_seen,omitempty"`
	Views      string   `json:"views,omitempty"`  // what the child thinks and feels, in their words where possible
	Wishes     string   `json:"wishes,omitempty"` // what the child wants to happen
	Heard      []string `json:"heard,omitempty"`  // code set how_heard: how the child was heard
	Needs      string   `json:"needs,omitempty"`
	Outcome    string   `json:"outcome,omitempty"` // code set assessment_outcome
}

// KindName is "assessment".
func (Assessment) KindName() string { return "assessment" }

// Valid refuses unknown codes, and a child seen in the future. Factors are checked on the day the assessment was authorised,
// else on the day of the command: an old census may hold codes that have ended since.
func (a Assessment) Valid(on day.Day) error {
	var f errs.Fields
	used := on
	if !a.Authorised.IsZero() {
		used = a.Authorised
	}
	for _, code := range a.Factors {
		checkCode(&f, "factors", "assessment_factors", code, used)
	}
	checkCode(&f, "outcome", "assessment_outcome", a.Outcome, on)
	for _, code := range a.Heard {
		checkCode(&f, "heard", "how_heard", code, on)
	}
	if a.Seen.After(on) {
		f.Add("seen", "The date the child was seen must be today or in the past")
	}
	return f.Err()
}

// The states of an assessment report.
const (
	Writing    = "writing"
	Submitted  = "submitted"
	Returned   = "returned"
	Authorised = "authorised"
)

// AssessmentReport is the one report written for all the children assessed together, and its way to authorisation.
type AssessmentReport struct {
	Children     []ReportChild `json:"children"`
	Referred     day.Day       `json:"referred"`         // the earliest referral date of its children: the clocks of the report count from it
	Worker       string        `json:"worker,omitempty"` // whose work it is
	Team         string        `json:"team"`
	History      string        `json:"history,omitempty"`
	Parenting    string        `json:"parenting,omitempty"`   // parenting capacity
	Environment  string        `json:"environment,omitempty"` // family and environment
	Analysis     string        `json:"analysis,omitempty"`
	Plan         string        `json:"plan,omitempty"`
	WhyLate      string        `json:"why_late,omitempty"` // reason recorded when 45 working days cannot be kept
	State        string        `json:"state"`
	Authors      []string      `json:"authors,omitempty"` // everybody who ever wrote in it: none of them may authorise it
	SubmittedBy  string        `json:"submitted_by,omitempty"`
	SubmittedAt  time.Time     `json:"submitted_at,omitzero"`
	AuthorisedBy string        `json:"authorised_by,omitempty"`
	AuthorisedAt time.Time     `json:"authorised_at,omitzero"` // of the newest edition
	Completed    day.Day       `json:"completed,omitzero"`     // first authorised, as the clocks count it; stays when it is reopened
	Comments     []Comment     `json:"comments,omitempty"`
	ReviewedOn   []day.Day     `json:"reviewed_on,omitempty"` // manager decisions at the council's own review points (clock AS-01)
}

// ReportChild is one child of a report.
type ReportChild struct {
	Child      string `json:"child"`
	Assessment string `json:"assessment"` // the child's own Assessment record
}

// Comment is what a manager said when returning or authorising.
type Comment struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Did  string    `json:"did"` // returned, authorised, reviewed, reopened, corrected
	Text string    `json:"text"`
}

// KindName is "assessment_report".
func (AssessmentReport) KindName() string { return "assessment_report" }

// Edition counts the editions: 1 until it is reopened after its authorisation, then 2, and so on.
func (r AssessmentReport) Edition() int {
	n := 1
	for _, c := range r.Comments {
		if c.Did == "reopened" {
			n++
		}
	}
	return n
}
