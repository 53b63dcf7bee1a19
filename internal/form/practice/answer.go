package practice

import (
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// Given is the answers to a form: by question and row.
type Given map[Key][]string

// Key is a question, and of a part that repeats the row.
type Key struct {
	Question string
	Row      int
}

// Name is how an answer's input is called.
func (k Key) Name() string { return "q-" + strconv.Itoa(k.Row) + "-" + k.Question }

// From makes the answers of a record into those of a form.
func From(all []record.PracticeAnswer) Given {
	out := Given{}
	for _, a := range all {
		out[Key{a.Question, a.Row}] = a.Values
	}
	return out
}

// Asked says whether a question is asked in a row, by the answers given.
func (f Form) Asked(q Question, row int, given Given) bool {
	for _, c := range q.If {
		on, p, ok := f.Find(c.Question)
		if !ok || on.Line >= q.Line { // what hangs on itself or on what comes later is never asked
			return false
		}
		at := Key{c.Question, 0}
		if p.Repeats > 1 {
			at.Row = row
		}
		held := false
		for _, v := range given[at] {
			held = held || v == c.Value
		}
		if !held || !f.Asked(on, at.Row, given) {
			return false
		}
	}
	return true
}

// Rows is how many rows of a part are answered.
func (p Part) Rows(given Given) int {
	n := 0
	for k, v := range given {
		for _, q := range p.Questions {
			if q.ID == k.Question && strings.Join(v, "") != "" && k.Row >= n {
				n = k.Row + 1
			}
		}
	}
	return min(n, p.Repeats)
}

// Take checks answers and gives what is recorded: only what is asked. What is wrong is errs.Fields by the names of the inputs.
func (f Form) Take(given Given) ([]record.PracticeAnswer, error) {
	var out []record.PracticeAnswer
	var wrong errs.Fields
	for _, p := range f.Parts {
		rows := 1
		if p.Repeats > 1 {
			rows = p.Rows(given)
		}
		for row := range rows {
			for _, q := range p.Questions {
				k := Key{q.ID, row}
				if !f.Asked(q, row, given) {
					continue
				}
				values, why := q.take(given[k])
				switch {
				case why != "":
					wrong.Add(k.Name(), "%s", why)
				case len(values) > 0:
					out = append(out, record.PracticeAnswer{Question: q.ID, Row: row, Values: values})
				case q.Needed:
					wrong.Add(k.Name(), "Answer “%s”", q.Label)
				}
			}
		}
	}
	return out, wrong.Err()
}

// take checks the answer to one question.
func (q Question) take(typed []string) (values []string, why string) {
	for _, v := range typed {
		if v = strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")); v != "" {
			values = append(values, v)
		}
	}
	if len(values) > 1 && q.Type != Several {
		values = values[:1]
	}
	for _, v := range values {
		switch q.Type {
		case YesNo, Choice, Several:
			ok := false
			for _, a := range q.Answers() {
				ok = ok || a == v
			}
			if !ok {
				return nil, "Choose one of the answers on the page"
			}
		case Date:
			if _, err := day.Parse(v); err != nil {
				return nil, "Enter a day for “" + q.Label + "”"
			}
		case Number:
			if _, err := strconv.ParseFloat(v, 64); err != nil {
				return nil, "Enter a number for “" + q.Label + "”"
			}
		}
	}
	return values, ""
}
