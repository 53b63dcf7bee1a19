// Package practice is a council's own questions for a step of the work: written in a plain notation, checked before they are published, asked, and shown for ever
// by the edition that was answered.
//
// Invariant: an answer belongs to a question of one edition of one form and stands beside the record of the step. No form can name, change or fill a field of a
// record: no return, figure or time limit reads an answer (complaint 28). Source: issue 5 (local practice forms); acceptance scenario 21.
package practice

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/errs"
)

// Form is the questions of a form, in parts.
type Form struct{ Parts []Part }

// Part is a part of a form under a heading.
type Part struct {
	Title     string
	Words     []string // what is said before the questions
	Repeats   int      // how many times it may be answered; 1 for one that does not repeat
	Questions []Question
	Line      int
}

// The types of question.
const (
	Text    = "text"    // one line
	Long    = "long"    // several lines
	YesNo   = "yes/no"  //
	Choice  = "choice"  // one of the options
	Several = "several" // any of the options
	Date    = "date"
	Number  = "number"
)

var types = []string{Text, Long, YesNo, Choice, Several, Date, Number}

// Question is one question.
type Question struct {
	ID, Label, Type, Hint string
	Options               []Option
	Needed                bool
	If                    []Condition // all of them must hold, else it is not asked
	Line                  int
}

// Option is one answer to choose.
type Option struct{ Code, Label string }

// Condition asks a question only when another was answered so.
type Condition struct {
	Question, Value string
	Line            int
}

// Answers gives the answers that a question allows, where that is a closed list.
func (q Question) Answers() []string {
	switch q.Type {
	case YesNo:
		return []string{"yes", "no"}
	case Choice, Several:
		var out []string
		for _, o := range q.Options {
			out = append(out, o.Code)
		}
		return out
	}
	return nil
}

// Say is what people read for an answer.
func (q Question) Say(value string) string {
	switch {
	case q.Type == YesNo && value == "yes":
		return "Yes"
	case q.Type == YesNo && value == "no":
		return "No"
	}
	for _, o := range q.Options {
		if o.Code == value {
			return o.Label
		}
	}
	return value
}

// Find gives a question and its part.
func (f Form) Find(id string) (Question, Part, bool) {
	for _, p := range f.Parts {
		for _, q := range p.Questions {
			if q.ID == id {
				return q, p, true
			}
		}
	}
	return Question{}, Part{}, false
}

// The limits of a form.
const (
	mostLines   = 2000
	mostRepeats = 20
)

var (
	idForm   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	repeated = regexp.MustCompile(`^(.*)\(repeats up to (\d+)\)$`)
	ifForm   = regexp.MustCompile(`^if ([a-z0-9_]+) = (\S+)$`)
)

// Read reads the notation. A line that begins with
//
//	#    begins a part; "(repeats up to 5)" after its title says that it may be answered five times
//	>    says something before the questions of the part
//	?    begins a question: "? id: what is asked"
//
// and below a question, one a line: "type: long", "hint: ...", "- code: Label" for an option, "needed", "if id = code". Without a type a question is one line of
// text. What cannot be read is errs.Fields, each with its line; the form is then not read at all.
func Read(text string) (Form, error) {
	r := reader{}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if len(lines) > mostLines {
		return Form{}, errs.Field("text", "A form has at most %d lines", mostLines)
	}
	for i, line := range lines {
		r.line = i + 1
		r.read(strings.TrimSpace(line))
	}
	if len(r.form.Parts) == 0 && len(r.wrong) == 0 {
		r.line = 1
		r.refuse("begin with a part: # and its title")
	}
	if err := r.wrong.Err(); err != nil {
		return Form{}, err
	}
	return r.form, nil
}

type reader struct {
	form  Form
	line  int
	wrong errs.Fields
}

func (r *reader) refuse(text string, args ...any) {
	r.wrong.Add("text", "Line %d: %s", r.line, fmt.Sprintf(text, args...))
}

func (r *reader) part() *Part {
	if len(r.form.Parts) == 0 {
		return nil
	}
	return &r.form.Parts[len(r.form.Parts)-1]
}

func (r *reader) question() *Question {
	p := r.part()
	if p == nil || len(p.Questions) == 0 {
		return nil
	}
	return &p.Questions[len(p.Questions)-1]
}

func (r *reader) read(line string) {
	rest := func(mark string) (string, bool) {
		s, ok := strings.CutPrefix(line, mark)
		return strings.TrimSpace(s), ok
	}
	if line == "" {
		return
	}
	if s, ok := rest("#"); ok {
		r.begin(s)
		return
	}
	p := r.part()
	if p == nil {
		r.refuse("begin with a part: # and its title")
		return
	}
	if s, ok := rest(">"); ok {
		p.Words = append(p.Words, s)
		return
	}
	if s, ok := rest("?"); ok {
		id, label, found := strings.Cut(s, ":")
		id, label = strings.TrimSpace(id), strings.TrimSpace(label)
		if !found || !idForm.MatchString(id) || label == "" {
			r.refuse("a question is written “? id: what is asked”; its id has small letters, digits and _ only")
			id = "" // so that what is below it is read as its own
		}
		p.Questions = append(p.Questions, Question{ID: id, Label: label, Type: Text, Line: r.line})
		return
	}
	q := r.question()
	if q == nil {
		r.refuse("this belongs below a question")
		return
	}
	r.detail(q, line, rest)
}

func (r *reader) begin(s string) {
	p := Part{Title: s, Repeats: 1, Line: r.line}
	if m := repeated.FindStringSubmatch(s); m != nil {
		n, err := strconv.Atoi(m[2])
		if err != nil || n < 2 || n > mostRepeats {
			r.refuse("a part repeats up to 2 to %d times", mostRepeats)
			n = 1
		}
		p.Title, p.Repeats = strings.TrimSpace(m[1]), n
	}
	if p.Title == "" {
		r.refuse("a part has a title")
	}
	r.form.Parts = append(r.form.Parts, p)
}

func (r *reader) detail(q *Question, line string, rest func(string) (string, bool)) {
	if s, ok := rest("type:"); ok {
		if !slices.Contains(types, s) {
			r.refuse("%q is no type of question; use one of %s", s, strings.Join(types, ", "))
		}
		q.Type = s
		return
	}
	if s, ok := rest("hint:"); ok {
		q.Hint = s
		return
	}
	if s, ok := rest("-"); ok {
		code, label, found := strings.Cut(s, ":")
		code, label = strings.TrimSpace(code), strings.TrimSpace(label)
		if !found || !idForm.MatchString(code) || label == "" {
			r.refuse("an option is written “- code: Label”")
			return
		}
		q.Options = append(q.Options, Option{code, label})
		return
	}
	if m := ifForm.FindStringSubmatch(line); m != nil {
		q.If = append(q.If, Condition{m[1], m[2], r.line})
		return
	}
	if line == "needed" {
		q.Needed = true
		return
	}
	r.refuse("this cannot be read. Below a question stand type:, hint:, - options, needed, and if")
}
