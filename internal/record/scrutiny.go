package record

import (
	"time"

	"throughline/internal/day"
)

// Figure is a measure's value as it was cited: everything that is needed to compute it again as it was known then.
type Figure struct {
	Measure     string    `json:"measure"`    // AS-02
	Definition  int       `json:"definition"` // version of the definition
	Title       string    `json:"title"`
	Unit        string    `json:"unit"`
	Basis       string    `json:"basis"`
	From        day.Day   `json:"from"`
	To          day.Day   `json:"to"`
	AsAt        day.Day   `json:"as_at"`
	AsKnown     time.Time `json:"as_known"`
	Numerator   int       `json:"numerator"`
	Denominator int       `json:"denominator"`
	Value       string    `json:"value"`          // to the digit as shown, "69.1"
	Records     string    `json:"records"`        // SHA-256 over the sorted record ids behind it, each with whether it is in the numerator
	Held        int       `json:"held,omitempty"` // records that could not be counted
	By          string    `json:"by"`
	Scope       string    `json:"scope,omitempty"` // a breakdown, or "" for the whole authority
}

// KindName is "figure".
func (Figure) KindName() string { return "figure" }

// Meeting is one meeting of a commission or panel.
type Meeting struct {
	Commission string  `json:"commission"`
	Date       day.Day `json:"date"`
	Place      string  `json:"place,omitempty"`
}

// KindName is "meeting".
func (Meeting) KindName() string { return "meeting" }

// The states of a question.
const (
	QuestionAccepted  = "accepted"
	QuestionAnswered  = "answered"
	QuestionPublished = "published"
)

// Question is a question put to officers.
type Question struct {
	Reference   string    `json:"reference"` // Q-2026-001: safe in public
	Meeting     string    `json:"meeting,omitempty"`
	Asker       string    `json:"asker"`              // name or group, as it may be published
	AskerBy     string    `json:"asker_by,omitempty"` // the member's worker record, when asked in Throughline
	Text        string    `json:"text"`
	Received    day.Day   `json:"received"`
	Origin      Span      `json:"origin,omitzero"`
	Topic       string    `json:"topic,omitempty"`
	State       string    `json:"state"`
	PublishedAt time.Time `json:"published_at,omitzero"`
}

// Span is where in a source file a thing was said.
type Span struct {
	File      string `json:"file"`
	SHA256    string `json:"sha256"`
	Paragraph string `json:"paragraph"`
	From      int    `json:"from"` // byte offsets
	To        int    `json:"to"`
}

// KindName is "question".
func (Question) KindName() string { return "question" }

// Answer is one answer to a question. Figures are the figures it cites: the thread from case to chamber.
type Answer struct {
	Post      string    `json:"post"` // Director of Children's Social Care
	Person    string    `json:"person"`
	By        string    `json:"by"` // worker
	Text      string    `json:"text"`
	Figures   []string  `json:"figures,omitempty"` // ids of figure records
	Given     time.Time `json:"given"`
	ClearedBy string    `json:"cleared_by,omitempty"`
}

// KindName is "answer".
func (Answer) KindName() string { return "answer" }
