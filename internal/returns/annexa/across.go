package annexa

import (
	"strconv"

	"throughline/internal/day"
)

// across runs the rules about what lists say of each other. A rule that speaks of a list that the workbook has not finds nothing: that the
// list is missing is a finding of its own.
func (c *check) across() {
	c.persons()
	const (
		status = "Case status"
		ended  = "Child Protection Plan End Date"
		ceased = "Date Ceased to be Looked After "
		signed = "Continuous Assessment Date of Authorisation"
	)
	flag := func(code string, s *Sheet, e *Entry, more ...string) { c.flag(code, s, e, rowFields(code), more...) }
	// open says whether a list has a row of a child without an end.
	open := func(number int, child, end string) bool {
		for _, e := range c.by[number-1][child] {
			if f := e.Field(Of(number), end); f.Day.IsZero() && f.Trouble <= Respelt {
				return true
			}
		}
		return false
	}
	stands := func(number int, child string) bool { return len(c.by[number-1][child]) > 0 }
	each := func(number int, fn func(s *Sheet, e *Entry, child string)) {
		c.entries(number, func(s *Sheet, e *Entry) {
			if child := e.Fields[0].Text; child != "" {
				fn(s, e, child)
			}
		})
	}
	statusOf := func(child string) string {
		for _, e := range c.by[5][child] {
			return Key(e.Field(Of(6), status).Text)
		}
		return ""
	}
	if c.has(6) {
		each(4, func(s *Sheet, e *Entry, child string) {
			if f := e.Field(s.List, signed); f.Trouble == Fine && f.Day.IsZero() && !stands(6, child) {
				flag("X-assessment-need", s, e)
			}
		})
		each(7, func(s *Sheet, e *Entry, child string) {
			f := e.Field(s.List, ended)
			switch is := statusOf(child); {
			case !stands(6, child):
				flag("X-plan-need", s, e)
			case f.Trouble == Fine && f.Day.IsZero() && is != "" && is != protectionPlan && is != lookedAfterChild:
				flag("X-plan-status", s, e, "status", is)
			}
		})
		each(8, func(s *Sheet, e *Entry, child string) {
			f := e.Field(s.List, ceased)
			switch is := statusOf(child); {
			case !stands(6, child):
				flag("X-care-need", s, e)
			case f.Trouble == Fine && f.Day.IsZero() && is != "" && is != lookedAfterChild:
				flag("X-care-status", s, e, "status", is)
			}
		})
	}
	referred := map[string]map[day.Day]bool{}
	each(3, func(s *Sheet, e *Entry, child string) {
		if referred[child] == nil {
			referred[child] = map[day.Day]bool{}
		}
		referred[child][e.Field(s.List, "Date of referral").Day] = true
	})
	each(6, func(s *Sheet, e *Entry, child string) {
		switch is := Key(e.Field(s.List, status).Text); {
		case is == protectionPlan && c.has(7, ended) && !open(7, child, ended):
			flag("X-status-plan", s, e)
		case is == lookedAfterChild && c.has(8, ceased) && !open(8, child, ceased):
			flag("X-status-care", s, e)
		case is == openAssessment && c.has(4, signed) && !open(4, child, signed):
			flag("X-status-assessment", s, e)
		}
		if began := e.Field(s.List, "CIN Start Date").Day; c.has(3) && !c.on.IsZero() && began.Within(c.six, c.on) && !referred[child][began] {
			flag("X-start-referral", s, e)
		}
	})
	if c.has(7) {
		each(5, func(s *Sheet, e *Entry, child string) {
			const met = "Date of Initial Child Protection Conference"
			f := e.Field(s.List, "Did the Initial Child Protection Conference Result in a Child Protection Plan")
			// A plan of before the period may have ended before it: only a plan of the period must be there.
			if held := e.Field(s.List, met).Day; Key(f.Text) == "Yes" && !stands(7, child) && !c.on.IsZero() && held.Within(c.six, c.on) {
				flag("X-result-plan", s, e, met, e.Field(s.List, met).shown())
			}
		})
	}
	if c.has(8, ceased) {
		each(9, func(s *Sheet, e *Entry, child string) {
			if Key(e.Field(s.List, "Eligibility Category").Text) == eligible && !open(8, child, ceased) {
				flag("X-eligible-care", s, e)
			}
		})
		each(10, func(s *Sheet, e *Entry, child string) {
			done := e.Field(s.List, "Date of Adoption Order ").Day.IsZero() && e.Field(s.List, "Date of Decision that Child Should No Longer be Placed for Adoption").Day.IsZero()
			if done && !open(8, child, ceased) {
				flag("X-adoption-care", s, e)
			}
		})
	}
	if c.has(11, "Family identifier") {
		families := map[string]bool{}
		c.entries(11, func(s *Sheet, e *Entry) { families[e.Field(s.List, "Family identifier").Text] = true })
		each(10, func(s *Sheet, e *Entry, child string) {
			if f := e.Field(s.List, "Family identifier").Text; f != "" && !families[f] {
				flag("X-family", s, e)
			}
		})
	}
}

// persons compares what is said of one child in several rows: every row with the first one that says it.
func (c *check) persons() {
	type told struct {
		text   string
		list   string
		number int
	}
	for _, h := range []struct{ code, header, what string }{
		{"X-person", "Date of Birth", "The date of birth"}, {"X-person", "Gender", "The gender"}, {"X-person", "Ethnicity", "The ethnicity"},
		{"X-disability", "Does the Child have a Disability", "The disability"},
	} {
		first := map[string]told{}
		for number := 1; number < Lists; number++ { // the last list is of adults
			if Of(number).Column(h.header) < 0 {
				continue
			}
			c.entries(number, func(s *Sheet, e *Entry) {
				f, child := e.Field(s.List, h.header), e.Fields[0].Text
				if child == "" || f.Trouble > Respelt || f.Blank() {
					return
				}
				was, again := first[child]
				switch {
				case !again:
					first[child] = told{f.String(), s.List.Sheet, e.Number}
				case was.text != f.String():
					c.flag(h.code, s, e, []string{h.header}, "What", h.what, "here", f.String(), "there", was.text, "other list", was.list, "other", strconv.Itoa(was.number))
				}
			})
		}
	}
}
