package annexa

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"throughline/internal/day"
	"throughline/internal/returns/finding"
)

// ReturnName is what a run of these rules calls the return.
const ReturnName = "annex-a"

type registry struct {
	all  []finding.Rule
	rank map[string]int
}

var rules = sync.OnceValue(func() *registry {
	r := &registry{rank: map[string]int{}}
	for _, l := range All() {
		r.all = append(r.all, finding.Rule{
			Code: fmt.Sprintf("L%d-sheet", l.Number), Title: "List is missing", Severity: finding.Error, Tables: []string{l.Sheet},
			Message: "The workbook has no sheet " + l.Sheet + ".", Mend: "Add the sheet with its headers, even when nobody stands in the list.",
		})
		for i := range l.Columns {
			r.all = append(r.all, columnRules(l, i)...)
		}
	}
	for _, x := range rowRules {
		rule := finding.Rule{Code: x.code, Title: x.title, Severity: x.severity, Message: x.message, Mend: x.mend}
		for _, l := range All() {
			if x.list != 0 && x.list != l.Number || x.list == 0 && l.Column(x.fields[0]) < 0 {
				continue
			}
			rule.Tables = append(rule.Tables, l.Sheet)
			for _, f := range x.fields {
				rule.Fields = append(rule.Fields, l.Sheet+"."+f)
			}
		}
		r.all = append(r.all, rule)
	}
	for i := range r.all {
		r.rank[r.all[i].Code] = i
	}
	return r
})

// CheckOptions are what a check is told beside the workbook.
type CheckOptions struct {
	On day.Day // the extract date; what the front sheet says unless given
}

// check is one check on its way.
type check struct {
	w       *Workbook
	on      day.Day
	run     finding.Run
	by      [Lists]map[string][]*Entry // rows by child
	six, tw day.Day
}

// Check runs every rule over a workbook. Rows are numbered as Excel numbers them.
func Check(w *Workbook, o CheckOptions) finding.Run {
	c := &check{w: w, on: cmp.Or(o.On, w.On)}
	c.six, c.tw = c.on.AddMonths(-6), c.on.AddMonths(-12)
	c.run = finding.Run{Return: ReturnName, Reading: finding.Intended, Rules: Rules(), Rows: map[string]int{}, Notes: w.Notes}
	if !c.on.IsZero() {
		c.run.Year = c.on.String()
	}
	c.skips()
	children := map[string]bool{}
	for i, s := range w.Sheets {
		if s == nil {
			c.run.Findings = append(c.run.Findings, finding.Finding{Rule: fmt.Sprintf("L%d-sheet", i+1), Table: Of(i + 1).Sheet})
			continue
		}
		c.run.Rows[s.List.Sheet] = len(s.Entries)
		c.by[i] = map[string][]*Entry{}
		for j := range s.Entries {
			e := &s.Entries[j]
			id := e.Fields[0].Text
			if i != Lists-1 && id != "" { // the last list is of adults
				children[id] = true
			}
			c.by[i][id] = append(c.by[i][id], e)
		}
	}
	c.run.Children = len(children)
	for _, s := range w.Sheets {
		if s == nil || s.Has == nil {
			continue
		}
		c.columns(s)
		for j := range s.Entries {
			c.row(s, &s.Entries[j])
		}
	}
	c.within()
	c.across()
	slices.SortStableFunc(c.run.Findings, func(a, b finding.Finding) int {
		return cmp.Or(rules().rank[a.Rule]-rules().rank[b.Rule], cmp.Compare(len(a.Table), len(b.Table)), strings.Compare(a.Table, b.Table), a.Row-b.Row)
	})
	return c.run
}

// skips names the rules that cannot run.
func (c *check) skips() {
	c.run.Ran = len(c.run.Rules)
	if !c.on.IsZero() {
		return
	}
	for _, r := range c.run.Rules {
		if needsOn(r.Code) {
			c.run.Ran--
			c.run.Skipped = append(c.run.Skipped, finding.Skipped{Rule: r.Code, Why: "the workbook does not say its extract date; give it with --on"})
		}
	}
}

// flag notes a finding in a row of a list. More are values that the message speaks of: name and text in turn.
func (c *check) flag(code string, s *Sheet, e *Entry, headers []string, more ...string) {
	f := finding.Finding{Rule: code, Table: s.List.Sheet, Row: e.Number, Fields: headers}
	if s.List.Number != 11 {
		f.Child = e.Fields[0].Text
	}
	if i := s.List.Column("Allocated Worker"); i >= 0 {
		f.Worker = e.Fields[i].Text
	}
	for _, h := range headers {
		f.Values = append(f.Values, finding.Value{Field: h, Text: e.Field(s.List, h).shown()})
	}
	for i := 0; i+1 < len(more); i += 2 {
		f.Values = append(f.Values, finding.Value{Field: more[i], Text: more[i+1]})
	}
	c.run.Findings = append(c.run.Findings, f)
}

// shown is what the file says: dates as they are written.
func (f Field) shown() string {
	if !f.Day.IsZero() {
		return f.Cell.String()
	}
	return f.Says
}

// columns names columns that a sheet has not.
func (c *check) columns(s *Sheet) {
	for i, has := range s.Has {
		if !has {
			h := s.List.Columns[i].Header
			c.run.Findings = append(c.run.Findings, finding.Finding{Rule: columnCode(s.List, i, ruleMissing), Table: s.List.Sheet, Row: s.Head, Fields: []string{h}})
		}
	}
}

// row runs the rules of each column.
func (c *check) row(s *Sheet, e *Entry) {
	for i, col := range s.List.Columns {
		f := e.Fields[i]
		h := []string{col.Header}
		at := func(what string) { c.flag(columnCode(s.List, i, what), s, e, h) }
		switch f.Trouble {
		case Unwritten:
			continue
		case Fault:
			at(ruleFault)
		case NotDate:
			at(ruleDate)
		case NotWhole, TooLow:
			at(ruleWhole)
		case Fraction:
			if col.Header == "Age of Child (Years)" {
				c.flag("age-fraction", s, e, h)
			} else {
				at(ruleWhole)
			}
		case NotCode:
			at(ruleCode)
		case Grouped:
			at(ruleGroup)
		case NotPlace:
			at(rulePlace)
		case Respelt:
			at(ruleSpelt)
		}
		switch {
		case f.Trouble == Fine && f.Blank() && col.Required():
			at(ruleBlank)
		case f.Trouble == Fine && f.Blank() && col.Blank == "discouraged":
			at(ruleUnsaid)
		case f.Day.After(c.on) && !strings.HasPrefix(col.Header, "Date of Birth"):
			at(ruleFuture)
		}
	}
	c.aged(s, e)
}

// aged compares the age with the date of birth.
func (c *check) aged(s *Sheet, e *Entry) {
	born, age := e.Field(s.List, "Date of Birth"), e.Field(s.List, "Age of Child (Years)")
	if c.on.IsZero() || born.Day.IsZero() || age.Number == nil {
		return
	}
	reckoned := -1
	if !born.Day.After(c.on) {
		reckoned = c.on.Age(born.Day)
	}
	// A child who is overdue is not born although the expected date has passed.
	if n := *age.Number; n != reckoned && !(n == -1 && c.on.Sub(born.Day) <= overdue) {
		c.flag("age", s, e, []string{"Date of Birth", "Age of Child (Years)"}, "reckoned", strconv.Itoa(reckoned))
	}
}

// overdue is how many days an unborn child's expected date may have passed.
const overdue = 28

// entries goes through the rows of a list that has been read.
func (c *check) entries(number int, fn func(s *Sheet, e *Entry)) {
	if s := c.w.Sheets[number-1]; s != nil && s.Has != nil {
		for i := range s.Entries {
			fn(s, &s.Entries[i])
		}
	}
}

// has says whether a list was read with all of some columns.
func (c *check) has(number int, headers ...string) bool {
	s := c.w.Sheets[number-1]
	if s == nil || s.Has == nil {
		return false
	}
	return !slices.ContainsFunc(headers, func(h string) bool { return !s.Has[s.List.Column(h)] })
}

// rowFields are the headers of a rule about rows.
func rowFields(code string) []string {
	i := slices.IndexFunc(rowRules, func(r rowRule) bool { return r.code == code })
	return rowRules[i].fields
}

// look gives the fields of a rule in a row; ok is false when the sheet has not all of the columns or one of them is in trouble.
func look(s *Sheet, e *Entry, headers ...string) (out []Field, ok bool) {
	for _, h := range headers {
		f := e.Field(s.List, h)
		if f.Trouble > Fraction {
			return nil, false
		}
		out = append(out, f)
	}
	return out, true
}
