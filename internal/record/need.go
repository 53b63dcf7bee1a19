package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// NeedAssessment is an assessment of one particular need with a time limit of its own, beside the assessment of the child: a young carer's needs, a
// young person of 16 or 17 who is homeless, the age of an unaccompanied child (clocks AS-05 to AS-07).
type NeedAssessment struct {
	Type    string  `json:"type"`             // code set need_assessment_type
	Began   day.Day `json:"began"`            // the need appeared or was put to the council; for an age, the decision to assess
	Waiting day.Day `json:"waiting,omitzero"` // documents were asked for, and the limit rests, from this day
	Resumed day.Day `json:"resumed,omitzero"` // they came
	Done    day.Day `json:"done,omitzero"`    // assessed; accommodation decided; the letter with the decision on the age
	Outcome string  `json:"outcome,omitempty"`
	Worker  string  `json:"worker,omitempty"`
}

// The types.
const (
	NeedYoungCarer = "young_carer"
	NeedHomeless   = "homeless_16_17"
	NeedAge        = "age"
)

// KindName is "need_assessment".
func (NeedAssessment) KindName() string { return "need_assessment" }

// Valid refuses an assessment of no kind or day, days out of order or in the future, and one that is done without an outcome.
func (n NeedAssessment) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "type", n.Type, "Choose what is assessed")
	checkCode(&f, "type", "need_assessment_type", n.Type, on)
	needDay(&f, "began", n.Began, on, "Enter the day on which it began")
	for _, d := range []struct {
		field     string
		from, day day.Day
	}{{"waiting", n.Began, n.Waiting}, {"resumed", n.Waiting, n.Resumed}, {"done", n.Began, n.Done}} {
		checkEnd(&f, d.field, d.from, d.day)
		if d.day.After(on) {
			f.Add(d.field, "The date must be today or in the past")
		}
	}
	if n.Waiting.IsZero() && !n.Resumed.IsZero() {
		f.Add("waiting", "Enter since when documents were awaited")
	}
	if !n.Waiting.IsZero() && n.Type != NeedAge {
		f.Add("waiting", "Only the assessment of an age waits for documents")
	}
	if !n.Done.IsZero() {
		needText(&f, "outcome", n.Outcome, "Write what was decided")
	}
	return f.Err()
}
