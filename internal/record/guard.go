package record

import (
	"time"

	"throughline/internal/day"
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

// ConflictBar keeps one worker away from one child, whatever else would let them in.
type ConflictBar struct {
	Worker string  `json:"worker"`
	Reason string  `json:"reason"`
	From   day.Day `json:"from"`
	To     day.Day `json:"to,omitzero"`
}

// KindName is "conflict_bar".
func (ConflictBar) KindName() string { return "conflict_bar" }

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

// Disposal records that a subject's key was destroyed, under which rule and on whose word.
type Disposal struct {
	Subject    string `json:"subject"`
	Rule       string `json:"rule"`
	ApprovedBy string `json:"approved_by"`
}

// KindName is "disposal".
func (Disposal) KindName() string { return "disposal" }
