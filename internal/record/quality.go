package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// Audit is an audit of a child's record, planned or done (specs/audit.md; measures QA-01 to QA-06, QA-10).
type Audit struct {
	Kind           string        `json:"kind"`              // code set audit_kind
	Theme          string        `json:"theme,omitempty"`   // of a round of audits
	Planned        day.Day       `json:"planned,omitzero"`  // the day by which it is to be done
	Done           day.Day       `json:"done,omitzero"`     // empty while it is only planned
	Auditor        string        `json:"auditor,omitempty"` // worker
	Team           string        `json:"team,omitempty"`    // whose work is audited
	Grade          string        `json:"grade,omitempty"`   // code set audit_grade: the auditor's own
	Answers        []AuditAnswer `json:"answers,omitempty"`
	Moderated      day.Day       `json:"moderated,omitzero"`
	Moderator      string        `json:"moderator,omitempty"`       // worker
	ModeratedGrade string        `json:"moderated_grade,omitempty"` // code set audit_grade; the final one
	Earlier        string        `json:"earlier,omitempty"`         // the audit record that this one looks at again
}

// AuditAnswer is the grade of one question.
type AuditAnswer struct {
	Question string `json:"question"` // code set audit_question
	Grade    string `json:"grade"`    // code set audit_grade
}

// KindName is "audit".
func (Audit) KindName() string { return "audit" }

// Final is the grade that counts: the moderated one, else the auditor's.
func (a Audit) Final() string {
	if a.ModeratedGrade != "" {
		return a.ModeratedGrade
	}
	return a.Grade
}

// Valid refuses an audit of no kind or neither planned nor done, unknown codes, one done in the future, a grade of an audit not done, and one who
// moderates their own.
func (a Audit) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "kind", a.Kind, "Choose the kind of audit")
	checkCode(&f, "kind", "audit_kind", a.Kind, day.Day{})
	switch {
	case a.Planned.IsZero() && a.Done.IsZero():
		f.Add("planned", "Enter the day by which the audit is to be done")
	case a.Done.After(on):
		f.Add("done", "The audit must be done today or in the past")
	case a.Done.IsZero() && (a.Grade != "" || len(a.Answers) > 0 || !a.Moderated.IsZero()):
		f.Add("done", "Enter the day the audit was done")
	}
	checkCode(&f, "grade", "audit_grade", a.Grade, a.Done)
	for _, q := range a.Answers {
		checkCode(&f, "answers", "audit_question", q.Question, a.Done)
		checkCode(&f, "answers", "audit_grade", q.Grade, a.Done)
	}
	checkCode(&f, "moderated_grade", "audit_grade", a.ModeratedGrade, a.Moderated)
	if a.Moderator != "" && a.Moderator == a.Auditor {
		f.Add("moderator", "Somebody other than the auditor moderates")
	}
	return f.Err()
}

// Complaint is one stage of a complaint about the help that a child gets or got (Children Act 1989 Representations Procedure Regulations 2006;
// measures CO-01 to CO-03).
type Complaint struct {
	Stage    string  `json:"stage"`             // code set complaint_stage
	Earlier  string  `json:"earlier,omitempty"` // the complaint record of the stage before
	Received day.Day `json:"received"`
	By       string  `json:"by,omitempty"`       // code set complaint_by
	Theme    string  `json:"theme,omitempty"`    // code set complaint_theme
	Team     string  `json:"team,omitempty"`     // that it is about
	Text     string  `json:"text,omitempty"`     // what is complained of
	Extended YesNo   `json:"extended,omitempty"` // the longer time limit applies: 20 working days at stage 1, 65 at stage 2
	Closed   day.Day `json:"closed,omitzero"`    // answered
	Outcome  string  `json:"outcome,omitempty"`  // code set complaint_outcome
}

// KindName is "complaint".
func (Complaint) KindName() string { return "complaint" }

// Valid refuses a complaint at no stage or of no day, one of the future, unknown codes, an answer before the complaint, and an outcome without an
// answer.
func (c Complaint) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "stage", c.Stage, "Choose the stage")
	checkCode(&f, "stage", "complaint_stage", c.Stage, c.Received)
	needDay(&f, "received", c.Received, on, "Enter the day the complaint was received")
	checkCode(&f, "by", "complaint_by", c.By, c.Received)
	checkCode(&f, "theme", "complaint_theme", c.Theme, c.Received)
	checkYesNo(&f, "extended", c.Extended)
	checkEnd(&f, "closed", c.Received, c.Closed)
	checkCode(&f, "outcome", "complaint_outcome", c.Outcome, c.Closed)
	if c.Outcome != "" && c.Closed.IsZero() {
		f.Add("closed", "Enter the day the complaint was answered")
	}
	return f.Err()
}

// ProspectiveAdopter is one adult's way to being an adopter (Annex A list 11). A couple is two of them with one family.
type ProspectiveAdopter struct {
	Family     string  `json:"family,omitempty"`     // identifier of the adoptive family, which the children's permanence names too
	Disability YesNo   `json:"disability,omitempty"` // of the adopter
	FFA        YesNo   `json:"ffa,omitempty"`        // fostering for adoption or concurrent planning; stays yes afterwards
	Enquired   day.Day `json:"enquired,omitzero"`
	Stage1     day.Day `json:"stage1_started,omitzero"` // registration of interest accepted
	Stage1End  day.Day `json:"stage1_ended,omitzero"`   // told that they may go on
	Stage2     day.Day `json:"stage2_started,omitzero"`
	Stage2End  day.Day `json:"stage2_ended,omitzero"` // told of the decision
	Applied    day.Day `json:"applied,omitzero"`      // in the older process of one stage only
	Approved   day.Day `json:"approved,omitzero"`     // as an adopter; in the process of two stages on the day stage 2 ended
	Matched    day.Day `json:"matched,omitzero"`
	Placed     day.Day `json:"placed,omitzero"`
	Children   *int    `json:"children,omitempty"` // placed with the family
	Ordered    day.Day `json:"ordered,omitzero"`   // adoption order
	Left       day.Day `json:"left,omitzero"`
	LeftReason string  `json:"left_reason,omitempty"` // code set adopter_left
}

// KindName is "prospective_adopter".
func (ProspectiveAdopter) KindName() string { return "prospective_adopter" }

// Valid refuses answers that are none, an unknown reason or one without an end, stages that end before they start, and fewer than no children.
func (p ProspectiveAdopter) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "disability", p.Disability)
	checkYesNo(&f, "ffa", p.FFA)
	checkEnd(&f, "stage1_ended", p.Stage1, p.Stage1End)
	checkEnd(&f, "stage2_ended", p.Stage2, p.Stage2End)
	checkCount(&f, "children", p.Children)
	checkCode(&f, "left_reason", "adopter_left", p.LeftReason, p.Left)
	if p.LeftReason != "" && p.Left.IsZero() {
		f.Add("left", "Enter the day on which they left")
	}
	return f.Err()
}
