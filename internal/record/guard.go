package record

import (
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Restriction hides a child's existence from all but those cleared.
type Restriction struct {
	Reason  string   `json:"reason"`
	Cleared []string `json:"cleared"` // workers
	From    day.Day  `json:"from"`
	To      day.Day  `json:"to,omitzero"`
}

// KindName is "restriction".
func (Restriction) KindName() string { return "restriction" }

// Valid refuses a restriction without a reason. Whoever sets it ends it on the day they do so: an end is never in the future.
func (r Restriction) Valid(on day.Day) error {
	var f errs.Fields
	needReason(&f, r.Reason)
	checkEnded(&f, r.From, r.To, on)
	return f.Err()
}

// ConflictBar keeps one worker away from one child, whatever else would let them in.
type ConflictBar struct {
	Worker string  `json:"worker"`
	Reason string  `json:"reason"`
	From   day.Day `json:"from"`
	To     day.Day `json:"to,omitzero"`
}

// KindName is "conflict_bar".
func (ConflictBar) KindName() string { return "conflict_bar" }

// Valid refuses a bar without a worker or a reason; its end, like its start, is never in the future.
func (b ConflictBar) Valid(on day.Day) error {
	var f errs.Fields
	if b.Worker == "" {
		f.Add("worker", "Choose the worker")
	}
	needReason(&f, b.Reason)
	checkEnded(&f, b.From, b.To, on)
	return f.Err()
}

func needReason(f *errs.Fields, reason string) {
	if strings.TrimSpace(reason) == "" {
		f.Add("reason", "Give the reason")
	}
}

// checkEnded keeps dates that open or close access out of the future: what access knows is made when a record is written, and
// does not change by itself when a day comes.
func checkEnded(f *errs.Fields, from, to, on day.Day) {
	if from.After(on) {
		f.Add("from", "The start must be today or in the past")
	}
	if to.After(on) {
		f.Add("to", "The end must be today or in the past")
	}
	checkSpan(f, from, to)
}

// BreakGlass is emergency access: one person, one child, 60 minutes, with a reason, a notice and a review.
type BreakGlass struct {
	Worker     string    `json:"worker"`
	Reason     string    `json:"reason"`
	From       time.Time `json:"from"`
	Until      time.Time `json:"until"`
	Ended      time.Time `json:"ended,omitzero"`
	ReviewedBy string    `json:"reviewed_by,omitempty"`
	Reviewed   time.Time `json:"reviewed,omitzero"`
	Outcome    string    `json:"outcome,omitempty"` // justified, not_justified
	Note       string    `json:"note,omitempty"`
	SeenBy     []string  `json:"seen_by,omitempty"` // owners who have read the notice
}

// KindName is "break_glass".
func (BreakGlass) KindName() string { return "break_glass" }

// The outcomes of a review.
const (
	Justified    = "justified"
	NotJustified = "not_justified"
)

// Valid refuses an opening without a worker or a reason, and an unknown outcome.
func (b BreakGlass) Valid(day.Day) error {
	var f errs.Fields
	if b.Worker == "" {
		f.Add("worker", "Name who opens the record")
	}
	needReason(&f, b.Reason)
	if b.Outcome != "" && b.Outcome != Justified && b.Outcome != NotJustified {
		f.Add("outcome", "Choose whether the opening was justified")
	}
	return f.Err()
}

// Disposal records that a subject's key was destroyed, under which rule and on whose word.
type Disposal struct {
	Subject    string `json:"subject"`
	With       string `json:"with,omitempty"` // whose disposal took this subject along: their own id for the person
	Rule       string `json:"rule"`
	ApprovedBy string `json:"approved_by"`
}

// KindName is "disposal".
func (Disposal) KindName() string { return "disposal" }
