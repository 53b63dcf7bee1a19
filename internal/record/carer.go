package record

import (
	"fmt"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// YoungCarer is a child who cares for somebody, as found: by whom, for whom they care and what they do, what was offered, the support that was agreed
// and how it ended. The assessment of their needs is a NeedAssessment, with its own time limit (seed requirements SR-150 to SR-154; Children Act 1989
// s17ZA; measures YC-01 to YC-03).
type YoungCarer struct {
	Reference  string     `json:"reference"`            // short, no personal data
	Identified day.Day    `json:"identified"`           // when it was noticed that the child cares for somebody
	Source     string     `json:"source"`               // code set young_carer_source: who noticed it
	By         string     `json:"by,omitempty"`         // in words
	Account    string     `json:"account,omitempty"`    // who typed it in
	For        []CaredFor `json:"for"`                  // whom the child cares for
	Tasks      []string   `json:"tasks,omitempty"`      // code set young_carer_task
	Hours      *int       `json:"hours,omitempty"`      // in a week, about
	Impact     string     `json:"impact,omitempty"`     // what it means for the child
	Views      string     `json:"views,omitempty"`      // what the child says
	Appearance day.Day    `json:"appearance,omitzero"`  // when the need for an assessment appeared or one was asked for; when it was identified unless given
	Offered    day.Day    `json:"offered,omitzero"`     // an assessment was offered
	Answer     string     `json:"answer,omitempty"`     // code set young_carer_answer
	Assessment string     `json:"assessment,omitempty"` // the need_assessment record

	School      string  `json:"school,omitempty"`       // code set young_carer_school: whether the school may know
	SchoolTold  day.Day `json:"school_told,omitzero"`   // only with consent
	SchoolAgree string  `json:"school_agree,omitempty"` // who of the family agreed

	Team     string         `json:"team"`
	Worker   string         `json:"worker,omitempty"`
	Plan     string         `json:"plan,omitempty"` // what should change for the child, and how
	Planned  day.Day        `json:"planned,omitzero"`
	Support  []CarerSupport `json:"support,omitempty"`
	Reviews  []CarerReview  `json:"reviews,omitempty"`
	Next     day.Day        `json:"next,omitzero"` // the next review
	Closed   day.Day        `json:"closed,omitzero"`
	Outcome  string         `json:"outcome,omitempty"` // code set young_carer_outcome
	Why      string         `json:"why,omitempty"`
	ClosedBy string         `json:"closed_by,omitempty"`
}

// CaredFor is somebody for whom a child cares, and why they need it.
type CaredFor struct {
	Person    string `json:"person,omitempty"`    // subject, when recorded as a relative
	Who       string `json:"who"`                 // in words: mother, younger brother
	Condition string `json:"condition,omitempty"` // code set care_need
}

// CarerSupport is one thing that a young carer gets.
type CarerSupport struct {
	Service string  `json:"service"`
	From    day.Day `json:"from"`
	To      day.Day `json:"to,omitzero"`
}

// CarerReview is one look at how the support goes.
type CarerReview struct {
	On     day.Day `json:"on"`
	Text   string  `json:"text"`
	Worker string  `json:"worker,omitempty"`
}

// KindName is "young_carer".
func (YoungCarer) KindName() string { return "young_carer" }

// Valid refuses a young carer who cares for nobody, unknown codes, days out of order or in the future, a school that was told without the family's
// agreement, and an end without its reason.
func (y YoungCarer) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "reference", y.Reference, "Give the record a reference without personal data")
	needDay(&f, "identified", y.Identified, on, "Enter the day on which it was noticed")
	needText(&f, "source", y.Source, "Choose who noticed it")
	needText(&f, "team", y.Team, "Choose the team that works with the child")
	checkCode(&f, "source", "young_carer_source", y.Source, y.Identified)
	if len(y.For) == 0 {
		f.Add("for", "Say for whom the child cares")
	}
	for i, c := range y.For {
		needText(&f, fmt.Sprintf("for-%d-who", i), c.Who, "Say for whom the child cares")
		checkCode(&f, fmt.Sprintf("for-%d-condition", i), "care_need", c.Condition, y.Identified)
	}
	for _, t := range y.Tasks {
		checkCode(&f, "tasks", "young_carer_task", t, y.Identified)
	}
	if checkCount(&f, "hours", y.Hours); y.Hours != nil && *y.Hours > 168 {
		f.Add("hours", "A week has 168 hours")
	}
	checkCode(&f, "answer", "young_carer_answer", y.Answer, y.Offered)
	if y.Answer != "" && y.Offered.IsZero() {
		f.Add("offered", "Enter the day on which the assessment was offered")
	}
	checkCode(&f, "school", "young_carer_school", y.School, on)
	if !y.SchoolTold.IsZero() && (y.School != SchoolMayKnow || y.SchoolAgree == "") {
		f.Add("school_agree", "A school is told only when the family agrees. Write who agreed")
	}
	for _, d := range []struct {
		field string
		from  day.Day
		day   day.Day
	}{{"offered", y.Identified, y.Offered}, {"school_told", day.Day{}, y.SchoolTold}, {"planned", y.Identified, y.Planned}, {"closed", y.Identified, y.Closed}} {
		pastAfter(&f, d.field, d.from, d.day, on)
	}
	for _, s := range y.Support {
		needText(&f, "support", s.Service, "Write which support it is")
		needDay(&f, "support", s.From, on, "Enter since when there is this support")
		pastAfter(&f, "support", s.From, s.To, on)
	}
	for _, r := range y.Reviews {
		needDay(&f, "on", r.On, on, "Enter the day of the review")
		needText(&f, "text", r.Text, "Write how the support goes")
	}
	checkClosing(&f, "young_carer_outcome", y.Closed, y.Outcome, y.Why)
	return f.Err()
}

// SchoolMayKnow is the family's agreement that the school is told.
const SchoolMayKnow = "may"

// pastAfter notes a day, where there is one, that is before another or in the future.
func pastAfter(f *errs.Fields, field string, from, d, on day.Day) {
	if d.IsZero() {
		return
	}
	checkEnd(f, field, from, d)
	if d.After(on) {
		f.Add(field, "The date must be today or in the past")
	}
}

// checkClosing notes an end of a service that lacks its outcome or its reason, and an outcome without an end.
func checkClosing(f *errs.Fields, set string, closed day.Day, outcome, why string) {
	checkCode(f, "outcome", set, outcome, closed)
	switch {
	case closed.IsZero() && outcome != "":
		f.Add("closed", "Enter the day on which it ended with this outcome")
	case !closed.IsZero():
		needText(f, "outcome", outcome, "Choose why it ends")
		needText(f, "why", why, "Write why it ends, and what has changed")
	}
}
