package practice

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"throughline/internal/record"
)

// Problem is something that must be mended before a form can be published.
type Problem struct {
	Line int
	Text string
}

func (p Problem) String() string { return fmt.Sprintf("Line %d: %s", p.Line, p.Text) }

// Check finds what would go wrong once a form is asked in a step: ids that are there twice or are those of a record's own fields, questions without answers to
// choose, and conditions that can never hold.
func Check(f Form, step string) []Problem {
	c := checking{form: f, first: map[string]Question{}, order: map[string]int{}, part: map[string]int{}, own: ownFields(step)}
	n := 0
	for i, p := range f.Parts {
		if len(p.Questions) == 0 {
			c.add(p.Line, "The part “%s” asks nothing", p.Title)
		}
		for _, q := range p.Questions {
			n++
			if before, twice := c.first[q.ID]; twice {
				c.add(q.Line, "The id “%s” is there already, in line %d", q.ID, before.Line)
				continue
			}
			c.first[q.ID], c.order[q.ID], c.part[q.ID] = q, n, i
			c.question(q)
		}
	}
	for _, p := range f.Parts {
		for _, q := range p.Questions {
			if q.Line == c.first[q.ID].Line {
				c.conditions(q)
			}
		}
	}
	slices.SortStableFunc(c.out, func(a, b Problem) int { return a.Line - b.Line })
	return c.out
}

type checking struct {
	form  Form
	first map[string]Question
	order map[string]int // place in the form
	part  map[string]int
	own   []string
	out   []Problem
}

func (c *checking) add(line int, text string, args ...any) {
	c.out = append(c.out, Problem{line, fmt.Sprintf(text, args...)})
}

func (c *checking) question(q Question) {
	if slices.Contains(c.own, q.ID) {
		c.add(q.Line, "“%s” is a field of the record itself. A form asks beside it and never again what is held; choose another id, or leave the question out", q.ID)
	}
	chooses := q.Type == Choice || q.Type == Several
	switch {
	case chooses && len(q.Options) < 2:
		c.add(q.Line, "“%s” has fewer than two options to choose from", q.ID)
	case !chooses && len(q.Options) > 0:
		c.add(q.Line, "“%s” has options and is not of type choice or several", q.ID)
	}
	seen := map[string]bool{}
	for _, o := range q.Options {
		if seen[o.Code] {
			c.add(q.Line, "“%s” has the option “%s” twice", q.ID, o.Code)
		}
		seen[o.Code] = true
	}
}

// conditions finds those that can never hold.
func (c *checking) conditions(q Question) {
	good := true
	for _, cond := range q.If {
		on, ok := c.first[cond.Question]
		switch {
		case !ok:
			c.add(cond.Line, "“%s” is asked only after a question “%s”, which is not in the form", q.ID, cond.Question)
		case c.order[cond.Question] >= c.order[q.ID]:
			c.add(cond.Line, "“%s” is asked only after “%s”, which comes later: it would never be asked", q.ID, cond.Question)
		case c.form.Parts[c.part[cond.Question]].Repeats > 1 && c.part[cond.Question] != c.part[q.ID]:
			c.add(cond.Line, "“%s” hangs on “%s” in a part that repeats: which of the answers is not said", q.ID, cond.Question)
		case on.Answers() == nil:
			c.add(cond.Line, "“%s” hangs on “%s”, which has no answers to choose from", q.ID, cond.Question)
		case !slices.Contains(on.Answers(), cond.Value):
			c.add(cond.Line, "“%s” is asked only when “%s” is “%s”, which is not one of its answers (%s): it would never be asked", q.ID, cond.Question, cond.Value, strings.Join(on.Answers(), ", "))
		default:
			continue
		}
		good = false
	}
	if !good || len(q.If) == 0 {
		return
	}
	needs := map[string]string{}
	if on := c.contradicts(q, needs, map[string]bool{}); on != "" {
		c.add(q.If[0].Line, "“%s” would need two different answers to “%s”: it would never be asked", q.ID, on)
	}
}

// contradicts follows the conditions of a question, and of the questions that they hang on, and gives the one that would have to be answered in two ways.
func (c *checking) contradicts(q Question, needs map[string]string, seen map[string]bool) string {
	if seen[q.ID] {
		return ""
	}
	seen[q.ID] = true
	for _, cond := range q.If {
		on := c.first[cond.Question]
		if was, ok := needs[cond.Question]; ok && was != cond.Value && on.Type != Several {
			return cond.Question
		}
		needs[cond.Question] = cond.Value
		if bad := c.contradicts(on, needs, seen); bad != "" {
			return bad
		}
	}
	return ""
}

// ownFields are the fields of the records of a step, by the names that bodies have: what a form may not ask.
func ownFields(step string) []string {
	bodies := map[string][]any{
		"assessment":  {record.Assessment{}, record.AssessmentReport{}},
		"plan":        {record.CINPlan{}, record.CPPlan{}},
		"visit":       {record.Visit{}},
		"supervision": {record.Allocation{}},
	}[step]
	var out []string
	for _, b := range append(bodies, record.Child{}) {
		t := reflect.TypeOf(b)
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			out = append(out, name)
		}
	}
	return out
}
