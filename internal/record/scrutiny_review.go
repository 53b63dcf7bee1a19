package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// ReviewStates are the states of a review in their order, from scoping to monitoring.
var ReviewStates = []string{"scoping", "consulted", "scope_approved", "evidence", "draft_report", "fact_check", "approved", "sent", "response", "monitoring", "closed"}

// Review is an inquiry of a committee, from its scope to the monitoring of what came of it.
type Review struct {
	Title     string          `json:"title"`
	Committee string          `json:"committee"`
	State     string          `json:"state"`
	Terms     []ReviewTerms   `json:"terms"` // versions of the terms of reference, oldest first
	Comments  []ReviewComment `json:"comments,omitempty"`
	Evidence  []Evidence      `json:"evidence,omitempty"`
	Lead      string          `json:"lead,omitempty"`
	Sent      day.Day         `json:"sent,omitzero"` // when the report went with its notice
	Steps     []ReviewStep    `json:"steps,omitempty"`
	Findings  []ReviewFinding `json:"findings,omitempty"`
	Checks    []ReviewCheck   `json:"checks,omitempty"` // of what came of it, at 6 and 12 months
}

// ReviewFinding is what a review found, and which of its evidence shows it.
type ReviewFinding struct {
	Text     string    `json:"text"`
	Evidence []int     `json:"evidence"` // places in the list of evidence, from 1
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

// ReviewCheck is a look at what came of a review.
type ReviewCheck struct {
	On   day.Day `json:"on"`
	By   string  `json:"by"`
	Text string  `json:"text"`
}

// ReviewTerms is one version of the terms of reference.
type ReviewTerms struct {
	Aims         string    `json:"aims"`
	Objectives   string    `json:"objectives,omitempty"`
	Stakeholders string    `json:"stakeholders,omitempty"`
	Methods      string    `json:"methods,omitempty"`
	Timescale    string    `json:"timescale,omitempty"`
	OutOfScope   string    `json:"out_of_scope,omitempty"`
	Wanted       string    `json:"wanted,omitempty"` // evidence
	By           string    `json:"by"`
	At           time.Time `json:"at"`
	Why          string    `json:"why,omitempty"` // why an approved scope was changed (SR-303)
}

// ReviewComment is what a member said about the scope, and what it changed.
type ReviewComment struct {
	Member  string    `json:"member"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Changed string    `json:"changed,omitempty"` // what it changed in the terms, or why nothing
	Version int       `json:"version,omitempty"` // the version of the terms that has it, from 1
}

// Evidence is something that was heard or read. Who took part in a group is not recorded.
type Evidence struct {
	Sort    string  `json:"sort"` // session, visit, focus_group, survey, document or literature
	On      day.Day `json:"on"`
	Title   string  `json:"title"`
	People  int     `json:"people,omitempty"`
	Themes  string  `json:"themes,omitempty"`
	Consent bool    `json:"consent,omitempty"` // those who took part agreed to its use
}

// ReviewStep is a change of state.
type ReviewStep struct {
	At    time.Time `json:"at"`
	By    string    `json:"by"`
	State string    `json:"state"`
	Note  string    `json:"note,omitempty"`
}

// KindName is "scrutiny_review".
func (Review) KindName() string { return "scrutiny_review" }

// Valid refuses a review without title, body or aims, and a focus group without consent.
func (r Review) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "title", r.Title, "Enter the title of the review")
	needText(&f, "committee", r.Committee, "Choose the committee")
	oneOf(&f, "state", r.State, ReviewStates...)
	if len(r.Terms) == 0 || r.Terms[len(r.Terms)-1].Aims == "" {
		f.Add("aims", "Enter what the review is to find out")
	}
	for _, e := range r.Evidence {
		oneOf(&f, "evidence", e.Sort, "session", "visit", "focus_group", "survey", "document", "literature")
		if e.Sort == "focus_group" && !e.Consent {
			f.Add("consent", "Record a focus group only when those who took part agreed")
		}
	}
	for _, x := range r.Findings {
		needText(&f, "finding", x.Text, "Enter what was found")
		if len(x.Evidence) == 0 {
			f.Add("shown", "Choose the evidence that shows it")
		}
		for _, n := range x.Evidence {
			if n < 1 || n > len(r.Evidence) {
				f.Add("shown", "There is no evidence %d", n)
			}
		}
	}
	for _, c := range r.Comments {
		if c.Version < 0 || c.Version > len(r.Terms) {
			f.Add("version", "There is no version %d of the scope", c.Version)
		}
	}
	return f.Err()
}

// InspectionPlan is an inspection with its judgements and the action plan that answers it.
type InspectionPlan struct {
	Title      string      `json:"title"`
	Service    string      `json:"service"`   // children's social care, youth justice, SEND
	Inspector  string      `json:"inspector"` // Ofsted, HMIP
	Kind       string      `json:"kind"`      // ILACS, focused visit, JTAI, peer review
	Expected   day.Day     `json:"expected,omitzero"`
	From       day.Day     `json:"from,omitzero"`
	To         day.Day     `json:"to,omitzero"`
	Published  day.Day     `json:"published,omitzero"` // the report; starts the 70 working days of a statement of action
	Due        day.Day     `json:"due,omitzero"`
	Judgements []Judgement `json:"judgements,omitempty"` // all of them: a summary that cites one shows all
	Strengths  []string    `json:"strengths,omitempty"`
	Edition    string      `json:"edition"` // interim, draft or final
	Editions   []PlanStep  `json:"editions,omitempty"`
}

// Judgement is one judgement of an inspection.
type Judgement struct {
	Area  string `json:"area"`
	Grade string `json:"grade"`
}

// PlanStep is an edition of the plan.
type PlanStep struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Edition string    `json:"edition"`
}

// KindName is "inspection_plan".
func (InspectionPlan) KindName() string { return "inspection_plan" }

// Valid refuses a plan without title or service.
func (p InspectionPlan) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "title", p.Title, "Enter the title")
	needText(&f, "service", p.Service, "Enter the service that was inspected")
	oneOf(&f, "edition", p.Edition, "interim", "draft", "final")
	period(&f, p.From, p.To)
	return f.Err()
}

// CabinetReport is the front sheet and the sections of a report to the cabinet. Each section is there, even if it says that it does not apply.
type CabinetReport struct {
	Title          string            `json:"title"`
	Decision       string            `json:"decision,omitempty"` // key decision number
	Key            bool              `json:"key,omitempty"`
	KeyReason      string            `json:"key_reason,omitempty"`
	Body           string            `json:"body"`                     // for consideration by
	MeetingRecord  string            `json:"meeting_record,omitempty"` // record of the meeting, where it is kept here
	Item           string            `json:"item,omitempty"`           // record of the item of its agenda
	Meeting        day.Day           `json:"meeting"`
	Member         string            `json:"member"`         // cabinet member
	Classification string            `json:"classification"` // open or exempt
	Exempt         int               `json:"exempt,omitempty"`
	Interest       string            `json:"interest,omitempty"`
	Wards          string            `json:"wards"`
	Director       string            `json:"director"`             // group director
	Implemented    day.Day           `json:"implemented,omitzero"` // if not called in
	Covers         day.Day           `json:"covers,omitzero"`      // last day of the time that it is about: with the meeting it gives the lag (SR-354)
	Updated        day.Day           `json:"updated,omitzero"`
	Authority      string            `json:"authority,omitempty"` // on what authority it is decided
	Report         string            `json:"report,omitempty"`    // subject of the report to members that it brings
	Sections       map[string]string `json:"sections,omitempty"`
	Recommends     []Recommends      `json:"recommends,omitempty"`
	SignOffs       []SignOff         `json:"sign_offs,omitempty"`
	Appendices     []string          `json:"appendices,omitempty"`
	Background     []string          `json:"background,omitempty"`
	Author         string            `json:"author,omitempty"`
	State          string            `json:"state"` // drafted or published
	PublishedOn    day.Day           `json:"published_on,omitzero"`
}

// Recommends is one recommendation of a cabinet report.
type Recommends struct {
	Sort string `json:"sort"` // note, endorse, agree or recommend_to_council
	Text string `json:"text"`
}

// KindName is "cabinet_report".
func (CabinetReport) KindName() string { return "cabinet_report" }

// Valid refuses a report without the fields of its front sheet.
func (c CabinetReport) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "title", c.Title, "Enter the title of the report")
	needText(&f, "body", c.Body, "Enter the body that considers it")
	needText(&f, "member", c.Member, "Enter the cabinet member")
	needText(&f, "director", c.Director, "Enter the group director")
	needText(&f, "wards", c.Wards, "Enter the wards, or all wards")
	if c.Meeting.IsZero() {
		f.Add("meeting", "Enter the date of the meeting")
	}
	if c.Key {
		needText(&f, "key_reason", c.KeyReason, "Say why it is a key decision")
	}
	oneOf(&f, "classification", c.Classification, "open", "exempt")
	if c.Classification == "exempt" && c.Exempt == 0 {
		f.Add("exempt", "Enter the paragraph of Schedule 12A")
	}
	exemption(&f, c.Exempt, c.Interest)
	oneOf(&f, "state", c.State, "drafted", "published")
	for _, r := range c.Recommends {
		oneOf(&f, "recommends", r.Sort, "note", "endorse", "agree", "recommend_to_council")
	}
	return f.Err()
}

// YouthIssue is something that a young people's group raised, and what came of it: you said, we did. It names no young person.
type YouthIssue struct {
	Group     string    `json:"group"` // as it may be published
	Raised    day.Day   `json:"raised"`
	People    int       `json:"people,omitempty"` // who took part, as a number
	Said      string    `json:"said"`             // you said
	Topic     string    `json:"topic,omitempty"`
	Question  string    `json:"question,omitempty"` // reference of the question that it became
	Owner     string    `json:"owner,omitempty"`    // subject of the office
	Did       string    `json:"did,omitempty"`      // we did
	DidOn     day.Day   `json:"did_on,omitzero"`
	NotYet    string    `json:"not_yet,omitempty"` // why nothing could be done yet
	State     string    `json:"state"`             // raised, working, done or not_possible
	Checked   bool      `json:"checked,omitempty"` // the group has read it and agrees that this was done
	Published time.Time `json:"published,omitzero"`
}

// KindName is "youth_issue".
func (YouthIssue) KindName() string { return "youth_issue" }

// Valid refuses an issue of no group or without words, and "done" that does not say what.
func (y YouthIssue) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "group", y.Group, "Enter the group that raised it")
	needText(&f, "said", y.Said, "Enter what they said")
	if y.Raised.IsZero() || y.Raised.After(on) {
		f.Add("raised", "The day must be today or in the past")
	}
	oneOf(&f, "state", y.State, "raised", "working", "done", "not_possible")
	switch y.State {
	case "done":
		needText(&f, "did", y.Did, "Say what was done")
	case "not_possible":
		needText(&f, "not_yet", y.NotYet, "Say why it is not possible")
	}
	return f.Err()
}
