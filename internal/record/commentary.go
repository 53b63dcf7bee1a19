package record

import (
	"unicode/utf8"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Commentary is what somebody who answers for a measure says of it: why it stands as it does and what is done. It is of one period, so that it is
// not read beside other numbers.
type Commentary struct {
	Measure string  `json:"measure"` // AS-02
	From    day.Day `json:"from"`    // of the period that it is about
	To      day.Day `json:"to"`
	Text    string  `json:"text"`
	Action  string  `json:"action,omitempty"` // what is being done
	By      string  `json:"by"`               // worker
	On      day.Day `json:"on"`
}

// KindName is "commentary".
func (Commentary) KindName() string { return "commentary" }

// mostCommentary is the length of a commentary that people read, in letters.
const mostCommentary = 4000

// Valid refuses a commentary of nobody, about no measure or period, without words, too long, or of a day that is to come.
func (c Commentary) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "measure", c.Measure, "Say which measure the commentary is about")
	needText(&f, "text", c.Text, "Write what you want to say about the figure")
	needText(&f, "by", c.By, "Say who writes the commentary")
	if c.From.IsZero() || c.To.IsZero() || c.To.Before(c.From) {
		f.Add("period", "Give the period that the commentary is about, its last day not before its first")
	}
	if c.On.IsZero() || c.On.After(on) {
		f.Add("on", "The day of a commentary must be today or in the past")
	}
	if utf8.RuneCountInString(c.Text) > mostCommentary || utf8.RuneCountInString(c.Action) > mostCommentary {
		f.Add("text", "Write up to %d letters", mostCommentary)
	}
	return f.Err()
}
