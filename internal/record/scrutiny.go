package record

import (
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
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

// Valid refuses a meeting of nobody or of no day.
func (m Meeting) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "commission", m.Commission, "Enter the name of the commission or panel")
	if m.Date.IsZero() {
		f.Add("date", "Enter the date of the meeting")
	}
	return f.Err()
}

// The states of a question.
const (
	QuestionAccepted  = "accepted"
	QuestionAnswered  = "answered"
	QuestionPublished = "published"
	QuestionWithdrawn = "withdrawn"
)

// Question is a question put to officers. Its record's id is its reference, so that two servers cannot give one reference twice.
type Question struct {
	Reference    string        `json:"reference"` // Q-2026-001: safe in public
	Meeting      string        `json:"meeting,omitempty"`
	Asker        string        `json:"asker"`              // name or group, as it may be published
	AskerBy      string        `json:"asker_by,omitempty"` // the member's worker record, when asked in Throughline
	Text         string        `json:"text"`
	Received     day.Day       `json:"received"`
	Origin       Span          `json:"origin,omitzero"`
	Topic        string        `json:"topic,omitempty"`
	State        string        `json:"state"`
	PublishedAt  time.Time     `json:"published_at,omitzero"`  // first
	Publications []Publication `json:"publications,omitempty"` // every edition that the public saw, oldest first
	WithdrawnAt  time.Time     `json:"withdrawn_at,omitzero"`
	WhyWithdrawn string        `json:"why_withdrawn,omitempty"` // as it may be published
}

// Publication is one edition of a published question: which version of the answer the public saw from then on.
type Publication struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Answer  string    `json:"answer"` // record
	Version int64     `json:"version"`
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

// Valid refuses a question of nobody, without words, of the future or in an unknown state.
func (q Question) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "text", q.Text, "Enter the question")
	needText(&f, "asker", q.Asker, "Enter who asks, as it may be published")
	if q.Received.IsZero() || q.Received.After(on) {
		f.Add("received", "The date the question was received must be today or in the past")
	}
	switch q.State {
	case QuestionAccepted, QuestionAnswered, QuestionPublished:
	case QuestionWithdrawn:
		needText(&f, "reason", q.WhyWithdrawn, "Say why the question is withdrawn")
	default:
		f.Add("state", "A question cannot be %q", q.State)
	}
	return f.Err()
}

// Answer is one answer to a question. Figures are the figures it cites: the thread from case to chamber.
type Answer struct {
	Post      string    `json:"post"` // Director of Children's Social Care
	Person    string    `json:"person"`
	By        string    `json:"by"` // worker who wrote this version
	Text      string    `json:"text"`
	Figures   []string  `json:"figures,omitempty"` // ids of figure records
	Given     time.Time `json:"given"`
	ClearedBy string    `json:"cleared_by,omitempty"` // of exactly these words; a change is cleared again
	ClearedAt time.Time `json:"cleared_at,omitzero"`
}

// KindName is "answer".
func (Answer) KindName() string { return "answer" }

// Valid refuses an answer of nobody or without words.
func (a Answer) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "post", a.Post, "Enter the post of who answers")
	needText(&f, "person", a.Person, "Enter the name of who answers")
	needText(&f, "text", a.Text, "Enter the answer")
	return f.Err()
}

func needText(f *errs.Fields, field, text, mend string) {
	if strings.TrimSpace(text) == "" {
		f.Add(field, "%s", mend)
	}
}
