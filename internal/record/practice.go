package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// PracticeForm is a council's own questions for a step of the work, as they are being written. What people answer is always an edition of it. Questions
// stand beside the record of the step and can never change what a field of it means (complaint 28).
type PracticeForm struct {
	Name   string  `json:"name"`
	Step   string  `json:"step"` // code set practice_step: where it is asked
	Text   string  `json:"text"` // the questions, in the notation of internal/form/practice
	Owner  string  `json:"owner,omitempty"`
	Review day.Day `json:"review,omitzero"` // when its owner looks at it again
}

// KindName is "practice_form".
func (PracticeForm) KindName() string { return "practice_form" }

// Valid refuses a form without a name or a known step.
func (p PracticeForm) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "name", p.Name, "Enter what the form is called")
	needText(&f, "step", p.Step, "Choose where it is asked")
	checkCode(&f, "step", "practice_step", p.Step, on)
	return f.Err()
}

// PracticeEdition is a practice form as it was published. It never changes: answers are shown by the edition that they were given to.
type PracticeEdition struct {
	Number    int     `json:"number"` // 1 is the first
	Name      string  `json:"name"`
	Step      string  `json:"step"` // code set practice_step
	Text      string  `json:"text"`
	Published day.Day `json:"published"`
	By        string  `json:"by"`                 // worker
	Withdrawn day.Day `json:"withdrawn,omitzero"` // no longer asked from then on
}

// KindName is "practice_edition".
func (PracticeEdition) KindName() string { return "practice_edition" }

// Valid refuses an edition without a number, text, day or author.
func (e PracticeEdition) Valid(on day.Day) error {
	var f errs.Fields
	if e.Number < 1 {
		f.Add("number", "Editions are counted from 1")
	}
	needText(&f, "text", e.Text, "An edition has questions")
	needText(&f, "by", e.By, "Say who published it")
	needDay(&f, "published", e.Published, on, "Enter the day on which it was published")
	checkCode(&f, "step", "practice_step", e.Step, on)
	return f.Err()
}

// PracticeAnswers is what was answered to an edition of a practice form about one child.
type PracticeAnswers struct {
	Form    string           `json:"form"`            // form subject
	Edition int              `json:"edition"`         // its number
	About   string           `json:"about,omitempty"` // the subject or record of the step: an assessment
	Date    day.Day          `json:"date"`
	Worker  string           `json:"worker,omitempty"`
	Answers []PracticeAnswer `json:"answers,omitempty"`
}

// PracticeAnswer is the answer to one question.
type PracticeAnswer struct {
	Question string   `json:"question"`      // its id in the edition
	Row      int      `json:"row,omitempty"` // of a part that repeats: 0 is the first
	Values   []string `json:"values"`
}

// KindName is "practice_answers".
func (PracticeAnswers) KindName() string { return "practice_answers" }

// Valid refuses answers to no edition, and of no day or of the future.
func (a PracticeAnswers) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "form", a.Form, "Say which form was answered")
	if a.Edition < 1 {
		f.Add("edition", "Say which edition was answered")
	}
	needDay(&f, "date", a.Date, on, "Enter the day of the answers")
	return f.Err()
}
